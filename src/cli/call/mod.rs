//! `call`: curl's flags. What is not here ends 2 and is named; none is silently ignored.

mod answer;
mod data;
mod redirect;
mod request;

use clap::{Args, ValueHint};

pub use answer::AnswerArgs;
pub use data::{Output, Urls};
pub use redirect::RedirectArgs;
pub use request::RequestArgs;

use super::shared::{curl_exits, examples};
use super::wire::{ConnectionArgs, GrantArgs, IdentityArgs};

/// Make an HTTP request over mTLS, with curl's flags
///
/// Replace curl by `mtls call` in your provider's documentation. A PKCS#12 needs no --cert-type;
/// with --token-url the token is fetched first, with the same certificate. A refusal is explained:
/// what, how we know, and what to do.
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help(), args_override_self = true)]
pub struct CallArgs {
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub urls: Urls,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub request: RequestArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub redirect: RedirectArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub answer: AnswerArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub identity: IdentityArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub connection: ConnectionArgs,

    /// Fetch a token from here first, and send it as Bearer
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url, help_heading = "Token")]
    pub token_url: Option<String>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub grant: GrantArgs,
}

fn help() -> String {
    examples(
        "
  mtls call https://api.example/accounts/1 --cert client.crt --key client.key --cacert ca.crt
  mtls call https://api.example/pay --cert client.pfx --pass env:PFX_PASS --json @order.json
  mtls call https://api.example/accounts/1 --cert client.crt --key client.key \\
       --token-url https://api.example/token --client-id app --client-secret env:SECRET",
        &curl_exits(),
    )
}
