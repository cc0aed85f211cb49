//! A look at a large file before it is read: images, archives and logs lie in folders too. Must not
//! parse; what it lets through is `format`'s to recognise.

use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use super::source::{MAX_INPUT, unreadable};
use super::{Origin, der, pem};
use crate::core::Result;

/// What a look at a file tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// It may hold material.
    Promising,
    /// It is of no kind known here: there is no PEM in all of it.
    Nothing,
    /// It is too large to be looked through, and its beginning tells nothing.
    TooLarge,
}

/// Whether a file may hold material. Small files always may; of larger ones the beginning is
/// looked at, and text is searched for PEM as far as files are read.
///
/// # Errors
/// `Unreadable`.
pub fn look(path: &Path) -> Result<Look> {
    let origin = Origin::named(path.display().to_string());
    let refused = |e: std::io::Error| unreadable(&origin, &e);
    let length = fs_err::metadata(path).map_err(refused)?.len();
    if length <= SMALL {
        return Ok(Look::Promising);
    }
    let mut file = fs_err::File::open(path).map_err(refused)?;
    let mut head = Zeroizing::new(Vec::with_capacity(CHUNK + LAP));
    fill(&mut file, &mut head).map_err(refused)?;
    if is_promising(&head, length) {
        return Ok(Look::Promising);
    }
    if length > MAX_INPUT {
        return Ok(Look::TooLarge);
    }
    let has_pem = holds_pem(&mut file, &mut head).map_err(refused)?;
    Ok(match has_pem {
        true => Look::Promising,
        false => Look::Nothing,
    })
}

/// Whether a BEGIN stands in the rest of a text, read through a buffer that holds its beginning.
fn holds_pem(file: &mut impl Read, buffer: &mut Vec<u8>) -> std::io::Result<bool> {
    let is_wide = matches!(buffer.get(..2), Some([0xff, 0xfe] | [0xfe, 0xff]));
    let begin = match is_wide {
        true => utf16_begin(),
        false => pem::BEGIN.into(),
    };
    loop {
        if contains(buffer, &begin) {
            return Ok(true);
        }
        let is_binary = !is_wide && memchr::memchr(0, buffer).is_some();
        // a BEGIN may lie across the end
        let lap = buffer.len().saturating_sub(LAP);
        buffer.drain(..lap);
        if is_binary || fill(file, buffer)? == 0 {
            return Ok(false);
        }
    }
}

/// Appends a chunk; less only at the end.
fn fill(file: &mut impl Read, buffer: &mut Vec<u8>) -> std::io::Result<usize> {
    file.take(CHUNK as u64).read_to_end(buffer)
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
/// How much is looked at at a time, in bytes.
const CHUNK: usize = 64 << 10;
/// How much of it is looked at again with the next, in bytes: more than a BEGIN in UTF-16.
const LAP: usize = 32;

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
