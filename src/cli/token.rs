//! `token`: what may be typed.

use clap::{Args, ValueHint};

use super::shared::{OutputArgs, curl_exits, examples};
use super::wire::{ConnectionArgs, GrantArgs, IdentityArgs};

/// Get an OAuth 2.0 token over mTLS (client credentials)
///
/// Prints the token alone, so that it can be put into a variable; --json tells its life and whether
/// it is bound to the certificate (RFC 8705).
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help())]
pub struct TokenArgs {
    /// The token endpoint
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub token_url: String,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub grant: GrantArgs,

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

fn help() -> String {
    examples(
        "
  mtls token --token-url https://api.example/oauth/token --client-id app \\
       --client-secret env:CLIENT_SECRET --auth-style json --cert client.crt --key client.key
  TOKEN=$(mtls token --token-url https://api.example/token --client-id app \\
       --client-secret file:secret.txt --cert client.pfx --pass env:PFX_PASS)",
        &curl_exits(),
    )
}
