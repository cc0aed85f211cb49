//! `check` as text, and as JUnit XML for CI.

use super::failure::below;
use super::{Style, printable, printable_lines, staircase};
use crate::core::probe::Verdict;
use crate::report::check::{Check, CheckFacts};

/// One environment after the other.
pub fn text(all: &[CheckFacts], verbose: bool, style: Style) -> String {
    let one = |facts| environment(facts, verbose, style);
    all.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn environment(facts: &CheckFacts, verbose: bool, style: Style) -> String {
    let provider = facts.provider.as_ref();
    let provider = provider.map_or(String::new(), |name| format!(", {}", printable(name)));
    // that it is production is said on standard error, once
    let mut out = format!("check of {}{provider}\n", style.bold(&facts.profile));
    for check in &facts.checks {
        line(&mut out, check, verbose, style);
    }
    out
}

fn line(out: &mut String, check: &Check, verbose: bool, style: Style) {
    let code = match check.verdict {
        Verdict::Failed => check.code.map(|code| format!(" [{code}]")),
        _ => None,
    };
    let code = code.unwrap_or_default();
    let begun = staircase::begun(check.check, check.verdict, style);
    let text = format!("{begun}{}{code}", printable(&check.summary));
    out.push_str(text.trim_end());
    out.push('\n');
    let is_told = matches!(check.verdict, Verdict::Failed | Verdict::Warning);
    if is_told || verbose {
        let fix = if is_told { check.fix.as_str() } else { "" };
        below(out, staircase::WIDTH, &check.evidence, fix, style);
    }
}

/// The format that CI servers read: a suite an environment, a case a check.
/// Source: the schema that Jenkins's xunit plugin publishes (junit-10.xsd).
pub fn junit(all: &[CheckFacts]) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for facts in all {
        let count = |verdicts: &[Verdict]| {
            let all = facts.checks.iter();
            all.filter(|c| verdicts.contains(&c.verdict)).count()
        };
        out.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" timestamp=\"{}\" time=\"{:.3}\">\n",
            xml(&facts.profile),
            facts.checks.len(),
            count(&[Verdict::Failed]),
            count(&[Verdict::Skipped, Verdict::NotReached]),
            xml(facts.at.trim_end_matches('Z')),
            facts.duration_ms / 1000.0,
        ));
        for check in &facts.checks {
            case(&mut out, &facts.profile, check);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out.into_bytes()
}

fn case(out: &mut String, profile: &str, check: &Check) {
    let (name, class) = (xml(check.check), xml(profile));
    let time = check.duration_ms.unwrap_or_default() / 1000.0;
    out.push_str(&format!(
        "    <testcase name=\"{name}\" classname=\"{class}\" time=\"{time:.3}\">"
    ));
    let summary = xml(&check.summary);
    let mut further: Vec<String> = check
        .evidence
        .iter()
        .map(|l| format!("evidence: {l}"))
        .collect();
    if !check.fix.is_empty() {
        further.push(format!("fix: {}", check.fix));
    }
    let further = xml(&further.join("\n"));
    match check.verdict {
        Verdict::Failed => {
            let kind = xml(check.code.unwrap_or("failed"));
            out.push_str(&format!(
                "<failure type=\"{kind}\" message=\"{summary}\">{further}</failure>"
            ));
        }
        Verdict::Skipped | Verdict::NotReached => {
            out.push_str(&format!("<skipped message=\"{summary}\"/>"));
        }
        Verdict::Warning => out.push_str(&format!(
            "<system-out>warning: {summary}\n{further}</system-out>"
        )),
        Verdict::Ok => {}
    }
    out.push_str("</testcase>\n");
}

/// Text and attribute values; what XML 1.0 cannot hold is left out.
pub fn xml(text: &str) -> String {
    let mut out = String::new();
    for c in printable_lines(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::check::Cause;

    #[test]
    fn junit_counts_failures_and_escapes_foreign_text() {
        let mut bad = Check::new("token", Verdict::Failed, "a <b> & \"c\"\u{1b}[31m");
        bad.code = Some("token-refused");
        let checks = vec![
            Check::ok("files", "fine"),
            bad,
            Check::new("call", Verdict::NotReached, ""),
        ];
        let facts = CheckFacts {
            profile: "acme/sandbox".into(),
            production: false,
            provider: None,
            at: "2026-01-01T00:00:00Z".into(),
            duration_ms: 1500.0,
            diagnosis: Cause::of(&checks),
            checks,
        };
        let text = String::from_utf8(junit(&[facts])).unwrap();
        assert!(
            text.contains("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\""),
            "{text}"
        );
        assert!(
            text.contains("message=\"a &lt;b&gt; &amp; &quot;c&quot;"),
            "{text}"
        );
        assert!(!text.contains('\u{1b}'));
    }
}
