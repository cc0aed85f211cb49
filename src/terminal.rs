//! The human: the only file that prints, prompts, colours, draws progress, and reads the
//! environment and the wall clock.

mod bar;
mod guarded;
mod screen;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use zeroize::Zeroizing;

use bar::Bar;
use guarded::Guarded;
use screen::BodyScreen;

use crate::cli::{Color, Mistake};
use crate::commands::{EventLog, Progress, Screen, Voice, World};
use crate::core::clock::{Clock, Time};
use crate::core::http::fields::Fields;
use crate::core::http::sensitive;
use crate::core::profile::audit::{Audit, Deed};
use crate::core::secret::Secret;
use crate::exit::Exit;
use crate::render::body::{Body, Look};
use crate::render::{self, Style};
use crate::report::{Answer, Failure, Format, Report};

/// The standard streams and what is known of them.
pub struct Terminal {
    color: Color,
    tongue: Arc<Tongue>,
    audit: Option<Audit>,
}

/// What all that is said to a person goes through.
#[derive(Default)]
struct Tongue {
    guarded: Mutex<BTreeSet<Guarded>>,
    /// Where it goes instead of standard error.
    elsewhere: Mutex<Option<Box<dyn Write + Send>>>,
    /// What a terminal shows of a body has no line end yet.
    is_amid: AtomicBool,
    hides_cards: AtomicBool,
    /// What a provider calls sensitive.
    fields: Mutex<Fields>,
    has_hidden: AtomicBool,
}

impl Terminal {
    /// The process's own.
    pub fn new() -> Self {
        Self {
            color: Color::Auto,
            tongue: Arc::default(),
            audit: None,
        }
    }

    /// What `--color` said.
    pub fn set_color(&mut self, color: Color) {
        self.color = color;
    }

    /// Prints what clap has to say: help and version on stdout, a mistake on stderr.
    pub fn usage(&mut self, mistake: &Mistake) -> Exit {
        let said = match mistake {
            Mistake::Clap(said) => said,
            Mistake::Told(failure) => return self.failure(failure),
        };
        if let Some(failure) = crate::cli::explain(said) {
            return self.failure(&failure);
        }
        let printed = said.print().and_then(|()| io::stdout().flush());
        match printed {
            Err(error) if !said.use_stderr() && error.kind() != io::ErrorKind::BrokenPipe => {
                return self.failure(&Failure::not_written(&error));
            }
            _ => {} // nobody is left to tell
        }
        if said.use_stderr() {
            Exit::Usage
        } else {
            Exit::Ok
        }
    }

    /// Prints an answer, its notes and what failed beside it; says how the run ends.
    pub fn answer(&mut self, report: &Report) -> Exit {
        let style = self.style(io::stdout().is_terminal());
        let bytes = Zeroizing::new(self.tongue.answer(report, style)); // may be a private key
        let written = io::stdout()
            .write_all(&bytes)
            .and_then(|()| io::stdout().flush());
        for note in &report.notes {
            self.note(note);
        }
        for failure in &report.failures {
            self.failure(failure);
        }
        if let Some(epilogue) = &report.epilogue {
            let told = render::answer(epilogue, self.style(self.is_read()));
            self.print(&String::from_utf8_lossy(&told));
        }
        match written {
            // what the run itself met is told already
            Err(error)
                if error.kind() != io::ErrorKind::BrokenPipe && report.exit != Exit::Write =>
            {
                self.failure(&Failure::not_written(&error))
            }
            _ => report.exit,
        }
    }

    /// Prints a failure; says how the run ends.
    pub fn failure(&mut self, failure: &Failure) -> Exit {
        let style = self.style(self.is_read());
        self.print(&render::failure(failure, style));
        failure.exit
    }

    fn style(&self, is_terminal: bool) -> Style {
        let color = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let off = |name| self.environment(name).is_some_and(|v| !v.is_empty());
                is_terminal
                    && !off("NO_COLOR")
                    && self.environment("TERM").is_none_or(|t| t != "dumb")
            }
        };
        Style { color }
    }

    fn print(&self, text: &str) {
        self.tongue.print(text);
    }

    /// Whether a person reads what goes to standard error.
    fn is_read(&self) -> bool {
        io::stderr().is_terminal() && self.tongue.elsewhere().is_none()
    }
}

impl Tongue {
    fn elsewhere(&self) -> MutexGuard<'_, Option<Box<dyn Write + Send>>> {
        self.elsewhere
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn fields(&self) -> MutexGuard<'_, Fields> {
        self.fields.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn guarded(&self) -> MutexGuard<'_, BTreeSet<Guarded>> {
        self.guarded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An answer's bytes; what quotes servers is masked, what was asked for (a token, a key, a
    /// body) is as it is.
    fn answer(&self, report: &Report, style: Style) -> Vec<u8> {
        let bytes = render::answer(report, style);
        match report.answer {
            Answer::Probe(_) | Answer::ProbeTurn(_) | Answer::Check(_) | Answer::CheckCases(_) => {
                self.without_guarded(bytes)
            }
            _ => bytes,
        }
    }

    fn without_guarded(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        for secret in self.guarded().iter() {
            let finder = memchr::memmem::Finder::new(secret.as_bytes());
            while let Some(at) = finder.find(&bytes) {
                bytes.splice(at..at + secret.as_bytes().len(), *b"***");
            }
        }
        bytes
    }

    fn print(&self, text: &str) {
        let masked = self.masked(text.as_bytes());
        let _ = match &mut *self.elsewhere() {
            Some(place) => place.write_all(&masked).and_then(|()| place.flush()),
            None => {
                let is_amid = self.is_amid.swap(false, Relaxed);
                let apart: &[u8] = match is_amid && io::stderr().is_terminal() {
                    true => b"\n",
                    false => b"",
                };
                io::stderr().write_all(&[apart, &masked].concat())
            }
        }; // nobody is left to tell when it fails
    }
}

