//! From raw bytes to the text that a PEM reader expects: byte order marks and UTF-16 are undone,
//! and each such repair is told. Must not guess: what is not clearly text is not text.

use std::borrow::Cow;

/// Text, and what had to be undone to read it.
pub struct Text<'a> {
    /// The text itself.
    pub text: Cow<'a, str>,
    /// What was repaired, in a few words; `None` when nothing was.
    pub repaired: Option<&'static str>,
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
    (!text.contains('\0')).then(|| Text {
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
}
