//! What is wrong on this side is the answer, in the same form, and no server hears of it.

use std::net::TcpListener;

use crate::certificates;
use crate::told::{answers, verdict};

#[test]
fn faults_of_our_files_are_the_first_step_and_reach_nobody() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    lab.write("text.crt", "hello\n");
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let target = format!("localhost:{}", listener.local_addr().unwrap().port());
    for (files, code) in [
        ("--cert none.crt", "file-unreadable"),
        ("--cert text.crt", "unknown-format"),
        ("--cert client.crt", "key-missing"),
        ("--cert client.key", "cert-missing"),
        ("--cert client.crt --key server.key", "key-mismatch"),
        ("--cert client.crt --key locked.key", "passphrase-needed"),
        (
            "--cert client.crt --key locked.key --pass env:WRONG",
            "wrong-passphrase",
        ),
        (
            "--cert client.crt --key client.key --cacert none.crt",
            "file-unreadable",
        ),
        ("-H @missing", "file-unreadable"),
    ] {
        let ran = lab.mtls_line(&format!("probe {target} --json {files}"));
        let told = answers(&ran, code, files);
        assert_eq!(verdict(&told, "files"), "failed", "{files}: {told}");
        assert_eq!(told["diagnosis"]["said_by"], "us", "{files}");
        assert_eq!(told["handshakes"], 0, "{files}");
    }
    assert!(listener.accept().is_err(), "somebody connected");
    let quiet = lab.mtls_line(&format!("probe {target} -q --cert none.crt"));
    quiet.fails(1, "[file-unreadable]");
    let shown = lab.mtls_line(&format!("probe {target} --cert none.crt"));
    assert_eq!((shown.code, shown.stderr.as_str()), (1, ""), "{shown:?}");
    assert!(
        shown.stdout.contains("mtls: cannot read none.crt"),
        "{shown:?}"
    );
    assert!(shown.stdout.contains("\n  fix: "), "{shown:?}");
}

#[test]
fn what_can_be_seen_is_a_warning_until_the_server_says_more() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = crate::servers::Server::openssl(&lab, "-CAfile ca.crt -Verify 1"); // takes any
    for certificate in ["expired.crt", "server-only.crt", "v1.crt"] {
        let more = ["--no-head"];
        let ran = crate::told::probe(&lab, server.port, certificate, &more);
        let told = answers(&ran, "ok", certificate);
        assert_eq!(verdict(&told, "files"), "warning", "{certificate}: {told}");
    }
}

#[test]
fn what_is_no_tls_server_is_a_matter_of_usage() {
    let lab = crate::common::Lab::new();
    for (line, saying) in [
        ("probe http://localhost:1", "plain text"),
        ("probe localhost:99999", "port"),
        ("probe localhost:1 --watch 0s", "at least 1"),
        ("probe localhost:1 --key -", "--cert"),
        ("probe localhost:1 --watch 5s --cert -", "read once"),
        (
            "probe localhost:1 --all-addresses -x localhost:2",
            "by name",
        ),
    ] {
        lab.mtls_line(line).fails(2, saying);
    }
}
