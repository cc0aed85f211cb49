//! `--expect-json`: filters of the jq language, by jaq. They see the body and nothing else: no
//! files, no environment, no clock; and they have neither all the time nor all the depth they like.

use std::str::FromStr;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use jaq_core::data::JustLut;
use jaq_core::{Ctx, Error, Vars};
use jaq_json::{Val, read};

use super::filter::{DEEPEST, compile, depth};
use super::{Held, Kept, LARGEST_BODY, shortened};
use crate::core::http::fields::Fields;
use crate::core::http::hidden;
use crate::core::http::sensitive::masked_with;

/// A filter that compiles, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonWish(String);

impl FromStr for JsonWish {
    type Err = String;

    /// The reason names the place by its character, from 1.
    fn from_str(text: &str) -> Result<Self, String> {
        compile(text).map(|_| Self(text.to_owned()))
    }
}

/// A filter holds when it gives something, and all of that is `true`: one that gives what it found
/// would hold for nearly any answer.
pub(super) fn hold(wishes: &[JsonWish], body: Kept<'_>, secret: &Fields) -> Vec<Held> {
    if wishes.is_empty() {
        return Vec::new(); // no thread, no look at the body
    }
    let problem = match body.bytes {
        _ if body.cut => format!("the body is over {} MiB", LARGEST_BODY >> 20),
        bytes if bytes.trim_ascii().is_empty() => "there is no body".into(),
        bytes if depth(bytes) > DEEPEST => format!("the body nests deeper than {DEEPEST}"),
        bytes => return evaluated(wishes, bytes, secret),
    };
    let failed = |wish: &JsonWish| unmet(wish, problem.clone());
    wishes.iter().map(failed).collect()
}

fn unmet(wish: &JsonWish, came: String) -> Held {
    Held {
        expected: shortened(&wish.0),
        came,
        met: false,
    }
}

/// In a thread of its own, which is left behind when it takes too long.
fn evaluated(wishes: &[JsonWish], body: &[u8], secret: &Fields) -> Vec<Held> {
    let (sender, results) = channel();
    let (given, body, secret) = (wishes.to_vec(), body.to_vec(), secret.clone());
    let work = move || {
        let input = read::parse_single(&body);
        for wish in &given {
            let held = match &input {
                Ok(input) => one(wish, input, &secret),
                Err(error) => unmet(wish, format!("the body is no JSON: {error}")),
            };
            if sender.send(held).is_err() {
                return;
            }
        }
    };
    let until = Instant::now() + LONGEST;
    let started = thread::Builder::new().stack_size(STACK).spawn(work);
    let mut held = Vec::new();
    for wish in wishes {
        let left = until.saturating_duration_since(Instant::now());
        held.push(match results.recv_timeout(left) {
            _ if started.is_err() => unmet(wish, "no thread could be started for it".into()),
            Ok(held) => held,
            Err(RecvTimeoutError::Timeout) => {
                unmet(wish, format!("it was not done in {} s", LONGEST.as_secs()))
            }
            Err(RecvTimeoutError::Disconnected) => unmet(wish, "it broke off".into()),
        });
    }
    held
}

fn one(wish: &JsonWish, input: &Val, secret: &Fields) -> Held {
    let (met, came) = match values(&wish.0, input) {
        Err(error) => (false, format!("it failed: {}", shortened(&error))),
        Ok(values) if values.is_empty() => (false, "nothing".into()),
        Ok(values) => {
            let met = values.iter().all(|v| matches!(v, Val::Bool(true)));
            let is_answer = |v: &Val| matches!(v, Val::Null | Val::Bool(_));
            let advice = match values.iter().all(is_answer) {
                true => "",
                false if assigns(&wish.0) => ", which is neither true nor false: did you mean ==?",
                false => ", which is neither true nor false: compare it with ==",
            };
            (met, shown(&wish.0, &values, secret) + advice)
        }
    };
    Held {
        expected: shortened(&wish.0),
        came: came + &compared(&wish.0, input, secret),
        met,
    }
}

/// Whether an equals sign stands alone, as in an assignment.
fn assigns(filter: &str) -> bool {
    let around = format!(" {filter} ");
    around.as_bytes().windows(3).any(|three| {
        three.get(1) == Some(&b'=')
            && !three.first().is_some_and(|b| b"=!<>|+-*/%".contains(b))
            && three.get(2) != Some(&b'=')
    })
}

/// What stands left of a comparison, which says more than that it is false.
fn compared(filter: &str, input: &Val, secret: &Fields) -> String {
    let Some(left) = left_of(filter) else {
        return String::new();
    };
    match values(left, input) {
        Ok(values) if !values.is_empty() => {
            format!(", {left} being {}", shown(left, &values, secret))
        }
        _ => String::new(),
    }
}

fn values(filter: &str, input: &Val) -> Result<Vec<Val>, String> {
    let filter = compile(filter)?;
    let context = Ctx::<JustLut<Val>>::new(&filter.lut, Vars::new([]));
    let mut out = Vec::new();
    for value in filter.id.run((context, input.clone())).take(MOST_VALUES) {
        let failed = |e: Error<Val>| e.to_string();
        out.push(value.map_err(|e| e.get_err().map_or_else(|_| "it stopped".into(), failed))?);
    }
    Ok(out)
}

