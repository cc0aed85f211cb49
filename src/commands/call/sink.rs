//! Where an answer's body goes: standard output, a file that appears when it is whole, one that is
//! gone on with, or nowhere.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use super::transfer::Wrote;
use crate::cli::{AnswerArgs, Output};
use crate::commands::{Screen, World};
use crate::core::http::{Head, Url, date};
use crate::core::save::{Landing, append_to, make_folders};
use crate::exit::Exit;
use crate::report::Failure;

/// How answers become files.
#[derive(Debug, Clone)]
pub struct Saving {
    folder: Option<PathBuf>,
    makes_folders: bool,
    /// A file in the way stays, and ours gets a number.
    numbered: bool,
    named_by_answer: bool,
    dated: bool,
}

/// An open place.
pub enum Sink {
    /// Standard output, which a program reads.
    Stdout(Box<dyn Write + Send>),
    /// Standard output, which a person reads.
    Screen(Box<dyn Screen>),
    /// A file on its way; whether it may replace what stands there.
    File(Box<Landing>, bool),
    /// A file that what comes is added to; it stays when the rest does not come.
    Onward(fs_err::File),
}

impl Saving {
    /// From what was typed.
    pub fn new(args: &AnswerArgs) -> Self {
        let files = &args.files;
        Self {
            folder: files.output_dir.clone(),
            makes_folders: files.create_dirs,
            numbered: files.no_clobber,
            named_by_answer: files.remote_header_name,
            dated: files.remote_time,
        }
    }

    /// The file that an answer to a call of this URL goes to, wherever redirects lead; `None` is
    /// standard output.
    ///
    /// # Errors
    /// Ends 23 when `-O` finds no name in the URL.
    pub fn file_name(&self, output: Option<&Output>, url: &Url) -> Result<Option<String>, Failure> {
        Ok(match output {
            None => None,
            Some(Output::File(name)) if name == "-" => None,
            Some(Output::File(name)) => Some(self.placed(name)),
            Some(Output::RemoteName) => match remote_name(url) {
                Err(_) if self.named_by_answer => Some(self.placed(UNNAMED)),
                name => Some(self.placed(&name?)),
            },
        })
    }

    /// The same once the answer has begun: with `-J` it may name the file itself, and a file in the
    /// way may give ours a number.
    pub fn settled(&self, output: Option<&Output>, name: Option<String>, head: &Head) -> Place {
        let by_answer = matches!(output, Some(Output::RemoteName)) && self.named_by_answer;
        let named = head.header("Content-Disposition").filter(|_| by_answer);
        let named = named.as_deref().and_then(disposed);
        let is_new = named.is_some() || self.numbered;
        let name = named.map(|named| self.placed(&named)).or(name);
        let free = |name: &String| fs_err::symlink_metadata(name).is_err();
        let name = match name {
            Some(name) if self.numbered && !free(&name) => {
                let mut numbered = (1..=MOST_NUMBERS).map(|n| format!("{name}.{n}"));
                Some(numbered.find(free).unwrap_or(name))
            }
            other => other,
        };
        Place { name, is_new }
    }

    /// Opens it; `resume` is how much of it is there already, `head` says what will come, and
    /// a person may get it `pretty`.
    ///
    /// # Errors
    /// Ends 23 as curl does.
    pub fn open(
        &self,
        place: &Place,
        resume: Option<u64>,
        (head, pretty): (&Head, bool),
        world: &mut dyn World,
    ) -> Result<Sink, Failure> {
        let failed = |e| Failure::local(&e, Exit::Write);
        let Some(name) = &place.name else {
            return Ok(match world.stdout_is_terminal() {
                true => Sink::Screen(world.screen(head.is_json(), pretty)),
                false => Sink::Stdout(world.stdout()),
            });
        };
        let path = Path::new(name);
        if self.makes_folders {
            make_folders(path).map_err(failed)?;
        }
        if resume.is_some() {
            return append_to(path).map(Sink::Onward).map_err(failed);
        }
        if place.is_new {
            crate::core::save::check_free(path).map_err(failed)?;
        }
        let landing = Landing::begin(path).map_err(failed)?;
        Ok(Sink::File(Box::new(landing), !place.is_new))
    }

    /// The file appears, with the answer's date where that is wanted.
    ///
    /// # Errors
    /// Ends 23 as curl does.
    pub fn finish(&self, mut sink: Sink, head: &Head) -> Result<(), Failure> {
        let ended = match &mut sink {
            Sink::Screen(screen) => screen.end(),
            other => other.flush(),
        };
        ended.or_else(closed)?;
        let changed = head.header("Last-Modified").filter(|_| self.dated);
        let changed = changed.as_deref().and_then(date::parse);
        let changed = changed.and_then(|time| u64::try_from(time.unix()).ok());
        let changed = changed.map(|seconds| UNIX_EPOCH + Duration::from_secs(seconds));
        match sink {
            Sink::Stdout(_) | Sink::Screen(_) => Ok(()),
            Sink::Onward(file) => match changed.map(|at| file.file().set_modified(at)) {
                Some(Err(e)) => Err(write_failed(&e)),
                _ => Ok(()),
            },
            Sink::File(landing, may_replace) => {
                let landed = match may_replace {
                    true => landing.land_dated(changed),
                    false => landing.land_new_dated(changed),
                };
                landed.map_err(|e| Failure::local(&e, Exit::Write))
            }
        }
    }

