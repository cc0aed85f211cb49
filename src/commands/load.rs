//! Reading material for commands: source to parsed items, with notes told and keys opened.

use crate::core::Result;
use crate::core::material::items::Parsed;
use crate::core::material::{Extracted, Item, Passwords, Source, parse, pkcs12};
use crate::report::findings::{FileFacts, Role};

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
    let (parsed, facts) = with_facts(source, stdin, passwords, notes)?;
    let bare_key = |extracted: &Extracted| {
        matches!(extracted.item, Item::PrivateKey(_)) && !extracted.stored_encrypted
    };
    if parsed.items.iter().any(bare_key) && facts.is_open_to_others() {
        notes.push(format!(
            "{0}: others on this machine can read this private key: chmod 600 {0}",
            source.origin()
        ));
    }
    Ok(parsed)
}

/// The same, with what the findings need to know of the file beside its items; who may read it is
/// then a finding instead of a note.
///
/// # Errors
/// Whatever reading and parsing say.
pub fn with_facts(
    source: &Source,
    stdin: &mut dyn std::io::Read,
    passwords: &mut dyn Passwords,
    notes: &mut Vec<String>,
) -> Result<(Parsed, FileFacts)> {
    let input = source.read(stdin)?;
    let parsed = parse(&input, passwords)?;
    let facts = FileFacts {
        mode: source.mode(),
        container: pkcs12::shape(&input.bytes),
        role: Role::Client,
    };
    notes.extend(
        parsed
            .notes
            .iter()
            .map(|note| format!("{}: {note}", input.origin)),
    );
    Ok((parsed, facts))
}
