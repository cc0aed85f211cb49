//! `match-key`: what may be typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::shared::{common_exits, examples};
use super::{LimitArgs, OutputArgs, ProfileArgs};
use crate::core::material::{Glob, Source};
use crate::core::secret::SecretRef;

/// Tell whether certificates, keys and requests belong together
///
/// Any number of certificates, private keys, CSRs, public keys and PKCS#12 files, in any order;
/// or one file that holds several of these. They are compared by public key, RSA and all others,
/// and a private key has to sign what its certificate verifies. Of a bundle the certificate counts
/// that fits. The answer is yes when one key is in all that is named; with --pairs, when nothing
/// is left without its partner. A folder is searched for the key that fits.
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help())]
pub struct MatchKeyArgs {
    /// Files to compare, or a folder to search; - is standard input
    #[arg(required_unless_present = "profile", value_name = "FILE")]
    pub sources: Vec<Source>,

    /// Search this folder and those below it for the key of the certificate or CSR named, or for
    /// the certificates of the key named; repeatable. --pass is tried on all that is locked;
    /// hidden files are passed over
    #[arg(long, value_name = "DIR")]
    pub search: Vec<PathBuf>,

    /// Search only files of this name (*.key) or path (live/**/*.pem); repeatable
    #[arg(long, value_name = "PATTERN")]
    pub glob: Vec<Glob>,

    /// Several pairs are meant: yes when each certificate and CSR has its key, and each key its
    /// certificate
    #[arg(long)]
    pub pairs: bool,

    /// Check the numbers of each private key against each other, as openssl rsa -check does; one
    /// key alone will do
    #[arg(long)]
    pub check: bool,

    /// Write the public key as JSON Web Key, with kid, x5t#S256 and x5c: jwk one a line, jwks a
    /// set of all
    #[arg(long, value_name = "FORMAT", conflicts_with_all = ["json", "quiet"])]
    pub format: Option<KeyFormat>,

    /// Passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt
    #[arg(long, value_name = "REF")]
    pub pass: Option<SecretRef>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub limits: LimitArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub profile: ProfileArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

/// How a public key is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KeyFormat {
    /// the one key of all that is named (RFC 7517)
    Jwk,
    /// a JWK set of every key, which need not belong together
    Jwks,
}

fn help() -> String {
    examples(
        "
  mtls match-key client.crt client.key           do they belong together?
  mtls match-key app.csr client.crt client.key   all three?
  mtls match-key client.pfx --pass env:PFX_PASS  is the key in it that of its certificate?
  mtls match-key --pairs *.crt *.key             has each certificate its key?
  mtls match-key client.crt --search keys/       which of these keys is it?
  mtls match-key client.key --search certs/      which certificates are of this key?
  mtls match-key --check client.key              do the key's own numbers agree?
  mtls match-key --format jwks client.crt        the public key for an OAuth server
  mtls match-key -q client.crt client.key && systemctl reload nginx",
        &common_exits(),
    )
}
