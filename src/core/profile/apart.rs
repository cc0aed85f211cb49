//! The certificates that an environment must not present: those of environments of the other kind.
//! Compares; reads no file.

use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::core::material::Certificate;

/// What is kept apart from an environment.
#[derive(Clone, Default, PartialEq)]
pub struct Apart {
    /// The environment that it is kept apart from: `PROFILE/ENVIRONMENT`.
    pub name: String,
    /// Whether that is production.
    pub is_production: bool,
    /// Certificates, and whose each is.
    pub others: Vec<(String, Certificate)>,
    /// Files that could not be opened without asking, and whose each is.
    pub unopened: Vec<Unopened>,
}

/// A file of which only the bytes are known.
#[derive(Clone, PartialEq)]
pub struct Unopened {
    /// Whose it is.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Zeroizing<Vec<u8>>,
}

impl Apart {
    /// Whose certificate this is: the same, or one renewed for the same key by the same issuer.
    pub fn owner(&self, leaf: &Certificate) -> Option<&str> {
        let is_same = |theirs: &Certificate| {
            let is_renewed =
                theirs.public_key.same_key(&leaf.public_key) && theirs.issuer.same_as(&leaf.issuer);
            theirs.as_der() == leaf.as_der() || is_renewed
        };
        let mut others = self.others.iter();
        let found = others.find(|(_, theirs)| is_same(theirs));
        found.map(|(name, _)| name.as_str())
    }

    /// Whose key it has, though it is another certificate.
    pub fn key_owner(&self, leaf: &Certificate) -> Option<&str> {
        let mut others = self.others.iter();
        let found = others.find(|(_, theirs)| theirs.public_key.same_key(&leaf.public_key));
        found.map(|(name, _)| name.as_str())
    }

    /// Whose file this is, of those that could not be opened.
    pub fn file_owner(&self, bytes: &[u8]) -> Option<&str> {
        let mut files = self.unopened.iter();
        let found = files.find(|file| file.bytes.as_slice() == bytes);
        found.map(|file| file.name.as_str())
    }
}
