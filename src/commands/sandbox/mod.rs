//! `sandbox`: lays the files out, says where everything is, and stays up until a signal comes or
//! the command or the tour that it was started for has ended. Whatever happens, the folder goes.

mod log;
mod outbound;
mod place;
mod room;
mod ticking;

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::child::{Child, Signals};
use super::{World, tour};
use crate::cli::SandboxArgs;
use crate::core::sandbox::{Sandbox, Settings};
use crate::exit::Exit;
use crate::report::{Answer, Format, Report};
use log::Log;
use place::{Folder, Place};
use ticking::Ticking;

/// Runs the sandbox, or a command against it.
pub fn run(args: &SandboxArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    if args.call.is_some() {
        return outbound::run(args, world);
    }
    let signals = Signals::watch()?; // before there is anything to clean up
    let (log, watcher) = Log::start(world.event_log(log_format(args)))?;
    let watcher = match &args.report {
        Some(path) => log::reporting(path, watcher)?,
        None => watcher,
    };
    if !args.listen.is_loopback() {
        world.note(&format!(
            "listening on {}: whoever reaches this machine can get a certificate and a token of this sandbox",
            args.listen
        ));
    }
    let sandbox = Sandbox::start(Settings {
        address: args.listen,
        refusals: args.refuse.clone(),
        like: args.like,
        denied: args.deny_address.clone(),
        connections: room::connections(),
        lifetime: args.cert_lifetime.map(|time| time.0),
        port: args.port,
        portal_port: args.portal_port,
        clock: Arc::new(Ticking::from(world.now())),
        watcher,
    })?;
    let folder = Folder::open(args.dir.as_deref())?;
    let place = Place::of(&sandbox, &folder.for_materials(args.tour)?);
    place.write(&sandbox, args.force)?;
    let mut report = Report::new(Answer::Silent, args.output.format());
    report.exit = match args.command.split_first() {
        None if args.tour => {
            let facts = place.seen_from(folder.path()).facts();
            tour::walk(&facts, folder.path(), report.format, &signals, world)?
        }
        None => {
            let facts = Answer::Sandbox(Box::new(place.facts()));
            let shown = world.show(&Report::new(facts, args.output.format()));
            stay(shown, &signals)
        }
        Some((program, rest)) => {
            let child = Child::spawn(program, rest, &place.environment())?;
            let has_terminal = world.stdin_is_terminal() || world.stdout_is_terminal();
            let name = program.to_string_lossy();
            accompany(child, &name, (&signals, has_terminal), world)?
        }
    };
    drop(sandbox);
    log.finish();
    folder.remove()?;
    Ok(report)
}

/// A command's stderr is its own, so its run is logged only when asked for.
fn log_format(args: &SandboxArgs) -> Format {
    if args.output.verbose {
        Format::Verbose
    } else if args.output.quiet || args.tour || !args.command.is_empty() {
        Format::Quiet
    } else {
        Format::Text
    }
}

/// Until a signal comes, if it could be said where everything is.
fn stay(shown: Exit, signals: &Signals) -> Exit {
    while shown == Exit::Ok && signals.take().is_none() {
        thread::sleep(TICK);
    }
    shown
}

/// Until the command ends; a signal is passed on to it, a second one or too long a wait kills it.
fn accompany(
    mut child: Child,
    name: &str,
    (signals, has_terminal): (&Signals, bool),
    world: &mut dyn World,
) -> anyhow::Result<Exit> {
    let mut patience: Option<Instant> = None;
    let mut is_told = false;
    loop {
        if let Some(exit) = child.ended()? {
            return Ok(exit);
        }
        let left = patience.map(|until| until.saturating_duration_since(Instant::now()));
        if !is_told && left.is_some_and(|left| left < GRACE - SILENCE) {
            world.note(&format!(
                "waiting for {name} to end, {} s at most; Ctrl-C again kills it",
                GRACE.as_secs()
            ));
            is_told = true;
        }
        let overdue = patience.is_some_and(|until| Instant::now() >= until);
        match signals.take() {
            Some(_) if patience.is_some() => child.kill(),
            Some(signal) => {
                child.pass_on(signal, has_terminal);
                patience = Some(Instant::now() + GRACE);
            }
            None if overdue => child.kill(),
            None => {}
        }
        thread::sleep(TICK);
    }
}

/// How often signals and the command are looked after.
const TICK: Duration = Duration::from_millis(20);
/// How long a command may take to end once it was told to.
const GRACE: Duration = Duration::from_secs(10);
/// Most end at once, and nothing is to be said of it.
const SILENCE: Duration = Duration::from_millis(500);
