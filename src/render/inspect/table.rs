//! `inspect` as a table: a line an item, what has a fixed width first, so that lines can be shown
//! as they come.

use crate::render::{Style, printable};
use crate::report::inspect::Status;
use crate::report::listing::{Row, Table};

/// The lines, below their headings when these are the first; names too long for their column are
/// cut, unless verbose.
pub fn text(table: &Table, verbose: bool, style: Style) -> Vec<u8> {
    let mut out = String::new();
    if table.headed {
        let head = format!(
            "{:<DATE$}  {:>DAYS$}  {:<STATUS$}  {:<SUBJECT$}  {:<ISSUER$}  SOURCE",
            "EXPIRES", "DAYS", "STATUS", "SUBJECT", "ISSUER"
        );
        out.push_str(&style.bold(&head));
        out.push('\n');
    }
    for row in &table.rows {
        line(&mut out, row, verbose, style);
    }
    out.into_bytes()
}

fn line(out: &mut String, row: &Row, verbose: bool, style: Style) {
    let date = row.expires.map(|at| at.rfc3339());
    let date = date.as_deref().and_then(|at| at.split('T').next());
    let days = row.days.map(|days| days.to_string());
    let cell = |text: &str, width| match verbose {
        true => printable(text).into_owned(),
        false => cut(&printable(text), width),
    };
    out.push_str(&format!(
        "{:<DATE$}  {:>DAYS$}  {}  {:<SUBJECT$}  {:<ISSUER$}  {}\n",
        date.unwrap_or("-"),
        days.as_deref().unwrap_or("-"),
        status(row, style),
        cell(&row.title, SUBJECT),
        cell(row.issuer.as_deref().unwrap_or("-"), ISSUER),
        style.dim(&format!("{}#{}", printable(&row.source), row.index)),
    ));
}

/// In its colour, and as wide as its column.
fn status(row: &Row, style: Style) -> String {
    let word = |text: &str| format!("{text:<STATUS$}");
    match row.status {
        Some(Status::Valid) => style.green(&word("valid")),
        Some(Status::Warning) => style.yellow(&word("warning")),
        Some(Status::Urgent) => style.red(&word("urgent")),
        Some(Status::Expired) => style.red(&word("expired")),
        Some(Status::NotYetValid) => style.red(&word("not-yet-valid")),
        None if row.is_over => style.red(&word(row.kind)),
        None => word(row.kind),
    }
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width - 1).collect();
    format!("{kept}\u{2026}")
}

/// Widths of the columns, in characters; 20 are left for the source in a line of 100.
const DATE: usize = 10;
const DAYS: usize = 6;
const STATUS: usize = 13;
const SUBJECT: usize = 24;
const ISSUER: usize = 18;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::clock::Time;

    fn row(title: &str) -> Row {
        Row {
            source: "a.pem".into(),
            index: 1,
            kind: "certificate",
            expires: Some(Time::from_unix(0)),
            days: Some(-3),
            is_over: true,
            status: Some(Status::Expired),
            title: title.into(),
            issuer: Some("CA".into()),
        }
    }

    #[test]
    fn a_name_too_long_is_cut_unless_all_is_wanted() {
        let table = |headed| Table {
            headed,
            rows: vec![row("api.a-rather-long-name.example")],
        };
        let shown = |headed, verbose| {
            String::from_utf8(text(&table(headed), verbose, Style::PLAIN)).unwrap()
        };
        assert_eq!(
            shown(false, false),
            "1970-01-01      -3  expired        api.a-rather-long-name.\u{2026}  CA                  a.pem#1\n"
        );
        assert!(shown(false, true).contains("api.a-rather-long-name.example  CA"));
        assert!(shown(true, false).starts_with("EXPIRES       DAYS  STATUS         SUBJECT"));
    }

    #[test]
    fn nothing_in_a_name_reaches_the_terminal_raw() {
        let table = Table {
            headed: false,
            rows: vec![row("a\x1b[2Jb\n")],
        };
        let shown = text(&table, true, Style::PLAIN);
        assert_eq!(shown.iter().filter(|b| **b < b' ').count(), 1); // the line's end
    }
}
