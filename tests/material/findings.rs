//! The findings of `inspect`: one row a finding with material that has it, made by openssl or
//! Python's cryptography, and sound material that has none.

use std::path::Path;

use serde_json::Value;

use crate::common::pki::{authority, request, sign};
use crate::common::{CANARY, Lab, issue, peer};

/// Everything `inspect` finds in a file: `index severity code`, sorted by item, then weight.
fn found(lab: &Lab, file: &str) -> Vec<String> {
    let ran = lab
        .mtls(&["inspect", "--json", "--pass", "env:PW", file])
        .ok();
    let mut out = Vec::new();
    for line in ran.stdout.lines() {
        let item: Value = serde_json::from_str(line).unwrap();
        for problem in item["problems"].as_array().unwrap() {
            let text = |field: &str| problem[field].as_str().unwrap().to_owned();
            let (message, fix) = (text("message"), text("fix"));
            assert!(!fix.is_empty(), "{problem}");
            assert!(
                message.ends_with(&fix) && message.len() > fix.len(),
                "{problem}"
            );
            out.push(format!(
                "{} {} {}",
                item["index"],
                text("severity"),
                text("code")
            ));
        }
    }
    out
}

/// A CA and an intermediate under it: `root`, `inner`.
fn authorities(lab: &Lab, openssl: &Path) {
    authority(lab, openssl, "root", "/CN=Root");
    request(lab, openssl, "inner", "/CN=Inner");
    lab.write("ca.ext", "basicConstraints=critical,CA:TRUE\n");
    sign(
        lab,
        openssl,
        "inner.csr",
        "root",
        "inner.crt",
        "-extfile ca.ext",
    );
}

/// `app.crt` under `ca` with these extensions and this subject, its key `app.key`.
fn leaf(lab: &Lab, openssl: &Path, ca: &str, subject: &str, extensions: &str, more: &str) {
    let base = "basicConstraints=CA:FALSE\nsubjectKeyIdentifier=hash\n";
    lab.write("leaf.ext", format!("{base}{extensions}\n"));
    request(lab, openssl, "app", subject);
    let more = format!("-extfile leaf.ext {more}");
    sign(lab, openssl, "app.csr", ca, "app.crt", more.trim());
}

fn join(lab: &Lab, out: &str, parts: &[&str]) {
    let text: Vec<String> = parts.iter().map(|part| lab.text(part)).collect();
    lab.write(out, text.concat());
}

const CLIENT: &str = "extendedKeyUsage=clientAuth\nkeyUsage=critical,digitalSignature";

