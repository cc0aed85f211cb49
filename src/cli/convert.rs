//! `convert`: what may be typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::shared::{common_exits, examples};
use super::{LimitArgs, OutputArgs, ProfileArgs, WriteArgs};
use crate::core::material::Source;
use crate::core::secret::SecretRef;

/// Turn PFX (PKCS#12), PEM, PKCS#7 or DER into another form
///
/// Reads what `inspect` reads, old RC2 and 3DES PKCS#12 files included; several sources, in any
/// order, are put together. PEM is written leaf first, then its issuers, then the key, with no bag
/// attributes. When certificate and key are both there, they must belong together. What was made is
/// read back before it is written; all files appear, or none.
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help())]
pub struct ConvertArgs {
    /// Files to read; - is standard input
    #[arg(required_unless_present = "profile", value_name = "FILE")]
    pub sources: Vec<Source>,

    /// What to make [default: by the name of the file (.p12 .pfx .der .p7b .p7c .env .yaml), else
    /// what --for likes, else pem]
    #[arg(long, value_name = "FORM")]
    pub to: Option<Target>,

    /// Who is to read it: chooses form, ciphers, MAC, iterations and how much of the chain
    #[arg(long = "for", value_name = "READER")]
    pub reader: Option<Reader>,

    /// How much of the chain goes in, after the leaf [default: full; no-root for nginx,
    /// k8s-secret and env]
    #[arg(long, value_name = "PART")]
    pub chain: Option<ChainPart>,

    /// Where everything goes that has no file of its own; - is standard output [default: -]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Where the leaf certificate goes (with --for nginx its issuers too)
    #[arg(long, value_name = "FILE")]
    pub out_cert: Option<PathBuf>,

    /// Where the private key goes
    #[arg(long, value_name = "FILE")]
    pub out_key: Option<PathBuf>,

    /// Where the issuers' certificates go
    #[arg(long, value_name = "FILE")]
    pub out_chain: Option<PathBuf>,

    /// Where the public key (SPKI) of key, certificate or CSR goes
    #[arg(long, value_name = "FILE")]
    pub out_pubkey: Option<PathBuf>,

    /// Passphrase of what is read: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt
    #[arg(long, value_name = "REF")]
    pub pass: Option<SecretRef>,

    /// Which entry of a keystore is read, by its friendlyName or Java alias; needed when there are
    /// several with private keys
    #[arg(long, value_name = "NAME")]
    pub alias: Option<String>,

    /// Name of the entry in a PKCS#12 file, Java's alias [default: the CN]; of a Kubernetes Secret
    /// [default: after the CN]; the prefix of variables [default: MTLS]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub limits: LimitArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub key: KeyArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub write: WriteArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub profile: ProfileArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

/// How the private key is written.
#[derive(Debug, Args)]
pub struct KeyArgs {
    /// The private key's form [default: pkcs8]
    #[arg(long, value_name = "FORM")]
    pub key_format: Option<KeyFormat>,

    /// From the new passphrase to a key [default: pbkdf2, which everything reads]
    #[arg(long, value_name = "KDF")]
    pub kdf: Option<Kdf>,

    /// How often PBKDF2 hashes the new passphrase, and the MAC of a PKCS#12 file [default: 600000;
    /// in PKCS#12 100000, or what --for says]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1_000..=3_000_000))]
    pub iterations: Option<u32>,
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
    /// PKCS#7: certificates alone, in PEM
    Pkcs7,
    /// PKCS#7 in DER, as Windows and Java write .p7b
    P7b,
    /// PEM: certificate, issuers and key in one file, all of them there
    Combined,
    /// Kubernetes: the manifest of a kubernetes.io/tls Secret
    #[value(alias = "k8s")]
    K8sSecret,
    /// Variables for CI: MTLS_CERT=, MTLS_KEY= and MTLS_CA=, each PEM in base64 in one line
    Env,
    /// Not written: Java reads PKCS#12
    #[value(hide = true, alias = "jceks")]
    Jks,
}

/// Who is to read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Reader {
    /// OpenSSL 1.1 and later, curl, Python: PEM, or PKCS#12 under AES-256
    Openssl,
    /// Java before 8u301 too: PKCS#12 under 3DES with a SHA-1 MAC
    Java8,
    /// Node, 17 and later too: PKCS#12 under AES-256
    Node,
    /// Windows before 10 1709 and Server 2019 too: PKCS#12 under 3DES with a SHA-1 MAC
    Windows,
    /// macOS's keychain: PKCS#12 under 3DES with a SHA-1 MAC
    Macos,
    /// nginx: PEM, leaf and issuers without the root
    Nginx,
}

/// How much of the chain is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ChainPart {
    /// The leaf alone
    None,
    /// All issuers that are there
    Full,
    /// All but the self-signed root
    NoRoot,
}

/// The private key's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KeyFormat {
    /// PRIVATE KEY, for every kind of key
    Pkcs8,
    /// RSA PRIVATE KEY
    Pkcs1,
    /// EC PRIVATE KEY
    Sec1,
    /// Whichever of both fits; locked by a header (Proc-Type), which is weak
    Traditional,
}

/// From a passphrase to a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kdf {
    /// PBKDF2 with HMAC-SHA-256
    Pbkdf2,
    /// scrypt: harder to guess; neither Java nor GnuTLS reads it
    Scrypt,
}

fn help() -> String {
    examples(
        "
  mtls convert client.pfx --out client.pem --pass env:PFX_PASS
  mtls convert client.pfx --out-cert client.crt --out-key client.key --out-chain ca.pem
  mtls convert client.crt client.key ca.crt --out client.p12 --out-pass env:P12_PASS --name acme
  mtls convert store.jks --alias acme --pass prompt --out acme.pem       one entry of several
  mtls convert client.pem --for java8 --out client.p12 --out-pass prompt
  mtls convert client.pfx --for nginx --out-cert site.pem --out-key site.key --no-encrypt
  mtls convert client.pem --to k8s-secret --name acme-tls | kubectl apply -f -
  mtls convert client.pem --to env --name ACME --out ci.env      ACME_CERT=.. and ACME_KEY=..
  mtls convert client.pem --out chain.p7b                        certificates alone, PKCS#7
  mtls convert client.cer --out client.pem                       DER into PEM
  mtls convert locked.key --pass prompt --no-encrypt --out plain.key
  mtls convert plain.key --out-pass prompt --kdf scrypt --out locked.key
  mtls convert client.key --key-format traditional --no-encrypt --out rsa.key",
        &common_exits(),
    )
}
