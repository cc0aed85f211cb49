//! Where the traces of a run go. Must not know what is traced.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::cli::CallArgs;
use crate::commands::{Voice, World};
use crate::core::clock::Time;
use crate::exit::Exit;
use crate::report::Failure;

/// Where the traces of a run go, and how they look.
pub struct Log {
    /// How bytes are shown.
    pub(super) kind: Kind,
    time: bool,
    /// Transfers and connections are told apart by number.
    pub(super) ids: bool,
    /// Bodies are not told of: they stand on the same screen.
    pub(super) screen: bool,
    /// Masks, and says what goes to standard error.
    pub(super) voice: Arc<dyn Voice>,
    /// `None` is standard error.
    file: Option<Mutex<Box<dyn Write + Send>>>,
    begun: (Time, Instant),
    connections: Mutex<BTreeMap<SocketAddr, usize>>,
}

/// How bytes are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `-v`: heads in full, of bodies that they passed.
    Heads,
    /// `--trace`
    Hex,
    /// `--trace-ascii`
    Text,
}

impl Log {
    /// What the arguments ask for, if anything.
    ///
    /// # Errors
    /// Ends 23 when the file cannot be made.
    pub fn new(args: &CallArgs, world: &mut dyn World) -> anyhow::Result<Option<Arc<Self>>> {
        let tell = &args.tell;
        let (kind, place) = match (&tell.trace, &tell.trace_ascii) {
            (Some(place), _) => (Kind::Hex, Some(place)),
            (None, Some(place)) => (Kind::Text, Some(place)),
            (None, None) if args.answer.verbose => (Kind::Heads, None),
            (None, None) => return Ok(None),
        };
        let file = match place {
            Some(place) if place.as_os_str() != "%" => Some(Mutex::new(open(place, world)?)),
            _ => None,
        };
        Ok(Some(Arc::new(Self {
            kind,
            time: tell.trace_time,
            ids: tell.trace_ids,
            screen: world.stdout_is_terminal(),
            voice: world.voice(),
            file,
            begun: (world.now(), Instant::now()),
            connections: Mutex::default(),
        })))
    }

    /// Written at once, masked.
    pub(super) fn write(&self, text: &str) {
        match &self.file {
            None => self.voice.say(text),
            Some(file) => {
                let masked = self.voice.masked(text.as_bytes());
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                let _ = file.write_all(&masked).and_then(|()| file.flush()); // as curl: it goes on
            }
        }
    }

    /// A connection's number, from 0; the far end cannot have the same address twice at a time.
    pub(super) fn number_of(&self, local: Option<SocketAddr>, is_new: bool) -> Option<usize> {
        let mut all = self
            .connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let next = all.values().max().map_or(0, |most| most + 1);
        let local = local?;
        if is_new {
            all.insert(local, next);
        }
        all.get(&local).copied()
    }

    /// The time now, with a blank behind it, where it is asked for.
    pub(super) fn stamp(&self) -> String {
        if !self.time {
            return String::new();
        }
        let (time, instant) = self.begun;
        let elapsed = instant.elapsed();
        let seconds = time.unix().rem_euclid(86_400).unsigned_abs();
        let at = (Duration::from_secs(seconds) + elapsed).as_micros();
        let (seconds, micros) = (at / 1_000_000, at % 1_000_000);
        let (hours, minutes) = (seconds / 3600 % 24, seconds / 60 % 60);
        format!("{hours:02}:{minutes:02}:{:02}.{micros:06} ", seconds % 60)
    }
}

/// What a trace is written to.
///
/// # Errors
/// Ends 23 when it cannot be made.
pub fn open(place: &Path, world: &mut dyn World) -> anyhow::Result<Box<dyn Write + Send>> {
    if place.as_os_str() == "-" {
        return Ok(world.stdout());
    }
    let file = fs_err::File::create(place).map_err(|e| Failure {
        exit: Exit::Write,
        ..Failure::usage(
            format!(
                "{} cannot be written: {}",
                place.display(),
                crate::core::error::plain_io(&e)
            ),
            "check its folder and who may write there",
        )
    })?;
    Ok(Box::new(file))
}
