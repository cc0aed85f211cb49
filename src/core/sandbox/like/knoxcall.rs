//! KnoxCall: keeps certificates, with their keys, for calls to others, one for each environment.
//! Source: "mTLS Client Certificates", sections "API Reference" and "Troubleshooting". How it signs
//! people in is not documented, so that nobody is asked; statuses of refusals are not either.

use serde_json::{Value, json};

use super::{Locked, Place, Shop, locked};
use crate::core::clock::Time;
use crate::core::material::{
    Certificate, Input, Item, Limits, OnePassphrase, Origin, Parsed, PrivateKey, parse,
};
use crate::core::sandbox::api::{Call, wrong_method};
use crate::core::sandbox::event::Door;
use crate::core::sandbox::message::Response;
use crate::core::sandbox::state::random_text;
use crate::core::secret::Secret;

/// The secrets created.
pub(super) type Vault = Locked<Kept>;

/// What is kept of one: never the key.
pub(super) struct Kept {
    id: String,
    name: String,
    /// By environment; the first has no name, and is for all that have none of their own.
    environments: Vec<(Option<String>, Metadata)>,
}

#[derive(Clone)]
struct Metadata {
    certificate: Certificate,
    has_passphrase: bool,
}

/// A title of the troubleshooting section, and its cause.
type Refusal = (&'static str, &'static str);

pub(super) fn answer(shop: &Shop, call: &Call<'_>) -> Option<Response> {
    let (method, path) = call.route();
    if path == SECRETS {
        return Some(match method {
            "POST" => create(shop, call),
            _ => wrong_method("POST"),
        });
    }
    let rest = path.strip_prefix(SECRETS)?.strip_prefix('/')?;
    match (method, rest.split_once("/environments/")) {
        ("GET", None) => Some(show(shop, call, rest, None)),
        ("GET", Some((id, environment))) => Some(show(shop, call, id, Some(environment))),
        ("PUT", Some((id, environment))) => Some(update(shop, call, id, environment)),
        ("DELETE", None) => Some(delete(shop, rest)),
        _ => Some(wrong_method("GET, PUT, DELETE")),
    }
}

fn create(shop: &Shop, call: &Call<'_>) -> Response {
    let body = match body(call) {
        Ok(body) => body,
        Err(refused) => return refused,
    };
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let Some(name) = text("name").filter(|name| !name.is_empty()) else {
        return Response::error(400, "Invalid request", "name is missing");
    };
    if text("secret_type") != Some("certificate") {
        return Response::error(400, "Invalid request", "secret_type must be certificate");
    }
    let metadata = match judge(&body, call.now) {
        Ok(metadata) => metadata,
        Err((title, cause)) => return Response::error(422, title, cause),
    };
    let Ok(id) = random_text(9) else {
        return Response::error(500, "server_error", "no random bytes are to be had");
    };
    let kept = Kept {
        id: format!("sec_{id}"),
        name: name.to_owned(),
        environments: vec![(None, metadata)],
    };
    let shown = shown(&kept, &kept.environments[0].1, call.now);
    let mut vault = locked(&shop.vault);
    if vault.len() >= MAX_SECRETS {
        vault.remove(0);
    }
    vault.push(kept);
    Response::json(201, &shown)
}

fn update(shop: &Shop, call: &Call<'_>, id: &str, environment: &str) -> Response {
    let metadata = match body(call) {
        Ok(body) => judge(&body, call.now),
        Err(refused) => return refused,
    };
    let metadata = match metadata {
        Ok(metadata) => metadata,
        Err((title, cause)) => return Response::error(422, title, cause),
    };
    let mut vault = locked(&shop.vault);
    let Some(kept) = vault.iter_mut().find(|kept| kept.id == id) else {
        return no_secret();
    };
    let named = Some(environment.to_owned());
    kept.environments.retain(|(name, _)| *name != named);
    if kept.environments.len() >= MAX_ENVIRONMENTS {
        kept.environments.remove(1); // the first is for all that have none of their own
    }
    kept.environments.push((named, metadata.clone()));
    Response::json(200, &shown(kept, &metadata, call.now))
}

/// "Hard fail if environment missing": another one's certificate is never taken instead. That an
/// environment can be asked for here is not documented; a route asks so.
fn show(shop: &Shop, call: &Call<'_>, id: &str, environment: Option<&str>) -> Response {
    let vault = locked(&shop.vault);
    let Some(kept) = vault.iter().find(|kept| kept.id == id) else {
        return no_secret();
    };
    let mut found = kept.environments.iter();
    match found.find(|(name, _)| name.as_deref() == environment) {
        Some((_, metadata)) => Response::json(200, &shown(kept, metadata, call.now)),
        None => {
            let environment = environment.unwrap_or_default();
            let text = format!("the secret has no value for environment {environment}");
            Response::error(404, "Environment missing", &text)
        }
    }
}

