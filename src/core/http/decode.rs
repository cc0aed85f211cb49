//! Undoing a content encoding, for `--compressed` only: otherwise bodies stay as they came.

use std::io::{self, Read};

use flate2::read::{MultiGzDecoder, ZlibDecoder};

/// A body with its content encoding undone.
pub enum Decoder<R: Read> {
    /// As it came.
    Identity(R),
    /// gzip (RFC 1952), several members included.
    Gzip(Box<MultiGzDecoder<Begun<R>>>),
    /// deflate, which HTTP means as zlib (RFC 1950).
    Deflate(Box<ZlibDecoder<Begun<R>>>),
}

/// A body, and whether a byte of it has come.
pub struct Begun<R> {
    reader: R,
    begun: bool,
}

impl<R: Read> Decoder<R> {
    /// For the value of Content-Encoding; `Err` gives an encoding back that cannot be undone.
    pub fn new(encoding: Option<&str>, reader: R) -> Result<Self, String> {
        let begun = |reader| Begun {
            reader,
            begun: false,
        };
        match encoding
            .map(str::trim)
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            None | Some("" | "identity") => Ok(Self::Identity(reader)),
            Some("gzip" | "x-gzip") => Ok(Self::Gzip(Box::new(MultiGzDecoder::new(begun(reader))))),
            Some("deflate") => Ok(Self::Deflate(Box::new(ZlibDecoder::new(begun(reader))))),
            Some(other) => Err(other.to_owned()),
        }
    }
}

impl<R: Read> Read for Decoder<R> {
    /// A body without a byte is no damaged one: 204, 304 and HEAD name encodings too.
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let (read, begun) = match self {
            Self::Identity(r) => return r.read(buf),
            Self::Gzip(r) => (r.read(buf), r.get_ref().begun),
            Self::Deflate(r) => (r.read(buf), r.get_ref().begun),
        };
        match read {
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof && !begun => Ok(0),
            other => other,
        }
    }
}

impl<R: Read> Read for Begun<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buf)?;
        self.begun |= n > 0;
        Ok(n)
    }
}

/// What `--compressed` asks for.
pub const ACCEPT_ENCODING: &str = "deflate, gzip";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_without_a_byte_is_empty_and_half_a_one_is_damaged() {
        let read = |encoding, body: &[u8]| {
            let mut out = Vec::new();
            let mut decoder = Decoder::new(Some(encoding), body).unwrap();
            decoder.read_to_end(&mut out).map(|_| out)
        };
        for encoding in ["gzip", "x-gzip", "deflate", "identity"] {
            assert_eq!(read(encoding, b"").unwrap(), b"", "{encoding}");
        }
        assert!(read("gzip", &[0x1f, 0x8b, 8]).is_err());
        assert!(read("deflate", &[0x78]).is_err());
    }
}
