//! One hello and what comes back to it, over a connection that the caller opens: one at a time,
//! closed at once. Must not open a connection itself.

use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::client::ClientHello;
use super::reply::{Decoder, Depth, MOST_BYTES, Reply};

/// A connection for one hello.
pub trait Wire: Read + Write {}

impl<T: Read + Write> Wire for T {}

/// Opens a connection that gives up, with an error, when this time is over.
pub type Dial<'a> = dyn FnMut(Duration) -> io::Result<Box<dyn Wire>> + 'a;

/// How much may be asked.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections, all in all.
    pub connections: usize,
    /// For one of them, from its opening to its answer.
    pub each: Duration,
    /// When all of it must be over.
    pub until: Instant,
}

/// What became of one hello.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// An answer.
    Reply(Reply),
    /// The server closed without a word.
    Closed,
    /// The server reset the connection.
    Reset,
    /// Nothing, or half of something, came in time.
    Silent,
    /// No connection was to be had, in the system's words.
    Unreached(String),
    /// The limits do not let ask any more.
    Spent,
}

/// Asks, within its limits.
pub(super) struct Talk<'a> {
    dial: &'a mut Dial<'a>,
    limits: Limits,
    server_name: Option<String>,
    /// Connections opened so far.
    pub made: usize,
}

impl<'a> Talk<'a> {
    pub fn new(dial: &'a mut Dial<'a>, server_name: Option<&str>, limits: Limits) -> Self {
        // an address is no name to ask for (RFC 6066 section 3)
        let name = server_name.filter(|name| name.parse::<std::net::IpAddr>().is_err());
        Self {
            dial,
            limits,
            server_name: name.map(str::to_owned),
            made: 0,
        }
    }

    /// The name to ask for.
    pub fn server_name(&self) -> Option<String> {
        self.server_name.clone()
    }

    /// How many more may be asked.
    pub fn left(&self) -> usize {
        self.limits.connections.saturating_sub(self.made)
    }

    /// Asks, and closes.
    pub fn ask(&mut self, hello: &ClientHello, depth: Depth) -> Outcome {
        let now = Instant::now();
        let left = self.limits.until.saturating_duration_since(now);
        let time = left.min(self.limits.each);
        let until = now.checked_add(time).unwrap_or(self.limits.until);
        if self.left() == 0 || time.is_zero() {
            return Outcome::Spent;
        }
        self.made += 1;
        let mut hello = hello.clone();
        if aws_lc_rs::rand::fill(&mut hello.random).is_err() {
            return Outcome::Unreached("the system has no randomness".into());
        }
        match (self.dial)(time) {
            Ok(wire) => exchange(wire, &hello.encode(), depth, until).unwrap_or_else(|e| lost(&e)),
            Err(e) => Outcome::Unreached(crate::core::error::plain_io(&e)),
        }
    }
}

/// A server that sends without end is left in time, too: the wire's own limit is of one reading.
fn exchange(
    mut wire: Box<dyn Wire>,
    hello: &[u8],
    depth: Depth,
    until: Instant,
) -> io::Result<Outcome> {
    wire.write_all(hello)?;
    wire.flush()?;
    let (mut decoder, mut come, mut piece) = (Decoder::new(depth), 0, [0; 4096]);
    while come < MOST_BYTES && Instant::now() < until {
        let read = wire.read(&mut piece);
        let ended = !matches!(read, Ok(1..));
        let amount = *read.as_ref().unwrap_or(&0);
        come += amount;
        let new = piece.get(..amount).unwrap_or_default();
        if let Some(reply) = decoder.take(new, ended) {
            return Ok(Outcome::Reply(reply));
        }
        if read? == 0 {
            return Ok(Outcome::Closed);
        }
    }
    let last = decoder.take(&[], true);
    Ok(last.map_or(Outcome::Silent, Outcome::Reply))
}

/// What an error stands for: time limits come as the layer below has them.
fn lost(error: &io::Error) -> Outcome {
    use io::ErrorKind as K;
    match error.kind() {
        K::ConnectionReset | K::ConnectionAborted | K::BrokenPipe => Outcome::Reset,
        K::UnexpectedEof => Outcome::Closed,
        _ => Outcome::Silent,
    }
}

impl Outcome {
    /// In words, as the end of "the server ..".
    pub fn words(&self) -> String {
        match self {
            Self::Reply(Reply::Hello(hello)) => {
                format!("takes {} with {}", hello.version, hello.suite)
            }
            Self::Reply(Reply::Alert(alert, _)) => format!("refuses with alert {alert}"),
            Self::Reply(Reply::Other(_)) => "does not answer as TLS has it".into(),
            Self::Closed => "closes without a word".into(),
            Self::Reset => "resets the connection".into(),
            Self::Silent => "does not answer in time".into(),
            Self::Unreached(why) => format!("cannot be reached: {why}"),
            Self::Spent => "was not asked: the time or the number of connections was spent".into(),
        }
    }
}

impl Serialize for Outcome {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.words())
    }
}
