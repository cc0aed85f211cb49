//! `--variable` and `--expand-FLAG`: texts by name, and `{{name:function}}` filled with them, as in
//! curl 8.3.

use std::collections::BTreeMap;

use base64::Engine;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use super::Outside;
use crate::report::Failure;

/// The variables set so far.
#[derive(Default)]
pub(super) struct Variables(BTreeMap<String, Vec<u8>>);

impl Variables {
    /// `NAME=TEXT`, `NAME@FILE`, `%ENV`, `%ENV=TEXT`, `%ENV@FILE`.
    ///
    /// # Errors
    /// When it is none of these, or what it names is missing.
    pub fn set(&mut self, text: &str, outside: &mut dyn Outside) -> Result<(), Failure> {
        let (from_environment, text) = match text.strip_prefix('%') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let end = text.find(|c| !is_of_name(c)).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        if name.is_empty() || name.len() > LONGEST_NAME {
            return Err(bad_variable("the variable has no name that can be"));
        }
        let set = from_environment
            .then(|| outside.environment(name))
            .flatten();
        let content = match (set, rest.split_at_checked(1)) {
            (Some(value), _) => value.into_encoded_bytes(),
            (None, Some(("=", text))) => text.as_bytes().to_vec(),
            (None, Some(("@", file))) => outside.read(file)?.bytes,
            (None, None) if from_environment => {
                return Err(Failure::usage(
                    format!("the environment has no {name}"),
                    format!("set it, or give a default: --variable %{name}=TEXT"),
                ));
            }
            _ => return Err(bad_variable("the variable has no content")),
        };
        self.0.insert(name.to_owned(), content);
        Ok(())
    }

    /// A text with its placeholders filled.
    ///
    /// # Errors
    /// For an unclosed placeholder, an unknown function, and what cannot stand in an argument.
    pub fn expand(&self, text: &str) -> Result<String, Failure> {
        let mut out = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find("{{") {
            let (before, from) = rest.split_at(at);
            if let Some(before) = before.strip_suffix('\\') {
                out.extend_from_slice(before.as_bytes());
                out.extend_from_slice(b"{{");
                rest = from.get(2..).unwrap_or_default();
                continue;
            }
            out.extend_from_slice(before.as_bytes());
            let Some((inner, behind)) = from.get(2..).and_then(|t| t.split_once("}}")) else {
                return Err(Failure::usage(
                    "a placeholder has no }} at its end",
                    "close it, or write \\{{ for the braces themselves",
                ));
            };
            match self.filled(inner)? {
                Some(content) => out.extend_from_slice(&content),
                // no name of a variable: it stands for itself
                None => out.extend_from_slice(format!("{{{{{inner}}}}}").as_bytes()),
            }
            rest = behind;
        }
        out.extend_from_slice(rest.as_bytes());
        match String::from_utf8(out) {
            Ok(text) if !text.contains('\0') => Ok(text),
            _ => Err(Failure::usage(
                "what a variable holds cannot stand in an argument",
                "let it be encoded with {{NAME:b64}}, or send the file itself with --data-binary @FILE",
            )),
        }
    }

    fn filled(&self, inner: &str) -> Result<Option<Vec<u8>>, Failure> {
        let mut parts = inner.split(':');
        let name = parts.next().unwrap_or_default();
        if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(is_of_name) {
            return Ok(None);
        }
        let mut content = self.0.get(name).cloned().unwrap_or_default();
        for function in parts {
            content = match function {
                "trim" => content.trim_ascii().to_vec(),
                "json" => json(&content),
                "url" => percent_encode(&content, URL).to_string().into_bytes(),
                "b64" => base64::engine::general_purpose::STANDARD
                    .encode(&content)
                    .into_bytes(),
                _ => {
                    return Err(Failure::usage(
                        format!("{{{{{name}:..}}}} names a function that there is not"),
                        "use trim, json, url or b64",
                    ));
                }
            };
        }
        Ok(Some(content))
    }
}

/// As it stands within the quotes of a JSON string.
fn json(content: &[u8]) -> Vec<u8> {
    let text = serde_json::Value::from(String::from_utf8_lossy(content)).to_string();
    let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
    inner.unwrap_or_default().as_bytes().to_vec()
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn bad_variable(problem: &str) -> Failure {
    Failure::usage(
        problem,
        "write NAME=TEXT, NAME@FILE, %ENV or %ENV=TEXT; names have letters, digits and _",
    )
}

/// In bytes, as in curl.
const LONGEST_NAME: usize = 128;
/// What `url` encodes (RFC 3986 section 2.3).
const URL: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