#[test]
fn each_fault_of_a_leaf_has_its_finding() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    authority(&lab, &openssl, "ca", "/CN=CA");
    authority(&lab, &openssl, "web", "/O=Let's Encrypt/CN=R12");
    let sound = "/C=BR/O=Acme/CN=app";
    let both = "extendedKeyUsage=clientAuth,serverAuth";
    #[rustfmt::skip] // a table
    let rows: &[(&str, &str, &str, &str, &[&str])] = &[
        ("ca", sound, CLIENT, "", &[]),
        ("ca", sound, both, "", &[]),
        ("ca", sound, "", "", &[]),
        ("ca", "/C=BR/O=João & Irmãos/CN=app", CLIENT, "", &[]),
        ("ca", sound, "extendedKeyUsage=codeSigning", "", &["error no-client-auth"]),
        ("ca", sound, "extendedKeyUsage=serverAuth", "", &["error no-client-auth", "advice server-auth-only"]),
        ("web", sound, "extendedKeyUsage=serverAuth", "", &["error no-client-auth", "warning public-ca", "advice server-auth-only"]),
        ("web", sound, both, "", &["warning public-ca"]),
        ("web", sound, CLIENT, "", &[]), // not of its web hierarchy
        ("ca", sound, "keyUsage=keyEncipherment", "", &["error no-digital-signature"]),
        ("ca", sound, CLIENT, "-days 9", &["warning expires-soon"]),
        ("ca", sound, CLIENT, "-sha1", &["error weak-signature"]),
        ("ca", sound, CLIENT, "-set_serial -5", &["warning serial-negative"]),
        ("ca", sound, CLIENT, "-set_serial 0", &["advice serial-zero"]),
        ("ca", sound, CLIENT, "-set_serial 0x7f0102030405060708090a0b0c0d0e0f1011121314", &["advice serial-long"]),
        ("ca", sound, "1.2.3.4=critical,ASN1:NULL", "", &["error unknown-critical-extension"]),
        ("ca", sound, "1.2.3.4=ASN1:NULL", "", &[]),
        ("ca", sound, "1.3.6.1.4.1.11129.2.4.3=critical,ASN1:NULL", "", &["error precertificate"]),
        ("ca", sound, "authorityInfoAccess=caIssuers;URI:http://ca.example/ca.crt", "", &["advice chain-gap"]),
        ("ca", "/O= Acme/CN=app", CLIENT, "", &["warning dn-spaces"]),
        ("ca", "/O=\"Acme\"/CN=app", CLIENT, "", &["warning dn-quotes"]),
        ("ca", "/O=Acme/CN=https:\\/\\/app.example\\/x", CLIENT, "", &["warning dn-address"]),
        ("ca", "/O=SÃ£o Paulo/CN=app", CLIENT, "", &["warning dn-mojibake"]),
        ("ca", "/O=Acme/CN=C:\\/Program Files\\/Git\\/app", CLIENT, "", &["warning dn-shell-path"]),
        ("ca", "/C=br/O=Acme/CN=app", CLIENT, "", &["warning dn-country"]),
        ("ca", "/O=Internet Widgits Pty Ltd/CN=app", CLIENT, "", &["warning dn-placeholder"]),
    ];
    for (ca, subject, extensions, more, expected) in rows {
        // openssl takes a Latin-1 subject unless told otherwise
        let line = "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 -keyout app.key -out app.csr -subj";
        let args: Vec<&str> = line.split(' ').chain([*subject]).collect();
        lab.peer(&openssl, &args);
        let base = "basicConstraints=CA:FALSE\n";
        lab.write("leaf.ext", format!("{base}{extensions}\n"));
        let more = format!("-extfile leaf.ext {more}");
        sign(&lab, &openssl, "app.csr", ca, "app.crt", more.trim());
        let expected: Vec<String> = expected.iter().map(|code| format!("0 {code}")).collect();
        assert_eq!(
            found(&lab, "app.crt"),
            expected,
            "{subject} {extensions} {more}"
        );
    }
}

#[test]
fn each_fault_of_a_key_has_its_finding() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    let ec = "EC -pkeyopt ec_paramgen_curve:";
    for (algorithm, expected) in [
        (format!("{ec}P-256"), None),
        (format!("{ec}P-384"), None),
        (format!("{ec}secp256k1"), Some("error curve-not-in-tls")),
        (
            format!("{ec}brainpoolP256r1"),
            Some("warning curve-not-in-tls"),
        ),
        (
            format!("{ec}P-256 -pkeyopt ec_param_enc:explicit"),
            Some("error curve-explicit"),
        ),
        ("ED25519".into(), Some("advice rare-key")),
        (
            "RSA -pkeyopt rsa_keygen_bits:1024".into(),
            Some("error weak-key"),
        ),
        (
            "RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3".into(),
            Some("advice weak-exponent"),
        ),
    ] {
        let args: Vec<&str> = algorithm.split(' ').collect();
        crate::common::genpkey(&lab, &openssl, "k", &args);
        lab.peer_line(&openssl, "req -new -key k -subj /CN=app -out k.csr");
        let found = found(&lab, "k.csr");
        let expected: Vec<String> = expected.iter().map(|code| format!("0 {code}")).collect();
        assert_eq!(found, expected, "{algorithm}");
    }
}

