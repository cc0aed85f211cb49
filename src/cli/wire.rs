//! Argument groups of everything that connects: whom we are, whom we trust, how we get there.
//! curl's spelling and meaning.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum, ValueHint};

use super::route::RouteArgs;
use super::shared::LimitArgs;
use super::tls::TlsArgs;
use crate::core::http::{ConnectTo, Resolve};
use crate::core::profile::ProfileName;
use crate::core::profile::apart::Apart;
use crate::core::provider::ProviderRef;

/// Who we are.
#[derive(Default, Args, PartialEq)]
#[command(next_help_heading = "Identity and trust")]
pub struct IdentityArgs {
    /// The certificates that are not to be presented here; never typed.
    #[arg(skip)]
    pub apart: Option<Apart>,

    /// Client certificate: PEM, DER or PKCS#12, told apart by content; may hold the key too
    #[arg(short = 'E', long, value_name = "FILE[:PASS]", value_hint = ValueHint::FilePath)]
    pub cert: Option<String>,

    /// Taken for curl's sake; the content decides
    #[arg(long, value_name = "PEM|DER|P12", ignore_case = true)]
    pub cert_type: Option<MaterialType>,

    /// Private key of the certificate
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub key: Option<PathBuf>,

    /// Taken for curl's sake; the content decides
    #[arg(long, value_name = "PEM|DER", ignore_case = true)]
    pub key_type: Option<MaterialType>,

    /// Passphrase of key or PKCS#12: env:NAME, file:PATH, cmd:COMMAND, fd:N, prompt, or the text itself
    #[arg(long, value_name = "REF", allow_hyphen_values = true)]
    pub pass: Option<String>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub limits: LimitArgs,
}

/// Silent: what is typed there may be a secret.
impl fmt::Debug for IdentityArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityArgs(..)")
    }
}

/// curl's names for encodings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MaterialType {
    /// text
    #[value(name = "PEM")]
    Pem,
    /// binary
    #[value(name = "DER")]
    Der,
    /// PKCS#12
    #[value(name = "P12")]
    P12,
}

/// Whom we trust and how we get there.
#[derive(Debug, Clone, Default, Args, PartialEq)]
#[command(next_help_heading = "Connection")]
pub struct ConnectionArgs {
    /// Explain failures in this provider's words: a built-in name (mtls provider list), or a file
    /// of rules such as ./mybank.toml; built-in ones are known by their hosts too
    #[arg(long, value_name = "NAME")]
    pub provider: Option<ProviderRef>,

    /// Trust the CA certificates in FILE instead of the system's
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub cacert: Option<PathBuf>,

    /// Do not check the server's certificate: only for tests
    #[arg(short = 'k', long)]
    pub insecure: bool,

    /// Connect to ADDRESS for HOST:PORT, names staying as they are
    #[arg(long, value_name = "HOST:PORT:ADDRESS[,ADDRESS]", action = clap::ArgAction::Append)]
    pub resolve: Vec<Resolve>,

    /// Connect to HOST2:PORT2 for HOST1:PORT1, names staying as they are
    #[arg(long, value_name = "HOST1:PORT1:HOST2:PORT2", action = clap::ArgAction::Append)]
    pub connect_to: Vec<ConnectTo>,

    /// Give up connecting after so many seconds (names, TCP and TLS together)
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub connect_timeout: Option<Duration>,

    /// Give up altogether after so many seconds
    #[arg(short = 'm', long, value_name = "SECONDS", value_parser = seconds)]
    pub max_time: Option<Duration>,

    /// The profile that filled these, for what is said of a failure.
    #[arg(skip)]
    pub profile: Option<ProfileName>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub route: RouteArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub tls: TlsArgs,
}

/// Seconds with decimals, as curl takes them; 0 means no limit.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || "takes seconds, as in 10 or 2.5".to_owned();
    let value: f64 = text.parse().map_err(|_| wrong())?;
    Duration::try_from_secs_f64(value).map_err(|_| wrong())
}
