//! `-w`: curl's variables and ours, from what was seen of an exchange.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::Head;

/// What `-w` can tell.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Plain values by curl's name, in alphabetical order of no importance.
    pub values: Vec<(&'static str, Value)>,
    /// The final head; `None` when there was none.
    pub head: Option<Head>,
}

/// Where a part of what is written goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Place {
    /// Standard output.
    #[default]
    Stdout,
    /// Standard error (`%{stderr}`).
    Stderr,
    /// A file (`%output{NAME}`, `%output{>>NAME}`).
    File {
        /// Its name.
        name: String,
        /// What stands there stays.
        append: bool,
    },
}

/// What was written where.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Text by place, in the order of the format; a file that is named is made, text or none.
    pub parts: Vec<(Place, String)>,
    /// Names that no variable has.
    pub unknown: Vec<String>,
}

/// Expands a format: `%{name}`, `%header{name}`, `%output{file}`, `%%`, `\n` `\r` `\t`.
pub fn expand(format: &str, facts: &Facts) -> Written {
    let mut out = Written::default();
    let mut rest = format;
    while let Some(at) = rest.find(['%', '\\']) {
        let (before, from) = rest.split_at(at);
        out.push(before);
        let (token, taken) = token(from, facts);
        match token {
            Token::Text(text) => out.push(&text),
            Token::Unknown(name) => out.unknown.push(name),
            Token::Turn(place) => out.parts.push((place, String::new())),
            Token::End => return out,
        }
        rest = from.get(taken..).unwrap_or_default();
    }
    out.push(rest);
    out
}

/// The files that a format may write.
pub fn files_of(format: &str) -> impl Iterator<Item = &str> {
    let named = format.split(OUTPUT).skip(1);
    let names = named.filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
    names.map(|name| name.strip_prefix(">>").unwrap_or(name))
}

impl Written {
    fn push(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some((_, last)) => last.push_str(text),
            None => self.parts.push((Place::Stdout, text.to_owned())),
        }
    }
}

enum Token {
    Text(String),
    Unknown(String),
    Turn(Place),
    /// Nothing of the rest is written.
    End,
}

/// What stands at the front of the text, and how much of it was taken.
fn token(from: &str, facts: &Facts) -> (Token, usize) {
    if let Some(escape) = from.strip_prefix('\\') {
        let (text, taken) = match escape.chars().next() {
            Some('n') => ("\n".into(), 2),
            Some('r') => ("\r".into(), 2),
            Some('t') => ("\t".into(), 2),
            Some(c) => (format!("\\{c}"), 1 + c.len_utf8()),
            None => ("\\".into(), 1),
        };
        return (Token::Text(text), taken);
    }
    if from.starts_with("%%") {
        return (Token::Text("%".into()), 2);
    }
    if let Some((name, taken)) = braced(from, "%header{") {
        let value = facts.head.as_ref().and_then(|h| h.header(name));
        return (Token::Text(value.unwrap_or_default()), taken);
    }
    if let Some((name, taken)) = braced(from, OUTPUT) {
        let (name, append) = match name.strip_prefix(">>") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let name = name.to_owned();
        return (Token::Turn(Place::File { name, append }), taken);
    }
    let Some((name, taken)) = braced(from, "%{") else {
        return (Token::Text("%".into()), 1);
    };
    let token = match name {
        "stdout" => Token::Turn(Place::Stdout),
        "stderr" => Token::Turn(Place::Stderr),
        "onerror" if facts.failed() => Token::Text(String::new()),
        "onerror" => Token::End,
        _ => match variable(name, facts) {
            Some(text) => Token::Text(text),
            None => Token::Unknown(name.to_owned()),
        },
    };
    (token, taken)
}

impl Facts {
    fn failed(&self) -> bool {
        let code = self.values.iter().find(|(name, _)| *name == "exitcode");
        code.is_some_and(|(_, code)| code.as_u64() != Some(0))
    }
}

fn braced<'a>(from: &'a str, open: &str) -> Option<(&'a str, usize)> {
    let inner = from.strip_prefix(open)?;
    let end = inner.find('}')?;
    Some((inner.get(..end)?, open.len() + end + 1))
}

