//! A file written as its bytes come, in its place only when it is whole.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use tempfile::NamedTempFile;

use super::placed::place;
use super::{Draft, is_device, not_written, open_device, refuse_folder, stage, target};
use crate::core::Result;

/// A file on its way. Where the system can, it has no name until `land`, so that nothing is left
/// of it however the process ends; elsewhere it stands beside its place, and is gone when dropped
/// before. A device or pipe is written straight through.
pub struct Landing {
    file: File,
    target: PathBuf,
}

enum File {
    #[cfg(target_os = "linux")]
    Unnamed(fs_err::File),
    Staged(NamedTempFile, Listed),
    Device(fs_err::File),
}

impl Landing {
    /// Prepares to write `path`; what stands there is replaced at the end, through a link too.
    ///
    /// # Errors
    /// `NotWritten`.
    pub fn begin(path: &Path) -> Result<Self> {
        let target = target(path);
        if is_device(&target) {
            let file = File::Device(open_device(path)?);
            return Ok(Self { file, target });
        }
        refuse_folder(path)?;
        #[cfg(target_os = "linux")]
        if let Ok(file) = unnamed::create(&target) {
            let file = File::Unnamed(file);
            return Ok(Self { file, target });
        }
        let draft = Draft {
            path: path.to_owned(),
            bytes: &[],
            private: false,
        };
        let file = match stage(&draft, &target)? {
            Some(file) => {
                let listed = Listed::new(file.path());
                File::Staged(file, listed)
            }
            None => File::Device(open_device(path)?),
        };
        Ok(Self { file, target })
    }

    /// Whether it is written straight through.
    pub fn is_device(&self) -> bool {
        matches!(self.file, File::Device(_))
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// `NotWritten`.
    pub fn land(self) -> Result<()> {
        self.put(true)
    }

    /// The same with this date of its last change, where there is one.
    ///
    /// # Errors
    /// `NotWritten`.
    pub fn land_dated(self, changed: Option<SystemTime>) -> Result<()> {
        self.date(changed)?;
        self.land()
    }

    /// The same where nothing may stand there by now.
    ///
    /// # Errors
    /// `WouldOverwrite` and `NotWritten`.
    pub fn land_new_dated(self, changed: Option<SystemTime>) -> Result<()> {
        self.date(changed)?;
        self.land_new()
    }

    fn date(&self, changed: Option<SystemTime>) -> Result<()> {
        let file = match &self.file {
            #[cfg(target_os = "linux")]
            File::Unnamed(file) => file.file(),
            File::Staged(file, _) => file.as_file(),
            File::Device(_) => return Ok(()),
        };
        let dated = changed.map_or(Ok(()), |changed| file.set_modified(changed));
        dated.map_err(|e| not_written(&self.target, &e))
    }

    /// The same where nothing may stand there by now.
    ///
    /// # Errors
    /// `WouldOverwrite` and `NotWritten`.
    pub fn land_new(self) -> Result<()> {
        self.put(false)
    }

    fn put(self, force: bool) -> Result<()> {
        match self.file {
            #[cfg(target_os = "linux")]
            File::Unnamed(file) => match unnamed::link(&file, &self.target, force) {
                Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
                    Err(super::in_the_way(&self.target))
                }
                other => other.map_err(|e| not_written(&self.target, &e)),
            },
            File::Staged(file, _listed) => place(file, &self.target, force),
            File::Device(_) => Ok(()),
        }
    }
}

impl Write for Landing {
    fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
        match &mut self.file {
            #[cfg(target_os = "linux")]
            File::Unnamed(file) => file.write(buf),
            File::Staged(file, _) => file.write(buf),
            File::Device(file) => file.write(buf),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match &mut self.file {
            #[cfg(target_os = "linux")]
            File::Unnamed(file) => file.flush(),
            File::Staged(file, _) => file.flush(),
            File::Device(file) => file.flush(),
        }
    }
}

/// Removes what is on its way and has a name, for a process that a signal is about to end.
pub fn abandon() {
    let all = STAGED.lock().unwrap_or_else(PoisonError::into_inner);
    for path in all.iter() {
        drop(fs_err::remove_file(path)); // best effort: nobody is left to tell
    }
}

/// A name that `abandon` is to remove.
struct Listed(PathBuf);

impl Listed {
    fn new(path: &Path) -> Self {
        let mut all = STAGED.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        let mut all = STAGED.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|path| *path != self.0);
    }
}

static STAGED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Files that get their name at the end (`O_TMPFILE`, open(2)).
#[cfg(target_os = "linux")]
mod unnamed {
    use std::io;
    use std::os::fd::AsRawFd;
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};

    use crate::core::save::{Mode as FileMode, builder, folder};

    pub fn create(target: &Path) -> io::Result<fs_err::File> {
        if !Path::new(DESCRIPTORS).is_dir() {
            return Err(io::ErrorKind::Unsupported.into());
        }
        let mode = FileMode::of(target, false);
        let bits = Mode::from_raw_mode(mode.bits);
        let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
        let opened = open(folder(target), flags, bits)?;
        let file = fs_err::File::from_parts(opened.into(), target);
        if mode.is_of_before {
            // whatever the umask took of it
            file.set_permissions(PermissionsExt::from_mode(mode.bits))?;
        }
        Ok(file)
    }

    pub fn link(file: &fs_err::File, target: &Path, force: bool) -> io::Result<()> {
        let from = format!("{DESCRIPTORS}/{}", file.as_raw_fd());
        let name = |path: &Path| -> io::Result<()> {
            Ok(linkat(CWD, &from, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
        };
        match name(target) {
            Err(e) if force && e.kind() == io::ErrorKind::AlreadyExists => {
                let beside = builder().make_in(folder(target), name)?;
                beside.persist(target).map_err(|e| e.error)
            }
            other => other,
        }
    }

    const DESCRIPTORS: &str = "/proc/self/fd";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_a_name_before_it_is_whole() {
        let dir = tempfile::tempdir().unwrap();
        let names = || fs_err::read_dir(dir.path()).unwrap().count();
        let path = dir.path().join("a");
        for (text, force) in [("one", true), ("two", true), ("three", false)] {
            let before = names();
            let mut landing = Landing::begin(&path).unwrap();
            landing.write_all(text.as_bytes()).unwrap();
            if cfg!(target_os = "linux") {
                assert_eq!(names(), before);
            }
            let landed = landing.put(force);
            assert_eq!(landed.is_ok(), force);
            assert_eq!(names(), 1);
        }
        assert_eq!(fs_err::read_to_string(&path).unwrap(), "two");
        drop(Landing::begin(&path).unwrap());
        assert_eq!(names(), 1);
    }

    #[test]
    fn what_has_a_name_is_removed_when_all_is_abandoned() {
        let dir = tempfile::tempdir().unwrap();
        let staged = dir.path().join("b");
        fs_err::write(&staged, "").unwrap();
        let listed = Listed::new(&staged);
        abandon();
        assert!(!staged.exists());
        fs_err::write(&staged, "").unwrap();
        drop(listed);
        abandon();
        assert!(staged.exists());
    }
}
