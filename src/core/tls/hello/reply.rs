//! What comes back to a ClientHello, from its bytes: a ServerHello with what it chose, an alert,
//! or something that is no TLS. Pure and bounded: any bytes are taken, none is trusted. Must not
//! read from anywhere, nor verify a signature.

use serde::Serialize;

use super::names::{Group, Protocol, Scheme, Suite};
use crate::core::tls::Alert;

/// How far to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// To the ServerHello.
    Hello,
    /// To the server's key of a handshake of TLS 1.2 and before, which names group and scheme.
    KeyExchange,
}

/// What a server makes of a hello.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It goes on with it.
    Hello(ServerHello),
    /// It refuses, with an alert in a record of this version.
    Alert(Alert, Protocol),
    /// It speaks something else: its first bytes, at most 64.
    Other(Vec<u8>),
}

/// What it chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ServerHello {
    /// The version.
    pub version: Protocol,
    /// The suite.
    pub suite: Suite,
    /// The group that it wants or uses; in TLS 1.2 and before only when its key was read.
    pub group: Option<Group>,
    /// The scheme of its signature, in TLS 1.2 only and only when its key was read.
    pub scheme: Option<Scheme>,
    /// The bits of its finite-field Diffie-Hellman prime, where it uses one and its key was read.
    pub dh_bits: Option<usize>,
    /// It asks for another hello, with a share of a key of `group` (HelloRetryRequest).
    pub retry: bool,
}

/// What the bytes say; `None` when more of them are needed. `ended` says that no more will come.
pub fn decode(bytes: &[u8], depth: Depth, ended: bool) -> Option<Reply> {
    let mut rest = bytes;
    let mut messages = Vec::new();
    let mut last = None;
    while let Some(record) = take_record(&mut rest) {
        match record {
            // a warning about the name comes before the hello (RFC 6066 section 3)
            (ALERT, _, &[WARNING, what]) if what != Alert::CLOSE_NOTIFY.0 => {
                last = Some(Alert(what));
            }
            (ALERT, version, &[_, what]) => {
                return Some(spoken(&messages, depth).unwrap_or(Reply::Alert(Alert(what), version)));
            }
            (HANDSHAKE, _, body) => {
                messages.extend(body);
                match walk(&messages, depth) {
                    Walked::Done(hello) => return Some(Reply::Hello(hello)),
                    Walked::Unsound => return Some(other(bytes)),
                    Walked::More => {}
                }
            }
            _ => return Some(spoken(&messages, depth).unwrap_or_else(|| other(bytes))),
        }
    }
    let unlike = !is_begun(rest) || bytes.len() >= MOST_BYTES;
    if !ended && !unlike {
        return None;
    }
    match (spoken(&messages, depth), last) {
        (Some(reply), _) => Some(reply),
        (None, Some(alert)) if rest.is_empty() => Some(Reply::Alert(alert, Protocol(0x0303))),
        (None, _) => (!bytes.is_empty()).then(|| other(bytes)),
    }
}

/// What was learned when no more can be.
fn spoken(messages: &[u8], depth: Depth) -> Option<Reply> {
    match (walk(messages, Depth::Hello), depth) {
        (Walked::Done(hello), Depth::KeyExchange) => Some(Reply::Hello(hello)),
        _ => None,
    }
}

fn other(bytes: &[u8]) -> Reply {
    Reply::Other(bytes.iter().take(FIRST_BYTES).copied().collect())
}

/// Whether these may be the beginning of a record.
fn is_begun(bytes: &[u8]) -> bool {
    match bytes {
        [] => true,
        [kind, rest @ ..] => {
            matches!(*kind, 20..=23)
                && rest.first().is_none_or(|major| *major == 3)
                && match rest {
                    [_, _, high, ..] => *high <= MOST_IN_RECORD,
                    _ => true,
                }
        }
    }
}

/// Type, version and content of the next record, when all of it is there.
fn take_record<'a>(rest: &mut &'a [u8]) -> Option<(u8, Protocol, &'a [u8])> {
    if !is_begun(rest) {
        return None;
    }
    let mut reader = Reader(rest);
    let kind = reader.byte()?;
    let version = Protocol(reader.number()?);
    let body = reader.vector(2)?;
    *rest = reader.0;
    Some((kind, version, body))
}

/// How far the handshake messages lead.
enum Walked {
    Done(ServerHello),
    More,
    Unsound,
}

