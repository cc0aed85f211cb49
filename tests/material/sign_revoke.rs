//! Certificates taken back: the record, the revocation list that openssl, nginx and `call` read, and
//! what stands in the way.

use crate::common::{Lab, genpkey, peer};
use crate::servers::Server;
use crate::sign::own_ca;

const CA: &str = "--ca ca.crt --ca-key ca.key --index log";

/// A CA with two clients in its record, `a` and `b`.
fn lab() -> Lab {
    let lab = Lab::new();
    own_ca(&lab);
    for name in ["a", "b"] {
        request(&lab, name);
        lab.mtls_line(&format!("sign {name}.csr {CA}")).ok();
    }
    lab
}

fn request(lab: &Lab, name: &str) {
    lab.mtls_line(&format!(
        "csr --cn {name} --o Acme --ou IT --c IE --newkey ec:p256 --no-encrypt --out {name}.csr"
    ))
    .ok();
}

#[test]
fn a_revocation_list_is_one_that_openssl_reads_and_grows_with_the_record() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = lab();
    let told = lab
        .mtls_line(&format!("sign --crl ca.crl {CA} --json"))
        .ok();
    assert_eq!(told.json()["crl"]["revoked"], 0);
    lab.peer_line(
        &openssl,
        "verify -crl_check -CAfile ca.crt -CRLfile ca.crl a.crt b.crt",
    );
    let revoke = format!("sign --revoke a.crt --reason keyCompromise --crl ca.crl {CA}");
    lab.mtls_line(&revoke).ok();
    let text = lab.peer_line(
        &openssl,
        "crl -in ca.crl -CAfile ca.crt -noout -text -verify",
    );
    for words in [
        "Version 2",
        "X509v3 CRL Number: \n                2",
        "X509v3 Authority Key Identifier",
        "Key Compromise",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    lab.peer_line(
        &openssl,
        "verify -crl_check -CAfile ca.crt -CRLfile ca.crl b.crt",
    );
    let line = "verify -crl_check -CAfile ca.crt -CRLfile ca.crl a.crt";
    let refused = lab.try_peer(&openssl, &line.split(' ').collect::<Vec<_>>());
    assert!(
        refused.stderr.contains("certificate revoked"),
        "{refused:?}"
    );
    // our own reading, and the one that has the certificate no more: its serial is in the record
    let read = lab.mtls_line("inspect ca.crl --json").ok().json();
    assert_eq!(
        (&read["kind"], &read["revoked"]),
        (&"crl".into(), &1.into())
    );
    let serial = lab.mtls_line("inspect b.crt --json").ok().json()["serial"].clone();
    let serial = serial.as_str().unwrap().to_uppercase();
    lab.mtls_line(&format!("sign --revoke {serial} --ca ca.crt --index log"))
        .ok();
    let told = lab
        .mtls_line(&format!("sign --crl ca.crl --days 5 {CA} --json"))
        .ok();
    assert_eq!(told.json()["crl"]["revoked"], 2);
    assert_eq!(told.json()["crl"]["number"], 3);
}

#[test]
fn what_is_revoked_already_unknown_or_another_s_is_refused_and_the_record_left_as_it_was() {
    let lab = lab();
    let revoke = format!("sign --revoke a.crt {CA}");
    lab.mtls_line(&revoke).ok();
    lab.mtls_line("sign --init-ca --cn other --newkey ec:p256 --no-encrypt --out other.crt")
        .ok();
    let record = lab.text("log");
    lab.mtls_line(&revoke).fails(1, "was revoked at");
    lab.mtls_line(&format!("sign --revoke 00ff {CA}"))
        .fails(1, "no serial number in the record");
    lab.mtls_line("sign --revoke b.crt --ca other.crt --ca-key other.key --index log")
        .fails(1, "was not issued by");
    // the list cannot be written: the certificate is not revoked either
    lab.mtls_line(&format!("sign --revoke b.crt --crl no/such/ca.crl {CA}"))
        .fails(1, "no/such");
    // what is no list of this CA is not overwritten
    lab.mtls_line(&format!("sign --crl b.csr {CA}"))
        .fails(1, "exists already");
    lab.mtls_line(&format!("sign --crl ca.crt {CA}"))
        .fails(2, "is read");
    assert_eq!(lab.text("log"), record);
    // a line that cannot be read may hide a revocation
    lab.write("log", record + "{\"serial\":\"00\"\n");
    lab.mtls_line(&format!("sign --crl ca.crl {CA}"))
        .fails(1, "line 4 of log is none of a record");
}

