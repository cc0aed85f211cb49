//! The answer to a token request, read tolerantly.

use serde_json::Value;

use super::claims::TokenForm;
use crate::core::clock::Time;
use crate::core::http::{is_bearer_token, words};
use crate::core::secret::Secret;

/// A token.
#[derive(Debug)]
pub struct Granted {
    /// The token itself.
    pub access_token: Secret,
    /// `Bearer`, as the server spells it.
    pub token_type: String,
    /// Its life in seconds.
    pub expires_in: Option<i64>,
}

/// Why an answer holds no token: the server's words, as far as it has any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refused {
    /// The `error` field or what stands for it, with its description.
    pub words: Option<String>,
    /// The code of RFC 6749 section 5.2, where there is one.
    pub error: Option<String>,
    /// There is a token, and no header could carry it: it holds more than visible ASCII.
    pub unusable: bool,
    /// Where a token lies that a 2xx answer has elsewhere, as a path of jq's.
    pub elsewhere: Option<String>,
}

/// Reads the answer: any 2xx with an `access_token`, `expires_in` as number or text.
///
/// # Errors
/// `Refused` with the server's words.
pub fn read(status: u16, body: &[u8]) -> Result<Granted, Refused> {
    let value: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let text = |names: &[&str]| {
        names
            .iter()
            .find_map(|n| value.get(n))
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let token = text(&["access_token", "accessToken"]).filter(|t| !t.is_empty());
    match &token {
        Some(token) if !is_bearer_token(token.as_bytes()) => Err(Refused {
            unusable: true,
            ..Refused::default()
        }),
        Some(token) if (200..300).contains(&status) => Ok(Granted {
            access_token: Secret::new(token.as_bytes()),
            token_type: text(&["token_type", "tokenType"]).unwrap_or_else(|| "Bearer".into()),
            expires_in: ["expires_in", "expiresIn"]
                .iter()
                .find_map(|n| seconds(value.get(n)?)),
        }),
        // an answer that holds a token is not quoted, whatever its status
        Some(_) => Err(Refused::default()),
        None => {
            let granted = (200..300).contains(&status);
            // where a token should be, a bare text may be one
            let is_quoted = !granted || value.is_object();
            Err(Refused {
                words: words(&String::from_utf8_lossy(body)).filter(|_| is_quoted),
                error: text(&["error"]),
                unusable: false,
                elsewhere: granted.then(|| deeper(&value, DEEPEST)).flatten(),
            })
        }
    }
}

impl Granted {
    /// Its life in seconds, by what the server says and by what a JWT says itself; the shorter one
    /// counts. `None` when neither says.
    pub fn life(&self, now: Time) -> Option<i64> {
        // exposed to be read
        let form = self.access_token.expose_text().map(TokenForm::of);
        let expiry = form.as_ref().and_then(TokenForm::jwt);
        let own = expiry.and_then(|jwt| jwt.time("exp"));
        let own = own.map(|at| at.unix().saturating_sub(now.unix()));
        match (self.expires_in, own) {
            (Some(told), Some(own)) => Some(told.min(own)),
            (told, own) => told.or(own),
        }
    }
}

/// The path of a token further inside.
fn deeper(value: &Value, depth: usize) -> Option<String> {
    let is_token = |name: &str, value: &Value| {
        TOKENS.contains(&name) && value.as_str().is_some_and(|text| !text.is_empty())
    };
    let below = depth.checked_sub(1)?;
    value.as_object()?.iter().find_map(|(name, inner)| {
        let rest = match is_token(name, inner) {
            true => String::new(),
            false => deeper(inner, below)?,
        };
        Some(format!(".{name}{rest}"))
    })
}

fn seconds(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_i64().or_else(|| other.as_f64().map(|f| f as i64)),
    }
}

/// Names under which a token may lie elsewhere.
const TOKENS: &[&str] = &["access_token", "accessToken", "token", "jwt"];
/// Objects in one another that are looked into.
const DEEPEST: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_tolerantly_and_refusals_keep_the_servers_words() {
        let granted = read(201, br#"{"access_token":"t","expires_in":"1800"}"#).unwrap();
        assert_eq!(
            (granted.token_type.as_str(), granted.expires_in),
            ("Bearer", Some(1800))
        );
        assert_eq!(
            read(200, br#"{"accessToken":"t","expiresIn":3600.0}"#)
                .unwrap()
                .expires_in,
            Some(3600)
        );
        let words = |status, body: &str| read(status, body.as_bytes()).unwrap_err().words;
        assert_eq!(
            words(401, r#"{"error":"invalid_client","error_description":"x"}"#).as_deref(),
            Some("invalid_client: x")
        );
        assert_eq!(
            words(401, "Invalid Credentials").as_deref(),
            Some("Invalid Credentials")
        );
        assert_eq!(words(502, "<html>").as_deref(), None);
        assert_eq!(words(401, r#"{"access_token":"t"}"#), None);
        let inside = read(200, br#"{"ok":1,"data":{"access_token":"s3"}}"#).unwrap_err();
        assert_eq!(inside.elsewhere.as_deref(), Some(".data.access_token"));
        assert_eq!(
            inside.words.as_deref(),
            Some(r#"{"ok":1,"data":{"access_token":"***"}}"#)
        );
        assert_eq!(words(200, "s3-the-token-itself"), None);
        for bad in [r"t\r\nX: y", "t t", "\u{e9}"] {
            let body = format!(r#"{{"access_token":"{bad}"}}"#);
            let refused = read(200, body.as_bytes()).unwrap_err();
            assert!(refused.unusable && refused.words.is_none());
        }
    }
}
