//! What a request asks for beyond CN, OU, O and C, as openssl and keytool read it: any attribute, any
//! name, usages, and only what was asked.

use crate::common::{CANARY, Lab, SUBJECT, genpkey, peer};

fn csr(lab: &Lab, more: &[&str]) -> crate::common::Ran {
    let ec = ["--newkey", "ec:p256", "--no-encrypt"];
    lab.mtls(&[&["csr"], &SUBJECT[..], &ec, more].concat())
}

#[test]
fn any_attribute_is_encoded_as_the_standards_demand_and_in_the_order_typed() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    let dn = [
        "businessCategory=Private Organization",
        "jurisdictionCountryName=BR",
        "serialNumber=00038166000105",
        "organizationIdentifier=OFBBR-7e8d",
        "UID=d4f7c1",
        "DC=com",
        "DC=example",
        "givenName=Zoë",
        "2.5.4.97=PSDBR-1",
        "1.2.3.4=São",
    ];
    let more: Vec<&str> = dn.iter().flat_map(|dn| ["--dn", dn]).collect();
    csr(&lab, &more).ok();
    let said = lab.peer_line(&openssl, "asn1parse -in app.csr");
    let values: Vec<&str> = said
        .lines()
        .filter_map(|line| line.split_once("prim: ").map(|(_, rest)| rest.trim()))
        .skip(1) // the version
        .take(30)
        .collect();
    let expected = [
        ("countryName", "PRINTABLESTRING   :BR"),
        ("organizationName", "UTF8STRING        :Acme"),
        ("organizationalUnitName", "UTF8STRING        :tenant"),
        (
            "businessCategory",
            "UTF8STRING        :Private Organization",
        ),
        ("jurisdictionCountryName", "PRINTABLESTRING   :BR"),
        ("serialNumber", "PRINTABLESTRING   :00038166000105"),
        ("organizationIdentifier", "UTF8STRING        :OFBBR-7e8d"),
        ("userId", "UTF8STRING        :d4f7c1"),
        ("domainComponent", "IA5STRING         :com"),
        ("domainComponent", "IA5STRING         :example"),
        ("givenName", "UTF8STRING        :Zoë"),
        ("organizationIdentifier", "UTF8STRING        :PSDBR-1"),
        ("1.2.3.4", "UTF8STRING        :São"),
        ("commonName", "UTF8STRING        :app"),
    ];
    for (pair, (kind, value)) in values.chunks(2).zip(expected) {
        assert_eq!(pair, [format!("OBJECT            :{kind}").as_str(), value]);
    }
}

#[test]
fn names_of_every_kind_are_read_by_openssl_and_keytool() {
    let (Some(openssl), Some(keytool)) = (peer("openssl"), peer("keytool")) else {
        return;
    };
    let lab = Lab::new();
    let names = [
        "DNS:*.app.example",
        "IP:10.0.0.1",
        "IP:2001:db8::1",
        "URI:https://app.example/a?b=c,d",
        "email:a@b.example",
        "RID:1.2.3.4",
        "dirName:/C=BR/O=Acme/CN=other",
        "otherName:1.3.6.1.4.1.311.20.2.3;UTF8:josé@b.example",
        "otherName:2.16.76.1.3.3;PRINTABLE:00038166000105",
        "otherName:2.16.76.1.3.4;OCT:01011970",
    ];
    let more: Vec<&str> = names.iter().flat_map(|name| ["--san", name]).collect();
    csr(&lab, &more).ok();
    let said = lab.peer_line(&openssl, "req -in app.csr -verify -noout -text");
    for part in [
        "verify OK",
        "DNS:*.app.example, IP Address:10.0.0.1, IP Address:2001:DB8:0:0:0:0:0:1",
        "URI:https://app.example/a?b=c,d, email:a@b.example, Registered ID:1.2.3.4",
        "josé@b.example",
        "2.16.76.1.3.3",
    ] {
        assert!(said.contains(part), "no {part} in {said}");
    }
    let said = said.replace(" = ", "=");
    assert!(
        said.contains("DirName:C=BR") || said.contains("DirName:/C=BR"),
        "{said}"
    );
    let raw = lab.peer_line(&openssl, "asn1parse -in app.csr");
    for value in ["130E3030303338313636303030313035", "04083031303131393730"] {
        assert!(raw.contains(value), "no {value} in {raw}");
    }
    let java = lab.peer_line(&keytool, "-printcertreq -file app.csr");
    assert!(java.contains("OIDName: 1.2.3.4"), "{java}");
    assert!(java.contains("CN=other, O=Acme, C=BR"), "{java}");
}

