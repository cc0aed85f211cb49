//! PKCS#12 with the two programs that make and read nearly all of it: openssl and Java's keytool.

use crate::common::{CANARY, Lab, issue, peer};

#[test]
fn our_p12_is_read_by_openssl_and_keytool() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let sources = ["convert", "client.crt", "client.key", "ca.crt"];
    lab.mtls(&[&sources[..], &["--to", "p12", "--out", "c.p12"]].concat())
        .fails(2, "needs a passphrase");
    lab.mtls(&[&sources[..], &["--out", "c.p12", "--no-encrypt"]].concat())
        .fails(2, "always locked");
    assert!(!lab.exists("c.p12"));
    lab.mtls(
        &[
            &sources[..],
            &[
                "--out",
                "c.p12",
                "--out-pass",
                "env:PW",
                "--name",
                "Our Client",
            ],
        ]
        .concat(),
    )
    .ok();
    assert_eq!(lab.mode("c.p12"), 0o600);
    let said = lab.peer_line(&openssl, "pkcs12 -in c.p12 -passin env:PW -info -noenc");
    for part in [
        "MAC: sha256",
        "AES-256-CBC",
        "friendlyName: Our Client",
        "CN = Lab CA",
    ] {
        assert!(said.contains(part), "no {part} in {said}");
    }
    let Some(keytool) = peer("keytool") else {
        return;
    };
    let said = lab.peer_line(&keytool, "-list -v -keystore c.p12 -storepass:env PW");
    for part in [
        "our client",
        "PrivateKeyEntry",
        "Certificate chain length: 2",
        "CN=client",
    ] {
        assert!(
            said.to_lowercase().contains(&part.to_lowercase()),
            "no {part} in {said}"
        );
    }
}

#[test]
fn our_p12_comes_back_to_the_byte_and_only_under_its_passphrase() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let sources = ["convert", "client.crt", "client.key", "ca.crt"];
    lab.mtls(&[&sources[..], &["--out", "c.p12", "--out-pass", "env:PW"]].concat())
        .ok();
    lab.mtls_line("match-key c.p12 client.key --pass env:PW")
        .ok();
    lab.mtls_line("convert c.p12 --pass env:PW --out back.pem")
        .ok();
    assert_eq!(
        lab.text("back.pem"),
        lab.text("client.crt") + &lab.text("ca.crt") + &lab.text("client.key")
    );
    lab.mtls_line("convert c.p12 --pass env:WRONG --out x")
        .fails(1, "[wrong-passphrase]");
}

#[test]
fn what_keytool_makes_is_read_and_converted() {
    let (Some(openssl), Some(keytool)) = (peer("openssl"), peer("keytool")) else {
        return;
    };
    let lab = Lab::new();
    let make = "-genkeypair -alias me -keyalg EC -groupname secp256r1 -dname CN=java,C=BR -storetype PKCS12 -keystore j.p12 -storepass:env PW -validity 90";
    lab.peer_line(&keytool, make);
    lab.mtls_line("convert j.p12 --pass env:PW --out-cert j.crt --out-key j.key")
        .ok();
    assert!(
        lab.peer_line(&openssl, "x509 -in j.crt -noout -subject")
            .contains("CN = java")
    );
    lab.mtls_line("match-key j.crt j.key").ok();
    let import = "-importkeystore -srckeystore j.p12 -srcstorepass:env PW -destkeystore k.p12 -deststoretype PKCS12 -deststorepass:env PW";
    lab.peer_line(&keytool, import);
    lab.mtls_line("match-key k.p12 j.p12 --pass env:PW").ok();
}

#[test]
fn a_passphrase_given_in_the_argument_works_and_is_warned_of() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    issue(&lab, &openssl);
    let reference = format!("pass:{CANARY}");
    let ran = lab
        .mtls(&[
            "convert",
            "client.key",
            "--out-pass",
            &reference,
            "--out",
            "l.key",
        ])
        .ok();
    assert!(ran.stderr.contains("everyone on this machine"));
    lab.write("pw", format!("{CANARY}\n"));
    lab.mtls_line("match-key l.key client.crt --pass file:pw")
        .ok();
    lab.mtls(&["match-key", "l.key", "client.crt", "--pass", "cmd:cat pw"])
        .ok();
    let ran = lab.mtls_in(
        &["match-key", "l.key", "client.crt", "--pass", "-"],
        CANARY.as_bytes(),
    );
    ran.ok();
    lab.mtls_line("match-key - client.crt --pass -")
        .fails(2, "named twice");
    std::fs::copy(lab.path("l.key"), lab.path("l2.key")).unwrap();
    lab.mtls_in(
        &["match-key", "l.key", "l2.key", "--pass", "-"],
        CANARY.as_bytes(),
    )
    .ok();
}
