//! One row a cause: how it shows, what it means, what to do. The first row that holds counts.

use super::Seen;
use crate::core::oauth::AuthStyle;

/// One cause of a refusal.
pub(super) struct Rule {
    /// Its name in tests.
    #[cfg_attr(not(test), expect(dead_code, reason = "tests tell the rows by it"))]
    pub name: &'static str,
    /// Whether it is this one.
    pub when: fn(&Seen<'_>) -> bool,
    /// What it means, after `the token was refused: `.
    pub meaning: &'static str,
    /// What to do.
    pub fix: Fix,
}

/// What to do, also where it hangs on the answer.
pub(super) enum Fix {
    Text(&'static str),
    Of(fn(&Seen<'_>) -> String),
}

impl Fix {
    pub fn text(&self, seen: &Seen<'_>) -> String {
        match self {
            Self::Text(text) => (*text).to_owned(),
            Self::Of(of) => of(seen),
        }
    }
}

use Fix::{Of, Text};

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
            AuthStyle::Json => "the body may not have been understood: try --auth-style form or basic; else see --grant-type".into(),
            _ => "the body may not have been understood: try --auth-style json; else see --grant-type".into(),
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
        fix: Of(|s| {
            let other = if s.refusal.style == AuthStyle::Basic {
                "basic-raw"
            } else {
                "basic"
            };
            format!(
                "check both; they have special characters, which some servers want spelled the other way: try --auth-style {other}"
            )
        }),
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
        meaning: "the server does not know this client by the certificate presented",
        fix: Text(
            "check --client-id, and that this certificate (or its subject) is registered for it; a server may present its own endpoint for certificates (--discover)",
        ),
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
        fix: Text("check the credential, and --grant-type with its --token-field"),
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

/// The client is not believed, by code, status or the usual words.
fn is_client(s: &Seen<'_>) -> bool {
    s.error == "invalid_client"
        || s.status == 401
        || s.says(&[
            "invalid_client",
            "invalid client",
            "invalid credentials",
            "bad credentials",
        ])
}

fn is_basic(style: AuthStyle) -> bool {
    matches!(style, AuthStyle::Basic | AuthStyle::BasicRaw)
}

fn starts(text: &str, beginning: &str) -> bool {
    text.trim().to_ascii_lowercase().starts_with(beginning)
}

/// By the server's own words where they name a body, else the others than ours.
fn body_style(s: &Seen<'_>) -> String {
    let accepts = s.header("Accept-Post").or_else(|| s.header("Accept"));
    let text = format!("{} {}", s.text, accepts.unwrap_or_default().to_lowercase());
    let ours = s.refusal.style;
    let wanted = if ours != AuthStyle::Json && text.contains("json") {
        "it speaks of JSON: try --auth-style json"
    } else if ours == AuthStyle::Json && (text.contains("form") || text.contains("urlencoded")) {
        "it speaks of a form: try --auth-style form or basic"
    } else if starts(&s.header("WWW-Authenticate").unwrap_or_default(), "basic") && !is_basic(ours)
    {
        "it asks for Basic: try --auth-style basic"
    } else {
        match ours {
            AuthStyle::Json => "try --auth-style form or basic",
            AuthStyle::Form => "try --auth-style json or basic",
            AuthStyle::Basic | AuthStyle::BasicRaw => "try --auth-style form or json",
            _ => {
                "see what the server wants beside it: --scope, --audience, --resource, --token-field"
            }
        }
    };
    wanted.to_owned()
}
