//! An answer's body as a person sees it: JSON indented and coloured, every other text as it came,
//! nothing in it that the terminal would act on, card numbers and
//! sensitive fields hidden. Files and pipes never come
//! here: there bytes stay exact.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::{Style, printable, sanitize};
use crate::core::http::fields::Fields;
use crate::core::http::sensitive::{Masker, masked_with};

/// How a body is shown.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// It says that it is JSON.
    pub json: bool,
    /// Indented, coloured and made safe; else as it came.
    pub pretty: bool,
    /// Card numbers and security codes are hidden.
    pub mask: bool,
}

/// A body on its way to the screen.
pub struct Body {
    look: Look,
    style: Style,
    /// JSON is held until it is whole, as long as it is small enough.
    gathered: Option<Vec<u8>>,
    masker: Masker,
    fields: Fields,
    /// The beginning of a character or line end.
    half: Vec<u8>,
    hit: bool,
}

impl Body {
    /// Nothing of it is there yet; these fields are hidden where it is masked.
    pub fn new(look: Look, style: Style, fields: Fields) -> Self {
        Self {
            look,
            style,
            gathered: (look.json && look.pretty).then(Vec::new),
            masker: Masker::of(fields.clone()),
            fields,
            half: Vec::new(),
            hit: false,
        }
    }

    /// A head that stands before it, whole.
    pub fn head(&mut self, bytes: &[u8]) -> Vec<u8> {
        let shown = self.stream(bytes);
        [shown, self.rest()].concat()
    }

    /// Takes more and gives what can be shown by now.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        let Some(gathered) = &mut self.gathered else {
            return self.stream(bytes);
        };
        gathered.extend_from_slice(bytes);
        if gathered.len() <= MOST_GATHERED {
            return Vec::new();
        }
        let all = self.gathered.take().unwrap_or_default();
        self.stream(&all)
    }

    /// What is still held.
    pub fn finish(&mut self) -> Vec<u8> {
        let all = self.gathered.take().unwrap_or_default();
        match self.as_json(&all) {
            Some(shown) => shown.into_bytes(),
            None => [self.stream(&all), self.rest()].concat(),
        }
    }

    fn as_json(&mut self, all: &[u8]) -> Option<String> {
        let text = std::str::from_utf8(all).ok()?;
        serde_json::from_str::<IgnoredAny>(text).ok()?;
        let hidden = self.look.mask.then(|| masked_with(text, &self.fields));
        self.hit |= matches!(hidden, Some(Cow::Owned(_)));
        indented(hidden.as_deref().unwrap_or(text), self.style)
    }

    /// Whether anything was hidden so far.
    pub fn has_masked(&self) -> bool {
        self.hit || self.masker.has_masked()
    }

    fn stream(&mut self, bytes: &[u8]) -> Vec<u8> {
        let shown = match self.look.mask {
            true => self.masker.push(bytes),
            false => bytes.to_vec(),
        };
        self.safe(shown, false)
    }

    fn rest(&mut self) -> Vec<u8> {
        let shown = self.masker.finish();
        self.safe(shown, true)
    }

    /// Nothing that a terminal acts on, but for line ends and tabs.
    fn safe(&mut self, bytes: Vec<u8>, last: bool) -> Vec<u8> {
        if !self.look.pretty {
            return bytes;
        }
        let mut all = std::mem::take(&mut self.half);
        all.extend(bytes);
        let whole = if last {
            all.len()
        } else {
            whole_characters(&all)
        };
        self.half = all.split_off(whole);
        let text = String::from_utf8_lossy(&all);
        let mut out = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            let ending = ["\r\n", "\n"].into_iter().find(|end| line.ends_with(end));
            let ending = ending.unwrap_or_default();
            let inner = line.strip_suffix(ending).unwrap_or(line);
            out.push_str(&sanitize::printable_lines(inner));
            out.push_str(ending);
        }
        out.into_bytes()
    }
}

/// How much of it ends with a whole character, and not between `\r` and `\n`.
fn whole_characters(bytes: &[u8]) -> usize {
    let end = match std::str::from_utf8(bytes) {
        Err(e) if e.error_len().is_none() => e.valid_up_to(),
        _ => bytes.len(),
    };
    match bytes.get(..end) {
        Some([.., b'\r']) => end - 1,
        _ => end,
    }
}

