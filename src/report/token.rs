//! What `token` tells. Its text is the token alone; it is the answer, and the only secret that
//! ever goes to standard output.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::core::clock::Time;
use crate::core::oauth::TokenForm;

/// A token and what is known of it.
#[derive(Serialize)]
pub struct TokenFacts {
    /// The token.
    pub access_token: String,
    /// `Bearer`, as the server spells it.
    pub token_type: String,
    /// What is left of its life in seconds, as the server says.
    pub expires_in: Option<i64>,
    /// RFC 3339, UTC, by this machine's clock.
    pub expires_at: Option<String>,
    /// Whether it came from the cache.
    pub cached: bool,
    /// Whether it is bound to the certificate presented (RFC 8705); null when it does not say.
    pub bound_to_certificate: Option<bool>,
}

/// What a token says of itself (`--decode`). The token itself is not in it, its signature neither.
#[derive(Serialize)]
pub struct TokenView {
    /// `jwt`, `encrypted` or `opaque`.
    pub form: &'static str,
    /// The JOSE header; null when it is opaque.
    pub header: Option<Map<String, Value>>,
    /// The claims; null unless it is a signed JWT.
    pub claims: Option<Map<String, Value>>,
    /// Never: that is the API's to do.
    pub signature_verified: bool,
    /// RFC 3339, UTC.
    pub expires_at: Option<String>,
    /// What is left of its life in seconds; negative once it has expired.
    pub expires_in: Option<i64>,
    /// The scopes, apart by a blank.
    pub scope: Option<String>,
    /// The `x5t#S256` that it is bound to.
    pub bound_thumbprint: Option<String>,
    /// That of the certificate given.
    pub certificate_thumbprint: Option<String>,
    /// Whether the two are one; null when one of them is missing.
    pub bound_to_certificate: Option<bool>,
    /// Whether it came from the cache; null when it was at hand.
    pub cached: Option<bool>,
    /// The time that the view is of.
    #[serde(skip)]
    pub now: Time,
}

/// What `token --clear` did.
#[derive(Serialize)]
pub struct Cleared {
    /// How many tokens are forgotten.
    pub cleared: usize,
}

impl TokenView {
    /// Reads a token; `ours` is the thumbprint of the certificate given.
    pub fn of(token: &str, ours: Option<String>, cached: Option<bool>, now: Time) -> Self {
        let (form, header, jwt) = match TokenForm::of(token) {
            TokenForm::Jwt(jwt) => ("jwt", Some(jwt.header.clone()), Some(jwt)),
            TokenForm::Encrypted(header) => ("encrypted", Some(header), None),
            TokenForm::Opaque => ("opaque", None, None),
        };
        let expiry = jwt.as_ref().and_then(|jwt| jwt.time("exp"));
        let bound = jwt
            .as_ref()
            .and_then(|jwt| jwt.thumbprint().map(str::to_owned));
        Self {
            form,
            header,
            signature_verified: false,
            expires_at: expiry.map(Time::rfc3339),
            expires_in: expiry.map(|at| at.unix().saturating_sub(now.unix())),
            scope: jwt.as_ref().and_then(|jwt| jwt.scope()),
            bound_to_certificate: bound.as_ref().zip(ours.as_ref()).map(|(a, b)| a == b),
            bound_thumbprint: bound,
            certificate_thumbprint: ours,
            claims: jwt.map(|jwt| jwt.claims),
            cached,
            now,
        }
    }

    /// It is bound to another certificate than the one given.
    pub fn is_anothers(&self) -> bool {
        self.bound_to_certificate == Some(false)
    }

    /// The two thumbprints, a line each.
    pub fn binding_lines(&self) -> Vec<String> {
        let line = |what: &str, value: &Option<String>| {
            let value = value.as_ref()?;
            Some(format!("{what} x5t#S256 {value}"))
        };
        let token = line("the token's cnf names", &self.bound_thumbprint);
        let ours = line("the certificate given has", &self.certificate_thumbprint);
        token.into_iter().chain(ours).collect()
    }
}
