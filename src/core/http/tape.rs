//! What passes between a request and the transport that carries it: the head to send in place of
//! ureq's, and what was seen of the answer.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Framing, Watch};

/// Shared by a session and its transports; one request at a time.
#[derive(Debug, Clone, Default)]
pub(super) struct Tape(Arc<Mutex<Record>>);

/// One request's traffic.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// Our spelling of the head, until it was sent.
    pub outgoing: Option<Vec<u8>>,
    /// What is made of what the answer says about its length.
    pub framing: Framing,
    /// Whether the next bytes received begin a head.
    pub reading_head: bool,
    /// Every head received, 1xx included, as they came.
    pub heads: Vec<Vec<u8>>,
    /// The body's trailer, in lines, once it has come; none of one that stays as it came.
    pub trailer: Vec<u8>,
    /// Body bytes read to be sent, once that is over.
    pub sent: u64,
    /// Something came that is no HTTP/1 head.
    pub not_http: bool,
    /// The head grew over its limit.
    pub head_too_large: bool,
    /// Sending failed while the connection was plain or had already answered.
    pub send_failed: bool,
    /// Who is told of what passes; stays from one request to the next.
    pub watch: Option<Arc<dyn Watch>>,
}

impl Tape {
    /// The record, for reading and writing; survives a panic elsewhere.
    pub fn lock(&self) -> MutexGuard<'_, Record> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a new request with this head.
    pub fn begin(&self, head: Vec<u8>, framing: Framing) {
        let mut record = self.lock();
        *record = Record {
            outgoing: Some(head),
            framing,
            reading_head: true,
            watch: record.watch.take(),
            ..Record::default()
        };
    }

    /// Tells of what passes.
    pub fn tell(&self, what: impl FnOnce(&dyn Watch)) {
        let watch = self.lock().watch.clone();
        if let Some(watch) = watch {
            what(&*watch);
        }
    }
}
