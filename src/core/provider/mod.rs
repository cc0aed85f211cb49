//! Providers: the party that signs your request and whose API you call, as a file of rules. Built
//! in are the TOML files beside this one; a user's own file has the same schema (`schema`). `judge`
//! holds a request against them, `advice` puts their words to a failure. Must not know profiles, nor
//! connect.

pub mod advice;
pub mod endpoint;
pub mod fit;
pub mod judge;
pub mod read;
pub mod schema;
mod sound;

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

pub use judge::{Breach, judge};
pub use read::Mistake;
pub use schema::{CsrRules, FieldRule, Form, Need, Provider};
pub use sound::warnings;

use super::error::{CHECK_PATH, plain_io};
use super::material::Origin;
use super::{Error, Result};

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
#[error("`{0}` is no provider; {also}there are {names}, and files such as ./mybank.toml", names = names(), also = beside(.0))]
pub struct NoProvider(String);

impl ProviderRef {
    /// The one that a request is held against when none is named.
    pub const GENERIC: Self = Self::BuiltIn("generic");

    /// Reads and checks its rules.
    ///
    /// # Errors
    /// `Unreadable` for the file, `Invalid` for the first mistake in it, naming line and key.
    pub fn load(&self) -> Result<Provider> {
        let mistakes = match self.read()? {
            Ok(provider) => return Ok(provider),
            Err(mistakes) => mistakes,
        };
        let first = mistakes.into_iter().next();
        Err(first
            .unwrap_or_else(|| Mistake::no_text(&self.to_string()))
            .into())
    }

    /// The same with every mistake that is found.
    ///
    /// # Errors
    /// `Unreadable` for the file.
    pub fn read(&self) -> Result<std::result::Result<Provider, Vec<Mistake>>> {
        let shown = self.to_string();
        Ok(match self.text()? {
            Some(text) => read::read(&text, &shown),
            None => Err(vec![Mistake::no_text(&shown)]),
        })
    }

    /// The file itself; `None` where it is no text.
    ///
    /// # Errors
    /// `Unreadable`.
    pub fn text(&self) -> Result<Option<String>> {
        match self {
            Self::BuiltIn(name) => {
                let found = BUILT_IN.iter().find(|(known, _)| known == name);
                Ok(found.map(|(_, text)| (*text).to_owned()))
            }
            Self::File(path) => {
                let bytes = fs_err::read(path).map_err(|e| Error::Unreadable {
                    origin: Origin::named(path.display().to_string().as_str()),
                    reason: plain_io(&e),
                    fix: CHECK_PATH,
                })?;
                Ok(String::from_utf8(bytes).ok())
            }
        }
    }

    /// Whether a built-in one has this text in it; a file of the user's is not looked into.
    pub fn mentions(&self, text: &str) -> bool {
        let mut built_in = BUILT_IN.iter();
        built_in.any(|(name, toml)| *self == Self::BuiltIn(name) && toml.contains(text))
    }

    /// Every built-in one.
    pub fn built_in() -> impl Iterator<Item = Self> {
        BUILT_IN.iter().map(|(name, _)| Self::BuiltIn(name))
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

/// A file of that name, which is named by its path.
fn beside(name: &str) -> String {
    let file = format!("{name}.toml");
    match std::path::Path::new(&file).is_file() {
        true => format!("the file here is named by its path, ./{file}; "),
        false => String::new(),
    }
}

fn names() -> String {
    let names: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

/// By name; each file says where its facts are from.
const BUILT_IN: &[(&str, &str)] = &[
    ("conta-simples", include_str!("conta-simples.toml")),
    ("banking-api", include_str!("banking-api.toml")),
    ("vtex", include_str!("vtex.toml")),
    ("apata", include_str!("apata.toml")),
    ("knoxcall", include_str!("knoxcall.toml")),
    (
        "open-finance-brasil",
        include_str!("open-finance-brasil.toml"),
    ),
    ("generic", include_str!("generic.toml")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_file_is_sound_and_called_what_it_says() {
        for (name, text) in BUILT_IN {
            let provider = read::read(text, name).unwrap_or_else(|said| panic!("{said:#?}"));
            assert_eq!(&provider.name, name);
        }
    }

    #[test]
    fn generic_is_what_holds_where_a_file_says_nothing() {
        let generic = ProviderRef::GENERIC.load().unwrap();
        assert_eq!(generic.csr, CsrRules::default());
        let bare = read::read("name = 'x'\ntitle = 'X'", "x").unwrap();
        assert_eq!(bare.csr, generic.csr);
    }

    #[test]
    fn names_and_paths_are_told_apart() {
        assert_eq!("VTEX".parse(), Ok(ProviderRef::BuiltIn("vtex")));
        assert_eq!("a.toml".parse(), Ok(ProviderRef::File("a.toml".into())));
        let error = "acme".parse::<ProviderRef>().unwrap_err().to_string();
        assert!(error.contains("vtex") && error.contains("./mybank.toml"));
    }
}
