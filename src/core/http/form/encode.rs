//! Content-Transfer-Encoding of a form's part (RFC 2045 section 6).

use base64::Engine;

/// How a part's content is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoder {
    Binary,
    EightBit,
    SevenBit,
    Base64,
    QuotedPrintable,
}

impl Encoder {
    /// By its name in the standard.
    pub fn named(name: &str) -> Option<Self> {
        let mut known = ALL.into_iter();
        known.find(|encoder| encoder.name().eq_ignore_ascii_case(name))
    }

    /// What the header says.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Binary => "binary",
            Self::EightBit => "8bit",
            Self::SevenBit => "7bit",
            Self::Base64 => "base64",
            Self::QuotedPrintable => "quoted-printable",
        }
    }

    /// Whether content is other than it was.
    pub const fn changes(self) -> bool {
        matches!(self, Self::Base64 | Self::QuotedPrintable)
    }

    /// The content as it is sent; `None` where `7bit` is asked for and it has other bytes.
    pub fn encode(self, bytes: Vec<u8>) -> Option<Vec<u8>> {
        match self {
            Self::Binary | Self::EightBit => Some(bytes),
            Self::SevenBit => bytes.is_ascii().then_some(bytes),
            Self::Base64 => Some(base64(&bytes)),
            Self::QuotedPrintable => Some(quoted_printable(&bytes)),
        }
    }
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    let whole = base64::engine::general_purpose::STANDARD.encode(bytes);
    let lines: Vec<&[u8]> = whole.as_bytes().chunks(LINE).collect();
    lines.join(&b"\r\n"[..])
}

/// Line ends stay; blanks before one do not, and a line is no longer than 76 characters.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut column = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let ahead = bytes.get(at + 1..).unwrap_or_default();
        if *byte == b'\r' && ahead.starts_with(b"\n") {
            out.extend(b"\r\n");
            column = 0;
            at += 2;
            continue;
        }
        let ends = ahead.is_empty() || ahead.starts_with(b"\r\n");
        let is_plain = match byte {
            b' ' | b'\t' => !ends,
            b'=' => false,
            other => other.is_ascii_graphic(),
        };
        let written = if is_plain {
            vec![*byte]
        } else {
            format!("={byte:02X}").into_bytes()
        };
        let room = if ends { LINE } else { LINE - 1 };
        if column + written.len() > room {
            out.extend(b"=\r\n");
            column = 0;
        }
        column += written.len();
        out.extend(written);
        at += 1;
    }
    out
}

const ALL: [Encoder; 5] = [
    Encoder::Binary,
    Encoder::EightBit,
    Encoder::SevenBit,
    Encoder::Base64,
    Encoder::QuotedPrintable,
];
/// The longest line (RFC 2045 section 6.7), without its end.
const LINE: usize = 76;

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(name: &str, bytes: &[u8]) -> Option<String> {
        let encoder = Encoder::named(name).unwrap();
        let out = encoder.encode(bytes.to_vec())?;
        Some(String::from_utf8(out).unwrap())
    }

    #[test]
    fn what_is_no_text_is_written_as_text() {
        assert_eq!(encoded("base64", b"hello\n").unwrap(), "aGVsbG8K");
        let long = encoded("BASE64", &[0; 60]).unwrap();
        assert_eq!(long.find("\r\n"), Some(76));
        assert_eq!(
            encoded("quoted-printable", "é = \r\nx\n".as_bytes()).unwrap(),
            "=C3=A9 =3D=20\r\nx=0A"
        );
        let long = encoded("quoted-printable", &[b'a'; 80]).unwrap();
        assert_eq!(long, format!("{}=\r\n{}", "a".repeat(75), "a".repeat(5)));
        assert_eq!(encoded("7bit", "é".as_bytes()), None);
        assert!(Encoder::named("rot13").is_none());
    }
}
