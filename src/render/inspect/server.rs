//! A server as text: how it speaks, whether its certificate would be accepted, what it asks of its
//! clients.

use super::Block;
use crate::render::{Style, printable};
use crate::report::server::{ClientAsked, ServerFacts};

/// Its lines.
pub(super) fn text(mut out: Block<'_>, facts: &ServerFacts, verbose: bool, style: Style) {
    let name = style.bold(&printable(&facts.source));
    out.0.push_str(&format!("server {name}\n"));
    let speaks = [facts.tls_version, facts.cipher_suite.as_deref()];
    let speaks: Vec<&str> = speaks.into_iter().flatten().collect();
    out.line("speaks", &speaks.join(", "));
    out.painted("trusted", &trusted(facts, style));
    if let Some(diagnosis) = &facts.diagnosis {
        out.line("fix", &diagnosis.fix);
    }
    out.line("asks for", &asked(facts.client_certificate.as_ref()));
    if let Some(client) = &facts.client_certificate {
        out.each("accepts", &client.issuers);
    }
    if verbose {
        out.optional("address", facts.address.as_deref());
        for line in facts.diagnosis.iter().flat_map(|d| &d.evidence) {
            out.line("evidence", line);
        }
        if let Some(client) = &facts.client_certificate {
            out.line("schemes", &client.signature_schemes.join(", "));
        }
    }
}

fn trusted(facts: &ServerFacts, style: Style) -> String {
    match &facts.diagnosis {
        Some(diagnosis) => {
            let why = format!("NO, {} [{}]", diagnosis.summary, diagnosis.code.name());
            style.red(&printable(&why))
        }
        None if facts.trusted => {
            let how = format!("yes, as {}, by {}", facts.name, facts.trust);
            style.green(&printable(&how))
        }
        None => "not known: it showed no certificate".into(),
    }
}

fn asked(client: Option<&ClientAsked>) -> String {
    match client {
        None => "no client certificate".into(),
        Some(client) if client.issuers.is_empty() => {
            "a client certificate, and does not say of which issuers".into()
        }
        Some(_) => "a client certificate, of these issuers".into(),
    }
}
