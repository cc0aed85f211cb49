//! PEM inside base64 once more, as Kubernetes Secrets and variables of CI systems hold it: found in
//! YAML, JSON, `NAME=value` lines or alone. Must not know what the PEM holds.

use super::pem;

/// The PEM text of each word of base64 that holds some, one behind the other; `None` when there is
/// none. Lines of base64 that follow each other are one word.
pub fn unwrap(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(MARK) {
        let (before, from) = rest.split_at(at);
        let begins = !before.ends_with(is_base64);
        let (word, after) = word(from);
        if begins && let Some(plain) = pem::decode(&word) {
            out.push_str(std::str::from_utf8(&plain).ok()?);
            out.push('\n');
        }
        rest = after;
    }
    out.contains(pem::BEGIN).then_some(out)
}

/// A word of base64 with what of it stands on the next lines, and what comes behind.
fn word(text: &str) -> (String, &str) {
    let mut word = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let end = rest.find(|c| !is_base64(c)).unwrap_or(rest.len());
        let (line, after) = rest.split_at(end);
        word.push_str(line);
        rest = after;
        let next = after.strip_prefix("\r\n").or(after.strip_prefix('\n'));
        let Some(next) = next.map(|next| next.trim_start_matches([' ', '\t'])) else {
            return (word, rest);
        };
        let line = next.lines().next().unwrap_or_default().trim_end();
        let goes_on = !line.is_empty()
            && line.trim_end_matches('=').chars().all(is_base64)
            && !line.starts_with(MARK);
        if !goes_on {
            return (word, rest);
        }
        rest = next;
    }
}

fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/')
}

/// Base64 of `-----BEGIN `, as far as it does not depend on what follows.
const MARK: &str = "LS0tLS1CRUdJTi";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_alone_in_lines_and_among_others() {
        let word = "LS0tLS1CRUdJTiBBLS0tLS0KQVFJRAotLS0tLUVORCBBLS0tLS0K";
        let (head, tail) = word.split_at(20);
        for (text, found) in [
            (word.to_owned(), 1),
            (format!("{word}\n{word}\n"), 2),
            (format!("{head}\r\n{tail}\r\n"), 1),
            (
                format!("data:\n  tls.crt: {word}\n  tls.key: {word}\nkind: Secret\n"),
                2,
            ),
            (format!("A_CERT={word}\nA_KEY=\"{word}\"\n"), 2),
            (format!("{{\"a\":\"{word}\",\"b\":\"{word}\"}}"), 2),
            (format!("x{word}"), 0),
            ("LS0tLS1CRUdJTi".to_owned(), 0),
            ("nothing".to_owned(), 0),
        ] {
            let plain = unwrap(&text).unwrap_or_default();
            let blocks = pem::blocks(&plain, 1).filter(Result::is_ok);
            assert_eq!(blocks.count(), found, "{text}");
        }
    }
}