#[test]
fn names_that_cannot_be_are_refused_with_what_to_write() {
    let lab = Lab::new();
    for (name, saying) in [
        ("DNS:https://app.example", "without scheme"),
        ("DNS:a.example,DNS:b.example", "once for each"),
        ("DNS:10.0.0.1", "write IP:10.0.0.1"),
        ("IP:10.0.0.0/8", "single address"),
        ("URI:app.example", "scheme"),
        ("email:app", "mail address"),
        ("RID:x", "dotted OID"),
        ("dirName:C:/Program Files/Git/C=BR/CN=x", "//C=BR/CN=x"),
        ("otherName:1.2.3;BMP:x", "UTF8, PRINTABLE"),
    ] {
        csr(&lab, &["--san", name]).fails(2, saying);
    }
    assert!(lab.files().is_empty());
}

#[test]
fn usages_are_requested_when_asked_for_and_nothing_is_when_not() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    csr(&lab, &[]).ok();
    let bare = lab.peer_line(&openssl, "req -in app.csr -noout -text");
    assert!(!bare.contains("X509v3"), "{bare}");
    let asked = [
        "--key-usage",
        "digitalSignature,keyEncipherment",
        "--eku",
        "clientAuth,1.2.3.4",
        "--basic-constraints",
        "CA:FALSE",
        "--out",
        "b.csr",
    ];
    csr(&lab, &asked).ok();
    let said = lab.peer_line(&openssl, "req -in b.csr -verify -noout -text");
    for part in [
        "verify OK",
        "X509v3 Key Usage: critical\n                    Digital Signature, Key Encipherment",
        "TLS Web Client Authentication, 1.2.3.4",
        "X509v3 Basic Constraints: \n                    CA:FALSE",
    ] {
        assert!(said.contains(part), "no {part} in {said}");
    }
    csr(&lab, &["--key-usage", "sign"]).fails(2, "digitalSignature");
    csr(&lab, &["--key-usage", "keyCertSign"]).fails(2, "a CA's");
    csr(&lab, &["--eku", "tls"]).fails(2, "clientAuth");
    csr(&lab, &["--basic-constraints", "CA:TRUE"]).fails(2, "CA:FALSE");
}

#[test]
fn a_subject_that_git_bash_turned_into_a_path_is_recognised_and_its_ways_around_work() {
    let lab = Lab::new();
    lab.mtls(&["csr", "--subj", "C:/Program Files/Git/C=BR/O=Acme/CN=app"])
        .fails(2, "Git Bash");
    for subj in ["//C=BR/O=Acme/CN=app", "//C=BR\\O=Acme\\CN=app"] {
        let ran = lab
            .mtls(&["csr", "--subj", subj, "--newkey", "ec:p256", "--force"])
            .ok();
        assert!(ran.stdout.contains("CN=app,O=Acme,C=BR"), "{ran:?}");
    }
}

