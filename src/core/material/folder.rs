//! The files of a folder and of all folders below it, in one order every time, with what could
//! not be listed beside them. Must not open a file: what is in it is `source`'s and `items`'.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::Origin;
use crate::core::Error;
use crate::core::error::{CHECK_PATH, plain_io};

/// A folder to walk, and which of its files are wanted.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    globs: Vec<Glob>,
}

/// A shell pattern: `*` `?` `[..]`, and `**` for any number of folders. Without a `/` it is held
/// against the file's name, else against the path from the folder that is walked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    pattern: glob::Pattern,
    of_path: bool,
}

/// Not a pattern; the crate's own sentence says why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a pattern: {0}")]
pub struct BadGlob(&'static str);

/// What a walk came upon.
#[derive(Debug, Default)]
pub struct Walked {
    /// Every file wanted, by path, each beginning with the folder as it was named.
    pub files: Vec<PathBuf>,
    /// A folder that cannot be listed, a link that leads nowhere: an `Unreadable` each, by path.
    pub unreadable: Vec<Error>,
}

impl Folder {
    /// The folder at this path; all of its files are wanted.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            globs: Vec::new(),
        }
    }

    /// Only files that fit one of these patterns; none at all means every file.
    #[must_use]
    pub fn matching(mut self, globs: impl IntoIterator<Item = Glob>) -> Self {
        self.globs.extend(globs);
        self
    }

    /// Lists it and every folder below. Passed over: names that begin with a dot (the folder named
    /// itself may have one), devices, pipes and sockets. A link to a file counts as that file; a
    /// link to a folder is followed unless that folder is walked anyway or holds this one, so no
    /// folder is listed twice and no loop has no end.
    pub fn walk(&self) -> Walked {
        let mut walk = Walk {
            folder: self,
            found: Vec::new(),
            unreadable: Vec::new(),
            folders: Vec::new(),
            linked: Vec::new(),
        };
        let mut seen = HashSet::new();
        match fs_err::canonicalize(&self.root) {
            Ok(real) => {
                walk.folders.push((self.root.clone(), real.clone()));
                walk.all(&real, &mut seen);
            }
            Err(error) => walk.refuse(&self.root, &error),
        }
        walk.found.sort();
        walk.unreadable.sort_by(|a, b| a.0.cmp(&b.0));
        Walked {
            files: walk.found,
            unreadable: walk.unreadable.into_iter().map(|(_, e)| e).collect(),
        }
    }

    fn wants(&self, path: &Path) -> bool {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        self.globs.is_empty() || self.globs.iter().any(|glob| glob.fits(relative))
    }
}

impl Glob {
    /// Whether it fits this path, which begins below the folder walked.
    pub fn fits(&self, relative: &Path) -> bool {
        let held = match relative.file_name() {
            Some(name) if !self.of_path => Path::new(name),
            _ => relative,
        };
        // a name that is not UTF-8 fits by what can be read of it
        self.pattern.matches_with(&held.to_string_lossy(), OPTIONS)
    }
}

impl FromStr for Glob {
    type Err = BadGlob;

    fn from_str(text: &str) -> Result<Self, BadGlob> {
        let text = text.strip_prefix("./").unwrap_or(text);
        let pattern = glob::Pattern::new(text).map_err(|e| BadGlob(e.msg))?;
        let of_path = text.contains('/');
        Ok(Self { pattern, of_path })
    }
}

/// A walk under way.
struct Walk<'a> {
    folder: &'a Folder,
    found: Vec<PathBuf>,
    unreadable: Vec<(PathBuf, Error)>,
    /// Still to be listed: as named, and where it really is.
    folders: Vec<(PathBuf, PathBuf)>,
    /// Links to folders, followed last: what is walked under its own name keeps it.
    linked: Vec<PathBuf>,
}

