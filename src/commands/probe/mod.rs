//! `probe`: a server's handshake taken apart, with what we have and without.

mod after;
mod files;
mod gear;
mod head;
mod nodes;
mod round;
mod target;
mod watch;

use std::sync::Arc;
use std::time::Duration;

use super::connect::USER_AGENT;
use super::{World, identity, outputs, route, trust, working};
use crate::cli::{ConnectionArgs, ProbeArgs};
use crate::core::diagnosis::Code;
use crate::core::probe::{Rung, Step, Verdict};
use crate::exit::Exit;
use crate::report::probe::ProbeFacts;
use crate::report::{Answer, Failure, Format, Report};

pub use after::{Ailing, follow_up, is_worth_it, of_token};
use files::Ours;
use gear::Gear;
use head::Heads;
use round::Round;
use target::Target;

/// What a probe is for.
struct Goal {
    target: Target,
    heads: Heads,
    all_addresses: bool,
    surveys: bool,
    /// For all of it.
    limit: Duration,
}

/// How it gets there.
struct Subject<'a> {
    connection: &'a ConnectionArgs,
    passive: bool,
}

/// Probes.
pub fn run(args: &ProbeArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let target = target::read(&args.target)?;
    let takers = stdin_takers(args);
    outputs::one_taker(&takers)?;
    let mut notes: Vec<String> = identity::insecure_note(&args.connection)
        .into_iter()
        .collect();
    let (heads, problem) = match head::heads(args, &target.url, world) {
        Ok(heads) => (heads, None),
        Err(error) => (Heads::NONE, Some(files::as_diagnosis(error)?)),
    };
    let given = args.connection.max_time.filter(|time| !time.is_zero());
    let goal = Goal {
        target,
        heads,
        all_addresses: args.all_addresses,
        surveys: args.survey,
        limit: given.unwrap_or(WHOLE),
    };
    if let Some(problem) = problem {
        let files = Step::new(Rung::Files, Verdict::Failed, "");
        let round = Round::begin(files, goal.limit, world.now());
        return Ok(report(
            round.not_sent(&goal, problem),
            args.output.format(),
            notes,
        ));
    }
    let subject = Subject {
        connection: &args.connection,
        passive: args.passive,
    };
    if let Some(every) = args.watch {
        watch::refuse_stdin(&takers)?;
        return watch::watch(args, every, &subject, goal, world);
    }
    let ours = files::load(&args.identity, world)?;
    let facts = match prepare(&subject, &goal, ours, world, &mut notes)? {
        Prepared::Ready(gear, round) => {
            let doing = format!("probing {}", goal.target.name);
            working(world, &doing, || Ok(round.probe(&gear, &goal)))?
        }
        Prepared::Stopped(facts) => *facts,
    };
    Ok(report(facts, args.output.format(), notes))
}

/// What comes of what is at hand.
enum Prepared {
    /// A server can be asked.
    Ready(Box<Gear>, Round),
    /// Something on this side is wrong, and that is the answer.
    Stopped(Box<ProbeFacts>),
}

/// Reads whom we trust, and how to get there.
///
/// # Errors
/// Ends 2 for flags that contradict themselves.
fn prepare(
    subject: &Subject<'_>,
    goal: &Goal,
    ours: Ours,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Prepared> {
    let Ours {
        identity,
        step,
        problem,
    } = ours;
    let round = Round::begin(step, goal.limit, world.now());
    if let Some(problem) = problem {
        return Ok(Prepared::Stopped(Box::new(round.not_sent(goal, problem))));
    }
    let connection = subject.connection;
    let made = || {
        let trust = trust::trust(connection, world, notes)?;
        let route = route::route(&connection.route, USER_AGENT, world, notes)?;
        Gear::new(subject, identity, (trust, route), world)
    };
    match made() {
        Ok(gear) if goal.all_addresses && gear.takes_proxy(&goal.target.url) => {
            Err(Failure::usage(
                "--all-addresses connects to each address, and a proxy connects by name",
                "leave the proxy out (-x \"\"), or --all-addresses",
            )
            .into())
        }
        Ok(gear) => Ok(Prepared::Ready(Box::new(gear), round)),
        Err(error) => {
            let problem = files::as_diagnosis(error)?;
            Ok(Prepared::Stopped(Box::new(round.not_sent(goal, problem))))
        }
    }
}

fn report(facts: ProbeFacts, format: Format, notes: Vec<String>) -> Report {
    let exit = exit(&facts);
    // the report is the answer; where that is not wanted, the cause is still said
    let told = format == Format::Quiet && exit != Exit::Ok;
    let failure = told.then(|| Failure::diagnosed(facts.diagnosis.clone(), exit));
    Report {
        notes,
        failures: failure.into_iter().collect(),
        exit,
        ..Report::new(Answer::Probe(Box::new(facts)), format)
    }
}

fn exit(facts: &ProbeFacts) -> Exit {
    match facts.diagnosis.code {
        Code::Ok => Exit::Ok,
        _ => Exit::Negative,
    }
}

fn stdin_takers(args: &ProbeArgs) -> Vec<(&str, bool)> {
    let mut takers = identity::stdin_takers(&args.identity, &args.connection);
    takers.extend(args.header.iter().map(|header| ("-H", header == "@-")));
    takers
}

/// A handshake's identity is shared by the sessions of a probe.
type Presented = Option<Arc<crate::core::identity::Identity>>;

/// For a whole probe, where nothing else is said.
const WHOLE: Duration = Duration::from_secs(10);
