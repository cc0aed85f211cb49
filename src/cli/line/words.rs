//! Words into flags and values, section by section: the command line's own, and those of the
//! config files that it names. Must not know what a flag means, but for the few that steer this.

use std::ffi::{OsStr, OsString};
use std::rc::Rc;

use super::super::mistake;
use super::names::{Flag, Meant, Names};
use super::variables::Variables;
use super::{Named, Outside, at, config};
use crate::core::http::Header;
use crate::core::secret::SecretRef;
use crate::report::Failure;

/// Where a flag stands in a file.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The file's name.
    pub file: Rc<str>,
    /// From 1.
    pub line: usize,
}

/// A flag, or a URL.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Its long name; `None` is a URL.
    pub flag: Option<String>,
    value: Option<OsString>,
    is_off: bool,
    is_global: bool,
    /// Where it came from; `None` is the command line.
    pub place: Option<Place>,
}

/// Reads words.
pub(super) struct Reader<'r> {
    names: &'r Names,
    outside: &'r mut dyn Outside,
    variables: Variables,
    sections: Vec<Vec<Token>>,
    place: Option<Place>,
    depth: usize,
    /// What is worth telling.
    pub notes: Vec<String>,
    /// The flag that has read standard input.
    pub stdin_taker: Option<&'static str>,
}

/// The outside for one flag: standard input is read once.
struct Taken<'t> {
    flag: &'static str,
    taker: &'t mut Option<&'static str>,
    outside: &'t mut dyn Outside,
}

impl<'t> Taken<'t> {
    fn by(
        flag: &'static str,
        taker: &'t mut Option<&'static str>,
        outside: &'t mut dyn Outside,
    ) -> Self {
        Self {
            flag,
            taker,
            outside,
        }
    }
}

impl Outside for Taken<'_> {
    fn read(&mut self, name: &str) -> Result<Named, Failure> {
        if name != "-" {
            return self.outside.read(name);
        }
        if let Some(other) = self.taker.replace(self.flag) {
            return Err(Failure::usage(
                format!(
                    "standard input (-) is wanted twice, by {other} and by {}, and can be read once",
                    self.flag
                ),
                "write one of them to a file and name that",
            ));
        }
        self.outside.read(name)
    }

    fn environment(&self, name: &str) -> Option<OsString> {
        self.outside.environment(name)
    }
}

impl<'r> Reader<'r> {
    /// Nothing read yet.
    pub fn new(names: &'r Names, outside: &'r mut dyn Outside) -> Self {
        Self {
            names,
            outside,
            variables: Variables::default(),
            sections: vec![Vec::new()],
            place: None,
            depth: 0,
            notes: Vec::new(),
            stdin_taker: None,
        }
    }

    /// Reads all words of a command line.
    ///
    /// # Errors
    /// What is wrong with one.
    pub fn line(&mut self, words: &[OsString]) -> Result<(), Failure> {
        let mut words = words.iter();
        let mut only_urls = false;
        while let Some(word) = words.next() {
            let bytes = word.as_encoded_bytes();
            if only_urls || !bytes.starts_with(b"-") || bytes == b"-" {
                self.push(None, Some(word.clone()), false, false);
            } else if bytes == b"--" {
                only_urls = true;
            } else {
                let next = words.as_slice().first().map(OsString::as_os_str);
                if self.flag(text(word)?, next)? {
                    words.next();
                }
            }
        }
        Ok(())
    }

    /// The sections, each a line without negations, what is global in all of them.
    pub fn sections(self) -> Vec<Vec<Token>> {
        let is_global = |t: &&Token| t.is_global;
        let all = || self.sections.iter().flatten();
        let global = settled(all().filter(is_global).cloned());
        let many = self.sections.iter().map(|section| {
            let own = section.iter().filter(|t| !t.is_global).cloned();
            global.iter().cloned().chain(settled(own)).collect()
        });
        many.collect()
    }

