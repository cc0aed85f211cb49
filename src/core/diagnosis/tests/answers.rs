//! Refusals that come as an HTTP answer.

use super::*;

#[test]
fn refusals_in_http() {
    let nginx_none = "<center>No required SSL certificate was sent</center>";
    let nginx_bad = "<center>The SSL certificate error</center>";
    says(Code::ClientCertRequired, answered(400, nginx_none, None));
    says(Code::ClientCertRequired, answered(400, nginx_bad, None));
    says(
        Code::ClientCertRejected,
        answered(400, nginx_bad, Some(good())),
    );
    says(
        Code::ClientCertExpired,
        answered(400, nginx_bad, Some(client(Purpose::Client, -9, -1))),
    );
    says(
        Code::ClientCertWrongPurpose,
        answered(400, nginx_bad, Some(client(Purpose::Server, -1, 9))),
    );
    says(
        Code::Unauthorized,
        answered(401, "{\"error\":\"invalid_token\"}", Some(good())),
    );
    says(Code::Forbidden, answered(403, "", Some(good())));
    says(Code::HttpError, answered(500, "", Some(good())));
    for (body, words) in [(nginx_none, "No required"), (nginx_bad, "The SSL")] {
        let found = diagnose(&answered(400, body, Some(good()))).unwrap();
        assert!(found.evidence[0].starts_with(&format!("HTTP 400 with \"{words}")));
        let told = |l: &String| l.contains("TLS") || l.contains("connection");
        assert!(!found.evidence.iter().any(told), "{found:?}");
    }
    assert_eq!(diagnose(&answered(204, "", Some(good()))), None);
}

#[test]
fn a_token_of_another_certificate_is_told_from_other_refusals() {
    let ours = good();
    let thumbprint = ours.leaf.thumbprint_s256();
    for body in ["", "invalid_token", "the token is invalid or expired"] {
        let e = answered_bound(401, body, Some(good()), &thumbprint);
        says(Code::TokenNotBound, e);
    }
    let told = diagnose(&answered_bound(401, "", Some(good()), "other")).unwrap();
    assert!(
        told.evidence
            .contains(&"the token is bound to the certificate with x5t#S256 other".to_owned()),
        "{told:?}"
    );
    says(
        Code::Unauthorized,
        answered_bound(401, "", Some(ours), &thumbprint),
    );
    let mut unsent = answered_bound(401, "", None, &thumbprint);
    unsent.handshake.certificate_sent = false;
    says(Code::TokenNotBound, unsent);
    says(
        Code::HttpError,
        answered_bound(500, "", Some(good()), "other"),
    );
}

/// The same answer with other headers, and a handshake that did not ask.
fn from(lines: &str, body: &str, client: Option<ClientFacts>) -> Evidence {
    let mut e = answered(403, body, client);
    let raw = format!("HTTP/1.1 {}\r\n\r\n", lines.replace('\n', "\r\n"));
    let answer = e.answer.as_mut().unwrap();
    answer.head = Head::parse(raw.as_bytes()).unwrap();
    answer.authorized = false;
    e
}

fn unasked(mut e: Evidence, client: Option<ClientFacts>) -> Evidence {
    e.handshake.requested = None;
    e.handshake.certificate_sent = false;
    e.client = client;
    e
}

fn told(e: &Evidence) -> (Code, String, String) {
    let found = diagnose(e).unwrap();
    (found.code, found.summary, found.fix)
}

