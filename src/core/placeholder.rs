//! What a sample leaves for its reader to fill in: `{{client.crt}}`, `<TOKEN>`, `YOUR_KEY`. Must not
//! judge whether it may stand where it stands.

/// `{{account}}` and the like.
pub fn in_braces(text: &str) -> Option<&str> {
    let start = text.find("{{")?;
    let end = text.get(start + 2..)?.find("}}")?;
    let name = text.get(start + 2..start + 2 + end)?;
    let is_name = !name.trim().is_empty() && !name.contains(['{', '"', '\n']);
    is_name.then(|| text.get(start..start + end + 4)).flatten()
}

/// The same, or `<token>`, or a word that begins with `YOUR_`.
pub fn in_value(text: &str) -> Option<&str> {
    in_braces(text).or_else(|| in_angles(text)).or_else(|| {
        text.split(|c: char| !is_of_word(c))
            .find(|word| is_yours(word))
    })
}

fn in_angles(text: &str) -> Option<&str> {
    let start = text.find('<')?;
    let end = text.get(start..)?.find('>')?;
    let name = text.get(start + 1..start + end)?;
    let plain = |c: char| is_of_word(c) || " .".contains(c);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(plain);
    is_name.then(|| text.get(start..=start + end)).flatten()
}

fn is_yours(word: &str) -> bool {
    word.len() > 5 && (word.starts_with("YOUR_") || word.starts_with("YOUR-"))
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

#[cfg(test)]
mod tests {
    use super::{in_braces, in_value};

    #[test]
    fn what_is_to_be_filled_in_is_found_and_nothing_else() {
        for (text, found) in [
            ("{{client.crt}}", Some("{{client.crt}}")),
            (r#"{"token":"{{user_token}}"}"#, Some("{{user_token}}")),
            ("Bearer <access token>", Some("<access token>")),
            ("certs/YOUR_CERT.pem", Some("YOUR_CERT")),
            ("your-key", None),
            (r#"{"a":{"b":1}}"#, None),
            (r#"{"a":{"b":{}}}"#, None),
            ("<https://a.example>; rel=next", None),
            ("client.crt", None),
            ("yours", None),
            ("{{}}", None),
        ] {
            assert_eq!(in_value(text), found, "{text}");
        }
        assert_eq!(in_braces("<a>text</a>"), None);
    }
}