#[test]
fn a_list_is_not_replaced_from_a_record_that_says_less() {
    let lab = lab();
    let first = lab.text("log");
    lab.mtls_line(&format!("sign --revoke a.crt --crl ca.crl {CA}"))
        .ok();
    let (list, wrong) = (lab.text("ca.crl"), CA.replace("log", "lgo"));
    lab.mtls_line(&format!("sign --crl ca.crl {wrong}"))
        .fails(1, "the record lgo is not there");
    lab.mtls_line(&format!("sign --revoke b.crt --crl ca.crl {wrong} --force"))
        .fails(1, "which the record lgo does not");
    assert!(!lab.exists("lgo"));
    // the same serial, and a number that would stand still
    let revoked = lab.text("log").replace(&first, "");
    let cut = revoked.lines().next().unwrap();
    lab.write("lgo", format!("{first}{cut}\n"));
    lab.mtls_line(&format!("sign --crl ca.crl {wrong}")).fails(
        1,
        "ca.crl has number 1, and the next one by the record lgo would be 1",
    );
    assert_eq!(lab.text("ca.crl"), list);
    lab.mtls_line(&format!("sign --crl ca.crl {CA}")).ok();
}

#[test]
fn the_lines_that_are_told_to_revoke_and_to_list_can_be_typed() {
    let lab = lab();
    let typed = |stderr: &str, from: &str| {
        let (_, rest) = stderr.split_once(from).unwrap();
        format!("{from}{}", rest.lines().next().unwrap())
    };
    let again = lab.mtls_line(&format!("sign a.csr {CA} --out a2.crt")).ok();
    let line = typed(&again.stderr, "sign --revoke ");
    let ran = lab.mtls_line(&line).ok();
    assert!(line.ends_with("--ca ca.crt --index log"), "{line}");
    let line = typed(&ran.stderr, "sign --crl ca.crl ");
    lab.mtls_line(&line.replace("KEY", "ca.key")).ok();
    assert!(lab.exists("ca.crl"));
}

