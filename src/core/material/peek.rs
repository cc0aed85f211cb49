//! A look at the beginning of a large file, before it is read: images and archives lie in folders
//! too. Must not parse; what it lets through is `format`'s to recognise.

use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use super::source::unreadable;
use super::{Origin, der, pem};
use crate::core::Result;

/// Whether a file may hold material, as far as its beginning tells. Small files always may.
///
/// # Errors
/// `Unreadable`.
pub fn may_hold_material(path: &Path) -> Result<bool> {
    let origin = Origin::named(path.display().to_string());
    let refused = |e: std::io::Error| unreadable(&origin, &e);
    let length = fs_err::metadata(path).map_err(refused)?.len();
    if length <= SMALL {
        return Ok(true);
    }
    let mut head = Zeroizing::new(Vec::with_capacity(HEAD + 1));
    let file = fs_err::File::open(path).map_err(refused)?;
    file.take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(refused)?;
    Ok(is_promising(&head, length))
}

fn is_promising(head: &[u8], length: u64) -> bool {
    match head {
        [0x30, 0x80, ..] => true, // BER that ends who knows where
        [0x30, 0x82..=0x84, ..] => promises(head).is_some_and(|promised| promised <= length),
        [0xfe, 0xed, 0xfe, 0xed, ..] | [0xce, 0xce, 0xce, 0xce, ..] => true, // JKS and JCEKS
        _ => contains(head, pem::BEGIN.as_bytes()) || contains(head, &utf16_begin()),
    }
}

/// How long the DER object is that begins here, its own header included.
fn promises(head: &[u8]) -> Option<u64> {
    der::promised_length(head).and_then(|length| u64::try_from(length).ok())
}

fn contains(head: &[u8], what: &[u8]) -> bool {
    memchr::memmem::find(head, what).is_some()
}

/// Without its first byte it is the same in both byte orders.
fn utf16_begin() -> Vec<u8> {
    let wide = pem::BEGIN.bytes().flat_map(|b| [0, b]);
    wide.skip(1).collect()
}

/// Files up to this are read without a look, in bytes.
const SMALL: u64 = 1 << 20;
/// How much is looked at, in bytes; more text than that before the first block is no bundle.
const HEAD: usize = 64 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_files_are_told_by_their_beginning() {
        let utf16: Vec<u8> = "\u{feff}-----BEGIN CERTIFICATE"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for (head, is) in [
            (&b"-----BEGIN CERTIFICATE-----"[..], true),
            (b"Bag Attributes\n-----BEGIN PRIVATE KEY-----", true),
            (&utf16, true),
            (&[0x30, 0x83, 0x1e, 0x84, 0x80, 2, 1, 3], true), // 2,000,000 and 5
            (&[0x30, 0x83, 0x1e, 0x84, 0x81, 2, 1, 3], false), // one more than there is
            (&[0x30, 0x82, 1, 0, 0x30, 0x82], true),          // the first of several
            (&[0x30, 0x80, 2, 1, 3], true),
            (&[0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2], true),
            (b"\x89PNG\r\n", false),
            (b"0000 a log", false),
        ] {
            assert_eq!(is_promising(head, 2_000_005), is, "{head:?}");
        }
    }
}
