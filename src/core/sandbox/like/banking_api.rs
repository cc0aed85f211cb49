//! The Banking API (bancodigital), and its CORE at the portal, where certificates are linked to the
//! credential. Source: "Authentication & mTLS". CORE is a web page there: its paths here are ours.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use super::{Locked, Place, Shop, locked};
use crate::core::material::{Certificate, pem};
use crate::core::sandbox::api::{Call, account, wrong_method};
use crate::core::sandbox::event::Door;
use crate::core::sandbox::grant::{self, Denied};
use crate::core::sandbox::message::Response;

/// What CORE knows of the one credential.
pub(super) struct Core {
    /// SHA-256 fingerprints of the certificates linked to it.
    linked: Locked<String>,
    inactive: AtomicBool,
}

impl Core {
    /// With one certificate linked.
    pub fn with(client: &Certificate) -> Self {
        Self {
            linked: vec![client.fingerprint_sha256()].into(),
            inactive: AtomicBool::new(false),
        }
    }
}

/// The API.
pub(super) fn answer(shop: &Shop, call: &Call<'_>) -> Option<Response> {
    let (method, path) = call.route();
    let is_earlier = shop.earlier_token_paths().any(|earlier| earlier == path);
    if is_earlier || Some(path) == shop.token_path() {
        return Some(match method {
            "POST" => token(shop, call, is_earlier),
            _ => wrong_method("POST"),
        });
    }
    account(path)?;
    Some(match method {
        "GET" | "HEAD" => balance(shop, call, path),
        _ => wrong_method("GET"),
    })
}

/// "A Banking API valida certificado, IP e credencial", in this order.
///
/// The earlier path takes a form, as older pages of developers.onz.software have it.
fn token(shop: &Shop, call: &Call<'_>, is_earlier: bool) -> Response {
    if let Some(refused) = refused_channel(shop, call) {
        return refused;
    }
    let checked = match is_earlier {
        true => grant::check_form(call.request, call.state),
        false => grant::check_json(call.request, call.state),
    };
    match checked {
        Ok(()) if shop.core.inactive.load(Ordering::SeqCst) => error(
            401,
            "Invalid Credentials",
            "the credential is not active in CORE",
        ),
        Ok(()) => call.issue(shop.token_life()),
        Err(Denied::Client { .. }) => error(
            401,
            "Invalid Credentials",
            "client_id or client_secret is wrong",
        ),
        // what is said of a malformed request is not documented
        Err(Denied::Request(why)) => error(400, why, why),
        Err(Denied::Grant) => {
            let why = "grant_type must be client_credentials";
            error(400, why, why)
        }
    }
}

/// What the document's sample call gives is not shown.
fn balance(shop: &Shop, call: &Call<'_>, path: &str) -> Response {
    if let Some(refused) = refused_channel(shop, call) {
        return refused;
    }
    if call.is_of_another_certificate() {
        return error(
            401,
            "Invalid Client Certificate",
            "the token was given to another certificate: use the same one for token and calls",
        );
    }
    if let Some(refused) = call.refused_token() {
        let why = refused.reason.unwrap_or_default();
        return error(401, "Unauthorized", &why); // not documented
    }
    Response::json(
        200,
        &json!({ "accountId": account(path), "balance": 1234.56, "currency": "BRL" }),
    )
}

/// The certificate linked to the credential, and its allow-list.
fn refused_channel(shop: &Shop, call: &Call<'_>) -> Option<Response> {
    let shown = call.client.certificate.as_ref();
    let shown = shown.map(Certificate::fingerprint_sha256);
    if !shown.is_some_and(|print| locked(&shop.core.linked).contains(&print)) {
        return Some(error(
            401,
            "Invalid Client Certificate",
            "the certificate is not linked to the credential in CORE",
        ));
    }
    let denied = shop.denies(call);
    let why = "the client's address is not on the credential's allow-list";
    denied.then(|| error(403, "Forbidden", why))
}

