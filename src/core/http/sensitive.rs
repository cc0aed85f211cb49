//! Card numbers and security codes hidden in what a person sees: first six and last four digits
//! stay, as PCI DSS (requirement 3.4) allows; and fields that a provider calls sensitive. What goes
//! into files and pipes does not come here.

use std::borrow::Cow;

use super::fields::{Fields, Hiding};

/// Hides as text streams by; borders between pieces hide nothing from it.
#[derive(Debug, Default)]
pub struct Masker {
    held: Vec<u8>,
    before: Option<u8>,
    fields: Fields,
    hiding: Option<Hiding>,
    hit: bool,
}

impl Masker {
    /// Hides these fields too.
    pub fn of(fields: Fields) -> Self {
        Self {
            fields,
            ..Self::default()
        }
    }

    /// Takes more and gives what can be shown by now. A whole line is shown at once; what may be
    /// the beginning of a number waits.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.held.extend_from_slice(bytes);
        let whole = self.held.ends_with(b"\n");
        let upto = if whole {
            self.held.len()
        } else {
            self.held.len().saturating_sub(LONGEST)
        };
        self.advance(upto)
    }

    /// What is still held.
    pub fn finish(&mut self) -> Vec<u8> {
        self.advance(self.held.len())
    }

    /// Whether anything was hidden so far.
    pub fn has_masked(&self) -> bool {
        self.hit
    }

    fn advance(&mut self, upto: usize) -> Vec<u8> {
        let mut out = Vec::with_capacity(upto);
        let mut at = 0;
        while at < upto {
            let rest = self.held.get(at..).unwrap_or_default();
            let Some(first) = rest.first().copied() else {
                break;
            };
            if let Some(hiding) = &mut self.hiding {
                let step = hiding.over(rest);
                self.hit |= step.hides;
                out.extend_from_slice(&step.shown);
                at += step.taken;
                if step.ends {
                    self.hiding = None;
                }
                self.before = at
                    .checked_sub(1)
                    .and_then(|last| self.held.get(last).copied());
                continue;
            }
            if let Some(begun) = self.fields.begins(self.before, rest) {
                out.extend_from_slice(rest.get(..begun.name).unwrap_or_default());
                at += begun.name;
                self.hiding = Some(begun.hiding);
                self.before = at
                    .checked_sub(1)
                    .and_then(|last| self.held.get(last).copied());
                continue;
            }
            let found = if starts_word(self.before, first) {
                card(rest).or_else(|| code(rest))
            } else {
                None
            };
            let taken = match found {
                Some(hidden) => {
                    self.hit = true;
                    out.extend_from_slice(&hidden);
                    hidden.len()
                }
                None => {
                    out.push(first);
                    1
                }
            };
            at += taken;
            self.before = at
                .checked_sub(1)
                .and_then(|last| self.held.get(last).copied());
        }
        self.held.drain(..at);
        out
    }
}

/// All of a text at once.
pub fn masked(text: &str) -> Cow<'_, str> {
    masked_with(text, &Fields::default())
}

/// The same, with fields that a provider calls sensitive.
pub fn masked_with<'t>(text: &'t str, fields: &Fields) -> Cow<'t, str> {
    if fields.is_empty() && !may_hold_any(text.as_bytes()) {
        return text.into();
    }
    let mut masker = Masker::of(fields.clone());
    let mut out = masker.push(text.as_bytes());
    out.extend(masker.finish());
    if masker.has_masked() {
        // what was replaced ends with whole characters
        String::from_utf8_lossy(&out).into_owned().into()
    } else {
        text.into()
    }
}

fn may_hold_any(text: &[u8]) -> bool {
    text.windows(3).any(|w| w.iter().all(u8::is_ascii_digit))
}

/// No number begins in the middle of a longer word or behind a decimal point.
fn starts_word(before: Option<u8>, first: u8) -> bool {
    let joined = |b: u8| b.is_ascii_alphanumeric() || (first.is_ascii_digit() && b == b'.');
    first.is_ascii_alphanumeric() && !before.is_some_and(joined)
}

