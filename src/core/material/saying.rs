//! What an error page says that somebody saved as a certificate: its title or message, short, in
//! one line, and never anything that may be a secret.

use serde_json::Value;

use super::{Looks, text};

/// The title of an HTML page, or the message of a JSON error; `None` when there is none that can
/// be shown.
pub fn of(looks: Looks, bytes: &[u8]) -> Option<String> {
    if bytes.len() > LARGEST || !matches!(looks, Looks::Html | Looks::Json) {
        return None;
    }
    let decoded = text::decode(bytes)?;
    let said = match looks {
        Looks::Html => title(&decoded.text)?.to_owned(),
        _ => message(&serde_json::from_str(&decoded.text).ok()?)?,
    };
    let words: Vec<&str> = said.split_whitespace().collect();
    // a word may be a token or a password, and what is no letter may steer a terminal
    let harmless = words.iter().all(|word| !may_be_secret(word))
        && !said.chars().any(|c| c.is_control() && !c.is_whitespace());
    let line = words.join(" ");
    (harmless && !line.is_empty()).then(|| line.chars().take(LONGEST_LINE).collect())
}

/// A long word, or one of some length with digits among its letters.
fn may_be_secret(word: &str) -> bool {
    let mixed = word.contains(|c: char| c.is_ascii_digit()) && word.contains(char::is_alphabetic);
    word.len() > LONGEST_WORD || (mixed && word.len() >= LONGEST_MIXED)
}

fn title(page: &str) -> Option<&str> {
    // lower case of ASCII alone, so that places stay the same
    let lower = page.to_ascii_lowercase();
    ["title", "h1"].iter().find_map(|tag| {
        let open = lower.find(&format!("<{tag}"))?;
        let start = open + lower.get(open..)?.find('>')? + 1;
        let end = start + lower.get(start..)?.find('<')?;
        page.get(start..end)
            .filter(|title| !title.trim().is_empty())
    })
}

/// By the usual keys, in a document or the `error` or first of `errors` in it.
fn message(document: &Value) -> Option<String> {
    let inner = document.get("error").filter(|inner| inner.is_object());
    let first = document.get("errors").and_then(|all| all.get(0));
    [inner, first, Some(document)]
        .into_iter()
        .flatten()
        .find_map(|object| {
            KEYS.iter()
                .find_map(|key| object.get(key)?.as_str())
                .map(str::to_owned)
        })
}

/// The most specific first (RFC 6749 section 5.2, RFC 9457 section 3.1, and habit).
const KEYS: &[&str] = &[
    "error_description",
    "detail",
    "message",
    "title",
    "error",
    "msg",
];
/// In bytes; an error page is small.
const LARGEST: usize = 256 << 10;
/// In bytes.
const LONGEST_WORD: usize = 20;
/// In bytes.
const LONGEST_MIXED: usize = 8;
/// In characters.
const LONGEST_LINE: usize = 120;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_errors_are_quoted_and_secrets_are_not() {
        let html = |page: &str| of(Looks::Html, page.as_bytes());
        let json = |text: &str| of(Looks::Json, text.as_bytes());
        assert_eq!(
            html("<HTML><Title>\n 403  Forbidden</title>").unwrap(),
            "403 Forbidden"
        );
        assert_eq!(html("<html><h1 class=x>Log in</h1>").unwrap(), "Log in");
        assert_eq!(html("<html><title>\u{1b}[2J</title>"), None);
        assert_eq!(
            json(r#"{"error":"invalid_client","error_description":"no such app"}"#).unwrap(),
            "no such app"
        );
        assert_eq!(json(r#"{"errors":[{"message":"late"}]}"#).unwrap(), "late");
        assert_eq!(
            json(r#"{"message":"bad token eyJhbGciOiJSUzI1NiIsInR5cCI6"}"#),
            None
        );
        assert_eq!(json(r#"{"message":"AKIAIOSFODNN7EXAMPLE"}"#), None);
        assert_eq!(json(r#"{"access_token":"x"}"#), None);
    }
}
