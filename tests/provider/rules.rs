//! `provider list`, `show` and `check`: what is built in can be read, and a file of one's own is told
//! its mistakes.

use crate::common::{Lab, peer, pki};
use crate::server::{Client, Portal, lab};

#[test]
fn every_provider_is_listed_and_shown_and_its_own_file_is_sound() {
    let lab = Lab::new();
    let listed = lab.mtls_line("provider list --json").ok().stdout;
    let names: Vec<String> = listed
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["name"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    for wanted in [
        "conta-simples",
        "banking-api",
        "vtex",
        "apata",
        "knoxcall",
        "open-finance-brasil",
        "generic",
    ] {
        assert!(names.iter().any(|name| name == wanted), "{names:?}");
    }
    for name in &names {
        let shown = lab.mtls_line(&format!("provider show {name}")).ok();
        assert!(shown.stdout.contains("request (CSR)"), "{shown:?}");
        // commands are copied whole, and so are words longer than a line
        let is_long = |line: &&str| line.chars().count() > 80 && !line.contains(" $ ");
        let long = shown.stdout.lines().filter(is_long);
        let long: Vec<&str> = long.filter(|line| line.trim().contains(' ')).collect();
        assert!(long.is_empty(), "{long:#?}");
        let json = lab
            .mtls_line(&format!("provider show {name} --json"))
            .ok()
            .json();
        assert_eq!(json["name"], name.as_str());
        // a copy of a built-in file is a file of one's own
        let toml = lab.mtls_line(&format!("provider show {name} --toml")).ok();
        lab.write("copy.toml", &toml.raw);
        let checked = lab.mtls_line("provider check copy.toml").ok();
        assert!(checked.stdout.starts_with("ok: copy.toml"), "{checked:?}");
        let again = lab
            .mtls_line("provider show ./copy.toml --json")
            .ok()
            .json();
        assert_eq!(again, json);
    }
}

#[test]
fn a_mistake_is_told_with_file_line_column_key_and_the_word_that_was_meant() {
    let lab = Lab::new();
    lab.write("bank.toml", "name = 'bank'\ntitle = 'Bank'\n[token]\npath = '/t'\nauth = 'json'\nbody = 'json'\nexpire-in = 9\n");
    let ran = lab.mtls_line("provider check ./bank.toml");
    assert_eq!(ran.code, 1);
    assert!(
        ran.stdout.contains(
            "bank.toml:7:1: token.expire-in: unknown key `expire-in`; nearest is `expires-in`"
        ),
        "{ran:?}"
    );
    let json = lab.mtls_line("provider check ./bank.toml --json").json();
    let first = &json["mistakes"][0];
    assert_eq!(
        (&first["line"], &first["nearest"], &json["ok"]),
        (&7.into(), &"expires-in".into(), &false.into())
    );
    lab.write("good.toml", "name = 'bank'\ntitle = 'Bank'\n");
    let both = lab.mtls_line("provider check good.toml bank.toml");
    assert!(
        both.code == 1
            && both.stdout.contains("ok: good.toml (bank)")
            && both.stdout.contains("warning"),
        "{both:?}"
    );
    lab.mtls_line("provider check none.toml")
        .fails(1, "[file-unreadable]");
    lab.mtls_line("provider show nobody")
        .fails(2, "is no provider");
}

#[test]
fn each_command_that_a_provider_s_steps_name_can_be_typed() {
    let lab = Lab::new();
    let mut run = 0;
    for line in lab.mtls_line("provider list --json").ok().stdout.lines() {
        let name = serde_json::from_str::<serde_json::Value>(line).unwrap()["name"]
            .as_str()
            .unwrap()
            .to_owned();
        let rules = lab
            .mtls_line(&format!("provider show {name} --json"))
            .ok()
            .json();
        for step in rules["steps"].as_array().unwrap() {
            let Some(line) = step["run"].as_str() else {
                continue;
            };
            let words = words(line);
            let known = mtls::cli::definition();
            let result = known.try_get_matches_from(&words);
            assert!(result.is_ok(), "{name}: {line}: {}", result.unwrap_err());
            run += 1;
        }
    }
    assert!(run >= 15, "{run}");
}

/// Split at blanks, but for those in single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words
}

