//! What `inspect` tells of each item: the contract's JSON fields, from which the text is rendered too.

use serde::Serialize;

use super::findings::{Problem, problems, request_problems};
use crate::core::clock::Time;
use crate::core::material::certificate::Extensions;
use crate::core::material::items::Extracted;
use crate::core::material::{Certificate, Crl, Item, Name, PublicKey, Request};

/// One item found.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Described {
    /// An X.509 certificate.
    Certificate(Box<CertificateFacts>),
    /// A certification request.
    Csr(Box<CsrFacts>),
    /// A private key, locked or not.
    PrivateKey(KeyFacts),
    /// A public key by itself.
    PublicKey(KeyFacts),
    /// A revocation list.
    Crl(CrlFacts),
}

/// Items found, all of them or a portion.
#[derive(Debug)]
pub struct Inspected {
    /// The items.
    pub items: Vec<Described>,
    /// Whether others were shown before.
    pub continued: bool,
}

/// Where an item is.
#[derive(Debug, Clone, Serialize)]
pub struct Place {
    /// The source as named.
    pub source: String,
    /// Its number in the source, from 0.
    pub index: usize,
    /// `certificate` `csr` `private-key` `public-key` `crl`
    pub kind: &'static str,
    /// The friendlyName of a PKCS#12 bag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
}

/// A certificate's facts.
#[derive(Debug, Clone, Serialize)]
pub struct CertificateFacts {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub place: Place,
    /// RFC 4514.
    pub subject: String,
    /// In the order encoded.
    pub subject_attributes: Vec<[String; 2]>,
    /// RFC 4514.
    pub issuer: String,
    /// In the order encoded.
    pub issuer_attributes: Vec<[String; 2]>,
    /// Lower-case hex.
    pub serial: String,
    /// 1, 2 or 3.
    pub version: u32,
    /// RFC 3339, UTC.
    pub not_before: String,
    /// RFC 3339, UTC.
    pub not_after: String,
    /// Whole days, negative once expired.
    pub days_remaining: i64,
    /// The contract's tiers.
    pub status: Status,
    /// The key certified.
    pub public_key: KeyDigest,
    /// By its usual name.
    pub signature_algorithm: String,
    /// `DNS:..` and the like.
    pub san: Vec<String>,
    /// RFC 5280 names; empty when the extension is absent.
    pub key_usage: Vec<String>,
    /// Names or OIDs; empty when the extension is absent.
    pub extended_key_usage: Vec<String>,
    /// basicConstraints cA.
    pub is_ca: bool,
    /// Hex.
    pub subject_key_id: Option<String>,
    /// Hex.
    pub authority_key_id: Option<String>,
    /// Lower-case hex over the DER.
    pub fingerprint_sha256: String,
    /// Lower-case hex over the DER.
    pub fingerprint_sha1: String,
    /// RFC 8705 thumbprint, base64url.
    #[serde(rename = "x5t#S256")]
    pub x5t_s256: String,
    /// Whether its private key is in the same source.
    pub has_private_key: bool,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// A request's facts.
#[derive(Debug, Clone, Serialize)]
pub struct CsrFacts {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub place: Place,
    /// RFC 4514.
    pub subject: String,
    /// In the order encoded.
    pub subject_attributes: Vec<[String; 2]>,
    /// The key to be certified.
    pub public_key: KeyDigest,
    /// By its usual name.
    pub signature_algorithm: String,
    /// Whether the signature proves possession; null where it cannot be checked here.
    pub signature_valid: Option<bool>,
    /// The names asked for.
    pub san: Vec<String>,
    /// Whether its private key is in the same source.
    pub has_private_key: bool,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// A key's facts.
#[derive(Debug, Clone, Serialize)]
pub struct KeyFacts {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub place: Place,
    /// Null while it is locked.
    pub public_key: Option<KeyDigest>,
    /// Whether it is stored encrypted; absent for public keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encrypted: Option<bool>,
}

/// A revocation list's facts.
#[derive(Debug, Clone, Serialize)]
pub struct CrlFacts {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub place: Place,
    /// RFC 4514.
    pub issuer: String,
    /// RFC 3339, UTC.
    pub this_update: String,
    /// RFC 3339, UTC.
    pub next_update: Option<String>,
    /// How many certificates it revokes.
    pub revoked: usize,
}

/// A public key in short.
#[derive(Debug, Clone, Serialize)]
pub struct KeyDigest {
    /// `RSA`, `EC`, `Ed25519`...
    pub algorithm: String,
    /// The length people compare.
    pub bits: Option<usize>,
    /// The curve of an EC key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub curve: Option<String>,
    /// SHA-256 of the SPKI, lower-case hex.
    pub spki_sha256: String,
}

/// How long a certificate lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// More than 90 days left.
    Valid,
    /// 90 days or fewer: plan the renewal.
    Warning,
    /// 30 days or fewer: renew now.
    Urgent,
    /// Over.
    Expired,
    /// Not begun.
    NotYetValid,
}

impl Described {
    /// Describes one item; `now` decides on its status.
    pub fn new(extracted: &Extracted, has_private_key: bool, now: Time) -> Self {
        let place = Place {
            source: extracted.origin.to_string(),
            index: extracted.index,
            kind: extracted.item.kind().json_name(),
            friendly_name: extracted.friendly_name.clone(),
        };
        let key = |public_key: Option<&PublicKey>, encrypted| KeyFacts {
            place: place.clone(),
            public_key: public_key.map(KeyDigest::new),
            encrypted,
        };
        match &extracted.item {
            Item::Certificate(c) => {
                Self::Certificate(Box::new(certificate(place, c, has_private_key, now)))
            }
            Item::Request(r) => Self::Csr(Box::new(csr(place, r, has_private_key))),
            Item::PrivateKey(k) => {
                Self::PrivateKey(key(Some(k.public_key()), Some(extracted.stored_encrypted)))
            }
            Item::LockedKey(_) => Self::PrivateKey(key(None, Some(true))),
            Item::PublicKey(k) => Self::PublicKey(key(Some(k), None)),
            Item::Crl(c) => Self::Crl(crl(place, c)),
        }
    }
}

impl Status {
    /// By the contract's tiers.
    pub fn at(now: Time, not_before: Time, not_after: Time) -> Self {
        if now < not_before {
            return Self::NotYetValid;
        }
        match not_after.days_from(now) {
            _ if now > not_after => Self::Expired,
            days if days <= 30 => Self::Urgent,
            days if days <= 90 => Self::Warning,
            _ => Self::Valid,
        }
    }
}

impl KeyDigest {
    /// In short.
    pub fn new(key: &PublicKey) -> Self {
        let curve = match key.algorithm() {
            crate::core::material::Algorithm::Ec { curve } => Some(curve.clone()),
            _ => None,
        };
        Self {
            algorithm: key.algorithm().name().to_owned(),
            bits: key.algorithm().bits(),
            curve,
            spki_sha256: key.spki_sha256(),
        }
    }
}

impl std::fmt::Display for KeyDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.curve, self.bits) {
            (Some(curve), _) => write!(f, "{} {curve}", self.algorithm),
            (None, Some(bits)) if self.algorithm.starts_with("RSA") => {
                write!(f, "{} {bits}", self.algorithm)
            }
            _ => f.write_str(&self.algorithm),
        }
    }
}

