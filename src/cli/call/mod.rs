//! `call`: curl's flags. What is not here ends 2 and is named; none is silently ignored.

mod answer;
mod beyond;
mod data;
mod redirect;
mod request;
mod retry;
mod run;
mod tell;

use clap::Args;

pub use answer::{AnswerArgs, FileArgs};
pub use beyond::{BeyondArgs, Rehearsal};
pub use data::{Output, Urls};
pub use redirect::RedirectArgs;
pub use request::{CookieArgs, Offset, PartArgs, RequestArgs};
pub use retry::RetryArgs;
pub use run::RunArgs;
pub use tell::TellArgs;

use super::grant::GrantArgs;
use super::profile::CallProfileArgs;
use super::shared::{curl_exits, examples};
use super::wire::{ConnectionArgs, IdentityArgs};

/// Make an HTTP request over mTLS, with curl's flags
///
/// Replace curl by `mtls call` in your provider's documentation. A PKCS#12 needs no --cert-type;
/// with --token-url the token is fetched first, with the same certificate. A refusal is explained:
/// what, how we know, and what to do. A flag without a value has an opposite (--no-FLAG), one with a
/// value a form that fills variables in (--expand-FLAG), and long flags may be abbreviated.
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
    pub beyond: BeyondArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub identity: IdentityArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub connection: ConnectionArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub grant: GrantArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub profile: CallProfileArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub retry: RetryArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub run: RunArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub tell: TellArgs,
}

fn help() -> String {
    examples(
        "
  mtls call https://api.example/accounts/1 --cert client.crt --key client.key --cacert ca.crt
  mtls call https://api.example/pay --cert client.pfx --pass env:PFX_PASS --json @order.json
  mtls call https://api.example/accounts/1 --cert client.crt --key client.key \\
       --token-url https://api.example/token --client-id app --client-secret env:SECRET
  mtls call https://api.example/pay --cert client.pfx --json @order.json --idempotency-key auto \\
       --expect-status 201 --expect-json '.status == \"ACCEPTED\"'
  mtls call https://api.example/accounts/1 --cert client.crt --key client.key --as node",
        &curl_exits(),
    )
}

#[cfg(test)]
mod tests {
    use crate::cli;

    #[test]
    fn nothing_prints_what_was_typed_and_may_be_a_secret() {
        let line = "mtls call https://me:S3CR3T@h/ -u me:S3CR3T --oauth2-bearer S3CR3T -b a=S3CR3T \
             -H X-Api-Key:S3CR3T -d S3CR3T -U me:S3CR3T --proxy-pass S3CR3T -x http://u:S3CR3T@p \
             --proxy-cert a:S3CR3T --proxy-header K:S3CR3T -E a:S3CR3T --pass S3CR3T --token-url \
             https://t/?k=S3CR3T --token-field k=S3CR3T --token-header K:S3CR3T";
        let parsed = cli::parse(line.split_whitespace().map(Into::into)).unwrap();
        let shown = format!("{parsed:?}");
        assert!(shown.contains("RequestArgs(..)"), "{shown}");
        assert!(!shown.contains("S3CR3T"), "{shown}");
    }
}
