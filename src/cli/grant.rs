//! How a token is asked for (OAuth 2.0 client credentials, RFC 6749 section 4.4): the argument
//! group that `token` and `call` share. What goes with what is judged where it is meant.

use std::fmt;
use std::path::PathBuf;

use clap::{ArgAction, Args, ValueHint};

use crate::core::oauth::{AuthStyle, CLIENT_CREDENTIALS, JwsAlgorithm};
use crate::core::secret::SecretRef;

/// The token: where from, for whom, for what.
#[derive(Args)]
#[command(next_help_heading = "Token")]
pub struct GrantArgs {
    /// `PROFILE/ENVIRONMENT`, by which tokens are kept apart; never typed here.
    #[arg(skip)]
    pub environment: Option<String>,

    /// The token endpoint; in call the token is fetched from it first, and sent as Bearer
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url, group = ENDPOINT, conflicts_with = "discover")]
    pub token_url: Option<String>,

    /// The issuer whose metadata names the token endpoint (the one for certificates where there is
    /// one), and what it takes when --auth-style does not say
    #[arg(long, value_name = "ISSUER", value_hint = ValueHint::Url, group = ENDPOINT)]
    pub discover: Option<String>,

    /// The client id
    #[arg(long, value_name = "ID", requires = ENDPOINT)]
    pub client_id: Option<String>,

    /// The client secret: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt
    #[arg(long, value_name = "REF", requires = ENDPOINT)]
    pub client_secret: Option<SecretRef>,

    /// How the client says who it is: form (client_secret_post; the default), json, basic (as RFC
    /// 6749 encodes it), basic-raw (as it is), tls (the id alone: tls_client_auth and
    /// self_signed_tls_client_auth, which differ in what the server has registered),
    /// private-key-jwt, or client-secret-jwt
    #[arg(long, value_name = "STYLE", requires = ENDPOINT)]
    pub auth_style: Option<AuthStyle>,

    /// A scope to ask for; may be given several times
    #[arg(long, value_name = "SCOPE", action = ArgAction::Append, requires = ENDPOINT)]
    pub scope: Vec<String>,

    /// The audience to ask for
    #[arg(long, value_name = "AUDIENCE", requires = ENDPOINT)]
    pub audience: Option<String>,

    /// A resource to ask for (RFC 8707); may be given several times
    #[arg(long, value_name = "URI", action = ArgAction::Append, requires = ENDPOINT)]
    pub resource: Vec<String>,

    /// What the server calls the grant
    #[arg(long, value_name = "TYPE", default_value = CLIENT_CREDENTIALS, hide_default_value = true, requires = ENDPOINT)]
    pub grant_type: String,

    /// A further field of the token request; may be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = field, action = ArgAction::Append, requires = ENDPOINT)]
    pub token_field: Vec<(String, String)>,

    /// A further header of the token request; @FILE reads one per line
    #[arg(long, value_name = "HEADER", action = ArgAction::Append, requires = ENDPOINT)]
    pub token_header: Vec<String>,

    /// Present no client certificate to the token endpoint
    #[arg(long, requires = ENDPOINT)]
    pub token_no_cert: bool,

    /// Trust these CA certificates for the token endpoint instead of what --cacert says
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = ENDPOINT)]
    pub token_cacert: Option<PathBuf>,

    /// The private key of private-key-jwt; the certificate's own when none is named
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = ENDPOINT)]
    pub assertion_key: Option<PathBuf>,

    /// Passphrase of that key: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt
    #[arg(long, value_name = "REF", requires = "assertion_key")]
    pub assertion_pass: Option<SecretRef>,

    /// The kid of that key, where the server knows several
    #[arg(long, value_name = "ID", requires = ENDPOINT)]
    pub assertion_kid: Option<String>,

    /// Sign with RS256, PS256, ES256, ES384, ES512 or EdDSA, as far as the key can; its usual one
    /// when none is named
    #[arg(long, value_name = "ALG", requires = ENDPOINT)]
    pub assertion_alg: Option<JwsAlgorithm>,

    /// The audience of the assertion: the token endpoint when none is named; some servers want
    /// the issuer
    #[arg(long, value_name = "URL", requires = ENDPOINT)]
    pub assertion_audience: Option<String>,

    /// Put the certificate's thumbprint (x5t#S256) into the assertion's header
    #[arg(long, requires = ENDPOINT)]
    pub assertion_x5t: bool,

    /// When the token is refused, send the secret to the same endpoint in the other styles too, and
    /// say which one works; some servers lock a client after several attempts
    #[arg(long, requires = ENDPOINT)]
    pub try_auth_styles: bool,

    /// Neither take a token from the cache nor keep one there
    #[arg(long, requires = ENDPOINT)]
    pub no_cache: bool,
}

/// Silent: what is typed there may be a secret.
impl fmt::Debug for GrantArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GrantArgs(..)")
    }
}

/// The arguments that say where a token comes from; one of them is behind all the others.
pub(super) const ENDPOINT: &str = "endpoint";

fn field(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once('=')
        .filter(|(name, _)| !name.is_empty())
        .ok_or("takes NAME=VALUE")?;
    match OURS.iter().find(|(ours, _)| *ours == name) {
        Some((_, flag)) => Err(format!("the field {name} has a flag of its own: {flag}")),
        None => Ok((name.to_owned(), value.to_owned())),
    }
}

/// Fields of our own, some of them secret: an argument is no place for these.
const OURS: &[(&str, &str)] = &[
    ("grant_type", "--grant-type"),
    ("client_id", "--client-id"),
    ("client_secret", "--client-secret"),
    ("client_assertion", "--auth-style private-key-jwt"),
    ("client_assertion_type", "--auth-style private-key-jwt"),
];
