//! Where an answer's body goes: standard output, a file that appears when it is whole, or nowhere.

use std::io::{self, Write};
use std::path::Path;

use crate::cli::Output;
use crate::commands::World;
use crate::core::http::Url;
use crate::core::save::Landing;
use crate::exit::Exit;
use crate::report::Failure;

/// An open place.
pub enum Sink {
    /// Standard output.
    Stdout(Box<dyn Write + Send>),
    /// A file on its way.
    File(Box<Landing>),
}

impl Sink {
    /// Opens the file of this name, or standard output for `None`.
    ///
    /// # Errors
    /// Ends 23 as curl does.
    pub fn open(name: Option<&str>, world: &mut dyn World) -> Result<Self, Failure> {
        let Some(name) = name else {
            return Ok(Self::Stdout(world.stdout()));
        };
        let landing =
            Landing::begin(Path::new(name)).map_err(|e| Failure::local(&e, Exit::Write))?;
        Ok(Self::File(Box::new(landing)))
    }

    /// Whether the body goes to standard output.
    pub fn is_stdout(&self) -> bool {
        matches!(self, Self::Stdout(_))
    }

    /// The file appears.
    ///
    /// # Errors
    /// Ends 23 as curl does.
    pub fn finish(mut self) -> Result<(), Failure> {
        match self.flush() {
            Err(e) if e.kind() != io::ErrorKind::BrokenPipe => return Err(write_failed(&e)),
            _ => {}
        }
        match self {
            Self::Stdout(_) => Ok(()),
            Self::File(landing) => landing.land().map_err(|e| Failure::local(&e, Exit::Write)),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(buf),
            Self::File(landing) => landing.write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File(landing) => landing.flush(),
        }
    }
}

/// False when nobody reads on, which is no failure.
pub fn write(sink: &mut Sink, bytes: &[u8]) -> Result<bool, Failure> {
    match sink.write_all(bytes) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(e) => Err(write_failed(&e)),
    }
}

/// An answer that could not be written down.
pub fn write_failed(error: &io::Error) -> Failure {
    Failure {
        exit: Exit::Write,
        summary: format!(
            "the answer could not be written: {}",
            crate::core::error::plain_io(error)
        ),
        code: None,
        evidence: Vec::new(),
        fix: "check that there is room, and who reads the output".into(),
    }
}

/// The file that an answer to a call of this URL goes to, wherever redirects lead; `None` is
/// standard output.
///
/// # Errors
/// Ends 23 when `-O` finds no name in the URL.
pub fn file_name(output: Option<&Output>, url: &Url) -> Result<Option<String>, Failure> {
    Ok(match output {
        None => None,
        Some(Output::File(name)) => (name != "-").then(|| name.clone()),
        Some(Output::RemoteName) => Some(remote_name(url)?),
    })
}

fn remote_name(url: &Url) -> Result<String, Failure> {
    let name = url.file_name();
    // a backslash parts folders elsewhere, and no name that is meant has one
    if name.is_empty() || matches!(name, "." | "..") || name.contains('\\') {
        return Err(Failure {
            exit: Exit::Write,
            ..Failure::usage(
                "the URL's path names no file, so -O has no name to use",
                "name a file with -o",
            )
        });
    }
    Ok(name.to_owned())
}
