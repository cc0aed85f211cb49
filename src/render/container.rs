//! A container from outside, as text. Pure.

use super::{Style, printable};
use crate::report::container::{ContainerFacts, ProtectionFacts};

/// A line a part; who cannot read it only when `verbose`.
pub fn text(facts: &ContainerFacts, source: &str, verbose: bool, style: Style) -> String {
    let mut out = format!(
        "{}  {}\n",
        style.bold("PKCS#12 file"),
        style.dim(&format!("[{}]", printable(source)))
    );
    let mut line = |label: &str, value: &str| {
        out.push_str(&format!("  {label:<14} {}\n", printable(value)));
    };
    line("MAC", &facts.mac.as_ref().map_or("none".into(), protection));
    for safe in &facts.safes {
        line("holds", &safe.line);
    }
    if verbose && !facts.not_read_by.is_empty() {
        line("not read by", &facts.not_read_by.join(", "));
    }
    out
}

fn protection(facts: &ProtectionFacts) -> String {
    match facts.iterations {
        Some(n) => format!("{}, {n} iterations", facts.algorithm),
        None => facts.algorithm.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::container::SafeFacts;

    #[test]
    fn every_part_has_its_line() {
        let facts = ContainerFacts {
            format: "pkcs12",
            mac: Some(ProtectionFacts {
                algorithm: "sha256".into(),
                iterations: Some(2048),
            }),
            safes: vec![SafeFacts {
                encryption: None,
                bags: Vec::new(),
                line: "1 private key in the open".into(),
            }],
            not_read_by: vec!["Java before 8u301"],
        };
        assert_eq!(
            text(&facts, "a.p12", true, Style::PLAIN),
            "PKCS#12 file  [a.p12]\n  \
             MAC            sha256, 2048 iterations\n  \
             holds          1 private key in the open\n  \
             not read by    Java before 8u301\n"
        );
    }
}
