//! A ClientHello as it arrives (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2): read off the
//! socket before TLS begins, for what it tells of the client. Must not judge it.

use std::io::{self, Read};

use crate::core::material::cursor::Cursor;

/// What a client offers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hello {
    /// The host name it wants (RFC 6066 section 3).
    pub sni: Option<String>,
    /// Application protocols, in its order.
    pub alpn: Vec<String>,
    /// TLS versions as on the wire: 0x0304 is 1.3.
    pub versions: Vec<u16>,
    /// Cipher suites, in its order, GREASE (RFC 8701) left out.
    pub suites: Vec<u16>,
    /// It offers suites of GREASE.
    pub grease: bool,
    /// It takes a CertificateRequest after the handshake (RFC 8446 section 4.2.6).
    pub post_handshake: bool,
    /// It takes session tickets of TLS 1.2 (RFC 5077).
    pub tickets: bool,
}

impl Hello {
    /// Whether it would speak this version.
    pub fn offers(&self, version: u16) -> bool {
        self.versions.contains(&version)
    }

    /// From the records that hold it.
    pub fn parse(records: &[u8]) -> Option<Self> {
        let message = unwrap(records)?;
        let mut body = Cursor::new(&message);
        let legacy = body.u16()?;
        body.take(32)?; // random
        let length = body.u8()?;
        body.take(length.into())?; // session id
        let offered = block(&mut body)?;
        let suites = numbers(offered);
        let length = body.u8()?;
        body.take(length.into())?; // compression
        let mut hello = Self {
            grease: suites.len() < offered.len() / 2,
            suites,
            versions: vec![legacy],
            ..Self::default()
        };
        if body.left() > 0 {
            let mut extensions = Cursor::new(block(&mut body)?);
            while extensions.left() > 0 {
                let kind = extensions.u16()?;
                hello.take(kind, block(&mut extensions)?);
            }
        }
        Some(hello)
    }

    fn take(&mut self, kind: u16, data: &[u8]) {
        match kind {
            SERVER_NAME => self.sni = server_name(data),
            ALPN => self.alpn = protocols(data).unwrap_or_default(),
            SESSION_TICKET => self.tickets = true,
            SUPPORTED_VERSIONS => {
                self.versions = numbers(data.get(1..).unwrap_or_default());
            }
            POST_HANDSHAKE_AUTH => self.post_handshake = true,
            _ => {}
        }
    }
}

/// Reads until the ClientHello is whole; what is no TLS is left for others to complain about.
///
/// # Errors
/// Those of the socket.
pub(super) fn read(io: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    while bytes.len() < MAX_HELLO && is_begun(&bytes) {
        let count = io.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        bytes.extend_from_slice(buffer.get(..count).unwrap_or_default());
    }
    Ok(bytes)
}

/// Whether these bytes may be the beginning of one, and more have to come.
fn is_begun(bytes: &[u8]) -> bool {
    bytes.first().is_none_or(|kind| *kind == HANDSHAKE) && unwrap(bytes).is_none()
}

/// The message's body out of its records.
fn unwrap(records: &[u8]) -> Option<Vec<u8>> {
    let mut cursor = Cursor::new(records);
    let mut message = Vec::new();
    loop {
        if cursor.u8()? != HANDSHAKE {
            return None;
        }
        cursor.u16()?;
        message.extend_from_slice(block(&mut cursor)?);
        let Some((head, rest)) = message.split_at_checked(4) else {
            continue;
        };
        let [kind, a, b, c] = *head else { return None };
        let length = usize::try_from(u32::from_be_bytes([0, a, b, c])).ok()?;
        if kind != CLIENT_HELLO || length > MAX_HELLO {
            return None;
        }
        if let Some(body) = rest.get(..length) {
            return Some(body.to_vec());
        }
    }
}

/// Bytes behind their length in two bytes.
fn block<'a>(cursor: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let length = cursor.u16()?;
    cursor.take(length.into())
}

fn numbers(bytes: &[u8]) -> Vec<u16> {
    let pairs = bytes.chunks_exact(2).filter_map(|p| p.try_into().ok());
    pairs
        .map(u16::from_be_bytes)
        .filter(|n| n & 0x0f0f != 0x0a0a)
        .collect()
}

fn server_name(data: &[u8]) -> Option<String> {
    let mut list = Cursor::new(data);
    list.u16()?;
    list.u8()?; // host_name, the only kind there is
    let name = block(&mut list)?;
    Some(String::from_utf8_lossy(name).into_owned())
}

fn protocols(data: &[u8]) -> Option<Vec<String>> {
    let mut list = Cursor::new(data);
    list.u16()?;
    let mut found = Vec::new();
    while list.left() > 0 {
        let length = list.u8()?;
        let name = list.take(length.into())?;
        found.push(String::from_utf8_lossy(name).into_owned());
    }
    Some(found)
}

/// Record and message types (RFC 8446 sections 5.1 and 4).
const HANDSHAKE: u8 = 22;
const CLIENT_HELLO: u8 = 1;
/// Extensions (IANA, TLS ExtensionType Values).
const SERVER_NAME: u16 = 0;
const ALPN: u16 = 16;
const SESSION_TICKET: u16 = 35;
const SUPPORTED_VERSIONS: u16 = 43;
const POST_HANDSHAKE_AUTH: u16 = 49;
/// In bytes; what rustls takes as well.
const MAX_HELLO: usize = 64 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> Vec<u8> {
        let mut body = vec![3, 3];
        body.extend([7; 32]);
        body.extend([0, 0, 6, 0x0a, 0x0a, 0x13, 0x02, 0xc0, 0x2f, 1, 0]);
        let extensions = [
            &[0, 0, 0, 9, 0, 7, 0, 0, 4][..],
            b"host",
            &[0, 16, 0, 5, 0, 3, 2],
            b"h2",
            &[0, 43, 0, 5, 4, 3, 4, 3, 3, 0, 49, 0, 0],
        ]
        .concat();
        body.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
        body.extend(extensions);
        let mut message = vec![1, 0, 0, u8::try_from(body.len()).unwrap()];
        message.extend(body);
        message
    }

    fn in_records(message: &[u8], size: usize) -> Vec<u8> {
        let record = |part: &[u8]| {
            let length = u8::try_from(part.len()).unwrap();
            [&[22, 3, 1, 0, length][..], part].concat()
        };
        message.chunks(size).flat_map(record).collect()
    }

    #[test]
    fn what_is_offered_is_read_however_it_is_cut() {
        for size in [3, 40, 255] {
            let hello = Hello::parse(&in_records(&made(), size)).unwrap();
            assert_eq!(hello.sni.as_deref(), Some("host"));
            assert_eq!(hello.alpn, ["h2"]);
            assert_eq!(hello.suites, [0x1302, 0xc02f]);
            assert!(hello.grease);
            assert!(hello.offers(0x0304) && hello.post_handshake && !hello.tickets);
        }
    }

    #[test]
    fn no_prefix_and_no_flipped_byte_is_a_panic() {
        let good = in_records(&made(), 255);
        for end in 0..good.len() {
            assert_eq!(Hello::parse(&good[..end]), None);
            let mut bad = good.clone();
            bad[end] ^= 0xff;
            let _ = Hello::parse(&bad);
        }
        assert!(
            read(&mut &b"GET / HTTP/1.1\r\n"[..])
                .unwrap()
                .starts_with(b"GET")
        );
        assert_eq!(read(&mut good.as_slice()).unwrap(), good);
    }
}