#[test]
fn a_403_claims_no_more_than_was_seen() {
    let bare = |client| from("403 Forbidden", "", client);
    let expired = || client(Purpose::Client, -9, -1);
    says(Code::ClientCertRequired, bare(None));
    says(Code::ClientCertExpired, bare(Some(expired())));
    says(
        Code::ClientCertNotYetValid,
        bare(Some(client(Purpose::Client, 1, 9))),
    );
    says(
        Code::ClientCertWrongPurpose,
        bare(Some(client(Purpose::Server, -1, 9))),
    );
    says(
        Code::ClientCertUntrusted,
        accepts_only(bare(Some(good())), "/CN=Another CA"),
    );
    let listed = accepts_only(bare(Some(good())), "/CN=Ours CA");
    for (e, words) in [
        (listed.clone(), "has your certificate, and does not"),
        (
            unasked(listed.clone(), Some(good())),
            "did not ask for your certificate, does not know",
        ),
        (unasked(listed, None), "to a stranger"),
    ] {
        for authorized in [false, true] {
            let mut e = e.clone();
            e.answer.as_mut().unwrap().authorized = authorized;
            let (code, summary, _) = told(&e);
            assert_eq!(code, Code::Forbidden);
            assert_eq!(summary.contains(words), !authorized, "{summary}");
            assert_eq!(
                summary.contains("credentials"),
                authorized || words == "to a stranger"
            );
            assert!(!summary.contains("knows who you are"), "{summary}");
        }
    }
    // a HEAD brings no page, which would say that it is wanted late
    let head = unasked(
        from("403 Forbidden\nServer: Apache/2.4.71", "", None),
        Some(good()),
    );
    let mut older = head.clone();
    older.handshake.version = Some("TLSv1.2"); // there it would have been seen
    let mut head = head;
    head.handshake.version = Some("TLSv1.3");
    let mut scoped = head.clone();
    scoped.answer.as_mut().unwrap().body = "{\"error\":\"not your account\"}".into();
    for (e, code) in [
        (&head, Code::ClientCertRequestedLate),
        (&older, Code::Forbidden),
        (&scoped, Code::Forbidden),
    ] {
        says(code, e.clone());
        assert_eq!(refused_in_http(e), None);
    }
    assert!(told(&head).1.contains("most likely"));
    // an expired one that nobody asked for is not the cause
    says(Code::Forbidden, unasked(bare(None), Some(expired())));
}

#[test]
fn words_decide_first_then_the_certificate_then_what_is_left() {
    let iis = |code: &str| format!("<h2>HTTP Error {code} - Forbidden</h2>");
    let with = |body: &str, client| from("403 Forbidden", body, client);
    for (body, code) in [
        (iis("403.7"), Code::ClientCertRejected),
        (iis("403.13"), Code::ClientCertRevoked),
        (iis("403.16"), Code::ClientCertUntrusted),
        (iis("403.17"), Code::ClientCertExpired),
        (iis("403.12"), Code::ClientCertRejected),
        ("RBAC: access denied".into(), Code::Forbidden),
        (
            "FAILED:unable to verify the first certificate".into(),
            Code::ClientCertUntrusted,
        ),
        (
            "Your support ID is: 1234. The requested URL was rejected".into(),
            Code::Forbidden,
        ),
        (
            "client certificate is not registered".into(),
            Code::ClientCertRejected,
        ),
    ] {
        says(code, with(&body, Some(good())));
    }
    let early = client(Purpose::Client, 1, 9);
    says(
        Code::ClientCertNotYetValid,
        with(&iis("403.17"), Some(early)),
    );
    let found = diagnose(&with(&iis("403.17"), Some(good()))).unwrap();
    assert!(
        found
            .evidence
            .iter()
            .any(|l| l.contains("compare both clocks")),
        "{found:?}"
    );
    let server = client(Purpose::Server, -1, 9);
    says(
        Code::ClientCertWrongPurpose,
        with(&iis("403.7"), Some(server)),
    );
}

