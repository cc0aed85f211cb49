//! `-F` as it is typed: name, content, and what is said of it behind semicolons.

use super::encode::Encoder;
use super::{Content, Field, FormPart};

/// Why a field is none; one sentence and what to do. It may hold no value: that may be secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct BadField {
    /// What is wrong.
    pub problem: &'static str,
    /// What to do about it.
    pub fix: &'static str,
}

/// The parts that the fields describe, those between `=(` and `=)` inside of one.
///
/// # Errors
/// `BadField`.
pub fn read(fields: &[Field]) -> Result<Vec<FormPart>, BadField> {
    let mut open: Vec<FormPart> = Vec::new();
    let mut parts: Vec<FormPart> = Vec::new();
    for field in fields {
        let (Field::Form(text) | Field::Text(text)) = field;
        let (name, value) = text.split_once('=').ok_or(NO_EQUALS)?;
        if matches!(field, Field::Form(_)) && name.is_empty() && value == ")" {
            let done = open.pop().ok_or(NOTHING_OPEN)?;
            let inside = std::mem::take(&mut parts);
            parts = match done.content {
                Content::Parts(outer) => outer,
                _ => Vec::new(),
            };
            parts.push(FormPart {
                content: Content::Parts(inside),
                ..done
            });
            continue;
        }
        let part = match field {
            Field::Text(_) => FormPart {
                content: Content::Text(value.to_owned()),
                ..FormPart::default()
            },
            Field::Form(_) => described(value)?,
        };
        let part = FormPart {
            name: (!name.is_empty()).then(|| name.to_owned()),
            ..part
        };
        if value.starts_with('(') && matches!(field, Field::Form(_)) {
            // what was there before waits where its content will be
            open.push(FormPart {
                content: Content::Parts(std::mem::take(&mut parts)),
                ..part
            });
        } else {
            parts.push(part);
        }
    }
    if open.is_empty() {
        Ok(parts)
    } else {
        Err(NEVER_CLOSED)
    }
}

fn described(value: &str) -> Result<FormPart, BadField> {
    if let Some(rest) = value.strip_prefix('(') {
        return part(&mut Rest::new(rest, None)).map(|(part, _)| part);
    }
    if let Some(file) = value.strip_prefix('<') {
        let (mut part, name) = part(&mut Rest::new(file, None))?;
        part.content = Content::File(name);
        return Ok(part);
    }
    let Some(files) = value.strip_prefix('@') else {
        let (mut part, text) = part(&mut Rest::new(value, None))?;
        part.content = Content::Text(text);
        return Ok(part);
    };
    let mut rest = Rest::new(files, Some(','));
    let mut parts = Vec::new();
    loop {
        let (mut part, name) = part(&mut rest)?;
        let last = name.rsplit(std::path::is_separator).next();
        let last = last.unwrap_or_default();
        part.filename.get_or_insert_with(|| last.to_owned());
        part.content = Content::File(name);
        parts.push(part);
        if !rest.next_is(',') {
            break;
        }
    }
    Ok(match <[FormPart; 1]>::try_from(parts) {
        Ok([part]) => part,
        Err(parts) => FormPart {
            content: Content::Parts(parts),
            ..FormPart::default()
        },
    })
}

/// A word, and the `;key=value` behind it.
fn part(rest: &mut Rest<'_>) -> Result<(FormPart, String), BadField> {
    let mut part = FormPart::default();
    rest.skip_blanks();
    let word = rest.word();
    let mut in_type = None;
    while rest.next_is(';') {
        rest.skip_blanks();
        let typed = in_type.is_none() && rest.skip("type=");
        if typed {
            rest.skip_blanks();
            let from = rest.text;
            let kind = rest.plain();
            let whole = kind.split_once('/');
            if !whole.is_some_and(|(major, minor)| !major.is_empty() && !minor.is_empty()) {
                return Err(NO_TYPE);
            }
            part.content_type = Some(kind.trim_end().to_owned());
            in_type = Some(from);
            continue;
        }
        let Some(key) = KEYS.iter().find(|key| rest.skip(key)) else {
            // part of the type, as charset= is; anything else is left out, as curl does
            rest.plain();
            if let Some(from) = in_type {
                let length = from.len() - rest.text.len();
                let kind = from.get(..length).map(|kind| kind.trim_end().to_owned());
                part.content_type = kind;
            }
            continue;
        };
        in_type = None;
        rest.skip_blanks();
        let value = rest.word();
        match (*key, value.strip_prefix(['@', '<'])) {
            ("filename=", _) => part.filename = Some(value),
            ("headers=", Some(file)) => part.header_files.push(file.trim_start().to_owned()),
            ("headers=", None) if value.contains(['\r', '\n']) => return Err(TWO_LINES),
            ("headers=", None) => part.headers.push(value),
            _ => part.encoder = Some(Encoder::named(value.trim()).ok_or(NO_ENCODER)?),
        }
    }
    Ok((part, word))
}

