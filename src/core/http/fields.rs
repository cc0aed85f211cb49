//! Fields that a provider calls sensitive, found by their names as text streams by: in JSON, in forms
//! and in XML, whole or in pieces. The last name of a path decides, wherever it stands: what is hidden
//! too much can be shown, what is shown too much cannot be taken back. Prose has no fields: a name
//! counts where a notation makes it one.

use std::collections::BTreeSet;

use super::sensitive::card;

/// Names of fields, in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(BTreeSet<String>);

/// A field's name that was found, up to its value.
#[derive(Debug)]
pub(super) struct Begun {
    /// Bytes of the name and of the signs behind it.
    pub name: usize,
    /// What follows.
    pub hiding: Hiding,
}

/// A value that is left out.
#[derive(Debug)]
pub(super) struct Hiding {
    place: Place,
    /// Its stars are there already.
    told: bool,
}

/// Where in the value we are, and so what ends it.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// Blanks before it.
    Before,
    /// A text in quotes, behind so many backslashes each.
    Quoted { quote: u8, escaped: usize },
    /// A number or a word.
    Bare,
    /// A form's value.
    Form,
    /// Between tags.
    Element,
    /// Behind an element's name: its attributes are hidden too, for one may hold its value.
    Tag,
    /// An attribute's value there, up to this quote; without one up to a blank.
    Attribute { quote: Option<u8> },
    /// An object or a list; how deep, and whether in a text of it.
    Within { depth: usize, text: bool },
}

/// What becomes of the next bytes.
#[derive(Debug, Default)]
pub(super) struct Step {
    /// So many are dealt with.
    pub taken: usize,
    /// What is shown in their place.
    pub shown: Vec<u8>,
    /// Something was hidden.
    pub hides: bool,
    /// The value is over.
    pub ends: bool,
}

impl Fields {
    /// The last names of paths such as `card.pan`.
    pub fn of<'p>(paths: impl IntoIterator<Item = &'p str>) -> Self {
        let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_lowercase();
        let names = paths.into_iter().map(last);
        Self(names.filter(|name| !name.is_empty()).collect())
    }

    /// There is nothing to hide.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These too.
    pub fn add(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// Whether it is one of them.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(&name.to_lowercase())
    }

    /// A field that the text begins with; `before` is the byte in front of it.
    pub(super) fn begins(&self, before: Option<u8>, text: &[u8]) -> Option<Begun> {
        let before = before.unwrap_or(b'&');
        // most bytes begin nothing
        if self.0.is_empty() || !b"\"'<&?;\n\t ".contains(&before) {
            return None;
        }
        let skipped = match before {
            b'"' | b'\'' => 0,
            _ => prefix(text),
        };
        let text = text.get(skipped..)?;
        let size = text.iter().take(LONGEST + 1).take_while(is_name).count();
        let name = std::str::from_utf8(text.get(..size)?).ok()?;
        if !self.has(name) {
            return None;
        }
        let rest = text.get(size..)?;
        let (signs, place) = match before {
            b'"' | b'\'' => (colon(rest)?, Place::Before),
            b'<' => match rest.first()? {
                b'>' => (1, Place::Element),
                b' ' | b'\t' | b'\r' | b'\n' => (0, Place::Tag),
                _ => return None,
            },
            _ => equals(rest)?,
        };
        Some(Begun {
            name: skipped + size + signs,
            hiding: Hiding { place, told: false },
        })
    }
}

/// A closing quote and a colon; in JSON within a text each quote is behind backslashes.
fn colon(rest: &[u8]) -> Option<usize> {
    let signs = rest.iter().take(MOST_SIGNS);
    let signs = signs.take_while(|b| b"\\\"' \t\r\n".contains(b)).count();
    (rest.get(signs) == Some(&b':') && signs > 0).then_some(signs + 1)
}

fn is_name(b: &&u8) -> bool {
    !b"\"'\\<>&=:, \t\r\n{}[]".contains(b)
}

/// A namespace's prefix and its colon (Namespaces in XML 1.0, section 4).
fn prefix(text: &[u8]) -> usize {
    let size = text.iter().take(LONGEST_PREFIX).take_while(is_name).count();
    match text.get(size) {
        Some(b':') if size > 0 => size + 1,
        _ => 0,
    }
}

/// An equals sign: a form's, or one of XML with a quote behind it, and blanks around it.
fn equals(rest: &[u8]) -> Option<(usize, Place)> {
    let count = |from: usize, signs: &[u8], most: usize| {
        let rest = rest.get(from..).unwrap_or_default();
        rest.iter()
            .take(most)
            .take_while(|b| signs.contains(b))
            .count()
    };
    let sign = count(0, b" \t\r\n", 1);
    (rest.get(sign) == Some(&b'=')).then_some(())?;
    let start = sign + 1 + count(sign + 1, b" \t\r\n", 1);
    let escaped = count(start, b"\\", MOST_SIGNS);
    match rest.get(start + escaped) {
        Some(quote @ (b'"' | b'\'')) => {
            let quote = *quote;
            Some((start + escaped + 1, Place::Quoted { quote, escaped }))
        }
        _ => (sign == 0).then_some((1, Place::Form)),
    }
}

