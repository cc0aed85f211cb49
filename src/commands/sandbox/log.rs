//! What is told while a sandbox runs: lines on standard error, and whole lines of JSON in a report.
//! Must not decide what is told.

use std::io::{self, Write};
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::commands::EventLog;
use crate::core::error::plain_io;
use crate::core::sandbox::{Event, Watcher};
use crate::core::{Error, Result};

/// Tells of events in a thread of its own: when nobody reads standard error, that thread blocks
/// and events are dropped, but requests are answered and signals heard.
pub struct Log {
    finished: Receiver<()>,
}

impl Log {
    /// Starts the thread; who is to be told.
    pub fn start(mut tell: EventLog) -> io::Result<(Self, Watcher)> {
        let (sender, events) = mpsc::sync_channel::<Event>(LOG_ROOM);
        let (done, finished) = mpsc::channel();
        thread::Builder::new().spawn(move || {
            events.iter().for_each(|event| tell(&event));
            drop(done);
        })?;
        let watcher = Arc::new(move |event| drop(sender.try_send(event)));
        Ok((Self { finished }, watcher))
    }

    /// Waits for what is left to be told, within reason; the sandbox is gone by then.
    pub fn finish(self) {
        let _ = self.finished.recv_timeout(LOG_PATIENCE); // an error either way: done, or too slow
    }
}

/// The same events in a file, a line of JSON each, 0600; appended, so that several runs of a test
/// suite may share it. Each line is written at once and whole.
///
/// # Errors
/// `NotWritten` when the file cannot be opened.
pub fn reporting(path: &Path, watcher: Watcher) -> Result<Watcher> {
    let mut options = fs_err::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    fs_err::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(|e| Error::NotWritten {
        path: path.display().to_string(),
        reason: plain_io(&e),
    })?;
    let file = Mutex::new(file);
    Ok(Arc::new(move |event: Event| {
        if let Ok(line) = serde_json::to_string(&event) {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = file.write_all(format!("{line}\n").as_bytes()); // a full disk stops no request
        }
        watcher(event);
    }))
}

/// Events that wait to be told.
const LOG_ROOM: usize = 1024;
/// How long the end waits for them.
const LOG_PATIENCE: Duration = Duration::from_millis(500);