#[test]
fn a_late_wish_and_a_rule_of_a_gateway_are_told_from_the_certificate() {
    let iis = "<h2>HTTP Error 403.7 - Forbidden</h2>";
    let with = |body: &str, client| from("403 Forbidden", body, client);
    // gateways whose rules may look at the certificate: what is plainly wrong with it goes first
    for body in [
        "RBAC: access denied",
        "error code: 1020",
        "Request forbidden by administrative rules.",
    ] {
        says(Code::ClientCertRequired, with(body, None));
        says(
            Code::ClientCertExpired,
            with(body, Some(client(Purpose::Client, -9, -1))),
        );
    }
    // late, and not by everyone
    let late = unasked(with(iis, None), Some(good()));
    says(Code::ClientCertRequestedLate, late);
    let wrong_host = unasked(with("{\"error\":\"mTLS required\"}", None), Some(good()));
    let (code, summary, fix) = told(&wrong_host);
    assert_eq!(code, Code::ClientCertRequired);
    assert!(
        summary.contains("did not ask for one") && fix.contains("check host"),
        "{summary} {fix}"
    );
}

#[test]
fn api_gateways_forbidden_is_its_truststore_unless_the_handshake_says_otherwise() {
    let head = "403 Forbidden\nx-amzn-ErrorType: ForbiddenException\nx-amzn-RequestId: 1b2c3d4e";
    let aws = |client| from(head, "{\"message\":\"Forbidden\"}", client);
    says(Code::ClientCertRequired, aws(None));
    says(Code::ClientCertUntrusted, aws(Some(good())));
    says(
        Code::ClientCertExpired,
        aws(Some(client(Purpose::Client, -9, -1))),
    );
    says(
        Code::Forbidden,
        accepts_only(aws(Some(good())), "/CN=Ours CA"),
    );
    says(Code::Forbidden, unasked(aws(None), Some(good())));
    let found = diagnose(&aws(Some(good()))).unwrap();
    assert!(
        found
            .evidence
            .contains(&"its reference is 1b2c3d4e".to_owned()),
        "{found:?}"
    );
}

#[test]
fn statuses_say_whose_fault_it_is_and_how_long_to_wait() {
    for (lines, code, words) in [
        ("421 Misdirected Request", Code::WrongHost, "host name"),
        ("404 Not Found", Code::HttpError, "nothing at this path"),
        ("502 Bad Gateway", Code::HttpError, "the gateway stands"),
        (
            "503 X\nRetry-After: 120",
            Code::HttpError,
            "the gateway stands",
        ),
        ("429 X\nRetry-After: 7", Code::HttpError, "fewer calls"),
        ("500 X", Code::HttpError, "failed at it"),
        ("418 X", Code::HttpError, "an error"),
        (
            "526 X",
            Code::HttpError,
            "its own TLS to what is behind it failed",
        ),
    ] {
        let found = diagnose(&from(lines, "", Some(good()))).unwrap();
        assert_eq!(found.code, code, "{found:?}");
        assert!(found.summary.contains(words), "{found:?}");
        let waits = found
            .evidence
            .iter()
            .any(|l| l.starts_with("Retry-After: "));
        assert_eq!(waits, lines.contains("Retry-After"), "{found:?}");
    }
}