/// The card number that the text begins with, hidden; as long as it was.
pub(super) fn card(text: &[u8]) -> Option<Vec<u8>> {
    let run = digits(text);
    let most = run.len().min(*LENGTHS.end());
    for count in (*LENGTHS.start()..=most).rev() {
        let (Some(places), next) = (run.get(..count), run.get(count)) else {
            continue;
        };
        let end = places.last()? + 1;
        let number: Vec<u8> = places
            .iter()
            .filter_map(|p| text.get(*p))
            .copied()
            .collect();
        let ends = next != Some(&end) && !text.get(end).is_some_and(u8::is_ascii_alphabetic);
        let fraction =
            text.get(end) == Some(&b'.') && text.get(end + 1).is_some_and(u8::is_ascii_digit);
        if ends && !fraction && is_grouped(places) && is_issued(&number) && is_luhn(&number) {
            let mut hidden = text.get(..end)?.to_vec();
            for place in places.get(6..count - 4)? {
                *hidden.get_mut(*place)? = b'*';
            }
            return Some(hidden);
        }
    }
    None
}

/// The places of the digits that the text begins with, single blanks, dashes or pluses between.
fn digits(text: &[u8]) -> Vec<usize> {
    let mut places: Vec<usize> = Vec::new();
    for (at, byte) in text.iter().enumerate().take(LONGEST) {
        match byte {
            b'0'..=b'9' => places.push(at),
            b' ' | b'-' | b'+' if places.last() == at.checked_sub(1).as_ref() => {}
            _ => break,
        }
    }
    places
}

/// One block, or the blocks that are printed on cards: none under three digits, none over six.
fn is_grouped(places: &[usize]) -> bool {
    let mut sizes = vec![1];
    for pair in places.windows(2) {
        match (pair, sizes.last_mut()) {
            ([a, b], Some(size)) if a + 1 == *b => *size += 1,
            _ => sizes.push(1),
        }
    }
    sizes.len() == 1 || sizes.iter().all(|size| (3..=6).contains(size))
}

/// Prefixes and lengths of the card schemes: without them one id in ten would pass for a card.
fn is_issued(number: &[u8]) -> bool {
    let prefix = |digits: usize| {
        let digits = number.iter().take(digits);
        digits.fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0'))
    };
    SCHEMES.iter().any(|(size, from, to, lengths)| {
        (*from..=*to).contains(&prefix(*size)) && lengths.contains(&number.len())
    })
}

/// ISO/IEC 7812-1, annex B.
fn is_luhn(number: &[u8]) -> bool {
    let mut sum = 0;
    for (at, digit) in number.iter().rev().enumerate() {
        let digit = u32::from(digit - b'0');
        let twice = if at % 2 == 1 { digit * 2 } else { digit };
        sum += if twice > 9 { twice - 9 } else { twice };
    }
    sum % 10 == 0
}

/// A security code behind its name, whatever the notation: JSON, a form, XML, a header.
fn code(text: &[u8]) -> Option<Vec<u8>> {
    let name = text
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    let name: Vec<u8> = name.copied().collect();
    let plain: Vec<u8> = name
        .iter()
        .filter(|b| b.is_ascii_alphanumeric())
        .map(u8::to_ascii_lowercase)
        .collect();
    if !CODES.iter().any(|known| plain.ends_with(known.as_bytes())) {
        return None;
    }
    let rest = text.get(name.len()..)?;
    let signs = rest
        .iter()
        .take(MOST_SIGNS)
        .take_while(|b| b"\\\"' \t\n:=>".contains(b));
    let between = rest.get(..signs.count())?;
    if !between.iter().any(|b| b":=>".contains(b)) {
        return None;
    }
    let value = rest.get(between.len()..)?;
    let digits = value.iter().take_while(|b| b.is_ascii_digit()).count();
    let ends = !value
        .get(digits)
        .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'.');
    let is_code = (3..=4).contains(&digits) && ends;
    is_code.then(|| [name, between.to_vec(), vec![b'*'; digits]].concat())
}

/// Digits of a card number.
const LENGTHS: std::ops::RangeInclusive<usize> = 13..=19;
/// The longest that is looked at together, in bytes: 19 digits with signs between, or a name with
/// its code.
const LONGEST: usize = 64;
/// Quotes, colons and blanks between a name and its code.
const MOST_SIGNS: usize = 8;
/// What names of security codes end with, in lower case, without signs.
const CODES: &[&str] = &[
    "cvv",
    "cvv2",
    "cvc",
    "cvc2",
    "cvvcode",
    "cvccode",
    "securitycode",
    "cardverificationvalue",
    "cardverificationcode",
];

