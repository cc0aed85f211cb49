//! What one section of the command line wants of its transfers, once meant: nothing of clap.

use std::path::PathBuf;

use super::plan::{Protocols, format_of, is_automatic};
use super::sink::Saving;
use crate::cli::CallArgs;
use crate::commands::World;
use crate::core::http::Rules;

/// How transfers go about it.
pub struct Options {
    /// Whether redirects are followed, and how.
    pub follow: Option<Follow>,
    /// What a status of 400 and over means.
    pub fails: Fails,
    /// Only the head is wanted.
    pub head_only: bool,
    /// The head is shown before the body.
    pub include: bool,
    /// Where heads are kept, `-` being standard output.
    pub dump_header: Option<PathBuf>,
    /// The format of `-w`.
    pub write_out: Option<String>,
    /// How bodies become files.
    pub saving: Saving,
    /// Where an answer's ETag is kept.
    pub etag_save: Option<PathBuf>,
    /// The most bytes of a body.
    pub max_filesize: Option<u64>,
    /// Content encodings are undone.
    pub compressed: bool,
    /// The traffic is shown on standard error.
    pub verbose: bool,
    /// What else is said there.
    pub talk: Talk,
}

/// How redirects are followed.
#[derive(Debug, Clone, Copy)]
pub struct Follow {
    /// The most of one transfer; `None` for any number.
    pub limit: Option<u64>,
    /// What becomes of method, body and credentials.
    pub rules: Rules,
    /// Where they may lead.
    pub protocols: Protocols,
}

/// What a status of 400 and over means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fails {
    /// Nothing for the exit code.
    Never,
    /// The run fails, and the body is not shown.
    WithoutBody,
    /// The run fails, the body shown all the same.
    WithBody,
}

/// What is said on standard error beside the traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Talk {
    /// Nothing at all.
    Nothing,
    /// Only why it failed.
    Errors,
    /// Notes and progress too.
    Normal,
}

impl Options {
    /// From what was typed.
    ///
    /// # Errors
    /// Ends 26 when the format of `-w` cannot be read.
    pub fn new(args: &CallArgs, world: &mut dyn World) -> anyhow::Result<Self> {
        let answer = &args.answer;
        let format = answer.write_out.as_ref();
        Ok(Self {
            follow: follow(args),
            saving: Saving::new(answer),
            etag_save: args.request.part.etag_save.clone(),
            max_filesize: answer.files.max_filesize.filter(|most| *most > 0),
            fails: match (answer.fail, answer.fail_with_body) {
                (_, true) => Fails::WithBody,
                (true, false) => Fails::WithoutBody,
                (false, false) => Fails::Never,
            },
            head_only: args.request.head,
            include: answer.include,
            dump_header: answer.dump_header.clone(),
            write_out: format.map(|format| format_of(format, world)).transpose()?,
            compressed: args.request.compressed && !answer.files.raw,
            verbose: answer.verbose,
            talk: match (answer.silent, answer.show_error) {
                (true, false) => Talk::Nothing,
                (true, true) => Talk::Errors,
                (false, _) => Talk::Normal,
            },
        })
    }

    /// Whether notes and progress are shown.
    pub fn is_talkative(&self) -> bool {
        self.talk >= Talk::Normal
    }

    /// Whether an error status fails the run.
    pub fn fails(&self) -> bool {
        self.fails != Fails::Never
    }
}

fn follow(args: &CallArgs) -> Option<Follow> {
    let typed = &args.redirect;
    let follows = typed.location || typed.location_trusted || typed.follow;
    follows.then(|| Follow {
        limit: u64::try_from(typed.max_redirs).ok(),
        rules: Rules {
            method_forced: args.request.request.is_some() && !typed.follow,
            keeps_post: [typed.post301, typed.post302, typed.post303],
            trusted: typed.location_trusted,
            referer: is_automatic(args.request.referer.as_deref()),
        },
        protocols: Protocols::of_redirects(args),
    })
}
