//! `token` against endpoints that refuse: the server's words, code 67, and what to try.

use crate::certificates;
use crate::common::{Lab, Ran, peer};
use crate::recorder::Recorder;
use crate::servers::Server;

fn token(lab: &Lab, url: &str, more: &[&str]) -> Ran {
    lab.write("secret", "s3cr3t");
    let common = [
        "token",
        "--token-url",
        url,
        "--client-id",
        "app",
        "--client-secret",
        "file:secret",
    ];
    lab.mtls(&[&common[..], &["--cacert", "ca.crt", "-m", "20"], more].concat())
}

const IDENTITY: [&str; 4] = ["--cert", "client.crt", "--key", "client.key"];

#[test]
fn every_refusal_of_a_token_ends_67_with_the_servers_words() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    for code in ["400", "401", "403", "404", "500", "200"] {
        let url = recorder.url(&format!("/status/{code}"));
        let ran = token(&lab, &url, &IDENTITY).fails(67, "[token-refused]");
        assert!(ran.stderr.contains("no"), "{ran:?}");
        assert!(
            ran.stderr.contains(&format!("HTTP {code} from ")),
            "{ran:?}"
        );
        assert!(ran.stderr.contains("  fix: "), "{ran:?}");
    }
}

#[test]
fn a_token_endpoint_that_refuses_the_certificate_ends_as_a_call_would() {
    let (Some(lab), Some(nginx)) = (certificates::lab(), peer("nginx")) else {
        return;
    };
    let lines = "listen 127.0.0.1:PORT ssl; ssl_verify_client on; return 200 \"{}\";";
    let server = Server::nginx(&lab, &nginx, lines);
    token(&lab, &server.url("/t"), &[]).fails(98, "[client-cert-required]");
    let stranger = ["--cert", "stranger.crt", "--key", "client.key"];
    token(&lab, &server.url("/t"), &stranger).fails(35, "[client-cert-untrusted]");
    token(&lab, &server.url("/t"), &IDENTITY).fails(67, "[token-refused]");
    for version in ["-tls1_2", "-tls1_3"] {
        let arguments = format!("{version} -CAfile ca.crt -Verify 1 -verify_return_error");
        let server = Server::openssl(&lab, &arguments);
        token(&lab, &server.url("/t"), &[]).fails(98, "[client-cert-required]");
        token(&lab, &server.url("/t"), &stranger).fails(35, "[client-cert-untrusted]");
    }
}

#[test]
fn a_token_is_asked_for_once_and_goes_with_the_call() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    let ran = token(&lab, &recorder.url("/token/abc"), &IDENTITY).ok();
    assert_eq!(ran.stdout, "abc\n");
    let asked = recorder.take();
    assert_eq!(asked.len(), 1);
    let body = "grant_type=client_credentials&client_id=app&client_secret=s3cr3t";
    assert_eq!(String::from_utf8_lossy(&asked[0].body), body);
    assert!(asked[0].certificate.is_some());
    let (one, two) = (recorder.url("/1"), recorder.url("/2"));
    let token_url = recorder.url("/token/abc");
    let call = [
        &[
            "call",
            &one,
            &two,
            "--token-url",
            &token_url,
            "--client-id",
            "app",
            "--client-secret",
        ][..],
        &["file:secret", "--cacert", "ca.crt"],
        &IDENTITY,
    ];
    lab.mtls(&call.concat()).ok();
    let seen = recorder.take();
    let got: Vec<_> = seen.iter().map(|s| s.header("Authorization")).collect();
    assert_eq!(got, [Some("Bearer abc"), Some("Bearer abc")]); // the token was kept
}

#[test]
fn standard_input_is_taken_once_and_a_secret_is_never_empty() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let url = recorder.url("/");
    let secret = [
        "--allow-plain-http",
        "--token-url",
        &url,
        "--client-id",
        "a",
        "--client-secret",
    ];
    for more in [
        &["-d", "@-"][..],
        &["--data-urlencode", "x@-"],
        &["-H", "@-"],
        &["--cert", "-"],
        &["--cacert", "-"],
        &["-w", "@-"],
    ] {
        let args = [&["call", &url], &secret[..], &["-"], more].concat();
        let ran = lab.mtls_in(&args, b"s3cret\n").fails(2, "wanted twice");
        assert!(ran.stderr.contains("--client-secret"), "{ran:?}");
    }
    let args = [&["token"], &secret[..], &["-", "--key", "-"]].concat();
    lab.mtls_in(&args, b"x")
        .fails(2, "by --key and by --client-secret");
    lab.mtls_in(&["inspect", "-", "--pass", "-"], b"x")
        .fails(2, "named twice");
    for empty in ["pass:", "-"] {
        let args = [&["token"], &secret[..], &[empty]].concat();
        lab.mtls(&args).fails(2, "the client secret is empty");
    }
    assert_eq!(recorder.take(), []);
}

#[test]
fn a_server_that_quotes_the_secret_does_not_get_it_printed() {
    let (Some(lab), Some(nginx)) = (certificates::lab(), peer("nginx")) else {
        return;
    };
    // says back in its error what came in the Authorization header
    let lines = "listen 127.0.0.1:PORT ssl; error_page 418 @quote; \
                 location @quote { default_type application/json; \
                 return 401 '{\"error\":\"bad $http_authorization s3cr3t\"}'; } \
                 location / { return 418; }";
    let server = Server::nginx(&lab, &nginx, lines);
    let ran = token(&lab, &server.url("/t"), &["--auth-style", "basic-raw"]).fails(67, "bad Basic");
    let pair = "YXBwOnMzY3IzdA"; // base64 of app:s3cr3t, without its padding
    assert!(
        !ran.stderr.contains("s3cr3t") && !ran.stderr.contains(pair),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("***"), "{ran:?}");
}
