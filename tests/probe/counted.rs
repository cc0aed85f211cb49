//! What reaches a server, counted there: handshakes, one HEAD, nothing else; and what is told of
//! servers that say little, serve once, or have another time.

use rustls::CertificateError as E;
use rustls::version::{TLS12, TLS13};
use serde_json::json;

use crate::certificates;
use crate::common::process::until;
use crate::counting::{Counting, Ways};
use crate::told::{answers, client, probe, verdict};

const OLDER: &[&rustls::SupportedProtocolVersion] = &[&TLS12];
const MODERN: &[&rustls::SupportedProtocolVersion] = &[&TLS13];
const SOUND: Ways = Ways {
    judge: Some(|is_ours| is_ours.then_some(()).ok_or(E::UnknownIssuer)),
    ..Ways::PLAIN
};

#[test]
fn a_server_sees_three_handshakes_and_one_head() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    for version in ["1.2", "1.3"] {
        let server = Counting::start(&lab, SOUND);
        let more = ["--tls-max", version];
        let told = answers(
            &probe(&lab, server.port, "client.crt", &more),
            "ok",
            version,
        );
        assert_eq!(client(&told), ("required", &json!(true), &json!(false)));
        assert_eq!(
            (&told["handshakes"], &told["http"]["status"]),
            (&json!(3), &json!(200))
        );
        assert_eq!(server.requests(), ["HEAD / HTTP/1.1", "", ""], "{version}");
        // each was taken leave of
        let closed = until("the end", || {
            let visits = server.visits();
            visits.first().filter(|visit| visit.is_closed).cloned()
        });
        assert!(closed.head.contains("Host: localhost:"), "{closed:?}");

        let server = Counting::start(&lab, SOUND);
        let more = ["--tls-max", version, "--passive"];
        let told = answers(
            &probe(&lab, server.port, "client.crt", &more),
            "ok",
            version,
        );
        assert_eq!(client(&told), ("unknown", &json!(true), &json!(null)));
        assert_eq!(server.requests(), ["HEAD / HTTP/1.1"], "{version}");
    }
}

#[test]
fn a_server_that_serves_once_gets_our_certificate() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    for (certificate, code) in [
        ("client.crt", "ok"),
        ("stranger.crt", "client-cert-untrusted"),
    ] {
        let ways = Ways {
            connections: 1,
            ..SOUND
        };
        let server = Counting::start(&lab, ways);
        let told = answers(
            &probe(&lab, server.port, certificate, &[]),
            code,
            certificate,
        );
        assert_eq!(client(&told).0, "unknown");
    }
}

#[test]
fn a_server_that_says_nothing_after_the_handshake_is_said_to_have_said_nothing() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let ways = Ways {
        tickets: 0,
        versions: MODERN,
        ..SOUND
    };
    let server = Counting::start(&lab, ways);
    let told = probe(&lab, server.port, "client.crt", &["--no-head"]);
    let told = answers(&told, "ok", "no tickets");
    assert_eq!(client(&told), ("required", &json!(null), &json!(false)));
    assert_eq!(verdict(&told, "acceptance"), "warning");
    assert_eq!(server.requests(), ["", "", ""]);
    // an answer tells what no ticket does
    let told = answers(&probe(&lab, server.port, "client.crt", &[]), "ok", "a HEAD");
    assert_eq!(client(&told).1, &json!(true));
}

#[test]
fn an_alert_that_says_little_is_told_apart_by_how_a_stranger_is_refused() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    for versions in [OLDER, MODERN] {
        for (judge, code) in [
            // bad_certificate for whoever comes: Go and others
            (
                (|_| Err(E::BadEncoding)) as fn(bool) -> Result<(), E>,
                "client-cert-rejected",
            ),
            // a stranger's issuer is not known, ours is
            (
                |is_ours| {
                    Err(if is_ours {
                        E::BadEncoding
                    } else {
                        E::UnknownIssuer
                    })
                },
                "client-cert-rejected",
            ),
            // a stranger is welcome
            (
                |is_ours| if is_ours { Err(E::BadEncoding) } else { Ok(()) },
                "client-cert-rejected",
            ),
        ] {
            let ways = Ways {
                judge: Some(judge),
                versions,
                ..Ways::PLAIN
            };
            let server = Counting::start(&lab, ways);
            let case = format!("{versions:?} {code}");
            let told = answers(&probe(&lab, server.port, "client.crt", &[]), code, &case);
            let evidence = told["diagnosis"]["evidence"].to_string();
            assert!(
                evidence.contains("with a self-signed certificate made for this"),
                "{told}"
            );
        }
    }
}

