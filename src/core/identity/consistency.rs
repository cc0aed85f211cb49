//! Is a private key sound in itself, as `openssl rsa -check` and `openssl pkey -check` ask; and
//! does it sign what its certificate's public key verifies. Judges only; what follows from it is
//! the caller's.

use aws_lc_rs::signature::{self as sig, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair};
use aws_lc_rs::signature::{EcdsaSigningAlgorithm, UnparsedPublicKey, VerificationAlgorithm};

use super::rsa;
use crate::core::material::key::NotAKey;
use crate::core::material::numbers::{Numbers, point_of};
use crate::core::material::{Algorithm, PrivateKey, PublicKey};

/// What a private key's own numbers say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Soundness {
    /// Every relation holds.
    Sound,
    /// These do not, by OpenSSL's names.
    Broken(Vec<&'static str>),
    /// It cannot be told here; why.
    Unknown(String),
}

/// Whether the holder of the private key is whom the public key speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Random bytes were signed with the one and verified with the other.
    Proved,
    /// They do not verify, or the private key is broken in these ways.
    Refuted(Vec<&'static str>),
    /// Such a key cannot be signed with here; why.
    Unproved(String),
}

/// RSA: primes, n = p q, d e = 1, and the three numbers of the Chinese remainder; EC: the public
/// point is d G; Ed25519: the public half is that of the seed. An RSA key of 2048 bits takes some
/// 0.1 s.
pub fn check(key: &PrivateKey) -> Soundness {
    check_with(key, true)
}

/// The same in little time: of an RSA key of more than `MOST_BITS_UNASKED` it is not asked whether
/// its factors are prime, and it is unknown whether it is sound.
fn check_unasked(key: &PrivateKey) -> Soundness {
    let is_long = is_long(key);
    match check_with(key, !is_long) {
        Soundness::Sound if is_long => Soundness::Unknown(format!(
            "a key of kind {} is not signed with here and its primes are not checked; --check does",
            key.public_key().algorithm()
        )),
        judged => judged,
    }
}

fn is_long(key: &PrivateKey) -> bool {
    matches!(key.public_key().algorithm(), Algorithm::Rsa { bits } if *bits > MOST_BITS_UNASKED)
}

fn check_with(key: &PrivateKey, primes: bool) -> Soundness {
    let algorithm = key.public_key().algorithm();
    let unknown = |why: &str| Soundness::Unknown(format!("a key of kind {algorithm} {why}"));
    match key.expose_numbers() {
        Some(Numbers::Rsa(numbers)) => match rsa::broken_relations(&numbers, primes) {
            Some(broken) => Soundness::of(broken),
            None => unknown("with more than two primes or over 16384 bits is not checked here"),
        },
        Some(Numbers::Ec { scalar, parameters }) => match point_of(scalar, parameters) {
            Ok(point) => Soundness::of(broken_point(key.public_key(), &point)),
            Err(NotAKey::Damaged) => Soundness::Broken(vec!["d is not between 1 and the order"]),
            Err(NotAKey::Unsupported(_)) => unknown("is not checked here"),
        },
        Some(Numbers::Ed25519) => {
            let stated = key.stated_ed25519();
            let differs = stated.is_some_and(|s| Some(s) != key.public_key().key_bits());
            let broken = differs.then_some("public key is not that of the seed");
            Soundness::of(broken.into_iter().collect())
        }
        None => unknown("is not checked here"),
    }
}

/// Signs random bytes with the private key and verifies them with the public one, which is the
/// certificate's or the request's.
pub fn prove(key: &PrivateKey, public: &PublicKey) -> Proof {
    let (Some(message), Some(point)) = (random(), public.key_bits()) else {
        return Proof::Unproved("no random bytes are to be had".into());
    };
    let signed = match key.public_key().algorithm() {
        Algorithm::Rsa { .. } => sign_rsa(key, &message),
        Algorithm::Ec { curve } => match curve_algorithms(curve) {
            Some((signing, verifying)) => sign_ec(key, signing, verifying, &message),
            None => None,
        },
        Algorithm::Ed25519 => sign_ed25519(key, &message),
        _ => None,
    };
    let Some((signature, verifying)) = signed else {
        return unsigned(key);
    };
    match UnparsedPublicKey::new(verifying, point).verify(&message, &signature) {
        Ok(()) => match check_stated(key) {
            Soundness::Broken(broken) => Proof::Refuted(broken),
            _ => Proof::Proved,
        },
        Err(_) => match check_unasked(key) {
            Soundness::Broken(broken) => Proof::Refuted(broken),
            _ => Proof::Refuted(vec!["what it signs is not verified by the public key"]),
        },
    }
}

