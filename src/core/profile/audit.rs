//! The audit trail: one JSON line for each use, creation, change and deletion of a certificate or
//! key. Never holds a secret: fingerprints and names only.
//!
//! What changes anything has two lines: `begun` before, and `done` or `failed` after it. So there is
//! no change without a line, and no line claims what did not happen: `begun` that nothing follows is
//! a run that was cut short. A use is one line, once key or certificate were opened, or were not.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::ProfileName;
use crate::core::clock::Time;
use crate::core::material::{Certificate, PublicKey};
use crate::core::save::Journal;
use crate::core::{Error, Result};

/// An open trail, and what all of its lines share.
#[derive(Debug)]
pub struct Audit {
    path: PathBuf,
    profile: String,
    command: String,
    user: String,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It was opened: to be presented, to sign, to be looked at or converted.
    Use,
    /// It was made, or came from the provider.
    Create,
    /// Another took its place, or it took another's.
    Change,
    /// It was removed.
    Delete,
    /// The provider was asked to refuse it from now on.
    Revoke,
}

/// How far it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It is about to be done.
    Begun,
    /// It is done.
    Done,
    /// It was not done: all is as before, or the command says what is not.
    Failed,
    /// A server was asked for it and gave no answer: it may be done.
    Unknown,
}

/// What it was done with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deed {
    /// What was done.
    pub action: Action,
    /// How far it came.
    pub outcome: Outcome,
    /// `certificate` or `private-key`.
    pub what: &'static str,
    /// The certificate's subject (RFC 4514), where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// SHA-256 of the certificate, hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint_sha256: Option<String>,
    /// SHA-256 of the public key, hex; none where what is locked was not opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spki_sha256: Option<String>,
    /// The serial number, hex, where that is all that is known of a certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// The file, where one was written, moved or removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

#[derive(Serialize)]
struct Line<'a> {
    at: String,
    profile: &'a str,
    command: &'a str,
    user: &'a str,
    #[serde(flatten)]
    deed: &'a Deed,
}

impl Deed {
    /// Something done with a certificate.
    pub fn certificate(action: Action, certificate: &Certificate, file: Option<&Path>) -> Self {
        Self {
            subject: Some(certificate.subject.rfc4514()),
            fingerprint_sha256: Some(certificate.fingerprint_sha256()),
            spki_sha256: Some(certificate.public_key.spki_sha256()),
            ..Self::unopened(action, "certificate", file)
        }
    }

    /// Something done with a private key, known by its public one.
    pub fn key(action: Action, key: &PublicKey, file: Option<&Path>) -> Self {
        Self {
            spki_sha256: Some(key.spki_sha256()),
            ..Self::unopened(action, KEY, file)
        }
    }

    /// Something done with a key of which only the file is known.
    pub fn locked_key(action: Action, file: &Path) -> Self {
        Self::unopened(action, KEY, Some(file))
    }

    /// Something done with a certificate of which only the serial number is known.
    pub fn numbered(action: Action, serial: &str) -> Self {
        Self {
            serial: Some(serial.to_owned()),
            ..Self::unopened(action, "certificate", None)
        }
    }

    /// A certificate whose file could not be opened.
    pub fn unreadable(file: &Path) -> Self {
        Self::unopened(Action::Use, "certificate", Some(file)).with(Outcome::Failed)
    }

    /// The same with this outcome.
    #[must_use]
    pub fn with(self, outcome: Outcome) -> Self {
        Self { outcome, ..self }
    }

    fn unopened(action: Action, what: &'static str, file: Option<&Path>) -> Self {
        Self {
            action,
            outcome: Outcome::Done,
            what,
            subject: None,
            fingerprint_sha256: None,
            spki_sha256: None,
            serial: None,
            file: file.map(|file| file.display().to_string()),
        }
    }
}

impl Audit {
    /// A trail in this file, which is made 0600 if it is not there: what cannot be written down is
    /// not done.
    ///
    /// # Errors
    /// `NotWritten`.
    pub fn open(path: &Path, profile: &ProfileName, command: &str, user: &str) -> Result<Self> {
        Journal::open_private(path)?.keep();
        Ok(Self {
            path: path.to_owned(),
            profile: profile.to_string(),
            command: command.to_owned(),
            user: user.to_owned(),
        })
    }

    /// Writes a line for each, whole, together or not at all, and brings them to the disk; what other
    /// processes write meanwhile waits.
    ///
    /// # Errors
    /// `NotWritten`.
    pub fn record(&mut self, deeds: &[Deed], now: Time) -> Result<()> {
        let failed = |reason: String| Error::NotWritten {
            path: self.path.display().to_string(),
            reason,
        };
        let line = |deed| Line {
            at: now.rfc3339(),
            profile: &self.profile,
            command: &self.command,
            user: &self.user,
            deed,
        };
        let lines = deeds
            .iter()
            .map(|deed| serde_json::to_string(&line(deed)))
            .collect::<std::result::Result<Vec<_>, _>>();
        let lines = lines.map_err(|e| failed(e.to_string()))?;
        let mut journal = Journal::open_private(&self.path)?;
        journal.add(&lines.join("\n"))?;
        journal.keep();
        Ok(())
    }
}

/// What a private key is called.
const KEY: &str = "private-key";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_deed_is_one_line_in_a_private_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        let name: ProfileName = "acme/sandbox".parse().unwrap();
        let deed = Deed {
            action: Action::Use,
            outcome: Outcome::Done,
            what: "certificate",
            subject: Some("CN=a\nb".into()),
            fingerprint_sha256: Some("00".into()),
            spki_sha256: Some("11".into()),
            serial: None,
            file: None,
        };
        for _ in 0..2 {
            let mut audit = Audit::open(&path, &name, "call", "me").unwrap();
            audit
                .record(std::slice::from_ref(&deed), Time::from_unix(0))
                .unwrap();
        }
        let text = fs_err::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(
            lines[0],
            r#"{"at":"1970-01-01T00:00:00Z","profile":"acme/sandbox","command":"call","user":"me","action":"use","outcome":"done","what":"certificate","subject":"CN=a\nb","fingerprint_sha256":"00","spki_sha256":"11"}"#
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs_err::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
