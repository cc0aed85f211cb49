//! What is sent: the method, headers and body, as curl spells them.

use clap::{ArgAction, Args};

use super::data::DataArgs;

/// The request.
#[derive(Debug, Args)]
#[command(next_help_heading = "Request")]
pub struct RequestArgs {
    /// The method, verbatim
    #[arg(short = 'X', long, value_name = "METHOD")]
    pub request: Option<String>,

    /// A header; "Name:" removes ours, "Name;" sends it empty, @FILE reads one per line
    #[arg(short = 'H', long, value_name = "HEADER", action = ArgAction::Append, allow_hyphen_values = true)]
    pub header: Vec<String>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub data: DataArgs,

    /// Send the data in the query instead
    #[arg(short = 'G', long)]
    pub get: bool,

    /// Ask for the head only
    #[arg(short = 'I', long)]
    pub head: bool,

    /// Authenticate with Basic; the password is asked for when it is missing
    #[arg(short, long, value_name = "USER[:PASSWORD]")]
    pub user: Option<String>,

    /// Send this Bearer token: env:NAME, file:PATH, ... or the token itself
    #[arg(long, value_name = "TOKEN")]
    pub oauth2_bearer: Option<String>,

    /// The User-Agent header; "" sends none
    #[arg(short = 'A', long, value_name = "NAME")]
    pub user_agent: Option<String>,

    /// Ask for a compressed answer and undo it
    #[arg(long)]
    pub compressed: bool,

    /// Send the path as typed, without folding /../
    #[arg(long)]
    pub path_as_is: bool,

    /// Speak plain http although a client certificate is given (it cannot be presented there)
    #[arg(long)]
    pub allow_plain_http: bool,

    /// Taken for curl's sake: HTTP/1.1 is all that is spoken
    #[arg(long = "http1.1")]
    pub http11: bool,
}
