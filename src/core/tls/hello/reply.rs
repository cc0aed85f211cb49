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
    Decoder::new(depth).take(bytes, ended)
}

/// Reads a reply as it comes, piece by piece: no byte is walked twice, however they are cut.
#[derive(Debug)]
pub(super) struct Decoder {
    depth: Depth,
    /// The very first bytes, at most 64.
    first: Vec<u8>,
    /// All that came, in bytes.
    come: usize,
    /// What is no whole record yet.
    records: Vec<u8>,
    /// What is no whole handshake message yet.
    messages: Vec<u8>,
    /// The ServerHello, where more is wanted.
    found: Option<ServerHello>,
    /// A warning that may have been the last word.
    warning: Option<Alert>,
}

impl Decoder {
    pub fn new(depth: Depth) -> Self {
        Self {
            depth,
            first: Vec::new(),
            come: 0,
            records: Vec::new(),
            messages: Vec::new(),
            found: None,
            warning: None,
        }
    }

    /// What is known with these further bytes, as [`decode`] says it.
    pub fn take(&mut self, bytes: &[u8], ended: bool) -> Option<Reply> {
        let missing = FIRST_BYTES.saturating_sub(self.first.len());
        self.first.extend(bytes.iter().take(missing));
        self.come += bytes.len();
        let mut records = std::mem::take(&mut self.records);
        records.extend(bytes);
        let mut rest = records.as_slice();
        while let Some(record) = take_record(&mut rest) {
            if let Some(reply) = self.record(record) {
                return Some(reply);
            }
        }
        let unlike = !is_begun(rest) || self.come >= MOST_BYTES;
        let is_whole = rest.is_empty();
        let used = records.len() - rest.len();
        records.drain(..used);
        self.records = records;
        if !ended && !unlike {
            return None;
        }
        match (self.spoken(), self.warning) {
            (Some(reply), _) => Some(reply),
            (None, Some(alert)) if is_whole => Some(Reply::Alert(alert, Protocol(0x0303))),
            (None, _) => (self.come > 0).then(|| self.other()),
        }
    }

    fn record(&mut self, record: (u8, Protocol, &[u8])) -> Option<Reply> {
        match record {
            // a warning about the name comes before the hello (RFC 6066 section 3)
            (ALERT, _, &[WARNING, what]) if what != Alert::CLOSE_NOTIFY.0 => {
                self.warning = Some(Alert(what));
                None
            }
            (ALERT, version, &[_, what]) => {
                let alert = Reply::Alert(Alert(what), version);
                Some(self.spoken().unwrap_or(alert))
            }
            (HANDSHAKE, _, body) => {
                self.messages.extend(body);
                match self.walk() {
                    Walked::Done(hello) => Some(Reply::Hello(hello)),
                    Walked::Unsound => Some(self.other()),
                    Walked::More => None,
                }
            }
            _ => Some(self.spoken().unwrap_or_else(|| self.other())),
        }
    }

    /// The handshake messages that are whole by now.
    fn walk(&mut self) -> Walked {
        let messages = std::mem::take(&mut self.messages);
        let mut reader = Reader(&messages);
        loop {
            let message = reader.0;
            let Some(kind) = reader.byte() else {
                break;
            };
            if self.found.is_none() && kind != SERVER_HELLO {
                return Walked::Unsound;
            }
            let Some(body) = reader.vector(3) else {
                reader = Reader(message);
                break;
            };
            match self.message(kind, body) {
                Walked::More => {}
                end => return end,
            }
        }
        self.messages = reader.0.to_vec();
        Walked::More
    }

    fn message(&mut self, kind: u8, body: &[u8]) -> Walked {
        match (&mut self.found, kind) {
            (None, _) => {
                let Some(hello) = server_hello(body) else {
                    return Walked::Unsound;
                };
                let signs = hello.version < Protocol::TLS13 && hello.suite.is_ephemeral();
                if self.depth == Depth::Hello || !signs {
                    return Walked::Done(hello);
                }
                self.found = Some(hello);
                Walked::More
            }
            (Some(hello), SERVER_KEY_EXCHANGE) => {
                key_exchange(hello, body);
                Walked::Done(*hello)
            }
            (Some(hello), SERVER_HELLO_DONE) => Walked::Done(*hello),
            (Some(_), _) => Walked::More,
        }
    }