fn certificate(
    place: Place,
    c: &Certificate,
    has_private_key: bool,
    now: Time,
) -> CertificateFacts {
    let Extensions {
        san,
        key_usage,
        extended_key_usage,
        is_ca,
        has_basic_constraints: _,
        subject_key_id,
        authority_key_id,
    } = c.extensions.clone();
    CertificateFacts {
        place,
        subject: c.subject.rfc4514(),
        subject_attributes: attributes(&c.subject),
        issuer: c.issuer.rfc4514(),
        issuer_attributes: attributes(&c.issuer),
        serial: crate::core::material::hex(&c.serial),
        version: c.version,
        not_before: c.not_before.rfc3339(),
        not_after: c.not_after.rfc3339(),
        days_remaining: c.not_after.days_from(now),
        status: Status::at(now, c.not_before, c.not_after),
        public_key: KeyDigest::new(&c.public_key),
        signature_algorithm: c.signature_algorithm.clone(),
        san,
        key_usage: key_usage.unwrap_or_default(),
        extended_key_usage: extended_key_usage.unwrap_or_default(),
        is_ca,
        subject_key_id,
        authority_key_id,
        fingerprint_sha256: c.fingerprint_sha256(),
        fingerprint_sha1: c.fingerprint_sha1(),
        x5t_s256: c.thumbprint_s256(),
        has_private_key,
        problems: problems(c, now),
    }
}

fn csr(place: Place, r: &Request, has_private_key: bool) -> CsrFacts {
    CsrFacts {
        place,
        subject: r.subject.rfc4514(),
        subject_attributes: attributes(&r.subject),
        public_key: KeyDigest::new(&r.public_key),
        signature_algorithm: r.signature_algorithm.clone(),
        signature_valid: r.signature_valid,
        san: r.extensions.san.clone(),
        has_private_key,
        problems: request_problems(r),
    }
}

fn crl(place: Place, c: &Crl) -> CrlFacts {
    CrlFacts {
        place,
        issuer: c.issuer.rfc4514(),
        this_update: c.this_update.rfc3339(),
        next_update: c.next_update.map(Time::rfc3339),
        revoked: c.revoked,
    }
}

fn attributes(name: &Name) -> Vec<[String; 2]> {
    name.attributes()
        .map(|a| [a.kind.into_owned(), a.value])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_are_the_contracts() {
        let now = Time::from_unix(0);
        let at = |days: i64| Status::at(now, now, now.plus(days * 86_400));
        assert_eq!(
            [at(91), at(90), at(31), at(30), at(0)],
            [
                Status::Valid,
                Status::Warning,
                Status::Warning,
                Status::Urgent,
                Status::Urgent
            ]
        );
        assert_eq!(Status::at(now, now.plus(-9), now.plus(-1)), Status::Expired);
        assert_eq!(
            Status::at(now, now.plus(1), now.plus(9)),
            Status::NotYetValid
        );
    }
}
