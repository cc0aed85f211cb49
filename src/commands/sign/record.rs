//! The record of what was issued (`--index`): the line is there before the certificate is, so that
//! none is ever out without it, and is taken back when the certificate cannot be written.

use std::path::Path;

use crate::core::Result;
use crate::core::clock::Time;
use crate::core::material::Certificate;
use crate::core::save::Journal;
use crate::report::sign::{Issued, line};

/// Adds a certificate to the record, which is held until it is kept or dropped.
///
/// # Errors
/// `NotWritten`.
pub fn enter(index: &Path, certificate: &Certificate, file: &Path, now: Time) -> Result<Journal> {
    let purposes = certificate.extensions.extended_key_usage.clone();
    let issued = Issued {
        issued_at: now.rfc3339(),
        serial: certificate.serial_hex(),
        subject: certificate.subject.rfc4514(),
        issuer: certificate.issuer.rfc4514(),
        not_before: certificate.not_before.rfc3339(),
        not_after: certificate.not_after.rfc3339(),
        purposes: purposes.unwrap_or_default(),
        fingerprint_sha256: certificate.fingerprint_sha256(),
        spki_sha256: certificate.public_key.spki_sha256(),
        file: file.display().to_string(),
    };
    let mut journal = Journal::open(index)?;
    journal.add(&line(&issued))?;
    Ok(journal)
}
