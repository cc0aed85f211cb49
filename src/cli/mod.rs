//! What may be typed: the clap definition from which help, man pages and completions all come.
//! No files, no crypto.

mod call;
mod check;
mod command;
pub mod convert;
mod csr;
mod curl;
mod explain;
mod grant;
mod init;
mod inspect;
mod line;
mod match_key;
mod mistake;
mod probe;
mod profile;
mod provider;
mod rotate;
mod route;
mod sandbox;
mod shared;
mod sign;
mod subject;
mod tls;
mod token;
mod wire;

use std::ffi::OsString;

use clap::{CommandFactory, Parser};

pub use call::{
    AnswerArgs, BeyondArgs, CallArgs, CookieArgs, FileArgs, Offset, Output, PartArgs, RedirectArgs,
    Rehearsal, RequestArgs, RetryArgs, RunArgs, TellArgs,
};
pub use check::CheckArgs;
pub use command::Command;
pub use convert::{ConvertArgs, Target};
pub use csr::{CsrArgs, CsrStep};
pub use explain::ExplainArgs;
pub use grant::GrantArgs;
pub use init::InitArgs;
pub use inspect::{InspectArgs, InspectFormat, InspectSort, ServerArgs, Within};
pub use line::{Named, Outside, read};
pub use match_key::{KeyFormat, MatchKeyArgs};
pub use mistake::{Mistake, explain};
pub use probe::ProbeArgs;
pub use profile::{CallProfileArgs, ProfileArgs};
pub use provider::{
    EndpointArgs, ProviderArgs, ProviderStep, RevokeArgs, RulesCheckArgs, ShowArgs, SubmitArgs,
};
pub use rotate::{RotateArgs, RotateStep};
pub use route::RouteArgs;
pub use sandbox::SandboxArgs;
pub use shared::{Color, LimitArgs, OutputArgs, WriteArgs};
pub use sign::{SignArgs, SignPurpose};
pub use subject::{NewKeyArgs, SubjectArgs};
pub use tls::{TlsArgs, TlsMax};
pub use token::TokenArgs;
pub use wire::{ConnectionArgs, IdentityArgs, MaterialType};

/// The whole life of a client certificate
///
/// Make the key and the signing request your provider will accept, look at what comes back, pair
/// and convert it, get a token and make the call over mutual TLS - and when the handshake is
/// refused, learn the one true cause and its fix.
#[derive(Debug, Parser)]
#[command(
    name = "mtls",
    version,
    propagate_version = false,
    max_term_width = 100
)]
#[command(subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = help(), after_long_help = help())]
pub struct Cli {
    /// When to use colour
    #[arg(
        long,
        global = true,
        display_order = 900, // after what is the command's own
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true
    )]
    pub color: Color,

    #[command(subcommand)]
    #[expect(missing_docs, reason = "each variant documents itself")]
    pub command: Command,
}

fn help() -> String {
    format!(
        "Begin here:
  mtls sandbox --tour    all of it in ten steps, explained, against a provider on this machine
  mtls COMMAND --help    what a command takes, with examples\n\n{}",
        shared::common_exits()
    )
}

/// Parses a command line, the program's name first.
///
/// # Errors
/// clap's: bad usage, or a help or version text to be shown.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(args)
}

/// The definition itself, for man pages and completions.
pub fn definition() -> clap::Command {
    Cli::command()
}
