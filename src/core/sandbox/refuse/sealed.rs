//! Records sealed by hand, for what rustls's server never sends: an alert of any number once the
//! handshake is done, a HelloRequest, a CertificateRequest after the handshake. The keys are
//! rustls's, handed over when it is finished with the connection. Must not decide what is sent.

use aws_lc_rs::aead::{
    AES_128_GCM, AES_256_GCM, Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey,
};
use rustls::{ConnectionTrafficSecrets, ProtocolVersion, ServerConnection};

use super::schedule::Schedule;

/// Content types (RFC 8446 section 5.1).
pub(in crate::core::sandbox) const ALERT: u8 = 21;
/// As above.
pub(in crate::core::sandbox) const HANDSHAKE: u8 = 22;
/// As above.
pub(in crate::core::sandbox) const DATA: u8 = 23;

/// Both directions of a connection whose handshake is over.
pub(in crate::core::sandbox) struct Sealed {
    is_13: bool,
    ours: Half,
    theirs: Half,
}

/// One direction's key, and the number of its next record.
pub(super) struct Half {
    key: LessSafeKey,
    iv: [u8; NONCE],
    /// TLS 1.2 with GCM writes eight bytes of the nonce into each record (RFC 5288 section 3).
    explicit: bool,
    next: u64,
}

impl Sealed {
    /// Takes a connection over from rustls; `None` when it is not ready to let go: bytes that it
    /// has still to send must have been sent.
    pub fn take(connection: ServerConnection) -> Option<Self> {
        let is_13 = connection.protocol_version() == Some(ProtocolVersion::TLSv1_3);
        let secrets = connection.dangerous_extract_secrets().ok()?;
        Some(Self {
            is_13,
            ours: Half::new(&secrets.tx, is_13)?,
            theirs: Half::new(&secrets.rx, is_13)?,
        })
    }

    /// Whether this is TLS 1.3.
    pub fn is_13(&self) -> bool {
        self.is_13
    }

    /// A record of this type.
    pub fn seal(&mut self, kind: u8, body: &[u8]) -> Option<Vec<u8>> {
        let half = &mut self.ours;
        let number = half.count();
        let nonce = half.nonce(number);
        let mut sealed = body.to_vec();
        if self.is_13 {
            sealed.push(kind);
        }
        let explicit = nonce.get(4..).filter(|_| half.explicit);
        let explicit = explicit.unwrap_or_default().to_vec();
        let length = explicit.len() + sealed.len() + TAG;
        let outer = if self.is_13 { DATA } else { kind };
        let head = header(outer, length)?;
        let aad = if self.is_13 {
            head.to_vec()
        } else {
            additional(number, kind, body.len())?
        };
        let nonce = Nonce::assume_unique_for_key(nonce);
        half.key
            .seal_in_place_append_tag(nonce, Aad::from(aad), &mut sealed)
            .ok()?;
        Some([&head[..], &explicit, &sealed].concat())
    }

    /// The type and the body of a record of the client's, header included.
    pub fn open(&mut self, record: &[u8]) -> Option<(u8, Vec<u8>)> {
        self.theirs.open(record, self.is_13)
    }
}

impl Half {
    fn new((next, secrets): &(u64, ConnectionTrafficSecrets), is_13: bool) -> Option<Self> {
        use ConnectionTrafficSecrets as S;
        let (algorithm, key, iv) = match secrets {
            S::Aes128Gcm { key, iv } => (&AES_128_GCM, key, iv),
            S::Aes256Gcm { key, iv } => (&AES_256_GCM, key, iv),
            S::Chacha20Poly1305 { key, iv } => (&CHACHA20_POLY1305, key, iv),
            _ => return None,
        };
        let is_gcm = !matches!(secrets, S::Chacha20Poly1305 { .. });
        Some(Self {
            key: LessSafeKey::new(UnboundKey::new(algorithm, key.as_ref()).ok()?),
            iv: iv.as_ref().try_into().ok()?,
            explicit: is_gcm && !is_13,
            next: *next,
        })
    }

    /// A direction of TLS 1.3 from its secret (RFC 8446 section 7.3).
    pub(super) fn of_secret(schedule: &Schedule, secret: &[u8]) -> Option<Self> {
        let cipher = schedule.cipher;
        let length = u8::try_from(cipher.key_len()).ok()?;
        let key = schedule.expand(secret, "key", length);
        let iv = schedule.expand(secret, "iv", 12);
        Some(Self {
            key: LessSafeKey::new(UnboundKey::new(cipher, &key).ok()?),
            iv: iv.as_slice().try_into().ok()?,
            explicit: false,
            next: 0,
        })
    }

    /// The type and the body of a record, header included.
    pub(super) fn open(&mut self, record: &[u8], is_13: bool) -> Option<(u8, Vec<u8>)> {
        let (head, body) = record.split_at_checked(5)?;
        let kind = *head.first()?;
        let number = self.count();
        let mut nonce = self.nonce(number);
        let mut body = body;
        if self.explicit {
            let (explicit, rest) = body.split_at_checked(8)?;
            nonce.get_mut(..4)?.copy_from_slice(self.iv.get(..4)?);
            nonce.get_mut(4..)?.copy_from_slice(explicit);
            body = rest;
        }
        let aad = if is_13 {
            head.to_vec()
        } else {
            additional(number, kind, body.len().checked_sub(TAG)?)?
        };
        let mut opened = body.to_vec();
        let nonce = Nonce::assume_unique_for_key(nonce);
        let plain = self
            .key
            .open_in_place(nonce, Aad::from(aad), &mut opened)
            .ok()?;
        if !is_13 {
            return Some((kind, plain.to_vec()));
        }
        let end = plain.iter().rposition(|b| *b != 0)?; // padding, RFC 8446 section 5.4
        Some((*plain.get(end)?, plain.get(..end)?.to_vec()))
    }

    fn count(&mut self) -> u64 {
        let number = self.next;
        self.next = self.next.wrapping_add(1); // nobody sends 2^64 records
        number
    }

    /// The record's number over the end of the IV (RFC 8446 section 5.3).
    fn nonce(&self, number: u64) -> [u8; NONCE] {
        let mut nonce = self.iv;
        for (byte, more) in nonce.iter_mut().skip(4).zip(number.to_be_bytes()) {
            *byte ^= more;
        }
        nonce
    }
}

fn header(kind: u8, length: usize) -> Option<[u8; 5]> {
    let [high, low] = u16::try_from(length).ok()?.to_be_bytes();
    Some([kind, 3, 3, high, low])
}

/// RFC 5246 section 6.2.3.3.
fn additional(number: u64, kind: u8, length: usize) -> Option<Vec<u8>> {
    let head = header(kind, length)?;
    Some([&number.to_be_bytes()[..], &head].concat())
}

const NONCE: usize = 12;
const TAG: usize = 16;
