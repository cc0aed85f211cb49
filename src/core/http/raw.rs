//! A chunked body (RFC 9112 section 7.1) read as it came, its framing included: only where it ends
//! is looked for. Must not change a byte.

use std::io::{self, Read};

/// A body up to the end of its last chunk and trailer.
pub(super) struct RawChunks<R> {
    reader: R,
    at: At,
}

/// Where in the framing the next byte stands.
enum At {
    /// In a line with a chunk's length: what it is so far, and whether that is over (`;` begins an
    /// extension).
    Length(u64, bool),
    /// Before so many bytes of a chunk, its line end included.
    Chunk(u64),
    /// In a line of the trailer, so many bytes in; the first empty one ends it.
    Trailer(u64),
    End,
}

impl<R> RawChunks<R> {
    /// Stands at the beginning of the first chunk.
    pub const fn new(reader: R) -> Self {
        Self {
            reader,
            at: At::Length(0, false),
        }
    }

    fn passes(&mut self, byte: u8) {
        self.at = match (&self.at, byte) {
            (At::Length(0, _), b'\n') => At::Trailer(0),
            (At::Length(length, _), b'\n') => At::Chunk(length.saturating_add(CRLF)),
            (At::Length(length, false), digit) if digit.is_ascii_hexdigit() => {
                let value = char::from(digit).to_digit(16).unwrap_or(0);
                At::Length(length.saturating_mul(16) | u64::from(value), false)
            }
            (At::Length(length, _), _) => At::Length(*length, true),
            (At::Chunk(1), _) => At::Length(0, false),
            (At::Chunk(left), _) => At::Chunk(left - 1),
            (At::Trailer(0), b'\n') => At::End,
            (At::Trailer(_), b'\n') => At::Trailer(0),
            (At::Trailer(length), b'\r') => At::Trailer(*length),
            (At::Trailer(length), _) => At::Trailer(length + 1),
            (At::End, _) => At::End,
        };
    }
}

impl<R: Read> Read for RawChunks<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if matches!(self.at, At::End) || buf.is_empty() {
            return Ok(0);
        }
        let n = self.reader.read(buf)?;
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        for (passed, byte) in buf.iter().take(n).enumerate() {
            self.passes(*byte);
            if matches!(self.at, At::End) {
                return Ok(passed + 1);
            }
        }
        Ok(n)
    }
}

/// The line end behind a chunk, in bytes.
const CRLF: u64 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> io::Result<String> {
        let mut out = String::new();
        let mut reader = RawChunks::new(text.as_bytes());
        reader.read_to_string(&mut out).map(|_| out)
    }

    #[test]
    fn the_body_ends_with_its_trailer_and_stays_as_it_is() {
        for body in [
            "0\r\n\r\n",
            "4\r\nwith\r\n6;x=y\r\n parts\r\n0\r\nTrailer: t\r\n\r\n",
            "A\r\n0\r\n\r\n01234\r\n0\r\nA: b\r\nC: d\r\n\r\n",
        ] {
            assert_eq!(read(body).unwrap(), body);
            assert_eq!(read(&format!("{body}HTTP/1.1 200")).unwrap(), body);
            let error = read(&body[..body.len() - 1]).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        }
    }
}
