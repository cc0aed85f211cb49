//! Tokens kept for the next run: one private file each, in a folder of the user's own. The name of
//! a file is a digest; in it stand the token and what it is for, and no other secret. Must not
//! know where the folder is.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::core::clock::Time;
use crate::core::error::plain_io;
use crate::core::material::sha256_hex;
use crate::core::save::{Draft, is_staged, save_all};
use crate::core::secret::Secret;

/// Where tokens are kept.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
}

/// What tells one token from another: everything that was asked for, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(String);

/// A token that was kept.
#[derive(Debug)]
pub struct Kept {
    /// The token itself.
    pub access_token: Secret,
    /// As the server spelled it.
    pub token_type: String,
    /// When it ends.
    pub expires_at: Time,
}

/// What a token is for, to be found by `clear`. Fit for messages: no password, no secret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    /// The token endpoint, or the issuer that names it.
    pub endpoint: String,
    /// The client id.
    pub client_id: String,
}

/// What is held while a token is asked for, so that others wait for it; let go when dropped, and
/// by the system when the process dies.
#[derive(Debug)]
pub struct Turn {
    _file: fs_err::File,
}

/// A file of the cache.
#[derive(Serialize, Deserialize)]
struct Entry {
    version: u32,
    key: String,
    endpoint: String,
    client_id: String,
    token_type: String,
    obtained_at: i64,
    expires_at: i64,
    access_token: String,
}

