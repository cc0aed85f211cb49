//! `rotate` as text: the certificates in their places, what was done, what comes next.

use super::{Style, printable};
use crate::report::rotate::{Brief, RotationFacts};

/// A few lines.
pub fn text(facts: &RotationFacts, style: Style) -> String {
    let mut out = format!("rotation of {}\n", style.bold(&facts.profile));
    row(&mut out, "current", facts.current.as_ref());
    match (&facts.next, &facts.request) {
        (None, Some(request)) => {
            out.push_str(&format!(
                "  next     asked for by {}, not here yet\n",
                printable(request)
            ));
        }
        (next, _) => row(&mut out, "next", next.as_ref()),
    }
    row(&mut out, "old", facts.old.as_ref());
    if let Some(days) = facts.overlap_days {
        out.push_str(&format!("  overlap  {days} days in which both are valid\n"));
    }
    if let Some(active) = facts.active.told() {
        out.push_str(&format!("  active   {active}, as the provider allows\n"));
    }
    if let Some(cut) = &facts.interrupted {
        out.push_str(&format!("  cut      {}\n", printable(cut)));
    }
    for done in &facts.done {
        out.push_str(&format!("  done     {}\n", printable(done)));
    }
    out.push_str(&format!("  then     {}\n", printable(&facts.then)));
    out
}

fn row(out: &mut String, name: &str, brief: Option<&Brief>) {
    let text = brief.map_or_else(
        || "none".to_owned(),
        |brief| {
            format!(
                "{}, {} days left, serial {}  [{}]",
                brief.subject, brief.days_remaining, brief.serial, brief.file
            )
        },
    );
    out.push_str(&format!("  {name:<7}  {}\n", printable(&text)));
}
