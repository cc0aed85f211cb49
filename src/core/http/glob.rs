//! Several URLs in one, as curl writes them: `{a,b}`, `[1-9]`, `[001-100:5]`, `[a-z:2]`; and `#1`
//! in the name of a file, which is the first of them. Must not know what a URL is.

use std::net::Ipv6Addr;

/// Text with alternatives in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    parts: Vec<Part>,
}

/// One of the texts that a glob stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expanded {
    /// The text.
    pub text: String,
    /// What each of the alternatives is in it, in their order.
    pub chosen: Vec<String>,
}

/// Why text is no glob; the position is a byte's, from 1, as curl counts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem} at character {position} of the URL")]
pub struct BadGlob {
    /// What is wrong there.
    pub problem: &'static str,
    /// Where.
    pub position: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Set(Vec<String>),
    Letters {
        from: u8,
        to: u8,
        step: u8,
    },
    Numbers {
        from: u64,
        to: u64,
        step: u64,
        width: usize,
    },
}

impl Glob {
    /// Reads `{}` and `[]`; a backslash before one of them, or a comma between braces, makes it
    /// plain. An IPv6 address and an empty `[]` are plain by themselves.
    ///
    /// # Errors
    /// `BadGlob`, where curl has one.
    pub fn parse(text: &str) -> Result<Self, BadGlob> {
        let (mut parts, mut plain) = (Vec::new(), String::new());
        let mut at = 0;
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let rest = text.get(at..).unwrap_or_default();
            let (part, length) = match c {
                '\\' if rest[1..].starts_with(SPECIAL) => {
                    plain.extend(rest[1..].chars().next());
                    at += 2;
                    continue;
                }
                '[' if plain_brackets(rest) > 0 => {
                    let length = plain_brackets(rest);
                    plain.push_str(&rest[..length]);
                    at += length;
                    continue;
                }
                '{' => set(rest, at)?,
                '[' => range(rest, at)?,
                '}' | ']' => return Err(bad("an unmatched closing brace or bracket", at)),
                other => {
                    plain.push(other);
                    at += other.len_utf8();
                    continue;
                }
            };
            parts.push(Part::Text(std::mem::take(&mut plain)));
            parts.push(part);
            at += length;
        }
        parts.push(Part::Text(plain));
        Ok(Self { parts })
    }

    /// Text that stands for itself.
    pub fn plain(text: &str) -> Self {
        Self {
            parts: vec![Part::Text(text.to_owned())],
        }
    }

    /// How many texts it stands for; saturates.
    pub fn count(&self) -> u64 {
        let counts = self.parts.iter().map(Part::count);
        counts.fold(1, u64::saturating_mul)
    }

    /// The texts, the last alternative changing first.
    pub fn texts(&self) -> impl Iterator<Item = Expanded> + '_ {
        (0..self.count()).map(|number| self.text(number))
    }

    fn text(&self, mut number: u64) -> Expanded {
        let mut pieces = Vec::new();
        for part in self.parts.iter().rev() {
            let count = part.count();
            pieces.push(part.choice(number % count));
            number /= count;
        }
        pieces.reverse();
        let chosen = self.parts.iter().zip(&pieces);
        let chosen = chosen.filter(|(part, _)| !matches!(part, Part::Text(_)));
        Expanded {
            text: pieces.concat(),
            chosen: chosen.map(|(_, piece)| piece.clone()).collect(),
        }
    }
}

impl Expanded {
    /// A file's name with `#1`, `#2`, ... filled in; what has no alternative stays as it is.
    pub fn fill(&self, name: &str) -> String {
        let mut parts = name.split('#');
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = part.split_at(digits);
            let index = number.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            match index.and_then(|index| self.chosen.get(index)) {
                Some(chosen) => out.push_str(chosen),
                None => out.extend(["#", number]),
            }
            out.push_str(rest);
        }
        out
    }
}

impl Part {
    fn count(&self) -> u64 {
        match self {
            Self::Text(_) => 1,
            Self::Set(all) => all.len() as u64,
            Self::Letters { from, to, step } => u64::from((to - from) / step) + 1,
            Self::Numbers { from, to, step, .. } => ((to - from) / step).saturating_add(1),
        }
    }

    fn choice(&self, number: u64) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Set(all) => {
                let index = usize::try_from(number).unwrap_or(usize::MAX);
                all.get(index).cloned().unwrap_or_default()
            }
            Self::Letters { from, step, .. } => {
                let ahead = u8::try_from(number).unwrap_or(0);
                char::from(from.saturating_add(ahead.saturating_mul(*step))).into()
            }
            Self::Numbers {
                from, step, width, ..
            } => format!("{:0width$}", from + number * step),
        }
    }
}

/// The set at the beginning of text, and its length.
fn set(text: &str, at: usize) -> Result<(Part, usize), BadGlob> {
    let (mut all, mut one) = (Vec::new(), String::new());
    let mut chars = text.char_indices().skip(1);
    while let Some((index, c)) = chars.next() {
        match c {
            '\\' => match text.get(index + 1..).and_then(|rest| rest.chars().next()) {
                Some(next) if SPECIAL.contains(&next) || next == ',' || next == '\\' => {
                    one.push(next);
                    chars.next();
                }
                _ => one.push(c),
            },
            '{' | '[' => return Err(bad("a nested brace", at + index)),
            ']' => return Err(bad("an unexpected closing bracket", at + index)),
            ',' => all.push(std::mem::take(&mut one)),
            '}' if index == 1 => return Err(bad("nothing between braces", at + index)),
            '}' => {
                all.push(one);
                return Ok((Part::Set(all), index + 1));
            }
            other => one.push(other),
        }
    }
    Err(bad("an unmatched brace", at))
}

