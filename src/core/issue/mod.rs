//! Making things: subjects, keys, requests, and certificates signed by an authority of ours. Names
//! and keys of a request go into its certificate to the byte (two OUs, exact string types), for
//! which the models of libraries are too small.

pub mod authority;
mod certificate;
pub mod constraints;
pub mod crl;
pub mod csr;
pub mod encoding;
pub mod extensions;
pub mod fitness;
pub mod grant;
pub mod keys;
pub mod possession;
pub mod renew;
pub mod san;
pub mod signer;
pub mod subject;

pub use authority::{Authority, Issuer, Purpose, Terms};
pub use csr::request;
pub use extensions::{Asked, ExtendedUsage, Leaf, Usage};
pub use grant::{Dropped, Grant};
pub use keys::{Digest, NewKey, generate};
pub use possession::{Allowance, Objection};
pub use san::AltName;
pub use signer::Signer;
pub use subject::{Field, Subject};
