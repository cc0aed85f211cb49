//! The token request in each shape that servers want.

use base64::Engine;
use serde_json::{Map, Value};

use super::AuthStyle;
use super::assertion::{ASSERTION_TYPE, Assertion};
use crate::core::Result;
use crate::core::clock::Time;
use crate::core::http::body::form_value;
use crate::core::http::{Framing, Header, Host, Request, Url};
use crate::core::secret::Secret;

/// What is asked for, and by whom.
pub struct Grant {
    /// The token endpoint.
    pub url: Url,
    /// `client_credentials`, or what a server calls it.
    pub grant_type: String,
    /// The client id.
    pub client_id: String,
    /// How the client says who it is.
    pub style: AuthStyle,
    /// The client secret, where the style takes one.
    pub client_secret: Option<Secret>,
    /// What makes assertions, where the style takes one.
    pub assertion: Option<Assertion>,
    /// Further fields in order: scope, audience, resource, and the user's own.
    pub fields: Vec<(String, String)>,
    /// The user's own headers; one of ours by the same name gives way.
    pub headers: Vec<Header>,
}

/// A request, and the assertion in it where there is one: it is a credential, and to be masked.
pub struct Wording {
    /// What to send.
    pub request: Request,
    /// What proves in it who we are.
    pub assertion: Option<Secret>,
}

impl Grant {
    /// The request to send now.
    ///
    /// # Errors
    /// `Crypto` when the assertion cannot be signed.
    pub fn request(&self, user_agent: &str, now: Time) -> Result<Wording> {
        let assertion = match &self.assertion {
            Some(maker) => Some(maker.made(&self.client_id, &self.url.to_string(), now)?),
            None => None,
        };
        let mut headers = vec![
            Header::new("User-Agent", user_agent),
            Header::new("Accept", "application/json"),
        ];
        let (body, content_type) = match self.style {
            AuthStyle::Json => (self.json(), "application/json"),
            AuthStyle::Form => (self.form(true, self.secret(), None), FORM),
            AuthStyle::Tls => (self.form(true, None, None), FORM),
            AuthStyle::PrivateKeyJwt | AuthStyle::ClientSecretJwt => {
                // exposed to be sent to the token endpoint
                let signed = assertion.as_ref().and_then(Secret::expose_text);
                (self.form(true, None, signed), FORM)
            }
            AuthStyle::Basic | AuthStyle::BasicRaw => {
                headers.insert(0, Header::new("Authorization", self.basic()));
                (self.form(false, None, None), FORM)
            }
        };
        let mut trailing = vec![Header::new("Content-Type", content_type)];
        let is_own = |header: &Header| self.headers.iter().any(|own| own.is(header.name()));
        headers.retain(|header| !is_own(header));
        trailing.retain(|header| !is_own(header));
        let (hosts, others): (Vec<_>, Vec<_>) =
            self.headers.iter().cloned().partition(|h| h.is("Host"));
        headers.extend(others);
        let host = hosts.last().map(|host| Host::Given(host.value().to_vec()));
        let request = Request {
            method: "POST".into(),
            url: self.url.clone(),
            host: host.unwrap_or(Host::OfUrl),
            headers,
            body: Some(body.into()),
            trailing,
            target: None,
            upload: false,
            framing: Framing::Said,
        };
        Ok(Wording { request, assertion })
    }

    /// Whether the secret has characters that Basic spells differently raw and form-encoded.
    pub fn has_awkward_secret(&self) -> bool {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        let awkward = |text: &str| text.contains(|c| !plain(c));
        awkward(&self.client_id) || self.secret().is_some_and(awkward)
    }

    fn json(&self) -> Vec<u8> {
        let mut object = Map::new();
        object.insert("client_id".into(), self.client_id.as_str().into());
        if let Some(secret) = self.secret() {
            object.insert("client_secret".into(), secret.into());
        }
        object.insert("grant_type".into(), self.grant_type.as_str().into());
        for (name, value) in &self.fields {
            let value = Value::from(value.as_str());
            match object.get_mut(name) {
                Some(Value::Array(list)) => list.push(value),
                Some(first) => *first = Value::Array(vec![first.take(), value]),
                None => drop(object.insert(name.clone(), value)),
            }
        }
        Value::Object(object).to_string().into_bytes()
    }

    fn form(&self, with_id: bool, secret: Option<&str>, assertion: Option<&str>) -> Vec<u8> {
        let mut pairs = vec![("grant_type", self.grant_type.as_str())];
        if with_id {
            pairs.push(("client_id", &self.client_id));
        }
        if let Some(secret) = secret {
            pairs.push(("client_secret", secret));
        }
        if let Some(assertion) = assertion {
            pairs.push(("client_assertion_type", ASSERTION_TYPE));
            pairs.push(("client_assertion", assertion));
        }
        pairs.extend(
            self.fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        let encoded: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{}={}", form_value(name), form_value(value)))
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

const FORM: &str = "application/x-www-form-urlencoded";

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::super::CLIENT_CREDENTIALS;
    use super::*;

    fn sent(style: AuthStyle) -> (String, Option<String>) {
        let grant = Grant {
            url: Url::parse("https://h/t", false).unwrap(),
            grant_type: CLIENT_CREDENTIALS.into(),
            client_id: "a:b".into(),
            client_secret: Some(Secret::new("s+/ é")),
            assertion: None,
            style,
            fields: vec![
                ("scope".into(), "x y".into()),
                ("resource".into(), "1".into()),
                ("resource".into(), "2".into()),
            ],
            headers: vec![
                Header::new("accept", "*/*"),
                Header::new("X-A", "b"),
                Header::new("host", "other"),
            ],
        };
        let request = grant.request("ua", Time::from_unix(0)).unwrap().request;
        assert_eq!(request.header("Accept"), Some(&b"*/*"[..]));
        assert_eq!(request.headers.iter().filter(|h| h.is("Accept")).count(), 1);
        assert_eq!(request.header("X-A"), Some(&b"b"[..]));
        assert!(request.host == Host::Given(b"other".to_vec()));
        assert_eq!(request.header("Host"), None);
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
            "grant_type=client_credentials&client_id=a%3Ab&client_secret=s%2B%2F+%C3%A9&scope=x+y&resource=1&resource=2"
        );
        assert_eq!(auth, None);
        let (body, _) = sent(AuthStyle::Json);
        assert_eq!(
            body,
            r#"{"client_id":"a:b","client_secret":"s+/ é","grant_type":"client_credentials","scope":"x y","resource":["1","2"]}"#
        );
        let (body, auth) = sent(AuthStyle::Basic);
        assert_eq!(
            body,
            "grant_type=client_credentials&scope=x+y&resource=1&resource=2"
        );
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
}
