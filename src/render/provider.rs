//! `provider`, `csr submit` and `revoke` as text.

mod show;

pub use show::show;

use super::{Style, printable};
use crate::report::Described;
use crate::report::provider::{CheckedFile, Listed, Revoked, Submitted};

/// A line for each provider.
pub fn list(list: &[Listed], style: Style) -> String {
    let width = list.iter().map(|one| one.name.len()).max().unwrap_or(0);
    let line = |one: &Listed| {
        let state = if one.available {
            ""
        } else {
            " (announced, not yet available)"
        };
        let name = format!("{:width$}", printable(&one.name));
        format!("{}  {}{state}\n", style.bold(&name), printable(&one.about))
    };
    list.iter().map(line).collect()
}

/// A verdict for each file, what is wrong below it.
pub fn checked(files: &[CheckedFile], style: Style) -> String {
    let mut out = String::new();
    for file in files {
        let name = printable(&file.file);
        let whom = file.provider.as_deref().unwrap_or_default();
        let whom = printable(whom);
        let is_material =
            file.mistakes.is_empty() && (!file.problems.is_empty() || !file.fixes.is_empty());
        let verdict = match (file.ok, is_material) {
            (true, _) => style.green(&format!("ok: {name}")),
            (false, true) => style.red(&format!("WOULD BE REFUSED: {name}")),
            (false, false) => style.red(&format!("NOT SOUND: {name}")),
        };
        out.push_str(&format!(
            "{verdict}{}\n",
            if whom.is_empty() {
                String::new()
            } else {
                format!(" ({whom})")
            }
        ));
        for mistake in &file.mistakes {
            line(&mut out, "mistake", &mistake.to_string());
        }
        for problem in &file.problems {
            let mark = if problem.confirmed {
                "refused"
            } else {
                "unsure"
            };
            line(
                &mut out,
                mark,
                &format!("{} [{}]", problem.message, problem.code),
            );
        }
        file.fixes.iter().for_each(|fix| line(&mut out, "fix", fix));
        let warnings = file.warnings.iter();
        warnings.for_each(|warning| line(&mut out, "warning", warning));
    }
    out
}

/// The certificate that came back.
pub fn submitted(made: &Submitted, style: Style) -> String {
    let mut out = String::new();
    out.push_str(&format!("{}\n", style.bold(&printable(&made.file.path))));
    if let Described::Certificate(facts) = &made.certificate {
        line(&mut out, "subject", &facts.subject);
        line(&mut out, "issuer", &facts.issuer);
        line(&mut out, "serial", &facts.serial);
        let left = format!(
            "until {}, {} days left",
            facts.not_after, facts.days_remaining
        );
        line(&mut out, "valid", &left);
    }
    let pair = match &made.paired_with {
        Some(key) => style.green(&format!("with the request, and with {}", printable(key))),
        None => "with the request".to_owned(),
    };
    out.push_str(&format!("  {:<14} {pair}\n", "pairs"));
    line(&mut out, "signed by", &made.url);
    out
}

/// What is revoked.
pub fn revoked(gone: &Revoked, style: Style) -> String {
    let mut out = format!("{} {}\n", style.bold("revoked"), printable(&gone.serial));
    if let Some(subject) = &gone.subject {
        line(&mut out, "subject", subject);
    }
    line(&mut out, "by", &gone.url);
    out
}

fn line(out: &mut String, label: &str, value: &str) {
    out.push_str(&format!("  {label:<14} {}\n", printable(value)));
}
