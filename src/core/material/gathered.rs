//! What a reader of one container found, before it becomes items with a place. Must not read.

use super::Item;

/// Items in file order, and what their reader should know.
#[derive(Default)]
pub struct Gathered {
    /// In the order found.
    pub items: Vec<Named>,
    /// A sentence each.
    pub notes: Vec<String>,
}

/// An item with what its container says of it.
pub struct Named {
    /// The item.
    pub item: Item,
    /// Its alias, friendlyName or comment.
    pub name: Option<String>,
    /// Whether the container stores it encrypted.
    pub stored_encrypted: bool,
}

impl Gathered {
    /// One more item.
    pub fn push(&mut self, item: Item, name: Option<String>, stored_encrypted: bool) {
        self.items.push(Named {
            item,
            name,
            stored_encrypted,
        });
    }
}
