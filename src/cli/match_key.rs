//! `match-key`: what may be typed.

use clap::Args;

use super::shared::{common_exits, examples};
use super::{LimitArgs, OutputArgs};
use crate::core::material::Source;
use crate::core::secret::SecretRef;

/// Tell whether certificates, keys and requests belong together
///
/// Any number of certificates, private keys, CSRs, public keys and PKCS#12 files, in any order;
/// or one file that holds several of these. They are compared by public key, RSA and all others.
/// Of a bundle the certificate counts that fits. A folder is searched for the key that fits.
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help())]
pub struct MatchKeyArgs {
    /// Files to compare, or a folder to search; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub sources: Vec<Source>,

    /// Passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt
    #[arg(long, value_name = "REF")]
    pub pass: Option<SecretRef>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub limits: LimitArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

fn help() -> String {
    examples(
        "
  mtls match-key client.crt client.key           do they belong together?
  mtls match-key app.csr client.crt client.key   all three?
  mtls match-key client.pfx --pass env:PFX_PASS  is the key in it that of its certificate?
  mtls match-key client.crt keys/                which of these keys is it?
  mtls match-key -q client.crt client.key && systemctl reload nginx",
        &common_exits(),
    )
}
