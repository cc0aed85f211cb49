//! Reading material for commands: source to parsed items, with notes told and keys opened.

use crate::core::Result;
use crate::core::material::items::Parsed;
use crate::core::material::{Passwords, Source, parse};

/// Reads and parses one source; its notes are told.
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
    let parsed = parse(&input, passwords)?;
    notes.extend(
        parsed
            .notes
            .iter()
            .map(|note| format!("{}: {note}", input.origin)),
    );
    Ok(parsed)
}
