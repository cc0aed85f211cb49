//! A table of wished requests: CSV (RFC 4180) as people's programs write it, with a comma, a semicolon
//! or a tab, a byte order mark, Excel's `sep=;`. Each row keeps its line. Must not know what a value
//! means.

use csv::{ReaderBuilder, StringRecord};

use crate::report::Failure;

/// The rows, in order; a row that is no row of this table is an error of its own.
pub struct Table {
    /// Each with the line that it begins on, from 1.
    pub rows: Vec<(u64, Result<Cells, Failure>)>,
}

/// The filled cells of one row.
#[derive(Debug, Default)]
pub struct Cells(Vec<(&'static str, String)>);

impl Table {
    /// Reads a table whose first row names the columns.
    ///
    /// # Errors
    /// A `Failure` for what is no such table, naming line and column.
    pub fn parse(bytes: &[u8], origin: &str) -> Result<Self, Failure> {
        let text = utf8(bytes, origin)?;
        let (text, told, skipped) = excel_separator(text);
        let delimiter = told.unwrap_or_else(|| delimiter(text));
        if let Some(line) = unclosed(text, delimiter, skipped) {
            return Err(Failure::usage(
                format!("{origin}:{line}: a quoted value opens on this line and is never closed"),
                "close it with a second quote; a quote inside a value is written twice",
            ));
        }
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let header = reader.headers().map_err(|e| bad(origin, &e.to_string()))?;
        let columns = columns(header, origin, skipped + 1)?;
        let mut rows = Vec::new();
        let mut lines = Lines::new(text, skipped);
        for record in reader.records() {
            let record = record.map_err(|e| bad(origin, &e.to_string()))?;
            let line = lines.at(record.position().map_or(0, csv::Position::byte));
            if record.iter().any(|cell| !cell.is_empty()) {
                rows.push((line, cells(&columns, &record, delimiter)));
            }
        }
        if rows.is_empty() {
            return Err(bad(origin, "it has no row below its header"));
        }
        Ok(Self { rows })
    }
}

/// Where records begin. The reader's own position is before the line ends that it passes over.
struct Lines<'a> {
    rest: &'a str,
    byte: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str, skipped: u64) -> Self {
        Self {
            rest: text,
            byte: 0,
            line: skipped + 1,
        }
    }

    /// The line of the record that is said to begin at this byte; never asked backwards.
    fn at(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        self.pass(byte.saturating_sub(self.byte));
        let ends = self.rest.len() - self.rest.trim_start_matches(['\r', '\n']).len();
        self.pass(ends);
        self.line
    }

    fn pass(&mut self, bytes: usize) {
        if let Some((passed, rest)) = self.rest.split_at_checked(bytes) {
            self.line += passed.matches('\n').count() as u64;
            self.byte += bytes;
            self.rest = rest;
        }
    }
}

impl Cells {
    /// The cell of a column; `None` when it is empty.
    pub fn get(&self, column: &str) -> Option<&str> {
        let found = self.0.iter().find(|(name, _)| *name == column);
        found.map(|(_, value)| value.as_str())
    }

    /// All values of a column: its cells if it is there several times, each split at `|`.
    pub fn all(&self, column: &str) -> Vec<&str> {
        let cells = self.0.iter().filter(|(name, _)| *name == column);
        let values = cells.flat_map(|(_, value)| value.split('|'));
        values.map(str::trim).filter(|v| !v.is_empty()).collect()
    }
}

