//! A TOML table whose keys are taken one by one, so that an error names line and key and what is
//! left over is known. Must not know what any key means.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::core::nearest::nearest;
use crate::core::{Error, Result};

/// Where errors are told from: the file's name and its text.
#[derive(Clone, Copy)]
pub(super) struct Place<'t> {
    /// The file as it is named.
    pub shown: &'t str,
    /// What stands in it.
    pub text: &'t str,
}

/// A table, some of whose keys have been taken.
pub(super) struct Keys<'t> {
    place: Place<'t>,
    /// `acme.sandbox`, before the keys in messages.
    path: String,
    left: Vec<(&'t str, Range<usize>, &'t Spanned<DeValue<'t>>)>,
    known: Vec<&'static str>,
    elsewhere: Elsewhere,
}

/// Where a key belongs that is none of a table's, given the table's path: a whole sentence.
pub(super) type Elsewhere = fn(path: &str, key: &str) -> Option<String>;

impl<'t> Place<'t> {
    /// The error that something is wrong at these bytes.
    pub fn wrong(self, at: Range<usize>, problem: &str, fix: &str) -> Error {
        let before = self.text.get(..at.start.min(self.text.len()));
        let line = before.map_or(1, |before| before.matches('\n').count() + 1);
        Error::Invalid {
            problem: format!("{}:{line}: {}", self.shown, problem.replace('\n', " ")),
            fix: fix.to_owned(),
        }
    }
}

impl<'t> Keys<'t> {
    pub fn new(
        place: Place<'t>,
        path: String,
        table: &'t DeTable<'t>,
        elsewhere: Elsewhere,
    ) -> Self {
        let entries = table.iter();
        let left = entries.map(|(key, value)| (key.get_ref().as_ref(), key.span(), value));
        Self {
            place,
            path,
            left: left.collect(),
            known: Vec::new(),
            elsewhere,
        }
    }

    /// The value of a key, if it is there.
    pub fn take(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.known.push(key);
        let at = self.left.iter().position(|(name, ..)| *name == key)?;
        Some(self.left.remove(at).2)
    }

    /// Text, never empty.
    pub fn text(&mut self, key: &'static str) -> Result<Option<&'t str>> {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        self.as_text(key, value).map(Some)
    }

    /// Text that is parsed.
    pub fn parsed<T>(&mut self, key: &'static str) -> Result<Option<T>>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        self.parse(key, value).map(Some)
    }

    /// Text or a list of texts, each parsed.
    pub fn list<T>(&mut self, key: &'static str) -> Result<Vec<T>>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        match self.take(key) {
            None => Ok(Vec::new()),
            Some(value) => match value.get_ref() {
                DeValue::Array(list) => list.iter().map(|item| self.parse(key, item)).collect(),
                _ => Ok(vec![self.parse(key, value)?]),
            },
        }
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &'static str) -> Result<Option<bool>> {
        match self.take(key).map(|value| (value, value.get_ref())) {
            None => Ok(None),
            Some((_, DeValue::Boolean(flag))) => Ok(Some(*flag)),
            Some((value, _)) => Err(self.wrong(value, key, "takes true or false")),
        }
    }

    /// What is left when all known keys have been taken: tables by their names.
    ///
    /// # Errors
    /// For a key that is no table: it is misspelt, or belongs elsewhere.
    pub fn tables(self) -> Result<Vec<(&'t str, Range<usize>, &'t DeTable<'t>)>> {
        let table =
            |(name, at, value): &(&'t str, Range<usize>, &'t Spanned<DeValue<'t>>)| match value
                .get_ref()
            {
                DeValue::Table(table) => Ok((*name, at.clone(), table)),
                _ => Err(self.unknown(name, at.clone())),
            };
        self.left.iter().map(table).collect()
    }

    /// Nothing may be left.
    pub fn done(self) -> Result<()> {
        match self.left.first() {
            Some((name, at, _)) => Err(self.unknown(name, at.clone())),
            None => Ok(()),
        }
    }

    /// The error that a key's value is wrong. The value is not quoted: it may be a secret.
    pub fn wrong(&self, value: &Spanned<DeValue<'_>>, key: &str, what: &str) -> Error {
        let problem = format!("{}: {what}", self.full(key));
        self.place.wrong(value.span(), &problem, CORRECT)
    }

    /// The same with another thing to do.
    pub fn wrong_do(
        &self,
        value: &Spanned<DeValue<'_>>,
        key: &str,
        what: &str,
        fix: &str,
    ) -> Error {
        let problem = format!("{}: {what}", self.full(key));
        self.place.wrong(value.span(), &problem, fix)
    }

    fn as_text(&self, key: &str, value: &'t Spanned<DeValue<'t>>) -> Result<&'t str> {
        match value.get_ref() {
            DeValue::String(text) if !text.is_empty() => Ok(text),
            _ => Err(self.wrong(value, key, "takes text in quotes")),
        }
    }

    fn parse<T>(&self, key: &str, value: &'t Spanned<DeValue<'t>>) -> Result<T>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        let text = self.as_text(key, value)?;
        let parsed = text.parse();
        parsed.map_err(|e: T::Err| self.wrong(value, key, &e.to_string()))
    }

    fn unknown(&self, name: &str, at: Range<usize>) -> Error {
        let near =
            || nearest(name, &self.known).map(|near| format!("write {near}, if that is meant"));
        let fix = (self.elsewhere)(&self.path, name).or_else(near);
        let fix = fix.unwrap_or_else(|| format!("there are {}", self.known.join(", ")));
        let problem = format!("{} is no key known here", self.full(name));
        self.place.wrong(at, &problem, &fix)
    }

    fn full(&self, key: &str) -> String {
        match self.path.is_empty() {
            true => key.to_owned(),
            false => format!("{}.{key}", self.path),
        }
    }
}

const CORRECT: &str = "correct that line";
