//! Every way in which a client says who it is, at a server that knows them all.

use crate::provider::{IDENTITY, Provider, SECRET};

#[test]
fn every_way_of_authentication_gets_a_token() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let secret = ["--client-secret", "file:secret"];
    for (client, style, more) in [
        ("basic", "basic", &secret[..]),
        ("post", "form", &secret),
        ("tls", "tls", &[]),
    ] {
        let ran = provider.token_of(client, &[&["--auth-style", style], more].concat());
        let token = ran.ok().stdout;
        let (status, said) = provider.asked(token.trim(), &IDENTITY);
        assert_eq!(status, 200, "{style}: {said}");
        assert!(said.contains(&format!("\"client\":\"{client}\"")), "{said}");
    }
}

#[test]
fn a_self_signed_certificate_is_a_credential_where_it_is_registered() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let own = ["--cert", "self.crt", "--key", "client.key"];
    let who = ["--client-id", "self", "--auth-style", "tls"];
    let token = provider.token(&[&who, &own[..]].concat()).ok().stdout;
    assert_eq!(provider.asked(token.trim(), &own).0, 200);
    provider
        .token(&[&who, &IDENTITY[..]].concat())
        .fails(67, "client authentication failed");
    provider.logged("unregistered client certificate provided");
}

#[test]
fn a_raw_secret_with_special_characters_is_refused_where_encoding_is_wanted() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let raw = [
        "--auth-style",
        "basic-raw",
        "--client-secret",
        "file:secret",
    ];
    let ran = provider.token_of("basic", &raw);
    let ran = ran.fails(67, "[token-refused]");
    assert!(!ran.stderr.contains(SECRET), "{ran:?}");
    // one that encoding does not change goes either way
    provider.lab.write("plain", "wrong-but-plain");
    for style in ["basic", "basic-raw"] {
        let args = ["--auth-style", style, "--client-secret", "file:plain"];
        provider
            .token_of("basic", &args)
            .fails(67, "invalid_client");
        provider.logged("invalid secret provided");
    }
}

#[test]
fn scope_and_resource_are_asked_for_and_told() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let secret = ["--auth-style", "form", "--client-secret", "file:secret"];
    let more = ["--scope", "read", "--resource", "https://api.example/v1"];
    let ran = provider
        .token_of("post", &[&secret[..], &more].concat())
        .ok();
    let (status, said) = provider.asked(ran.stdout.trim(), &IDENTITY);
    assert_eq!(status, 200, "{said}");
    for part in [
        "\"audience\":\"https://api.example/v1\"",
        "\"scope\":\"read\"",
    ] {
        assert!(said.contains(part), "{said}");
    }
    let json = provider.token_of("post", &[&secret[..], &more, &["--json"]].concat());
    let json = json.ok().json();
    assert_eq!(json["token_type"], "Bearer");
    // of one that was kept, a second may be over
    let life = json["expires_in"].as_i64().unwrap();
    assert!((110..=120).contains(&life), "{json}");
}

#[test]
fn an_endpoint_that_asks_for_no_certificate_gives_a_token_that_is_not_bound() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let url = format!("{}/token", provider.issuer());
    let common = ["token", "--token-url", &url, "--cacert", "ca.crt", "--json"];
    let ask = |more: &[&str]| {
        let args = [&common[..], &IDENTITY, more].concat();
        provider.lab.mtls(&args)
    };
    let secret = ["--auth-style", "basic", "--client-secret", "file:secret"];
    let ran = ask(&[&["--client-id", "unbound"], &secret[..]].concat()).ok();
    assert!(ran.json()["bound_to_certificate"].is_null(), "{ran:?}");
    // who needs the certificate is told that none arrived
    let ran = ask(&["--client-id", "tls", "--auth-style", "tls"]);
    ran.fails(67, "client authentication failed");
    provider.logged("client certificate was not provided");
}
