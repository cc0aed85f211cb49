//! What `rotate` tells: where a rotation stands.

use serde::Serialize;

use crate::core::clock::Time;
use crate::core::material::Certificate;

/// A rotation.
#[derive(Debug, Clone, Serialize)]
pub struct RotationFacts {
    /// `PROFILE/ENVIRONMENT`.
    pub profile: String,
    /// How far the next certificate is.
    pub next_stage: Stage,
    /// The certificate in use.
    pub current: Option<Brief>,
    /// The one to come.
    pub next: Option<Brief>,
    /// Its request, while the certificate is awaited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The one that was.
    pub old: Option<Brief>,
    /// Days in which both the current and the next one are valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlap_days: Option<i64>,
    /// How many are active by these files.
    pub active: Active,
    /// A switch that was cut short, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interrupted: Option<String>,
    /// What was written, moved or removed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<String>,
    /// What comes next, in a sentence.
    pub then: String,
}

/// Certificates that have not expired, each counted once.
#[derive(Debug, Clone, Serialize)]
pub struct Active {
    /// How many.
    pub count: usize,
    /// How many the provider allows; null where it does not say.
    pub most: Option<u32>,
    /// In which places: `current`, `next`, `old`.
    pub which: Vec<&'static str>,
}

impl Active {
    /// `2 of 2: current and next`, where the provider says how many.
    pub fn told(&self) -> Option<String> {
        let most = self.most?;
        let which = self.which.join(" and ");
        let colon = if which.is_empty() { "" } else { ": " };
        Some(format!("{} of {most}{colon}{which}", self.count))
    }
}

/// How far the next certificate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// There is none.
    None,
    /// Its key and request are there, and it is awaited.
    Prepared,
    /// It is there.
    Issued,
}

/// A certificate in a few words.
#[derive(Debug, Clone, Serialize)]
pub struct Brief {
    /// Its file.
    pub file: String,
    /// RFC 4514.
    pub subject: String,
    /// Hex.
    pub serial: String,
    /// Hex.
    pub fingerprint_sha256: String,
    /// RFC 3339, UTC.
    pub not_after: String,
    /// Whole days, rounded down.
    pub days_remaining: i64,
}

impl Brief {
    /// Of a certificate in a file.
    pub fn of(certificate: &Certificate, file: &std::path::Path, now: Time) -> Self {
        Self {
            file: file.display().to_string(),
            subject: certificate.subject.rfc4514(),
            serial: certificate.serial_hex(),
            fingerprint_sha256: certificate.fingerprint_sha256(),
            not_after: certificate.not_after.rfc3339(),
            days_remaining: certificate.not_after.days_from(now),
        }
    }
}
