//! `token --decode` and `token --clear` as text.

use serde_json::{Map, Value};

use super::{Style, printable};
use crate::core::clock::Time;
use crate::report::token::{Cleared, TokenView};

/// Header, claims, and what matters of them in words.
pub fn view(view: &TokenView, style: Style) -> String {
    let mut out = String::new();
    let mut line = |label: &str, value: &str| {
        let label = style.dim(&format!("{label:<10}"));
        out.push_str(format!("{label}  {value}").trim_end());
        out.push('\n');
    };
    let kind = match view.form {
        "jwt" => "a signed JWT; the signature is not verified here",
        "encrypted" => "an encrypted JWT: only the API can read its claims",
        _ => "opaque: only the server that made it can read it",
    };
    line("token", kind);
    for (name, part) in [("header", &view.header), ("claims", &view.claims)] {
        if let Some(part) = part {
            line(name, "");
            for row in rows(part) {
                line("", &row);
            }
        }
    }
    if view.form == "jwt" {
        line("expires", &expiry(view, style));
        line(
            "scope",
            &printable(view.scope.as_deref().unwrap_or("none named")),
        );
        line("bound", &binding(view, style));
    }
    if let Some(cached) = view.cached {
        line(
            "from",
            if cached {
                "the cache"
            } else {
                "the server, just now"
            },
        );
    }
    out
}

/// How many were forgotten.
pub fn cleared(cleared: &Cleared) -> String {
    match cleared.cleared {
        0 => "no token was kept\n".into(),
        1 => "1 token forgotten\n".into(),
        n => format!("{n} tokens forgotten\n"),
    }
}

/// A claim a line; a time of the standard with its meaning.
fn rows(part: &Map<String, Value>) -> Vec<String> {
    let widest = part.keys().map(|name| name.chars().count()).max();
    let width = widest.unwrap_or(0).min(WIDEST_NAME);
    let row = |(name, value): (&String, &Value)| {
        let text = match value {
            Value::String(text) => printable(text).into_owned(),
            other => printable(&other.to_string()).into_owned(),
        };
        let time = TIMES.contains(&name.as_str()).then(|| value.as_f64());
        let time = time.flatten().map(|seconds| {
            let at = Time::from_unix(seconds as i64).readable_seconds();
            format!(" ({at})")
        });
        format!(
            "{:<width$}  {text}{}",
            printable(name),
            time.unwrap_or_default()
        )
    };
    part.iter().map(row).collect()
}

fn expiry(view: &TokenView, style: Style) -> String {
    let Some(left) = view.expires_in else {
        return "it does not say".into();
    };
    let at = view.now.plus(left);
    let apart = at.apart(view.now);
    let when = at.readable_seconds();
    if left > 0 {
        format!("{when}, in {apart}")
    } else {
        format!("{when}: {}", style.red(&format!("expired {apart} ago")))
    }
}

fn binding(view: &TokenView, style: Style) -> String {
    let Some(named) = &view.bound_thumbprint else {
        return "to no certificate: whoever has the token can use it".into();
    };
    match view.bound_to_certificate {
        Some(true) => style.green("to the certificate given"),
        Some(false) => style.red("to another certificate than the one given"),
        None => format!(
            "to the certificate with x5t#S256 {}; give --cert to compare",
            printable(named)
        ),
    }
}

/// NumericDate claims (RFC 7519 section 4.1, OpenID Connect Core section 2).
const TIMES: &[&str] = &["exp", "iat", "nbf", "auth_time"];
/// The width of the names, in characters, past which rows are ragged.
const WIDEST_NAME: usize = 20;
