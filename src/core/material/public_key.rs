//! Public keys: what kind, how strong, and the SPKI by which everything here is paired.

use std::fmt;

use super::curve;
use super::der::{self, tag};
use super::{hex, sha256_hex};

/// A public key as its SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7), exact bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PublicKey {
    spki: Vec<u8>,
    algorithm: Algorithm,
}

/// What kind of key, with what its strength is measured by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each variant's sentence names its field")]
pub enum Algorithm {
    /// RSA; the modulus' length in bits.
    Rsa { bits: usize },
    /// RSA restricted to PSS (RFC 4055).
    RsaPss { bits: usize },
    /// Elliptic curve by its usual name or dotted OID.
    Ec { curve: String },
    /// Ed25519 (RFC 8410).
    Ed25519,
    /// Ed448 (RFC 8410).
    Ed448,
    /// Anything else, by name or dotted OID.
    Other(String),
}

impl PublicKey {
    /// From the DER of a SubjectPublicKeyInfo; `None` when it is not one.
    pub fn from_spki(spki: &[u8]) -> Option<Self> {
        let (outer, rest) = der::take_tag(spki, tag::SEQUENCE)?;
        let (algorithm, key) = der::take_tag(outer.value, tag::SEQUENCE)?;
        let (bits, _) = der::take_tag(key, tag::BIT_STRING)?;
        let (oid, parameters) = der::take_tag(algorithm.value, tag::OID)?;
        let key_bytes = bits.value.get(1..)?;
        let algorithm = match der::dotted(oid.value).as_str() {
            RSA => Algorithm::Rsa {
                bits: rsa_bits(key_bytes)?,
            },
            RSA_PSS => Algorithm::RsaPss {
                bits: rsa_bits(key_bytes)?,
            },
            EC => Algorithm::Ec {
                curve: curve::of_parameters(parameters),
            },
            ED25519 => Algorithm::Ed25519,
            ED448 => Algorithm::Ed448,
            other => Algorithm::Other(other_name(other)),
        };
        rest.is_empty().then(|| Self {
            spki: spki.to_vec(),
            algorithm,
        })
    }

    /// From a PKCS#1 RSAPublicKey (RFC 8017 appendix A.1.1).
    pub fn from_pkcs1(pkcs1: &[u8]) -> Option<Self> {
        let id = algorithm_identifier(RSA, &der::wrap(tag::NULL, &[]))?;
        Self::from_spki(&der::sequence(&[&id, &der::bit_string(pkcs1)]))
    }

    /// From an algorithm's OID, its encoded parameters and the key's bit string.
    pub(super) fn assemble(oid: &str, parameters: &[u8], key: &[u8]) -> Option<Self> {
        let id = algorithm_identifier(oid, parameters)?;
        Self::from_spki(&der::sequence(&[&id, &der::bit_string(key)]))
    }

    /// The exact DER.
    pub fn as_spki(&self) -> &[u8] {
        &self.spki
    }

    /// Kind and strength.
    pub fn algorithm(&self) -> &Algorithm {
        &self.algorithm
    }

    /// SHA-256 of the SPKI in lower-case hex: the same for a key, its CSR and its certificate.
    pub fn spki_sha256(&self) -> String {
        sha256_hex(&self.spki)
    }

    /// The length of an RSA key that is shorter than anyone accepts; `None` for all others.
    pub fn short_rsa_bits(&self) -> Option<usize> {
        match self.algorithm {
            Algorithm::Rsa { bits } if bits < LEAST_RSA_BITS => Some(bits),
            _ => None,
        }
    }

    /// The RSA modulus, big endian without leading zeros; `None` for other keys.
    pub fn modulus(&self) -> Option<&[u8]> {
        if !matches!(
            self.algorithm,
            Algorithm::Rsa { .. } | Algorithm::RsaPss { .. }
        ) {
            return None;
        }
        rsa_modulus(self.key_bits()?)
    }

    /// MD5 of the line `openssl x509 -noout -modulus` prints, as the old recipe compares it.
    pub fn modulus_md5(&self) -> Option<String> {
        use md5::Digest;
        let line = format!("Modulus={}\n", hex(self.modulus()?).to_uppercase());
        Some(hex(&md5::Md5::digest(line.as_bytes())))
    }

