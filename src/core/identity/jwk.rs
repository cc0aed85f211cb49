//! A public key as a JSON Web Key (RFC 7517, RFC 7518 section 6, RFC 8037), with the certificates
//! that vouch for it. Never the private members: it is made of public keys alone.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::Digest;

use super::Chain;
use super::pairing::Member;
use crate::core::material::{Algorithm, Certificate, Item, PublicKey};

/// The members of a JSON Web Key; each binary value as base64url without padding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    /// What the key is, by type.
    pub key: KeyMembers,
    /// RFC 7638 thumbprint, SHA-256.
    pub kid: String,
    /// `sig` or `enc`, when the certificate's keyUsage or the kind of key allows but one.
    pub usage: Option<&'static str>,
    /// The algorithm, when the use and the curve allow but one.
    pub algorithm: Option<&'static str>,
    /// The certificate and its issuers as far as they are there, base64 (not base64url) of DER.
    pub x5c: Vec<String>,
    /// RFC 8705 thumbprint of the certificate.
    pub x5t_s256: Option<String>,
}

/// The members by type of key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of RFC 7518 section 6")]
pub enum KeyMembers {
    /// `kty` `RSA`
    Rsa { n: String, e: String },
    /// `kty` `EC`
    Ec {
        crv: &'static str,
        x: String,
        y: String,
    },
    /// `kty` `OKP`
    Okp { crv: &'static str, x: String },
}

impl Jwk {
    /// Of the item that leads a group; a certificate vouches for its key, and so do its issuers
    /// among `others`.
    /// `None` for a key that has no registered form.
    pub fn of<'a>(
        member: &Member<'_>,
        others: impl Iterator<Item = &'a Certificate>,
    ) -> Option<Self> {
        let key = KeyMembers::of(member.public_key)?;
        let leaf = match &member.found.item {
            Item::Certificate(certificate) => Some(&**certificate),
            _ => None,
        };
        let chain = leaf.map(|leaf| Chain::build(leaf.clone(), others.cloned().collect()));
        let chain = chain.as_ref().map(Chain::ordered).unwrap_or_default();
        let usage = key.usage(leaf);
        Some(Self {
            kid: thumbprint(&key),
            algorithm: key.algorithm(usage),
            usage,
            x5c: chain.iter().map(|c| STANDARD.encode(c.as_der())).collect(),
            x5t_s256: leaf.map(Certificate::thumbprint_s256),
            key,
        })
    }
}

impl KeyMembers {
    fn of(key: &PublicKey) -> Option<Self> {
        let crv = match key.algorithm() {
            Algorithm::Rsa { .. } | Algorithm::RsaPss { .. } => {
                return Some(Self::Rsa {
                    n: URL_SAFE_NO_PAD.encode(key.modulus()?),
                    e: URL_SAFE_NO_PAD.encode(key.exponent()?),
                });
            }
            Algorithm::Ed25519 | Algorithm::Ed448 => {
                let is_448 = *key.algorithm() == Algorithm::Ed448;
                return Some(Self::Okp {
                    crv: if is_448 { "Ed448" } else { "Ed25519" },
                    x: URL_SAFE_NO_PAD.encode(key.key_bits()?),
                });
            }
            Algorithm::Ec { curve } => match curve.as_str() {
                "P-256" => "P-256",
                "P-384" => "P-384",
                "P-521" => "P-521",
                "secp256k1" => "secp256k1",
                _ => return None,
            },
            Algorithm::Other(_) => return None,
        };
        let point = key.uncompressed_point()?;
        let (x, y) = point.get(1..)?.split_at_checked(point.len() / 2)?;
        Some(Self::Ec {
            crv,
            x: URL_SAFE_NO_PAD.encode(x),
            y: URL_SAFE_NO_PAD.encode(y),
        })
    }

    /// A certificate says what its key is for; Ed25519 and Ed448 do nothing but sign.
    fn usage(&self, certificate: Option<&Certificate>) -> Option<&'static str> {
        if matches!(self, Self::Okp { .. }) {
            return Some("sig");
        }
        let usage = certificate?.extensions.key_usage.as_ref()?;
        let has = |names: &[&str]| usage.iter().any(|bit| names.contains(&bit.as_str()));
        let signs = has(&["digitalSignature", "nonRepudiation", "contentCommitment"]);
        let encrypts = has(&["keyEncipherment", "dataEncipherment", "keyAgreement"]);
        match (signs, encrypts) {
            (true, false) => Some("sig"),
            (false, true) => Some("enc"),
            _ => None,
        }
    }

    /// RSA signs by six algorithms and Ed25519 goes by two names (RFC 8037, RFC 9864); of the
    /// curves each signs by one.
    fn algorithm(&self, usage: Option<&str>) -> Option<&'static str> {
        match self {
            Self::Ec { crv, .. } if usage == Some("sig") => Some(match *crv {
                "P-384" => "ES384",
                "P-521" => "ES512",
                "secp256k1" => "ES256K",
                _ => "ES256",
            }),
            _ => None,
        }
    }
}

/// RFC 7638: SHA-256 over the required members, in the order of their names. No value needs
/// escaping: all are base64url and names of curves.
fn thumbprint(key: &KeyMembers) -> String {
    let canonical = match key {
        KeyMembers::Rsa { n, e } => format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#),
        KeyMembers::Ec { crv, x, y } => {
            format!(r#"{{"crv":"{crv}","kty":"EC","x":"{x}","y":"{y}"}}"#)
        }
        KeyMembers::Okp { crv, x } => format!(r#"{{"crv":"{crv}","kty":"OKP","x":"{x}"}}"#),
    };
    URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(canonical.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_is_that_of_the_rfc() {
        // RFC 7638 section 3.1
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let key = KeyMembers::Rsa {
            n: n.into(),
            e: "AQAB".into(),
        };
        assert_eq!(
            thumbprint(&key),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        );
    }
}
