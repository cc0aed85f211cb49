//! `--batch`: a request for each row of a table, on all cores. A row that fails stops no other; a run
//! that is stopped, or failed in part, is gone on with by running it again.

mod job;
mod table;
mod work;

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::lock;
use crate::cli::CsrArgs;
use crate::commands::World;
use crate::commands::child::Signals;
use crate::core::Error;
use crate::core::error::plain_io;
use crate::core::material::{Name, OnePassphrase, Source};
use crate::core::profile::audit::{Action, Deed, Outcome};
use crate::exit::Exit;
use crate::report::csr::{Batch, BatchRow, RowStatus};
use crate::report::{Answer, Failure, Format, Report};
use job::{Common, Job};
use table::Table;

type Jobs = Vec<(u64, Result<Job, Failure>)>;

/// Makes what the table asks for.
pub fn run(
    source: &Source,
    args: &CsrArgs,
    world: &mut dyn World,
    mut notes: Vec<String>,
) -> anyhow::Result<Report> {
    let input = source.read(&mut world.stdin())?;
    let table = Table::parse(&input.bytes, &input.origin.to_string())?;
    let mut common = Common::new(args);
    let rows = table.rows.into_iter();
    let mut jobs: Jobs = rows
        .map(|(line, cells)| (line, cells.and_then(|cells| common.job(line, &cells))))
        .collect();
    job::refuse_twins(&mut jobs);
    let passphrase = lock(args, "the private keys", world)?;
    let passphrase = OnePassphrase {
        secret: passphrase.as_ref(),
        limits: args.limits.limits(),
    };
    if let Some(folder) = &args.out_dir {
        fs_err::create_dir_all(folder).map_err(|e| Error::NotWritten {
            path: folder.display().to_string(),
            reason: plain_io(&e),
        })?;
    }
    let wanted = deeds(&jobs);
    let begun = wanted.iter().map(|(_, deed)| deed.clone());
    let begun: Vec<Deed> = begun.map(|deed| deed.with(Outcome::Begun)).collect();
    world.record(&begun)?;
    let batch = Batch {
        rows: all(jobs, passphrase, world)?,
    };
    world.record(&outcomes(wanted, &batch))?;
    notes.extend(closing(&batch, args));
    let mut report = Report::new(Answer::Silent, args.output.format());
    if batch.rows.iter().any(is_open) {
        report.exit = Exit::Negative;
    }
    report.answer = Answer::CsrBatch(batch);
    if report.format != Format::Quiet {
        report.notes = notes;
    }
    Ok(report)
}

/// The keys that are to be made, by their lines; what they will be is not known yet.
fn deeds(jobs: &Jobs) -> Vec<(u64, Deed)> {
    let new = |(line, job): &(u64, Result<Job, Failure>)| {
        let key = job.as_ref().ok()?.places.key.as_deref()?;
        Some((*line, Deed::locked_key(Action::Create, key)))
    };
    jobs.iter().filter_map(new).collect()
}

/// What came of each.
fn outcomes(wanted: Vec<(u64, Deed)>, batch: &Batch) -> Vec<Deed> {
    let rows: HashMap<u64, &BatchRow> = batch.rows.iter().map(|row| (row.line, row)).collect();
    let outcome = |(line, deed): (u64, Deed)| match rows.get(&line) {
        Some(row) if row.status == RowStatus::Made => Deed {
            spki_sha256: row.spki_sha256.clone(),
            ..deed.with(Outcome::Done)
        },
        _ => deed.with(Outcome::Failed),
    };
    wanted.into_iter().map(outcome).collect()
}

/// Every job on as many threads as there are cores; an interrupt lets those in work finish.
fn all(
    jobs: Jobs,
    passphrase: OnePassphrase<'_>,
    world: &mut dyn World,
) -> anyhow::Result<Vec<BatchRow>> {
    let signals = Signals::watch()?;
    let total = u64::try_from(jobs.len()).unwrap_or(u64::MAX);
    let mut progress = world.count("making requests", total);
    let line = Line {
        jobs: &jobs,
        next: AtomicUsize::new(0),
        done: AtomicUsize::new(0),
        stopped: AtomicBool::new(false),
        passphrase,
    };
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let done: Vec<(usize, BatchRow)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores.min(jobs.len()))
            .map(|_| scope.spawn(|| line.work()))
            .collect();
        let mut shown = 0;
        while workers.iter().any(|worker| !worker.is_finished()) {
            if signals.take().is_some() {
                line.stopped.store(true, Ordering::SeqCst);
            }
            thread::sleep(TICK);
            let done = line.done.load(Ordering::SeqCst);
            progress.advance(u64::try_from(done - shown).unwrap_or(0));
            shown = done;
        }
        let done = workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_default());
        done.flatten().collect()
    });
    let lines: Vec<u64> = jobs.iter().map(|(line, _)| *line).collect();
    Ok(complete(&lines, done))
}