    /// The same key: equal SPKI, or equal key bits under an equal kind (an RSA SPKI may lack its
    /// NULL parameters, an EC one may spell its curve out).
    pub fn same_key(&self, other: &Self) -> bool {
        self.spki == other.spki
            || (self.algorithm == other.algorithm
                && self.key_bits().is_some()
                && self.key_bits() == other.key_bits())
    }

    fn key_bits(&self) -> Option<&[u8]> {
        let (outer, _) = der::take(&self.spki)?;
        let (_, key) = der::take(outer.value)?;
        der::take(key)?.0.value.get(1..)
    }
}

impl Algorithm {
    /// Its name alone: `RSA`, `EC`, `Ed25519`.
    pub fn name(&self) -> &str {
        match self {
            Self::Rsa { .. } => "RSA",
            Self::RsaPss { .. } => "RSA-PSS",
            Self::Ec { .. } => "EC",
            Self::Ed25519 => "Ed25519",
            Self::Ed448 => "Ed448",
            Self::Other(name) => name,
        }
    }

    /// The length people compare, in bits; `None` where the kind is unknown.
    pub fn bits(&self) -> Option<usize> {
        match self {
            Self::Rsa { bits } | Self::RsaPss { bits } => Some(*bits),
            Self::Ec { curve } => curve::bits(curve),
            Self::Ed25519 => Some(256),
            Self::Ed448 => Some(456),
            Self::Other(_) => None,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } | Self::RsaPss { bits } => write!(f, "{} {bits}", self.name()),
            Self::Ec { curve } => write!(f, "EC {curve}"),
            _ => f.write_str(self.name()),
        }
    }
}

/// AlgorithmIdentifier (RFC 5280 section 4.1.1.2) of an OID and already encoded parameters.
pub(super) fn algorithm_identifier(oid: &str, parameters: &[u8]) -> Option<Vec<u8>> {
    Some(der::sequence(&[&der::oid(oid)?, parameters]))
}

fn rsa_bits(pkcs1: &[u8]) -> Option<usize> {
    rsa_modulus(pkcs1).map(der::bit_length)
}

fn rsa_modulus(pkcs1: &[u8]) -> Option<&[u8]> {
    let (outer, _) = der::take_tag(pkcs1, tag::SEQUENCE)?;
    let (modulus, _) = der::take_tag(outer.value, tag::INTEGER)?;
    Some(der::strip_zeros(modulus.value))
}

/// The name of a key that is read and not used.
pub(super) fn other_name(dotted: &str) -> String {
    let known = OTHERS.iter().find(|(oid, _)| *oid == dotted);
    known.map_or(dotted, |(_, name)| name).to_owned()
}

/// The least RSA modulus that is accepted, in bits.
const LEAST_RSA_BITS: usize = 2048;
pub(super) const RSA: &str = "1.2.840.113549.1.1.1";
pub(super) const RSA_PSS: &str = "1.2.840.113549.1.1.10";
pub(super) const EC: &str = "1.2.840.10045.2.1";
pub(super) const ED25519: &str = "1.3.101.112";
pub(super) const ED448: &str = "1.3.101.113";

/// What openssl reads besides, by the names of their RFCs and of FIPS 203 to 205.
const OTHERS: &[(&str, &str)] = &[
    ("1.2.840.10040.4.1", "DSA"),
    ("1.2.840.113549.1.3.1", "DH"),
    ("1.2.840.10046.2.1", "DH"),
    ("1.3.101.110", "X25519"),
    ("1.3.101.111", "X448"),
    ("2.16.840.1.101.3.4.3.17", "ML-DSA-44"),
    ("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
    ("2.16.840.1.101.3.4.3.19", "ML-DSA-87"),
    ("2.16.840.1.101.3.4.4.1", "ML-KEM-512"),
    ("2.16.840.1.101.3.4.4.2", "ML-KEM-768"),
    ("2.16.840.1.101.3.4.4.3", "ML-KEM-1024"),
];