    /// One word with a flag or several letters; true when it took the next word.
    fn flag(&mut self, word: &str, next: Option<&OsStr>) -> Result<bool, Failure> {
        let Some(long) = word.strip_prefix("--") else {
            return self.letters(word.get(1..).unwrap_or_default(), next);
        };
        if let Some((name, value)) = long.split_once('=')
            && let Meant::Flag(flag) = self.names.long(name)
            && flag.takes_value
        {
            return self.take(flag, Some(OsStr::new(value))).map(|()| false);
        }
        self.long(long, next)
    }

    fn long(&mut self, name: &str, next: Option<&OsStr>) -> Result<bool, Failure> {
        if let Some(name) = name.strip_prefix("expand-") {
            let names = self.names;
            return match (names.long(name), next) {
                (Meant::Flag(flag), Some(value)) if flag.takes_value => {
                    let value = self.variables.expand(text(value)?)?;
                    self.take(flag, Some(OsStr::new(&value))).map(|()| true)
                }
                (Meant::Flag(flag), None) if flag.takes_value => Err(needs_value(flag)),
                _ => Err(Failure::usage(
                    "--expand- stands before what is no flag with a value",
                    "write --expand-FLAG VALUE, as in --expand-url",
                )),
            };
        }
        let names = self.names;
        match names.long(name) {
            Meant::Flag(flag) => {
                let follows = flag.takes_value && !flag.is_optional;
                self.take(flag, next.filter(|_| follows))?;
                Ok(follows)
            }
            Meant::Off(flag) => {
                self.push(Some(flag.long.clone()), None, true, flag.is_global());
                Ok(false)
            }
            Meant::NotBoolean => Err(Failure::usage(
                format!("--{name}: only flags without a value can be switched off"),
                "leave it out",
            )),
            Meant::Ambiguous => Err(Failure::usage(
                format!("--{name} is the beginning of several flags"),
                format!("write it out: {}", names.beginning(name).join(", ")),
            )),
            Meant::Nothing => Err(mistake::unknown_flag(&format!("--{name}"))),
        }
    }

    /// `-sSf`, `-ofile`, `-o file`.
    fn letters(&mut self, letters: &str, next: Option<&OsStr>) -> Result<bool, Failure> {
        let names = self.names;
        if let Some(flag) = names.spelled(letters) {
            let problem = format!("-{letters} with one hyphen is one letter after another");
            return Err(Failure::usage(
                problem,
                format!("did you mean --{}?", flag.long),
            ));
        }
        for (at, letter) in letters.char_indices() {
            let Some(flag) = names.short(letter) else {
                return Err(mistake::unknown_flag(&format!("-{letter}")));
            };
            if flag.takes_value {
                let rest = letters.get(at + letter.len_utf8()..).unwrap_or_default();
                let joined = (!rest.is_empty()).then(|| OsStr::new(rest));
                self.take(flag, joined.or(next))?;
                return Ok(joined.is_none());
            }
            self.take(flag, None)?;
        }
        Ok(false)
    }

    /// A flag with its value.
    fn take(&mut self, flag: &Flag, value: Option<&OsStr>) -> Result<(), Failure> {
        if flag.takes_value && !flag.is_optional && value.is_none() {
            return Err(needs_value(flag));
        }
        match (flag.long.as_str(), value) {
            ("config", Some(file)) => self.config(text(file)?),
            ("variable", Some(set)) => {
                let taker = &mut self.stdin_taker;
                let mut outside = Taken::by("--variable", taker, self.outside);
                self.variables.set(text(set)?, &mut outside)
            }
            ("disable", _) => Ok(()),
            ("next", _) => {
                let is_url = |t: &Token| t.flag.as_ref().is_none_or(|f| f == "url");
                if self.sections.last().is_some_and(|s| s.iter().any(is_url)) {
                    self.sections.push(Vec::new());
                }
                Ok(())
            }
            _ => {
                let value = value.map(OsStr::to_owned);
                self.push(Some(flag.long.clone()), value, false, flag.is_global());
                Ok(())
            }
        }
    }

