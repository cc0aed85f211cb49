//! `match-key --format jwk|jwks`: the members of RFC 7517 as JSON. No member here is private.

use serde::Serialize;

use crate::core::identity::jwk::{Jwk, KeyMembers};

/// A public key as a JSON Web Key.
#[derive(Debug, Serialize)]
#[expect(
    missing_docs,
    reason = "the names of RFC 7517 section 4 and RFC 7518 section 6"
)]
pub struct JwkFacts {
    pub kty: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crv: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,
    pub kid: String,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub usage: Option<&'static str>,
    #[serde(rename = "alg", skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<&'static str>,
    #[serde(rename = "x5t#S256", skip_serializing_if = "Option::is_none")]
    pub x5t_s256: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub x5c: Vec<String>,
}

/// RFC 7517 section 5.
#[derive(Debug, Serialize)]
pub struct JwkSet {
    /// In the order named.
    pub keys: Vec<JwkFacts>,
}

impl From<Jwk> for JwkFacts {
    fn from(jwk: Jwk) -> Self {
        let (kty, crv, [x, y, n, e]) = match jwk.key {
            KeyMembers::Rsa { n, e } => ("RSA", None, [None, None, Some(n), Some(e)]),
            KeyMembers::Ec { crv, x, y } => ("EC", Some(crv), [Some(x), Some(y), None, None]),
            KeyMembers::Okp { crv, x } => ("OKP", Some(crv), [Some(x), None, None, None]),
        };
        Self {
            kty,
            crv,
            x,
            y,
            n,
            e,
            kid: jwk.kid,
            usage: jwk.usage,
            algorithm: jwk.algorithm,
            x5t_s256: jwk.x5t_s256,
            x5c: jwk.x5c,
        }
    }
}