    /// What was learned when no more can be.
    fn spoken(&self) -> Option<Reply> {
        self.found.map(Reply::Hello)
    }

    fn other(&self) -> Reply {
        Reply::Other(self.first.clone())
    }
}

/// The version of a ServerHello that begins so, whatever follows; in TLS 1.3, where the first
/// bytes do not show it, that of TLS 1.2.
pub fn version_of(first_bytes: &[u8]) -> Option<Protocol> {
    match first_bytes {
        [HANDSHAKE, 3, _, _, _, SERVER_HELLO, _, _, _, 3, minor, ..] => {
            Some(Protocol(0x0300 | u16::from(*minor)))
        }
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, body: &[u8]) -> Vec<u8> {
        let mut out = vec![kind, 3, 3];
        out.extend(u16::try_from(body.len()).unwrap().to_be_bytes());
        out.extend(body);
        out
    }

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let mut out = vec![kind, 0];
        out.extend(u16::try_from(body.len()).unwrap().to_be_bytes());
        out.extend(body);
        out
    }

    /// A ServerHello with this suite and these extensions.
    fn hello(version: u16, random: [u8; 32], suite: u16, extensions: &[u8]) -> Vec<u8> {
        let mut body = version.to_be_bytes().to_vec();
        body.extend(random);
        body.push(0);
        body.extend(suite.to_be_bytes());
        body.push(0);
        if !extensions.is_empty() {
            body.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
            body.extend(extensions);
        }
        message(SERVER_HELLO, &body)
    }

    fn chosen(bytes: &[u8], depth: Depth) -> ServerHello {
        match decode(bytes, depth, false) {
            Some(Reply::Hello(hello)) => hello,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn version_suite_and_group_are_read_where_each_version_has_them() {
        let old = record(HANDSHAKE, &hello(0x0301, [9; 32], 0x002f, &[]));
        let found = chosen(&old, Depth::Hello);
        assert_eq!(
            (found.version, found.suite),
            (Protocol::TLS10, Suite(0x002f))
        );
        assert_eq!(version_of(&old), Some(Protocol::TLS10));
        let versions = [0, 43, 0, 2, 3, 4];
        let retry = [&versions[..], &[0, 51, 0, 2, 0, 0x18]].concat();
        let new = record(HANDSHAKE, &hello(0x0303, RETRY, 0x1301, &retry));
        let found = chosen(&new, Depth::KeyExchange);
        assert_eq!(found.version, Protocol::TLS13);
        assert!(found.retry);
        assert_eq!(found.group, Some(Group(0x0018)));
    }

    #[test]
    fn group_and_scheme_of_tls_1_2_stand_in_the_servers_key() {
        let key = [&[NAMED_CURVE, 0, 0x1e, 2, 7, 7, 2, 1][..], &[0, 1, 5]].concat();
        let flight = [
            hello(0x0303, [1; 32], 0xc02f, &[]),
            message(11, &[0; 300]),
            message(SERVER_KEY_EXCHANGE, &key),
        ];
        // cut anywhere into records, and come in any pieces
        for cut in [1, 3, 4, 50, 340] {
            let all = flight.concat();
            let bytes: Vec<u8> = all
                .chunks(cut)
                .flat_map(|part| record(HANDSHAKE, part))
                .collect();
            assert_eq!(
                decode(&bytes[..bytes.len() - 1], Depth::KeyExchange, false),
                None
            );
            let found = chosen(&bytes, Depth::KeyExchange);
            assert_eq!(found.group, Some(Group(0x001e)));
            assert_eq!(found.scheme, Some(Scheme(0x0201)));
            assert_eq!(chosen(&bytes, Depth::Hello).group, None);
        }
        let prime = [&[0, 129, 0, 0x80][..], &[0; 127], &[0, 1, 2, 0, 1, 3, 4, 1]].concat();
        let finite = [
            hello(0x0303, [1; 32], 0x009e, &[]),
            message(SERVER_KEY_EXCHANGE, &prime),
        ];
        let found = chosen(&record(HANDSHAKE, &finite.concat()), Depth::KeyExchange);
        assert_eq!(
            (found.dh_bits, found.scheme),
            (Some(1024), Some(Scheme(0x0401)))
        );
    }

    #[test]
    fn a_warning_is_no_refusal_and_an_alert_is_one() {
        let warning = record(ALERT, &[WARNING, 112]);
        let hello = record(HANDSHAKE, &hello(0x0303, [1; 32], 0xc02f, &[]));
        let both = [warning.clone(), hello].concat();
        assert_eq!(chosen(&both, Depth::Hello).suite, Suite(0xc02f));
        assert_eq!(decode(&warning, Depth::Hello, false), None);
        let said = |bytes: &[u8], ended| decode(bytes, Depth::Hello, ended);
        let alert = |number| Some(Reply::Alert(Alert(number), Protocol::TLS12));
        assert_eq!(said(&warning, true), alert(112));
        assert_eq!(said(&record(ALERT, &[2, 70]), false), alert(70));
        assert_eq!(said(&record(ALERT, &[WARNING, 0]), false), alert(0));
    }

    #[test]
    fn what_is_no_tls_is_kept_as_it_came() {
        for bytes in [
            &b"HTTP/1.1 400 Bad Request\r\n"[..],
            b"S",
            b"\x16\x02\x03",
            b"\x16\x03\x03\xff\xff",
        ] {
            let reply = decode(bytes, Depth::Hello, false);
            assert_eq!(reply, Some(Reply::Other(bytes.to_vec())));
        }
        assert_eq!(decode(b"\x16\x03", Depth::Hello, false), None);
        assert_eq!(
            decode(b"\x16\x03", Depth::Hello, true),
            Some(Reply::Other(b"\x16\x03".to_vec()))
        );
        assert_eq!(decode(b"", Depth::Hello, true), None);
    }

    /// However the bytes are cut on their way, the answer is the same.
    #[test]
    fn a_reply_is_read_as_it_comes_in_time_that_grows_with_its_length_alone() {
        let small = record(HANDSHAKE, &message(0, &[]));
        let bytes = [
            record(HANDSHAKE, &hello(0x0303, [1; 32], 0xc02f, &[])),
            small.repeat(7_000),
            record(HANDSHAKE, &message(SERVER_HELLO_DONE, &[])),
        ]
        .concat();
        let begun = std::time::Instant::now();
        let mut decoder = Decoder::new(Depth::KeyExchange);
        let mut pieces = bytes.chunks(1);
        let found = pieces.find_map(|piece| decoder.take(piece, false));
        assert_eq!(found, decode(&bytes, Depth::KeyExchange, false));
        assert!(matches!(found, Some(Reply::Hello(_))), "{found:?}");
        assert!(begun.elapsed().as_secs() < 2, "{:?}", begun.elapsed());
    }

    /// Any bytes, and real ones with some changed, are answered; and never by asking for ever more.
    #[test]
    fn random_bytes_are_taken() {
        let extensions = [0, 43, 0, 2, 3, 4, 0, 51, 0, 2, 0, 24];
        let real = [
            record(HANDSHAKE, &hello(0x0303, RETRY, 0x1301, &extensions)),
            record(HANDSHAKE, &hello(0x0303, [1; 32], 0xc02f, &extensions[..6])),
        ]
        .concat();
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed
        };
        for round in 0..20_000 {
            let mut bytes = real.clone();
            if round % 2 == 0 {
                bytes = next().to_le_bytes().repeat(9);
                bytes.splice(..3, [22, 3, 3]);
            }
            for _ in 0..next() % 6 {
                let at = usize::try_from(next()).unwrap() % bytes.len();
                bytes[at] = next().to_le_bytes()[0];
            }
            bytes.truncate(1 + usize::try_from(next()).unwrap() % bytes.len());
            for depth in [Depth::Hello, Depth::KeyExchange] {
                let _ = decode(&bytes, depth, false);
                assert!(decode(&bytes, depth, true).is_some());
            }
        }
        let endless =
            record(HANDSHAKE, &[SERVER_HELLO, 0xff, 0xff, 0xff]).repeat(MOST_BYTES / 9 + 1);
        assert!(decode(&endless, Depth::Hello, false).is_some());
    }
}
