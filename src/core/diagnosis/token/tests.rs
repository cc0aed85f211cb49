//! One row of the table, one answer that shows it.

use super::*;
use crate::core::http::Head;
use crate::core::oauth::{CLIENT_CREDENTIALS, read};
use crate::core::tls::{CertificateRequest, Handshake};

const NOW: Time = Time::from_unix(1_790_000_000);

/// An answer to what was sent in this style: status, header lines, body.
struct Case(AuthStyle, u16, &'static str, &'static str);

fn refusal(case: &Case) -> (Evidence, TokenRefusal) {
    let Case(style, status, lines, body) = case;
    let raw = format!("HTTP/1.1 {status} X\r\n{lines}\r\n\r\n");
    let evidence = Evidence {
        host: "h".into(),
        port: 443,
        path: "/token".into(),
        tls: true,
        handshake: Handshake {
            certificate_sent: true,
            requested: Some(CertificateRequest::default()),
            ..Handshake::default()
        },
        ended: None,
        client: None,
        trust: String::new(),
        trusted: Vec::new(),
        profile: None,
        insecure: false,
        narrowed: Vec::new(),
        sni: None,
        obstacle: None,
        trials: None,
        answer: Some(Answer {
            head: Head::parse(raw.as_bytes()).unwrap(),
            body: (*body).into(),
            authorized: true,
            bound_to: None,
        }),
        now: NOW,
    };
    let refusal = TokenRefusal {
        refused: read(*status, body.as_bytes()).unwrap_err(),
        style: *style,
        grant_type: CLIENT_CREDENTIALS.into(),
        awkward: false,
        methods: Vec::new(),
    };
    (evidence, refusal)
}

fn row(evidence: &Evidence, refusal: &TokenRefusal) -> &'static str {
    let answer = evidence.answer.as_ref().unwrap();
    let seen = Seen::new(evidence, answer, refusal);
    let rule = rules::all().find(|rule| (rule.when)(&seen));
    rule.map_or("none", |rule| rule.name)
}

use AuthStyle::{Basic, BasicRaw, Form, Json, PrivateKeyJwt, Tls};

const INVALID_CLIENT: &str =
    r#"{"error":"invalid_client","error_description":"client authentication failed"}"#;

