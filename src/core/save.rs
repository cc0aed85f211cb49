//! Writing files: born with their mode, whole or not at all, over nothing, together or none.

mod journal;
mod landing;
mod placed;

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::error::IS_FOLDER;
use super::{Error, Result};
pub use journal::Journal;
pub use landing::{Landing, abandon};
use placed::Placed;

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
/// Each is written whole to a new file beside its place and then moved there, through a link to
/// its target. With `force` what stood there is replaced, keeping its mode; without, it is an
/// error and nothing is touched. Devices come last: what they were given cannot be taken back.
///
/// # Errors
/// `WouldOverwrite` and `NotWritten`; everything is as it was before then.
pub fn save_all(drafts: &[Draft<'_>], force: bool) -> Result<()> {
    let targets: Vec<PathBuf> = drafts.iter().map(|draft| target(&draft.path)).collect();
    refuse_twins(&targets)?;
    if !force {
        for draft in drafts {
            check_free(&draft.path)?;
        }
    }
    let staged = drafts
        .iter()
        .zip(&targets)
        .map(|(draft, target)| stage(draft, target))
        .collect::<Result<Vec<_>>>()?;
    let may_fail_later = drafts.len() > 1;
    let mut placed = Placed::default();
    let mut devices = Vec::new();
    for ((file, draft), target) in staged.into_iter().zip(drafts).zip(targets) {
        match file {
            Some(file) if force && may_fail_later => placed.replace(file, target)?,
            Some(file) => placed.put(file, target, force)?,
            None => devices.push(draft),
        }
    }
    for device in devices {
        write_through(device)?;
    }
    placed.keep();
    Ok(())
}

/// Opens a file to go on at its end; it is made when it is not there.
///
/// # Errors
/// `NotWritten`.
pub fn append_to(path: &Path) -> Result<fs_err::File> {
    refuse_folder(path)?;
    let mut options = fs_err::OpenOptions::new();
    let opened = options.append(true).create(true).open(path);
    opened.map_err(|e| not_written(path, &e))
}

/// Makes the folders that a file's path leads through.
///
/// # Errors
/// `NotWritten`.
pub fn make_folders(path: &Path) -> Result<()> {
    fs_err::create_dir_all(folder(path)).map_err(|e| not_written(path, &e))
}

/// Whether something stands there already (a dangling link counts, a device or pipe does not:
/// it is written through, never replaced).
///
/// # Errors
/// `WouldOverwrite` if so.
pub fn check_free(path: &Path) -> Result<()> {
    refuse_folder(path)?;
    if fs_err::symlink_metadata(path).is_ok() && !is_device(path) {
        return Err(in_the_way(path));
    }
    Ok(())
}

/// A folder is no place for a file's content, with or without `force`.
///
/// # Errors
/// `NotWritten`.
pub fn refuse_folder(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Err(Error::NotWritten {
            path: path.display().to_string(),
            reason: IS_FOLDER.into(),
        });
    }
    Ok(())
}

/// What it is cannot be told from here: it may be a key.
fn in_the_way(path: &Path) -> Error {
    Error::WouldOverwrite {
        path: path.display().to_string(),
        private: true,
    }
}

/// Whether a file is, by its name, one that was being written here.
pub fn is_staged(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with(STAGED.0) && name.ends_with(STAGED.1))
}

/// One place, however it is spelled.
fn refuse_twins(targets: &[PathBuf]) -> Result<()> {
    let mut seen = HashSet::new();
    for target in targets {
        let folder = folder(target);
        let folder = fs_err::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        if !seen.insert(folder.join(target.file_name().unwrap_or_default())) {
            return Err(Error::Invalid {
                problem: format!("{} is named for two outputs", target.display()),
                fix: "give each output its own file".into(),
            });
        }
    }
    Ok(())
}

