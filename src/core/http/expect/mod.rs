//! What a caller expects of an answer - status, headers, JSON, text - and whether it came. Must
//! not decide how a run ends.

mod filter;
mod header;
mod json;
mod status;

pub use header::HeaderWish;
pub use json::JsonWish;
pub use status::Statuses;

use super::fields::Fields;
use super::{Head, redact};

/// Everything expected of one answer; nothing, by default.
#[derive(Debug, Clone, Default)]
pub struct Expectations {
    /// The statuses that may come, any of them; none given, any may.
    pub statuses: Vec<Statuses>,
    /// Each of these headers.
    pub headers: Vec<HeaderWish>,
    /// Each of these filters holds for the body.
    pub json: Vec<JsonWish>,
    /// Each of these stands in the body.
    pub texts: Vec<String>,
    /// What of the body is not to be told.
    pub hidden: Fields,
}

/// One expectation, held against the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What was expected, as it was asked for; fit for a ticket.
    pub expected: String,
    /// What came instead, or met it; fit for a ticket.
    pub came: String,
    /// Whether it is met.
    pub met: bool,
}

/// The body as far as it was kept.
#[derive(Debug, Clone, Copy)]
pub struct Kept<'a> {
    /// Its bytes, encodings undone.
    pub bytes: &'a [u8],
    /// Whether there was more than is kept.
    pub cut: bool,
}

impl Expectations {
    /// Whether the body has to be kept (up to `LARGEST_BODY`).
    pub fn look_into_body(&self) -> bool {
        !self.json.is_empty() || !self.texts.is_empty()
    }

    /// Whether this very status is asked for: then it is no error.
    pub fn wants_status(&self, status: u16) -> bool {
        self.statuses.iter().any(|s| s.has(status))
    }

    /// Holds all of them against an answer, in the order status, headers, JSON, text.
    pub fn hold(&self, head: &Head, body: Kept<'_>) -> Vec<Held> {
        let mut held = Vec::new();
        if !self.statuses.is_empty() {
            held.push(status::hold(&self.statuses, head.status));
        }
        held.extend(self.headers.iter().map(|wish| wish.hold(head)));
        held.extend(json::hold(&self.json, body, &self.hidden));
        held.extend(self.texts.iter().map(|text| hold_text(text, body)));
        held
    }
}

fn hold_text(text: &str, body: Kept<'_>) -> Held {
    let met = memchr::memmem::find(body.bytes, text.as_bytes()).is_some();
    Held {
        expected: format!("the body has \"{}\"", shortened(text)),
        came: match (met, body.cut) {
            (true, _) => "it has".into(),
            (false, true) => format!("the first {} MiB have it not", LARGEST_BODY >> 20),
            (false, false) if body.bytes.is_empty() => "there is no body".into(),
            (false, false) => format!("its {} bytes have it not", body.bytes.len()),
        },
        met,
    }
}

/// A value of the answer's, fit for a ticket: short, and hidden where its name says that it is a
/// secret.
fn told(name: &str, value: &str) -> String {
    if redact::is_secret(name) && !value.is_empty() {
        "***".into()
    } else {
        shortened(value)
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST_TOLD).collect();
    if short.len() < text.len() {
        short.push_str("...");
    }
    short
}

/// How much of a body is looked into, in bytes.
pub const LARGEST_BODY: usize = 16 << 20;
/// How much of a value is told, in characters.
const LONGEST_TOLD: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> Head {
        Head::parse(b"HTTP/1.1 201 Created\r\nX-A: b\r\nSet-Cookie: s3cret\r\n\r\n").unwrap()
    }

    fn hold(wishes: &Expectations, bytes: &[u8]) -> Vec<(String, String, bool)> {
        let held = wishes.hold(&head(), Kept { bytes, cut: false });
        held.into_iter()
            .map(|h| (h.expected, h.came, h.met))
            .collect()
    }

    #[test]
    fn each_expectation_tells_what_came() {
        let wishes = Expectations {
            hidden: Fields::default(),
            statuses: vec!["200".parse().unwrap(), "204-206".parse().unwrap()],
            headers: vec!["Set-Cookie: other".parse().unwrap()],
            json: vec![".n == 1".parse().unwrap()],
            texts: vec!["left".into()],
        };
        let held = hold(&wishes, br#"{"n":1.0}"#);
        let row = |a: &str, b: &str, met| (a.to_owned(), b.to_owned(), met);
        assert_eq!(
            held,
            [
                row("status 200 or 204-206", "201", false),
                row("header Set-Cookie: ***", "***", false),
                row(".n == 1", "true, .n being 1.0", true),
                row("the body has \"left\"", "its 9 bytes have it not", false),
            ]
        );
        assert!(wishes.wants_status(205) && !wishes.wants_status(201));
    }
}