/// The name of the row, and what shows it. Words of real servers stand as they say them.
const TABLE: &[(&str, Case)] = &[
    ("no-token", Case(Form, 200, "", "<html><form>")),
    ("moved", Case(Form, 302, "Location: /login", "")),
    (
        "aws-forbidden",
        Case(
            Form,
            403,
            "x-amzn-errortype: ForbiddenException",
            r#"{"message":"Forbidden"}"#,
        ),
    ),
    (
        "clock-skew",
        Case(
            PrivateKeyJwt,
            400,
            "",
            r#"{"error":"invalid_client","error_description":"JWT issued at is in the future"}"#,
        ),
    ),
    (
        "clock-skew",
        Case(
            PrivateKeyJwt,
            401,
            "",
            r#"{"error":"invalid_client","error_description":"AADSTS700024: Client assertion is not within its valid time range, exp 1"}"#,
        ),
    ),
    (
        "assertion-audience",
        Case(
            PrivateKeyJwt,
            401,
            "",
            r#"{"error":"invalid_client","error_description":"audience (aud) must equal the issuer identifier url"}"#,
        ),
    ),
    (
        "assertion-key",
        Case(
            PrivateKeyJwt,
            401,
            "",
            r#"{"error":"invalid_client","error_description":"signature verification failed"}"#,
        ),
    ),
    // the Banking API
    (
        "certificate",
        Case(Json, 401, "", "Invalid Client Certificate"),
    ),
    (
        "certificate",
        Case(
            Tls,
            401,
            "",
            r#"{"error":"invalid_client","error_description":"Certificado do cliente invalido"}"#,
        ),
    ),
    (
        "secret-expired",
        Case(
            Form,
            401,
            "",
            r#"{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys are expired"}"#,
        ),
    ),
    (
        "secret-id",
        Case(
            Form,
            401,
            "",
            r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided"}"#,
        ),
    ),
    (
        "unknown-client",
        Case(
            Form,
            400,
            "",
            r#"{"error":"unauthorized_client","error_description":"AADSTS700016: Application with identifier x was not found"}"#,
        ),
    ),
    ("body-style", Case(Form, 415, "", "")),
    (
        "not-encoded",
        Case(
            BasicRaw,
            400,
            "",
            r#"{"error":"invalid_request","error_description":"client_id and client_secret in the authorization header are not properly encoded"}"#,
        ),
    ),
    (
        "body-style",
        Case(
            Json,
            400,
            "",
            r#"{"error":"invalid_request","error_description":"only application/x-www-form-urlencoded content-type bodies are supported on POST /token"}"#,
        ),
    ),
    (
        "twice",
        Case(
            Basic,
            400,
            "",
            r#"{"error":"invalid_request","error_description":"the client came twice, in the body and in the Authorization header"}"#,
        ),
    ),
    (
        "invalid-scope",
        Case(Form, 400, "", r#"{"error":"invalid_scope"}"#),
    ),
    (
        "invalid-target",
        Case(
            Form,
            400,
            "",
            r#"{"error":"invalid_target","error_description":"resource indicator is missing, or unknown"}"#,
        ),
    ),
    (
        "unauthorized-client",
        Case(Form, 400, "", r#"{"error":"unauthorized_client"}"#),
    ),
    (
        "body-not-read",
        Case(
            Form,
            400,
            "",
            r#"{"error":"invalid_request","error_description":"grant_type is missing"}"#,
        ),
    ),
    (
        "body-not-read",
        Case(
            Json,
            400,
            "",
            r#"{"error":"invalid_request","error_description":"missing required parameter(s) 'client_id'"}"#,
        ),
    ),
    (
        "unsupported-grant-type",
        Case(Form, 400, "", r#"{"error":"unsupported_grant_type"}"#),
    ),
    (
        "inactive",
        Case(
            Form,
            401,
            "",
            r#"{"error":"invalid_client","error_description":"client is disabled"}"#,
        ),
    ),
    (
        "inactive",
        Case(Json, 401, "", r#"{"message":"Credencial inativa"}"#),
    ),
    (
        "address",
        Case(
            Json,
            403,
            "",
            r#"{"message":"IP 203.0.113.9 is not allowed"}"#,
        ),
    ),
    ("too-many", Case(Basic, 429, "Retry-After: 30", "")),
    (
        "wants-basic",
        Case(
            Form,
            401,
            "WWW-Authenticate: Basic realm=\"x\"",
            INVALID_CLIENT,
        ),
    ),
    ("certificate-unknown", Case(Tls, 401, "", INVALID_CLIENT)),
    ("assertion", Case(PrivateKeyJwt, 401, "", INVALID_CLIENT)),
    ("wrong-secret", Case(Form, 401, "", INVALID_CLIENT)),
    // the Banking API
    ("wrong-secret", Case(Json, 401, "", "Invalid Credentials")),
    (
        "wrong-secret",
        Case(BasicRaw, 401, "WWW-Authenticate: Basic", INVALID_CLIENT),
    ),
    (
        "invalid-grant",
        Case(Form, 400, "", r#"{"error":"invalid_grant"}"#),
    ),
    ("firewall", Case(Form, 403, "", "<html>Access Denied")),
    // the Banking API
    ("forbidden", Case(Json, 403, "", "Forbidden")),
    ("not-here", Case(Form, 404, "", "<html>")),
    ("no-post", Case(Form, 405, "", "")),
    ("unavailable", Case(Form, 503, "", "<html>")),
    ("server-error", Case(Form, 500, "", "")),
    (
        "invalid-request",
        Case(Form, 400, "", r#"{"error":"invalid_request"}"#),
    ),
    ("none", Case(Form, 418, "", "")),
];

#[test]
fn every_answer_has_its_row_and_every_row_its_answer() {
    let mut met = vec!["style-unsupported", "basic-encoding"]; // in tests of their own
    for (name, case) in TABLE {
        let (evidence, refusal) = refusal(case);
        assert_eq!(row(&evidence, &refusal), *name, "{}", case.3);
        met.push(name);
        let diagnosis = token_refused(&evidence, &refusal);
        assert_eq!(diagnosis.code, Code::TokenRefused);
        assert!(!diagnosis.fix.is_empty() && !diagnosis.fix.ends_with('.'));
    }
    for rule in rules::all() {
        assert!(met.contains(&rule.name), "{}", rule.name);
    }
}

#[test]
fn the_other_spelling_of_basic_is_named_for_secrets_that_have_two() {
    for (style, other) in [(Basic, "basic-raw"), (BasicRaw, "basic")] {
        let (evidence, mut refusal) = refusal(&Case(style, 401, "", INVALID_CLIENT));
        refusal.awkward = true;
        assert_eq!(row(&evidence, &refusal), "basic-encoding");
        let fix = token_refused(&evidence, &refusal).fix;
        assert!(fix.ends_with(&format!("--auth-style {other}")), "{fix}");
    }
}

#[test]
fn what_the_metadata_names_is_what_is_advised() {
    let (evidence, mut refusal) = refusal(&Case(Form, 401, "", INVALID_CLIENT));
    refusal.methods = vec!["tls_client_auth".into(), "private_key_jwt".into()];
    let diagnosis = token_refused(&evidence, &refusal);
    assert_eq!(diagnosis.fix, "use --auth-style tls or private-key-jwt");
    assert!(
        diagnosis
            .evidence
            .iter()
            .any(|l| l.ends_with("tls_client_auth, private_key_jwt"))
    );
    refusal.methods = vec!["client_secret_post".into()];
    assert_eq!(row(&evidence, &refusal), "wrong-secret");
}

#[test]
fn the_servers_words_name_the_body_it_wants() {
    let fix = |case: Case| {
        let (evidence, refusal) = refusal(&case);
        token_refused(&evidence, &refusal).fix
    };
    assert!(
        fix(Case(Form, 415, "Accept-Post: application/json", "")).contains("--auth-style json")
    );
    let form = r#"{"error":"invalid_request","error_description":"Content-Type must be application/x-www-form-urlencoded"}"#;
    assert!(fix(Case(Json, 400, "", form)).contains("--auth-style form"));
    assert!(
        fix(Case(Form, 400, "", r#"{"message":"invalid JSON"}"#)).contains("--auth-style json")
    );
}

#[test]
fn clocks_that_are_apart_are_told_with_the_distance() {
    // 1,790,000,000 is 2026-09-21 14:13:20 UTC
    for (date, told) in [
        ("Mon, 21 Sep 2026 14:23:20 GMT", "10 minutes behind"),
        ("Mon, 21 Sep 2026 13:13:20 GMT", "1 hour ahead of"),
    ] {
        let lines: &'static str = format!("Date: {date}").leak();
        let (evidence, refusal) = refusal(&Case(PrivateKeyJwt, 401, lines, INVALID_CLIENT));
        assert_eq!(row(&evidence, &refusal), "clock-skew");
        let diagnosis = token_refused(&evidence, &refusal);
        assert!(
            diagnosis.evidence.iter().any(|l| l.contains(told)),
            "{diagnosis:?}"
        );
    }
}

#[test]
fn a_credential_that_did_not_go_out_is_told() {
    for case in [
        Case(Tls, 401, "", INVALID_CLIENT),
        Case(Form, 400, "", r#"{"error":"invalid_grant"}"#),
    ] {
        let (mut evidence, refusal) = refusal(&case);
        let fix = |evidence: &Evidence| token_refused(evidence, &refusal).fix;
        assert!(!fix(&evidence).contains("no certificate"));
        evidence.handshake.certificate_sent = false;
        assert!(fix(&evidence).starts_with("no certificate was presented"));
    }
}

#[test]
fn a_certificate_that_is_missing_or_expired_is_what_is_told() {
    let (mut evidence, refusal) = refusal(&Case(Json, 401, "", "Invalid Client Certificate"));
    evidence.handshake.certificate_sent = false;
    assert_eq!(
        token_refused(&evidence, &refusal).code,
        Code::ClientCertRequired
    );
}
