//! `convert` with material that is not what it seems: broken keys, several clients in one keystore,
//! chains with gaps and false links. Nothing wrong is written in silence.

use std::path::Path;

use super::convert_forms::chain;
use crate::common::pki::{authority, request, sign};
use crate::common::{Lab, issue, peer};

/// Two clients in one PKCS#12 file, `two.p12`, with the aliases a1 and a2.
fn two_clients(openssl: &Path) -> Option<Lab> {
    let keytool = peer("keytool")?;
    let lab = Lab::new();
    for name in ["a1", "a2"] {
        authority(&lab, openssl, name, &format!("/CN={name}"));
        lab.peer_line(
            openssl,
            &format!("pkcs12 -export -in {name}.crt -inkey {name}.key -name {name} -out {name}.p12 -passout env:PW"),
        );
        lab.peer_line(
            &keytool,
            &format!("-importkeystore -srckeystore {name}.p12 -destkeystore two.p12 -deststoretype PKCS12 -srcstorepass:env PW -deststorepass:env PW -noprompt"),
        );
    }
    Some(lab)
}

#[test]
fn a_broken_key_is_never_written_as_if_it_were_good() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.peer_line(
        &openssl,
        "req -x509 -newkey rsa:2048 -nodes -keyout a.key -out a.crt -subj /CN=a",
    );
    lab.peer_line(
        &openssl,
        "rsa -in a.key -traditional -outform DER -out a.der",
    );
    let good = lab.read("a.der");
    // dmp1, dmq1 and iqmp end the file with some 131 bytes each: this is in dmp1 or dmq1
    let mut bad = good.clone();
    let at = bad.len() - 300;
    bad[at] ^= 2;
    lab.write("bad.der", &bad);
    let before = lab.files();
    for to in [
        "--out x.p12 --out-pass env:PW",
        "--out x.pem",
        "--out-key x.key",
        "--to env",
    ] {
        let ran = lab.mtls_line(&format!("convert bad.der a.crt {to}"));
        let ran = ran.fails(1, "the private key in bad.der is broken: ");
        assert!(
            ran.stderr.contains("mtls match-key --check bad.der"),
            "{ran:?}"
        );
        assert!(ran.stderr.contains("not congruent to d"), "{ran:?}");
    }
    lab.mtls_line("convert bad.der --out x.key")
        .fails(1, "is broken");
    assert_eq!(lab.files(), before);
    // certificates alone need no key
    lab.mtls_line("convert bad.der a.crt --out-cert x.crt").ok();
    lab.mtls_line("convert a.der a.crt --out x.pem").ok();
}

#[test]
fn a_broken_ec_key_is_not_written_either() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.peer_line(&openssl, "ec -in client.key -outform DER -out client.der");
    let mut bad = lab.read("client.der");
    bad[20] ^= 1; // in the number, which stands before the public point
    lab.write("bad.der", bad);
    lab.mtls_line("convert bad.der client.crt --out x.pem")
        .fails(1, "public point is not d G");
    assert!(!lab.exists("x.pem"));
}

#[test]
fn of_several_clients_in_one_keystore_the_one_named_is_written() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let Some(lab) = two_clients(&openssl) else {
        return;
    };
    let ran = lab.mtls_line("convert two.p12 --pass env:PW --name a2 --out o.pem");
    let ran = ran.fails(2, "2 private keys are here");
    for part in [
        "alias a1, the key of CN=a1 in two.p12",
        "alias a2, ",
        "--alias NAME",
    ] {
        assert!(ran.stderr.contains(part), "no {part} in {ran:?}");
    }
    assert!(!lab.exists("o.pem"));
    for (alias, name) in [("a2", "a2"), ("A1", "a1")] {
        let line = format!("convert two.p12 --pass env:PW --alias {alias} --out {name}.pem");
        let ran = lab.mtls_line(&line).ok();
        assert!(!ran.stderr.contains("left out"), "{ran:?}");
        let expected = lab.text(&format!("{name}.crt")) + &lab.text(&format!("{name}.key"));
        assert_eq!(lab.text(&format!("{name}.pem")), expected);
    }
    let ran = lab.mtls_line("convert two.p12 --pass env:PW --alias a3 --out o.pem");
    let ran = ran.fails(2, "no entry has the alias a3");
    assert!(ran.stderr.contains("there are: a1, a2"), "{ran:?}");
}

