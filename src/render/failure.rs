//! A failure as the contract prints it: summary with number and code, evidence, fix.

use super::{Style, printable};
use crate::core::provider::advice::CHECK;
use crate::exit::Exit;
use crate::report::Failure;

/// The lines for standard error.
pub fn failure(failure: &Failure, style: Style) -> String {
    // our own codes say no more than the exit status does; curl's are what people search for
    let number = match failure.exit {
        Exit::Ok | Exit::Negative | Exit::Usage | Exit::Child(_) => String::new(),
        exit => format!("({}) ", exit.code()),
    };
    let code = failure.code.map(|c| format!(" [{c}]")).unwrap_or_default();
    let mut out = format!(
        "{} {number}{}{code}\n",
        style.red("mtls:"),
        printable(&failure.summary)
    );
    below(&mut out, 2, &failure.evidence, &failure.fix, style);
    out
}

/// What stands below a summary, so many columns from the left: evidence, and the one thing to do
/// where there is one.
pub fn below(out: &mut String, indent: usize, evidence: &[String], fix: &str, style: Style) {
    for line in evidence {
        // what is to be checked is no evidence yet
        let label = if line.starts_with(CHECK) {
            ""
        } else {
            "evidence: "
        };
        out.push_str(&format!("{:indent$}{label}{}\n", "", printable(line)));
    }
    if !fix.is_empty() {
        let label = style.green("fix:");
        out.push_str(&format!("{:indent$}{label} {}\n", "", printable(fix)));
    }
}
