//! DER as tag-length-value: enough to recognise, cut and splice what the parsers above do not.
//! Reads definite lengths only (X.690 section 10.1); never panics, never allocates by a length field.

/// One element: its tag byte, its value, and itself with header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tlv<'a> {
    /// The identifier octet; high tag numbers (31 and over) are refused.
    pub tag: u8,
    /// The contents octets.
    pub value: &'a [u8],
    /// Header and contents.
    pub whole: &'a [u8],
}

/// Universal tags used here (X.690 section 8).
pub mod tag {
    /// BOOLEAN
    pub const BOOLEAN: u8 = 0x01;
    /// INTEGER
    pub const INTEGER: u8 = 0x02;
    /// BIT STRING
    pub const BIT_STRING: u8 = 0x03;
    /// OCTET STRING
    pub const OCTET_STRING: u8 = 0x04;
    /// NULL
    pub const NULL: u8 = 0x05;
    /// OBJECT IDENTIFIER
    pub const OID: u8 = 0x06;
    /// UTF8String
    pub const UTF8_STRING: u8 = 0x0c;
    /// PrintableString
    pub const PRINTABLE_STRING: u8 = 0x13;
    /// IA5String
    pub const IA5_STRING: u8 = 0x16;
    /// UTCTime
    pub const UTC_TIME: u8 = 0x17;
    /// GeneralizedTime
    pub const GENERALIZED_TIME: u8 = 0x18;
    /// SEQUENCE, constructed
    pub const SEQUENCE: u8 = 0x30;
    /// SET, constructed
    pub const SET: u8 = 0x31;
}

/// Takes the first element off the front; `None` when it is cut short or not DER.
pub fn take(bytes: &[u8]) -> Option<(Tlv<'_>, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (&first, rest) = rest.split_first()?;
    let (length, body) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7f);
            let digits = rest.get(..count)?;
            let length = digits.iter().fold(0usize, |n, d| n << 8 | usize::from(*d));
            (length, rest.get(count..)?)
        }
        _ => return None,
    };
    let value = body.get(..length)?;
    let header = bytes.len() - body.len();
    Some((
        Tlv {
            tag,
            value,
            whole: bytes.get(..header + length)?,
        },
        body.get(length..)?,
    ))
}

/// The first element, when its tag is the one expected.
pub fn take_tag(bytes: &[u8], tag: u8) -> Option<(Tlv<'_>, &[u8])> {
    take(bytes).filter(|(tlv, _)| tlv.tag == tag)
}

/// The elements of a SEQUENCE one after the other, by what each is; holds those that are left.
pub struct Fields<'a>(pub &'a [u8]);

impl<'a> Fields<'a> {
    /// The next one.
    ///
    /// # Errors
    /// What cannot be read, in a few words, when it has another tag or is cut short.
    pub fn next(&mut self, tag: u8, what: &str) -> Result<Tlv<'a>, String> {
        let (found, rest) = take_tag(self.0, tag).ok_or_else(|| unreadable(what))?;
        self.0 = rest;
        Ok(found)
    }
}

/// That a part of something cannot be read.
pub fn unreadable(what: &str) -> String {
    format!("its {what} cannot be read")
}

/// All elements of a constructed value; `None` when one is broken.
pub fn children(mut bytes: &[u8]) -> Option<Vec<Tlv<'_>>> {
    let mut out = Vec::new();
    while !bytes.is_empty() {
        let (tlv, rest) = take(bytes)?;
        out.push(tlv);
        bytes = rest;
    }
    Some(out)
}

/// The elements of a constructed value one by one, up to the first that is broken.
pub fn elements(mut bytes: &[u8]) -> impl Iterator<Item = Tlv<'_>> {
    std::iter::from_fn(move || {
        let (tlv, rest) = take(bytes)?;
        bytes = rest;
        Some(tlv)
    })
}

/// The length that the header of an element promises, header included; `None` when it is no header.
pub fn promised_length(bytes: &[u8]) -> Option<usize> {
    let first = *bytes.get(1)?;
    match first {
        0..=0x7f => Some(2 + usize::from(first)),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7f);
            let digits = bytes.get(2..2 + count)?;
            Some(2 + count + digits.iter().fold(0usize, |n, d| n << 8 | usize::from(*d)))
        }
        _ => None,
    }
}

/// A number without its leading zero bytes.
pub fn strip_zeros(number: &[u8]) -> &[u8] {
    let start = number.iter().position(|b| *b != 0);
    number
        .get(start.unwrap_or(number.len())..)
        .unwrap_or_default()
}

/// How many bits a non-negative number has.
pub fn bit_length(number: &[u8]) -> usize {
    let number = strip_zeros(number);
    let top = number.first().map_or(0, |b| b.leading_zeros() as usize);
    number.len() * 8 - top
}

/// An element of this tag around this value.
pub fn wrap(tag: u8, value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len() + 6);
    out.extend(header(tag, value.len()));
    out.extend_from_slice(value);
    out
}

