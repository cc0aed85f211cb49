//! What TLS 1.3 derives from its secrets (RFC 8446 section 7.1), for the one exchange that rustls
//! does not know as a server: a certificate asked for after the handshake. Must not read records.

use std::sync::{Mutex, PoisonError};

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Algorithm, CHACHA20_POLY1305};
use aws_lc_rs::{constant_time, digest, hmac};
use rustls::{CipherSuite, KeyLog, ServerConnection};
use zeroize::Zeroizing;

/// The secrets of one connection, as rustls tells them while it shakes hands.
#[derive(Default)]
pub(in crate::core::sandbox) struct Secrets(Mutex<Vec<(String, Zeroizing<Vec<u8>>)>>);

/// The hash and the cipher of a suite.
#[derive(Clone, Copy)]
pub(super) struct Schedule {
    /// Of its records.
    pub cipher: &'static Algorithm,
    mac: hmac::Algorithm,
    hash: &'static digest::Algorithm,
}

impl KeyLog for Secrets {
    fn log(&self, label: &str, _client_random: &[u8], secret: &[u8]) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push((label.to_owned(), Zeroizing::new(secret.to_vec())));
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(..)")
    }
}

impl Secrets {
    /// By its label in the NSS key log format.
    pub fn get(&self, label: &str) -> Option<Zeroizing<Vec<u8>>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = all.iter().find(|(name, _)| name == label);
        found.map(|(_, secret)| secret.clone())
    }
}

impl Schedule {
    /// Of the suite that was agreed on.
    pub fn of(connection: &ServerConnection) -> Option<Self> {
        let (cipher, mac, hash) = match connection.negotiated_cipher_suite()?.suite() {
            CipherSuite::TLS13_AES_128_GCM_SHA256 => {
                (&AES_128_GCM, hmac::HMAC_SHA256, &digest::SHA256)
            }
            CipherSuite::TLS13_AES_256_GCM_SHA384 => {
                (&AES_256_GCM, hmac::HMAC_SHA384, &digest::SHA384)
            }
            CipherSuite::TLS13_CHACHA20_POLY1305_SHA256 => {
                (&CHACHA20_POLY1305, hmac::HMAC_SHA256, &digest::SHA256)
            }
            _ => return None,
        };
        Some(Self { cipher, mac, hash })
    }

    /// HKDF-Expand-Label without a context, of no more bytes than the hash has.
    pub fn expand(&self, secret: &[u8], label: &str, length: u8) -> Zeroizing<Vec<u8>> {
        let label = format!("tls13 {label}");
        let count = u8::try_from(label.len()).unwrap_or_default(); // ours are short
        let info = [&[0, length, count], label.as_bytes(), &[0, 1]].concat();
        let tag = hmac::sign(&hmac::Key::new(self.mac, secret), &info);
        let bytes = tag.as_ref().iter().take(length.into()).copied();
        Zeroizing::new(bytes.collect())
    }

    /// Of a transcript.
    pub fn hash(&self, bytes: &[u8]) -> Vec<u8> {
        digest::digest(self.hash, bytes).as_ref().to_vec()
    }

    /// Whether this is the Finished of who has the secret, over this transcript (section 4.4.4).
    pub fn is_finished(&self, secret: &[u8], transcript: &[u8], finished: &[u8]) -> bool {
        let length = u8::try_from(self.hash.output_len()).unwrap_or_default(); // 32 or 48
        let key = self.expand(secret, "finished", length);
        let key = hmac::Key::new(self.mac, &key);
        let due = hmac::sign(&key, &self.hash(transcript));
        constant_time::verify_slices_are_equal(due.as_ref(), finished).is_ok()
    }
}
