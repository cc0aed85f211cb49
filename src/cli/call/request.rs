//! What is sent: the method, headers and body, as curl spells them.

use std::fmt;
use std::path::PathBuf;

use clap::{ArgAction, Args, ValueHint};

use super::data::{DataArgs, FormArgs};

/// The request.
#[derive(Args)]
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

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub form: FormArgs,

    /// Write quotes in the names of a form behind a backslash, not as %22
    #[arg(long)]
    pub form_escape: bool,

    /// Send FILE by PUT, - being stdin; its name goes behind a URL that ends in /
    #[arg(short = 'T', long, value_name = "FILE", action = ArgAction::Append, allow_hyphen_values = true, value_hint = ValueHint::FilePath)]
    pub upload_file: Vec<String>,

    /// Send the data in the query instead
    #[arg(short = 'G', long)]
    pub get: bool,

    /// Add to the query: content, =content, name=content, @FILE, name@FILE, or +already%20encoded
    #[arg(long, value_name = "DATA", action = ArgAction::Append, allow_hyphen_values = true)]
    pub url_query: Vec<String>,

    /// Ask for the head only
    #[arg(short = 'I', long)]
    pub head: bool,

    /// Authenticate with Basic; the password is asked for when it is missing
    #[arg(short, long, value_name = "USER[:PASSWORD]")]
    pub user: Option<String>,

    /// Taken for curl's sake: -u is always Basic
    #[arg(long)]
    pub basic: bool,

    /// Take user and password from ~/.netrc
    #[arg(short = 'n', long)]
    pub netrc: bool,

    /// The same, but those in the URL go first
    #[arg(long)]
    pub netrc_optional: bool,

    /// Take them from this file, in the format of .netrc
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub netrc_file: Option<PathBuf>,

    /// Refuse a URL with a user name in it, ending 67
    #[arg(long)]
    pub disallow_username_in_url: bool,

    /// Send this Bearer token: env:NAME, file:PATH, ... or the token itself
    #[arg(long, value_name = "TOKEN")]
    pub oauth2_bearer: Option<String>,

    /// The User-Agent header; "" sends none
    #[arg(short = 'A', long, value_name = "NAME")]
    pub user_agent: Option<String>,

    /// The Referer header; with ;auto behind it, or alone, redirects set it
    #[arg(short = 'e', long, value_name = "URL")]
    pub referer: Option<String>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub cookies: CookieArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub part: PartArgs,

    /// Ask for a compressed answer (deflate, gzip) and undo it
    #[arg(long)]
    pub compressed: bool,

    /// Send the path as typed, without folding /../
    #[arg(long)]
    pub path_as_is: bool,

    /// Send this in place of the URL's path and query
    #[arg(long, value_name = "PATH", allow_hyphen_values = true)]
    pub request_target: Option<String>,

    /// Take {}, [] in URLs as they are: without it {a,b} and [1-9] stand for several URLs
    #[arg(short = 'g', long)]
    pub globoff: bool,

    /// Speak plain http although a client certificate is given (it cannot be presented there)
    #[arg(long)]
    pub allow_plain_http: bool,

    /// Taken for curl's sake: HTTP/1.1 is all that is spoken
    #[arg(long = "http1.1")]
    pub http11: bool,
}

/// Cookies: those sent, and what becomes of those that come.
#[derive(Args)]
#[command(next_help_heading = "Request")]
pub struct CookieArgs {
    /// Send these cookies, NAME=VALUE; without =, read them from this file and keep those that come
    #[arg(short = 'b', long, value_name = "DATA|FILE", action = ArgAction::Append)]
    pub cookie: Vec<String>,

    /// Write all cookies to FILE at the end (0600: they are sessions), - being stdout
    #[arg(short = 'c', long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub cookie_jar: Option<PathBuf>,

    /// Of the cookies in files, leave those out that were to end with their session
    #[arg(short = 'j', long)]
    pub junk_session_cookies: bool,
}

/// Silent: what is typed there may be a secret.
impl fmt::Debug for RequestArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestArgs(..)")
    }
}

/// Silent: what is typed there may be a secret.
impl fmt::Debug for CookieArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CookieArgs(..)")
    }
}

/// Part of what is there, or only what is new.
#[derive(Debug, Args)]
#[command(next_help_heading = "Request")]
pub struct PartArgs {
    /// Ask for these bytes: 0-99, 100-, -50 (the last), several apart by commas
    #[arg(short = 'r', long, value_name = "RANGE", allow_hyphen_values = true)]
    pub range: Option<String>,

    /// Go on at this byte; - where the file of -o ends
    #[arg(short = 'C', long, value_name = "OFFSET", allow_hyphen_values = true, value_parser = offset)]
    pub continue_at: Option<Offset>,

    /// Only if changed since this date or the date of this file; behind a -, only if not
    #[arg(
        short = 'z',
        long,
        value_name = "DATE|FILE",
        allow_hyphen_values = true
    )]
    pub time_cond: Option<String>,

    /// Only if the answer's ETag is not the one in FILE
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub etag_compare: Option<PathBuf>,

    /// Write the answer's ETag to FILE
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub etag_save: Option<PathBuf>,
}

/// Where a transfer goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offset {
    /// Behind what is there.
    End,
    /// At this byte, from 0.
    At(u64),
}

fn offset(text: &str) -> Result<Offset, String> {
    match text {
        "-" => Ok(Offset::End),
        digits => digits
            .parse()
            .map(Offset::At)
            .map_err(|_| "takes a number of bytes, or -".to_owned()),
    }
}
