//! `--watch`: probes again and again while somebody repairs, and tells when the answer changes.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::files::{self, Ours};
use super::{Goal, Prepared, Subject, exit, prepare, report};
use crate::cli::ProbeArgs;
use crate::commands::{World, identity};
use crate::core::diagnosis::{Code, Diagnosis};
use crate::core::error::{Error, plain_io};
use crate::exit::Exit;
use crate::report::probe::{ProbeFacts, Turn};
use crate::report::{Answer, Failure, Format, Report};

/// What is read from standard input is gone by the second round.
///
/// # Errors
/// Ends 2 where something is.
pub fn refuse_stdin(takers: &[(&str, bool)]) -> Result<(), Failure> {
    match takers.iter().find(|(_, wants)| *wants) {
        Some((flag, _)) => Err(Failure::usage(
            format!(
                "--watch reads everything again, and {flag} is standard input, which can be read once"
            ),
            "name a file",
        )),
        None => Ok(()),
    }
}

/// Goes on until it is interrupted, or nobody reads on; ends as the last answer does.
///
/// # Errors
/// Ends 2 for flags that contradict themselves.
pub fn watch(
    args: &ProbeArgs,
    every: Duration,
    subject: &Subject<'_>,
    goal: Goal,
    world: &mut dyn World,
) -> anyhow::Result<Report> {
    let stop = Arc::new(AtomicBool::new(false));
    interruptible(&stop)?;
    let goal = Arc::new(goal);
    let mut teller = Teller::new(args.output.format());
    let mut kept: Option<Kept> = None;
    let mut notes = identity::insecure_note(subject.connection)
        .into_iter()
        .collect();
    loop {
        let begun = Instant::now();
        let ours = ours(args, &mut kept, world)?;
        let facts = match prepare(subject, &goal, ours, world, &mut notes)? {
            Prepared::Ready(gear, round) => {
                let goal = Arc::clone(&goal);
                let work = move || round.probe(&gear, &goal);
                carried_out(work, &stop).map_err(|e| Failure::local(&e, Exit::Negative))?
            }
            Prepared::Stopped(facts) => Some(*facts),
        };
        let Some(facts) = facts else {
            break; // interrupted amid a round, which does not count
        };
        if teller
            .tell(facts, std::mem::take(&mut notes), world)
            .is_err()
        {
            return Ok(teller.end());
        }
        if !rest(every.saturating_sub(begun.elapsed()), &stop) {
            break;
        }
    }
    drop(teller.take_leave(world)); // nobody may be left to read it
    Ok(teller.end())
}
/// In a thread that is left to itself when we are interrupted: then nothing comes of it.
///
/// # Errors
/// When there is no thread to be had, or the work broke off.
fn carried_out<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
    stop: &AtomicBool,
) -> Result<Option<T>, Error> {
    let gave_up = |reason: String| Error::Crypto {
        doing: "the work in the background",
        reason,
    };
    let (sender, receiver) = mpsc::channel();
    let work = move || drop(sender.send(work()));
    let spawned = thread::Builder::new().spawn(work);
    spawned.map_err(|e| gave_up(plain_io(&e)))?;
    loop {
        match receiver.recv_timeout(TICK) {
            Ok(done) => return Ok(Some(done)),
            Err(RecvTimeoutError::Disconnected) => return Err(gave_up("it gave up".into())),
            Err(RecvTimeoutError::Timeout) if stop.load(Ordering::SeqCst) => return Ok(None),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// False when interrupted.
fn rest(time: Duration, stop: &AtomicBool) -> bool {
    let until = Instant::now() + time;
    loop {
        if stop.load(Ordering::SeqCst) {
            return false;
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return true;
        }
        thread::sleep(left.min(TICK));
    }
}

/// What was read of our files, and what they looked like then.
struct Kept {
    looks: Vec<Option<Looks>>,
    ours: Ours,
}

/// A file's time and size.
type Looks = (SystemTime, u64);

/// Read again when the files have changed: a passphrase that is asked for is not asked for each
/// round.
fn ours(args: &ProbeArgs, kept: &mut Option<Kept>, world: &mut dyn World) -> anyhow::Result<Ours> {
    let cert = args.identity.cert.as_deref();
    let cert = cert.map(|cert| PathBuf::from(identity::file_of(cert)));
    let files = cert.iter().chain(&args.identity.key);
    let looks: Vec<Option<Looks>> = files.map(|file| looks(file)).collect();
    if let Some(kept) = kept.as_ref().filter(|kept| kept.looks == looks) {
        return Ok(kept.ours.clone());
    }
    let ours = files::load(&args.identity, world)?;
    *kept = Some(Kept {
        looks,
        ours: ours.clone(),
    });
    Ok(ours)
}

fn looks(file: &Path) -> Option<Looks> {
    let meta = fs_err::metadata(file).ok()?;
    Some((meta.modified().ok()?, meta.len()))
}

/// Tells the first answer in full, and each that is another than the one before in a line.
struct Teller {
    format: Format,
    last: Option<Diagnosis>,
    exit: Option<Exit>,
    rounds: usize,
}

impl Teller {
    fn new(format: Format) -> Self {
        Self {
            format,
            last: None,
            exit: None,
            rounds: 0,
        }
    }

    /// # Errors
    /// When nobody reads on.
    fn tell(
        &mut self,
        facts: ProbeFacts,
        notes: Vec<String>,
        world: &mut dyn World,
    ) -> io::Result<()> {
        self.exit = Some(exit(&facts));
        self.rounds += 1;
        let found = facts.diagnosis.clone();
        let last = self.last.replace(found.clone());
        let is_first = last.is_none();
        let is_new =
            last.is_none_or(|last| (last.code, &last.summary) != (found.code, &found.summary));
        notes.iter().for_each(|note| world.note(note));
        match self.format {
            Format::Json => write(&report(facts, self.format, Vec::new()), world),
            _ if !is_new => Ok(()),
            // the cause alone, on standard error
            Format::Quiet => {
                if found.code == Code::Ok && !is_first {
                    world.note(&format!("{} [{}]", found.summary, found.code));
                }
                world.show(&report(facts, self.format, Vec::new()));
                Ok(())
            }
            _ if is_first => write(&report(facts, self.format, Vec::new()), world),
            _ => self.turn(facts.at, None, found, world),
        }
    }

    /// A last line, for those who read.
    ///
    /// # Errors
    /// When nobody does.
    fn take_leave(&self, world: &mut dyn World) -> io::Result<()> {
        match (&self.last, self.format) {
            (None, _) | (_, Format::Json | Format::Quiet) => Ok(()),
            (Some(last), _) => {
                let now = world.now().rfc3339();
                self.turn(now, Some(self.rounds), last.clone(), world)
            }
        }
    }

    fn turn(
        &self,
        at: String,
        ended_after: Option<usize>,
        diagnosis: Diagnosis,
        world: &mut dyn World,
    ) -> io::Result<()> {
        let turn = Turn {
            at,
            ended_after,
            diagnosis,
        };
        write(&Report::new(Answer::ProbeTurn(turn), self.format), world)
    }

    fn end(&self) -> Report {
        Report {
            exit: self.exit.unwrap_or(Exit::Child(INTERRUPTED)),
            ..Report::new(Answer::Silent, Format::Quiet)
        }
    }
}

fn write(report: &Report, world: &mut dyn World) -> io::Result<()> {
    let bytes = world.rendered(report, false);
    let mut out = world.stdout();
    out.write_all(&bytes).and_then(|()| out.flush())
}

/// The first interrupt ends the watch between two looks at the clock, a second one the process.
#[cfg(unix)]
fn interruptible(stop: &Arc<AtomicBool>) -> anyhow::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::flag;

    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_default(signal, Arc::clone(stop))?;
        flag::register(signal, Arc::clone(stop))?;
    }
    Ok(())
}

/// Elsewhere the system ends the process.
#[cfg(not(unix))]
fn interruptible(_: &Arc<AtomicBool>) -> anyhow::Result<()> {
    Ok(())
}

/// How soon an interrupt is noticed.
const TICK: Duration = Duration::from_millis(50);
/// As shells count a run that an interrupt ended: 128 and the signal.
const INTERRUPTED: u8 = 130;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_that_breaks_off_is_no_interrupt() {
        let stop = AtomicBool::new(false);
        assert_eq!(carried_out(|| 1, &stop).unwrap(), Some(1));
        assert!(carried_out(|| -> u8 { panic!("a fault") }, &stop).is_err());
        stop.store(true, Ordering::SeqCst);
        let long = || thread::sleep(Duration::from_secs(2));
        assert_eq!(carried_out(long, &stop).unwrap(), None);
    }
}
