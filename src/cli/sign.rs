//! `sign`: what may be typed.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};

use super::convert::ChainPart;
use super::shared::{common_exits, examples};
use super::{LimitArgs, NewKeyArgs, OutputArgs, SubjectArgs, WriteArgs};
use crate::core::clock::Time;
use crate::core::issue::crl::Reason;
use crate::core::issue::{Allowance, AltName, Purpose};
use crate::core::material::Source;
use crate::core::secret::SecretRef;

/// Sign a partner's request (CSR) with a CA of yours, or make that CA
///
/// The certificate is X.509 v3, for a TLS client unless --purpose says otherwise, with the subject
/// and the key of the request as they are, to the byte. Its harmless alternative names are kept;
/// whatever else it asks for is left out and told, with the reason. A request whose signature does
/// not prove that its sender has the key is refused, and so is a CA that may not sign. What goes
/// back to your partner is listed at the end: the certificate, and your CA's.
///
/// With --revoke and --crl a certificate is taken back: the record of --index says so, and a revocation
/// list for servers (nginx ssl_crl) is written.
///
/// With --init-ca a CA of your own is made: a locked key, and a certificate that may sign others'
/// certificates, but no further CAs.
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help())]
pub struct SignArgs {
    /// The request to sign: PEM or DER, in any file it is found in; - is standard input
    #[arg(value_name = "CSR", required_unless_present_any = ["init_ca", "revoke", "crl"])]
    pub request: Option<Source>,

    /// The CA's certificate, its issuers may follow: PEM, DER, or PKCS#12 with its key
    #[arg(long, value_name = "FILE", required_unless_present = "init_ca")]
    pub ca: Option<Source>,

    /// The CA's private key, if it is not in the file of --ca
    #[arg(long, value_name = "FILE", requires = "ca")]
    pub ca_key: Option<Source>,

    /// Passphrase of the CA's key: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt
    #[arg(long, value_name = "REF", requires = "ca")]
    pub ca_pass: Option<SecretRef>,

    /// How many days the certificate is valid, at most as long as the CA [default: 365; 3650 with
    /// --init-ca]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub days: Option<u32>,

    /// The last day that it is valid, to its end in UTC, or the very second: 2027-06-30 or
    /// 2027-06-30T12:00:00Z
    #[arg(long, value_name = "DATE", conflicts_with = "days")]
    pub not_after: Option<Until>,

    /// What the certificate is for
    #[arg(long, value_name = "PURPOSE", default_value = "client")]
    pub purpose: SignPurpose,

    /// Alternative name of the certificate, instead of those in the request: DNS:a, IP:1.2.3.4,
    /// URI:.., email:.., RID:OID, dirName:DN or otherName:OID;UTF8:text; may be given more than once
    #[arg(long, value_name = "NAME")]
    pub san: Vec<AltName>,

    /// Sign in spite of this, with commas between: short-rsa (a key below 2048 bits), sha1 (a
    /// request signed over SHA-1), unproved (a signature that cannot be checked here)
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub allow: Vec<Allowance>,

    /// Show what would be signed; sign nothing, and write nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Where the certificate goes; - is standard output [default: named after the CSR's file, else
    /// CN.crt; with --init-ca ca.crt]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Write the CA's certificate, and its issuers, to a file of their own: to send it, where --ca
    /// holds the key too
    #[arg(long, value_name = "FILE")]
    pub out_chain: Option<PathBuf>,

    /// How much of the CA's chain follows the certificate in --out
    #[arg(long, value_name = "CHAIN", default_value = "none")]
    pub chain: ChainPart,

    /// Keep a record: one line of JSON for each certificate signed is added to this file
    #[arg(long, value_name = "FILE")]
    pub index: Option<PathBuf>,

    /// Revoke a certificate that this CA issued: its file, or its serial number as --index has it
    #[arg(
        long,
        help_heading = "Revoking",
        value_name = "CERT",
        requires_all = ["ca", "index"],
        conflicts_with_all = SIGNING
    )]
    pub revoke: Option<String>,

    /// Why: unspecified, keyCompromise, affiliationChanged, superseded, cessationOfOperation or
    /// privilegeWithdrawn
    #[arg(
        long,
        help_heading = "Revoking",
        value_name = "REASON",
        default_value = "unspecified",
        hide_default_value = true,
        requires = "revoke"
    )]
    pub reason: Reason,

    /// Write the revocation list (CRL) of all that --index has as revoked; with --days until it is
    /// to be made anew [default: 30]
    #[arg(
        long,
        help_heading = "Revoking",
        value_name = "FILE",
        requires_all = ["ca", "index"],
        conflicts_with_all = SIGNING
    )]
    pub crl: Option<PathBuf>,

    /// Make a CA: its key and its self-signed certificate
    #[arg(long, help_heading = "Making a CA", conflicts_with_all = [
        "request", "ca", "ca_key", "ca_pass", "purpose", "san", "allow", "dry_run", "out_chain",
        "chain", "index", "revoke", "crl",
    ])]
    pub init_ca: bool,

    #[command(flatten, next_help_heading = "Making a CA")]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub subject: SubjectArgs,

    /// Where the CA's new private key goes [default: named after --out]
    #[arg(
        long,
        help_heading = "Making a CA",
        value_name = "FILE",
        requires = "init_ca"
    )]
    pub keyout: Option<PathBuf>,

    #[command(flatten, next_help_heading = "Signing")]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub kind: NewKeyArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub limits: LimitArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub write: WriteArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,
}

