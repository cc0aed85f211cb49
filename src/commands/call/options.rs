//! What one section of the command line wants of its transfers, once meant: nothing of clap.

use std::path::PathBuf;

use super::plan::format_of;
use crate::cli::CallArgs;
use crate::commands::World;

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
    /// The user's own method stays, whatever the redirect says.
    pub method_forced: bool,
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
            follow: args.redirect.location.then_some(Follow {
                limit: u64::try_from(args.redirect.max_redirs).ok(),
                method_forced: args.request.request.is_some(),
            }),
            fails: match (answer.fail, answer.fail_with_body) {
                (_, true) => Fails::WithBody,
                (true, false) => Fails::WithoutBody,
                (false, false) => Fails::Never,
            },
            head_only: args.request.head,
            include: answer.include,
            dump_header: answer.dump_header.clone(),
            write_out: format.map(|format| format_of(format, world)).transpose()?,
            compressed: args.request.compressed,
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
