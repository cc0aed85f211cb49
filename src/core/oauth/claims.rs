//! What a token says of itself. Its signature is not verified: that is the API's.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::core::clock::Time;
use crate::core::material::Certificate;

/// A token, read.
#[derive(Debug, Clone, PartialEq)]
pub enum TokenForm {
    /// A signed JWT (RFC 7519).
    Jwt(Jwt),
    /// An encrypted JWT (RFC 7516): its header alone can be read.
    Encrypted(Map<String, Value>),
    /// Text that only its server can read.
    Opaque,
}

/// Header and claims of a signed JWT.
#[derive(Debug, Clone, PartialEq)]
pub struct Jwt {
    /// The JOSE header.
    pub header: Map<String, Value>,
    /// The claims.
    pub claims: Map<String, Value>,
}

impl TokenForm {
    /// Reads a token.
    pub fn of(token: &str) -> Self {
        let parts: Vec<&str> = token.split('.').collect();
        match parts.as_slice() {
            [header, claims, _] => match (object(header), object(claims)) {
                (Some(header), Some(claims)) => Self::Jwt(Jwt { header, claims }),
                _ => Self::Opaque,
            },
            [header, _, _, _, _] => object(header).map_or(Self::Opaque, Self::Encrypted),
            _ => Self::Opaque,
        }
    }

    /// The JWT, where it is a signed one.
    pub fn jwt(&self) -> Option<&Jwt> {
        match self {
            Self::Jwt(jwt) => Some(jwt),
            _ => None,
        }
    }
}

impl Jwt {
    /// A NumericDate claim: `exp`, `iat`, `nbf`.
    pub fn time(&self, name: &str) -> Option<Time> {
        let value = self.claims.get(name)?;
        let seconds = value
            .as_i64()
            .or_else(|| value.as_f64().map(|seconds| seconds as i64))?;
        Some(Time::from_unix(seconds))
    }

    /// The scopes, apart by a blank: `scope` (RFC 9068), or `scp` of some servers.
    pub fn scope(&self) -> Option<String> {
        let value = self
            .claims
            .get("scope")
            .or_else(|| self.claims.get("scp"))?;
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Array(list) => {
                let names: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
                Some(names.join(" "))
            }
            _ => None,
        }
    }

    /// The `x5t#S256` of the certificate that it is bound to (RFC 8705 section 3.1).
    pub fn thumbprint(&self) -> Option<&str> {
        let value = self.claims.get("cnf")?.get("x5t#S256")?.as_str()?;
        Some(value.trim_end_matches('='))
    }
}

/// Whether a token is bound to this certificate; `None` when it does not say (it is opaque, or a
/// JWT without `cnf`).
pub fn bound_to(token: &str, certificate: &Certificate) -> Option<bool> {
    let form = TokenForm::of(token);
    let thumbprint = form.jwt()?.thumbprint()?;
    Some(thumbprint == certificate.thumbprint_s256())
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str, claims: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.c2ln", part(header), part(claims))
    }

    #[test]
    fn a_token_is_a_jwt_by_its_parts_and_nothing_else() {
        let form = TokenForm::of(&token(
            r#"{"alg":"RS256"}"#,
            r#"{"exp":10.9,"scp":["a","b"],"cnf":{"x5t#S256":"abc="}}"#,
        ));
        let jwt = form.jwt().unwrap();
        assert_eq!(jwt.time("exp"), Some(Time::from_unix(10)));
        assert_eq!(jwt.scope().as_deref(), Some("a b"));
        assert_eq!(jwt.thumbprint(), Some("abc"));
        for opaque in ["", "abc", "a.b.c", "..", "é.é.é", &token("[]", "{}")] {
            assert_eq!(TokenForm::of(opaque), TokenForm::Opaque, "{opaque}");
        }
        let locked = format!("{}.a.b.c.d", URL_SAFE_NO_PAD.encode(r#"{"enc":"A256GCM"}"#));
        assert!(matches!(TokenForm::of(&locked), TokenForm::Encrypted(_)));
    }
}
