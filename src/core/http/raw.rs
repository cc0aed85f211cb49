//! A chunked body (RFC 9112 section 7.1) read as it came, its framing included: only where it ends
//! is looked for. Must not change a byte.

use std::io::{self, Read};

use super::chunks::Chunks;

/// A body up to the end of its last chunk and trailer.
pub(super) struct RawChunks<R> {
    reader: R,
    chunks: Chunks,
}

impl<R> RawChunks<R> {
    /// Stands at the beginning of the first chunk.
    pub const fn new(reader: R) -> Self {
        Self {
            reader,
            chunks: Chunks::new(),
        }
    }
}

impl<R: Read> Read for RawChunks<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.chunks.is_over() || buf.is_empty() {
            return Ok(0);
        }
        let n = self.reader.read(buf)?;
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(self.chunks.pass(buf.get(..n).unwrap_or_default()))
    }
}

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
