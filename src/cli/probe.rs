//! `probe`: what may be typed.

use std::fmt;

use clap::{ArgAction, Args};

use super::shared::{OutputArgs, common_exits, examples};
use super::wire::{ConnectionArgs, IdentityArgs};

/// Take the handshake apart: what the server asks for, what it gets, why it refuses
///
/// A staircase from our own files up to the answer to one HEAD, with a verdict and a time for each
/// step; the first that fails is the answer, with its evidence and its fix. Three handshakes tell
/// the kinds of refusal apart: with our certificate, without any, and with a self-signed one made
/// for this. Nothing else is sent.
#[derive(Args)]
#[command(after_help = help(), after_long_help = help())]
pub struct ProbeArgs {
    /// The server, port 443 if none is given; a URL's path is where the HEAD goes
    #[arg(value_name = "HOST[:PORT]|URL")]
    pub target: String,

    /// One handshake only, with what we have
    #[arg(long, help_heading = "Probe")]
    pub passive: bool,

    /// Send no HEAD: handshakes only, for servers that do not speak HTTP
    #[arg(long, help_heading = "Probe")]
    pub no_head: bool,

    /// A header of the HEAD, as in call: with Authorization a 401 can be told apart
    #[arg(short = 'H', long, value_name = "HEADER", action = ArgAction::Append, allow_hyphen_values = true, help_heading = "Probe")]
    pub header: Vec<String>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub identity: IdentityArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub connection: ConnectionArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

/// Silent: a header may be a credential.
impl fmt::Debug for ProbeArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProbeArgs(..)")
    }
}

fn help() -> String {
    examples(
        "
  mtls probe api.example                                what a server asks of its clients
  mtls probe api.example:8443 --cert client.crt --key client.key --cacert ca.crt
  mtls probe https://api.example/v1/accounts --cert client.pfx --pass env:PFX_PASS --json
  mtls probe api.example --cert client.pem --json | jq -r .diagnosis.code",
        &common_exits(),
    )
}
