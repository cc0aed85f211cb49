//! Who is refused, how, and what is said of it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use super::harness::{Sandbox, mtls, peer, stderr, stdout};
use super::{openssl, status_and_body};

#[test]
fn a_certificate_that_does_not_suit_is_refused_by_an_alert_in_both_versions() {
    let Some(_) = peer("curl") else { return };
    let sandbox = Sandbox::start(&[]);
    let url = format!("{}/whoami", sandbox.fact("url"));
    for (version, codes) in [("1.3", &[56, 55][..]), ("1.2", &[35, 60, 98])] {
        let limit = ["--tls-max", version, url.as_str()];
        for (refused, alert) in [
            (sandbox.curl_bare(&limit), "alert certificate required"),
            (
                sandbox.curl_as("refused.stranger", &limit),
                "alert unknown ca",
            ),
            (
                sandbox.curl_as("refused.expired", &limit),
                "alert certificate expired",
            ),
            (
                sandbox.curl_as("refused.server_only", &limit),
                "alert unsupported certificate",
            ),
        ] {
            let (code, said) = (refused.status.code().unwrap(), stderr(&refused));
            assert!(codes.contains(&code), "{version} {alert}: {code} {said}");
            // curl has its own sentence for an expired certificate in TLS 1.2
            assert!(
                said.contains(alert) || code == 60,
                "{version} {alert}: {said}"
            );
        }
    }
    let (_, told) = sandbox.terminate();
    for reason in [
        "handshake refused: no client certificate was sent",
        "was not issued by the sandbox's CA CN=sandbox-client",
        "the client certificate has expired CN=sandbox-client",
        "extendedKeyUsage lacks clientAuth",
    ] {
        assert_eq!(told.matches(reason).count(), 2, "{reason}: {told}");
    }
}

#[test]
fn openssl_agrees_with_what_the_server_asks_for() {
    let Some(_) = peer("openssl") else { return };
    let sandbox = Sandbox::start(&[]);
    let address = sandbox.fact("url").replace("https://", "");
    let connect = |more: &[&str]| {
        let output = Command::new("openssl")
            .args([
                "s_client",
                "-connect",
                &address,
                "-CAfile",
                sandbox.fact("ca"),
            ])
            .args([
                "-verify_return_error",
                "-verify_ip",
                "127.0.0.1",
                "-ign_eof",
            ])
            .args(more)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        format!("{}{}", stdout(&output), stderr(&output))
    };
    let none = connect(&[]);
    assert!(none.contains("CN = mtls sandbox CA"), "{none}");
    assert!(none.contains("Verify return code: 0 (ok)") || none.contains("Verification: OK"));
    assert!(none.contains("SSL alert number 116"), "{none}");
    let expired = sandbox.fact("refused.expired");
    let expired = connect(&["-tls1_2", "-cert", expired, "-key", sandbox.fact("key")]);
    assert!(expired.contains("SSL alert number 45"), "{expired}");
    let old = connect(&["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]);
    // 70 or 40: without signature_algorithms there is more than one thing wrong with it
    assert!(
        old.contains("alert protocol version") || old.contains("alert number 40"),
        "{old}"
    );
}

#[test]
fn a_csr_that_is_not_signed_is_told_why() {
    let (Some(_), Some(_)) = (peer("curl"), peer("openssl")) else {
        return;
    };
    let sandbox = Sandbox::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let sign = format!("{}/sign", sandbox.fact("portal_url"));
    let at = |name: &str| format!("@{}", folder.path().join(name).display());
    let make = |out: &str, bits: &str, subject: &str| {
        let request = ["req", "-new", "-nodes", "-keyout", "k", "-out", out];
        let kind = format!("rsa:{bits}");
        openssl(
            folder.path(),
            &[&request[..], &["-newkey", &kind, "-subj", subject]].concat(),
        );
    };
    make("good", "2048", "/CN=app");
    make("weak", "1024", "/CN=app");
    make("anonymous", "2048", "/O=Acme");
    let ask = |how: &str, name: &str| {
        let (status, body) = status_and_body(&sandbox, &[how, &at(name), &sign]);
        assert_eq!(status, "422", "{body}");
        body
    };
    let flattened = ask("--data", "good");
    assert_eq!(flattened["error"], "flattened_pem");
    assert!(
        flattened["error_description"]
            .as_str()
            .unwrap()
            .contains("--data-binary")
    );
    assert_eq!(ask("--data-binary", "weak")["error"], "weak_key");
    assert_eq!(ask("--data-binary", "anonymous")["error"], "missing_cn");
    assert_eq!(ask("--data-binary", "k")["error"], "private_key_sent");
    let ec = |curve: &str| {
        let kind = format!("ec_paramgen_curve:{curve}");
        let request = [
            "req", "-new", "-nodes", "-keyout", "k", "-out", curve, "-subj", "/CN=app",
        ];
        openssl(
            folder.path(),
            &[&request[..], &["-newkey", "ec", "-pkeyopt", &kind]].concat(),
        );
    };
    ec("P-256");
    ec("P-384");
    ec("P-521");
    assert_eq!(ask("--data-binary", "P-521")["error"], "unsupported_key");
    for good in ["P-256", "P-384"] {
        let signed = sandbox.curl_bare(&["-f", "--data-binary", &at(good), &sign]);
        assert!(signed.status.success(), "{good}: {}", stderr(&signed));
    }
}

#[test]
fn a_port_that_is_taken_and_plain_http_are_told() {
    let sandbox = Sandbox::start(&[]);
    let port = sandbox.fact("url").rsplit(':').next().unwrap().to_owned();
    let second = mtls().args(["sandbox", "--port", &port]).output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    assert!(stderr(&second).contains(&format!("cannot listen on 127.0.0.1:{port}")));
    let mut plain = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    plain
        .write_all(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        .unwrap();
    let _ = plain.read_to_end(&mut Vec::new());
    let (_, told) = sandbox.terminate();
    assert!(told.contains("did not speak TLS"), "{told}");
}

#[test]
fn a_certificate_of_version_1_is_told_in_words() {
    let Some(_) = peer("openssl") else { return };
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs_err::write(at.join("name.cnf"), "[req]\ndistinguished_name=d\n[d]\n").unwrap();
    let new = "req -config name.cnf -new -newkey rsa:2048 -nodes -keyout v1.key -out v1.csr -subj /CN=old";
    super::openssl_line(at, new);
    super::openssl_line(at, "x509 -req -in v1.csr -signkey v1.key -out v1.crt");
    let sandbox = Sandbox::start(&[]);
    let url = format!("{}/whoami", sandbox.fact("url"));
    let called = mtls()
        .args([
            "call",
            "-s",
            "--cacert",
            sandbox.fact("ca"),
            "--cert",
            "v1.crt",
            "--key",
            "v1.key",
            &url,
        ])
        .current_dir(at)
        .output();
    assert!(!called.unwrap().status.success());
    let (_, told) = sandbox.terminate();
    assert!(told.contains("X.509 version 1"), "{told}");
    assert!(!told.contains("OtherError"), "{told}");
}
