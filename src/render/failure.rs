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
    for line in &failure.evidence {
        // what is to be checked is no evidence yet
        let label = if line.starts_with(CHECK) {
            ""
        } else {
            "evidence: "
        };
        out.push_str(&format!("  {label}{}\n", printable(line)));
    }
    if !failure.fix.is_empty() {
        out.push_str(&format!(
            "  {} {}\n",
            style.green("fix:"),
            printable(&failure.fix)
        ));
    }
    out
}
