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

/// What was written where.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// For standard output.
    pub stdout: String,
    /// For standard error (`%{stderr}`).
    pub stderr: String,
    /// Names that no variable has.
    pub unknown: Vec<String>,
}

/// Expands a format: `%{name}`, `%header{name}`, `%%`, `\n` `\r` `\t`.
pub fn expand(format: &str, facts: &Facts) -> Written {
    let mut out = Written::default();
    let mut to_stderr = false;
    let mut rest = format;
    while let Some(at) = rest.find(['%', '\\']) {
        let (before, from) = rest.split_at(at);
        out.stream(to_stderr).push_str(before);
        let (text, taken) = token(from, facts, &mut to_stderr, &mut out.unknown);
        out.stream(to_stderr).push_str(&text);
        rest = from.get(taken..).unwrap_or_default();
    }
    out.stream(to_stderr).push_str(rest);
    out
}

impl Written {
    fn stream(&mut self, to_stderr: bool) -> &mut String {
        if to_stderr {
            &mut self.stderr
        } else {
            &mut self.stdout
        }
    }
}

/// What stands at the front of the text, and how much of it was taken.
fn token(
    from: &str,
    facts: &Facts,
    to_stderr: &mut bool,
    unknown: &mut Vec<String>,
) -> (String, usize) {
    if let Some(escape) = from.strip_prefix('\\') {
        return match escape.chars().next() {
            Some('n') => ("\n".into(), 2),
            Some('r') => ("\r".into(), 2),
            Some('t') => ("\t".into(), 2),
            Some(c) => (format!("\\{c}"), 1 + c.len_utf8()),
            None => ("\\".into(), 1),
        };
    }
    if from.starts_with("%%") {
        return ("%".into(), 2);
    }
    if let Some((name, taken)) = braced(from, "%header{") {
        let head = facts.head.as_ref();
        return (head.and_then(|h| h.header(name)).unwrap_or_default(), taken);
    }
    let Some((name, taken)) = braced(from, "%{") else {
        return ("%".into(), 1);
    };
    match name {
        "stderr" | "stdout" => {
            *to_stderr = name == "stderr";
            (String::new(), taken)
        }
        _ => {
            let text = variable(name, facts);
            if text.is_none() {
                unknown.push(name.to_owned());
            }
            (text.unwrap_or_default(), taken)
        }
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
    let mut names: Vec<&(&str, Value)> = facts.values.iter().collect();
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
        let written = expand(
            "%{http_code} %{time_total}\\n%% %header{x-a} 50% %{client_cert_sent}",
            &facts,
        );
        assert_eq!(written.stdout, "007 0.250000\n% b 50% true");
        let written = expand("a%{stderr}b%{stdout}c%{nope}", &facts);
        assert_eq!(
            (written.stdout.as_str(), written.stderr.as_str()),
            ("ac", "b")
        );
        assert_eq!(
            complaint(&written.unknown),
            "unknown --write-out variable: 'nope'"
        );
        assert_eq!(
            expand("%{header_json}", &facts).stdout,
            "{\"x-a\":[\"b\",\"c\"]\n}"
        );
        assert!(
            expand("%{json}", &facts)
                .stdout
                .contains(r#""http_code":7"#)
        );
        assert_eq!(expand("%{unclosed \\", &facts).stdout, "%{unclosed \\");
    }
}
