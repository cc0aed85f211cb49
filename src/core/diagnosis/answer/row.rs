//! One way in which a known server, gateway or firewall says no, as data; and whether an answer says
//! it. Must not know what was seen of the connection.

use super::meaning::Meaning;
use super::text::Text;
use crate::core::http::{Head, short};

/// What is looked for, all of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Who says so.
    pub(super) by: &'static str,
    /// The statuses under which it is said; empty: any.
    status: &'static [u16],
    /// Phrases in plain form, each somewhere in the answer.
    words: &'static [&'static str],
    /// A header and a part of its value, in lower case.
    header: Option<(&'static str, &'static str)>,
    /// One of these phrases, in plain form, stands in the answer too; empty: none need.
    beside: &'static [&'static str],
    /// Spelled like this, as a code is.
    spelled: Option<&'static str>,
    /// What it means.
    pub(super) meaning: Meaning,
    /// A line of evidence: what they mean by it.
    pub(super) note: Option<&'static str>,
    /// What to do, where that is their own way.
    pub(super) fix: Option<&'static str>,
    /// Behind these words, in lower case, stands what they find the request by.
    reference: Option<&'static str>,
}

/// What says so, and with which words.
pub(super) struct Hit {
    /// `HTTP 400 with ".."`.
    pub(super) line: String,
    /// By which whoever runs it finds the request.
    pub(super) reference: Option<String>,
}

/// A row that needs all of these phrases, under one of these statuses.
pub(super) const fn row(
    by: &'static str,
    status: &'static [u16],
    words: &'static [&'static str],
    meaning: Meaning,
) -> Row {
    Row {
        by,
        status,
        words,
        header: None,
        beside: &[],
        spelled: None,
        meaning,
        note: None,
        fix: None,
        reference: None,
    }
}

impl Row {
    /// It needs this header too.
    pub(super) const fn header(mut self, name: &'static str, part: &'static str) -> Self {
        self.header = Some((name, part));
        self
    }

    /// It needs one of these phrases too.
    pub(super) const fn beside(mut self, phrases: &'static [&'static str]) -> Self {
        self.beside = phrases;
        self
    }

    /// It needs this spelling: the words alone may be anybody's.
    pub(super) const fn spelled(mut self, code: &'static str) -> Self {
        self.spelled = Some(code);
        self
    }

    /// What they mean by it.
    pub(super) const fn note(mut self, note: &'static str) -> Self {
        self.note = Some(note);
        self
    }

    /// What to do there.
    pub(super) const fn fix(mut self, fix: &'static str) -> Self {
        self.fix = Some(fix);
        self
    }

    /// The words before the reference; a header's name and colon do as well.
    pub(super) const fn reference(mut self, marker: &'static str) -> Self {
        self.reference = Some(marker);
        self
    }

    /// Whether the answer says it.
    pub(super) fn said(&self, head: &Head, text: &Text) -> Option<Hit> {
        let known = head.status != 0 || self.words.is_empty();
        if known && !self.status.is_empty() && !self.status.contains(&head.status) {
            return None;
        }
        let header = match self.header {
            Some((name, part)) => Some(header_line(head, name, part)?),
            None => None,
        };
        let has = |phrase: &&str| text.with(phrase).is_some();
        if !self.beside.is_empty() && !self.beside.iter().any(has)
            || self.spelled.is_some_and(|code| !text.spells(code))
        {
            return None;
        }
        let mut pieces = Vec::new();
        for phrase in self.words {
            pieces.push(text.with(phrase)?);
        }
        let quote = match (pieces.first(), header) {
            (Some(piece), _) => Some(piece.quoted()),
            (None, header) => header,
        };
        Some(Hit {
            line: line(head, quote.as_deref()),
            reference: self.reference.and_then(|marker| text.reference(marker)),
        })
    }

    #[cfg(test)]
    pub(super) fn phrases(&self) -> &'static [&'static str] {
        self.words
    }
}

/// How the refusal came, as evidence.
pub(super) fn line(head: &Head, quote: Option<&str>) -> String {
    match quote.filter(|quote| !quote.is_empty()) {
        Some(quote) if head.status == 0 => format!("\"{quote}\""),
        Some(quote) => format!("HTTP {} with \"{quote}\"", head.status),
        None => {
            let line = format!("HTTP {} {}", head.status, short(&head.reason));
            line.trim_end().to_owned()
        }
    }
}

/// The header that has this in its value, as a line.
fn header_line(head: &Head, name: &str, part: &str) -> Option<String> {
    let value = head.header(name)?;
    let has = value.to_ascii_lowercase().contains(part);
    has.then(|| format!("{name}: {}", value.chars().take(80).collect::<String>()))
}
