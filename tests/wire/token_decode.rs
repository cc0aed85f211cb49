//! What `token --decode` tells of a token, fetched or at hand, and that it prints no token.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::certificates;
use crate::common::{Lab, Ran};
use crate::recorder::Recorder;

const IDENTITY: [&str; 4] = ["--cert", "client.crt", "--key", "client.key"];
const SIGNATURE: &str = "c2lnbmF0dXJlLTQ3MTE";

fn jwt(claims: &str) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!(
        "{}.{}.{SIGNATURE}",
        part(r#"{"alg":"PS256","kid":"k-1"}"#),
        part(claims)
    )
}

fn decode(lab: &Lab, token: &str, more: &[&str]) -> Ran {
    lab.write("token.txt", token);
    let ran = lab.mtls(&[&["token", "--decode", "token.txt"], more].concat());
    let said = format!("{}{}", ran.stdout, ran.stderr);
    assert!(!said.contains(SIGNATURE), "{said}");
    ran
}

fn thumbprint(lab: &Lab, certificate: &str) -> String {
    let facts = lab.mtls(&["inspect", certificate, "--json"]).json();
    facts["x5t#S256"].as_str().unwrap().to_owned()
}

#[test]
fn header_claims_expiry_scope_and_binding_are_told() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let ours = thumbprint(&lab, "client.crt");
    let token = jwt(&format!(
        r#"{{"iss":"https://id.example","sub":"app","exp":4102444800,"iat":1700000000.5,"scope":"read write","cnf":{{"x5t#S256":"{ours}"}}}}"#
    ));
    let ran = decode(&lab, &token, &IDENTITY).ok();
    for told in [
        "not verified",
        "PS256",
        "k-1",
        "https://id.example",
        "2100-01-01 00:00:00 UTC, in ",
        "2023-11-14 22:13:20 UTC",
        "read write",
        "to the certificate given",
    ] {
        assert!(ran.stdout.contains(told), "{told}: {ran:?}");
    }
    let facts = decode(
        &lab,
        &format!("Bearer {token}\r\n"),
        &[&IDENTITY[..], &["--json"]].concat(),
    )
    .ok()
    .json();
    assert_eq!(facts["signature_verified"], false);
    assert_eq!(facts["bound_to_certificate"], true);
    assert_eq!(facts["claims"]["sub"], "app");
    assert_eq!(facts["expires_at"], "2100-01-01T00:00:00Z");
    assert_eq!(facts["scope"], "read write");
    assert!(facts.get("access_token").is_none());
    let ran = decode(&lab, &token, &[]).ok();
    assert!(ran.stdout.contains(&ours), "{ran:?}");
    let unbound = decode(&lab, &jwt(r#"{"exp":1000}"#), &IDENTITY).ok();
    assert!(unbound.stdout.contains("to no certificate") && unbound.stdout.contains("expired"));
}

#[test]
fn a_token_of_another_certificate_ends_1() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let others = thumbprint(&lab, "stranger.crt");
    let token = jwt(&format!(r#"{{"cnf":{{"x5t#S256":"{others}"}}}}"#));
    for more in [&IDENTITY[..], &[&IDENTITY[..], &["--json"]].concat()] {
        let ran = decode(&lab, &token, more);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(
            ran.stderr.contains("[token-not-bound]") && ran.stderr.contains(&others),
            "{ran:?}"
        );
        assert!(ran.stdout.contains(&others) || ran.stdout.contains("another certificate"));
    }
    let recorder = Recorder::tls(&lab);
    lab.write("secret", "s3cr3t");
    let url = recorder.url(&format!("/token-for/{token}/600"));
    let fetch = [
        "token",
        "--token-url",
        &url,
        "--client-id",
        "a",
        "--client-secret",
        "file:secret",
        "--cacert",
        "ca.crt",
    ];
    let fetch = [&fetch[..], &IDENTITY].concat();
    let ran = lab.mtls(&[&fetch[..], &["--decode"]].concat());
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(!ran.stdout.contains(SIGNATURE), "{ran:?}");
    // the token by itself is the answer all the same
    let ran = lab.mtls(&fetch).ok();
    assert!(
        ran.stderr.contains("[token-not-bound]") && ran.stdout.contains(SIGNATURE),
        "{ran:?}"
    );
}

#[test]
fn what_cannot_be_read_is_said_to_be_so() {
    let lab = Lab::new();
    let opaque = "Opaque-token-4711";
    let ran = decode(&lab, opaque, &[]).ok();
    assert!(
        ran.stdout.contains("opaque") && !ran.stdout.contains(opaque),
        "{ran:?}"
    );
    let locked = format!("{}.a.b.c.d", URL_SAFE_NO_PAD.encode(r#"{"enc":"A256GCM"}"#));
    let ran = decode(&lab, &locked, &[]).ok();
    assert!(
        ran.stdout.contains("encrypted JWT") && ran.stdout.contains("A256GCM"),
        "{ran:?}"
    );
    let facts = decode(&lab, opaque, &["--json"]).ok().json();
    assert_eq!(facts["form"], "opaque");
    assert!(facts["bound_to_certificate"].is_null());
    for none in ["", "two words", "\u{e9}"] {
        decode(&lab, none, &[]).fails(1, "holds no token");
    }
    let ran = lab
        .mtls_in(&["token", "--decode", "-"], jwt("{}").as_bytes())
        .ok();
    assert!(ran.stdout.contains("a signed JWT"), "{ran:?}");
    let hostile = decode(&lab, &jwt("{\"a\":\"\\u001b[31m\"}"), &[]).ok();
    assert!(!hostile.stdout.contains('\u{1b}'), "{hostile:?}");
}

#[test]
fn a_token_of_the_sandbox_is_ours_and_comes_from_the_cache_the_second_time() {
    let lab = Lab::new();
    let line = "token --token-url $MTLS_SANDBOX_TOKEN_URL --client-id $MTLS_SANDBOX_CLIENT_ID \
        --client-secret file:$MTLS_SANDBOX_CLIENT_SECRET_FILE --cacert $MTLS_SANDBOX_CA \
        --cert $MTLS_SANDBOX_CERT --key $MTLS_SANDBOX_KEY --decode --json";
    let program = env!("CARGO_BIN_EXE_mtls");
    let twice = format!("'{program}' {line}; '{program}' {line}");
    let ran = lab.mtls(&["sandbox", "--", "sh", "-c", &twice]).ok();
    let facts: Vec<serde_json::Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |name: &str| [&facts[0][name], &facts[1][name]].map(Clone::clone);
    assert_eq!(of("bound_to_certificate"), [true, true]);
    assert_eq!(of("cached"), [false, true]);
    assert_eq!(facts[0]["claims"]["jti"], facts[1]["claims"]["jti"]);
}
