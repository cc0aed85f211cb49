//! Whether a value is material: PEM, or base64 of something that is recognised by its structure.

use std::borrow::Cow;

use ::base64::Engine;
use ::base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::super::format::{DerKind, Format, detect_binary};
use super::super::pem::{self, BEGIN};
use super::super::{der, text};

/// What a value holds.
pub enum Held<'a> {
    /// PEM, perhaps with its line ends lost or spelled out.
    Pem(Cow<'a, str>),
    /// The decoded bytes, and how they were encoded, in brackets behind a blank.
    Encoded(Zeroizing<Vec<u8>>, &'static str),
}

/// What this value holds; `None` when it is no material.
pub fn held(value: &str) -> Option<Held<'_>> {
    if pem::find(value, BEGIN).is_some() {
        return Some(Held::Pem(Cow::Borrowed(value)));
    }
    let bytes = decode(value)?;
    if text::decode(&bytes).is_some_and(|inner| inner.text.contains(BEGIN)) {
        return Some(Held::Encoded(bytes, " (base64 of PEM)"));
    }
    let how = match detect_binary(&bytes)? {
        Format::Jks => " (base64 of a Java keystore)",
        // a signature of ECDSA's looks like it
        Format::Der(DerKind::PublicKeyPkcs1) if bytes.len() <= LONGEST_SIGNATURE => return None,
        Format::Der(_) => OF_DER,
        _ => return None,
    };
    // the length that it says itself is the best check that this is no chance
    let whole = der::promised_length(&bytes).is_none_or(|promised| promised <= bytes.len());
    whole.then_some(Held::Encoded(bytes, how))
}

/// Whether base64 of anything may stand in a text: a row of its digits as long as a line of it is
/// at least. It costs little, so that long texts of other kinds are not taken apart.
pub fn may_stand_in(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = SHORTEST_LINE - 1;
    // of so many digits in a row one stands at each such step
    while let Some(byte) = bytes.get(at) {
        if is_digit(*byte) {
            let (before, behind) = bytes.split_at(at);
            let row = before.iter().rev().take(SHORTEST_LINE);
            let row = row.take_while(|b| is_digit(**b)).count();
            let next = behind.iter().take(SHORTEST_LINE);
            if row + next.take_while(|b| is_digit(**b)).count() >= SHORTEST_LINE {
                return true;
            }
        }
        at += SHORTEST_LINE;
    }
    false
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// Base64, or base64url as in JWTs, with white space anywhere.
fn decode(value: &str) -> Option<Zeroizing<Vec<u8>>> {
    let is_ours = |byte: u8| is_digit(byte) || byte == b'=' || byte.is_ascii_whitespace();
    if value.len() < SHORTEST || !value.bytes().all(is_ours) {
        return None;
    }
    if memchr::memchr2(b'-', b'_', value.as_bytes()).is_none() {
        return pem::decode(value);
    }
    let mut packed = Zeroizing::new(String::with_capacity(value.len()));
    packed.extend(value.chars().filter(|c| !c.is_whitespace()));
    URL_SAFE.decode(packed.as_bytes()).ok().map(Zeroizing::new)
}

/// What base64 in PEM is of, too.
pub const OF_DER: &str = " (base64 of DER)";
/// An Ed25519 public key has 44 bytes, 60 characters; shorter is nothing.
pub const SHORTEST: usize = 58;
/// Shorter lines are not made by anything that writes base64.
const SHORTEST_LINE: usize = 16;
/// An ECDSA signature on P-521, in bytes; RSA keys from 1024 bits on are longer.
const LONGEST_SIGNATURE: usize = 139;
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(
    &::base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
