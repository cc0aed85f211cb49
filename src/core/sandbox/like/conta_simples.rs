//! Conta Simples: credentials at the API's host, cards at the mTLS host. Source: "mTLS Connection",
//! developers.contasimples.com, and the public reference (post-oauth-v1-access-token,
//! post-credit-cards-v1-vcns). Its errors' bodies are not documented; here they are RFC 6749's.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::{Locked, Place, Shop, locked};
use crate::core::clock::Time;
use crate::core::sandbox::api::{Call, wrong_method};
use crate::core::sandbox::event::Door;
use crate::core::sandbox::grant;
use crate::core::sandbox::message::Response;

/// Calls of the last minute, by address: "100 calls a minute from one address".
#[derive(Default)]
pub(super) struct Pace(Locked<(IpAddr, Time)>);

impl Pace {
    /// Counts this call, and refuses it where there were too many.
    pub fn refuse(&self, call: &Call<'_>) -> Option<Response> {
        let mut calls = locked(&self.0);
        calls.retain(|(_, at)| call.now < at.plus(MINUTE));
        let own = call.client.address.to_canonical();
        let before = calls.iter().filter(|(address, _)| *address == own);
        if before.count() < MOST_A_MINUTE {
            calls.push((own, call.now));
            return None;
        }
        // "429 too many requests" (operacao/erros-comuns); its body is not shown
        let text = "more than 100 calls a minute came from this address";
        Some(Response::error(429, "too_many_requests", text))
    }
}

/// The default host, which asks for no certificate: tokens, and queries that only read.
pub(super) fn plain(shop: &Shop, call: &Call<'_>) -> Option<Response> {
    let (method, path) = call.route();
    if Some(path) == shop.token_path() {
        return Some(match method {
            "POST" => token(shop, call),
            _ => wrong_method("POST"),
        });
    }
    if path == VCNS && method == "POST" {
        // "Wrong host (use the dedicated mTLS host, not the default host)" is all that is said
        let text = "cards are issued at the mTLS host; this is the API's default host";
        return Some(Response::error(404, "not_found", text));
    }
    // "Read-only queries keep using credential authentication alone"; this one is not documented
    let id = path.strip_prefix(VCNS)?.strip_prefix('/')?;
    (method == "GET").then(|| query(call, id))
}

/// The mTLS host: "transactional endpoints (VCN issuance)".
pub(super) fn mtls(shop: &Shop, call: &Call<'_>) -> Option<Response> {
    let (method, path) = call.route();
    if Some(path) == shop.token_path() {
        // tokens are documented for the default host alone
        let text = "tokens are had at the API's default host, not at the mTLS host";
        return Some(Response::error(404, "not_found", text));
    }
    match (method, path) {
        ("POST", VCNS) => Some(call.issue_card(card)),
        (_, VCNS) => Some(wrong_method("POST")),
        _ => None,
    }
}

/// Basic of key and secret as they are, and a form: nothing else is documented.
fn token(shop: &Shop, call: &Call<'_>) -> Response {
    match grant::check_basic_form(call.request, call.state) {
        Ok(()) => call.issue(shop.token_life()),
        Err(denied) => denied.response(),
    }
}

/// "The real response returns the PAN and CVV in clear text": numbers of nobody, that pass Luhn.
fn card(id: u64, payload: &Value, created: String) -> Value {
    json!({
        "vcnId": id.to_string(),
        "bookingId": payload.get("bookingId"),
        "type": payload.get("type"),
        "card": {
            "pan": pan(id),
            "cvv": format!("{:03}", id % 1000),
            "expirationDate": "06/31",
        },
        "status": "ACTIVE",
        "holderName": "SANDBOX HOLDER",
        "createdAt": created,
    })
}

fn query(call: &Call<'_>, id: &str) -> Response {
    if let Some(refused) = call.refused_token() {
        return refused;
    }
    let known = id.parse().is_ok_and(|id| call.state.cards().knows(id));
    if !known {
        return Response::error(404, "not_found", "no card has this vcnId");
    }
    Response::json(200, &json!({ "vcnId": id, "status": "ACTIVE" }))
}

/// The document's first six digits, the card's number, and the digit of ISO/IEC 7812-1 annex B.
fn pan(id: u64) -> String {
    let digits = format!("465635{:09}", id % 1_000_000_000);
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let value = u32::from(digit.saturating_sub(b'0'));
            match (at % 2, value * 2) {
                (0, doubled) if doubled > 9 => doubled - 9,
                (0, doubled) => doubled,
                _ => value,
            }
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// Its calls.
pub(super) const PLACES: &[Place] = &[
    Place::new(
        Door::Plain,
        "POST",
        "/oauth/v1/access-token",
        "a token: Basic, and a form",
    ),
    Place::new(Door::Api, "POST", VCNS, "a card, by Idempotency-Key"),
    Place::new(
        Door::Plain,
        "GET",
        "/credit-cards/v1/vcns/{vcnId}",
        "a card again",
    ),
];

/// In seconds.
const MINUTE: i64 = 60;
const MOST_A_MINUTE: usize = 100;
const VCNS: &str = "/credit-cards/v1/vcns";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_numbers_pass_luhn() {
        for id in [0, 1, 21_624_502, 999_999_999, u64::MAX] {
            let pan = pan(id);
            let sum: u32 = pan
                .bytes()
                .rev()
                .enumerate()
                .map(|(at, d)| {
                    let value = u32::from(d - b'0') * (1 + u32::try_from(at % 2).unwrap());
                    value / 10 + value % 10
                })
                .sum();
            assert_eq!((pan.len(), sum % 10), (16, 0), "{pan}");
        }
    }
}