    fn placed(&self, name: &str) -> String {
        match &self.folder {
            Some(folder) => folder.join(name).to_string_lossy().into_owned(),
            None => name.to_owned(),
        }
    }
}

/// Where a body goes, once that is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file; `None` is standard output.
    pub name: Option<String>,
    /// Nothing may stand there.
    pub is_new: bool,
}

impl Place {
    /// What a whole answer there is.
    pub fn whole(&self) -> Wrote {
        match self.is_new {
            true => Wrote::New,
            false => Wrote::Whole,
        }
    }
}

impl Sink {
    /// Whether the body goes to standard output.
    pub fn is_stdout(&self) -> bool {
        matches!(self, Self::Stdout(_) | Self::Screen(_))
    }

    /// Whether what was written is gone unless all of it comes.
    pub fn is_lost(&self) -> bool {
        matches!(self, Self::File(landing, _) if !landing.is_device())
    }

    /// Writes a head that stands before the body.
    ///
    /// # Errors
    /// As `write`.
    pub fn head(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Screen(screen) => screen.head(bytes),
            other => other.write_all(bytes),
        }
    }

    /// Whether what was written cannot be taken back.
    pub fn is_stream(&self) -> bool {
        match self {
            Self::Stdout(_) | Self::Screen(_) | Self::Onward(_) => true,
            Self::File(landing, _) => landing.is_device(),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(buf),
            Self::Screen(screen) => screen.write(buf),
            Self::File(landing, _) => landing.write(buf),
            Self::Onward(file) => file.write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Screen(screen) => screen.flush(),
            Self::File(landing, _) => landing.flush(),
            Self::Onward(file) => file.flush(),
        }
    }
}

/// False when nobody reads on, which is no failure.
pub fn write(sink: &mut Sink, bytes: &[u8]) -> Result<bool, Failure> {
    // at once: whoever reads a stream waits for it
    match sink.write_all(bytes).and_then(|()| sink.flush()) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(e) => Err(write_failed(&e)),
    }
}

/// That nobody reads on is no failure.
///
/// # Errors
/// Ends 23 for any other.
pub fn closed(error: std::io::Error) -> Result<(), Failure> {
    match error.kind() {
        std::io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(write_failed(&error)),
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

/// The name in a Content-Disposition, without its folders: the server says what a file is called,
/// not where it goes. `None` for what would be no file, or hidden.
fn disposed(value: &str) -> Option<String> {
    let mut parts = value.split(';').map(str::trim);
    let named = parts.find(|p| {
        let key = p.get(..FILENAME.len());
        key.is_some_and(|key| key.eq_ignore_ascii_case(FILENAME))
    })?;
    let start = value.find(named)? + FILENAME.len();
    let name = value.get(start..)?.trim_start();
    let name = match name.strip_prefix(['"', '\'']) {
        Some(quoted) => quoted.split(name.get(..1)?).next()?,
        None => name.split(';').next()?.trim_end(),
    };
    let name = name.rsplit(['/', '\\']).next()?;
    let is_safe = !name.is_empty() && !name.starts_with('.') && !name.chars().any(char::is_control);
    is_safe.then(|| name.to_owned())
}

const FILENAME: &str = "filename=";
/// curl's name for an answer that nothing names.
const UNNAMED: &str = "curl_response";
/// As many files of one name as curl keeps.
const MOST_NUMBERS: u32 = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_names_its_file_and_no_folder() {
        for (value, expected) in [
            ("attachment; filename=a.txt", Some("a.txt")),
            (
                "attachment; filename=\"a b;c.txt\"; size=1",
                Some("a b;c.txt"),
            ),
            ("inline; FileName=a.txt ; x", Some("a.txt")),
            ("attachment; filename=\"../../etc/passwd\"", Some("passwd")),
            ("attachment; filename=\"C:\\x\\a.txt\"", Some("a.txt")),
            ("attachment; filename=.bashrc", None),
            ("attachment; filename=..", None),
            ("attachment; filename=a/", None),
            ("attachment; filename=\"a\u{7}b\"", None),
            ("attachment", None),
            ("attachment; filename=", None),
        ] {
            assert_eq!(disposed(value).as_deref(), expected, "{value}");
        }
    }
}
