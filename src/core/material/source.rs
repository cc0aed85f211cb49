//! Where bytes come from, and reading them within a limit. Knows nothing of what they mean.

use std::convert::Infallible;
use std::fmt;
use std::io::Read;
use std::path::PathBuf;
use std::str::FromStr;

use zeroize::Zeroizing;

use crate::core::error::{CHECK_PATH, plain_io};
use crate::core::{Error, Result, placeholder};

/// A place to read material from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file by its path.
    File(PathBuf),
    /// Standard input, written `-`.
    Stdin,
}

/// How a source is named to the user.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin(String);

/// What was read, wiped on drop because it may hold a private key.
pub struct Input {
    /// Where it came from.
    pub origin: Origin,
    /// All of it, at most `MAX_INPUT` bytes.
    pub bytes: Zeroizing<Vec<u8>>,
}

impl FromStr for Source {
    type Err = Infallible;

    fn from_str(text: &str) -> std::result::Result<Self, Infallible> {
        Ok(if text == "-" {
            Self::Stdin
        } else {
            Self::File(text.into())
        })
    }
}

impl From<&std::path::Path> for Source {
    fn from(path: &std::path::Path) -> Self {
        if path.as_os_str() == "-" {
            Self::Stdin
        } else {
            Self::File(path.to_owned())
        }
    }
}

impl Source {
    /// The permission bits of a regular file; `None` of standard input, of all that is no file,
    /// and where the system has none.
    pub fn mode(&self) -> Option<u32> {
        #[cfg(unix)]
        if let Self::File(path) = self {
            use std::os::unix::fs::PermissionsExt;
            let meta = fs_err::metadata(path).ok()?;
            return meta.is_file().then(|| meta.permissions().mode() & 0o777);
        }
        None
    }

    /// As it was typed.
    pub fn as_text(&self) -> std::borrow::Cow<'_, str> {
        match self {
            Self::File(path) => path.to_string_lossy(),
            Self::Stdin => "-".into(),
        }
    }

    /// Whether others than its owner may read it, by these bits.
    pub fn is_open_to_others(mode: u32) -> bool {
        mode & 0o077 != 0
    }

    /// Its name in messages.
    pub fn origin(&self) -> Origin {
        match self {
            Self::File(path) if is_content(path) => Origin::named("(the content of a file)"),
            Self::File(path) => Origin::named(path.display().to_string()),
            Self::Stdin => Origin::named("standard input"),
        }
    }

    /// Reads it whole; `stdin` serves `-`.
    ///
    /// # Errors
    /// `Unreadable` for what the system refuses, `TooLarge` over `MAX_INPUT` bytes.
    pub fn read(&self, stdin: &mut dyn Read) -> Result<Input> {
        let origin = self.origin();
        match self {
            Self::Stdin => read_limited(stdin, 0, origin),
            Self::File(path) if is_content(path) => Err(Error::Invalid {
                problem: "the content of a file stands where its name belongs; it is not shown"
                    .into(),
                fix: "write it to a file and name that, or pipe it in and name -".into(),
            }),
            Self::File(path) => {
                let file = fs_err::File::open(path).map_err(|e| unreadable(&origin, &e))?;
                let meta = file.metadata().map_err(|e| unreadable(&origin, &e))?;
                if meta.is_dir() {
                    return Err(Error::Unreadable {
                        origin,
                        reason: "it is a folder".into(),
                        fix: CHECK_PATH,
                    });
                }
                if meta.len() > MAX_INPUT {
                    return Err(Error::TooLarge {
                        origin,
                        limit: MAX_INPUT,
                    });
                }
                read_limited(&mut { file }, meta.len(), origin)
            }
        }
    }
}

impl Origin {
    /// A name as the user typed it.
    pub fn named(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the system refused.
pub(super) fn unreadable(origin: &Origin, error: &std::io::Error) -> Error {
    let left_in = placeholder::in_value(&origin.0);
    match left_in.filter(|_| error.kind() == std::io::ErrorKind::NotFound) {
        Some(placeholder) => Error::Invalid {
            problem: format!(
                "the name of a file is still the placeholder {placeholder} of a sample"
            ),
            fix: "put the name of your own file in its place".into(),
        },
        None => Error::Unreadable {
            origin: origin.clone(),
            reason: plain_io(error),
            fix: CHECK_PATH,
        },
    }
}

/// A variable that holds a key, put where the name of its file belongs: never to be repeated in a
/// message.
fn is_content(path: &std::path::Path) -> bool {
    let name = path.as_os_str().as_encoded_bytes();
    name.len() > LONGEST_NAME || name.contains(&b'\n') || name.starts_with(b"-----BEGIN")
}

fn read_limited(reader: &mut dyn Read, expected: u64, origin: Origin) -> Result<Input> {
    // Reserved at once: a vector that grows leaves copies of a key behind it.
    let capacity = usize::try_from(expected).unwrap_or(0).max(16 << 10) + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(capacity));
    reader
        .take(MAX_INPUT + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| unreadable(&origin, &e))?;
    if bytes.len() as u64 > MAX_INPUT {
        return Err(Error::TooLarge {
            origin,
            limit: MAX_INPUT,
        });
    }
    Ok(Input { origin, bytes })
}

/// Paths are shorter than this, in bytes; a PFX or RSA key in base64 is longer.
const LONGEST_NAME: usize = 1024;
/// The most that is read from one source: 64 MiB, some 90,000 certificates in PEM.
pub const MAX_INPUT: u64 = 64 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_and_a_missing_file_are_named_as_such() {
        let dir = tempfile::tempdir().unwrap();
        let mut none: &[u8] = b"";
        let read = |path: PathBuf, none: &mut &[u8]| match Source::File(path).read(none) {
            Err(e) => e.to_string(),
            Ok(_) => String::new(),
        };
        assert!(read(dir.path().to_owned(), &mut none).ends_with("it is a folder"));
        assert!(read(dir.path().join("x"), &mut none).ends_with("no such file"));
    }

    #[test]
    fn endless_input_stops_at_the_limit() {
        let error = Source::Stdin.read(&mut std::io::repeat(0)).err().unwrap();
        assert!(matches!(error, Error::TooLarge { .. }));
    }
}
