//! What `@FILE` and `-` name: read whole where it is looked into, left for later where it is sent.

use std::path::Path;

use crate::commands::World;
use crate::core::Error;
use crate::core::http::Piece;
use crate::core::http::body::Files;
use crate::core::material::Source;
use crate::exit::Exit;
use crate::report::Failure;

/// Files and standard input of this run.
pub struct Named<'w>(pub &'w mut dyn World);

impl Files for Named<'_> {
    type Error = anyhow::Error;

    fn read(&mut self, name: &str) -> anyhow::Result<Vec<u8>> {
        read(name, self.0)
    }

    /// Standard input is read at once: its length has to be told before it.
    fn piece(&mut self, name: &str) -> anyhow::Result<Piece> {
        let path = Path::new(name);
        if name == "-" || !path.is_file() {
            return self.read(name).map(Piece::Bytes);
        }
        Piece::of_file(path.to_owned()).map_err(|e| {
            let unreadable = Error::Unreadable {
                origin: Source::from(path).origin(),
                reason: crate::core::error::plain_io(&e),
                fix: "check the file's name and who may read it",
            };
            Failure::local(&unreadable, Exit::Read).into()
        })
    }
}

/// All of a file by name, `-` being standard input.
///
/// # Errors
/// Ends 26 for what cannot be read.
pub fn read(name: &str, world: &mut dyn World) -> anyhow::Result<Vec<u8>> {
    let input = Source::from(std::path::Path::new(name))
        .read(&mut world.stdin())
        .map_err(|e| {
            let e = match e {
                Error::TooLarge { origin, limit } => Error::Unreadable {
                    origin,
                    reason: format!(
                        "it is larger than {} MiB, the most that is sent from memory",
                        limit >> 20
                    ),
                    fix: "send less, or in parts",
                },
                other => other,
            };
            Failure::local(&e, Exit::Read)
        })?;
    Ok(input.bytes.to_vec())
}
