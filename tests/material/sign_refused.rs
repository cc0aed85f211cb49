//! What `sign` refuses: requests that prove nothing, and CAs that may not sign. Nothing is written.

use std::path::Path;

use crate::common::{Lab, peer, pki};
use crate::sign::own_ca;

const SIGN: &str = "sign app.csr --ca ca.crt --ca-key ca.key --out out.crt";

#[test]
fn a_request_that_does_not_prove_its_key_is_refused_whatever_is_allowed() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    own_ca(&lab);
    pki::request(&lab, &openssl, "app", "/CN=app");
    lab.peer_line(&openssl, "req -in app.csr -outform DER -out app.der");
    let mut forged = lab.read("app.der");
    let at = forged.windows(3).position(|w| w == b"app").unwrap();
    forged[at] = b'b';
    lab.write("app.csr", &forged);
    for more in ["", " --allow short-rsa,sha1,unproved"] {
        let ran = lab
            .mtls_line(&format!("{SIGN}{more}"))
            .fails(1, "[csr-signature]");
        assert!(ran.stderr.contains("it is from CN=bpp"), "{ran:?}");
    }
    assert!(!lab.exists("out.crt"));
}

#[test]
fn a_weak_request_is_refused_with_all_that_is_weak_of_it() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    own_ca(&lab);
    lab.peer_line(
        &openssl,
        "req -newkey rsa:1024 -nodes -keyout app.key -out app.csr -subj /CN=app -sha1",
    );
    let ran = lab.mtls_line(SIGN).fails(1, "[csr-weak-key]");
    assert!(
        ran.stderr.contains("1024 bits") && ran.stderr.contains("SHA-1"),
        "{ran:?}"
    );
    lab.mtls_line(&format!("{SIGN} --allow short-rsa"))
        .fails(1, "[csr-weak-digest]");
    lab.mtls_line(&format!("{SIGN} --allow everything"))
        .fails(2, "short-rsa");
    let ran = lab
        .mtls_line(&format!("{SIGN} --allow short-rsa,sha1"))
        .ok();
    assert_eq!(ran.stdout.matches("allowed ").count(), 2, "{}", ran.stdout);
    lab.peer_line(
        &openssl,
        "req -new -key app.key -out app.csr -subj /CN=app -md5",
    );
    lab.mtls_line(&format!("{SIGN} --force --allow short-rsa,sha1,unproved"))
        .fails(1, "MD5");
}

#[test]
fn what_holds_no_request_or_several_is_told_and_a_key_beside_it_too() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    own_ca(&lab);
    pki::request(&lab, &openssl, "app", "/CN=app");
    pki::request(&lab, &openssl, "other", "/CN=other");
    lab.write("two.csr", lab.text("app.csr") + &lab.text("other.csr"));
    lab.write("open.csr", lab.text("app.csr") + &lab.text("app.key"));
    let ca = "--ca ca.crt --ca-key ca.key --out out.crt";
    lab.mtls_line(&format!("sign ca.crt {ca}"))
        .fails(1, "no request, only 1 certificate");
    lab.mtls_line(&format!("sign two.csr {ca}"))
        .fails(1, "2 requests");
    let ran = lab.mtls_line(&format!("sign open.csr {ca}")).ok();
    assert!(ran.stderr.contains("private key too"), "{}", ran.stderr);
}

/// A CA with these extensions, valid for so many days; negative ones are over.
fn ca(lab: &Lab, openssl: &Path, name: &str, extensions: &str) {
    lab.write(
        "ca.cnf",
        format!("[req]\ndistinguished_name=d\n[d]\n[e]\n{extensions}\n"),
    );
    let line = format!(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -keyout {name}.key \
         -out {name}.crt -subj /CN={name} -config ca.cnf -extensions e"
    );
    lab.peer_line(openssl, &line);
}

