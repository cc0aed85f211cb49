//! The command line of `call` as curl reads it: config files, sections, negations, abbreviations,
//! variables. Driven by clap's own definition, and used only where a line has something of the
//! kind; clap then parses the plain line of each section. Reads no files: `Outside` does.

mod config;
mod names;
mod variables;
mod words;

use std::ffi::OsString;

use clap::error::ErrorKind;

use super::mistake::Mistake;
use super::{CallArgs, Cli, Command};
use crate::report::Failure;

use names::{Meant, Names};
use words::{Place, Reader, Token};

/// What a command line may name of the outside.
pub trait Outside {
    /// A file whole, `-` being standard input.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn read(&mut self, name: &str) -> Result<Named, Failure>;

    /// An environment variable.
    fn environment(&self, name: &str) -> Option<OsString>;
}

/// A file that a command line named.
pub struct Named {
    /// All of it.
    pub bytes: Vec<u8>,
    /// Whether others on the machine may read it.
    pub is_open: bool,
}

/// Parses a command line, the program's name first.
///
/// # Errors
/// What was typed wrong, or a help or version text to be shown.
pub fn read(
    args: impl IntoIterator<Item = OsString>,
    outside: &mut dyn Outside,
) -> Result<Cli, Mistake> {
    let mut line: Vec<OsString> = args.into_iter().collect();
    let at = command_at(&line);
    name_profile(&mut line, at, outside);
    if line.get(at).is_none_or(|word| word != "call") {
        return super::parse(line).map_err(Mistake::Clap);
    }
    let (front, words) = line.split_at(at + 1);
    if words.iter().any(needs_reading) {
        return sections(front, words, outside);
    }
    match super::parse(line.iter().cloned()) {
        // perhaps it was abbreviated
        Err(error) if error.kind() == ErrorKind::UnknownArgument => sections(front, words, outside)
            .map_err(|told| match told {
                // clap has a flag to suggest
                Mistake::Told(_) if !words.iter().any(is_ambiguous) => Mistake::Clap(error),
                other => other,
            }),
        other => other.map_err(Mistake::Clap),
    }
}

/// A profile that the environment names is as if it had been typed, where none was.
fn name_profile(line: &mut Vec<OsString>, at: usize, outside: &dyn Outside) {
    let command = line.get(at).and_then(|word| word.to_str());
    if !command.is_some_and(|command| KNOW_PROFILES.contains(&command)) {
        return;
    }
    let is_typed = |word: &OsString| {
        let word = word.as_encoded_bytes();
        let is_all = word == b"--all" && command == Some("check"); // every one, so none by itself
        word == b"--profile" || word.starts_with(b"--profile=") || is_all
    };
    let typed = line.iter().take_while(|word| *word != "--").any(is_typed);
    let named = outside.environment("MTLS_PROFILE");
    if let (false, Some(name)) = (typed, named.filter(|name| !name.is_empty())) {
        let mut flag = OsString::from("--profile=");
        flag.push(name);
        let has_step = line.get(at + 1).is_some_and(|word| word == "submit");
        line.insert(at + if has_step { 2 } else { 1 }, flag);
    }
}

/// Where the command stands, behind what is said to all of them.
fn command_at(line: &[OsString]) -> usize {
    let mut at = 1;
    while line.get(at).is_some_and(|word| word == "--color") {
        at += 2;
    }
    while line
        .get(at)
        .is_some_and(|word| word.as_encoded_bytes().starts_with(b"--color="))
    {
        at += 1;
    }
    at
}

/// The commands that have `--profile`.
const KNOW_PROFILES: [&str; 10] = [
    "call",
    "token",
    "probe",
    "check",
    "rotate",
    "revoke",
    "csr",
    "inspect",
    "match-key",
    "convert",
];

/// Whether clap alone would not do; a word too many costs a millisecond.
fn needs_reading(word: &OsString) -> bool {
    let Some(word) = word.to_str() else {
        return false;
    };
    match word.strip_prefix("--") {
        Some(long) => ["config", "next", "no-", "expand-", "variable", "disable"]
            .iter()
            .any(|begin| long.starts_with(begin)),
        None => word
            .strip_prefix('-')
            .is_some_and(|letters| letters.contains([':', 'K', 'q']) || names_a_flag(letters)),
    }
}

