//! `match-key` with many files: groups by public key, what is left over, and the proof by signing.

use crate::common::{Lab, genpkey, issue, peer, pki};

/// Three certificates with their keys, `a` `b` `c`.
fn three(lab: &Lab, openssl: &std::path::Path) {
    for name in ["a", "b", "c"] {
        pki::authority(lab, openssl, name, &format!("/CN={name}"));
    }
}

#[test]
fn several_pairs_are_told_and_what_is_left_over_is_named() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    three(&lab, &openssl);
    genpkey(&lab, &openssl, "d.key", &["ED25519"]);
    let ran = lab.mtls_line("match-key a.crt b.crt c.crt d.key b.key a.key");
    assert_eq!(ran.code, 1);
    let first = ran.stdout.lines().next().unwrap();
    assert_eq!(
        first,
        "NO MATCH: 2 pairs, 1 certificate without its key, 1 private key without its certificate"
    );
    assert!(ran.stderr.contains("CN=c in c.crt has no private key here"));
    let found = lab
        .mtls_line("match-key a.crt b.crt c.crt d.key b.key a.key --json")
        .json();
    assert_eq!(found["match"], false);
    assert_eq!(found["algorithm"], serde_json::Value::Null);
    let groups = found["groups"].as_array().unwrap();
    let told: Vec<String> = groups
        .iter()
        .map(|group| {
            let members = group["members"].as_array().unwrap().iter();
            let names: Vec<&str> = members.map(|m| m["source"].as_str().unwrap()).collect();
            format!("{} {} {}", names.join("+"), group["pair"], group["lacks"])
        })
        .collect();
    assert_eq!(
        told,
        [
            "a.crt+a.key true null",
            "b.crt+b.key true null",
            r#"c.crt false "private-key""#,
            r#"d.key false "certificate""#
        ]
    );
}

#[test]
fn two_pairs_are_a_yes_only_when_pairs_are_meant() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    three(&lab, &openssl);
    let ran = lab.mtls_line("match-key a.crt a.key b.crt b.key");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("fix: add --pairs"), "{}", ran.stderr);
    let ran = lab
        .mtls_line("match-key --pairs a.crt a.key b.crt b.key")
        .ok();
    assert!(
        ran.stdout
            .starts_with("match: 2 pairs, proved by signing\n")
    );
    let ran = lab.mtls_line("match-key --pairs a.crt a.key c.crt");
    assert_eq!(ran.code, 1);
    lab.mtls_line("match-key --pairs a.crt a.key").ok();
}

#[test]
fn a_bundle_of_several_pairs_is_taken_apart_by_position() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    pki::request(&lab, &openssl, "other", "/CN=other");
    pki::sign(&lab, &openssl, "other.csr", "ca", "other.crt", "");
    let all = [
        "client.crt",
        "other.crt",
        "ca.crt",
        "other.key",
        "client.key",
    ];
    let all: String = all.iter().map(|name| lab.text(name)).collect();
    lab.write("all.pem", all);
    let ran = lab.mtls_line("match-key --pairs all.pem --json").ok();
    let found = ran.json();
    let groups = found["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 3);
    let places = |group: usize| {
        let members = groups[group]["members"].as_array().unwrap().iter();
        let places = members.map(|m| format!("{}{}", m["index"], m["position"]));
        places.collect::<Vec<_>>()
    };
    assert_eq!(
        (places(0), places(1)),
        (
            vec!["00".into(), "41".into()],
            vec!["11".into(), "30".into()]
        )
    );
    // the CA is there for the others, and needs no key
    assert_eq!(
        (&groups[2]["pair"], &groups[2]["lacks"]),
        (&false.into(), &serde_json::Value::Null)
    );
    assert_eq!(ran.stderr.matches("is the one that counted").count(), 0);
}

#[test]
fn two_bundles_do_not_belong_together_by_the_ca_that_both_hold() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    pki::request(&lab, &openssl, "other", "/CN=other");
    pki::sign(&lab, &openssl, "other.csr", "ca", "other.crt", "");
    for name in ["client", "other"] {
        let chain = lab.text(&format!("{name}.crt")) + &lab.text("ca.crt");
        lab.write(&format!("{name}.pem"), chain);
    }
    let ran = lab.mtls_line("match-key client.pem other.pem");
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    lab.mtls_line("match-key client.pem client.key").ok();
    lab.mtls_line("match-key client.pem ca.key").ok();
}

