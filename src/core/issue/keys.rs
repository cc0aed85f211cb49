//! Key pairs: making them, and the digests they sign with. Signing is `signer`'s.

use std::fmt;
use std::str::FromStr;

use rcgen::{KeyPair, RsaKeySize};
use zeroize::Zeroizing;

use crate::core::material::PrivateKey;
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
    /// NIST P-521.
    EcP521,
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
        NewKey::EcP521 => KeyPair::generate_for(&rcgen::PKCS_ECDSA_P521_SHA512),
        NewKey::Ed25519 => KeyPair::generate_for(&rcgen::PKCS_ED25519),
    }
    .map_err(failed)?;
    let der = Zeroizing::new(pair.serialize_der());
    PrivateKey::from_der(&der).map_err(|e| Error::Crypto {
        doing: "reading back the new key",
        reason: format!("{e:?}"),
    })
}

impl NewKey {
    /// Whether making one takes long enough for a person to wonder.
    pub fn is_slow(self) -> bool {
        matches!(self, Self::Rsa2048 | Self::Rsa3072 | Self::Rsa4096)
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
            "ec:p521" | "ec:p-521" => Self::EcP521,
            "ed25519" => Self::Ed25519,
            _ => {
                return Err(
                    "takes rsa:2048, rsa:3072, rsa:4096, ec:p256, ec:p384, ec:p521 or ed25519"
                        .into(),
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

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        })
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
            Self::EcP521 => "ec:p521",
            Self::Ed25519 => "ed25519",
        })
    }
}
