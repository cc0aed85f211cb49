//! `explain` for people: the cause first, then how it is known, what to check, and the commands.

use super::{Style, printable};
use crate::report::explain::{Certainty, Entry, Explanation, Kind, Match, Topic};

/// What a text means; empty when nothing is known, which the failure says.
pub fn text(found: &Explanation, verbose: bool, style: Style) -> String {
    let Some(diagnosis) = &found.diagnosis else {
        return String::new();
    };
    let code = style.bold(diagnosis.code.name());
    let mut out = format!("{code}: {}\n", printable(&diagnosis.summary));
    let mut row = |label: &str, text: &str| line(&mut out, label, text, style);
    row("certainty", certainty(found.certainty, style).as_str());
    row("said by", found.spoken_by.unwrap_or_default());
    for evidence in &diagnosis.evidence {
        row("evidence", &printable(evidence));
    }
    if let Some(first) = found.matched.first().filter(|_| verbose) {
        row("words of", &origin(first));
    }
    row("means", found.means.unwrap_or_default());
    row("fix", &style.green(&printable(&diagnosis.fix)));
    tail(&mut out, &found.checks, &found.commands, style);
    for other in found.matched.iter().skip(1) {
        let text = format!(
            "{} ({})",
            match found
                .matched
                .first()
                .filter(|first| first.line == other.line)
            {
                Some(_) => format!("\"{}\"", printable(&other.recognised)), // the line is shown
                None => shown(other, verbose),
            },
            style.bold(other.code.name())
        );
        line(&mut out, &format!("also {}", label(other)), &text, style);
    }
    out
}

/// What a name or number means.
pub fn topic(topic: &Topic, verbose: bool, style: Style) -> String {
    let entry = &topic.entry;
    let mut out = format!("{}: {}\n", style.bold(&title(entry)), entry.meaning);
    let mut row = |label: &str, text: &str| line(&mut out, label, text, style);
    if let Some(group) = entry.group {
        row("about", group);
    }
    if let Some(code) = entry.code.filter(|_| entry.kind != Kind::Code) {
        row(
            "code",
            &format!("{}: {}", style.bold(code.name()), code.meaning()),
        );
    }
    if let Some(means) = topic.means {
        row("means", means);
    }
    row("fix", &style.green(topic.fix.unwrap_or_default()));
    if let Some(also) = &topic.also {
        row("also", also);
    }
    tail(&mut out, &topic.checks, &topic.commands, style);
    let most = if verbose { usize::MAX } else { FEW };
    for telling in topic.shows.iter().take(most) {
        let place = if telling.in_server_log {
            ", in a server's log"
        } else {
            ""
        };
        let source = if verbose {
            format!(" [{}]", telling.source)
        } else {
            String::new()
        };
        let text = format!("{} ({}{place}){source}", telling.text, telling.tool);
        line(&mut out, "shows as", &text, style);
    }
    if topic.shows.len() > most {
        let more = format!("{} more with --verbose", topic.shows.len() - most);
        line(&mut out, "", &style.dim(&more), style);
    }
    out
}

/// Every name, under its kind.
pub fn list(entries: &[Entry], style: Style) -> String {
    let width = entries
        .iter()
        .map(|entry| title(entry).len())
        .max()
        .unwrap_or_default();
    let mut out = String::new();
    let mut last = None;
    for entry in entries {
        let head = match entry.kind {
            Kind::Code | Kind::Finding => entry.group.unwrap_or_default(),
            Kind::Alert => "TLS alerts",
            Kind::ExitCode => "exit codes",
        };
        if last != Some(head) {
            let gap = if last.is_some() { "\n" } else { "" };
            out.push_str(&format!("{gap}{}\n", style.dim(head)));
            last = Some(head);
        }
        out.push_str(&format!("  {:<width$}  {}\n", title(entry), entry.meaning));
    }
    out
}

fn title(entry: &Entry) -> String {
    match (entry.kind, entry.name, entry.number) {
        (Kind::Alert, Some(name), Some(number)) => format!("{name} ({number})"),
        (Kind::ExitCode, _, Some(number)) => format!("exit {number}"),
        (_, name, _) => name.unwrap_or_default().to_owned(),
    }
}

fn tail(out: &mut String, checks: &[&str], commands: &[String], style: Style) {
    for (at, check) in checks.iter().enumerate() {
        let label = if at == 0 { "check" } else { "" };
        line(out, label, &format!("{}. {check}", at + 1), style);
    }
    for (at, command) in commands.iter().enumerate() {
        let label = if at == 0 { "settle" } else { "" };
        line(out, label, &style.bold(&printable(command)), style);
    }
}

fn line(out: &mut String, label: &str, text: &str, style: Style) {
    let label = style.dim(&format!("{label:<9}"));
    out.push_str(&format!("  {label}  {text}\n"));
}

fn label(found: &Match) -> String {
    found
        .line
        .map(|line| format!("line {line}"))
        .unwrap_or_default()
}

fn shown(found: &Match, verbose: bool) -> String {
    let more = match found.count {
        0 | 1 => String::new(),
        n => format!(" (and {} more)", n - 1),
    };
    let origin = if verbose {
        format!(" [{}]", origin(found))
    } else {
        String::new()
    };
    format!("{}{more}{origin}", printable(&found.text))
}

fn origin(found: &Match) -> String {
    format!(
        "{}: {} (source: {})",
        found.tool,
        printable(&found.recognised),
        found.source
    )
}

fn certainty(certainty: Option<Certainty>, style: Style) -> String {
    match certainty {
        Some(Certainty::Certain) => "certain: the text names the cause".into(),
        Some(Certainty::Likely) => {
            style.yellow("likely: the text has this meaning most often, not always")
        }
        _ => style.yellow("open: the text says what happened, not why"),
    }
}

/// Texts that are shown of many.
const FEW: usize = 6;
