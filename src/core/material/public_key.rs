//! Public keys: what kind, how strong, and the SPKI by which everything here is paired.

use std::fmt;

use super::curve;
use super::der::{self, tag};
use super::hex;

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
    /// Anything else, by its name or dotted OID.
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
            other => Algorithm::Other(other_name(other).to_owned()),
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
        hex(&self.spki_digest())
    }

    /// SHA-256 of the SPKI.
    pub fn spki_digest(&self) -> [u8; 32] {
        use sha2::Digest;
        sha2::Sha256::digest(&self.spki).into()
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

    /// The RSA public exponent, big endian without leading zeros; `None` for other keys.
    pub fn exponent(&self) -> Option<&[u8]> {
        self.modulus()?;
        let (outer, _) = der::take_tag(self.key_bits()?, tag::SEQUENCE)?;
        let (_, rest) = der::take_tag(outer.value, tag::INTEGER)?;
        let (exponent, _) = der::take_tag(rest, tag::INTEGER)?;
        Some(der::strip_zeros(exponent.value))
    }

    /// Whether an EC key spells its curve out instead of naming it (RFC 3279 section 2.3.5), which
    /// RFC 5480 forbids and OpenSSL refuses in certificates.
    pub fn spells_out_its_curve(&self) -> bool {
        let parameters = || {
            let (outer, _) = der::take(&self.spki)?;
            let (algorithm, _) = der::take(outer.value)?;
            let (_, parameters) = der::take_tag(algorithm.value, tag::OID)?;
            Some(der::take(parameters)?.0.tag)
        };
        matches!(self.algorithm, Algorithm::Ec { .. }) && parameters() == Some(tag::SEQUENCE)
    }

    /// MD5 of the line `openssl x509 -noout -modulus` prints, as the old recipe compares it.
    pub fn modulus_md5(&self) -> Option<String> {
        use md5::Digest;
        let line = format!("Modulus={}\n", hex(self.modulus()?).to_uppercase());
        Some(hex(&md5::Md5::digest(line.as_bytes())))
    }

    /// The same key: equal SPKI, or equal key bits under an equal kind (an RSA SPKI may lack its
    /// NULL parameters, an EC one may spell its curve out or hold its point compressed).
    pub fn same_key(&self, other: &Self) -> bool {
        self.spki == other.spki
            || (self.algorithm == other.algorithm && self.number() == other.number())
    }

    /// The key itself, the same however its SPKI spells it: to find equal ones among many, beside
    /// `algorithm`.
    pub fn number(&self) -> Vec<u8> {
        match (self.key_bits(), &self.algorithm) {
            (Some(point), Algorithm::Ec { .. }) => compressed(point),
            (Some(bits), _) => bits.to_vec(),
            (None, _) => self.spki.clone(),
        }
    }

    /// The contents of the SPKI's bit string: RSAPublicKey, an EC point, an Ed25519 key.
    pub fn key_bits(&self) -> Option<&[u8]> {
        let (outer, _) = der::take(&self.spki)?;
        let (_, key) = der::take(outer.value)?;
        der::take(key)?.0.value.get(1..)
    }

    /// The contents of the SPKI's AlgorithmIdentifier: the kind of key, with its parameters.
    pub fn algorithm_identifier(&self) -> Option<&[u8]> {
        let (outer, _) = der::take(&self.spki)?;
        Some(der::take(outer.value)?.0.value)
    }

    /// Its EC point, `04` and both coordinates; `None` for other keys, a point that is not on its
    /// curve, and a compressed one on a curve that cannot be computed on here.
    pub fn uncompressed_point(&self) -> Option<Vec<u8>> {
        use aws_lc_rs::encoding::AsDer;
        use aws_lc_rs::signature::{self as sig, UnparsedPublicKey, VerificationAlgorithm};
        let Algorithm::Ec { curve } = &self.algorithm else {
            return None;
        };
        let algorithm: &'static dyn VerificationAlgorithm = match curve.as_str() {
            "P-256" => &sig::ECDSA_P256_SHA256_ASN1,
            "P-384" => &sig::ECDSA_P384_SHA384_ASN1,
            "P-521" => &sig::ECDSA_P521_SHA512_ASN1,
            "secp256k1" => &sig::ECDSA_P256K1_SHA256_ASN1,
            _ => return None,
        };
        let parsed = UnparsedPublicKey::new(algorithm, self.key_bits()?).parse();
        let spki = parsed.ok()?.as_der().ok()?;
        let point = Self::from_spki(spki.as_ref())?.key_bits()?.to_vec();
        (point.first() == Some(&4)).then_some(point)
    }

    /// Whether this is its EC point, given uncompressed.
    pub fn has_point(&self, uncompressed: &[u8]) -> bool {
        let Some(own) = self.key_bits() else {
            return false;
        };
        match own.first() {
            Some(2 | 3) => own == compressed(uncompressed),
            Some(6 | 7) => own.get(1..) == uncompressed.get(1..),
            _ => own == uncompressed,
        }
    }
}

