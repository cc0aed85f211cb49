//! What `token` tells. Its text is the token alone; it is the answer, and the only secret that
//! ever goes to standard output.

use serde::Serialize;

/// A token and what is known of it.
#[derive(Serialize)]
pub struct TokenFacts {
    /// The token.
    pub access_token: String,
    /// `Bearer`, as the server spells it.
    pub token_type: String,
    /// Its life in seconds, as the server says.
    pub expires_in: Option<i64>,
    /// RFC 3339, UTC, by this machine's clock.
    pub expires_at: Option<String>,
    /// Whether it came from the cache.
    pub cached: bool,
    /// Whether it is bound to the certificate presented (RFC 8705); null when it does not say.
    pub bound_to_certificate: Option<bool>,
}
