//! `private_key_jwt` (RFC 7523): assertions that the server verifies with the registered keys.

use crate::provider::{IDENTITY, Provider};

const STYLE: [&str; 2] = ["--auth-style", "private-key-jwt"];

#[test]
fn the_certificates_key_signs_unless_another_is_named() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let issuer = provider.issuer();
    for (client, more) in [
        ("key", &[][..]),
        ("key", &["--assertion-audience", &issuer]),
        ("key", &["--assertion-key", "client.key"]),
        (
            "other-key",
            &["--assertion-key", "signer.key", "--assertion-kid", "first"],
        ),
        (
            "other-key",
            &["--assertion-key", "rsa.key", "--assertion-kid", "second"],
        ),
        ("other-key", &["--assertion-key", "signer.key"]),
    ] {
        let ran = provider.token_of(client, &[&STYLE[..], &["--no-cache"], more].concat());
        let token = ran.ok().stdout;
        let (status, said) = provider.asked(token.trim(), &IDENTITY);
        assert_eq!(status, 200, "{client} {more:?}: {said}");
        assert!(said.contains("\"bound\":true"), "{said}");
    }
}

#[test]
fn an_assertion_by_another_key_or_for_another_server_is_refused() {
    let Some(provider) = Provider::start() else {
        return;
    };
    for (client, more, why) in [
        ("key", &["--assertion-key", "signer.key"][..], ""),
        ("other-key", &["--assertion-key", "client.key"], ""),
        (
            "other-key",
            &["--assertion-key", "signer.key", "--assertion-kid", "second"],
            "",
        ),
        (
            "key",
            &["--assertion-audience", "https://elsewhere.example/"],
            "audience (aud)",
        ),
        ("nobody", &[], "client not found"),
        (
            "post",
            &[],
            "does not match the registered client authentication method",
        ),
        ("hmac", &[], ""),
    ] {
        let ran = provider.token_of(client, &[&STYLE[..], more].concat());
        let ran = ran.fails(67, "invalid_client");
        assert!(ran.stderr.contains("[token-refused]"), "{ran:?}");
        provider.logged(why);
    }
}

#[test]
fn an_assertion_is_never_sent_twice() {
    let Some(provider) = Provider::start() else {
        return;
    };
    // the server remembers each for its life
    for _ in 0..3 {
        provider
            .token_of("key", &[&STYLE[..], &["--no-cache"]].concat())
            .ok();
    }
}
