//! What an authorization server publishes and answers, by path: its metadata, tokens of any shape,
//! refusals in any words.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use crate::recorder::Seen;

/// Status line, header lines and body; `None` for a path that is no issuer's.
pub fn answer(parts: &[&str], request: &Seen) -> Option<(String, String, Vec<u8>)> {
    let json = "Content-Type: application/json\r\n".to_owned();
    let ok =
        |body: serde_json::Value| Some(("200 OK".into(), json.clone(), body.to_string().into()));
    match parts {
        ["openid", methods, ".well-known", "openid-configuration"] => {
            ok(metadata(request, &format!("openid/{methods}"), methods))
        }
        [
            ".well-known",
            "oauth-authorization-server",
            "oauth",
            methods,
        ] => ok(metadata(request, &format!("oauth/{methods}"), methods)),
        ["oauth", _, ".well-known", _] => {
            Some(("404 Not Found".into(), String::new(), b"no".to_vec()))
        }
        ["false", methods, ".well-known", "openid-configuration"] => {
            ok(metadata(request, "openid/other", methods))
        }
        ["slow-token", token, life] => {
            std::thread::sleep(Duration::from_millis(400));
            ok(json!({"access_token": token, "expires_in": life.parse::<i64>().unwrap()}))
        }
        // as many seconds as stand there, or none said
        ["token-for", token, life] => ok(match life.parse::<i64>() {
            Ok(life) => json!({"access_token": token, "token_type": "Bearer", "expires_in": life}),
            Err(_) => json!({"access_token": token, "token_type": "Bearer"}),
        }),
        ["hang-once"] => ok(json!({"access_token": "at-last", "expires_in": 600})),
        ["only-json"] if request.header("Content-Type") == Some("application/json") => {
            ok(json!({"access_token": "abc", "expires_in": 600}))
        }
        ["only-json"] => Some((
            "400 Bad Request".into(),
            json,
            br#"{"error":"invalid_request"}"#.to_vec(),
        )),
        // each another one
        ["new-token", life] => {
            let bytes = random();
            ok(
                json!({"access_token": URL_SAFE_NO_PAD.encode(bytes), "expires_in": life.parse::<i64>().unwrap()}),
            )
        }
        // a status and a body, in base64url
        ["says", status, body] => {
            let body = URL_SAFE_NO_PAD.decode(body).unwrap();
            Some((format!("{status} Said So"), json, body))
        }
        _ => None,
    }
}

/// The path of a refusal in these words.
pub fn says(status: u16, body: &str) -> String {
    format!("/says/{status}/{}", URL_SAFE_NO_PAD.encode(body))
}

fn metadata(request: &Seen, issuer: &str, methods: &str) -> serde_json::Value {
    let base = format!("https://{}", request.header("Host").unwrap());
    let methods: Vec<&str> = methods.split(',').collect();
    json!({
        "issuer": format!("{base}/{issuer}"),
        "token_endpoint": format!("{base}/token/plain"),
        "token_endpoint_auth_methods_supported": methods,
        "mtls_endpoint_aliases": {"token_endpoint": format!("{base}/token/mtls")},
    })
}

fn random() -> [u8; 12] {
    let mut bytes = [0; 12];
    aws_lc_rs::rand::fill(&mut bytes).unwrap();
    bytes
}