#[test]
fn a_chain_is_judged_by_how_its_certificates_stand_to_one_another() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    authorities(&lab, &openssl);
    authority(&lab, &openssl, "other", "/CN=Other");
    let published = "authorityInfoAccess=caIssuers;URI:http://ca.example/inner.crt";
    leaf(
        &lab,
        &openssl,
        "inner",
        "/O=Acme/CN=app",
        &format!("{CLIENT}\n{published}"),
        "",
    );
    let (app, inner, root, other) = ("app.crt", "inner.crt", "root.crt", "other.crt");
    for (parts, expected) in [
        (&[app, inner, root][..], &[][..]),
        (&[app, inner], &[]),
        (&[inner, root], &[]),
        (&[root, other], &[]),
        (&[inner, app], &["0 error chain-order"]),
        (&[app, root, inner], &["0 warning chain-order"]),
        (&[app, root], &["0 error chain-gap"]),
        (&[app, inner, root, other], &["3 warning chain-stranger"]),
        (&[app, inner, inner], &["2 warning chain-duplicate"]),
        (&[app], &["0 advice chain-gap"]),
    ] {
        join(&lab, "chain.pem", parts);
        assert_eq!(found(&lab, "chain.pem"), expected, "{parts:?}");
    }
    join(&lab, "chain.pem", &[app, root]);
    let told = lab.mtls_line("inspect chain.pem").ok().stdout;
    assert!(told.contains("its issuer CN=Inner is not here"), "{told}");
    assert!(told.contains("http://ca.example/inner.crt"), "{told}");
}

#[test]
fn another_generation_of_the_issuer_is_not_taken_for_it() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    authority(&lab, &openssl, "ca", "/CN=CA");
    leaf(&lab, &openssl, "ca", "/O=Acme/CN=app", CLIENT, "");
    authority(&lab, &openssl, "ca", "/CN=CA");
    join(&lab, "chain.pem", &["app.crt", "ca.crt"]);
    assert_eq!(found(&lab, "chain.pem"), ["1 error chain-wrong-issuer"]);
}

#[test]
fn a_certificate_that_is_its_own_issuer_is_told_for_what_it_is() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    authority(&lab, &openssl, "ca", "/CN=CA");
    assert!(found(&lab, "ca.crt").is_empty());
    join(&lab, "both.pem", &["ca.crt", "ca.key"]);
    let codes = found(&lab, "both.pem");
    assert!(codes.contains(&"0 warning ca-as-leaf".into()), "{codes:?}");
    lab.write("self.ext", "basicConstraints=CA:FALSE\n");
    lab.peer_line(&openssl, "req -new -key ca.key -subj /CN=app -out s.csr");
    lab.peer_line(
        &openssl,
        "x509 -req -in s.csr -signkey ca.key -days 99 -extfile self.ext -out s.crt",
    );
    assert_eq!(found(&lab, "s.crt"), ["0 warning self-signed"]);
    issue(&lab, &openssl);
    assert_eq!(found(&lab, "client.crt"), ["0 warning version-1"]);
}

#[cfg(unix)]
#[test]
fn a_private_key_that_others_can_read_is_a_finding_with_its_mode() {
    use std::os::unix::fs::PermissionsExt;
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let mode = |mode| {
        let bits = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(lab.path("client.key"), bits).unwrap();
    };
    mode(0o600);
    assert!(found(&lab, "client.key").is_empty());
    mode(0o640);
    assert_eq!(found(&lab, "client.key"), ["0 warning key-readable"]);
    let told = lab.mtls_line("inspect client.key").ok();
    assert!(
        told.stdout.contains("(mode 0640); chmod 600 client.key"),
        "{}",
        told.stdout
    );
    assert_eq!(told.stderr, "", "said once");
    lab.peer(
        &openssl,
        &[
            "pkey",
            "-in",
            "client.key",
            "-aes256",
            "-passout",
            "env:PW",
            "-out",
            "locked.key",
        ],
    );
    assert!(
        found(&lab, "locked.key").is_empty(),
        "locked, so nothing is given away"
    );
}

#[test]
fn a_keystore_that_others_cannot_open_says_which_cipher_it_is() {
    let (Some(openssl), Some(node)) = (peer("openssl"), peer("node")) else {
        return;
    };
    let lab = Lab::new();
    authority(&lab, &openssl, "ca", "/CN=CA");
    leaf(&lab, &openssl, "ca", "/O=Acme/CN=app", CLIENT, "");
    const LOAD: &str = "require('tls').createSecureContext({pfx:require('fs').readFileSync('c.p12'),passphrase:process.argv[1]})";
    for (more, refused, expected) in [
        ("", false, &[][..]),
        (
            "-legacy",
            true,
            &["1 warning old-encryption", "1 advice old-mac"],
        ),
        (
            "-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES",
            false,
            &["1 warning old-encryption"],
        ),
        ("-macalg sha1", false, &["1 advice old-mac"]),
        ("-nomac", true, &["1 warning no-mac"]),
    ] {
        let line = "pkcs12 -export -in app.crt -inkey app.key -passout env:PW -out c.p12";
        let args = line
            .split(' ')
            .chain(more.split_whitespace())
            .collect::<Vec<_>>();
        lab.peer(&openssl, &args);
        assert_eq!(found(&lab, "c.p12"), expected, "{more}");
        // the claim itself: Node takes the file, or does not
        let code = lab.try_peer(&node, &["-e", LOAD, CANARY]).code;
        assert_eq!(code == 0, !refused, "{more}");
    }
    let told = lab
        .mtls(&["inspect", "--pass", "env:PW", "c.p12"])
        .ok()
        .stdout;
    assert!(told.contains("has no MAC"), "{told}");
    assert!(!told.contains(CANARY));
}

