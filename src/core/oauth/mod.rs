//! OAuth 2.0 client credentials (RFC 6749 section 4.4) over mTLS: the request in each shape that
//! servers want, the answer read tolerantly, what a token says of itself, and tokens kept for the
//! next run. Must not send anything itself.

mod answer;
mod assertion;
pub mod cache;
mod claims;
mod discovery;
mod grant;
mod jws;
mod style;

pub use answer::{Granted, Refused, read};
pub use assertion::Assertion;
pub use claims::{Jwt, TokenForm, bound_to};
pub use discovery::{Holds, Metadata, addresses};
pub use grant::{Grant, Wording};
pub use jws::{JwsAlgorithm, JwsSigner};
pub use style::AuthStyle;

/// The grant of RFC 6749 section 4.4.
pub const CLIENT_CREDENTIALS: &str = "client_credentials";
