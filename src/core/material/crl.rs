//! Revocation lists: who revokes, until when, how many. Must not decide whether a certificate is revoked.

use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::CertificateRevocationList;

use super::Name;
use crate::core::clock::Time;

/// What is told of a revocation list (RFC 5280 section 5).
#[derive(Debug)]
pub struct Crl {
    der: Vec<u8>,
    /// 1, or 2 where it has extensions.
    pub version: u32,
    /// Who signed it.
    pub issuer: Name,
    /// When it was made.
    pub this_update: Time,
    /// When the next one is due.
    pub next_update: Option<Time>,
    /// How many certificates it revokes.
    pub revoked: usize,
    /// Their serial numbers, as encoded.
    pub serials: Vec<Vec<u8>>,
    /// Its number (RFC 5280 section 5.2.3), the highest there is for one that is higher still.
    pub number: Option<u64>,
}

impl Crl {
    /// From DER; `None` when it is not one.
    pub fn from_der(bytes: &[u8]) -> Option<Self> {
        let (_, parsed) = CertificateRevocationList::from_der(bytes).ok()?;
        let list = &parsed.tbs_cert_list;
        Some(Self {
            der: bytes.to_vec(),
            version: list.version.map_or(0, |v| v.0) + 1,
            issuer: Name::from_der(list.issuer.as_raw()),
            this_update: Time::from_unix(list.this_update.timestamp()),
            next_update: list.next_update.map(|t| Time::from_unix(t.timestamp())),
            revoked: list.revoked_certificates.len(),
            serials: list
                .revoked_certificates
                .iter()
                .map(|revoked| revoked.raw_serial().to_vec())
                .collect(),
            number: parsed
                .crl_number()
                .map(|number| match *number.to_u64_digits() {
                    [] => 0,
                    [number] => number,
                    _ => u64::MAX,
                }),
        })
    }

    /// The exact DER.
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }
}
