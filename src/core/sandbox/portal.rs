//! The portal's routes, for those who have no certificate yet: sends a CSR's certificate back, or
//! says what is wrong with it. Must not know sockets.

use std::sync::Arc;

use serde_json::json;

use super::api::{Call, wrong_method};
use super::event::Door;
use super::like::Shop;
use super::message::{Request, Response};
use super::server::Handler;
use super::state::State;
use super::{Materials, SharedClock};
use crate::core::clock::Time;
use crate::core::error::Error;
use crate::core::material::{
    Algorithm, Certificate, Input, Item, NoPasswords, Origin, Parsed, Request as Csr, parse, pem,
};
use crate::core::provider::{self, Provider};

/// Signs with these materials, by this clock; a look-alike adds its own, and its rules.
pub(super) fn handler(
    materials: &Arc<Materials>,
    shop: Option<&Arc<Shop>>,
    state: &Arc<State>,
    clock: &SharedClock,
) -> Handler {
    let (materials, clock) = (Arc::clone(materials), Arc::clone(clock));
    let (shop, state) = (shop.cloned(), Arc::clone(state));
    Box::new(move |request, client| {
        let now = clock.now();
        let call = Call {
            request,
            client,
            state: &state,
            now,
        };
        let theirs = shop.as_ref().and_then(|s| s.answer(Door::Portal, &call));
        let rules = shop.as_ref().map(|s| &s.provider);
        theirs.unwrap_or_else(|| answer(request, &materials, rules, now))
    })
}

fn answer(
    request: &Request,
    materials: &Materials,
    rules: Option<&Provider>,
    now: Time,
) -> Response {
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/sign") => sign(&request.body, materials, rules, now),
        ("GET" | "HEAD", "/ca.pem") => certificate(materials.ca()),
        ("GET" | "HEAD", "/health") => Response::json(200, &json!({ "status": "ok" })),
        (_, "/sign") => wrong_method("POST"),
        (_, "/ca.pem" | "/health") => wrong_method("GET"),
        _ => Response::error(
            404,
            "not_found",
            "nothing is here; the portal has /sign, /ca.pem and /health (the API is on the other port)",
        ),
    }
}

fn sign(body: &[u8], materials: &Materials, rules: Option<&Provider>, now: Time) -> Response {
    let csr = match wanted(body, rules) {
        Ok(csr) => csr,
        Err(refused) => return refused,
    };
    match materials.sign(&csr, now) {
        Ok(signed) => certificate(&signed),
        Err(error) => Response::error(500, "server_error", &error.to_string()),
    }
}

/// The one CSR in the body, if it is sound and breaks no rule that the provider itself states.
pub(super) fn wanted(body: &[u8], rules: Option<&Provider>) -> Result<Csr, Response> {
    let csr = read(body).map_err(|refusal| refusal.response())?;
    let breaches = rules.filter(|rules| rules.csr.taken);
    let breaches = breaches.map_or_else(Vec::new, |rules| provider::judge(rules, &csr));
    match breaches.iter().find(|breach| breach.confirmed) {
        Some(breach) => Err(Response::error(422, breach.code, &breach.message)),
        None => Ok(csr),
    }
}

fn certificate(certificate: &Certificate) -> Response {
    let text = pem::encode("CERTIFICATE", certificate.as_der());
    Response::text(200, "text/plain", text.to_string())
}

/// Why a request is not signed: a word for programs, a sentence and its fix for people.
struct Refusal {
    word: &'static str,
    text: String,
}

impl Refusal {
    fn new(word: &'static str, text: impl Into<String>) -> Self {
        Self {
            word,
            text: text.into(),
        }
    }

    fn response(&self) -> Response {
        Response::error(422, self.word, &self.text)
    }
}

/// The one CSR in the body, if the sandbox would put its name to it.
fn read(body: &[u8]) -> Result<Csr, Refusal> {
    if is_flattened(body) {
        return Err(Refusal::new(
            "flattened_pem",
            "the line ends of this PEM are gone: curl's --data strips them; send it with --data-binary @FILE",
        ));
    }
    let input = Input {
        origin: Origin::named("the body".to_owned()),
        bytes: body.to_vec().into(),
    };
    let parsed = parse(&input, &mut NoPasswords)
        .and_then(Parsed::whole)
        .map_err(|e| not_a_csr(&e))?;
    let mut found = None;
    for extracted in parsed.items {
        match extracted.item {
            Item::Request(csr) => found = Some(csr),
            Item::PrivateKey(_) | Item::LockedKey(_) => {
                return Err(Refusal::new(
                    "private_key_sent",
                    "this is a private key, which never leaves you: make a new one, and send only its CSR",
                ));
            }
            other => {
                return Err(Refusal::new(
                    "not_a_csr",
                    format!(
                        "the body holds a {}; send the certificate signing request alone",
                        other.kind()
                    ),
                ));
            }
        }
    }
    let csr = found.ok_or_else(|| Refusal::new("not_a_csr", "the body holds no CSR"))?;
    judge(&csr).map(|()| *csr)
}