impl Hiding {
    /// Goes on over what follows; `text` is never empty.
    pub fn over(&mut self, text: &[u8]) -> Step {
        let first = text.first().copied().unwrap_or_default();
        match self.place {
            Place::Before => self.before(text, first),
            Place::Quoted { quote, escaped } => {
                let slashes = text.iter().take_while(|b| **b == b'\\').count();
                // each level of texts within texts doubles the backslashes
                let is_quote = text.get(slashes) == Some(&quote);
                let closes = is_quote && slashes % (2 * (escaped + 1)) == escaped;
                match slashes {
                    _ if closes && slashes == escaped => self.end(),
                    _ if closes => self.skip(slashes - escaped),
                    0 => self.hide(text),
                    _ => self.skip(slashes + usize::from(is_quote)),
                }
            }
            Place::Bare if b",}] \t\r\n\"'<\\".contains(&first) => self.end(),
            Place::Form if b"& \t\r\n\"'<".contains(&first) => self.end(),
            Place::Element if first == b'<' => self.end(),
            Place::Bare | Place::Form | Place::Element => self.hide(text),
            Place::Tag => self.tag(text, first),
            Place::Attribute { quote } => {
                let ends = match quote {
                    Some(quote) => first == quote,
                    None => b" \t\r\n<>".contains(&first),
                };
                if !ends {
                    return self.hide(text);
                }
                self.place = Place::Tag;
                shown(text, usize::from(quote.is_some()))
            }
            Place::Within {
                depth,
                text: inside,
            } => {
                let taken = match first {
                    b'\\' => text.len().min(2),
                    _ => 1,
                };
                let (depth, inside) = match first {
                    b'"' => (depth, !inside),
                    b'{' | b'[' if !inside => (depth + 1, inside),
                    b'}' | b']' if !inside => (depth - 1, inside),
                    _ => (depth, inside),
                };
                self.place = Place::Within {
                    depth,
                    text: inside,
                };
                Step {
                    ends: depth == 0,
                    ..self.skip(taken)
                }
            }
        }
    }

    fn tag(&mut self, text: &[u8], first: u8) -> Step {
        self.told = false;
        let slashes = text.iter().skip(1).take_while(|b| **b == b'\\').count();
        let quote = text.get(1 + slashes).copied();
        let quote = quote.filter(|b| b"\"'".contains(b));
        match first {
            b'<' => return self.end(),
            b'>' => self.place = Place::Element,
            b'=' if text.get(1).is_some_and(|b| b" \t\r\n".contains(b)) => {}
            b'=' => {
                self.place = Place::Attribute { quote };
                let signs = quote.map_or(0, |_| slashes + 1);
                return shown(text, 1 + signs);
            }
            b'"' | b'\'' => self.place = Place::Attribute { quote: Some(first) },
            _ => {
                if let Some(hidden) = card(text) {
                    return Step {
                        taken: hidden.len(),
                        shown: hidden,
                        hides: true,
                        ends: false,
                    };
                }
            }
        }
        shown(text, 1)
    }

    fn before(&mut self, text: &[u8], first: u8) -> Step {
        let slashes = text.iter().take_while(|b| **b == b'\\').count();
        let quote = text.get(slashes).copied().filter(|b| b"\"'".contains(b));
        let nothing = [&b"null"[..], b"true", b"false"];
        match (first, quote) {
            (b' ' | b'\t' | b'\r' | b'\n', _) => shown(text, 1),
            (_, Some(quote)) => {
                self.place = Place::Quoted {
                    quote,
                    escaped: slashes,
                };
                shown(text, slashes + 1)
            }
            (b'{' | b'[', _) => {
                self.place = Place::Within {
                    depth: 1,
                    text: false,
                };
                self.skip(1)
            }
            _ if nothing.iter().any(|word| text.starts_with(word)) => Step {
                ends: true,
                ..Step::default()
            },
            _ => {
                self.place = Place::Bare;
                Step::default()
            }
        }
    }

    /// The next byte; a card number stays with its ends, as well as what comes with stars already.
    fn hide(&mut self, text: &[u8]) -> Step {
        if !self.told {
            let hidden = card(text);
            let known = hidden.clone().or_else(|| starred(text));
            if let Some(known) = known {
                self.told = true;
                return Step {
                    taken: known.len(),
                    hides: hidden.is_some(),
                    shown: known,
                    ends: false,
                };
            }
        }
        self.skip(1)
    }