/// Values as JSON, hidden where the filter or a key names a secret.
fn shown(filter: &str, values: &[Val], fields: &Fields) -> String {
    let plain = |v: &Val| matches!(v, Val::Null | Val::Bool(_));
    let mut words = filter.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
    let secret = words.any(|word| hidden::is_secret_name(word) || fields.has(word));
    let one = |value: &Val| match value {
        value if plain(value) => value.to_string(),
        _ if secret => "***".to_owned(),
        value => {
            let text = value.to_string();
            let text = hidden::without(&text, &hidden::spans(&text));
            masked_with(&text, fields).into_owned()
        }
    };
    let all: Vec<String> = values.iter().take(MOST_TOLD).map(one).collect();
    shortened(&all.join(", "))
}

/// The part before the last comparison or pipe that stands in no bracket and no string.
fn left_of(filter: &str) -> Option<&str> {
    let (mut open, mut quoted, mut found) = (0_i32, false, None);
    let bytes = filter.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        match byte {
            b'"' if before != Some(&b'\\') => quoted = !quoted,
            _ if quoted => {}
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open -= 1,
            b'=' | b'<' | b'>' | b'!' | b'|' if open == 0 => {
                found = if before.is_some_and(|b| b"=<>!|".contains(b)) {
                    found
                } else {
                    Some(at)
                };
            }
            _ => {}
        }
    }
    let left = filter.get(..found?)?.trim();
    let joined = [" and ", " or ", "//"]
        .iter()
        .any(|word| filter.contains(word));
    (!left.is_empty() && !joined).then_some(left)
}

/// For all filters of one answer together.
const LONGEST: Duration = Duration::from_secs(2);
/// For the thread that filters run in, in bytes; only what is used is taken.
const STACK: usize = 64 << 20;
/// Values of one filter that are looked at.
const MOST_VALUES: usize = 100_000;
/// Values that are told.
const MOST_TOLD: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    fn held(filter: &str, bytes: &[u8]) -> (bool, String) {
        let wish = filter.parse().unwrap();
        let mut held = hold(&[wish], Kept { bytes, cut: false }, &Fields::default());
        held.pop().map(|h| (h.met, h.came)).unwrap()
    }

    #[test]
    fn a_filter_holds_when_all_it_gives_is_true() {
        let body = br#"{"status":"ACTIVE","n":12345678901234567890.50,"list":[1,2],"no":null}"#;
        for met in [
            r#".status == "ACTIVE""#,
            ".list[] | . > 0",
            ".list | length == 2",
            r#".status | test("^ACT")"#,
            r#"(.status | startswith("A")) and .n > 1"#,
            ".n == 12345678901234567890.50",
            r#"has("no")"#,
            ".list | any(. == 2)",
            r#"[.list[] | tostring] | join("-") == "1-2""#,
            r#""[3]" | fromjson | .[0] == 3"#,
        ] {
            assert!(held(met, body).0, "{met}: {:?}", held(met, body));
        }
        for unmet in [
            ".status",
            ".list[]",
            r#".status = "ACTIVE""#,
            ".no",
            ".list[] == 1",
            "empty",
            ".status.x",
            "error(1)",
        ] {
            assert!(!held(unmet, body).0, "{unmet}: {:?}", held(unmet, body));
        }
    }

    #[test]
    fn what_came_is_told_and_no_secret_is() {
        let body = br#"{"status":"PENDING","access_token":"s3","all":{"secret":"s3","x":[1]}}"#;
        let came = |filter: &str| held(filter, body).1;
        assert_eq!(
            came(r#".status == "ACTIVE""#),
            r#"false, .status being "PENDING""#
        );
        assert_eq!(
            came(r#".status | test("^A")"#),
            r#"false, .status being "PENDING""#
        );
        assert_eq!(came(".gone"), "null");
        assert!(came(r#".status = "A""#).contains("neither true nor false: did you mean ==?"));
        assert!(came(".status").ends_with("neither true nor false: compare it with =="));
        assert_eq!(
            came(".status.x"),
            r#"it failed: cannot index "PENDING" with "x""#
        );
        assert_eq!(
            held(".cvv == 1", br#"{"cvv":"123"}"#).1,
            "false, .cvv being ***"
        );
        assert!(came(r#".access_token == "x""#).ends_with(".access_token being ***"));
        assert!(came(".all == 1").ends_with(r#".all being {"secret":"***","x":[1]}"#));
    }

    #[test]
    fn no_body_harms_us() {
        assert_eq!(held(".", b" ").1, "there is no body");
        assert!(held(".", b"<html>").1.starts_with("the body is no JSON"));
        assert!(held(".", &b"[".repeat(1 << 20)).1.contains("nests deeper"));
        let deep = [b"[".repeat(500), b"]".repeat(500)].concat();
        assert!(held("[..] | length == 500", &deep).0);
        assert_eq!(held("last(repeat(1))", b"1").1, "it was not done in 2 s");
    }
}
