//! What the sandbox remembers: its one client's credentials, the key that its tokens are signed
//! with, and the cards issued. Tokens are JWTs that name the certificate they were given to
//! (RFC 8705 section 3.1), so there is no list of them to keep.

use aws_lc_rs::{constant_time, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use serde::{Deserialize, Serialize};

use super::idempotency::Cards;
use crate::core::clock::Time;
use crate::core::secret::Secret;
use crate::core::{Error, Result};

/// Shared by all connections.
pub(super) struct State {
    client_secret: Secret,
    token_key: hmac::Key,
    cards: Cards,
}

/// Why a token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenFault {
    /// Not one of ours, or altered.
    Unknown,
    /// Past its time.
    Expired,
    /// Given to another certificate.
    OtherCertificate,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    iat: i64,
    exp: i64,
    jti: String,
    /// Absent where there was no certificate to bind it to (RFC 8705, section 3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cnf: Option<Confirmation>,
}

#[derive(Serialize, Deserialize)]
struct Confirmation {
    #[serde(rename = "x5t#S256")]
    thumbprint: String,
}

impl State {
    /// With a new secret and a new signing key.
    pub fn new() -> Result<Self> {
        let mut key = [0; 32];
        random(&mut key)?;
        Ok(Self {
            client_secret: Secret::new(random_text(24)?),
            token_key: hmac::Key::new(hmac::HMAC_SHA256, &key),
            cards: Cards::default(),
        })
    }

    /// The one client id.
    pub fn client_id(&self) -> &str {
        CLIENT_ID
    }

    /// Its secret.
    pub fn client_secret(&self) -> &Secret {
        &self.client_secret
    }

    /// The cards issued.
    pub fn cards(&self) -> &Cards {
        &self.cards
    }

    /// Whether these are the credentials.
    pub fn knows(&self, client_id: &str, secret: &[u8]) -> bool {
        // exposed to compare it
        let same =
            constant_time::verify_slices_are_equal(self.client_secret.expose_secret(), secret);
        client_id == CLIENT_ID && same.is_ok()
    }

    /// A token for the certificate with this `x5t#S256`, for so many seconds.
    pub fn issue_token(&self, thumbprint: &str, lifetime: i64, now: Time) -> Result<String> {
        let claims = Claims {
            iss: "mtls-sandbox".into(),
            sub: CLIENT_ID.into(),
            iat: now.unix(),
            exp: now.plus(lifetime).unix(),
            jti: random_text(12)?,
            cnf: (!thumbprint.is_empty()).then(|| Confirmation {
                thumbprint: thumbprint.to_owned(),
            }),
        };
        let claims = serde_json::to_vec(&claims).map_err(|e| Error::Crypto {
            doing: "writing the token",
            reason: e.to_string(),
        })?;
        let signed = format!(
            "{}.{}",
            BASE64URL.encode(TOKEN_HEADER),
            BASE64URL.encode(claims)
        );
        let tag = hmac::sign(&self.token_key, signed.as_bytes());
        Ok(format!("{signed}.{}", BASE64URL.encode(tag.as_ref())))
    }

    /// Whether the token is ours, of today, and of this certificate or of none.
    pub fn check_token(
        &self,
        token: &str,
        thumbprint: &str,
        now: Time,
    ) -> std::result::Result<(), TokenFault> {
        let claims = self.read_token(token).ok_or(TokenFault::Unknown)?;
        if now.unix() >= claims.exp {
            return Err(TokenFault::Expired);
        }
        match claims.cnf {
            Some(bound) if bound.thumbprint != thumbprint => Err(TokenFault::OtherCertificate),
            _ => Ok(()),
        }
    }

    fn read_token(&self, token: &str) -> Option<Claims> {
        let (signed, tag) = token.rsplit_once('.')?;
        let tag = BASE64URL.decode(tag).ok()?;
        hmac::verify(&self.token_key, signed.as_bytes(), &tag).ok()?;
        let (_, claims) = signed.split_once('.')?;
        serde_json::from_slice(&BASE64URL.decode(claims).ok()?).ok()
    }
}

fn random(bytes: &mut [u8]) -> Result<()> {
    aws_lc_rs::rand::fill(bytes).map_err(|e| Error::Crypto {
        doing: "making random bytes",
        reason: e.to_string(),
    })
}

/// So many random bytes as base64url, from the operating system by way of the crypto provider.
///
/// # Errors
/// `Crypto` when no random bytes are to be had.
pub fn random_text(length: usize) -> Result<String> {
    let mut bytes = vec![0; length];
    random(&mut bytes)?;
    Ok(BASE64URL.encode(bytes))
}

const CLIENT_ID: &str = "sandbox-client";
const TOKEN_HEADER: &str = r#"{"alg":"HS256","typ":"at+jwt"}"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_time_and_its_certificate_only() {
        let (state, now) = (State::new().unwrap(), Time::from_unix(1_790_000_000));
        let token = state.issue_token("mine", 60, now).unwrap();
        assert_eq!(state.check_token(&token, "mine", now), Ok(()));
        assert_eq!(
            state.check_token(&token, "theirs", now),
            Err(TokenFault::OtherCertificate)
        );
        assert_eq!(
            state.check_token(&token, "mine", now.plus(60)),
            Err(TokenFault::Expired)
        );
        for bad in [
            "",
            "a.b.c",
            &token.replace('.', "_"),
            token.get(1..).unwrap(),
        ] {
            assert_eq!(
                state.check_token(bad, "mine", now),
                Err(TokenFault::Unknown)
            );
        }
        let other = State::new().unwrap();
        assert_eq!(
            other.check_token(&token, "mine", now),
            Err(TokenFault::Unknown)
        );
    }
}
