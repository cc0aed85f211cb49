//! `call`: from curl's flags to requests, one transfer each, and an exit code.

mod facts;
mod heads;
mod options;
mod party;
mod plan;
mod sink;
mod stops;
mod trace;
mod transfer;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use super::{World, identity, outputs};
use crate::cli::CallArgs;
use crate::exit::Exit;
use crate::report::{Answer, Failure, Format, Report};

use options::{Options, Talk};
use party::Party;
use plan::Transfer;
use transfer::Outcome;

/// A section of the command line, ready to be carried out: what stands between two `--next`.
struct Section<'a> {
    options: Options,
    party: Party<'a>,
    transfers: Vec<Transfer>,
}

/// What all transfers of a run share.
#[derive(Default)]
struct Shared {
    /// What each file of `-D` has been given so far.
    dumped: Mutex<BTreeMap<PathBuf, Vec<u8>>>,
}

/// Makes the calls.
pub fn run(sections: &[CallArgs], world: &mut dyn World) -> anyhow::Result<Report> {
    let is_mute = |args: &CallArgs| args.answer.silent && !args.answer.show_error;
    match carry_out(sections, world) {
        Err(error) if sections.first().is_some_and(is_mute) => Ok(ended(Failure::from(error).exit)),
        other => other,
    }
}

fn carry_out(sections: &[CallArgs], world: &mut dyn World) -> anyhow::Result<Report> {
    let mut ready = Vec::new();
    for args in sections {
        ready.push(prepare(args, world)?);
    }
    for (section, args) in ready.iter_mut().zip(sections) {
        let Section {
            party, transfers, ..
        } = section;
        party.fetch_token(args, transfers, world)?;
    }
    let shared = Shared::default();
    let mut report = ended(Exit::Ok);
    let mut number = 0;
    for section in &ready {
        for transfer in &section.transfers {
            let Outcome { exit, failure } =
                transfer::run(section, transfer, number, &shared, world)?;
            report.exit = exit;
            let told = failure.filter(|_| section.options.talk > Talk::Nothing);
            report.failures.extend(told);
            number += 1;
        }
    }
    Ok(report)
}

/// Reads everything that a section names, so that what is wrong is found before anything is sent.
fn prepare<'a>(args: &'a CallArgs, world: &mut dyn World) -> anyhow::Result<Section<'a>> {
    let secret = args.grant.client_secret.as_ref();
    let mut notes: Vec<String> = outputs::literal_note(&[secret]).into_iter().collect();
    notes.extend(identity::insecure_note(&args.connection));
    let transfers = plan::transfers(args, world, &mut notes)?;
    let options = Options::new(args, world)?;
    let party = Party::new(args, &transfers, world, &mut notes)?;
    if options.is_talkative() {
        notes.iter().for_each(|note| world.note(note));
    }
    Ok(Section {
        options,
        party,
        transfers,
    })
}

fn ended(exit: Exit) -> Report {
    Report {
        exit,
        ..Report::new(Answer::Silent, Format::Text)
    }
}
