//! `call --dry-run` as text: where it goes and as whom, then the request.

use super::{Style, printable, printable_lines};
use crate::report::rehearsal::{Planned, PlannedBody};

/// The requests, one after the other.
pub fn text(planned: &[Planned], style: Style) -> String {
    let all: Vec<String> = planned.iter().map(|one| request(one, style)).collect();
    all.join("\n")
}

fn request(planned: &Planned, style: Style) -> String {
    let title = format!("{} {}, not sent", planned.method, planned.url);
    let mut out = format!("{}\n", style.bold(&printable(&title)));
    let mut line = |label: &str, value: &str| {
        out.push_str(&format!("  {label:<12} {}\n", printable(value)));
    };
    line("connects to", &planned.connects_to);
    if let Some(trusts) = &planned.trusts {
        line(
            "certificate",
            planned.certificate.as_deref().unwrap_or("none"),
        );
        line("trusts", trusts);
    }
    if let Some(token) = &planned.token {
        let id = token.client_id.as_deref().unwrap_or_default();
        let style = token.auth_style.as_deref();
        let style = style.unwrap_or("the server's metadata says");
        let told = format!("from {}, for {id}, sent as {style}", token.url);
        line("token", &told);
    }
    line(
        "answer to",
        planned.output.as_deref().unwrap_or("standard output"),
    );
    if let Some(body) = &planned.body {
        line("body", &body.parts.join(", "));
    }
    out.push('\n');
    for line in &planned.head {
        out.push_str(&format!("{}\n", printable(line)));
    }
    out.push('\n');
    out + &planned.body.as_ref().map(body).unwrap_or_default()
}

fn body(body: &PlannedBody) -> String {
    match &body.text {
        Some(text) if !text.is_empty() => format!("{}\n", printable_lines(text)),
        _ => String::new(),
    }
}
