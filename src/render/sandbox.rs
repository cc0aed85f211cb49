//! `sandbox` as text: where to point tools, and a line for each thing that happens.

use super::sanitize::printable_json;
use super::{Style, printable};
use crate::core::sandbox::{Event, Shown, What};
use crate::report::{OutboundFacts, SandboxFacts};

/// What to point tools at, and a call to begin with.
pub fn text(facts: &SandboxFacts, style: Style) -> String {
    let mut out = format!("{}\n", style.bold("sandbox is up, Ctrl-C ends it"));
    let mut line = |label: &str, value: &str, hint: &str| {
        let hint = if hint.is_empty() {
            String::new()
        } else {
            style.dim(&format!("  {hint}"))
        };
        out.push_str(&format!("  {label:<14} {}{hint}\n", printable(value)));
    };
    line("API", &facts.url, "client certificate required");
    if let Some(url) = &facts.api_url {
        line("API, open", url, "no certificate asked for");
    }
    if let Some(url) = &facts.token_url {
        line("token", url, "");
    }
    line("portal", &facts.portal_url, "POST a CSR to /sign");
    line("CA", &facts.ca, "");
    if let Some(intermediate) = &facts.intermediate {
        line(
            "intermediate",
            intermediate,
            "not sent by the server: with it the chain is whole",
        );
    }
    line("certificate", &facts.cert, "");
    line("key", &facts.key, "");
    line("client id", &facts.client_id, "");
    line("client secret", &facts.client_secret_file, "in this file");
    line(
        "refused",
        &facts.refused.expired,
        "expired; goes with the key above, as do these",
    );
    line("", &facts.refused.stranger, "of another CA");
    line("", &facts.refused.server_only, "not for clients");
    for (at, place) in facts.places.iter().enumerate() {
        let call = format!("{} {}", place.method, place.url);
        line(if at == 0 { "calls" } else { "" }, &call, place.does);
    }
    out.push_str(&format!(
        "  try            curl --cacert {} --cert {} --key {} {}/whoami\n",
        printable(&facts.ca),
        printable(&facts.cert),
        printable(&facts.key),
        printable(&facts.url)
    ));
    out
}

/// What was called, with what, and what came of it.
pub fn outbound(facts: &OutboundFacts) -> String {
    let Some(url) = &facts.url else {
        let (csr, key) = (printable(&facts.csr), printable(&facts.key));
        return format!(
            "{csr}: sign it with your CA, then call again with --outbound-cert and the certificate\n{key}: its private key, as the provider would keep it; the call is made with it\n"
        );
    };
    let mut out = format!("POST {}\n", printable(url));
    // nobody is there: once is enough
    let errors = facts.calls.iter().map(|call| call.heard.error.as_deref());
    let mut errors = errors.collect::<Option<Vec<_>>>().unwrap_or_default();
    errors.dedup();
    if let ([error], true) = (
        errors.as_slice(),
        facts.calls.iter().all(|c| !c.heard.turned_away),
    ) {
        out.push_str(&format!("  WRONG  {}\n", printable(error)));
        return out;
    }
    for call in &facts.calls {
        let with = match call.heard.certificate {
            Shown::Yours => "the certificate that you signed",
            Shown::None => "no certificate",
            Shown::OtherCa => "a certificate of another CA",
        };
        let came = match (call.heard.status, &call.heard.error) {
            (Some(status), _) => format!("HTTP {status}"),
            (None, Some(error)) => error.clone(),
            (None, None) => String::new(),
        };
        let verdict = if call.as_it_should_be { "ok" } else { "WRONG" };
        out.push_str(&format!("  {verdict:<6} {with:<32} {}\n", printable(&came)));
    }
    out
}

/// One line for the log; `None` for what is told only in full: a handshake before its request.
pub fn log_line(event: &Event) -> Option<String> {
    let client = |client: &Option<String>| {
        let subject = client.as_deref();
        subject.map_or_else(String::new, |s| format!(" {s}"))
    };
    let line = match &event.what {
        What::Handshake { .. } => return None,
        What::Refused {
            reason, client: c, ..
        } => format!("handshake refused: {reason}{}", client(c)),
        What::Request {
            method,
            path,
            status,
            client: c,
            reason,
            ..
        } => {
            let reason = reason.as_deref();
            let reason = reason.map_or_else(String::new, |r| format!(": {r}"));
            format!("{method} {path} {}{}{reason}", shown(*status), client(c))
        }
    };
    let mut out = format!("{}\n", printable(&line));
    if let Some(hint) = &event.seen.hint {
        out.push_str(&format!("  hint: {}\n", printable(hint)));
    }
    Some(out)
}

/// A status; there is none where the connection ended instead.
fn shown(status: u16) -> String {
    match status {
        0 => "-".into(),
        status => status.to_string(),
    }
}

/// The same in full, as one line of JSON.
pub fn log_json(event: &Event) -> String {
    // our own struct with string keys always serialises
    serde_json::to_string(event).map_or_else(
        |_| String::new(),
        |line| printable_json(&line).into_owned() + "\n",
    )
}
