//! Reading material for commands: source to parsed items, with notes told and keys opened.

use crate::core::Result;
use crate::core::material::items::Parsed;
use crate::core::material::{Extracted, Item, Passwords, Source, parse};

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
    let parsed = parse(&input, passwords)?.whole()?;
    notes.extend(
        parsed
            .notes
            .iter()
            .map(|note| format!("{}: {note}", input.origin)),
    );
    let bare_key = |extracted: &Extracted| {
        matches!(extracted.item, Item::PrivateKey(_)) && !extracted.stored_encrypted
    };
    if parsed.items.iter().any(bare_key) && source.is_open_to_others() {
        notes.push(format!(
            "{0}: others on this machine can read this private key: chmod 600 {0}",
            input.origin
        ));
    }
    Ok(parsed)
}
