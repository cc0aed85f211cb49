//! What comes nearest to a text that is not known: a row, an alert's name or a code that shares most
//! of its words. Told as near, never as the answer.

use super::super::Code;
use super::says::Side;
use super::{Match, alerts, rows};

/// The nearest; `None` when nothing has enough in common.
pub(super) fn to(text: &str) -> Option<Match> {
    let head: String = text.chars().take(LONGEST).collect();
    let head = head.to_ascii_lowercase();
    let words = words(&head);
    misspelled(head.trim()).or_else(|| sharing(&words))
}

/// A name with a letter or two wrong.
fn misspelled(name: &str) -> Option<Match> {
    let name = name.replace(['_', ' '], "-");
    if name.len() > LONGEST_NAME {
        return None;
    }
    let codes = Code::ALL.iter().map(|code| (code.name().to_owned(), *code));
    let alerts = alerts::all()
        .iter()
        .map(|known| (known.alert.name().replace('_', "-"), known.from_server.0));
    let near = codes
        .chain(alerts)
        .map(|(known, code)| (distance(&name, &known), known, code));
    let best = near.min_by_key(|(distance, ..)| *distance)?;
    let (distance, known, code) = best;
    (distance <= MOST_TYPOS && distance * 3 < known.len())
        .then(|| matched(known, "mtls", code, "RFC 8446 and our own codes"))
}

fn sharing(words: &[&str]) -> Option<Match> {
    let shared = |text: &str| {
        let own = self::words(text);
        let both = own.iter().filter(|word| words.contains(word)).count();
        (both >= 2 && both * 2 >= own.len()).then_some(both)
    };
    let best = rows::all().filter_map(|row| Some((shared(row.text)?, row)));
    let (_, row) = best.max_by_key(|(both, _)| *both)?;
    Some(matched(
        row.text.replace(" .. ", " ... "),
        row.tool,
        row.says.code(Side::Client),
        row.source,
    ))
}

fn matched(text: String, tool: &'static str, code: Code, source: &'static str) -> Match {
    Match {
        line: None,
        count: 0,
        recognised: text.clone(),
        text,
        tool,
        code,
        source,
    }
}

fn words(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .filter(|word| word.len() > 2 && !EMPTY.contains(word))
        .collect()
}

/// Insertions, deletions and replacements from one to the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut before = i;
        let mut next = vec![i + 1];
        for (y, above) in b.bytes().zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or_default();
            next.push((before + usize::from(x != y)).min(above + 1).min(left + 1));
            before = *above;
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// Characters of a text that are compared.
const LONGEST: usize = 2000;
/// Characters of what may be a name.
const LONGEST_NAME: usize = 40;
/// Letters that may be wrong.
const MOST_TYPOS: usize = 3;
/// Words that say nothing.
const EMPTY: &[&str] = &[
    "the", "for", "was", "not", "with", "from", "that", "this", "and", "error", "failed",
];
