//! `inspect` as text: the line that matters first, then the rest, indented.

pub mod ical;
pub mod prometheus;
mod server;
pub mod table;

use super::{Style, container, printable};
use crate::report::findings::{Problem, Severity};
use crate::report::inspect::{
    CertificateDetails, CertificateFacts, CrlFacts, CsrFacts, KeyFacts, Place, Status, colons,
};
use crate::report::{Described, Inspected};

/// All items, a blank line between them and before those that others stand before.
pub fn text(found: &Inspected, verbose: bool, style: Style) -> String {
    let mut out = String::new();
    for item in &found.items {
        if found.continued || !out.is_empty() {
            out.push('\n');
        }
        if verbose && let Some(heading) = container_heading(item, style) {
            out.push_str(&heading);
        }
        let block = Block(&mut out);
        match item {
            Described::Certificate(facts) => certificate(block, facts, verbose, style),
            Described::Csr(facts) => csr(block, facts, verbose, style),
            Described::PrivateKey(facts) => key(block, facts, "private key", verbose, style),
            Described::PublicKey(facts) => key(block, facts, "public key", verbose, style),
            Described::Crl(facts) => crl(block, facts, verbose, style),
            Described::Server(facts) => server::text(block, facts, verbose, style),
        }
    }
    out
}

/// What shows of a PKCS#12 file stands once, before what is in it.
fn container_heading(item: &Described, style: Style) -> Option<String> {
    let place = item.place().filter(|place| place.index == 0)?;
    let facts = place.container.as_ref()?;
    Some(container::text(facts, &place.source, true, style) + "\n")
}

fn certificate(mut out: Block<'_>, facts: &CertificateFacts, verbose: bool, style: Style) {
    out.head(&facts.place, "certificate", &facts.subject, style);
    out.line("issued by", &facts.issuer);
    out.painted("valid", &validity(facts, style));
    out.line("key", &certified_key(facts));
    out.line("for", &purposes(facts));
    if !facts.san.is_empty() {
        out.line("names", &facts.san.join(", "));
    }
    out.line("serial", &facts.serial);
    out.line("sha256", &facts.fingerprint_sha256);
    if let Some(details) = facts.details.as_ref().filter(|_| verbose) {
        certificate_details(&mut out, facts, details);
    }
    out.problems(&facts.problems, verbose, style);
}

fn certificate_details(
    out: &mut Block<'_>,
    facts: &CertificateFacts,
    details: &CertificateDetails,
) {
    out.line("sha1", &details.fingerprint_sha1);
    out.line("with colons", &format!("serial {}", details.serial_colons));
    out.line("", &format!("sha256 {}", colons(&facts.fingerprint_sha256)));
    out.line("", &format!("sha1 {}", colons(&details.fingerprint_sha1)));
    out.line("spki sha256", &facts.public_key.spki_sha256);
    out.line("spki pin", &facts.public_key.spki_pin);
    out.line("x5t#S256", &details.x5t_s256);
    out.line("from", &facts.not_before);
    out.line("until", &facts.not_after);
    out.line("signed with", &facts.signature_algorithm);
    out.line("version", &facts.version.to_string());
    out.optional("subject key id", facts.subject_key_id.as_deref());
    out.optional("issuer key id", facts.authority_key_id.as_deref());
    out.each("issuer at", &details.issuer_urls);
    out.each("OCSP at", &details.ocsp_urls);
    out.each("CRL at", &details.crl_urls);
}

fn csr(mut out: Block<'_>, facts: &CsrFacts, verbose: bool, style: Style) {
    out.head(&facts.place, "CSR", &facts.subject, style);
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
        out.line("spki pin", &facts.public_key.spki_pin);
    }
    out.problems(&facts.problems, verbose, style);
}

