//! What we refuse, or cannot agree on: the server's certificate, its versions, its ciphers.

use crate::certificates;
use crate::common::pki::{request, sign, sign_for_the_past};
use crate::common::{Lab, Ran, peer};
use crate::recorder::Recorder;
use crate::servers::Server;

fn call(lab: &Lab, url: &str, more: &[&str]) -> Ran {
    lab.mtls(&[&["call", url, "--cacert", "ca.crt", "-m", "20"], more].concat())
}

#[test]
fn a_bad_server_certificate_ends_60_in_both_versions() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    for version in ["-tls1_2", "-tls1_3"] {
        for (certificate, code, saying) in [
            (
                "server-stranger",
                "server-cert-untrusted",
                "issued by CN=Other CA",
            ),
            (
                "server-expired",
                "server-cert-expired",
                "expired on 2024-02-01",
            ),
            (
                "server-elsewhere",
                "server-name-mismatch",
                "it is for DNS:elsewhere.example",
            ),
            (
                "server-client-only",
                "server-cert-wrong-purpose",
                "serverAuth",
            ),
        ] {
            let server = Server::openssl(&lab, &format!("{version} -cert {certificate}.crt"));
            let ran = call(&lab, &server.url("/"), &[]).fails(60, &format!("[{code}]"));
            assert!(ran.stderr.contains(saying), "{certificate}: {ran:?}");
            call(&lab, &server.url("/"), &["-k"]).ok();
        }
    }
}

#[test]
fn a_name_that_is_not_certified_is_told_apart_from_an_unknown_issuer() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Server::openssl(&lab, "");
    let port = server.port;
    let elsewhere = format!("https://not-certified.example:{port}/");
    let to = format!("not-certified.example:{port}:127.0.0.1");
    call(&lab, &elsewhere, &["--resolve", &to]).fails(60, "[server-name-mismatch]");
    // without --cacert nothing vouches for it
    lab.mtls(&["call", &server.url("/")])
        .fails(60, "[server-cert-untrusted]");
    let missing = ["call", &server.url("/"), "--cacert", "no-such.crt"];
    lab.mtls(&missing).fails(77, "[file-unreadable]");
    let not_one = ["call", &server.url("/"), "--cacert", "client.key"];
    lab.mtls(&not_one).fails(77, "[cert-missing]");
}

#[test]
fn versions_that_do_not_meet_are_called_so() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let new = Server::openssl(&lab, "-tls1_3");
    for more in [
        &["--tls-max", "1.2"][..],
        &["--tlsv1.2", "--tls-max", "1.2"],
    ] {
        call(&lab, &new.url("/"), more).fails(35, "[tls-version-unsupported]");
    }
    let old = Server::openssl(&lab, "-tls1_2");
    call(&lab, &old.url("/"), &["--tlsv1.3"]).fails(35, "[tls-version-unsupported]");
    call(&lab, &old.url("/"), &["--tls-max", "1.2"]).ok();
    call(&lab, &new.url("/"), &["--tlsv1.3"]).ok();
    let ancient = Server::openssl(&lab, "-tls1_1 -cipher DEFAULT@SECLEVEL=0");
    call(&lab, &ancient.url("/"), &[]).fails(35, "[tls-version-unsupported]");
    let contradiction = ["--tlsv1.3", "--tls-max", "1.2"];
    let ran = call(&lab, &new.url("/"), &contradiction);
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn ciphers_and_groups_that_do_not_meet_are_called_so() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    for arguments in [
        "-tls1_2 -cipher ECDHE-ECDSA-AES256-SHA384",
        "-tls1_2 -cipher AES128-SHA",
        "-tls1_3 -groups ffdhe2048",
    ] {
        let server = Server::openssl(&lab, arguments);
        let ran = call(&lab, &server.url("/"), &[]).fails(35, "[no-shared-cipher]");
        assert!(
            ran.stderr.contains("alert handshake_failure (40)"),
            "{ran:?}"
        );
    }
}