#[test]
fn two_pairs_in_pem_have_no_alias_and_are_told_apart_by_name() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    for name in ["a", "b"] {
        authority(&lab, &openssl, name, &format!("/CN={name}"));
    }
    let ran = lab.mtls_line("convert a.crt a.key b.crt b.key --out x.pem");
    let ran = ran.fails(2, "2 private keys are here");
    assert!(ran.stderr.contains("match-key --pairs"), "{ran:?}");
    // a key that is nobody's here is no choice
    lab.mtls_line("convert a.crt a.key b.key --out x.pem").ok();
    lab.mtls_line("convert a.key b.key --out y.pem")
        .fails(2, "2 private keys are here");
}

#[test]
fn match_key_of_several_clients_in_one_keystore_lists_every_pair() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let Some(lab) = two_clients(&openssl) else {
        return;
    };
    let ran = lab.mtls_line("match-key two.p12 --pass env:PW").ok();
    for part in ["match: 2 pairs", "pair 1", "CN=a1", "pair 2", "CN=a2"] {
        assert!(ran.stdout.contains(part), "no {part} in {ran:?}");
    }
}

#[test]
fn the_certificate_missing_from_a_chain_is_named() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = chain(&openssl);
    lab.write(
        "aia.ext",
        "authorityInfoAccess=caIssuers;URI:http://ca.example/i.cer\n",
    );
    sign(
        &lab,
        &openssl,
        "client.csr",
        "inter",
        "aia.crt",
        "-extfile aia.ext",
    );
    let line = "convert aia.crt client.key root.crt --out x.pem";
    let ran = lab.mtls_line(line).ok();
    for part in [
        "the chain has a gap: the certificate of CN=Lab Issuing, which issued that of",
        "it is published at http://ca.example/i.cer",
        "left out: the certificate of CN=Lab Root, which cannot be joined to the chain",
    ] {
        assert!(ran.stderr.contains(part), "no {part} in {ran:?}");
    }
    let ran = lab.mtls_line("convert all.pem --out y.pem").ok();
    assert!(!ran.stderr.contains("gap"), "{ran:?}");
}

#[test]
fn an_issuer_of_the_right_name_that_did_not_sign_is_refused() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    authority(&lab, &openssl, "fake", "/CN=Lab CA");
    let line = "convert client.crt client.key fake.crt --out x.pem";
    let ran = lab.mtls_line(line);
    ran.fails(1, "the certificate of CN=Lab CA did not sign that of ");
    assert!(!lab.exists("x.pem"));
    lab.mtls_line(&format!("{line} --chain none")).ok();
    // with the right one beside it nothing is wrong
    lab.mtls_line("convert client.crt client.key fake.crt ca.crt --out y.pem")
        .ok();
    assert_eq!(lab.text("y.pem").matches("BEGIN CERTIFICATE").count(), 2);
}

#[test]
fn an_expired_certificate_is_written_and_said_to_be_expired() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.write("none.ext", "basicConstraints=CA:false\n");
    crate::common::pki::sign_for_the_past(
        &lab,
        &openssl,
        "client.csr",
        "ca",
        "old.crt",
        "none.ext",
    );
    let ran = lab.mtls_line("convert old.crt client.key --out x.pem").ok();
    assert!(ran.stderr.contains("expired on 2024-02-01"), "{ran:?}");
    let ran = lab
        .mtls_line("convert client.crt client.key --out y.pem")
        .ok();
    assert!(!ran.stderr.contains("expired"), "{ran:?}");
}

#[test]
fn certificates_that_are_no_chain_are_not_called_issuers() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    request(&lab, &openssl, "other", "/CN=other");
    sign(&lab, &openssl, "other.csr", "ca", "other.crt", "");
    let ran = lab
        .mtls_line("convert client.crt other.crt --out-cert x.crt")
        .ok();
    assert!(!ran.stderr.contains("issuer certificate"), "{ran:?}");
    let left = "left out: the certificate of CN=other, which is no issuer of this one";
    assert!(ran.stderr.contains(left), "{ran:?}");
    let ran = lab
        .mtls_line("convert client.crt other.crt --to p7b --out x.p7b")
        .ok();
    assert!(
        ran.stderr.contains("are no one chain, and all are kept"),
        "{ran:?}"
    );
}
