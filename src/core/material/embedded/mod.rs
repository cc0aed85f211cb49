//! Material inside other text: JSON and YAML values, variables of an environment file, strings of
//! a program, quoted mail, and base64 without its frame. Finds the pieces and says where they were;
//! reads them only so far as to know that they are material. Must not guess: a text of which a part
//! would be left over is not taken apart.

mod base64;
mod json;
mod lines;
mod quoted;
mod xml;

use zeroize::Zeroizing;

use super::pem::{self, BEGIN};
use base64::{Held, held};

/// What was found, and how to tell it.
pub struct Embedded {
    /// In the order found.
    pub pieces: Vec<Piece>,
    /// One sentence: what the text was, and what was read from it.
    pub note: String,
}

/// One piece of material.
pub struct Piece {
    /// The key or variable whose value it was.
    pub key: Option<String>,
    /// PEM, DER or a keystore; wiped on drop because it may be a key.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// A value by its key, as it stands in the text.
struct Value {
    key: String,
    text: Zeroizing<String>,
}

/// The pieces in a text; `None` when it is plain PEM, or nothing that can be taken apart.
pub fn find(text: &str) -> Option<Embedded> {
    let has_pem = pem::find(text, BEGIN).is_some();
    if !has_pem && !base64::may_stand_in(text) {
        return None;
    }
    let trimmed = text.trim_start();
    if trimmed.starts_with(['{', '[', '"'])
        && let Some(values) = json::values(text)
    {
        return among(values, "JSON");
    }
    if trimmed.starts_with('<')
        && let Some(found) = among(xml::values(text), "XML")
    {
        return Some(found);
    }
    if !has_pem {
        return among(lines::values(text), "text").or_else(|| bare(text));
    }
    if stands_free(text) {
        return None;
    }
    let begins = text.matches(BEGIN).count();
    let values = lines::values(text);
    let covered: usize = values.iter().map(|v| v.text.matches(BEGIN).count()).sum();
    if covered == begins {
        return among(values, "text");
    }
    quoted::unquoted(text).map(|(plain, how)| Embedded {
        pieces: vec![Piece {
            key: None,
            bytes: Zeroizing::new(plain.as_bytes().to_vec()),
        }],
        note: how,
    })
}

/// Every BEGIN at the start of its line: plain PEM, whatever stands around it.
fn stands_free(text: &str) -> bool {
    let before = |at: usize| text.get(..at).and_then(|head| head.chars().next_back());
    memchr::memmem::find_iter(text.as_bytes(), BEGIN.as_bytes())
        .all(|at| matches!(before(at), None | Some('\n' | '\r' | '\u{feff}')))
}

/// Those values that hold material; `None` when none does.
fn among(values: Vec<Value>, what: &str) -> Option<Embedded> {
    let mut told = Vec::new();
    let mut pieces = Vec::new();
    for value in values {
        let (bytes, how) = match held(&value.text) {
            Some(Held::Pem(text)) => (Zeroizing::new(text.as_bytes().to_vec()), ""),
            Some(Held::Encoded(bytes, how)) => (bytes, how),
            None => continue,
        };
        told.push(format!("{}{how}", value.key));
        pieces.push(Piece {
            key: Some(value.key),
            bytes,
        });
    }
    let more = match told.len().saturating_sub(MAX_TOLD) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    told.truncate(MAX_TOLD);
    let note = format!("read from inside {what}: {}{more}", told.join(", "));
    (!pieces.is_empty()).then_some(Embedded { pieces, note })
}

/// The whole text is base64.
fn bare(text: &str) -> Option<Embedded> {
    let Some(Held::Encoded(bytes, how)) = held(text) else {
        return None;
    };
    Some(Embedded {
        pieces: vec![Piece { key: None, bytes }],
        note: match how {
            base64::OF_DER => "it was base64 without BEGIN and END lines".into(),
            other => format!("it was {}", other.trim_matches([' ', '(', ')'])),
        },
    })
}

/// How many keys are named in a note.
const MAX_TOLD: usize = 6;

#[cfg(test)]
mod tests;
