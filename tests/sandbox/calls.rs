//! Tokens, cards, certificates, and HTTP as clients speak it.

use std::process::Command;

use serde_json::Value;

use super::harness::{Sandbox, json, mtls, peer, stderr, stdout};
use super::{bearer, credentials, openssl, status_and_body};

#[test]
fn a_token_comes_by_json_form_and_basic_and_a_wrong_secret_gets_none() {
    let Some(_) = peer("curl") else { return };
    let sandbox = Sandbox::start(&[]);
    let (url, id, secret) = (
        sandbox.fact("token_url"),
        sandbox.fact("client_id"),
        sandbox.secret(),
    );
    let json_body = credentials(&sandbox);
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let user = format!("{id}:{secret}");
    let grant = "grant_type=client_credentials";
    let kind = "Content-Type: application/json";
    for args in [
        &["-d", &json_body, "-H", kind, url][..],
        &["-d", &form, url],
        &["-u", &user, "-d", grant, url],
        &["--tls-max", "1.2", "-d", &form, url],
    ] {
        let (status, body) = status_and_body(&sandbox, args);
        assert_eq!(status, "200", "{body}");
        assert_eq!(
            (&body["token_type"], &body["expires_in"]),
            (&"Bearer".into(), &1800.into())
        );
    }
    let wrong = format!("{id}:nonsense");
    let (status, body) = status_and_body(&sandbox, &["-u", &wrong, "-d", grant, url]);
    assert_eq!(
        (status.as_str(), &body["error"]),
        ("401", &"invalid_client".into())
    );
    let banking = format!("{}/public/gw_banking/v1/auth/token-v2", sandbox.fact("url"));
    let (status, body) = status_and_body(&sandbox, &["-d", &json_body, "-H", kind, &banking]);
    assert_eq!(
        (status.as_str(), &body["expires_in"]),
        ("200", &3600.into())
    );
}

