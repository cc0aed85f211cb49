//! `csr --renew`: what the new request takes over from an old certificate or request of any kind.

use std::path::Path;

use crate::common::pki::{authority, sign};
use crate::common::{Lab, peer};

/// The subject's DER of a certificate (`x509`) or request (`req`) as openssl cuts it out.
fn subject(lab: &Lab, openssl: &Path, kind: &str, file: &str) -> Vec<String> {
    let text = lab.peer_line(
        openssl,
        &format!("{kind} -in {file} -noout -subject -nameopt RFC2253,show_type,dump_der,dump_all"),
    );
    text.lines().map(|line| line.trim().to_owned()).collect()
}

/// An old certificate under a CA, with odd string types and order: `old.crt`, `old.key`, `ca.crt`.
fn old(lab: &Lab, openssl: &Path) {
    lab.write(
        "odd.cnf",
        "[req]\ndistinguished_name=dn\nprompt=no\nstring_mask=MASK:0x0006\n[dn]\n\
         CN=app\n0.OU=one\n1.OU=two\n+serialNumber=42\nO=Acme\nC=BR\n",
    );
    lab.write(
        "ext",
        "subjectAltName=DNS:app.example,otherName:1.2.3;UTF8:x,dirName:d\n[d]\nCN=y\n",
    );
    authority(lab, openssl, "ca", "/CN=Lab CA");
    lab.peer_line(openssl, "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout old.key -out old.csr -config odd.cnf");
    sign(lab, openssl, "old.csr", "ca", "old.crt", "-extfile ext");
}

#[test]
fn string_types_order_and_joined_attributes_survive_to_the_byte() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    old(&lab, &openssl);
    lab.mtls_line("csr --renew old.crt --newkey ec:p256 --out new.csr")
        .ok();
    let before = subject(&lab, &openssl, "x509", "old.crt");
    assert!(before.concat().contains('+'), "{before:?}");
    assert_eq!(subject(&lab, &openssl, "req", "new.csr"), before);
    lab.peer_line(&openssl, "req -in new.csr -verify -noout");
    let names = |kind: &str, file: &str| {
        let said = lab.peer_line(&openssl, &format!("{kind} -in {file} -noout -text"));
        let at = said.find("X509v3 Subject Alternative Name").unwrap();
        said[at..].lines().nth(1).unwrap().trim().to_owned()
    };
    assert_eq!(names("req", "new.csr"), names("x509", "old.crt"));
    assert_eq!(lab.mtls_line("match-key -q new.csr old.crt").code, 1);
}

#[test]
fn a_keystore_a_bundle_and_a_request_are_renewed_by_what_is_ones_own_in_them() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    old(&lab, &openssl);
    lab.peer_line(
        &openssl,
        "pkcs12 -export -in old.crt -inkey old.key -certfile ca.crt -out old.p12 -passout env:PW",
    );
    let bundle = [lab.read("ca.crt"), lab.read("old.crt")].concat();
    lab.write("bundle.pem", bundle);
    let wanted = subject(&lab, &openssl, "x509", "old.crt");
    for (old, out) in [
        ("old.p12 --pass env:PW", "a.csr"),
        ("bundle.pem", "b.csr"),
        ("old.csr", "c.csr"),
    ] {
        lab.mtls_line(&format!("csr --newkey ec:p256 --out {out} --renew {old}"))
            .ok();
        assert_eq!(subject(&lab, &openssl, "req", out), wanted, "{old}");
    }
    lab.mtls_line("csr --renew old.p12 --pass env:PW --key old.p12 --out same.csr")
        .ok();
    lab.mtls_line("match-key -q same.csr old.crt").ok();
    lab.mtls_line("csr --renew old.p12 --pass env:WRONG --out d.csr")
        .fails(1, "[wrong-passphrase]");
    assert!(!lab.exists("d.csr"));
}

#[test]
fn one_locked_file_is_renewed_with_a_key_under_another_passphrase() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    old(&lab, &openssl);
    lab.peer_line(
        &openssl,
        "pkcs12 -export -in old.crt -inkey old.key -out old.p12 -passout env:PW",
    );
    lab.peer_line(
        &openssl,
        "pkcs8 -topk8 -in old.key -out locked.key -passout env:WRONG",
    );
    let line =
        "csr --renew old.p12 --pass env:PW --key locked.key --key-pass env:WRONG --out n.csr";
    lab.mtls_line(line).ok();
    lab.mtls_line("match-key -q n.csr old.crt").ok();
}

#[test]
fn a_certificate_without_a_subject_is_renewed_by_its_names_which_are_critical_then() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.peer(
        &openssl,
        &[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/",
            "-addext",
            "subjectAltName=critical,DNS:app.example",
            "-keyout",
            "o.key",
            "-out",
            "o.crt",
        ],
    );
    lab.mtls_line("csr --renew o.crt --newkey ec:p256 --out n.csr")
        .ok();
    let said = lab.peer_line(&openssl, "req -in n.csr -verify -noout -text");
    assert!(
        said.contains("Subject Alternative Name: critical"),
        "{said}"
    );
}
