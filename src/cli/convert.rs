//! `convert`: what may be typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::shared::{common_exits, examples};
use super::{LimitArgs, OutputArgs, WriteArgs};
use crate::core::material::Source;
use crate::core::secret::SecretRef;

/// Turn a PFX (PKCS#12), PEM or DER file into another form
///
/// Reads what `inspect` reads, old RC2 and 3DES PKCS#12 files included; several sources are put
/// together. PEM is written leaf first, then its issuers, then the key, with no bag attributes.
/// When certificate and key are both there, they must belong together. All files appear, or none.
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help())]
pub struct ConvertArgs {
    /// Files to read; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub sources: Vec<Source>,

    /// What to make [default: p12 for a name in .p12 or .pfx, der for .der, else pem]
    #[arg(long, value_name = "FORM")]
    pub to: Option<Target>,

    /// Where everything goes that has no file of its own; - is standard output [default: -]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Where the leaf certificate goes
    #[arg(long, value_name = "FILE")]
    pub out_cert: Option<PathBuf>,

    /// Where the private key goes
    #[arg(long, value_name = "FILE")]
    pub out_key: Option<PathBuf>,

    /// Where the issuers' certificates go
    #[arg(long, value_name = "FILE")]
    pub out_chain: Option<PathBuf>,

    /// Passphrase of what is read: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt
    #[arg(long, value_name = "REF")]
    pub pass: Option<SecretRef>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub limits: LimitArgs,

    /// Name of the entry in a PKCS#12 file, Java's alias [default: the CN]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub write: WriteArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

/// What to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// PEM: what there is
    Pem,
    /// DER: one object a file
    Der,
    /// PKCS#12: certificate, issuers and key under a passphrase
    #[value(alias = "pkcs12", alias = "pfx")]
    P12,
    /// PEM: certificate, issuers and key in one file, all of them there
    Combined,
}

fn help() -> String {
    examples(
        "
  mtls convert client.pfx --out client.pem --pass env:PFX_PASS
  mtls convert client.pfx --out-cert client.crt --out-key client.key --out-chain ca.pem
  mtls convert client.crt client.key --to p12 --out client.p12 --out-pass env:P12_PASS
  mtls convert client.cer --out client.pem         DER into PEM
  mtls convert locked.key --no-encrypt --out plain.key",
        &common_exits(),
    )
}