/// One row for each line of the table, in its order; one that nobody told of has failed.
fn complete(lines: &[u64], done: Vec<(usize, BatchRow)>) -> Vec<BatchRow> {
    let mut done: HashMap<usize, BatchRow> = done.into_iter().collect();
    let rows = lines.iter().enumerate();
    rows.map(|(at, line)| done.remove(&at).unwrap_or_else(|| broken_off(*line)))
        .collect()
}

/// A defect of ours in one row is that row's failure, and stops no other. (A release build ends at
/// once instead, and not with 0.)
fn guarded(line: u64, row: impl FnOnce() -> BatchRow) -> BatchRow {
    catch_unwind(AssertUnwindSafe(row)).unwrap_or_else(|_| broken_off(line))
}

fn broken_off(line: u64) -> BatchRow {
    let problem = "the work on it broke off, a defect of this program";
    let fix = "run it again: what is made stays; report it if it comes again";
    let failure = Failure {
        exit: Exit::Negative,
        ..Failure::usage(problem, fix)
    };
    work::refused(line, failure)
}

/// What the threads share.
struct Line<'a> {
    jobs: &'a [(u64, Result<Job, Failure>)],
    next: AtomicUsize,
    done: AtomicUsize,
    stopped: AtomicBool,
    passphrase: OnePassphrase<'a>,
}

impl Line<'_> {
    /// Takes one job after another; once stopped, only tells that they are left.
    fn work(&self) -> Vec<(usize, BatchRow)> {
        let mut rows = Vec::new();
        loop {
            let at = self.next.fetch_add(1, Ordering::SeqCst);
            let Some((line, job)) = self.jobs.get(at) else {
                return rows;
            };
            let row = match job {
                Err(problem) => work::refused(*line, problem.clone()),
                Ok(job) if self.stopped.load(Ordering::SeqCst) => left(*line, job),
                Ok(job) => guarded(*line, || work::row(job, self.passphrase)),
            };
            rows.push((at, row));
            self.done.fetch_add(1, Ordering::SeqCst);
        }
    }
}

fn left(line: u64, job: &Job) -> BatchRow {
    let problem = Failure::usage("it was not begun", "");
    BatchRow {
        status: RowStatus::Left,
        subject: Some(Name::from_der(&job.subject.to_der()).rfc4514()),
        request: Some(job.places.request.display().to_string()),
        problem: None,
        ..work::refused(line, problem)
    }
}

fn is_open(row: &BatchRow) -> bool {
    matches!(row.status, RowStatus::Failed | RowStatus::Left)
}

fn closing(batch: &Batch, args: &CsrArgs) -> Vec<String> {
    let mut notes = Vec::new();
    let unlocked = batch
        .rows
        .iter()
        .filter(|row| row.encrypted == Some(false))
        .count();
    if unlocked > 0 && !args.write.no_encrypt {
        notes.push(format!(
            "the new private keys ({unlocked}) are not locked: whoever reads a file has its key (lock them with --key-pass; --no-encrypt says that it is meant)"
        ));
    }
    match batch.count(RowStatus::Left) {
        0 => {}
        left => notes.push(format!(
            "stopped with {left} rows left; nothing is half made: run it again to go on"
        )),
    }
    match batch.count(RowStatus::Failed) {
        0 => {}
        failed => notes.push(format!(
            "{failed} of {} rows failed; correct them and run it again, what is made stays",
            batch.rows.len()
        )),
    }
    let made = batch.rows.len() - batch.rows.iter().filter(|row| is_open(row)).count();
    if made > 0 {
        notes.push("next: send the requests (.csr) to your provider, never a key".into());
    }
    notes
}

const TICK: Duration = Duration::from_millis(20);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_whose_work_breaks_off_has_failed_and_is_told() {
        let row = guarded(7, || std::panic::resume_unwind(Box::new("defect")));
        assert_eq!((row.line, row.status), (7, RowStatus::Failed));
        assert!(row.problem.is_some());
        let left = |line| BatchRow {
            status: RowStatus::Left,
            ..work::refused(line, Failure::usage("it was not begun", ""))
        };
        let rows = complete(&[2, 3, 4], vec![(2, left(4)), (0, left(2))]);
        let told: Vec<_> = rows.iter().map(|row| (row.line, row.status)).collect();
        let expected = [
            (2, RowStatus::Left),
            (3, RowStatus::Failed),
            (4, RowStatus::Left),
        ];
        assert_eq!(told, expected);
    }
}
