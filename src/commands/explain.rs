//! `explain`: the text from the command line or standard input, explained by the core; what is not
//! recognised ends with 1. Reads nothing else.

use std::io::Read;
use std::path::Path;

use super::World;
use crate::cli::ExplainArgs;
use crate::core::diagnosis::explain::{self, Explanation, LARGEST, Topic};
use crate::core::error::plain_io;
use crate::core::material::text_of;
use crate::exit::Exit;
use crate::report::{Answer, Explained, Failure, Format, Report};

/// Explains a text, a name or a number, or lists all that is known by name.
pub fn run(args: &ExplainArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    let format = args.output.format();
    let ours: Vec<(u8, &'static str)> = OWN
        .iter()
        .map(|exit| (exit.code(), exit.meaning()))
        .collect();
    if args.list {
        let entries = explain::list(&ours);
        return Ok(answered(Explained::List(entries), format));
    }
    if args.text.is_empty() || args.text == ["-"] {
        let is_named = !args.text.is_empty();
        if !is_named && world.stdin_is_terminal() {
            return Err(no_text().into());
        }
        let text = from_stdin(world)?;
        if !is_named && text.trim().is_empty() {
            return Err(no_text().into());
        }
        return Ok(of_text(&text, format));
    }
    let text = args.text.join(" ");
    if text.len() as u64 > LARGEST {
        return Err(too_large().into());
    }
    match explain::look_up(&text, &ours) {
        Some(topic) => Ok(of_topic(topic, format)),
        None => Ok(of_text(&text, format)),
    }
}

fn of_topic(topic: Topic, format: Format) -> Report {
    answered(Explained::Topic(Box::new(topic)), format)
}

fn of_text(text: &str, format: Format) -> Report {
    let explanation = explain::explain(text);
    let unknown = (!explanation.recognised).then(|| unknown(text, &explanation));
    let mut report = answered(Explained::Text(Box::new(explanation)), format);
    if let Some(failure) = unknown {
        report.exit = failure.exit;
        report.failures.push(failure);
    }
    report
}

fn answered(explained: Explained, format: Format) -> Report {
    Report::new(Answer::Explained(explained), format)
}

/// Honest: nothing known, what comes nearest, and how to find out.
fn unknown(text: &str, explanation: &Explanation) -> Failure {
    let near = explanation.nearest.as_ref();
    let near = near.map(|near| {
        let whose = if near.tool == "mtls" {
            String::new()
        } else {
            format!(" of {}", near.tool)
        };
        format!(
            "the nearest that is known: \"{}\"{whose} [{}]",
            near.text, near.code
        )
    });
    let is_file = text.len() < LONGEST_NAME && Path::new(text.trim()).is_file();
    let is_word = !text.trim().contains(char::is_whitespace);
    let fix = if is_file {
        format!("that is a file: mtls explain - < {}", text.trim())
    } else if is_word {
        "give the whole message, or a name from mtls explain --list: a code, an alert, an exit code"
            .into()
    } else {
        let probe = explanation
            .commands
            .first()
            .map_or("mtls probe", String::as_str);
        format!("see for yourself: {probe}")
    };
    Failure {
        exit: Exit::Negative,
        summary: "nothing in this text is recognised".into(),
        code: None,
        evidence: near.into_iter().collect(),
        fix,
    }
}

fn no_text() -> Failure {
    Failure::usage(
        "TEXT is missing",
        "name it, or pipe it in: curl -v ... 2>&1 | mtls explain; --help has examples",
    )
}

fn from_stdin(world: &mut dyn World) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = world.stdin().take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure {
        exit: Exit::Negative,
        ..Failure::usage(
            format!("standard input could not be read: {}", plain_io(&error)),
            "give the text as an argument",
        )
    })?;
    if bytes.len() as u64 > LARGEST {
        return Err(too_large());
    }
    Ok(text_of(&bytes))
}

fn too_large() -> Failure {
    let limit = LARGEST / 1024 / 1024;
    Failure {
        exit: Exit::Negative,
        ..Failure::usage(
            format!("the text is larger than {limit} MiB"),
            "give its end: tail -n 10000 LOG | mtls explain -",
        )
    }
}

/// Exit codes of ours that are told beside curl's.
const OWN: &[Exit] = Exit::CURL;
/// Bytes that the name of a file may have.
const LONGEST_NAME: usize = 255;
