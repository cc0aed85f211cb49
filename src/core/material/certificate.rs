//! X.509 certificates (RFC 5280): the exact bytes beside the facts that people ask for.
//! Judging them (expired, wrong purpose) is the caller's, who has the clock.

use super::extensions::{RawExtension, all};
use super::{Name, PublicKey, der, hex, sha256_hex, signature};
use crate::core::clock::Time;

mod extension;
mod read;

pub(super) use extension::extensions;
pub use extension::general_name;

/// A parsed certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    /// Who it is about.
    pub subject: Name,
    /// Who signed it.
    pub issuer: Name,
    /// The serial number's bytes as encoded, big endian.
    pub serial: Vec<u8>,
    /// 1, 2 or 3 as people count (encoded one less).
    pub version: u32,
    /// First second of validity.
    pub not_before: Time,
    /// Last second of validity.
    pub not_after: Time,
    /// The key it certifies.
    pub public_key: PublicKey,
    /// The signature algorithm by its usual name, or dotted OID.
    pub signature_algorithm: String,
    /// What its extensions say.
    pub extensions: Extensions,
}

/// The extensions that decide whether a certificate works; absent ones are `None` or empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extensions {
    /// SubjectAltName entries as `DNS:..`, `IP:..`, `URI:..`, `email:..`.
    pub san: Vec<String>,
    /// KeyUsage bits by their RFC 5280 names; `None` when the extension is absent.
    pub key_usage: Option<Vec<String>>,
    /// ExtendedKeyUsage purposes by name or OID; `None` when the extension is absent.
    pub extended_key_usage: Option<Vec<String>>,
    /// BasicConstraints cA.
    pub is_ca: bool,
    /// Whether there are BasicConstraints at all.
    pub has_basic_constraints: bool,
    /// SubjectKeyIdentifier, hex.
    pub subject_key_id: Option<String>,
    /// AuthorityKeyIdentifier's key identifier, hex.
    pub authority_key_id: Option<String>,
}

/// What of a certificate is no longer accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weakness {
    /// Its RSA key is too short.
    Key {
        /// The modulus, in bits.
        bits: usize,
    },
    /// It is signed over a hash that can be forged.
    Signature {
        /// By its usual name.
        algorithm: String,
    },
}

impl Certificate {
    /// Parses one certificate that fills `bytes`.
    ///
    /// # Errors
    /// What is wrong with it, in a few words.
    pub fn from_der(bytes: &[u8]) -> Result<Self, String> {
        read::certificate(bytes)
    }

    /// The serial number in lower-case hex, without the zero octet that keeps DER's integers
    /// positive: as openssl, browsers and provider portals show it.
    pub fn serial_hex(&self) -> String {
        let number = self.serial.strip_prefix(&[0]);
        hex(number
            .filter(|rest| !rest.is_empty())
            .unwrap_or(&self.serial))
    }

    /// The exact DER.
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-256 over the DER, lower-case hex.
    pub fn fingerprint_sha256(&self) -> String {
        sha256_hex(&self.der)
    }

    /// SHA-1 over the DER, lower-case hex.
    pub fn fingerprint_sha1(&self) -> String {
        use sha1::Digest;
        hex(&sha1::Sha1::digest(&self.der))
    }

