//! The server refuses our certificate, or its absence: the true cause, whatever the TLS version
//! and however the server takes its leave.

use crate::between::{Manner, relay};
use crate::certificates;
use crate::common::{Lab, Ran, peer};
use crate::servers::Server;

/// What we present, the cause, and curl's code for it.
const CAUSES: &[(&str, &str, i32)] = &[
    ("", "client-cert-required", 98),
    ("stranger.crt", "client-cert-untrusted", 35),
    ("self.crt", "client-cert-untrusted", 35),
    ("expired.crt", "client-cert-expired", 35),
    ("server-only.crt", "client-cert-wrong-purpose", 35),
];

const MANNERS: &[Manner] = &[
    Manner::AlertThenClose,
    Manner::AlertThenReset,
    Manner::Close,
    Manner::Reset,
];

const DEMANDING: &str = "-CAfile ca.crt -Verify 1 -verify_return_error";

/// A call on the port with this certificate, `""` being none, and further arguments.
fn call(lab: &Lab, port: u16, certificate: &str, more: &[&str]) -> Ran {
    let url = format!("https://localhost:{port}/");
    let mut args = vec!["call", &url, "--cacert", "ca.crt", "-m", "20"];
    if !certificate.is_empty() {
        args.extend(["--cert", certificate, "--key", "client.key"]);
    }
    args.extend(more);
    lab.mtls(&args)
}

#[test]
fn the_cause_is_the_same_in_both_versions_by_alert_by_silence_and_by_reset() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    for version in ["-tls1_2", "-tls1_3"] {
        let server = Server::openssl(&lab, &format!("{version} {DEMANDING}"));
        for (certificate, code, exit) in CAUSES {
            let ran = call(&lab, server.port, certificate, &[]);
            refused(
                &ran,
                code,
                *exit,
                &format!("{version} {certificate} directly"),
            );
            for manner in MANNERS {
                let port = relay(server.port, *manner);
                let ran = call(&lab, port, certificate, &[]);
                refused(
                    &ran,
                    code,
                    *exit,
                    &format!("{version} {certificate} {manner:?}"),
                );
            }
        }
        let ran = call(&lab, server.port, "client.crt", &[]).ok();
        assert!(ran.stdout.contains("HTTP/1.0 200 ok") || ran.stdout.contains("s_server"));
        call(&lab, server.port, "v1.crt", &[]).ok();
    }
}

#[test]
fn a_refusal_under_a_large_upload_still_gives_its_cause() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    lab.write("large", vec![b'x'; 2 << 20]);
    for version in ["-tls1_2", "-tls1_3"] {
        let server = Server::openssl(&lab, &format!("{version} {DEMANDING}"));
        let ports: Vec<u16> = MANNERS
            .iter()
            .map(|manner| relay(server.port, *manner))
            .chain([server.port])
            .collect();
        for round in 0..10 {
            let (certificate, code, exit) = CAUSES[round % 2];
            let port = ports[round % ports.len()];
            // with and without waiting for a 100
            let expect = if round < 5 { "Expect:" } else { "X-A: b" };
            let upload = ["--data-binary", "@large", "-H", expect];
            let ran = call(&lab, port, certificate, &upload);
            refused(&ran, code, exit, &format!("{version} round {round}"));
        }
    }
}

#[test]
fn a_certificate_without_a_visible_fault_is_rejected_with_what_was_said() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    for version in ["-tls1_2", "-tls1_3"] {
        // a name that the certificate does not have: alert bad_certificate, which says little
        let picky = format!("{version} {DEMANDING} -verify_hostname elsewhere.example");
        let server = Server::openssl(&lab, &picky);
        for manner in MANNERS {
            let ran = call(&lab, relay(server.port, *manner), "client.crt", &[]);
            let case = format!("{version} {manner:?}");
            refused(&ran, "client-cert-rejected", 35, &case);
            assert!(ran.stderr.contains("CN=client"), "{ran:?}");
        }
    }
}

