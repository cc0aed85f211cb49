//! The framing of a chunked body (RFC 9112 section 7.1), followed byte by byte: where it ends, and
//! what its trailer says. Must not change a byte.

/// A chunked body on its way.
#[derive(Debug)]
pub(super) struct Chunks {
    at: At,
    /// The line of the trailer that has begun.
    line: Vec<u8>,
    trailer: Vec<u8>,
}

/// Where in the framing the next byte stands.
#[derive(Debug)]
enum At {
    /// In a line with a chunk's length: what it is so far, and whether that is over (`;` begins an
    /// extension).
    Length(u64, bool),
    /// Before so many bytes of a chunk, its line end included.
    Chunk(u64),
    /// In a line of the trailer; the first empty one ends it.
    Trailer,
    End,
}

impl Chunks {
    /// Stands at the beginning of the first chunk.
    pub const fn new() -> Self {
        Self {
            at: At::Length(0, false),
            line: Vec::new(),
            trailer: Vec::new(),
        }
    }

    /// Goes on by as many bytes as belong to the body, and says how many these are.
    pub fn pass(&mut self, bytes: &[u8]) -> usize {
        let mut passed = 0;
        while let Some(rest) = bytes.get(passed..).filter(|rest| !rest.is_empty()) {
            passed += match &mut self.at {
                At::End => break,
                At::Chunk(left) => {
                    let inside = rest.len().min(usize::try_from(*left).unwrap_or(usize::MAX));
                    *left -= inside as u64;
                    if *left == 0 {
                        self.at = At::Length(0, false);
                    }
                    inside
                }
                _ => {
                    rest.first().iter().for_each(|byte| self.step(**byte));
                    1
                }
            };
        }
        passed
    }

    /// Whether the last byte of the body has passed.
    pub const fn is_over(&self) -> bool {
        matches!(self.at, At::End)
    }

    /// The lines of the trailer that have passed, each with CR LF behind it.
    pub fn trailer(&self) -> &[u8] {
        &self.trailer
    }

    fn step(&mut self, byte: u8) {
        self.at = match (&self.at, byte) {
            (At::Length(0, _), b'\n') => At::Trailer,
            (At::Length(length, _), b'\n') => At::Chunk(length.saturating_add(CRLF)),
            (At::Length(length, false), digit) if digit.is_ascii_hexdigit() => {
                let value = char::from(digit).to_digit(16).unwrap_or(0);
                At::Length(length.saturating_mul(16) | u64::from(value), false)
            }
            (At::Length(length, _), _) => At::Length(*length, true),
            (At::Trailer, b'\n') if self.line.is_empty() => At::End,
            (At::Trailer, b'\n') => {
                self.line_ends();
                At::Trailer
            }
            (At::Trailer, byte) => {
                if byte != b'\r' && self.line.len() < MOST_TRAILER {
                    self.line.push(byte);
                }
                At::Trailer
            }
            (At::Chunk(_) | At::End, _) => return,
        };
    }

    fn line_ends(&mut self) {
        if self.trailer.len() + self.line.len() <= MOST_TRAILER {
            self.trailer.append(&mut self.line);
            self.trailer.extend_from_slice(b"\r\n");
        }
        self.line.clear();
    }
}

/// The line end behind a chunk, in bytes.
const CRLF: u64 = 2;
/// How much of a trailer is kept, in bytes.
const MOST_TRAILER: usize = 64 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trailer_is_kept_however_the_bytes_come() {
        let body = "4\r\nwith\r\n6;x=y\r\n\nparts\r\n0\r\nA: b\r\nC: d\n\r\nHTTP/1.1 200";
        for cut in 0..body.len() {
            let (one, two) = body.as_bytes().split_at(cut);
            let mut chunks = Chunks::new();
            let passed = chunks.pass(one) + chunks.pass(two);
            assert!(chunks.is_over(), "{cut}");
            assert_eq!(&body[passed..], "HTTP/1.1 200", "{cut}");
            assert_eq!(chunks.trailer(), b"A: b\r\nC: d\r\n", "{cut}");
        }
    }

    #[test]
    fn a_body_without_a_trailer_has_none_and_an_endless_one_is_not_kept() {
        let mut chunks = Chunks::new();
        assert_eq!(chunks.pass(b"0\r\n\r\n"), 5);
        assert_eq!((chunks.is_over(), chunks.trailer()), (true, &b""[..]));
        let mut chunks = Chunks::new();
        chunks.pass(b"0\r\nA: b\r\n");
        chunks.pass(&vec![b'x'; 2 * MOST_TRAILER]);
        chunks.pass(b"\r\n\r\n");
        assert!(chunks.is_over());
        assert!(chunks.trailer().starts_with(b"A: b\r\n"));
        assert!(chunks.trailer().len() <= MOST_TRAILER + 2);
    }
}
