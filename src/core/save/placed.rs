//! Files moved into their places, and back again when a later one fails.

use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{folder, not_written};
use crate::core::Result;

/// What stands in its place already, with what stood there before; taken back when dropped
/// before `keep`.
#[derive(Default)]
pub(super) struct Placed(Vec<(PathBuf, Option<NamedTempFile<()>>)>);

impl Placed {
    /// Puts a file there.
    pub fn put(&mut self, file: NamedTempFile, path: PathBuf, force: bool) -> Result<()> {
        place(file, &path, force)?;
        self.0.push((path, None));
        Ok(())
    }

    /// Puts a file there, and keeps what it replaces.
    pub fn replace(&mut self, file: NamedTempFile, path: PathBuf) -> Result<()> {
        let old = aside(&path)?;
        let placed = place(file, &path, true);
        if placed.is_ok() || fs_err::symlink_metadata(&path).is_err() {
            self.0.push((path, old)); // else it is still there, and its second name goes with `old`
        }
        placed
    }

    /// All stands: nothing is taken back any more.
    pub fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        for (path, old) in self.0.drain(..).rev() {
            // best effort: the first error is the one to tell
            match old.map(|old| old.persist(&path)) {
                Some(Err(stuck)) => drop(stuck.file.keep()), // better beside its place than gone
                Some(Ok(())) => {}
                None => drop(fs_err::remove_file(&path)),
            }
        }
    }
}

/// What stands at `path` under a second name beside it, so that it outlives being replaced; where
/// the file system has no second names it is moved there.
fn aside(path: &Path) -> Result<Option<NamedTempFile<()>>> {
    if fs_err::symlink_metadata(path).is_err() {
        return Ok(None);
    }
    let link = |beside: &Path| match fs_err::hard_link(path, beside) {
        Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => fs_err::rename(path, beside),
        other => other,
    };
    let mut builder = tempfile::Builder::new();
    let old = builder.prefix(".mtls-").suffix(".old");
    let old = old.make_in(folder(path), link);
    old.map(Some).map_err(|e| not_written(path, &e))
}

/// One file into its place, in one step.
pub(super) fn place(file: NamedTempFile, path: &Path, force: bool) -> Result<()> {
    if force {
        file.persist(path)
            .map_err(|e| not_written(path, &e.error))?;
    } else {
        file.persist_noclobber(path)
            .map_err(|e| match e.error.kind() {
                std::io::ErrorKind::AlreadyExists => super::in_the_way(path),
                _ => not_written(path, &e.error),
            })?;
    }
    Ok(())
}
