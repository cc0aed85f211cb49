//! `--expect-header`: that one is there, that it says this, or that a regular expression finds
//! something in it.

use std::str::FromStr;

use regex_lite::Regex;

use super::{Held, told};
use crate::core::http::{Head, redact};

/// A header and what it should say.
#[derive(Debug, Clone)]
pub struct HeaderWish {
    name: String,
    value: Wanted,
}

#[derive(Debug, Clone)]
enum Wanted {
    Anything,
    Text(String),
    Match(Regex),
}

impl FromStr for HeaderWish {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once(':').unwrap_or((text, ""));
        let (name, value) = (name.trim(), value.trim());
        let is_token = |b: u8| b.is_ascii_graphic() && !b"()<>@,;\\\"/[]?={}".contains(&b);
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err("takes a header's name, Name: value or Name: /regex/".into());
        }
        let inner = value.strip_prefix('/').and_then(|v| v.strip_suffix('/'));
        let value = match inner {
            _ if value.is_empty() => Wanted::Anything,
            Some(pattern) => {
                Wanted::Match(Regex::new(pattern).map_err(|e| format!("the regex is none: {e}"))?)
            }
            None => Wanted::Text(value.to_owned()),
        };
        Ok(Self {
            name: name.to_owned(),
            value,
        })
    }
}

impl HeaderWish {
    /// One of several headers of the name is enough.
    pub(super) fn hold(&self, head: &Head) -> Held {
        let all: Vec<String> = head
            .headers
            .iter()
            .filter(|h| h.is(&self.name))
            .map(|h| String::from_utf8_lossy(h.value()).trim().to_owned())
            .collect();
        let met = match &self.value {
            Wanted::Anything => !all.is_empty(),
            Wanted::Text(text) => all.contains(text),
            Wanted::Match(regex) => all.iter().any(|value| regex.is_match(value)),
        };
        Held {
            expected: self.shown(),
            came: if all.is_empty() {
                "it is not there".into()
            } else {
                let values: Vec<_> = all.iter().map(|v| told(&self.name, v)).collect();
                values.join(" and ")
            },
            met,
        }
    }

    fn shown(&self) -> String {
        let value = match &self.value {
            Wanted::Anything => return format!("header {}", self.name),
            Wanted::Text(_) if redact::is_secret(&self.name) => "***".to_owned(),
            Wanted::Text(text) => text.clone(),
            Wanted::Match(regex) => format!("/{regex}/"),
        };
        format!("header {}: {value}", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_there_says_it_or_matches() {
        let head = Head::parse(b"HTTP/1.1 200 OK\r\nX-A: b\r\nx-a: 42 c\r\n\r\n").unwrap();
        let met = |wish: &str| wish.parse::<HeaderWish>().unwrap().hold(&head).met;
        assert!(met("X-a") && met("X-A:") && met("x-A: b") && met("X-A: 42 c"));
        assert!(met(r"X-A: /^\d+/") && met("X-A: /C/") == met("X-A: /z/"));
        assert!(!met("X-B") && !met("X-A: B") && !met("X-A: 42"));
        for bad in ["", ": x", "X A: b", "X-A: /(/"] {
            assert!(bad.parse::<HeaderWish>().is_err(), "{bad}");
        }
    }
}
