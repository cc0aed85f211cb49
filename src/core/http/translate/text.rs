//! Text with variables in it, and how languages quote what stands between them.

use crate::core::http::hidden::Span;

/// Text in which secrets are variables of the environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Plain(String),
    Variable(String),
}

impl Text {
    /// With nothing secret in it.
    pub fn plain(text: impl Into<String>) -> Self {
        Self(vec![Piece::Plain(text.into())])
    }

    /// A secret behind what is none (`Bearer `).
    pub fn secret(before: &str, variable: &str) -> Self {
        Self(vec![
            Piece::Plain(before.into()),
            Piece::Variable(variable.into()),
        ])
    }

    /// The secrets at these places become variables, named as they are there.
    pub fn without(text: &str, spans: &[Span]) -> Self {
        let mut pieces = Vec::new();
        let mut from = 0;
        for span in spans {
            let before = text.get(from..span.at.start).unwrap_or_default();
            pieces.push(Piece::Plain(before.to_owned()));
            pieces.push(Piece::Variable(variable(&span.name)));
            from = span.at.end;
        }
        pieces.push(Piece::Plain(
            text.get(from..).unwrap_or_default().to_owned(),
        ));
        Self(pieces)
    }

    /// This text in front of it.
    pub fn behind(mut self, before: &str) -> Self {
        self.0.insert(0, Piece::Plain(before.to_owned()));
        self
    }

    /// This text behind it.
    pub fn followed(mut self, by: &str) -> Self {
        self.0.push(Piece::Plain(by.to_owned()));
        self
    }

    pub(super) fn variables(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Variable(name) => Some(name.as_str()),
            Piece::Plain(_) => None,
        })
    }

    /// An expression: literals and variables put together by `plus`.
    pub(super) fn expression(
        &self,
        literal: impl Fn(&str) -> String,
        variable: impl Fn(&str) -> String,
        plus: &str,
    ) -> String {
        let mut plain = String::new();
        let mut out = Vec::new();
        for piece in &self.0 {
            match piece {
                Piece::Plain(text) => plain.push_str(text),
                Piece::Variable(name) => {
                    if !plain.is_empty() {
                        out.push(literal(&std::mem::take(&mut plain)));
                    }
                    out.push(variable(name));
                }
            }
        }
        if !plain.is_empty() || out.is_empty() {
            out.push(literal(&plain));
        }
        out.join(plus)
    }
}

/// The variable of a secret by its name: `client_secret` is in CLIENT_SECRET.
pub(super) fn variable(name: &str) -> String {
    let sign = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_uppercase()
        } else {
            '_'
        }
    };
    let name: String = name.chars().map(sign).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) || name.is_empty() {
        format!("SECRET_{name}")
    } else {
        name
    }
}

/// A string of JavaScript, Python and Go: JSON's is one of theirs too.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The same in ASCII, for Java before 18, which reads its sources in the system's encoding.
pub(super) fn quoted_ascii(text: &str) -> String {
    let mut out = String::new();
    for c in quoted(text).chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            let units = c.encode_utf16(&mut [0; 2]).to_vec();
            out.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::http::hidden::spans;

    #[test]
    fn secrets_become_variables_and_strings_are_quoted() {
        let form = "a=b&client-secret=s3&c=d";
        let text = Text::without(form, &spans(form));
        let go = text.expression(quoted, |name| format!("env({name})"), " + ");
        assert_eq!(go, r#""a=b&client-secret=" + env(CLIENT_SECRET) + "&c=d""#);
        assert_eq!(text.variables().collect::<Vec<_>>(), ["CLIENT_SECRET"]);
        assert_eq!(
            Text::plain("").expression(quoted, str::to_owned, ""),
            "\"\""
        );
        assert_eq!(
            quoted_ascii("é\"\n\u{1f600}"),
            r#""\u00e9\"\n\ud83d\ude00""#
        );
        assert_eq!(variable("2fa"), "SECRET_2FA");
    }
}
