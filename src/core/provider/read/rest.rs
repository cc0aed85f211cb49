//! Reading on behind a mistake: what holds it is blanked out, places in the text staying as they are,
//! so that all mistakes of a file are told at once. Must not invent any: where a cut may be the cause of
//! what comes next, that is not told.

use toml::de::{DeTable, DeValue, Error};

use super::{Mistake, Provider, header, key_at, of_toml};

/// What is left of the provider where it could be read, the mistakes, and the keys cut out.
pub(super) fn read_on(
    text: &str,
    shown: &str,
    first: Error,
) -> (Option<Provider>, Vec<Mistake>, Vec<String>) {
    let mut rest = text.to_owned();
    let (mut mistakes, mut cut) = (Vec::new(), Vec::new());
    let mut error = first;
    for _ in 0..MOST {
        if !is_of_a_cut(error.message(), &cut) {
            mistakes.push(of_toml(text, shown, &error));
        }
        let at = error.span().map_or(0, |span| span.start);
        let Some(range) = holder(&rest, at) else {
            break;
        };
        let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        cut.extend(key_at(text, line));
        blank(&mut rest, range);
        if DeTable::parse(&rest).is_err() {
            break;
        }
        match toml::from_str(&rest) {
            Ok(provider) => return (Some(provider), mistakes, cut),
            Err(next) => error = next,
        }
    }
    (None, mistakes, cut)
}

/// A key is missing that we took.
fn is_of_a_cut(said: &str, cut: &[String]) -> bool {
    let missing = said.strip_prefix("missing field `");
    let missing = missing.and_then(|rest| rest.split('`').next());
    let mut own = cut.iter().filter_map(|key| key.rsplit('.').next());
    missing.is_some_and(|missing| own.any(|own| own == missing))
}

/// The bytes of the entry that a place belongs to, else of the table with its sub-tables.
fn holder(text: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let parsed = DeTable::parse(text).ok()?;
    entry(text, parsed.get_ref(), at).or_else(|| table(text, at))
}

/// `KEY = VALUE`, which is taken as a whole, whatever is in the value.
fn entry(text: &str, within: &DeTable<'_>, at: usize) -> Option<std::ops::Range<usize>> {
    for (key, value) in within {
        let (name, held) = (key.span(), value.span());
        let between = text.get(name.end..held.start);
        if between.is_some_and(|between| between.trim() == "=") {
            if name.start <= at && at < held.end {
                return Some(name.start..held.end);
            }
            continue;
        }
        let found = match value.get_ref() {
            DeValue::Table(table) => entry(text, table, at),
            DeValue::Array(list) => list.iter().find_map(|item| match item.get_ref() {
                DeValue::Table(table) => entry(text, table, at),
                _ => None,
            }),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// From the header that stands there to the next one that is no sub-table's.
fn table(text: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let mut lines = text.get(start..)?.split_inclusive('\n');
    let first = lines.next()?;
    let within = format!("{}.", header(first)?);
    let mut end = start + first.len();
    for line in lines {
        if header(line).is_some_and(|name| !name.starts_with(&within)) {
            break;
        }
        end += line.len();
    }
    Some(start..end)
}

/// Blanks, byte for byte, the line ends kept.
fn blank(text: &mut String, range: std::ops::Range<usize>) {
    let gone = text.get(range.clone()).unwrap_or_default();
    let blanks = gone
        .bytes()
        .map(|byte| if byte == b'\n' { '\n' } else { ' ' });
    let blanks: String = blanks.collect();
    text.replace_range(range, &blanks);
}

/// More mistakes than anyone reads at once.
const MOST: usize = 100;
