//! `convert` of certificates alone into PKCS#12: a truststore, as Java's keytool, openssl and Python
//! read it.

use crate::common::pki::authority;
use crate::common::{CANARY, Lab, issue, peer, vectors};

#[test]
fn ca_certificates_become_a_truststore_that_java_trusts() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    authority(&lab, &openssl, "again", "/CN=lab CA");
    lab.mtls_line("convert ca.crt again.crt --to p12 --out t.p12")
        .fails(2, "needs a passphrase");
    let line = "convert ca.crt again.crt --to p12 --out t.p12 --out-pass env:PW";
    let ran = lab.mtls_line(line).ok();
    assert!(
        ran.stderr.contains("a truststore of 2 certificate(s)"),
        "{ran:?}"
    );
    let said = lab.peer_line(&openssl, "pkcs12 -in t.p12 -passin env:PW -nokeys");
    assert_eq!(said.matches("BEGIN CERTIFICATE").count(), 2, "{said}");
    assert!(said.contains("friendlyName: Lab CA"), "{said}");
    assert_eq!(
        lab.mtls_line("inspect t.p12 --pass env:PW --json")
            .ok()
            .stdout
            .lines()
            .count(),
        2
    );
    if let Some(keytool) = peer("keytool") {
        for reader in ["", " --for java8"] {
            lab.mtls_line(&format!("{line} --force{reader}")).ok();
            let said = lab.peer_line(&keytool, "-list -keystore t.p12 -storepass:env PW");
            assert_eq!(said.matches("trustedCertEntry").count(), 2, "{said}");
            assert!(
                said.contains("lab ca,") && said.contains("lab ca-2,"),
                "{said}"
            );
        }
    }
    let Some(vectors) = vectors() else {
        return;
    };
    let script = "import sys; from cryptography.hazmat.primitives.serialization import pkcs12; \
        p = pkcs12.load_pkcs12(open(sys.argv[1], 'rb').read(), sys.argv[2].encode()); \
        print(p.key, len(p.additional_certs))";
    let store = lab.path("t.p12");
    let said = vectors.python(&lab, &["-c", script, store.to_str().unwrap(), CANARY]);
    assert_eq!(said.trim(), "None 2");
}

#[test]
fn a_java_truststore_keeps_its_aliases_whatever_it_trusts() {
    let (Some(openssl), Some(keytool)) = (peer("openssl"), peer("keytool")) else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    for (alias, file) in [("root one", "ca.crt"), ("pinned", "client.crt")] {
        let args = [
            "-importcert",
            "-noprompt",
            "-alias",
            alias,
            "-file",
            file,
            "-keystore",
            "trust.jks",
            "-storetype",
            "JKS",
            "-storepass:env",
            "PW",
        ];
        lab.peer(&keytool, &args);
    }
    lab.mtls_line("convert trust.jks --pass env:PW --to p12 --out t.p12 --out-pass env:PW")
        .ok();
    let said = lab.peer_line(&keytool, "-list -keystore t.p12 -storepass:env PW");
    assert_eq!(said.matches("trustedCertEntry").count(), 2, "{said}");
    assert!(
        said.contains("root one,") && said.contains("pinned,"),
        "{said}"
    );
    // one entry of it
    lab.mtls_line("convert trust.jks --pass env:PW --alias pinned --out one.pem")
        .ok();
    assert!(lab.text("one.pem").contains(lab.text("client.crt").trim()));
}

#[test]
fn a_leaf_alone_has_lost_its_key_and_is_no_truststore() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.mtls_line("convert client.crt ca.crt --to p12 --out t.p12 --out-pass env:PW")
        .fails(1, "holds a private key [key-missing]");
    assert!(!lab.exists("t.p12"));
}

#[test]
fn a_passphrase_that_java_cannot_be_given_is_refused_for_java() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    lab.write("pw", "sen\u{e7}a-sen\u{e7}a\n");
    let line = "convert client.crt client.key --out j.p12 --out-pass file:pw";
    lab.mtls_line(&format!("{line} --for java8"))
        .fails(2, "is not all ASCII");
    assert!(!lab.exists("j.p12"));
    lab.mtls_line(line).ok();
    lab.peer_line(&openssl, "pkcs12 -in j.p12 -passin file:pw -nokeys -noout");
}
