//! `call`: from curl's flags to requests, one transfer each, and an exit code.

mod bearer;
mod facts;
mod heads;
mod host_bound;
mod idempotency;
mod missing;
mod options;
mod parallel;
mod party;
mod plan;
mod rehearse;
mod signals;
mod sink;
mod stops;
mod trace;
mod transfer;
mod translation;
mod turns;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use super::{World, advised, grant, identity, outputs, probe};
use crate::cli::CallArgs;
use crate::core::http::{Jar, Piece, Request};
use crate::core::placeholder;
use crate::core::secret::Secret;
use crate::exit::Exit;
use crate::report::{Answer, Failure, Format, Report};

use bearer::Bearer;
use host_bound::HostBound;
use options::{Options, Run, Talk};
use party::Party;
use plan::Transfer;
pub use plan::urls;
use signals::Streaming;
use trace::Log;
use transfer::Outcome;

/// What the transfers share that stand between two `--next`; cheap to clone.
#[derive(Clone)]
struct Section<'a> {
    options: Arc<Options>,
    party: Arc<Party<'a>>,
    /// The token that was fetched, if one was.
    bearer: Bearer<'a>,
    /// What requests carry because of where they go.
    bound: Arc<HostBound>,
}

/// One transfer of the run.
struct Job<'s, 'a> {
    section: &'s Section<'a>,
    transfer: &'s Transfer,
    /// In the order of the command line, from 0.
    number: usize,
}

