//! Whether a public key verifies a signature of X.509 (RFC 5280 section 4.1.1): the one answer for
//! certificates and requests. Tells apart what is false from what cannot be checked here; must not
//! judge whether an algorithm is still to be trusted.

use aws_lc_rs::signature as sig;
use aws_lc_rs::signature::{UnparsedPublicKey, VerificationAlgorithm};

use super::der::{self, tag};
use super::rsa_signature::{self, Padding, RsaHash};
use super::{Algorithm, PublicKey};

/// Whether this key signed a certificate, request or CRL: SEQUENCE of what is signed, algorithm and
/// signature. `None` where that cannot be checked here.
pub fn is_signed_by(whole: &[u8], key: &PublicKey) -> Option<bool> {
    let (outer, _) = der::take_tag(whole, tag::SEQUENCE)?;
    let (signed, rest) = der::take_tag(outer.value, tag::SEQUENCE)?;
    let (algorithm, rest) = der::take_tag(rest, tag::SEQUENCE)?;
    let (signature, _) = der::take_tag(rest, tag::BIT_STRING)?;
    // without the byte that counts unused bits
    verifies(
        key,
        algorithm.value,
        signed.whole,
        signature.value.get(1..)?,
    )
}

/// Whether the key verifies the signature of these bytes under an AlgorithmIdentifier's contents;
/// `None` where key or algorithm is not one that can be checked here. A key of another kind than
/// the signature never verifies it.
pub fn verifies(
    key: &PublicKey,
    algorithm: &[u8],
    signed: &[u8],
    signature: &[u8],
) -> Option<bool> {
    let scheme = Scheme::read(algorithm)?;
    if !scheme.is_of(key.algorithm()) {
        return Some(false);
    }
    let Some(algorithm) = scheme.algorithm(key.algorithm()) else {
        let (hash, padding) = scheme.rsa()?;
        return rsa_signature::verifies(key, hash, padding, signed, signature);
    };
    // a key that the library does not take says nothing about the signature
    let key = UnparsedPublicKey::new(algorithm, key.key_bits()?)
        .parse()
        .ok()?;
    Some(key.verify_sig(signed, signature).is_ok())
}

/// The hash under a signature of X.509 when it can be forged, by its usual name.
pub fn forgeable_hash(whole: &[u8]) -> Option<&'static str> {
    let (outer, _) = der::take_tag(whole, tag::SEQUENCE)?;
    let (_, rest) = der::take_tag(outer.value, tag::SEQUENCE)?;
    let (algorithm, _) = der::take_tag(rest, tag::SEQUENCE)?;
    let (oid, _) = der::take_tag(algorithm.value, tag::OID)?;
    match der::dotted(oid.value).as_str() {
        "1.2.840.113549.1.1.2" => return Some("MD2"),
        "1.2.840.113549.1.1.4" => return Some("MD5"),
        "1.2.840.10040.4.3" => return Some("SHA-1"), // DSA
        _ => {}
    }
    let sha1 = match Scheme::read(algorithm.value)? {
        Scheme::Rsa(hash) | Scheme::Ecdsa(hash) => hash == Hash::Sha1,
        Scheme::Pss(pss) => pss.is_some_and(|pss| pss.hash == RsaHash::Sha1),
        Scheme::Ed25519 | Scheme::Ed448 | Scheme::Dsa => false,
    };
    sha1.then_some("SHA-1")
}

/// What a signature algorithm asks of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Rsa(Hash),
    /// `None` where its parameters cannot be read.
    Pss(Option<Pss>),
    Ecdsa(Hash),
    Ed25519,
    Ed448,
    Dsa,
}

/// RSASSA-PSS-params (RFC 4055 section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pss {
    hash: RsaHash,
    /// The hash of MGF1.
    mask: RsaHash,
    /// In bytes.
    salt: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hash {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    /// MD2, MD5, or parameters out of the ordinary.
    Other,
}

