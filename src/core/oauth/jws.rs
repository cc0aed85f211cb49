//! Compact JWS (RFC 7515) made with a private key or a secret. Must not know what it signs.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    self as sig, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, RsaEncoding, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::core::material::{Algorithm as KeyAlgorithm, PrivateKey};
use crate::core::secret::Secret;
use crate::core::{Error, Result};

/// A signature algorithm of RFC 7518 section 3.1 (EdDSA: RFC 8037) that is made here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the standard")]
pub enum JwsAlgorithm {
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Ps384,
    Ps512,
    Es256,
    Es384,
    Es512,
    EdDsa,
    Hs256,
}

/// A key ready to sign under one algorithm.
pub struct JwsSigner {
    algorithm: JwsAlgorithm,
    key: Key,
}

enum Key {
    Rsa(RsaKeyPair, &'static dyn RsaEncoding),
    Ec(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Mac(Box<hmac::Key>),
}

impl JwsSigner {
    /// Prepares a private key; without a wish RS256, or what its curve has.
    ///
    /// # Errors
    /// `Invalid` for an algorithm that the key cannot make, and for a key that cannot sign here.
    pub fn new(key: &PrivateKey, wish: Option<JwsAlgorithm>) -> Result<Self> {
        let possible = possible(key.public_key().algorithm());
        let algorithm = match (wish, possible) {
            (None, [first, ..]) => *first,
            (Some(wish), possible) if possible.contains(&wish) => wish,
            (_, []) => return Err(unfit(key)),
            (Some(wish), possible) => return Err(other_algorithm(key, wish, possible)),
        };
        Ok(Self {
            algorithm,
            key: load(key, algorithm)?,
        })
    }

    /// HS256 under a client secret.
    pub fn from_secret(secret: &Secret) -> Self {
        // exposed to be the key of the MAC
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret());
        Self {
            algorithm: JwsAlgorithm::Hs256,
            key: Key::Mac(Box::new(key)),
        }
    }

    /// Signs the claims; `alg` is added to the header. The whole is a credential.
    ///
    /// # Errors
    /// `Crypto` when the provider refuses.
    pub fn compact(&self, mut header: Map<String, Value>, claims: &Value) -> Result<Secret> {
        header.insert("alg".into(), self.algorithm.to_string().into());
        let header = Value::Object(header).to_string();
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let mut text = format!(
            "{}.{}",
            part(header.as_bytes()),
            part(claims.to_string().as_bytes())
        );
        let signature = self.sign(text.as_bytes())?;
        text.push('.');
        text.push_str(&part(&signature));
        Ok(Secret::new(text))
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let random = SystemRandom::new();
        let failed = |e: aws_lc_rs::error::Unspecified| Error::Crypto {
            doing: "signing the client assertion",
            reason: e.to_string(),
        };
        Ok(match &self.key {
            Key::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &random, message, &mut signature)
                    .map_err(failed)?;
                signature
            }
            Key::Ec(pair) => pair
                .sign(&random, message)
                .map_err(failed)?
                .as_ref()
                .to_vec(),
            Key::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Key::Mac(key) => hmac::sign(key, message).as_ref().to_vec(),
        })
    }
}

/// What a key can make, the usual one first.
fn possible(key: &KeyAlgorithm) -> &'static [JwsAlgorithm] {
    use JwsAlgorithm::{EdDsa, Es256, Es384, Es512, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512};
    match key {
        KeyAlgorithm::Rsa { bits } if *bits >= 2048 => &[Rs256, Ps256, Rs384, Rs512, Ps384, Ps512],
        KeyAlgorithm::Ec { curve } if curve == "P-256" => &[Es256],
        KeyAlgorithm::Ec { curve } if curve == "P-384" => &[Es384],
        KeyAlgorithm::Ec { curve } if curve == "P-521" => &[Es512],
        KeyAlgorithm::Ed25519 => &[EdDsa],
        _ => &[],
    }
}

