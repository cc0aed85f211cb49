//! `--dry-run`: everything shown, nothing sent, no name looked up, no secret told.

use std::net::TcpListener;

use crate::certificates;
use crate::common::{CANARY, Lab};
use crate::recorder::Recorder;

#[test]
fn a_dry_run_shows_the_request_and_sends_nothing() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    lab.write("body.json", r#"{"amount":1,"password":"s3cret"}"#)
        .write("cs", CANARY);
    let (url, token) = (
        recorder.url("/pay?apikey=s3cret&x=1"),
        recorder.url("/token/abc"),
    );
    let args = [
        "call",
        &url,
        "--json",
        "@body.json",
        "--cert",
        "client.crt",
        "--key",
        "client.key",
        "--cacert",
        "ca.crt",
        "-H",
        "X-Api-Key: s3cret",
        "-o",
        "out",
        "--token-url",
        &token,
        "--client-id",
        "app",
        "--client-secret",
        "file:cs",
    ];
    let ran = lab.mtls(&[&args[..], &["--dry-run"]].concat()).ok();
    for shown in [
        "POST https://localhost:",
        "/pay?apikey=***&x=1, not sent\n",
        &format!("  connects to  localhost:{}\n", recorder.port),
        "  certificate  C=BR,O=Acme,CN=client, from client.crt, until ",
        "  trusts       ca.crt\n",
        "  token        from https://localhost:",
        ", for app, sent as form\n",
        "  answer to    out\n",
        "  body         32 bytes from body.json\n",
        "POST /pay?apikey=***&x=1 HTTP/1.1\n",
        "Authorization: Bearer ***\n",
        "X-Api-Key: ***\n",
        "Content-Length: 32\n",
        "{\"amount\":1,\"password\":\"***\"}\n",
    ] {
        let reversed = shown.replace("C=BR,O=Acme,CN=client", "CN=client,O=Acme,C=BR");
        assert!(
            ran.stdout.contains(shown) || ran.stdout.contains(&reversed),
            "{shown}: {}",
            ran.stdout
        );
    }
    assert!(!ran.stdout.contains("s3cret"), "{ran:?}");
    as_json(&lab, &args);
    assert_eq!(recorder.take(), []);
    assert!(!lab.exists("out"));
}

fn as_json(lab: &Lab, args: &[&str]) {
    let json = lab.mtls(&[args, &["--dry-run=json"]].concat()).ok().json();
    assert_eq!(json["method"], "POST");
    let card = [args, &["-H", "X-Card: 4111111111111111", "--dry-run=json"]].concat();
    let told = lab.mtls(&card).ok().stdout;
    assert!(told.contains("X-Card: 411111******1111"), "{told}");
    let told = lab.mtls(&[&card[..], &["--show-sensitive"]].concat()).ok();
    assert!(told.stdout.contains("X-Card: 4111111111111111"), "{told:?}");
    assert_eq!(json["body"]["length"], 32);
    assert_eq!(json["token"]["client_id"], "app");
    assert!(!json.to_string().contains("s3cret"), "{json}");
}

#[test]
fn no_name_is_looked_up_and_no_port_touched() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("https://api.example.invalid:{port}/");
    let resolve = format!("api.example.invalid:{port}:127.0.0.1");
    let ran = lab
        .mtls(&["call", &url, "--dry-run", "--resolve", &resolve])
        .ok();
    assert!(
        ran.stdout
            .contains(&format!("connects to  127.0.0.1:{port}\n")),
        "{ran:?}"
    );
    assert!(ran.stdout.contains("  certificate  none\n"), "{ran:?}");
    assert!(listener.accept().is_err());
    let ran = lab
        .mtls(&["call", "https://name.invalid/", "--dry-run", "-k"])
        .ok();
    assert!(
        ran.stdout.contains("  trusts       anyone (-k)\n"),
        "{ran:?}"
    );
}

#[test]
fn what_would_stop_the_call_stops_the_dry_run() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let url = "https://api.example.invalid/";
    let token = [
        "--token-url",
        "https://t.invalid/",
        "--client-id",
        "x",
        "--client-secret",
    ];
    for (flags, code, told) in [
        (&["--json", "@gone.json"][..], 26, "gone.json"),
        (&["--cert", "gone.crt"], 58, "gone.crt"),
        (
            &["--cert", "stranger.crt", "--key", "server.key"],
            58,
            "[key-mismatch]",
        ),
        (&["--cacert", "gone.pem"], 77, "gone.pem"),
        (&["-H", "@gone"], 26, "gone"),
        (&[&token[..], &["env:NOT_THERE"]].concat(), 2, "NOT_THERE"),
    ] {
        let ran = lab.mtls(&[&["call", url, "--dry-run"], flags].concat());
        assert_eq!(ran.code, code, "{ran:?}");
        assert!(
            ran.stderr.contains(told) && ran.stdout.is_empty(),
            "{ran:?}"
        );
    }
}
