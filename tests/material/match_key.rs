//! `match-key` against openssl's recipe: any pair, bundles in any order, and one file alone.

use crate::common::{Lab, genpkey, issue, peer};

#[test]
fn certificate_key_request_public_key_and_pkcs12_match_in_any_pair() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.peer_line(&openssl, "pkey -in client.key -pubout -out client.pub");
    lab.peer_line(
        &openssl,
        "pkcs12 -export -in client.crt -inkey client.key -out client.pfx -passout env:PW",
    );
    let all = [
        "client.crt",
        "client.key",
        "client.csr",
        "client.pub",
        "client.pfx",
    ];
    for one in all {
        for other in all.iter().filter(|other| **other != one) {
            let ran = lab
                .mtls(&["match-key", one, other, "--pass", "env:PW"])
                .ok();
            assert!(ran.stdout.starts_with("match"), "{one} {other}");
        }
        if one != "client.pfx" {
            let ran = lab.mtls(&["match-key", one, "ca.key"]);
            assert_eq!(ran.code, 1, "{one}");
            assert!(ran.stdout.starts_with("NO MATCH") && ran.stderr.contains("[key-mismatch]"));
        }
    }
    lab.mtls_line("match-key client.crt client.csr client.key client.pub")
        .ok();
    lab.mtls_line("match-key client.pfx --pass env:PW").ok();
}

#[test]
fn rsa_shows_the_modulus_md5_that_openssl_prints() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.peer_line(
        &openssl,
        "req -x509 -newkey rsa:2048 -nodes -keyout a.key -out a.crt -subj /CN=a",
    );
    lab.peer_line(&openssl, "genrsa -out b.key 2048");
    let modulus = lab.peer_line(&openssl, "rsa -in a.key -noout -modulus");
    lab.write("modulus", &modulus);
    let md5 = lab.peer_line(&openssl, "md5 -r modulus");
    let md5 = md5.split(' ').next().unwrap();
    let found = lab.mtls_line("match-key a.crt a.key --json").ok().json();
    assert_eq!(found["match"], true);
    assert_eq!(found["algorithm"], "RSA");
    assert_eq!(found["modulus_md5"]["a.crt"], md5);
    assert_eq!(found["modulus_md5"]["a.key"], md5);
    assert_eq!(found["spki_sha256"]["a.crt"], found["spki_sha256"]["a.key"]);
    let ran = lab.mtls_line("match-key a.crt b.key --json");
    assert_eq!((ran.code, ran.json()["match"].clone()), (1, false.into()));
    let text = lab.mtls_line("match-key a.crt b.key").stdout;
    assert!(
        text.contains(md5) && text.matches("spki sha256").count() == 2,
        "{text}"
    );
}

#[test]
fn of_a_bundle_the_certificate_counts_that_fits_and_a_ca_before_it_is_said() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.write(
        "wrong-order.pem",
        lab.text("ca.crt") + &lab.text("client.crt"),
    );
    lab.write("both.pem", lab.text("client.crt") + &lab.text("client.key"));
    lab.write("not-both.pem", lab.text("client.crt") + &lab.text("ca.key"));
    let ran = lab.mtls_line("match-key wrong-order.pem client.key").ok();
    assert!(
        ran.stderr.contains("CN=Lab CA") && ran.stderr.contains("number 2"),
        "{}",
        ran.stderr
    );
    lab.mtls_line("match-key both.pem").ok();
    let ran = lab.mtls_line("match-key not-both.pem --json");
    assert_eq!(ran.code, 1);
    assert_ne!(
        ran.json()["spki_sha256"]["not-both.pem (certificate)"],
        ran.json()["spki_sha256"]["not-both.pem (private-key)"]
    );
    lab.mtls_line("match-key client.crt")
        .fails(2, "nothing to compare it with");
}

#[test]
fn quiet_says_nothing_and_the_exit_code_answers() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    genpkey(&lab, &openssl, "ed.key", &["ED25519"]);
    for (key, code) in [("client.key", 0), ("ed.key", 1)] {
        let ran = lab.mtls(&["match-key", "-q", "client.crt", key]);
        assert_eq!(
            (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
            (code, "", "")
        );
    }
    lab.mtls_line("match-key -q client.crt none.key")
        .fails(1, "[file-unreadable]");
}

#[test]
fn a_folder_is_searched_for_the_key_that_fits() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    std::fs::create_dir(lab.path("keys")).unwrap();
    lab.write("keys/notes.txt", "nothing");
    std::fs::copy(lab.path("ca.key"), lab.path("keys/a.key")).unwrap();
    let ran = lab.mtls_line("match-key client.crt keys").stderr;
    assert!(ran.contains("[key-missing]"), "{ran}");
    lab.peer_line(
        &openssl,
        "pkcs8 -topk8 -in client.key -out keys/b.key -passout env:PW",
    );
    let ran = lab.mtls_line("match-key client.crt keys");
    assert!(
        ran.code == 1 && ran.stderr.contains("1 locked file(s)"),
        "{ran:?}"
    );
    let ran = lab
        .mtls_line("match-key client.crt keys --pass env:PW")
        .ok();
    assert!(ran.stdout.contains("keys/b.key"), "{}", ran.stdout);
    lab.mtls_line("match-key keys")
        .fails(2, "which key to look for");
}

#[test]
fn passphrases_wrong_and_missing_are_told_apart() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.peer_line(
        &openssl,
        "pkcs8 -topk8 -in client.key -out lock.key -passout env:PW",
    );
    lab.mtls_line("match-key client.crt lock.key --pass env:PW")
        .ok();
    lab.mtls_line("match-key client.crt lock.key --pass env:WRONG")
        .fails(1, "[wrong-passphrase]");
    lab.mtls_line("match-key client.crt lock.key")
        .fails(1, "[passphrase-needed]");
}
