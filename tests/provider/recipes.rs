//! The OpenSSL recipes of the documents beside the commands that take their place: what both make is the
//! same, as openssl judges. VTEX's command is compared in the tests of `csr`.

use std::path::Path;

use crate::common::{Lab, peer, pki};
use crate::server::lab;

#[test]
fn apatas_recipe_and_ours_make_requests_alike() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = lab(&openssl);
    let subject = "/C=IE/ST=Dublin/L=Dublin/O=My Company Inc./OU=IT/CN=example.com";
    lab.peer_line(&openssl, "genrsa -out theirs.key 2048");
    lab.peer(
        &openssl,
        &[
            "req",
            "-new",
            "-key",
            "theirs.key",
            "-out",
            "theirs.csr",
            "-subj",
            subject,
        ],
    );
    lab.mtls(&[
        "csr",
        "--provider",
        "apata",
        "--c",
        "IE",
        "--st",
        "Dublin",
        "--l",
        "Dublin",
        "--o",
        "My Company Inc.",
        "--ou",
        "IT",
        "--cn",
        "example.com",
        "--out",
        "ours.csr",
    ])
    .ok();
    let facts = |file: &str| {
        let said = lab.peer_line(
            &openssl,
            &format!("req -in {file} -verify -noout -text -nameopt multiline,show_type"),
        );
        let words = [
            "UTF8",
            "PRINTABLE",
            "Public-Key",
            "Signature Algorithm",
            "Exponent",
        ];
        let kept = said
            .lines()
            .filter(|line| words.iter().any(|word| line.contains(word)));
        kept.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(facts("ours.csr"), facts("theirs.csr"));
    lab.mtls_line("csr --check theirs.csr --provider apata --host example.com")
        .ok();
}

/// An RSA pair of openssl's: `rsa.key`, `cert.crt`, and both in `cert.pfx`.
fn pair(openssl: &Path) -> Lab {
    let lab = lab(openssl);
    lab.peer_line(
        openssl,
        "req -new -newkey rsa:2048 -nodes -subj /CN=bank -keyout rsa.key -out rsa.csr",
    );
    pki::sign(
        &lab,
        openssl,
        "rsa.csr",
        "ca",
        "cert.crt",
        "-extfile client.ext",
    );
    lab.peer_line(
        openssl,
        "pkcs12 -export -in cert.crt -inkey rsa.key -passout env:PW -out cert.pfx",
    );
    // From PKCS#12 to PEM
    lab.peer_line(
        openssl,
        "pkcs12 -in cert.pfx -passin env:PW -clcerts -nokeys -out cert.pem",
    );
    lab.peer_line(
        openssl,
        "pkcs12 -in cert.pfx -passin env:PW -nocerts -passout env:PW -out key.pem",
    );
    lab
}

/// What openssl reads there, in DER.
fn bytes(lab: &Lab, openssl: &Path, args: &str) -> Vec<u8> {
    lab.peer_line(openssl, &format!("{args} -outform DER -out x.der"));
    lab.read("x.der")
}

#[test]
fn knoxcalls_conversions_and_ours_make_the_same_files() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = pair(&openssl);
    let same = |one: &str, other: &str| {
        let read = |args: &str| bytes(&lab, &openssl, args);
        assert_eq!(read(one), read(other), "{one} and {other}");
    };
    lab.mtls_line("convert cert.pfx --pass env:PW --out-cert our-cert.pem --out-key our-key.pem --out-pass env:PW").ok();
    same("x509 -in our-cert.pem", "x509 -in cert.pem");
    assert!(lab.text("our-key.pem").contains("ENCRYPTED PRIVATE KEY"));
    same(
        "pkey -in our-key.pem -passin env:PW",
        "pkey -in key.pem -passin env:PW",
    );
    // Remove passphrase; unsupported, very old encryption
    lab.peer_line(
        &openssl,
        "rsa -in key.pem -passin env:PW -out key-nopass.pem",
    );
    lab.mtls_line("convert key.pem --pass env:PW --out our-nopass.pem --no-encrypt")
        .ok();
    same("pkey -in our-nopass.pem", "pkey -in key-nopass.pem");
    lab.peer_line(
        &openssl,
        "rsa -in rsa.key -traditional -des3 -passout env:PW -out old.pem",
    );
    lab.mtls_line("convert old.pem --pass env:PW --out new.pem --out-pass env:PW")
        .ok();
    same("pkey -in new.pem -passin env:PW", "pkey -in rsa.key");
    // From DER to PEM
    lab.peer_line(&openssl, "x509 -in cert.crt -outform DER -out cert.der");
    lab.peer_line(&openssl, "rsa -in rsa.key -outform DER -out key.der");
    lab.mtls_line("convert cert.der --to pem --out from-der.pem")
        .ok();
    lab.mtls_line("convert key.der --to pem --out key-from-der.pem --no-encrypt")
        .ok();
    same("x509 -in from-der.pem", "x509 -in cert.crt");
    same("pkey -in key-from-der.pem", "pkey -in rsa.key");
}

#[test]
fn a_combined_file_is_as_knoxcall_wants_it_where_cat_leaves_bag_attributes() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = pair(&openssl);
    lab.mtls_line(
        "convert cert.pem key.pem --pass env:PW --to combined --out combined.pem --out-pass env:PW",
    )
    .ok();
    let checked = lab
        .mtls_line("provider check combined.pem --for knoxcall --pass env:PW")
        .ok();
    assert!(
        checked.stdout.starts_with("ok: combined.pem"),
        "{checked:?}"
    );
    lab.write(
        "cat.pem",
        [lab.read("cert.pem"), lab.read("key.pem")].concat(),
    );
    let catted = lab.mtls_line("provider check cat.pem --for knoxcall --pass env:PW");
    assert!(
        catted.code == 1 && catted.stdout.contains("[extra-text]"),
        "{catted:?}"
    );
    // Verify they match
    let ours = lab
        .mtls_line("match-key cert.pem rsa.key --json")
        .ok()
        .json();
    let modulus = lab.peer_line(&openssl, "x509 -noout -modulus -in cert.pem");
    lab.write("modulus.txt", &modulus);
    let md5 = lab.peer_line(&openssl, "md5 modulus.txt");
    assert_eq!(
        ours["modulus_md5"]["cert.pem"].as_str(),
        md5.trim().rsplit(' ').next()
    );
}
