//! Revocation lists of a CA of ours (RFC 5280 section 5): version 2, whole, numbered, each entry with
//! its reason. Must not decide what is revoked.

use std::str::FromStr;

use super::Authority;
use super::certificate::time;
use super::extensions::extension;
use crate::core::clock::Time;
use crate::core::material::der::{self, tag};
use crate::core::{Error, Result};

/// Why a certificate is revoked (RFC 5280 section 5.3.1). A hold could not be lifted here, and the
/// reasons of a CA are for a CA's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason(u8, &'static str);

/// A certificate that is revoked.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its serial, as encoded.
    pub serial: Vec<u8>,
    /// Since when.
    pub at: Time,
    /// Why.
    pub reason: Reason,
}

/// What stands in a list.
#[derive(Debug)]
pub struct List<'a> {
    /// Higher than that of the list before it.
    pub number: u64,
    /// When it is made.
    pub this_update: Time,
    /// When the next one is there at the latest.
    pub next_update: Time,
    /// What is revoked.
    pub entries: &'a [Entry],
}

impl Reason {
    /// Not said; an entry then has none.
    pub const UNSPECIFIED: Self = ALL[0];

    /// As RFC 5280 spells it.
    pub fn name(self) -> &'static str {
        self.1
    }
}

impl FromStr for Reason {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let known = ALL
            .iter()
            .find(|reason| reason.1.eq_ignore_ascii_case(text));
        known.copied().ok_or_else(|| {
            let names: Vec<&str> = ALL.iter().map(|reason| reason.1).collect();
            format!("takes {}", names.join(", "))
        })
    }
}

impl List<'_> {
    /// The list, signed; DER.
    ///
    /// # Errors
    /// `Invalid` for a date or digest that cannot be, `Crypto` when the provider refuses.
    pub fn sign(&self, authority: &Authority) -> Result<Vec<u8>> {
        let signer = authority.signer()?;
        let entries: Vec<Vec<u8>> = self.entries.iter().map(entry).collect::<Result<_>>()?;
        let entries = match entries.is_empty() {
            true => Vec::new(), // an empty list is left out (section 5.1.2.6)
            false => der::wrap(tag::SEQUENCE, &entries.concat()),
        };
        let key_id = der::wrap(0x80, &authority.issuer().key_id());
        let extensions = der::wrap(
            tag::SEQUENCE,
            &[
                extension("2.5.29.35", false, &der::sequence(&[&key_id])),
                extension("2.5.29.20", false, &der::integer(self.number)),
            ]
            .concat(),
        );
        signer.seal(&der::sequence(&[
            &der::integer(1), // version 2
            signer.algorithm(),
            authority.certificate().subject.as_der(),
            &time(self.this_update)?,
            &time(self.next_update)?,
            &entries,
            &der::wrap(0xa0, &extensions),
        ]))
    }
}

fn entry(entry: &Entry) -> Result<Vec<u8>> {
    if entry.serial.is_empty() {
        return Err(Error::Invalid {
            problem: "a certificate without a serial number cannot be revoked".into(),
            fix: "look its serial up in the record of what was issued".into(),
        });
    }
    let reason = der::wrap(ENUMERATED, &[entry.reason.0]);
    let extensions = match entry.reason {
        Reason::UNSPECIFIED => Vec::new(), // to be left out (section 5.3.1)
        _ => der::wrap(tag::SEQUENCE, &extension("2.5.29.21", false, &reason)),
    };
    Ok(der::sequence(&[
        &der::wrap(tag::INTEGER, &entry.serial),
        &time(entry.at)?,
        &extensions,
    ]))
}

const ALL: [Reason; 6] = [
    Reason(0, "unspecified"),
    Reason(1, "keyCompromise"),
    Reason(3, "affiliationChanged"),
    Reason(4, "superseded"),
    Reason(5, "cessationOfOperation"),
    Reason(9, "privilegeWithdrawn"),
];
const ENUMERATED: u8 = 0x0a;
