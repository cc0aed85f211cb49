//! `sign` as text: what stands in the certificate, what does not and why, and what to send.

use super::{Style, printable};
use crate::report::inspect::CertificateFacts;
use crate::report::sign::{NewCa, Revocation, Signed};
use crate::report::{Described, Written};

/// What was signed.
pub fn signed(signed: &Signed, style: Style) -> String {
    let Described::Certificate(facts) = &signed.certificate else {
        return String::new();
    };
    let title = match signed.dry_run {
        true => style.yellow("would be signed"),
        false => style.green("signed"),
    };
    let mut out = format!("{title} {}\n", subject(facts));
    line(&mut out, "by", &signed.ca.subject);
    content(&mut out, facts, &signed.lasts);
    if let Some(asked) = &signed.asked_until {
        let text = format!("{asked}, but the CA ends before");
        line(&mut out, "asked until", &text);
    }
    for wish in &signed.dropped {
        let label = format!(
            "{:<WIDTH$}",
            if wish.dangerous {
                "LEFT OUT"
            } else {
                "left out"
            }
        );
        let label = match wish.dangerous {
            true => style.red(&label),
            false => style.yellow(&label),
        };
        let text = format!("{}: {}", wish.asked, wish.reason);
        out.push_str(&format!("  {label} {}\n", printable(&text)));
    }
    for allowed in &signed.allowed {
        line(&mut out, "allowed", allowed);
    }
    files_to_send(&mut out, signed, style);
    line(&mut out, "renewal", &signed.renewal);
    out
}

/// A CA that was made.
pub fn new_ca(made: &NewCa, style: Style) -> String {
    let Described::Certificate(facts) = &made.certificate else {
        return String::new();
    };
    let mut out = format!("{} {}\n", style.green("new CA"), subject(facts));
    content(&mut out, facts, &made.lasts);
    line(
        &mut out,
        "limits",
        "signs certificates and CRLs, admits no CA below it",
    );
    for file in &made.files {
        file_line(&mut out, file);
    }
    out
}

/// What was taken back, and the list of it.
pub fn revocation(told: &Revocation, style: Style) -> String {
    let mut out = String::new();
    if let Some(revoked) = &told.revoked {
        let who = printable(&revoked.subject);
        out.push_str(&format!("{} {who}\n", style.yellow("revoked")));
        line(&mut out, "serial", &revoked.serial);
        line(&mut out, "reason", &revoked.reason);
    }
    if let Some(crl) = &told.crl {
        let path = printable(&crl.path);
        out.push_str(&format!("{} {path}\n", style.green("revocation list")));
        line(&mut out, "number", &crl.number.to_string());
        line(&mut out, "revokes", &crl.revoked.to_string());
        line(&mut out, "until", &crl.next_update);
    }
    line(&mut out, "by", &told.ca);
    out
}

fn subject(facts: &CertificateFacts) -> String {
    match facts.subject.as_str() {
        "" => "(no subject)".to_owned(),
        subject => printable(subject).into_owned(),
    }
}

fn content(out: &mut String, facts: &CertificateFacts, lasts: &str) {
    line(out, "key", &facts.public_key.to_string());
    line(out, "spki sha256", &facts.public_key.spki_sha256);
    line(out, "signature", &facts.signature_algorithm);
    if !facts.serial.is_empty() {
        line(out, "serial", &facts.serial);
    }
    line(out, "valid from", &facts.not_before);
    line(out, "until", &format!("{} ({})", facts.not_after, lasts));
    for (at, name) in facts.san.iter().enumerate() {
        line(out, if at == 0 { "names" } else { "" }, name);
    }
    line(out, "key usage", &facts.key_usage.join(", "));
    if !facts.extended_key_usage.is_empty() {
        line(out, "purposes", &facts.extended_key_usage.join(", "));
    }
    line(
        out,
        "constraints",
        if facts.is_ca { "CA:TRUE" } else { "CA:FALSE" },
    );
    if !facts.fingerprint_sha256.is_empty() {
        line(out, "sha256", &facts.fingerprint_sha256);
    }
}

fn files_to_send(out: &mut String, signed: &Signed, style: Style) {
    let title = if signed.dry_run {
        "would go to your partner"
    } else {
        "send to your partner"
    };
    out.push_str(&format!("{}\n", style.bold(title)));
    for file in &signed.send {
        let path = file.path.as_deref().unwrap_or("(in no file of its own)");
        let text = format!("{path}  {}", file.what);
        line(out, "file", &text);
        if let Some(fingerprint) = &file.fingerprint_sha256 {
            line(out, "sha256", fingerprint);
        }
    }
}

fn file_line(out: &mut String, file: &Written) {
    match file.encrypted {
        Some(locked) => {
            let lock = if locked { "locked" } else { "not locked" };
            line(
                out,
                "private key",
                &format!("{}  ({lock}; never leaves you)", file.path),
            );
        }
        None => line(
            out,
            "certificate",
            &format!("{}  (give it to whoever is to trust it)", file.path),
        ),
    }
}

fn line(out: &mut String, label: &str, value: &str) {
    out.push_str(&format!("  {label:<WIDTH$} {}\n", printable(value)));
}

/// Of the labels.
const WIDTH: usize = 14;
