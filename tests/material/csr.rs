//! `csr` against `openssl req`: what is made, where it goes, and what is refused.

use crate::common::{Lab, SUBJECT, genpkey, issue, peer};

fn csr(lab: &Lab, more: &[&str]) -> crate::common::Ran {
    lab.mtls(&[&["csr"], &SUBJECT[..], more].concat())
}

#[test]
fn the_default_is_rsa_2048_with_sha_256_in_the_order_openssl_users_expect() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    let more = [
        "--st",
        "SP",
        "--l",
        "São Paulo",
        "--email",
        "a@b.example",
        "--san",
        "DNS:app.example",
        "--san",
        "IP:10.0.0.1",
    ];
    let ran = csr(&lab, &more).ok();
    assert!(
        ran.stdout
            .contains("emailAddress=a@b.example,CN=app,OU=tenant,O=Acme,L=São Paulo,ST=SP,C=BR")
    );
    assert!(ran.stderr.contains("send app.csr") && ran.stderr.contains("app.key stays with you"));
    let said = lab.peer_line(
        &openssl,
        "req -in app.csr -verify -noout -text -nameopt RFC2253,-esc_msb,utf8",
    );
    for part in [
        "verify OK",
        "emailAddress=a@b.example,CN=app,OU=tenant,O=Acme,L=São Paulo,ST=SP,C=BR",
        "Public-Key: (2048 bit)",
        "Exponent: 65537",
        "Signature Algorithm: sha256WithRSAEncryption",
        "DNS:app.example, IP Address:10.0.0.1",
    ] {
        assert!(said.contains(part), "no {part} in {said}");
    }
    let country = lab.peer_line(&openssl, "asn1parse -in app.csr");
    assert!(country.contains("PRINTABLESTRING   :BR"), "{country}");
    assert!(
        lab.text("app.key")
            .starts_with("-----BEGIN PRIVATE KEY-----")
    );
    assert!(
        lab.peer_line(&openssl, "pkey -in app.key -check -noout")
            .contains("valid")
    );
}

#[test]
fn the_key_is_born_0600_and_its_lack_of_a_lock_is_said_once_unless_it_is_meant() {
    let lab = Lab::new();
    let ran = csr(&lab, &["--newkey", "ec:p256"]).ok();
    assert_eq!((lab.mode("app.key"), lab.mode("app.csr")), (0o600, 0o644));
    assert_eq!(
        ran.stderr.matches("not locked").count(),
        1,
        "{}",
        ran.stderr
    );
    let ran = csr(
        &lab,
        &["--newkey", "ec:p256", "--out", "b.csr", "--no-encrypt"],
    )
    .ok();
    assert!(!ran.stderr.contains("not locked"));
    assert_eq!(lab.files(), ["app.csr", "app.key", "b.csr", "b.key"]);
}

#[test]
fn openssl_verifies_every_kind_of_key_and_digest() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    genpkey(
        &lab,
        &openssl,
        "rsa.key",
        &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    );
    genpkey(
        &lab,
        &openssl,
        "p521.key",
        &["EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
    );
    let cases: &[(&[&str], &str)] = &[
        (
            &["--newkey", "rsa:3072", "--digest", "sha384"],
            "sha384WithRSAEncryption",
        ),
        (&["--newkey", "ec:p256"], "ecdsa-with-SHA256"),
        (&["--newkey", "ec:p384"], "ecdsa-with-SHA384"),
        (&["--newkey", "ed25519"], "ED25519"),
        (&["--key", "rsa.key"], "sha256WithRSAEncryption"),
        (
            &["--key", "rsa.key", "--digest", "sha512"],
            "sha512WithRSAEncryption",
        ),
        (&["--key", "p521.key"], "ecdsa-with-SHA512"),
    ];
    for (args, algorithm) in cases {
        csr(&lab, &[args, &["--force", "--out", "x.csr"][..]].concat()).ok();
        let said = lab.peer_line(&openssl, "req -in x.csr -verify -noout -text");
        assert!(
            said.contains("verify OK") && said.contains(algorithm),
            "{args:?}: {said}"
        );
        if args[0] == "--newkey" {
            lab.peer_line(&openssl, "pkey -in x.key -noout");
        }
    }
}

