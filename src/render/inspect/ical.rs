//! `inspect` as a calendar: iCalendar (RFC 5545), an event for each certificate's end with alarms
//! before it.

use crate::core::clock::Time;
use crate::render::printable;
use crate::report::listing::{Calendar, Event};

/// The events, between the calendar's first and last lines where it begins and ends.
pub fn text(calendar: &Calendar) -> Vec<u8> {
    let mut out = Lines(String::new());
    if calendar.begins {
        out.all(&[
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            PRODUCT,
            "CALSCALE:GREGORIAN",
        ]);
    }
    for event in &calendar.events {
        out.event(event, calendar.made);
    }
    if calendar.ends {
        out.line("END:VCALENDAR");
    }
    out.0.into_bytes()
}

struct Lines(String);

impl Lines {
    fn event(&mut self, event: &Event, made: Time) {
        let what = format!("{} expires", event.title);
        self.line("BEGIN:VEVENT");
        self.line(&format!("UID:{}@mtls", event.fingerprint));
        self.line(&format!("DTSTAMP:{}", basic(made)));
        self.line(&format!("DTSTART:{}", basic(event.at)));
        self.line(&format!("SUMMARY:{}", escaped(&what)));
        self.line(&format!("DESCRIPTION:{}", description(event)));
        self.line("TRANSP:TRANSPARENT");
        for days in ALARMS {
            self.line("BEGIN:VALARM");
            self.line("ACTION:DISPLAY");
            let when = format!("{} expires in {days} days", event.title);
            self.line(&format!("DESCRIPTION:{}", escaped(&when)));
            self.line(&format!("TRIGGER:-P{days}D"));
            self.line("END:VALARM");
        }
        self.line("END:VEVENT");
    }

    fn all(&mut self, lines: &[&str]) {
        lines.iter().for_each(|line| self.line(line));
    }

    /// One content line, folded (section 3.1): no more than 75 octets each, the blank that begins a
    /// continuation counted, and no character torn.
    fn line(&mut self, line: &str) {
        let mut width = 0;
        for c in line.chars() {
            if width + c.len_utf8() > WIDTH {
                self.0.push_str("\r\n ");
                width = 1;
            }
            self.0.push(c);
            width += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

fn description(event: &Event) -> String {
    let mut places = event.sources.join(", ");
    if event.more > 0 {
        places.push_str(&format!(" and {} more", event.more));
    }
    let fix = if event.is_ca {
        "replace this CA before then, and all that it has signed"
    } else {
        "renew it before then; mtls csr --renew makes the request from the old certificate"
    };
    let lines = [
        ("Subject", event.subject.as_str()),
        ("Issuer", &event.issuer),
        ("Serial", &event.serial),
        ("SHA-256", &event.fingerprint),
        ("Found in", &places),
        ("What to do", fix),
    ];
    let lines: Vec<String> = lines
        .iter()
        .map(|(label, value)| escaped(&format!("{label}: {value}")))
        .collect();
    lines.join("\\n")
}

/// A TEXT value (section 3.3.11).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        if matches!(c, '\\' | ';' | ',') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// `20270101T000000Z`
fn basic(time: Time) -> String {
    time.rfc3339().replace(['-', ':'], "")
}

const PRODUCT: &str = "PRODID:-//mtls//inspect//EN";
/// Days before the end: the contract's tiers, and one to plan by.
const ALARMS: [u32; 3] = [90, 60, 30];
/// Octets in a line.
const WIDTH: usize = 75;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut out = Lines(String::new());
        let line = format!("SUMMARY:{}", "\u{e9}".repeat(100));
        out.line(&line);
        assert!(out.0.lines().all(|l| l.len() <= WIDTH));
        assert!(out.0.lines().skip(1).all(|l| l.starts_with(' ')));
        assert_eq!(out.0.replace("\r\n ", ""), format!("{line}\r\n"));
    }

    #[test]
    fn text_keeps_its_commas_and_its_line() {
        assert_eq!(escaped("CN=a\\,b;c\nX"), "CN=a\\\\\\,b\\;c\\\\u{a}X");
    }
}
