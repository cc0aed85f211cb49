//! PEM (RFC 7468, RFC 1421 headers): finds every block in a text, wherever it stands, and keeps
//! what messages need (label, line). Must not know what the labels mean.

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::{Zeroize, Zeroizing};

use super::format::DerKind;

/// One block between BEGIN and END.
pub struct Block {
    /// What follows BEGIN, such as `CERTIFICATE`.
    pub label: String,
    /// RFC 1421 headers in order, as `Proc-Type` and `DEK-Info`.
    pub headers: Vec<(String, String)>,
    /// The decoded bytes, wiped on drop where they may be a key.
    pub der: Zeroizing<Vec<u8>>,
    /// The line BEGIN stands on, counted from 1.
    pub line: usize,
}

/// A block that cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken {
    /// What follows BEGIN.
    pub label: String,
    /// The line BEGIN stands on, counted from 1.
    pub line: usize,
    /// Why, in a few words.
    pub reason: String,
}

impl Block {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }
}

impl Drop for Block {
    /// What is public is not wiped: bundles hold thousands, and it would take a sixth of the time.
    fn drop(&mut self) {
        let kind = DerKind::of(&self.der);
        if matches!(kind, Some(DerKind::Certificate | DerKind::Crl)) {
            drop(std::mem::take(&mut *self.der));
        }
    }
}

/// All blocks of a text in order, a broken one in its place; text around them is passed over.
/// `first_line` is the number of the text's first line.
pub fn blocks(text: &str, first_line: usize) -> Blocks<'_> {
    Blocks {
        text,
        at: 0,
        line: first_line,
        packed: Zeroizing::default(),
    }
}

/// The blocks of a text, one after the other.
pub struct Blocks<'a> {
    text: &'a str,
    /// Up to where the text has been read, in bytes.
    at: usize,
    /// The number of the line that `at` is on.
    line: usize,
    /// Base64 without white space; one for all blocks.
    packed: Zeroizing<Vec<u8>>,
}

impl Iterator for Blocks<'_> {
    type Item = Result<Block, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(begin) = self.find_next(BEGIN) {
            let from = line_start(self.text, begin);
            self.move_to(from);
            let (line, rest) = first_line(self.text.get(from..)?);
            self.move_to(self.text.len() - rest.len());
            if let Some(label) = boundary(line, BEGIN) {
                let at = self.line - 1;
                return Some(self.block(label, at));
            }
        }
        None
    }
}

impl<'a> Blocks<'a> {
    /// The block whose BEGIN line has just been read.
    fn block(&mut self, label: &str, line: usize) -> Result<Block, Broken> {
        let broken = |reason: String| Broken {
            label: label.to_owned(),
            line,
            reason,
        };
        let body = self.body(label).map_err(broken)?;
        let (headers, encoded) = split_headers(body);
        let der = decode_through(&mut self.packed, encoded);
        let der = der.ok_or_else(|| broken("its base64 is damaged".into()))?;
        Ok(Block {
            label: label.to_owned(),
            headers,
            der,
            line,
        })
    }

    /// Up to the END line, which is read too; a BEGIN line before it is left for the next block.
    fn body(&mut self, label: &str) -> Result<&'a str, String> {
        let start = self.at;
        let mut from = start;
        while let Some(found) = self.text.get(from..).and_then(|t| find(t, DASHES)) {
            let at = line_start(self.text, from + found);
            let (line, rest) = first_line(self.text.get(at..).unwrap_or_default());
            let body = self.text.get(start..at).unwrap_or_default();
            let after = self.text.len() - rest.len();
            if let Some(end) = boundary(line, END) {
                self.move_to(after);
                let at = self.line - 1;
                return if end == label {
                    Ok(body)
                } else {
                    Err(format!("line {at} ends a {end} instead"))
                };
            }
            if boundary(line, BEGIN).is_some() {
                break;
            }
            from = after;
        }
        Err("its END line is missing, so the file is cut short".into())
    }

    fn find_next(&self, what: &str) -> Option<usize> {
        Some(self.at + find(self.text.get(self.at..)?, what)?)
    }

    fn move_to(&mut self, at: usize) {
        let passed = self.text.get(self.at..at).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed.as_bytes()).count();
        self.at = at;
    }
}

/// One PEM block with lines of 64 characters, as OpenSSL writes it.
pub fn encode(label: &str, der: &[u8]) -> Zeroizing<String> {
    encode_under(label, "", der)
}

/// A block encrypted the traditional way (RFC 1421 section 4.6), with the value of its `DEK-Info`.
pub fn encode_encrypted(label: &str, dek_info: &str, ciphertext: &[u8]) -> Zeroizing<String> {
    let headers = format!("Proc-Type: 4,ENCRYPTED\nDEK-Info: {dek_info}\n\n");
    encode_under(label, &headers, ciphertext)
}

fn encode_under(label: &str, headers: &str, der: &[u8]) -> Zeroizing<String> {
    let base64 = Zeroizing::new(base64::engine::general_purpose::STANDARD.encode(der));
    let mut out = Zeroizing::new(String::with_capacity(
        base64.len() * 66 / 64 + 2 * label.len() + headers.len() + 64,
    ));
    out.push_str(&format!("-----BEGIN {label}-----\n{headers}"));
    let mut rest = base64.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        out.push_str(line);
        out.push('\n');
        rest = after;
    }
    out.push_str(&format!("-----END {label}-----\n"));
    out
}

/// Base64 with any white space in it and padding optional; `None` when it is not base64 or empty.
pub fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    decode_through(&mut Zeroizing::default(), text)
}