fn key(mut out: Block<'_>, facts: &KeyFacts, what: &str, verbose: bool, style: Style) {
    let title = match &facts.public_key {
        Some(public) => public.to_string(),
        None => "locked; give --pass to look inside".into(),
    };
    out.head(&facts.place, what, &title, style);
    if let Some(public) = &facts.public_key {
        out.line("spki sha256", &public.spki_sha256);
        if verbose {
            out.line("spki pin", &public.spki_pin);
        }
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
    out.problems(&facts.problems, verbose, style);
}

fn crl(mut out: Block<'_>, facts: &CrlFacts, verbose: bool, style: Style) {
    out.head(&facts.place, "CRL", &facts.issuer, style);
    out.line("revokes", &format!("{} certificates", facts.revoked));
    out.line("from", &facts.this_update);
    out.optional("next", facts.next_update.as_deref());
    out.problems(&facts.problems, verbose, style);
}

fn validity(facts: &CertificateFacts, style: Style) -> String {
    let apart = &facts.apart;
    let until = &facts.until;
    let left = match facts.status {
        Status::Expired => style.red(&format!("EXPIRED {apart} ago")),
        Status::NotYetValid => style.red(&format!("NOT YET VALID, from {}", facts.not_before)),
        Status::Urgent => style.red(&format!("{apart} left, urgent: renew now")),
        Status::Warning => style.yellow(&format!("{apart} left, warning: plan the renewal")),
        Status::Valid => style.green(&format!("{apart} left")),
    };
    // of an identity all is shown, as where it is uploaded
    match facts.has_private_key {
        true => format!("from {} until {until}, {left}", facts.from),
        false => format!("until {until}, {left}"),
    }
}

fn certified_key(facts: &CertificateFacts) -> String {
    let key = key_line(&facts.public_key.to_string(), facts.has_private_key);
    match facts.has_passphrase {
        Some(true) => format!("{key}, stored under a passphrase"),
        Some(false) => format!("{key}, stored without a passphrase"),
        None => key,
    }
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
        parts.push("certificate authority");
    }
    if facts.extended_key_usage.is_empty() && !facts.is_ca {
        parts.push("any purpose (no extendedKeyUsage)");
    }
    parts.extend(facts.extended_key_usage.iter().map(String::as_str));
    parts.extend(facts.key_usage.iter().map(String::as_str));
    parts.join(", ")
}

/// Writes the lines of one item.
struct Block<'a>(&'a mut String);

impl Block<'_> {
    fn head(&mut self, place: &Place, what: &str, title: &str, style: Style) {
        let source = printable(&place.source);
        let index = place.index;
        let place = match &place.friendly_name {
            Some(name) => format!("  [{source}#{index} ({})]", printable(name)),
            None => format!("  [{source}#{index}]"),
        };
        let title = style.bold(&printable(title));
        for part in [what, " ", &title, &style.dim(&place), "\n"] {
            self.0.push_str(part);
        }
    }

    fn line(&mut self, label: &str, value: &str) {
        self.painted(label, &printable(value));
    }

    /// Only for our own words, which may be coloured: what comes from a file goes through `line`.
    fn painted(&mut self, label: &str, ours: &str) {
        let pad = LABEL.saturating_sub(label.len());
        let pad = BLANKS.get(..pad).unwrap_or_default();
        for part in ["  ", label, pad, " ", ours, "\n"] {
            self.0.push_str(part);
        }
    }

    fn optional(&mut self, label: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.line(label, value);
        }
    }

    fn each(&mut self, label: &str, values: &[String]) {
        for value in values {
            self.line(label, value);
        }
    }

    /// Advice only for those who ask for more.
    fn problems(&mut self, problems: &[Problem], verbose: bool, style: Style) {
        for problem in problems {
            let (word, label) = match problem.severity {
                Severity::Error => ("problem", style.red("problem")),
                Severity::Warning => ("warning", style.yellow("warning")),
                Severity::Advice if verbose => ("advice", style.dim("advice")),
                Severity::Advice => continue,
            };
            let pad = " ".repeat(LABEL - word.len());
            self.0.push_str(&format!(
                "  {label}{pad} {} [{}]\n",
                printable(&problem.message),
                problem.code
            ));
        }
    }
}

/// How wide the labels are.
const LABEL: usize = 14;
const BLANKS: &str = "              ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_colour_of_a_certificates_own_reaches_the_terminal() {
        let mut out = String::new();
        Block(&mut out).line("issued by", "CN=\x1b[2Ahidden");
        assert_eq!(out, "  issued by      CN=\\u{1b}[2Ahidden\n");
    }
}
