//! `sign` on every kind of request that openssl makes: subject and key stay as they were, the
//! purpose is given, and what the request has no right to is left out.

use std::path::Path;

use crate::common::{Lab, genpkey, peer};

/// A CA whose name has two OUs and two DCs, on P-256: `ca.crt`, `ca.key`.
pub fn own_ca(lab: &Lab) {
    let subject = "/DC=example/DC=acme/O=Acme/OU=A/OU=B/CN=Partner CA";
    let args = ["sign", "--init-ca", "--subj", subject];
    let more = ["--newkey", "ec:p256", "--no-encrypt", "--out", "ca.crt"];
    lab.mtls(&[&args[..], &more[..]].concat()).ok();
}

/// `NAME.csr` with these extensions, as lines of an openssl configuration; `key` exists.
pub fn asking(lab: &Lab, openssl: &Path, name: &str, key: &str, lines: &str) {
    let config = format!(
        "[req]\ndistinguished_name=d\nreq_extensions=e\nprompt=no\n[d]\nC=IE\nO=Apata\nCN={name}.example\n[e]\n{lines}\n"
    );
    lab.write("asking.cnf", config);
    let line = format!("req -new -config asking.cnf -key {key} -out {name}.csr");
    lab.peer_line(openssl, &line);
}

const SUBJECT: &str = "/C=IE/O=Apata/CN=card.example";
/// Request, its key, further arguments of `openssl req`, and what has to be allowed.
const PLAIN: [(&str, &str, &[&str], &str); 21] = [
    ("rsa", "rsa", &["-subj", SUBJECT], ""),
    ("rsa384", "rsa", &["-subj", SUBJECT, "-sha384"], ""),
    ("rsa512", "rsa", &["-subj", SUBJECT, "-sha512"], ""),
    ("rsa224", "rsa", &["-subj", SUBJECT, "-sha224"], ""),
    ("rsa1", "rsa", &["-subj", SUBJECT, "-sha1"], "sha1"),
    ("short", "short", &["-subj", SUBJECT], "short-rsa"),
    (
        "pss",
        "rsa",
        &[
            "-subj",
            SUBJECT,
            "-sigopt",
            PSS,
            "-sigopt",
            "rsa_pss_saltlen:digest",
        ],
        "",
    ),
    (
        "pssmax",
        "rsa",
        &[
            "-subj",
            SUBJECT,
            "-sigopt",
            PSS,
            "-sigopt",
            "rsa_pss_saltlen:max",
        ],
        "",
    ),
    ("p256", "p256", &["-subj", SUBJECT], ""),
    ("p256with384", "p256", &["-subj", SUBJECT, "-sha384"], ""),
    ("p384with256", "p384", &["-subj", SUBJECT, "-sha256"], ""),
    ("p384", "p384", &["-subj", SUBJECT, "-sha384"], ""),
    ("p521", "p521", &["-subj", SUBJECT, "-sha512"], ""),
    ("p521with256", "p521", &["-subj", SUBJECT, "-sha256"], ""),
    ("k256", "k256", &["-subj", SUBJECT], ""),
    ("ed25519", "ed25519", &["-subj", SUBJECT], ""),
    ("ed448", "ed448", &["-subj", SUBJECT], "unproved"),
    (
        "ous",
        "p256",
        &["-subj", "/C=IE/O=A/OU=a/OU=b/OU=c/CN=x"],
        "",
    ),
    (
        "dcs",
        "p256",
        &[
            "-subj",
            "/DC=com/DC=example/DC=card/CN=x/emailAddress=a@b.example",
        ],
        "",
    ),
    (
        "multi",
        "p256",
        &[
            "-multivalue-rdn",
            "-subj",
            "/C=IE/CN=x+OU=y+serialNumber=1/O=z",
        ],
        "",
    ),
    (
        "long",
        "p256",
        &[
            "-utf8",
            "-subj",
            "/C=IE/ST=São Paulo/L=x/O=Ação/businessCategory=y/UID=z/CN=é",
        ],
        "",
    ),
];
const PSS: &str = "rsa_padding_mode:pss";

