//! Chains that every verifier refuses, as `inspect` tells them, each held against `openssl verify`.

use std::path::Path;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::common::pki::{authority, request, sign};
use crate::common::{Lab, peer};

/// `chain.pem` of a leaf, two CAs with these extensions, and the root; and what openssl says of it.
fn chain(lab: &Lab, openssl: &Path, outer: &str, inner: &str) -> String {
    authority(lab, openssl, "root", "/CN=Root");
    let leaf = "basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth";
    for (name, issuer, extensions) in [
        ("outer", "root", outer),
        ("inner", "outer", inner),
        ("app", "inner", leaf),
    ] {
        request(lab, openssl, name, &format!("/O=Acme/CN={name}"));
        lab.write("ext", format!("{extensions}\nsubjectKeyIdentifier=hash\n"));
        let (csr, crt) = (format!("{name}.csr"), format!("{name}.crt"));
        sign(lab, openssl, &csr, issuer, &crt, "-extfile ext");
    }
    let parts = ["app.crt", "inner.crt", "outer.crt", "root.crt"];
    lab.write("chain.pem", parts.map(|part| lab.text(part)).concat());
    let line = "verify -CAfile root.crt -untrusted chain.pem app.crt";
    let ran = lab.try_peer(openssl, &line.split(' ').collect::<Vec<_>>());
    format!("{}{}", ran.stdout, ran.stderr)
}

/// Every finding as `index code`, and all messages.
fn found(lab: &Lab, file: &str) -> (Vec<String>, String) {
    let ran = lab.mtls(&["inspect", "--json", file]).ok();
    let (mut codes, mut said) = (Vec::new(), String::new());
    for line in ran.stdout.lines() {
        let item: Value = serde_json::from_str(line).unwrap();
        for problem in item["problems"].as_array().unwrap() {
            let code = problem["code"].as_str().unwrap();
            codes.push(format!("{} {code}", item["index"]));
            said.push_str(problem["message"].as_str().unwrap());
        }
    }
    (codes, said)
}

const CA: &str = "basicConstraints=critical,CA:TRUE";

#[test]
fn an_issuer_that_is_no_ca_is_a_finding_at_that_certificate() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let no_sign = format!("{CA}\nkeyUsage=digitalSignature");
    for inner in ["basicConstraints=CA:FALSE", &no_sign] {
        let lab = Lab::new();
        let judged = chain(&lab, &openssl, CA, inner);
        assert!(judged.contains("invalid CA certificate"), "{judged}");
        let (codes, said) = found(&lab, "chain.pem");
        assert!(codes.contains(&"1 chain-not-a-ca".into()), "{codes:?}");
        assert!(!said.contains("no part of the chain"), "{said}");
    }
    let lab = Lab::new();
    let judged = chain(&lab, &openssl, CA, CA);
    assert!(judged.contains("OK"), "{judged}");
    assert!(found(&lab, "chain.pem").0.is_empty());
}

#[test]
fn a_path_longer_than_a_ca_allows_is_a_finding_at_that_ca() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    for (length, refused) in [(0, true), (1, false)] {
        let lab = Lab::new();
        let judged = chain(&lab, &openssl, &format!("{CA},pathlen:{length}"), CA);
        let says = judged.contains("path length constraint exceeded");
        assert_eq!(says, refused, "{judged}");
        let (codes, said) = found(&lab, "chain.pem");
        let expected: &[&str] = if refused {
            &["2 chain-path-length"]
        } else {
            &[]
        };
        assert_eq!(codes, expected, "{said}");
    }
}

#[test]
fn a_leaf_with_an_altered_signature_is_told_as_such_and_its_chain_is_let_be() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    chain(&lab, &openssl, CA, CA);
    lab.peer_line(&openssl, "x509 -in app.crt -outform DER -out app.der");
    let mut der = lab.read("app.der");
    *der.last_mut().unwrap() ^= 1;
    lab.write("app.der", der);
    lab.peer_line(&openssl, "x509 -inform DER -in app.der -out app.crt");
    let parts = ["app.crt", "inner.crt", "outer.crt", "root.crt"];
    lab.write("chain.pem", parts.map(|part| lab.text(part)).concat());
    let (codes, said) = found(&lab, "chain.pem");
    assert_eq!(codes, ["0 chain-signature"], "{said}");
    assert!(said.contains("most likely altered"), "{said}");
}

#[test]
fn what_expired_minutes_ago_is_not_called_a_day_old() {
    let lab = Lab::new();
    let expired = |minutes: u64| {
        let mut params = rcgen::CertificateParams::default();
        params.not_after = (SystemTime::now() - Duration::from_secs(minutes * 60)).into();
        let key = rcgen::KeyPair::generate().unwrap();
        lab.write("old.crt", params.self_signed(&key).unwrap().pem());
        let told = lab.mtls_line("inspect old.crt").ok().stdout;
        let table = lab.mtls_line("inspect --format table old.crt").ok().stdout;
        let facts = lab.mtls_line("inspect --json old.crt").ok().json();
        (told, table, facts["days_remaining"].as_i64().unwrap())
    };
    let (told, table, days) = expired(5);
    assert!(told.contains("EXPIRED 5 minutes ago"), "{told}");
    assert!(table.contains("  0  expired"), "{table}");
    assert_eq!(days, -1);
    let (told, table, days) = expired(25 * 60);
    assert!(told.contains("EXPIRED 1 day ago"), "{told}");
    assert!(table.contains("  -1  expired"), "{table}");
    assert_eq!(days, -2);
}

#[test]
fn the_signature_of_a_root_is_advice_and_a_dsa_key_is_a_fault() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    authority(&lab, &openssl, "ca", "/CN=CA");
    lab.peer_line(
        &openssl,
        "req -x509 -sha1 -key ca.key -subj /CN=Root -days 99 -out root.crt",
    );
    let ran = lab.mtls_line("inspect --json root.crt").ok().json();
    let problems = ran["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0]["code"], "weak-signature");
    assert_eq!(problems[0]["severity"], "advice");
    let bits = ["DSA", "-pkeyopt", "dsa_paramgen_bits:1024"];
    lab.peer(
        &openssl,
        &[
            &["genpkey", "-genparam", "-out", "p", "-algorithm"],
            &bits[..],
        ]
        .concat(),
    );
    lab.peer_line(&openssl, "genpkey -paramfile p -out dsa.key");
    lab.peer_line(&openssl, "req -new -key dsa.key -subj /CN=app -out dsa.csr");
    sign(&lab, &openssl, "dsa.csr", "ca", "dsa.crt", "");
    let (codes, _) = found(&lab, "dsa.crt");
    assert!(codes.contains(&"0 key-not-in-tls".into()), "{codes:?}");
}

#[test]
fn what_is_neither_file_nor_server_is_told_how_to_name_either() {
    let lab = Lab::new();
    for name in ["localhost", "localhost:99999"] {
        lab.mtls(&["inspect", name])
            .fails(1, "or name a server as HOST:PORT (port 1 to 65535)");
    }
    let ran = lab.mtls_line("inspect none/x.pem");
    assert!(!ran.stderr.contains("HOST:PORT"), "{ran:?}");
}
