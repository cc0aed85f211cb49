//! Public keys to be asked for among many, in one step each: sources may hold thousands of
//! certificates and keys.

use std::collections::HashMap;

use super::{Algorithm, Extracted, Item, PublicKey};

/// Public keys, each the same however its SPKI spells it; and whether its private key is stored
/// encrypted wherever it was found.
#[derive(Debug, Default)]
pub struct KeySet(HashMap<(Algorithm, Vec<u8>), bool>);

impl KeySet {
    /// Those of the private keys that are open.
    pub fn of_private_keys(items: &[Extracted]) -> Self {
        let mut set = Self::default();
        for found in items {
            if let Item::PrivateKey(key) = &found.item {
                set.add(named(key.public_key()), found.stored_encrypted);
            }
        }
        set
    }

    /// Whether this key is one of them.
    pub fn holds(&self, key: &PublicKey) -> bool {
        !self.0.is_empty() && self.0.contains_key(&named(key))
    }

    /// Whether it is, and its private key is stored encrypted wherever it was found.
    pub fn holds_locked(&self, key: &PublicKey) -> bool {
        !self.0.is_empty() && self.0.get(&named(key)) == Some(&true)
    }

    /// Whether the public key of this item is.
    pub fn fits(&self, item: &Item) -> bool {
        item.public_key().is_some_and(|key| self.holds(key))
    }

    /// Those of another as well.
    pub fn extend(&mut self, other: Self) {
        for (key, is_locked) in other.0 {
            self.add(key, is_locked);
        }
    }

    fn add(&mut self, key: (Algorithm, Vec<u8>), is_locked: bool) {
        let everywhere = self.0.entry(key).or_insert(is_locked);
        *everywhere &= is_locked;
    }
}

fn named(key: &PublicKey) -> (Algorithm, Vec<u8>) {
    (key.algorithm().clone(), key.number())
}

impl<'a> FromIterator<&'a PublicKey> for KeySet {
    fn from_iter<T: IntoIterator<Item = &'a PublicKey>>(keys: T) -> Self {
        Self(keys.into_iter().map(|key| (named(key), false)).collect())
    }
}
