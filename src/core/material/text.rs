//! From raw bytes to the text that a PEM reader expects: byte order marks and UTF-16 are undone,
//! and each such repair is told. Must not guess: what is not clearly text is not text.

use std::borrow::Cow;

use super::pem::{self, BEGIN, END};

/// Text, and what had to be undone to read it.
pub struct Text<'a> {
    /// The text itself.
    pub text: Cow<'a, str>,
    /// What was repaired, in a few words; `None` when nothing was.
    pub repaired: Option<&'static str>,
}

/// The bytes as text for reading, whatever they are: what is none stands as U+FFFD.
pub fn text_of(bytes: &[u8]) -> String {
    match decode(bytes) {
        Some(text) => text.text.into_owned(),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The bytes as text; `None` when they are binary.
pub fn decode(bytes: &[u8]) -> Option<Text<'_>> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        let text = std::str::from_utf8(rest).ok()?;
        return Some(Text {
            text: text.into(),
            repaired: Some("a UTF-8 byte order mark was skipped"),
        });
    }
    if let Some(text) = utf16(bytes) {
        return Some(Text {
            text: text.into(),
            repaired: Some("it was UTF-16 text, as Windows writes it"),
        });
    }
    let text = std::str::from_utf8(bytes).ok()?;
    (!holds(text, "\0")).then(|| Text {
        text: text.into(),
        repaired: None,
    })
}

/// UTF-16 with a byte order mark, or without one when every other byte of an ASCII text is zero.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (little, body) = match bytes {
        [0xff, 0xfe, body @ ..] => (true, body),
        [0xfe, 0xff, body @ ..] => (false, body),
        [b'-', 0, b'-', 0, ..] => (true, bytes),
        [0, b'-', 0, b'-', ..] => (false, bytes),
        _ => return None,
    };
    let units = body.chunks_exact(2).map(|pair| match pair {
        [a, b] if little => u16::from_le_bytes([*a, *b]),
        [a, b] => u16::from_be_bytes([*a, *b]),
        _ => 0,
    });
    char::decode_utf16(units)
        .collect::<Result<String, _>>()
        .ok()
}

/// PEM whose line ends were lost or spelled out: in one line (an unquoted shell variable), with
/// the two characters `\\n` (JSON, environment files), or with CR alone. Text that needs nothing
/// comes back as it is.
pub fn reflow(text: &str) -> Text<'_> {
    let (unescaped, note) = if holds(text, "-----\\n") || holds(text, "-----\\r\\n") {
        let plain = text.replace("\\r\\n", "\n").replace("\\n", "\n");
        (
            Cow::Owned(plain),
            Some("its line ends were the two characters \\n"),
        )
    } else if holds(text, "\r") && !holds(text, "\n") {
        (
            Cow::Owned(text.replace('\r', "\n")),
            Some("its line ends were CR alone"),
        )
    } else {
        (Cow::Borrowed(text), None)
    };
    if !is_crowded(&unescaped) {
        return Text {
            text: unescaped,
            repaired: note,
        };
    }
    let lost = unescaped.lines().any(holds_more_than_a_boundary);
    let lines = unescaped
        .lines()
        .map(broken_up)
        .collect::<Vec<_>>()
        .join("\n");
    Text {
        text: lines.into(),
        repaired: Some(if lost {
            "it was in one line; its line ends were lost"
        } else {
            "something else stood on the line of a BEGIN or END"
        }),
    }
}

fn holds(text: &str, what: &str) -> bool {
    pem::find(text, what).is_some()
}

/// Whether a boundary shares its line with anything; the lines without one are not looked at.
fn is_crowded(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = pem::find(rest, "-----") {
        let start = rest.get(..at).and_then(|head| head.rfind('\n'));
        let (_, line) = rest.split_at(start.map_or(0, |end| end + 1));
        let (line, after) = pem::first_line(line);
        if holds_more_than_a_boundary(line.trim_end()) || stands_behind_something(line.trim_end()) {
            return true;
        }
        rest = after;
    }
    false
}

/// A BEGIN line with more on it than itself.
fn holds_more_than_a_boundary(line: &str) -> bool {
    let Some(at) = line.find(BEGIN) else {
        return false;
    };
    let after = line.get(at + BEGIN.len()..).unwrap_or_default();
    after.find("-----").is_some_and(|end| after.len() > end + 5)
}