fn cells(columns: &[&'static str], record: &StringRecord, delimiter: u8) -> Result<Cells, Failure> {
    let (has, wanted) = (record.len(), columns.len());
    let counted = |problem: &str| {
        let cells = if has == 1 { "cell" } else { "cells" };
        format!("it has {has} {cells}, and the header has {wanted}: {problem}")
    };
    if has > wanted {
        return Err(Failure::usage(
            counted(&format!("{} too many", has - wanted)),
            "put quotes around a value that holds the separator",
        ));
    }
    if let Some(missing @ [_, ..]) = columns.get(has..) {
        let separator = match delimiter {
            b'\t' => "tab".to_owned(),
            other => format!("`{}`", char::from(other)),
        };
        let named = missing.join(", ");
        return Err(Failure::usage(
            counted(&format!("{} missing ({named})", missing.len())),
            format!("give each column its cell, an empty one too, with a {separator} between them"),
        ));
    }
    let cells = columns.iter().zip(record.iter());
    let filled = cells.filter(|(_, value)| !value.is_empty());
    Ok(Cells(
        filled
            .map(|(name, value)| (*name, value.to_owned()))
            .collect(),
    ))
}

/// Where a quoted cell opens that nothing closes: it would swallow all rows below it.
fn unclosed(text: &str, delimiter: u8, skipped: u64) -> Option<u64> {
    let (mut line, mut opened, mut at_start) = (skipped + 1, None, true);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        line += u64::from(byte == b'\n');
        match byte {
            b'"' if opened.is_some() => {
                // two in a row are one of the value's own
                opened = opened.filter(|_| bytes.next_if_eq(&b'"').is_some());
            }
            b'"' if at_start => opened = Some(line),
            _ => {}
        }
        at_start = byte == delimiter || matches!(byte, b'\n' | b'\r');
    }
    opened
}

fn columns(header: &StringRecord, origin: &str, line: u64) -> Result<Vec<&'static str>, Failure> {
    let mut found = Vec::new();
    for name in header {
        let column = column(name).ok_or_else(|| unknown(name, origin, line))?;
        if found.contains(&column) && !REPEATABLE.contains(&column) {
            return Err(Failure::usage(
                format!("{origin}:{line}: the column {column} is there twice"),
                "leave one of them out",
            ));
        }
        found.push(column);
    }
    Ok(found)
}

/// What is no word is not shown: the file may be another one, even a key.
fn unknown(name: &str, origin: &str, line: u64) -> Failure {
    let wordy = |c: char| c.is_alphanumeric() || " _-.".contains(c);
    let is_word = name.starts_with(char::is_alphanumeric) && name.chars().all(wordy);
    if !is_word || name.chars().count() > LONGEST_NAME {
        return bad(origin, "its first row names no columns");
    }
    let known = COLUMNS.iter().filter_map(|names| names.split(' ').next());
    let known: Vec<&str> = known.collect();
    Failure::usage(
        format!("{origin}:{line}: `{name}` is no column of --batch"),
        format!("name the columns in the first row: {}", known.join(", ")),
    )
}

/// By any of its names, whatever their case.
fn column(name: &str) -> Option<&'static str> {
    let plain: String = name.trim().to_lowercase().replace([' ', '_', '-'], "");
    let found = COLUMNS.iter().find(|names| {
        let mut names = names.split(' ');
        names.any(|known| known.replace('-', "") == plain)
    });
    found.and_then(|names| names.split(' ').next())
}

/// The separator with which the first row names the most columns.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let known = |separator: u8| {
        let names = header.split(char::from(separator));
        names
            .filter(|name| column(name.trim_matches(['"', ' '])).is_some())
            .count()
    };
    // of several with the same count the last one wins: the comma, when nothing tells
    let separators = [b'\t', b';', b','];
    separators
        .into_iter()
        .max_by_key(|s| known(*s))
        .unwrap_or(b',')
}

/// `sep=;` in a line before the header; the lines it took.
fn excel_separator(text: &str) -> (&str, Option<u8>, u64) {
    let told = text
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("sep="));
    match told.and_then(|t| t.trim_end().bytes().next()) {
        Some(separator) => {
            let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
            (rest, Some(separator), 1)
        }
        None => (text, None, 0),
    }
}

fn utf8<'a>(bytes: &'a [u8], origin: &str) -> Result<&'a str, Failure> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff") {
        return Err(not_utf8(format!("{origin} is UTF-16")));
    }
    std::str::from_utf8(text).map_err(|e| {
        let before = text.get(..e.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        not_utf8(format!("{origin}:{line}: this line is no UTF-8 text"))
    })
}

fn not_utf8(what: String) -> Failure {
    Failure::usage(what, "save it as `CSV UTF-8` (Excel has that beside CSV)")
}

fn bad(origin: &str, what: &str) -> Failure {
    Failure::usage(
        format!("{origin} is no table of requests: {what}"),
        "its first row names the columns (cn, ou, o, c...), each row below is one request",
    )
}