impl Scheme {
    fn read(algorithm: &[u8]) -> Option<Self> {
        let (oid, parameters) = der::take_tag(algorithm, tag::OID)?;
        Some(match der::dotted(oid.value).as_str() {
            "1.2.840.113549.1.1.2" | "1.2.840.113549.1.1.4" => Self::Rsa(Hash::Other),
            "1.2.840.113549.1.1.5" | "1.3.14.3.2.29" => Self::Rsa(Hash::Sha1),
            "1.2.840.113549.1.1.10" => Self::Pss(pss_parameters(parameters)),
            "1.2.840.113549.1.1.11" => Self::Rsa(Hash::Sha256),
            "1.2.840.113549.1.1.12" => Self::Rsa(Hash::Sha384),
            "1.2.840.113549.1.1.13" => Self::Rsa(Hash::Sha512),
            "1.2.840.113549.1.1.14" => Self::Rsa(Hash::Sha224),
            "1.2.840.10045.4.1" => Self::Ecdsa(Hash::Sha1),
            "1.2.840.10045.4.3.1" => Self::Ecdsa(Hash::Sha224),
            "1.2.840.10045.4.3.2" => Self::Ecdsa(Hash::Sha256),
            "1.2.840.10045.4.3.3" => Self::Ecdsa(Hash::Sha384),
            "1.2.840.10045.4.3.4" => Self::Ecdsa(Hash::Sha512),
            "1.3.101.112" => Self::Ed25519,
            "1.3.101.113" => Self::Ed448,
            "1.2.840.10040.4.3" => Self::Dsa,
            "2.16.840.1.101.3.4.3.1"
            | "2.16.840.1.101.3.4.3.2"
            | "2.16.840.1.101.3.4.3.3"
            | "2.16.840.1.101.3.4.3.4" => Self::Dsa,
            _ => return None,
        })
    }

    /// Whether a key of this kind makes such signatures at all.
    fn is_of(self, key: &Algorithm) -> bool {
        match (self, key) {
            (Self::Dsa, Algorithm::Other(name)) => name == "DSA",
            (Self::Rsa(_) | Self::Pss(_), Algorithm::Rsa { .. })
            | (Self::Pss(_), Algorithm::RsaPss { .. })
            | (Self::Ecdsa(_), Algorithm::Ec { .. })
            | (Self::Ed25519, Algorithm::Ed25519)
            | (Self::Ed448, Algorithm::Ed448) => true,
            _ => false,
        }
    }

    /// What of an RSA signature is computed here.
    fn rsa(self) -> Option<(RsaHash, Padding)> {
        match self {
            Self::Rsa(hash) => Some((hash.of_rsa()?, Padding::Pkcs1)),
            Self::Pss(pss) => pss.map(|pss| {
                let (mask, salt) = (pss.mask, pss.salt);
                (pss.hash, Padding::Pss { mask, salt })
            }),
            _ => None,
        }
    }

    /// What checks it in the library; `None` where nothing there does.
    fn algorithm(self, key: &Algorithm) -> Option<&'static dyn VerificationAlgorithm> {
        Some(match (self, key) {
            (Self::Rsa(hash), Algorithm::Rsa { bits }) => return pkcs1(hash, *bits),
            (Self::Pss(pss), Algorithm::Rsa { bits } | Algorithm::RsaPss { bits }) => {
                return pss?.algorithm(*bits);
            }
            (Self::Ecdsa(hash), Algorithm::Ec { curve }) => return ecdsa(hash, curve),
            (Self::Ed25519, _) => &sig::ED25519,
            _ => return None,
        })
    }
}

impl Hash {
    fn of_rsa(self) -> Option<RsaHash> {
        Some(match self {
            Self::Sha1 => RsaHash::Sha1,
            Self::Sha224 => RsaHash::Sha224,
            Self::Sha256 => RsaHash::Sha256,
            Self::Sha384 => RsaHash::Sha384,
            Self::Sha512 => RsaHash::Sha512,
            Self::Other => return None,
        })
    }
}

/// The short ones too: too short is another finding than forged.
fn pkcs1(hash: Hash, bits: usize) -> Option<&'static dyn VerificationAlgorithm> {
    if !(1024..=8192).contains(&bits) {
        return None;
    }
    Some(match hash {
        Hash::Sha1 => &sig::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        Hash::Sha256 => &sig::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        Hash::Sha384 if bits >= 2048 => &sig::RSA_PKCS1_2048_8192_SHA384,
        Hash::Sha512 => &sig::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        _ => return None,
    })
}

