//! The server's own words out of an error's body.

use serde_json::Value;

use super::{hidden, sensitive};

/// One line, from the usual JSON fields or a short text; `None` where it says nothing, or at length.
/// Secrets by their names and card numbers are hidden.
pub fn words(body: &str) -> Option<String> {
    let text = body.trim();
    let fits = text.len() < SHORT && !text.starts_with('<');
    let whole = || fits.then(|| hidden::without(text, &hidden::spans(text)));
    line(&named(body).or_else(whole)?)
}

/// The same of the usual JSON fields alone.
pub fn named_words(body: &str) -> Option<String> {
    line(&named(body)?)
}

/// Foreign text that has no bounds of its own, cut for a line of evidence.
pub fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(LONGEST).collect();
    if cut.len() < text.len() {
        cut.push_str("...");
    }
    cut
}

fn named(body: &str) -> Option<String> {
    let value: Value = serde_json::from_str(body).ok()?;
    let fields = FIELDS.iter();
    let said: Vec<&str> = fields
        .filter_map(|name| value.get(name).and_then(Value::as_str))
        .collect();
    (!said.is_empty()).then(|| said.join(": "))
}

/// One line of bounded length, without the secrets that can be told from words.
fn line(said: &str) -> Option<String> {
    let said = sensitive::masked(said);
    let mut follows_scheme = false;
    let words = said.split_whitespace().map(|word| {
        let bare = word.trim_matches(SIGNS);
        let credential = follows_scheme && !SPOKEN.contains(&bare) && !bare.contains('=');
        follows_scheme = ["bearer", "basic"].contains(&bare.to_ascii_lowercase().as_str());
        match word.split_once('=') {
            _ if bare.is_empty() => word.to_owned(),
            _ if credential || bare.starts_with("eyJ") && bare.len() > LEAST_TOKEN => {
                word.replace(bare, MASK)
            }
            Some((name, value)) if hides(name, value) => format!("{name}={MASK}"),
            _ => word.to_owned(),
        }
    });
    let line = words.collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then(|| line.chars().take(LONGEST).collect())
}

fn hides(name: &str, value: &str) -> bool {
    !value.is_empty() && hidden::is_secret_name(name.trim_matches(SIGNS))
}

/// RFC 6749 section 5.2, RFC 9457, and what is common.
const FIELDS: [&str; 5] = ["error", "error_description", "message", "detail", "title"];
/// Text under this many bytes may be a message; a page is longer.
const SHORT: usize = 200;
/// Characters kept of it.
const LONGEST: usize = 300;
const MASK: &str = "***";
/// Signs around a word.
const SIGNS: [char; 10] = ['"', '\'', ',', ';', '.', ':', '(', ')', '[', ']'];
/// What sentences say behind the name of a scheme.
const SPOKEN: [&str; 8] = [
    "token",
    "tokens",
    "auth",
    "authentication",
    "authorization",
    "credentials",
    "scheme",
    "is",
];
/// Characters of a JWT at least.
const LEAST_TOKEN: usize = 20;

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
        assert_eq!(
            of(r#"{"message":"Bearer XYZ and password=p4ss, not 'eyJhbGciOiJub25lIn0.e30.'"}"#),
            "Bearer *** and password=*** not '***.'"
        );
        assert_eq!(
            of(r#"{"error":"Bearer token required","detail":"grant_type=password"}"#),
            "Bearer token required: grant_type=password"
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
