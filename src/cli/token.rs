//! `token`: what may be typed.

use clap::{ArgGroup, Args, ValueHint};

use super::grant::{ENDPOINT, GrantArgs};
use super::profile::ProfileArgs;
use super::shared::{OutputArgs, curl_exits, examples};
use super::wire::{ConnectionArgs, IdentityArgs};

/// Get an OAuth 2.0 token over mTLS (client credentials)
///
/// Prints the token alone, so that it can be put into a variable; --json tells its life and whether
/// it is bound to the certificate (RFC 8705). A token is kept for the next run, in a private file
/// of the user's cache folder, until shortly before it ends; of several runs at once one asks. Until
/// then the secret is not read: --no-cache tries one that has changed.
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help())]
#[command(group = ArgGroup::new(ENDPOINT).required(true).multiple(true))]
pub struct TokenArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub grant: GrantArgs,

    /// Show what the token says of itself instead of the token; with FILE (- being stdin) that of
    /// a token at hand, and no server is asked. Its signature is not verified
    #[arg(
        long,
        value_name = "FILE",
        num_args = 0..=1,
        default_missing_value = "",
        value_hint = ValueHint::FilePath,
        group = ENDPOINT,
        help_heading = "Token"
    )]
    pub decode: Option<String>,

    /// Forget the tokens kept: all, or those of this --token-url, --discover or --client-id
    #[arg(long, group = ENDPOINT, conflicts_with_all = ["decode", "no_cache"], help_heading = "Token")]
    pub clear: bool,

    /// Speak plain http to the token endpoint: whoever stands between reads secret and token
    #[arg(long, help_heading = "Token")]
    pub allow_plain_http: bool,

    /// When the connection fails, or the certificate is refused, probe the server at once: further
    /// handshakes and one HEAD, told on standard error
    #[arg(long, help_heading = "Token")]
    pub diagnose: bool,

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

fn help() -> String {
    examples(
        "
  mtls token --token-url https://api.example/oauth/token --client-id app \\
       --client-secret env:CLIENT_SECRET --auth-style json --cert client.crt --key client.key
  TOKEN=$(mtls token --token-url https://api.example/token --client-id app \\
       --client-secret file:secret.txt --cert client.pfx --pass env:PFX_PASS)
  mtls token --discover https://id.example --client-id app --cert client.crt --key client.key
  mtls token --token-url https://id.example/token --client-id app --cert client.pem \\
       --auth-style private-key-jwt --assertion-kid 2026 --decode
  mtls token --decode token.txt --cert client.crt --key client.key
  mtls token --clear",
        &curl_exits(),
    )
}
