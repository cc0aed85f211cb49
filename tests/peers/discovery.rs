//! What an issuer says of itself: its token endpoint, and the one for clients with certificates.

use crate::common::Ran;
use crate::provider::{IDENTITY, Provider};

const SECRET: [&str; 2] = ["--client-secret", "file:secret"];

fn discover(provider: &Provider, issuer: &str, more: &[&str]) -> Ran {
    let common = [
        "token",
        "--discover",
        issuer,
        "--cacert",
        "ca.crt",
        "-m",
        "20",
    ];
    provider.lab.mtls(&[&common[..], more].concat())
}

#[test]
fn with_a_certificate_the_endpoint_for_certificates_is_asked() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let issuer = provider.issuer();
    let post = [
        &["--client-id", "post", "--auth-style", "form"],
        &SECRET[..],
        &IDENTITY,
    ]
    .concat();
    let json = discover(&provider, &issuer, &[&post[..], &["--json"]].concat());
    let json = json.ok().json();
    assert_eq!(json["bound_to_certificate"], true, "{json}");
    let tls = [
        &["--client-id", "tls", "--auth-style", "tls"],
        &IDENTITY[..],
    ]
    .concat();
    let token = discover(&provider, &issuer, &tls).ok().stdout;
    assert_eq!(provider.asked(token.trim(), &IDENTITY).0, 200);
    let key = ["--client-id", "key", "--auth-style", "private-key-jwt"];
    discover(&provider, &issuer, &[&key, &IDENTITY[..]].concat()).ok();
}

#[test]
fn without_a_certificate_the_plain_endpoint_is_asked() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let issuer = provider.issuer();
    let basic = [
        &["--client-id", "unbound", "--auth-style", "basic"],
        &SECRET[..],
    ]
    .concat();
    let json = discover(&provider, &issuer, &[&basic[..], &["--json"]].concat());
    assert!(json.ok().json()["bound_to_certificate"].is_null());
}

#[test]
fn the_address_of_the_document_itself_will_do() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let document = format!("{}/.well-known/openid-configuration", provider.issuer());
    let post = [
        &["--client-id", "post", "--auth-style", "form"],
        &SECRET[..],
        &IDENTITY,
    ]
    .concat();
    discover(&provider, &document, &post).ok();
}

#[test]
fn where_no_issuer_is_it_is_told() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let nowhere = format!("{}/nowhere", provider.issuer());
    let post = [&["--client-id", "post"], &SECRET[..], &IDENTITY].concat();
    let ran = discover(&provider, &nowhere, &post);
    assert_ne!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("openid-configuration"), "{ran:?}");
    // the certificate's port calls itself by the issuer's name, which is another one
    let other = format!("https://localhost:{}", provider.mtls);
    let ran = discover(&provider, &other, &post);
    assert_ne!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("issuer"), "{ran:?}");
}

#[test]
fn a_call_finds_its_token_endpoint_by_the_issuer_too() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let (api, issuer) = (provider.api(), provider.issuer());
    let common = ["call", &api, "--cacert", "ca.crt", "--discover", &issuer];
    let post = [&["--client-id", "post"], &SECRET[..], &IDENTITY].concat();
    let ran = provider.lab.mtls(&[&common[..], &post].concat()).ok();
    assert_eq!(ran.json()["client"], "post", "{ran:?}");
}
