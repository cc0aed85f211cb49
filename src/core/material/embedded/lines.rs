//! Values by their keys in texts of lines: YAML, environment files, properties, INI. No parser of
//! any of these, only what their values look like: plain, in quotes, or as an indented block.

use zeroize::Zeroizing;

use super::super::pem::{BEGIN, END, find};
use super::Value;
use super::base64::SHORTEST;

/// Every value that is long enough to be material, in order.
pub fn values(text: &str) -> Vec<Value> {
    let lines: Vec<&str> = text.lines().collect();
    // behind it no END is looked for, which would take time for each BEGIN
    let last_end = find(text, END).and_then(|_| lines.iter().rposition(|line| line.contains(END)));
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        let Some((key, value)) = split(line) else {
            continue;
        };
        let rest = lines.get(at..).unwrap_or_default();
        let ends = last_end.is_some_and(|last| last >= at);
        let (text, used) = whole(value, indent(line), rest, ends);
        at += used;
        if !is_too_short(&text) {
            found.push(Value {
                key: key.to_owned(),
                text,
            });
        }
    }
    found
}

/// Key and the beginning of its value: `key: value`, `- key: value`, `export KEY=value`,
/// `"key": "value",`.
fn split(line: &str) -> Option<(&str, &str)> {
    memchr::memchr2(b':', b'=', line.as_bytes())?;
    let mut rest = line.trim_ascii_start();
    for prefix in ["- ", "export ", "set ", "ENV ", "$env:"] {
        if let Some(behind) = rest.strip_prefix(prefix) {
            rest = behind.trim_ascii_start();
        }
    }
    let at = memchr::memchr2(b':', b'=', rest.as_bytes())?;
    let (key, value) = (rest.get(..at)?, rest.get(at + 1..)?);
    let key = key.trim().trim_matches(['"', '\'']);
    let is_key = |c: char| c.is_ascii_alphanumeric() || "_.-/".contains(c);
    let usable = !key.is_empty() && key.len() <= LONGEST_KEY && key.chars().all(is_key);
    (usable && !key.starts_with("-----")).then_some((key, value.trim()))
}

/// The value whole, and how many of the following lines belong to it; `ends` when there is an END
/// among those.
fn whole(
    value: &str,
    indent_of_key: usize,
    rest: &[&str],
    ends: bool,
) -> (Zeroizing<String>, usize) {
    if let Some(quote @ ('"' | '\'')) = value.chars().next() {
        return in_quotes(value.get(1..).unwrap_or_default(), quote, rest);
    }
    if value.starts_with(['|', '>']) {
        return block(indent_of_key, rest);
    }
    if ends && value.contains(BEGIN) && !value.contains(END) {
        return up_to_end(value, rest);
    }
    let is_base64 = |line: &str| {
        let line = line.trim();
        !line.is_empty()
            && line
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b))
    };
    if value.is_empty() || is_base64(value) {
        // that was folded
        let folded = |line: &&&str| indent(line) > indent_of_key && is_base64(line);
        let more = rest.iter().take_while(folded).count();
        if more > 0 {
            return joined(value, rest, more);
        }
    }
    match is_too_short(value) {
        true => (Zeroizing::default(), 0),
        false => (Zeroizing::new(value.to_owned()), 0),
    }
}

/// Whether it is too short to be material.
fn is_too_short(value: &str) -> bool {
    value.len() < SHORTEST && find(value, BEGIN).is_none()
}

/// Up to the closing quote, which may stand lines below; `\n` and the like are undone.
fn in_quotes(first: &str, quote: char, rest: &[&str]) -> (Zeroizing<String>, usize) {
    if let Some(end) = first.rfind(quote) {
        return (unescaped(first.get(..end).unwrap_or_default()), 0);
    }
    let Some(more) = rest.iter().position(|line| line.contains(quote)) else {
        return (Zeroizing::new(first.to_owned()), 0);
    };
    let (mut text, used) = joined(first, rest, more + 1);
    let end = text.rfind(quote).unwrap_or(text.len());
    text.truncate(end);
    (unescaped(&text), used)
}

/// A block scalar: all lines that are indented deeper than their key.
fn block(indent_of_key: usize, rest: &[&str]) -> (Zeroizing<String>, usize) {
    let belongs = |line: &&&str| line.trim().is_empty() || indent(line) > indent_of_key;
    let count = rest.iter().take_while(belongs).count();
    joined("", rest, count)
}

/// PEM behind its variable without quotes.
fn up_to_end(value: &str, rest: &[&str]) -> (Zeroizing<String>, usize) {
    match rest.iter().position(|line| line.contains(END)) {
        Some(at) => joined(value, rest, at + 1),
        None => (Zeroizing::new(value.to_owned()), 0),
    }
}

fn joined(first: &str, rest: &[&str], count: usize) -> (Zeroizing<String>, usize) {
    let lines = rest.get(..count).unwrap_or_default();
    let length = lines.iter().map(|line| line.len() + 1).sum::<usize>();
    let mut text = Zeroizing::new(String::with_capacity(first.len() + length));
    text.push_str(first);
    for line in lines {
        text.push('\n');
        text.push_str(line.trim());
    }
    (text, count)
}

fn unescaped(text: &str) -> Zeroizing<String> {
    let plain = Zeroizing::new(text.replace("\\r\\n", "\n"));
    let plain = Zeroizing::new(plain.replace("\\n", "\n"));
    // a line that goes on below
    Zeroizing::new(plain.replace("\\\n", "\n"))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_ascii_start().len()
}

/// The longest key that is one, in bytes.
const LONGEST_KEY: usize = 64;
