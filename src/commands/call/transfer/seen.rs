//! What was seen of a transfer, all its hops together. Must not judge it.

use std::time::Instant;

use crate::commands::call::signals::Streaming;
use crate::core::http::expect::Held;
use crate::core::http::{Head, Request};
use crate::core::tls::{Handshake, Stage};

/// What was seen, for `-w`.
#[derive(Default)]
pub struct Seen {
    /// Which of the run's URLs, from 0.
    pub number: usize,
    /// The URL called.
    pub called: String,
    /// The last request sent.
    pub request: Option<Request>,
    /// Redirects followed.
    pub redirects: u32,
    /// How often it was repeated.
    pub retries: u32,
    /// New connections made, all hops.
    pub connects: u32,
    /// Bytes of all requests sent, their bodies included; those to a proxy too.
    pub requested: u64,
    /// Body bytes received.
    pub downloaded: u64,
    /// Head bytes received, all hops.
    pub header_bytes: u64,
    /// The head of the last answer.
    pub head: Option<Head>,
    /// Where its body goes; `None` is standard output.
    pub file: Option<String>,
    /// What was written there.
    pub wrote: Option<Wrote>,
    /// When the first hop began.
    pub begun: Option<Instant>,
    /// When the last one did.
    pub last_begun: Option<Instant>,
    /// When the last new connection had its address, stood, and had TLS; one used again takes no
    /// time.
    pub connected: [Option<Instant>; 3],
    /// Where it is noted that a body is on its way to what cannot take it back.
    pub streaming: Streaming,
    /// What was expected of the answer, and whether it came; what is not met may be tried again
    /// under `--retry-all-errors`.
    pub held: Vec<Held>,
    /// Whether a new token was tried.
    pub renewed: bool,
}

/// What an attempt wrote to its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrote {
    /// All of it, where there was nothing before.
    New,
    /// All of it.
    Whole,
    /// What is behind so many bytes.
    Behind(u64),
}

impl Seen {
    /// One more request went out, or tried to, its head and body of so many bytes; these heads came.
    pub(super) fn sent(
        &mut self,
        begun: Instant,
        handshake: &Handshake,
        (head, body): (u64, u64),
        heads: &[Vec<u8>],
    ) {
        let proxy = handshake.way.proxy.as_ref();
        let from_proxy = proxy.map_or(&[][..], |p| &p.heads).iter();
        self.begun.get_or_insert(begun);
        self.last_begun = Some(begun);
        self.connects += handshake.way.connects;
        if handshake.way.connects > 0 {
            let secured = handshake.when(Stage::Established);
            self.connected = [
                handshake.when(Stage::Connecting),
                handshake.when(Stage::Handshaking),
                secured.filter(|_| handshake.version.is_some()),
            ];
        }
        self.requested += proxy.map_or(0, |p| p.asked_bytes);
        self.header_bytes += from_proxy.chain(heads).map(|h| h.len() as u64).sum::<u64>();
        if handshake.stage >= Stage::Established {
            self.requested += head + body;
        }
    }
}
