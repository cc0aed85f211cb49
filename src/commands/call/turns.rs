//! The world for several threads: each takes its turn. Must not say anything of its own.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::commands::{EventLog, Progress, Screen, Voice, World};
use crate::core::clock::{Clock, Time};
use crate::core::http::fields::Fields;
use crate::core::profile::audit::{Audit, Deed};
use crate::core::secret::Secret;
use crate::exit::Exit;
use crate::report::{Format, Report};

/// One thread's view. What is said at once stays together; progress is shown for all threads
/// together, and not here.
pub struct Turns<'m, 'w>(pub &'m Mutex<&'w mut dyn World>);

impl<'w> Turns<'_, 'w> {
    fn lock(&self) -> MutexGuard<'_, &'w mut dyn World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for Turns<'_, '_> {
    fn now(&self) -> Time {
        self.lock().now()
    }
}

impl World for Turns<'_, '_> {
    fn stdin(&mut self) -> Box<dyn Read + Send> {
        self.lock().stdin()
    }

    fn stdout(&mut self) -> Box<dyn Write + Send> {
        self.lock().stdout()
    }

    fn screen(&mut self, json: bool, pretty: bool) -> Box<dyn Screen> {
        self.lock().screen(json, pretty)
    }

    fn hide_cards(&mut self) {
        self.lock().hide_cards();
    }

    fn hide_fields(&mut self, fields: Fields) {
        self.lock().hide_fields(fields);
    }

    fn has_hidden_cards(&self) -> bool {
        self.lock().has_hidden_cards()
    }

    fn swap_audit(&mut self, audit: Option<Audit>) -> Option<Audit> {
        self.lock().swap_audit(audit)
    }

    fn record(&mut self, deeds: &[Deed]) -> crate::core::Result<()> {
        self.lock().record(deeds)
    }

    fn stdin_is_terminal(&self) -> bool {
        self.lock().stdin_is_terminal()
    }

    fn stdout_is_terminal(&self) -> bool {
        self.lock().stdout_is_terminal()
    }

    fn environment(&self, name: &str) -> Option<OsString> {
        self.lock().environment(name)
    }

    fn own_program(&self) -> io::Result<PathBuf> {
        self.lock().own_program()
    }

    fn ask_secret(&mut self, prompt: &str) -> Option<Secret> {
        self.lock().ask_secret(prompt)
    }

    fn ask_line(&mut self, prompt: &str) -> Option<String> {
        self.lock().ask_line(prompt)
    }

    fn say(&mut self, text: &str) {
        self.lock().say(text);
    }

    fn voice(&self) -> Arc<dyn Voice> {
        self.lock().voice()
    }

    fn redirect(&mut self, to: Box<dyn Write + Send>) {
        self.lock().redirect(to);
    }

    fn guard(&mut self, secret: &Secret) {
        self.lock().guard(secret);
    }

    fn note(&mut self, text: &str) {
        self.lock().note(text);
    }

    fn show(&mut self, report: &Report) -> Exit {
        self.lock().show(report)
    }

    fn rendered(&self, report: &Report, to_file: bool) -> Vec<u8> {
        self.lock().rendered(report, to_file)
    }

    fn event_log(&self, format: Format) -> EventLog {
        self.lock().event_log(format)
    }

    fn progress(&mut self, _: &str, _: Option<u64>) -> Box<dyn Progress> {
        Box::new(Unseen)
    }

    fn count(&mut self, _: &str, _: u64) -> Box<dyn Progress> {
        Box::new(Unseen)
    }
}

struct Unseen;

impl Progress for Unseen {
    fn advance(&mut self, _: u64) {}
}
