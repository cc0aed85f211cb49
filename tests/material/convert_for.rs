//! `convert --for`: what each reader is given, by what openssl says of the file and by the readers
//! themselves.

use std::path::Path;

use super::convert_forms::chain;
use crate::common::{CANARY, Lab, peer};

/// Reader, then as openssl names them: MAC and its iterations, cipher of the bags and theirs.
const STORES: &[(&str, &str, &str)] = &[
    (
        "java8",
        "MAC: sha1, Iteration 50000\n",
        "pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 50000\n",
    ),
    (
        "windows",
        "MAC: sha1, Iteration 2000\n",
        "pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2000\n",
    ),
    (
        "macos",
        "MAC: sha1, Iteration 2048\n",
        "pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048\n",
    ),
    (
        "node",
        "MAC: sha256, Iteration 100000\n",
        "AES-256-CBC, Iteration 100000, PRF hmacWithSHA256\n",
    ),
];

fn opens_in_node(lab: &Lab, node: &Path, store: &str) {
    let script = format!(
        "require('tls').createSecureContext({{pfx: require('fs').readFileSync('{store}'), passphrase: process.env.PW}})"
    );
    lab.peer(node, &["-e", &script]);
}

#[test]
fn each_reader_gets_the_mac_the_cipher_and_the_iterations_that_it_takes() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = chain(&openssl);
    for (reader, mac, cipher) in STORES {
        let line =
            format!("convert all.pem --for {reader} --out {reader} --out-pass env:PW --name Acme");
        let ran = lab.mtls_line(&line).ok();
        assert!(
            ran.stderr.contains(&format!("for {reader}: PKCS#12 under")),
            "{ran:?}"
        );
        let said = lab.peer_line(
            &openssl,
            &format!("pkcs12 -in {reader} -passin env:PW -info -noenc"),
        );
        assert!(said.contains(mac), "{reader}: {said}");
        assert_eq!(said.matches(cipher).count(), 2, "{reader}: {said}");
        assert_eq!(
            said.matches("friendlyName: Acme").count(),
            2,
            "{reader}: {said}"
        );
        assert_eq!(
            said.matches("BEGIN CERTIFICATE").count(),
            3,
            "{reader}: {said}"
        );
        lab.mtls_line(&format!("match-key {reader} client.csr --pass env:PW"))
            .ok();
        lab.mtls_line(&format!("match-key {reader} client.csr --pass env:WRONG"))
            .fails(1, "[wrong-passphrase]");
    }
}

#[test]
fn node_gnutls_and_java_open_what_is_made_for_any_reader() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = chain(&openssl);
    for (reader, ..) in STORES {
        let line = format!("convert all.pem --for {reader} --out {reader} --out-pass env:PW");
        lab.mtls_line(&format!("{line} --name Acme")).ok();
    }
    if let Some(node) = peer("node") {
        STORES
            .iter()
            .for_each(|(store, ..)| opens_in_node(&lab, &node, store));
    }
    if let Some(certtool) = peer("certtool") {
        for store in ["java8", "node"] {
            let args = [
                "--p12-info",
                "--inder",
                "--infile",
                store,
                "--password",
                CANARY,
            ];
            let said = lab.peer(&certtool, &args);
            assert_eq!(said.matches("BEGIN CERTIFICATE").count(), 3, "{said}");
        }
    }
    if let Some(keytool) = peer("keytool") {
        for store in ["java8", "node"] {
            let said = lab.peer_line(
                &keytool,
                &format!("-list -v -keystore {store} -storepass:env PW"),
            );
            assert!(said.contains("Alias name: acme"), "{said}");
            assert!(said.contains("Certificate chain length: 3"), "{said}");
        }
    }
}

#[test]
fn nginx_gets_leaf_and_issuers_without_the_root_and_the_key_beside_them() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = chain(&openssl);
    let split = "convert all.pem --for nginx --out-cert site.pem --out-key site.key";
    let ran = lab.mtls_line(&format!("{split} --no-encrypt")).ok();
    assert!(ran.stderr.contains("ssl_certificate "), "{ran:?}");
    assert_eq!(
        lab.text("site.pem"),
        lab.text("client.crt") + &lab.text("inter.crt")
    );
    assert_eq!(lab.text("site.key"), lab.text("client.key"));
    let ran = lab
        .mtls_line(&format!("{split} --out-pass env:PW --force"))
        .ok();
    assert!(ran.stderr.contains("ssl_password_file"), "{ran:?}");
    let ran = lab
        .mtls_line("convert all.pem --for nginx --chain full --no-encrypt")
        .ok();
    assert_eq!(ran.stdout.matches("BEGIN CERTIFICATE").count(), 3);
    let ran = lab
        .mtls_line("convert all.pem --for openssl --no-encrypt")
        .ok();
    assert_eq!(ran.stdout.matches("BEGIN CERTIFICATE").count(), 3);
}

#[test]
fn a_form_that_the_reader_cannot_use_is_refused() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = chain(&openssl);
    let before = lab.files();
    lab.mtls_line("convert all.pem --for nginx --to p12 --out x --out-pass env:PW")
        .fails(2, "nginx reads PEM only");
    lab.mtls_line("convert all.pem --for windows --out x.pem")
        .fails(2, "from PKCS#12");
    lab.mtls_line("convert all.pem --for java8 --out-cert a --out-key b")
        .fails(2, "together");
    lab.mtls_line("convert all.pem --for java8 --out x")
        .fails(2, "needs a passphrase");
    assert_eq!(lab.files(), before);
    // but a certificate in PEM is read by everyone
    lab.mtls_line("convert all.pem --for windows --out-cert leaf.crt")
        .ok();
}

#[test]
fn iterations_asked_for_are_those_of_every_part() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = chain(&openssl);
    lab.mtls_line("convert all.pem --for macos --iterations 4321 --out m.p12 --out-pass env:PW")
        .ok();
    let said = lab.peer_line(&openssl, "pkcs12 -in m.p12 -passin env:PW -info -noout");
    assert_eq!(said.matches("Iteration 4321").count(), 3, "{said}");
    lab.mtls_line("convert all.pem --out x.p12 --iterations 9 --out-pass env:PW")
        .fails(2, "1000..=3000000");
}

#[test]
fn names_in_any_script_reach_every_reader() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = chain(&openssl);
    let name = ["--name", "São Paulo 東京"];
    let to = [
        "convert",
        "all.pem",
        "--out",
        "n.p12",
        "--out-pass",
        "env:PW",
    ];
    lab.mtls(&[&to[..], &name].concat()).ok();
    let ran = lab.mtls_line("inspect n.p12 --pass env:PW --json").ok();
    assert_eq!(ran.stdout.lines().count(), 4);
    let Some(node) = peer("node") else {
        return;
    };
    opens_in_node(&lab, &node, "n.p12");
    let said = lab.peer_line(&openssl, "pkcs12 -in n.p12 -passin env:PW -nokeys -clcerts");
    assert!(said.contains("friendlyName: S"), "{said}");
}
