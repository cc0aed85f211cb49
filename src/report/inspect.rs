//! What `inspect` tells of each item: the contract's JSON fields, from which the text is rendered too.

use std::sync::Arc;

use serde::Serialize;

use super::container::ContainerFacts;
use super::findings::Problem;
use crate::core::clock::Time;
use crate::core::material::public_key::pin;
use crate::core::material::{PublicKey, hex};

mod describe;

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
    /// A server, before the certificates it shows.
    Server(Box<super::server::ServerFacts>),
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
    /// What shows of the PKCS#12 file that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<Arc<ContainerFacts>>,
}

/// A certificate's facts.
#[derive(Debug, Clone, Serialize)]
pub struct CertificateFacts {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub place: Place,
    /// RFC 4514.
    pub subject: String,
    /// RFC 4514.
    pub issuer: String,
    /// Lower-case hex.
    pub serial: String,
    /// 1, 2 or 3.
    pub version: u32,
    /// RFC 3339, UTC.
    pub not_before: String,
    /// RFC 3339, UTC.
    pub not_after: String,
    /// The beginning as people read it.
    #[serde(skip)]
    pub from: String,
    /// The end as people read it.
    #[serde(skip)]
    pub until: String,
    /// Whole days, rounded down: -1 within the first day after it expired.
    pub days_remaining: i64,
    /// How long until then, or since, as people read it.
    #[serde(skip)]
    pub apart: String,
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
    /// Whether its private key is in the same source.
    pub has_private_key: bool,
    /// Whether that key is stored under a passphrase there; null where that is not known.
    pub has_passphrase: Option<bool>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// The rest.
    #[serde(flatten)]
    pub details: Option<Box<CertificateDetails>>,
}

/// What of a certificate is worked out only for those who ask for all.
#[derive(Debug, Clone, Serialize)]
pub struct CertificateDetails {
    /// In the order encoded.
    pub subject_attributes: Vec<[String; 2]>,
    /// In the order encoded.
    pub issuer_attributes: Vec<[String; 2]>,
    /// The serial in capitals with colons, as openssl and portals show it.
    pub serial_colons: String,
    /// Where the issuer's certificate is published (AuthorityInfoAccess caIssuers).
    pub issuer_urls: Vec<String>,
    /// Where its revocation is told (OCSP).
    pub ocsp_urls: Vec<String>,
    /// Where its revocation is listed (CRLDistributionPoints).
    pub crl_urls: Vec<String>,
    /// Lower-case hex over the DER.
    pub fingerprint_sha1: String,
    /// RFC 8705 thumbprint, base64url.
    #[serde(rename = "x5t#S256")]
    pub x5t_s256: String,
}

/// How much is worked out of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What text shows without `-v`.
    Short,
    /// All of it.
    Full,
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
    /// What is wrong with it.
    pub problems: Vec<Problem>,
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
    /// What is wrong with it.
    pub problems: Vec<Problem>,
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
    /// The same as curl's `--pinnedpubkey` takes it.
    pub spki_pin: String,
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
    /// Where it is; a server is nowhere else.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Certificate(facts) => Some(&facts.place),
            Self::Csr(facts) => Some(&facts.place),
            Self::PrivateKey(facts) | Self::PublicKey(facts) => Some(&facts.place),
            Self::Crl(facts) => Some(&facts.place),
            Self::Server(_) => None,
        }
    }

    /// It is in this container.
    #[must_use]
    pub fn within(mut self, container: Option<Arc<ContainerFacts>>) -> Self {
        match &mut self {
            Self::Certificate(facts) => facts.place.container = container,
            Self::Csr(facts) => facts.place.container = container,
            Self::PrivateKey(facts) | Self::PublicKey(facts) => facts.place.container = container,
            Self::Crl(facts) => facts.place.container = container,
            Self::Server(_) => {}
        }
        self
    }

    /// Its findings.
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Certificate(facts) => &facts.problems,
            Self::Csr(facts) => &facts.problems,
            Self::PrivateKey(facts) | Self::PublicKey(facts) => &facts.problems,
            Self::Crl(facts) => &facts.problems,
            Self::Server(_) => &[],
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
        let digest = key.spki_digest();
        let curve = match key.algorithm() {
            crate::core::material::Algorithm::Ec { curve } => Some(curve.clone()),
            _ => None,
        };
        Self {
            algorithm: key.algorithm().name().to_owned(),
            bits: key.algorithm().bits(),
            curve,
            spki_sha256: hex(&digest),
            spki_pin: pin(&digest),
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

/// `0a1b` as `0A:1B`, the form in which openssl and portals show digests and serials.
pub fn colons(hex: &str) -> String {
    let pairs: Vec<String> = hex
        .as_bytes()
        .chunks(2)
        .map(|pair| String::from_utf8_lossy(pair).to_uppercase())
        .collect();
    pairs.join(":")
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