#[test]
fn a_client_pinned_to_rsa_suites_is_served_too() {
    let Some(_) = peer("curl") else { return };
    let sandbox = Sandbox::start(&[]);
    let url = format!("{}/whoami", sandbox.fact("url"));
    let pinned = [
        "--tls-max",
        "1.2",
        "--ciphers",
        "ECDHE-RSA-AES256-GCM-SHA384",
        &url,
    ];
    for _ in 0..2 {
        // EC client certificates go with RSA suites: only the server's key must fit
        let me = json(&sandbox.curl(&pinned));
        assert_eq!(me["cipher"], "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    }
}

#[test]
fn a_card_is_issued_once_for_a_key_and_payload() {
    let Some(_) = peer("curl") else { return };
    let sandbox = Sandbox::start(&[]);
    let (bearer, url) = (
        bearer(&sandbox),
        format!("{}/credit-cards/v1/vcns", sandbox.fact("url")),
    );
    let payload = r#"{"type":"AIR","bookingId":"ACME-1","amount":{"rate":100.0,"currency":"BRL"}}"#;
    let issue = |headers: &[&str], body: &str| {
        let headers: Vec<&str> = headers.iter().flat_map(|h| ["-H", h]).collect();
        status_and_body(&sandbox, &[&headers[..], &["-d", body, &url]].concat())
    };
    let (status, card) = issue(&[&bearer, "Idempotency-Key: ACME-1"], payload);
    assert_eq!(
        (status.as_str(), &card["card"]["pan"]),
        ("201", &"465635******6026".into())
    );
    let (_, again) = issue(&[&bearer, "Idempotency-Key: ACME-1"], payload);
    assert_eq!(again["vcnId"], card["vcnId"]);
    let other = payload.replace("AIR", "HOTEL");
    assert_eq!(
        issue(&[&bearer, "Idempotency-Key: ACME-1"], &other).0,
        "409"
    );
    assert_eq!(issue(&[&bearer], payload).0, "400");
    assert_eq!(issue(&["Idempotency-Key: ACME-1"], payload).0, "401");
}

#[test]
fn a_csr_is_signed_and_its_certificate_lets_in() {
    let (Some(_), Some(_)) = (peer("curl"), peer("openssl")) else {
        return;
    };
    let sandbox = Sandbox::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let request = [
        "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-out", "csr",
    ];
    openssl(
        folder.path(),
        &[&request[..], &["-subj", "/C=BR/O=Acme/OU=a/OU=b/CN=app"]].concat(),
    );
    let sign = format!("{}/sign", sandbox.fact("portal_url"));
    let at_csr = format!("@{}", file("csr"));
    let signed = sandbox.curl_bare(&["--data-binary", &at_csr, "-o", &file("crt"), "-f", &sign]);
    assert!(signed.status.success(), "{}", stderr(&signed));
    openssl(
        folder.path(),
        &[
            "verify",
            "-purpose",
            "sslclient",
            "-CAfile",
            sandbox.fact("ca"),
            "crt",
        ],
    );
    let whoami = format!("{}/whoami", sandbox.fact("url"));
    let (crt, key) = (file("crt"), file("k"));
    let identity = ["--cert", crt.as_str(), "--key", key.as_str()];
    let me = json(&sandbox.curl_bare(&[&identity[..], &[&whoami]].concat()));
    assert_eq!(me["subject"], "CN=app,OU=b,OU=a,O=Acme,C=BR");

    // a token fetched with one certificate is worth nothing with another
    let (bearer, balance) = (
        bearer(&sandbox),
        format!(
            "{}/public/gw_banking/v1/accounts/123/balance",
            sandbox.fact("url")
        ),
    );
    let mine = sandbox.curl(&["-H", &bearer, &balance]);
    assert_eq!(json(&mine)["accountId"], "123");
    let stolen = [&identity[..], &["-i", "-H", &bearer, &balance]].concat();
    let stolen = stdout(&sandbox.curl_bare(&stolen));
    assert!(stolen.contains("401 Unauthorized") && stolen.contains("another client certificate"));
    assert!(stolen.contains(r#"WWW-Authenticate: Bearer error="invalid_token""#));

    let ca = sandbox.curl_bare(&[&format!("{}/ca.pem", sandbox.fact("portal_url"))]);
    assert_eq!(
        stdout(&ca),
        fs_err::read_to_string(sandbox.fact("ca")).unwrap()
    );
}

#[test]
fn uploads_are_read_in_chunks_after_a_100_and_within_the_limit() {
    let Some(_) = peer("curl") else { return };
    let sandbox = Sandbox::start(&[]);
    let (bearer, url) = (
        bearer(&sandbox),
        format!("{}/credit-cards/v1/vcns", sandbox.fact("url")),
    );
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, size: usize| {
        let padding = "x".repeat(size);
        let body = format!(r#"{{"type":"AIR","bookingId":"{padding}","amount":{{}}}}"#);
        let path = folder.path().join(name);
        fs_err::write(&path, body).unwrap();
        format!("@{}", path.display())
    };
    let large = at("large", 3 << 20);
    let common = [
        "-o",
        "/dev/null",
        "-v",
        "-H",
        &bearer,
        "-H",
        "Idempotency-Key: k",
        &url,
    ];
    let chunked = ["-H", "Transfer-Encoding: chunked", "--data-binary", &large];
    let sent = sandbox.curl(&[&common[..], &chunked].concat());
    assert!(
        stderr(&sent).contains("HTTP/1.1 201 Created"),
        "{}",
        stderr(&sent)
    );
    let waits = sandbox.curl(
        &[
            &common[..],
            &["-H", "Expect: 100-continue", "--data-binary", &large],
        ]
        .concat(),
    );
    assert!(
        stderr(&waits).contains("HTTP/1.1 100 Continue"),
        "{}",
        stderr(&waits)
    );
    let huge = at("huge", 9 << 20);
    for how in [
        &["-H", "Expect:"][..],
        &["-H", "Transfer-Encoding: chunked"],
    ] {
        let refused = sandbox.curl(&[&common[..], how, &["--data-binary", &huge]].concat());
        assert!(
            stderr(&refused).contains("HTTP/1.1 413"),
            "{}",
            stderr(&refused)
        );
    }
}

#[test]
fn one_connection_serves_many_requests() {
    let Some(_) = peer("curl") else { return };
    let sandbox = Sandbox::start(&["-v"]);
    let url = format!("{}/whoami?token=hidden", sandbox.fact("url"));
    let urls = vec![url.as_str(); 5];
    let output = sandbox.curl(&[&["-w", "%{num_connects}\n"][..], &urls].concat());
    let connects: Vec<String> = stdout(&output)
        .lines()
        .filter(|l| l.len() == 1)
        .map(str::to_owned)
        .collect();
    assert_eq!(connects, ["1", "0", "0", "0", "0"]);
    let (_, told) = sandbox.terminate();
    let events: Vec<Value> = told
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |kind: &str| events.iter().filter(|e| e["event"] == kind).count();
    assert_eq!((of("handshake"), of("request")), (1, 5));
    assert_eq!(events[1]["path"], "/whoami");
    assert!(!told.contains("hidden"));
}

#[test]
fn the_secret_is_in_its_file_and_nowhere_else() {
    let Some(_) = peer("curl") else { return };
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let sandbox = Sandbox::start(&["-v", "--dir", kept.to_str().unwrap()]);
    let (secret, bearer) = (sandbox.secret(), bearer(&sandbox));
    assert!(secret.len() >= 32);
    let user = format!("{}:{secret}", sandbox.fact("client_id"));
    sandbox.curl(&[
        "-u",
        &user,
        &format!("{}/{secret}?s={secret}", sandbox.fact("portal_url")),
    ]);
    sandbox.curl(&["-H", &bearer, sandbox.fact("url")]);
    let facts = sandbox.facts.to_string();
    let (_, told) = sandbox.terminate();
    let token = bearer.rsplit(' ').next().unwrap();
    assert!(!facts.contains(&secret) && !told.contains(token));
    // the one place is a path that a client chose to put it in
    assert_eq!(told.matches(&secret).count(), 1, "{told}");
    assert!(kept.join("client-secret").exists());

    let again = mtls()
        .arg("sandbox")
        .arg("--dir")
        .arg(&kept)
        .output()
        .unwrap();
    assert_eq!(again.status.code(), Some(1));
    assert!(stderr(&again).contains("exists already"));
}

#[test]
fn a_resumed_session_is_still_that_client() {
    let Some(_) = peer("openssl") else { return };
    let sandbox = Sandbox::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let session = folder.path().join("session").display().to_string();
    let address = sandbox.fact("url").replace("https://", "");
    let request = folder.path().join("request");
    fs_err::write(
        &request,
        "GET /whoami HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
    )
    .unwrap();
    for version in ["-tls1_2", "-tls1_3"] {
        for (how, kind) in [("-sess_out", "New, "), ("-sess_in", "Reused, ")] {
            let output = Command::new("openssl")
                .args([
                    "s_client", "-ign_eof", version, "-connect", &address, how, &session,
                ])
                .args(["-CAfile", sandbox.fact("ca"), "-cert", sandbox.fact("cert")])
                .args(["-key", sandbox.fact("key")])
                .stdin(fs_err::File::open(&request).unwrap().into_file())
                .output()
                .unwrap();
            let said = stdout(&output);
            assert!(said.contains(kind), "{version} {how}: {said}");
            assert!(
                said.contains("CN=sandbox-client,O=mtls sandbox"),
                "{version} {how}: {said}"
            );
        }
    }
}
