//! The API's routes: an answer from the request, who the client is and what the sandbox knows.
//! The shapes are those of the providers in the field: Conta Simples and the Banking API.
//! Must not know sockets.

use std::sync::Arc;

use serde_json::{Value, json};

use super::event::Door;
use super::grant::{self, Denied};
use super::like::Shop;
use super::message::{Request, Response};
use super::server::{Client, Handler};
use super::state::{State, TokenFault};
use super::{SharedClock, TOKEN_PATH};
use crate::core::clock::Time;

/// Answers with this state and clock.
pub(super) fn handler(state: &Arc<State>, clock: &SharedClock) -> Handler {
    let (state, clock) = (Arc::clone(state), Arc::clone(clock));
    Box::new(move |request, client| answer(request, client, &state, clock.now()))
}

/// Answers as a look-alike does at this door; `/whoami` is there as well.
pub(super) fn like_handler(
    shop: &Arc<Shop>,
    door: Door,
    state: &Arc<State>,
    clock: &SharedClock,
) -> Handler {
    let (shop, state, clock) = (Arc::clone(shop), Arc::clone(state), Arc::clone(clock));
    Box::new(move |request, client| {
        let call = Call {
            request,
            client,
            state: &state,
            now: clock.now(),
        };
        let own = || (call.route() == ("GET", "/whoami")).then(|| call.whoami());
        shop.answer(door, &call).or_else(own).unwrap_or_else(|| {
            let text = format!("{} has nothing here", shop.provider.title);
            Response::error(404, "not_found", &text)
        })
    })
}

fn answer(request: &Request, client: &Client, state: &State, now: Time) -> Response {
    let call = Call {
        request,
        client,
        state,
        now,
    };
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", TOKEN_PATH | CONTA_SIMPLES_TOKEN) => call.token(),
        ("POST", BANKING_TOKEN) => call.banking_token(),
        ("POST", VCNS) => call.new_card(),
        ("GET" | "HEAD", "/whoami") => call.whoami(),
        ("GET" | "HEAD", path) if account(path).is_some() => call.balance(path),
        (_, TOKEN_PATH | CONTA_SIMPLES_TOKEN | BANKING_TOKEN | VCNS) => wrong_method("POST"),
        (_, "/whoami") => wrong_method("GET"),
        (_, path) if account(path).is_some() => wrong_method("GET"),
        _ => Response::error(
            404,
            "not_found",
            "nothing is here; the API has /oauth/token, /credit-cards/v1/vcns, /public/gw_banking/v1/accounts/{id}/balance and /whoami",
        ),
    }
}

/// A route's refusal of a method.
pub(super) fn wrong_method(allowed: &'static str) -> Response {
    let text = format!("only {allowed} is possible here");
    Response::error(405, "method_not_allowed", &text).with("Allow", allowed)
}

/// One request and all that its answer depends on.
pub(super) struct Call<'a> {
    pub request: &'a Request,
    pub client: &'a Client,
    pub state: &'a State,
    pub now: Time,
}

