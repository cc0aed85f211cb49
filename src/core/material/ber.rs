//! BER (X.690 section 8) made DER-like: indefinite lengths become definite, OCTET STRINGs in
//! pieces become whole. For PKCS#12 and PKCS#7 of writers that stream (NSS, Java mail gateways).
//! Must not judge what the elements mean; never panics, never allocates by a length field.

use zeroize::Zeroizing;

use super::der::{self, tag};

/// The first element of `bytes` with definite lengths throughout and OCTET STRINGs in one piece;
/// what is DER already comes back to the byte. `None` when it is cut short, nested deeper than
/// `MAX_DEPTH`, or no BER. Wiped on drop, because it may hold a key.
pub fn to_der(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    // Reserved at once, because a vector that grows leaves copies of a key behind it; a definite
    // length can be a byte longer than an indefinite one with its end mark.
    let mut out = Zeroizing::new(Vec::with_capacity(bytes.len() + bytes.len() / 1024 + 64));
    element(bytes, 0, &mut out)?;
    Some(out)
}

/// Whether an element begins here whose length is not given but marked at its end.
pub fn is_indefinite(bytes: &[u8]) -> bool {
    bytes.get(1) == Some(&INDEFINITE)
}

/// Appends the first element to `out`; gives what follows it.
fn element<'a>(bytes: &'a [u8], depth: usize, out: &mut Vec<u8>) -> Option<&'a [u8]> {
    if depth > MAX_DEPTH {
        return None;
    }
    let tag = *bytes.first()?;
    if tag & CONSTRUCTED == 0 {
        let (tlv, rest) = der::take(bytes)?;
        out.extend_from_slice(tlv.whole);
        return Some(rest);
    }
    let start = out.len();
    if is_indefinite(bytes) {
        // 31 in the low bits is a tag of several bytes, which nothing here uses
        let body = bytes.get(2..).filter(|_| tag & 0x1f != 0x1f)?;
        let rest = contents(body, tag, depth, true, out)?;
        put_header(tag, start, out);
        return Some(rest);
    }
    let (tlv, rest) = der::take(bytes)?;
    contents(tlv.value, tag, depth, false, out)?;
    if tag == CONSTRUCTED_OCTETS || out.get(start..) != Some(tlv.value) {
        put_header(tag, start, out);
    } else {
        out.truncate(start);
        out.extend_from_slice(tlv.whole);
    }
    Some(rest)
}

/// Appends the elements up to the end mark, or up to the end of the bytes; gives what follows.
fn contents<'a>(
    mut bytes: &'a [u8],
    outer: u8,
    depth: usize,
    marked: bool,
    out: &mut Vec<u8>,
) -> Option<&'a [u8]> {
    loop {
        if marked && let Some(rest) = bytes.strip_prefix(&END_OF_CONTENTS) {
            return Some(rest);
        }
        if !marked && bytes.is_empty() {
            return Some(bytes);
        }
        let start = out.len();
        bytes = element(bytes, depth + 1, out)?;
        if outer == CONSTRUCTED_OCTETS {
            // a piece: only what is in it counts
            let (piece, _) = der::take_tag(out.get(start..)?, tag::OCTET_STRING)?;
            let header = piece.whole.len() - piece.value.len();
            out.drain(start..start + header);
        }
    }
}

/// Puts tag and length before what `out` holds from `start` on.
fn put_header(tag: u8, start: usize, out: &mut Vec<u8>) {
    let tag = if tag == CONSTRUCTED_OCTETS {
        tag::OCTET_STRING
    } else {
        tag
    };
    let header = der::header(tag, out.len() - start);
    out.splice(start..start, header);
}

/// How deep elements may nest; a PKCS#12 file needs a dozen.
const MAX_DEPTH: usize = 32;
const CONSTRUCTED: u8 = 0x20;
const CONSTRUCTED_OCTETS: u8 = tag::OCTET_STRING | CONSTRUCTED;
const INDEFINITE: u8 = 0x80;
const END_OF_CONTENTS: [u8; 2] = [0, 0];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indefinite_lengths_and_pieces_become_definite_and_whole() {
        let ber = [
            0x30, 0x80, // SEQUENCE, indefinite
            0x24, 0x80, 0x04, 0x01, 0xaa, 0x24, 0x03, 0x04, 0x01, 0xbb, 0x00, 0x00, // pieces
            0x02, 0x01, 0x03, 0x00, 0x00, 0xff, // and something behind it
        ];
        let der = [0x30, 0x07, 0x04, 0x02, 0xaa, 0xbb, 0x02, 0x01, 0x03];
        assert_eq!(to_der(&ber).unwrap().as_slice(), der);
        assert_eq!(to_der(&der).unwrap().as_slice(), der);
        for cut in 0..ber.len() - 1 {
            assert!(to_der(&ber[..cut]).is_none(), "{cut}");
        }
    }

    #[test]
    fn der_comes_back_to_the_byte_even_with_lengths_longer_than_needed() {
        let odd = [0x30, 0x81, 0x03, 0x02, 0x01, 0x03];
        assert_eq!(to_der(&odd).unwrap().as_slice(), odd);
    }

    #[test]
    fn depth_and_lengths_are_limited() {
        assert!(to_der(&[0x30, 0x80].repeat(200_000)).is_none());
        assert!(to_der(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0]).is_none());
        assert!(to_der(&[0x04, 0x80, 0, 0]).is_none());
        let siblings = [
            &[0x30, 0x80],
            [0x30, 0x80, 0, 0].repeat(250_000).as_slice(),
            &[0, 0],
        ]
        .concat();
        let started = std::time::Instant::now();
        assert_eq!(to_der(&siblings).unwrap().len(), 500_005);
        assert!(started.elapsed().as_secs() < 2);
        let mut nested = vec![0x02, 0x01, 0x03];
        for depth in 0..60 {
            nested = der::wrap(tag::SEQUENCE, &nested);
            assert_eq!(to_der(&nested).is_some(), depth < MAX_DEPTH, "{depth}");
        }
    }
}
