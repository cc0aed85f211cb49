//! A probe as text: the staircase, aligned, in words beside its signs, and the answer at its end.

use super::failure::below;
use super::{Style, printable, staircase};
use crate::core::diagnosis::{Code, Diagnosis};
use crate::core::probe::Step;
use crate::report::probe::{Conclusion, FollowUp, NodeFacts, ProbeFacts, Turn};

/// The staircase; every detail when verbose.
pub fn text(facts: &ProbeFacts, verbose: bool, style: Style) -> String {
    let mut out = staircase(facts, verbose, style);
    out.push('\n');
    answer(&mut out, &facts.diagnosis, style);
    out
}

/// The same behind a failure that is told above: there is one answer in the end.
pub fn after(found: &FollowUp, verbose: bool, style: Style) -> String {
    let FollowUp { facts, conclusion } = found;
    let stairs = staircase(facts, verbose, style);
    let mut out = format!("\nlooked into: {stairs}\n");
    let label = style.red("mtls:");
    match conclusion {
        Conclusion::Own => answer(&mut out, &facts.diagnosis, style),
        Conclusion::Same(more) => {
            let code = facts.diagnosis.code;
            out.push_str(&format!("{label} the probe finds the same [{code}]\n"));
            evidence(&mut out, more);
        }
        Conclusion::Before(code) => out.push_str(&format!(
            "{label} the answer above stands, a probe sees less [{code}]\n"
        )),
    }
    out
}

fn staircase(facts: &ProbeFacts, verbose: bool, style: Style) -> String {
    let mut out = format!("probe of {}\n", style.bold(&printable(&facts.target)));
    for step in &facts.steps {
        line(&mut out, step, verbose, style);
    }
    for node in facts.nodes.iter().flatten() {
        self::node(&mut out, node, style);
    }
    out
}

/// One line when the answer has changed.
pub fn turn(turn: &Turn, style: Style) -> String {
    let Turn {
        at,
        ended_after,
        diagnosis,
    } = turn;
    let code = match diagnosis.code {
        Code::Ok => style.green(&format!("✓ {}", diagnosis.code)),
        code => style.red(&format!("✗ {code}")),
    };
    let (summary, fix) = (printable(&diagnosis.summary), printable(&diagnosis.fix));
    let fix = if fix.is_empty() {
        String::new()
    } else {
        format!("; {fix}")
    };
    let ended = ended_after.map_or_else(String::new, |rounds| match rounds {
        1 => "  ended after 1 probe".to_owned(),
        rounds => format!("  ended after {rounds} probes"),
    });
    format!("{at}{ended}  {code}  {summary}{fix}\n")
}

fn node(out: &mut String, node: &NodeFacts, style: Style) {
    let address = printable(&node.address);
    let text = match &node.diagnosis {
        None => format!("  - {address}  {}", style.dim("not probed")),
        Some(found) if found.code == Code::Ok => {
            format!("  ✓ {address}  {}", style.green("ok"))
        }
        Some(found) => {
            let code = style.red(found.code.name());
            format!("  ✗ {address}  {code}  {}", printable(&found.summary))
        }
    };
    out.push_str(&format!("{text}\n"));
}

fn line(out: &mut String, step: &Step, verbose: bool, style: Style) {
    let time = step.duration_ms.map_or_else(String::new, time);
    let begun = staircase::begun(step.step.name(), step.verdict, style);
    let text = format!("{begun}{time:>TIME$}  {}", printable(&step.summary));
    out.push_str(text.trim_end());
    out.push('\n');
    if verbose {
        for detail in &step.details {
            out.push_str(&format!(
                "{:INDENT$}{}\n",
                "",
                style.dim(&printable(detail))
            ));
        }
    }
}

fn time(milliseconds: f64) -> String {
    match milliseconds {
        ms if ms < 10.0 => format!("{ms:.1} ms"),
        ms if ms < 10_000.0 => format!("{ms:.0} ms"),
        ms => format!("{:.1} s", ms / 1000.0),
    }
}

/// As failures are told on standard error, so that whoever looks for one finds it.
fn answer(out: &mut String, diagnosis: &Diagnosis, style: Style) {
    let label = match diagnosis.code {
        Code::Ok => style.green("mtls:"),
        _ => style.red("mtls:"),
    };
    let summary = printable(&diagnosis.summary);
    out.push_str(&format!("{label} {summary} [{}]\n", diagnosis.code));
    below(out, 2, &diagnosis.evidence, &diagnosis.fix, style);
}

fn evidence(out: &mut String, lines: &[String]) {
    for line in lines {
        out.push_str(&format!("  evidence: {}\n", printable(line)));
    }
}

/// The column of times.
const TIME: usize = 8;
/// Where summaries begin.
const INDENT: usize = staircase::WIDTH + TIME + 2;
