//! `csr --print`, `--check` and `--batch` as text.

use super::{Style, printable};
use crate::report::Described;
use crate::report::csr::{Batch, BatchRow, CheckedRequest, RequestView, RowStatus};

/// The request as the provider will see it.
pub fn view(view: &RequestView, style: Style) -> String {
    let Described::Csr(facts) = &view.request else {
        return String::new();
    };
    let whom = view.provider.as_deref().unwrap_or("the provider");
    let mut out = format!(
        "{}\n",
        style.bold(&format!("what {} will see", printable(whom)))
    );
    let encoded = &view.subject_encoding;
    let width = |column: usize| {
        let widths = encoded
            .iter()
            .map(|row| row.get(column).map_or(0, |v| v.chars().count()));
        widths.max().unwrap_or(0)
    };
    for (at, [kind, value, string]) in encoded.iter().enumerate() {
        let label = if at == 0 { "subject" } else { "" };
        let (kind_width, value_width) = (width(0), width(1));
        let text = format!("{kind:<kind_width$}  {value:<value_width$}  {string}");
        line(&mut out, label, &text);
    }
    if encoded.is_empty() {
        line(&mut out, "subject", "(empty)");
    }
    let key = facts.public_key.to_string();
    let which = if view.key_thrown_away {
        " (a new one)"
    } else {
        ""
    };
    line(&mut out, "key", &format!("{key}{which}"));
    if !view.key_thrown_away {
        line(&mut out, "spki sha256", &facts.public_key.spki_sha256);
    }
    line(&mut out, "signature", &facts.signature_algorithm);
    list(&mut out, "names", &facts.san, "\n");
    list(&mut out, "key usage", &view.key_usage, ", ");
    list(&mut out, "purposes", &view.extended_key_usage, ", ");
    if let Some(constraints) = view.basic_constraints {
        line(&mut out, "constraints", constraints);
    }
    list(&mut out, "would write", &view.would_write, "\n");
    if let Some(pem) = &view.pem {
        out.push('\n');
        out.push_str(pem);
    }
    out
}

/// A verdict for each request, what breaks the rules below it.
pub fn checked(requests: &[CheckedRequest], style: Style) -> String {
    let mut out = String::new();
    for request in requests {
        let doubts = request.problems.iter().filter(|p| !p.confirmed).count();
        let title = printable(&request.title);
        let verdict = match (request.accepted, doubts) {
            (false, _) => style.red(&format!("WOULD BE REFUSED by {title}")),
            (true, 0) => style.green(&format!("ok for {title}")),
            (true, _) => style.yellow(&format!("ok for {title}, with doubts")),
        };
        out.push_str(&format!("{verdict}: {}\n", printable(&request.source)));
        line(&mut out, "subject", &request.subject);
        for problem in &request.problems {
            let mark = if problem.confirmed {
                "refused"
            } else {
                "unsure"
            };
            let text = format!("{} [{}]", problem.message, problem.code);
            line(&mut out, mark, &text);
        }
        for fix in &request.fixes {
            line(&mut out, "fix", fix);
        }
        if let Some(note) = &request.note {
            line(&mut out, "note", note);
        }
    }
    out
}

/// A line for each row, and how many ended how.
pub fn batch(batch: &Batch, style: Style) -> String {
    let mut out = String::new();
    for row in &batch.rows {
        out.push_str(&row_line(row, style));
        for note in &row.notes {
            out.push_str(&format!("{:21}{}\n", "", printable(note)));
        }
    }
    let count = |status, word: &str| match batch.count(status) {
        0 => None,
        n => Some(format!("{n} {word}")),
    };
    let counts = [
        count(RowStatus::Made, "made"),
        count(
            RowStatus::Completed,
            "completed with the key that was there",
        ),
        count(RowStatus::Skipped, "there already"),
        count(RowStatus::Failed, "failed"),
        count(RowStatus::Left, "left"),
    ];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    let rows = match batch.rows.len() {
        1 => "1 row".to_owned(),
        n => format!("{n} rows"),
    };
    out.push_str(&format!("{}: {}\n", style.bold(&rows), counts.join(", ")));
    out
}

fn row_line(row: &BatchRow, style: Style) -> String {
    let word = format!(
        "{:<9}",
        match row.status {
            RowStatus::Made => "made",
            RowStatus::Completed => "completed",
            RowStatus::Skipped => "skipped",
            RowStatus::Failed => "FAILED",
            RowStatus::Left => "left",
        }
    );
    let word = match row.status {
        RowStatus::Made | RowStatus::Completed => style.green(&word),
        RowStatus::Failed => style.red(&word),
        RowStatus::Skipped | RowStatus::Left => word,
    };
    let head = format!("line {:<5}  {word}", row.line);
    if let Some(problem) = &row.problem {
        let what = row
            .request
            .as_ref()
            .map(|r| format!("{r}: "))
            .unwrap_or_default();
        let code = problem
            .code
            .map(|code| format!(" [{code}]"))
            .unwrap_or_default();
        let fix = match problem.fix.as_str() {
            "" => String::new(),
            fix => format!("; {fix}"),
        };
        let text = format!("{what}{}{code}{fix}", problem.summary);
        return format!("{head} {}\n", printable(&text));
    }
    let subject = row.subject.as_deref().unwrap_or_default();
    let request = row.request.as_deref().unwrap_or_default();
    let key = match (&row.key, row.encrypted) {
        (Some(key), Some(true)) => format!("; key {key}, locked"),
        (Some(key), _) => format!("; key {key}"),
        (None, _) => String::new(),
    };
    format!(
        "{head} {}\n",
        printable(&format!("{request}  {subject}{key}"))
    )
}

fn list(out: &mut String, label: &str, values: &[String], between: &str) {
    if between == "\n" {
        for (at, value) in values.iter().enumerate() {
            line(out, if at == 0 { label } else { "" }, value);
        }
    } else if !values.is_empty() {
        line(out, label, &values.join(between));
    }
}

fn line(out: &mut String, label: &str, value: &str) {
    out.push_str(&format!("  {label:<14} {}\n", printable(value)));
}
