//! Who signed what: every kind of signature that openssl makes, told alike by `inspect` and
//! `convert`, beside `openssl verify`.

use std::path::Path;

use crate::common::{Lab, peer};

/// What to make the CA's key with, and how it signs.
const KINDS: [(&str, &str); 15] = [
    ("rsa:1024", "-sha256"),
    ("rsa:1031", "-sha256"),
    ("rsa:2041", PSS_SHA1),
    ("rsa:1024", "-sha384"),
    ("rsa:2048", "-sha1"),
    ("rsa:2048", "-sha224"),
    ("rsa:2048", "-sha384"),
    ("ec:P-256", "-sha512"),
    ("ec:P-384", "-sha256"),
    ("ec:P-521", "-sha256"),
    ("ec:P-521", "-sha512"),
    ("ec:secp256k1", "-sha256"),
    ("ed25519", "-sha256"),
    ("rsa:2048", PSS_DIGEST),
    ("rsa:2048", PSS_LONGEST),
];
const PSS_DIGEST: &str = "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest";
const PSS_SHA1: &str = "-sha1 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:7";
const PSS_LONGEST: &str = "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:max";

/// `NAME.key`, and `NAME.crt` signed by itself.
fn authority(lab: &Lab, openssl: &Path, name: &str, (key, signing): (&str, &str)) {
    let newkey = match key.split_once(':') {
        Some(("ec", curve)) => format!("ec -pkeyopt ec_paramgen_curve:{curve}"),
        _ => key.to_owned(),
    };
    lab.peer_line(
        openssl,
        &format!(
            "req -x509 -newkey {newkey} -nodes -days 9 -keyout {name}.key -out {name}.crt \
             -subj /CN=ca {signing}"
        ),
    );
}

/// `leaf.pem`: a leaf and the CA that signed it; and `false.pem` with a CA of the same name.
fn chains(lab: &Lab, openssl: &Path, kind: (&str, &str)) {
    authority(lab, openssl, "ca", kind);
    authority(lab, openssl, "other", kind);
    for (ca, out) in [("ca", "leaf"), ("other", "strange")] {
        lab.peer_line(
            openssl,
            &format!(
                "x509 -req -in leaf.csr -CA {ca}.crt -CAkey {ca}.key -CAcreateserial -days 9 \
                 -out {out}.crt {}",
                kind.1
            ),
        );
    }
    // by name alone: both CAs would do
    lab.write("leaf.pem", lab.text("leaf.crt") + &lab.text("ca.crt"));
    lab.write("false.pem", lab.text("strange.crt") + &lab.text("ca.crt"));
}

#[test]
fn the_true_issuer_is_kept_whatever_it_signed_with_and_a_false_one_is_left_out() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.peer_line(
        &openssl,
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.csr -subj /CN=leaf",
    );
    for kind in KINDS {
        chains(&lab, &openssl, kind);
        lab.peer_line(
            &openssl,
            "verify -auth_level 0 -no_check_time -CAfile ca.crt leaf.crt",
        );
        let ran = lab
            .mtls_line("convert leaf.pem leaf.key --out out.pem --no-encrypt --force")
            .ok();
        assert!(!ran.stderr.contains("left out"), "{kind:?} {}", ran.stderr);
        assert_eq!(
            lab.text("out.pem").matches("BEGIN CERTIFICATE").count(),
            2,
            "{kind:?}"
        );
        let ran = lab
            .mtls_line("convert false.pem leaf.key --out out.pem --no-encrypt --force")
            .fails(1, "[client-chain-incomplete]");
        assert!(
            ran.stderr.contains("did not sign"),
            "{kind:?} {}",
            ran.stderr
        );
        let ran = lab.mtls_line("inspect false.pem");
        assert!(
            ran.stdout.contains("[chain-signature]") || ran.stdout.contains("[chain-wrong-issuer]"),
            "{kind:?} {}",
            ran.stdout
        );
    }
}

#[test]
fn a_request_proves_its_key_on_every_curve_and_a_forged_one_does_not() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    for (key, signing) in KINDS {
        let newkey = match key.split_once(':') {
            Some(("ec", curve)) => format!("ec -pkeyopt ec_paramgen_curve:{curve}"),
            _ => key.to_owned(),
        };
        lab.peer_line(
            &openssl,
            &format!(
                "req -newkey {newkey} -nodes -keyout a.key -outform DER -out a.csr -subj /CN=a {signing}"
            ),
        );
        let valid = || lab.mtls_line("inspect a.csr --json").json()["signature_valid"].clone();
        assert_eq!(valid(), true, "{key} {signing}");
        let mut forged = lab.read("a.csr");
        let at = forged.windows(4).position(|w| w[..3] == *b"\x0c\x01a");
        forged[at.unwrap() + 2] = b'b';
        lab.write("a.csr", forged);
        assert_eq!(valid(), false, "{key} {signing}");
    }
}
