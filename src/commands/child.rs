//! A command run on the user's behalf: started with more in its environment, told of signals, and
//! its end as an exit code. Must not know what it is run for.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child as Process, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::core::error::plain_io;
use crate::exit::Exit;
use crate::report::Failure;

/// Signals that ask for the end; from `watch` on they are noted here and no longer end us.
pub struct Signals(Arc<AtomicUsize>);

impl Signals {
    /// Interrupt, terminate, and a terminal that closes.
    ///
    /// # Errors
    /// A sentence, when the system refuses.
    pub fn watch() -> anyhow::Result<Self> {
        let noted = Arc::new(AtomicUsize::new(0));
        for signal in WATCHED {
            let value = usize::try_from(*signal)?;
            signal_hook::flag::register_usize(*signal, Arc::clone(&noted), value)?;
        }
        Ok(Self(noted))
    }

    /// The last signal since the last call.
    pub fn take(&self) -> Option<i32> {
        match self.0.swap(0, Ordering::SeqCst) {
            0 => None,
            signal => i32::try_from(signal).ok(),
        }
    }
}

/// A running command, with our standard streams.
pub struct Child(Process);

impl Child {
    /// Starts it with these variables added to our environment.
    ///
    /// # Errors
    /// A failure that ends with 127 when it is not found and 126 when it cannot be run, as in a
    /// shell.
    pub fn spawn(
        program: &OsStr,
        args: &[OsString],
        environment: &[(&str, OsString)],
    ) -> Result<Self, Failure> {
        let added = environment.iter().map(|(name, value)| (*name, value));
        let spawned = Command::new(program).args(args).envs(added).spawn();
        spawned.map(Self).map_err(|error| {
            let name = program.display();
            let (exit, reason) = match error.kind() {
                io::ErrorKind::NotFound => (127, "no such command".to_owned()),
                _ => (126, plain_io(&error)),
            };
            Failure {
                exit: Exit::Child(exit),
                summary: format!("cannot run {name}: {reason}"),
                code: None,
                evidence: Vec::new(),
                fix: "check its name and PATH; a shell's line goes as: sh -c 'LINE'".into(),
            }
        })
    }

    /// How it ended, if it has.
    ///
    /// # Errors
    /// When the system cannot tell.
    pub fn ended(&mut self) -> anyhow::Result<Option<Exit>> {
        Ok(self.0.try_wait()?.map(exit))
    }

    /// Ends it without asking.
    pub fn kill(&mut self) {
        let _ = self.0.kill(); // it may have ended just now
    }

    /// Passes a signal on. An interrupt of a terminal is not: that sent it to the command as well,
    /// and many take a second one for impatience.
    #[cfg(unix)]
    pub fn pass_on(&mut self, signal: i32, has_terminal: bool) {
        use rustix::process::{Pid, Signal, kill_process};
        let is_interrupt = signal == signal_hook::consts::SIGINT;
        if is_interrupt && has_terminal {
            return;
        }
        let passed = if is_interrupt {
            Signal::INT
        } else {
            Signal::TERM
        };
        let _ = kill_process(Pid::from_child(&self.0), passed); // as above
    }

    /// Elsewhere the system has only one way to end a process.
    #[cfg(not(unix))]
    pub fn pass_on(&mut self, _: i32, _: bool) {
        self.kill();
    }
}

/// How a command ended, and what it printed.
pub struct Captured {
    /// Its code, as in a shell.
    pub exit: Exit,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// Runs a command in a folder, without standard input, and keeps what it prints: at most what a
/// pipe holds, some 64 KiB.
///
/// # Errors
/// A `Failure` when a signal comes first (128 and the signal) or it runs for too long; it is gone
/// then.
pub fn capture(
    program: &Path,
    args: &[String],
    folder: &Path,
    signals: &Signals,
) -> anyhow::Result<Captured> {
    let mut child = Command::new(program)
        .args(args)
        .env("no_proxy", "*") // what is called is on this machine
        .current_dir(folder)
        .env("XDG_CACHE_HOME", folder.join(".cache")) // its tokens are of no use outside
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let deadline = Instant::now() + PATIENCE;
    let status = loop {
        let ended = child.try_wait()?;
        // first: a terminal's interrupt ends the command as well, and is not the command's failure
        let signal = signals.take();
        if signal.is_some() || (ended.is_none() && Instant::now() >= deadline) {
            let _ = child.kill(); // it may have ended just now
            child.wait()?;
            return Err(stopped(signal).into());
        }
        if let Some(status) = ended {
            break status;
        }
        thread::sleep(TICK);
    };
    Ok(Captured {
        exit: exit(status),
        stdout: all_of(child.stdout.take())?,
        stderr: all_of(child.stderr.take())?,
    })
}

fn all_of(stream: Option<impl Read>) -> io::Result<String> {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        stream.read_to_end(&mut bytes)?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn stopped(signal: Option<i32>) -> Failure {
    let number = signal.and_then(|s| u8::try_from(s).ok());
    let (exit, summary) = match number {
        Some(number) => (
            Exit::Child(number.saturating_add(128)),
            "stopped by a signal".to_owned(),
        ),
        None => (
            Exit::Negative,
            format!("a command was still running after {PATIENCE:?}"),
        ),
    };
    Failure {
        exit,
        summary,
        code: None,
        evidence: Vec::new(),
        fix: String::new(),
    }
}

/// Its own code; 128 and the signal, as in a shell.
fn exit(status: ExitStatus) -> Exit {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return Exit::Child(u8::try_from(signal).map_or(u8::MAX, |s| s.saturating_add(128)));
    }
    match status.code() {
        Some(0) => Exit::Ok,
        Some(code) => Exit::Child(u8::try_from(code).unwrap_or(1)),
        None => Exit::Negative,
    }
}

/// How often a captured command is looked after.
const TICK: Duration = Duration::from_millis(5);
/// The longest that a captured command may take.
const PATIENCE: Duration = Duration::from_secs(60);
#[cfg(unix)]
const WATCHED: &[i32] = &[
    signal_hook::consts::SIGINT,
    signal_hook::consts::SIGTERM,
    signal_hook::consts::SIGHUP,
];
#[cfg(not(unix))]
const WATCHED: &[i32] = &[signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM];