impl Soundness {
    fn of(broken: Vec<&'static str>) -> Self {
        if broken.is_empty() {
            Self::Sound
        } else {
            Self::Broken(broken)
        }
    }
}

/// A signature, and what verifies it.
type Signed = Option<(Vec<u8>, &'static dyn VerificationAlgorithm)>;

fn sign_rsa(key: &PrivateKey, message: &[u8]) -> Signed {
    // exposed to sign
    let pair = RsaKeyPair::from_pkcs8(key.expose_pkcs8()).ok()?;
    let mut signature = vec![0; pair.public_modulus_len()];
    let random = aws_lc_rs::rand::SystemRandom::new();
    pair.sign(&sig::RSA_PKCS1_SHA256, &random, message, &mut signature)
        .ok()?;
    Some((signature, &sig::RSA_PKCS1_2048_8192_SHA256))
}

fn sign_ec(
    key: &PrivateKey,
    signing: &'static EcdsaSigningAlgorithm,
    verifying: &'static dyn VerificationAlgorithm,
    message: &[u8],
) -> Signed {
    // exposed to sign
    let pair = EcdsaKeyPair::from_private_key_der(signing, key.expose_pkcs8()).ok()?;
    let random = aws_lc_rs::rand::SystemRandom::new();
    let signature = pair.sign(&random, message).ok()?;
    Some((signature.as_ref().to_vec(), verifying))
}

fn sign_ed25519(key: &PrivateKey, message: &[u8]) -> Signed {
    // exposed to sign
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(key.expose_pkcs8()).ok()?;
    Some((pair.sign(message).as_ref().to_vec(), &sig::ED25519))
}

/// A key that the library refuses is broken, or of a kind it does not sign with.
fn unsigned(key: &PrivateKey) -> Proof {
    match check_unasked(key) {
        Soundness::Broken(broken) => Proof::Refuted(broken),
        Soundness::Unknown(why) if is_long(key) => Proof::Unproved(why),
        _ => Proof::Unproved(format!(
            "a key of kind {} is not signed with here",
            key.public_key().algorithm()
        )),
    }
}

/// The seed signs whatever the file states beside it.
fn check_stated(key: &PrivateKey) -> Soundness {
    match key.public_key().algorithm() {
        Algorithm::Ed25519 => check(key),
        _ => Soundness::Sound,
    }
}

fn broken_point(public: &PublicKey, derived: &[u8]) -> Vec<&'static str> {
    let (Algorithm::Ec { curve }, Some(stated)) = (public.algorithm(), public.key_bits()) else {
        return Vec::new();
    };
    if public.has_point(derived) {
        return Vec::new();
    }
    let on_curve = curve_algorithms(curve)
        .is_none_or(|(_, verifying)| UnparsedPublicKey::new(verifying, stated).parse().is_ok());
    let off = (!on_curve).then_some("public point is not on the curve");
    off.into_iter().chain(["public point is not d G"]).collect()
}

fn curve_algorithms(
    curve: &str,
) -> Option<(
    &'static EcdsaSigningAlgorithm,
    &'static dyn VerificationAlgorithm,
)> {
    Some(match curve {
        "P-256" => (
            &sig::ECDSA_P256_SHA256_ASN1_SIGNING,
            &sig::ECDSA_P256_SHA256_ASN1,
        ),
        "P-384" => (
            &sig::ECDSA_P384_SHA384_ASN1_SIGNING,
            &sig::ECDSA_P384_SHA384_ASN1,
        ),
        "P-521" => (
            &sig::ECDSA_P521_SHA512_ASN1_SIGNING,
            &sig::ECDSA_P521_SHA512_ASN1,
        ),
        "secp256k1" => (
            &sig::ECDSA_P256K1_SHA256_ASN1_SIGNING,
            &sig::ECDSA_P256K1_SHA256_ASN1,
        ),
        _ => return None,
    })
}

fn random() -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes).ok()?;
    Some(bytes)
}

/// The longest RSA key, in bits, whose primes are tested without being asked for: some seconds.
const MOST_BITS_UNASKED: usize = 4096;
