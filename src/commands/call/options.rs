//! What one section of the command line wants of its transfers, once meant: nothing of clap.

use std::path::PathBuf;
use std::time::Duration;

use super::plan::{Protocols, format_of, is_automatic, spare_the_identity};
use super::sink::Saving;
use crate::cli::{BeyondArgs, CallArgs, RetryArgs};
use crate::commands::World;
use crate::core::http::Rules;
use crate::core::http::expect::Expectations;
use crate::core::http::fields::Fields;
use crate::core::http::retry::Policy;
use crate::core::http::write_out::files_of;

/// How transfers go about it.
pub struct Options {
    /// Whether redirects are followed, and how.
    pub follow: Option<Follow>,
    /// What a status of 400 and over means.
    pub fails: Fails,
    /// What is expected of the answer.
    pub expect: Expectations,
    /// Bodies are indented, coloured and made safe on a terminal.
    pub pretty: bool,
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
    /// What else is said there.
    pub talk: Talk,
    /// Progress is shown.
    pub progress: bool,
    /// Whether and when transfers are repeated.
    pub retry: Policy,
    /// Whether a failed connection is looked into.
    pub diagnose: bool,
}

/// What one run wants, whatever its sections.
pub struct Run {
    /// The most transfers at once; 1 is one after another.
    pub at_once: usize,
    /// The first failure ends it.
    pub fail_early: bool,
    /// From one start to the next.
    pub pace: Option<Duration>,
}

impl Run {
    /// From what was typed, which holds for all sections.
    pub fn new(args: &CallArgs) -> Self {
        let most = usize::try_from(args.run.parallel_max).unwrap_or(0);
        let most = match most {
            1..=MOST_AT_ONCE => most,
            _ => DEFAULT_AT_ONCE, // as in curl
        };
        Self {
            at_once: if args.run.parallel { most } else { 1 },
            fail_early: args.run.fail_early,
            pace: args.run.rate.filter(|_| !args.run.parallel),
        }
    }
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
    /// Ends 26 when the format of `-w` cannot be read, 2 when it names a key as its output.
    pub fn new(args: &CallArgs, world: &mut dyn World) -> anyhow::Result<Self> {
        let answer = &args.answer;
        let format = answer.write_out.as_ref();
        let format = format.map(|format| format_of(format, world)).transpose()?;
        for file in format.iter().flat_map(|format| files_of(format)) {
            spare_the_identity(args, file.as_ref())?;
        }
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
            expect: expectations(&args.beyond),
            pretty: !args.beyond.no_pretty,
            head_only: args.request.head,
            include: answer.include,
            dump_header: answer.dump_header.clone(),
            write_out: format,
            compressed: args.request.compressed && !answer.files.raw,
            talk: match (answer.silent, answer.show_error) {
                (true, false) => Talk::Nothing,
                (true, true) => Talk::Errors,
                (false, _) => Talk::Normal,
            },
            progress: !answer.silent && !args.tell.no_progress_meter && args.tell.stderr.is_none(),
            retry: policy(&args.retry),
            diagnose: args.beyond.diagnose,
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

    /// Whether a status speaks of an error: not one that is asked for by name.
    pub fn is_error(&self, status: u16) -> bool {
        status >= 400 && !self.expect.wants_status(status)
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

fn expectations(args: &BeyondArgs) -> Expectations {
    Expectations {
        hidden: Fields::default(),
        statuses: args.expect_status.clone(),
        headers: args.expect_header.clone(),
        json: args.expect_json.clone(),
        texts: args.expect_body.clone(),
    }
}

fn policy(args: &RetryArgs) -> Policy {
    let given = |time: Option<Duration>| time.filter(|t| !t.is_zero());
    Policy {
        limit: args.retry,
        delay: given(args.retry_delay),
        max_time: given(args.retry_max_time),
        refused: args.retry_connrefused,
        all_errors: args.retry_all_errors,
        non_idempotent: args.retry_non_idempotent,
    }
}

/// curl's default.
const DEFAULT_AT_ONCE: usize = 50;
/// The most that is taken, curl's too: each is a thread and a connection.
const MOST_AT_ONCE: usize = 300;
