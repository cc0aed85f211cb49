//! From a file's text to a provider, or to what is wrong with it: file, line, column, key, and the
//! key that was perhaps meant. Must not know where the text is from.

mod plain;
mod rest;

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use super::schema::Provider;
use super::sound;
use crate::core::Error;
use crate::core::nearest::nearest;

/// One thing in a file that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// The file, as named.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The key with its tables, where it is known: `csr.key.make`.
    pub key: Option<String>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The key or word that was perhaps meant.
    pub nearest: Option<String>,
}

/// Reads it.
///
/// # Errors
/// Every mistake that is found; the first alone where the text cannot be read on.
pub fn read(text: &str, shown: &str) -> Result<Provider, Vec<Mistake>> {
    let text = text.trim_start_matches('\u{feff}');
    let (provider, mut mistakes, cut) = match toml::from_str(text) {
        Ok(provider) => (Some(provider), Vec::new(), Vec::new()),
        Err(error) => rest::read_on(text, shown, error),
    };
    let wrong = provider.as_ref().map(sound::mistakes).unwrap_or_default();
    // a table of which something was cut out is no more judged as a whole
    let is_whole = |key: &str| !cut.iter().any(|table| first(table) == first(key));
    let wrong = wrong.into_iter().filter(|(key, _)| is_whole(key));
    let wrong = wrong.map(|(key, message)| {
        let line = line_of(text, &key, quoted(&message));
        Mistake {
            file: shown.into(),
            line,
            column: 1,
            key: Some(key),
            message,
            nearest: None,
        }
    });
    mistakes.extend(wrong);
    match provider {
        Some(provider) if mistakes.is_empty() => Ok(provider),
        _ => {
            mistakes.sort_by_key(|mistake| (mistake.line, mistake.column));
            Err(mistakes)
        }
    }
}

/// The outermost table of a key.
fn first(key: &str) -> &str {
    key.split('.').next().unwrap_or(key)
}

impl Mistake {
    /// Of a file that is no text.
    pub fn no_text(shown: &str) -> Self {
        Self {
            file: shown.into(),
            line: 1,
            column: 1,
            key: None,
            message: "it is no UTF-8 text, as TOML is".into(),
            nearest: None,
        }
    }

    /// What to do.
    pub fn fix(&self) -> String {
        match &self.nearest {
            Some(nearest) => format!("write {nearest}, if that is what is meant"),
            None => "correct that line; mtls provider show vtex --toml shows how a built-in one is written"
                .into(),
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: ", self.file, self.line, self.column)?;
        if let Some(key) = &self.key {
            write!(f, "{}: ", short(key))?;
        }
        f.write_str(&self.message)
    }
}

impl From<Mistake> for Error {
    fn from(mistake: Mistake) -> Self {
        Self::Invalid {
            problem: mistake.to_string(),
            fix: mistake.fix(),
        }
    }
}

/// As much of a word as is told in a line.
fn short(word: &str) -> Cow<'_, str> {
    match word.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}..", word.get(..end).unwrap_or_default()).into(),
        None => word.into(),
    }
}

fn of_toml(text: &str, shown: &str, error: &toml::de::Error) -> Mistake {
    let at = error.span().map_or(0, |span| span.start.min(text.len()));
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let begun = before.rsplit('\n').next().unwrap_or_default();
    let said = error.message();
    let (message, nearest) = match unknown(said) {
        Some((word, known)) => {
            let word = &*short(word);
            let kind = if said.starts_with("unknown field") {
                "unknown key"
            } else {
                "unknown value"
            };
            let nearest = nearest(word, &known);
            let message = match nearest {
                Some(near) => format!("{kind} `{word}`; nearest is `{near}`"),
                None => format!("{kind} `{word}`; there are {}", known.join(", ")),
            };
            (message, nearest.map(str::to_owned))
        }
        None => (plain::plainly(said), None),
    };
    Mistake {
        file: shown.into(),
        line,
        column: begun.chars().count() + 1,
        key: key_at(text, line),
        message,
        nearest,
    }
}

/// serde's own sentences: the word, and those that there are.
fn unknown(said: &str) -> Option<(&str, Vec<&str>)> {
    let rest = said
        .strip_prefix("unknown field `")
        .or_else(|| said.strip_prefix("unknown variant `"))?;
    let (word, rest) = rest.split_once('`')?;
    let known = rest.split('`').skip(1).step_by(2).collect();
    Some((word, known))
}

/// The key on this line or the nearest above it, behind the table that it is in.
fn key_at(text: &str, line: usize) -> Option<String> {
    let above: Vec<&str> = text.lines().take(line).collect();
    let table = above.iter().rposition(|line| header(line).is_some());
    let name = table.and_then(|at| header(above.get(at)?));
    let own = above
        .get(table.map_or(0, |at| at + 1)..)
        .unwrap_or_default();
    let key = own.iter().rev().find_map(|line| key_of(line));
    let parts: Vec<&str> = name.into_iter().chain(key).collect();
    (!parts.is_empty()).then(|| parts.join("."))
}

/// The word that a sentence is about.
fn quoted(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}

/// The last line of this key, given with its tables, that has this word; else the first that has the
/// key, else the table's own.
fn line_of(text: &str, key: &str, word: Option<&str>) -> usize {
    let (table, own) = key.rsplit_once('.').unwrap_or(("", key));
    let (mut within, mut current) = ("", None);
    let (mut best, mut first, mut exact) = (1, None, None);
    for (at, line) in text.lines().enumerate() {
        if let Some(name) = header(line) {
            (within, current) = (name, None);
            if name == table || name == key {
                best = at + 1;
            }
            continue;
        }
        current = key_of(line).or(current);
        if within != table || current != Some(own) {
            continue;
        }
        first = first.or(Some(at + 1));
        if word.is_some_and(|word| line.contains(word)) {
            exact = Some(at + 1);
        }
    }
    exact.or(first).unwrap_or(best)
}

fn header(line: &str) -> Option<&str> {
    let inner = line.trim().strip_prefix('[')?.split(']').next()?;
    Some(inner.trim_start_matches('[').trim())
}

fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim().trim_matches('"');
    let is_key = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    (!key.is_empty() && key.chars().all(is_key)).then_some(key)
}

/// Longer than every key that there is, in characters.
const LONGEST: usize = 60;

#[cfg(test)]
mod tests;