/// Where a path leads through links, also where nothing is yet; a device stays as it is named.
pub fn target(path: &Path) -> PathBuf {
    let mut at = path.to_owned();
    if is_device(path) {
        return at;
    }
    for _ in 0..MOST_LINKS {
        match fs_err::read_link(&at) {
            Ok(next) => at = folder(&at).join(next),
            Err(_) => break,
        }
    }
    at
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
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

fn stage(draft: &Draft<'_>, target: &Path) -> Result<Option<NamedTempFile>> {
    if is_device(target) {
        return Ok(None);
    }
    if target.is_dir() {
        return refuse_folder(&draft.path).map(|()| None);
    }
    let failed = |e: std::io::Error| not_written(&draft.path, &e);
    let mut file = create(draft, target).map_err(failed)?;
    file.write_all(draft.bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    Ok(Some(file))
}

/// Beside its place.
#[cfg(unix)]
fn create(draft: &Draft<'_>, target: &Path) -> std::io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let mode = Mode::of(target, draft.private);
    let file = builder()
        .permissions(PermissionsExt::from_mode(mode.bits))
        .tempfile_in(folder(target))?;
    if mode.is_of_before {
        file.as_file()
            .set_permissions(PermissionsExt::from_mode(mode.bits))?; // whatever the umask took of it
    }
    Ok(file)
}

/// The mode of what stands in a place: whoever closed a file to others means it of what comes after
/// it too. A private file is never open to others.
#[cfg(unix)]
struct Mode {
    bits: u32,
    is_of_before: bool,
}

#[cfg(unix)]
impl Mode {
    fn of(target: &Path, private: bool) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let widest = if private { 0o600 } else { 0o666 };
        let before = fs_err::metadata(target).ok();
        let before = before.map(|m| m.permissions().mode() & 0o777);
        Self {
            bits: match before {
                Some(mode) if private => mode & widest,
                Some(mode) => mode,
                None => widest, // the umask takes its share, as for any file
            },
            is_of_before: before.is_some(),
        }
    }
}

#[cfg(not(unix))]
fn create(_: &Draft<'_>, target: &Path) -> std::io::Result<NamedTempFile> {
    builder().tempfile_in(folder(target))
}

fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(STAGED.0).suffix(STAGED.1);
    builder
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

/// How the name of a file begins and ends that is not in its place yet.
const STAGED: (&str, &str) = (".mtls-", ".part");
/// Links followed one after another: as many as Linux does.
const MOST_LINKS: usize = 40;

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

    #[test]
    fn one_path_spelled_twice_is_one_path() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("./a"));
        let error = save_all(&[draft(a.clone(), false), draft(b, true)], true).unwrap_err();
        assert!(error.to_string().contains("two outputs"));
        #[cfg(unix)]
        {
            let link = dir.path().join("link");
            std::os::unix::fs::symlink("a", &link).unwrap();
            assert!(save_all(&[draft(a, false), draft(link, true)], true).is_err());
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_device_that_fails_takes_the_files_back() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        fs_err::write(&b, "old").unwrap();
        let full = || draft("/dev/full".into(), true);
        assert!(save_all(&[draft(a.clone(), false), full()], false).is_err());
        assert!(save_all(&[full(), draft(b.clone(), false)], true).is_err());
        assert_eq!(fs_err::read_to_string(&b).unwrap(), "old");
        assert_eq!(fs_err::read_dir(dir.path()).unwrap().count(), 1);
        save_all(&[draft(a, false), draft(b.clone(), false)], true).unwrap();
        assert_eq!(fs_err::read_to_string(&b).unwrap(), "new");
        assert_eq!(fs_err::read_dir(dir.path()).unwrap().count(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn what_was_closed_to_others_stays_so_and_links_are_written_through() {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs_err::metadata(path).unwrap().permissions().mode() & 0o777;
        let dir = tempfile::tempdir().unwrap();
        let (a, link) = (dir.path().join("a"), dir.path().join("link"));
        std::os::unix::fs::symlink("a", &link).unwrap();
        save_all(&[draft(link.clone(), false)], true).unwrap();
        for bits in [0o600, 0o640] {
            fs_err::set_permissions(&a, std::fs::Permissions::from_mode(bits)).unwrap();
            save_all(&[draft(link.clone(), false)], true).unwrap();
            assert_eq!(mode(&a), bits);
            Landing::begin(&link).unwrap().land().unwrap();
            assert_eq!(mode(&a), bits);
        }
        assert!(fs_err::read_link(&link).is_ok());
    }
}
