//! Whether, when and how often a transfer is repeated.

use std::time::Duration;

use clap::Args;

use crate::cli::wire::seconds;

/// Repeating transfers.
#[derive(Debug, Args)]
#[command(next_help_heading = "Retry")]
pub struct RetryArgs {
    /// Repeat up to N times after a timeout or a status 408, 429, 500, 502, 503, 504, 522, 524; a
    /// POST or PATCH only if nothing of it was sent or it has an Idempotency-Key header
    #[arg(long, value_name = "N", default_value = "0", hide_default_value = true, value_parser = count, allow_negative_numbers = true)]
    pub retry: u32,

    /// Wait so many seconds each time, instead of 1, 2, 4 and so on up to 10 minutes
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub retry_delay: Option<Duration>,

    /// Begin no repetition after so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub retry_max_time: Option<Duration>,

    /// Repeat after a refused connection too
    #[arg(long)]
    pub retry_connrefused: bool,

    /// Repeat after any failure
    #[arg(long)]
    pub retry_all_errors: bool,

    /// Repeat a POST or PATCH too, which then may be carried out twice
    #[arg(long)]
    pub retry_non_idempotent: bool,
}

fn count(text: &str) -> Result<u32, String> {
    let count = text.parse();
    count.map_err(|_| "takes a number of repeats, 0 or more".into())
}
