//! Heads apart from their bodies: `-D`, and those that came although no answer did.

use std::io::Write;
use std::sync::PoisonError;

use super::Shared;
use super::options::Options;
use super::sink::{Sink, write, write_failed};
use super::transfer::Seen;
use crate::commands::World;
use crate::core::save::Draft;
use crate::exit::Exit;
use crate::report::Failure;

/// Heads that came although no answer did: of redirects before, of a proxy that refused.
pub(super) fn show_heads(
    options: &Options,
    shared: &Shared,
    heads: &[Vec<u8>],
    seen: &Seen,
    world: &mut dyn World,
) -> Result<(), Failure> {
    dump_heads(options, shared, heads, world)?;
    if heads.is_empty() || !(options.include || options.head_only) {
        return Ok(());
    }
    let mut sink = Sink::open(seen.file.as_deref(), world)?;
    for head in heads {
        write(&mut sink, head)?;
    }
    sink.finish()
}

/// The n-th transfer's heads go behind those of the ones before it.
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
    let kept = dumped.entry(path.clone()).or_default();
    kept.extend_from_slice(&bytes);
    let draft = Draft {
        path: path.clone(),
        bytes: kept,
        private: false,
    };
    crate::core::save::save_all(&[draft], true).map_err(|e| Failure::local(&e, Exit::Write))
}
