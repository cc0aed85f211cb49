//! `inspect` as text: the line that matters first, then the rest, indented.

use super::{Style, printable};
use crate::report::findings::Problem;
use crate::report::inspect::{CertificateFacts, CrlFacts, CsrFacts, KeyFacts, Place, Status};
use crate::report::{Described, Inspected};

/// All items, a blank line between them and before those that others stand before.
pub fn text(found: &Inspected, verbose: bool, style: Style) -> String {
    let mut out = String::new();
    for item in &found.items {
        if found.continued || !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&block(item, verbose, style));
    }
    out
}

fn block(item: &Described, verbose: bool, style: Style) -> String {
    match item {
        Described::Certificate(facts) => certificate(facts, verbose, style),
        Described::Csr(facts) => csr(facts, verbose, style),
        Described::PrivateKey(facts) => key(facts, "private key", style),
        Described::PublicKey(facts) => key(facts, "public key", style),
        Described::Crl(facts) => crl(facts, style),
    }
}

fn certificate(facts: &CertificateFacts, verbose: bool, style: Style) -> String {
    let mut out = head(&facts.place, "certificate", &facts.subject, style);
    out.line("issued by", &facts.issuer);
    out.painted("valid", &validity(facts, style));
    out.line(
        "key",
        &key_line(&facts.public_key.to_string(), facts.has_private_key),
    );
    out.line("for", &purposes(facts));
    if !facts.san.is_empty() {
        out.line("names", &facts.san.join(", "));
    }
    out.line("serial", &facts.serial);
    out.line("sha256", &facts.fingerprint_sha256);
    if verbose {
        out.line("sha1", &facts.fingerprint_sha1);
        out.line("spki sha256", &facts.public_key.spki_sha256);
        out.line("x5t#S256", &facts.x5t_s256);
        out.line("from", &facts.not_before);
        out.line("until", &facts.not_after);
        out.line("signed with", &facts.signature_algorithm);
        out.line("version", &facts.version.to_string());
        out.optional("subject key id", facts.subject_key_id.as_deref());
        out.optional("issuer key id", facts.authority_key_id.as_deref());
    }
    out.problems(&facts.problems, style);
    out.0
}

fn csr(facts: &CsrFacts, verbose: bool, style: Style) -> String {
    let mut out = head(&facts.place, "CSR", &facts.subject, style);
    out.line(
        "key",
        &key_line(&facts.public_key.to_string(), facts.has_private_key),
    );
    let proof = match facts.signature_valid {
        Some(true) => "valid",
        Some(false) => "INVALID",
        None => "not checked (algorithm not known here)",
    };
    out.line(
        "signature",
        &format!("{proof}, {}", facts.signature_algorithm),
    );
    if !facts.san.is_empty() {
        out.line("names", &facts.san.join(", "));
    }
    if verbose {
        out.line("spki sha256", &facts.public_key.spki_sha256);
    }
    out.problems(&facts.problems, style);
    out.0
}

fn key(facts: &KeyFacts, what: &str, style: Style) -> String {
    let title = match &facts.public_key {
        Some(public) => public.to_string(),
        None => "locked; give --pass to look inside".into(),
    };
    let mut out = head(&facts.place, what, &title, style);
    if let Some(public) = &facts.public_key {
        out.line("spki sha256", &public.spki_sha256);
    }
    if let Some(encrypted) = facts.encrypted {
        out.line(
            "stored",
            if encrypted {
                "encrypted"
            } else {
                "NOT encrypted: whoever reads the file has the key"
            },
        );
    }
    out.0
}

fn crl(facts: &CrlFacts, style: Style) -> String {
    let mut out = head(&facts.place, "CRL", &facts.issuer, style);
    out.line("revokes", &format!("{} certificates", facts.revoked));
    out.line("from", &facts.this_update);
    out.optional("next", facts.next_update.as_deref());
    out.0
}

fn head(place: &Place, what: &str, title: &str, style: Style) -> Block {
    let name = place
        .friendly_name
        .as_ref()
        .map(|n| format!(" ({})", printable(n)))
        .unwrap_or_default();
    let source = style.dim(&format!(
        "  [{}#{}{name}]",
        printable(&place.source),
        place.index
    ));
    Block(format!(
        "{what} {}{source}\n",
        style.bold(&printable(title))
    ))
}

fn validity(facts: &CertificateFacts, style: Style) -> String {
    let days = facts.days_remaining;
    let until = printable(&facts.not_after.replace('T', " ").replace('Z', " UTC"));
    let left = match facts.status {
        Status::Expired => style.red(&format!("EXPIRED {} days ago", -days)),
        Status::NotYetValid => style.red(&printable(&format!(
            "NOT YET VALID, from {}",
            facts.not_before
        ))),
        Status::Urgent => style.red(&format!("{days} days left, urgent: renew now")),
        Status::Warning => style.yellow(&format!("{days} days left, warning: plan the renewal")),
        Status::Valid => style.green(&format!("{days} days left")),
    };
    format!("until {until}, {left}")
}

fn key_line(key: &str, has_private_key: bool) -> String {
    if has_private_key {
        format!("{key}, its private key is here")
    } else {
        key.to_owned()
    }
}

fn purposes(facts: &CertificateFacts) -> String {
    let mut parts = Vec::new();
    if facts.is_ca {
        parts.push("certificate authority".to_owned());
    }
    if facts.extended_key_usage.is_empty() && !facts.is_ca {
        parts.push("any purpose (no extendedKeyUsage)".to_owned());
    }
    parts.extend(facts.extended_key_usage.iter().cloned());
    parts.extend(facts.key_usage.iter().cloned());
    parts.join(", ")
}

struct Block(String);

impl Block {
    fn line(&mut self, label: &str, value: &str) {
        self.painted(label, &printable(value));
    }

    /// Only for our own words, which may be coloured: what comes from a file goes through `line`.
    fn painted(&mut self, label: &str, ours: &str) {
        self.0.push_str(&format!("  {label:<14} {ours}\n"));
    }

    fn optional(&mut self, label: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.line(label, value);
        }
    }

    fn problems(&mut self, problems: &[Problem], style: Style) {
        for problem in problems {
            let label = style.yellow("problem");
            let pad = " ".repeat(14 - "problem".len());
            self.0.push_str(&format!(
                "  {label}{pad} {} [{}]\n",
                printable(&problem.message),
                problem.code
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_colour_of_a_certificates_own_reaches_the_terminal() {
        let mut block = Block(String::new());
        block.line("issued by", "CN=\x1b[2Ahidden");
        assert_eq!(block.0, "  issued by      CN=\\u{1b}[2Ahidden\n");
    }
}
