//! The server's own words out of an error's body.

use serde_json::Value;

use super::{hidden, sensitive};

/// One line, from the usual JSON fields or a short text; `None` where it says nothing, or at length.
/// Secrets by their names and card numbers are hidden.
pub fn words(body: &str) -> Option<String> {
    let value: Value = serde_json::from_str(body).unwrap_or(Value::Null);
    let named: Vec<&str> = FIELDS
        .iter()
        .filter_map(|name| value.get(name).and_then(Value::as_str))
        .collect();
    let said = if named.is_empty() {
        let text = body.trim();
        let fits = text.len() < SHORT && !text.starts_with('<');
        fits.then(|| hidden::without(text, &hidden::spans(text)))
    } else {
        Some(named.join(": "))
    }?;
    let said = sensitive::masked(&said);
    let line = said.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then(|| line.chars().take(LONGEST).collect())
}

/// RFC 6749 section 5.2, RFC 9457, and what is common.
const FIELDS: [&str; 5] = ["error", "error_description", "message", "detail", "title"];
/// Text under this many bytes may be a message; a page is longer.
const SHORT: usize = 200;
/// Characters kept of it.
const LONGEST: usize = 300;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_words_are_one_line() {
        let of = |body: &str| words(body).unwrap_or_default();
        assert_eq!(of(r#"{"error":"a","message":"b\n c"}"#), "a: b c");
        assert_eq!(of(" Invalid\r\nCredentials\n"), "Invalid Credentials");
        assert_eq!(of("<html>"), "");
        assert_eq!(of(" "), "");
        assert_eq!(of(r#"{"code":7}"#), r#"{"code":7}"#);
        assert_eq!(
            of(r#"{"data":{"access_token":"s3"},"cvv":"123","pan":"4111111111111111"}"#),
            r#"{"data":{"access_token":"***"},"cvv":"***","pan":"411111******1111"}"#
        );
        assert_eq!(of(&"x".repeat(200)), "");
        assert_eq!(
            of(&format!(r#"{{"title":"{}"}}"#, "é".repeat(400)))
                .chars()
                .count(),
            300
        );
    }
}
