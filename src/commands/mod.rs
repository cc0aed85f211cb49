//! What was meant: one file a subcommand. Resolves arguments, calls the core, returns a Report.
//! Never prints; what it needs of the outside it takes from `World`.

mod advised;
mod call;
mod check;
mod child;
mod connect;
mod convert;
mod csr;
mod deeds;
mod explain;
mod grant;
mod identity;
mod init;
mod inspect;
mod keys;
mod load;
mod match_key;
mod named;
mod nearby;
mod outputs;
mod own;
mod probe;
mod profile;
mod provider;
mod rotate;
mod route;
mod sandbox;
mod secrets;
mod sign;
mod subject;
mod tls;
mod token;
mod tour;
mod trust;
mod working;
mod world;

pub use named::Outside;
use working::working;
pub use world::{EventLog, Progress, Screen, Voice, World};

use crate::cli::Command;
use crate::report::Report;

/// Carries a command out.
///
/// # Errors
/// A `report::Failure` or a `core::Error` inside, which say how the run ends.
pub fn run(mut command: Command, world: &mut dyn World) -> anyhow::Result<Report> {
    profile::fill_in(&mut command, world)?;
    match command {
        Command::Csr(args) => csr::run(&args, world),
        Command::Inspect(args) => inspect::run(&args, world),
        Command::Token(args) => token::run(&args, world),
        Command::Call(args) => call::run(&args, world),
        Command::MatchKey(args) => match_key::run(&args, world),
        Command::Convert(args) => convert::run(&args, world),
        Command::Probe(args) => probe::run(&args, world),
        Command::Explain(args) => explain::run(&args, world),
        Command::Provider(args) => provider::run(&args, world),
        Command::Revoke(args) => provider::revoke(&args, world),
        Command::Sign(args) => sign::run(&args, world),
        Command::Sandbox(args) => sandbox::run(&args, world),
        Command::Check(args) => check::run(&args, world),
        Command::Rotate(args) => rotate::run(&args, world),
        Command::Init(args) => init::run(&args, world),
    }
}
