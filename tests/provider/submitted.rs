//! `csr submit`: VTEX's sign endpoint with a real openssl CA behind it.

use std::path::PathBuf;
use std::process::Command;

use crate::common::{Lab, peer};
use crate::server::{Answer, Client, Got, Portal, lab};

const KEYS: &[&str] = &[
    "-H",
    "X-VTEX-API-AppKey: file:appkey",
    "-H",
    "X-VTEX-API-AppToken: env:PW",
];

/// Signs whatever comes with the lab's CA, as VTEX says that it does.
fn signing(lab: &Lab, openssl: PathBuf) -> impl Fn(&Got) -> Answer + Send + Sync + use<> {
    let folder = lab.path("");
    move |got: &Got| {
        let token = got.header("X-VTEX-API-AppToken");
        if got.header("X-VTEX-API-AppKey") != Some("vtexappkey-acme")
            || token != Some(crate::common::CANARY)
        {
            return (403, b"Forbidden".to_vec());
        }
        if got.line() != "POST /api/edge/private-certificates/sign HTTP/1.1" {
            return (404, Vec::new());
        }
        std::fs::write(folder.join("arrived.csr"), &got.body).unwrap();
        let line = "x509 -req -in arrived.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile client.ext";
        let out = Command::new(&openssl)
            .args(line.split(' '))
            .current_dir(&folder)
            .output()
            .unwrap();
        match out.status.success() {
            true => (200, out.stdout),
            false => (400, b"not a request".to_vec()),
        }
    }
}

fn ready() -> Option<(Lab, Portal)> {
    let openssl = peer("openssl")?;
    let lab = lab(&openssl);
    lab.write("appkey", "vtexappkey-acme\n");
    lab.mtls_line("csr --provider vtex --cn shop --ou acme --c BR --out app.csr --newkey ec:p256")
        .ok();
    let portal = Portal::start(&lab, Client::Anyone, signing(&lab, openssl));
    Some((lab, portal))
}

fn submit<'a>(way: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["csr", "submit", "app.csr", "--provider", "vtex"];
    args.extend(more);
    args.extend(way.split(' '));
    args
}

#[test]
fn the_request_goes_out_to_the_byte_and_the_certificate_is_paired_at_once() {
    let Some((lab, portal)) = ready() else {
        return;
    };
    let way = portal.way();
    let more = [&["--key", "app.key", "--json"], KEYS].concat();
    let ran = lab.mtls(&submit(&way, &more)).ok();
    let got = portal.take().remove(0);
    assert_eq!(got.body, lab.read("app.csr"));
    assert_eq!(got.header("Content-Type"), Some("text/plain"));
    assert_eq!(got.header("Accept"), Some("text/plain"));
    // no --account: the OU names it
    assert_eq!(got.header("Host"), Some("acme.vtexcommercestable.com.br"));
    let json = ran.json();
    assert_eq!(json["paired_with"], "app.key");
    assert!((29..=30).contains(&json["days_remaining"].as_i64().unwrap()));
    assert_eq!(json["subject"], "C=BR,OU=acme,CN=shop");
    assert!(
        ran.stderr
            .contains("next: mtls call --provider vtex --cert app.crt --key app.key URL"),
        "{ran:?}"
    );
    let openssl = peer("openssl").unwrap();
    assert!(
        lab.peer_line(&openssl, "verify -purpose sslclient -CAfile ca.crt app.crt")
            .contains("OK")
    );
    lab.mtls_line("match-key app.crt app.key app.csr").ok();
    // what is there is kept
    let again = [&["--key", "app.key"], KEYS].concat();
    lab.mtls(&submit(&way, &again)).fails(1, "app.crt");
    assert!(portal.take().is_empty());
    // and the certificate opens the door that it is for
    let door = Portal::start(&lab, Client::OfCa, |got| {
        (200, format!("{}", got.has_certificate).into_bytes())
    });
    let call = "call https://acme.vtexcommercestable.com.br/api/vtexid/credential/validate --cert app.crt --key app.key -d {}";
    assert_eq!(
        lab.mtls_line(&format!("{call} {}", door.way())).ok().stdout,
        "true"
    );
}

#[test]
fn what_vtex_would_refuse_is_never_sent() {
    let Some((lab, portal)) = ready() else {
        return;
    };
    let way = portal.way();
    let other = [&["--account", "umbrella"], KEYS].concat();
    let ran = lab.mtls(&submit(&way, &other)).fails(1, "[account]");
    assert!(
        ran.stderr
            .contains("the account is `umbrella`, and the request's OU is `acme`"),
        "{ran:?}"
    );
    assert!(
        ran.stderr
            .contains("make the request again with --ou ACCOUNT"),
        "{ran:?}"
    );
    lab.mtls(&submit(&way, &[])).fails(
        2,
        "VTEX wants the header X-VTEX-API-AppKey and X-VTEX-API-AppToken",
    );
    let another = [&["--key", "client.key"], KEYS].concat();
    lab.mtls(&submit(&way, &another)).fails(1, "[key-mismatch]");
    let mut args = submit(&way, KEYS);
    args[2] = "client.key";
    lab.mtls(&args).fails(2, "private key");
    let openssl = peer("openssl").unwrap();
    crate::common::pki::request(&lab, &openssl, "bare", "/CN=shop/C=BR");
    args[2] = "bare.csr";
    args.extend(["--account", "acme"]);
    lab.mtls(&args).fails(1, "the request has no OU");
    assert!(portal.take().is_empty());
    assert!(!lab.exists("app.crt"));
}

