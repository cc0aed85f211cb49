//! `csr`: what may be typed.

use std::path::PathBuf;

use clap::Args;

use super::shared::{common_exits, examples};
use super::{LimitArgs, OutputArgs, WriteArgs};
use crate::core::issue::{AltName, Digest, NewKey, Subject};
use crate::core::material::Source;
use crate::core::secret::SecretRef;

/// Make a private key, and the request (CSR) that asks for its certificate
///
/// The request goes to your provider, the key stays with you. Unless said otherwise: RSA-2048,
/// SHA-256, the key as PKCS#8 in a file only you can read, the subject in the order C, ST, L, O,
/// OU, CN, emailAddress. CN, OU, O and C are required; on a terminal the missing ones are asked
/// for. Both files appear, or neither does.
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help())]
#[command(group = clap::ArgGroup::new("read").args(["key", "renew"]).multiple(true))]
pub struct CsrArgs {
    /// Common name: who or what the certificate is for
    #[arg(long, value_name = "NAME")]
    pub cn: Option<String>,

    /// Organizational unit; may be given more than once
    #[arg(long, value_name = "UNIT")]
    pub ou: Vec<String>,

    /// Organization
    #[arg(long, value_name = "ORG")]
    pub o: Option<String>,

    /// Country, in two letters
    #[arg(long, value_name = "CC")]
    pub c: Option<String>,

    /// Locality: the city
    #[arg(long, value_name = "CITY")]
    pub l: Option<String>,

    /// State or province
    #[arg(long, value_name = "STATE")]
    pub st: Option<String>,

    /// Mail address in the subject
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,

    /// The whole subject, kept in its order: /C=BR/O=Acme/CN=app or CN=app,O=Acme,C=BR
    #[arg(long, value_name = "DN", conflicts_with_all = ["cn", "ou", "o", "c", "l", "st", "email"])]
    pub subj: Option<Subject>,

    /// Take subject and alternative names from this old certificate or request; the key is new
    /// unless --key gives one
    #[arg(long, value_name = "FILE", conflicts_with_all = ["subj", "cn", "ou", "o", "c", "l", "st", "email"])]
    pub renew: Option<Source>,

    /// Alternative name: DNS:a, IP:1.2.3.4, URI:.. or email:..; may be given more than once
    #[arg(long, value_name = "NAME")]
    pub san: Vec<AltName>,

    /// Hash under the signature: sha256, sha384 or sha512 [default: sha256; EC has its own]
    #[arg(long, value_name = "HASH")]
    pub digest: Option<Digest>,

    /// The key to make: rsa:2048, rsa:3072, rsa:4096, ec:p256, ec:p384 or ed25519
    #[arg(long, value_name = "KIND", default_value_t)]
    pub newkey: NewKey,

    /// Use this private key, and make none
    #[arg(long, value_name = "FILE", conflicts_with_all = ["newkey", "keyout", "out_pass", "no_encrypt"])]
    pub key: Option<Source>,

    /// Passphrase of --key or --renew: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt
    #[arg(long, value_name = "REF", requires = "read")]
    pub pass: Option<SecretRef>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub limits: LimitArgs,

    /// Where the request goes; - is standard output [default: named after --keyout, else CN.csr]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Where the new private key goes [default: named after --out, else CN.key]
    #[arg(long, value_name = "FILE")]
    pub keyout: Option<PathBuf>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub write: WriteArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

fn help() -> String {
    examples(
        "
  mtls csr --cn app --ou tenant --o Acme --c BR              app.csr to send, app.key to keep
  mtls csr --subj /C=BR/O=Acme/OU=tenant/CN=app --digest sha512 --out vtex.csr --keyout vtex.key
  mtls csr --cn app --ou tenant --o Acme --c BR --out-pass prompt      lock the key
  mtls csr --cn app --ou tenant --o Acme --c BR --key old.key --out -  for a key that exists
  mtls csr --renew old.crt --out new.csr                     the same subject, a new key",
        &common_exits(),
    )
}