/// Sound JSON with two blanks a level; names keep their order, numbers their digits. `None` when
/// it nests too deep to be read so.
fn indented(json: &str, style: Style) -> Option<String> {
    let mut out = String::with_capacity(json.len() * 2);
    let (mut level, mut rest) = (0_usize, json.trim());
    while let Some(sign) = rest.bytes().next() {
        let end = match sign {
            b'"' => string_end(rest),
            b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
            _ => rest
                .find([',', ':', '}', ']', ' ', '\t', '\r', '\n'])
                .unwrap_or(rest.len()),
        };
        let (token, behind) = rest.split_at(end);
        rest = behind.trim_ascii_start();
        match sign {
            b'{' | b'[' if rest.starts_with(['}', ']']) => {
                let close = rest.get(..1).unwrap_or_default();
                rest = rest.get(1..).unwrap_or_default().trim_ascii_start();
                out.push_str(token);
                out.push_str(close);
            }
            b'{' | b'[' => {
                level += 1;
                if level > DEEPEST {
                    return None;
                }
                out.push_str(token);
                new_line(&mut out, level);
            }
            b'}' | b']' => {
                level = level.saturating_sub(1);
                new_line(&mut out, level);
                out.push_str(token);
            }
            b',' => {
                out.push(',');
                new_line(&mut out, level);
            }
            b':' => out.push_str(": "),
            b'"' if rest.starts_with(':') => out.push_str(&style.bold(&safe(token))),
            b'"' => out.push_str(&style.green(&safe(token))),
            _ => out.push_str(&style.yellow(&printable(token))),
        }
    }
    out.push('\n');
    Some(out)
}

fn safe(token: &str) -> String {
    sanitize::printable_json(token).into_owned()
}

fn new_line(out: &mut String, level: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", level));
}

/// Behind the closing quote of the string that the text begins with.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Larger JSON is shown as it comes, in bytes.
const MOST_GATHERED: usize = 4 << 20;
/// What nests deeper would be all blanks.
const DEEPEST: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Look = Look {
        json: true,
        pretty: true,
        mask: true,
    };

    fn shown(look: Look, bytes: &[u8], size: usize) -> String {
        let mut body = Body::new(look, Style::PLAIN, Fields::default());
        let mut out = Vec::new();
        for piece in bytes.chunks(size) {
            out.extend(body.push(piece));
        }
        out.extend(body.finish());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn json_is_indented_to_the_digit_and_in_its_order() {
        let json = "{\"b\":1.50,\"a\":[1e400,{ }, [],\"x\\\"y\\u0041\u{202e}\"],\"b\":12345678901234567890}";
        let expected = "{\n  \"b\": 1.50,\n  \"a\": [\n    1e400,\n    {},\n    [],\n    \
                        \"x\\\"y\\u0041\\u202e\"\n  ],\n  \"b\": 12345678901234567890\n}\n";
        for size in [1, 7, 1000] {
            assert_eq!(shown(LOOK, json.as_bytes(), size), expected);
        }
        assert_eq!(shown(LOOK, b" 7 ", 9), "7\n");
        let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
        assert_eq!(shown(LOOK, &deep, 9999).as_bytes(), deep);
    }

    #[test]
    fn what_is_no_json_comes_as_it_is_but_harmless() {
        for size in [1, 3, 100] {
            assert_eq!(
                shown(LOOK, "{\"half\": \u{1b}[31mé\r\n\tü".as_bytes(), size),
                "{\"half\": \\u{1b}[31mé\r\n\tü"
            );
        }
        let raw = Look {
            pretty: false,
            ..LOOK
        };
        assert_eq!(shown(raw, b"{\"a\":1}\x1b", 3), "{\"a\":1}\x1b");
    }

    #[test]
    fn cards_are_hidden_in_json_and_in_text() {
        let json = br#"{"pan":4111111111111111,"cvv":"123"}"#;
        let hidden = "{\n  \"pan\": 411111******1111,\n  \"cvv\": \"***\"\n}\n";
        assert_eq!(shown(LOOK, json, 5), hidden);
        let text = Look {
            json: false,
            ..LOOK
        };
        assert_eq!(
            shown(text, json, 5),
            r#"{"pan":411111******1111,"cvv":"***"}"#
        );
        let open = Look {
            mask: false,
            ..text
        };
        assert_eq!(shown(open, json, 5).as_bytes(), json);
        let mut body = Body::new(LOOK, Style::PLAIN, Fields::default());
        body.push(json);
        body.finish();
        assert!(body.has_masked());
    }

    #[test]
    fn names_and_values_are_coloured_apart() {
        let mut body = Body::new(LOOK, Style { color: true }, Fields::default());
        body.push(br#"{"a":"b","c":null}"#);
        let text = String::from_utf8(body.finish()).unwrap();
        assert!(
            text.contains("\x1b[1m\"a\"\x1b[0m: \x1b[32m\"b\"\x1b[0m"),
            "{text:?}"
        );
        assert!(text.contains("\x1b[33mnull\x1b[0m"), "{text:?}");
    }
}