impl Cache {
    /// A folder, made when it is missing: for its owner alone.
    ///
    /// # Errors
    /// Why nothing may be kept there, in words: it cannot be made, or others can write to it.
    pub fn open(folder: &Path) -> Result<Self, String> {
        let failed = |e: std::io::Error| format!("{}: {}", folder.display(), plain_io(&e));
        fs_err::create_dir_all(folder).map_err(failed)?;
        private::own_folder(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// The token kept under a key, when it is good for longer than `margin` says for its life (both
    /// in seconds), else than its last tenth or five minutes.
    ///
    /// # Errors
    /// Why the file that is there does not count, in words; a damaged one is as if it were not
    /// there.
    pub fn find(
        &self,
        key: &Key,
        now: Time,
        margin: impl Fn(i64) -> Option<i64>,
    ) -> Result<Option<Kept>, String> {
        let path = self.entry(key);
        let Some(mut entry) = read(&path)? else {
            return Ok(None);
        };
        let good = entry.key == key.0 && entry.is_fresh(now, margin);
        let kept = good.then(|| Kept {
            access_token: Secret::new(entry.access_token.as_bytes()),
            token_type: entry.token_type.clone(),
            expires_at: Time::from_unix(entry.expires_at),
        });
        entry.access_token.zeroize();
        Ok(kept)
    }

    /// Keeps a token that lasts so many seconds from now; what has expired goes.
    ///
    /// # Errors
    /// Why it cannot be kept, in words.
    pub fn keep(&self, key: &Key, label: &Label, token: &Kept, now: Time) -> Result<(), String> {
        self.prune(now);
        let path = self.entry(key);
        if fs_err::symlink_metadata(&path).is_ok_and(|meta| !meta.is_file()) {
            // never through a link to somewhere else
            fs_err::remove_file(&path).map_err(|e| plain_io(&e))?;
        }
        let mut entry = Entry {
            version: VERSION,
            key: key.0.clone(),
            endpoint: label.endpoint.clone(),
            client_id: label.client_id.clone(),
            token_type: token.token_type.clone(),
            obtained_at: now.unix(),
            expires_at: token.expires_at.unix(),
            // exposed to be kept
            access_token: token.access_token.expose_text().unwrap_or_default().into(),
        };
        let bytes = serde_json::to_vec(&entry).map_err(|e| e.to_string());
        entry.access_token.zeroize();
        let bytes = zeroize::Zeroizing::new(bytes?);
        let draft = Draft {
            path,
            bytes: &bytes,
            private: true,
        };
        save_all(&[draft], true).map_err(|e| e.to_string())
    }

    /// Waits for the turn to ask for a token, at most so long; `None` when it has not come.
    ///
    /// # Errors
    /// Why nobody can wait here, in words.
    pub fn turn(&self, key: &Key, longest: Duration) -> Result<Option<Turn>, String> {
        let path = self.folder.join(key.lock());
        let file = private::lock_file(&path).map_err(|e| plain_io(&e))?;
        let since = Instant::now();
        let mut pause = Duration::from_millis(5);
        loop {
            let Err(taken) = file.try_lock() else {
                return Ok(Some(Turn { _file: file }));
            };
            let taken = std::io::Error::from(taken);
            if taken.kind() != std::io::ErrorKind::WouldBlock {
                return Err(plain_io(&taken));
            }
            if since.elapsed() >= longest {
                return Ok(None);
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Forgets all tokens that the question is answered yes for; says how many.
    ///
    /// # Errors
    /// What could not be removed, in words.
    pub fn clear(&self, goes: impl Fn(&Label) -> bool) -> Result<usize, String> {
        let mut cleared = 0;
        for path in self.files("json") {
            let label = match read(&path) {
                Ok(Some(entry)) => entry.label(),
                _ => Label::default(), // whatever it is, it is no token of anyone's
            };
            if goes(&label) {
                fs_err::remove_file(&path).map_err(|e| e.to_string())?;
                cleared += 1;
            }
        }
        for path in self.leftovers() {
            drop(fs_err::remove_file(&path)); // whoever is writing it has put it in its place
        }
        Ok(cleared)
    }

    fn prune(&self, now: Time) {
        for path in self.files("json") {
            if let Ok(Some(entry)) = read(&path)
                && entry.expires_at <= now.unix()
            {
                drop(fs_err::remove_file(&path)); // the next run tries again
            }
        }
        for path in self.leftovers() {
            let written = fs_err::metadata(&path).and_then(|meta| meta.modified());
            let written = written
                .ok()
                .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            let now = u64::try_from(now.unix()).unwrap_or(0);
            if written.is_some_and(|at| now.saturating_sub(at.as_secs()) > LONGEST_WRITE) {
                drop(fs_err::remove_file(&path));
            }
        }
    }

    /// Files of runs that were killed before they had put them in their place: each may hold a
    /// token. One that is being written just now is among them.
    fn leftovers(&self) -> Vec<PathBuf> {
        let entries = fs_err::read_dir(&self.folder).into_iter().flatten();
        let paths = entries.flatten().map(|entry| entry.path());
        paths.filter(|path| is_staged(path)).collect()
    }

    fn entry(&self, key: &Key) -> PathBuf {
        self.folder.join(format!("{}.json", key.0))
    }

    /// Our files of one kind; a stranger's name is left alone.
    fn files(&self, ending: &str) -> Vec<PathBuf> {
        let entries = fs_err::read_dir(&self.folder).into_iter().flatten();
        let paths = entries.flatten().map(|entry| entry.path());
        let is_ours = |path: &PathBuf| {
            let stem = path
                .file_stem()
                .and_then(|s| s.to_str())
                .unwrap_or_default();
            path.extension().is_some_and(|e| e == ending)
                && stem.len() == DIGEST
                && stem.bytes().all(|b| b.is_ascii_hexdigit())
        };
        paths.filter(is_ours).collect()
    }
}

impl Key {
    /// The file to lock: one for many, as it is never removed. Whoever removes a lock takes it
    /// away from those who hold it.
    fn lock(&self) -> String {
        format!("{}.lock", self.0.get(..2).unwrap_or_default())
    }

    /// Of everything that makes a difference, in order.
    pub fn of(parts: &[&str]) -> Self {
        let mut text = format!("mtls token {VERSION}\n");
        for part in parts {
            // the length before each keeps what is side by side apart
            text.push_str(&format!("{}:{part}\n", part.len()));
        }
        Self(sha256_hex(text.as_bytes()))
    }
}

impl Entry {
    fn label(&self) -> Label {
        Label {
            endpoint: self.endpoint.clone(),
            client_id: self.client_id.clone(),
        }
    }

    /// A clock that was put back makes no token young again.
    fn is_fresh(&self, now: Time, margin: impl Fn(i64) -> Option<i64>) -> bool {
        let life = self.expires_at.saturating_sub(self.obtained_at);
        let left = self.expires_at.saturating_sub(now.unix());
        // one that would never be used is no margin
        let margin = margin(life).filter(|margin| *margin < life);
        left > margin.unwrap_or_else(|| reserve(life)) && now.unix() >= self.obtained_at
    }
}

/// How many seconds before its end a token is renewed that lasts so many.
fn reserve(life: i64) -> i64 {
    (life / 10).clamp(0, MOST_RESERVE)
}

/// `None` for what is not there or not ours to understand.
fn read(path: &Path) -> Result<Option<Entry>, String> {
    use std::io::Read;
    let Ok(file) = fs_err::File::open(path) else {
        return Ok(None);
    };
    private::own_file(path, &file)?;
    let mut bytes = zeroize::Zeroizing::new(Vec::new());
    if file.take(MOST).read_to_end(&mut bytes).is_err() {
        return Ok(None);
    }
    let entry: Option<Entry> = serde_json::from_slice(&bytes).ok();
    let sound = |entry: &Entry| {
        entry.version == VERSION
            && crate::core::http::is_bearer_token(entry.access_token.as_bytes())
    };
    Ok(entry.filter(sound))
}

/// Whose files and folders are, where the system tells.
#[cfg(unix)]
mod private {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::path::Path;

    use fs_err::os::unix::fs::OpenOptionsExt;

    /// The folder is the user's, and nobody else can put anything there.
    pub fn own_folder(folder: &Path) -> Result<(), String> {
        let meta = fs_err::metadata(folder).map_err(|e| e.to_string())?;
        if meta.uid() != user() {
            return Err(format!("{} belongs to another user", folder.display()));
        }
        if meta.mode() & 0o077 != 0 {
            fs_err::set_permissions(folder, PermissionsExt::from_mode(0o700))
                .map_err(|e| e.to_string())?;
        }
        Ok(())
    }

    /// The file is the user's, a file, and for nobody else.
    pub fn own_file(path: &Path, file: &fs_err::File) -> Result<(), String> {
        let link = fs_err::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink());
        let meta = file.metadata().map_err(|e| e.to_string())?;
        let why = if link || !meta.is_file() {
            "is no file"
        } else if meta.uid() != user() {
            "belongs to another user"
        } else if meta.mode() & 0o077 != 0 {
            "is open to others on this machine"
        } else {
            return Ok(());
        };
        Err(format!("{} {why}", path.display()))
    }

    /// Opened, or made, for its owner alone.
    pub fn lock_file(path: &Path) -> std::io::Result<fs_err::File> {
        let mut options = fs_err::OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        options.mode(0o600).open(path)
    }

    fn user() -> u32 {
        rustix::process::geteuid().as_raw()
    }
}

/// Elsewhere the folder lies in the user's profile, which the system keeps to its owner.
#[cfg(not(unix))]
mod private {
    use std::path::Path;

    pub fn own_folder(_: &Path) -> Result<(), String> {
        Ok(())
    }

    pub fn own_file(_: &Path, _: &fs_err::File) -> Result<(), String> {
        Ok(())
    }

    pub fn lock_file(path: &Path) -> std::io::Result<fs_err::File> {
        let mut options = fs_err::OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        options.open(path)
    }
}

/// Of what stands in a file; another one is as if it were not there.
const VERSION: u32 = 1;
/// Hexadecimal digits of a file's name.
const DIGEST: usize = 64;
/// The largest file, in bytes: twice what a token endpoint may answer.
const MOST: u64 = 2 << 20;
/// Seconds before its end that a token is renewed at the earliest.
const MOST_RESERVE: i64 = 300;
/// Nobody writes a token for longer, in seconds; older files are of runs that were killed.
const LONGEST_WRITE: u64 = 60;
/// Between two looks at a lock that another holds.
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

#[cfg(test)]
mod tests {
    use super::*;

    fn label(client_id: &str) -> Label {
        Label {
            endpoint: "https://h/t".into(),
            client_id: client_id.into(),
        }
    }

    fn token(text: &str, expires_at: Time) -> Kept {
        Kept {
            access_token: Secret::new(text),
            token_type: "Bearer".into(),
            expires_at,
        }
    }

    fn opened(dir: &tempfile::TempDir) -> Cache {
        Cache::open(&dir.path().join("a/tokens")).unwrap()
    }

    const NOW: Time = Time::from_unix(1_000_000);

    #[test]
    fn a_token_is_renewed_five_minutes_or_a_tenth_of_its_life_before_its_end() {
        let dir = tempfile::tempdir().unwrap();
        let cache = opened(&dir);
        for (life, last) in [(3600, 3299), (86_400, 86_099), (600, 539), (10, 8), (1, 0)] {
            let key = Key::of(&[&life.to_string()]);
            let kept = token("abc", NOW.plus(life));
            cache.keep(&key, &label("a"), &kept, NOW).unwrap();
            let found = |after| {
                cache
                    .find(&key, NOW.plus(after), |_| None)
                    .unwrap()
                    .is_some()
            };
            assert!(found(last) && !found(last + 1), "{life}");
            assert!(!found(-1), "a clock that was put back");
        }
    }

    #[test]
    fn a_margin_that_is_given_goes_before_our_own_unless_it_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let cache = opened(&dir);
        for (life, margin, last) in [(3600, 60, 3539), (1800, 180, 1619), (60, 300, 53)] {
            let key = Key::of(&[&life.to_string()]);
            let kept = token("abc", NOW.plus(life));
            cache.keep(&key, &label("a"), &kept, NOW).unwrap();
            let found = |after| {
                let found = cache.find(&key, NOW.plus(after), |_| Some(margin));
                found.unwrap().is_some()
            };
            assert!(found(last) && !found(last + 1), "{life}");
        }
    }

    #[test]
    fn what_is_damaged_or_anothers_is_as_if_it_were_not_there() {
        let dir = tempfile::tempdir().unwrap();
        let cache = opened(&dir);
        let (one, two) = (Key::of(&["1"]), Key::of(&["2"]));
        let kept = token("abc", NOW.plus(600));
        cache.keep(&one, &label("a"), &kept, NOW).unwrap();
        fs_err::copy(cache.entry(&one), cache.entry(&two)).unwrap();
        assert!(cache.find(&one, NOW, |_| None).unwrap().is_some());
        assert!(cache.find(&two, NOW, |_| None).unwrap().is_none());
        let whole = fs_err::read(cache.entry(&one)).unwrap();
        for broken in [&whole[..whole.len() / 2], b"", b"[]", b"{\"version\":1}"] {
            fs_err::write(cache.entry(&one), broken).unwrap();
            assert!(cache.find(&one, NOW, |_| None).unwrap().is_none());
        }
    }

    #[cfg(unix)]
    #[test]
    fn files_and_folder_are_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs_err::metadata(path).unwrap().permissions().mode() & 0o777;
        let dir = tempfile::tempdir().unwrap();
        let cache = opened(&dir);
        let key = Key::of(&["1"]);
        let kept = token("abc", NOW.plus(600));
        cache.keep(&key, &label("a"), &kept, NOW).unwrap();
        drop(cache.turn(&key, Duration::ZERO).unwrap());
        assert_eq!(mode(&cache.folder), 0o700);
        for entry in fs_err::read_dir(&cache.folder).unwrap() {
            assert_eq!(mode(&entry.unwrap().path()), 0o600);
        }
        let path = cache.entry(&key);
        fs_err::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        assert!(
            cache
                .find(&key, NOW, |_| None)
                .unwrap_err()
                .contains("open to others")
        );
        let elsewhere = dir.path().join("elsewhere");
        fs_err::rename(&path, &elsewhere).unwrap();
        fs_err::set_permissions(&elsewhere, PermissionsExt::from_mode(0o600)).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        assert!(
            cache
                .find(&key, NOW, |_| None)
                .unwrap_err()
                .contains("is no file")
        );
        let before = fs_err::read(&elsewhere).unwrap();
        let newer = token("def", NOW.plus(900));
        cache.keep(&key, &label("a"), &newer, NOW).unwrap();
        assert_eq!(fs_err::read(&elsewhere).unwrap(), before);
        assert_eq!(
            cache
                .find(&key, NOW, |_| None)
                .unwrap()
                .unwrap()
                .access_token
                .expose_secret(),
            b"def"
        );
    }

    #[test]
    fn one_at_a_time_asks_and_waiting_has_an_end() {
        let dir = tempfile::tempdir().unwrap();
        let cache = opened(&dir);
        let key = Key::of(&["1"]);
        let turn = cache.turn(&key, Duration::ZERO).unwrap().unwrap();
        let begun = Instant::now();
        assert!(
            cache
                .turn(&key, Duration::from_millis(60))
                .unwrap()
                .is_none()
        );
        assert!(begun.elapsed() >= Duration::from_millis(60));
        assert!(
            cache
                .turn(&Key::of(&["2"]), Duration::ZERO)
                .unwrap()
                .is_some()
        );
        drop(turn);
        assert!(cache.turn(&key, Duration::ZERO).unwrap().is_some());
    }

    #[test]
    fn what_has_expired_goes_and_clear_takes_what_is_meant() {
        let dir = tempfile::tempdir().unwrap();
        let cache = opened(&dir);
        for (name, life) in [("a", 10), ("b", 600), ("c", 600)] {
            let kept = token("abc", NOW.plus(life));
            cache
                .keep(&Key::of(&[name]), &label(name), &kept, NOW)
                .unwrap();
        }
        let stranger = cache.folder.join("notes.json");
        fs_err::write(&stranger, "mine").unwrap();
        let late = NOW.plus(20);
        cache
            .keep(
                &Key::of(&["d"]),
                &label("d"),
                &token("x", late.plus(60)),
                late,
            )
            .unwrap();
        assert!(!cache.entry(&Key::of(&["a"])).exists());
        assert_eq!(cache.clear(|label| label.client_id == "b"), Ok(1));
        assert_eq!(cache.clear(|_| true), Ok(2));
        assert!(stranger.exists());
    }

    #[test]
    fn what_a_killed_run_left_half_written_goes_too() {
        let dir = tempfile::tempdir().unwrap();
        let cache = opened(&dir);
        let part = |name: &str, age: u64| {
            let path = cache.folder.join(format!(".mtls-{name}.part"));
            let file = fs_err::File::create(&path).unwrap();
            let written = u64::try_from(NOW.unix()).unwrap() - age;
            let written = UNIX_EPOCH + Duration::from_secs(written);
            file.file().set_modified(written).unwrap();
            path
        };
        let (old, new) = (part("abc", 120), part("def", 0));
        let kept = token("abc", NOW.plus(600));
        let key = Key::of(&["1"]);
        cache.keep(&key, &label("a"), &kept, NOW).unwrap();
        assert!(!old.exists() && new.exists());
        assert_eq!(cache.clear(|_| true), Ok(1));
        assert!(!new.exists());
    }

    #[test]
    fn keys_differ_by_every_part_and_tell_none() {
        let key = Key::of(&["https://h/t", "app"]);
        assert_ne!(key, Key::of(&["https://h/tapp", ""]));
        assert_ne!(key, Key::of(&["https://h/t", "app", ""]));
        assert_eq!(key.0.len(), DIGEST);
    }
}