/// The range at the beginning of text, and its length.
fn range(text: &str, at: usize) -> Result<(Part, usize), BadGlob> {
    let wrong = || bad("a range that is none", at + 1);
    let (inside, _) = text[1..].split_once(']').ok_or_else(wrong)?;
    let (ends, step) = match inside.split_once(':') {
        Some((ends, step)) => (ends, step.parse().map_err(|_| wrong())?),
        None => (inside, 1),
    };
    let (from, to) = ends.split_once('-').ok_or_else(wrong)?;
    let part = match (from.as_bytes(), to.as_bytes()) {
        ([from], [to]) if from.is_ascii_alphabetic() && to.is_ascii_alphabetic() => Part::Letters {
            from: *from,
            to: *to,
            step: u8::try_from(step).map_err(|_| wrong())?,
        },
        _ => Part::Numbers {
            from: number(from).ok_or_else(wrong)?,
            to: number(to).ok_or_else(wrong)?,
            step,
            width: if from.starts_with('0') { from.len() } else { 0 },
        },
    };
    // a step larger than the range is a slip, but not where there is but one
    let is_fine = match part {
        Part::Letters { from, to, step } => {
            from <= to
                && step > 0
                && (step <= to - from || from == to && step == 1)
                && from.is_ascii_lowercase() == to.is_ascii_lowercase()
        }
        Part::Numbers { from, to, step, .. } => {
            from <= to && step > 0 && (step <= to - from || from == to && step == 1)
        }
        Part::Text(_) | Part::Set(_) => false,
    };
    is_fine
        .then_some((part, inside.len() + 2))
        .ok_or_else(wrong)
}

/// Digits alone, as far as curl counts.
fn number(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|b| b.is_ascii_digit());
    let value = text.parse().ok().filter(|_| is_plain)?;
    (value <= i64::MAX as u64).then_some(value)
}

/// The length of an IPv6 address, or of nothing, in brackets; 0 where there is neither.
fn plain_brackets(text: &str) -> usize {
    let Some((inside, _)) = text[1..].split_once(']') else {
        return 0;
    };
    let address = inside.split('%').next().unwrap_or_default();
    let is_plain = inside.is_empty() || address.parse::<Ipv6Addr>().is_ok();
    if is_plain { inside.len() + 2 } else { 0 }
}

const fn bad(problem: &'static str, at: usize) -> BadGlob {
    BadGlob {
        problem,
        position: at + 1,
    }
}

/// What a backslash takes the meaning of.
const SPECIAL: [char; 4] = ['{', '}', '[', ']'];

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> String {
        let glob = Glob::parse(text).unwrap();
        let texts: Vec<String> = glob.texts().map(|t| t.text).collect();
        texts.join(" ")
    }

    #[test]
    fn alternatives_are_counted_as_curl_counts() {
        for (text, expected) in [
            ("/a", "/a"),
            ("/{a,b}", "/a /b"),
            ("/{a}", "/a"),
            ("/{a,}", "/a /"),
            ("/{a\\,b,c}", "/a,b /c"),
            ("/[1-3]", "/1 /2 /3"),
            ("/[098-101]", "/098 /099 /100 /101"),
            ("/[001-3]", "/001 /002 /003"),
            ("/[1-9:4]", "/1 /5 /9"),
            ("/[1-10:5]", "/1 /6"),
            ("/[a-e:2]", "/a /c /e"),
            ("/[1-1]", "/1"),
            ("/[]", "/[]"),
            ("/\\{a\\}\\[1\\]a\\b", "/{a}[1]a\\b"),
            ("[::1]:80/{a,b}", "[::1]:80/a [::1]:80/b"),
            ("[fe80::1%eth0]/", "[fe80::1%eth0]/"),
            ("{é,b}[1-2]", "é1 é2 b1 b2"),
        ] {
            assert_eq!(all(text), expected, "{text}");
        }
    }

    #[test]
    fn what_curl_refuses_is_refused_and_its_place_told() {
        for (text, position) in [
            ("/{}", 3),
            ("/{a,b", 2),
            ("/a}", 3),
            ("/]", 2),
            ("/{a,{b}}", 5),
            ("/[3-1]", 3),
            ("/[1-9:0]", 3),
            ("/[a-A]", 3),
            ("/[1-a]", 3),
            ("/[x]", 3),
            ("/[1-3", 3),
            ("/[1-3:10]", 3),
            ("/[-1-2]", 3),
            ("/[1-99999999999999999999]", 3),
        ] {
            let error = Glob::parse(text).unwrap_err();
            assert_eq!(error.position, position, "{text}: {error}");
        }
        let large = Glob::parse("[0-9223372036854775807][1-9]").unwrap();
        assert_eq!(large.count(), u64::MAX);
    }

    #[test]
    fn a_name_takes_the_alternative_of_its_number() {
        let glob = Glob::parse("/{a,b}/[1-2]").unwrap();
        let names: Vec<String> = glob.texts().map(|t| t.fill("#2-#1.x#3#")).collect();
        assert_eq!(names, ["1-a.x#3#", "2-a.x#3#", "1-b.x#3#", "2-b.x#3#"]);
    }
}
