//! BER (X.690 section 8) made DER-like: indefinite lengths become definite, OCTET STRINGs in
//! pieces become whole. For PKCS#12 and PKCS#7 of writers that stream (NSS, Java mail gateways).
//! Must not judge what the elements mean; never panics, never allocates by a length field.

use zeroize::Zeroizing;

use super::der::{self, tag};

/// The first element of `bytes` with definite lengths throughout and OCTET STRINGs in one piece;
/// what is DER already comes back to the byte. `None` when it is cut short, nested deeper than
/// `MAX_DEPTH`, or no BER. Wiped on drop, because it may hold a key.
pub fn to_der(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    element(bytes, 0).map(|(element, _)| element)
}

/// Whether an element begins here whose length is not given but marked at its end.
pub fn is_indefinite(bytes: &[u8]) -> bool {
    bytes.get(1) == Some(&INDEFINITE)
}

fn element(bytes: &[u8], depth: usize) -> Option<(Zeroizing<Vec<u8>>, &[u8])> {
    if depth > MAX_DEPTH {
        return None;
    }
    let tag = *bytes.first()?;
    if tag & CONSTRUCTED == 0 {
        let (tlv, rest) = der::take(bytes)?;
        return Some((Zeroizing::new(tlv.whole.to_vec()), rest));
    }
    if is_indefinite(bytes) {
        // 31 in the low bits is a tag of several bytes, which nothing here uses
        let body = bytes.get(2..).filter(|_| tag & 0x1f != 0x1f)?;
        let (content, rest) = contents(body, tag, depth, true)?;
        return Some((wrap(tag, &content), rest));
    }
    let (tlv, rest) = der::take(bytes)?;
    let (content, _) = contents(tlv.value, tag, depth, false)?;
    let whole = if content.as_slice() == tlv.value && tag != CONSTRUCTED_OCTETS {
        Zeroizing::new(tlv.whole.to_vec())
    } else {
        wrap(tag, &content)
    };
    Some((whole, rest))
}

/// The elements up to the end mark, or up to the end of the bytes.
fn contents(
    mut bytes: &[u8],
    outer: u8,
    depth: usize,
    marked: bool,
) -> Option<(Zeroizing<Vec<u8>>, &[u8])> {
    let mut content = Zeroizing::new(Vec::with_capacity(bytes.len()));
    loop {
        if marked && let Some(rest) = bytes.strip_prefix(&END_OF_CONTENTS) {
            return Some((content, rest));
        }
        if !marked && bytes.is_empty() {
            return Some((content, bytes));
        }
        let (child, rest) = element(bytes, depth + 1)?;
        if outer == CONSTRUCTED_OCTETS {
            content.extend_from_slice(der::take_tag(&child, tag::OCTET_STRING)?.0.value);
        } else {
            content.extend_from_slice(&child);
        }
        bytes = rest;
    }
}

fn wrap(tag: u8, content: &[u8]) -> Zeroizing<Vec<u8>> {
    let tag = if tag == CONSTRUCTED_OCTETS {
        tag::OCTET_STRING
    } else {
        tag
    };
    Zeroizing::new(der::wrap(tag, content))
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
        let mut nested = vec![0x02, 0x01, 0x03];
        for depth in 0..60 {
            nested = der::wrap(tag::SEQUENCE, &nested);
            assert_eq!(to_der(&nested).is_some(), depth < MAX_DEPTH, "{depth}");
        }
    }
}
