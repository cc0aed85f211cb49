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
