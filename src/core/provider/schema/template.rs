//! Host names and paths with places for values: `{account}.vtexcommercestable.com.br`,
//! `/api/certificates/{serial}`. Fills them, and reads values back out of what was filled.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Text with `{names}` in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Plain(String),
    Place(String),
}

/// Why text is no template; one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` has a brace that is not part of a {{name}} of small letters")]
pub struct BadTemplate(String);

impl Template {
    /// The names of its places, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Place(name) => Some(name.as_str()),
            Part::Plain(_) => None,
        })
    }

    /// With each place filled by what `value` gives for its name.
    ///
    /// # Errors
    /// The first name that has no value.
    pub fn fill(&self, value: impl Fn(&str) -> Option<String>) -> Result<String, &str> {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Plain(text) => out.push_str(text),
                Part::Place(name) => out.push_str(&value(name).ok_or(name.as_str())?),
            }
        }
        Ok(out)
    }

    /// The values with which this text would have been made; a place holds at least one character,
    /// none of them `.` or `/`. Letters compare without case.
    pub fn read<'t>(&self, text: &'t str) -> Option<Vec<(&str, &'t str)>> {
        let mut rest = text;
        let mut values = Vec::new();
        for part in &self.parts {
            match part {
                Part::Plain(plain) => {
                    let (head, tail) = rest.split_at_checked(plain.len())?;
                    if !head.eq_ignore_ascii_case(plain) {
                        return None;
                    }
                    rest = tail;
                }
                Part::Place(name) => {
                    let end = rest.find(['.', '/']).unwrap_or(rest.len());
                    let (value, tail) = rest.split_at(end);
                    if value.is_empty() {
                        return None;
                    }
                    values.push((name.as_str(), value));
                    rest = tail;
                }
            }
        }
        rest.is_empty().then_some(values)
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for Template {
    type Err = BadTemplate;

    fn from_str(text: &str) -> Result<Self, BadTemplate> {
        let bad = || BadTemplate(text.to_owned());
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((plain, tail)) = rest.split_once('{') {
            let (name, tail) = tail.split_once('}').ok_or_else(bad)?;
            let is_name = |c: char| c.is_ascii_lowercase() || c == '-';
            if name.is_empty() || !name.chars().all(is_name) || plain.contains('}') {
                return Err(bad());
            }
            if !plain.is_empty() {
                parts.push(Part::Plain(plain.into()));
            }
            parts.push(Part::Place(name.into()));
            rest = tail;
        }
        if rest.contains('}') {
            return Err(bad());
        }
        if !rest.is_empty() {
            parts.push(Part::Plain(rest.into()));
        }
        Ok(Self {
            text: text.into(),
            parts,
        })
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        super::as_text::serialize(self, out)
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        super::as_text::deserialize(from)
    }
}

#[cfg(test)]
mod tests {
    use super::Template;

    #[test]
    fn what_was_filled_in_can_be_read_back() {
        let host: Template = "{account}.vtexcommercestable.com.br".parse().unwrap();
        let filled = host.fill(|_| Some("acme".into())).unwrap();
        assert_eq!(filled, "acme.vtexcommercestable.com.br");
        assert_eq!(host.read(&filled), Some(vec![("account", "acme")]));
        assert_eq!(host.read("a.b.vtexcommercestable.com.br"), None);
        assert_eq!(host.read(".vtexcommercestable.com.br"), None);
        assert_eq!(
            host.read("acme.vtexcommercestable.com.br.evil.example"),
            None
        );
        assert_eq!(host.fill(|_| None), Err("account"));
        let plain: Template = "api.apata.io".parse().unwrap();
        assert_eq!(plain.read("API.apata.io"), Some(vec![]));
    }

    #[test]
    fn a_brace_alone_is_no_template() {
        for text in ["{", "a}b", "{}", "{A}", "{a b}"] {
            assert!(text.parse::<Template>().is_err(), "{text}");
        }
    }
}
