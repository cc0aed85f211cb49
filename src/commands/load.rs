//! Reading material for commands: source to parsed items, with notes told and keys opened.

use crate::core::Result;
use crate::core::material::portions::Portion;
use crate::core::material::{Extracted, Item, Parsed, Passwords, Source, parse, parse_portion};

/// Reads and parses one source, all of which has to be readable; its notes are told, and that
/// others can read a private key in it.
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
    if holds_bare_key(&parsed) && source.mode().is_some_and(Source::is_open_to_others) {
        notes.push(format!(
            "{0}: others on this machine can read this private key: chmod 600 {0}",
            source.origin()
        ));
    }
    Ok(parsed)
}

/// Parses one portion of a source; its notes are told once, what of it is broken is left to the
/// caller.
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

fn holds_bare_key(parsed: &Parsed) -> bool {
    let is_bare =
        |found: &Extracted| matches!(found.item, Item::PrivateKey(_)) && !found.stored_encrypted;
    parsed.items.iter().any(is_bare)
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
