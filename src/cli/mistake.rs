//! What was typed wrong, as one sentence and a fix: clap's findings without the values, because a
//! value typed in the wrong place may be a secret or a whole key. Flags of curl that we do not have
//! are named with what to do instead.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::curl::CURL_HAS;
use crate::core::provider::ProviderRef;
use crate::report::Failure;

/// Why a command line was not taken.
#[derive(Debug)]
pub enum Mistake {
    /// clap's finding, or a help or version text.
    Clap(Error),
    /// What reading the words found.
    Told(Box<Failure>),
}

impl Mistake {
    /// Of a failure.
    pub fn told(failure: Failure) -> Self {
        Self::Told(Box::new(failure))
    }
}

/// A failure for the kinds of mistake whose text would repeat a value; `None` leaves the text to
/// clap (help, version).
pub fn explain(error: &Error) -> Option<Failure> {
    let argument = text(error, ContextKind::InvalidArg)
        .or_else(|| text(error, ContextKind::InvalidSubcommand)) // `csr --cn x submit`
        .unwrap_or_default();
    match error.kind() {
        ErrorKind::ValueValidation => Some(bad_value(error, &argument)),
        ErrorKind::InvalidValue => Some(not_one_of(error, &argument)),
        ErrorKind::UnknownArgument => Some(unknown(error, &argument)),
        ErrorKind::InvalidSubcommand => Some(no_command(error)),
        ErrorKind::ArgumentConflict => Some(contradiction(error, &argument)),
        ErrorKind::MissingRequiredArgument => Some(missing(error)),
        _ => None,
    }
}

fn bad_value(error: &Error, argument: &str) -> Failure {
    let reason = std::error::Error::source(error).map(ToString::to_string);
    let reason = reason.unwrap_or_else(|| "the value cannot be".into());
    let flag = flag_of(argument);
    let forms = FORMS
        .iter()
        .find(|(flags, _)| flags.split(' ').any(|known| known == flag));
    let is_of_provider = ["--provider", "--for", "<NAME>"].contains(&flag);
    let fix = match forms {
        Some((_, forms)) => format!("write it as {forms}"),
        None if is_of_provider && reason.contains("is no provider") => {
            "mtls provider list tells of each".into()
        }
        None => HELP.to_owned(),
    };
    Failure::usage(format!("{argument}: {reason}"), fix)
}

/// Two that exclude each other, or one that may be given once only.
fn contradiction(error: &Error, argument: &str) -> Failure {
    let flag = flag_of(argument);
    let others: Vec<&str> = match error.get(ContextKind::PriorArg) {
        Some(ContextValue::String(other)) => vec![flag_of(other)],
        Some(ContextValue::Strings(others)) => others.iter().map(|o| flag_of(o)).collect(),
        _ => Vec::new(),
    };
    if others.is_empty() || others == [flag] {
        return Failure::usage(format!("{flag} is given twice"), "give it once");
    }
    let all: Vec<&str> = std::iter::once(flag)
        .chain(others.iter().copied())
        .collect();
    Failure::usage(
        format!("{} do not go together", joined(&all, "and")),
        format!("leave out {flag}, or {}", joined(&others, "and")),
    )
}

fn missing(error: &Error) -> Failure {
    let wanted: Vec<String> = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(all)) => all.iter().map(|one| choice(one)).collect(),
        Some(ContextValue::String(one)) => vec![choice(one)],
        _ => Vec::new(),
    };
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let verb = if wanted.len() == 1 { "is" } else { "are" };
    let wanted = joined(&wanted, "and");
    Failure::usage(
        format!("{wanted} {verb} missing"),
        format!("name {wanted}; --help has examples"),
    )
}

/// `<FILE|HOST:PORT>...` as it is said: `FILE or HOST:PORT`.
fn choice(wanted: &str) -> String {
    if wanted == "--all" {
        return "--profile PROFILE/ENV or --all".into(); // clap names one of the two
    }
    let plain = wanted.replace(['<', '>'], "");
    let ways: Vec<&str> = plain.trim_end_matches("...").split('|').collect();
    joined(&ways, "or")
}

fn joined(words: &[&str], last: &str) -> String {
    match words {
        [init @ .., end] if !init.is_empty() => format!("{} {last} {end}", init.join(", ")),
        _ => words.concat(),
    }
}

/// The flag without the name of its value.
fn flag_of(argument: &str) -> &str {
    argument.split([' ', '=']).next().unwrap_or(argument)
}