/// The pin that curl's `--pinnedpubkey` takes: `sha256//` and the base64 of the SPKI's SHA-256.
pub fn pin(spki_digest: &[u8; 32]) -> String {
    use base64::Engine;
    let text = base64::engine::general_purpose::STANDARD.encode(spki_digest);
    format!("sha256//{text}")
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

/// An EC point as if it were compressed (SEC 1 section 2.3.3). One that was whole is told apart
/// from another of the same x by the parity of its y alone.
fn compressed(point: &[u8]) -> Vec<u8> {
    match (point.split_first(), point.last()) {
        (Some((4 | 6 | 7, whole)), Some(last)) => {
            let x = whole.get(..whole.len() / 2).unwrap_or_default();
            [&[2 + (last & 1)], x].concat()
        }
        _ => point.to_vec(),
    }
}

/// AlgorithmIdentifier (RFC 5280 section 4.1.1.2) of an OID and already encoded parameters.
pub(super) fn algorithm_identifier(oid: &str, parameters: &[u8]) -> Option<Vec<u8>> {
    Some(der::sequence(&[&der::oid(oid)?, parameters]))
}

/// The name of an algorithm that is only named here, or its OID.
pub(super) fn other_name(dotted: &str) -> &str {
    let known = OTHERS.iter().find(|(oid, _)| *oid == dotted);
    known.map_or(dotted, |(_, name)| name)
}

fn rsa_bits(pkcs1: &[u8]) -> Option<usize> {
    rsa_modulus(pkcs1).map(der::bit_length)
}

fn rsa_modulus(pkcs1: &[u8]) -> Option<&[u8]> {
    let (outer, _) = der::take_tag(pkcs1, tag::SEQUENCE)?;
    let (modulus, _) = der::take_tag(outer.value, tag::INTEGER)?;
    Some(der::strip_zeros(modulus.value))
}

/// The least RSA modulus that is accepted, in bits.
const LEAST_RSA_BITS: usize = 2048;
pub(super) const RSA: &str = "1.2.840.113549.1.1.1";
pub(super) const RSA_PSS: &str = "1.2.840.113549.1.1.10";
pub(super) const EC: &str = "1.2.840.10045.2.1";
pub(super) const ED25519: &str = "1.3.101.112";
pub(super) const ED448: &str = "1.3.101.113";

/// What openssl reads besides, by the names of their RFCs and of FIPS 203 and 204.
const OTHERS: &[(&str, &str)] = &[
    ("1.3.101.110", "X25519"),
    ("1.3.101.111", "X448"),
    ("1.2.840.10040.4.1", "DSA"),
    ("1.2.840.113549.1.3.1", "DH"),
    ("1.2.840.10046.2.1", "DH (X9.42)"),
    ("2.16.840.1.101.3.4.3.17", "ML-DSA-44"),
    ("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
    ("2.16.840.1.101.3.4.3.19", "ML-DSA-87"),
    ("2.16.840.1.101.3.4.4.1", "ML-KEM-512"),
    ("2.16.840.1.101.3.4.4.2", "ML-KEM-768"),
    ("2.16.840.1.101.3.4.4.3", "ML-KEM-1024"),
];
