//! What was meant: one file a subcommand. Resolves arguments, calls the core, returns a Report.
//! Never prints; what it needs of the outside it takes from `World`.

mod child;
mod inspect;
mod load;
mod sandbox;
mod secrets;
mod world;

pub use world::{EventLog, Progress, World};

use crate::cli::Command;
use crate::report::Report;

/// Carries a command out.
///
/// # Errors
/// A `report::Failure` or a `core::Error` inside, which say how the run ends.
pub fn run(command: Command, world: &mut dyn World) -> anyhow::Result<Report> {
    match command {
        Command::Inspect(args) => inspect::run(&args, world),
        Command::Sandbox(args) => sandbox::run(&args, world),
    }
}
