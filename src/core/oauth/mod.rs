//! OAuth 2.0 client credentials (RFC 6749 section 4.4) over mTLS: the request in each shape that
//! servers want, and the answer read tolerantly. Must not send anything itself.

mod bound;
mod grant;

pub use bound::bound_to;
pub use grant::{AuthStyle, Grant, Granted, Refused, read};
