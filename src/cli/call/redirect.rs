//! Whether and how redirects are followed, and what may be spoken.

use clap::Args;

/// Following redirects.
#[derive(Debug, Args)]
#[command(next_help_heading = "Redirects")]
pub struct RedirectArgs {
    /// Follow redirects
    #[arg(short = 'L', long)]
    pub location: bool,

    /// The same, and send credentials and the client certificate to other hosts too
    #[arg(long)]
    pub location_trusted: bool,

    /// Like -L, but -X is for the first request only where the redirect asks for GET
    #[arg(long)]
    pub follow: bool,

    /// Follow at most so many; -1 for any number
    #[arg(
        long,
        value_name = "N",
        default_value = "50",
        allow_hyphen_values = true
    )]
    pub max_redirs: i64,

    /// Keep a POST one behind a 301
    #[arg(long)]
    pub post301: bool,

    /// Keep a POST one behind a 302
    #[arg(long)]
    pub post302: bool,

    /// Keep a POST one behind a 303
    #[arg(long)]
    pub post303: bool,

    /// What may be spoken: =https for that alone, -http to leave that out
    #[arg(long, value_name = "PROTOCOLS", allow_hyphen_values = true)]
    pub proto: Option<String>,

    /// The same behind redirects
    #[arg(long, value_name = "PROTOCOLS", allow_hyphen_values = true)]
    pub proto_redir: Option<String>,

    /// What is spoken where a URL does not say: https or http
    #[arg(long, value_name = "PROTOCOL")]
    pub proto_default: Option<String>,
}
