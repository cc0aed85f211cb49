//! Signing with a private key under a chosen digest, and the AlgorithmIdentifier that goes with it.
//! Must not make keys, nor know what it signs.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    self as sig, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, RsaEncoding, RsaKeyPair,
};

use super::Digest;
use crate::core::material::der::{self, tag};
use crate::core::material::{Algorithm, PrivateKey, PublicKey};
use crate::core::{Error, Result};

/// A private key ready to sign under one algorithm.
pub struct Signer {
    pair: Pair,
    algorithm: Vec<u8>,
}

enum Pair {
    Rsa(RsaKeyPair, &'static dyn RsaEncoding),
    Ec(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// What signs, before the key is loaded.
enum Method {
    Rsa(&'static dyn RsaEncoding),
    Ec(&'static EcdsaSigningAlgorithm),
    Ed25519,
}

impl Signer {
    /// Prepares a key; without a digest SHA-256 for RSA, and the curve's own for EC.
    ///
    /// # Errors
    /// `Invalid` for a digest the key cannot be used with, or a key that cannot sign here;
    /// `Crypto` when the provider refuses the key.
    pub fn new(key: &PrivateKey, digest: Option<Digest>) -> Result<Self> {
        let (method, oid) = choose(key.public_key().algorithm(), digest)?;
        let algorithm = identifier(oid, &method);
        let failed = |e: aws_lc_rs::error::KeyRejected| Error::Crypto {
            doing: "loading the private key for signing",
            reason: e.to_string(),
        };
        let pkcs8 = key.expose_pkcs8(); // exposed to sign
        let pair = match method {
            Method::Rsa(encoding) => {
                Pair::Rsa(RsaKeyPair::from_pkcs8(pkcs8).map_err(failed)?, encoding)
            }
            Method::Ec(algorithm) => {
                let pair = EcdsaKeyPair::from_private_key_der(algorithm, pkcs8);
                Pair::Ec(pair.map_err(failed)?)
            }
            Method::Ed25519 => {
                let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8);
                Pair::Ed25519(pair.map_err(failed)?)
            }
        };
        Ok(Self { pair, algorithm })
    }

    /// The signature over these bytes, as a BIT STRING holds it.
    ///
    /// # Errors
    /// `Crypto` when the provider refuses.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let random = SystemRandom::new();
        let failed = |e: aws_lc_rs::error::Unspecified| Error::Crypto {
            doing: "signing",
            reason: e.to_string(),
        };
        match &self.pair {
            Pair::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &random, message, &mut signature)
                    .map_err(failed)?;
                Ok(signature)
            }
            Pair::Ec(pair) => {
                let signature = pair.sign(&random, message).map_err(failed)?;
                Ok(signature.as_ref().to_vec())
            }
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
        }
    }

    /// `SEQUENCE { what is signed, its algorithm, the signature }`: certificates (RFC 5280 section
    /// 4.1) and requests (RFC 2986 section 4.2) alike.
    ///
    /// # Errors
    /// `Crypto` when the provider refuses.
    pub fn seal(&self, to_be_signed: &[u8]) -> Result<Vec<u8>> {
        Ok(sealed(
            to_be_signed,
            &self.algorithm,
            &self.sign(to_be_signed)?,
        ))
    }

    /// The DER of the AlgorithmIdentifier that a key would sign under.
    ///
    /// # Errors
    /// As `new`, but for what only the private key shows.
    pub fn algorithm_of(key: &PublicKey, digest: Option<Digest>) -> Result<Vec<u8>> {
        let (method, oid) = choose(key.algorithm(), digest)?;
        Ok(identifier(oid, &method))
    }

    /// The DER of the signature's AlgorithmIdentifier (RFC 5280 section 4.1.1.2).
    pub fn algorithm(&self) -> &[u8] {
        &self.algorithm
    }
}

/// What `Signer::seal` makes, of a signature that is at hand.
pub(super) fn sealed(to_be_signed: &[u8], algorithm: &[u8], signature: &[u8]) -> Vec<u8> {
    der::sequence(&[to_be_signed, algorithm, &der::bit_string(signature)])
}

/// RSA has NULL parameters (RFC 4055 section 5), the others none (RFC 5758, RFC 8410).
fn identifier(oid: &str, method: &Method) -> Vec<u8> {
    let oid = der::oid(oid).unwrap_or_default(); // from the table below
    match method {
        Method::Rsa(_) => der::sequence(&[&oid, &der::wrap(tag::NULL, &[])]),
        _ => der::sequence(&[&oid]),
    }
}

fn choose(key: &Algorithm, digest: Option<Digest>) -> Result<(Method, &'static str)> {
    use Digest::{Sha256, Sha384, Sha512};
    let curve = if let Algorithm::Ec { curve } = key {
        curve.as_str()
    } else {
        ""
    };
    Ok(match (key, curve, digest) {
        (Algorithm::Rsa { bits }, ..) if *bits < 2048 => {
            return Err(Error::Invalid {
                problem: format!("the RSA key has {bits} bits, and nobody accepts less than 2048"),
                fix: "make a new key: leave --key out and give --keyout".into(),
            });
        }
        (Algorithm::Rsa { .. }, _, None | Some(Sha256)) => {
            (Method::Rsa(&sig::RSA_PKCS1_SHA256), RSA_SHA256)
        }
        (Algorithm::Rsa { .. }, _, Some(Sha384)) => {
            (Method::Rsa(&sig::RSA_PKCS1_SHA384), RSA_SHA384)
        }
        (Algorithm::Rsa { .. }, _, Some(Sha512)) => {
            (Method::Rsa(&sig::RSA_PKCS1_SHA512), RSA_SHA512)
        }
        (_, "P-256", None | Some(Sha256)) => {
            (Method::Ec(&sig::ECDSA_P256_SHA256_ASN1_SIGNING), EC_SHA256)
        }
        (_, "secp256k1", None | Some(Sha256)) => (
            Method::Ec(&sig::ECDSA_P256K1_SHA256_ASN1_SIGNING),
            EC_SHA256,
        ),
        (_, "P-384", None | Some(Sha384)) => {
            (Method::Ec(&sig::ECDSA_P384_SHA384_ASN1_SIGNING), EC_SHA384)
        }
        (_, "P-521", Some(Sha256)) => (Method::Ec(&sig::ECDSA_P521_SHA256_ASN1_SIGNING), EC_SHA256),
        (_, "P-521", Some(Sha384)) => (Method::Ec(&sig::ECDSA_P521_SHA384_ASN1_SIGNING), EC_SHA384),
        (_, "P-521", None | Some(Sha512)) => {
            (Method::Ec(&sig::ECDSA_P521_SHA512_ASN1_SIGNING), EC_SHA512)
        }
        (Algorithm::Ed25519, _, None) => (Method::Ed25519, "1.3.101.112"),
        (_, "P-256" | "P-384" | "secp256k1", Some(_)) | (Algorithm::Ed25519, _, Some(_)) => {
            return Err(Error::Invalid {
                problem: format!("a key of kind {key} is signed with its own digest, not with this one"),
                fix: "leave --digest out; P-256 goes with sha256, P-384 with sha384, Ed25519 with none".into(),
            });
        }
        _ => {
            return Err(Error::Invalid {
                problem: format!("a key of kind {key} cannot sign here"),
                fix:
                    "use an RSA (2048 to 8192 bits), P-256, P-384, P-521, secp256k1 or Ed25519 key"
                        .into(),
            });
        }
    })
}

const RSA_SHA256: &str = "1.2.840.113549.1.1.11";
const RSA_SHA384: &str = "1.2.840.113549.1.1.12";
const RSA_SHA512: &str = "1.2.840.113549.1.1.13";
const EC_SHA256: &str = "1.2.840.10045.4.3.2";
const EC_SHA384: &str = "1.2.840.10045.4.3.3";
const EC_SHA512: &str = "1.2.840.10045.4.3.4";
