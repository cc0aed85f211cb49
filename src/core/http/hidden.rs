//! Secrets in bodies and queries by the names they stand behind, so that they can be left out of
//! what is shown or handed on. Must not be used on what is sent.

use std::ops::Range;

use super::redact::is_secret;

/// Where a secret stands, without quotes or signs around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Bytes of the text.
    pub at: Range<usize>,
    /// The name in front of it.
    pub name: String,
}

/// Secrets in a JSON text, else in a form: in their order.
pub fn spans(text: &str) -> Vec<Span> {
    if text.trim_start().starts_with(['{', '[']) {
        in_json(text)
    } else {
        in_form(text, 0)
    }
}

/// Secrets in the query of a URL or request target.
pub fn in_query(target: &str) -> Vec<Span> {
    match target.split_once('?') {
        Some((path, query)) => in_form(query, path.len() + 1),
        None => Vec::new(),
    }
}

/// The text with each of them as three stars.
pub fn without(text: &str, spans: &[Span]) -> String {
    let mut out = String::new();
    let mut from = 0;
    for span in spans {
        out.push_str(text.get(from..span.at.start).unwrap_or_default());
        out.push_str("***");
        from = span.at.end;
    }
    out + text.get(from..).unwrap_or_default()
}

/// Whether what stands behind this name is a secret.
pub fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('_', "-");
    is_secret(&format!("-{name}")) && !HARMLESS.contains(&name.as_str())
        || SECRET.iter().any(|word| name.contains(word))
}

fn in_form(text: &str, offset: usize) -> Vec<Span> {
    let mut out = Vec::new();
    let mut at = offset;
    for pair in text.split('&') {
        if let Some((name, value)) = pair.split_once('=')
            && is_secret_name(name)
            && !value.is_empty()
        {
            let start = at + name.len() + 1;
            out.push(Span {
                at: start..start + value.len(),
                name: name.to_owned(),
            });
        }
        at += pair.len() + 1;
    }
    out
}

/// Texts and numbers behind a name; what is an object or a list is looked into.
fn in_json(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut name: Option<&str> = None;
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        let inner = match byte {
            b'"' => at + 1..end_of_string(bytes, at + 1),
            b'{' | b'}' | b'[' | b']' | b',' => {
                name = None;
                at += 1;
                continue;
            }
            b':' | b' ' | b'\t' | b'\r' | b'\n' => {
                at += 1;
                continue;
            }
            _ => at..end_of_word(bytes, at),
        };
        let end = (inner.end + usize::from(*byte == b'"')).min(bytes.len());
        let word = text.get(inner.clone()).unwrap_or_default();
        let behind = bytes.get(end..).unwrap_or_default().trim_ascii_start();
        if behind.first() == Some(&b':') {
            name = Some(word);
        } else if let Some(name) = name.take()
            && is_secret_name(name)
            && !word.is_empty()
            && word != "null"
        {
            out.push(Span {
                at: inner,
                name: name.to_owned(),
            });
        }
        at = end;
    }
    out
}

/// Where its closing quote stands, or the text ends.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn end_of_word(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let end = rest.iter().position(|b| b"{}[],:\" \t\r\n".contains(b));
    start + end.unwrap_or(rest.len())
}

/// Beside those that headers have.
const SECRET: &[&str] = &[
    "passphrase",
    "passwd",
    "pwd",
    "assertion",
    "senha",
    "cvv",
    "cvc",
    "security-code",
    "securitycode",
];
/// Names like those of secrets, of what is none.
const HARMLESS: &[&str] = &["token-type", "token-url", "public-key", "idempotency-key"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_found_by_their_names_in_json_forms_and_queries() {
        let hide = |text: &str| without(text, &spans(text));
        assert_eq!(
            hide(r#"{"a":1,"client_secret" : "s\"3","b":{"token":["x"],"api_key":7,"pin":null}}"#),
            r#"{"a":1,"client_secret" : "***","b":{"token":["x"],"api_key":***,"pin":null}}"#
        );
        assert_eq!(hide("a=b&client_secret=s3&c"), "a=b&client_secret=***&c");
        assert_eq!(
            hide(r#"{"token_type":"Bearer","password":""}"#),
            r#"{"token_type":"Bearer","password":""}"#
        );
        assert_eq!(hide(r#"{"password":"half"#), r#"{"password":"***"#);
        let target = "/a?x=1&apikey=k&y=2";
        assert_eq!(without(target, &in_query(target)), "/a?x=1&apikey=***&y=2");
    }
}