#[test]
fn where_nothing_is_asked_for_the_head_goes_over_the_version_that_shows_a_late_request() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Counting::start(&lab, Ways::PLAIN);
    let told = answers(
        &probe(&lab, server.port, "client.crt", &[]),
        "ok",
        "both versions",
    );
    assert_eq!(client(&told).0, "not-requested");
    assert_eq!(told["tls"]["version"], "TLSv1.3");
    let visits = server.visits();
    let seen: Vec<_> = visits
        .iter()
        .map(|v| (v.version.as_str(), v.head.is_empty()))
        .collect();
    assert_eq!(seen, [("TLSv1_3", true), ("TLSv1_2", false)]);

    let modern = Ways {
        versions: MODERN,
        ..Ways::PLAIN
    };
    let server = Counting::start(&lab, modern);
    let told = answers(
        &probe(&lab, server.port, "client.crt", &[]),
        "ok",
        "1.3 alone",
    );
    assert_eq!(told["http"]["status"], 200);
    let heads = server.requests();
    assert_eq!(
        heads.iter().filter(|head| !head.is_empty()).count(),
        1,
        "{heads:?}"
    );
    // each that was begun is told
    assert_eq!(told["handshakes"], 3, "{told}");

    let server = Counting::start(&lab, modern);
    let told = probe(&lab, server.port, "client.crt", &["--passive"]);
    let told = answers(&told, "ok", "passive");
    assert_eq!(told["handshakes"], 1, "{told}");
    assert_eq!(server.requests(), ["HEAD / HTTP/1.1"]);
}

#[test]
fn a_certificate_that_holds_by_the_servers_clock_shows_that_ours_is_wrong() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    // server-expired.crt was valid in January 2024
    for (answer, is_clock) in [
        ("200 OK\r\nDate: Mon, 15 Jan 2024 12:00:00 GMT", true),
        ("200 OK\r\nDate: Fri, 15 Mar 2024 12:00:00 GMT", false),
        ("200 OK", false),
    ] {
        let ways = Ways {
            certificate: "server-expired.crt",
            answer,
            judge: if is_clock { SOUND.judge } else { None },
            insists: false,
            ..Ways::PLAIN
        };
        let server = Counting::start(&lab, ways);
        lab.write("auth", "Authorization: Bearer s3cr3t-t0ken\n");
        let ran = probe(&lab, server.port, "client.crt", &["-H", "@auth"]);
        let told = answers(&ran, "server-cert-expired", answer);
        let summary = told["diagnosis"]["summary"].as_str().unwrap();
        assert_eq!(
            summary.contains("this machine's clock, which is wrong"),
            is_clock,
            "{told}"
        );
        // the one HEAD went without anything of ours
        let visits = server.visits();
        let heads: Vec<_> = visits.iter().filter(|v| !v.head.is_empty()).collect();
        assert_eq!(heads.len(), 1, "{visits:?}");
        assert!(!heads[0].head.contains("s3cr3t"), "{visits:?}");
    }
}

#[test]
fn clocks_that_differ_are_told_by_how_much() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let ways = Ways {
        answer: "200 OK\r\nDate: Mon, 15 Jan 2024 12:00:00 GMT",
        ..SOUND
    };
    let server = Counting::start(&lab, ways);
    let told = answers(
        &probe(&lab, server.port, "client.crt", &[]),
        "ok",
        "an old Date",
    );
    assert_eq!(verdict(&told, "http"), "warning");
    assert!(told["http"]["clock_ahead_seconds"].as_i64().unwrap() > 60_000_000);
    assert!(told.to_string().contains("ahead of the server's"), "{told}");
}

#[test]
fn a_401_is_a_problem_only_of_those_who_sent_credentials() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let ways = Ways {
        answer: "401 Unauthorized\r\nWWW-Authenticate: Bearer",
        ..SOUND
    };
    let server = Counting::start(&lab, ways);
    let told = answers(
        &probe(&lab, server.port, "client.crt", &[]),
        "ok",
        "without",
    );
    assert_eq!(verdict(&told, "http"), "warning");
    let summary = told["diagnosis"]["summary"].as_str().unwrap();
    assert!(
        summary.starts_with("TLS takes the certificate; HTTP wants credentials"),
        "{told}"
    );
    lab.write("auth", "Authorization: Bearer s3cr3t-t0ken\n");
    let ran = probe(&lab, server.port, "client.crt", &["-H", "@auth"]);
    answers(&ran, "unauthorized", "with");
    assert!(server.visits()[3].head.contains("s3cr3t-t0ken"));
    assert!(!format!("{ran:?}").contains("s3cr3t"), "{ran:?}");
}