fn not_one_of(error: &Error, argument: &str) -> Failure {
    let values = match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) if !values.is_empty() => values.join(", "),
        _ => return Failure::usage(format!("{argument} needs a value"), HELP),
    };
    Failure::usage(format!("{argument} takes one of: {values}"), HELP)
}

fn unknown(error: &Error, argument: &str) -> Failure {
    if argument.starts_with("-----BEGIN") {
        return Failure::usage(
            "the content of a file stands where its name belongs; it is not shown",
            "write it to a file and name that, or pipe it in and name -",
        );
    }
    if is_url(argument) {
        return Failure::usage(
            "a URL stands where no argument belongs",
            "name it with its flag, as in mtls token --token-url URL",
        );
    }
    let Some(flag) = flag_name(argument) else {
        return Failure::usage(
            "an argument stands where none belongs; it is not shown, as it may be a secret",
            "put quotes around a value with blanks, and check the order of the arguments",
        );
    };
    let close = text(error, ContextKind::SuggestedArg).filter(|s| is_close(&flag, s));
    let fix = close.map(|s| format!("did you mean {s}?"));
    of_curl(&flag).unwrap_or_else(|| no_flag(&flag, fix))
}

/// A flag that there is not, by its name with the hyphens.
pub(super) fn unknown_flag(typed: &str) -> Failure {
    match flag_name(typed) {
        Some(flag) => of_curl(&flag).unwrap_or_else(|| no_flag(&flag, None)),
        None => Failure::usage(
            "a word that begins with - is no flag; it is not shown",
            HELP,
        ),
    }
}

fn no_flag(flag: &str, fix: Option<String>) -> Failure {
    let meant = MEANT
        .iter()
        .find(|(typed, _)| typed.split(' ').any(|t| t == flag));
    let fix = match meant {
        Some((_, meant)) => format!("did you mean {meant}?"),
        None => fix.unwrap_or_else(|| HELP.to_owned()),
    };
    Failure::usage(format!("{flag} is no flag of this command"), fix)
}

fn of_curl(flag: &str) -> Option<Failure> {
    let is = |(names, _): &&(&str, &str)| names.split(' ').any(|n| n == flag);
    let (_, instead) = CURL_HAS.iter().find(is)?;
    let problem = format!("curl's {flag} is not supported here");
    Some(Failure::usage(problem, *instead))
}

/// The long names of curl's flags that we do not have, without the hyphens.
pub(super) fn of_curl_alone() -> impl Iterator<Item = &'static str> {
    let names = CURL_HAS.iter().flat_map(|(names, _)| names.split(' '));
    names.filter_map(|name| name.strip_prefix("--"))
}

fn no_command(error: &Error) -> Failure {
    let typed = text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
    if is_url(&typed) {
        return Failure::usage(
            "a URL stands where the command belongs",
            "did you mean: mtls call URL",
        );
    }
    let is_word = typed.len() < 20
        && typed
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let named = if is_word {
        format!("`{typed}` is no command")
    } else {
        "there is no such command".into()
    };
    if is_word && matches!(typed.parse(), Ok(ProviderRef::BuiltIn(_))) {
        return Failure::usage(named, format!("did you mean: mtls provider show {typed}"));
    }
    let known = COMMANDS
        .iter()
        .find(|(words, _)| words.split(' ').any(|w| w == typed.to_lowercase()))
        .map(|(_, command)| *command)
        .or_else(|| super::command::nearest(&typed));
    let suggested = match error.get(ContextKind::SuggestedSubcommand) {
        Some(ContextValue::Strings(list)) => list.last().cloned(), // the nearest
        _ => None,
    };
    let fix = match known.map(str::to_owned).or(suggested) {
        Some(command) => {
            let nested = !<super::Command as clap::Subcommand>::has_subcommand(&command);
            let above = NESTED.iter().find(|(own, _)| nested && *own == command);
            let above = above.map_or(String::new(), |(_, above)| format!("{above} "));
            format!("did you mean: mtls {above}{command}")
        }
        None => "see what there is with: mtls --help".into(),
    };
    Failure::usage(named, fix)
}

fn is_url(argument: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|scheme| argument.starts_with(scheme))
}

