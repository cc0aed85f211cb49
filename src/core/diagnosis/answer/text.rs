//! An answer as its words: header lines, the strings of a JSON text, the text of an HTML page, each
//! with a plain form in which tables look for phrases. All of it is foreign: bounded, read leniently,
//! and quoted only without secrets.

use serde_json::Value;

use super::html;
use crate::core::http::{Head, words};

/// The words of an answer.
pub(super) struct Text {
    pieces: Vec<Piece>,
}

/// A sentence, a JSON member or a header line.
pub(super) struct Piece {
    /// As it reads.
    shown: String,
    /// In plain form, with a blank at both ends.
    plain: String,
}

impl Text {
    /// Of a head and the beginning of its body.
    pub(super) fn of(head: &Head, body: &str) -> Self {
        let mut pieces: Vec<Piece> = header_lines(head).collect();
        let body = beginning(body).trim_start_matches('\u{feff}').trim();
        let json = body.starts_with(['{', '[']);
        let value = json.then(|| serde_json::from_str(body).ok()).flatten();
        match value {
            Some(value) => members(&value, "", MOST_DEPTH, &mut pieces),
            None if body.contains('<') => {
                pieces.extend(html::texts(body).into_iter().map(Piece::said));
            }
            None => pieces.extend(body.lines().map(|line| Piece::said(line.to_owned()))),
        }
        pieces.truncate(MOST_PIECES);
        Self { pieces }
    }

    /// The shortest piece with this phrase, which is in plain form: a page's title and body often say
    /// the same.
    pub(super) fn with(&self, phrase: &str) -> Option<&Piece> {
        let found = self.pieces.iter().filter(|piece| piece.has(phrase));
        found.min_by_key(|piece| piece.shown.len())
    }

    /// Whether this stands in the answer letter by letter.
    pub(super) fn spells(&self, code: &str) -> bool {
        self.pieces.iter().any(|piece| piece.shown.contains(code))
    }

    /// Every piece.
    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// What stands behind a marker such as `Support ID is:` - the reference by which whoever runs
    /// it finds the request. Case does not count.
    pub(super) fn reference(&self, marker: &str) -> Option<String> {
        self.pieces.iter().find_map(|piece| {
            let at = piece.shown.to_ascii_lowercase().find(marker)?;
            let rest = piece.shown.get(at + marker.len()..)?;
            let rest = rest.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-._".contains(c));
            let id = rest.get(..end.unwrap_or(rest.len()).min(LONGEST_REFERENCE))?;
            let id = id.trim_end_matches(['.', '-']);
            (id.len() > 3 && id.contains(|c: char| c.is_ascii_digit())).then(|| id.to_owned())
        })
    }
}

impl Piece {
    fn said(shown: String) -> Self {
        Self {
            plain: plain(&shown),
            shown,
        }
    }

    /// Its words in plain form, with a blank at both ends.
    pub(super) fn plain(&self) -> &str {
        &self.plain
    }

    /// Whether the phrase, in plain form, stands here as whole words.
    pub(super) fn has(&self, phrase: &str) -> bool {
        let mut from = 0;
        while let Some(found) = self.plain.get(from..).and_then(|rest| rest.find(phrase)) {
            let at = from + found;
            let before = self.plain.get(..at).is_some_and(|p| p.ends_with(' '));
            let after = self.plain.get(at + phrase.len()..);
            if before && after.is_some_and(|rest| rest.starts_with(' ')) {
                return true;
            }
            from = at + 1;
        }
        false
    }

    /// Its sentences, without the name that a JSON member or a header has.
    pub(super) fn sentences(&self) -> impl Iterator<Item = &str> {
        let ends = |text: &str| text.ends_with(['.', ';', '!', '?']);
        let mut rest = self.shown.as_str();
        std::iter::from_fn(move || {
            let end = rest
                .match_indices(' ')
                .find(|(at, _)| rest.get(..*at).is_some_and(ends));
            let (sentence, more) = match end {
                Some((at, _)) => rest.split_at_checked(at)?,
                None => (rest, ""),
            };
            rest = more.trim_start();
            (!sentence.is_empty()).then_some(sentence)
        })
    }

    /// As evidence: one line, without secrets, cut where it is long.
    pub(super) fn quoted(&self) -> String {
        let cut: String = self.shown.chars().take(LONGEST_QUOTE).collect();
        let mut line = words(&cut).unwrap_or_default();
        if self.shown.chars().nth(LONGEST_QUOTE).is_some() {
            line.push_str("...");
        }
        line
    }
}

/// Header lines that may say something, and the reason phrase. Cookies are secrets.
fn header_lines(head: &Head) -> impl Iterator<Item = Piece> + '_ {
    let reason = (!head.reason.is_empty()).then(|| head.reason.clone());
    let telling = head
        .headers
        .iter()
        .filter(|header| !header.is_secret() && MUTE.iter().all(|name| !header.is(name)));
    let lines = telling.take(MOST_HEADERS).map(|header| {
        let value = String::from_utf8_lossy(header.value());
        let value: String = value.chars().take(LONGEST_HEADER).collect();
        Piece {
            plain: [plain(header.name()).trim_end(), &plain(&value)].concat(),
            shown: format!("{}: {value}", header.name()),
        }
    });
    reason.map(Piece::said).into_iter().chain(lines)
}

