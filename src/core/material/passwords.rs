//! The question for a passphrase, whoever answers it, and what trying the answer may cost. Must not read arguments or terminals.

use super::pbe::Limits;
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
    /// Which of several it is, by its alias.
    pub name: Option<&'a str>,
}

/// Where passphrases come from; commands implement it over arguments and the terminal.
pub trait Passwords {
    /// The passphrase, or `None` when nobody can be asked.
    ///
    /// # Errors
    /// Whatever stops a given reference from being read.
    fn passphrase(&mut self, ask: &Ask<'_>) -> Result<Option<Secret>>;

    /// The passphrase that was given already, when there is one: nobody is asked.
    ///
    /// # Errors
    /// Whatever stops a given reference from being read.
    fn at_hand(&mut self, _: &Ask<'_>) -> Result<Option<Secret>> {
        Ok(None)
    }

    /// Another one, after the one at hand was tried in vain: only a person has that.
    fn another(&mut self, _: &Ask<'_>) -> Option<Secret> {
        None
    }

    /// What it may cost to try one.
    fn limits(&self) -> Limits {
        Limits::default()
    }
}

/// One passphrase for everything, or none, and nobody to ask.
#[derive(Debug, Clone, Copy)]
pub struct OnePassphrase<'a> {
    /// What is tried.
    pub secret: Option<&'a Secret>,
    /// What it may cost to try it.
    pub limits: Limits,
}

impl Passwords for OnePassphrase<'_> {
    fn passphrase(&mut self, _: &Ask<'_>) -> Result<Option<Secret>> {
        Ok(self.secret.map(Secret::duplicate))
    }

    fn limits(&self) -> Limits {
        self.limits
    }
}

/// Nobody to ask.
pub struct NoPasswords;

impl Passwords for NoPasswords {
    fn passphrase(&mut self, _: &Ask<'_>) -> Result<Option<Secret>> {
        Ok(None)
    }
}
