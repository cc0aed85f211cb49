//! The human: the only file that prints, prompts, colours, draws progress, and reads the
//! environment and the wall clock.

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base64::Engine;
use indicatif::{ProgressBar, ProgressStyle};
use zeroize::Zeroizing;

use crate::cli::Color;
use crate::commands::{EventLog, Progress, Screen, World};
use crate::core::clock::{Clock, Time};
use crate::core::http::sensitive::masked;
use crate::core::secret::Secret;
use crate::exit::Exit;
use crate::render::body::{Body, Look};
use crate::render::{self, Style};
use crate::report::{Failure, Format, Report};

/// The standard streams and what is known of them.
pub struct Terminal {
    color: Color,
    guarded: Vec<Zeroizing<String>>,
    hide_cards: bool,
    hidden: Arc<AtomicBool>,
}

impl Terminal {
    /// The process's own.
    pub fn new() -> Self {
        Self {
            color: Color::Auto,
            guarded: Vec::new(),
            hide_cards: false,
            hidden: Arc::default(),
        }
    }

    /// What `--color` said.
    pub fn set_color(&mut self, color: Color) {
        self.color = color;
    }

    /// Prints what clap has to say: help and version on stdout, a mistake on stderr.
    pub fn usage(&mut self, said: &clap::Error) -> Exit {
        if let Some(failure) = crate::cli::explain(said) {
            return self.failure(&failure);
        }
        let _ = said.print(); // nobody is left to tell when it fails
        if said.use_stderr() {
            Exit::Usage
        } else {
            Exit::Ok
        }
    }

    /// Prints an answer, its notes and what failed beside it; says how the run ends.
    pub fn answer(&mut self, report: &Report) -> Exit {
        let style = self.style(io::stdout().is_terminal());
        let bytes = Zeroizing::new(render::answer(report, style)); // may be a private key
        let written = io::stdout()
            .write_all(&bytes)
            .and_then(|()| io::stdout().flush());
        for note in &report.notes {
            self.note(note);
        }
        for failure in &report.failures {
            self.failure(failure);
        }
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                self.failure(&Failure::not_written(&error))
            }
            _ => report.exit,
        }
    }

    /// Prints a failure; says how the run ends.
    pub fn failure(&mut self, failure: &Failure) -> Exit {
        let style = self.style(io::stderr().is_terminal());
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
        let mut shown = text.to_owned();
        for secret in &self.guarded {
            if shown.contains(secret.as_str()) {
                shown = shown.replace(secret.as_str(), "***");
            }
        }
        if self.hide_cards
            && let Cow::Owned(without) = masked(&shown)
        {
            self.hidden.store(true, Ordering::Relaxed);
            shown = without;
        }
        say(&shown);
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
            mask: self.hide_cards,
        };
        Box::new(BodyScreen {
            body: Body::new(look, self.style(io::stdout().is_terminal())),
            out: io::stdout(),
            hidden: Arc::clone(&self.hidden),
        })
    }

    fn hide_cards(&mut self) {
        self.hide_cards = true;
    }

    fn has_hidden_cards(&self) -> bool {
        self.hidden.load(Ordering::Relaxed)
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

    fn guard(&mut self, secret: &Secret) {
        // exposed to be looked for
        if let Some(text) = secret.expose_text().filter(|t| t.len() >= LEAST_GUARDED) {
            let encoded = base64::engine::general_purpose::STANDARD.encode(text);
            let form = crate::core::http::body::form_value(text);
            let spellings = [text.to_owned(), encoded, form].map(Zeroizing::new);
            self.guarded.extend(spellings);
        }
    }

    fn note(&mut self, text: &str) {
        let label = self.style(io::stderr().is_terminal()).yellow("mtls: note:");
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
        render::answer(report, style)
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
        Box::new(Bar::new(what, total, BYTES))
    }

    fn count(&mut self, what: &str, total: u64) -> Box<dyn Progress> {
        Box::new(Bar::new(what, Some(total), THINGS))
    }
}

/// Shorter secrets stand in half the words of any message, in bytes.
const LEAST_GUARDED: usize = 6;

/// How a bar of known length is drawn.
const BYTES: &str = "{msg} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
const THINGS: &str = "{msg} {bar:30} {pos}/{len} {eta}";

/// Standard output, a person in front of it.
struct BodyScreen {
    body: Body,
    out: io::Stdout,
    hidden: Arc<AtomicBool>,
}

/// What was held is shown also when the transfer breaks off.
impl Drop for BodyScreen {
    fn drop(&mut self) {
        let _ = self.end(); // nobody is left to tell when it fails
    }
}

impl BodyScreen {
    fn show(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.body.has_masked() {
            self.hidden.store(true, Ordering::Relaxed);
        }
        self.out.write_all(bytes)?;
        self.out.flush()
    }
}

impl Screen for BodyScreen {
    fn head(&mut self, bytes: &[u8]) -> io::Result<()> {
        let shown = self.body.head(bytes);
        self.show(&shown)
    }

    fn end(&mut self) -> io::Result<()> {
        let shown = self.body.finish();
        self.show(&shown)
    }
}

impl Write for BodyScreen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let shown = self.body.push(bytes);
        self.show(&shown).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Drawn on a terminal only, and only once a second has passed.
struct Bar {
    bar: ProgressBar,
    started: std::time::Instant,
    shown: bool,
}

impl Bar {
    fn new(what: &str, total: Option<u64>, measured: &'static str) -> Self {
        let bar = ProgressBar::hidden();
        let template = match total {
            Some(bytes) => {
                bar.set_length(bytes);
                measured
            }
            None => "{spinner} {msg} {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(render::printable(what).into_owned());
        Self {
            bar,
            started: std::time::Instant::now(),
            shown: false,
        }
    }
}

impl Progress for Bar {
    fn advance(&mut self, bytes: u64) {
        self.bar.inc(bytes);
        if !self.shown && self.started.elapsed() > Duration::from_secs(1) {
            self.shown = true;
            self.bar
                .set_draw_target(indicatif::ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
