//! The jq language as `--expect-json` speaks it: jaq's, without what reads files, the environment or
//! the clock, and without what would end the program.

use jaq_core::data::JustLut;
use jaq_core::load::{Arena, File, Loader, lex, parse};
use jaq_core::native::{Fun, bome, run, unary, v};
use jaq_core::{Error, Filter, load};
use jaq_json::{Val, read};
use regex_lite::Regex;

type Data = JustLut<Val>;

/// Parses and compiles.
///
/// # Errors
/// What is wrong with it and where, by its character from 1.
pub(super) fn compile(text: &str) -> Result<Filter<Data>, String> {
    let given = |def: &parse::Def<&'static str>| {
        !LEFT_OUT.contains(&def.name) && (def.name, def.args.len()) != ("split", 2)
    };
    let defs = jaq_core::defs()
        .chain(jaq_std::defs().filter(given))
        .chain(jaq_json::defs());
    if let Some(at) = definition(text) {
        let what = "functions are not defined here: one that calls itself would end the program";
        return Err(place(text, text.get(at..).unwrap_or_default(), what));
    }
    let arena = Arena::default();
    let file = File {
        code: text,
        path: (),
    };
    let modules = Loader::new(defs)
        .load(&arena, file)
        .map_err(|errors| unread(text, errors))?;
    let replaced = |(name, ..): &Fun<Data>| !matches!(*name, "halt" | "fromjson");
    let funs = jaq_core::funs()
        .chain(jaq_std::base_funs())
        .chain(jaq_json::funs())
        .filter(replaced)
        .chain(own());
    jaq_core::Compiler::default()
        .with_funs(funs)
        .compile(modules)
        .map_err(|errors| {
            let first = errors.into_iter().flat_map(|(_, errors)| errors).next();
            first.map_or_else(unclear, |(name, what)| {
                place(text, name, &format!("there is no {} {name}", what.as_str()))
            })
        })
}

/// What the standard library has and we have not: regular expressions by the small engine, and a
/// `fromjson` that goes no deeper than the body may.
fn own() -> impl Iterator<Item = Fun<Data>> {
    let functions: [jaq_core::native::Filter<jaq_core::RunPtr<Data>>; 2] = [
        ("test", v(1), |cv| unary(cv, |text, re| test(&text, &re))),
        ("fromjson", v(0), |cv| bome(from_json(&cv.1))),
    ];
    functions.into_iter().map(run::<Data>)
}

fn test(text: &Val, re: &Val) -> Result<Val, Error<Val>> {
    let (Val::TStr(text), Val::TStr(re)) = (text, re) else {
        return Err(Error::str("test wants a string, and a regular expression"));
    };
    let re = Regex::new(&String::from_utf8_lossy(re)).map_err(Error::str)?;
    Ok(Val::Bool(re.is_match(&String::from_utf8_lossy(text))))
}

fn from_json(text: &Val) -> Result<Val, Error<Val>> {
    match text {
        Val::TStr(text) if depth(text) <= DEEPEST => read::parse_single(text).map_err(Error::str),
        _ => Err(Error::str("fromjson wants a string with JSON in it")),
    }
}

/// Where the word `def` stands outside of strings.
fn definition(text: &str) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'd' if !quoted && is_word(text, at, "def") => return Some(at),
            _ => {}
        }
    }
    None
}

fn is_word(text: &str, at: usize, word: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$' | '@');
    let (before, behind) = text.split_at(at);
    let rest = behind.strip_prefix(word);
    !before.ends_with(inside) && rest.is_some_and(|rest| !rest.starts_with(inside))
}

fn unread(text: &str, errors: load::Errors<&str, ()>) -> String {
    let Some((_, error)) = errors.into_iter().next() else {
        return unclear();
    };
    match error {
        load::Error::Io(_) => "a filter here reads no other files".into(),
        load::Error::Lex(errors) => {
            let first: Option<lex::Error<&str>> = errors.into_iter().next();
            first.map_or_else(unclear, |(wanted, at)| {
                place(text, at, &format!("{} is missing", wanted.as_str()))
            })
        }
        load::Error::Parse(errors) => {
            let first: Option<parse::Error<&str>> = errors.into_iter().next();
            first.map_or_else(unclear, |(wanted, at)| {
                place(text, at, &format!("{} is wanted", wanted.as_str()))
            })
        }
    }
}

/// `rest` is a part of `text`, and empty at its end.
fn place(text: &str, rest: &str, what: &str) -> String {
    let start = (rest.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    let at = text.get(..start).filter(|_| !rest.is_empty());
    match at {
        Some(before) => format!("at character {}: {what}", before.chars().count() + 1),
        None => format!("at its end: {what}"),
    }
}

fn unclear() -> String {
    "it is no filter of the jq language".into()
}

/// How deep brackets nest outside of strings.
pub(super) fn depth(json: &[u8]) -> usize {
    let (mut now, mut most, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                now += 1;
                most = most.max(now);
            }
            b']' | b'}' if !quoted => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// Definitions that rest on functions that are not here: dates, mathematics, formats, standard
/// error; and `halt`, which would end the program.
const LEFT_OUT: &[&str] = &[
    "stderr",
    "debug",
    "halt",
    "halt_error",
    "logb",
    "significand",
    "pow10",
    "drem",
    "nexttoward",
    "scalb",
    "gamma",
    "capture_of_match",
    "test",
    "scan_",
    "match",
    "capture",
    "splits",
    "sub",
    "gsub",
    "scan",
    "todate",
    "fromdate",
    "@html",
    "@htmld",
    "@uri",
    "@urid",
    "@base64",
    "@base64d",
];
/// How deep JSON may nest, the body's and what `fromjson` reads: it is walked by recursion.
pub(super) const DEEPEST: usize = 512;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let wrong = |text: &str| compile(text).err().unwrap();
        assert_eq!(wrong(".n =="), "at its end: term is wanted");
        assert_eq!(
            wrong(".n | foo(1)"),
            "at character 6: there is no filter foo"
        );
        assert_eq!(wrong(".a é"), "at character 4: token is missing");
        assert_eq!(
            wrong("include \"x\"; ."),
            "a filter here reads no other files"
        );
        assert!(wrong(". | def f: [f]; f").starts_with("at character 5: functions are not"));
        assert!(compile(r#".def == "def f" and .definite"#).is_ok());
        for gone in ["env", "$ENV", "now", "input", "halt", "debug", "stderr"] {
            assert!(wrong(gone).contains("there is no"), "{gone}");
        }
    }

    #[test]
    fn depth_is_counted_outside_of_strings() {
        assert_eq!(depth(br#"[{"a":"[[[\"[["},[[]]]"#), 3);
    }
}
