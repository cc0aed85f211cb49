//! `probe`: what may be typed.

use std::fmt;
use std::time::Duration;

use clap::{ArgAction, Args};

use super::profile::ProfileArgs;
use super::shared::{OutputArgs, common_exits, examples};
use super::wire::{ConnectionArgs, IdentityArgs};

/// Take the handshake apart: what the server asks for, what it gets, why it refuses
///
/// A staircase from our own files up to the answer to one HEAD, with a verdict and a time for each
/// step; the first that fails is the answer, with its evidence and its fix. Three handshakes tell
/// the kinds of refusal apart: with our certificate, without any, and with a self-signed one made
/// for this. Where the server asks for none, the HEAD goes over TLS 1.2, where a late request
/// shows: one or two handshakes more. Where it breaks off the first one, up to 16 hellos, whose
/// handshakes are not finished, find out what it takes. Nothing else is sent; all of it takes at
/// most 10 seconds unless -m says otherwise, and --json counts handshakes and hellos.
///
/// The report is the answer and goes to standard output; with --quiet only the cause is told, on
/// standard error.
#[derive(Args)]
#[command(after_help = help(), after_long_help = help())]
pub struct ProbeArgs {
    /// The server, port 443 if none is given; a URL's path is where the HEAD goes
    ///
    /// With --profile it is that environment's url where none is named.
    #[arg(
        value_name = "HOST[:PORT]|URL",
        required_unless_present = "profile",
        default_value = "",
        hide_default_value = true
    )]
    pub target: String,

    /// One handshake only, with what we have, and no hello beside it
    #[arg(long, help_heading = "Probe")]
    pub passive: bool,

    /// Send no HEAD: handshakes only, for servers that do not speak HTTP
    #[arg(long, help_heading = "Probe")]
    pub no_head: bool,

    /// Find out which versions and cipher suites of TLS the server takes, by some forty hellos more;
    /// -v and --json list the suites
    #[arg(long, conflicts_with = "passive", help_heading = "Probe")]
    pub survey: bool,

    /// Probe each address of the name: one bad node behind a balancer is named
    #[arg(long, help_heading = "Probe")]
    pub all_addresses: bool,

    /// Probe again and again, so many seconds apart, and tell when the answer changes (with --json
    /// each time); Ctrl-C ends it with the last answer's exit code
    #[arg(long, value_name = "SECONDS", value_parser = every, help_heading = "Probe")]
    pub watch: Option<Duration>,

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
    pub profile: ProfileArgs,

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

/// `5`, `5s`, `1m`; a server is not to be hammered.
fn every(text: &str) -> Result<Duration, String> {
    let wrong =
        || "takes seconds or minutes, as in 5, 5s or 1m; at least 1 and at most a day".to_owned();
    let (number, unit) = match text.strip_suffix('m') {
        Some(minutes) => (minutes, 60.0),
        None => (text.strip_suffix('s').unwrap_or(text), 1.0),
    };
    let number: f64 = number.parse().map_err(|_| wrong())?;
    let time = Duration::try_from_secs_f64(number * unit).map_err(|_| wrong())?;
    let is_sane = (Duration::from_secs(1)..=Duration::from_secs(24 * 60 * 60)).contains(&time);
    is_sane.then_some(time).ok_or_else(wrong)
}

fn help() -> String {
    examples(
        "
  mtls probe api.example                                what a server asks of its clients
  mtls probe api.example:8443 --cert client.crt --key client.key --cacert ca.crt
  mtls probe https://api.example/v1/accounts --cert client.pfx --pass env:PFX_PASS --json
  mtls probe api.example --survey -v                           which versions and suites of TLS
  mtls probe api.example --cert client.pem --watch 5s          while it is being repaired
  mtls probe api.example --cert client.pem --all-addresses     which node it is
  mtls probe api.example --cert client.pem --json | jq -r .diagnosis.code",
        &common_exits(),
    )
}
