//! Making things: subjects, keys, requests, and certificates signed by an authority of ours.
//! rcgen writes the skeleton; where its model is too small for the real world (two OUs, exact
//! string types) the true bytes are spliced in and signed.

pub mod authority;
pub mod csr;
pub mod encoding;
pub mod extensions;
pub mod keys;
pub mod renew;
pub mod san;
pub mod signer;
pub mod splice;
pub mod subject;

pub use authority::{Authority, Purpose, Terms};
pub use csr::request;
pub use extensions::{Asked, ExtendedUsage, Leaf, Usage};
pub use keys::{Digest, NewKey, generate};
pub use san::AltName;
pub use signer::Signer;
pub use subject::{Field, Subject};
