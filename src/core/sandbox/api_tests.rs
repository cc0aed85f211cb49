//! The API without a socket: tokens, cards and refusals.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::*;
use crate::core::sandbox::Materials;

struct World {
    state: State,
    client: Client,
    other: Client,
    now: Time,
}

impl World {
    fn new() -> Self {
        let now = Time::from_unix(1_790_000_000);
        let materials = Materials::make(now, None, &[], None).unwrap();
        let client = |certificate: &crate::core::material::Certificate| Client {
            certificate: Some(certificate.clone()),
            fault: None,
            address: std::net::Ipv4Addr::LOCALHOST.into(),
            tls_version: "TLSv1.3",
            cipher: "TLS_AES_128_GCM_SHA256".into(),
        };
        Self {
            state: State::new().unwrap(),
            client: client(&materials.client().certificate),
            other: client(&materials.server().certificate),
            now,
        }
    }

    fn secret(&self) -> &str {
        self.state.client_secret().expose_text().unwrap()
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
        let request = Request::made(method, path, headers, body);
        answer(&request, &self.client, &self.state, self.now)
    }

    fn token(&self) -> String {
        let body = format!(
            "grant_type=client_credentials&client_id=sandbox-client&client_secret={}",
            self.secret()
        );
        let response = self.ask("POST", TOKEN_PATH, &[], &body);
        assert_eq!(response.status, 200);
        response.parsed()["access_token"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

#[test]
fn the_client_is_known_in_every_spelling() {
    let world = World::new();
    let json = format!(
        r#"{{"grant_type":"client_credentials","client_id":"sandbox-client","client_secret":"{}"}}"#,
        world.secret()
    );
    assert_eq!(world.ask("POST", TOKEN_PATH, &[], &json).status, 200);
    let banking = world.ask("POST", BANKING_TOKEN, &[], &json).parsed();
    assert_eq!(banking["expires_in"], 3600);
    let grant = "grant_type=client_credentials";
    for pair in [
        format!("sandbox-client:{}", world.secret()),
        format!("sandbox%2Dclient:{}", world.secret()),
    ] {
        let basic = format!("Basic {}", STANDARD.encode(pair));
        let headers = [("authorization", basic.as_str())];
        let answer = world.ask("POST", CONTA_SIMPLES_TOKEN, &headers, grant);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.parsed()["expires_in"], 1800);
        assert_eq!(answer.parsed()["token_type"], "Bearer");
        let both = world.ask("POST", TOKEN_PATH, &headers, &json);
        assert_eq!(
            (both.status, both.parsed()["error"].as_str()),
            (400, Some("invalid_request"))
        );
    }
}

#[test]
fn wrong_credentials_and_grants_have_their_errors() {
    let world = World::new();
    let form = |grant: &str| format!("grant_type={grant}&client_id=sandbox-client&client_secret=x");
    let error = |headers: &[(&str, &str)], body: &str| {
        let answer = world.ask("POST", TOKEN_PATH, headers, body);
        (
            answer.status,
            answer.parsed()["error"].as_str().unwrap().to_owned(),
        )
    };
    assert_eq!(
        error(&[], &form("client_credentials")),
        (401, "invalid_client".into())
    );
    assert_eq!(
        error(&[], &form("password")),
        (400, "unsupported_grant_type".into())
    );
    assert_eq!(error(&[], ""), (400, "invalid_request".into()));
    assert_eq!(error(&[], "{nonsense"), (400, "invalid_request".into()));
    let twice = "grant_type=client_credentials&grant_type=client_credentials";
    assert_eq!(error(&[], twice), (400, "invalid_request".into()));
    let basic = [("authorization", "Basic eDp5")];
    let answer = world.ask("POST", TOKEN_PATH, &basic, "grant_type=client_credentials");
    assert_eq!(answer.status, 401);
    assert!(
        answer
            .header("WWW-Authenticate")
            .unwrap()
            .starts_with("Basic")
    );
    let banking = r#"{"grant_type":"client_credentials","client_id":"x","client_secret":"y"}"#;
    let answer = world.ask("POST", BANKING_TOKEN, &[], banking);
    assert_eq!(
        (answer.status, answer.parsed()["message"].as_str()),
        (401, Some("Invalid Credentials"))
    );
}

#[test]
fn a_card_needs_its_token_key_and_payload() {
    let world = World::new();
    let bearer = format!("Bearer {}", world.token());
    let payload = r#"{"type":"AIR","bookingId":"B1","amount":{"rate":1}}"#;
    let issue = |key: &str, body: &str| {
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", key)];
        world.ask("POST", VCNS, &headers, body)
    };
    let first = issue("B1", payload);
    assert_eq!(first.status, 201);
    assert_eq!(first.parsed()["card"]["pan"], "465635******6026");
    assert_eq!(
        issue("B1", payload).parsed()["vcnId"],
        first.parsed()["vcnId"]
    );
    assert_eq!(issue("B1", &payload.replace("AIR", "HOTEL")).status, 409);
    assert_eq!(issue("", payload).status, 400);
    let missing = issue("B2", r#"{"type":"AIR","amount":1}"#).parsed();
    assert!(
        missing["error_description"]
            .as_str()
            .unwrap()
            .starts_with("bookingId, amount missing")
    );
    assert_eq!(issue("B2", "not json").status, 400);
}

#[test]
fn a_token_is_refused_from_another_certificate_and_when_unknown() {
    let world = World::new();
    let bearer = format!("Bearer {}", world.token());
    let path = "/public/gw_banking/v1/accounts/123/balance";
    let headers = [("authorization", bearer.as_str())];
    let good = world.ask("GET", path, &headers, "");
    assert_eq!(
        (good.status, good.parsed()["accountId"].as_str()),
        (200, Some("123"))
    );
    let stolen = Request::made("GET", path, &headers, "");
    let stolen = answer(&stolen, &world.other, &world.state, world.now);
    assert_eq!(stolen.status, 401);
    assert!(
        stolen.parsed()["error_description"]
            .as_str()
            .unwrap()
            .contains("another client certificate")
    );
    for headers in [
        &[][..],
        &[("authorization", "Bearer x")],
        &[("authorization", "Basic eDp5")],
    ] {
        let refused = world.ask("GET", path, headers, "");
        assert_eq!(refused.status, 401);
        assert_eq!(
            refused.header("WWW-Authenticate"),
            Some(r#"Bearer error="invalid_token""#)
        );
    }
}

#[test]
fn everything_else_is_json_too() {
    let world = World::new();
    assert_eq!(
        world.ask("GET", "/nothing", &[], "").parsed()["error"],
        "not_found"
    );
    let wrong = world.ask("GET", TOKEN_PATH, &[], "");
    assert_eq!((wrong.status, wrong.header("Allow")), (405, Some("POST")));
    let me = world.ask("GET", "/whoami", &[], "").parsed();
    assert_eq!(me["subject"], "CN=sandbox-client,O=mtls sandbox,C=BR");
    assert_eq!(me["tls_version"], "TLSv1.3");
}
