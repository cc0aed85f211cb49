//! `inspect`: what may be typed.

use clap::Args;

use super::shared::{common_exits, examples};
use super::{LimitArgs, OutputArgs};
use crate::core::material::Source;
use crate::core::material::folder::Glob;
use crate::core::secret::SecretRef;

/// Tell what a file holds: whose certificate, how long it lasts, which key
///
/// Certificates, requests, private and public keys, PEM bundles, DER, PKCS#7, PKCS#12, Java keystores
/// and OpenSSH keys, also inside JSON, YAML and the like: told apart by content, never by name. The important line comes first: who, by whom, until when,
/// what key, what for.
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help())]
pub struct InspectArgs {
    /// Files to look into, or folders, with all that is in and below them; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub sources: Vec<Source>,

    /// In folders, only files that fit this pattern (*.crt, certs/**/*.pem); repeatable
    #[arg(long, value_name = "PATTERN")]
    pub glob: Vec<Glob>,

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
  mtls inspect client.crt                       what is it, and how long does it last
  mtls inspect client.pfx --pass env:PFX_PASS   look into a PKCS#12 file
  cat bundle.pem | mtls inspect - --json        every item as a JSON line",
        &common_exits(),
    )
}
