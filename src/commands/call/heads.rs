//! Heads apart from their bodies: `-D`, and those that came although no answer did.

use std::io::Write;

use super::Run;
use super::sink::{Sink, write, write_failed};
use super::transfer::Seen;
use crate::commands::World;
use crate::core::save::Draft;
use crate::exit::Exit;
use crate::report::Failure;

/// Heads that came although no answer did: of redirects before, of a proxy that refused.
pub(super) fn show_heads(
    run: &mut Run<'_>,
    heads: &[Vec<u8>],
    seen: &Seen,
    world: &mut dyn World,
) -> Result<(), Failure> {
    dump_heads(run, heads, world)?;
    if heads.is_empty() || !(run.args.include || run.plan.head_only) {
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
    run: &mut Run<'_>,
    heads: &[Vec<u8>],
    world: &mut dyn World,
) -> Result<(), Failure> {
    let Some(path) = &run.args.dump_header else {
        return Ok(());
    };
    let bytes = heads.concat();
    if path.as_os_str() == "-" {
        return world
            .stdout()
            .write_all(&bytes)
            .map_err(|e| write_failed(&e));
    }
    run.dumped.extend_from_slice(&bytes);
    let draft = Draft {
        path: path.clone(),
        bytes: &run.dumped,
        private: false,
    };
    crate::core::save::save_all(&[draft], true).map_err(|e| Failure::local(&e, Exit::Write))
}
