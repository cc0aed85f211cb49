//! Private keys for commands: made, found sound, written as a file. Must not read any.

use std::path::PathBuf;

use zeroize::Zeroizing;

use super::outputs::Output;
use super::{World, working};
use crate::core::identity::consistency::{self, Soundness};
use crate::core::issue::{NewKey, generate};
use crate::core::material::{Kind, Origin, PrivateKey, pem};
use crate::core::secret::Secret;
use crate::core::{Error, Result};
use crate::report::Written;
use crate::report::material::kind_names;

/// A new one. RSA takes from a tenth of a second to several; meanwhile the person sees that work
/// goes on.
///
/// # Errors
/// As `generate`.
pub fn new(kind: NewKey, world: &mut dyn World) -> Result<PrivateKey> {
    if !kind.is_slow() {
        return generate(kind);
    }
    working(world, &format!("making an {kind} key"), || generate(kind))
}

/// The key, if its own numbers agree: a request of another would never fit anything.
///
/// # Errors
/// `InconsistentKey`.
pub fn sound(key: PrivateKey, origin: Origin) -> Result<PrivateKey> {
    match consistency::check(&key) {
        Soundness::Broken(broken) => Err(Error::InconsistentKey {
            origin,
            broken: broken.join(", "),
        }),
        Soundness::Sound | Soundness::Unknown(_) => Ok(key),
    }
}

/// The private key as a PEM file, locked when there is a passphrase.
///
/// # Errors
/// As `PrivateKey::lock`.
pub fn file(path: PathBuf, key: &PrivateKey, lock: Option<&Secret>) -> Result<Output> {
    let text = match lock {
        Some(passphrase) => pem::encode("ENCRYPTED PRIVATE KEY", &key.lock(passphrase)?),
        None => pem::encode("PRIVATE KEY", key.expose_pkcs8()), // exposed to be written
    };
    Ok(Output {
        bytes: Zeroizing::new(text.as_bytes().to_vec()),
        written: Written {
            path: path.display().to_string(),
            format: "pem",
            holds: kind_names(&[Kind::PrivateKey]),
            subject: None,
            encrypted: Some(lock.is_some()),
        },
        path,
    })
}
