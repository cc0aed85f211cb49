//! `inspect`: what may be typed.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, ValueEnum, ValueHint};

use super::shared::{common_exits, examples};
use super::wire::seconds;
use super::{LimitArgs, OutputArgs, ProfileArgs};
use crate::core::http::Resolve;
use crate::core::material::Source;
use crate::core::material::folder::Glob;
use crate::core::secret::SecretRef;

/// Tell what a file, a folder or a server holds: whose certificate, how long it lasts, which key
///
/// Certificates, requests, private and public keys, PEM bundles, DER, PKCS#7, PKCS#12, Java keystores
/// and OpenSSH keys, also inside JSON, YAML and the like: told apart by content, never by name. The
/// important line comes first: who, by whom, until when, what key, what for.
///
/// In folders, files that are no material are passed over, and locked ones are not asked for. A
/// server is named as HOST:PORT or https://HOST: told are the chain it shows, what is made of it,
/// and whose certificates it asks its clients for; none is sent. A file of that name comes first.
#[derive(Debug, Args)]
#[command(after_help = help(), after_long_help = help())]
pub struct InspectArgs {
    /// Files, folders with all that is in and below them, or servers as HOST:PORT; - is standard
    /// input
    #[arg(
        required_unless_present = "profile",
        value_name = "FILE|FOLDER|HOST:PORT"
    )]
    pub sources: Vec<Source>,

    /// In folders, only files that fit this pattern (*.crt, certs/**/*.pem); repeatable
    #[arg(long, value_name = "PATTERN")]
    pub glob: Vec<Glob>,

    /// Passphrase: env:NAME, file:PATH, cmd:COMMAND, fd:N, - or prompt
    #[arg(long, value_name = "REF")]
    pub pass: Option<SecretRef>,

    /// Only certificates that expire within this time (30d, 2w, 12h; a bare number is days; 0 is
    /// expired already); exit code 1 if there are any
    #[arg(long, value_name = "TIME")]
    pub expires_within: Option<Within>,

    /// Order across all sources; nothing is shown before all is read
    #[arg(long, value_name = "BY")]
    pub sort: Option<InspectSort>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub server: ServerArgs,

    /// How the answer is written
    #[arg(
        long,
        value_name = "FORMAT",
        help_heading = "Output",
        conflicts_with_all = ["json", "quiet"]
    )]
    pub format: Option<InspectFormat>,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub limits: LimitArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub profile: ProfileArgs,

    #[command(flatten)]
    #[expect(missing_docs, reason = "a group that documents itself")]
    pub output: OutputArgs,

    /// Write the answer to FILE, which appears when it is whole; - is standard output
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        help_heading = "Output",
        conflicts_with = "quiet"
    )]
    pub out: Option<PathBuf>,

    /// Overwrite FILE if it exists, in one step
    #[arg(long, requires = "out", help_heading = "Output")]
    pub force: bool,
}

/// How servers are reached and judged.
#[derive(Debug, Args)]
#[command(next_help_heading = "Servers")]
pub struct ServerArgs {
    /// The name to ask a server for (SNI), and to judge its certificate by
    #[arg(long, value_name = "NAME")]
    pub sni: Option<String>,

    /// Judge servers by the CA certificates in FILE instead of the system's
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub cacert: Option<PathBuf>,

    /// Judge servers by the CA certificates in the files of DIR instead of the system's
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub capath: Option<PathBuf>,

    /// Look servers' certificates, and their issuers, up in the revocation lists in FILE
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub crlfile: Option<PathBuf>,

    /// Connect to ADDRESS for HOST:PORT, names staying as they are
    #[arg(long, value_name = "HOST:PORT:ADDRESS[,ADDRESS]", action = clap::ArgAction::Append)]
    pub resolve: Vec<Resolve>,

    /// Give up on a server after so many seconds (names, TCP and TLS together; 10 if not given)
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub connect_timeout: Option<Duration>,
}

/// How the answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InspectFormat {
    /// a paragraph for each item
    Text,
    /// a line for each item
    Table,
    /// a JSON object a line, as --json
    Json,
    /// metrics for node_exporter's textfile collector
    Prometheus,
    /// a calendar of expiry dates, with alarms 90, 60 and 30 days before
    Ical,
}

/// In what order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InspectSort {
    /// what expires first; what does not expire comes last
    Expiry,
    /// by the subject's CN
    Subject,
    /// by the name of the source
    Source,
}

/// A stretch of time from now on, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within {
    number: u32,
    unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Weeks,
    Days,
    Hours,
}

impl Within {
    /// In seconds.
    pub fn seconds(self) -> i64 {
        let unit = match self.unit {
            Unit::Weeks => 7 * 86_400,
            Unit::Days => 86_400,
            Unit::Hours => 3_600,
        };
        i64::from(self.number) * unit
    }
}

impl FromStr for Within {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = match text.get(digits.len()..).unwrap_or_default() {
            "" | "d" => Unit::Days,
            "w" => Unit::Weeks,
            "h" => Unit::Hours,
            "m" | "M" => return Err("m could be minutes or months; say 90d or 1h".into()),
            _ => return Err(FORM.into()),
        };
        let number = digits.bytes().all(|b| b.is_ascii_digit());
        let number = number.then(|| digits.parse().ok()).flatten();
        let number = number.ok_or(FORM)?;
        Ok(Self { number, unit })
    }
}

impl fmt::Display for Within {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Weeks => "week",
            Unit::Days => "day",
            Unit::Hours => "hour",
        };
        let many = if self.number == 1 { "" } else { "s" };
        write!(f, "{} {unit}{many}", self.number)
    }
}

const FORM: &str = "takes days, weeks or hours, as in 30d, 2w or 12h";

fn help() -> String {
    examples(
        "
  mtls inspect client.crt                       what is it, and how long does it last
  mtls inspect client.pfx --pass env:PFX_PASS   look into a PKCS#12 file
  cat bundle.pem | mtls inspect - --json        every item as a JSON line
  mtls inspect api.example:443                  what a server shows, and what it asks for
  mtls inspect /etc/ssl api.example:443 --format table --sort expiry
  mtls inspect -q certs/ --expires-within 30d || echo renew
  mtls inspect certs/ --format ical --out expiry.ics

For node_exporter's textfile collector, in /etc/cron.d:
  7 * * * * root mtls inspect /etc/ssl --format prometheus --force --out /srv/node/mtls.prom",
        &common_exits(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_said_in_their_unit() {
        let read = |text: &str| text.parse::<Within>();
        for (text, seconds, words) in [
            ("30d", 2_592_000, "30 days"),
            ("30", 2_592_000, "30 days"),
            ("1w", 604_800, "1 week"),
            ("12h", 43_200, "12 hours"),
            ("0d", 0, "0 days"),
        ] {
            let within = read(text).unwrap();
            assert_eq!(
                (within.seconds(), within.to_string().as_str()),
                (seconds, words)
            );
        }
        for bad in ["", "d", "-1d", "1.5d", "3y", "30 d", "+3d", "99999999999d"] {
            assert_eq!(read(bad), Err(FORM.to_owned()), "{bad}");
        }
        assert!(read("3m").unwrap_err().contains("minutes or months"));
    }
}
