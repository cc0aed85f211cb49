//! Undoing a content encoding, for `--compressed` only: otherwise bodies stay as they came.

use std::io::{self, Read};

use flate2::read::{MultiGzDecoder, ZlibDecoder};

/// A body with its content encoding undone.
pub enum Decoder<R: Read> {
    /// As it came.
    Identity(R),
    /// gzip (RFC 1952), several members included.
    Gzip(Box<MultiGzDecoder<R>>),
    /// deflate, which HTTP means as zlib (RFC 1950).
    Deflate(Box<ZlibDecoder<R>>),
}

impl<R: Read> Decoder<R> {
    /// For the value of Content-Encoding; `Err` gives an encoding back that cannot be undone.
    pub fn new(encoding: Option<&str>, reader: R) -> Result<Self, String> {
        match encoding
            .map(str::trim)
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            None | Some("" | "identity") => Ok(Self::Identity(reader)),
            Some("gzip" | "x-gzip") => Ok(Self::Gzip(Box::new(MultiGzDecoder::new(reader)))),
            Some("deflate") => Ok(Self::Deflate(Box::new(ZlibDecoder::new(reader)))),
            Some(other) => Err(other.to_owned()),
        }
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Identity(r) => r.read(buf),
            Self::Gzip(r) => r.read(buf),
            Self::Deflate(r) => r.read(buf),
        }
    }
}

/// What `--compressed` asks for.
pub const ACCEPT_ENCODING: &str = "deflate, gzip";
