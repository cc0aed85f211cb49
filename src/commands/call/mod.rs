//! `call`: from curl's flags to requests, one transfer each, and an exit code.

mod facts;
mod host_bound;
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

use super::connect::proxy_note;
use super::{World, identity, outputs};
use crate::cli::CallArgs;
use crate::core::http::{Jar, Url};
use crate::exit::Exit;
use crate::report::{Answer, Failure, Format, Report};

use host_bound::HostBound;
use options::{Options, Talk};
use party::Party;
use plan::Transfer;
use transfer::Outcome;

/// A section of the command line, ready to be carried out: what stands between two `--next`.
struct Section<'a> {
    options: Options,
    party: Party<'a>,
    bound: HostBound,
    transfers: Vec<Transfer>,
}

/// What all transfers of a run share.
#[derive(Default)]
struct Shared {
    /// What each file of `-D` has been given so far.
    dumped: Mutex<BTreeMap<PathBuf, Vec<u8>>>,
    /// The cookies that came, and those of files.
    cookies: Mutex<Jar>,
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
    let shared = Shared::default();
    let mut ready = Vec::new();
    for args in sections {
        ready.push(prepare(args, &shared, world)?);
    }
    for (section, args) in ready.iter_mut().zip(sections) {
        let Section {
            party, transfers, ..
        } = section;
        party.fetch_token(args, transfers, world)?;
    }
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
fn prepare<'a>(
    args: &'a CallArgs,
    shared: &Shared,
    world: &mut dyn World,
) -> anyhow::Result<Section<'a>> {
    let secret = args.grant.client_secret.as_ref();
    let mut notes: Vec<String> = outputs::literal_note(&[secret]).into_iter().collect();
    notes.extend(identity::insecure_note(&args.connection));
    let bound = HostBound::new(args, &shared.cookies, world, &mut notes)?;
    let transfers = plan::transfers(args, &bound, world, &mut notes)?;
    let options = Options::new(args, world)?;
    let party = Party::new(args, &transfers, world, &mut notes)?;
    let token = args.token_url.as_deref().map(|url| Url::parse(url, false));
    let called = transfers.iter().map(|t| &t.request.url);
    let mut called = token.iter().flatten().chain(called);
    notes.extend(called.find_map(|url| proxy_note(url, world)));
    if options.is_talkative() {
        notes.iter().for_each(|note| world.note(note));
    }
    Ok(Section {
        options,
        party,
        bound,
        transfers,
    })
}

fn ended(exit: Exit) -> Report {
    Report {
        exit,
        ..Report::new(Answer::Silent, Format::Text)
    }
}