impl Pss {
    /// What checks it in the library: MGF1 under the same hash, and a salt as long as it.
    fn algorithm(self, bits: usize) -> Option<&'static dyn VerificationAlgorithm> {
        let is_usual = self.mask == self.hash && self.salt == self.hash.len();
        if !is_usual || !(2048..=8192).contains(&bits) {
            return None;
        }
        Some(match self.hash {
            RsaHash::Sha256 => &sig::RSA_PSS_2048_8192_SHA256,
            RsaHash::Sha384 => &sig::RSA_PSS_2048_8192_SHA384,
            RsaHash::Sha512 => &sig::RSA_PSS_2048_8192_SHA512,
            RsaHash::Sha1 | RsaHash::Sha224 => return None,
        })
    }
}

fn ecdsa(hash: Hash, curve: &str) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match (curve, hash) {
        ("P-256", Hash::Sha1) => &sig::ECDSA_P256_SHA1_ASN1,
        ("P-256", Hash::Sha256) => &sig::ECDSA_P256_SHA256_ASN1,
        ("P-256", Hash::Sha384) => &sig::ECDSA_P256_SHA384_ASN1,
        ("P-256", Hash::Sha512) => &sig::ECDSA_P256_SHA512_ASN1,
        ("P-384", Hash::Sha256) => &sig::ECDSA_P384_SHA256_ASN1,
        ("P-384", Hash::Sha384) => &sig::ECDSA_P384_SHA384_ASN1,
        ("P-384", Hash::Sha512) => &sig::ECDSA_P384_SHA512_ASN1,
        ("P-521", Hash::Sha1) => &sig::ECDSA_P521_SHA1_ASN1,
        ("P-521", Hash::Sha224) => &sig::ECDSA_P521_SHA224_ASN1,
        ("P-521", Hash::Sha256) => &sig::ECDSA_P521_SHA256_ASN1,
        ("P-521", Hash::Sha384) => &sig::ECDSA_P521_SHA384_ASN1,
        ("P-521", Hash::Sha512) => &sig::ECDSA_P521_SHA512_ASN1,
        ("secp256k1", Hash::Sha256) => &sig::ECDSA_P256K1_SHA256_ASN1,
        _ => return None,
    })
}

/// What is left out stands for SHA-1, MGF1 with SHA-1, and a salt of 20 bytes (RFC 4055 section 3.1).
fn pss_parameters(parameters: &[u8]) -> Option<Pss> {
    let (parameters, _) = der::take_tag(parameters, tag::SEQUENCE)?;
    let mut pss = Pss {
        hash: RsaHash::Sha1,
        mask: RsaHash::Sha1,
        salt: 20,
    };
    for field in der::children(parameters.value)? {
        match field.tag {
            0xa0 => pss.hash = hash(field.value)?,
            0xa1 => pss.mask = mask_hash(field.value)?,
            0xa2 => {
                let (salt, _) = der::take_tag(field.value, tag::INTEGER)?;
                pss.salt = match *salt.value {
                    [one @ 0..=0x7f] => usize::from(one),
                    [high @ 0..=0x7f, low] => usize::from(high) << 8 | usize::from(low),
                    _ => return None,
                };
            }
            0xa3 if der::take_tag(field.value, tag::INTEGER)?.0.value == [1] => {}
            _ => return None,
        }
    }
    Some(pss)
}

/// Of an AlgorithmIdentifier.
fn hash(identifier: &[u8]) -> Option<RsaHash> {
    let (identifier, _) = der::take_tag(identifier, tag::SEQUENCE)?;
    let (oid, _) = der::take_tag(identifier.value, tag::OID)?;
    RsaHash::from_oid(&der::dotted(oid.value))
}

/// Of MGF1's AlgorithmIdentifier, whose parameters are another.
fn mask_hash(identifier: &[u8]) -> Option<RsaHash> {
    let (identifier, _) = der::take_tag(identifier, tag::SEQUENCE)?;
    let (function, inner) = der::take_tag(identifier.value, tag::OID)?;
    (function.value == MGF1).then(|| hash(inner)).flatten()
}

/// 1.2.840.113549.1.1.8
const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];