impl Call<'_> {
    /// Method and path.
    pub fn route(&self) -> (&str, &str) {
        (&self.request.method, &self.request.path)
    }

    /// Why the Bearer token is not taken; none where it is.
    pub fn refused_token(&self) -> Option<Response> {
        self.bearer().err().map(|fault| fault.response())
    }

    /// Whether the token is good, but of another certificate.
    pub fn is_of_another_certificate(&self) -> bool {
        let other = TokenFault::OtherCertificate;
        matches!(self.bearer(), Err(BearerFault::Refused(fault)) if fault == other)
    }

    /// RFC 6749 section 4.4, the client in the body or in Basic.
    fn token(&self) -> Response {
        match grant::check(self.request, self.state) {
            Ok(()) => self.issue(1800),
            Err(denied) => denied.response(),
        }
    }

    /// The same in the Banking API's words: JSON only, its own error texts.
    fn banking_token(&self) -> Response {
        match grant::check_json(self.request, self.state) {
            Ok(()) => self.issue(3600),
            Err(Denied::Client { .. }) => banking_error(401, "Invalid Credentials"),
            Err(Denied::Request(why)) => banking_error(400, why),
            Err(Denied::Grant) => banking_error(400, "grant_type must be client_credentials"),
        }
    }

    /// A token for so many seconds, bound to the certificate where there is one.
    pub fn issue(&self, lifetime: i64) -> Response {
        let issued = self
            .state
            .issue_token(&self.thumbprint(), lifetime, self.now);
        match issued {
            Ok(token) => Response::json(
                200,
                &json!({ "access_token": token, "token_type": "Bearer", "expires_in": lifetime }),
            ),
            Err(error) => Response::error(500, "server_error", &error.to_string()),
        }
    }

    /// Conta Simples' transactional call.
    fn new_card(&self) -> Response {
        self.issue_card(|id, payload, _| {
            json!({
                "vcnId": id.to_string(),
                "bookingId": payload.get("bookingId"),
                "type": payload.get("type"),
                "card": { "pan": "465635******6026", "cvv": "***", "expirationDate": "06/31" },
                "status": "ACTIVE",
            })
        })
    }

    /// A card, once for each Idempotency-Key, shown as `card` does from its number, the payload
    /// and the time.
    pub fn issue_card(&self, card: impl Fn(u64, &Value, String) -> Value) -> Response {
        if let Err(fault) = self.bearer() {
            return fault.response();
        }
        let Some(key) = self
            .request
            .header("idempotency-key")
            .filter(|k| !k.is_empty())
        else {
            return Response::error(
                400,
                "invalid_request",
                "the header Idempotency-Key is missing; send the bookingId in it",
            );
        };
        let payload = match booking(&self.request.body) {
            Ok(payload) => payload,
            Err(why) => return Response::error(400, "invalid_request", &why),
        };
        match self.state.cards().issue(key, &payload, self.now) {
            Ok((id, created)) => Response::json(201, &card(id, &payload, created.rfc3339())),
            Err(_) => Response::error(
                409,
                "idempotency_conflict",
                "this Idempotency-Key was used with another payload; a new card needs a new key",
            ),
        }
    }

    /// The Banking API's sample call.
    fn balance(&self, path: &str) -> Response {
        match self.bearer() {
            Ok(()) => Response::json(
                200,
                &json!({ "accountId": account(path), "balance": 1234.56, "currency": "BRL" }),
            ),
            Err(fault) => fault.response(),
        }
    }

    /// What certificate arrived, so that a client can see what it really sent.
    fn whoami(&self) -> Response {
        let certificate = self.client.certificate.as_ref().map(|c| {
            json!({
                "subject": c.subject.rfc4514(),
                "issuer": c.issuer.rfc4514(),
                "serial": c.serial_hex(),
                "not_after": c.not_after.rfc3339(),
                "fingerprint_sha256": c.fingerprint_sha256(),
                "x5t#S256": c.thumbprint_s256(),
            })
        });
        let mut facts = certificate.unwrap_or_else(|| json!({ "subject": null }));
        if let Some(facts) = facts.as_object_mut() {
            facts.insert("tls_version".into(), self.client.tls_version.into());
            facts.insert("cipher".into(), self.client.cipher.clone().into());
        }
        Response::json(200, &facts)
    }

    fn bearer(&self) -> Result<(), BearerFault> {
        let header = self.request.header("authorization");
        let token = header
            .and_then(|h| h.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
            .map(|(_, token)| token.trim())
            .ok_or(BearerFault::Missing)?;
        let checked = self.state.check_token(token, &self.thumbprint(), self.now);
        checked.map_err(BearerFault::Refused)
    }

    fn thumbprint(&self) -> String {
        let certificate = self.client.certificate.as_ref();
        certificate.map_or_else(String::new, |c| c.thumbprint_s256())
    }
}

enum BearerFault {
    Missing,
    Refused(TokenFault),
}

impl BearerFault {
    fn response(&self) -> Response {
        let text = match self {
            Self::Missing => {
                "no Bearer token was sent; get one from /oauth/token and send it as Authorization: Bearer TOKEN"
            }
            Self::Refused(TokenFault::Unknown) => {
                "this token was not issued by this run of the sandbox; get a new one"
            }
            Self::Refused(TokenFault::Expired) => "the token has expired; get a new one",
            Self::Refused(TokenFault::OtherCertificate) => {
                "the token is bound to another client certificate; call with the certificate that fetched it"
            }
        };
        Response::error(401, "invalid_token", text)
            .with("WWW-Authenticate", r#"Bearer error="invalid_token""#)
    }
}

/// The payload, where it has what an issuance needs.
fn booking(body: &[u8]) -> Result<Value, String> {
    let payload: Value = serde_json::from_slice(body)
        .map_err(|e| format!("the body is no JSON: {}", plain_json_error(&e)))?;
    let has = |name: &str, kind: fn(&Value) -> bool| payload.get(name).is_some_and(kind);
    let missing: Vec<&str> = [
        ("type", Value::is_string as fn(&Value) -> bool),
        ("bookingId", Value::is_string),
        ("amount", Value::is_object),
    ]
    .iter()
    .filter(|(name, kind)| !has(name, *kind))
    .map(|(name, _)| *name)
    .collect();
    if !missing.is_empty() {
        return Err(format!(
            "{} missing or of the wrong kind; type and bookingId are strings, amount is an object",
            missing.join(", ")
        ));
    }
    if has("flightBooking", Value::is_object) && has("hotelBooking", Value::is_object) {
        return Err("flightBooking and hotelBooking exclude each other".into());
    }
    Ok(payload)
}

/// Where, and no more: the parser's words may quote the body.
fn plain_json_error(error: &serde_json::Error) -> String {
    format!("line {} column {}", error.line(), error.column())
}

fn banking_error(status: u16, message: &str) -> Response {
    Response::json(status, &json!({ "statusCode": status, "message": message }))
}

/// The id in `/public/gw_banking/v1/accounts/{id}/balance`.
pub(super) fn account(path: &str) -> Option<&str> {
    let id = path
        .strip_prefix("/public/gw_banking/v1/accounts/")?
        .strip_suffix("/balance")?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

const CONTA_SIMPLES_TOKEN: &str = "/oauth/v1/access-token";
const BANKING_TOKEN: &str = "/public/gw_banking/v1/auth/token-v2";
const VCNS: &str = "/credit-cards/v1/vcns";

#[cfg(test)]
#[path = "api_tests.rs"]
mod tests;