/// The key first: a signature by a key too weak to be accepted is not worth checking.
fn judge(csr: &Csr) -> Result<(), Refusal> {
    judge_key(csr.public_key.algorithm())?;
    if csr.signature_valid != Some(true) {
        return Err(Refusal::new(
            "bad_signature",
            "the CSR's signature does not verify: it was altered, or not signed by its own key; make it again",
        ));
    }
    let cn = csr.subject.first("CN");
    if cn.is_none_or(|cn| cn.trim().is_empty()) {
        return Err(Refusal::new(
            "missing_cn",
            "the subject has no common name; make the CSR again with a CN",
        ));
    }
    Ok(())
}

/// What providers take, and what the API's handshake can verify.
fn judge_key(key: &Algorithm) -> Result<(), Refusal> {
    match key {
        Algorithm::Rsa { bits } if *bits < MIN_RSA_BITS => Err(Refusal::new(
            "weak_key",
            format!("the RSA key has {bits} bits; make one of {MIN_RSA_BITS} or more"),
        )),
        Algorithm::Rsa { .. } | Algorithm::Ed25519 => Ok(()),
        Algorithm::Ec { curve } if matches!(curve.as_str(), "P-256" | "P-384") => Ok(()),
        other => Err(Refusal::new(
            "unsupported_key",
            format!(
                "a key of kind {other} is not taken here; make an RSA key of {MIN_RSA_BITS} bits"
            ),
        )),
    }
}

fn not_a_csr(error: &Error) -> Refusal {
    let text = format!("{error}; send a CSR in PEM, with --data-binary @FILE");
    Refusal::new("not_a_csr", text)
}

/// Begins and ends as PEM does, all in one line.
fn is_flattened(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    text.starts_with("-----BEGIN ") && !text.contains(['\n', '\r']) && !text.contains("\\n")
}

const MIN_RSA_BITS: usize = 2048;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::issue::{Asked, NewKey, Subject, generate, request};

    fn word(body: &[u8]) -> &'static str {
        read(body).map_or_else(|refusal| refusal.word, |_| "signed")
    }

    fn csr(subject: &str) -> Vec<u8> {
        let subject: Subject = subject.parse().unwrap();
        let key = generate(NewKey::EcP256).unwrap();
        let csr = request(&subject, &Asked::default(), &key, None).unwrap();
        csr.as_der().to_vec()
    }

    #[test]
    fn each_reason_has_its_word() {
        let good = csr("/C=BR/CN=app");
        let text = pem::encode("CERTIFICATE REQUEST", &good);
        assert_eq!(word(text.as_bytes()), "signed");
        assert_eq!(word(&good), "signed");
        assert_eq!(word(text.replace('\n', "").as_bytes()), "flattened_pem");
        assert_eq!(word(b""), "not_a_csr");
        assert_eq!(word(b"hello"), "not_a_csr");
        assert_eq!(word(&csr("/O=Acme")), "missing_cn");
        let mut altered = good;
        let at = altered.windows(3).position(|w| w == b"app").unwrap();
        altered[at] = b'b';
        let altered = pem::encode("CERTIFICATE REQUEST", &altered);
        assert_eq!(word(altered.as_bytes()), "bad_signature");
        let key = generate(NewKey::EcP256).unwrap();
        let key = pem::encode("PRIVATE KEY", key.expose_pkcs8());
        assert_eq!(word(key.as_bytes()), "private_key_sent");
    }

    #[test]
    fn what_is_signed_is_for_clients_for_a_year_and_chains_to_the_ca() {
        let now = Time::from_unix(1_790_000_000);
        let materials = Materials::make(now, None, &[], None).unwrap();
        let csr = read(&csr("/C=BR/CN=app")).map_err(|r| r.text).unwrap();
        let signed = materials.sign(&csr, now).unwrap();
        assert!(signed.allows_client_auth() && !signed.allows_server_auth());
        assert!(signed.is_issued_by(materials.ca()));
        assert_eq!(signed.not_after.days_from(now), 365);
        assert_eq!(
            answer_body(sign(b"x", &materials, None, now)).get("error"),
            Some(&json!("not_a_csr"))
        );
        assert!(!materials.refused().stranger.is_issued_by(materials.ca()));
    }

    fn answer_body(response: Response) -> serde_json::Value {
        assert_eq!(response.status, 422);
        response.parsed()
    }
}
