//! What becomes of the answer: where it goes, what of it is shown, when it counts as a failure.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::data::Outputs;

/// The answer.
#[derive(Debug, Args)]
#[command(next_help_heading = "Answer")]
pub struct AnswerArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub outputs: Outputs,

    /// Show the answer's head too
    #[arg(short, long, visible_alias = "show-headers")]
    pub include: bool,

    /// Write the answer's head to FILE, - being stdout
    #[arg(short = 'D', long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub dump_header: Option<PathBuf>,

    /// End 22 without a body when the status is 400 or more
    #[arg(short, long, conflicts_with = "fail_with_body")]
    pub fail: bool,

    /// End 22 when the status is 400 or more, the body written all the same
    #[arg(long)]
    pub fail_with_body: bool,

    /// Say this at the end: %{http_code}, %{time_total}, ...; @FILE reads it
    #[arg(short, long, value_name = "FORMAT")]
    pub write_out: Option<String>,

    /// Say nothing but the answer, errors neither
    #[arg(short, long)]
    pub silent: bool,

    /// With -s, say errors all the same
    #[arg(short = 'S', long)]
    pub show_error: bool,

    /// Show both heads and the handshake; credentials are masked
    #[arg(short, long)]
    pub verbose: bool,
}
