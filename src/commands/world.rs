//! The outside as commands see it; `terminal.rs` implements it, and nothing else of the outside
//! is theirs to touch.

use std::io::{Read, Write};
use std::sync::Arc;

use crate::core::Result;
use crate::core::clock::Clock;
use crate::core::http::fields::Fields;
use crate::core::profile::audit::{Audit, Deed};
use crate::core::sandbox::Event;
use crate::core::secret::Secret;
use crate::exit::Exit;
use crate::report::{Format, Report};

/// Standard streams, the person, the environment and the clock.
pub trait World: Clock + Send {
    /// Standard input.
    fn stdin(&mut self) -> Box<dyn Read + Send>;

    /// Standard output, for answers that are streamed (`call`'s body); all others are reports.
    fn stdout(&mut self) -> Box<dyn Write + Send>;

    /// Standard output for a body that a person reads: `json` says that it is JSON, `pretty` that
    /// it may be indented, coloured and made safe.
    fn screen(&mut self, json: bool, pretty: bool) -> Box<dyn Screen>;

    /// From now on card numbers and their security codes are hidden on the screen and on standard
    /// error.
    fn hide_cards(&mut self);

    /// The same for the values of these fields, and card numbers with them.
    fn hide_fields(&mut self, fields: Fields);

    /// Whether any was hidden.
    fn has_hidden_cards(&self) -> bool;

    /// Whether a person types standard input.
    fn stdin_is_terminal(&self) -> bool;

    /// Whether a person reads standard output.
    fn stdout_is_terminal(&self) -> bool;

    /// An environment variable, as the system holds it.
    fn environment(&self, name: &str) -> Option<std::ffi::OsString>;

    /// The file of this very program, to run it again.
    ///
    /// # Errors
    /// When the system cannot tell.
    fn own_program(&self) -> std::io::Result<std::path::PathBuf>;

    /// Asks for a passphrase without echo; `None` when no terminal is there.
    fn ask_secret(&mut self, prompt: &str) -> Option<Secret>;

    /// Asks for a line; `None` when no terminal is there.
    fn ask_line(&mut self, prompt: &str) -> Option<String>;

    /// From now on what is done with certificates and keys is written down there, or nowhere;
    /// hands back where it was before.
    fn swap_audit(&mut self, audit: Option<Audit>) -> Option<Audit>;

    /// Writes down what is done, where that is asked for: all of it or nothing.
    ///
    /// # Errors
    /// `NotWritten`: what cannot be written down is not to be done.
    fn record(&mut self, deeds: &[Deed]) -> Result<()>;

    /// Writes to standard error as it is, for `-v` and `-w`; foreign text in it is made safe.
    fn say(&mut self, text: &str);

    /// What says things to standard error from any thread, masked as all else there.
    fn voice(&self) -> Arc<dyn Voice>;

    /// From now on this takes what would go to standard error.
    fn redirect(&mut self, to: Box<dyn Write + Send>);

    /// From now on this secret, also as base64 or form-encoded, is masked in all that goes to
    /// standard error: servers quote what they were sent. For what is sent, not for passphrases,
    /// which are often plain words.
    fn guard(&mut self, secret: &Secret);

    /// Tells the person something while the command runs.
    fn note(&mut self, text: &str);

    /// Prints an answer while the command goes on; says how the run would end if it ended now.
    fn show(&mut self, report: &Report) -> Exit;

    /// An answer's bytes, to be shown later or written to a file; in a file nothing is coloured.
    fn rendered(&self, report: &Report, to_file: bool) -> Vec<u8>;

    /// What tells of the sandbox's events, each a short line, or JSON when verbose. It may block
    /// when nobody reads standard error, so it goes into a thread of its own.
    fn event_log(&self, format: Format) -> EventLog;

    /// Shows that work goes on once it takes longer than a second, until the result is dropped.
    /// `total` in bytes, where it is known.
    fn progress(&mut self, what: &str, total: Option<u64>) -> Box<dyn Progress>;

    /// The same for so many things, which `advance` counts.
    fn count(&mut self, what: &str, total: u64) -> Box<dyn Progress>;
}

/// A body on its way to a person; flushing shows what is there, `end` the rest.
pub trait Screen: Write + Send {
    /// A head, whole, as it came.
    ///
    /// # Errors
    /// When it cannot be written.
    fn head(&mut self, bytes: &[u8]) -> std::io::Result<()>;

    /// Nothing follows.
    ///
    /// # Errors
    /// When it cannot be written.
    fn end(&mut self) -> std::io::Result<()>;
}

/// Tells of one event.
pub type EventLog = Box<dyn FnMut(&Event) + Send>;

/// Speaks to the person, from any thread.
pub trait Voice: Send + Sync {
    /// As `World::say`; what is said at once is not parted by what others say.
    fn say(&self, text: &str);

    /// Without the secrets that are guarded by now.
    fn masked(&self, bytes: &[u8]) -> Vec<u8>;
}

/// Work going on; a bar or a spinner on a terminal, nothing elsewhere. Gone when dropped.
pub trait Progress: Send {
    /// So many more bytes, or things, are done.
    fn advance(&mut self, bytes: u64);
}