/// What is left to read of a field.
struct Rest<'a> {
    text: &'a str,
    /// What ends a word beside `;`.
    end: Option<char>,
}

impl<'a> Rest<'a> {
    const fn new(text: &'a str, end: Option<char>) -> Self {
        Self { text, end }
    }

    fn skip_blanks(&mut self) {
        self.text = self.text.trim_start();
    }

    fn next_is(&mut self, c: char) -> bool {
        self.skip_blanks_before(c);
        self.text.strip_prefix(c).is_some_and(|rest| {
            self.text = rest;
            true
        })
    }

    /// Blanks behind a quoted word do not count.
    fn skip_blanks_before(&mut self, c: char) {
        let trimmed = self.text.trim_start();
        if trimmed.starts_with(c) {
            self.text = trimmed;
        }
    }

    /// Keys are read without regard to case.
    fn skip(&mut self, key: &str) -> bool {
        let found = self.text.get(..key.len());
        let is_it = found.is_some_and(|found| found.eq_ignore_ascii_case(key));
        if is_it {
            self.text = self.text.get(key.len()..).unwrap_or_default();
        }
        is_it
    }

    /// In quotes, where `\\` and `\"` are one character each, or up to the next separator.
    fn word(&mut self) -> String {
        let Some(quoted) = self.text.strip_prefix('"') else {
            return self.plain().to_owned();
        };
        let mut out = String::new();
        let mut chars = quoted.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match (c, chars.peek()) {
                ('\\', Some((_, next @ ('\\' | '"')))) => {
                    out.push(*next);
                    chars.next();
                }
                ('"', _) => {
                    self.text = quoted.get(at + 1..).unwrap_or_default();
                    self.plain(); // what follows the quote is dropped, as curl does
                    return out;
                }
                _ => out.push(c),
            }
        }
        self.plain().to_owned() // an open quote is a character
    }

    fn plain(&mut self) -> &'a str {
        let is_end = |c: char| c == ';' || Some(c) == self.end;
        let end = self.text.find(is_end).unwrap_or(self.text.len());
        let (word, rest) = self.text.split_at(end);
        self.text = rest;
        word
    }
}

const KEYS: [&str; 3] = ["filename=", "headers=", "encoder="];
const NO_EQUALS: BadField = BadField {
    problem: "a field of the form (-F) has no =",
    fix: "write it as NAME=CONTENT, as in -F file=@report.pdf",
};
const NOTHING_OPEN: BadField = BadField {
    problem: "=) closes a part of the form, and none is open",
    fix: "open it with -F 'NAME=('",
};
const NEVER_CLOSED: BadField = BadField {
    problem: "=( opens a part of the form that nothing closes",
    fix: "close it with -F '=)'",
};
const NO_TYPE: BadField = BadField {
    problem: "what stands behind ;type= in a field of the form is no content type",
    fix: "write it as ;type=text/csv, and give text with semicolons in it by --form-string",
};
const NO_ENCODER: BadField = BadField {
    problem: "what stands behind ;encoder= in a field of the form is not known",
    fix: "it is one of binary, 8bit, 7bit, base64, quoted-printable",
};
const TWO_LINES: BadField = BadField {
    problem: "a header of a field of the form has a line end in it",
    fix: "give each header its own ;headers=",
};
