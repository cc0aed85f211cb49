//! What waits for the end of an inspection, in as few bytes as will do, and the parts it is then
//! told in.

use std::collections::HashMap;
use std::rc::Rc;

use crate::cli::InspectSort;
use crate::core::clock::Time;
use crate::core::material::{Certificate, Extracted, Item};
use crate::report::listing::{Calendar, Event, Family, Measured, Metrics, Sample, Table, short};
use crate::report::{Answer, Listing};

/// What waits.
#[derive(Default)]
pub struct Kept {
    /// Each with what it is sorted by.
    rendered: Vec<(Key, Box<[u8]>)>,
    certificates: Vec<Measured>,
    readable: Vec<(String, bool)>,
    trusted: Vec<(String, bool)>,
    /// By fingerprint: a certificate in ten files ends once.
    events: HashMap<String, Event>,
}

/// What an item is sorted by; the order found decides between equals.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// Seconds since 1970.
    Expiry(i64),
    /// A name.
    Name(String),
    /// Behind all others.
    Last,
}

impl Kept {
    /// An item as it will be told.
    pub fn put(&mut self, key: Key, rendered: Vec<u8>) {
        self.rendered.push((key, rendered.into_boxed_slice()));
    }

    /// A certificate for the metrics.
    pub fn measure(&mut self, found: &Extracted, c: &Certificate) {
        self.certificates.push(Measured::new(found, c));
    }

    /// A certificate for the calendar.
    pub fn mark(&mut self, found: &Extracted, c: &Certificate) {
        let print = c.fingerprint_sha256();
        let event = self.events.entry(print);
        event.or_insert_with(|| Event::new(c)).found_in(found);
    }

    /// Whether a source could be read.
    pub fn read(&mut self, source: &str, whole: bool) {
        self.readable.push((source.to_owned(), whole));
    }

    /// Whether a server's certificate would be accepted.
    pub fn trust(&mut self, source: String, trusted: bool) {
        self.trusted.push((source, trusted));
    }

    /// What was rendered, in order; with a blank line between two where they stand `apart`.
    pub fn sorted(mut self, apart: bool) -> impl Iterator<Item = Answer> {
        self.rendered.sort_by(|a, b| a.0.cmp(&b.0));
        let mut is_first = true;
        parts(self.rendered, move |some| {
            let mut out = Vec::new();
            for (_, bytes) in some {
                if apart && !std::mem::take(&mut is_first) {
                    out.push(b'\n');
                }
                out.extend(bytes);
            }
            Answer::Rendered(out)
        })
    }

    /// The same below the headings of a table.
    pub fn sorted_table(self) -> impl Iterator<Item = Answer> {
        let head = (!self.rendered.is_empty()).then(|| {
            Answer::Listing(Listing::Table(Table {
                headed: true,
                rows: Vec::new(),
            }))
        });
        head.into_iter().chain(self.sorted(false))
    }

    /// Family by family, as the format wants it.
    pub fn metrics(
        mut self,
        sort: Option<InspectSort>,
        errors: i64,
    ) -> impl Iterator<Item = Answer> {
        let all = &mut self.certificates;
        match sort {
            None => {}
            Some(InspectSort::Expiry) => all.sort_by_key(|c| c.keys().0),
            Some(InspectSort::Subject) => all.sort_by(|a, b| a.keys().1.cmp(b.keys().1)),
            Some(InspectSort::Source) => all.sort_by(|a, b| a.keys().2.cmp(b.keys().2)),
        }
        let certificates = Rc::new(self.certificates);
        let times = [(Family::NotAfter, false), (Family::NotBefore, true)];
        let times = times.into_iter().flat_map(move |(family, begins)| {
            let certificates = Rc::clone(&certificates);
            (0..certificates.len()).step_by(PART).map(move |from| {
                let some = certificates.iter().skip(from).take(PART);
                let samples = some.map(|c| c.sample(begins)).collect();
                metrics(family, from == 0, samples)
            })
        });
        let sources = [
            (Family::Readable, self.readable),
            (Family::Trusted, self.trusted),
        ];
        let sources = sources.into_iter().flat_map(|(family, sources)| {
            let mut is_first = true;
            parts(sources, move |some| {
                let samples = some.map(|(name, is)| Sample::of_source(&name, i64::from(is)));
                metrics(family, std::mem::take(&mut is_first), samples.collect())
            })
        });
        let errors = metrics(Family::Errors, true, vec![Sample::bare(errors)]);
        times.chain(sources).chain([errors])
    }

    /// The events, what ends first first, between the first and the last lines of a calendar.
    pub fn calendar(self, made: Time) -> impl Iterator<Item = Answer> {
        let events = self.events.into_iter();
        let events = events.map(|(fingerprint, event)| Event {
            fingerprint,
            ..event
        });
        let mut events: Vec<Event> = events.collect();
        events.sort_by(|a, b| (a.at, &a.fingerprint).cmp(&(b.at, &b.fingerprint)));
        let part = move |begins, ends, events| {
            Answer::Listing(Listing::Calendar(Calendar {
                begins,
                ends,
                made,
                events,
            }))
        };
        let all = parts(events, move |some| part(false, false, some.collect()));
        let (begin, end) = (part(true, false, Vec::new()), part(false, true, Vec::new()));
        [begin].into_iter().chain(all).chain([end])
    }
}

impl Key {
    /// Of an item.
    pub fn of(found: &Extracted, sort: InspectSort) -> Self {
        match (sort, &found.item) {
            (InspectSort::Source, _) => Self::Name(found.origin.to_string()),
            (InspectSort::Expiry, Item::Certificate(c)) => Self::Expiry(c.not_after.unix()),
            (InspectSort::Expiry, Item::Crl(c)) => {
                let next = c.next_update.map(|at| Self::Expiry(at.unix()));
                next.unwrap_or(Self::Last)
            }
            (InspectSort::Subject, Item::Certificate(c)) => Self::Name(short(&c.subject)),
            (InspectSort::Subject, Item::Request(r)) => Self::Name(short(&r.subject)),
            (InspectSort::Subject, Item::Crl(c)) => Self::Name(short(&c.issuer)),
            _ => Self::Last,
        }
    }
}

/// In parts of a handsome size; none of nothing.
fn parts<T>(
    items: Vec<T>,
    mut part: impl FnMut(&mut dyn Iterator<Item = T>) -> Answer,
) -> impl Iterator<Item = Answer> {
    let mut items = items.into_iter().peekable();
    std::iter::from_fn(move || {
        items.peek()?;
        Some(part(&mut items.by_ref().take(PART)))
    })
}

fn metrics(family: Family, headed: bool, samples: Vec<Sample>) -> Answer {
    Answer::Listing(Listing::Metrics(Metrics {
        family,
        headed,
        samples,
    }))
}

/// Shown at a time: enough to be quick, few enough to be small.
const PART: usize = 1000;
