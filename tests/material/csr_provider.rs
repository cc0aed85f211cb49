//! `csr --provider` and `csr --check`: what a provider asks for is made, what it would refuse is said.

use crate::common::pki::request;
use crate::common::{Lab, peer};

#[test]
fn vtexs_own_command_and_ours_make_requests_alike() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    let subject = "/CN=shop/OU=acme/L=Rio/ST=RJ/C=BR";
    lab.peer(
        &openssl,
        &[
            "req",
            "-new",
            "-subj",
            subject,
            "-out",
            "theirs.csr",
            "-nodes",
            "-sha512",
            "-newkey",
            "rsa:2048",
            "-keyout",
            "theirs.key",
        ],
    );
    let line = "csr --provider vtex --cn shop --ou acme --l Rio --st RJ --c BR --out ours.csr";
    lab.mtls_line(line).ok();
    let facts = |file: &str| {
        let said = lab.peer_line(
            &openssl,
            &format!("req -in {file} -verify -noout -text -nameopt multiline,show_type"),
        );
        let kept = said.lines().filter(|line| {
            [
                "Type",
                "UTF8",
                "PRINTABLE",
                "Public-Key",
                "Signature Algorithm",
            ]
            .iter()
            .any(|word| line.contains(word))
        });
        kept.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(facts("ours.csr"), facts("theirs.csr"));
    assert!(facts("ours.csr").concat().contains("sha512With"));
    for file in ["ours.csr", "theirs.csr"] {
        let ran = lab
            .mtls_line(&format!("csr --check {file} --provider vtex"))
            .ok();
        assert!(ran.stdout.starts_with("ok for VTEX:"), "{ran:?}");
    }
}

#[test]
fn what_a_provider_requires_is_asked_for_in_its_own_terms_and_no_more() {
    let lab = Lab::new();
    let ran = lab
        .mtls_line("csr --provider vtex --cn shop")
        .fails(2, "--ou: VTEX requires CN and OU");
    assert!(ran.stderr.contains("the account's name"), "{ran:?}");
    lab.mtls_line("csr --provider apata --cn a.example")
        .fails(2, "Apata requires CN, O and C");
    // no OU for Apata, which calls it an example
    lab.mtls_line("csr --provider apata --cn a.example --o Acme --c IE --print")
        .ok();
    lab.mtls_line("csr --cn a.example --o Acme --c IE --print")
        .fails(2, "--ou");
}

#[test]
fn what_a_provider_would_refuse_is_refused_before_anything_is_written() {
    let lab = Lab::new();
    let apata = "csr --provider apata --o Acme --c IE --newkey ec:p256";
    let ran = lab
        .mtls_line(&format!("{apata} --cn app"))
        .fails(1, "[field-form]");
    assert!(
        ran.stderr.contains("evidence: its key is EC P-256"),
        "{ran:?}"
    );
    lab.mtls_line("csr --provider apata --newkey ec:p256 --subj /CN=a.example")
        .fails(1, "[field-missing]");
    lab.mtls_line("csr --provider knoxcall --cn app")
        .fails(1, "signs no requests");
    lab.mtls_line("csr --provider acme --cn app")
        .fails(2, "`acme` is no provider");
    assert!(lab.files().is_empty());
    // what VTEX's guide leaves open is said, and refuses nothing
    let ran = lab
        .mtls_line("csr --provider vtex --cn shop --ou acme --newkey ec:p256")
        .ok();
    assert!(ran.stderr.contains("to be confirmed by VTEX"), "{ran:?}");
}

