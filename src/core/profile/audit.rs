//! The audit trail: one JSON line for each use, creation, change and deletion of a certificate or
//! key. Never holds a secret: fingerprints and names only.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::ProfileName;
use crate::core::clock::Time;
use crate::core::material::{Certificate, PublicKey};
use crate::core::{Error, Result, save};

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
    /// It was loaded to be presented or to sign.
    Use,
    /// It was made, or came from the provider.
    Create,
    /// Another took its place, or it took another's.
    Change,
    /// It was removed.
    Delete,
}

/// What it was done with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deed {
    /// What was done.
    pub action: Action,
    /// `certificate` or `private-key`.
    pub what: &'static str,
    /// The certificate's subject (RFC 4514), where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// SHA-256 of the certificate, hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint_sha256: Option<String>,
    /// SHA-256 of the public key, hex.
    pub spki_sha256: String,
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
            action,
            what: "certificate",
            subject: Some(certificate.subject.rfc4514()),
            fingerprint_sha256: Some(certificate.fingerprint_sha256()),
            spki_sha256: certificate.public_key.spki_sha256(),
            file: file.map(|file| file.display().to_string()),
        }
    }

    /// Something done with a private key, known by its public one.
    pub fn key(action: Action, key: &PublicKey, file: Option<&Path>) -> Self {
        Self {
            action,
            what: "private-key",
            subject: None,
            fingerprint_sha256: None,
            spki_sha256: key.spki_sha256(),
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
        save::append_private(path)?;
        Ok(Self {
            path: path.to_owned(),
            profile: profile.to_string(),
            command: command.to_owned(),
            user: user.to_owned(),
        })
    }

    /// Writes one line, whole.
    ///
    /// # Errors
    /// `NotWritten`.
    pub fn record(&mut self, deed: &Deed, now: Time) -> Result<()> {
        let failed = |reason: String| Error::NotWritten {
            path: self.path.display().to_string(),
            reason,
        };
        let line = Line {
            at: now.rfc3339(),
            profile: &self.profile,
            command: &self.command,
            user: &self.user,
            deed,
        };
        let mut text = serde_json::to_string(&line).map_err(|e| failed(e.to_string()))?;
        text.push('\n');
        let mut file = save::append_private(&self.path)?;
        // one write of a file opened to append: lines of several runs do not mix
        let written = file.write_all(text.as_bytes());
        written.map_err(|e| failed(crate::core::error::plain_io(&e)))
    }
}

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
            what: "certificate",
            subject: Some("CN=a\nb".into()),
            fingerprint_sha256: Some("00".into()),
            spki_sha256: "11".into(),
            file: None,
        };
        for _ in 0..2 {
            let mut audit = Audit::open(&path, &name, "call", "me").unwrap();
            audit.record(&deed, Time::from_unix(0)).unwrap();
        }
        let text = fs_err::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(
            lines[0],
            r#"{"at":"1970-01-01T00:00:00Z","profile":"acme/sandbox","command":"call","user":"me","action":"use","what":"certificate","subject":"CN=a\nb","fingerprint_sha256":"00","spki_sha256":"11"}"#
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs_err::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
