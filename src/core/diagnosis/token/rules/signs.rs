//! What the server does not name, told by its status and by what was sent.

use super::Fix::{Of, Text};
use super::{Rule, body_style, is_basic, is_client, other_basic, starts};
use crate::core::oauth::AuthStyle;

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "style-unsupported",
        when: |s| is_client(s) && !s.style_is_supported(),
        meaning: "the server does not take this kind of client authentication",
        fix: Of(|s| {
            let known = s
                .refusal
                .methods
                .iter()
                .filter_map(|m| AuthStyle::of_method(m));
            let styles: Vec<String> = known.map(|style| style.to_string()).collect();
            match styles.as_slice() {
                [] => "ask your provider how a client authenticates".into(),
                styles => format!("use --auth-style {}", styles.join(" or ")),
            }
        }),
    },
    Rule {
        name: "basic-encoding",
        when: |s| is_client(s) && s.refusal.awkward && is_basic(s.refusal.style),
        meaning: "the server does not accept client id and secret",
        fix: Of(other_basic),
    },
    Rule {
        name: "wants-basic",
        when: |s| {
            let challenge = s.header("WWW-Authenticate").unwrap_or_default();
            is_client(s)
                && s.refusal.style.takes_secret()
                && !is_basic(s.refusal.style)
                && starts(&challenge, "basic")
        },
        meaning: "the server does not accept client id and secret in the body",
        fix: Text("it asks for Basic: try --auth-style basic; else check id and secret"),
    },
    Rule {
        name: "certificate-unknown",
        when: |s| is_client(s) && s.refusal.style == AuthStyle::Tls,
        meaning: "the server does not know this client by its certificate",
        fix: Of(|s| {
            let unknown = "check --client-id, and that this certificate (or its subject) is registered for it";
            s.certificate.missing().unwrap_or(unknown).into()
        }),
    },
    Rule {
        name: "assertion",
        when: |s| is_client(s) && s.refusal.style.is_assertion(),
        meaning: "the server does not accept the assertion",
        fix: Text(
            "check --client-id, the key registered for it, --assertion-kid, --assertion-audience (some want the issuer) and the clock",
        ),
    },
    Rule {
        name: "wrong-secret",
        when: |s| is_client(s) && !s.is_page,
        meaning: "the server does not accept client id and secret",
        fix: Text(
            "check both, that the credential is active and of this environment, and that the server wants this --auth-style",
        ),
    },
    Rule {
        name: "invalid-grant",
        when: |s| s.error == "invalid_grant",
        meaning: "the server does not accept what the grant rests on",
        // a client whose tokens are bound to a certificate gets none without (oidc-provider)
        fix: Of(|s| {
            let resting = "check the credential, and --grant-type with its --token-field";
            s.certificate.missing().unwrap_or(resting).into()
        }),
    },
    Rule {
        name: "firewall",
        when: |s| s.is_page && matches!(s.status, 401 | 403 | 406),
        meaning: "something before the server refuses it, with a web page",
        fix: Text(
            "ask whether your public address is on the allow-list; a firewall may refuse the User-Agent too (--token-header)",
        ),
    },
    Rule {
        name: "forbidden",
        when: |s| s.status == 403 || s.error == "access_denied",
        meaning: "the server knows who we are, or where we come from, and does not allow this",
        fix: Text(
            "ask your provider whether your public address is on the allow-list and the credential is active",
        ),
    },
    Rule {
        name: "not-here",
        when: |s| s.status == 404 || s.status == 410,
        meaning: "there is no token endpoint at this address",
        fix: Text("check host and path of --token-url, or let --discover ISSUER find it"),
    },
    Rule {
        name: "no-post",
        when: |s| s.status == 405,
        meaning: "what is at this address takes no POST",
        fix: Text("check the path of --token-url, or let --discover ISSUER find it"),
    },
    Rule {
        name: "unavailable",
        when: |s| {
            s.status == 503
                || s.status == 502
                || s.status == 504
                || s.error == "temporarily_unavailable"
        },
        meaning: "the server cannot answer just now",
        fix: Text("try again later; if it stays, ask your provider"),
    },
    Rule {
        name: "server-error",
        when: |s| s.status >= 500 || s.error == "server_error",
        meaning: "the server failed",
        fix: Text(
            "ask your provider; some servers fail so on a body they do not expect: try another --auth-style",
        ),
    },
    Rule {
        name: "invalid-request",
        when: |s| s.status == 400 || s.error == "invalid_request",
        meaning: "the server does not understand the request",
        fix: Of(body_style),
    },
];