#[test]
fn a_refusal_names_the_missing_permission_and_writes_nothing() {
    let Some((lab, portal)) = ready() else {
        return;
    };
    lab.write("appkey", "another\n");
    let way = portal.way();
    let ran = lab.mtls(&submit(&way, KEYS)).fails(1, "[forbidden]");
    for wanted in [
        "HTTP 403",
        "CDN API / Certificate management / Update certificate",
        "there are no predefined roles for it",
        "fix: create a custom role",
    ] {
        assert!(ran.stderr.contains(wanted), "{wanted}: {ran:?}");
    }
    assert!(!lab.exists("app.crt"));
    // the document's own curl line, with call: the same words
    let url = "https://acme.vtexcommercestable.com.br/api/edge/private-certificates/sign";
    let call = lab.mtls_line(&format!(
        "call -f {url} --data-binary @app.csr -H Content-Type:text/plain {way}"
    ));
    assert!(
        call.code == 22 && call.stderr.contains("there are no predefined roles for it"),
        "{call:?}"
    );
    let fill = "fix: fill in X-VTEX-API-AppKey and X-VTEX-API-AppToken";
    assert!(call.stderr.contains(fill), "{call:?}");
    // an empty value sends none; what was sent is not called missing
    let keys = |key: &str| {
        let header = format!("X-VTEX-API-AppKey: {key}");
        let way: Vec<&str> = way.split(' ').collect();
        let start = [
            "call",
            url,
            "--data-binary",
            "@app.csr",
            "-H",
            &header,
            "-H",
        ];
        lab.mtls(&[&start[..], &["X-VTEX-API-AppToken: k"], &way].concat())
    };
    let (empty, full) = (keys(""), keys("k"));
    assert!(
        empty.stderr.contains("fix: fill in X-VTEX-API-AppKey (-H"),
        "{empty:?}"
    );
    assert!(!full.stderr.contains("sent (HTTP 403)"), "{full:?}");
    assert!(
        full.stderr.contains("lacks the License Manager resource"),
        "{full:?}"
    );
}

#[test]
fn whatever_form_the_certificate_comes_in_it_is_read_and_what_is_another_s_is_not_kept() {
    let Some((lab, _)) = ready() else {
        return;
    };
    let openssl = peer("openssl").unwrap();
    crate::common::pki::sign(
        &lab,
        &openssl,
        "app.csr",
        "ca",
        "signed.crt",
        "-extfile client.ext",
    );
    lab.peer_line(&openssl, "x509 -in signed.crt -outform DER -out signed.der");
    let pem = lab.text("signed.crt");
    let chain = format!("{}{pem}", lab.text("ca.crt"));
    let json = serde_json::json!({"data": {"certificate": pem}}).to_string();
    let answers: [(&str, Vec<u8>, usize); 4] = [
        ("der", lab.read("signed.der"), 1),
        ("json", json.into_bytes(), 1),
        ("chain", chain.into_bytes(), 2),
        ("more", format!("Secret: s3cr3t\n{pem}").into_bytes(), 1),
    ];
    for (name, body, held) in answers {
        let portal = Portal::start(&lab, Client::Anyone, move |_| (200, body.clone()));
        let line = format!(
            "csr submit app.csr --url https://localhost/{{account}}/sign --account acme --out {name}.crt {}",
            portal.way()
        );
        lab.mtls_line(&line).ok();
        assert_eq!(portal.take()[0].line(), "POST /acme/sign HTTP/1.1");
        let written = lab.text(&format!("{name}.crt"));
        assert_eq!(written.matches("BEGIN CERTIFICATE").count(), held, "{name}");
        // the leaf comes first, whatever came first
        assert!(written.starts_with(&pem[..200]), "{name}");
    }
    // a secret that is said but once is not lost, and nobody else reads it
    assert!(lab.text("more.crt.answer").contains("s3cr3t"));
    assert_eq!(lab.mode("more.crt.answer"), 0o600);
    let strangers = lab.read("client.crt");
    for (body, saying) in [
        (strangers, "is for another key"),
        (b"<html>later</html>".to_vec(), "holds no certificate"),
    ] {
        let portal = Portal::start(&lab, Client::Anyone, move |_| (200, body.clone()));
        let line = format!(
            "csr submit app.csr --url https://localhost/sign --out none.crt {}",
            portal.way()
        );
        lab.mtls_line(&line).fails(1, saying);
        assert!(!lab.exists("none.crt"));
    }
    lab.mtls_line("csr submit app.csr --url http://localhost/sign --out none.crt")
        .fails(2, "is not https");
    lab.mtls_line("csr submit app.csr --out none.crt")
        .fails(2, "--url");
}