/// Tag and length of an element whose value has this many bytes.
pub fn header(tag: u8, length: usize) -> Vec<u8> {
    if length < 0x80 {
        return vec![tag, length as u8];
    }
    let bytes = length.to_be_bytes();
    let digits = bytes
        .iter()
        .position(|b| *b != 0)
        .map_or(&bytes[..0], |at| &bytes[at..]);
    [&[tag, 0x80 | digits.len() as u8], digits].concat()
}

/// A SEQUENCE of these parts.
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    let length = parts.iter().map(|part| part.len()).sum();
    // sized once and joined in place: a second copy of a key would not be wiped
    let mut out = Vec::with_capacity(length + 6);
    out.extend(header(tag::SEQUENCE, length));
    parts.iter().for_each(|part| out.extend_from_slice(part));
    out
}

/// A non-negative INTEGER in its shortest form.
pub fn integer(value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let digits = bytes.iter().position(|b| *b != 0).unwrap_or(7);
    let mut content = vec![0; usize::from(bytes[digits] & 0x80 != 0)];
    content.extend_from_slice(&bytes[digits..]);
    wrap(tag::INTEGER, &content)
}

/// A BIT STRING without unused bits.
pub fn bit_string(value: &[u8]) -> Vec<u8> {
    let mut content = Vec::with_capacity(value.len() + 1);
    content.push(0);
    content.extend_from_slice(value);
    wrap(tag::BIT_STRING, &content)
}

/// An OBJECT IDENTIFIER from its dotted form; `None` when that is not one.
pub fn oid(dotted: &str) -> Option<Vec<u8>> {
    let arcs = dotted
        .split('.')
        .map(|a| a.parse::<u64>().ok())
        .collect::<Option<Vec<_>>>()?;
    let [first, second, rest @ ..] = arcs.as_slice() else {
        return None;
    };
    if *first > 2 || (*first < 2 && *second > 39) {
        return None;
    }
    let mut content = Vec::new();
    push_base128(&mut content, first.checked_mul(40)?.checked_add(*second)?);
    for arc in rest {
        push_base128(&mut content, *arc);
    }
    Some(wrap(tag::OID, &content))
}

/// The dotted form of an OBJECT IDENTIFIER's contents; `?` where an arc is too large or broken.
pub fn dotted(content: &[u8]) -> String {
    let mut out = String::with_capacity(content.len() * 3);
    let mut arc = 0u64;
    for byte in content {
        let Some(next) = arc.checked_mul(128) else {
            return "?".into();
        };
        arc = next | u64::from(byte & 0x7f);
        if byte & 0x80 != 0 {
            continue;
        }
        if out.is_empty() {
            let head = (arc / 40).min(2);
            push_decimal(&mut out, head);
            arc -= head * 40;
        }
        out.push('.');
        push_decimal(&mut out, arc);
        arc = 0;
    }
    if out.is_empty() { "?".into() } else { out }
}

fn push_decimal(out: &mut String, number: u64) {
    use std::fmt::Write;
    let _ = write!(out, "{number}"); // writing to a String cannot fail
}

fn push_base128(out: &mut Vec<u8>, arc: u64) {
    let digits = (1..10).rev().filter(|i| arc >> (7 * i) != 0);
    for i in digits {
        out.push(0x80 | (arc >> (7 * i)) as u8 & 0x7f);
    }
    out.push(arc as u8 & 0x7f);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oids_go_both_ways() {
        for dotted_form in [
            "1.2.840.113549.1.1.11",
            "2.5.4.97",
            "0.9.2342.19200300.100.1.25",
            "2.999.3",
        ] {
            let der = oid(dotted_form).unwrap();
            assert_eq!(dotted(take(&der).unwrap().0.value), dotted_form);
        }
        assert_eq!(oid("1.50.1"), None);
        assert_eq!(oid("1"), None);
        assert_eq!(oid("a.b"), None);
    }

    #[test]
    fn integers_are_short_and_never_negative() {
        assert_eq!(integer(0), [2, 1, 0]);
        assert_eq!(integer(127), [2, 1, 127]);
        assert_eq!(integer(128), [2, 2, 0, 128]);
        assert_eq!(integer(600_000), [2, 3, 0x09, 0x27, 0xc0]);
        assert_eq!(integer(u64::MAX).len(), 11);
    }

    #[test]
    fn long_lengths_and_cut_elements() {
        let long = wrap(tag::OCTET_STRING, &[7; 300]);
        assert_eq!(&long[..4], &[0x04, 0x82, 0x01, 0x2c]);
        let (tlv, rest) = take(&long).unwrap();
        assert_eq!((tlv.value.len(), rest.len()), (300, 0));
        assert_eq!(promised_length(&long), Some(304));
        for cut in 0..long.len() {
            assert!(take(&long[..cut]).is_none());
        }
        assert!(
            take(&[0x30, 0x80, 0, 0]).is_none(),
            "indefinite lengths are BER"
        );
        assert!(take(&[0x04, 0x84, 0xff, 0xff, 0xff, 0xff]).is_none());
    }
}
