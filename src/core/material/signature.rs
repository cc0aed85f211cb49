//! Whether a public key verifies a signature of X.509 (RFC 5280 section 4.1.1): the one answer for
//! certificates and requests. Tells apart what is false from what cannot be checked here; must not
//! judge whether an algorithm is still to be trusted.

use aws_lc_rs::signature as sig;
use aws_lc_rs::signature::{UnparsedPublicKey, VerificationAlgorithm};

use super::der::{self, tag};
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
    let algorithm = scheme.algorithm(key.algorithm())?;
    // a key that the library does not take says nothing about the signature
    let key = UnparsedPublicKey::new(algorithm, key.key_bits()?)
        .parse()
        .ok()?;
    Some(key.verify_sig(signed, signature).is_ok())
}

/// What a signature algorithm asks of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Rsa(Hash),
    Pss(Hash),
    Ecdsa(Hash),
    Ed25519,
    Ed448,
    Dsa,
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
            "1.2.840.113549.1.1.10" => Self::Pss(pss_hash(parameters).unwrap_or(Hash::Other)),
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

    /// What checks it; `None` where nothing here does.
    fn algorithm(self, key: &Algorithm) -> Option<&'static dyn VerificationAlgorithm> {
        Some(match (self, key) {
            (Self::Rsa(hash), Algorithm::Rsa { bits }) => return pkcs1(hash, *bits),
            (Self::Pss(hash), Algorithm::Rsa { bits } | Algorithm::RsaPss { bits }) => {
                return pss(hash, *bits);
            }
            (Self::Ecdsa(hash), Algorithm::Ec { curve }) => return ecdsa(hash, curve),
            (Self::Ed25519, _) => &sig::ED25519,
            _ => return None,
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

fn pss(hash: Hash, bits: usize) -> Option<&'static dyn VerificationAlgorithm> {
    if !(2048..=8192).contains(&bits) {
        return None;
    }
    Some(match hash {
        Hash::Sha256 => &sig::RSA_PSS_2048_8192_SHA256,
        Hash::Sha384 => &sig::RSA_PSS_2048_8192_SHA384,
        Hash::Sha512 => &sig::RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
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

/// The hash of RSASSA-PSS-params (RFC 4055 section 3.1) where MGF1 has the same one and the salt is
/// as long as it, which is all that the library verifies.
fn pss_hash(parameters: &[u8]) -> Option<Hash> {
    let (parameters, _) = der::take_tag(parameters, tag::SEQUENCE)?;
    let (outer, rest) = der::take_tag(parameters.value, 0xa0)?;
    let (mask, rest) = der::take_tag(rest, 0xa1)?;
    let (salt, rest) = der::take_tag(rest, 0xa2)?;
    let (mask, _) = der::take_tag(mask.value, tag::SEQUENCE)?;
    let (function, inner) = der::take_tag(mask.value, tag::OID)?;
    let (salt, _) = der::take_tag(salt.value, tag::INTEGER)?;
    let (hash, length) = hash(outer.value)?;
    let is_usual = function.value == MGF1 && self::hash(inner)?.0 == hash;
    (is_usual && salt.value == [length] && rest.is_empty()).then_some(hash)
}

/// Of an AlgorithmIdentifier, with its length in bytes.
fn hash(identifier: &[u8]) -> Option<(Hash, u8)> {
    let (identifier, _) = der::take_tag(identifier, tag::SEQUENCE)?;
    let (oid, _) = der::take_tag(identifier.value, tag::OID)?;
    match der::dotted(oid.value).as_str() {
        "2.16.840.1.101.3.4.2.1" => Some((Hash::Sha256, 32)),
        "2.16.840.1.101.3.4.2.2" => Some((Hash::Sha384, 48)),
        "2.16.840.1.101.3.4.2.3" => Some((Hash::Sha512, 64)),
        _ => None,
    }
}

/// 1.2.840.113549.1.1.8
const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];
