//! What `inspect` tells in its other formats, part by part so that it can be shown as it comes: a
//! table, metrics, a calendar. Facts only; how they look is `render`'s.

use super::inspect::{KeyDigest, Status};
use crate::core::clock::Time;
use crate::core::material::{Certificate, Extracted, Item, Name};

/// A part of an answer in one of these formats.
#[derive(Debug)]
pub enum Listing {
    /// `--format table`
    Table(Table),
    /// `--format prometheus`
    Metrics(Metrics),
    /// `--format ical`
    Calendar(Calendar),
}

/// Lines of a table.
#[derive(Debug)]
pub struct Table {
    /// Whether the headings stand above them.
    pub headed: bool,
    /// A line each.
    pub rows: Vec<Row>,
}

/// An item in one line.
#[derive(Debug, Clone)]
pub struct Row {
    /// The source as named.
    pub source: String,
    /// Its number in the source, from 0.
    pub index: usize,
    /// The contract's `kind`.
    pub kind: &'static str,
    /// When it ends; a CRL when its next one is due.
    pub expires: Option<Time>,
    /// Whole days until then, or since then as a negative number; 0 within a day of it.
    pub days: Option<i64>,
    /// Whether it is over.
    pub is_over: bool,
    /// Only of certificates.
    pub status: Option<Status>,
    /// The subject's CN, the whole subject where it has none; of a key what it is.
    pub title: String,
    /// The same of the issuer.
    pub issuer: Option<String>,
}

/// Samples of one family.
#[derive(Debug)]
pub struct Metrics {
    /// Which.
    pub family: Family,
    /// Whether its HELP and TYPE stand above them.
    pub headed: bool,
    /// A line each.
    pub samples: Vec<Sample>,
}

/// The families of metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// When a certificate ends.
    NotAfter,
    /// When it begins.
    NotBefore,
    /// Whether a source could be read.
    Readable,
    /// Whether a server's certificate would be accepted.
    Trusted,
    /// How much failed.
    Errors,
}

/// A value and what it is of.
#[derive(Debug)]
pub struct Sample {
    /// Label names and values.
    pub labels: Vec<(&'static str, String)>,
    /// Seconds since 1970, a count, or 0 and 1.
    pub value: i64,
}

/// A certificate as metrics have it.
#[derive(Debug)]
pub struct Measured {
    source: String,
    index: usize,
    subject: String,
    issuer: String,
    serial: String,
    not_before: i64,
    not_after: i64,
}

/// Events of a calendar.
#[derive(Debug)]
pub struct Calendar {
    /// Whether it begins with them.
    pub begins: bool,
    /// Whether it ends with them.
    pub ends: bool,
    /// When it was made.
    pub made: Time,
    /// Each with its alarms.
    pub events: Vec<Event>,
}

/// The end of a certificate; one, in however many files it stands.
#[derive(Debug)]
pub struct Event {
    /// SHA-256 over the DER, lower-case hex: it stays the same from run to run.
    pub fingerprint: String,
    /// When.
    pub at: Time,
    /// The subject's CN, the whole subject where it has none.
    pub title: String,
    /// RFC 4514.
    pub subject: String,
    /// RFC 4514.
    pub issuer: String,
    /// Lower-case hex.
    pub serial: String,
    /// Whether it is a CA's.
    pub is_ca: bool,
    /// Where it was found; the first few.
    pub sources: Vec<String>,
    /// In how many more places.
    pub more: usize,
}

impl Row {
    /// In one line; `now` decides on its status.
    pub fn new(found: &Extracted, now: Time) -> Self {
        let mut row = Self {
            source: found.origin.to_string(),
            index: found.index,
            kind: found.item.kind().json_name(),
            expires: None,
            days: None,
            is_over: false,
            status: None,
            title: String::new(),
            issuer: None,
        };
        match &found.item {
            Item::Certificate(c) => {
                row.expires = Some(c.not_after);
                row.status = Some(Status::at(now, c.not_before, c.not_after));
                row.title = short(&c.subject);
                row.issuer = Some(short(&c.issuer));
            }
            Item::Crl(c) => {
                row.expires = c.next_update;
                row.title = format!("{} revoked", c.revoked);
                row.issuer = Some(short(&c.issuer));
            }
            Item::Request(r) => row.title = short(&r.subject),
            Item::LockedKey(_) => row.title = "locked".into(),
            Item::PrivateKey(key) => row.title = KeyDigest::new(key.public_key()).to_string(),
            Item::PublicKey(key) => row.title = KeyDigest::new(key).to_string(),
        }
        row.is_over = row.expires.is_some_and(|at| at < now);
        row.days = row.expires.map(|at| match row.is_over {
            true => -now.days_from(at),
            false => at.days_from(now),
        });
        row
    }
}

impl Measured {
    /// Of a certificate found.
    pub fn new(found: &Extracted, c: &Certificate) -> Self {
        Self {
            source: found.origin.to_string(),
            index: found.index,
            subject: c.subject.rfc4514(),
            issuer: c.issuer.rfc4514(),
            serial: c.serial_hex(),
            not_before: c.not_before.unix(),
            not_after: c.not_after.unix(),
        }
    }

    /// What it is sorted by: its end, its subject, its source.
    pub fn keys(&self) -> (i64, &str, &str) {
        (self.not_after, &self.subject, &self.source)
    }

    /// When it ends, or with `begins` when it begins.
    pub fn sample(&self, begins: bool) -> Sample {
        Sample {
            labels: vec![
                ("source", self.source.clone()),
                ("index", self.index.to_string()),
                ("subject", self.subject.clone()),
                ("issuer", self.issuer.clone()),
                ("serial", self.serial.clone()),
            ],
            value: match begins {
                true => self.not_before,
                false => self.not_after,
            },
        }
    }
}

impl Sample {
    /// Of nothing in particular.
    pub fn bare(value: i64) -> Self {
        let labels = Vec::new();
        Self { labels, value }
    }

    /// Of a source.
    pub fn of_source(source: &str, value: i64) -> Self {
        Self {
            labels: vec![("source", source.to_owned())],
            value,
        }
    }
}

impl Event {
    /// Of a certificate; its fingerprint and its places are yet to be told.
    pub fn new(c: &Certificate) -> Self {
        Self {
            fingerprint: String::new(),
            at: c.not_after,
            title: short(&c.subject),
            subject: c.subject.rfc4514(),
            issuer: c.issuer.rfc4514(),
            serial: c.serial_hex(),
            is_ca: c.extensions.is_ca,
            sources: Vec::with_capacity(1),
            more: 0,
        }
    }

    /// It stands here too.
    pub fn found_in(&mut self, place: &Extracted) {
        let name = place.origin.as_str();
        if self.sources.iter().any(|known| known == name) {
            return;
        }
        if self.sources.len() < MOST_SOURCES {
            self.sources.push(name.to_owned());
        } else {
            self.more += 1;
        }
    }
}

/// By what people call it: the CN, the whole name where it has none.
pub fn short(name: &Name) -> String {
    name.first("CN")
        .filter(|cn| !cn.is_empty())
        .unwrap_or_else(|| name.rfc4514())
}

/// How many places one event names.
const MOST_SOURCES: usize = 5;
