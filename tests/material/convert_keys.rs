//! `convert` on private keys: every form, locked, unlocked and locked again, as openssl, Node and
//! GnuTLS read them.

use std::path::Path;

use crate::common::{CANARY, Lab, genpkey, peer};

/// `rsa.key`, `ec.key` and `ed.key`.
fn keys(openssl: &Path) -> Lab {
    let lab = Lab::new();
    let rsa = ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
    genpkey(&lab, openssl, "rsa.key", &rsa);
    let curve = ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"];
    genpkey(&lab, openssl, "ec.key", &curve);
    genpkey(&lab, openssl, "ed.key", &["ed25519"]);
    lab
}

/// Opens in openssl, and in Node where that is there, with the passphrase only.
fn opens_elsewhere(lab: &Lab, openssl: &Path, key: &str) {
    lab.peer_line(openssl, &format!("pkey -in {key} -passin env:PW -noout"));
    let wrong = format!("pkey -in {key} -passin env:WRONG -noout");
    let ran = lab.try_peer(openssl, &wrong.split(' ').collect::<Vec<_>>());
    assert_ne!(ran.code, 0, "{key} opens with any passphrase");
    if let Some(node) = peer("node") {
        let script = format!(
            "require('crypto').createPrivateKey({{key: require('fs').readFileSync('{key}'), passphrase: process.env.PW}})"
        );
        lab.peer(&node, &["-e", &script]);
    }
}

#[test]
fn the_older_forms_are_openssls_to_the_byte_and_become_pkcs8_again() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = keys(&openssl);
    lab.peer_line(&openssl, "rsa -in rsa.key -traditional -out rsa.want");
    lab.peer_line(&openssl, "ec -in ec.key -out ec.want");
    lab.peer_line(&openssl, "ec -in ec.key -outform DER -out ec.der");
    for (kind, form) in [
        ("rsa", "pkcs1"),
        ("ec", "sec1"),
        ("rsa", "traditional"),
        ("ec", "traditional"),
    ] {
        let line =
            format!("convert {kind}.key --key-format {form} --no-encrypt --out {kind}.{form}");
        lab.mtls_line(&line).ok();
        assert_eq!(
            lab.text(&format!("{kind}.{form}")),
            lab.text(&format!("{kind}.want"))
        );
        let ran = lab
            .mtls_line(&format!("convert {kind}.{form} --no-encrypt"))
            .ok();
        assert_eq!(ran.stdout, lab.text(&format!("{kind}.key")));
    }
    let ran = lab
        .mtls_line("convert ec.key --key-format sec1 --to der --no-encrypt")
        .ok();
    assert_eq!(ran.raw, lab.read("ec.der"));
    lab.mtls_line("convert rsa.key --key-format sec1")
        .fails(2, "pkcs1 or pkcs8");
    lab.mtls_line("convert ec.key --key-format pkcs1")
        .fails(2, "sec1 or pkcs8");
    lab.mtls_line("convert ed.key --key-format traditional")
        .fails(2, "no traditional form");
}

#[test]
fn keys_locked_in_every_way_open_elsewhere() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = keys(&openssl);
    for (key, how, weak) in [
        ("rsa", "", false),
        ("ed", "--kdf pbkdf2", false),
        ("ec", "--kdf scrypt", false),
        ("ed", "--iterations 5000", true),
        ("rsa", "--key-format pkcs1", true),
        ("ec", "--key-format traditional", true),
    ] {
        let line = format!("convert {key}.key --out-pass env:PW --out l.key --force {how}");
        let ran = lab.mtls_line(line.trim_end()).ok();
        assert_eq!(!ran.stderr.is_empty(), weak, "{how}: {ran:?}");
        opens_elsewhere(&lab, &openssl, "l.key");
        let ran = lab
            .mtls_line("convert l.key --pass env:PW --no-encrypt")
            .ok();
        assert_eq!(ran.stdout, lab.text(&format!("{key}.key")), "{how}");
    }
    assert!(lab.text("l.key").contains("DEK-Info: AES-256-CBC,"));
}

#[test]
fn what_stretches_the_passphrase_is_what_was_asked_for() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = keys(&openssl);
    let parsed = |how: &str| {
        lab.mtls_line(&format!(
            "convert ec.key --out-pass env:PW --out l.key --force{how}"
        ))
        .ok();
        lab.peer_line(&openssl, "asn1parse -in l.key")
    };
    let usual = parsed("");
    for part in [":PBKDF2", ":0927C0", ":hmacWithSHA256", ":aes-256-cbc"] {
        assert!(usual.contains(part), "no {part} in {usual}");
    }
    assert!(parsed(" --iterations 1000000").contains(":0F4240"));
    let scrypt = parsed(" --kdf scrypt");
    assert!(
        scrypt.contains(":scrypt") && scrypt.contains(":4000"),
        "{scrypt}"
    );
    if let Some(certtool) = peer("certtool") {
        parsed("");
        let args = ["--key-info", "--infile", "l.key", "--password", CANARY];
        let said = lab.peer(&certtool, &args);
        assert!(said.contains("EC/ECDSA"), "{said}");
    }
}

#[test]
fn a_locked_key_is_locked_again_under_another_passphrase() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = keys(&openssl);
    lab.peer_line(
        &openssl,
        "ec -in ec.key -aes128 -passout env:WRONG -out old.key",
    );
    let ran = lab
        .mtls_line("convert old.key --pass env:WRONG --out-pass env:PW --out new.key")
        .ok();
    assert_eq!(ran.stderr, "");
    opens_elsewhere(&lab, &openssl, "new.key");
    lab.mtls_line("convert old.key --pass env:PW --out x")
        .fails(1, "[wrong-passphrase]");
    assert!(!lab.exists("x"));
    // in DER, and through a pipe
    let locked = lab.mtls_in(
        &["convert", "-", "--out-pass", "env:PW", "--to", "der"],
        &lab.read("ed.key"),
    );
    let back = lab.mtls_in(
        &["convert", "-", "--pass", "env:PW", "--no-encrypt"],
        &locked.ok().raw,
    );
    assert_eq!(back.ok().stdout, lab.text("ed.key"));
}

#[test]
fn settings_of_a_lock_that_is_not_there_are_refused() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = keys(&openssl);
    let before = lab.files();
    for (arguments, why) in [
        ("--kdf scrypt", "none is to be locked"),
        ("--iterations 700000 --no-encrypt", "none is to be locked"),
        (
            "--kdf scrypt --iterations 700000 --out-pass env:PW",
            "scrypt has none",
        ),
        (
            "--key-format pkcs1 --iterations 700000 --out-pass env:PW",
            "one round of MD5",
        ),
        (
            "--key-format pkcs1 --to der --out-pass env:PW",
            "cannot be locked in DER",
        ),
        (
            "--key-format pkcs1 --to p12 --out-pass env:PW",
            "PKCS#8 only",
        ),
        ("--kdf scrypt --to p12 --out-pass env:PW", "scrypt"),
        ("--to pkcs7 --out-pass env:PW", "certificates alone"),
    ] {
        lab.mtls_line(&format!("convert rsa.key --out x {arguments}"))
            .fails(2, why);
    }
    assert_eq!(lab.files(), before);
}
