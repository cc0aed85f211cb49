//! Heads apart from their bodies: `-D`, and those that came although no answer did.

use std::io::Write;
use std::sync::PoisonError;

use super::options::Options;
use super::plan::Transfer;
use super::sink::{closed, write_failed};
use super::transfer::Seen;
use super::{Section, Shared};
use crate::commands::World;
use crate::core::Error;
use crate::core::http::Head;
use crate::core::save::{Draft, append_to, save_all};
use crate::exit::Exit;
use crate::report::Failure;

/// Heads that came although no answer did: of redirects before, of a proxy that refused. A file
/// that was to be gone on with stays as it is.
pub(super) fn show_heads(
    section: &Section<'_>,
    transfer: &Transfer,
    shared: &Shared,
    heads: &[Vec<u8>],
    seen: &mut Seen,
    world: &mut dyn World,
) -> Result<(), Failure> {
    let options = &*section.options;
    dump_heads(options, shared, heads, world)?;
    let are_shown = options.include || options.head_only;
    if heads.is_empty() || !are_shown || transfer.resume.is_some() {
        return Ok(());
    }
    let nothing = Head::default();
    let saving = &options.saving;
    let place = saving.settled(transfer.output.as_ref(), seen.file.take(), &nothing);
    seen.file = place.name.clone();
    let mut sink = saving.open(&place, None, (&nothing, false), world)?;
    for head in heads {
        sink.head(head).or_else(closed)?;
    }
    saving.finish(sink, &nothing)?;
    seen.wrote = Some(place.whole());
    Ok(())
}

/// The n-th transfer's heads go behind those of the ones before it; the first one's go over what
/// an earlier run left.
pub(super) fn dump_heads(
    options: &Options,
    shared: &Shared,
    heads: &[Vec<u8>],
    world: &mut dyn World,
) -> Result<(), Failure> {
    let Some(path) = &options.dump_header else {
        return Ok(());
    };
    let bytes = heads.concat();
    if path.as_os_str() == "-" {
        return world
            .stdout()
            .write_all(&bytes)
            .map_err(|e| write_failed(&e));
    }
    let mut dumped = shared.dumped.lock().unwrap_or_else(PoisonError::into_inner);
    let failed = |e: Error| Failure::local(&e, Exit::Write);
    if dumped.contains(path) {
        let mut file = append_to(path).map_err(failed)?;
        return file.write_all(&bytes).map_err(|e| write_failed(&e));
    }
    let draft = Draft {
        path: path.clone(),
        bytes: &bytes,
        private: false,
    };
    save_all(&[draft], true).map_err(failed)?;
    dumped.insert(path.clone());
    Ok(())
}