fn load(key: &PrivateKey, algorithm: JwsAlgorithm) -> Result<Key> {
    use JwsAlgorithm::{EdDsa, Es256, Es384, Es512, Hs256, Ps256, Ps384, Ps512};
    let failed = |e: aws_lc_rs::error::KeyRejected| Error::Crypto {
        doing: "loading the private key for the client assertion",
        reason: e.to_string(),
    };
    let pkcs8 = key.expose_pkcs8(); // exposed to sign
    // fixed: r and s side by side (RFC 7518 section 3.4), not the SEQUENCE of X.509
    let ec = |algorithm: &'static EcdsaSigningAlgorithm| {
        let pair = EcdsaKeyPair::from_private_key_der(algorithm, pkcs8);
        pair.map(Key::Ec).map_err(failed)
    };
    let rsa = |encoding: &'static dyn RsaEncoding| {
        let pair = RsaKeyPair::from_pkcs8(pkcs8);
        pair.map(|pair| Key::Rsa(pair, encoding)).map_err(failed)
    };
    match algorithm {
        Es256 => ec(&sig::ECDSA_P256_SHA256_FIXED_SIGNING),
        Es384 => ec(&sig::ECDSA_P384_SHA384_FIXED_SIGNING),
        Es512 => ec(&sig::ECDSA_P521_SHA512_FIXED_SIGNING),
        EdDsa => {
            let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8);
            pair.map(Key::Ed25519).map_err(failed)
        }
        Ps256 => rsa(&sig::RSA_PSS_SHA256),
        Ps384 => rsa(&sig::RSA_PSS_SHA384),
        Ps512 => rsa(&sig::RSA_PSS_SHA512),
        JwsAlgorithm::Rs384 => rsa(&sig::RSA_PKCS1_SHA384),
        JwsAlgorithm::Rs512 => rsa(&sig::RSA_PKCS1_SHA512),
        JwsAlgorithm::Rs256 | Hs256 => rsa(&sig::RSA_PKCS1_SHA256),
    }
}

fn unfit(key: &PrivateKey) -> Error {
    Error::Invalid {
        problem: format!(
            "a key of kind {} cannot sign a client assertion",
            key.public_key().algorithm()
        ),
        fix: "use an RSA (2048 bits or more), P-256, P-384, P-521 or Ed25519 key, with --assertion-key".into(),
    }
}

fn other_algorithm(key: &PrivateKey, wish: JwsAlgorithm, possible: &[JwsAlgorithm]) -> Error {
    let names: Vec<String> = possible.iter().map(ToString::to_string).collect();
    Error::Invalid {
        problem: format!(
            "a key of kind {} cannot sign with {wish}",
            key.public_key().algorithm()
        ),
        fix: format!("--assertion-alg takes {} with this key", names.join(" or ")),
    }
}

impl FromStr for JwsAlgorithm {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let known = NAMES
            .iter()
            .find(|(of, name)| name.eq_ignore_ascii_case(text) && *of != Self::Hs256);
        known.map(|(of, _)| *of).ok_or_else(|| {
            "takes RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512 or EdDSA".into()
        })
    }
}

impl fmt::Display for JwsAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = NAMES.iter().find(|(of, _)| of == self);
        f.write_str(known.map_or("", |(_, name)| name))
    }
}

const NAMES: &[(JwsAlgorithm, &str)] = &[
    (JwsAlgorithm::Rs256, "RS256"),
    (JwsAlgorithm::Rs384, "RS384"),
    (JwsAlgorithm::Rs512, "RS512"),
    (JwsAlgorithm::Ps256, "PS256"),
    (JwsAlgorithm::Ps384, "PS384"),
    (JwsAlgorithm::Ps512, "PS512"),
    (JwsAlgorithm::Es256, "ES256"),
    (JwsAlgorithm::Es384, "ES384"),
    (JwsAlgorithm::Es512, "ES512"),
    (JwsAlgorithm::EdDsa, "EdDSA"),
    (JwsAlgorithm::Hs256, "HS256"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mac_is_the_one_of_rfc_7515() {
        // RFC 7515 appendix A.1: the key and the signing input as they stand there
        let key = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
        let input = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let secret = Secret::new(URL_SAFE_NO_PAD.decode(key).unwrap());
        let mac = JwsSigner::from_secret(&secret)
            .sign(input.as_bytes())
            .unwrap();
        assert_eq!(
            URL_SAFE_NO_PAD.encode(mac),
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        );
    }

    #[test]
    fn algorithms_go_by_their_names() {
        for (algorithm, name) in NAMES.iter().filter(|(a, _)| *a != JwsAlgorithm::Hs256) {
            assert_eq!(name.parse(), Ok(*algorithm));
        }
        assert!("none".parse::<JwsAlgorithm>().is_err());
        assert!("HS256".parse::<JwsAlgorithm>().is_err());
    }
}
