//! The CA of `sign`: made, locked, in any form it comes, with any key, and how long it lets sign.

use crate::common::{CANARY, Lab, genpkey, peer};
use crate::sign::own_ca;

const CSR: &str =
    "csr --cn app --o Acme --ou IT --c IE --newkey ec:p256 --no-encrypt --out app.csr";

/// The CA of `own_ca` and a request, `app.csr`.
fn lab() -> Lab {
    let lab = Lab::new();
    own_ca(&lab);
    lab.mtls_line(CSR).ok();
    lab
}

#[test]
fn a_new_ca_is_locked_admits_no_ca_below_it_and_signs() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    let line = "sign --init-ca --cn Partner_CA --o Acme --c br --newkey ec:p384 --days 3650 --out ca.crt --keyout own.key";
    lab.mtls_line(line).fails(2, "--out-pass");
    assert!(lab.files().is_empty(), "{:?}", lab.files());
    let ran = lab.mtls_line(&format!("{line} --out-pass env:PW")).ok();
    assert!(
        ran.stdout.contains("locked; never leaves you"),
        "{}",
        ran.stdout
    );
    assert_eq!((lab.mode("ca.crt"), lab.mode("own.key")), (0o644, 0o600));
    assert!(lab.text("own.key").contains("BEGIN ENCRYPTED PRIVATE KEY"));
    let text = lab.peer_line(&openssl, "x509 -in ca.crt -noout -text");
    for part in [
        "Version: 3",
        "CA:TRUE, pathlen:0",
        "Certificate Sign, CRL Sign",
        "Subject: C = BR, O = Acme, CN = Partner_CA",
        "Subject Key Identifier",
        "ecdsa-with-SHA384",
    ] {
        assert!(text.contains(part), "no {part} in {text}");
    }
    assert_eq!(text.matches("critical").count(), 2, "{text}");
    lab.peer_line(&openssl, "verify -x509_strict -CAfile ca.crt ca.crt");
    lab.peer_line(&openssl, "pkey -in own.key -passin env:PW -noout");
    lab.mtls_line(&format!("{line} --out-pass env:PW"))
        .fails(1, "exists already");

    lab.mtls_line(CSR).ok();
    let sign = "sign app.csr --ca ca.crt --ca-key own.key";
    lab.mtls_line(sign).fails(1, "--ca-pass");
    lab.mtls_line(&format!("{sign} --ca-pass env:WRONG"))
        .fails(1, "does not open");
    assert!(!lab.exists("app.crt"));
    // the other way round too
    lab.mtls_line("sign app.csr --ca own.key --ca-key ca.crt --ca-pass env:PW")
        .ok();
    lab.peer_line(
        &openssl,
        "verify -x509_strict -purpose sslclient -CAfile ca.crt app.crt",
    );
}

#[test]
fn a_new_ca_is_rsa_3072_unless_it_is_said_otherwise_and_needs_a_name() {
    let lab = Lab::new();
    lab.mtls_line("sign --init-ca --o Acme --no-encrypt")
        .fails(2, "--cn");
    let made = lab
        .mtls_line("sign --init-ca --cn CA --no-encrypt --digest sha384 --json")
        .ok()
        .json();
    assert_eq!(made["public_key"]["bits"], 3072);
    assert_eq!(made["signature_algorithm"], "sha384WithRSAEncryption");
    assert_eq!(lab.files(), ["ca.crt", "ca.key"]);
    let sign = "sign app.csr --ca ca.crt --ca-key ca.key";
    for (flag, word) in [
        ("--cn x", "subject"),
        ("--newkey ed25519", "--newkey"),
        ("--no-encrypt", "--no-encrypt"),
    ] {
        lab.mtls_line(&format!("{sign} {flag}")).fails(2, word);
    }
    lab.mtls_line("sign --init-ca --cn x --ca ca.crt")
        .fails(2, "--ca");
    lab.mtls_line("sign app.csr").fails(2, "--ca");
}

#[test]
fn the_ca_is_taken_from_every_form_and_its_key_never_goes_to_the_partner() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = lab();
    lab.peer_line(
        &openssl,
        "pkcs12 -export -in ca.crt -inkey ca.key -passout env:PW -out ca.p12",
    );
    lab.write("ca.pem", lab.text("ca.key") + &lab.text("ca.crt"));
    lab.peer_line(&openssl, "x509 -in ca.crt -outform DER -out ca.der");
    let forms: [(&str, bool); 5] = [
        ("--ca ca.p12 --ca-pass env:PW", false),
        ("--ca ca.pem", false),
        ("--ca ca.der --ca-key ca.key", true),
        ("--ca ca.key --ca-key ca.crt", true),
        ("--ca ca.crt --ca-key ca.pem", true),
    ];
    for (form, may_be_sent) in forms {
        let ran = lab.mtls_line(&format!("sign app.csr {form} --force")).ok();
        lab.peer_line(&openssl, "verify -purpose sslclient -CAfile ca.crt app.crt");
        assert_eq!(
            ran.stderr.contains("--out-chain"),
            !may_be_sent,
            "{form}: {ran:?}"
        );
        for private in ["ca.p12", "ca.pem", "ca.key"] {
            let sent = format!("{private}  your CA's");
            assert!(!ran.stdout.contains(&sent), "{form}: {}", ran.stdout);
        }
    }
    let ran = lab
        .mtls_line("sign app.csr --ca ca.pem --out-chain send.crt --force")
        .ok();
    assert!(ran.stdout.contains("send.crt  your CA's"), "{}", ran.stdout);
    assert_eq!(lab.text("send.crt"), lab.text("ca.crt"));
}

