//! What the server names itself, by an error code, a header, or in words. Words of servers in the
//! field stand as they say them, in lower case.

use super::Fix::{Of, Text};
use super::{Rule, body_style, is_basic, is_client, other_basic};
use crate::core::oauth::{AuthStyle, CLIENT_CREDENTIALS};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "no-token",
        when: |s| (200..300).contains(&s.status),
        meaning: "what the server answers is no token",
        fix: Text("check the path of --token-url: another page, or a login form, answers there"),
    },
    Rule {
        name: "moved",
        when: |s| (300..400).contains(&s.status),
        meaning: "the server sends us elsewhere, and credentials do not follow",
        fix: Of(|s| match s.header("Location") {
            Some(place) => format!(
                "if you trust it, give --token-url {}",
                crate::core::http::redact::url(&place)
            ),
            None => "check --token-url: host, path, and a slash at its end".into(),
        }),
    },
    // API Gateway answers a certificate that it does not trust with 403, not with TLS
    Rule {
        name: "aws-forbidden",
        when: |s| s.status == 403 && s.header("x-amzn-errortype").is_some(),
        meaning: "AWS API Gateway forbids it; with mutual TLS that is a certificate it does not trust",
        fix: Text(
            "check that issuer and intermediates are in its truststore (mtls inspect shows both), and the path",
        ),
    },
    Rule {
        name: "clock-skew",
        when: |s| {
            s.refusal.style.is_assertion()
                && (s.says(&[
                    "expired",
                    "not yet valid",
                    "in the future",
                    "clock",
                    "too old",
                    "timestamp",
                    "issued at",
                ]) || s.says_word(&["iat", "nbf", "exp"])
                    || (s.is_skewed() && is_client(s)))
        },
        meaning: "the server does not accept the time in the assertion",
        fix: Of(|s| {
            if s.is_skewed() {
                "set this machine's clock (NTP), and try again".into()
            } else {
                "compare this machine's clock with the server's: an assertion is good for one minute".into()
            }
        }),
    },
    Rule {
        name: "assertion-audience",
        when: |s| {
            s.refusal.style.is_assertion() && (s.says(&["audience"]) || s.says_word(&["aud"]))
        },
        meaning: "the assertion is made out to another audience than the server takes",
        fix: Text(
            "give --assertion-audience with the issuer of the server, or its token endpoint without certificates",
        ),
    },
    Rule {
        name: "assertion-key",
        when: |s| {
            s.refusal.style == AuthStyle::PrivateKeyJwt
                && (s.says(&[
                    "signature",
                    "public key",
                    "jwks",
                    "no matching key",
                    "verification failed",
                    "aadsts700027",
                ]) || s.says_word(&["kid", "jwk", "alg", "jws"]))
        },
        meaning: "the server cannot verify the assertion with a key that it knows",
        fix: Text(
            "register the public key (mtls match-key KEY --format jwk), name it with --assertion-kid, and see --assertion-alg",
        ),
    },
    Rule {
        name: "certificate",
        when: |s| s.is_about_certificate(),
        meaning: "the server does not accept this certificate for this client",
        fix: Text(
            "present the certificate that is linked to this credential, and check that it belongs to this environment (mtls inspect shows its fingerprint)",
        ),
    },
    Rule {
        name: "secret-expired",
        when: |s| s.says(&["aadsts7000222"]) || (s.says(&["secret"]) && s.says(&["expired"])),
        meaning: "the client secret has expired",
        fix: Text("make a new secret where the credential is kept"),
    },
    Rule {
        name: "secret-id",
        when: |s| s.says(&["aadsts7000215"]),
        meaning: "the client secret is wrong",
        fix: Text("give the secret's value, not its id"),
    },
    Rule {
        name: "unknown-client",
        when: |s| {
            s.says(&[
                "aadsts700016",
                "client not found",
                "unknown client",
                "client_not_found",
                "no client with",
            ])
        },
        meaning: "the server knows no such client",
        fix: Text("check --client-id, and that it belongs to this environment"),
    },
    // oidc-provider
    Rule {
        name: "not-encoded",
        when: |s| {
            is_basic(s.refusal.style) && s.says(&["properly encoded", "malformed authorization"])
        },
        meaning: "the server cannot read the Authorization header",
        fix: Of(other_basic),
    },
    Rule {
        name: "body-style",
        when: |s| {
            let about_body = s.says(&[
                "content-type",
                "content type",
                "media type",
                "urlencoded",
                "malformed json",
                "invalid json",
                "json body",
            ]);
            s.status == 415 || (s.status < 500 && about_body)
        },
        meaning: "the server wants another kind of body",
        fix: Of(body_style),
    },
    Rule {
        name: "twice",
        when: |s| {
            s.says(&[
                "more than one",
                "multiple client",
                "multiple auth",
                "only one",
                "came twice",
            ])
        },
        meaning: "the server sees more than one proof of who we are",
        fix: Text(
            "leave out one of them: a --token-header Authorization beside --auth-style, or try another --auth-style",
        ),
    },
    Rule {
        name: "invalid-scope",
        when: |s| s.error == "invalid_scope" || s.says(&["invalid_scope", "invalid scope"]),
        meaning: "the credential does not have this scope",
        fix: Text("ask for a --scope that your credential has, or for none"),
    },
    Rule {
        name: "invalid-target",
        when: |s| s.error == "invalid_target" || s.says(&["invalid_target"]),
        meaning: "the server does not know this resource or audience",
        fix: Text(
            "check --resource and --audience: absolute, without a fragment, as registered (RFC 8707)",
        ),
    },
    Rule {
        name: "unauthorized-client",
        when: |s| s.error == "unauthorized_client",
        meaning: "the client is known, and not allowed to use this grant",
        fix: Text("have client_credentials switched on for this client"),
    },
    // before the grant itself: a body that was not understood has no grant_type
    Rule {
        name: "body-not-read",
        when: |s| {
            s.says(&["grant_type", "grant type"])
                && s.says(&["missing", "required", "null", "blank", "empty", "must be"])
                || (s.says(&["client_id", "client_secret"])
                    && s.says(&["missing", "required", "null", "blank"]))
        },
        meaning: "the server does not find what was sent where it looks",
        fix: Of(body_style),
    },
    Rule {
        name: "unsupported-grant-type",
        when: |s| s.says(&["unsupported_grant_type", "unsupported grant"]),
        meaning: "the server does not know this grant",
        fix: Of(|s| {
            match s.refusal.style {
            _ if s.refusal.grant_type != CLIENT_CREDENTIALS => {
                "check --grant-type: what the server calls its grants stands in its documentation"
                    .into()
            }
            AuthStyle::Json => "the body may not have been understood: try --auth-style form or basic; else ask for the client_credentials grant".into(),
            _ => "the body may not have been understood: try --auth-style json; else ask for the client_credentials grant".into(),
        }
        }),
    },
    Rule {
        name: "inactive",
        when: |s| {
            s.says(&[
                "inactive",
                "not active",
                "disabled",
                "suspended",
                "deactivated",
                "blocked",
                "revoked",
                "locked",
                "inativ",
                "bloquead",
                "desativad",
                "aadsts7000112",
            ])
        },
        meaning: "the credential is not active",
        fix: Text("have the credential activated, or use the one that is"),
    },
    Rule {
        name: "address",
        when: |s| {
            s.says(&[
                "ip address",
                "allow-list",
                "allowlist",
                "whitelist",
                "allow list",
                "source address",
                "not allowed from",
            ]) || s.says_word(&["ip", "ips"])
        },
        meaning: "the server does not allow the address we come from",
        fix: Text(
            "have this machine's public address put on the allow-list, and check by which address it leaves",
        ),
    },
    Rule {
        name: "too-many",
        when: |s| s.status == 429 || s.says(&["slow_down", "too many requests", "rate limit"]),
        meaning: "too many requests",
        fix: Of(|s| match s.header("Retry-After") {
            Some(when) => format!(
                "wait (Retry-After: {when}), and let the cache keep the token: leave --no-cache out"
            ),
            None => "wait a minute, and let the cache keep the token: leave --no-cache out".into(),
        }),
    },
];