impl Voice for Tongue {
    fn say(&self, text: &str) {
        self.print(&render::printable_lines(text));
    }

    fn masked(&self, bytes: &[u8]) -> Vec<u8> {
        let mut out = self.without_guarded(bytes.to_vec());
        if self.hides_cards.load(Relaxed)
            && let Ok(text) = std::str::from_utf8(&out)
            && let Cow::Owned(without) = sensitive::masked_with(text, &self.fields())
        {
            self.has_hidden.store(true, Relaxed);
            out = without.into_bytes();
        }
        out
    }
}

fn say(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes()); // nobody is left to tell when it fails
}

impl Default for Terminal {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for Terminal {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the wall clock"
    )]
    fn now(&self) -> Time {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Time::from_unix(since.map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX)))
    }
}

impl World for Terminal {
    fn stdin(&mut self) -> Box<dyn Read + Send> {
        Box::new(io::stdin())
    }

    fn stdout(&mut self) -> Box<dyn Write + Send> {
        Box::new(io::stdout())
    }

    fn screen(&mut self, json: bool, pretty: bool) -> Box<dyn Screen> {
        let look = Look {
            json,
            pretty,
            mask: self.tongue.hides_cards.load(Relaxed),
        };
        let style = self.style(io::stdout().is_terminal());
        Box::new(BodyScreen {
            body: Body::new(look, style, self.tongue.fields().clone()),
            out: io::stdout(),
            tongue: Arc::clone(&self.tongue),
        })
    }

    fn hide_cards(&mut self) {
        self.tongue.hides_cards.store(true, Relaxed);
    }

    fn hide_fields(&mut self, fields: Fields) {
        self.tongue.fields().add(fields);
        self.hide_cards();
    }

    fn has_hidden_cards(&self) -> bool {
        self.tongue.has_hidden.load(Relaxed)
    }

    fn swap_audit(&mut self, audit: Option<Audit>) -> Option<Audit> {
        std::mem::replace(&mut self.audit, audit)
    }

    fn record(&mut self, deeds: &[Deed]) -> crate::core::Result<()> {
        let now = self.now();
        let audit = self.audit.as_mut().filter(|_| !deeds.is_empty());
        audit.map_or(Ok(()), |audit| audit.record(deeds, now))
    }

    fn stdin_is_terminal(&self) -> bool {
        io::stdin().is_terminal()
    }

    fn stdout_is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the environment"
    )]
    fn environment(&self, name: &str) -> Option<OsString> {
        std::env::var_os(name)
    }

    fn own_program(&self) -> io::Result<std::path::PathBuf> {
        std::env::current_exe()
    }

    fn ask_secret(&mut self, prompt: &str) -> Option<Secret> {
        if !io::stderr().is_terminal() || !io::stdin().is_terminal() {
            return None;
        }
        let text = Zeroizing::new(rpassword::prompt_password(render::printable(prompt)).ok()?);
        Some(Secret::new(text.as_bytes()))
    }

    fn ask_line(&mut self, prompt: &str) -> Option<String> {
        if !io::stderr().is_terminal() || !io::stdin().is_terminal() {
            return None;
        }
        self.print(&render::printable(prompt));
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line).ok()?;
        (read > 0).then(|| line.trim().to_owned())
    }

    fn say(&mut self, text: &str) {
        self.print(&render::printable_lines(text));
    }

    fn voice(&self) -> Arc<dyn Voice> {
        Arc::clone(&self.tongue) as Arc<dyn Voice>
    }

    fn redirect(&mut self, to: Box<dyn Write + Send>) {
        *self.tongue.elsewhere() = Some(to);
    }

    fn guard(&mut self, secret: &Secret) {
        // exposed to be looked for
        if let Some(text) = secret.expose_text().filter(|t| t.len() >= LEAST_GUARDED) {
            let encoded = base64::engine::general_purpose::STANDARD.encode(text);
            let form = crate::core::http::body::form_value(text);
            let json = Zeroizing::new(serde_json::Value::from(text).to_string());
            let json = json.get(1..json.len() - 1).unwrap_or_default().to_owned(); // without its quotes
            let xml = render::xml(text);
            let spellings = [text.to_owned(), encoded, form, json, xml];
            let spellings = spellings.map(Guarded::new);
            self.tongue.guarded().extend(spellings);
        }
    }

    fn note(&mut self, text: &str) {
        let label = self.style(self.is_read()).yellow("mtls: note:");
        self.print(&format!("{label} {}\n", render::printable(text)));
    }

    fn show(&mut self, report: &Report) -> Exit {
        self.answer(report)
    }

    fn rendered(&self, report: &Report, to_file: bool) -> Vec<u8> {
        let style = match to_file {
            true => Style::PLAIN,
            false => self.style(io::stdout().is_terminal()),
        };
        self.tongue.answer(report, style)
    }

    fn event_log(&self, format: Format) -> EventLog {
        Box::new(move |event| {
            let line = match format {
                Format::Quiet => String::new(),
                Format::Text => render::log_line(event).unwrap_or_default(),
                Format::Verbose | Format::Json => render::log_json(event),
            };
            say(&line);
        })
    }

    fn progress(&mut self, what: &str, total: Option<u64>) -> Box<dyn Progress> {
        Box::new(Bar::of_bytes(what, total))
    }

    fn count(&mut self, what: &str, total: u64) -> Box<dyn Progress> {
        Box::new(Bar::of_things(what, total))
    }
}

/// Shorter secrets stand in half the words of any message, in bytes.
const LEAST_GUARDED: usize = 6;
