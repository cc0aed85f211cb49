//! TLS as a client: trust, versions, one crypto provider; and a stream that keeps what was
//! seen on the wire. Must not judge it: that is `diagnosis`'s.

pub mod alert;
pub mod ciphers;
mod config;
mod duty;
pub mod handshake;
pub mod hello;
mod key_log;
mod offer;
mod pin;
mod presenter;
mod sessions;
mod stream;
mod trust;
mod verifier;
pub mod way;

pub use alert::Alert;
pub use config::{TlsClient, TlsSettings, Version};
pub use duty::Peer;
pub use handshake::{CertificateRequest, Closed, Handshake, Recorder, Stage, Verdict};
pub use key_log::KeyLogFile;
pub use offer::{List, Lists, Offer, Unusable};
pub use pin::{Pins, is_digest};
pub use stream::{Broken, TlsStream};
pub use trust::Trust;
pub use verifier::verifier;
pub use way::Way;
