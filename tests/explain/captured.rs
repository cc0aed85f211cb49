//! What was captured once: clients too dear for each run (Go, and packages of PyPI), and the error
//! lines that people met, each with where it is from.

use std::path::{Path, PathBuf};

use crate::common::Lab;
use crate::tally::{Open, Tally};

#[test]
fn what_other_clients_printed_is_the_fault_that_was_set_up() {
    let lab = Lab::new();
    let mut tally = Tally::default();
    for file in ["go", "requests", "httpx", "curl_cffi", "grpc", "openssl11"] {
        let text = std::fs::read_to_string(folder().join(format!("{file}.txt"))).unwrap();
        for part in text.split("\n=== ").skip(1) {
            let (name, text) = part.split_once('\n').unwrap();
            assert_ne!(text.trim(), "accepted", "{file} {name}");
            tally.count(&lab, file, name, truth(name), text, OPEN);
        }
    }
    tally.told("captured");
}

#[test]
fn every_error_line_that_people_met_is_understood() {
    let lab = Lab::new();
    let mut tally = Tally::default();
    let text = std::fs::read_to_string(folder().join("lines.txt")).unwrap();
    for row in text
        .lines()
        .filter(|row| !row.starts_with('#') && !row.is_empty())
    {
        let [truth, source, text] = row.splitn(3, " | ").collect::<Vec<_>>()[..] else {
            panic!("not three columns: {row}");
        };
        tally.count(&lab, source, text, truth.trim(), text, &[]);
    }
    tally.told("lines");
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain/captured")
}

fn truth(name: &str) -> &'static str {
    match name.trim_end_matches("-1.2").trim_end_matches("-1.3") {
        "none" => "client-cert-required",
        "stranger" => "client-cert-untrusted",
        "expired" => "client-cert-expired",
        "purpose" => "client-cert-wrong-purpose",
        "revoked" => "client-cert-revoked",
        "untrusted" => "server-cert-untrusted",
        "elsewhere" => "server-name-mismatch",
        "stale" => "server-cert-expired",
        "version" => "tls-version-unsupported",
        "plain" => "not-tls",
        "closed" => "connection-refused",
        "reset" => "connection-reset",
        "mismatch" => "key-mismatch",
        "absent" => "file-unreadable",
        other => panic!("{other}: no such case"),
    }
}

/// What cannot be known from the text alone.
#[rustfmt::skip] // a table
const OPEN: &[Open] = &[
    ("httpx", "stranger-1.3", UNSENT, DROPPED),
    ("httpx", "expired-1.3", UNSENT, DROPPED),
    ("httpx", "purpose-1.3", UNSENT, DROPPED),
    ("httpx", "revoked-1.3", UNSENT, DROPPED),
    ("httpx", "mismatch", UNSENT, DROPPED),
    ("httpx", "absent", UNSENT, DROPPED),
    ("grpc", "none-1.3", MUTE, SILENT),
    ("grpc", "stranger-1.3", MUTE, SILENT),
    ("grpc", "expired-1.3", MUTE, SILENT),
    ("grpc", "purpose-1.3", MUTE, SILENT),
    ("grpc", "revoked-1.3", MUTE, SILENT),
    ("openssl11", "stale", &["server-cert-untrusted"], "pyOpenSSL says \"certificate verify failed\" and no reason"),
];

const MUTE: &[&str] = &["handshake-closed"];
const SILENT: &str = "gRPC does not print the alert that comes after the handshake of TLS 1.3";
const UNSENT: &[&str] = &["client-cert-required"];
const DROPPED: &str = "httpx with verify=FILE leaves cert= out, so none was sent";
