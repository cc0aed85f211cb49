//! Tokens that are bound to a certificate (RFC 8705 section 3): told, and held by who takes them.

use crate::provider::{IDENTITY, Provider};

const SECRET: [&str; 4] = ["--auth-style", "form", "--client-secret", "file:secret"];

#[test]
fn a_bound_token_is_told_and_refused_with_another_certificate() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let ran = provider.token_of("post", &[&SECRET[..], &["--json"]].concat());
    let json = ran.ok().json();
    assert_eq!(json["bound_to_certificate"], true, "{json}");
    let token = json["access_token"].as_str().unwrap();
    assert_eq!(provider.asked(token, &IDENTITY).0, 200);
    for other in [
        &["--cert", "stranger.crt", "--key", "client.key"][..],
        &["--cert", "v1.crt", "--key", "client.key"],
        &[],
    ] {
        let (status, said) = provider.asked(token, other);
        assert_eq!(status, 401, "{other:?}: {said}");
        assert!(said.contains("bound to another certificate"), "{said}");
    }
}

#[test]
fn whether_a_token_is_bound_is_told_by_what_it_holds() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let basic = [
        "--auth-style",
        "basic",
        "--client-secret",
        "file:secret",
        "--json",
    ];
    let json = provider.token_of("unbound", &basic).ok().json();
    assert!(json["bound_to_certificate"].is_null(), "{json}");
    let opaque = [
        &SECRET[..],
        &["--json", "--resource", "https://api.example/opaque"],
    ]
    .concat();
    let json = provider.token_of("post", &opaque).ok().json();
    assert!(json["bound_to_certificate"].is_null(), "{json}");
}

#[test]
fn a_call_gets_its_token_and_uses_it_with_the_same_certificate() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let (api, token_url) = (provider.api(), provider.token_url());
    let common = [
        "call",
        &api,
        "--cacert",
        "ca.crt",
        "--token-url",
        &token_url,
    ];
    let who = ["--client-id", "post"];
    let call = |more: &[&str]| {
        let args = [&common[..], &who, &SECRET, &IDENTITY, more].concat();
        provider.lab.mtls(&args)
    };
    let ran = call(&[]).ok();
    assert_eq!(ran.json()["bound"], true, "{ran:?}");
    assert_eq!(ran.json()["client"], "post", "{ran:?}");
    // several calls, one token
    let two = call(&[&api, "-w", "%{http_code}\n", "-o", "1", "-o", "2"]).ok();
    assert_eq!(two.stdout, "200\n200\n", "{two:?}");
}

#[test]
fn a_token_of_another_certificate_is_named_when_the_api_refuses_it() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let token = provider.token_of("post", &SECRET).ok().stdout;
    provider.lab.write("token", token.trim());
    let api = provider.api();
    let common = [
        "call",
        &api,
        "--cacert",
        "ca.crt",
        "-f",
        "--oauth2-bearer",
        "file:token",
    ];
    let other = ["--cert", "v1.crt", "--key", "client.key"];
    let ran = provider.lab.mtls(&[&common[..], &other].concat());
    assert_eq!(ran.code, 22, "{ran:?}");
    assert!(ran.stderr.contains("[token-not-bound]"), "{ran:?}");
}

#[test]
fn decoded_a_token_says_what_it_is_for_and_whose_it_is() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let scope = [&SECRET[..], &["--scope", "read", "--decode"]].concat();
    let ran = provider.token_of("post", &scope).ok();
    for part in [
        "ES256",
        "at+jwt",
        "https://api.example/",
        "read",
        "post",
        "not verified",
    ] {
        assert!(
            ran.stdout.contains(part) || ran.stderr.contains(part),
            "no {part} in {ran:?}"
        );
    }
    // the token itself is not shown
    let token = provider.token_of("post", &SECRET).ok().stdout;
    let signature = token.trim().rsplit('.').next().unwrap().to_owned();
    assert!(!ran.stdout.contains(&signature), "{ran:?}");
    provider.lab.write("token", token.trim());
    let decode = |certificate: &str| {
        let who = ["--cert", certificate, "--key", "client.key"];
        let args = ["token", "--decode", "token"];
        provider.lab.mtls(&[&args[..], &who].concat())
    };
    let ours = decode("client.crt").ok();
    assert!(!ours.stderr.contains("[token-not-bound]"), "{ours:?}");
    let another = decode("v1.crt");
    let said = format!("{}{}", another.stdout, another.stderr);
    assert!(said.contains("token-not-bound"), "{another:?}");
}

#[test]
fn a_token_is_kept_for_its_certificate_only() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let ask = |certificate: &str| {
        let who = [
            "--client-id",
            "post",
            "--cert",
            certificate,
            "--key",
            "client.key",
        ];
        let ran = provider.token(&[&who[..], &SECRET, &["--json"]].concat());
        ran.ok().json()
    };
    let first = ask("client.crt");
    let second = ask("client.crt");
    assert_eq!(first["cached"], false);
    assert_eq!(second["cached"], true);
    assert_eq!(first["access_token"], second["access_token"]);
    let another = ask("v1.crt");
    assert_eq!(another["cached"], false);
    assert_ne!(first["access_token"], another["access_token"]);
    assert_eq!(another["bound_to_certificate"], true);
}