/// Request and the extensions that it asks for; none of these is in its certificate.
const ASKING: [(&str, &str, &str); 9] = [
    ("ski", "subjectKeyIdentifier=hash", "subjectKeyIdentifier"),
    (
        "policy",
        "certificatePolicies=1.2.3.4",
        "certificatePolicies",
    ),
    ("staple", "tlsfeature=status_request", "tlsfeature"),
    ("netscape", "nsCertType=client", "nsCertType"),
    (
        "template",
        "1.3.6.1.4.1.311.20.2=ASN1:BMP:WebServer",
        "Microsoft certificate template",
    ),
    (
        "template2",
        "1.3.6.1.4.1.311.21.7=ASN1:OID:1.2.3",
        "Microsoft certificate template",
    ),
    (
        "purpose",
        "extendedKeyUsage=clientAuth,1.2.3.4.5",
        "extendedKeyUsage 1.2.3.4.5",
    ),
    ("unknown", "1.2.3.4.5=ASN1:UTF8:x", "1.2.3.4.5 (#0c0178)"),
    (
        "critical",
        "1.2.3.4.5=critical,ASN1:UTF8:x",
        "1.2.3.4.5, critical",
    ),
];

fn keys(lab: &Lab, openssl: &Path) {
    genpkey(
        lab,
        openssl,
        "rsa.key",
        &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    );
    genpkey(
        lab,
        openssl,
        "short.key",
        &["RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
    );
    for (name, curve) in [
        ("p256", "P-256"),
        ("p384", "P-384"),
        ("p521", "P-521"),
        ("k256", "secp256k1"),
    ] {
        let curve = format!("ec_paramgen_curve:{curve}");
        genpkey(
            lab,
            openssl,
            &format!("{name}.key"),
            &["EC", "-pkeyopt", &curve],
        );
    }
    genpkey(lab, openssl, "ed25519.key", &["ED25519"]);
    genpkey(lab, openssl, "ed448.key", &["ED448"]);
}

/// Subject with the string type of each value, and the public key, as openssl prints them.
fn printed(lab: &Lab, openssl: &Path, command: &str, file: &str) -> String {
    let line =
        format!("{command} -in {file} -noout -subject -pubkey -nameopt RFC2253,show_type,-esc_msb");
    let said = lab.peer_line(openssl, &line);
    // req prints the key first, x509 the subject
    let (subject, key): (Vec<&str>, Vec<&str>) =
        said.lines().partition(|line| line.starts_with("subject="));
    [subject, key].concat().join("\n")
}

#[test]
fn every_kind_of_request_keeps_its_subject_and_key_and_makes_a_tls_client() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    own_ca(&lab);
    keys(&lab, &openssl);
    let mut signed = Vec::new();
    for (name, key, more, allow) in PLAIN {
        let (key, csr) = (format!("{key}.key"), format!("{name}.csr"));
        lab.peer(
            &openssl,
            &[&["req", "-new", "-key", &key, "-out", &csr], more].concat(),
        );
        let line = format!("sign {name}.csr --ca ca.crt --ca-key ca.key");
        if !allow.is_empty() {
            lab.mtls_line(&line).fails(1, &format!("--allow {allow}"));
        }
        let allow = if allow.is_empty() {
            String::new()
        } else {
            format!(" --allow {allow}")
        };
        let ran = lab.mtls_line(&format!("{line}{allow}")).ok();
        assert!(!ran.stdout.contains("left out"), "{name}: {ran:?}");
        signed.push(name);
    }
    for (name, lines, dropped) in ASKING {
        asking(&lab, &openssl, name, "p256.key", lines);
        let ran = lab
            .mtls_line(&format!("sign {name}.csr --ca ca.crt --ca-key ca.key"))
            .ok();
        assert!(
            ran.stdout.contains(&format!(" {dropped}")),
            "{name}: {}",
            ran.stdout
        );
        signed.push(name);
    }
    for name in &signed {
        let asked = printed(&lab, &openssl, "req", &format!("{name}.csr"));
        let given = printed(&lab, &openssl, "x509", &format!("{name}.crt"));
        assert_eq!(given, asked, "{name}");
    }
    // the security level refuses short keys, which here are wanted
    let verify = "verify -x509_strict -auth_level 0 -purpose sslclient -CAfile ca.crt";
    let files: Vec<String> = signed.iter().map(|name| format!("{name}.crt")).collect();
    let said = lab.peer_line(&openssl, &format!("{verify} {}", files.join(" ")));
    assert_eq!(said.matches(": OK").count(), signed.len(), "{said}");
}

