//! What a command line names before it means anything: config files, variables. Must not know
//! what stands in them.

use std::ffi::OsString;
use std::path::Path;

use super::World;
use crate::cli::{self, Named};
use crate::core::material::Source;
use crate::exit::Exit;
use crate::report::Failure;

/// The world as the command line sees it.
pub struct Outside<'w>(pub &'w mut dyn World);

impl cli::Outside for Outside<'_> {
    fn read(&mut self, name: &str) -> Result<Named, Failure> {
        let source = Source::from(Path::new(name));
        let input = source
            .read(&mut self.0.stdin())
            .map_err(|e| Failure::local(&e, Exit::Read))?;
        Ok(Named {
            bytes: input.bytes.to_vec(),
            is_open: source.mode().is_some_and(Source::is_open_to_others),
        })
    }

    fn environment(&self, name: &str) -> Option<OsString> {
        self.0.environment(name)
    }
}