/// Each by its name, which is a flag's, then by what else people call it.
const COLUMNS: [&str; 19] = [
    "cn commonname name",
    "ou organizationalunit organisationalunit unit",
    "o organization organisation company",
    "c country countryname",
    "l locality city",
    "st state province stateorprovince",
    "email emailaddress mail",
    "dn",
    "subj subject",
    "san subjectaltname",
    "key-usage",
    "eku extendedkeyusage",
    "basic-constraints",
    "newkey keytype",
    "key",
    "digest",
    "provider",
    "out csr",
    "keyout",
];
/// Longer than every name of a column, in characters.
const LONGEST_NAME: usize = 24;
const REPEATABLE: [&str; 5] = ["ou", "dn", "san", "key-usage", "eku"];

#[cfg(test)]
mod tests {
    use super::*;

    fn table(bytes: &[u8]) -> Table {
        Table::parse(bytes, "t.csv").map_err(|f| f.summary).unwrap()
    }

    fn refused(bytes: &[u8]) -> String {
        Table::parse(bytes, "t.csv")
            .map(|_| ())
            .unwrap_err()
            .summary
    }

    #[test]
    fn every_separator_a_mark_and_excels_line_are_understood() {
        for text in [
            "cn,ou,o\r\napp,a|b,\"Acme, Inc\"\r\n",
            "\u{feff}CN;OU;O\r\napp;a | b;Acme, Inc\r\n",
            "sep=;\r\ncn;ou;o\napp;a|b;Acme, Inc",
            "Common Name\tOU\tOrganization\napp\ta|b\tAcme, Inc\n",
        ] {
            let table = table(text.as_bytes());
            let (line, cells) = table.rows.first().unwrap();
            let cells = cells.as_ref().unwrap();
            assert_eq!(*line, if text.starts_with("sep") { 3 } else { 2 }, "{text}");
            assert_eq!(cells.get("cn"), Some("app"));
            assert_eq!(cells.all("ou"), ["a", "b"]);
            assert_eq!(cells.get("o"), Some("Acme, Inc"));
        }
    }

    #[test]
    fn lines_are_counted_over_quoted_line_ends_and_blank_rows() {
        let table = table(b"cn,ou,ou\n\"a\nb\",x,y\n,,\n\nc,x\n");
        let lines: Vec<u64> = table.rows.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 6]);
        let (_, first) = &table.rows[0];
        assert_eq!(first.as_ref().unwrap().all("ou"), ["x", "y"]);
        let (_, second) = &table.rows[1];
        assert!(second.as_ref().unwrap_err().summary.contains("2 cells"));
    }

    #[test]
    fn a_row_too_short_or_too_long_is_told_which_cells() {
        let problem = |text: &str| {
            let (_, row) = table(text.as_bytes()).rows.remove(0);
            let failure = row.unwrap_err();
            format!("{} / {}", failure.summary, failure.fix)
        };
        let short = problem("cn;ou;o;c\napp;t\n");
        assert!(short.contains("2 missing (o, c)"), "{short}");
        assert!(
            short.contains("`;`") && !short.contains("quotes"),
            "{short}"
        );
        let long = problem("cn,o\napp,Acme, Inc\n");
        assert!(long.contains("1 too many / put quotes"), "{long}");
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told_by_its_line() {
        let said = refused(b"cn,o\na,\"x \"\"y\"\"\"\nb,\"open\nc,d\ne,f\n");
        assert!(said.starts_with("t.csv:3: a quoted value opens"), "{said}");
        let said = refused(b"sep=;\ncn;o\n\"a\nb\";c\n\"d;e\n");
        assert!(said.starts_with("t.csv:5: "), "{said}");
        // a quote inside an unquoted value is a letter of it
        assert_eq!(table(b"cn,o\na,5\" disk\n").rows.len(), 1);
    }

    #[test]
    fn what_is_no_table_is_named() {
        assert!(refused(b"").contains("no row"));
        assert!(refused(b"cn,ou\n").contains("no row"));
        assert!(refused(b"cn,colour\na,b").contains("t.csv:1: `colour`"));
        let key = refused(b"-----BEGIN PRIVATE KEY-----\nabc\n");
        assert!(
            key.contains("names no columns") && !key.contains("BEGIN"),
            "{key}"
        );
        assert!(refused(b"cn,cn\na,b").contains("cn is there twice"));
        assert!(refused(b"cn,o\na,b\nc,S\xe3o").contains("t.csv:3: "));
        assert!(refused(b"\xff\xfec\0n\0").contains("UTF-16"));
    }
}