#[test]
fn a_self_signed_server_is_trusted_when_it_is_named() {
    let (Some(lab), Some(openssl)) = (certificates::lab(), peer("openssl")) else {
        return;
    };
    lab.peer_line(
        &openssl,
        "req -x509 -key server.key -subj /CN=localhost -addext subjectAltName=DNS:localhost -days 9 -out own.crt",
    );
    let past = Server::openssl(&lab, "-cert server-expired.crt");
    let itself = ["call", &past.url("/"), "--cacert", "server-expired.crt"];
    lab.mtls(&itself).fails(60, "expired on 2024-02-01");
    let server = Server::openssl(&lab, "-cert own.crt");
    let url = server.url("/");
    call(&lab, &url, &[]).fails(60, "[server-cert-untrusted]");
    lab.mtls(&["call", &url, "--cacert", "own.crt"]).ok();
}

#[test]
fn only_a_ca_vouches_for_others_and_only_in_its_time() {
    let (Some(lab), Some(openssl)) = (certificates::lab(), peer("openssl")) else {
        return;
    };
    lab.write("san.ext", "subjectAltName=DNS:localhost\n")
        .write("ca.ext", "basicConstraints=CA:TRUE\n");
    request(&lab, &openssl, "old", "/CN=Old CA");
    sign_for_the_past(&lab, &openssl, "old.csr", "ca", "old.crt", "ca.ext");
    lab.peer_line(
        &openssl,
        "req -x509 -new -key other.key -subj /CN=NoCA -addext basicConstraints=critical,CA:FALSE -days 9 -out none.crt",
    );
    lab.write("none.key", lab.read("other.key"));
    lab.peer_line(&openssl, "req -new -key server.key -subj /CN=s -out s.csr");
    for (ca, saying) in [
        ("none", "where CN=NoCA is no CA certificate"),
        ("old", "the CA CN=Old CA in old.crt expired on 2024-02-01"),
    ] {
        let out = format!("by-{ca}.crt");
        sign(&lab, &openssl, "s.csr", ca, &out, "-extfile san.ext");
        let server = Server::openssl(&lab, &format!("-cert {out}"));
        if let Some(curl) = peer("curl") {
            let args = ["-s", &server.url("/"), "--cacert", &format!("{ca}.crt")];
            assert_eq!(lab.try_peer(&curl, &args).code, 60);
        }
        let args = ["call", &server.url("/"), "--cacert", &format!("{ca}.crt")];
        let ran = lab.mtls(&args).fails(60, "[server-cert-untrusted]");
        assert!(ran.stderr.contains(saying), "{ca}: {ran:?}");
    }
    // older CAs say what they are by their KeyUsage, or (v1) not at all
    lab.write("ku.ext", "keyUsage=keyCertSign\n")
        .write("none.ext", "");
    lab.peer_line(
        &openssl,
        "req -new -key other.key -subj /CN=Aged -out aged.csr",
    );
    lab.write("aged.key", lab.read("other.key"));
    for extensions in ["ku.ext", "none.ext"] {
        let line = format!(
            "x509 -req -in aged.csr -signkey other.key -days 9 -extfile {extensions} -out aged.crt"
        );
        lab.peer_line(&openssl, &line);
        sign(
            &lab,
            &openssl,
            "s.csr",
            "aged",
            "by-aged.crt",
            "-extfile san.ext",
        );
        let server = Server::openssl(&lab, "-cert by-aged.crt");
        let url = server.url("/");
        let ran = lab.mtls(&["call", &url, "--cacert", "aged.crt"]);
        assert_eq!(ran.code, 0, "{extensions}: {ran:?}");
        if let Some(curl) = peer("curl") {
            lab.peer(&curl, &["-s", &url, "--cacert", "aged.crt"]);
        }
    }
}

#[test]
fn a_server_that_is_named_must_be_meant_for_servers() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Server::openssl(&lab, "-cert server-client-only.crt");
    let itself = [
        "call",
        &server.url("/"),
        "--cacert",
        "server-client-only.crt",
    ];
    lab.mtls(&itself).fails(60, "[server-cert-wrong-purpose]");
}

#[test]
fn a_server_without_the_key_of_its_certificate_is_refused_even_unchecked() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    for most in ["1.2", "1.3"] {
        let url = Recorder::tls(&lab).url("/");
        call(&lab, &url, &["-k", "--tls-max", most]).ok();
        let url = Recorder::tls_with_key(&lab, "client.key").url("/");
        let ran = call(&lab, &url, &["-k", "--tls-max", most]);
        assert!(matches!(ran.code, 35 | 60), "{most}: {ran:?}");
    }
}
