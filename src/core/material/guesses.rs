//! Signs of what people mistake for material: PGP, JWK, archives, PEM with its dashes changed. Guesses
//! from a few bytes, and copies none of them: they may be a key. Must not say what to do.

use super::Looks;

/// What of OpenPGP's a text is; `None` when any PEM block beside it is another's.
pub(super) fn pgp(text: &str) -> Option<Looks> {
    let mut labels = text.split(PEM_BEGIN).skip(1).peekable();
    labels.peek()?;
    let mut is_message = false;
    for label in labels {
        let kind = label.strip_prefix("PGP ")?;
        is_message |= kind.starts_with("MESSAGE") || kind.starts_with("SIGNED MESSAGE");
    }
    Some(if is_message {
        Looks::PgpMessage
    } else {
        Looks::Pgp
    })
}

/// A JSON Web Key, by the one member that all have; private by those that RFC 7518 section 6 calls so.
pub(super) fn jwk(json: &str) -> Option<Looks> {
    has_member(json, "\"kty\"").then(|| {
        if ["\"d\"", "\"k\""].iter().any(|name| has_member(json, name)) {
            Looks::PrivateJwk
        } else {
            Looks::Jwk
        }
    })
}

/// An archive, something compressed, or a PDF, by its first bytes.
pub(super) fn packed(bytes: &[u8]) -> Option<Looks> {
    if bytes.starts_with(b"%PDF-") {
        return Some(Looks::Pdf);
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Some(Looks::Archive("a tar archive"));
    }
    let known = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic));
    known.map(|(_, kind)| Looks::Archive(kind))
}

/// A line that begins a PEM block but for its dashes: four of them, or those of a typesetter.
pub(super) fn has_bad_frame(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start();
        let label = line.trim_start_matches(DASHES);
        label.len() < line.len()
            && label.strip_prefix("BEGIN ").is_some_and(|label| {
                let kind = label.trim_end().trim_end_matches(DASHES);
                !kind.is_empty()
                    && kind
                        .bytes()
                        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b' ')
            })
    })
}

fn has_member(json: &str, quoted: &str) -> bool {
    let mut after = json.split(quoted).skip(1);
    after.any(|rest| rest.trim_start().starts_with(':'))
}

const PEM_BEGIN: &str = "-----BEGIN ";
/// The dash of the keyboard, and what editors make of it.
const DASHES: [char; 7] = [
    '-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}',
];
const MAGIC: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"BZh", "compressed with bzip2"),
    (b"\xfd7zXZ\0", "compressed with xz"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
];
