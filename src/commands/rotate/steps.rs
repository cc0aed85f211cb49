//! The steps of a switch as the file system takes them, and the way back from them. Decides nothing.

use std::path::Path;

use zeroize::Zeroizing;

use crate::core::error::plain_io;
use crate::core::material::Source;
use crate::core::profile::slots::Slots;
use crate::core::save::{self, Draft};
use crate::core::{Error, Result};

/// The certificate of the old one first, which tells that it is begun; the current certificate last.
pub fn change(slots: &Slots) -> Result<()> {
    for (file, place) in slots.current.files().zip(slots.old.files()) {
        second_name(file, place, slots.current.is_private(file))?;
    }
    synced(&slots.old.cert);
    let steps: Vec<(&Path, &Path)> = slots.next.files().zip(slots.current.files()).collect();
    for (file, place) in steps.into_iter().rev() {
        if file.exists() {
            readable_as(place, file, slots.current.is_private(place));
            into_place(file, place)?;
        }
    }
    synced(&slots.current.cert);
    Ok(())
}

/// The same file under a second name, over nothing; a copy where the file system has no such names.
pub fn second_name(file: &Path, place: &Path, private: bool) -> Result<()> {
    if place.exists() {
        return Ok(()); // by the run that was cut short
    }
    if fs_err::hard_link(file, place).is_ok() {
        return Ok(());
    }
    let bytes = bytes(file)?;
    let draft = Draft {
        path: place.to_owned(),
        bytes: &bytes,
        private,
    };
    save::save_all(&[draft], false)
}

/// Whoever could read the one that is replaced can read what takes its place: mode, group and, where
/// the system lets us, owner. A server that runs as another user would not start again otherwise.
#[cfg(unix)]
pub fn readable_as(place: &Path, file: &Path, private: bool) {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let Ok(before) = fs_err::metadata(place) else {
        return;
    };
    // owner and group first: the mode of a file that could not be given away stays narrow
    let is_given = std::os::unix::fs::chown(file, Some(before.uid()), Some(before.gid())).is_ok()
        || std::os::unix::fs::chown(file, None, Some(before.gid())).is_ok();
    if is_given {
        let widest = if private { 0o770 } else { 0o777 };
        let mode = PermissionsExt::from_mode(before.mode() & widest);
        let _ = fs_err::set_permissions(file, mode);
    }
}

/// Elsewhere the folder says who may read.
#[cfg(not(unix))]
pub fn readable_as(_: &Path, _: &Path, _: bool) {}

pub fn into_place(file: &Path, place: &Path) -> Result<()> {
    fs_err::rename(file, place).map_err(|e| not_written(place, &e))
}

/// After a step that failed: the key of before under its name, and nothing in the old one's place.
pub fn take_back(slots: &Slots) {
    // best effort: the first error is the one to tell, and `state` reads what is left
    if let (Some(key), Some(old), Some(next)) =
        (&slots.current.key, &slots.old.key, &slots.next.key)
        && !next.exists()
        && old.exists()
    {
        // each may be the only one of its kind where the file system has no second names
        let is_back = fs_err::rename(key, next).and_then(|()| fs_err::rename(old, key));
        if is_back.is_err() {
            return;
        }
    }
    for file in [slots.old.key.as_deref(), Some(&slots.old.cert)] {
        let _ = file.map(remove);
    }
}

/// A folder's names brought to the disk, where the system can.
pub fn synced(file: &Path) {
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    if let Ok(folder) = fs_err::File::open(folder.unwrap_or(Path::new("."))) {
        let _ = folder.sync_all();
    }
}

/// The bytes of a file that may hold a key.
pub fn bytes(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let read = Source::from(path).read(&mut std::io::empty());
    read.map(|input| input.bytes).map_err(|error| match error {
        Error::Unreadable { origin, reason, .. } => Error::Unreadable {
            origin,
            reason,
            fix: "put the file there, or correct its path in the profile",
        },
        other => other,
    })
}

/// A file that may not be there.
///
/// # Errors
/// `NotWritten`.
pub fn remove(file: &Path) -> Result<()> {
    match fs_err::remove_file(file) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(not_written(file, &e)),
        _ => Ok(()),
    }
}

fn not_written(file: &Path, e: &std::io::Error) -> Error {
    Error::NotWritten {
        path: file.display().to_string(),
        reason: plain_io(e),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::profile::slots::Pair;

    #[test]
    fn what_is_taken_back_without_second_names_is_lost_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let pair = |word: &str| Pair {
            cert: at(&format!("c{word}.crt")),
            key: Some(at(&format!("c{word}.key"))),
        };
        let slots = Slots {
            current: pair(""),
            next: pair(".next"),
            next_key: at("c.next.key"),
            request: at("c.next.csr"),
            old: pair(".old"),
        };
        let text = |name: &str| fs_err::read_to_string(at(name)).unwrap();
        // copies, as where there are no second names; the next key is moved, its certificate is not
        for (name, text) in [
            ("c.crt", "old cert"),
            ("c.old.crt", "old cert"),
            ("c.key", "next key"),
            ("c.old.key", "old key"),
            ("c.next.crt", "next cert"),
        ] {
            fs_err::write(at(name), text).unwrap();
        }
        take_back(&slots);
        assert_eq!(
            (text("c.key"), text("c.next.key")),
            ("old key".into(), "next key".into())
        );
        assert!(!at("c.old.crt").exists() && !at("c.old.key").exists());
        // where a key cannot be moved back nothing is removed
        fs_err::remove_file(at("c.next.key")).unwrap();
        fs_err::remove_file(at("c.key")).unwrap();
        fs_err::write(at("c.old.crt"), "old cert").unwrap();
        fs_err::write(at("c.old.key"), "old key").unwrap();
        take_back(&slots);
        assert_eq!(
            (text("c.old.key"), text("c.old.crt")),
            ("old key".into(), "old cert".into())
        );
    }
}