#[test]
fn a_pair_is_proved_by_signing_where_the_key_can_sign_here() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    genpkey(&lab, &openssl, "ed.key", &["ED25519"]);
    genpkey(&lab, &openssl, "rsa.key", &["RSA"]);
    let small = ["RSA", "-pkeyopt", "rsa_keygen_bits:1024"];
    genpkey(&lab, &openssl, "small.key", &small);
    for curve in ["P-256", "P-384", "P-521", "secp256k1", "brainpoolP256r1"] {
        let option = format!("ec_paramgen_curve:{curve}");
        genpkey(
            &lab,
            &openssl,
            &format!("{curve}.key"),
            &["EC", "-pkeyopt", &option],
        );
    }
    for (name, proved) in [
        ("ed", Some(true)),
        ("rsa", Some(true)),
        ("P-256", Some(true)),
        ("P-384", Some(true)),
        ("P-521", Some(true)),
        ("secp256k1", Some(true)),
        ("brainpoolP256r1", None),
        ("small", None),
    ] {
        let digest = if name == "ed" { "" } else { " -sha256" };
        let line = format!("req -x509 -key {name}.key -subj /CN=x -out {name}.crt{digest}");
        lab.peer_line(&openssl, &line);
        let pair = format!("match-key {name}.crt {name}.key");
        let found = lab.mtls_line(&format!("{pair} --json")).ok().json();
        assert_eq!(found["proved"], serde_json::json!(proved), "{name}");
        let text = lab.mtls_line(&format!("{pair} -v")).ok().stdout;
        let said = if proved.is_some() {
            "proved by signing"
        } else {
            "not proved by signing: "
        };
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn a_point_that_one_side_holds_compressed_is_the_same_key() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.peer_line(
        &openssl,
        "ec -in client.key -conv_form compressed -out short.key",
    );
    let ran = lab.mtls_line("match-key client.crt short.key").ok();
    assert!(ran.stdout.contains("proved by signing"));
    assert_eq!(lab.mtls_line("match-key ca.crt short.key").code, 1);
}

#[test]
fn one_of_the_files_may_come_on_standard_input() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let key = lab.read("client.key");
    let ran = lab
        .mtls_in(&["match-key", "client.crt", "-", "--json"], &key)
        .ok();
    assert!(ran.json()["spki_sha256"]["standard input"].is_string());
    let ran = lab.mtls_in(&["match-key", "-", "-"], &key);
    assert_eq!(ran.code, 2);
}

#[test]
fn one_passphrase_serves_every_locked_file() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.peer_line(
        &openssl,
        "pkcs8 -topk8 -in client.key -out lock.key -passout env:PW",
    );
    lab.peer_line(
        &openssl,
        "pkcs12 -export -in client.crt -inkey client.key -out client.pfx -passout env:PW",
    );
    let both = lab.mtls_line("match-key client.pfx lock.key client.csr --pass env:PW");
    assert!(both.ok().stdout.contains("proved by signing"));
    let other = "pkcs8 -topk8 -in client.key -out other.key -passout env:WRONG";
    lab.peer_line(&openssl, other);
    lab.mtls_line("match-key client.pfx other.key --pass env:PW")
        .fails(1, "other.key: the passphrase does not open the private key");
}

#[test]
fn one_file_of_many_that_cannot_be_read_is_told_beside_the_pairs() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    three(&lab, &openssl);
    lab.write("readme.crt", "nothing of the kind");
    let line = "match-key --pairs a.crt a.key readme.crt b.crt b.key";
    let ran = lab.mtls_line(line);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stdout
            .starts_with("NO MATCH: 2 pairs, 1 file(s) not read\n"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stderr.contains("readme.crt holds no certificate")
            && ran.stderr.contains("[unknown-format]")
    );
    assert_eq!(
        lab.mtls_line(&format!("{line} --json")).json()["match"],
        false
    );
    let ran = lab.mtls_line(&format!("{line} -q"));
    assert!(ran.stdout.is_empty() && ran.stderr.contains("[unknown-format]"));
    lab.mtls_line("match-key a.crt readme.crt")
        .fails(1, "[unknown-format]");
}
