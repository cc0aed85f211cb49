//! What `match-key` says of what it could not do, and of what is not what its name says.

use std::fs::create_dir_all;

use crate::common::pki::{authority, request};
use crate::common::{Lab, issue, peer};

/// A folder `keys` with a locked key, a damaged one and one that fits nothing.
fn with_folder(openssl: &std::path::Path) -> Lab {
    let lab = Lab::new();
    issue(&lab, openssl);
    create_dir_all(lab.path("keys")).unwrap();
    lab.peer_line(
        openssl,
        "pkcs8 -topk8 -in client.key -passout env:PW -out keys/locked.key",
    );
    lab.write("keys/other.key", lab.text("ca.key"));
    let damaged = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----\n";
    lab.write("keys/damaged.key", damaged);
    lab
}

#[test]
fn a_search_counts_only_what_it_looked_into() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = with_folder(&openssl);
    let ran = lab.mtls_line("match-key client.crt --search keys");
    assert_eq!(ran.code, 1);
    for part in [
        "none of the 1 file(s) looked into holds the private key",
        "1 more stayed locked; 1 more could not be read",
        "--pass, and check the permissions",
    ] {
        assert!(ran.stderr.contains(part), "no {part} in {ran:?}");
    }
    std::fs::remove_file(lab.path("keys/locked.key")).unwrap();
    let ran = lab.mtls_line("match-key client.crt --search keys");
    assert!(
        ran.stderr.contains("see with -v which these are"),
        "{ran:?}"
    );
    assert!(!ran.stderr.contains("--pass"), "{ran:?}");
}

#[test]
fn locked_files_are_of_no_interest_once_the_key_is_found() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = with_folder(&openssl);
    lab.write("keys/right.key", lab.text("client.key"));
    let ran = lab.mtls_line("match-key client.crt keys").ok();
    assert!(!ran.stderr.contains("locked"), "{ran:?}");
    let ran = lab.mtls_line("match-key client.crt keys -v").ok();
    assert!(ran.stderr.contains("1 locked file(s)"), "{ran:?}");
}

#[test]
fn check_takes_several_keys_each_by_itself() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let ran = lab.mtls_line("match-key --check client.key ca.key").ok();
    assert!(
        ran.stdout
            .starts_with("ok: the numbers of each of 2 keys agree"),
        "{ran:?}"
    );
    assert!(!ran.stdout.contains("differs"), "{ran:?}");
    let found = lab
        .mtls_line("match-key --check client.key ca.key --json")
        .ok()
        .json();
    assert_eq!(found["match"], serde_json::Value::Null);
    assert_eq!(found["checks"].as_array().unwrap().len(), 2);
    lab.peer_line(&openssl, "ec -in client.key -outform DER -out bad.der");
    let mut bad = lab.read("bad.der");
    bad[20] ^= 1;
    lab.write("bad.der", bad);
    let ran = lab.mtls_line("match-key --check bad.der ca.key");
    assert_eq!(ran.code, 1);
    assert!(
        ran.stdout.starts_with("BROKEN: the numbers of 1 of 2 keys"),
        "{ran:?}"
    );
    // beside a certificate they have to belong to it as ever
    assert_eq!(
        lab.mtls_line("match-key --check client.crt client.key ca.key")
            .code,
        1
    );
}

#[test]
fn a_request_under_the_name_of_a_certificate_is_said_to_be_one() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.write("returned.crt", lab.text("client.csr"));
    let ran = lab.mtls_line("match-key returned.crt client.key").ok();
    let note = "no certificate was compared: returned.crt holds a CSR";
    assert!(ran.stderr.contains(note), "{ran:?}");
    let ran = lab.mtls_line("match-key client.csr client.key").ok();
    assert!(!ran.stderr.contains("no certificate was"), "{ran:?}");
}

#[test]
fn a_request_whose_own_signature_does_not_hold_is_no_match() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.peer_line(&openssl, "req -in client.csr -outform DER -out client.der");
    let mut bad = lab.read("client.der");
    let at = bad.windows(6).position(|w| w == b"client").unwrap();
    bad[at] = b'k';
    lab.write("bad.csr", bad);
    let ran = lab.mtls_line("match-key bad.csr client.key");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.stdout
            .starts_with("NO MATCH: the same public key, and a CSR whose"),
        "{ran:?}"
    );
    assert!(
        ran.stderr
            .contains("the CSR in bad.csr is not signed by the key it names"),
        "{ran:?}"
    );
    let found = lab.mtls_line("match-key bad.csr client.key --json").json();
    assert_eq!(found["invalid_requests"][0], "bad.csr");
}

#[test]
fn the_fix_fits_what_was_compared() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    request(&lab, &openssl, "new", "/CN=new");
    authority(&lab, &openssl, "other", "/CN=other");
    for (files, fix) in [
        ("client.crt other.crt", "each has a key of its own"),
        (
            "client.csr new.csr",
            "send the one whose private key you hold",
        ),
        ("client.crt new.csr", "was issued for another request"),
        ("client.crt new.key", "find the key that made the request"),
    ] {
        let ran = lab.mtls_line(&format!("match-key {files}"));
        assert_eq!(ran.code, 1);
        assert!(ran.stderr.contains(fix), "{files}: {ran:?}");
    }
}

#[test]
fn a_keystore_that_no_passphrase_opens_may_be_damaged() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.peer_line(
        &openssl,
        "pkcs12 -export -in client.crt -inkey client.key -out c.p12 -passout env:PW",
    );
    let mut bad = lab.read("c.p12");
    let at = bad.len() / 2;
    bad[at] ^= 1;
    lab.write("bad.p12", bad);
    let ran = lab.mtls_line("convert bad.p12 --pass env:PW --out x.pem");
    ran.fails(1, "if it is right, the file is damaged");
}

#[test]
fn convert_does_not_tell_to_run_convert() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.peer_line(
        &openssl,
        "pkcs12 -export -legacy -in client.crt -inkey client.key -out c.p12 -passout env:PW",
    );
    let ran = lab
        .mtls_line("convert c.p12 --pass env:PW --out x.pem")
        .ok();
    assert!(ran.stderr.contains("RC2-40"), "{ran:?}");
    assert!(!ran.stderr.contains("rewrite the file"), "{ran:?}");
    let ran = lab
        .mtls_line("match-key c.p12 client.key --pass env:PW")
        .ok();
    assert!(
        ran.stderr.contains("rewrite the file with `mtls convert`"),
        "{ran:?}"
    );
}

#[test]
fn a_root_that_stands_twice_in_a_secret_counts_once() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = super::convert_forms::chain(&openssl);
    for to in ["env", "k8s-secret"] {
        for part in ["full", "no-root"] {
            let line = format!("convert all.pem --to {to} --chain {part} --out x --json --force");
            let ran = lab.mtls_line(&line).ok();
            assert_eq!(
                ran.stdout.matches("\"certificate\"").count(),
                3,
                "{line}: {ran:?}"
            );
        }
    }
}