    /// RFC 8705 `x5t#S256`: base64url of the SHA-256 over the DER.
    pub fn thumbprint_s256(&self) -> String {
        use base64::Engine;
        use sha2::Digest;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(&self.der))
    }

    /// Subject and issuer are the same name.
    pub fn is_self_issued(&self) -> bool {
        self.subject.same_as(&self.issuer)
    }

    /// Whether it may vouch for others, as OpenSSL holds it: a CA by its BasicConstraints; without
    /// those one by its KeyUsage, or self-issued and older than both (v1). A KeyUsage has to include
    /// keyCertSign (RFC 5280 section 4.2.1.3).
    pub fn may_issue(&self) -> bool {
        let usage = self.extensions.key_usage.as_ref();
        let may_sign = usage.map(|bits| bits.iter().any(|bit| bit == "keyCertSign"));
        match may_sign {
            Some(false) => false,
            _ if self.extensions.has_basic_constraints => self.extensions.is_ca,
            Some(true) => true,
            None => self.version < 3 && self.is_self_issued(),
        }
    }

    /// What of it is no longer accepted: an RSA key below 2048 bits, a hash that can be forged.
    pub fn weaknesses(&self) -> Vec<Weakness> {
        let mut found = Vec::new();
        found.extend(
            self.public_key
                .short_rsa_bits()
                .map(|bits| Weakness::Key { bits }),
        );
        let name = self.signature_algorithm.to_ascii_lowercase();
        if ["md2", "md5", "sha1"]
            .iter()
            .any(|hash| name.starts_with(hash) || name.ends_with(hash))
        {
            found.push(Weakness::Signature {
                algorithm: self.signature_algorithm.clone(),
            });
        }
        found
    }

    /// Whether the far side may take it as a TLS client's: no ExtendedKeyUsage, or one that
    /// includes clientAuth (RFC 5280 section 4.2.1.12).
    pub fn allows_client_auth(&self) -> bool {
        self.allows("clientAuth")
    }

    /// The same for TLS servers.
    pub fn allows_server_auth(&self) -> bool {
        self.allows("serverAuth")
    }

    /// Every extension as it stands.
    pub fn raw_extensions(&self) -> impl Iterator<Item = RawExtension<'_>> {
        all(&self.der)
    }

    /// Whether `issuer` issued this: it is named so, and the signature verifies where its algorithm
    /// is known here.
    pub fn is_issued_by(&self, issuer: &Self) -> bool {
        self.names_as_issuer(issuer) && self.is_signed_by(issuer) != Some(false)
    }

    /// Whether names match, and key identifiers agree where both are given; costs nothing.
    pub fn names_as_issuer(&self, issuer: &Self) -> bool {
        if !self.issuer.same_as(&issuer.subject) {
            return false;
        }
        let ids = (
            &self.extensions.authority_key_id,
            &issuer.extensions.subject_key_id,
        );
        match ids {
            (Some(wanted), Some(has)) => wanted == has,
            _ => true,
        }
    }

    /// Whether the key of `issuer` signed this, up to half a millisecond's work; `None` where that
    /// cannot be checked here.
    pub fn is_signed_by(&self, issuer: &Self) -> Option<bool> {
        signature::is_signed_by(&self.der, &issuer.public_key)
    }

    fn allows(&self, purpose: &str) -> bool {
        self.extensions
            .extended_key_usage
            .as_ref()
            .is_none_or(|purposes| {
                purposes
                    .iter()
                    .any(|p| p == purpose || p == "anyExtendedKeyUsage")
            })
    }
}

/// The usual name of a signature algorithm's OID contents, or the dotted form.
pub(super) fn signature_name(oid: &[u8]) -> String {
    let dotted = der::dotted(oid);
    let known = SIGNATURES.iter().find(|(oid, _)| *oid == dotted);
    known.map_or(dotted, |(_, name)| (*name).to_owned())
}

/// KeyUsage by bit (RFC 5280 section 4.2.1.3).
pub const KEY_USAGE: [&str; 9] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];

/// ExtendedKeyUsage with a name (RFC 5280 section 4.2.1.12), by dotted OID.
pub const PURPOSES: [(&str, &str); 7] = [
    ("serverAuth", "1.3.6.1.5.5.7.3.1"),
    ("clientAuth", "1.3.6.1.5.5.7.3.2"),
    ("codeSigning", "1.3.6.1.5.5.7.3.3"),
    ("emailProtection", "1.3.6.1.5.5.7.3.4"),
    ("timeStamping", "1.3.6.1.5.5.7.3.8"),
    ("OCSPSigning", "1.3.6.1.5.5.7.3.9"),
    ("anyExtendedKeyUsage", "2.5.29.37.0"),
];

const SIGNATURES: &[(&str, &str)] = &[
    ("1.2.840.113549.1.1.2", "md2WithRSAEncryption"),
    ("1.2.840.113549.1.1.4", "md5WithRSAEncryption"),
    ("1.2.840.113549.1.1.5", "sha1WithRSAEncryption"),
    ("1.2.840.113549.1.1.10", "rsassaPss"),
    ("1.2.840.113549.1.1.11", "sha256WithRSAEncryption"),
    ("1.2.840.113549.1.1.12", "sha384WithRSAEncryption"),
    ("1.2.840.113549.1.1.13", "sha512WithRSAEncryption"),
    ("1.2.840.113549.1.1.14", "sha224WithRSAEncryption"),
    ("1.3.14.3.2.29", "sha1WithRSA"),
    ("1.2.840.10040.4.3", "dsaWithSHA1"),
    ("2.16.840.1.101.3.4.3.1", "dsa_with_SHA224"),
    ("2.16.840.1.101.3.4.3.2", "dsa_with_SHA256"),
    ("2.16.840.1.101.3.4.3.3", "dsa_with_SHA384"),
    ("2.16.840.1.101.3.4.3.4", "dsa_with_SHA512"),
    ("1.2.840.10045.4.1", "ecdsa-with-SHA1"),
    ("1.2.840.10045.4.3.1", "ecdsa-with-SHA224"),
    ("1.2.840.10045.4.3.2", "ecdsa-with-SHA256"),
    ("1.2.840.10045.4.3.3", "ecdsa-with-SHA384"),
    ("1.2.840.10045.4.3.4", "ecdsa-with-SHA512"),
    ("1.3.101.112", "ED25519"),
    ("1.3.101.113", "ED448"),
];
