//! Key pairs: making them, and signing with them under a chosen digest.

use std::fmt;
use std::str::FromStr;

use rcgen::{KeyPair, PublicKeyData, RsaKeySize, SignatureAlgorithm, SigningKey};
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use zeroize::Zeroizing;

use crate::core::material::{Algorithm, PrivateKey};
use crate::core::{Error, Result};

/// A kind of key to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NewKey {
    /// RSA, 2048 bits, e = 65537: what every provider takes.
    #[default]
    Rsa2048,
    /// RSA, 3072 bits.
    Rsa3072,
    /// RSA, 4096 bits.
    Rsa4096,
    /// NIST P-256.
    EcP256,
    /// NIST P-384.
    EcP384,
    /// Ed25519 (RFC 8410).
    Ed25519,
}

/// The hash under a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digest {
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
}

/// A private key ready to sign under one algorithm.
pub struct Signer {
    pair: KeyPair,
}

/// Makes a key; RSA-2048 takes some 0.1 s of CPU, RSA-4096 over a second.
///
/// # Errors
/// `Crypto` when the provider refuses.
pub fn generate(kind: NewKey) -> Result<PrivateKey> {
    let failed = |e: rcgen::Error| Error::Crypto {
        doing: "making the key",
        reason: e.to_string(),
    };
    let rsa = |size| KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, size);
    let pair = match kind {
        NewKey::Rsa2048 => rsa(RsaKeySize::_2048),
        NewKey::Rsa3072 => rsa(RsaKeySize::_3072),
        NewKey::Rsa4096 => rsa(RsaKeySize::_4096),
        NewKey::EcP256 => KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256),
        NewKey::EcP384 => KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384),
        NewKey::Ed25519 => KeyPair::generate_for(&rcgen::PKCS_ED25519),
    }
    .map_err(failed)?;
    let der = Zeroizing::new(pair.serialize_der());
    PrivateKey::from_der(&der).map_err(|e| Error::Crypto {
        doing: "reading back the new key",
        reason: format!("{e:?}"),
    })
}

impl Signer {
    /// Prepares a key; without a digest SHA-256 for RSA, and the curve's own for EC.
    ///
    /// # Errors
    /// `Invalid` for a digest the key cannot be used with, `UnsupportedAlgorithm`-like `Invalid`
    /// for a key that cannot sign here.
    pub fn new(key: &PrivateKey, digest: Option<Digest>) -> Result<Self> {
        let algorithm = choose(key.public_key().algorithm(), digest)?;
        let der = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.expose_pkcs8())); // exposed to sign
        let pair = KeyPair::from_der_and_sign_algo(&der, algorithm).map_err(|e| Error::Crypto {
            doing: "loading the private key for signing",
            reason: e.to_string(),
        })?;
        Ok(Self { pair })
    }

    /// The signature over these bytes.
    ///
    /// # Errors
    /// `Crypto` when the provider refuses.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        self.pair.sign(message).map_err(|e| Error::Crypto {
            doing: "signing",
            reason: e.to_string(),
        })
    }

    /// A stand-in that writes this key's algorithm and no signature, for rcgen's skeletons.
    pub(super) fn unsigned(&self) -> Unsigned<'_> {
        Unsigned(&self.pair)
    }
}

/// Lets rcgen write a structure that will be signed after its true bytes are spliced in.
pub(super) struct Unsigned<'a>(&'a KeyPair);

impl PublicKeyData for Unsigned<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.0.der_bytes()
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.0.algorithm()
    }
}

impl SigningKey for Unsigned<'_> {
    fn sign(&self, _: &[u8]) -> std::result::Result<Vec<u8>, rcgen::Error> {
        Ok(Vec::new())
    }
}

impl FromStr for NewKey {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        Ok(match text.to_ascii_lowercase().as_str() {
            "rsa" | "rsa:2048" => Self::Rsa2048,
            "rsa:3072" => Self::Rsa3072,
            "rsa:4096" => Self::Rsa4096,
            "ec" | "ec:p256" | "ec:p-256" => Self::EcP256,
            "ec:p384" | "ec:p-384" => Self::EcP384,
            "ed25519" => Self::Ed25519,
            _ => {
                return Err(
                    "takes rsa:2048, rsa:3072, rsa:4096, ec:p256, ec:p384 or ed25519".into(),
                );
            }
        })
    }
}

impl FromStr for Digest {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text.to_ascii_lowercase().replace('-', "").as_str() {
            "sha256" => Ok(Self::Sha256),
            "sha384" => Ok(Self::Sha384),
            "sha512" => Ok(Self::Sha512),
            _ => Err("takes sha256, sha384 or sha512".into()),
        }
    }
}

impl fmt::Display for NewKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rsa2048 => "rsa:2048",
            Self::Rsa3072 => "rsa:3072",
            Self::Rsa4096 => "rsa:4096",
            Self::EcP256 => "ec:p256",
            Self::EcP384 => "ec:p384",
            Self::Ed25519 => "ed25519",
        })
    }
}

fn choose(key: &Algorithm, digest: Option<Digest>) -> Result<&'static SignatureAlgorithm> {
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
        (Algorithm::Rsa { .. }, _, None | Some(Sha256)) => &rcgen::PKCS_RSA_SHA256,
        (Algorithm::Rsa { .. }, _, Some(Sha384)) => &rcgen::PKCS_RSA_SHA384,
        (Algorithm::Rsa { .. }, _, Some(Sha512)) => &rcgen::PKCS_RSA_SHA512,
        (_, "P-256", None | Some(Sha256)) => &rcgen::PKCS_ECDSA_P256_SHA256,
        (_, "P-384", None | Some(Sha384)) => &rcgen::PKCS_ECDSA_P384_SHA384,
        (_, "P-521", Some(Sha256)) => &rcgen::PKCS_ECDSA_P521_SHA256,
        (_, "P-521", Some(Sha384)) => &rcgen::PKCS_ECDSA_P521_SHA384,
        (_, "P-521", None | Some(Sha512)) => &rcgen::PKCS_ECDSA_P521_SHA512,
        (Algorithm::Ed25519, _, None) => &rcgen::PKCS_ED25519,
        (_, "P-256" | "P-384", Some(_)) | (Algorithm::Ed25519, _, Some(_)) => {
            return Err(Error::Invalid {
                problem: format!("a key of kind {key} is signed with its own digest, not with this one"),
                fix: "leave --digest out; P-256 goes with sha256, P-384 with sha384, Ed25519 with none".into(),
            });
        }
        _ => {
            return Err(Error::Invalid {
                problem: format!("a key of kind {key} cannot sign a request here"),
                fix: "use an RSA (2048 bits or more), P-256, P-384, P-521 or Ed25519 key".into(),
            });
        }
    })
}