/// A flag's name alone: what follows `=`, and what cannot be a flag, is left out.
fn flag_name(argument: &str) -> Option<String> {
    let name = argument.split('=').next()?;
    let plain = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-.#:".contains(&b));
    let long = name.starts_with("--") && name.len() > 2 && name.len() <= LONGEST_FLAG;
    let short = name.starts_with('-') && name.chars().count() == 2;
    (plain && (long || short)).then(|| name.to_owned())
}

/// clap finds `--secret` like `--insecure`; only what begins alike is worth saying, and never a
/// flag that switches a check off.
fn is_close(typed: &str, suggested: &str) -> bool {
    let begin = |flag: &str| flag.chars().take(5).collect::<String>();
    suggested != "--insecure" && begin(typed) == begin(suggested)
}

fn text(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(list) => list.first().cloned(),
        _ => None,
    }
}

/// Commands of commands.
const NESTED: &[(&str, &str)] = &[
    ("list", "provider"),
    ("show", "provider"),
    ("check", "provider"),
    ("submit", "csr"),
];
const HELP: &str = "see what it takes with --help";
/// Longer than every flag of ours and curl's, in bytes; anything longer is no flag.
const LONGEST_FLAG: usize = 32;

/// What these flags take; several flags apart by a blank.
const FORMS: &[(&str, &str)] = &[
    (
        "--san",
        "DNS:app.example, IP:192.0.2.1, URI:https://a.example, email:a@b.example, RID:1.2.3, dirName:/CN=x or otherName:OID;UTF8:text",
    ),
    (
        "--newkey",
        "rsa:2048, rsa:3072, rsa:4096, ec:p256, ec:p384, ec:p521 or ed25519",
    ),
    ("--digest", "sha256, sha384 or sha512"),
    (
        "--subj",
        "/C=BR/O=Acme/CN=app or CN=app,O=Acme,C=BR, a special character behind a \\",
    ),
    ("--dn", "TYPE=VALUE, as in organizationIdentifier=PSDBR-1"),
    ("--key-usage", "digitalSignature,keyEncipherment"),
    ("--eku", "clientAuth, or a dotted OID"),
    ("--basic-constraints", "CA:FALSE"),
    (
        "--expect-json",
        "a jq filter that gives true, as in '.status == \"ACTIVE\"'",
    ),
    (
        "--expect-header",
        "'X-Name', 'X-Name: value' or 'X-Name: /regex/'",
    ),
    ("--not-after", "2027-06-30 or 2027-06-30T12:00:00Z"),
    (
        "--allow",
        "short-rsa, sha1 and unproved, with commas between",
    ),
    ("--expires-within", "30d, 2w or 12h"),
    (
        "--pass --key-pass --out-pass --ca-pass --client-secret --assertion-pass",
        "env:NAME, file:PATH, cmd:COMMAND, fd:3, - or prompt",
    ),
];

/// Flags that people try, and the one they mean.
const MEANT: &[(&str, &str)] = &[
    ("--version -V", "mtls --version"),
    ("--carcert --ca-cert --cafile --CAfile", "--cacert"),
    ("--timeout", "--max-time (-m)"),
    ("--bearer --token", "--oauth2-bearer"),
    ("--method", "--request (-X)"),
    ("--p12 --pfx --pkcs12", "--cert"),
    ("--body", "--data (-d)"),
];

