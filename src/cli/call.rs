//! `call`: curl's flags. What is not here ends 2 and is named; none is silently ignored.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueHint};

use super::data::{DataArgs, Outputs, Urls};
use super::grant::GrantArgs;
use super::shared::{curl_exits, examples};
use super::wire::{ConnectionArgs, IdentityArgs};

/// Make an HTTP request over mTLS, with curl's flags
///
/// Replace curl by `mtls call` in your provider's documentation. A PKCS#12 needs no --cert-type;
/// with --token-url the token is fetched first, with the same certificate. A refusal is explained:
/// what, how we know, and what to do.
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help(), args_override_self = true)]
pub struct CallArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub urls: Urls,

    /// The method, verbatim
    #[arg(short = 'X', long, value_name = "METHOD", help_heading = "Request")]
    pub request: Option<String>,

    /// A header; "Name:" removes ours, "Name;" sends it empty, @FILE reads one per line
    #[arg(short = 'H', long, value_name = "HEADER", action = ArgAction::Append, help_heading = "Request", allow_hyphen_values = true)]
    pub header: Vec<String>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub data: DataArgs,

    /// Send the data in the query instead
    #[arg(short = 'G', long, help_heading = "Request")]
    pub get: bool,

    /// Ask for the head only
    #[arg(short = 'I', long, help_heading = "Request")]
    pub head: bool,

    /// Authenticate with Basic; the password is asked for when it is missing
    #[arg(short, long, value_name = "USER[:PASSWORD]", help_heading = "Request")]
    pub user: Option<String>,

    /// Send this Bearer token: env:NAME, file:PATH, ... or the token itself
    #[arg(long, value_name = "TOKEN", help_heading = "Request")]
    pub oauth2_bearer: Option<String>,

    /// The User-Agent header; "" sends none
    #[arg(short = 'A', long, value_name = "NAME", help_heading = "Request")]
    pub user_agent: Option<String>,

    /// Ask for a compressed answer and undo it
    #[arg(long, help_heading = "Request")]
    pub compressed: bool,

    /// Follow redirects
    #[arg(short = 'L', long, help_heading = "Request")]
    pub location: bool,

    /// Follow at most so many; -1 for any number
    #[arg(
        long,
        value_name = "N",
        default_value = "50",
        allow_hyphen_values = true,
        help_heading = "Request"
    )]
    pub max_redirs: i64,

    /// Send the path as typed, without folding /../
    #[arg(long, help_heading = "Request")]
    pub path_as_is: bool,

    /// Speak plain http although a client certificate or secret is given
    #[arg(long, help_heading = "Request")]
    pub allow_plain_http: bool,

    /// Taken for curl's sake: HTTP/1.1 is all that is spoken
    #[arg(long = "http1.1", help_heading = "Request")]
    pub http11: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub outputs: Outputs,

    /// Show the answer's head too
    #[arg(short, long, visible_alias = "show-headers", help_heading = "Answer")]
    pub include: bool,

    /// Write the answer's head to FILE, - being stdout
    #[arg(short = 'D', long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Answer")]
    pub dump_header: Option<PathBuf>,

    /// End 22 without a body when the status is 400 or more
    #[arg(
        short,
        long,
        help_heading = "Answer",
        conflicts_with = "fail_with_body"
    )]
    pub fail: bool,

    /// End 22 when the status is 400 or more, the body written all the same
    #[arg(long, help_heading = "Answer")]
    pub fail_with_body: bool,

    /// Say this at the end: %{http_code}, %{time_total}, ...; @FILE reads it
    #[arg(short, long, value_name = "FORMAT", help_heading = "Answer")]
    pub write_out: Option<String>,

    /// Say nothing but the answer, errors neither
    #[arg(short, long, help_heading = "Answer")]
    pub silent: bool,

    /// With -s, say errors all the same
    #[arg(short = 'S', long, help_heading = "Answer")]
    pub show_error: bool,

    /// Show both heads and the handshake; credentials are masked
    #[arg(short, long, help_heading = "Answer")]
    pub verbose: bool,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub identity: IdentityArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub connection: ConnectionArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub grant: GrantArgs,
}

fn help() -> String {
    examples(
        "
  mtls call https://api.example/accounts/1 --cert client.crt --key client.key --cacert ca.crt
  mtls call https://api.example/pay --cert client.pfx --pass env:PFX_PASS --json @order.json
  mtls call https://api.example/accounts/1 --cert client.crt --key client.key \\
       --token-url https://api.example/token --client-id app --client-secret env:SECRET",
        &curl_exits(),
    )
}