/// CORE: which certificates are linked, one more, one less, and whether the credential is active.
pub(super) fn core(shop: &Shop, call: &Call<'_>) -> Option<Response> {
    let (method, path) = call.route();
    match (method, path) {
        ("GET", CERTIFICATES) => {
            let linked = locked(&shop.core.linked).clone();
            Some(Response::json(200, &json!({ "active": linked })))
        }
        ("POST", CERTIFICATES) => Some(link(shop, &call.request.body)),
        ("DELETE", path) => {
            let print = path.strip_prefix(CERTIFICATES)?.strip_prefix('/')?;
            Some(unlink(shop, print))
        }
        ("POST", "/core/credential/activate" | "/core/credential/deactivate") => {
            let inactive = path.ends_with("deactivate");
            shop.core.inactive.store(inactive, Ordering::SeqCst);
            Some(Response::json(200, &json!({ "active": !inactive })))
        }
        _ => None,
    }
}

/// "Uma credencial pode ter até 2 certificados ativos, permitindo rotação controlada."
fn link(shop: &Shop, body: &[u8]) -> Response {
    let blocks = std::str::from_utf8(body).ok();
    let inner = blocks.and_then(|text| {
        let (_, rest) = text.split_once("-----BEGIN CERTIFICATE-----")?;
        rest.split_once("-----END CERTIFICATE-----")
    });
    let der = inner.and_then(|(base64, _)| pem::decode(base64));
    let Some(certificate) = der.and_then(|der| Certificate::from_der(&der).ok()) else {
        return Response::error(
            422,
            "not_a_certificate",
            "the body holds no certificate in PEM",
        );
    };
    if !certificate.is_issued_by(shop.materials.ca()) {
        let text = "the certificate was not issued by this environment's CA";
        return Response::error(422, "other_chain", text);
    }
    let print = certificate.fingerprint_sha256();
    let mut linked = locked(&shop.core.linked);
    let most = shop.provider.certificate.most_active.unwrap_or(2);
    if linked.contains(&print) {
        return Response::json(200, &json!({ "active": *linked }));
    }
    if linked.len() >= usize::try_from(most).unwrap_or(2) {
        let text = format!(
            "{most} certificates are active, which is the most; retire one first: DELETE {CERTIFICATES}/FINGERPRINT"
        );
        return Response::error(409, "too_many_certificates", &text);
    }
    linked.push(print);
    Response::json(201, &json!({ "active": *linked }))
}

fn unlink(shop: &Shop, print: &str) -> Response {
    let mut linked = locked(&shop.core.linked);
    let before = linked.len();
    linked.retain(|known| known != print);
    if linked.len() == before {
        return Response::error(
            404,
            "not_found",
            "no certificate with this fingerprint is linked",
        );
    }
    Response::json(200, &json!({ "active": *linked }))
}

/// The words are the document's, their place is not shown.
fn error(status: u16, message: &str, why: &str) -> Response {
    Response::json(status, &json!({ "statusCode": status, "message": message })).because(why)
}

/// Its calls.
pub(super) const PLACES: &[Place] = &[
    Place::new(
        Door::Api,
        "POST",
        "/public/gw_banking/v1/auth/token-v2",
        "a token, for JSON",
    ),
    Place::new(
        Door::Api,
        "POST",
        "/public/gw_banking/v1/auth/token",
        "the same for a form, as earlier",
    ),
    Place::new(
        Door::Api,
        "GET",
        "/public/gw_banking/v1/accounts/{id}/balance",
        "a balance",
    ),
    Place::new(
        Door::Portal,
        "POST",
        CERTIFICATES,
        "CORE: link a certificate, PEM; two may be active",
    ),
    Place::new(
        Door::Portal,
        "DELETE",
        "/core/certificates/{fingerprint}",
        "CORE: unlink one",
    ),
    Place::new(
        Door::Portal,
        "POST",
        "/core/credential/deactivate",
        "CORE: 401 Invalid Credentials, until activate",
    ),
];
const CERTIFICATES: &str = "/core/certificates";