    fn config(&mut self, file: &str) -> Result<(), Failure> {
        if self.depth == DEEPEST {
            return Err(Failure::usage(
                format!("config files name one another more than {DEEPEST} deep"),
                "see whether one names itself",
            ));
        }
        let named = Taken::by("-K", &mut self.stdin_taker, self.outside).read(file)?;
        let before = self.place.take();
        let name: Rc<str> = if file == "-" { "stdin" } else { file }.into();
        let place = |line| Place {
            file: Rc::clone(&name),
            line,
        };
        let entries =
            config::entries(&named.bytes).map_err(|(line, e)| super::at(&place(line), e))?;
        self.depth += 1;
        let mut holds_secret = false;
        for entry in entries {
            holds_secret |= self.is_secret(&entry);
            let here = place(entry.line);
            self.place = Some(here.clone());
            self.entry(&entry).map_err(|e| at(&here, e))?;
        }
        self.depth -= 1;
        self.place = before;
        if holds_secret && named.is_open {
            self.notes.push(format!(
                "{name} holds a secret and others on this machine can read it: chmod 600 {name}"
            ));
        }
        Ok(())
    }

    fn entry(&mut self, entry: &config::Entry) -> Result<(), Failure> {
        let value = entry.value.as_deref().map(OsStr::new);
        let names = self.names;
        let name = entry.flag.strip_prefix("--").unwrap_or(&entry.flag);
        if let (Meant::Flag(flag), Some(_)) = (names.long(name), value)
            && flag.is_optional
        {
            return self.take(flag, value);
        }
        let took = if entry.flag.starts_with('-') {
            self.flag(&entry.flag, value)?
        } else {
            self.long(&entry.flag, value)?
        };
        if value.is_some() && !took {
            let flag = entry.flag.trim_start_matches('-');
            return Err(Failure::usage(
                format!("--{flag} takes no value"),
                "write it alone on its line",
            ));
        }
        Ok(())
    }

    /// Whether an entry holds what nobody else should read.
    fn is_secret(&self, entry: &config::Entry) -> bool {
        let value = entry.value.as_deref().unwrap_or_default();
        let long = match entry.flag.strip_prefix("--") {
            None if entry.flag.starts_with('-') => {
                let letter = entry.flag.chars().nth(1);
                letter.and_then(|l| self.names.short(l)).map(|f| &*f.long)
            }
            long => Some(long.unwrap_or(&entry.flag)),
        };
        match long.unwrap_or_default() {
            "user" | "proxy-user" | "cert" => value.contains(':'),
            "pass" | "oauth2-bearer" | "client-secret" => SecretRef::elsewhere(value).is_none(),
            "header" => value.split_once(':').is_some_and(|(name, value)| {
                Header::new(name.trim(), "").is_secret() && !value.is_empty()
            }),
            "cookie" => value.contains('='),
            "url" | "proxy" => {
                let rest = value.split_once("://").map_or(value, |(_, rest)| rest);
                rest.split('/')
                    .next()
                    .is_some_and(|host| host.contains('@'))
            }
            _ => false,
        }
    }

    fn push(&mut self, flag: Option<String>, value: Option<OsString>, off: bool, global: bool) {
        let token = Token {
            flag,
            value,
            is_off: off,
            is_global: global,
            place: self.place.clone(),
        };
        if let Some(section) = self.sections.last_mut() {
            section.push(token);
        }
    }
}

impl Token {
    /// As one word for clap.
    pub fn word(&self) -> OsString {
        let flag = self.flag.as_deref().unwrap_or("url");
        let mut word = OsString::from(format!("--{flag}"));
        if let Some(value) = &self.value {
            word.push("=");
            word.push(value);
        }
        word
    }
}

/// Without negations, and what they took back.
fn settled(tokens: impl Iterator<Item = Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    for token in tokens {
        if token.is_off {
            out.retain(|earlier| earlier.flag != token.flag);
        } else {
            out.push(token);
        }
    }
    out
}

fn text(word: &OsStr) -> Result<&str, Failure> {
    word.to_str()
        .ok_or_else(|| Failure::usage("an argument is not UTF-8 text", "write it in UTF-8"))
}

fn needs_value(flag: &Flag) -> Failure {
    Failure::usage(
        format!("--{} needs a value", flag.long),
        "see what it takes with --help",
    )
}

/// Config files within config files.
const DEEPEST: usize = 16;
