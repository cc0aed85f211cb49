//! Where the certificates of a rotation stand: the next one and the old one beside the current.
//! Names only; reads and writes nothing.

use std::path::{Path, PathBuf};

use super::Environment;

/// The files of one certificate and its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The certificate; holds the key too where `key` is none.
    pub cert: PathBuf,
    /// The private key.
    pub key: Option<PathBuf>,
}

/// The places of an environment's certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slots {
    /// What the profile names.
    pub current: Pair,
    /// The one to come: `client.next.crt`.
    pub next: Pair,
    /// Its key before the certificate is there, where the two will share a file.
    pub next_key: PathBuf,
    /// Its request.
    pub request: PathBuf,
    /// The one that was: `client.old.crt`.
    pub old: Pair,
}

impl Slots {
    /// Those of an environment; `None` where it names no certificate.
    pub fn of(environment: &Environment) -> Option<Self> {
        let cert = environment.cert.clone()?;
        let key = environment.key.clone().filter(|key| *key != cert);
        let beside = |word: &str| Pair {
            cert: named(&cert, word),
            key: key.as_deref().map(|key| named(key, word)),
        };
        let next = beside("next");
        let next_key = next.key.clone();
        Some(Self {
            next_key: next_key.unwrap_or_else(|| next.cert.with_extension("key")),
            request: next.cert.with_extension("csr"),
            next,
            old: beside("old"),
            current: Pair { cert, key },
        })
    }
}

impl Pair {
    /// Its files.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(self.cert.as_path()).chain(self.key.as_deref())
    }

    /// Whether this file of it holds a private key.
    pub fn is_private(&self, file: &Path) -> bool {
        self.key.as_deref().is_none_or(|key| key == file)
    }
}

/// The word before the last extension: `client.next.crt`.
fn named(path: &Path, word: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_os_string();
    let mut name = stem;
    name.push(".");
    name.push(word);
    if let Some(extension) = path.extension() {
        name.push(".");
        name.push(extension);
    }
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::profile::Profiles;

    fn slots(keys: &str) -> Slots {
        let text = format!("[a.s]\n{keys}");
        let profiles = Profiles::parse(&text, "/p/mtls.toml".as_ref()).unwrap();
        Slots::of(profiles.find(&"a/s".parse().unwrap()).unwrap().1).unwrap()
    }

    #[test]
    fn the_next_and_the_old_stand_beside_the_current() {
        let apart = slots("cert = 'c.crt'\nkey = 'k.key'");
        assert_eq!(apart.next.cert, Path::new("/p/c.next.crt"));
        assert_eq!(apart.next_key, Path::new("/p/k.next.key"));
        assert_eq!(apart.request, Path::new("/p/c.next.csr"));
        assert_eq!(apart.old.key.as_deref(), Some(Path::new("/p/k.old.key")));
        let one = slots("cert = 'both.pem'");
        assert_eq!(one.next_key, Path::new("/p/both.next.key"));
        assert!(one.next.key.is_none() && one.next.is_private(Path::new("/p/both.next.pem")));
    }
}