/// Whether a flag's long name stands behind one hyphen, as openssl and Java write them.
fn names_a_flag(letters: &str) -> bool {
    letters.len() > 2 && Names::of_call().spelled(letters).is_some()
}

fn is_ambiguous(word: &OsString) -> bool {
    let long = word.to_str().and_then(|word| word.strip_prefix("--"));
    long.is_some_and(|name| matches!(Names::of_call().long(name), Meant::Ambiguous))
}

/// Reads the words and lets clap parse each section of them.
fn sections(
    front: &[OsString],
    words: &[OsString],
    outside: &mut dyn Outside,
) -> Result<Cli, Mistake> {
    let names = Names::of_call();
    let mut reader = Reader::new(&names, outside);
    reader.line(words).map_err(Mistake::told)?;
    let (notes, stdin_taker) = (reader.notes.clone(), reader.stdin_taker);
    let mut whole: Option<Cli> = None;
    for tokens in reader.sections() {
        let words = tokens.iter().map(Token::word);
        let line = front.iter().cloned().chain(words);
        let mut parsed = super::parse(line).map_err(|e| located(e, &tokens))?;
        let is_filed = |t: &Token| t.flag.as_deref() == Some("client-secret") && t.place.is_some();
        if let Some(call) = parsed.first_call() {
            call.run.stdin_taker = stdin_taker;
            call.run.secret_in_file = tokens.iter().any(is_filed);
        }
        match &mut whole {
            None => whole = Some(parsed),
            Some(cli) => cli.append(parsed),
        }
    }
    let mut cli = match whole {
        Some(cli) => cli,
        None => super::parse(front.iter().cloned()).map_err(Mistake::Clap)?,
    };
    if let Some(first) = cli.first_call() {
        first.run.notes = notes;
    }
    Ok(cli)
}

impl Cli {
    fn append(&mut self, next: Self) {
        if let (Command::Call(all), Command::Call(more)) = (&mut self.command, next.command) {
            all.extend(more);
        }
    }

    fn first_call(&mut self) -> Option<&mut CallArgs> {
        match &mut self.command {
            Command::Call(all) => all.first_mut(),
            _ => None,
        }
    }
}

/// What clap found wrong with a value that came from a file names the file and its line.
fn located(error: clap::Error, tokens: &[Token]) -> Mistake {
    let Some(failure) = super::explain(&error) else {
        return Mistake::Clap(error);
    };
    let is_named = |token: &&Token| {
        token.flag.as_ref().is_some_and(|flag| {
            let long = format!("--{flag}");
            failure
                .summary
                .split([' ', ':', ','])
                .any(|word| word == long)
        })
    };
    let place = tokens
        .iter()
        .rev()
        .find(is_named)
        .and_then(|t| t.place.as_ref());
    match place {
        Some(place) => Mistake::told(at(place, failure)),
        None => Mistake::Clap(error),
    }
}

