//! Material: anything parsed from bytes. The pipe's first half: `source` reads, `format`
//! recognises by content, `items` parses into certificates, requests and keys.
//! Must not know chains, pairs, networks or files to be written.

pub mod ber;
pub mod certificate;
pub mod crl;
pub mod cursor;
mod curve;
pub mod der;
mod embedded;
pub mod extensions;
pub mod folder;
pub mod format;
pub mod gathered;
mod guesses;
mod inside;
pub mod items;
pub mod jks;
pub mod key;
pub mod key_form;
mod key_set;
mod labels;
pub mod name;
pub mod numbers;
pub mod openssh;
mod parsed;
pub mod passwords;
pub mod pbe;
pub mod peek;
pub mod pem;
pub mod pkcs12;
pub mod pkcs7;
pub mod pkcs7_write;
pub mod portions;
pub mod public_key;
pub mod request;
mod row;
mod rsa_signature;
mod saying;
pub mod signature;
pub mod source;
mod text;
pub mod traditional;

pub use certificate::{Certificate, Weakness};
pub use crl::Crl;
pub use folder::{BadGlob, Folder, Glob, Walked};
pub use format::{Format, Looks};
pub use gathered::Gathered;
pub use items::{Extracted, Item, Kind, parse, parse_portion};
pub use key::{LockedKey, PrivateKey};
pub use key_form::KeyForm;
pub use key_set::KeySet;
pub use name::Name;
pub use parsed::Parsed;
pub use passwords::{Ask, NoPasswords, OnePassphrase, Passwords};
pub use pbe::Limits;
pub use portions::Portions;
pub use public_key::{Algorithm, PublicKey};
pub use request::Request;
pub use source::{Input, MAX_INPUT, Origin, Source};
pub use text::text_of;

/// Lower-case hex without separators, as digests and serials are shown in JSON.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| nibble + if nibble < 10 { b'0' } else { b'a' - 10 };
    let mut out = Vec::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.extend([digit(byte >> 4), digit(byte & 15)]);
    }
    String::from_utf8(out).unwrap_or_default() // digits are UTF-8
}

/// Hex to bytes; `None` for an odd length or another character.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    let digit = |b: &u8| char::from(*b).to_digit(16);
    pairs
        .map(|pair| match pair {
            [high, low] => Some((digit(high)? << 4 | digit(low)?) as u8),
            _ => None,
        })
        .collect()
}

/// SHA-256 in lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    use sha2::Digest;
    hex(&sha2::Sha256::digest(bytes))
}
