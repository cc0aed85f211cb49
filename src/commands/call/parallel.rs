//! Several transfers at once: a thread each, ours among them, with connections of its own. Must not know what a
//! transfer does.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::options::Run;
use super::party::Party;
use super::transfer::{self, Outcome};
use super::turns::Turns;
use super::{Job, Section, Shared, ended, told};
use crate::commands::{Progress, World};
use crate::exit::Exit;
use crate::report::Report;

/// Carries all out, at most so many at a time; ends as the last one that failed, in the order of
/// the command line. With `--fail-early` those that have begun are still finished.
pub fn carry_out(
    jobs: &[Job<'_, '_>],
    run: &Run,
    shared: &Shared,
    world: &mut dyn World,
) -> Report {
    let shows_progress = jobs.iter().all(|job| job.section.options.progress);
    let progress = shows_progress.then(|| world.count("transfers", jobs.len() as u64));
    let state = State {
        jobs,
        shared,
        world: Mutex::new(world),
        next: AtomicUsize::new(0),
        over: AtomicBool::new(false),
        fail_early: run.fail_early,
        outcomes: Mutex::new(jobs.iter().map(|_| None).collect()),
        progress: Mutex::new(progress),
    };
    thread::scope(|scope| {
        for _ in 1..run.at_once.min(jobs.len()) {
            let started = thread::Builder::new().spawn_scoped(scope, || state.work());
            if started.is_err() {
                break; // no more are to be had: those that are there do the work
            }
        }
        state.work();
    });
    let mut report = ended(Exit::Ok);
    let outcomes = state
        .outcomes
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    for (job, outcome) in jobs.iter().zip(outcomes) {
        let Some(outcome) = outcome else {
            continue; // never begun
        };
        if outcome.exit != Exit::Ok {
            report.exit = outcome.exit;
        }
        report.failures.extend(told(job.section, outcome));
    }
    report
}

/// What the threads share.
struct State<'s, 'a, 'w> {
    jobs: &'s [Job<'s, 'a>],
    shared: &'s Shared,
    world: Mutex<&'w mut dyn World>,
    next: AtomicUsize,
    over: AtomicBool,
    fail_early: bool,
    outcomes: Mutex<Vec<Option<Outcome>>>,
    progress: Mutex<Option<Box<dyn Progress>>>,
}

impl<'a> State<'_, 'a, '_> {
    /// Takes one transfer after another until none is left.
    fn work(&self) {
        let mut own: Vec<Own<'a>> = Vec::new();
        while !self.over.load(Ordering::SeqCst) {
            let Some(job) = self.jobs.get(self.next.fetch_add(1, Ordering::SeqCst)) else {
                return;
            };
            let ended = self.one(job, &mut own);
            if self.fail_early && ended.exit != Exit::Ok {
                self.over.store(true, Ordering::SeqCst);
            }
            if let Some(slot) = lock(&self.outcomes).get_mut(job.number) {
                *slot = Some(ended);
            }
            if let Some(progress) = &mut *lock(&self.progress) {
                progress.advance(1);
            }
        }
    }

    fn one(&self, job: &Job<'_, 'a>, own: &mut Vec<Own<'a>>) -> Outcome {
        let mut world = Turns(&self.world);
        let party = &job.section.party;
        let known = own.iter().find(|own| Arc::ptr_eq(&own.of, party));
        let ours = match known {
            Some(known) => Arc::clone(&known.party),
            None => {
                let ours = Arc::new(party.beside(&world));
                own.push(Own {
                    of: Arc::clone(party),
                    party: Arc::clone(&ours),
                });
                ours
            }
        };
        let section = Section {
            party: ours,
            ..job.section.clone()
        };
        transfer::run(&section, job.transfer, job.number, self.shared, &mut world)
    }
}

/// A thread's own connections for a party.
struct Own<'a> {
    of: Arc<Party<'a>>,
    party: Arc<Party<'a>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
