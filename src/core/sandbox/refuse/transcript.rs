//! The handshake that was held, message for message, from what passed over the wire: rustls keeps
//! its transcript to itself, and a certificate sent later signs it (RFC 8446 section 4.4.1). Must
//! not send anything.

use rustls::ServerConnection;
use zeroize::Zeroizing;

use super::schedule::{Schedule, Secrets};
use super::sealed::{DATA, HANDSHAKE, Half};

/// Bytes of a handshake as they passed, both ways.
#[derive(Default)]
pub(in crate::core::sandbox) struct Tape {
    /// From the client.
    pub received: Vec<u8>,
    /// To the client.
    pub sent: Vec<u8>,
}

/// From ClientHello to the client's Finished, and what is needed to go on from there.
pub(in crate::core::sandbox) struct Transcript {
    /// The suite's functions.
    pub(super) schedule: Schedule,
    /// The messages.
    pub(super) bytes: Vec<u8>,
    /// `client_application_traffic_secret_0`.
    pub(super) secret: Zeroizing<Vec<u8>>,
}

impl Transcript {
    /// Of a TLS 1.3 handshake that is over; `None` for another, or a tape that is not whole.
    pub fn of(connection: &ServerConnection, tape: &Tape, secrets: &Secrets) -> Option<Self> {
        let schedule = Schedule::of(connection)?;
        let key = |label| Half::of_secret(&schedule, &secrets.get(label)?);
        let client = messages(&tape.received, key("CLIENT_HANDSHAKE_TRAFFIC_SECRET")?)?;
        let server = messages(&tape.sent, key("SERVER_HANDSHAKE_TRAFFIC_SECRET")?)?;
        let bytes = match client.as_slice() {
            [hello, finished] => [&hello[..], &server.concat(), finished].concat(),
            // after a HelloRetryRequest the first ClientHello stands there as its hash
            [first, second, finished] => {
                let (retry, rest) = server.split_first()?;
                let hash = schedule.hash(first);
                let length = u8::try_from(hash.len()).ok()?;
                let head = [MESSAGE_HASH, 0, 0, length];
                [&head, &hash[..], retry, second, &rest.concat(), finished].concat()
            }
            _ => return None,
        };
        Some(Self {
            schedule,
            bytes,
            secret: secrets.get("CLIENT_TRAFFIC_SECRET_0")?,
        })
    }
}

/// One side's handshake messages, to its Finished.
fn messages(mut records: &[u8], mut key: Half) -> Option<Vec<Vec<u8>>> {
    let mut stream = Vec::new();
    let mut found = Vec::new();
    while let Some((&[kind, _, _, high, low], rest)) = records.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes([high, low]));
        let (body, after) = rest.split_at_checked(length)?;
        match kind {
            HANDSHAKE => stream.extend_from_slice(body),
            DATA => match key.open(records.get(..5 + length)?, true)? {
                (HANDSHAKE, inner) => stream.extend(inner),
                _ => return None,
            },
            _ => {} // change_cipher_spec, which is none of TLS 1.3's
        }
        while let Some(message) = take_message(&mut stream) {
            let is_last = message.first() == Some(&FINISHED);
            found.push(message);
            if is_last {
                return Some(found);
            }
        }
        records = after;
    }
    None
}

/// The first whole message, header included, off what came so far.
pub(super) fn take_message(stream: &mut Vec<u8>) -> Option<Vec<u8>> {
    let &[_, a, b, c] = stream.first_chunk()?;
    let length = usize::try_from(u32::from_be_bytes([0, a, b, c])).ok()? + 4;
    (stream.len() >= length).then(|| stream.drain(..length).collect())
}

const MESSAGE_HASH: u8 = 254;
pub(super) const FINISHED: u8 = 20;