#[test]
fn nginx_and_we_refuse_a_client_that_the_list_has() {
    let Some(nginx) = peer("nginx") else {
        return;
    };
    let lab = lab();
    request(&lab, "server");
    lab.mtls_line(&format!(
        "sign server.csr {CA} --purpose server --san DNS:localhost"
    ))
    .ok();
    lab.mtls_line(&format!("sign --revoke a.crt --crl ca.crl {CA}"))
        .ok();
    let at = lab.path("ca.crl").display().to_string();
    let lines = format!(
        "listen 127.0.0.1:PORT ssl; ssl_verify_client on; ssl_crl {at};
         location / {{ return 200 \"$ssl_client_s_dn\\n\"; }}"
    );
    let server = Server::nginx(&lab, &nginx, &lines);
    let call = |who: &str, more: &str| {
        lab.mtls_line(&format!(
            "call {} --cacert ca.crt --cert {who}.crt --key {who}.key -sS -f {more}",
            server.url("/")
        ))
    };
    let ran = call("b", "--crlfile ca.crl").ok();
    assert_eq!(ran.stdout, "CN=b,OU=IT,O=Acme,C=IE\n");
    assert_ne!(call("a", "").code, 0);
    lab.mtls_line(&format!("sign --revoke server.crt --crl ca.crl {CA}"))
        .ok();
    let ran = call("b", "--crlfile ca.crl");
    assert!(ran.stderr.contains("server-cert-revoked"), "{}", ran.stderr);
}

#[test]
fn a_second_certificate_for_the_same_key_or_name_is_told() {
    let lab = lab();
    let again = format!("sign a.csr {CA} --out a2.crt");
    let ran = lab.mtls_line(&again).ok();
    assert!(
        ran.stderr.contains("this key has a certificate already"),
        "{}",
        ran.stderr
    );
    // a renewal: the old one is taken back, and told no more
    lab.mtls_line(&format!("sign --revoke a.crt {CA} --reason superseded"))
        .ok();
    lab.mtls_line(&format!("sign --revoke a2.crt {CA}")).ok();
    let ran = lab.mtls_line(&format!("sign a.csr {CA} --out a3.crt")).ok();
    assert!(!ran.stderr.contains("already"), "{}", ran.stderr);
    lab.mtls_line("csr --cn b --o Acme --ou IT --c IE --newkey ec:p256 --no-encrypt --out b2.csr")
        .ok();
    let ran = lab.mtls_line(&format!("sign b2.csr {CA}")).ok();
    assert!(
        ran.stderr
            .contains("this name has a certificate already, with another key")
    );
}

#[test]
fn a_rehearsal_needs_the_ca_s_certificate_alone() {
    let lab = lab();
    let ran = lab.mtls_line("sign a.csr --ca ca.crt --dry-run").ok();
    assert!(
        ran.stdout.starts_with("would be signed CN=a,"),
        "{}",
        ran.stdout
    );
    lab.mtls_line("sign a.csr --ca ca.crt --out x.crt")
        .fails(1, "using --ca-key");
}

/// Subject and name of a request, and whether the limits hold them.
const NAMED: [(&str, &str, bool); 10] = [
    ("/O=Acme/CN=x", "DNS:a.example.com", true),
    ("/O=ACME/CN=x", "IP:10.1.2.3", true),
    ("/O=Acme/CN=x", "email:a@good.example", true),
    ("/O=Other/CN=x", "DNS:a.example.com", false),
    ("/O=Acme/CN=x", "DNS:example.org", false),
    ("/O=Acme/CN=x", "IP:11.1.2.3", false),
    ("/O=Acme/CN=x", "email:a@x.bad.example", false),
    ("/O=Acme/CN=host.example.org", "IP:10.1.2.3", false),
    (
        "/O=Acme/CN=a.example.com/CN=host.example.org",
        "IP:10.1.2.3",
        false,
    ),
    (
        "/O=Acme/emailAddress=a@good.example/emailAddress=a@x.bad.example",
        "email:a@good.example",
        false,
    ),
];
const LIMITS: &str = "[req]\ndistinguished_name=d\n[d]\n[e]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nnameConstraints=critical,permitted;DNS:example.com,permitted;IP:10.0.0.0/255.0.0.0,excluded;email:.bad.example,permitted;dirName:n\n[n]\nO=Acme\n";

#[test]
fn a_ca_that_is_limited_to_names_signs_no_others_as_openssl_would_find() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    genpkey(
        &lab,
        &openssl,
        "ca.key",
        &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
    );
    genpkey(&lab, &openssl, "own.key", &["ed25519"]);
    lab.write("limits", LIMITS);
    lab.peer_line(
        &openssl,
        "req -x509 -new -config limits -extensions e -key ca.key -subj /CN=limited -out ca.crt",
    );
    for (at, (subject, name, good)) in NAMED.into_iter().enumerate() {
        let csr = [
            "csr",
            "--subj",
            subject,
            "--provider",
            "generic",
            "--newkey",
            "ec:p256",
        ];
        let out = format!("{at}.csr");
        lab.mtls(
            &[
                &csr[..],
                &["--no-encrypt", "--force", "--out", &out, "--san", name],
            ]
            .concat(),
        );
        if !lab.exists(&out) {
            lab.peer_line(&openssl, "ecparam -name prime256v1 -genkey -noout -out k");
            lab.peer(
                &openssl,
                &["req", "-new", "-key", "k", "-subj", subject, "-out", &out],
            );
        }
        let ran = lab.mtls_line(&format!(
            "sign {out} --ca ca.crt --ca-key ca.key --san {name}"
        ));
        assert_eq!(ran.code == 0, good, "{subject} {name}: {}", ran.stderr);
        if !good {
            assert!(
                ran.stderr.contains("csr-name-constrained"),
                "{}",
                ran.stderr
            );
        }
        // the judge: the same names signed by openssl
        lab.write("san", format!("subjectAltName={name}\n"));
        lab.peer_line(
            &openssl,
            &format!("x509 -req -in {out} -CA ca.crt -CAkey ca.key -extfile san -out judged.crt"),
        );
        let judged = lab.try_peer(&openssl, &["verify", "-CAfile", "ca.crt", "judged.crt"]);
        assert_eq!(judged.code == 0, good, "{subject} {name}: {judged:?}");
    }
}

#[test]
fn a_ca_s_key_that_cannot_sign_here_is_refused_with_openssl_s_way() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = lab();
    for (name, how) in [
        (
            "pss",
            "genpkey -algorithm rsa-pss -pkeyopt rsa_keygen_bits:2048 -out pss.key",
        ),
        ("ed448", "genpkey -algorithm ed448 -out ed448.key"),
    ] {
        lab.peer_line(&openssl, how);
        lab.peer_line(
            &openssl,
            &format!("req -x509 -new -key {name}.key -subj /CN=old -out {name}.crt"),
        );
        lab.mtls_line(&format!(
            "sign a.csr --ca {name}.crt --ca-key {name}.key --out x.crt"
        ))
        .fails(1, "sign with openssl, which can: openssl x509 -req");
    }
}
