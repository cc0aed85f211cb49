//! One row a cause: how it shows, what it means, what to do. First what the server says in words
//! (`words`), then what can be told from its status and from what was sent (`signs`).

mod signs;
mod words;

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

/// All rows in order; the first that holds counts.
pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    words::RULES.iter().chain(signs::RULES)
}

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

/// Basic has two spellings (RFC 6749 section 2.3.1, and what many servers make of it).
fn other_basic(s: &Seen<'_>) -> String {
    let other = if s.refusal.style == AuthStyle::Basic {
        "basic-raw"
    } else {
        "basic"
    };
    format!(
        "check both; they have special characters, which some servers want spelled the other way: try --auth-style {other}"
    )
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
