//! The question for a passphrase, and whoever answers it. Must not read arguments or terminals.

use super::{Kind, Origin};
use crate::core::Result;
use crate::core::secret::Secret;

/// A question for a passphrase.
#[derive(Debug)]
pub struct Ask<'a> {
    /// The source it opens.
    pub origin: &'a Origin,
    /// What is locked.
    pub what: Kind,
}

/// Where passphrases come from; commands implement it over arguments and the terminal.
pub trait Passwords {
    /// The passphrase, or `None` when nobody can be asked.
    ///
    /// # Errors
    /// Whatever stops a given reference from being read.
    fn passphrase(&mut self, ask: &Ask<'_>) -> Result<Option<Secret>>;
}

/// Nobody to ask.
pub struct NoPasswords;

impl Passwords for NoPasswords {
    fn passphrase(&mut self, _: &Ask<'_>) -> Result<Option<Secret>> {
        Ok(None)
    }
}
