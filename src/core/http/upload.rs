//! What is sent as a body: memory, files and streams in a row, read as it goes out, so that a
//! gibibyte takes no more room than a form. Must not know what the bytes mean.

use std::fmt;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// A body. Cheap to clone, silent in `Debug`: it may be all secret.
#[derive(Clone)]
pub struct Body {
    pieces: Arc<[Piece]>,
}

/// A part of a body.
pub enum Piece {
    /// From memory.
    Bytes(Vec<u8>),
    /// A regular file of this length in bytes when it was looked at; opened when its turn comes.
    File {
        /// Where it stands.
        path: PathBuf,
        /// How much of it is sent.
        length: u64,
    },
    /// Read once, however long: standard input, a pipe.
    Stream(Mutex<Option<Box<dyn Read + Send>>>),
}

/// A body on its way out.
pub struct Outgoing {
    body: Body,
    /// Which piece is next.
    next: usize,
    now: Box<dyn Read + Send>,
}

impl Body {
    /// Of pieces in this order.
    pub fn new(pieces: Vec<Piece>) -> Self {
        Self {
            pieces: pieces.into(),
        }
    }

    /// Its length in bytes; `None` when only its end will tell.
    pub fn length(&self) -> Option<u64> {
        self.pieces.iter().map(Piece::length).sum()
    }

    /// Whether it can be sent a second time: a stream is gone once it was read.
    pub fn is_repeatable(&self) -> bool {
        !self.pieces.iter().any(|p| matches!(p, Piece::Stream(_)))
    }

    /// Begins reading it from its start.
    pub fn open(&self) -> Outgoing {
        Outgoing {
            body: self.clone(),
            next: 0,
            now: Box::new(io::empty()),
        }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(vec![Piece::Bytes(bytes)])
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body(..)")
    }
}

impl Piece {
    /// A file to be read when its turn comes, or a stream where it is no regular one.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn of_file(path: PathBuf) -> io::Result<Self> {
        let file = fs_err::File::open(&path)?;
        let meta = file.metadata()?;
        if meta.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Ok(if meta.is_file() {
            Self::File {
                path,
                length: meta.len(),
            }
        } else {
            Self::of_reader(Box::new(file))
        })
    }

    /// A stream.
    pub fn of_reader(reader: Box<dyn Read + Send>) -> Self {
        Self::Stream(Mutex::new(Some(reader)))
    }

    fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::File { length, .. } => Some(*length),
            Self::Stream(_) => None,
        }
    }
}

impl Outgoing {
    fn open(&self, at: usize) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self.body.pieces.get(at) {
            Some(Piece::File { path, length }) => Box::new(Exactly {
                file: fs_err::File::open(path)?,
                left: *length,
            }),
            Some(Piece::Stream(slot)) => {
                let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
                slot.take().ok_or_else(|| {
                    io::Error::other("it was read from a stream, which cannot be read again")
                })?
            }
            Some(Piece::Bytes(_)) => Box::new(InMemory {
                body: self.body.clone(),
                piece: at,
                at: 0,
            }),
            None => Box::new(io::empty()),
        })
    }
}

impl Read for Outgoing {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        loop {
            match self.now.read(buf) {
                Ok(0) if self.next < self.body.pieces.len() => {
                    self.now = self.open(self.next)?;
                    self.next += 1;
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }
}

struct InMemory {
    body: Body,
    piece: usize,
    at: usize,
}

impl Read for InMemory {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let Some(Piece::Bytes(bytes)) = self.body.pieces.get(self.piece) else {
            return Ok(0);
        };
        let n = bytes.get(self.at..).unwrap_or_default().read(buf)?;
        self.at += n;
        Ok(n)
    }
}

/// As much of a file as was announced: it may have changed since.
struct Exactly {
    file: fs_err::File,
    left: u64,
}

impl Read for Exactly {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left)
            .unwrap_or(buf.len())
            .min(buf.len());
        let Some(space) = buf.get_mut(..most).filter(|space| !space.is_empty()) else {
            return Ok(0);
        };
        match self.file.read(space)? {
            0 => Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                format!("{} became shorter", self.file.path().display()),
            )),
            n => {
                self.left -= n as u64;
                Ok(n)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn whole(body: &Body) -> io::Result<String> {
        let mut out = String::new();
        body.open().read_to_string(&mut out).map(|_| out)
    }

    #[test]
    fn pieces_come_in_their_order_and_again() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"file").unwrap();
        let body = Body::new(vec![
            Piece::Bytes(b"a".to_vec()),
            Piece::Bytes(Vec::new()),
            Piece::of_file(file.path().to_owned()).unwrap(),
            Piece::Bytes(b"z".to_vec()),
        ]);
        assert_eq!((body.length(), body.is_repeatable()), (Some(6), true));
        assert_eq!(whole(&body).unwrap(), "afilez");
        assert_eq!(whole(&body).unwrap(), "afilez");
        file.write_all(b"file").unwrap();
        assert_eq!(whole(&body).unwrap(), "afilez");
        file.as_file().set_len(1).unwrap();
        let error = whole(&body).unwrap_err();
        assert!(error.to_string().ends_with("became shorter"), "{error}");
    }

    #[test]
    fn a_stream_is_read_once_and_has_no_length() {
        let body = Body::new(vec![Piece::of_reader(Box::new(&b"once"[..]))]);
        assert_eq!((body.length(), body.is_repeatable()), (None, false));
        assert_eq!(whole(&body).unwrap(), "once");
        assert!(whole(&body).is_err());
    }
}
