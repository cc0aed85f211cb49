//! Locked private keys in every form that openssl writes: PKCS#8 under PBES2, PBES1 and PKCS#12's
//! schemes, and the traditional form.

use std::path::Path;

use crate::common::{Lab, genpkey, peer};

/// A key of each kind: `rsa.key`, `ec.key`.
fn keys(openssl: &Path) -> Lab {
    let lab = Lab::new();
    genpkey(
        &lab,
        openssl,
        "rsa.key",
        &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    );
    let curve = ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
    genpkey(&lab, openssl, "ec.key", &curve);
    lab
}

/// Locks each key with these arguments, and expects that it opens with the passphrase only.
fn each_opens(lab: &Lab, openssl: &Path, further: &str) {
    for kind in ["rsa", "ec"] {
        lock(lab, openssl, kind, further);
        lab.mtls(&[
            "match-key",
            "l.key",
            &format!("{kind}.key"),
            "--pass",
            "env:PW",
        ])
        .ok();
        lab.mtls_line("inspect l.key --pass env:WRONG")
            .fails(1, "[wrong-passphrase]");
    }
}

fn lock(lab: &Lab, openssl: &Path, kind: &str, further: &str) {
    let line = format!(
        "pkcs8 -topk8 -in {kind}.key -out l.key -passout env:PW -provider legacy -provider default {further}"
    );
    lab.peer_line(openssl, &line);
}

#[test]
fn pkcs8_under_pbes1_and_the_schemes_of_pkcs12_opens() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = keys(&openssl);
    for scheme in [
        "PBE-MD5-DES",
        "PBE-SHA1-DES",
        "PBE-MD5-RC2-64",
        "PBE-SHA1-RC2-64",
        "PBE-SHA1-RC4-128",
        "PBE-SHA1-RC4-40",
        "PBE-SHA1-3DES",
        "PBE-SHA1-2DES",
        "PBE-SHA1-RC2-128",
        "PBE-SHA1-RC2-40",
    ] {
        each_opens(&lab, &openssl, &format!("-v1 {scheme}"));
    }
    each_opens(&lab, &openssl, "-outform DER -v1 PBE-SHA1-3DES");
}

#[test]
fn pkcs8_under_pbes2_opens() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = keys(&openssl);
    for cipher in [
        "aes128",
        "aes-192-cbc",
        "aes256",
        "des3",
        "des",
        "rc2",
        "rc2-40-cbc",
    ] {
        each_opens(&lab, &openssl, &format!("-v2 {cipher}"));
    }
    for prf in ["SHA1", "SHA224", "SHA384", "SHA512", "SHA512-256", "MD5"] {
        each_opens(&lab, &openssl, &format!("-v2 aes256 -v2prf hmacWith{prf}"));
    }
    each_opens(&lab, &openssl, "-v2 des3 -v2prf hmacWithSHA1");
    each_opens(&lab, &openssl, "-scrypt");
}

#[test]
fn a_cipher_that_is_not_known_here_is_named() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = keys(&openssl);
    lock(&lab, &openssl, "ec", "-v2 camellia-256-cbc");
    lab.mtls_line("inspect l.key --pass env:PW").fails(
        1,
        "CAMELLIA-256-CBC with PBKDF2-HMAC-SHA256 is not supported (private key) [unsupported-algorithm]",
    );
}

#[test]
fn traditional_keys_open() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = keys(&openssl);
    for cipher in ["des", "des3", "aes128", "aes192", "aes256"] {
        for (kind, command) in [("rsa", "rsa -traditional"), ("ec", "ec")] {
            let files = format!("-in {kind}.key -out l.key -passout env:PW");
            let providers = "-provider legacy -provider default";
            lab.peer_line(
                &openssl,
                &format!("{command} -{cipher} {files} {providers}"),
            );
            assert!(lab.text("l.key").contains("Proc-Type: 4,ENCRYPTED"));
            lab.mtls(&[
                "match-key",
                "l.key",
                &format!("{kind}.key"),
                "--pass",
                "env:PW",
            ])
            .ok();
            lab.mtls_line("inspect l.key --pass env:WRONG")
                .fails(1, "[wrong-passphrase]");
        }
    }
}
