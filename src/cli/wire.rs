//! Argument groups of everything that connects: whom we are, whom we trust, how we get there,
//! and the token. curl's spelling and meaning.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum, ValueHint};

use super::route::RouteArgs;
use super::shared::LimitArgs;
use crate::core::http::{ConnectTo, Resolve};
use crate::core::oauth::AuthStyle;
use crate::core::secret::SecretRef;

/// Who we are.
#[derive(Debug, Args)]
#[command(next_help_heading = "Identity and trust")]
pub struct IdentityArgs {
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
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Connection")]
pub struct ConnectionArgs {
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

    /// Use TLS 1.2 or later
    #[arg(long = "tlsv1.2")]
    pub tls12: bool,

    /// Use TLS 1.3
    #[arg(long = "tlsv1.3")]
    pub tls13: bool,

    /// Use at most this version
    #[arg(long, value_name = "VERSION")]
    pub tls_max: Option<TlsMax>,

    /// Give up connecting after so many seconds (names, TCP and TLS together)
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub connect_timeout: Option<Duration>,

    /// Give up altogether after so many seconds
    #[arg(short = 'm', long, value_name = "SECONDS", value_parser = seconds)]
    pub max_time: Option<Duration>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub route: RouteArgs,
}

/// curl's values of `--tls-max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TlsMax {
    /// as far as we go: TLS 1.3
    #[value(name = "default")]
    Default,
    /// TLS 1.2
    #[value(name = "1.2")]
    Tls12,
    /// TLS 1.3
    #[value(name = "1.3")]
    Tls13,
}

/// How a token is asked for (OAuth 2.0 client credentials, RFC 6749 section 4.4).
#[derive(Debug, Args)]
#[command(next_help_heading = "Token")]
pub struct GrantArgs {
    /// The client id
    #[arg(long, value_name = "ID", requires = "token_url")]
    pub client_id: Option<String>,

    /// The client secret: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt
    #[arg(long, value_name = "REF", requires = "token_url")]
    pub client_secret: Option<SecretRef>,

    /// How id and secret are sent: form, json, basic, basic-raw, or tls (the id alone)
    #[arg(
        long,
        value_name = "STYLE",
        default_value = "form",
        requires = "token_url"
    )]
    pub auth_style: AuthStyle,

    /// The scope to ask for
    #[arg(long, value_name = "SCOPE", requires = "token_url")]
    pub scope: Option<String>,

    /// The audience to ask for
    #[arg(long, value_name = "AUDIENCE", requires = "token_url")]
    pub audience: Option<String>,

    /// The resource to ask for (RFC 8707)
    #[arg(long, value_name = "URI", action = clap::ArgAction::Append)]
    pub resource: Vec<String>,
}

/// Seconds with decimals, as curl takes them; 0 means no limit.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || "takes seconds, as in 10 or 2.5".to_owned();
    let value: f64 = text.parse().map_err(|_| wrong())?;
    Duration::try_from_secs_f64(value).map_err(|_| wrong())
}