fn walk(messages: &[u8], depth: Depth) -> Walked {
    let mut reader = Reader(messages);
    let mut found: Option<ServerHello> = None;
    loop {
        let Some(kind) = reader.byte() else {
            return Walked::More;
        };
        if !matches!((kind, &found), (SERVER_HELLO, None) | (_, Some(_))) {
            return Walked::Unsound;
        }
        let Some(body) = reader.vector(3) else {
            return Walked::More;
        };
        match (&mut found, kind) {
            (None, _) => {
                let Some(hello) = server_hello(body) else {
                    return Walked::Unsound;
                };
                let signs = hello.version < Protocol::TLS13 && hello.suite.is_ephemeral();
                if depth == Depth::Hello || !signs {
                    return Walked::Done(hello);
                }
                found = Some(hello);
            }
            (Some(hello), SERVER_KEY_EXCHANGE) => {
                key_exchange(hello, body);
                return Walked::Done(*hello);
            }
            (Some(hello), SERVER_HELLO_DONE) => return Walked::Done(*hello),
            (Some(_), _) => {}
        }
    }
}

/// RFC 8446 sections 4.1.3 and 4.1.4, RFC 5246 section 7.4.1.3.
fn server_hello(body: &[u8]) -> Option<ServerHello> {
    let mut reader = Reader(body);
    let version = Protocol(reader.number()?);
    let retry = reader.take(32)? == RETRY;
    reader.vector(1)?; // session identifier
    let suite = Suite(reader.number()?);
    reader.byte()?; // compression
    let mut hello = ServerHello {
        version,
        suite,
        group: None,
        scheme: None,
        dh_bits: None,
        retry,
    };
    let mut extensions = Reader(reader.vector(2).unwrap_or_default());
    while let (Some(kind), Some(body)) = (extensions.number(), extensions.vector(2)) {
        let first = Reader(body).number();
        match kind {
            SUPPORTED_VERSIONS => hello.version = Protocol(first?),
            KEY_SHARE => hello.group = first.map(Group),
            _ => {}
        }
    }
    (hello.version.0 >> 8 == 3).then_some(hello)
}

/// Group and scheme of ServerKeyExchange: RFC 8422 section 5.4, RFC 5246 section 7.4.3. What is
/// not as these have it is left open.
fn key_exchange(hello: &mut ServerHello, body: &[u8]) -> Option<()> {
    let mut reader = Reader(body);
    let name = hello.suite.name()?;
    if name.contains("ECDH") {
        if reader.byte()? != NAMED_CURVE {
            return None;
        }
        hello.group = Some(Group(reader.number()?));
        reader.vector(1)?; // its key
    } else {
        let prime = reader.vector(2)?;
        let leading = prime.iter().take_while(|byte| **byte == 0).count();
        let bytes = prime.get(leading..)?;
        let zeros = bytes.first()?.leading_zeros();
        hello.dh_bits = Some((bytes.len() * 8).saturating_sub(usize::try_from(zeros).ok()?));
        reader.vector(2)?; // generator
        reader.vector(2)?; // its key
    }
    if hello.version == Protocol::TLS12 && !name.contains("_anon_") {
        hello.scheme = Some(Scheme(reader.number()?));
    }
    Some(())
}

/// Bytes that are taken from the front, as far as they go.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, amount: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(amount)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn number(&mut self) -> Option<u16> {
        let bytes = self.take(2)?.try_into().ok()?;
        Some(u16::from_be_bytes(bytes))
    }

    /// Bytes behind their length, which takes `width` bytes.
    fn vector(&mut self, width: usize) -> Option<&'a [u8]> {
        let length = self.take(width)?;
        let length = length
            .iter()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        self.take(length)
    }
}

const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const WARNING: u8 = 1;
const SERVER_HELLO: u8 = 2;
const SERVER_KEY_EXCHANGE: u8 = 12;
const SERVER_HELLO_DONE: u8 = 14;
const SUPPORTED_VERSIONS: u16 = 43;
const KEY_SHARE: u16 = 51;
const NAMED_CURVE: u8 = 3;
/// The high byte of the length of a record that is in order (RFC 8446 section 5.2: 2^14 + 256).
const MOST_IN_RECORD: u8 = 0x41;
/// What marks a HelloRetryRequest: SHA-256 of that word (RFC 8446 section 4.1.3).
const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];
/// Read of a reply at most, in bytes: a server's certificates come before its key.
pub(super) const MOST_BYTES: usize = 64 << 10;
const FIRST_BYTES: usize = 64;
