//! Client assertions (RFC 7523 section 3): the JWT by which a client proves who it is.

use aws_lc_rs::rand;
use base64::Engine;
use serde_json::{Map, Value, json};

use super::jws::JwsSigner;
use crate::core::clock::Time;
use crate::core::secret::Secret;
use crate::core::{Error, Result};

/// What makes assertions for one client.
pub struct Assertion {
    /// The key.
    pub signer: JwsSigner,
    /// The `kid` of the header: which of the registered keys it is.
    pub kid: Option<String>,
    /// The `x5t#S256` of the header: the certificate's thumbprint.
    pub thumbprint: Option<String>,
    /// The audience; the token endpoint when there is none.
    pub audience: Option<String>,
}

impl Assertion {
    /// An assertion good for one request within a minute: some servers take none that lasts longer.
    ///
    /// # Errors
    /// `Crypto` when the provider refuses.
    pub fn made(&self, client_id: &str, token_url: &str, now: Time) -> Result<Secret> {
        let mut header = Map::new();
        header.insert("typ".into(), "JWT".into());
        let optional = [("kid", &self.kid), ("x5t#S256", &self.thumbprint)];
        for (name, value) in optional {
            if let Some(value) = value {
                header.insert(name.into(), value.as_str().into());
            }
        }
        let claims = json!({
            "iss": client_id,
            "sub": client_id,
            "aud": self.audience.as_deref().unwrap_or(token_url),
            "jti": unique()?,
            "iat": now.unix(),
            "exp": now.plus(LIFE).unix(),
        });
        self.signer.compact(header, &claims)
    }
}

/// Never the same twice, so that nobody can send it again.
fn unique() -> Result<Value> {
    let mut bytes = [0u8; 16];
    rand::fill(&mut bytes).map_err(|e| Error::Crypto {
        doing: "making a random number",
        reason: e.to_string(),
    })?;
    let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
    Ok(text.into())
}

/// The `client_assertion_type` of RFC 7523 section 2.2.
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Seconds from `iat` to `exp`.
const LIFE: i64 = 60;
