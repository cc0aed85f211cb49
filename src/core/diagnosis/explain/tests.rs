//! One row a behaviour, on short texts; what real programs print is tested against them in
//! `tests/explain/`.

use super::*;

fn code(text: &str) -> Code {
    explain(text)
        .diagnosis
        .map_or(Code::Ok, |diagnosis| diagnosis.code)
}

#[test]
fn the_same_words_speak_of_the_certificate_of_the_other_side() {
    let client = "curl: (60) SSL certificate problem: certificate has expired";
    let server = "2026/01/01 [info] 1#0: *1 client SSL certificate verify error: (10:certificate has expired) while reading, client: 127.0.0.1, server: h";
    let upstream = "2026/01/01 [error] 1#0: *1 upstream SSL certificate verify error: (10:certificate has expired) while SSL handshaking to upstream, client: 127.0.0.1, server: h";
    assert_eq!(code(client), Code::ServerCertExpired);
    assert_eq!(code(server), Code::ClientCertExpired);
    assert_eq!(code(upstream), Code::ServerCertExpired);
    let alert = "error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48";
    assert_eq!(code(alert), Code::ClientCertUntrusted);
    let logged = format!(
        "[crit] 1#0: *1 SSL_do_handshake() failed (SSL: {alert}) while SSL handshaking, client: 127.0.0.1, server: 0.0.0.0:443"
    );
    assert_eq!(code(&logged), Code::ServerCertUntrusted);
}

#[test]
fn the_number_counts_where_number_and_words_disagree() {
    let text = "curl: (56) OpenSSL SSL_read: error:0A000412:SSL routines::sslv3 alert certificate required";
    let diagnosis = explain(text).diagnosis.unwrap();
    assert_eq!(diagnosis.code, Code::ClientCertRejected);
    let told = diagnosis.evidence.join("\n");
    assert!(
        told.contains("disagree")
            && told.contains("bad_certificate (42)")
            && told.contains("certificate_required (116)"),
        "{told}"
    );
    assert!(told.contains("client-cert-required"));
    let agreed = explain("error:0A000412:SSL routines::sslv3 alert bad certificate")
        .diagnosis
        .unwrap();
    assert!(!agreed.evidence.join("").contains("disagree"));
}

#[test]
fn every_alert_is_read_in_the_spelling_of_every_library() {
    for (text, number) in [
        ("tlsv1 alert unknown ca (_ssl.c:1006)", 48),
        ("Received fatal alert: unknown_ca", 48),
        ("remote error: tls: unknown certificate authority", 48),
        ("received fatal alert: UnknownCA", 48),
        ("*** Received alert [48]: CA is unknown", 48),
        ("SSL alert number 48", 48),
        ("* TLSv1.3 (IN), TLS alert, unknown CA (560):", 48),
        ("sent a TLS alert: 'UnknownCA'.", 48),
        ("fatal alert code is 48.", 48),
        ("remote error: tls: certificate required", 116),
        ("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", 116),
        ("remote error: tls: unknown certificate", 46),
        ("remote error: tls: expired certificate", 45),
        (
            "<<< TLS 1.3, Alert [length 0002], fatal certificate_required",
            116,
        ),
        ("received fatal alert: CertificateRequired", 116),
    ] {
        let read = alerts::spoken(&text.to_ascii_lowercase());
        assert_eq!(read.first().map(|s| s.alert.0), Some(number), "{text}");
    }
}

#[test]
fn the_cause_comes_before_what_wraps_it_and_is_named_with_its_line() {
    let text = "javax.net.ssl.SSLHandshakeException: PKIX path validation failed: x: validity check failed\n\tat a.b.c(D.java:1)\nCaused by: java.security.cert.CertificateExpiredException: NotAfter: Thu Feb 01";
    let explained = explain(text);
    assert_eq!(explained.matched[0].line, Some(3));
    assert_eq!(code(text), Code::ServerCertExpired);
    assert_eq!(explained.certainty, Some(Certainty::Certain));
    let open = explain("Error: read ECONNRESET\n    at TLSWrap.onStreamRead");
    assert_eq!(open.certainty, Some(Certainty::Open));
}