fn decode_through(packed: &mut Vec<u8>, text: &str) -> Option<Zeroizing<Vec<u8>>> {
    packed.clear();
    if packed.capacity() < text.len() {
        // what a vector leaves behind when it grows is not wiped
        packed.zeroize();
        packed.reserve_exact(text.len());
    }
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = first_line(rest);
        packed.extend_from_slice(line.trim().as_bytes());
        rest = after;
    }
    decode_packed(packed).or_else(|| {
        packed.clear();
        let inner = text.split_whitespace();
        inner.for_each(|piece| packed.extend_from_slice(piece.as_bytes()));
        decode_packed(packed)
    })
}

fn decode_packed(packed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    // sized once: a vector that grows leaves copies of a key behind it
    let mut bytes = Zeroizing::new(vec![0; packed.len() / 4 * 3 + 3]);
    let length = LENIENT.decode_slice(packed, &mut bytes).ok()?;
    bytes.truncate(length);
    (length > 0).then_some(bytes)
}

/// The label of a BEGIN or END line. What is no label is never quoted anywhere: on a line of its
/// own it may be a whole key.
fn boundary<'a>(line: &'a str, marker: &str) -> Option<&'a str> {
    let label = line.trim().strip_prefix(marker)?.strip_suffix("-----")?;
    let is_label = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b" .#/".contains(&b);
    (label.len() <= LONGEST_LABEL && label.bytes().all(is_label)).then_some(label)
}

/// Headers stand first, a line each with continuation lines, up to a blank line.
fn split_headers(body: &str) -> (Vec<(String, String)>, &str) {
    let mut headers: Vec<(String, String)> = Vec::new();
    if !first_line(body).0.contains(':') {
        return (headers, body);
    }
    let mut rest = body;
    while !rest.is_empty() {
        let (line, after) = first_line(rest);
        rest = after;
        let line = line.trim();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_owned(), value.trim().to_owned()));
        } else if let Some((_, value)) = headers.last_mut() {
            value.push_str(line);
        }
    }
    (headers, rest)
}

/// The first line without its end, and what follows it.
pub(super) fn first_line(text: &str) -> (&str, &str) {
    match memchr::memchr(b'\n', text.as_bytes()) {
        Some(end) => text.split_at(end + 1),
        None => (text, ""),
    }
}

fn line_start(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    memchr::memrchr(b'\n', before).map_or(0, |end| end + 1)
}

/// Where this first stands in the text, in bytes.
pub(super) fn find(text: &str, what: &str) -> Option<usize> {
    memchr::memmem::find(text.as_bytes(), what.as_bytes())
}

const DASHES: &str = "-----";
pub(super) const BEGIN: &str = "-----BEGIN ";
pub(super) const END: &str = "-----END ";
/// `NEW CERTIFICATE REQUEST` has 23 characters; nothing in use has twice as many.
const LONGEST_LABEL: usize = 46;
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_between_other_text_with_headers_and_lines() {
        let text = "Bag Attributes\n  x: y\n-----BEGIN A-----\r\nAQID\r\n-----END A-----\nnoise\n\
                    -----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X,00\n\nAQ==\n-----END RSA PRIVATE KEY-----";
        let found: Vec<Block> = blocks(text, 1).map(|b| b.ok().unwrap()).collect();
        assert_eq!(
            (
                found[0].label.as_str(),
                found[0].line,
                found[0].der.as_slice()
            ),
            ("A", 3, &[1, 2, 3][..])
        );
        assert_eq!(found[1].header("DEK-Info"), Some("X,00"));
        assert_eq!(found[1].der.as_slice(), [1]);
    }

    #[test]
    fn cut_and_mixed_blocks_are_named() {
        let reason = |text| blocks(text, 1).next().unwrap().err().unwrap().reason;
        assert!(reason("-----BEGIN A-----\nAQID\n").contains("cut short"));
        assert!(reason("-----BEGIN A-----\nAQID\n-----END B-----\n").contains("ends a B"));
        assert!(reason("-----BEGIN A-----\nA$ID\n-----END A-----\n").contains("base64"));
        assert!(reason("-----BEGIN A-----\n-----END A-----\n").contains("base64"));
    }

    #[test]
    fn a_broken_block_leaves_the_others_as_they_are() {
        let text = "-----BEGIN A-----\nA$\n-----END A-----\n-----BEGIN B-----\nAQID\n-----END C-----\n\
                    -----BEGIN D-----\nAQ==\n-----BEGIN E-----\nAQID\n-----END E-----\n";
        let told = |found: Result<Block, Broken>| match found {
            Ok(block) => (block.label.clone(), block.line, true),
            Err(broken) => (broken.label, broken.line, false),
        };
        let found: Vec<(String, usize, bool)> = blocks(text, 1).map(told).collect();
        let expected = [
            ("A", 1, false),
            ("B", 4, false),
            ("D", 7, false),
            ("E", 9, true),
        ];
        assert_eq!(
            found,
            expected.map(|(l, n, whole)| (l.to_owned(), n, whole))
        );
        assert_eq!(
            blocks("\n-----BEGIN A-----\n", 10)
                .next()
                .unwrap()
                .err()
                .unwrap()
                .line,
            11
        );
    }

    #[test]
    fn what_is_written_reads_back() {
        let der: Vec<u8> = (0..100).collect();
        let text = encode("X", &der);
        assert!(text.lines().all(|l| l.len() <= 64));
        assert_eq!(
            blocks(&text, 1)
                .next()
                .unwrap()
                .ok()
                .unwrap()
                .der
                .as_slice(),
            der
        );
    }
}
