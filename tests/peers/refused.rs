//! Refused tokens: code 67, the server's words, and nothing of the secret.

use crate::provider::{IDENTITY, Provider, SECRET};

#[test]
fn each_refusal_ends_67_with_the_servers_words() {
    let Some(provider) = Provider::start() else {
        return;
    };
    provider.lab.write("wrong", "wr0ng-secret");
    let good = ["--client-secret", "file:secret"];
    let bad = ["--client-secret", "file:wrong"];
    for (client, style, secret, words) in [
        ("post", "form", &bad[..], "invalid secret provided"),
        ("basic", "basic", &bad, "invalid secret provided"),
        ("nobody", "form", &good, "client not found"),
        (
            "hmac",
            "form",
            &good,
            "does not match the registered client authentication method",
        ),
        (
            "key",
            "form",
            &good,
            "does not match the registered client authentication method",
        ),
        (
            "tls",
            "form",
            &good,
            "does not match the registered client authentication method",
        ),
        (
            "tls-other",
            "tls",
            &[],
            "certificate subject value does not match the registered one",
        ),
    ] {
        let ran = provider.token_of(client, &[&["--auth-style", style], secret].concat());
        let ran = ran.fails(67, "client authentication failed");
        provider.logged(words);
        assert!(ran.stderr.contains("[token-refused]"), "{ran:?}");
        assert!(ran.stderr.contains("invalid_client"), "{ran:?}");
        assert!(ran.stderr.contains("  fix: "), "{ran:?}");
        assert!(!ran.stderr.contains("wr0ng"), "{ran:?}");
        assert!(!ran.stderr.contains(SECRET), "{ran:?}");
    }
}

#[test]
fn a_certificate_that_is_missing_or_not_trusted_is_refused() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let who = ["--client-id", "tls", "--auth-style", "tls"];
    let stranger = ["--cert", "stranger.crt", "--key", "client.key"];
    let expired = ["--cert", "expired.crt", "--key", "client.key"];
    for certificate in [&stranger[..], &expired] {
        provider
            .token(&[&who[..], certificate].concat())
            .fails(67, "client authentication failed");
        provider.logged("client certificate was not verified");
    }
    let secret = ["--client-id", "post", "--client-secret", "file:secret"];
    provider
        .token(&[&secret[..], &["--auth-style", "form"]].concat())
        .fails(67, "invalid_grant");
    provider.logged("mutual TLS client certificate not provided");
}

#[test]
fn a_scope_or_resource_that_is_not_allowed_is_told() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let secret = ["--auth-style", "form", "--client-secret", "file:secret"];
    let not_absolute = [&secret[..], &["--resource", "no-uri"]].concat();
    provider
        .token_of("post", &not_absolute)
        .fails(67, "resource indicator must be an absolute URI");
    let two = [
        "--resource",
        "https://a.example/",
        "--resource",
        "https://b.example/",
    ];
    provider
        .token_of("post", &[&secret[..], &two].concat())
        .fails(67, "only a single resource indicator value is supported");
}

#[test]
fn a_call_whose_token_is_refused_ends_67_and_calls_nothing() {
    let Some(provider) = Provider::start() else {
        return;
    };
    provider.lab.write("wrong", "wr0ng-secret");
    let (api, url) = (provider.api(), provider.token_url());
    let common = ["call", &api, "--cacert", "ca.crt", "--token-url", &url];
    let who = ["--client-id", "post", "--client-secret", "file:wrong"];
    let ran = provider.lab.mtls(&[&common[..], &who, &IDENTITY].concat());
    ran.fails(67, "client authentication failed");
    provider.logged("invalid secret provided");
}