/// The members of a JSON text: in plain form the name counts too, shown is the value.
fn members(value: &Value, name: &str, depth: usize, into: &mut Vec<Piece>) {
    if depth == 0 || into.len() >= MOST_PIECES {
        return;
    }
    let said = match value {
        Value::Object(map) => {
            return map
                .iter()
                .for_each(|(name, value)| members(value, name, depth - 1, into));
        }
        Value::Array(list) => {
            return list
                .iter()
                .for_each(|value| members(value, name, depth - 1, into));
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let plain = [plain(name).trim_end(), &plain(&said)].concat();
    into.push(Piece { shown: said, plain });
}

/// Lower case and without accents; what is no letter or digit is one blank, but for a dot between
/// digits (`403.7`). A code in `camelCase` is two words.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    let mut chars = text.chars().peekable();
    let is_code = !text.trim().contains(char::is_whitespace);
    let (mut before, mut was_lower) = (' ', false);
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let dot = c == '.' && before.is_ascii_digit() && next.is_ascii_digit();
        if is_code && c.is_uppercase() && was_lower && next.is_lowercase() {
            out.push(' ');
        }
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase().map(without_accent));
        } else if dot {
            out.push('.');
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
        (before, was_lower) = (c, c.is_lowercase());
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

fn without_accent(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

/// So much of a body as is looked at.
fn beginning(body: &str) -> &str {
    let mut end = body.len().min(SEARCHED);
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    body.get(..end).unwrap_or_default()
}

/// Headers that hold secrets, or words of others.
const MUTE: [&str; 4] = ["Set-Cookie", "Location", "Content-Security-Policy", "Link"];
/// Bytes of a body that are looked at.
const SEARCHED: usize = 8 << 10;
/// Pieces kept.
const MOST_PIECES: usize = 400;
/// Header lines looked at.
const MOST_HEADERS: usize = 60;
/// Characters of a header looked at.
const LONGEST_HEADER: usize = 400;
/// How deep JSON is looked into.
const MOST_DEPTH: usize = 8;
/// Characters of a piece that evidence quotes; shorter than what `words` takes for a page.
const LONGEST_QUOTE: usize = 150;
/// Bytes of a reference.
const LONGEST_REFERENCE: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_whatever_the_case_accents_signs_and_markup() {
        for (body, phrase) in [
            (
                "<p>No <b>required</b> SSL&nbsp;certificate</p>",
                "no required ssl certificate",
            ),
            (
                "{\"a\":{\"Certificado\":[\"N\\u00e3o confi\\u00e1vel\"]}}",
                "certificado nao confiavel",
            ),
            (
                "{\"error\":\"client_cert_not_provided\"}",
                "client cert not provided",
            ),
            ("ClientCertificateRequired", "client certificate required"),
            ("<h2>HTTP Error 403.16 - Forbidden</h2>", "403.16 forbidden"),
            (
                "\u{feff}FAILED:self-signed certificate",
                "failed self signed certificate",
            ),
            (
                "{\"cut\": \"client certificate expired\", \"x",
                "client certificate expired",
            ),
        ] {
            let text = Text::of(&Head::default(), body);
            assert!(text.with(phrase).is_some(), "{body}: {:?}", plain(body));
        }
        let text = Text::of(
            &Head::default(),
            "<script>client certificate</script>required 403.7",
        );
        assert!(text.with("client certificate").is_none());
        assert!(text.with("3.7").is_none() && text.with("require").is_none());
    }

    #[test]
    fn hostile_text_is_read_to_its_limit_and_no_further() {
        let deep = "[".repeat(5000) + &"]".repeat(5000);
        let wide = format!("[{}]", vec!["\"é&#xD800;&\""; 900].join(","));
        let open = "<".repeat(20_000);
        let late = "x".repeat(SEARCHED - 1) + "é client certificate required";
        for body in [
            &deep,
            &wide,
            &open,
            &late,
            "&#99999999999;&#x;&;<!--",
            "<style",
        ] {
            let text = Text::of(&Head::default(), body);
            assert!(text.pieces().len() <= MOST_PIECES);
            assert!(text.with("client certificate required").is_none());
        }
    }

    #[test]
    fn quotes_hold_no_secret_and_references_are_only_ids() {
        let head = Head::parse(b"HTTP/1.1 403 X\r\nSet-Cookie: a=client certificate\r\n\r\n");
        let text = Text::of(
            &head.unwrap(),
            "access_token=abcdef&why=client certificate missing",
        );
        let piece = text.with("client certificate missing").unwrap();
        assert!(!piece.quoted().contains("abcdef"), "{}", piece.quoted());
        assert!(text.pieces().iter().all(|p| !p.quoted().contains("a=")));
        let page = Text::of(
            &Head::default(),
            "<p>Reference&#32;&#35;18.c6a50517.15.176b29a</p>",
        );
        assert_eq!(
            page.reference("reference").unwrap(),
            "18.c6a50517.15.176b29a"
        );
        assert_eq!(page.reference("incident id"), None);
    }
}
