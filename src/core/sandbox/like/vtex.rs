//! VTEX: signs requests, revokes certificates, and takes them at the same host. Source: "Implementing
//! Mutual Transport Layer Security (mTLS)", VTEX Developers, and its API schema "VTEX - mTLS API".

use serde_json::{Value, json};

use super::{Locked, Place, Shop, locked};
use crate::core::material::{hex, pem, unhex};
use crate::core::sandbox::api::{Call, wrong_method};
use crate::core::sandbox::event::Door;
use crate::core::sandbox::message::Response;
use crate::core::sandbox::portal;

/// Serials of the certificates signed, the ready-made client's not among them.
pub(super) type Signed = Locked<Vec<u8>>;

/// One host for everything; methods in any case, as its sample has `--request post`.
pub(super) fn answer(shop: &Shop, call: &Call<'_>) -> Option<Response> {
    let (method, path) = call.route();
    let method = method.to_ascii_uppercase();
    let sign_path = shop.provider.sign.as_ref().and_then(|s| s.path.as_ref());
    if sign_path.is_some_and(|p| p.as_str() == path) {
        return Some(match method.as_str() {
            "POST" => sign(shop, call),
            _ => wrong_method("POST"),
        });
    }
    let revoke_path = shop.provider.revoke.as_ref().and_then(|r| r.path.as_ref());
    let serial = revoke_path.and_then(|p| p.read(path)?.first().map(|(_, serial)| *serial));
    if let Some(serial) = serial {
        return Some(match method.as_str() {
            "DELETE" => revoke(shop, call, serial),
            _ => wrong_method("DELETE"),
        });
    }
    (path == VALIDATE).then(|| validate(call))
}

/// "The account in the request must match the one specified in the OU field of the CSR."
fn sign(shop: &Shop, call: &Call<'_>) -> Response {
    if let Some(refused) = refused_key(call) {
        return refused;
    }
    let kind = call.request.header("content-type").unwrap_or_default();
    if !kind.starts_with("text/plain") {
        let text = "the body is the CSR as plain text: Content-Type: text/plain";
        return Response::error(415, "unsupported_media_type", text); // not documented
    }
    let csr = match portal::wanted(&call.request.body, Some(&shop.provider)) {
        Ok(csr) => csr,
        Err(refused) => return refused, // not documented
    };
    let account = account(call.request.header("host").unwrap_or_default());
    let named = csr.subject.first("OU").unwrap_or_default();
    if account.is_some_and(|account| account != named) {
        let why = format!(
            "the request's OU is {named}, and the account called is {}",
            account.unwrap_or_default()
        );
        return forbidden(&why);
    }
    match shop.materials.sign(&csr, call.now) {
        Ok(certificate) => {
            locked(&shop.signed).push(certificate.serial.clone());
            let text = pem::encode("CERTIFICATE", certificate.as_der());
            Response::text(200, "text/plain", text.to_string())
        }
        Err(error) => Response::error(500, "server_error", &error.to_string()),
    }
}

/// Hexadecimal, with or without colons; 404 for a certificate that was not signed here.
fn revoke(shop: &Shop, call: &Call<'_>, serial: &str) -> Response {
    if let Some(refused) = refused_key(call) {
        return refused;
    }
    let plain: String = serial
        .replace("%3A", ":")
        .replace("%3a", ":")
        .replace(':', "");
    let serial = unhex(&plain.to_ascii_lowercase()).unwrap_or_default();
    let mut revoked = locked(&shop.revoked);
    if !locked(&shop.signed).contains(&serial) || revoked.contains(&serial) {
        return Response::error(
            404,
            "not_found",
            "no certificate with this serial was signed here, or it is revoked already",
        );
    }
    revoked.push(serial.clone());
    Response::json(200, &json!({ "revoked": hex(&serial) })) // the body is not documented
}

/// The sample call; its answer is not shown in the document.
fn validate(call: &Call<'_>) -> Response {
    if !call.request.method.eq_ignore_ascii_case("POST") {
        return wrong_method("POST");
    }
    if call.client.certificate.is_none() {
        return Response::json(403, &json!({ "message": "Forbidden" })).lacking_certificate();
    }
    let body: Option<Value> = serde_json::from_slice(&call.request.body).ok();
    let token = body.as_ref().and_then(|b| b.get("token")?.as_str());
    let token = token.unwrap_or_default();
    if token == USER_TOKEN || call.state.knows(call.state.client_id(), token.as_bytes()) {
        return Response::json(200, &json!({ "authStatus": "Success" }));
    }
    let why = match token {
        "" => "the body has no token".to_owned(),
        "{{user_token}}" => "the sample's place {{user_token}} was not filled in".to_owned(),
        _ => format!("this token is not known; here it is {USER_TOKEN}, or the client secret"),
    };
    Response::json(401, &json!({ "authStatus": "WrongCredentials" })).because(&why)
}

/// Without the permission "Update certificate" there is a 403; so there is, here, for a wrong key.
fn refused_key(call: &Call<'_>) -> Option<Response> {
    let header = |name| call.request.header(name).unwrap_or_default();
    let (key, token) = (header("x-vtex-api-appkey"), header("x-vtex-api-apptoken"));
    if key == WITHOUT_PERMISSION {
        return Some(forbidden(
            "this key lacks the resource CDN API, Certificate management, Update certificate",
        ));
    }
    let cookie = header("vtexidclientautcookie");
    let by_cookie = call.state.knows(call.state.client_id(), cookie.as_bytes());
    if by_cookie || call.state.knows(key, token.as_bytes()) {
        return None;
    }
    Some(forbidden(
        "X-VTEX-API-AppKey is not the client id, or X-VTEX-API-AppToken not its secret",
    ))
}

/// The body is not documented.
fn forbidden(why: &str) -> Response {
    Response::json(403, &json!({ "message": "Forbidden" })).because(why)
}

/// The account in `{account}.vtexcommercestable.com.br`; none when called by another name.
fn account(host: &str) -> Option<&str> {
    let host = host.split(':').next()?;
    host.strip_suffix(".vtexcommercestable.com.br")
}

/// Its calls.
pub(super) const PLACES: &[Place] = &[
    Place::new(
        Door::Api,
        "POST",
        "/api/edge/private-certificates/sign",
        "sign a CSR; AppKey and AppToken are client id and secret",
    ),
    Place::new(
        Door::Api,
        "DELETE",
        "/api/edge/private-certificates/{serialNumber}",
        "revoke",
    ),
    Place::new(
        Door::Api,
        "POST",
        VALIDATE,
        "a call with the certificate; its token is user-token",
    ),
];
const VALIDATE: &str = "/api/vtexid/credential/validate";
/// A user's token that is valid.
const USER_TOKEN: &str = "user-token";
/// An application key that knows no certificates.
const WITHOUT_PERMISSION: &str = "without-permission";
