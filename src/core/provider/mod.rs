//! Providers: the party that signs your request and whose API you call, as a file of rules. Built
//! in are the TOML files beside this one; a user's own file has the same schema (`schema`). Holds
//! what a request needs; judging one is `judge`'s. Must not know profiles or make anything.

pub mod judge;
pub mod schema;

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

pub use judge::{Breach, judge};
pub use schema::{CsrRules, FieldRule, Form, Need};

use super::error::{CHECK_PATH, plain_io};
use super::material::Origin;
use super::{Error, Result};

/// One provider's rules.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// The word it is chosen by.
    pub name: String,
    /// As people call it, in a sentence.
    pub title: String,
    /// What its signing requests have to be.
    #[serde(default)]
    pub csr: CsrRules,
}

/// A provider as named: built in, or a file of the user's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ProviderRef {
    /// By name.
    BuiltIn(&'static str),
    /// By path: whatever has a slash, or ends with `.toml`.
    File(PathBuf),
}

/// Why text names no provider; one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no provider; there are {names}, and files such as ./mybank.toml", names = names())]
pub struct NoProvider(String);

impl ProviderRef {
    /// The one that a request is held against when none is named.
    pub const GENERIC: Self = Self::BuiltIn("generic");

    /// Reads and checks its rules.
    ///
    /// # Errors
    /// `Unreadable` for the file, `Invalid` for what is in it, naming line and key.
    pub fn load(&self) -> Result<Provider> {
        match self {
            Self::BuiltIn(name) => {
                let found = BUILT_IN.iter().find(|(known, _)| known == name);
                parse(found.map_or("", |(_, text)| text), name)
            }
            Self::File(path) => {
                let shown = path.display().to_string();
                let text = fs_err::read(path).map_err(|e| Error::Unreadable {
                    origin: Origin::named(shown.as_str()),
                    reason: plain_io(&e),
                    fix: CHECK_PATH,
                })?;
                let text = String::from_utf8(text)
                    .map_err(|_| invalid(&shown, 1, "it is no UTF-8 text, as TOML is"))?;
                parse(&text, &shown)
            }
        }
    }
}

impl FromStr for ProviderRef {
    type Err = NoProvider;

    fn from_str(text: &str) -> std::result::Result<Self, NoProvider> {
        if text.contains(['/', '\\']) || text.ends_with(".toml") {
            return Ok(Self::File(text.into()));
        }
        let known = BUILT_IN
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(text));
        known
            .map(|(name, _)| Self::BuiltIn(name))
            .ok_or_else(|| NoProvider(text.to_owned()))
    }
}

impl fmt::Display for ProviderRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn(name) => f.write_str(name),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

fn parse(text: &str, shown: &str) -> Result<Provider> {
    let text = text.trim_start_matches('\u{feff}');
    let provider: Provider = toml::from_str(text).map_err(|e| {
        let at = e.span().map_or(0, |span| span.start.min(text.len()));
        let line = text
            .get(..at)
            .map_or(1, |before| before.matches('\n').count() + 1);
        let key = text
            .lines()
            .nth(line - 1)
            .and_then(|line| line.split_once('='));
        let key = key.map(|(key, _)| key.trim().trim_matches('"'));
        let said = e.message();
        match key.filter(|key| !key.is_empty() && !said.contains(&format!("`{key}`"))) {
            Some(key) => invalid(shown, line, &format!("{key}: {said}")),
            None => invalid(shown, line, said),
        }
    })?;
    let known_twice = provider.csr.field_named_twice();
    match known_twice {
        Some(field) => Err(invalid(shown, 1, &format!("csr.subject has {field} twice"))),
        None => Ok(provider),
    }
}

fn invalid(shown: &str, line: usize, what: &str) -> Error {
    Error::Invalid {
        problem: format!("{shown}:{line}: {}", what.replace('\n', " ")),
        fix: "correct that line; a built-in provider's file shows how it is written".into(),
    }
}

fn names() -> String {
    let names: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

/// By name; each file says where its facts are from.
const BUILT_IN: [(&str, &str); 6] = [
    ("conta-simples", include_str!("conta-simples.toml")),
    ("banking-api", include_str!("banking-api.toml")),
    ("vtex", include_str!("vtex.toml")),
    ("apata", include_str!("apata.toml")),
    ("knoxcall", include_str!("knoxcall.toml")),
    ("generic", include_str!("generic.toml")),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        parse(text, "my.toml").unwrap_err().to_string()
    }

    #[test]
    fn every_built_in_file_is_sound_and_called_what_it_says() {
        for (name, _) in BUILT_IN {
            let provider = ProviderRef::BuiltIn(name).load().unwrap();
            assert_eq!(provider.name, name);
        }
    }

    #[test]
    fn generic_is_what_holds_where_a_file_says_nothing() {
        let generic = ProviderRef::GENERIC.load().unwrap();
        assert_eq!(generic.csr, CsrRules::default());
        let bare = parse("name = 'x'\ntitle = 'X'", "x").unwrap();
        assert_eq!(bare.csr, generic.csr);
    }

    #[test]
    fn errors_name_line_and_key() {
        let top = "name = 'x'\ntitle = 'X'\n";
        for (rest, saying) in [
            ("[csr]\ntake = true", "my.toml:4: unknown field `take`"),
            ("[csr]\ntaken = 1", "my.toml:4: taken: invalid type"),
            (
                "[[csr.subject]]\nfield = 'XX'",
                "my.toml:4: field: `XX` is no attribute type",
            ),
            (
                "[[csr.subject]]\nneed = 'required'",
                "missing field `field`",
            ),
            (
                "[[csr.subject]]\nfield = 'CN'\nneed = 'must'",
                "my.toml:5: need: unknown variant `must`",
            ),
            (
                "[csr.key]\nmake = 'rsa:1024'",
                "my.toml:4: make: takes rsa:2048",
            ),
            (
                "[csr.key]\ncurves = ['P-256', 'P-1']",
                "my.toml:4: curves: `P-1` is no curve",
            ),
            (
                "[csr.digest]\naccept = ['md5']",
                "my.toml:4: accept: takes sha256",
            ),
            (
                "[[csr.subject]]\nfield='CN'\n[[csr.subject]]\nfield='cn'",
                "CN twice",
            ),
            ("x x", "my.toml:3: "),
        ] {
            let said = error(&format!("{top}{rest}"));
            assert!(said.contains(saying), "{rest}: {said}");
        }
        assert!(error("title = 'X'").contains("missing field `name`"));
    }

    #[test]
    fn names_and_paths_are_told_apart() {
        assert_eq!("VTEX".parse(), Ok(ProviderRef::BuiltIn("vtex")));
        assert_eq!("a.toml".parse(), Ok(ProviderRef::File("a.toml".into())));
        let error = "acme".parse::<ProviderRef>().unwrap_err().to_string();
        assert!(error.contains("vtex") && error.contains("./mybank.toml"));
    }
}
