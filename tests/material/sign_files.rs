//! What `sign` writes and where: all of it or nothing, over nothing, with a record that never lacks a
//! certificate that is out.

use crate::common::{Lab, peer};
use crate::sign::own_ca;

const SIGN: &str = "sign app.csr --ca ca.crt --ca-key ca.key";

fn lab() -> Lab {
    let lab = Lab::new();
    own_ca(&lab);
    lab.mtls_line(
        "csr --cn app --o Acme --ou IT --c IE --newkey ec:p256 --no-encrypt --out app.csr",
    )
    .ok();
    lab
}

#[test]
fn nothing_is_overwritten_unasked_and_no_input_ever() {
    let lab = lab();
    lab.mtls_line(SIGN).ok();
    let first = lab.text("app.crt");
    lab.mtls_line(SIGN).fails(1, "exists already");
    // the second file cannot be written: the first is not either
    lab.mtls_line(&format!(
        "{SIGN} --out new.crt --out-chain no/such/ca.crt --index log"
    ))
    .fails(1, "no/such");
    assert_eq!(lab.text("app.crt"), first);
    assert!(
        !lab.exists("new.crt") && !lab.exists("log"),
        "{:?}",
        lab.files()
    );
    for flag in ["--out ca.key", "--out-chain app.csr", "--index ca.crt"] {
        lab.mtls_line(&format!("{SIGN} --force {flag}"))
            .fails(2, "is read");
    }
    lab.mtls_line(&format!("{SIGN} --force")).ok();
    assert_ne!(lab.text("app.crt"), first);
}

#[test]
fn a_dry_run_shows_the_certificate_and_writes_nothing() {
    let lab = lab();
    let before = lab.files();
    let ran = lab.mtls_line(&format!("{SIGN} --dry-run --index log")).ok();
    assert!(
        ran.stdout
            .contains("would be signed CN=app,OU=IT,O=Acme,C=IE"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("clientAuth") && !ran.stdout.contains("serial"),
        "{}",
        ran.stdout
    );
    let told = lab
        .mtls_line(&format!("{SIGN} --dry-run --json"))
        .ok()
        .json();
    assert_eq!(told["dry_run"], true);
    assert_eq!(told["fingerprint_sha256"], "");
    assert_eq!(told["files"][0]["path"], "app.crt");
    assert_eq!(lab.files(), before);
}

#[test]
fn standard_output_takes_the_certificate_alone_and_standard_input_the_request() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = lab();
    let line: Vec<&str> = "sign - --ca ca.crt --ca-key ca.key --chain full --out -"
        .split(' ')
        .collect();
    let ran = lab.mtls_in(&line, &lab.read("app.csr")).ok();
    assert_eq!(
        ran.stdout.matches("BEGIN CERTIFICATE").count(),
        2,
        "{}",
        ran.stdout
    );
    assert!(
        ran.stderr.contains("signed CN=app,OU=IT,O=Acme,C=IE"),
        "{}",
        ran.stderr
    );
    lab.write("out.pem", &ran.raw);
    lab.peer_line(&openssl, "verify -purpose sslclient -CAfile ca.crt out.pem");
    lab.mtls_line(&format!("{SIGN} --out - --json"))
        .fails(2, "standard output");
    // without a file's name the certificate is named after the CN
    lab.mtls_in(&line[..6], &lab.read("app.csr")).ok();
    assert!(lab.exists("app.crt"));
}

#[test]
fn the_record_has_a_line_for_each_certificate_by_which_a_lost_serial_is_found() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = lab();
    for name in ["a.crt", "b.crt"] {
        let told = lab
            .mtls_line(&format!("{SIGN} --index issued.jsonl --out {name} --json"))
            .ok()
            .json();
        let record = lab.text("issued.jsonl");
        let last: serde_json::Value = serde_json::from_str(record.lines().last().unwrap()).unwrap();
        for field in [
            "serial",
            "subject",
            "issuer",
            "not_before",
            "not_after",
            "fingerprint_sha256",
        ] {
            assert_eq!(last[field], told[field], "{field}");
        }
        assert_eq!(last["file"], name);
        let said = lab.peer_line(&openssl, &format!("x509 -in {name} -noout -serial"));
        let serial = last["serial"].as_str().unwrap();
        assert_eq!(said.trim(), format!("serial={}", serial.to_uppercase()));
        // 16 bytes, positive: the first bit is clear
        assert!(serial.len() == 32 && serial < "8", "{serial}");
    }
    assert_eq!(lab.text("issued.jsonl").lines().count(), 2);
    // what was not written is not in the record
    lab.mtls_line(&format!("{SIGN} --index issued.jsonl --out no/such.crt"))
        .fails(1, "no/such.crt");
    assert_eq!(lab.text("issued.jsonl").lines().count(), 2);
}
