//! All that a source was found to hold. Must not read it; that is `items`'s.

use super::{Certificate, Extracted, Item, Passwords};
use crate::core::error::Found;
use crate::core::{Error, Result};

/// Everything a source holds.
#[derive(Debug)]
pub struct Parsed {
    /// In the order found.
    pub items: Vec<Extracted>,
    /// What its reader should know: what had to be undone, what is old, a sentence each.
    pub notes: Vec<String>,
    /// What could not be read beside what could.
    pub broken: Vec<Error>,
}

impl Parsed {
    /// Itself, when all of it could be read.
    ///
    /// # Errors
    /// The first thing that could not.
    pub fn whole(mut self) -> Result<Self> {
        if self.broken.is_empty() {
            return Ok(self);
        }
        Err(self.broken.swap_remove(0))
    }

    /// The kinds in it, counted, for messages.
    pub fn found(&self) -> Found {
        Found::count(self.items.iter().map(|extracted| extracted.item.kind()))
    }

    /// Its certificates, in the order found.
    pub fn into_certificates(self) -> impl Iterator<Item = Certificate> {
        let items = self.items.into_iter();
        items.filter_map(|found| match found.item {
            Item::Certificate(certificate) => Some(*certificate),
            _ => None,
        })
    }

    /// Opens every locked key. One of a Java keystore that has a passphrase of its own stays locked
    /// when nobody can be asked and another key is open.
    ///
    /// # Errors
    /// `PassphraseNeeded` when nobody can be asked, or why a passphrase does not open one.
    pub fn unlock_keys(&mut self, passwords: &mut dyn Passwords) -> Result<()> {
        let is_open = |found: &Extracted| matches!(found.item, Item::PrivateKey(_));
        let mut any_open = self.items.iter().any(is_open);
        for extracted in &mut self.items {
            if let Item::LockedKey(locked) = &extracted.item
                && let Some(key) = locked.open(&extracted.origin, any_open, passwords)?
            {
                extracted.item = Item::PrivateKey(key);
                any_open = true;
            }
        }
        Ok(())
    }

    /// Opens every locked key that opens, each by itself, and tells why others stay locked.
    pub fn unlock_each(&mut self, passwords: &mut dyn Passwords) -> Vec<Error> {
        let is_open = |found: &Extracted| matches!(found.item, Item::PrivateKey(_));
        let mut any_open = self.items.iter().any(is_open);
        let mut failed = Vec::new();
        for extracted in &mut self.items {
            let Item::LockedKey(locked) = &extracted.item else {
                continue;
            };
            match locked.open(&extracted.origin, any_open, passwords) {
                Ok(Some(key)) => {
                    extracted.item = Item::PrivateKey(key);
                    any_open = true;
                }
                Ok(None) => {}
                Err(error) => failed.push(error),
            }
        }
        failed
    }
}