#[test]
fn names_of_every_harmless_kind_are_kept_to_the_byte() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    own_ca(&lab);
    genpkey(
        &lab,
        &openssl,
        "p256.key",
        &["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    );
    let names = "subjectAltName=DNS:*.a.example,IP:10.0.0.1,IP:::1,URI:spiffe://acme/app,email:a@b.example,\
                 RID:1.2.3.4,otherName:1.2.3.4;PRINTABLESTRING:x,dirName:n\n[n]\nCN=x\nOU=y";
    asking(&lab, &openssl, "names", "p256.key", names);
    lab.mtls_line("sign names.csr --ca ca.crt --ca-key ca.key")
        .ok();
    let value = |command: &str, file: &str| {
        let text = lab.peer_line(&openssl, &format!("{command} -in {file} -noout -text"));
        let (_, rest) = text.split_once("Subject Alternative Name: \n").unwrap();
        rest.lines().next().unwrap().trim().to_owned()
    };
    assert_eq!(value("x509", "names.crt"), value("req", "names.csr"));

    let ran = lab
        .mtls_line("sign names.csr --ca ca.crt --ca-key ca.key --san DNS:b.example --out b.crt")
        .ok();
    assert_eq!(value("x509", "b.crt"), "DNS:b.example");
    assert_eq!(ran.stdout.matches("given with --san").count(), 8, "{ran:?}");
}

#[test]
fn power_that_is_the_cas_is_not_granted_and_every_wish_is_named() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    own_ca(&lab);
    genpkey(
        &lab,
        &openssl,
        "rsa.key",
        &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    );
    let wishes = "basicConstraints=critical,CA:TRUE\n\
        keyUsage=critical,digitalSignature,keyEncipherment,keyCertSign,cRLSign\n\
        extendedKeyUsage=serverAuth,clientAuth,codeSigning,OCSPSigning,anyExtendedKeyUsage\n\
        nameConstraints=permitted;DNS:a.example\nauthorityInfoAccess=OCSP;URI:http://o.example\n\
        crlDistributionPoints=URI:http://c.example\n\
        subjectAltName=DNS:a.example,DNS:no host,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:admin@corp";
    asking(&lab, &openssl, "greedy", "rsa.key", wishes);
    let line = "sign greedy.csr --ca ca.crt --ca-key ca.key --json";
    let told = lab.mtls_line(line).ok().json();
    let dropped = told["dropped"].as_array().unwrap();
    let named = |dangerous: bool| -> Vec<&str> {
        let some = dropped.iter().filter(|d| d["dangerous"] == dangerous);
        some.map(|d| d["asked"].as_str().unwrap()).collect()
    };
    let upn = "subjectAltName otherName:1.3.6.1.4.1.311.20.2.3;#0c0a61646d696e40636f7270";
    let powers = [
        "basicConstraints CA:TRUE",
        "keyUsage keyCertSign",
        "keyUsage cRLSign",
        "extendedKeyUsage codeSigning",
        "extendedKeyUsage OCSPSigning",
        "extendedKeyUsage anyExtendedKeyUsage",
        "authorityInfoAccess",
        "crlDistributionPoints",
        upn,
    ];
    assert_eq!(named(true), powers);
    let others = [
        "keyUsage keyEncipherment",
        "extendedKeyUsage serverAuth",
        "nameConstraints",
        "subjectAltName DNS:no host",
    ];
    assert_eq!(named(false), others);
    let ext = lab.peer_line(&openssl, "x509 -in greedy.crt -noout -ext \
        basicConstraints,keyUsage,extendedKeyUsage,subjectAltName,nameConstraints,authorityInfoAccess,crlDistributionPoints");
    let wanted = "X509v3 Basic Constraints: critical CA:FALSE X509v3 Key Usage: critical Digital Signature \
        X509v3 Extended Key Usage: TLS Web Client Authentication X509v3 Subject Alternative Name: DNS:a.example";
    let ext: Vec<&str> = ext.split_whitespace().collect();
    assert_eq!(
        ext.join(" "),
        wanted.split_whitespace().collect::<Vec<_>>().join(" ")
    );
}

