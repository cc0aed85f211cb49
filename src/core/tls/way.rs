//! How a connection got there, as plain data: the addresses tried, the proxy on the way, and what
//! it said. Must not judge it: that is `diagnosis`'s.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use super::Handshake;

/// The way of a request's connection.
#[derive(Debug, Clone, Default)]
pub struct Way {
    /// New connections opened for the request; 0 when one was used again.
    pub connects: u32,
    /// The addresses tried, in the order in which they were begun.
    pub attempts: Vec<Attempt>,
    /// The proxy between, when there is one.
    pub proxy: Option<ProxySeen>,
    /// Host and port that a flag (`--connect-to`) put in place of the URL's.
    pub detour: Option<(String, u16)>,
    /// The ports for which `--resolve` has an address of that host, where none of them is the one asked.
    pub resolved_for: Vec<u16>,
}

/// One address tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Which one.
    pub address: SocketAddr,
    /// What came of it.
    pub outcome: Outcome,
    /// How long it took, up to then.
    pub took: Duration,
}

/// What came of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The connection stands.
    Connected,
    /// The port is closed.
    Refused,
    /// No answer in its time.
    TimedOut,
    /// Another address was faster (RFC 8305).
    Overtaken,
    /// Anything else, in the system's words.
    Failed(String),
}

/// A proxy, and what it said.
#[derive(Debug, Clone, Default)]
pub struct ProxySeen {
    /// Scheme, host and port; no credentials.
    pub name: String,
    /// Where it was named: a flag, or a variable of the environment.
    pub source: String,
    /// Whether we have credentials for it.
    pub has_credentials: bool,
    /// Our CONNECT's head, credentials masked, a line each.
    pub asked: Vec<String>,
    /// That head's length, in bytes.
    pub asked_bytes: u64,
    /// The status it answered to CONNECT; 0 where it was not asked or did not say.
    pub status: u16,
    /// The heads of its answers to CONNECT, as they came.
    pub heads: Vec<Vec<u8>>,
    /// The beginning of what else it said, at most some hundred bytes.
    pub said: Vec<u8>,
    /// The TLS handshake with it, where that is spoken.
    pub tls: Option<Box<Handshake>>,
}

impl Way {
    /// The same way taken again by a request that found the connection standing.
    pub(super) fn again(&self) -> Self {
        let proxy = self.proxy.as_ref().map(|proxy| ProxySeen {
            name: proxy.name.clone(),
            source: proxy.source.clone(),
            has_credentials: proxy.has_credentials,
            tls: proxy.tls.clone(),
            ..ProxySeen::default()
        });
        Self {
            proxy,
            ..Self::default()
        }
    }
}

impl fmt::Display for Attempt {
    /// The address and what came of it, as a clause.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            address,
            outcome,
            took,
        } = self;
        let after = format!("after {} ms", took.as_millis());
        match outcome {
            Outcome::Connected => write!(f, "{address} took the connection {after}"),
            Outcome::Refused => write!(f, "{address} refused {after}"),
            Outcome::TimedOut => write!(f, "{address} gave no answer in {} ms", took.as_millis()),
            Outcome::Overtaken => write!(f, "{address} had not answered {after}"),
            Outcome::Failed(why) => write!(f, "{address}: {why}"),
        }
    }
}