/// A failure with the place where it was found in front of it.
fn at(place: &Place, failure: Failure) -> Failure {
    Failure {
        summary: format!("{}:{}: {}", place.file, place.line, failure.summary),
        ..failure
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    struct Files(BTreeMap<&'static str, &'static str>);

    impl Outside for Files {
        fn read(&mut self, name: &str) -> Result<Named, Failure> {
            match self.0.get(name) {
                Some(text) => Ok(Named {
                    bytes: text.as_bytes().to_vec(),
                    is_open: name.ends_with("open"),
                }),
                None => Err(Failure::usage(format!("{name}: no such file"), "")),
            }
        }

        fn environment(&self, name: &str) -> Option<OsString> {
            (name == "SET").then(|| " from env\n".into())
        }
    }

    fn parsed(
        line: &[&str],
        files: &[(&'static str, &'static str)],
    ) -> Result<Vec<CallArgs>, String> {
        let words = ["mtls", "call"].iter().chain(line).map(OsString::from);
        let mut files = Files(files.iter().copied().collect());
        match read(words, &mut files) {
            Ok(Cli {
                command: Command::Call(all),
                ..
            }) => Ok(all),
            Ok(_) => Err("another command".into()),
            Err(Mistake::Clap(e)) => {
                Err(super::super::explain(&e).map_or_else(|| e.to_string(), |f| f.summary))
            }
            Err(Mistake::Told(failure)) => Err(failure.summary),
        }
    }

    #[test]
    fn config_files_stand_for_their_lines_where_they_are_named() {
        let files = [
            (
                "a",
                "# comment\nurl = \"h/\\\"1\\\"\"\n-X=PUT\n--max-time 3\ndata: x\nsilent\ninclude =\nconfig b\n",
            ),
            (
                "b",
                "-H \"A: \\t1\"\nuser=me:pw#x # not this\n  url h/2\nnext\nurl h/3",
            ),
        ];
        let all = parsed(&["-d", "first", "-K", "a", "h/4"], &files).unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].urls.list, ["h/\"1\"", "h/2"]);
        assert_eq!(all[0].request.request.as_deref(), Some("=PUT"));
        assert_eq!(all[0].request.header, ["A: \t1"]);
        assert_eq!(all[0].request.user.as_deref(), Some("me:pw#x"));
        assert_eq!(all[0].request.data.parts.len(), 2);
        assert!(all[0].answer.include && all[1].answer.silent);
        assert_eq!(all[1].urls.list, ["h/3", "h/4"]);
        assert!(!all[1].answer.include && all[1].request.user.is_none());
    }

    #[test]
    fn a_value_that_may_be_left_out_is_read_behind_an_equals_sign_only() {
        let files = [("c", "url = h/1"), ("d", "dry-run = json\nurl = h/1")];
        for (line, form) in [
            (&["-Kc", "--dry-run"][..], "Text"),
            (&["-Kc", "--dry-run", "-s"], "Text"),
            (&["--dry-run", "-K", "c"], "Text"),
            (&["--dry-run=json", "-K", "c"], "Json"),
            (&["-K", "d"], "Json"),
        ] {
            let all = parsed(line, &files).unwrap_or_else(|e| panic!("{line:?}: {e}"));
            let said = format!("{:?}", all[0].beyond.dry_run);
            assert!(said.contains(form), "{line:?}: {said}");
        }
    }

    #[test]
    fn a_long_name_behind_one_hyphen_is_no_row_of_letters() {
        for (line, flag) in [
            (&["h/", "-cert", "a"][..], "--cert"),
            (&["h/", "-key", "a"], "--key"),
            (&["h/", "-sS", "-data", "a"], "--data"),
        ] {
            let said = parsed(line, &[]).unwrap_err();
            assert!(said.contains("with one hyphen"), "{line:?} {flag}: {said}");
        }
        // a value of another flag is none
        let all = parsed(&["h/", "-A", "-key", "-sS"], &[]);
        assert!(all.is_ok_and(|all| all[0].answer.silent));
    }

    #[test]
    fn mistakes_in_files_are_named_with_their_line_and_without_their_value() {
        for (text, expected) in [
            (
                "\nbogus = hunter2",
                "c:2: --bogus is no flag of this command",
            ),
            (
                "max-time = hunter2",
                "c:1: --max-time <SECONDS>: takes seconds",
            ),
            ("max-time", "c:1: --max-time needs a value"),
            ("silent = hunter2", "c:1: --silent takes no value"),
            ("url = \"hunter2", "c:1: the quotes are not closed"),
            (
                "data = two hunter2",
                "c:1: the value has blanks and no quotes",
            ),
            ("-K c", "c:1: config files name one another more than"),
            ("config = none", "c:1: none: no such file"),
            (
                "no-data = hunter2",
                "c:1: --no-data: only flags without a value can be switched off",
            ),
            ("libcurl = x", "c:1: curl's --libcurl is not supported here"),
        ] {
            let said = parsed(&["-Kc", "h/"], &[("c", text)]).unwrap_err();
            assert!(said.contains(expected), "{text}: {said}");
            assert!(!said.contains("hunter2"), "{said}");
        }
    }

    #[test]
    fn secrets_in_a_file_open_to_others_are_told() {
        let noted = |name: &'static str, text: &'static str| {
            let all = parsed(&["-K", name, "h/"], &[(name, text)]).unwrap();
            !all[0].run.notes.is_empty()
        };
        assert!(noted("c.open", "user = a:b"));
        assert!(noted("c.open", "header = \"Authorization: Bearer x\""));
        assert!(!noted("c.open", "pass = env:PW\nheader = \"X: y\""));
        assert!(!noted("c", "user = a:b"));
        assert!(noted("c.open", "url = https://me:pw@h/"));
        assert!(!noted("c.open", "url = https://h/a@b"));
    }

    #[test]
    fn sections_have_flags_of_their_own_but_the_global_ones() {
        let all = parsed(
            &[
                "h/1",
                "-sd",
                "x",
                "--next",
                "h/2",
                "-vf",
                "-:",
                "h/3",
                "--no-silent",
            ],
            &[],
        )
        .unwrap();
        assert_eq!(all.len(), 3);
        assert!(all.iter().all(|a| a.answer.verbose && !a.answer.silent));
        let fails: Vec<bool> = all.iter().map(|a| a.answer.fail).collect();
        assert_eq!(fails, [false, true, false]);
        assert_eq!(all[1].request.data.parts.len(), 0);
        assert_eq!(parsed(&["--next", "h/"], &[]).unwrap().len(), 1);
        assert_eq!(parsed(&["h/", "--next"], &[]).unwrap().len(), 2);
    }

    #[test]
    fn negations_and_abbreviations_are_curls() {
        let one = |line: &[&str]| parsed(line, &[]).map(|mut all| all.remove(0));
        assert!(!one(&["h/", "-f", "--no-fail"]).unwrap().answer.fail);
        assert!(one(&["h/", "--no-fail", "-f"]).unwrap().answer.fail);
        assert!(one(&["h/", "--no-buffer"]).unwrap().tell.no_buffer);
        assert!(!one(&["h/", "-N", "--buffer"]).unwrap().tell.no_buffer);
        assert!(one(&["h/", "--insec"]).unwrap().connection.insecure);
        assert!(
            one(&["h/", "--max-t", "3"])
                .unwrap()
                .connection
                .max_time
                .is_some()
        );
        let said = one(&["h/", "--fai"]).unwrap_err(); // fail, fail-early, fail-with-body
        assert!(
            said.contains("--fai is the beginning of several flags"),
            "{said}"
        );
        let said = one(&["h/", "--haeder", "x"]).unwrap_err();
        assert!(said.contains("--haeder is no flag"), "{said}");
        assert!(one(&["h/", "--libc", "x"]).is_err()); // curl's, and not ours
        assert!(one(&["h/", "--no-max-time", "3"]).is_err());
        assert!(one(&["h/", "--no-bogus"]).is_err());
        assert_eq!(one(&["-qsS", "--", "-h"]).unwrap().urls.list, ["-h"]);
    }

    #[test]
    fn variables_are_expanded_where_it_is_asked_for() {
        let files = [("body", " in \"file\"\n")];
        let data = |line: &[&str]| {
            parsed(line, &files).map(|all| match all[0].request.header.first() {
                Some(header) => header.clone(),
                None => String::new(),
            })
        };
        let line = |variable: &'static str, text: &'static str| {
            data(&["h/", "--variable", variable, "--expand-header", text])
        };
        assert_eq!(line("a=1", "x{{a}}y{{a:trim}}{{none}}").unwrap(), "x1y1");
        assert_eq!(
            line("a@body", "{{a:trim:json}}").unwrap(),
            "in \\\"file\\\""
        );
        assert_eq!(line("a= b/&", "{{a:trim:url}}").unwrap(), "b%2F%26");
        assert_eq!(line("a=x", "{{a:b64}}").unwrap(), "eA==");
        assert_eq!(line("%SET", "{{SET:trim}}").unwrap(), "from env");
        assert_eq!(line("%NONE=else", "{{NONE}}").unwrap(), "else");
        assert_eq!(line("a=1", "\\{{a}}").unwrap(), "{{a}}");
        assert_eq!(line("a=1", "{{a-}} {{}}").unwrap(), "{{a-}} {{}}");
        for (variable, text) in [
            ("%NONE", "x"),
            ("a", "x"),
            ("a=1", "{{a"),
            ("a=1", "{{a:up}}"),
            ("=1", "x"),
        ] {
            assert!(line(variable, text).is_err(), "{variable} {text}");
        }
        assert!(data(&["h/", "--expand-silent"]).is_err());
    }
}
