//! A file to which whole lines are added, one process at a time; what was added last can be taken
//! back. Must not know what the lines say.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{not_written, refuse_folder};
use crate::core::Result;

/// A journal that is held, and locked until it is dropped.
pub struct Journal {
    path: PathBuf,
    file: fs_err::File,
    /// Whether it was made for this.
    is_new: bool,
    /// How long it was, in bytes.
    before: u64,
    kept: bool,
}

impl Journal {
    /// Opens it, made when it is not there, and waits until no other process holds it.
    ///
    /// # Errors
    /// `NotWritten`.
    pub fn open(path: &Path) -> Result<Self> {
        Self::made(path, 0o666)
    }

    /// The same for one that only its owner may read when it is made; one that is there keeps its
    /// mode, and need not be readable.
    ///
    /// # Errors
    /// `NotWritten`.
    pub fn open_private(path: &Path) -> Result<Self> {
        Self::made(path, 0o600)
    }

    fn made(path: &Path, mode: u32) -> Result<Self> {
        refuse_folder(path)?;
        let failed = |e: std::io::Error| not_written(path, &e);
        let (file, is_new) = held(path, mode).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        Ok(Self {
            path: path.to_owned(),
            file,
            is_new: is_new && length == 0,
            before: length,
            kept: false,
        })
    }

    /// Adds a line, without its line end, and brings it to the disk; it is taken back when the
    /// journal is dropped without `keep`.
    ///
    /// # Errors
    /// `NotWritten`.
    pub fn add(&mut self, line: &str) -> Result<()> {
        let open_end = self.has_open_end().unwrap_or(false);
        let start = if open_end { "\n" } else { "" };
        let whole = format!("{start}{line}\n");
        let written = self.file.write_all(whole.as_bytes());
        let synced = |()| match self.file.sync_all() {
            // a pipe or device keeps nothing
            Err(e) if e.kind() == std::io::ErrorKind::InvalidInput => Ok(()),
            other => other,
        };
        written
            .and_then(synced)
            .map_err(|e| not_written(&self.path, &e))
    }

    /// What was added stays.
    pub fn keep(mut self) {
        self.kept = true;
    }

    /// Whether its last line was left without an end.
    fn has_open_end(&mut self) -> std::io::Result<bool> {
        if self.before == 0 {
            return Ok(false);
        }
        let mut last = [0];
        self.file.seek(SeekFrom::End(-1))?;
        self.file.read_exact(&mut last)?;
        Ok(last != *b"\n")
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        // best effort: the run has failed already, and says why
        let _ = self.file.set_len(self.before);
        if self.is_new {
            let _ = fs_err::remove_file(&self.path);
        }
    }
}

/// The file, locked, and whether it was made. One that another process took away again while this
/// waited is no longer the journal.
fn held(path: &Path, mode: u32) -> std::io::Result<(fs_err::File, bool)> {
    loop {
        let is_new = fs_err::symlink_metadata(path).is_err();
        let file = match opened(path, mode, true) {
            // one that may be written and not read
            Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => {
                opened(path, mode, false)?
            }
            other => other?,
        };
        match file.file().lock() {
            // a file system without locks
            Err(e) if e.kind() == std::io::ErrorKind::Unsupported => return Ok((file, is_new)),
            other => other?,
        }
        if is_there(&file, path) {
            return Ok((file, is_new));
        }
    }
}

fn opened(path: &Path, mode: u32, readable: bool) -> std::io::Result<fs_err::File> {
    let mut options = fs_err::OpenOptions::new();
    options.read(readable).append(true).create(true);
    #[cfg(unix)]
    {
        use fs_err::os::unix::fs::OpenOptionsExt;
        options.mode(mode);
    }
    #[cfg(not(unix))]
    let _ = mode;
    options.open(path)
}

#[cfg(unix)]
fn is_there(file: &fs_err::File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(own), Ok(there)) = (file.metadata(), fs_err::metadata(path)) else {
        return false;
    };
    (own.dev(), own.ino()) == (there.dev(), there.ino())
}

#[cfg(not(unix))]
fn is_there(_: &fs_err::File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_added_whole_and_taken_back_unless_they_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("journal");
        let text = || fs_err::read_to_string(&path).unwrap();
        Journal::open(&path).unwrap().add("lost").unwrap();
        assert!(!path.exists());
        fs_err::write(&path, "one").unwrap(); // without a line end
        let mut journal = Journal::open(&path).unwrap();
        journal.add("two").unwrap();
        journal.keep();
        assert_eq!(text(), "one\ntwo\n");
        Journal::open(&path).unwrap().add("lost").unwrap();
        assert_eq!(text(), "one\ntwo\n");
    }
}
