//! Public keys to be asked for among many, in one step each: sources may hold thousands of
//! certificates and keys.

use std::collections::HashSet;

use super::{Algorithm, Extracted, Item, PublicKey};

/// Public keys, each the same however its SPKI spells it.
#[derive(Debug, Default)]
pub struct KeySet(HashSet<(Algorithm, Vec<u8>)>);

impl KeySet {
    /// Those of the private keys that are open.
    pub fn of_private_keys(items: &[Extracted]) -> Self {
        let keys = items.iter().filter_map(|found| match &found.item {
            Item::PrivateKey(key) => Some(key.public_key()),
            _ => None,
        });
        keys.collect()
    }

    /// Whether this key is one of them.
    pub fn holds(&self, key: &PublicKey) -> bool {
        !self.0.is_empty() && self.0.contains(&(key.algorithm().clone(), key.number()))
    }

    /// Whether the public key of this item is.
    pub fn fits(&self, item: &Item) -> bool {
        item.public_key().is_some_and(|key| self.holds(key))
    }

    /// Those of another as well.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

impl<'a> FromIterator<&'a PublicKey> for KeySet {
    fn from_iter<T: IntoIterator<Item = &'a PublicKey>>(keys: T) -> Self {
        let keys = keys.into_iter();
        Self(
            keys.map(|key| (key.algorithm().clone(), key.number()))
                .collect(),
        )
    }
}