#[test]
fn a_product_between_is_named_whether_or_not_it_is_trusted() {
    let opened = |mut e: Evidence| {
        let ca = "/O=Zscaler Inc./CN=Zscaler Intermediate Root CA"
            .parse::<Subject>()
            .unwrap();
        let (key, own) = (
            generate(NewKey::EcP256).unwrap(),
            generate(NewKey::EcP256).unwrap(),
        );
        let ca = Authority::create(&ca, key, NOW.plus(-DAY), NOW.plus(DAY)).unwrap();
        let terms = Terms {
            not_before: NOW.plus(-DAY),
            not_after: NOW.plus(DAY),
            purpose: Purpose::Server,
            names: vec![],
        };
        let name = "/CN=api.example".parse::<Subject>().unwrap().to_der();
        let leaf = ca.sign(&name, own.public_key(), &terms).unwrap();
        e.handshake.server_chain = vec![leaf.as_der().to_vec()];
        e
    };
    let found = diagnose(&opened(judged(Verdict::UnknownIssuer))).unwrap();
    assert_eq!(
        (found.code, found.said_by),
        (Code::ServerCertUntrusted, SaidBy::Us)
    );
    assert!(
        found.summary.contains("Zscaler") && found.fix.contains("(bypass) for api.example"),
        "{found:?}"
    );
    let sees = |found: &Diagnosis| {
        found
            .evidence
            .iter()
            .any(|l| l.contains("never sees a client certificate"))
    };
    for body in ["", "{\"error\":\"client certificate required\"}"] {
        let e = opened(unasked(from("403 Forbidden", body, None), Some(good())));
        let found = diagnose(&e).unwrap();
        assert!(sees(&found) && found.fix.contains("bypass"), "{found:?}");
    }
    // one that asked is the server itself, or lets it through
    let asked = diagnose(&opened(from("403 Forbidden", "", Some(good())))).unwrap();
    assert!(!sees(&asked), "{asked:?}");
    // what fails for another reason keeps its fix
    let down = opened(unasked(from("503 X", "", None), Some(good())));
    let found = diagnose(&down).unwrap();
    assert!(sees(&found) && !found.fix.contains("bypass"), "{found:?}");
}

#[test]
fn a_403_with_a_reason_of_its_own_is_not_laid_on_the_certificate() {
    let scope = "403 Forbidden\nWWW-Authenticate: Bearer error=\"insufficient_scope\"";
    for (lines, body, is_ours) in [
        ("403 Forbidden", "", true),
        ("403 Forbidden", "{\"message\":\"Access denied\"}", true),
        (
            "403 Forbidden",
            "{\"error\":\"limit of the account reached\"}",
            false,
        ),
        (scope, "", false),
    ] {
        for (sent, ours) in [
            (None, Code::ClientCertRequired),
            (
                Some(client(Purpose::Client, -9, -1)),
                Code::ClientCertExpired,
            ),
        ] {
            let expected = if is_ours { ours } else { Code::Forbidden };
            says(expected, from(lines, body, sent));
        }
    }
}

#[test]
fn only_those_who_end_tls_refuse_a_handshake_in_http() {
    let nginx = "<center>No required SSL certificate was sent</center>";
    for (status, body, refuses) in [
        (400, nginx, true),
        (403, "<h2>HTTP Error 403.7 - Forbidden</h2>", true),
        (403, "FAILED:certificate has expired", true),
        (401, "client certificate required", false),
        (403, "Client certificate revoked", false),
        (403, "", false),
    ] {
        let e = answered(status, body, None);
        let code = diagnose(&e).unwrap().code.name();
        assert!(code.starts_with("client-cert-"), "{body}: {code}");
        assert_eq!(refused_in_http(&e).is_some(), refuses, "{body}");
    }
}

#[test]
fn foreign_text_is_cut_where_it_is_evidence() {
    let long = "x".repeat(2000);
    let lines = format!("403 {long}\nWWW-Authenticate: {long}\nRetry-After: {long}");
    let found = diagnose(&from(&lines, "", Some(good()))).unwrap();
    assert!(found.evidence.len() > 3, "{found:?}");
    assert!(
        found.evidence.iter().all(|line| line.len() < 400),
        "{found:?}"
    );
}

#[test]
fn what_the_evidence_rules_out_is_not_named_as_the_cause() {
    let nginx = "<center>The SSL certificate error</center>";
    let listed = accepts_only(answered(400, nginx, Some(good())), "/CN=Ours CA");
    let (code, summary, fix) = told(&listed);
    assert_eq!(code, Code::ClientCertRejected);
    assert!(summary.contains("revoked, or not registered"), "{summary}");
    assert!(!summary.contains("intermediate"), "{summary}");
    let serial = crate::core::material::hex(&listed.client.unwrap().leaf.serial);
    assert!(
        fix.contains(&format!("with serial {serial} is revoked")),
        "{fix}"
    );
}
