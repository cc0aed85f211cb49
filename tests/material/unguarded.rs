//! Private keys that a PKCS#12 file stores without protection, as `inspect` tells them; the files
//! are openssl's.

use serde_json::Value;

use crate::common::{CANARY, Lab, issue, peer};

/// `c.p12` of `client.crt` and its key, as these arguments have openssl write it.
fn keystore(more: &str, pass: &str) -> Option<Lab> {
    let (lab, openssl) = (Lab::new(), peer("openssl")?);
    issue(&lab, &openssl);
    let line = "pkcs12 -export -in client.crt -inkey client.key -out c.p12";
    let words = line.split(' ').chain(more.split_whitespace());
    let args: Vec<&str> = words.chain(["-passout", pass]).collect();
    lab.peer(&openssl, &args);
    Some(lab)
}

/// The private key as JSON tells it, and the codes of its findings.
fn key(lab: &Lab, args: &[&str]) -> (Value, Vec<String>) {
    let ran = lab.mtls(&[&["inspect", "--json", "c.p12"], args].concat());
    let lines = ran.ok().stdout;
    let items = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let key: Value = items
        .into_iter()
        .find(|item: &Value| item["kind"] == "private-key")
        .unwrap();
    let problems = key["problems"].as_array().unwrap().iter();
    let codes = problems.map(|p| p["code"].as_str().unwrap().to_owned());
    let codes = codes.collect();
    (key, codes)
}

const PASS: &[&str] = &["--pass", "env:PW"];

#[test]
fn a_key_in_the_clear_behind_a_mac_is_not_called_encrypted() {
    let Some(lab) = keystore("-keypbe NONE -certpbe NONE", "env:PW") else {
        return;
    };
    let (key, codes) = key(&lab, PASS);
    assert_eq!(key["encrypted"], false, "{key}");
    assert!(codes.contains(&"key-in-the-clear".into()), "{codes:?}");
    // the claim itself: its PKCS#8 stands in the file
    let openssl = peer("openssl").unwrap();
    lab.peer_line(
        &openssl,
        "pkcs8 -topk8 -nocrypt -in client.key -outform DER -out k.der",
    );
    let (file, bare) = (lab.read("c.p12"), lab.read("k.der"));
    assert!(memchr::memmem::find(&file, &bare).is_some());
    let told = lab.mtls(&["inspect", "c.p12", "--pass", "env:PW"]).ok();
    assert!(told.stdout.contains("NOT encrypted"), "{told:?}");
    assert!(!told.stdout.contains("stored         encrypted"));
}

#[test]
fn a_key_in_the_clear_is_told_where_only_the_certificate_is_encrypted() {
    let Some(lab) = keystore("-keypbe NONE", "env:PW") else {
        return;
    };
    let (key, codes) = key(&lab, PASS);
    assert_eq!(key["encrypted"], false, "{key}");
    assert!(codes.contains(&"key-in-the-clear".into()), "{codes:?}");
}

#[test]
fn a_key_under_a_passphrase_is_called_encrypted() {
    let Some(lab) = keystore("-certpbe NONE", "env:PW") else {
        return;
    };
    let (key, codes) = key(&lab, PASS);
    assert_eq!(key["encrypted"], true, "{key}");
    assert!(codes.is_empty(), "{codes:?}");
    assert!(!key.to_string().contains(CANARY));
}

#[cfg(unix)]
#[test]
fn an_empty_passphrase_is_told_as_none_and_the_files_mode_counts() {
    use std::os::unix::fs::PermissionsExt;
    let Some(lab) = keystore("", "pass:") else {
        return;
    };
    let mode = |mode| {
        let bits = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(lab.path("c.p12"), bits).unwrap();
    };
    mode(0o600);
    let (facts, codes) = key(&lab, &[]);
    assert_eq!(facts["encrypted"], false, "{facts}");
    assert_eq!(codes, ["empty-passphrase"]);
    mode(0o644);
    let (_, codes) = key(&lab, &[]);
    assert_eq!(codes, ["empty-passphrase", "key-readable"]);
}
