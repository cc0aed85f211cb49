//! What is told while a run goes on, and where.

use std::path::PathBuf;

use clap::{Args, ValueHint};

/// Traces and progress.
#[derive(Debug, Args)]
#[command(next_help_heading = "Telling")]
pub struct TellArgs {
    /// Write all that passes to FILE, - being stdout, % stderr: in hex and text. Credentials in
    /// heads are masked; in bodies what this run itself sent as a secret, cards and sensitive fields
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, overrides_with_all = ["trace_ascii", "verbose"])]
    pub trace: Option<PathBuf>,

    /// The same in text alone
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, overrides_with_all = ["trace", "verbose"])]
    pub trace_ascii: Option<PathBuf>,

    /// Put the time (UTC) before each line of a trace or of -v
    #[arg(long)]
    pub trace_time: bool,

    /// Put the transfer's and the connection's numbers before each line of a trace or of -v
    #[arg(long)]
    pub trace_ids: bool,

    /// Write to FILE, - being stdout, what would go to standard error
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub stderr: Option<PathBuf>,

    /// Show no progress
    #[arg(long)]
    pub no_progress_meter: bool,

    /// Taken for curl's sake: progress is a bar
    #[arg(short = '#', long)]
    pub progress_bar: bool,

    /// Taken for curl's sake: bytes are written as they come
    #[arg(short = 'N', long)]
    pub no_buffer: bool,

    /// Taken for curl's sake: heads are shown as they come
    #[arg(long)]
    pub styled_output: bool,
}