#[test]
fn a_ca_that_may_not_sign_is_refused_with_the_reason() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    own_ca(&lab);
    pki::request(&lab, &openssl, "app", "/CN=app");
    for (name, extensions, reason) in [
        ("leaf", "basicConstraints=CA:FALSE", "CA:FALSE"),
        ("bare", "subjectKeyIdentifier=hash", "no basicConstraints"),
        (
            "crl",
            "basicConstraints=CA:TRUE\nkeyUsage=cRLSign",
            "without keyCertSign",
        ),
        (
            "server",
            "basicConstraints=CA:TRUE\nextendedKeyUsage=serverAuth",
            "without clientAuth",
        ),
    ] {
        ca(&lab, &openssl, name, extensions);
        let line = format!("sign app.csr --ca {name}.crt --ca-key {name}.key --out out.crt");
        let ran = lab.mtls_line(&line).fails(1, "[ca-unusable]");
        assert!(ran.stderr.contains(reason), "{name}: {ran:?}");
    }
    lab.write("ext", "basicConstraints=critical,CA:TRUE\n");
    pki::sign_for_the_past(&lab, &openssl, "app.csr", "ca", "old.crt", "ext");
    pki::request(&lab, &openssl, "other", "/CN=other");
    lab.mtls_line("sign other.csr --ca old.crt --ca-key app.key --out out.crt")
        .fails(1, "expired");
    let ran = lab
        .mtls_line("sign app.csr --ca ca.crt --ca-key app.key --out out.crt")
        .fails(1, "[key-mismatch]");
    assert!(ran.stderr.contains("--ca-key"), "{ran:?}");
    lab.mtls_line("sign app.csr --ca ca.crt --out out.crt")
        .fails(1, "--ca-key");
    assert!(!lab.exists("out.crt"));
}

/// `--init-ca` admits no CA below it; openssl makes one all the same.
#[test]
fn a_ca_below_one_that_admits_none_and_a_request_in_the_cas_place_are_refused() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    own_ca(&lab);
    pki::request(&lab, &openssl, "sub", "/CN=sub");
    pki::request(&lab, &openssl, "app", "/CN=app");
    lab.write("ext", "basicConstraints=critical,CA:TRUE\n");
    pki::sign(&lab, &openssl, "sub.csr", "ca", "sub.crt", "-extfile ext");
    lab.write("sub.pem", lab.text("sub.crt") + &lab.text("ca.crt"));
    lab.mtls_line("sign app.csr --ca sub.pem --ca-key sub.key --out out.crt")
        .fails(1, "pathLenConstraint");

    lab.mtls_line("sign --init-ca --cn plain --newkey ec:p256 --no-encrypt --out plain.crt")
        .ok();
    pki::request(&lab, &openssl, "twin", "/CN=plain");
    lab.mtls_line("sign twin.csr --ca plain.crt --ca-key plain.key")
        .fails(1, "[csr-is-ca]");
    lab.peer_line(
        &openssl,
        "req -new -key plain.key -subj /CN=x -out samekey.csr",
    );
    lab.mtls_line("sign samekey.csr --ca plain.crt --ca-key plain.key")
        .fails(1, "[csr-is-ca]");
    lab.peer_line(&openssl, "req -new -key app.key -subj / -out nobody.csr");
    let nobody = "sign nobody.csr --ca plain.crt --ca-key plain.key";
    lab.mtls_line(nobody).fails(1, "[csr-nameless]");
    lab.mtls_line(&format!("{nobody} --san URI:spiffe://acme/app"))
        .ok();
    let text = lab.peer_line(&openssl, "x509 -in nobody.crt -noout -text");
    assert!(
        text.contains("Subject Alternative Name: critical"),
        "{text}"
    );
    lab.peer_line(
        &openssl,
        "verify -x509_strict -purpose sslclient -CAfile plain.crt nobody.crt",
    );
}

#[test]
fn a_wildcard_of_a_top_level_domain_is_left_out_and_any_other_is_told() {
    let lab = Lab::new();
    own_ca(&lab);
    let names = "--san DNS:*.com --san DNS:*.acme.example --san DNS:a.acme.example";
    lab.mtls_line(&format!(
        "csr --cn app --ou a --o b --c BR --newkey ec:p256 --no-encrypt --out app.csr {names}"
    ))
    .ok();
    let ran = lab.mtls_line(&format!("{SIGN} --purpose server")).ok();
    assert!(
        ran.stdout
            .contains("LEFT OUT       subjectAltName DNS:*.com"),
        "{ran:?}"
    );
    assert!(
        ran.stderr.contains("names every host of acme.example"),
        "{ran:?}"
    );
    let told = lab.mtls_line("inspect out.crt --json").ok().json();
    assert_eq!(
        told["san"],
        serde_json::json!(["DNS:*.acme.example", "DNS:a.acme.example"])
    );
}
