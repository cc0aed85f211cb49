//! `csr`: what may be typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::shared::{common_exits, examples};
use super::{LimitArgs, NewKeyArgs, OutputArgs, ProfileArgs, SubjectArgs, SubmitArgs, WriteArgs};
use crate::core::issue::{AltName, ExtendedUsage, Leaf, Usage};
use crate::core::material::Source;
use crate::core::provider::ProviderRef;
use crate::core::secret::SecretRef;

/// Make a private key, and the request (CSR) that asks for its certificate
///
/// The request goes to your provider, the key stays with you. Unless said otherwise: RSA-2048,
/// SHA-256, the key as PKCS#8 in a file only you can read, the subject in the order C, ST, L, O,
/// OU, what --dn adds, CN, emailAddress. CN, OU, O and C are required; on a terminal the missing
/// ones are asked for. With --provider fields, order, key and digest are what that provider asks
/// for. Both files appear, or neither does.
///
/// Values are UTF8String; C, serialNumber, telephoneNumber, dnQualifier and jurisdictionC are
/// PrintableString, DC and emailAddress IA5String, as RFC 5280 demands.
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help())]
#[command(group = clap::ArgGroup::new("read").args(["key", "renew", "check"]).multiple(true))]
#[command(args_conflicts_with_subcommands = true)]
pub struct CsrArgs {
    #[command(subcommand)]
    #[expect(missing_docs, reason = "each variant documents itself")]
    pub step: Option<CsrStep>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub subject: SubjectArgs,

    /// Take subject and alternative names from this old certificate or request, to the byte; the
    /// key is new unless --key gives one
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "subj", "cn", "ou", "o", "c", "l", "st", "email", "dn",
    ])]
    pub renew: Option<Source>,

    /// Alternative name: DNS:a, IP:1.2.3.4, URI:.., email:.., RID:OID, dirName:DN or
    /// otherName:OID;UTF8:text; may be given more than once
    #[arg(long, value_name = "NAME")]
    pub san: Vec<AltName>,

    /// Ask for these key usages, with commas between: digitalSignature,keyEncipherment
    #[arg(
        long,
        help_heading = "Extensions to ask for",
        value_name = "USAGES",
        value_delimiter = ','
    )]
    pub key_usage: Vec<Usage>,

    /// Ask for these extended key usages, by name or OID, with commas between: clientAuth
    #[arg(
        long,
        help_heading = "Extensions to ask for",
        value_name = "PURPOSES",
        value_delimiter = ','
    )]
    pub eku: Vec<ExtendedUsage>,

    /// Ask for basic constraints: CA:FALSE
    #[arg(long, help_heading = "Extensions to ask for", value_name = "CA:FALSE")]
    pub basic_constraints: Option<Leaf>,

    /// Make what this provider asks for, and refuse what it would refuse: a built-in name (mtls
    /// provider list), or a file of rules such as ./mybank.toml
    #[arg(long, value_name = "NAME")]
    pub provider: Option<ProviderRef>,

    /// The host name that the certificate is for: where the provider wants it as CN, another is refused
    #[arg(long, value_name = "HOST", requires = "provider")]
    pub host: Option<String>,

    /// Judge a request that exists, and make none: what would --provider refuse of it?
    #[arg(long, help_heading = "Other than making one", value_name = "FILE", conflicts_with_all = [
        "cn", "ou", "o", "c", "l", "st", "email", "dn", "subj", "renew", "san", "key_usage", "eku", "basic_constraints", "digest",
        "newkey", "key", "out", "keyout", "out_pass", "no_encrypt", "force",
    ])]
    pub check: Option<Source>,

    /// Show what the provider will see, and write nothing; a new key made for it is thrown away
    #[arg(long, help_heading = "Other than making one", conflicts_with = "check")]
    pub print: bool,

    /// Make one request for each row of a CSV file (comma, semicolon or tab), on all cores; run
    /// it again to go on where it stopped. Columns are named after the flags: cn, ou, o, c, l, st,
    /// email, dn, subj, san, key-usage, eku, basic-constraints, newkey, key, digest, provider, out,
    /// keyout; several values in one cell stand apart by |. Flags hold for rows without that value
    #[arg(long, help_heading = "Other than making one", value_name = "FILE", conflicts_with_all = [
        "check", "print", "renew", "key", "out", "keyout", "force", "subj",
    ])]
    pub batch: Option<Source>,

    /// The folder that --batch writes to, made if it is not there [default: this one]
    #[arg(
        long,
        help_heading = "Other than making one",
        value_name = "DIR",
        requires = "batch"
    )]
    pub out_dir: Option<PathBuf>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub kind: NewKeyArgs,

    /// Use this private key, and make none
    #[arg(long, value_name = "FILE", conflicts_with_all = ["newkey", "keyout", "out_pass", "no_encrypt"])]
    pub key: Option<Source>,

    /// Passphrase of --key or --renew: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt
    #[arg(long, value_name = "REF", requires = "read")]
    pub pass: Option<SecretRef>,

    /// Passphrase of the private key: locks the one that is made (as --out-pass), opens the one
    /// that --key names
    #[arg(long, value_name = "REF", conflicts_with_all = ["out_pass", "no_encrypt", "check"])]
    pub key_pass: Option<SecretRef>,

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
    pub profile: ProfileArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

/// What comes after making one.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "its arguments carry its help")]
pub enum CsrStep {
    Submit(Box<SubmitArgs>),
}

fn help() -> String {
    examples(
        "
  mtls csr --cn app --ou tenant --o Acme --c BR              app.csr to send, app.key to keep
  mtls csr --subj /C=BR/O=Acme/OU=tenant/CN=app --digest sha512 --out vtex.csr --keyout vtex.key
  mtls csr --cn app --ou tenant --o Acme --c BR --out-pass prompt      lock the key
  mtls csr --cn app --ou tenant --o Acme --c BR --key old.key --out -  for a key that exists
  mtls csr --renew old.crt --out new.csr                     the same subject, a new key
  mtls csr --provider vtex --cn app --ou account --key-pass prompt     as VTEX asks for it
  mtls csr --cn app --o Acme --ou IT --c BR --dn 2.5.4.97=PSDBR-1 --eku clientAuth --print
  mtls csr --check app.csr --provider apata                  what would Apata refuse?
  mtls csr submit app.csr --provider vtex -H @headers.txt    have it signed by VTEX's API
  mtls csr --batch clients.csv --o Acme --c BR --out-dir requests",
        &common_exits(),
    )
}
