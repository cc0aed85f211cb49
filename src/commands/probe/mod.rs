//! `probe`: a server's handshake taken apart, with what we have and without.

mod files;
mod gear;
mod head;
mod round;
mod target;

use super::{World, identity, outputs};
use crate::cli::ProbeArgs;
use crate::core::diagnosis::Code;
use crate::exit::Exit;
use crate::report::probe::ProbeFacts;
use crate::report::{Answer, Failure, Format, Report};

/// Probes.
pub fn run(args: &ProbeArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let target = target::read(&args.target)?;
    outputs::one_taker(&stdin_takers(args))?;
    let mut notes: Vec<String> = identity::insecure_note(&args.connection)
        .into_iter()
        .collect();
    let head = head::head(args, &target.url, world)?;
    let facts = round::round(args, &target, &head, world, &mut notes)?;
    Ok(report(facts, args.output.format(), notes))
}

fn report(facts: ProbeFacts, format: Format, notes: Vec<String>) -> Report {
    let is_well = facts.diagnosis.code == Code::Ok;
    let exit = if is_well { Exit::Ok } else { Exit::Negative };
    // the report is the answer; where that is not wanted, the cause is still said
    let told = format == Format::Quiet && !is_well;
    let failure = told.then(|| Failure::diagnosed(facts.diagnosis.clone(), exit));
    Report {
        notes,
        failures: failure.into_iter().collect(),
        exit,
        ..Report::new(Answer::Probe(Box::new(facts)), format)
    }
}

fn stdin_takers(args: &ProbeArgs) -> Vec<(&str, bool)> {
    let mut takers = identity::stdin_takers(&args.identity, &args.connection);
    takers.extend(args.header.iter().map(|header| ("-H", header == "@-")));
    takers
}
