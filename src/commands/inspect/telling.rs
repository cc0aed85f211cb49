//! Where what is found goes: shown as it comes, or kept in as few bytes as will do until its order
//! is known; to standard output or to a file. Must not read a source.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use super::kept::{Kept, Key};
use crate::cli::{InspectArgs, InspectFormat, InspectSort};
use crate::commands::{World, outputs};
use crate::core::clock::Time;
use crate::core::error::plain_io;
use crate::core::material::{Certificate, Extracted, Item};
use crate::core::save::Landing;
use crate::core::{Error, Result};
use crate::exit::Exit;
use crate::report::container::ContainerFacts;
use crate::report::findings::Problem;
use crate::report::inspect::Detail;
use crate::report::listing::{Row, Table};
use crate::report::server::ServerFacts;
use crate::report::{Answer, Described, Format, Inspected, Listing, Report};

/// Tells what is found, part by part.
pub struct Telling {
    format: Format,
    shape: Shape,
    sort: Option<InspectSort>,
    now: Time,
    file: Option<File>,
    /// What is to be shown next.
    pub pending: Report,
    /// Whether an item has been shown, so that the next stands apart from it.
    shown: bool,
    kept: Kept,
    /// What could not be had, in all.
    errors: i64,
}

/// An item found.
pub struct Found<'a> {
    /// The item.
    pub item: &'a Extracted,
    /// Whether its private key is there too.
    pub has_key: bool,
    /// Whether that key is stored under a passphrase.
    pub has_passphrase: bool,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// The PKCS#12 file that it is in.
    pub container: Option<Arc<ContainerFacts>>,
}

/// The form of the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Items,
    Table,
    Metrics,
    Calendar,
}

/// The file that the answer goes to.
struct File {
    landing: Landing,
    path: String,
    force: bool,
}

impl Telling {
    /// Begins; a file to be written is begun with it.
    ///
    /// # Errors
    /// `WouldOverwrite` and `NotWritten`.
    pub fn new(args: &InspectArgs, now: Time) -> Result<Self> {
        let format = match args.format {
            Some(InspectFormat::Json) => Format::Json,
            _ => args.output.format(),
        };
        let shape = match args.format {
            Some(InspectFormat::Table) => Shape::Table,
            Some(InspectFormat::Prometheus) => Shape::Metrics,
            Some(InspectFormat::Ical) => Shape::Calendar,
            None | Some(InspectFormat::Text | InspectFormat::Json) => Shape::Items,
        };
        let path = args.out.as_deref().filter(|path| !outputs::is_stdout(path));
        Ok(Self {
            format,
            shape,
            sort: args.sort,
            now,
            file: path.map(|path| File::begin(path, args.force)).transpose()?,
            pending: Report::new(Answer::Silent, format),
            shown: false,
            kept: Kept::default(),
            errors: 0,
        })
    }

    /// Whether it matters what is wrong with an item, and whether its key is in the same source.
    pub fn wants_findings(&self) -> bool {
        self.shape == Shape::Items && !self.is_quiet()
    }

    /// Whether a source may be told only once: two samples of the same labels are an error.
    pub fn wants_sources_once(&self) -> bool {
        self.shape == Shape::Metrics
    }

    /// Whether details are wanted.
    pub fn is_verbose(&self) -> bool {
        self.format == Format::Verbose
    }

    /// Whether only the exit code is.
    pub fn is_quiet(&self) -> bool {
        self.format == Format::Quiet
    }

    /// Whether standard output stays empty until the end.
    pub fn is_silent_until_the_end(&self) -> bool {
        let keeps = self.sort.is_some() || matches!(self.shape, Shape::Metrics | Shape::Calendar);
        keeps || self.is_quiet() || self.file.is_some()
    }

