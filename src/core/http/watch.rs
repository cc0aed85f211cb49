//! Telling of what passes on a session's connections while it passes. Must not know who listens.

use std::fmt;

use crate::core::tls::Handshake;

/// Told of a request and its answer, in their order, by whatever thread carries them.
pub trait Watch: fmt::Debug + Send + Sync {
    /// The connection stands, new or used again, that a request is about to go over.
    fn connected(&self, handshake: &Handshake);

    /// A request's head went out.
    fn head_sent(&self, head: &[u8]);

    /// So much of its body went out, framed.
    fn data_sent(&self, bytes: &[u8]);

    /// A head came.
    fn head_received(&self, head: &[u8]);

    /// So much of a body came, framed.
    fn data_received(&self, bytes: &[u8]);
}
