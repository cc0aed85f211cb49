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
#[expect(clippy::too_many_lines, reason = "one walk, a step after the other")]
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
    lab.peer_line(
        &openssl,
        "crl2pkcs7 -nocrl -certfile signed.crt -certfile ca.crt -out chain.p7b",
    );
    lab.peer_line(&openssl, "pkcs7 -in chain.p7b -outform DER -out chain.p7");
    let flat: String = pem.lines().filter(|line| !line.starts_with("--")).collect();
    let strangers = lab.text("client.crt");
    let fields = serde_json::json!({"old": strangers, "data": [], "new": {"leaf": flat}});
    let flat = serde_json::json!({"status": "ISSUED", "certificate": flat}).to_string();
    let answers: [(&str, Vec<u8>, usize); 8] = [
        ("p7b", lab.read("chain.p7b"), 2),
        ("p7", lab.read("chain.p7"), 2),
        ("base64", flat.into_bytes(), 1),
        ("field", fields.to_string().into_bytes(), 1),
        ("der", lab.read("signed.der"), 1),
        ("json", json.into_bytes(), 1),
        ("chain", chain.into_bytes(), 2),
        ("more", format!("Secret: s3cr3t\n{pem}").into_bytes(), 1),
    ];
    let at = "name='a'\ntitle='A'\n[sign]\nurl='https://a.example'\nfield='new.leaf'\n[csr.key]\nmake='ec:p256'\nconfirmed=false\n[[csr.subject]]\nfield='CN'\n";
    lab.write("at.toml", at);
    for (name, body, held) in answers {
        let portal = Portal::start(&lab, Client::Anyone, move |_| (200, body.clone()));
        let whose = if name == "field" {
            "--provider at.toml"
        } else {
            "-v"
        };
        let line = format!(
            "csr submit app.csr --url https://localhost/{{account}}/sign --account acme --key app.key {whose} --out {name}.crt {}",
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

#[test]
#[expect(clippy::too_many_lines, reason = "one walk, a step after the other")]
fn an_api_that_no_file_knows_is_named_by_its_url_its_token_and_the_certificate_in_use() {
    let Some((lab, _)) = ready() else {
        return;
    };
    let openssl = peer("openssl").unwrap();
    let sign = signing(&lab, openssl);
    // text/plain with a Bearer token, and the certificate behind a word of its own
    let portal = Portal::start(&lab, Client::OfCa, move |got| {
        let token = format!("Bearer {}", crate::common::CANARY);
        if got.header("Authorization") != Some(&token)
            || got.header("Content-Type") != Some("text/plain")
        {
            return (
                401,
                b"{\"message\":\"no token\",\"client_secret\":\"s3cr3t\"}".to_vec(),
            );
        }
        let inner = Got {
            head: "POST /api/edge/private-certificates/sign HTTP/1.1\r\nX-VTEX-API-AppKey: vtexappkey-acme\r\n"
                .to_owned()
                + &format!("X-VTEX-API-AppToken: {}", crate::common::CANARY),
            ..got.clone()
        };
        let (status, pem) = sign(&inner);
        (status, [b"Secret: s3cr3t\n".to_vec(), pem].concat())
    });
    let way = portal.way();
    let submit = |more: &[&str]| {
        let mut args = vec![
            "csr",
            "submit",
            "app.csr",
            "--url",
            "https://localhost/sign",
        ];
        args.extend(["--key", "app.key", "--out", "new.crt"]);
        args.extend(more);
        args.extend(way.split(' '));
        lab.mtls(&args)
    };
    let bearer = ["-H", "Authorization: Bearer env:PW"];
    let ours = ["--cert", "client.crt", "--cert-key", "client.key"];
    // the notes come also where it fails, and what the server says without its secret
    let ran = submit(&["-k", "--cert", "client.crt", "--cert-key", "client.key"]);
    assert!(ran.code == 1 && ran.stderr.contains("note: -k:"), "{ran:?}");
    assert!(
        ran.stderr.contains("no token") && !ran.stderr.contains("s3cr3t"),
        "{ran:?}"
    );
    submit(&bearer).fails(1, "client certificate");
    submit(&[&bearer[..], &["--cert", "client.crt"]].concat()).fails(1, "--cert-key");
    assert!(!lab.exists("new.crt"));
    let ran = submit(&[&bearer[..], &ours].concat()).ok();
    assert!(
        ran.stdout.contains("app.key") && lab.exists("new.crt.answer"),
        "{ran:?}"
    );
    // where a file or a profile says that the certificate is wanted
    lab.write(
        "bank.toml",
        "name='bank'\ntitle='the Bank'\n[sign]\nurl='https://localhost/sign'\ncertificate='required'\n[csr.key]\nmake='rsa:2048'\nconfirmed=false\n[csr.digest]\nmake='sha256'\nconfirmed=false\n[[csr.subject]]\nfield='CN'\n",
    );
    let named = format!("csr submit app.csr --provider bank.toml --out b.crt {way}");
    lab.mtls_line(&named)
        .fails(2, "the Bank wants your client certificate here");
    lab.write(
        "mtls.toml",
        "[acme]\nprovider = './bank.toml'\n[acme.sandbox]\nurl = 'https://localhost'\ncert = 'client.crt'\nkey = 'client.key'\nheaders = { Authorization = 'env:AUTH' }\n",
    );
    let line = format!("csr submit app.csr --profile acme/sandbox --out b.crt {way}");
    let mut args: Vec<&str> = line.split(' ').collect();
    args.extend(bearer);
    lab.mtls(&args).ok();
}

#[test]
fn a_certificate_that_comes_later_is_told_with_the_next_command() {
    let Some((lab, _)) = ready() else {
        return;
    };
    for (status, body, wanted) in [
        (
            202,
            "{\"id\":7,\"links\":{\"self\":\"/certificates/7\"}}",
            "mtls call -f https://localhost/certificates/7 -o later.crt; then mtls match-key later.crt app.key",
        ),
        (
            200,
            "{\"status\":\"PENDING_APPROVAL\",\"url\":\"https://evil.example/x\"}",
            "ask the provider where the certificate comes; then mtls match-key later.crt app.key",
        ),
        (202, "", "ask the provider where"),
        (200, "{\"status\":\"DENIED\"}", "holds no certificate"),
    ] {
        let portal = Portal::start(&lab, Client::Anyone, move |_| (status, body.into()));
        let line = format!(
            "csr submit app.csr --url https://localhost/sign --key app.key --out later.crt {}",
            portal.way()
        );
        let ran = lab.mtls_line(&line).fails(1, wanted);
        let later = ran.stderr.contains("the certificate comes later");
        assert_eq!(later, !body.contains("DENIED"), "{ran:?}");
        assert!(!lab.exists("later.crt"));
    }
}
