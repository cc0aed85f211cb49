//! `convert` against openssl: PKCS#12, PEM and DER into each other.

use crate::common::{Lab, issue, peer};

fn labels(pem: &str) -> Vec<&str> {
    pem.lines()
        .filter_map(|l| l.strip_prefix("-----BEGIN ")?.strip_suffix("-----"))
        .collect()
}

#[test]
fn a_pfx_of_today_and_a_legacy_one_become_pem_leaf_first_and_then_the_key() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let export = [
        "pkcs12",
        "-export",
        "-in",
        "client.crt",
        "-inkey",
        "client.key",
        "-certfile",
        "ca.crt",
        "-passout",
        "env:PW",
        "-name",
        "x",
    ];
    lab.peer(&openssl, &[&export[..], &["-out", "new.pfx"]].concat());
    lab.peer(
        &openssl,
        &[&export[..], &["-out", "old.pfx", "-legacy"]].concat(),
    );
    for pfx in ["new.pfx", "old.pfx"] {
        let ran = lab
            .mtls(&[
                "convert",
                pfx,
                "--pass",
                "env:PW",
                "--out",
                "client.pem",
                "--force",
            ])
            .ok();
        assert_eq!(ran.stderr.matches("not locked").count(), 1);
        let pem = lab.text("client.pem");
        assert_eq!(labels(&pem), ["CERTIFICATE", "CERTIFICATE", "PRIVATE KEY"]);
        assert!(pem.starts_with("-----BEGIN CERTIFICATE-----") && !pem.contains("Bag"));
        assert_eq!(
            pem,
            lab.text("client.crt") + &lab.text("ca.crt") + &lab.text("client.key")
        );
        assert_eq!(lab.mode("client.pem"), 0o600);
    }
    lab.mtls_line("convert new.pfx --pass env:WRONG --out x")
        .fails(1, "[wrong-passphrase]");
    lab.mtls_line("convert new.pfx --out x")
        .fails(1, "[passphrase-needed]");
    lab.mtls_line("convert new.pfx --pass env:PW --out client.pem")
        .fails(1, "exists already");
    assert!(!lab.exists("x"));
}

#[test]
fn certificate_key_and_chain_go_to_their_own_files_all_or_none() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.peer_line(&openssl, "pkcs12 -export -in client.crt -inkey client.key -certfile ca.crt -passout env:PW -out c.pfx");
    let split = [
        "convert",
        "c.pfx",
        "--pass",
        "env:PW",
        "--out-cert",
        "o.crt",
        "--out-key",
        "o.key",
    ];
    let before = lab.files();
    lab.mtls(&[&split[..], &["--out-chain", "no/o.ca"]].concat())
        .fails(1, "folder does not exist");
    assert_eq!(lab.files(), before);
    let ran = lab
        .mtls(
            &[
                &split[..],
                &["--out-chain", "o.ca", "--out-pass", "env:PW", "--json"],
            ]
            .concat(),
        )
        .ok();
    let files: Vec<serde_json::Value> = ran
        .stdout
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(files.len(), 3);
    assert_eq!(
        (&files[0]["path"], &files[0]["subject"]),
        (&"o.crt".into(), &"CN=client,O=Acme,C=BR".into())
    );
    assert_eq!(
        (&files[1]["path"], &files[1]["subject"]),
        (&"o.ca".into(), &"CN=Lab CA".into())
    );
    assert_eq!(
        (&files[2]["path"], &files[2]["encrypted"]),
        (&"o.key".into(), &true.into())
    );
}

#[test]
fn der_and_pem_become_each_other_to_the_byte() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.peer_line(&openssl, "x509 -in client.crt -outform der -out want.der");
    lab.peer_line(&openssl, "req -in client.csr -outform der -out csr.bin");
    lab.mtls_line("convert client.crt --out c.der").ok();
    assert_eq!(lab.read("c.der"), lab.read("want.der"));
    lab.mtls_line("convert c.der --out c.crt").ok();
    assert_eq!(lab.text("c.crt"), lab.text("client.crt"));
    lab.mtls_line("convert csr.bin --out back.csr").ok();
    assert_eq!(lab.text("back.csr"), lab.text("client.csr"));
}