#[test]
fn check_tells_each_breach_with_its_code_and_ends_with_1() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    request(&lab, &openssl, "ec", "/C=ie/CN=app");
    let ran = lab.mtls_line("csr --check ec.csr --provider apata --json");
    assert_eq!(ran.code, 1, "{ran:?}");
    let json = ran.json();
    let codes: Vec<&str> = json["problems"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|problem| problem["confirmed"] == true)
        .map(|problem| problem["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["field-missing", "field-form", "key-kind"]);
    assert_eq!(
        (&json["accepted"], &json["provider"]),
        (&false.into(), &"apata".into())
    );
    assert_eq!(json["source"], "ec.csr");
    // without a provider: what holds in general
    let ran = lab.mtls_line("csr --check ec.csr");
    assert_eq!(ran.code, 1);
    assert!(
        ran.stdout.contains("no O, which") && ran.stdout.contains("no OU, which"),
        "{ran:?}"
    );
    lab.peer_line(
        &openssl,
        "req -new -newkey rsa:1024 -nodes -sha1 -subj /C=BR/O=a/OU=b/CN=c -keyout w.key -out w.csr",
    );
    let ran = lab.mtls_line("csr --check w.csr --provider conta-simples");
    assert!(
        ran.stdout.contains("[key-too-short]") && ran.stdout.contains("[digest]"),
        "{ran:?}"
    );
    let mut altered = lab.read("w.csr");
    let in_the_signature = altered.len() - 110;
    let found = altered[in_the_signature..]
        .iter_mut()
        .find(|b| b.is_ascii_alphanumeric());
    let byte = found.unwrap();
    *byte = if *byte == b'A' { b'B' } else { b'A' };
    lab.write("altered.csr", altered);
    let ran = lab.mtls_line("csr --check altered.csr");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("[signature-invalid]"), "{ran:?}");
}

#[test]
fn check_reads_standard_input_and_names_what_is_no_request_or_never_to_be_sent() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    request(&lab, &openssl, "good", "/C=BR/O=Acme/OU=t/CN=app");
    let good = lab.read("good.csr");
    lab.mtls_in(&["csr", "--check", "-"], &good).ok();
    lab.mtls_line("csr --check good.key")
        .fails(1, "holds no request, only 1 private key");
    lab.mtls_line("csr --check none.csr")
        .fails(1, "[file-unreadable]");
    lab.mtls_in(&["csr", "--check", "-"], b"")
        .fails(1, "[unknown-format]");
    lab.mtls_in(&["csr", "--check", "-"], &[0xff, 0, 7, 9])
        .fails(1, "[unknown-format]");
    lab.mtls_line("csr --check good.csr --cn x").fails(2, "--c");
    lab.write("both.pem", [good, lab.read("good.key")].concat());
    let ran = lab.mtls_line("csr --check both.pem");
    assert!(
        ran.code == 1 && ran.stdout.contains("[private-key-beside]"),
        "{ran:?}"
    );
}

#[test]
fn a_file_of_ones_own_is_a_provider_and_its_mistakes_are_told_by_line_and_key() {
    let lab = Lab::new();
    let rules = "name = 'mybank'\ntitle = 'My Bank'\n[[csr.subject]]\nfield = 'CN'\nneed = 'required'\nlongest = 5\n\
                 [[csr.subject]]\nfield = '2.5.4.97'\nneed = 'required'\nmeaning = 'your registration'\n\
                 [[csr.subject]]\nfield = 'OU'\nneed = 'forbidden'\n\
                 [csr.key]\nmake = 'ec:p256'\ncurves = ['P-256']\n[csr.san]\nneed = 'required'\nkinds = ['DNS']\n";
    lab.write("mybank.toml", rules);
    let bank = "csr --provider ./mybank.toml --cn app";
    lab.mtls_line(bank)
        .fails(2, "organizationIdentifier is your registration");
    let bank = format!("{bank} --dn organizationIdentifier=1");
    lab.mtls_line(&bank).fails(1, "[san-missing]");
    lab.mtls_line(&format!("{bank} --san IP:10.0.0.1"))
        .fails(1, "[san-kind]");
    lab.mtls_line(&format!("{bank} --san DNS:a.b --ou x"))
        .fails(1, "[field-forbidden]");
    lab.mtls_line(&format!("{bank} --san DNS:a.b --cn2 x"))
        .fails(2, "--cn2");
    let ran = lab.mtls_line(&format!("{bank} --san DNS:a.b")).ok();
    assert!(ran.stdout.contains("EC P-256"), "{ran:?}");
    lab.write("bad.toml", rules.replace("forbidden", "never"));
    lab.mtls_line("csr --provider ./bad.toml --cn app").fails(
        2,
        "./bad.toml:13:8: csr.subject.need: unknown value `never`",
    );
    lab.write("bad.toml", "name = 'x'\ntitle = 'X'\nurl = 'x'\n");
    lab.mtls_line("csr --provider bad.toml --cn app")
        .fails(2, "bad.toml:3:1: url: unknown key `url`");
    lab.write("bad.toml", [0xff, 0xfe]);
    lab.mtls_line("csr --provider bad.toml --cn app")
        .fails(2, "UTF-8");
    lab.mtls_line("csr --provider ./none.toml --cn app")
        .fails(1, "[file-unreadable]");
}