fn delete(shop: &Shop, id: &str) -> Response {
    let mut vault = locked(&shop.vault);
    let before = vault.len();
    vault.retain(|kept| kept.id != id);
    if vault.len() == before {
        return no_secret();
    }
    Response::json(200, &json!({ "deleted": id }))
}

fn no_secret() -> Response {
    Response::error(404, "Not found", "no secret has this id")
}

fn body(call: &Call<'_>) -> Result<Value, Response> {
    serde_json::from_slice(&call.request.body)
        .map_err(|_| Response::error(400, "Invalid request", "the body is no JSON"))
}

/// "values never returned"
fn shown(kept: &Kept, metadata: &Metadata, now: Time) -> Value {
    let certificate = &metadata.certificate;
    json!({
        "id": kept.id,
        "name": kept.name,
        "secret_type": "certificate",
        "metadata": {
            "subject": certificate.subject.rfc4514().replace(',', ", "),
            "issuer": certificate.issuer.rfc4514().replace(',', ", "),
            "valid_from": certificate.not_before.rfc3339(),
            "valid_until": certificate.not_after.rfc3339(),
            "days_remaining": certificate.not_after.days_from(now),
            "has_private_key": true,
            "has_passphrase": metadata.has_passphrase,
        },
    })
}

/// Format, key, passphrase, pair, expiry: as the troubleshooting section has them.
fn judge(body: &Value, now: Time) -> Result<Metadata, Refusal> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let combined = format!("{}\n{}", text("certificate_pem"), text("private_key_pem"));
    judge_order(&combined)?;
    let passphrase = Some(text("passphrase")).filter(|p| !p.is_empty());
    let passphrase = passphrase.map(|p| Secret::new(p.to_owned()));
    let has_passphrase = combined.contains("ENCRYPTED");
    let (certificate, key) = read(combined, passphrase.as_ref())?;
    let certificate = certificate.ok_or((VALIDATION, "there is no certificate in it"))?;
    let key = key.ok_or((
        NO_KEY,
        "ensure the PEM contains both certificate and private key",
    ))?;
    if !key.public_key().same_key(&certificate.public_key) {
        return Err((VALIDATION, "cert and key don't form a pair"));
    }
    if certificate.not_after < now {
        return Err((VALIDATION, "certificate already expired"));
    }
    Ok(Metadata {
        certificate,
        has_passphrase,
    })
}

/// "Certificate must come first; private key must come second; include the BEGIN/END markers".
fn judge_order(combined: &str) -> Result<(), Refusal> {
    let certificate = combined.find("-----BEGIN CERTIFICATE-----");
    let key = combined.find("PRIVATE KEY-----");
    match (certificate, key) {
        (None, _) => Err((
            VALIDATION,
            "incorrect format: PEM text is needed, not a binary .pfx",
        )),
        (_, None) => Err((
            NO_KEY,
            "ensure the PEM contains both certificate and private key",
        )),
        (Some(certificate), Some(key)) if key < certificate => Err((
            VALIDATION,
            "certificate must come first, private key second",
        )),
        _ => Ok(()),
    }
}

fn read(
    combined: String,
    passphrase: Option<&Secret>,
) -> Result<(Option<Certificate>, Option<PrivateKey>), Refusal> {
    let input = Input {
        origin: Origin::named("the secret".to_owned()),
        bytes: combined.into_bytes().into(),
    };
    let mut passwords = OnePassphrase {
        secret: passphrase,
        limits: Limits::default(),
    };
    let parsed = parse(&input, &mut passwords).and_then(Parsed::whole);
    let mut parsed =
        parsed.map_err(|_| (VALIDATION, "incorrect format: a PEM block is damaged"))?;
    let unlocked = parsed.unlock_keys(&mut passwords);
    unlocked.map_err(|_| (CANNOT_DECRYPT, "passphrase wrong or missing"))?;
    let (mut certificate, mut key) = (None, None);
    for extracted in parsed.items {
        match extracted.item {
            Item::Certificate(found) if certificate.is_none() => certificate = Some(*found),
            Item::PrivateKey(found) => key = Some(found),
            _ => {}
        }
    }
    Ok((certificate, key))
}

/// Its calls.
pub(super) const PLACES: &[Place] = &[
    Place::new(Door::Api, "POST", SECRETS, "keep a certificate and its key"),
    Place::new(
        Door::Api,
        "GET",
        "/admin/secrets/{id}",
        "what is known of it",
    ),
    Place::new(
        Door::Api,
        "PUT",
        "/admin/secrets/{id}/environments/{environment}",
        "another for an environment",
    ),
];
const SECRETS: &str = "/admin/secrets";
const VALIDATION: &str = "Certificate validation failed";
const NO_KEY: &str = "Private key not found in secret";
const CANNOT_DECRYPT: &str = "Cannot decrypt private key";
/// Kept at once; the oldest is forgotten first.
const MAX_SECRETS: usize = 1000;
/// Of one secret; as above.
const MAX_ENVIRONMENTS: usize = 50;