#[test]
fn every_existing_key_that_can_sign_does_and_the_others_are_named() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    for (name, curve, algorithm) in [
        ("p256", "P-256", "ecdsa-with-SHA256"),
        ("p384", "P-384", "ecdsa-with-SHA384"),
        ("p521", "P-521", "ecdsa-with-SHA512"),
        ("k1", "secp256k1", "ecdsa-with-SHA256"),
    ] {
        let parameter = format!("ec_paramgen_curve:{curve}");
        genpkey(&lab, &openssl, name, &["EC", "-pkeyopt", &parameter]);
        lab.mtls(
            &[
                &["csr"],
                &SUBJECT[..],
                &["--key", name, "--out", "x.csr", "--force"],
            ]
            .concat(),
        )
        .ok();
        let said = lab.peer_line(&openssl, "req -in x.csr -verify -noout -text");
        assert!(
            said.contains("verify OK") && said.contains(algorithm),
            "{said}"
        );
    }
    lab.mtls(
        &[
            &["csr"],
            &SUBJECT[..],
            &["--newkey", "ec:p521", "--out", "n.csr"],
        ]
        .concat(),
    )
    .ok();
    lab.peer_line(&openssl, "req -in n.csr -verify -noout");
    lab.peer_line(&openssl, "pkey -in n.key -noout");
    genpkey(
        &lab,
        &openssl,
        "small",
        &["RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
    );
    genpkey(&lab, &openssl, "ed448", &["ED448"]);
    let with = |key| [&["csr"], &SUBJECT[..], &["--key", key, "--out", "y.csr"]].concat();
    lab.mtls(&with("small")).fails(2, "1024 bits");
    lab.mtls(&with("ed448")).fails(1, "Ed448");
    let own = [&with("p384")[..], &["--digest", "sha256"]].concat();
    lab.mtls(&own).fails(2, "P-384 with sha384");
}

#[test]
fn key_pass_locks_a_new_key_and_opens_one_that_exists() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    let new = [
        "csr", "--cn", "a", "--ou", "b", "--o", "c", "--c", "BR", "--newkey", "ec:p256",
    ];
    lab.mtls(&[&new[..], &["--key-pass", "env:PW"]].concat())
        .ok();
    lab.peer(
        &openssl,
        &[
            "pkey",
            "-in",
            "a.key",
            "-passin",
            &format!("pass:{CANARY}"),
            "-noout",
        ],
    );
    let old = [
        &["csr"],
        &SUBJECT[..],
        &["--key", "a.key", "--out", "again.csr"],
    ]
    .concat();
    lab.mtls(&[&old[..], &["--key-pass", "env:PW"]].concat())
        .ok();
    lab.mtls_line("match-key -q a.csr again.csr").ok();
    lab.mtls(&[&old[..], &["--force", "--key-pass", "env:WRONG"]].concat())
        .fails(1, "[wrong-passphrase]");
    lab.mtls(
        &[
            &old[..],
            &["--force", "--key-pass", "env:PW", "--pass", "env:PW"],
        ]
        .concat(),
    )
    .fails(2, "both give the passphrase");
    lab.mtls(&[&new[..], &["--key-pass", "env:PW", "--out-pass", "env:PW"]].concat())
        .fails(2, "--out-pass");
}

#[test]
fn print_shows_what_will_be_seen_and_writes_nothing() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    let ran = csr(
        &lab,
        &["--print", "--eku", "clientAuth", "--san", "DNS:a.example"],
    )
    .ok();
    assert!(lab.files().is_empty());
    for part in [
        "PrintableString",
        "UTF8String",
        "clientAuth",
        "DNS:a.example",
        "app.key",
    ] {
        assert!(ran.stdout.contains(part), "no {part} in {}", ran.stdout);
    }
    assert!(ran.stderr.contains("nothing was written"));
    // a request whose key is gone helps nobody
    assert!(!ran.stdout.contains("BEGIN"), "{}", ran.stdout);
    genpkey(
        &lab,
        &openssl,
        "old.key",
        &["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    );
    let kept = [&["csr"], &SUBJECT[..], &["--key", "old.key", "--print"]].concat();
    let pem = lab.mtls(&kept).ok().stdout;
    let ran = lab.try_peer_in(&openssl, &["req", "-verify", "-noout"], pem.as_bytes());
    assert_eq!(ran.code, 0, "{ran:?}");
    let json = lab.mtls(&[&kept[..], &["--json"]].concat()).ok().json();
    assert_eq!(
        json["subject_encoding"][0],
        serde_json::json!(["C", "BR", "PrintableString"])
    );
    assert_eq!(json["key_thrown_away"], false);
    assert_eq!(json["would_write"][0], "app.csr");
    assert_eq!(lab.files(), ["old.key"]);
}