fn variable(name: &str, facts: &Facts) -> Option<String> {
    let name = if name == "http_code" {
        "response_code"
    } else {
        name
    };
    match name {
        "json" => return Some(all(facts).to_string()),
        "header_json" => return Some(headers(facts)),
        _ => {}
    }
    let (_, value) = facts.values.iter().find(|(known, _)| *known == name)?;
    Some(plain(name, value))
}

/// As curl prints them: status with three digits, times with six decimals.
fn plain(name: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(n) if matches!(name, "response_code" | "http_connect") => {
            format!("{:03}", n.as_u64().unwrap_or(0))
        }
        Value::Number(n) if name.starts_with("time_") => {
            format!("{:.6}", n.as_f64().unwrap_or(0.0))
        }
        other => other.to_string(),
    }
}

fn all(facts: &Facts) -> Value {
    // the parts of URLs are not among them in curl either
    let whole = |(name, _): &&(&str, Value)| !name.contains('.');
    let mut names: Vec<&(&str, Value)> = facts.values.iter().filter(whole).collect();
    names.sort_by_key(|(name, _)| *name);
    let mut object: Map<String, Value> = names
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    if let Some(code) = object.get("response_code").cloned() {
        object.insert("http_code".into(), code);
    }
    Value::Object(object)
}

/// Lower-case names, a list of values each; one name a line, as curl writes them.
fn headers(facts: &Facts) -> String {
    let mut object: Map<String, Value> = Map::new();
    for header in facts.head.iter().flat_map(|h| &h.headers) {
        let value = Value::String(String::from_utf8_lossy(&header.value).into_owned());
        let slot = object
            .entry(header.name.to_lowercase())
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = slot {
            list.push(value);
        }
    }
    let lines: Vec<String> = object
        .iter()
        .map(|(name, values)| format!("{}:{values}", Value::from(name.as_str())))
        .collect();
    format!("{{{}\n}}", lines.join(",\n"))
}

/// A list of unknown names as one sentence.
pub fn complaint(unknown: &[String]) -> String {
    let mut out = String::new();
    for name in unknown {
        let _ = write!(
            out,
            "{}unknown --write-out variable: '{name}'",
            if out.is_empty() { "" } else { "; " }
        );
    }
    out
}

const OUTPUT: &str = "%output{";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_expand_as_curls() {
        let facts = Facts {
            values: vec![
                ("response_code", Value::from(7)),
                ("time_total", Value::from(0.25)),
                ("size_download", Value::from(12)),
                ("client_cert_sent", Value::from(true)),
            ],
            head: Head::parse(b"HTTP/1.1 200 OK\r\nX-A: b\r\nX-A: c\r\n\r\n"),
        };
        let text = |format| {
            let mut written = expand(format, &facts);
            assert_eq!(written.parts.len(), 1, "{format}");
            written.parts.remove(0).1
        };
        assert_eq!(
            text("%{http_code} %{time_total}\\n%% %header{x-a} 50% %{client_cert_sent}"),
            "007 0.250000\n% b 50% true"
        );
        let written = expand("a%{stderr}b%{stdout}c%{nope}", &facts);
        let places: Vec<&str> = written
            .parts
            .iter()
            .map(|(_, text)| text.as_str())
            .collect();
        assert_eq!(places, ["a", "b", "c"]);
        assert_eq!(
            complaint(&written.unknown),
            "unknown --write-out variable: 'nope'"
        );
        assert_eq!(text("%{header_json}"), "{\"x-a\":[\"b\",\"c\"]\n}");
        assert!(text("%{json}").contains(r#""http_code":7"#));
        assert_eq!(text("%{unclosed \\"), "%{unclosed \\");
    }

    #[test]
    fn text_turns_to_files_and_ends_unless_something_failed() {
        let facts = |code: u8| Facts {
            values: vec![("exitcode", code.into())],
            head: None,
        };
        let written = expand("a%output{f}b%output{>>g}%{stderr}c", &facts(0));
        let file = |name: &str, append| Place::File {
            name: name.into(),
            append,
        };
        let expected = [
            (Place::Stdout, "a"),
            (file("f", false), "b"),
            (file("g", true), ""),
            (Place::Stderr, "c"),
        ];
        assert_eq!(written.parts, expected.map(|(p, t)| (p, t.to_owned())));
        let ends = |code| expand("a%{onerror}b", &facts(code)).parts[0].1.clone();
        assert_eq!((ends(0), ends(7)), ("a".into(), "ab".into()));
    }
}
