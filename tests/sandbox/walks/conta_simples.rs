//! Conta Simples, "mTLS Connection": the call by curl, Node and Python, its answer, and both lists of
//! its troubleshooting.

use std::process::Output;

use serde_json::json;

use super::{Walk, filled, samples};
use crate::common::peer;
use crate::harness::{stderr, stdout};

const FILES: [&str; 3] = ["client-cert.pem", "client-key.pem", "ca.pem"];
const VCN: &str = include_str!("../../wire/seeds/conta-simples-vcn.sh");
const NODE: &str = include_str!("words/conta-simples-node.mjs");
const PYTHON: &str = include_str!("words/conta-simples-python.py");
/// The payload of the document's call, for the samples that leave it to their reader.
const PAYLOAD: &str = r#"{ "type": "AIR", "bookingId": "B-1", "amount": { "rate": 100.0, "taxes": 1.0, "currency": "BRL" }, "flightBooking": { "departureDate": "2026-06-10", "passengers": 1 } }"#;

/// A token, as API key and secret get it at the API's host, by curl and by ours.
fn token(walk: &Walk) -> String {
    let line = format!(
        "curl -u {}:{} -d grant_type=client_credentials https://api-sandbox.contasimples.com/oauth/v1/access-token",
        walk.sandbox.fact("client_id"),
        walk.sandbox.secret()
    );
    let token = walk.both(&line, "api_url");
    token["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn conta_simples_call_gives_a_card_by_curl_and_by_ours_and_needs_both_layers() {
    let Some(_) = peer("curl") else { return };
    let walk = Walk::of(&["--like", "conta-simples"], FILES);
    let token = token(&walk);
    let line = filled(
        VCN,
        &[("{TOKEN}", &token), ("{bookingId}", "ACME-AIR-554433")],
    );
    let card = walk.both(&line, "url");
    // the shape of "Response (201)", its values but for number and code
    let document = json!({ "bookingId": "ACME-AIR-554433", "type": "AIR", "status": "ACTIVE" });
    for (name, value) in document.as_object().unwrap() {
        assert_eq!(&card[name], value, "{card}");
    }
    for name in ["pan", "cvv", "expirationDate"] {
        assert!(card["card"][name].is_string(), "{card}");
    }
    let status = filled(
        &line,
        &[("curl -X", "curl -o /dev/null -w '%{http_code}' -X")],
    );
    assert_eq!(walk.both(&status, "url"), 201);
    // "The key alone won't work without the certificate": a TLS error, not a JSON body
    let bare = filled(
        &line,
        &[(
            "--cert ./client-cert.pem \\\n--key ./client-key.pem \\\n",
            "",
        )],
    );
    let theirs = walk.shell(&bare, super::By::Curl, "url", "");
    assert!(stdout(&theirs).is_empty() && stderr(&theirs).contains("alert certificate required"));
    // and the certificate alone neither
    let keyless = filled(VCN, &[("{TOKEN}", "x"), ("{bookingId}", "A")]);
    assert_eq!(walk.both(&keyless, "url")["error"], "invalid_token");
    // "Read-only queries keep using credential authentication alone"
    let query = format!(
        "curl https://api-sandbox.contasimples.com/credit-cards/v1/vcns/{} -H 'Authorization: Bearer {token}'",
        card["vcnId"].as_str().unwrap()
    );
    assert_eq!(walk.both(&query, "api_url")["status"], "ACTIVE");
}

/// The sample's file: its host here, and before it what it leaves to its reader.
fn node_sample(walk: &Walk, text: &str, token: &str) -> String {
    let host = "https://mtls-sandbox.contasimples.com";
    let text = filled(text, &[(host, &walk.local("url"))]);
    format!(
        "const token = '{token}', bookingId = 'B-1', payload = {PAYLOAD};\n{text}\nconsole.log(res.status);\n"
    )
}

#[test]
fn conta_simples_node_sample_sends_no_certificate_which_is_told_and_works_by_dispatcher_or_https() {
    let (Some(node), Some(_)) = (samples::node(), peer("curl")) else {
        return;
    };
    let report = tempfile::NamedTempFile::new().unwrap();
    let named = report.path().to_str().unwrap();
    let walk = Walk::of(&["--like", "conta-simples", "--report", named], FILES);
    let token = token(&walk);
    let run = |text: &str| -> Output {
        walk.sample(&node, &[], "sample.mjs", &node_sample(&walk, text, &token))
    };
    let failed = run(NODE);
    let said = stderr(&failed);
    assert!(
        !failed.status.success() && samples::is_refused(&said),
        "{said}"
    );
    let explained = ["client-cert-required", "Node's global fetch ignores agent"];
    walk.says(
        "mtls explain ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
        0,
        &explained,
    );
    // by undici's fetch, or by Node's own https and the agent of the sample
    let undici = "import { createRequire } from 'node:module';\nconst undici = createRequire(import.meta.url)('undici');\n";
    let by_dispatcher = filled(
        NODE,
        &[
            ("await fetch(", "await undici.fetch("),
            (
                "  agent,",
                "  dispatcher: new undici.Agent({ connect: agent.options }),",
            ),
        ]
        .map(|(from, to)| (from.trim_start(), to.trim_start())),
    );
    let by_https = filled(
        NODE,
        &[
            ("await fetch(", "await request("),
            (
                "body: JSON.stringify(payload),\n});",
                "}, JSON.stringify(payload));",
            ),
        ],
    );
    let request = "const request = (url, options, body) => new Promise((done, failed) => https.request(url, options,\n\
        (res) => done({ status: res.resume().statusCode })).on('error', failed).end(body));\n";
    for mended in [
        format!("{undici}{by_dispatcher}"),
        format!("{request}{by_https}"),
    ] {
        let taken = run(&mended);
        assert_eq!(stdout(&taken), "201\n", "{mended}{}", stderr(&taken));
    }
}

#[test]
fn conta_simples_python_sample_issues_a_card_as_it_stands() {
    let (Some(python), Some(_)) = (samples::python(), peer("curl")) else {
        return;
    };
    let walk = Walk::of(&["--like", "conta-simples"], FILES);
    let host = "https://mtls-sandbox.contasimples.com";
    let text = filled(PYTHON, &[(host, &walk.local("url"))]);
    let token = token(&walk);
    let text = format!(
        "token, booking_id, payload = '{token}', 'B-1', {PAYLOAD}\n{text}\nprint(res.status_code)\n"
    );
    let run = walk.sample(&python, &[], "sample.py", &text);
    assert_eq!(stdout(&run), "201\n", "{}", stderr(&run));
}

#[test]
fn conta_simples_first_list_is_told_for_no_certificate_an_unknown_one_and_the_wrong_host() {
    let walk = Walk::of(&["--like", "conta-simples"], FILES);
    let call = "-f -d '{}' -H Idempotency-Key:B --oauth2-bearer T";
    let path = "contasimples.com/credit-cards/v1/vcns";
    let fix = "confirm the certificate, the host, and that onboarding is complete";
    let list = [
        // "- Client certificate missing or not presented ("
        "client certificate missing or not presented (--cert/--key)",
        // "--cert/--key) - Certificate not registered in the trust store (still onboarding)"
        "certificate not registered in the trust store (still onboarding)",
        // "- Wrong host (use the dedicated mTLS host, not the default host)"
        "wrong host (use the dedicated mTLS host, not the default host)",
        // "Fix: confirm the certificate, the host, and that onboarding is complete."
        fix,
    ];
    let mtls_host = format!("mtls call https://mtls-sandbox.{path} {call}");
    walk.tells(
        &mtls_host,
        "url",
        98,
        &["[client-cert-required]", list[0], fix],
    );
    let older = format!("{mtls_host} --tls-max 1.2");
    walk.tells(&older, "url", 98, &["[client-cert-required]", list[0], fix]);
    let stranger = format!("{mtls_host} --cert stranger.crt --key client-key.pem");
    walk.tells(
        &stranger,
        "url",
        35,
        &["[client-cert-untrusted]", list[1], fix],
    );
    // where nothing tells which of them it is, all are told
    let closed = Walk::of(&["--like", "conta-simples", "--refuse", "close"], FILES);
    let closes = format!("{mtls_host} --cert client-cert.pem --key client-key.pem");
    closed.tells(&closes, "url", 35, &list);
    let wrong = format!("mtls call https://api-sandbox.{path} {call} --provider conta-simples");
    walk.tells(
        &wrong,
        "api_url",
        22,
        &["[wrong-host]", "call https://mtls-sandbox.contasimples.com"],
    );
    // the document's own text contradicts itself: number and words are both told
    let text = "curl: (56) OpenSSL SSL_read: error:0A000412:SSL routines::sslv3 alert certificate required";
    let told = [
        "client-cert-rejected",
        "number and words disagree: 0A000412 is bad_certificate (42), the words say certificate_required (116)",
    ];
    walk.says(&format!("mtls explain '{text}'"), 0, &told);
}

#[test]
fn conta_simples_second_list_is_told_for_an_old_certificate_and_for_a_wrong_bearer() {
    let walk = Walk::of(&["--like", "conta-simples"], FILES);
    let call = "mtls call -f https://mtls-sandbox.contasimples.com/credit-cards/v1/vcns -d '{}' -H Idempotency-Key:B --oauth2-bearer T --key client-key.pem";
    let told = [
        // "- Expired certificate or unexpected issuer"
        "expired certificate or unexpected issuer",
        // "- Missing or invalid credential (Bearer)"
        "missing or invalid credential (Bearer)",
        // "Fix: check certificate validity and the OAuth credential."
        "check certificate validity and the OAuth credential",
    ];
    let expired = format!("{call} --cert expired.crt");
    walk.tells(
        &expired,
        "url",
        35,
        &["[client-cert-expired]", told[0], told[2]],
    );
    let bearer = format!("{call} --cert client-cert.pem");
    walk.tells(
        &bearer,
        "url",
        22,
        &[&["[unauthorized]"], &told[..]].concat(),
    );
}

#[test]
fn conta_simples_technical_requirements_hold_for_the_request_and_for_the_connection() {
    let Some(_) = peer("openssl") else { return };
    let walk = Walk::of(&["--like", "conta-simples"], FILES);
    // "Key | RSA 2048 bits, SHA-256"
    walk.ours("mtls csr --provider conta-simples --cn app --ou t --o A --c BR --out c.csr --keyout c.key --no-encrypt");
    let facts = walk.facts(
        "req -noout -text",
        "c.csr",
        &["Public-Key", "Signature Algorithm"],
    );
    assert_eq!(
        facts,
        [
            "Public-Key: (2048 bit)",
            "Signature Algorithm: sha256WithRSAEncryption"
        ]
    );
    for (made, code) in [
        ("-newkey rsa:3072", "[key-too-long]"),
        ("-newkey ec -pkeyopt ec_paramgen_curve:P-256", "[key-kind]"),
    ] {
        walk.theirs(
            &format!(
                "openssl req -new {made} -nodes -keyout x.key -out x.csr -subj /C=BR/O=A/OU=t/CN=a"
            ),
            "",
        );
        walk.says(
            "mtls csr --check x.csr --provider conta-simples",
            1,
            &[code],
        );
    }
    // "TLS version | TLS 1.2 (minimum)"
    let led = format!(
        "--cacert ca.crt --connect-to ::127.0.0.1:{}",
        walk.port("url")
    );
    for version in ["1.2", "1.3"] {
        let answer = walk.mtls(&format!(
            "mtls call https://mtls-sandbox.contasimples.com/x --tls-max {version} --cert client-cert.pem --key client-key.pem {led} -w '%{{http_code}}' -o /dev/null"
        ));
        assert!(
            ["401", "404"].contains(&&*stdout(&answer)),
            "{version}: {}",
            stderr(&answer)
        );
    }
}