#[test]
fn advice_is_for_those_who_ask_for_more() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    crate::common::genpkey(&lab, &openssl, "k", &["ED25519"]);
    lab.peer_line(&openssl, "req -new -key k -subj /CN=app -out k.csr");
    let plain = lab.mtls_line("inspect k.csr").ok().stdout;
    assert!(!plain.contains("[rare-key]"), "{plain}");
    let more = lab.mtls_line("inspect -v k.csr").ok().stdout;
    assert!(
        more.contains("advice") && more.contains("[rare-key]"),
        "{more}"
    );
}

#[test]
fn old_string_types_in_a_name_are_told() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    let config = "[req]\ndistinguished_name=d\nprompt=no\nstring_mask=MASK:8192\n[d]\nCN=app\n";
    for (mask, expected) in [("MASK:4", true), ("MASK:2048", true), ("utf8only", false)] {
        lab.write("r.cnf", config.replace("MASK:8192", mask));
        lab.peer_line(
            &openssl,
            "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k -config r.cnf -out k.csr",
        );
        let codes = found(&lab, "k.csr");
        assert_eq!(
            codes == ["0 advice dn-old-string-type"],
            expected,
            "{mask}: {codes:?}"
        );
    }
}

#[test]
fn digests_are_shown_as_openssl_and_curl_want_them() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let told = lab.mtls_line("inspect -v client.crt").ok().stdout;
    for digest in ["sha256", "sha1"] {
        let line = format!("x509 -in client.crt -noout -fingerprint -{digest}");
        let theirs = lab.peer_line(&openssl, &line);
        let (_, theirs) = theirs.trim().split_once('=').unwrap();
        assert!(told.contains(theirs), "{theirs}: {told}");
    }
    let facts = lab.mtls_line("inspect --json client.crt").ok().json();
    let serial = facts["serial_colons"].as_str().unwrap();
    let theirs = lab.peer_line(&openssl, "x509 -in client.crt -noout -serial");
    assert_eq!(theirs.trim(), format!("serial={}", serial.replace(':', "")));
    lab.peer_line(&openssl, "x509 -in client.crt -noout -pubkey -out p.pem");
    lab.peer_line(&openssl, "pkey -pubin -in p.pem -outform DER -out p.der");
    let digest = lab
        .try_peer(&openssl, &["dgst", "-sha256", "-binary", "p.der"])
        .raw;
    lab.write("digest", digest);
    let base64 = lab.peer(&openssl, &["base64", "-in", "digest"]);
    let pin = format!("sha256//{}", base64.trim());
    assert_eq!(facts["public_key"]["spki_pin"], pin);
    assert!(told.contains(&pin), "{told}");
}

#[test]
fn a_ca_given_as_the_clients_certificate_is_named() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let args = "call --cert ca.crt --key client.key https://127.0.0.1:1/";
    let ran = lab.mtls_line(args);
    ran.fails(58, "does not belong to the CA certificate in ca.crt");
}

#[test]
fn a_serial_is_shown_without_the_octet_that_only_keeps_it_positive() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.peer_line(
        &openssl,
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x -days 9 \
         -set_serial 0xab0102030405060708090a0b0c0d0e0f -keyout k.pem -out c.pem",
    );
    let facts = lab.mtls_line("inspect --json c.pem").ok().json();
    assert_eq!(facts["serial"], "ab0102030405060708090a0b0c0d0e0f");
    let theirs = lab.peer_line(&openssl, "x509 -in c.pem -noout -serial");
    assert_eq!(theirs.trim(), "serial=AB0102030405060708090A0B0C0D0E0F");
}
