//! Certificate-bound tokens (RFC 8705 section 3): the `cnf` claim against our certificate.

use base64::Engine;
use serde_json::Value;

use crate::core::material::Certificate;

/// Whether a token is bound to this certificate; `None` when it does not say (it is opaque, or a
/// JWT without `cnf`). The signature is not verified: that is the API's.
pub fn bound_to(token: &str, certificate: &Certificate) -> Option<bool> {
    let payload = token.split('.').nth(1)?;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(payload)
        .ok()?;
    let claims: Value = serde_json::from_slice(&bytes).ok()?;
    let thumbprint = claims.get("cnf")?.get("x5t#S256")?.as_str()?;
    Some(thumbprint.trim_end_matches('=') == certificate.thumbprint_s256())
}
