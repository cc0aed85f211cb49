//! Writing files: born with their mode, whole or not at all, over nothing, together or none.

use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{Error, Result};

/// One file to be written. `private` files are 0600 from their first byte.
pub struct Draft<'a> {
    /// Where it is to stand.
    pub path: PathBuf,
    /// All of it.
    pub bytes: &'a [u8],
    /// Whether only the owner may read it.
    pub private: bool,
}

/// Writes all drafts, or none.
///
/// Each is written whole to a new file beside its place and then moved there. With `force`
/// what stood there is replaced; without, it is an error and nothing is touched.
///
/// # Errors
/// `WouldOverwrite` and `NotWritten`; no file of this run is left behind then.
pub fn save_all(drafts: &[Draft<'_>], force: bool) -> Result<()> {
    refuse_twins(drafts)?;
    if !force {
        for draft in drafts {
            check_free(&draft.path)?;
        }
    }
    let staged = drafts.iter().map(stage).collect::<Result<Vec<_>>>()?;
    let mut placed: Vec<&Path> = Vec::new();
    for (file, draft) in staged.into_iter().zip(drafts) {
        let Some(file) = file else {
            write_through(draft)?;
            continue;
        };
        if let Err(error) = place(file, &draft.path, force) {
            if !force {
                for path in placed {
                    let _ = fs_err::remove_file(path); // best effort: the first error is the one to tell
                }
            }
            return Err(error);
        }
        placed.push(&draft.path);
    }
    Ok(())
}

/// A file written as its bytes come, for bodies: it stands beside its place until `land`, and is
/// gone when dropped before. A device or pipe is written straight through.
pub struct Landing {
    file: LandingFile,
    path: PathBuf,
}

enum LandingFile {
    Staged(NamedTempFile),
    Device(fs_err::File),
}

impl Landing {
    /// Prepares to write `path`; what stands there is replaced at the end, through a link too.
    ///
    /// # Errors
    /// `NotWritten`.
    pub fn begin(path: &Path) -> Result<Self> {
        let path = fs_err::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let draft = Draft {
            path: path.clone(),
            bytes: &[],
            private: false,
        };
        let file = match stage(&draft)? {
            Some(file) => LandingFile::Staged(file),
            None => LandingFile::Device(open_device(&path)?),
        };
        Ok(Self { file, path })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// `NotWritten`.
    pub fn land(self) -> Result<()> {
        match self.file {
            LandingFile::Staged(file) => place(file, &self.path, true),
            LandingFile::Device(_) => Ok(()),
        }
    }
}

impl Write for Landing {
    fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
        match &mut self.file {
            LandingFile::Staged(file) => file.write(buf),
            LandingFile::Device(file) => file.write(buf),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match &mut self.file {
            LandingFile::Staged(file) => file.flush(),
            LandingFile::Device(file) => file.flush(),
        }
    }
}

/// Whether something stands there already (a dangling link counts, a device or pipe does not:
/// it is written through, never replaced).
///
/// # Errors
/// `WouldOverwrite` if so.
pub fn check_free(path: &Path) -> Result<()> {
    if fs_err::symlink_metadata(path).is_ok() && !is_device(path) {
        return Err(Error::WouldOverwrite {
            path: path.display().to_string(),
        });
    }
    Ok(())
}

fn refuse_twins(drafts: &[Draft<'_>]) -> Result<()> {
    for (i, draft) in drafts.iter().enumerate() {
        if drafts
            .iter()
            .skip(i + 1)
            .any(|other| other.path == draft.path)
        {
            return Err(Error::Invalid {
                problem: format!("{} is named for two outputs", draft.path.display()),
                fix: "give each output its own file".into(),
            });
        }
    }
    Ok(())
}

/// A device, pipe or socket: `/dev/null`, `/dev/stdout`, a named pipe.
fn is_device(path: &Path) -> bool {
    fs_err::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir())
}

fn write_through(draft: &Draft<'_>) -> Result<()> {
    open_device(&draft.path)?
        .write_all(draft.bytes)
        .map_err(|e| not_written(&draft.path, &e))
}

fn open_device(path: &Path) -> Result<fs_err::File> {
    fs_err::OpenOptions::new()
        .write(true)
        .open(path)
        .map_err(|e| not_written(path, &e))
}

fn stage(draft: &Draft<'_>) -> Result<Option<NamedTempFile>> {
    if is_device(&draft.path) {
        return Ok(None);
    }
    if draft.path.is_dir() {
        return Err(Error::NotWritten {
            path: draft.path.display().to_string(),
            reason: "it is a folder".into(),
        });
    }
    let folder = match draft.path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let failed = |e: std::io::Error| not_written(&draft.path, &e);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".mtls-").suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(
        if draft.private {
            0o600
        } else {
            0o666 // the umask takes its share, as for any file
        },
    ));
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(draft.bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    Ok(Some(file))
}

fn place(file: NamedTempFile, path: &Path, force: bool) -> Result<()> {
    if force {
        file.persist(path)
            .map_err(|e| not_written(path, &e.error))?;
    } else {
        file.persist_noclobber(path)
            .map_err(|e| match e.error.kind() {
                std::io::ErrorKind::AlreadyExists => Error::WouldOverwrite {
                    path: path.display().to_string(),
                },
                _ => not_written(path, &e.error),
            })?;
    }
    Ok(())
}

fn not_written(path: &Path, error: &std::io::Error) -> Error {
    let reason = match error.kind() {
        // a file that is yet to be cannot be missing
        std::io::ErrorKind::NotFound => "its folder does not exist".into(),
        _ => super::error::plain_io(error),
    };
    Error::NotWritten {
        path: path.display().to_string(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(path: PathBuf, private: bool) -> Draft<'static> {
        Draft {
            path,
            bytes: b"new",
            private,
        }
    }

    #[test]
    fn two_files_appear_together_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("missing/b"));
        let error = save_all(&[draft(a.clone(), false), draft(b, true)], false).unwrap_err();
        assert!(matches!(error, Error::NotWritten { .. }));
        assert_eq!(fs_err::read_dir(dir.path()).unwrap().count(), 0);
        assert!(!a.exists());
    }

    #[test]
    fn nothing_is_overwritten_unasked() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        fs_err::write(&b, "old").unwrap();
        let drafts = [draft(a.clone(), false), draft(b.clone(), true)];
        assert!(matches!(
            save_all(&drafts, false),
            Err(Error::WouldOverwrite { .. })
        ));
        assert!(!a.exists());
        assert_eq!(fs_err::read_to_string(&b).unwrap(), "old");
        save_all(&drafts, true).unwrap();
        assert_eq!(fs_err::read_to_string(&b).unwrap(), "new");
    }

    #[cfg(unix)]
    #[test]
    fn private_files_are_born_0600_even_over_an_open_one() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let key = dir.path().join("key");
        fs_err::write(&key, "old").unwrap();
        save_all(&[draft(key.clone(), true)], true).unwrap();
        assert_eq!(
            fs_err::metadata(&key).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn one_path_cannot_take_two_outputs() {
        let dir = tempfile::tempdir().unwrap();
        let a = dir.path().join("a");
        let error = save_all(&[draft(a.clone(), false), draft(a, true)], false).unwrap_err();
        assert!(error.to_string().contains("two outputs"));
    }
}