/// A boundary with something before it, or an END with something behind it: two files put together
/// without a line end between them, or tags of a page.
fn stands_behind_something(line: &str) -> bool {
    let (begin, end) = (line.find(BEGIN), line.find(END));
    let before = |at: usize| line.get(..at).is_some_and(|head| !head.trim().is_empty());
    let behind = |at: usize| {
        let rest = line.get(at + END.len()..).unwrap_or_default();
        let close = rest.find("-----").and_then(|close| rest.get(close + 5..));
        close.is_some_and(|tail| !tail.trim().is_empty())
    };
    begin.is_some_and(before) || end.is_some_and(|at| before(at) || behind(at))
}

/// Each boundary on a line of its own.
fn broken_up(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 16);
    let mut begins = line.match_indices(BEGIN).map(|(at, _)| at).peekable();
    let mut ends = line.match_indices(END).map(|(at, _)| at).peekable();
    let mut done = 0;
    loop {
        // each of the two walks over the line once
        while begins.next_if(|at| *at < done).is_some() {}
        while ends.next_if(|at| *at < done).is_some() {}
        let next = [begins.peek(), ends.peek()].into_iter().flatten().min();
        let Some(at) = next.copied() else {
            break;
        };
        let boundary = line.get(at..).unwrap_or_default();
        let close = boundary.get(10..).and_then(|label| label.find("-----"));
        let length = close.map_or(boundary.len(), |end| end + 15);
        let before = line.get(done..at).unwrap_or_default();
        let boundary = boundary.get(..length).unwrap_or_default();
        out.extend([before.trim(), "\n", boundary, "\n"]);
        done = at + length;
    }
    out.push_str(line.get(done..).unwrap_or_default().trim());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_and_byte_order_marks_are_undone_and_told() {
        let little: Vec<u8> = [0xfeff]
            .into_iter()
            .chain("-----".encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let text = decode(&little).unwrap();
        assert_eq!(
            (text.text.as_ref(), text.repaired.is_some()),
            ("-----", true)
        );
        assert_eq!(decode(b"\xef\xbb\xbfx").unwrap().text, "x");
        assert!(decode(b"plain").unwrap().repaired.is_none());
        assert!(decode(&[0x30, 0x82, 0xff]).is_none());
        assert!(decode(&[0; 10]).is_none());
    }

    #[test]
    fn what_stands_beside_a_boundary_is_put_aside() {
        let one = "-----BEGIN A-----\nAQID\n-----END A-----";
        let joined = [one, one].concat();
        let tagged = format!("<pre>{one}</pre>");
        for (text, count) in [(joined, 2), (tagged, 1)] {
            let text = reflow(&text);
            assert!(text.repaired.unwrap().contains("something else"));
            let blocks: Vec<_> = pem::blocks(&text.text, 1)
                .map(|b| b.ok().unwrap())
                .collect();
            assert_eq!(blocks.len(), count);
        }
    }

    #[test]
    fn lost_line_ends_are_put_back() {
        let lost =
            "-----BEGIN A B----- AQID BAUG -----END A B----- -----BEGIN C-----AQ==-----END C-----";
        let text = reflow(lost);
        assert!(text.repaired.is_some());
        let blocks: Vec<_> = pem::blocks(&text.text, 1)
            .map(|b| b.ok().unwrap())
            .collect();
        assert_eq!(blocks.len(), 2);
        assert_eq!((blocks[0].label.as_str(), blocks[0].der.len()), ("A B", 6));
        for spelled in [
            "-----BEGIN A-----\\nAQID\\n-----END A-----\\n",
            "-----BEGIN A-----\rAQID\r-----END A-----",
        ] {
            let text = reflow(spelled);
            assert!(text.repaired.is_some());
            assert_eq!(pem::blocks(&text.text, 1).count(), 1);
        }
        assert!(
            reflow("-----BEGIN A-----\nAQID\n-----END A-----\n")
                .repaired
                .is_none()
        );
        assert!(
            reflow("-----BEGIN A-----\r\nAQID\r\n-----END A-----\r\n")
                .repaired
                .is_none()
        );
    }
}
