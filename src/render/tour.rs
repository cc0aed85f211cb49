//! The tour as text: for each step a title, why, the command as it can be typed, what it printed,
//! and what it was held to.

use super::{Style, printable};
use crate::core::shell;
use crate::report::tour::{Checked, Closing, Part, Step};

/// One part of it.
pub fn text(part: &Part, style: Style) -> String {
    match part {
        Part::Opening(opening) => opening_text(opening.steps, style),
        Part::Step(step) => step_text(step, style),
        Part::Closing(closing) => closing_text(closing, style),
    }
}

fn opening_text(steps: usize, style: Style) -> String {
    let title = format!("The life of a client certificate, in {steps} steps");
    let text = "A provider of its own, the sandbox, is up on this machine; what came from it is in \
                sandbox/. Each command below is run just as it stands, in a temporary folder.";
    format!("{}\n{}\n\n", style.bold(&title), paragraph(text, ""))
}

fn step_text(step: &Step, style: Style) -> String {
    let title = format!("{}/{}  {}", step.step, step.of, step.title);
    let mut out = format!("{}\n{}\n\n", style.bold(&title), paragraph(step.why, "  "));
    out.push_str(&command_line(&step.command, style));
    for line in step.stdout.lines().chain(step.stderr.lines()) {
        out.push_str(&format!("{}\n", printable(line)));
    }
    out.push_str(&format!("{}\n\n", verdict(&step.checked, style)));
    out
}

fn verdict(checked: &[Checked], style: Style) -> String {
    let of = |holds: bool| {
        let told = checked.iter().filter(|c| c.holds == holds);
        let told: Vec<_> = told.map(|c| printable(&c.what)).collect();
        told.join("; ")
    };
    let missed = of(false);
    if missed.is_empty() {
        format!("{} {}", style.green("ok:"), style.dim(&of(true)))
    } else {
        format!("{} {missed}", style.red("NOT SO:"))
    }
}

fn closing_text(closing: &Closing, style: Style) -> String {
    let title = format!("All {} steps did what they say.", closing.steps);
    let line = |command: &str, text: &str| format!("  {}\n      {text}\n", style.bold(command));
    format!(
        "{}\n\nNext:\n{}{}{}",
        style.green(&title),
        line(&format!("mtls {}", printable(&closing.again)), AGAIN),
        line("mtls sandbox -- COMMAND", COMMAND),
        line("mtls csr --help", OWN),
    )
}

/// `$ mtls ...`, quoted for a shell, broken before options where it gets too long.
fn command_line(words: &[String], style: Style) -> String {
    let mut pieces: Vec<String> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let follows = at > 0 && words.get(at - 1).is_some_and(|w| w.starts_with('-'));
        let word = shell::word(&printable(word));
        match pieces.last_mut() {
            // an option stays with its value, the program with its command
            Some(last) if at == 1 || (follows && !word.starts_with('-')) => {
                last.push(' ');
                last.push_str(&word);
            }
            _ => pieces.push(word),
        }
    }
    let lines = filled(&pieces, COMMAND_WIDTH);
    let lines: Vec<String> = lines.iter().map(|line| style.bold(line)).collect();
    format!("$ {}\n", lines.join(" \\\n    "))
}

fn paragraph(text: &str, indent: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    let lines = filled(&words, TEXT_WIDTH - indent.len());
    let lines: Vec<String> = lines.iter().map(|line| format!("{indent}{line}")).collect();
    lines.join("\n")
}

/// Pieces put into lines of at most so many characters, where a piece allows it.
fn filled(pieces: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + piece.len() <= width => {
                line.push(' ');
                line.push_str(piece);
            }
            _ => lines.push(piece.clone()),
        }
    }
    lines
}

/// Columns that every terminal has.
const TEXT_WIDTH: usize = 80;
/// Without the prompt and the backslash; what is in it cannot be broken much further.
const COMMAND_WIDTH: usize = 88;
const AGAIN: &str = "keeps this provider up until Ctrl-C: type the commands above in another terminal (write a passphrase of your own into pfx-pass first)";
const COMMAND: &str = "runs your own program or test suite against such a provider";
const OWN: &str = "begins with a request of your own, for the provider that you really have";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_can_be_pasted_into_a_shell() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let line = command_line(&words("mtls inspect app.crt"), Style::PLAIN);
        assert_eq!(line, "$ mtls inspect app.crt\n");
        let line = command_line(&words(r#"mtls call -w %{a}\n {"a":"it's"}"#), Style::PLAIN);
        assert_eq!(line, "$ mtls call -w '%{a}\\n' '{\"a\":\"it'\\''s\"}'\n");
        let long = format!("mtls call {}--key file", "--cert client.crt ".repeat(6));
        let line = command_line(&words(&long), Style::PLAIN);
        assert_eq!(line.lines().count(), 2);
        assert!(line.contains(" \\\n    --"), "{line}");
    }

    #[test]
    fn what_does_not_hold_is_said_without_colour() {
        let checked = |holds| Checked {
            what: "exit code 98".into(),
            holds,
        };
        assert_eq!(verdict(&[checked(true)], Style::PLAIN), "ok: exit code 98");
        assert_eq!(
            verdict(&[checked(true), checked(false)], Style::PLAIN),
            "NOT SO: exit code 98"
        );
    }
}