    /// Items found.
    pub fn items<'a>(&mut self, found: impl Iterator<Item = Found<'a>>, world: &mut dyn World) {
        match self.shape {
            _ if self.is_quiet() => {}
            Shape::Items | Shape::Table => match self.sort {
                None => {
                    let answer = self.answer(found);
                    self.add(answer);
                }
                Some(sort) => {
                    for found in found {
                        let key = Key::of(found.item, sort);
                        let answer = self.answer(std::iter::once(found));
                        self.keep(key, answer, world);
                    }
                }
            },
            Shape::Metrics => found
                .filter_map(|found| certificate(found.item))
                .for_each(|(item, c)| self.kept.measure(item, c)),
            Shape::Calendar => found
                .filter_map(|found| certificate(found.item))
                .for_each(|(item, c)| self.kept.mark(item, c)),
        }
    }

    fn answer<'a>(&self, found: impl Iterator<Item = Found<'a>>) -> Answer {
        let now = self.now;
        if self.shape == Shape::Table {
            return table(found.map(|found| Row::new(found.item, now)).collect());
        }
        let detail = match self.format {
            Format::Text | Format::Quiet => Detail::Short,
            Format::Verbose | Format::Json => Detail::Full,
        };
        described(found.map(|found| {
            let Found {
                item,
                has_key,
                has_passphrase,
                problems,
                container,
            } = found;
            Described::new(item, has_key, problems, now, detail)
                .under_passphrase(has_passphrase)
                .within(container)
        }))
    }

    /// A server, before its certificates.
    pub fn server(&mut self, facts: ServerFacts, world: &mut dyn World) {
        match self.shape {
            Shape::Items if !self.is_quiet() => {
                let source = facts.source.clone();
                let answer = described(std::iter::once(Described::Server(Box::new(facts))));
                match self.sort {
                    None => self.add(answer),
                    Some(InspectSort::Expiry) => self.keep(Key::Last, answer, world),
                    Some(_) => self.keep(Key::Name(source), answer, world),
                }
            }
            Shape::Metrics => self.kept.trust(facts.source, facts.trusted),
            _ => self.pending.notes.extend(untrusted(&facts)),
        }
    }

    /// A source is done; whether all of it could be read.
    pub fn source_done(&mut self, name: &str, is_readable: bool) {
        if self.shape == Shape::Metrics {
            self.kept.read(name, is_readable);
        }
    }

    /// One more thing that could not be had.
    pub fn count_error(&mut self) {
        self.errors += 1;
    }

    /// Shows what is at hand; how the run would end if that cannot be shown.
    ///
    /// # Errors
    /// `NotWritten`.
    pub fn show(&mut self, world: &mut dyn World) -> Result<Exit> {
        if self.is_quiet() {
            self.pending.notes.clear();
        }
        if !self.has_pending() {
            return Ok(Exit::Ok);
        }
        let next = Report::new(Answer::Silent, self.format);
        let mut report = std::mem::replace(&mut self.pending, next);
        self.shown |= !matches!(report.answer, Answer::Silent);
        if let Some(file) = &mut self.file {
            file.write(&world.rendered(&report, true))?;
            report.answer = Answer::Silent;
        }
        Ok(world.show(&report))
    }

    /// Tells what was kept, and puts the file in its place.
    ///
    /// # Errors
    /// `WouldOverwrite` and `NotWritten`.
    pub fn end(&mut self, world: &mut dyn World) -> Result<Exit> {
        let mut exit = self.show(world)?;
        let kept = std::mem::take(&mut self.kept);
        let parts: Box<dyn Iterator<Item = Answer>> = match self.shape {
            _ if self.is_quiet() => Box::new(std::iter::empty()),
            Shape::Items => Box::new(kept.sorted(self.format != Format::Json)),
            Shape::Table => Box::new(kept.sorted_table()),
            Shape::Metrics => Box::new(kept.metrics(self.sort, self.errors)),
            Shape::Calendar => Box::new(kept.calendar(self.now)),
        };
        for answer in parts {
            self.pending.answer = answer;
            let shown = self.show(world)?;
            if shown != Exit::Ok {
                exit = shown;
            }
        }
        if let Some(file) = self.file.take() {
            file.land()?;
        }
        Ok(exit)
    }

    fn has_pending(&self) -> bool {
        let pending = &self.pending;
        let silent = matches!(pending.answer, Answer::Silent);
        !(silent && pending.notes.is_empty() && pending.failures.is_empty())
    }

    /// To what is shown next; the headings of a table stand above its first line.
    fn add(&mut self, answer: Answer) {
        let continued = self.shown;
        match (&mut self.pending.answer, answer) {
            (Answer::Inspect(all), Answer::Inspect(more)) => all.items.extend(more.items),
            (Answer::Listing(Listing::Table(all)), Answer::Listing(Listing::Table(more))) => {
                all.rows.extend(more.rows)
            }
            (pending, mut first) => {
                match &mut first {
                    Answer::Inspect(found) => found.continued = continued,
                    Answer::Listing(Listing::Table(table)) => table.headed = !continued,
                    _ => {}
                }
                *pending = first;
            }
        }
    }

    /// Until its place is known; rendered, because that is the least of all its forms.
    fn keep(&mut self, key: Key, answer: Answer, world: &mut dyn World) {
        let report = Report::new(answer, self.format);
        let bytes = world.rendered(&report, self.file.is_some());
        self.kept.put(key, bytes);
    }
}

impl File {
    fn begin(path: &Path, force: bool) -> Result<Self> {
        if !force {
            outputs::check_one(path)?;
        }
        Ok(Self {
            landing: Landing::begin(path)?,
            path: path.display().to_string(),
            force,
        })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let written = self.landing.write_all(bytes);
        written.map_err(|e| Error::NotWritten {
            path: self.path.clone(),
            reason: plain_io(&e),
        })
    }

    fn land(mut self) -> Result<()> {
        let flushed = self.landing.flush();
        flushed.map_err(|e| Error::NotWritten {
            path: self.path.clone(),
            reason: plain_io(&e),
        })?;
        match self.force {
            true => self.landing.land(),
            false => self.landing.land_new(),
        }
    }
}

fn described(items: impl Iterator<Item = Described>) -> Answer {
    Answer::Inspect(Inspected {
        items: items.collect(),
        continued: false,
    })
}

fn table(rows: Vec<Row>) -> Answer {
    let headed = false;
    Answer::Listing(Listing::Table(Table { headed, rows }))
}

fn certificate(found: &Extracted) -> Option<(&Extracted, &Certificate)> {
    match &found.item {
        Item::Certificate(c) => Some((found, c)),
        _ => None,
    }
}

/// In the formats that have no place for it.
fn untrusted(facts: &ServerFacts) -> Option<String> {
    let diagnosis = facts.diagnosis.as_ref()?;
    Some(format!(
        "{}: {} [{}]",
        facts.source,
        diagnosis.summary,
        diagnosis.code.name()
    ))
}
