//! OpenSSL's error codes in a line: eight hexadecimal digits whose low part is the reason, which for
//! alerts is 1000 and the alert's number. Of 1.1 (lib, function, reason), 3 (lib, reason) and
//! BoringSSL. Knows numbers, not words.

use super::super::Code;
use super::says::Fault::{Missing, Untrusted};
use super::says::Rank::{self, General, Likely, Precise};
use super::says::Says::{self, Cause, Peer};
use crate::core::tls::Alert;

/// A code of the SSL library.
#[derive(Debug, Clone)]
pub(super) struct Number {
    /// As it stands there, in upper case.
    pub text: String,
    /// Where, in bytes.
    pub at: usize,
    pub reason: u32,
    /// BoringSSL's reasons are its own, but for the alerts.
    is_boring: bool,
}

impl Number {
    /// The alert that it stands for.
    pub fn alert(&self) -> Option<Alert> {
        let number = self.reason.checked_sub(ALERTS)?;
        u8::try_from(number).ok().map(Alert)
    }

    /// What the reason says where it is no alert.
    pub fn says(&self) -> Option<(Says, Rank)> {
        let row = REASONS
            .iter()
            .find(|(reason, ..)| *reason == self.reason && !self.is_boring)?;
        Some((row.1, row.2))
    }
}

/// Those in a line of lower case.
pub(super) fn all(line: &str) -> Vec<Number> {
    let is_alone = line.trim().len() <= DIGITS + 2;
    let mut found = Vec::new();
    let mut at = 0;
    for piece in line.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let word_at = at;
        at += piece.len();
        let digits = word.strip_prefix("0x").unwrap_or(word);
        let named = line
            .get(..word_at)
            .is_some_and(|before| before.ends_with("error:"));
        if digits.len() != DIGITS || !(named || is_alone || digits.starts_with("0a000")) {
            continue;
        }
        if let Some((reason, is_boring)) = u32::from_str_radix(digits, 16).ok().and_then(of_ssl) {
            found.push(Number {
                text: digits.to_ascii_uppercase(),
                at: word_at,
                reason,
                is_boring,
            });
        }
    }
    found
}

/// The reason of a code of the SSL library (number 20, BoringSSL's 16), and whose it is.
fn of_ssl(code: u32) -> Option<(u32, bool)> {
    match code >> 24 {
        0x0a => Some((code & 0x7f_ffff, false)),
        0x14 => Some((code & 0xfff, false)),
        0x10 => Some((code & 0xfff, true)),
        _ => None,
    }
}

/// Hexadecimal digits of a code.
const DIGITS: usize = 8;
/// Reasons from here on are alerts (include/openssl/ssl.h, SSL_AD_REASON_OFFSET).
const ALERTS: u32 = 1000;

/// OpenSSL, include/openssl/sslerr.h.
#[rustfmt::skip] // a table
const REASONS: &[(u32, Says, Rank)] = &[
    (134, Peer(Untrusted), General),
    (156, Cause(Code::NotTls), Precise),
    (155, Cause(Code::NotTls), Precise),
    (193, Cause(Code::NoSharedCipher), Precise),
    (199, Peer(Missing), Precise),
    (252, Cause(Code::NotTls), Precise),
    (258, Cause(Code::TlsVersionUnsupported), Precise),
    (267, Cause(Code::NotTls), Precise),
    (294, Cause(Code::HandshakeClosed), General),
    (333, Cause(Code::TlsVersionUnsupported), Likely),
    (338, Cause(Code::TlsVersionUnsupported), Precise),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alert_is_read_from_codes_of_every_openssl() {
        for (line, alert) in [
            ("error:0a000412:ssl routines::x", Some(42)),
            ("error:14094418:ssl routines:ssl3_read_bytes:x", Some(48)),
            ("error:1409445c:ssl routines:ssl3_read_bytes:x", Some(116)),
            ("error:10000416:ssl routines:openssl_internal:x", Some(46)),
            ("0a00045c", Some(116)),
            (
                "error:0a000086:ssl routines::certificate verify failed",
                None,
            ),
        ] {
            let numbers = all(line);
            assert_eq!(numbers[0].alert().map(|a| a.0), alert, "{line}");
        }
        assert!(all("order 14094418 of 10000416").is_empty());
        assert!(all("error:0308010c:digital envelope routines::unsupported").is_empty());
    }
}