#[test]
fn subj_is_taken_as_given_in_both_spellings_and_what_it_lacks_is_only_noted() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    for (out, subj) in [
        ("a.csr", "/CN=app/OU=one/OU=two/C=BR"),
        ("b.csr", "C=BR,OU=two,OU=one,CN=app"),
    ] {
        let ran = lab
            .mtls(&["csr", "--subj", subj, "--newkey", "ec:p256", "--out", out])
            .ok();
        assert!(ran.stderr.contains("has no O;"), "{}", ran.stderr);
        let said = lab.peer(
            &openssl,
            &[
                "req", "-in", out, "-noout", "-subject", "-nameopt", "RFC2253",
            ],
        );
        assert!(said.contains("C=BR,OU=two,OU=one,CN=app"), "{said}");
    }
    lab.mtls_line("csr --subj /O=Acme/C=BR").fails(2, "no CN");
    lab.mtls_line("csr --subj /O=Acme/CN=x --cn y")
        .fails(2, "--subj");
}

#[test]
fn all_missing_fields_are_named_at_once_and_nothing_is_written() {
    let lab = Lab::new();
    let ran = lab.mtls_line("csr --cn app").fails(2, "--ou, --o and --c");
    assert!(ran.stderr.contains("CN, OU, O and C are required"));
    lab.mtls_line("csr").fails(2, "--cn, --ou, --o and --c");
    lab.mtls_line("csr --cn app --ou a --o b --c BRA")
        .fails(2, "two letters");
    lab.mtls_line("csr --cn app --ou a --o b --c B1")
        .fails(2, "two letters");
    csr(&lab, &["--san", "app.example"]).fails(2, "DNS:");
    csr(&lab, &["--newkey", "rsa:1024"]).fails(2, "rsa:2048");
    csr(&lab, &["--digest", "md5"]).fails(2, "sha256");
    csr(&lab, &["--newkey", "ed25519", "--digest", "sha512"]).fails(2, "digest");
    assert!(lab.files().is_empty(), "{:?}", lab.files());
}

#[test]
fn request_and_key_are_both_written_or_neither_and_over_nothing() {
    let lab = Lab::new();
    lab.write("app.key", "precious");
    csr(&lab, &["--newkey", "ec:p256"]).fails(1, "app.key exists already");
    csr(
        &lab,
        &[
            "--newkey",
            "ec:p256",
            "--out",
            "no/app.csr",
            "--keyout",
            "k.key",
        ],
    )
    .fails(1, "folder does not exist");
    csr(
        &lab,
        &[
            "--newkey", "ec:p256", "--out", "k.csr", "--keyout", "no/k.key",
        ],
    )
    .fails(1, "folder does not exist");
    csr(
        &lab,
        &["--newkey", "ec:p256", "--out", "one", "--keyout", "one"],
    )
    .fails(2, "two outputs");
    assert_eq!(
        (lab.files(), lab.text("app.key").as_str()),
        (vec!["app.key".to_owned()], "precious")
    );
    csr(&lab, &["--newkey", "ec:p256", "--force"]).ok();
    assert!(
        lab.text("app.key")
            .starts_with("-----BEGIN PRIVATE KEY-----")
    );
}

#[test]
fn the_new_key_can_be_locked_and_only_its_passphrase_opens_it() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    csr(&lab, &["--newkey", "ec:p256", "--out-pass", "env:PW"]).ok();
    assert!(
        lab.text("app.key")
            .starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    );
    lab.peer_line(&openssl, "pkey -in app.key -passin env:PW -noout");
    csr(
        &lab,
        &["--key", "app.key", "--pass", "env:PW", "--out", "again.csr"],
    )
    .ok();
    csr(
        &lab,
        &["--key", "app.key", "--pass", "env:WRONG", "--out", "c.csr"],
    )
    .fails(1, "[wrong-passphrase]");
    csr(&lab, &["--key", "app.key", "--out", "c.csr"]).fails(1, "[passphrase-needed]");
    csr(&lab, &["--out-pass", "env:NOT_SET", "--out", "c.csr"]).fails(2, "env:NOT_SET");
    csr(&lab, &["--out-pass", "pass:", "--out", "c.csr"]).fails(2, "empty");
    csr(&lab, &["--out-pass", "plaintext", "--out", "c.csr"]).fails(2, "secret reference");
    assert!(!lab.exists("c.csr") && !lab.exists("c.key"));
}