/// What all transfers of a run share.
struct Shared {
    /// The files of `-D` that hold heads of this run.
    dumped: Mutex<BTreeSet<PathBuf>>,
    /// Where traces go.
    log: Option<Arc<Log>>,
    /// Whether a body is on its way to what cannot take it back.
    streaming: Streaming,
    /// The cookies that came, and those of files.
    cookies: Mutex<Jar>,
    /// The first request whose failure is to be looked into, by its job's number.
    ailing: Mutex<Option<(usize, Request, Failure)>>,
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
    let Some(first) = sections.first() else {
        return Ok(ended(Exit::Ok));
    };
    for args in sections {
        plan::spare_from_traces(args)?;
    }
    if let Some(place) = &first.tell.stderr {
        let place = trace::open(place, world)?;
        world.redirect(place);
    }
    if !sections.iter().any(|args| args.beyond.show_sensitive) {
        world.hide_cards();
    }
    let cookies = Mutex::default();
    let mut ready: Vec<(Section<'_>, Vec<Transfer>)> = Vec::new();
    for args in sections {
        let mut known = ready.iter().map(|(section, _)| &section.party);
        let known = known.find(|party| party.is_of(args)).cloned();
        ready.push(prepare(args, known, &cookies, world)?);
    }
    if let Some(args) = sections.iter().find(|args| args.beyond.sends_nothing()) {
        dress(&mut ready, &cookies, world);
        return match args.beyond.language {
            Some(language) => translation::run(&ready, sections, language),
            None => rehearse::run(&ready, sections, world),
        };
    }
    for ((section, transfers), args) in ready.iter_mut().zip(sections) {
        match section.party.fetch_token(args, transfers, world) {
            Ok(bearer) => section.bearer = bearer,
            Err(error) => return no_token(error, section, args, world),
        }
    }
    let shared = Shared {
        dumped: Mutex::default(),
        cookies,
        log: Log::new(first, world)?,
        streaming: Streaming::default(),
        ailing: Mutex::default(),
    };
    let is_mute = first.answer.silent && !first.answer.show_error;
    shared.streaming.watch((!is_mute).then(|| world.voice()))?;
    let jobs = jobs(&ready);
    let run = Run::new(first);
    let mut report = if run.at_once > 1 && jobs.len() > 1 {
        parallel::carry_out(&jobs, &run, &shared, world)
    } else {
        one_by_one(&jobs, &run, &shared, world)
    };
    keep_cookies(&ready, &shared.cookies, world);
    report.epilogue = looked_into(&jobs, &shared, world).map(Box::new);
    let is_talkative = |job: &Job<'_, '_>| job.section.options.is_talkative();
    if world.has_hidden_cards() && jobs.iter().all(is_talkative) {
        report.notes.push(HIDDEN.into());
    }
    Ok(report)
}

/// The connection that failed, where `--diagnose` asks for it.
fn looked_into(jobs: &[Job<'_, '_>], shared: &Shared, world: &mut dyn World) -> Option<Report> {
    let ailing = shared.ailing.lock();
    let (number, request, failure) = ailing.unwrap_or_else(PoisonError::into_inner).take()?;
    let party = &jobs.get(number)?.section.party;
    probe::follow_up(&party.ailing(&request), &failure, world)
}

/// There is no token to call with; why is looked into where `--diagnose` asks for it.
fn no_token(
    error: anyhow::Error,
    section: &Section<'_>,
    args: &CallArgs,
    world: &mut dyn World,
) -> anyhow::Result<Report> {
    if !section.options.diagnose {
        return Err(error);
    }
    let failure = Failure::from(error);
    if !probe::is_worth_it(&failure) {
        return Err(failure.into());
    }
    let followed = section.party.token_followed_up(args, &failure, world);
    let mut report = ended(failure.exit);
    report.epilogue = followed.map(Box::new);
    if section.options.talk > Talk::Nothing {
        report.failures.push(failure);
    }
    Ok(report)
}

/// Puts on what belongs to hosts, for requests that are shown and not sent.
fn dress(ready: &mut [(Section<'_>, Vec<Transfer>)], cookies: &Mutex<Jar>, world: &mut dyn World) {
    for (section, transfers) in ready {
        for Transfer { request, .. } in transfers {
            let called = request.url.clone();
            section.bound.dress(request, &called, cookies, world);
        }
    }
}

fn jobs<'s, 'a>(ready: &'s [(Section<'a>, Vec<Transfer>)]) -> Vec<Job<'s, 'a>> {
    let all = ready
        .iter()
        .flat_map(|(section, transfers)| transfers.iter().map(move |t| (section, t)));
    let numbered = all.enumerate();
    let job = |(number, (section, transfer))| Job {
        section,
        transfer,
        number,
    };
    numbered.map(job).collect()
}

/// Ends as the last transfer did, as curl does.
fn one_by_one(jobs: &[Job<'_, '_>], run: &Run, shared: &Shared, world: &mut dyn World) -> Report {
    let mut report = ended(Exit::Ok);
    let mut begun: Option<Instant> = None;
    for job in jobs {
        if let (Some(begun), Some(pace)) = (begun, run.pace) {
            thread::sleep(pace.saturating_sub(begun.elapsed()));
        }
        begun = Some(Instant::now());
        let outcome = transfer::run(job.section, job.transfer, job.number, shared, world);
        report.exit = outcome.exit;
        report.failures.extend(told(job.section, outcome));
        if run.fail_early && report.exit != Exit::Ok {
            break;
        }
    }
    report
}

/// Each file of cookies once, when all have come.
fn keep_cookies(ready: &[(Section<'_>, Vec<Transfer>)], jar: &Mutex<Jar>, world: &mut dyn World) {
    let files = ready.iter().filter_map(|(section, _)| section.bound.file());
    for file in files.collect::<BTreeSet<_>>() {
        host_bound::save(file, jar, world);
    }
}

fn told(section: &Section<'_>, outcome: Outcome) -> Option<Failure> {
    let is_told = section.options.talk > Talk::Nothing;
    outcome.failure.filter(|_| is_told)
}

/// Reads everything that a section names, so that what is wrong is found before anything is sent.
fn prepare<'a>(
    args: &'a CallArgs,
    known: Option<Arc<Party<'a>>>,
    cookies: &Mutex<Jar>,
    world: &mut dyn World,
) -> anyhow::Result<(Section<'a>, Vec<Transfer>)> {
    advised::check(args.connection.provider.as_ref())?;
    let secrets = grant::secrets(&args.grant);
    let mut notes = args.run.notes.clone();
    notes.extend(outputs::literal_note(&secrets).filter(|_| !args.run.secret_in_file));
    notes.extend(identity::insecure_note(&args.connection).filter(|_| known.is_none()));
    let bound = HostBound::new(args, cookies, world, &mut notes)?;
    let mut transfers = plan::transfers(args, &bound, world, &mut notes)?;
    idempotency::add(args, &mut transfers, &mut notes)?;
    transfers.iter().for_each(|t| guard_headers(t, world));
    transfers
        .iter()
        .for_each(|t| left_in(&t.request, &mut notes));
    let mut options = Options::new(args, world)?;
    if !args.beyond.show_sensitive {
        let urls = transfers.iter().map(|transfer| &transfer.request.url);
        options.expect.hidden = advised::sensitive(args.connection.provider.as_ref(), urls);
        world.hide_fields(options.expect.hidden.clone());
    }
    let party = match known {
        Some(party) => party,
        None => {
            let named = args.connection.provider.as_ref();
            let url = transfers.first().map(|transfer| &transfer.request.url);
            let party = Party::new(args, world, &mut notes);
            Arc::new(party.map_err(|error| advised::of_files(error, named, url))?)
        }
    };
    party.check(args, &transfers)?;
    if options.is_talkative() {
        notes.iter().for_each(|note| world.note(note));
    }
    let section = Section {
        options: Arc::new(options),
        party,
        bearer: Bearer::default(),
        bound: Arc::new(bound),
    };
    Ok((section, transfers))
}

/// What the user's own headers carry is masked wherever a server quotes it.
fn guard_headers(transfer: &Transfer, world: &mut dyn World) {
    let headers = &transfer.request.headers;
    for header in headers.iter().filter(|h| h.is_secret()) {
        let value = header.value().trim_ascii();
        world.guard(&Secret::new(value));
        // without its scheme too, as in `Bearer TOKEN`
        if let Some(at) = value.iter().position(|b| *b == b' ') {
            world.guard(&Secret::new(value.get(at + 1..).unwrap_or_default()));
        }
    }
}

/// What a sample left to be filled in, and was not; it is sent all the same.
fn left_in(request: &Request, notes: &mut Vec<String>) {
    let headers = request.headers.iter().chain(&request.trailing);
    for header in headers.filter(|header| header.is_typed()) {
        if let Some(left) = placeholder::in_value(&String::from_utf8_lossy(header.value())) {
            notes.push(format!(
                "the header {} still has the placeholder {left}",
                header.name()
            ));
        }
    }
    let pieces = request.body.iter().flat_map(|body| body.pieces());
    let texts = pieces.filter_map(|piece| match piece {
        Piece::Bytes(bytes) => std::str::from_utf8(bytes.get(..LOOKED_AT).unwrap_or(bytes)).ok(),
        _ => None,
    });
    if let Some(left) = texts.into_iter().find_map(placeholder::in_braces) {
        notes.push(format!("the body still has the placeholder {left}"));
    }
}

/// Bytes of a body that are looked at before it is sent.
const LOOKED_AT: usize = 64 << 10;
/// What is said once when something was hidden.
const HIDDEN: &str = "card numbers, security codes or fields that the provider calls sensitive are hidden here; --show-sensitive shows them, and a file or pipe has them as they came";

fn ended(exit: Exit) -> Report {
    Report {
        exit,
        ..Report::new(Answer::Silent, Format::Text)
    }
}
