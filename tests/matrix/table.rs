//! The table as a document, and its comparison with the one that is kept.

use std::fmt::Write;

use crate::measure::Row;

pub fn compare(rows: &[Row]) {
    let mut text = String::new();
    for row in rows {
        let _ = writeln!(text, "| {} | {} | {} |", row.server, row.fault, row.truth);
        for seen in &row.seen {
            let mark = if seen.answer == row.truth { "" } else { "  <<<<" };
            let _ = writeln!(text, "      {} {} [{}]{mark}", seen.version, seen.wire, seen.answer);
        }
    }
    std::fs::write("/tmp/matrix.out", text).unwrap();
}
