//! Apata, inbound: its API takes clients whose certificate Apata has signed. Source: "Mutual TLS
//! Setup", docs.apata.com. What the API answers is not documented; here it says what arrived.

use serde_json::{Value, json};

use super::Place;
use crate::core::sandbox::api::{Call, wrong_method};
use crate::core::sandbox::event::Door;
use crate::core::sandbox::message::Response;

/// The sample's one call: a JSON body posted to the root.
pub(super) fn answer(call: &Call<'_>) -> Option<Response> {
    match call.route() {
        ("POST", "/") => Some(received(call)),
        (_, "/") => Some(wrong_method("POST")),
        _ => None,
    }
}

fn received(call: &Call<'_>) -> Response {
    if serde_json::from_slice::<Value>(&call.request.body).is_err() {
        return Response::error(400, "invalid_request", "the body is no JSON");
    }
    let subject = call.client.certificate.as_ref();
    let subject = subject.map(|c| c.subject.rfc4514());
    Response::json(200, &json!({ "received": true, "client": subject }))
}

/// Its calls.
pub(super) const PLACES: &[Place] = &[Place::new(
    Door::Api,
    "POST",
    "/",
    "the sample's call: a JSON body",
)];