/// Words that people try, and the command they mean.
const COMMANDS: &[(&str, &str)] = &[
    ("curl request get post http", "call"),
    ("req new gen genrsa generate scr crs", "csr"),
    ("x509 show dump cat verify view", "inspect"),
    ("pkcs12 pfx p12 export", "convert"),
    ("match pair modulus", "match-key"),
    ("oauth login auth", "token"),
    ("version", "--version"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &[&str]) -> String {
        let words = line.iter().map(|w| (*w).into());
        let error = crate::cli::parse(std::iter::once("mtls".into()).chain(words)).unwrap_err();
        explain(&error).map_or_else(String::new, |f| format!("{} / {}", f.summary, f.fix))
    }

    #[test]
    fn no_value_is_repeated() {
        let key = "-----BEGIN PRIVATE KEY-----\nhunter2";
        for line in [
            &["token", "--token-url", "u", "--client-secret", "hunter2"][..],
            &["inspect", "--pass", "hunter2", "x"],
            &["inspect", key],
            &["call", "https://h/", "--key", key],
            &["token", "--token-url", "u", "hunter2"],
            &["call", "--hunter2hunter2hunter2hunter2hunter2hunter2"],
            &["convert", "x", "--out-pass", "hunter2"],
        ] {
            assert!(!said(line).contains("hunter2"), "{line:?}: {}", said(line));
            assert!(!said(line).is_empty(), "{line:?}");
        }
    }

    #[test]
    fn curls_flags_are_named_with_what_to_do_instead() {
        assert!(
            said(&["call", "https://h/", "--libcurl", "x"])
                .starts_with("curl's --libcurl is not supported")
        );
        assert!(said(&["call", "https://h/", "--digest"]).contains("curl's --digest"));
        assert!(!said(&["call", "https://h/", "--secret", "x"]).contains("insecure"));
        assert!(said(&["call", "https://h/", "--haeder", "x"]).contains("--haeder is no flag"));
        assert!(said(&["call", "https://h/", "--heade", "x"]).contains("did you mean --header?"));
    }

    #[test]
    fn what_excludes_each_other_names_what_was_given_alone() {
        for (line, expected) in [
            (
                &["csr", "--renew", "x", "--cn", "y"][..],
                "--renew and --cn do not go together / leave out --renew, or --cn",
            ),
            (
                &["csr", "--cn", "y", "--o", "z", "--subj", "/CN=x"],
                "--cn and --subj do not go together",
            ),
            (&["csr", "--batch", "t", "--print"], "--batch and --print"),
            (&["csr", "--cn", "a", "--cn", "b"], "--cn is given twice"),
            (
                &["inspect", "x", "--format", "json", "-q"],
                "--quiet do not",
            ),
            (
                &["inspect", "x", "--json", "--format", "table"],
                "--format do not",
            ),
        ] {
            assert!(said(line).contains(expected), "{line:?}: {}", said(line));
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        for (line, expected) in [
            (&["check"][..], "/ name --profile PROFILE/ENV or --all;"),
            (&["inspect"], "FILE, FOLDER or HOST:PORT is missing / name"),
            (&["convert"], "FILE is missing"),
            (
                &["token"],
                "--token-url URL, --discover ISSUER, --decode [FILE], --clear or --profile PROFILE/ENV is missing",
            ),
            (
                &["csr", "--cn", "x", "--pass", "env:X"],
                "--key FILE, --renew FILE or --check FILE is missing",
            ),
        ] {
            assert!(said(line).contains(expected), "{line:?}: {}", said(line));
        }
    }

    #[test]
    fn a_value_that_cannot_be_is_told_with_the_forms_that_can() {
        assert!(said(&["csr", "--san", "foo.com"]).contains("/ write it as DNS:app.example"));
        assert!(said(&["csr", "--newkey", "rsa:1024"]).contains("/ write it as rsa:2048"));
        assert!(said(&["inspect", "x", "--pass", "y"]).contains("/ write it as env:NAME"));
    }

    #[test]
    fn the_flag_meant_is_named_and_never_one_that_switches_a_check_off() {
        for (typed, meant) in [
            ("--version", "mtls --version?"),
            ("-V", "mtls --version?"),
            ("--carcert", "--cacert?"),
            ("--timeout", "--max-time (-m)?"),
            ("--bearer", "--oauth2-bearer?"),
            ("--method", "--request (-X)?"),
            ("--p12", "--cert?"),
            ("--body", "--data (-d)?"),
        ] {
            let said = said(&["call", "https://h/", typed]);
            assert!(said.ends_with(&format!("did you mean {meant}")), "{said}");
        }
        assert!(!said(&["call", "https://h/", "--insecue"]).contains("--insecure"));
        assert!(said(&["https://h/?token=x"]).ends_with("did you mean: mtls call URL"));
        let token = said(&["token", "https://h/?token=x"]);
        assert!(token.contains("--token-url URL") && !token.contains("=x"));
    }

    #[test]
    fn the_command_meant_is_named() {
        assert!(said(&["curl", "https://h/"]).ends_with("mtls call"));
        assert!(said(&["scr"]).contains("mtls csr"));
        for (line, meant) in [
            (&["prob"][..], "mtls probe"),
            (&["help", "sandbo"], "mtls sandbox"),
            (&["provider", "vtex"], "mtls provider show vtex"),
            (&["provider", "lst"], "mtls provider list"),
        ] {
            let said = said(line);
            assert!(
                said.ends_with(&format!("did you mean: {meant}")),
                "{line:?}: {said}"
            );
        }
    }
}
