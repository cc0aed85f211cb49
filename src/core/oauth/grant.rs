//! The token request and its answer.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use serde_json::{Map, Value};

use crate::core::http::body::form_value;
use crate::core::http::{Header, Host, Request, Url, is_bearer_token, words};
use crate::core::secret::Secret;

/// How client id and secret are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthStyle {
    /// In a JSON body, as the Banking API wants it.
    Json,
    /// In a form body: client_secret_post.
    Form,
    /// In the Authorization header, form-encoded first as RFC 6749 section 2.3.1 says.
    Basic,
    /// In the Authorization header as they are, which many servers want.
    BasicRaw,
    /// The id alone, in a form body; the certificate is the secret (RFC 8705 section 2).
    Tls,
}

/// What is asked for.
pub struct Grant {
    /// The token endpoint.
    pub url: Url,
    /// The client id.
    pub client_id: String,
    /// The client secret; not with `Tls`.
    pub client_secret: Option<Secret>,
    /// How they are sent.
    pub style: AuthStyle,
    /// Further fields in order: scope, audience, resource.
    pub fields: Vec<(String, String)>,
}

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The `error` field or what stands for it.
    pub words: Option<String>,
    /// There is a token, and no header could carry it: it holds more than visible ASCII.
    pub unusable: bool,
}

impl Grant {
    /// The request to send.
    pub fn request(&self, user_agent: &str) -> Request {
        let mut headers = vec![
            Header::new("User-Agent", user_agent),
            Header::new("Accept", "application/json"),
        ];
        let (body, content_type) = match self.style {
            AuthStyle::Json => (self.json(), "application/json"),
            AuthStyle::Form => (self.form(true, true), FORM),
            AuthStyle::Tls => (self.form(true, false), FORM),
            AuthStyle::Basic | AuthStyle::BasicRaw => {
                headers.insert(0, Header::new("Authorization", self.basic()));
                (self.form(false, false), FORM)
            }
        };
        Request {
            method: "POST".into(),
            url: self.url.clone(),
            host: Host::OfUrl,
            headers,
            body: Some(body.into()),
            trailing: vec![Header::new("Content-Type", content_type)],
        }
    }

    fn json(&self) -> Vec<u8> {
        let mut object = Map::new();
        let mut put = |name: &str, value: &str| object.insert(name.into(), Value::from(value));
        put("client_id", &self.client_id);
        if let Some(secret) = self.secret() {
            put("client_secret", secret);
        }
        put("grant_type", "client_credentials");
        for (name, value) in &self.fields {
            put(name, value);
        }
        Value::Object(object).to_string().into_bytes()
    }

    fn form(&self, with_id: bool, with_secret: bool) -> Vec<u8> {
        let mut pairs = vec![("grant_type", "client_credentials")];
        if with_id {
            pairs.push(("client_id", &self.client_id));
        }
        if let (true, Some(secret)) = (with_secret, self.secret()) {
            pairs.push(("client_secret", secret));
        }
        pairs.extend(
            self.fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        let encoded: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={}", form_value(value)))
            .collect();
        encoded.join("&").into_bytes()
    }

    fn basic(&self) -> String {
        let secret = self.secret().unwrap_or_default();
        let pair = if self.style == AuthStyle::Basic {
            format!("{}:{}", form_value(&self.client_id), form_value(secret))
        } else {
            format!("{}:{secret}", self.client_id)
        };
        format!(
            "Basic {}",
            base64::engine::general_purpose::STANDARD.encode(pair)
        )
    }

    /// Exposed to be sent to the token endpoint.
    fn secret(&self) -> Option<&str> {
        self.client_secret.as_ref().and_then(Secret::expose_text)
    }
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
            words: None,
            unusable: true,
        }),
        Some(token) if (200..300).contains(&status) => Ok(Granted {
            access_token: Secret::new(token.as_bytes()),
            token_type: text(&["token_type", "tokenType"]).unwrap_or_else(|| "Bearer".into()),
            expires_in: ["expires_in", "expiresIn"]
                .iter()
                .find_map(|n| seconds(value.get(n)?)),
        }),
        _ => Err(Refused {
            // an answer that holds a token is not quoted, whatever its status
            words: if token.is_some() {
                None
            } else {
                words(&String::from_utf8_lossy(body))
            },
            unusable: false,
        }),
    }
}

fn seconds(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_i64().or_else(|| other.as_f64().map(|f| f as i64)),
    }
}

impl FromStr for AuthStyle {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "json" => Self::Json,
            "form" => Self::Form,
            "basic" => Self::Basic,
            "basic-raw" => Self::BasicRaw,
            "tls" => Self::Tls,
            _ => return Err("takes json, form, basic, basic-raw or tls".into()),
        })
    }
}

impl fmt::Display for AuthStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json => "json",
            Self::Form => "form",
            Self::Basic => "basic",
            Self::BasicRaw => "basic-raw",
            Self::Tls => "tls",
        })
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn sent(style: AuthStyle) -> (String, Option<String>) {
        let grant = Grant {
            url: Url::parse("https://h/t", false).unwrap(),
            client_id: "a:b".into(),
            client_secret: Some(Secret::new("s+/ é")),
            style,
            fields: vec![("scope".into(), "x y".into())],
        };
        let request = grant.request("ua");
        let mut body = String::new();
        let sent = request.body.as_ref().unwrap();
        sent.open().read_to_string(&mut body).unwrap();
        let auth = request
            .header("Authorization")
            .map(|v| String::from_utf8_lossy(v).into_owned());
        (body, auth)
    }

    #[test]
    fn every_style_sends_what_its_servers_want() {
        let (body, auth) = sent(AuthStyle::Form);
        assert_eq!(
            body,
            "grant_type=client_credentials&client_id=a%3Ab&client_secret=s%2B%2F+%C3%A9&scope=x+y"
        );
        assert_eq!(auth, None);
        let (body, _) = sent(AuthStyle::Json);
        assert_eq!(
            body,
            r#"{"client_id":"a:b","client_secret":"s+/ é","grant_type":"client_credentials","scope":"x y"}"#
        );
        let (body, auth) = sent(AuthStyle::Basic);
        assert_eq!(body, "grant_type=client_credentials&scope=x+y");
        let decode = |a: Option<String>| {
            let bytes = base64::engine::general_purpose::STANDARD
                .decode(a.unwrap().strip_prefix("Basic ").unwrap())
                .unwrap();
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(decode(auth), "a%3Ab:s%2B%2F+%C3%A9");
        assert_eq!(decode(sent(AuthStyle::BasicRaw).1), "a:b:s+/ é");
        assert!(!sent(AuthStyle::Tls).0.contains("client_secret"));
    }

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
        for bad in [r"t\r\nX: y", "t t", "\u{e9}"] {
            let body = format!(r#"{{"access_token":"{bad}"}}"#);
            let refused = read(200, body.as_bytes()).unwrap_err();
            assert!(refused.unusable && refused.words.is_none());
        }
    }
}
