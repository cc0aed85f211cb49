//! `csr` and `convert` as text: the answer first, then what shows it.

use super::{Style, printable};
use crate::report::{Described, NewRequest, Written};

/// The new request as the provider will see it, and what to do with the files.
pub fn csr(made: &NewRequest, style: Style) -> String {
    let Described::Csr(facts) = &made.request else {
        return String::new();
    };
    let mut out = format!("{} {}\n", style.bold("CSR"), printable(&facts.subject));
    line(&mut out, "key", &facts.public_key.to_string());
    line(&mut out, "signature", &facts.signature_algorithm);
    if !facts.san.is_empty() {
        line(&mut out, "names", &facts.san.join(", "));
    }
    line(&mut out, "spki sha256", &facts.public_key.spki_sha256);
    for file in &made.files {
        if let Some(encrypted) = file.encrypted {
            let lock = if encrypted { "locked" } else { "not locked" };
            let text = format!("{}  ({lock}; never leaves you)", file.path);
            line(&mut out, "private key", &text);
        } else {
            let text = format!("{}  (send this to your provider)", file.path);
            line(&mut out, "request", &text);
        }
    }
    out
}

/// A line each file.
pub fn written(files: &[Written], style: Style) -> String {
    let lines = files.iter().map(|file| {
        let lock = match file.encrypted {
            Some(true) => " (locked)",
            Some(false) => " (not locked)",
            None => "",
        };
        let subject = file.subject.as_ref();
        let subject = subject.map(|s| format!(", {s}")).unwrap_or_default();
        format!(
            "{}  {} with {}{lock}{}\n",
            style.bold(&printable(&file.path)),
            file.format,
            counted(&file.holds),
            printable(&subject)
        )
    });
    lines.collect()
}

/// `2 certificates, private key`, in the order they stand.
fn counted(holds: &[&str]) -> String {
    let mut parts: Vec<(&str, usize)> = Vec::new();
    for kind in holds {
        match parts.iter_mut().find(|(k, _)| k == kind) {
            Some((_, n)) => *n += 1,
            None => parts.push((kind, 1)),
        }
    }
    let parts: Vec<String> = parts
        .iter()
        .map(|(kind, n)| match n {
            1 => kind.replace('-', " "),
            n => format!("{n} {}s", kind.replace('-', " ")),
        })
        .collect();
    parts.join(", ")
}

fn line(out: &mut String, label: &str, value: &str) {
    out.push_str(&format!("  {label:<14} {}\n", printable(value)));
}