impl Walk<'_> {
    fn all(&mut self, root: &Path, seen: &mut HashSet<PathBuf>) {
        loop {
            while let Some((shown, real)) = self.folders.pop() {
                if seen.insert(real.clone()) {
                    self.list(&shown, &real);
                }
            }
            self.linked.sort_by(|a, b| b.cmp(a));
            let Some(link) = self.linked.pop() else {
                return;
            };
            match fs_err::canonicalize(&link) {
                Ok(real) if root.starts_with(&real) => {}
                Ok(real) => self.folders.push((link, real)),
                Err(error) => self.refuse(&link, &error),
            }
        }
    }

    fn list(&mut self, shown: &Path, real: &Path) {
        let entries = match fs_err::read_dir(shown) {
            Ok(entries) => entries,
            Err(error) => return self.refuse(shown, &error),
        };
        for entry in entries {
            let named = entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?)));
            let (name, kind) = match named {
                Ok(named) => named,
                Err(error) => {
                    self.refuse(shown, &error);
                    continue;
                }
            };
            if name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let path = shown.join(&name);
            if kind.is_dir() {
                self.folders.push((path, real.join(&name)));
            } else if kind.is_symlink() {
                self.link(path);
            } else if kind.is_file() && self.folder.wants(&path) {
                self.found.push(path);
            }
        }
    }

    fn link(&mut self, path: PathBuf) {
        match fs_err::metadata(&path) {
            Ok(meta) if meta.is_dir() => self.linked.push(path),
            Ok(meta) if meta.is_file() && self.folder.wants(&path) => self.found.push(path),
            Ok(_) => {}
            Err(error) if self.folder.wants(&path) => self.refuse(&path, &error),
            Err(_) => {}
        }
    }

    fn refuse(&mut self, path: &Path, error: &std::io::Error) {
        let is_link = fs_err::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink());
        let reason = match error.kind() {
            std::io::ErrorKind::NotFound if is_link => "it is a link that leads nowhere".into(),
            _ => plain_io(error),
        };
        let unreadable = Error::Unreadable {
            origin: Origin::named(path.display().to_string()),
            reason,
            fix: CHECK_PATH,
        };
        self.unreadable.push((path.to_owned(), unreadable));
    }
}

/// A `*` ends at a `/`, as in a shell.
const OPTIONS: glob::MatchOptions = glob::MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::File::create(path).unwrap();
        }
        dir
    }

    fn names(walked: &Walked, dir: &Path) -> Vec<String> {
        let relative = |path: &PathBuf| path.strip_prefix(dir).unwrap().display().to_string();
        walked.files.iter().map(relative).collect()
    }

    fn globbed(dir: &Path, glob: &str) -> Vec<String> {
        let folder = Folder::new(dir).matching([glob.parse().unwrap()]);
        names(&folder.walk(), dir)
    }

    #[test]
    fn every_file_below_is_listed_by_path_and_hidden_ones_are_not() {
        let dir = tree(&["b.pem", "a/z/d.pem", "a/c.pem", ".git/x.pem", ".hidden.pem"]);
        let walked = Folder::new(dir.path()).walk();
        assert_eq!(
            names(&walked, dir.path()),
            ["a/c.pem", "a/z/d.pem", "b.pem"]
        );
        assert!(walked.unreadable.is_empty());
        let hidden = dir.path().join(".git");
        assert_eq!(Folder::new(&hidden).walk().files, [hidden.join("x.pem")]);
    }

    #[test]
    fn a_pattern_is_held_against_the_name_unless_it_has_a_slash() {
        let dir = tree(&["b.pem", "a/c.pem", "a/z/d.pem", "a/e.key"]);
        let dir = dir.path();
        assert_eq!(globbed(dir, "*.pem"), ["a/c.pem", "a/z/d.pem", "b.pem"]);
        assert_eq!(globbed(dir, "[bc].p?m"), ["a/c.pem", "b.pem"]);
        assert_eq!(globbed(dir, "a/*.pem"), ["a/c.pem"]);
        assert_eq!(globbed(dir, "./a/**/*.pem"), ["a/c.pem", "a/z/d.pem"]);
        assert_eq!(
            "a**".parse::<Glob>().unwrap_err().to_string(),
            "not a pattern: recursive wildcards must form a single path component"
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_once_and_loops_end() {
        use std::os::unix::fs::symlink;
        let dir = tree(&["a/c.pem"]);
        let outside = tree(&["o.pem"]);
        let link = |to: &Path, name: &str| symlink(to, dir.path().join(name)).unwrap();
        link(&dir.path().join("a"), "0-again");
        link(dir.path(), "a/loop");
        link(dir.path().parent().unwrap(), "up");
        link(outside.path(), "out");
        link(outside.path(), "out-again");
        link(&dir.path().join("a/c.pem"), "file.pem");
        link(Path::new("nowhere"), "dangling");
        link(Path::new("self"), "self");
        let walked = Folder::new(dir.path()).walk();
        assert_eq!(
            names(&walked, dir.path()),
            ["a/c.pem", "file.pem", "out/o.pem"]
        );
        let said: Vec<String> = walked.unreadable.iter().map(Error::to_string).collect();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].ends_with("dangling: it is a link that leads nowhere"));
        assert!(said[1].contains("too many levels"), "{said:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_no_file_and_a_missing_folder_is_told() {
        let dir = tree(&["a.pem"]);
        let socket = std::os::unix::net::UnixListener::bind(dir.path().join("s")).unwrap();
        let walked = Folder::new(dir.path()).walk();
        drop(socket);
        assert_eq!(names(&walked, dir.path()), ["a.pem"]);
        let walked = Folder::new(dir.path().join("none")).walk();
        assert!(walked.files.is_empty());
        assert!(
            walked.unreadable[0]
                .to_string()
                .ends_with("none: no such file")
        );
    }
}