#[test]
fn a_der_file_holds_one_object_and_standard_input_is_read_like_any_file() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.mtls_line("convert client.crt --out c.der").ok();
    lab.mtls_line("convert client.key --out key.der --no-encrypt")
        .ok();
    lab.peer_line(&openssl, "pkey -inform der -in key.der -noout");
    assert_eq!(lab.mode("key.der"), 0o600);
    lab.mtls_line("convert client.crt client.key --to der --out x")
        .fails(2, "one object");
    let ran = lab.mtls_in(&["convert", "-"], &lab.read("c.der")).ok();
    assert_eq!(ran.stdout, lab.text("client.crt"));
}

#[test]
fn a_key_is_locked_and_unlocked() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.mtls_line("convert client.key --out-pass env:PW --out lock.key")
        .ok();
    assert_eq!(labels(&lab.text("lock.key")), ["ENCRYPTED PRIVATE KEY"]);
    lab.peer_line(&openssl, "pkey -in lock.key -passin env:PW -noout");
    let ran = lab
        .mtls_line("convert lock.key --pass env:PW --no-encrypt --out plain.key")
        .ok();
    assert_eq!(
        (lab.text("plain.key"), ran.stderr.as_str()),
        (lab.text("client.key"), "")
    );
    lab.mtls_line("convert client.crt --out-pass env:PW --out x")
        .fails(1, "[key-missing]");
    lab.mtls_line("convert client.key --out-pass env:PW --no-encrypt")
        .fails(2, "--no-encrypt");
}

#[test]
fn nothing_is_written_when_the_pair_does_not_match_or_a_half_is_missing() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let before = lab.files();
    let ran = lab
        .mtls_line("convert client.crt ca.key --out x.pem")
        .fails(1, "[key-mismatch]");
    assert_eq!(ran.stderr.matches("sha256").count(), 2);
    lab.mtls_line("convert client.crt --to combined --out x")
        .fails(1, "[key-missing]");
    lab.mtls_line("convert client.crt --out-cert x --out-key y")
        .fails(1, "[key-missing]");
    lab.mtls_line("convert client.key --to combined --out x")
        .fails(1, "[cert-missing]");
    lab.mtls_line("convert client.key --out-cert x")
        .fails(1, "[cert-missing]");
    lab.mtls_line("convert client.crt --out-chain x")
        .fails(1, "[cert-missing]");
    lab.mtls_line("convert client.crt --to jks").fails(2, "p12");
    lab.mtls_line("convert client.crt --json")
        .fails(2, "--json");
    assert_eq!(lab.files(), before);
}

#[test]
fn combined_puts_the_leaf_first_whatever_the_order_of_the_sources() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.mtls_line("convert client.key ca.crt client.crt --to combined --out all.pem")
        .ok();
    assert_eq!(
        lab.text("all.pem"),
        lab.text("client.crt") + &lab.text("ca.crt") + &lab.text("client.key")
    );
    let ran = lab.mtls_line("convert ca.crt client.crt").ok();
    assert_eq!(ran.stdout, lab.text("client.crt") + &lab.text("ca.crt"));
}

#[test]
fn split_files_hold_what_their_names_say_and_the_key_alone_is_private() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let args = "convert client.key ca.crt client.crt --out-cert o.crt --out-key o.key --out-chain o.ca --out-pass env:PW";
    lab.mtls_line(args).ok();
    assert_eq!(
        (lab.text("o.crt"), lab.text("o.ca")),
        (lab.text("client.crt"), lab.text("ca.crt"))
    );
    assert_eq!((lab.mode("o.crt"), lab.mode("o.key")), (0o644, 0o600));
    lab.peer_line(&openssl, "pkey -in o.key -passin env:PW -noout");
}
