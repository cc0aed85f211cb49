//! Foreign text made safe to show: no control characters, no direction overrides.

use std::borrow::Cow;

/// The text with everything a terminal could act on shown as `\u{..}`.
pub fn printable(text: &str) -> Cow<'_, str> {
    if is_plain(text) || !text.chars().any(is_dangerous) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_dangerous(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out.into()
}

/// The same for text of several lines, whose line ends and tabs are meant.
pub fn printable_lines(text: &str) -> String {
    text.split_inclusive(['\n', '\t'])
        .map(|piece| match piece.strip_suffix(['\n', '\t']) {
            Some(inner) => format!(
                "{}{}",
                printable(inner),
                piece.get(inner.len()..).unwrap_or("")
            ),
            None => printable(piece).into_owned(),
        })
        .collect()
}

/// The same for a line of JSON, where such a character can only stand inside a string: there
/// `\u....` means just what it replaces.
pub fn printable_json(line: &str) -> Cow<'_, str> {
    if is_plain(line) || !line.chars().any(is_dangerous) {
        return line.into();
    }
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        if is_dangerous(c) {
            let units = c.encode_utf16(&mut [0; 2]).to_vec();
            out.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out.into()
}

/// Nothing but printable ASCII, as nearly all text is.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| (b' '..=b'~').contains(&b))
}

/// Controls, what changes the direction of the text, what ends a line, and what is not seen at all.
fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_do_not_reach_the_terminal() {
        assert_eq!(printable("a\x1b[31mb"), "a\\u{1b}[31mb");
        assert_eq!(printable("x\u{202e}y"), "x\\u{202e}y");
        assert_eq!(printable("São Paulo"), "São Paulo");
        for unseen in ['\u{61c}', '\u{2028}', '\u{2029}', '\u{e0041}', '\u{9b}'] {
            assert!(!printable(&format!("a{unseen}b")).contains(unseen));
        }
    }

    #[test]
    fn lines_and_tabs_that_are_meant_stay() {
        assert_eq!(printable_lines("a\tb\x1b\r\nc"), "a\tb\\u{1b}\\u{d}\nc");
    }

    #[test]
    fn json_stays_the_same_json() {
        let line = serde_json::to_string("a\u{9b}b\u{e0041}\u{202e}é").unwrap();
        let shown = printable_json(&line);
        assert!(!shown.contains(is_dangerous), "{shown}");
        let back: String = serde_json::from_str(&shown).unwrap();
        assert_eq!(back, "a\u{9b}b\u{e0041}\u{202e}é");
    }
}
