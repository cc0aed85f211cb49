//! The record of what was issued (`--index`), read: what stands in it, what is revoked, which number
//! the last revocation list had. A line that cannot be read is an error, for it may hide a
//! revocation. Must not write.

use std::path::Path;

use serde_json::Value;

use crate::cli::SignArgs;
use crate::core::clock::Time;
use crate::core::error::plain_io;
use crate::core::issue::crl::{Entry, Reason};
use crate::core::material::{Certificate, Origin, Source, unhex};
use crate::core::{Error, Result, shell};
use crate::report::sign::{Issued, Listed, Revoked};

/// What a record says of one CA.
#[derive(Default)]
pub struct Register {
    /// Certificates that it issued.
    pub issued: Vec<Issued>,
    /// Those of them that were taken back.
    pub revoked: Vec<Revoked>,
    /// The number of its last revocation list; 0 when there was none.
    pub last_number: u64,
}

impl Register {
    /// Reads it, for the CA of this name (RFC 4514); one that is not there is empty.
    ///
    /// # Errors
    /// `Unreadable`, and `Invalid` for a line that is none of a record.
    pub fn read(path: &Path, issuer: &str) -> Result<Self> {
        let text = match fs_err::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(e) => {
                return Err(Error::Unreadable {
                    origin: Origin::named(path.display().to_string()),
                    reason: plain_io(&e),
                    fix: "check its path and its permissions",
                });
            }
        };
        let mut register = Self::default();
        for (at, line) in text.lines().enumerate().filter(|(_, l)| !l.is_empty()) {
            register.take(line, issuer).ok_or_else(|| Error::Invalid {
                problem: format!("line {} of {} is none of a record", at + 1, path.display()),
                fix: "put the line right or take it out; each is one JSON object, as sign --index writes it".into(),
            })?;
        }
        Ok(register)
    }

    /// The certificate with this serial, lower-case hex.
    pub fn issued(&self, serial: &str) -> Option<&Issued> {
        self.issued.iter().find(|issued| issued.serial == serial)
    }

    /// Whether it was taken back.
    pub fn revoked(&self, serial: &str) -> Option<&Revoked> {
        self.revoked.iter().find(|revoked| revoked.serial == serial)
    }

    /// What a revocation list holds.
    pub fn entries(&self) -> Vec<Entry> {
        let entry = |revoked: &Revoked| Entry {
            serial: unhex(&revoked.serial).unwrap_or_default(), // read as such
            at: Time::from_rfc3339(&revoked.revoked_at).unwrap_or(Time::from_unix(0)), // likewise
            reason: revoked.reason.parse().unwrap_or(Reason::UNSPECIFIED), // likewise
        };
        self.revoked.iter().map(entry).collect()
    }

    /// Takes a line of the CA's; `None` for one that cannot be read.
    fn take(&mut self, line: &str, issuer: &str) -> Option<()> {
        let value: Value = serde_json::from_str(line).ok()?;
        let is_own = value.get("issuer")?.as_str()? == issuer;
        if value.get("crl_number").is_some() {
            let listed: Listed = serde_json::from_value(value).ok()?;
            if is_own {
                self.last_number = self.last_number.max(listed.crl_number);
            }
        } else if value.get("revoked_at").is_some() {
            let revoked: Revoked = serde_json::from_value(value).ok()?;
            unhex(&revoked.serial).filter(|serial| !serial.is_empty())?;
            Time::from_rfc3339(&revoked.revoked_at)?;
            revoked.reason.parse::<Reason>().ok()?;
            if is_own {
                self.revoked.push(revoked);
            }
        } else {
            let issued: Issued = serde_json::from_value(value).ok()?;
            if is_own {
                self.issued.push(issued);
            }
        }
        Some(())
    }
}

/// A note for each certificate that the record has for the same key or name and that still counts: a
/// renewal, or a name given twice.
pub fn already_issued(
    args: &SignArgs,
    index: &Path,
    certificate: &Certificate,
    now: Time,
) -> Vec<String> {
    let issuer = certificate.issuer.rfc4514();
    let register = match Register::read(index, &issuer) {
        Ok(register) => register,
        Err(error) => return vec![format!("the record was not looked through: {error}")],
    };
    let (key, name) = (
        certificate.public_key.spki_sha256(),
        certificate.subject.rfc4514(),
    );
    let still = |issued: &&Issued| {
        let ends = Time::from_rfc3339(&issued.not_after);
        ends.is_some_and(|ends| ends >= now) && register.revoked(&issued.serial).is_none()
    };
    let mut notes = Vec::new();
    for issued in register.issued.iter().filter(still) {
        let what = match (issued.spki_sha256 == key, issued.subject == name) {
            (true, _) => "this key has a certificate already",
            (false, true) => "this name has a certificate already, with another key",
            (false, false) => continue,
        };
        notes.push(format!(
            "{what}: serial {}, until {} ({}); both count until that one ends or is revoked: mtls sign --revoke {} {}",
            issued.serial, issued.not_after, issued.file, issued.serial, places(args)
        ));
    }
    notes
}

/// `--ca` and `--index` as they were given, for a line that is to be typed.
pub fn places(args: &SignArgs) -> String {
    let index = args.index.as_deref().unwrap_or(Path::new("FILE")); // clap demands it
    format!(
        "--ca {} --index {}",
        args.ca.as_ref().map_or_else(|| "CA".into(), word),
        shell::word(&index.display().to_string())
    )
}

/// A file's name as a shell takes it.
pub fn word(source: &Source) -> String {
    match source {
        Source::File(path) => shell::word(&path.display().to_string()),
        Source::Stdin => "-".into(),
    }
}
