//! PEM (RFC 7468, RFC 1421 headers): finds every block in a text, wherever it stands, and keeps
//! what messages need (label, line). Must not know what the labels mean.

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

/// One block between BEGIN and END.
pub struct Block {
    /// What follows BEGIN, such as `CERTIFICATE`.
    pub label: String,
    /// RFC 1421 headers in order, as `Proc-Type` and `DEK-Info`.
    pub headers: Vec<(String, String)>,
    /// The decoded bytes, wiped on drop because they may be a key.
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

/// All blocks of a text in order; text around them is passed over.
///
/// # Errors
/// The first block that has no end or is no base64.
pub fn blocks(text: &str) -> Result<Vec<Block>, Broken> {
    let mut found = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let Some(label) = boundary(line, BEGIN) else {
            continue;
        };
        let line = at + 1;
        let broken = |reason: String| Broken {
            label: label.to_owned(),
            line,
            reason,
        };
        let body = body(&mut lines, label).map_err(broken)?;
        let (headers, encoded) = split_headers(&body);
        let der = decode(&encoded).ok_or_else(|| broken("its base64 is damaged".into()))?;
        found.push(Block {
            label: label.to_owned(),
            headers,
            der,
            line,
        });
    }
    Ok(found)
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
    let mut packed = Zeroizing::new(String::with_capacity(text.len()));
    packed.extend(text.chars().filter(|c| !c.is_whitespace()));
    if packed.is_empty() {
        return None;
    }
    LENIENT.decode(packed.as_bytes()).ok().map(Zeroizing::new)
}

/// The label of a BEGIN or END line. What is no label is never quoted anywhere: on a line of its
/// own it may be a whole key.
fn boundary<'a>(line: &'a str, marker: &str) -> Option<&'a str> {
    let label = line.trim().strip_prefix(marker)?.strip_suffix("-----")?;
    let is_label = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b" .#/".contains(&b);
    (label.len() <= LONGEST_LABEL && label.bytes().all(is_label)).then_some(label)
}

fn body<'a>(
    lines: &mut impl Iterator<Item = (usize, &'a str)>,
    label: &str,
) -> Result<Vec<&'a str>, String> {
    let mut body = Vec::new();
    for (at, line) in lines {
        if let Some(end) = boundary(line, END) {
            if end == label {
                return Ok(body);
            }
            return Err(format!("line {} ends a {end} instead", at + 1));
        }
        if boundary(line, BEGIN).is_some() {
            break;
        }
        body.push(line.trim());
    }
    Err("its END line is missing, so the file is cut short".into())
}

/// Headers stand first, a line each with continuation lines, up to a blank line.
fn split_headers(body: &[&str]) -> (Vec<(String, String)>, Zeroizing<String>) {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut at = 0;
    if body.first().is_some_and(|line| line.contains(':')) {
        for line in body {
            at += 1;
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':') {
                headers.push((name.trim().to_owned(), value.trim().to_owned()));
            } else if let Some((_, value)) = headers.last_mut() {
                value.push_str(line);
            }
        }
    }
    let lines = body.get(at..).unwrap_or_default();
    let mut encoded = Zeroizing::new(String::with_capacity(lines.iter().map(|l| l.len()).sum()));
    for line in lines {
        encoded.push_str(line);
    }
    (headers, encoded)
}

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
        let found = blocks(text).ok().unwrap();
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
        let reason = |text| blocks(text).err().unwrap().reason;
        assert!(reason("-----BEGIN A-----\nAQID\n").contains("cut short"));
        assert!(reason("-----BEGIN A-----\nAQID\n-----END B-----\n").contains("ends a B"));
        assert!(reason("-----BEGIN A-----\nA$ID\n-----END A-----\n").contains("base64"));
        assert!(reason("-----BEGIN A-----\n-----END A-----\n").contains("base64"));
    }

    #[test]
    fn what_is_written_reads_back() {
        let der: Vec<u8> = (0..100).collect();
        let text = encode("X", &der);
        assert!(text.lines().all(|l| l.len() <= 64));
        assert_eq!(blocks(&text).ok().unwrap()[0].der.as_slice(), der);
    }
}