#[test]
fn what_is_not_known_is_not_guessed() {
    for text in [
        "the cat sat on the mat",
        "12345678",
        "",
        "segmentation fault",
    ] {
        let explained = explain(text);
        assert!(
            !explained.recognised && explained.diagnosis.is_none(),
            "{text}"
        );
        assert!(explained.commands[0].starts_with("mtls probe"));
    }
    assert_eq!(explain("unknwon_ca").nearest.unwrap().text, "unknown-ca");
}

#[test]
fn names_and_numbers_are_documented() {
    let exits: &[(u8, &'static str)] = &[(2, "bad usage"), (98, "x")];
    let kind =
        |text: &str| look_up(text, exits).map(|topic| (topic.entry.kind, topic.entry.number));
    assert_eq!(kind("client-cert-untrusted"), Some((Kind::Code, None)));
    assert_eq!(kind("client cert untrusted"), Some((Kind::Code, None)));
    for name in [
        "48",
        "unknown_ca",
        "alert 48",
        "unknown CA",
        "UnknownCA",
        "unknown certificate authority",
    ] {
        assert_eq!(kind(name), Some((Kind::Alert, Some(48))), "{name}");
    }
    for name in [
        "exit 35",
        "curl 35",
        "curl (35)",
        "curl: (35)",
        "35",
        "exit code 35",
    ] {
        assert_eq!(kind(name), Some((Kind::ExitCode, Some(35))), "{name}");
    }
    assert_eq!(kind("exit 2"), Some((Kind::ExitCode, Some(2))));
    assert_eq!(kind("curl: (35) error"), None);
    for code in Code::ALL {
        let topic = look_up(code.name(), exits).unwrap();
        let is_shown = !topic.shows.is_empty() || matches!(code, Code::ServerCertRevoked);
        assert!(is_shown && topic.fix.is_some(), "nothing leads to {code}");
    }
    assert_eq!(
        list(exits)
            .iter()
            .filter(|entry| entry.kind == Kind::Code)
            .count(),
        Code::ALL.len()
    );
}

#[test]
fn every_row_is_lower_case_has_its_source_and_is_found() {
    for row in rows::all() {
        assert_eq!(row.text, row.text.to_ascii_lowercase());
        assert!(
            !row.source.is_empty() && !row.tool.is_empty(),
            "{}",
            row.text
        );
        let text = row.text.replace(" .. ", " x ");
        let found = hits::all(&text);
        assert!(
            found
                .iter()
                .any(|hit| hit.text == row.text.replace(" .. ", " ... ")),
            "{}",
            row.text
        );
    }
}

#[test]
fn openssls_programs_speak_of_the_other_side_and_of_either_where_the_text_does_not_tell() {
    let revoked = "depth=0 CN = client\nverify error:num=23:certificate revoked\n";
    let issuer = "error 20 at 0 depth lookup: unable to get local issuer certificate";
    let by_server = format!(
        "Using default temp DH parameters\nACCEPT\n{revoked}ERROR\n40:error:0A000086:SSL routines:tls_process_client_certificate:certificate verify failed:ssl/statem/statem_srvr.c:3510:\n"
    );
    let by_client = format!("CONNECTED(00000003)\n{revoked}");
    for (text, expected, other, certainty) in [
        (
            revoked,
            Code::ServerCertRevoked,
            "client-cert-revoked",
            Certainty::Likely,
        ),
        (
            issuer,
            Code::ServerCertUntrusted,
            "client-cert-untrusted",
            Certainty::Likely,
        ),
        (&by_server, Code::ClientCertRevoked, "", Certainty::Certain),
        (&by_client, Code::ServerCertRevoked, "", Certainty::Open),
    ] {
        let explained = explain(text);
        assert_eq!(explained.certainty, Some(certainty), "{text}");
        let told = explained.diagnosis.unwrap();
        assert_eq!(told.code, expected, "{text}");
        let evidence = told.evidence.join("\n");
        assert!(evidence.contains(other), "{text}: {evidence}");
        assert_eq!(
            evidence.contains("whether a client or a server"),
            !other.is_empty()
        );
    }
}

#[test]
fn an_issuer_that_is_not_known_may_be_an_intermediate_that_was_not_sent() {
    for text in [
        "error:0A000418:SSL routines::tlsv1 alert unknown ca",
        "remote error: tls: unknown certificate authority",
        "Received fatal alert: unknown_ca",
        "SSL_ERROR_UNKNOWN_CA_ALERT",
    ] {
        let explained = explain(text);
        assert_eq!(explained.certainty, Some(Certainty::Likely), "{text}");
        let told = explained.diagnosis.unwrap();
        assert_eq!(told.code, Code::ClientCertUntrusted, "{text}");
        assert!(
            told.evidence.join("").contains("client-chain-incomplete"),
            "{text}"
        );
    }
}

#[test]
fn what_is_said_only_sometimes_is_recognised() {
    for (text, expected) in [
        (
            "AH02039: Certificate Verification: Error (10): certificate has expired",
            Code::ClientCertExpired,
        ),
        (
            "curl: (35) error:0A00014D:SSL routines::legacy sigalg disallowed or unsupported",
            Code::TlsVersionUnsupported,
        ),
        ("java.net.ConnectException", Code::ConnectionRefused),
        (
            "java.net.ConnectException: connect timed out",
            Code::ConnectionTimeout,
        ),
        (
            "Error: unsupported, code: 'ERR_OSSL_UNSUPPORTED'",
            Code::UnsupportedAlgorithm,
        ),
    ] {
        assert_eq!(code(text), expected, "{text}");
    }
}

#[test]
fn the_answers_line_is_not_told_again() {
    for text in [
        "curl: (60) SSL certificate problem: certificate verify failed: certificate has expired",
        "curl: (35) error:0A000410:SSL routines::sslv3 alert handshake failure\ncurl --cert c.pem\nerror:0A000410:SSL routines::sslv3 alert handshake failure",
    ] {
        assert_eq!(
            explain(text).matched.len(),
            1,
            "{:?}",
            explain(text).matched
        );
    }
}

#[test]
fn a_fetch_of_nodes_own_is_first_asked_for_its_agent() {
    // seen: Node 20, each against mtls sandbox
    for (cause, code) in [
        (
            "[cause]: SocketError: other side closed\n at (node:internal/deps/undici/undici:6436:28)\n code: 'UND_ERR_SOCKET'",
            Code::ConnectionReset,
        ),
        (
            "[cause]: Error: read ECONNRESET\n at TLSWrap.onStreamRead\n code: 'ECONNRESET'",
            Code::ConnectionReset,
        ),
        (
            "[cause]: [Error: 80FC:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:SSL alert number 116\n code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'",
            Code::ClientCertRequired,
        ),
    ] {
        let found = explain(&format!(
            "TypeError: fetch failed\n    at node:internal/deps/undici/undici:14976:13 {{\n {cause}"
        ));
        let diagnosis = found.diagnosis.unwrap();
        assert_eq!(diagnosis.code, code);
        assert!(
            found.checks[0].contains("ignores agent"),
            "{:?}",
            found.checks
        );
        assert!(diagnosis.fix.contains("dispatcher"), "{diagnosis:?}");
    }
    for text in [
        "TypeError: fetch failed\n [cause]: Error: connect ECONNREFUSED 127.0.0.1:1",
        "Error: socket hang up\n code: 'ECONNRESET'",
        "fetch(url, { dispatcher: agent })\nTypeError: fetch failed\n [cause]: SocketError: other side closed",
    ] {
        let found = explain(text);
        assert!(
            !found.diagnosis.unwrap().fix.contains("dispatcher"),
            "{text}"
        );
    }
}
