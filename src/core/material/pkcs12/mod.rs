//! PKCS#12 (RFC 7292): opened with a passphrase into certificates, keys and CRLs; described
//! without one; and written. All of it is ours: the crate there is for it (p12-keystore) refuses
//! a third of the files in use (BER, RC2-128, RC4, the null password, MD5 and PBMAC1), cannot be
//! kept to a budget, panics on a scrypt cost of 0, and writes names of its own into the chain.

mod bags;
mod frame;
mod mac;
pub mod shape;
#[cfg(test)]
mod tests;
mod write;

pub use shape::{BagShape, SafeShape, Shape, shape};
pub use write::{Strength, Suite, write, write_trusted};

use super::pbe::{Limits, Refusal, Spelling};
use super::{Certificate, Crl, Kind, Origin, PrivateKey, ber};
use crate::core::secret::Secret;
use crate::core::{Error, Result};

/// What was in the file, each in file order with its friendlyName.
#[derive(Default)]
pub struct Contents {
    /// The certificates.
    pub certificates: Vec<(Certificate, Option<String>)>,
    /// The keys.
    pub keys: Vec<StoredKey>,
    /// The revocation lists.
    pub crls: Vec<(Crl, Option<String>)>,
    /// What its reader should know of the file, a sentence each.
    pub notes: Vec<String>,
}

/// A private key as it was stored.
pub struct StoredKey {
    /// The key.
    pub key: PrivateKey,
    /// Its friendlyName.
    pub name: Option<String>,
    /// Whether its bag or its safe is encrypted; the file's MAC hides nothing.
    pub encrypted: bool,
}

/// Opens the file, BER or DER, whatever its MAC; a file without one opens when what comes out
/// is keys and certificates.
///
/// # Errors
/// `WrongPassphrase`, `UnsupportedAlgorithm`, `TooCostly`, `Malformed`, `TooLarge` over `MAX_PKCS12`.
pub fn open(
    bytes: &[u8],
    passphrase: &Secret,
    origin: &Origin,
    limits: Limits,
) -> Result<Contents> {
    if bytes.len() > MAX_PKCS12 {
        return Err(Error::TooLarge {
            origin: origin.clone(),
            limit: MAX_PKCS12 as u64,
        });
    }
    open_any(bytes, passphrase, limits).map_err(|refusal| refusal.at(origin, Kind::Keystore))
}

fn open_any(
    bytes: &[u8],
    passphrase: &Secret,
    limits: Limits,
) -> std::result::Result<Contents, Refusal> {
    let der = ber::to_der(bytes).ok_or_else(unreadable)?;
    let frame = frame::Frame::parse(&der)?;
    for spelling in Spelling::of(passphrase) {
        match bags::open(&frame, &spelling, limits) {
            Err(Refusal::Wrong) => {}
            opened => return opened,
        }
    }
    Err(Refusal::Wrong)
}

fn unreadable() -> Refusal {
    damaged("its structure cannot be read")
}

fn damaged(reason: &str) -> Refusal {
    Refusal::Damaged("PKCS#12 file", reason.into())
}

/// The largest PKCS#12 file opened, in bytes: a real one has a few KiB.
pub const MAX_PKCS12: usize = 1 << 20;