/// What a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SignPurpose {
    /// TLS clients: clientAuth
    Client,
    /// TLS servers: serverAuth
    Server,
    /// Both
    Both,
}

/// The last second of a validity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Until(pub Time);

impl SignArgs {
    /// Whether a certificate is revoked, or a revocation list written; nothing is issued then.
    pub fn is_about_revocation(&self) -> bool {
        self.revoke.is_some() || self.crl.is_some()
    }

    /// Whether that is only entered in the record, for which no key is needed.
    pub fn is_record_only(&self) -> bool {
        self.revoke.is_some() && self.crl.is_none()
    }
}

/// What goes with a request.
const SIGNING: [&str; 8] = [
    "request",
    "not_after",
    "purpose",
    "san",
    "allow",
    "dry_run",
    "out_chain",
    "chain",
];

impl From<SignPurpose> for Purpose {
    fn from(purpose: SignPurpose) -> Self {
        match purpose {
            SignPurpose::Client => Self::Client,
            SignPurpose::Server => Self::Server,
            SignPurpose::Both => Self::Both,
        }
    }
}

impl FromStr for Until {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let whole = match text.len() {
            10 => format!("{text}T23:59:59Z"),
            _ => text.to_owned(),
        };
        let time = Time::from_rfc3339(&whole);
        time.map(Self).ok_or("it is no date")
    }
}

/// The definition, its shared flags in the words of this command.
pub fn define(command: clap::Command) -> clap::Command {
    let making = |arg: clap::Arg| arg.help_heading("Making a CA");
    SignArgs::augment_args(command)
        .mut_arg("cn", |arg| arg.help("Common name: what the CA is called"))
        .mut_arg("subj", making)
        .mut_arg("newkey", |arg| {
            making(arg).help(
                "The CA's key: rsa:2048, rsa:3072, rsa:4096, ec:p256, ec:p384, ec:p521 or ed25519 [default: rsa:3072]",
            )
        })
        .mut_arg("out_pass", |arg| {
            making(arg).help(
                "Lock the CA's key with this passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt [default: prompt]",
            )
        })
        .mut_arg("no_encrypt", |arg| making(arg).help("Leave the CA's key unlocked"))
}

fn help() -> String {
    examples(
        "
  mtls sign apata.csr --ca ca.crt --ca-key ca.key --days 365 --out apata-outbound.crt
  mtls sign app.csr --ca ca.p12 --ca-pass prompt --out-chain ca.crt     key and CA in one file
  mtls sign app.csr --ca ca.crt --ca-key ca.key --dry-run               see it before
  mtls sign app.csr --ca ca.crt --ca-key ca.key --not-after 2027-06-30 --index issued.jsonl
  mtls sign web.csr --ca ca.crt --ca-key ca.key --purpose server --san DNS:api.acme.example
  mtls sign - --ca sub.pem --ca-key sub.key --chain no-root --out - < app.csr > app.pem
  mtls sign --revoke app.crt --reason keyCompromise --ca ca.crt --ca-key ca.key --index issued.jsonl --crl ca.crl
  mtls sign --crl ca.crl --ca ca.crt --ca-key ca.key --index issued.jsonl     anew, before 30 days are over
  mtls sign --init-ca --cn 'Acme Partner CA' --o Acme --c BR --out ca.crt --keyout ca.key
  mtls sign --init-ca --cn 'Acme Partner CA' --newkey ec:p384 --out-pass env:CA_PASS",
        &common_exits(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_lasts_until_its_end() {
        let until = |text: &str| text.parse().map(|Until(time)| time.rfc3339());
        assert_eq!(until("2027-06-30").as_deref(), Ok("2027-06-30T23:59:59Z"));
        assert_eq!(
            until("2027-06-30T12:00:00+02:00").as_deref(),
            Ok("2027-06-30T10:00:00Z")
        );
        for bad in [
            "",
            "2027-02-30",
            "30.06.2027",
            "20270630",
            "tomorrow",
            "2027-06-30T12",
        ] {
            assert!(until(bad).is_err(), "{bad}");
        }
    }
}
