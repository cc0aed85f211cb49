//! Password-based encryption as private keys and PKCS#12 files name it: PBES2 and PBES1
//! (RFC 8018) and the six schemes of RFC 7292 appendix C. Every key derivation has its price,
//! paid out of a budget, because the file names it and a hostile one names hours.

mod cipher;
mod kdf;
mod pbes2;
mod scheme;
mod seal;
mod spelling;

pub use cipher::Cipher;
pub use kdf::{Hash, Purpose};
pub use pbes2::{Kdf, prf};
pub use scheme::{Protection, Scheme};
pub use seal::{Sealed, Stretching, random, seal, seal_old};
pub use spelling::Spelling;

use super::der::Tlv;
use super::{Kind, Origin};
use crate::core::Error;

/// Why something locked does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Not with this passphrase.
    Wrong,
    /// Not with this program: the algorithm, named.
    Unsupported(String),
    /// Not for this price.
    TooCostly(TooCostly),
    /// Not by anybody: what is damaged, and how.
    Damaged(&'static str, String),
}

/// A key derivation that costs more than may be spent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooCostly {
    /// The derivation, by its name.
    pub kdf: String,
    /// What it costs with all before it in the same file, in iterations.
    pub demanded: u64,
    /// What may be spent on the file, in iterations.
    pub limit: u64,
}

impl Refusal {
    /// As the error of the thing that was to be opened.
    pub fn at(self, origin: &Origin, what: Kind) -> Error {
        let origin = origin.clone();
        match self {
            Self::Wrong => Error::WrongPassphrase { origin, what },
            Self::Unsupported(algorithm) => Error::UnsupportedAlgorithm {
                origin,
                what: what.to_string(),
                algorithm,
            },
            Self::TooCostly(price) => Error::TooCostly {
                origin,
                what,
                kdf: price.kdf,
                demanded: price.demanded,
                limit: price.limit,
            },
            Self::Damaged(what, reason) => Error::Malformed {
                origin,
                what: what.into(),
                reason,
            },
        }
    }
}

/// What opening one file may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// In iterations of a key derivation, all of the file's together; what does not count in
    /// iterations (scrypt, bcrypt) is reckoned as what takes as long.
    pub kdf: u64,
}

impl Default for Limits {
    /// `MAX_ITERATIONS`.
    fn default() -> Self {
        Self {
            kdf: MAX_ITERATIONS,
        }
    }
}

/// What has been spent of it.
pub struct Budget {
    limit: u64,
    spent: u64,
}

impl Budget {
    /// Nothing spent yet.
    pub fn new(limits: Limits) -> Self {
        Self {
            limit: limits.kdf,
            spent: 0,
        }
    }

    /// Pays for one derivation; `name` is its algorithm.
    ///
    /// # Errors
    /// `TooCostly` when all so far together cost more than the limit.
    pub fn spend(&mut self, iterations: u64, name: &str) -> Result<(), Refusal> {
        let demanded = self.spent.saturating_add(iterations);
        if demanded > self.limit {
            return Err(Refusal::TooCostly(TooCostly {
                kdf: name.to_owned(),
                demanded,
                limit: self.limit,
            }));
        }
        self.spent = demanded;
        Ok(())
    }
}

/// The value of a non-negative INTEGER, `u64::MAX` for one that is larger; `None` for a negative
/// or empty one.
pub fn integer(tlv: &Tlv<'_>) -> Option<u64> {
    let first = tlv.value.first()?;
    if first & 0x80 != 0 {
        return None;
    }
    Some(tlv.value.iter().fold(0u64, |n, digit| {
        n.checked_mul(256)
            .map_or(u64::MAX, |n| n | u64::from(*digit))
    }))
}

/// An iteration count: a positive INTEGER.
pub fn iterations(tlv: &Tlv<'_>) -> Option<u64> {
    integer(tlv).filter(|n| *n > 0)
}

/// The most iterations that a file may demand unasked, in all derivations together: some 6 s.
pub const MAX_ITERATIONS: u64 = 10_000_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::material::der;

    #[test]
    fn a_budget_is_for_the_whole_file() {
        let mut budget = Budget::new(Limits::default());
        assert!(budget.spend(6_000_000, "x").is_ok());
        let Err(Refusal::TooCostly(price)) = budget.spend(6_000_000, "x") else {
            panic!("it was paid twice");
        };
        assert_eq!((price.demanded, price.limit), (12_000_000, 10_000_000));
        assert!(budget.spend(4_000_000, "x").is_ok());
        assert!(budget.spend(u64::MAX, "x").is_err());
        let mut raised = Budget::new(Limits { kdf: 12_000_000 });
        assert!(raised.spend(12_000_000, "x").is_ok());
    }

    #[test]
    fn integers_saturate_and_are_never_negative() {
        let read = |value: &[u8]| {
            let whole = der::wrap(der::tag::INTEGER, value);
            integer(&der::take(&whole).unwrap().0)
        };
        assert_eq!(read(&[0, 0xff]), Some(255));
        assert_eq!(read(&[0x7f; 30]), Some(u64::MAX));
        assert_eq!(read(&[0xff]), None);
        assert_eq!(read(&[]), None);
    }
}
