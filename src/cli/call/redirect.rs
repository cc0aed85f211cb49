//! Whether and how redirects are followed.

use clap::Args;

/// Following redirects.
#[derive(Debug, Args)]
#[command(next_help_heading = "Redirects")]
pub struct RedirectArgs {
    /// Follow redirects
    #[arg(short = 'L', long)]
    pub location: bool,

    /// Follow at most so many; -1 for any number
    #[arg(
        long,
        value_name = "N",
        default_value = "50",
        allow_hyphen_values = true
    )]
    pub max_redirs: i64,
}
