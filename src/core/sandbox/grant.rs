//! The client-credentials grant (RFC 6749 section 4.4) as clients in the field send it: JSON or
//! form, the client in the body or in Basic, raw or form-encoded. Must not issue tokens.

use percent_encoding::percent_decode;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::message::{Request, Response};
use super::state::State;
use crate::core::secret::Secret;

/// Why there is no token.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Denied {
    /// The request is not well formed.
    Request(&'static str),
    /// The client is not known or its secret is wrong.
    Client {
        /// It came in Basic, and is to be told so (section 5.2).
        by_basic: bool,
    },
    /// Another grant than client_credentials.
    Grant,
}

impl Denied {
    /// RFC 6749 section 5.2.
    pub fn response(&self) -> Response {
        match self {
            Self::Request(why) => Response::error(400, "invalid_request", why),
            Self::Grant => Response::error(
                400,
                "unsupported_grant_type",
                "only grant_type=client_credentials is possible here",
            ),
            Self::Client { by_basic } => {
                let response = Response::error(
                    401,
                    "invalid_client",
                    "the client_id is unknown or its client_secret is wrong",
                );
                if *by_basic {
                    response.with("WWW-Authenticate", r#"Basic realm="mtls sandbox""#)
                } else {
                    response
                }
            }
        }
    }
}

/// What was asked for. Secrets are wiped, nothing is printable.
#[derive(Default)]
struct Grant {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<Secret>,
}

#[derive(Deserialize)]
struct JsonGrant {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
}

/// Whether the request deserves a token.
pub(super) fn check(request: &Request, state: &State) -> Result<(), Denied> {
    let grant = if is_json(request) {
        from_json(&request.body)?
    } else {
        from_form(&request.body)?
    };
    let header = request.header("authorization");
    let Some(basic) = header.and_then(|h| h.split_once(' ')) else {
        return judge(&grant, state);
    };
    if !basic.0.eq_ignore_ascii_case("Basic") {
        return Err(Denied::Request("the Authorization header must be Basic"));
    }
    if grant.client_secret.is_some() {
        return Err(Denied::Request(
            "the client came twice, in the body and in the Authorization header",
        ));
    }
    judge_grant_type(&grant)?;
    if by_basic(basic.1.trim(), state) {
        Ok(())
    } else {
        Err(Denied::Client { by_basic: true })
    }
}

/// The same for those who take JSON only.
pub(super) fn check_json(request: &Request, state: &State) -> Result<(), Denied> {
    judge(&from_json(&request.body)?, state)
}

/// The same for those who take a form only, the client in it.
pub(super) fn check_form(request: &Request, state: &State) -> Result<(), Denied> {
    if is_json(request) {
        return Err(FORM_ONLY);
    }
    judge(&from_form(&request.body)?, state)
}

/// Only Basic of id and secret as they are, and a form that has the grant and no client.
pub(super) fn check_basic_form(request: &Request, state: &State) -> Result<(), Denied> {
    if is_json(request) {
        return Err(FORM_ONLY);
    }
    let grant = from_form(&request.body)?;
    if grant.client_id.is_some() || grant.client_secret.is_some() {
        return Err(Denied::Request(
            "key and secret come in the Authorization header: Basic, not in the body",
        ));
    }
    let header = request
        .header("authorization")
        .and_then(|h| h.split_once(' '));
    let basic = header.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Basic"));
    let Some((_, encoded)) = basic else {
        return Err(Denied::Client { by_basic: true });
    };
    judge_grant_type(&grant)?;
    if by_basic(encoded.trim(), state) {
        Ok(())
    } else {
        Err(Denied::Client { by_basic: true })
    }
}

fn judge(grant: &Grant, state: &State) -> Result<(), Denied> {
    judge_grant_type(grant)?;
    match (&grant.client_id, &grant.client_secret) {
        // exposed to compare it
        (Some(id), Some(secret)) if state.knows(id, secret.expose_secret()) => Ok(()),
        _ => Err(Denied::Client { by_basic: false }),
    }
}

fn judge_grant_type(grant: &Grant) -> Result<(), Denied> {
    match grant.grant_type.as_deref() {
        Some("client_credentials") => Ok(()),
        Some(_) => Err(Denied::Grant),
        None => Err(Denied::Request("grant_type is missing")),
    }
}

/// Raw, as most clients write it, or form-encoded, as RFC 6749 section 2.3.1 wants it.
fn by_basic(encoded: &str, state: &State) -> bool {
    let Some(decoded) = crate::core::material::pem::decode(encoded) else {
        return false;
    };
    let Some(colon) = decoded.iter().position(|b| *b == b':') else {
        return false;
    };
    let (id, secret) = decoded.split_at(colon);
    let secret = secret.get(1..).unwrap_or_default();
    let raw = std::str::from_utf8(id).is_ok_and(|id| state.knows(id, secret));
    let unescaped = (form_decoded(id), form_decoded(secret));
    raw || std::str::from_utf8(&unescaped.0).is_ok_and(|id| state.knows(id, &unescaped.1))
}

/// By what it says it is, else by what it looks like.
fn is_json(request: &Request) -> bool {
    match request.header("content-type") {
        Some(kind) if kind.contains("json") => true,
        _ => request.body.trim_ascii_start().first() == Some(&b'{'),
    }
}

fn from_json(body: &[u8]) -> Result<Grant, Denied> {
    let parsed: JsonGrant = serde_json::from_slice(body)
        .map_err(|_| Denied::Request("the body is no JSON object of strings"))?;
    Ok(Grant {
        grant_type: parsed.grant_type,
        client_id: parsed.client_id,
        client_secret: parsed.client_secret.map(Secret::new),
    })
}

fn from_form(body: &[u8]) -> Result<Grant, Denied> {
    let mut grant = Grant::default();
    for pair in body.trim_ascii().split(|b| *b == b'&') {
        let mut halves = pair.splitn(2, |b| *b == b'=');
        let name = halves.next().unwrap_or_default();
        let value = form_decoded(halves.next().unwrap_or_default());
        let text = || String::from_utf8_lossy(&value).into_owned();
        let twice = match name {
            b"grant_type" => grant.grant_type.replace(text()).is_some(),
            b"client_id" => grant.client_id.replace(text()).is_some(),
            b"client_secret" => {
                let secret = Secret::new(value.as_slice());
                grant.client_secret.replace(secret).is_some()
            }
            _ => false,
        };
        if twice {
            return Err(Denied::Request("a parameter came more than once"));
        }
    }
    Ok(grant)
}

/// application/x-www-form-urlencoded, one value.
fn form_decoded(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let spaced = bytes.iter().map(|b| if *b == b'+' { b' ' } else { *b });
    let spaced = Zeroizing::new(spaced.collect::<Vec<u8>>());
    Zeroizing::new(percent_decode(&spaced).collect())
}

const FORM_ONLY: Denied =
    Denied::Request("the body is a form here: Content-Type: application/x-www-form-urlencoded");