    fn skip(&mut self, taken: usize) -> Step {
        let first = !std::mem::replace(&mut self.told, true);
        Step {
            taken,
            shown: if first { b"***".to_vec() } else { Vec::new() },
            hides: true,
            ends: false,
        }
    }

    fn end(&self) -> Step {
        Step {
            ends: true,
            ..Step::default()
        }
    }
}

fn shown(text: &[u8], taken: usize) -> Step {
    Step {
        taken,
        shown: text.get(..taken).unwrap_or_default().to_vec(),
        ..Step::default()
    }
}

/// What the sender has hidden already: digits, and stars among them.
fn starred(text: &[u8]) -> Option<Vec<u8>> {
    let is_part = |b: &&u8| b.is_ascii_digit() || b"* -".contains(b);
    let part: Vec<u8> = text
        .iter()
        .take(LONGEST)
        .take_while(is_part)
        .copied()
        .collect();
    let stars = part.iter().filter(|b| **b == b'*').count();
    (stars >= LEAST_STARS).then_some(part)
}

/// The longest name that is looked for, in bytes.
const LONGEST: usize = 48;
/// The longest prefix in front of it: with name and signs no more than a masker holds.
const LONGEST_PREFIX: usize = 8;
/// Quotes, backslashes and blanks between a name and its colon.
const MOST_SIGNS: usize = 8;
/// Fewer are no mask.
const LEAST_STARS: usize = 3;

#[cfg(test)]
mod tests {
    use super::super::sensitive::{Masker, masked_with};
    use super::Fields;

    fn fields() -> Fields {
        Fields::of(["card.pan", "card.cvv", "private_key_pem", "holder"])
    }

    #[test]
    fn the_fields_of_a_provider_are_hidden_in_every_notation() {
        for (text, shown) in [
            (
                r#"{"card":{"pan":"n0-luhn-77","cvv":"12x"},"id":"7"}"#,
                r#"{"card":{"pan":"***","cvv":"***"},"id":"7"}"#,
            ),
            (
                r#"{"PAN" : 4111111111111111, "a":1}"#,
                r#"{"PAN" : 411111******1111, "a":1}"#,
            ),
            (
                r#"{"pan":"465635******6026"}"#,
                r#"{"pan":"465635******6026"}"#,
            ),
            (r#"{"pan":1234567890123452}"#, r#"{"pan":***}"#),
            (
                r#"{"pan":null,"cvv":false,"a":""}"#,
                r#"{"pan":null,"cvv":false,"a":""}"#,
            ),
            (r#"{"pan":"a\"b\\","x":"y"}"#, r#"{"pan":"***","x":"y"}"#),
            (
                r#"{"said":"{\"pan\":\"s3\",\"x\":\"y\"}"}"#,
                r#"{"said":"{\"pan\":\"***\",\"x\":\"y\"}"}"#,
            ),
            (
                r#"{"holder":{"name":"a}","n":[1]},"x":1}"#,
                r#"{"holder":***,"x":1}"#,
            ),
            (
                "{\"private_key_pem\":\n \"-----BEGIN\\nAB\"}",
                "{\"private_key_pem\":\n \"***\"}",
            ),
            ("a=b&pan=77x&c=d", "a=b&pan=***&c=d"),
            ("<pan>77</pan><x>1</x>", "<pan>***</pan><x>1</x>"),
            ("<n:pan>77</n:pan>", "<n:pan>***</n:pan>"),
            (
                r#"<c id="1" pan="7 7" n:cvv='12x'/><x>1</x>"#,
                r#"<c id="1" pan="***" n:cvv='***'/><x>1</x>"#,
            ),
            (
                "<n:pan type=\"x>\"\n a = 'y'>77</n:pan><x a=\"1\">2</x>",
                "<n:pan type=\"***\"\n a = '***'>***</n:pan><x a=\"1\">2</x>",
            ),
            (
                r#"{"xml":"<c pan=\"77\" id=\"1\"/>"}"#,
                r#"{"xml":"<c pan=\"***\" id=\"1\"/>"}"#,
            ),
        ] {
            assert_eq!(masked_with(text, &fields()), shown);
            for size in 1..text.len() {
                let mut masker = Masker::of(fields());
                let pieces = text.as_bytes().chunks(size);
                let mut out: Vec<u8> = pieces.flat_map(|piece| masker.push(piece)).collect();
                out.extend(masker.finish());
                assert_eq!(String::from_utf8_lossy(&out), shown, "{size}");
            }
        }
    }

    #[test]
    fn prose_and_other_names_stay() {
        for text in [
            "the holder: nobody knows, pan 7",
            r#"{"panel":"7","span":"8","note":"pan"}"#,
            "the pan is \"hot\"",
        ] {
            assert_eq!(masked_with(text, &fields()), text);
        }
    }
}