#[test]
fn nginx_400s_for_a_missing_and_for_a_bad_certificate_are_refused_handshakes() {
    let (Some(lab), Some(nginx)) = (certificates::lab(), peer("nginx")) else {
        return;
    };
    let server = Server::nginx(
        &lab,
        &nginx,
        "listen 127.0.0.1:PORT ssl; ssl_verify_client on; return 200 in;",
    );
    lab.write("large", vec![b'x'; 2 << 20]);
    for version in ["1.2", "1.3"] {
        for (certificate, code, exit) in CAUSES {
            let upload = [
                "--tls-max",
                version,
                "--data-binary",
                "@large",
                "-H",
                "Expect:",
            ];
            let ran = call(&lab, server.port, certificate, &upload);
            assert_eq!(ran.code, *exit, "{certificate}: {ran:?}");
            assert!(
                ran.stderr.contains(&format!("[{code}]")),
                "{certificate}: {ran:?}"
            );
            let ran = call(&lab, server.port, certificate, &["--tls-max", version]);
            assert_eq!(ran.code, *exit, "{certificate}: {ran:?}");
            assert!(
                ran.stderr.contains(&format!("[{code}]")),
                "{certificate}: {ran:?}"
            );
            assert!(ran.stderr.contains("evidence: HTTP 400 with \""), "{ran:?}");
            // it is an answer all the same, as in curl
            assert!(ran.stdout.contains("400 Bad Request"), "{ran:?}");
        }
        let ran = call(&lab, server.port, "client.crt", &["--tls-max", version]);
        assert_eq!(ran.ok().stdout, "in");
    }
}

#[test]
fn an_nginx_that_only_asks_lets_in_without_a_certificate() {
    let (Some(lab), Some(nginx)) = (certificates::lab(), peer("nginx")) else {
        return;
    };
    let server = Server::nginx(
        &lab,
        &nginx,
        "listen 127.0.0.1:PORT ssl; ssl_verify_client optional;
         location / { return 200 $ssl_client_verify; }
         location /closed { return 403; }
         location /who { return 401; }",
    );
    assert_eq!(call(&lab, server.port, "", &[]).ok().stdout, "NONE");
    assert_eq!(
        call(&lab, server.port, "v1.crt", &[]).ok().stdout,
        "SUCCESS"
    );
    let at = |path: &str, certificate: &str, more: &[&str]| {
        let url = server.url(path);
        let mut args = vec!["call", &url, "--cacert", "ca.crt"];
        if !certificate.is_empty() {
            args.extend(["--cert", certificate, "--key", "client.key"]);
        }
        args.extend(more);
        lab.mtls(&args)
    };
    let forbidden = at("/closed", "client.crt", &[]);
    assert_eq!(forbidden.code, 0, "{forbidden:?}");
    assert!(forbidden.stderr.contains("[forbidden]"), "{forbidden:?}");
    let forbidden = at("/closed", "", &["-f"]);
    assert_eq!((forbidden.code, forbidden.stdout.as_str()), (22, ""));
    assert!(forbidden.stderr.contains("none was sent"), "{forbidden:?}");
    let nobody = at("/who", "client.crt", &["-f"]).fails(22, "[unauthorized]");
    assert!(nobody.stderr.contains("none were sent"), "{nobody:?}");
    let token = ["-f", "--oauth2-bearer", "t"];
    let stale = at("/who", "client.crt", &token).fails(22, "[unauthorized]");
    assert!(stale.stderr.contains("get a new token"), "{stale:?}");
}

#[track_caller]
fn refused(ran: &Ran, code: &str, exit: i32, case: &str) {
    assert_eq!(ran.code, exit, "{case}: {ran:?}");
    assert!(ran.stderr.contains(&format!("[{code}]")), "{case}: {ran:?}");
    assert!(ran.stderr.contains("  evidence: "), "{case}: {ran:?}");
    assert!(ran.stderr.contains("  fix: "), "{case}: {ran:?}");
    assert_eq!(ran.stdout, "", "{case}: {ran:?}");
}
