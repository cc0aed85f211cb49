//! `check`: what may be typed.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::shared::{common_exits, examples};
use super::{OutputArgs, ProfileArgs};

/// Check everything that a profile needs, before it is needed
///
/// Files and who may read them, certificate and key, chain, days left, the provider's rules, test
/// and production kept apart; then the handshake, the token and whether it is bound to the
/// certificate, and a call that harms nothing (check-path in the profile). Uses are written down
/// where the profile has audit = FILE. What is red is told with
/// its cause and its fix, and ends 1.
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help())]
pub struct CheckArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub profile: ProfileArgs,

    /// Every environment of every profile in the file
    #[arg(
        long,
        conflicts_with = "profile",
        required_unless_present = "profile",
        help_heading = "Check"
    )]
    pub all: bool,

    /// Send nothing: files, dates and rules only
    #[arg(long, help_heading = "Check")]
    pub offline: bool,

    /// Warnings, too, end 1
    #[arg(long, help_heading = "Check")]
    pub strict: bool,

    /// Write the results as JUnit XML for CI too
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Check")]
    pub junit: Option<PathBuf>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

fn help() -> String {
    examples(
        "
  mtls check --profile acme/sandbox
  mtls check --profile acme/production --json
  mtls check --all --offline                 every morning: what expires, what is open to others
  mtls check --profile acme/sandbox --junit mtls.xml",
        &common_exits(),
    )
}
