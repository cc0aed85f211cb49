//! Bytes as curl's traces show them: in hex and text, or in text alone.

use std::fmt::Write;

/// `what` with its true size, and the bytes in lines.
pub fn dump(what: &str, size: usize, bytes: &[u8], hex: bool) -> String {
    let mut out = format!("{what}, {size} bytes (0x{size:x})\n");
    let mut at = 0;
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let (shown, taken) = if hex {
            let n = rest.len().min(HEX_WIDTH);
            (n, n)
        } else {
            line(rest)
        };
        let shown = rest.get(..shown).unwrap_or_default();
        let _ = write!(out, "{at:04x}: ");
        if hex {
            for byte in shown {
                let _ = write!(out, "{byte:02x} ");
            }
            out.extend(std::iter::repeat_n("   ", HEX_WIDTH - shown.len()));
        }
        out.extend(shown.iter().map(|b| match b {
            b' '..=b'~' => char::from(*b),
            _ => '.',
        }));
        out.push('\n');
        at += taken;
    }
    out
}

/// How much of a line of text is shown, and how much it takes: a line end is not shown.
fn line(rest: &[u8]) -> (usize, usize) {
    let most = rest.len().min(TEXT_WIDTH);
    let window = rest
        .get(..rest.len().min(TEXT_WIDTH + 2))
        .unwrap_or_default();
    match window.windows(2).position(|pair| pair == b"\r\n") {
        Some(end) => (end, end + 2),
        None => (most, most),
    }
}

const HEX_WIDTH: usize = 16;
const TEXT_WIDTH: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_shown_as_in_curls_traces() {
        assert_eq!(
            dump("<= Recv data", 18, b"0123456789abcdef\n\xff", true),
            "<= Recv data, 18 bytes (0x12)\n\
             0000: 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66 0123456789abcdef\n\
             0010: 0a ff                                           ..\n"
        );
        assert_eq!(
            dump("x", 10, b"a\r\n\r\nb\nc", false),
            "x, 10 bytes (0xa)\n0000: a\n0003: \n0005: b.c\n"
        );
        let long = [b'x'; 66];
        assert!(dump("x", 66, &long, false).ends_with("\n0040: xx\n"));
        assert_eq!(dump("x", 0, b"", false), "x, 0 bytes (0x0)\n");
    }
}