/// A bank like Itaú. Its onboarding is Itaú's, by its public page: a request posted as text with a
/// temporary token, a certificate of a year, a renewal with the same request. Hosts, path, digest and the
/// row of 400 are made up.
const ITAU: &str = r#"
name = "itau"
title = "Itaú"
language = "pt"
[csr.key]
make = "rsa:2048"
rsa = { least = 2048, most = 2048 }
curves = []
ed25519 = false
[csr.digest]
make = "sha512"
accept = ["sha512"]
[[csr.subject]]
field = "CN"
need = "required"
meaning = "the client id"
[[csr.subject]]
field = "OU"
need = "required"
[[environments]]
name = "production"
api = { host = "sts.itau.example" }
mtls = { host = "secure.api.itau.example" }
[sign]
path = "/seguranca/v1/certificado/solicitacao"
host = "api"
[[sign.headers]]
name = "Authorization"
value = "Bearer {token}"
secret = true
meaning = "the temporary token, valid for 7 days"
[[paths]]
path = "/pix/**"
host = "mtls"
certificate = "required"
token = "required"
[[sensitive]]
field = "chave"
[[symptoms]]
title = "400 on signing"
at = ["sign"]
status = [400]
words = ["csr"]
cause = { en = "the request is not as it has to be", said = "CSR inválido" }
check = ["that CN is the client id"]
fix = "make it again with mtls csr --provider ./itau.toml"
"#;

#[test]
#[expect(clippy::too_many_lines, reason = "one walk, a step after the other")]
fn a_file_of_ones_own_does_all_that_a_built_in_one_does() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = lab(&openssl);
    lab.write("itau.toml", ITAU);
    lab.write(
        "server.ext",
        "subjectAltName=DNS:*.itau.example,DNS:*.api.itau.example\n",
    );
    pki::sign(
        &lab,
        &openssl,
        "server.csr",
        "ca",
        "server.crt",
        "-extfile server.ext",
    );
    lab.mtls_line("provider check ./itau.toml").ok();
    let shown = lab.mtls_line("provider show ./itau.toml").ok();
    assert!(shown.stdout.contains("the temporary token,"), "{shown:?}");
    // a request: what is missing is named with its meaning, and what would be refused is
    let make = "csr --provider ./itau.toml --out app.csr";
    let ran = lab
        .mtls_line(&format!("{make} --ou team"))
        .fails(2, "the client id");
    assert!(!lab.exists("app.csr"), "{ran:?}");
    lab.mtls_line(&format!("{make} --cn id-1 --ou team --newkey ec:p256"))
        .fails(1, "Itaú would refuse this request");
    lab.mtls_line(&format!("{make} --cn id-1 --ou team")).ok();
    let text = lab.peer_line(&openssl, "req -in app.csr -noout -text");
    assert!(text.contains("sha512WithRSAEncryption"), "{text}");
    // signed by its endpoint, by its own host name
    let folder = lab.path("");
    let signer = openssl.clone();
    let portal = Portal::start(&lab, Client::Anyone, move |got| {
        if got.header("Authorization") != Some(&format!("Bearer {}", crate::common::CANARY)) {
            return (400, b"{\"message\":\"CSR invalido\"}".to_vec());
        }
        std::fs::write(folder.join("arrived.csr"), &got.body).unwrap();
        let line = "x509 -req -in arrived.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -extfile client.ext";
        let out = std::process::Command::new(&signer)
            .args(line.split(' '))
            .current_dir(&folder)
            .output();
        (200, out.unwrap().stdout)
    });
    let way = portal.way();
    let submit = |header: &str| {
        let mut args = vec![
            "csr",
            "submit",
            "app.csr",
            "--provider",
            "./itau.toml",
            "--key",
            "app.key",
        ];
        args.extend(["-H", header]);
        args.extend(way.split(' '));
        lab.mtls(&args)
    };
    submit("X-Other: 1").fails(2, "Itaú wants the header Authorization");
    let ran = submit("Authorization: Bearer env:WRONG_TOKEN_OF_MINE");
    assert_eq!(
        ran.code, 2,
        "a reference that leads nowhere is not sent: {ran:?}"
    );
    let ran = submit("Authorization: Bearer pass:wrong").fails(1, "400 on signing");
    assert!(
        ran.stderr.contains("check 1: that CN is the client id"),
        "{ran:?}"
    );
    submit("Authorization: Bearer env:PW").ok();
    assert_eq!(
        portal.take().pop().unwrap().line(),
        "POST /seguranca/v1/certificado/solicitacao HTTP/1.1"
    );
    // the other host is known, and what is sensitive is hidden
    let portal = Portal::start(&lab, Client::Anyone, |_| {
        (403, b"{\"chave\":\"s3cr3t\"}".to_vec())
    });
    let call = format!(
        "call https://sts.itau.example/pix/v1/cob --provider ./itau.toml {}",
        portal.way()
    );
    let ran = lab.mtls_line(&call);
    assert!(ran.stderr.contains("[wrong-host]"), "{ran:?}");
    assert!(
        ran.stderr
            .contains("call https://secure.api.itau.example/pix/v1/cob instead"),
        "{ran:?}"
    );
    assert!(!ran.stderr.contains("s3cr3t"), "{ran:?}");
}