type Scheme = (usize, u32, u32, &'static [usize]);

/// Digits of the prefix, from, to, lengths.
#[rustfmt::skip] // a table
const SCHEMES: &[Scheme] = &[
    (1, 4, 4, &[13, 16, 19]),                                       // Visa
    (2, 51, 55, &[16]), (4, 2221, 2720, &[16]),                     // Mastercard
    (2, 34, 34, &[15]), (2, 37, 37, &[15]),                         // American Express
    (4, 6011, 6011, &[16, 19]), (3, 644, 659, &[16, 19]),           // Discover, Elo
    (3, 300, 305, &[14, 16]), (2, 36, 36, &[14, 16]), (2, 38, 39, &[14, 16]), // Diners Club
    (4, 3528, 3589, &[16, 19]),                                     // JCB
    (2, 62, 62, &[16, 17, 18, 19]),                                 // UnionPay
    (4, 5018, 5018, &[13, 16, 19]), (4, 5020, 5020, &[13, 16, 19]), // Maestro
    (4, 5038, 5038, &[13, 16, 19]), (4, 6304, 6304, &[13, 16, 19]),
    (4, 6759, 6763, &[13, 16, 19]),
    (4, 5041, 5041, &[16]), (4, 5066, 5067, &[16]), (3, 509, 509, &[16]), // Elo
    (6, 627780, 627780, &[16]), (6, 636297, 636297, &[16]), (6, 636368, 636368, &[16]),
    (6, 606282, 606282, &[16]), (6, 384100, 384199, &[13, 16, 19]), // Hipercard
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_numbers_of_each_scheme_keep_six_and_four() {
        for (number, shown) in [
            ("4111111111111111", "411111******1111"),
            ("4111 1111 1111 1111", "4111 11** **** 1111"),
            ("4111-1111-1111-1111", "4111-11**-****-1111"),
            ("4111+1111+1111+1111", "4111+11**+****+1111"),
            ("378282246310005", "378282*****0005"),
            ("3782 822463 10005", "3782 82**** *0005"),
            ("5555555555554444", "555555******4444"),
            ("2223003122003222", "222300******3222"),
            ("30569309025904", "305693****5904"),
            ("6011111111111117", "601111******1117"),
            ("3530111333300000", "353011******0000"),
            ("6362970000457013", "636297******7013"),
            ("5067230000009011", "506723******9011"),
        ] {
            assert_eq!(masked(number), shown);
            let around = format!("{{\"pan\":\"{number}\",\"n\":{number}}} no. {number}, {number}.");
            assert!(!masked(&around).contains(number), "{around}");
            assert_eq!(masked(&around).len(), around.len());
        }
        assert_eq!(
            masked("2026 4111 1111 1111 1111 12"),
            "2026 4111 11** **** 1111 12"
        );
    }

    #[test]
    fn what_only_looks_like_a_card_stays() {
        for text in [
            "4111111111111112",           // Luhn
            "1234567890123452",           // no scheme
            "41111111111111110000000000", // longer
            "a4111111111111111",          // part of a word
            "4111111111111111a",
            "0.4111111111111111",
            "4111111111111111.5",
            "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
            "4111  1111 1111 1111",
            "20260101123456789",
            "b1d4111-1111-4111-1111-111111111111x",
            "\"cvv\": \"unknown\"",
            "\"cvv\": 12",
            "cvv 123",
            "\"cvv_age\": 123",
            "cvv=12345",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn security_codes_are_hidden_in_every_notation() {
        for (text, shown) in [
            (r#"{"cvv":"123"}"#, r#"{"cvv":"***"}"#),
            (r#"{"cardCvc" : 1234 }"#, r#"{"cardCvc" : **** }"#),
            (
                r#"{\"security_code\":\"123\"}"#,
                r#"{\"security_code\":\"***\"}"#,
            ),
            ("a=b&cvv2=123&c=d", "a=b&cvv2=***&c=d"),
            ("<CVV>123</CVV>", "<CVV>***</CVV>"),
            ("X-Security-Code: 999", "X-Security-Code: ***"),
        ] {
            assert_eq!(masked(text), shown);
        }
    }

    #[test]
    fn no_border_between_pieces_lets_one_through() {
        let text = r#"{"pan": "4111 1111 1111 1111", "cvv" : "123", "id": 4111111111111112} ü"#;
        let whole = masked(text);
        for size in 1..text.len() {
            let mut masker = Masker::default();
            let mut out = Vec::new();
            for piece in text.as_bytes().chunks(size) {
                out.extend(masker.push(piece));
            }
            out.extend(masker.finish());
            assert_eq!(String::from_utf8(out).unwrap(), whole, "{size}");
        }
        assert_eq!(Masker::default().push(b"a whole line\n"), b"a whole line\n");
    }
}