#[test]
fn each_kind_of_ca_key_signs_under_its_digest() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.mtls_line(CSR).ok();
    genpkey(
        &lab,
        &openssl,
        "rsa.key",
        &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    );
    lab.peer_line(
        &openssl,
        "req -x509 -new -key rsa.key -days 99 -subj /CN=rsa -addext keyUsage=keyCertSign -out rsa.crt",
    );
    for kind in ["ec:p256", "ec:p384", "ec:p521", "ed25519"] {
        let name = kind.trim_start_matches("ec:");
        lab.mtls_line(&format!(
            "sign --init-ca --cn {name} --newkey {kind} --no-encrypt --out {name}.crt"
        ))
        .ok();
    }
    for (ca, digest, algorithm) in [
        ("rsa", "", "sha256WithRSAEncryption"),
        ("rsa", "--digest sha512", "sha512WithRSAEncryption"),
        ("p256", "", "ecdsa-with-SHA256"),
        ("p384", "", "ecdsa-with-SHA384"),
        ("p521", "", "ecdsa-with-SHA512"),
        ("p521", "--digest sha384", "ecdsa-with-SHA384"),
        ("ed25519", "", "ED25519"),
    ] {
        let line = format!("sign app.csr --ca {ca}.crt --ca-key {ca}.key --force {digest}");
        let line = line.trim_end();
        lab.mtls_line(line).ok();
        let text = lab.peer_line(&openssl, "x509 -in app.crt -noout -text");
        assert!(text.contains(algorithm), "{line}: {text}");
        lab.peer_line(
            &openssl,
            &format!("verify -x509_strict -purpose sslclient -CAfile {ca}.crt app.crt"),
        );
    }
    lab.mtls_line("sign app.csr --ca ed25519.crt --ca-key ed25519.key --force --digest sha256")
        .fails(2, "--digest");
}

/// The two dates of `app.crt`, in seconds since 1970.
fn dates(lab: &Lab) -> [i64; 2] {
    let told = lab.mtls_line("inspect app.crt --json").json();
    ["not_before", "not_after"].map(|date| {
        let text = told[date].as_str().unwrap();
        let openssl = peer("date").unwrap();
        lab.peer(&openssl, &["-u", "-d", text, "+%s"])
            .trim()
            .parse()
            .unwrap()
    })
}

#[test]
fn the_validity_is_as_long_as_asked_for_and_never_longer_than_the_cas() {
    let lab = lab();
    let sign = "sign app.csr --ca ca.crt --ca-key ca.key --force";
    lab.mtls_line(&format!("{sign} --days 90")).ok();
    let [from, until] = dates(&lab);
    assert_eq!(until - from + 1, 90 * 86_400);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = i64::try_from(now.unwrap().as_secs()).unwrap();
    // backdated five minutes, but not before the CA, which is as young
    assert!((300..330).contains(&(now - from)), "{now} {from}");
    lab.mtls_line(&format!("{sign} --not-after 2035-06-30"))
        .ok();
    assert_eq!(dates(&lab)[1], 2_066_860_799); // 2035-06-30T23:59:59Z

    let ran = lab.mtls_line(&format!("{sign} --days 5000 --json")).ok();
    let ca = lab.mtls_line("inspect ca.crt --json").json();
    assert_eq!(ran.json()["not_after"], ca["not_after"]);
    assert!(ran.json()["asked_until"].is_string());
    assert!(
        ran.stderr.contains("the CA is valid until"),
        "{}",
        ran.stderr
    );
    lab.mtls_line(&format!("{sign} --not-after 2020-01-01"))
        .fails(2, "has passed");
    lab.mtls_line(&format!("{sign} --not-after soon"))
        .fails(2, "2027-06-30");
}

#[test]
fn a_passphrase_is_never_shown_not_even_of_a_ca_that_is_refused() {
    let lab = Lab::new();
    lab.mtls_line(CSR).ok();
    lab.write("pass", CANARY);
    let line = "sign --init-ca --cn CA --newkey ec:p256 --out-pass file:pass --out ca.crt";
    lab.mtls_line(line).ok();
    // `Lab::mtls` looks for the passphrase in all that is said
    lab.mtls_line("sign app.csr --ca ca.crt --ca-key ca.key --ca-pass file:pass -v")
        .ok();
    lab.mtls_line("sign app.csr --ca app.csr --ca-key ca.key --force")
        .fails(1, "no certificate");
}