#[test]
fn an_existing_key_of_any_usual_form_is_used_and_no_key_is_written() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    genpkey(
        &lab,
        &openssl,
        "p8.key",
        &["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    );
    lab.peer_line(&openssl, "ec -in p8.key -out sec1.key");
    lab.peer_line(
        &openssl,
        "ec -in p8.key -out trad.key -aes256 -passout env:PW",
    );
    lab.peer_line(
        &openssl,
        "pkcs8 -topk8 -in p8.key -out lock.key -passout env:PW",
    );
    lab.peer_line(&openssl, "pkey -in p8.key -outform der -out der.key");
    let before = lab.files().len();
    for key in ["p8.key", "sec1.key", "trad.key", "lock.key", "der.key"] {
        let ran = csr(&lab, &["--key", key, "--pass", "env:PW", "--out", "-"]).ok();
        lab.write("out.csr", &ran.raw);
        assert!(
            lab.peer_line(&openssl, "req -in out.csr -verify -noout")
                .contains("verify OK"),
            "{key}"
        );
    }
    assert_eq!(lab.files().len(), before + 1);
    issue(&lab, &openssl);
    csr(&lab, &["--key", "client.crt", "--out", "x.csr"]).fails(1, "[key-missing]");
    csr(&lab, &["--key", "p8.key", "--keyout", "y.key"]).fails(2, "--keyout");
    csr(&lab, &["--key", "none.key"]).fails(1, "[file-unreadable]");
}

#[test]
fn json_is_one_object_with_the_request_and_its_files() {
    let lab = Lab::new();
    let made = csr(&lab, &["--newkey", "ec:p256", "--json", "--no-encrypt"])
        .ok()
        .json();
    assert_eq!(made["kind"], "csr");
    assert_eq!(made["subject"], "CN=app,OU=tenant,O=Acme,C=BR");
    assert_eq!(made["signature_valid"], true);
    assert_eq!(made["public_key"]["curve"], "P-256");
    assert_eq!(made["files"][0]["path"], "app.csr");
    assert_eq!(made["files"][1]["holds"][0], "private-key");
    assert_eq!(made["files"][1]["encrypted"], false);
    csr(&lab, &["--json", "--out", "-", "--keyout", "z.key"]).fails(2, "--json");
    assert!(!lab.exists("z.key"));
}

#[test]
fn file_names_come_from_the_cn_made_safe() {
    let lab = Lab::new();
    for (cn, stem) in [
        ("*.app.example", "wildcard.app.example"),
        ("../../etc/passwd", "etc-passwd"),
        ("--force", "force"),
        ("é/", "é"),
        ("//", "client"),
    ] {
        let cn = format!("--cn={cn}");
        lab.mtls(&[
            "csr", &cn, "--ou", "a", "--o", "b", "--c", "BR", "--newkey", "ec:p256",
        ])
        .ok();
        assert!(
            lab.exists(&format!("{stem}.csr")) && lab.exists(&format!("{stem}.key")),
            "{cn}: {:?}",
            lab.files()
        );
    }
}

/// util-linux's `script` gives the run a terminal.
#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_the_missing_fields_are_asked_for_one_by_one() {
    let Some(script) = peer("script") else {
        return;
    };
    let lab = Lab::new();
    let binary = env!("CARGO_BIN_EXE_mtls");
    let line = format!("{binary} csr --cn app --newkey ec:p256");
    let ran = lab.try_peer_in(
        &script,
        &["-qec", &line, "/dev/null"],
        b"tenant\nAcme\nBR\n",
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("Organizational unit (OU): "), "{ran:?}");
    assert!(
        ran.stdout.contains("CN=app,OU=tenant,O=Acme,C=BR"),
        "{ran:?}"
    );
    assert_eq!(lab.files(), ["app.csr", "app.key"]);
}

#[test]
fn renewing_takes_subject_and_names_of_the_old_certificate_and_makes_a_new_key() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    let args = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout old.key -out old.crt -subj /C=BR/O=Acme/OU=a/OU=b/CN=app -addext subjectAltName=DNS:app.example,IP:10.0.0.1 -addext basicConstraints=CA:FALSE";
    lab.peer_line(&openssl, args);
    let renew = [
        "csr",
        "--renew",
        "old.crt",
        "--newkey",
        "ec:p256",
        "--san",
        "DNS:new.example",
    ];
    lab.mtls(&renew).ok();
    let said = lab.peer_line(&openssl, "req -in app.csr -verify -noout -text");
    for part in [
        "verify OK",
        "C = BR, O = Acme, OU = a, OU = b, CN = app",
        "DNS:app.example, IP Address:10.0.0.1, DNS:new.example",
    ] {
        assert!(said.contains(part), "no {part} in {said}");
    }
    assert_eq!(lab.mtls_line("match-key -q app.csr old.crt").code, 1);
    lab.mtls_line("csr --renew old.crt --key old.key --out same.csr")
        .ok();
    lab.mtls_line("match-key -q same.csr old.crt").ok();
    lab.mtls_line("csr --renew old.key")
        .fails(1, "[cert-missing]");
    lab.mtls_line("csr --renew old.crt --cn x")
        .fails(2, "--renew");
}
