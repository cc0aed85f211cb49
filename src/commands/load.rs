//! Reading material for commands: source to parsed items, with notes told and keys opened.

use crate::core::Result;
use crate::core::material::portions::Portion;
use crate::core::material::{Extracted, Item, Parsed, Passwords, Source, parse, parse_portion};

/// Reads and parses one source, all of which has to be readable; its notes are told.
///
/// # Errors
/// Whatever reading and parsing say.
pub fn parsed(
    source: &Source,
    stdin: &mut dyn std::io::Read,
    passwords: &mut dyn Passwords,
    notes: &mut Vec<String>,
) -> Result<Parsed> {
    let input = source.read(stdin)?;
    let parsed = parse(&input, passwords)?.whole()?;
    tell(&parsed, source, notes);
    if holds_bare_key(&parsed) {
        notes.extend(open_to_others(source));
    }
    Ok(parsed)
}

/// Parses one portion of a source; what of it is broken is left to the caller.
///
/// # Errors
/// Whatever parsing says.
pub fn portion(
    portion: &Portion,
    source: &Source,
    passwords: &mut dyn Passwords,
    notes: &mut Vec<String>,
) -> Result<Parsed> {
    let parsed = parse_portion(&portion.input, portion.first_line, passwords)?;
    tell(&parsed, source, notes);
    Ok(parsed)
}

/// Whether a private key lies in it that no passphrase guards.
pub fn holds_bare_key(parsed: &Parsed) -> bool {
    let is_bare =
        |found: &Extracted| matches!(found.item, Item::PrivateKey(_)) && !found.stored_encrypted;
    parsed.items.iter().any(is_bare)
}

/// What to say of a source with a bare key that others may read.
pub fn open_to_others(source: &Source) -> Option<String> {
    source.is_open_to_others().then(|| {
        format!(
            "{0}: others on this machine can read this private key: chmod 600 {0}",
            source.origin()
        )
    })
}

fn tell(parsed: &Parsed, source: &Source, notes: &mut Vec<String>) {
    let origin = source.origin();
    for note in &parsed.notes {
        let told = format!("{origin}: {note}");
        if !notes.contains(&told) {
            notes.push(told);
        }
    }
}
