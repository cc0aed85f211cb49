//! `init`: what may be typed.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::OutputArgs;
use super::shared::{common_exits, examples};
use crate::core::oauth::AuthStyle;
use crate::core::profile::ProfileName;
use crate::core::provider::ProviderRef;
use crate::core::secret::SecretRef;

/// Write a profile into mtls.toml, so that --profile PROFILE/ENV says the rest
///
/// A profile is your use of a provider; each of its environments (sandbox, production) has its own
/// addresses, certificate and credentials. On a terminal what is not given is asked for. Secrets
/// are never in the file: it says where they are (env:NAME, file:PATH, cmd:COMMAND, prompt). A
/// file that is there is added to; an environment that is there is left as it is. With audit = FILE
/// in the profile's section each use, creation, change and deletion of a certificate or key is
/// written down.
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help())]
pub struct InitArgs {
    /// The profile and its environment, as in acme/sandbox
    #[arg(value_name = "PROFILE/ENV")]
    pub name: Option<ProfileName>,

    /// Whose rules hold: one of `mtls provider list`, or a file of rules such as ./mybank.toml
    #[arg(long, value_name = "NAME")]
    pub provider: Option<ProviderRef>,

    /// Where calls go that name only a path
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub url: Option<String>,

    /// The token endpoint
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub token_url: Option<String>,

    /// The client certificate; paths are from here, and written as the file's folder sees them
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub cert: Option<PathBuf>,

    /// Its private key
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub key: Option<PathBuf>,

    /// What opens them: env:NAME, file:PATH, cmd:COMMAND or prompt
    #[arg(long, value_name = "REF")]
    pub pass: Option<SecretRef>,

    /// The provider's CA certificates, where they are not the system's
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub cacert: Option<PathBuf>,

    /// The client id, or env:NAME
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,

    /// Where the client secret is: env:NAME, file:PATH, cmd:COMMAND or prompt
    #[arg(long, value_name = "REF")]
    pub client_secret: Option<SecretRef>,

    /// How the client says who it is to the token endpoint
    #[arg(long, value_name = "STYLE")]
    pub auth_style: Option<AuthStyle>,

    /// The file to write
    #[arg(long, value_name = "FILE", default_value = "mtls.toml", value_hint = ValueHint::FilePath)]
    pub config: PathBuf,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

fn help() -> String {
    examples(
        "
  mtls init                                     asks for all of it
  mtls init acme/sandbox --provider banking-api --url https://api-dev.example \\
       --cert client.crt --key client.key --client-id app --client-secret env:ACME_SECRET
  mtls call --profile acme/sandbox /public/gw_banking/v1/accounts/123/balance",
        &common_exits(),
    )
}
