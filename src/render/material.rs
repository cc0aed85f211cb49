//! `csr`, `match-key` and `convert` as text: the answer first, then what shows it.

use super::{Style, printable};
use crate::report::inspect::CsrFacts;
use crate::report::material::MatchPart;
use crate::report::{Described, KeyMatch, NewRequest, Written};

/// The new request as the provider will see it, and what to do with the files.
pub fn csr(made: &NewRequest, style: Style) -> String {
    let Described::Csr(facts) = &made.request else {
        return String::new();
    };
    let mut out = format!("{} {}\n", style.bold("CSR"), printable(&in_order(facts)));
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

/// The verdict, then each part; the fingerprints once when equal, each when not.
pub fn match_key(found: &KeyMatch, verbose: bool, style: Style) -> String {
    let mut out = if found.matches {
        let key = found.parts.first().map(|p| p.public_key.to_string());
        let key = key.unwrap_or_default();
        format!(
            "{}: the same {} key\n",
            style.green("match"),
            printable(&key)
        )
    } else {
        format!("{}: not the same key\n", style.red("NO MATCH"))
    };
    let widths = found.parts.iter();
    let width = widths.map(|p| printable(&p.source).chars().count()).max();
    for part in &found.parts {
        out.push_str(&part_line(part, width.unwrap_or(0), style));
        if !found.matches {
            line(&mut out, "  spki sha256", &part.public_key.spki_sha256);
            if let Some(md5) = &part.modulus_md5 {
                line(&mut out, "  modulus md5", md5);
            }
        }
    }
    if let (true, Some(part)) = (found.matches, found.parts.first()) {
        line(&mut out, "spki sha256", &part.public_key.spki_sha256);
        if let (true, Some(md5)) = (verbose, &part.modulus_md5) {
            line(&mut out, "modulus md5", md5);
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

/// As OpenSSL's users read it: in the order encoded.
fn in_order(facts: &CsrFacts) -> String {
    let parts: Vec<String> = facts
        .subject_attributes
        .iter()
        .map(|[kind, value]| format!("{kind}={value}"))
        .collect();
    parts.join(", ")
}

fn part_line(part: &MatchPart, width: usize, style: Style) -> String {
    let subject = part.subject.as_ref();
    let subject = subject.map(|s| format!(" of {s}")).unwrap_or_default();
    let odd = if part.fits_first {
        String::new()
    } else {
        style.red("  <- differs from the first")
    };
    format!(
        "  {:<width$}  {}{}, {}{odd}\n",
        printable(&part.source),
        part.what,
        printable(&subject),
        printable(&part.public_key.to_string())
    )
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