#[test]
fn a_certificate_for_both_purposes_serves_as_both() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    own_ca(&lab);
    genpkey(
        &lab,
        &openssl,
        "rsa.key",
        &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    );
    asking(
        &lab,
        &openssl,
        "greedy",
        "rsa.key",
        "subjectAltName=DNS:a.example",
    );
    let line = "sign greedy.csr --ca ca.crt --ca-key ca.key --json";
    let both = lab.mtls_line(&format!("{line} --purpose both")).ok().json();
    assert_eq!(
        both["extended_key_usage"],
        serde_json::json!(["clientAuth", "serverAuth"])
    );
    assert_eq!(
        both["key_usage"],
        serde_json::json!(["digitalSignature", "keyEncipherment"])
    );
    for purpose in ["sslclient", "sslserver"] {
        let line = format!("verify -x509_strict -purpose {purpose} -CAfile ca.crt greedy.crt");
        lab.peer_line(&openssl, &line);
    }
}

/// Apata's recipe makes X.509 v1 on OpenSSL 3.0 and 3.1, which many servers and rustls refuse.
#[test]
fn apatas_recipe_and_ours_give_the_same_but_for_what_its_lacks() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    lab.peer_line(
        &openssl,
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -days 999 -subj /CN=Own_CA -out ca.crt",
    );
    lab.peer_line(&openssl, "genrsa -out apata.key 2048");
    let subject = "/C=IE/ST=Dublin/L=Dublin/O=My Company Inc./OU=IT/CN=example.com";
    lab.peer(
        &openssl,
        &[
            "req",
            "-new",
            "-key",
            "apata.key",
            "-out",
            "apata.csr",
            "-subj",
            subject,
        ],
    );
    lab.peer_line(
        &openssl,
        "x509 -req -in apata.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out theirs.crt -days 365 -sha256",
    );
    let ran = lab
        .mtls_line("sign apata.csr --ca ca.crt --ca-key ca.key --days 365 --out apata-outbound.crt")
        .ok();
    for part in [
        "send to your partner",
        "apata-outbound.crt  the",
        "ca.crt  your CA's",
        "plan it by",
    ] {
        assert!(ran.stdout.contains(part), "no {part} in {}", ran.stdout);
    }
    let same = |file: &str| {
        lab.peer_line(
            &openssl,
            &format!("x509 -in {file} -noout -subject -issuer -pubkey"),
        )
    };
    assert_eq!(same("apata-outbound.crt"), same("theirs.crt"));
    let ours = lab.peer_line(
        &openssl,
        "x509 -in apata-outbound.crt -noout -text -purpose",
    );
    for part in [
        "Version: 3",
        "SSL client : Yes",
        "SSL server : No",
        "SSL client CA : No",
        "sha256WithRSA",
    ] {
        assert!(ours.contains(part), "no {part} in {ours}");
    }
    let theirs = lab.peer_line(&openssl, "x509 -in theirs.crt -noout -text");
    assert!(!theirs.contains("Client Authentication"), "{theirs}");
}
