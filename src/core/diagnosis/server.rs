//! The server's certificate, as we judged it.

use super::{Code, Diagnosis, Evidence, SaidBy};
use crate::core::http::Ended;
use crate::core::material::extensions::Further;
use crate::core::material::{Certificate, Name};
use crate::core::tls::Verdict;

/// Why we did not accept it.
pub(super) fn certificate(e: &Evidence) -> Option<Diagnosis> {
    if e.ended == Some(Ended::Tls)
        && let Some(own) = &e.handshake.not_pinned
    {
        return Some(not_pinned(e, own));
    }
    if let Some(weak) = weak_key(e) {
        return Some(weak);
    }
    // under -k it was accepted, so that whatever failed is something else
    if e.insecure || e.ended != Some(Ended::Tls) || e.handshake.alert.is_some() {
        return None;
    }
    let verdict = e
        .handshake
        .verdict
        .as_ref()
        .filter(|v| **v != Verdict::Trusted)?;
    let leaf = e
        .handshake
        .server_chain
        .first()
        .and_then(|der| Certificate::from_der(der).ok());
    let (code, summary, fix) = row(verdict, e, leaf.as_ref());
    let diagnosis = Diagnosis::new(code, SaidBy::Us, summary, fix);
    Some(diagnosis.with(lines(e, leaf.as_ref(), verdict)))
}

/// Its chain holds, but no signature by a key so short is taken, with `-k` or without: rustls calls
/// that a bad signature.
/// Source: rustls-webpki, src/aws_lc_rs_algs.rs (RSA_PKCS1_2048_8192_SHA256 and its like).
fn weak_key(e: &Evidence) -> Option<Diagnosis> {
    let problem = e.handshake.protocol_error.as_deref()?;
    let leaf = e.handshake.server_chain.first()?;
    let leaf = Certificate::from_der(leaf).ok()?;
    let bits = leaf.public_key.short_rsa_bits()?;
    if !problem.contains("BadSignature") {
        return None;
    }
    let (code, summary, fix) = row(&Verdict::Weak(String::new()), e, None);
    let line = format!("its RSA key has only {bits} bits");
    let verdict = Verdict::Weak(line);
    Some(Diagnosis::new(code, SaidBy::Us, summary, fix).with(lines(e, Some(&leaf), &verdict)))
}

/// `-k` does not count here: who pins a key wants no other.
fn not_pinned(e: &Evidence, own: &str) -> Diagnosis {
    let diagnosis = Diagnosis::new(
        Code::ServerKeyNotPinned,
        SaidBy::Us,
        format!(
            "the key of {} is none of those given with --pinnedpubkey",
            e.host
        ),
        "ask the provider whether it has a new key: only then pin that one",
    );
    let chain = &e.handshake.server_chain;
    let leaf = chain
        .first()
        .and_then(|der| Certificate::from_der(der).ok());
    let presented = leaf.map(|leaf| {
        format!(
            "the server presented {}, issued by {}",
            leaf.subject, leaf.issuer
        )
    });
    let own = format!("its pin is {own}");
    diagnosis.with(presented.into_iter().chain([own]))
}

fn row(verdict: &Verdict, e: &Evidence, leaf: Option<&Certificate>) -> (Code, String, String) {
    let host = &e.host;
    let say = |code, summary: String, fix: &str| (code, summary, fix.to_owned());
    match verdict {
        Verdict::UnknownIssuer | Verdict::Trusted => unknown_issuer(e),
        Verdict::Expired { not_after } => {
            let when = not_after
                .or(leaf.map(|l| l.not_after))
                .map(|t| format!(" on {}", t.readable()))
                .unwrap_or_default();
            say(
                Code::ServerCertExpired,
                format!("the server's certificate expired{when}"),
                "tell the provider to renew it; check your own clock too",
            )
        }
        Verdict::NotYetValid { not_before } => {
            let when = not_before
                .or(leaf.map(|l| l.not_before))
                .map(|t| format!(" until {}", t.readable()))
                .unwrap_or_default();
            say(
                Code::ServerCertNotYetValid,
                format!("the server's certificate is not valid{when}"),
                "check your own clock first, then tell the provider",
            )
        }
        Verdict::WrongName { .. } => wrong_name(leaf, host),
        Verdict::WrongPurpose => say(
            Code::ServerCertWrongPurpose,
            "the server's certificate is not meant for servers".into(),
            "tell the provider: its extendedKeyUsage lacks serverAuth",
        ),
        Verdict::Weak(_) => say(
            Code::ServerCertWeak,
            "the server's certificate uses a key or signature that is no longer accepted".into(),
            "tell the provider to renew it with RSA-2048 or EC and SHA-256",
        ),
        Verdict::Revoked | Verdict::NoRevocationList | Verdict::OldRevocationList => {
            revocation(verdict)
        }
        Verdict::Other(_) => say(
            Code::ServerCertUntrusted,
            "the server's certificate cannot be accepted".into(),
            "if you know this very certificate, name it with --cacert",
        ),
    }
}

fn wrong_name(leaf: Option<&Certificate>, host: &str) -> (Code, String, String) {
    let leaf = leaf.filter(|leaf| leaf.extensions.san.is_empty());
    let cn = leaf.and_then(|leaf| leaf.subject.first("CN"));
    let (summary, fix) = if cn.is_some_and(|cn| cn.eq_ignore_ascii_case(host)) {
        (
            format!("the server's certificate names {host} in its CN only, which does not count"),
            "tell the provider to add a subjectAltName; until then --allow-cn-name accepts the CN",
        )
    } else {
        (
            format!("the server's certificate is for another name than {host}"),
            "use the host name that the certificate is for; to reach it elsewhere keep that name in the URL and add --connect-to",
        )
    };
    (Code::ServerNameMismatch, summary, fix.into())
}

fn revocation(verdict: &Verdict) -> (Code, String, String) {
    let (code, summary, fix) = match verdict {
        Verdict::NoRevocationList => (
            Code::ServerCertUntrusted,
            "nothing tells whether the server's certificate is revoked",
            "put the revocation list of each CA in the server's chain into the file of --crlfile",
        ),
        Verdict::OldRevocationList => (
            Code::ServerCertUntrusted,
            "the revocation list that speaks of the server's certificate is past its time",
            "get the list anew from whoever publishes it",
        ),
        _ => (
            Code::ServerCertRevoked,
            "the server's certificate is revoked",
            "tell the provider",
        ),
    };
    (code, summary.into(), fix.into())
}

/// Where the issuer is published it is meant to be sent or fetched; else it may be a root, which
/// nobody sends.
fn unknown_issuer(e: &Evidence) -> (Code, String, String) {
    let untrusted = format!(
        "the server's certificate is not issued by anyone in {}",
        e.trust
    );
    let last = last_sent(e).filter(|last| !last.is_self_issued());
    let Some(last) = last else {
        let fix = "give the provider's CA certificate with --cacert";
        return (Code::ServerCertUntrusted, untrusted, fix.into());
    };
    let issuer = &last.issuer;
    match Further::of(last.as_der()).issuer_urls.first() {
        Some(url) => (
            Code::ServerChainIncomplete,
            format!(
                "the server does not send {issuer}, which issued {}, and it is not in {}",
                last.subject, e.trust
            ),
            format!(
                "tell the provider to send its whole chain; until then get it from {url} and give it with --cacert"
            ),
        ),
        None if looks_between(e, issuer) => (
            Code::ServerChainIncomplete,
            format!(
                "most likely the server does not send {issuer}, which issued {} and is not in {} either",
                last.subject, e.trust
            ),
            format!(
                "tell the provider to send its whole chain; until then add {issuer} to the file of --cacert. If that is no intermediate but a CA of its own, this is another server or environment than the file is for"
            ),
        ),
        None => (
            Code::ServerCertUntrusted,
            format!("{untrusted}: {issuer} is neither sent nor there"),
            "give the provider's CA certificate with --cacert (if it sends no intermediate, add that to the file too)".into(),
        ),
    }
}

/// An issuer that is hardly a root, by its own name, where CAs were named as trusted: certificates
/// say nothing better. A shared organisation tells nothing: its test and production CAs have that too.
fn looks_between(e: &Evidence, issuer: &Name) -> bool {
    let name = issuer.first("CN").unwrap_or_default().to_ascii_lowercase();
    let says_so = BETWEEN.iter().any(|word| name.contains(word));
    says_so && !e.trusted.is_empty() && !e.trusted.iter().any(|ca| ca.same_as(issuer))
}

/// The certificate sent at which the chain that begins with the first ends.
fn last_sent(e: &Evidence) -> Option<Certificate> {
    let sent = e.handshake.server_chain.iter();
    let mut sent: Vec<Certificate> = sent
        .filter_map(|der| Certificate::from_der(der).ok())
        .collect();
    if sent.is_empty() {
        return None;
    }
    let mut last = sent.remove(0);
    while !last.is_self_issued()
        && let Some(at) = sent.iter().position(|c| last.issuer.same_as(&c.subject))
    {
        last = sent.swap_remove(at);
    }
    Some(last)
}

fn lines(e: &Evidence, leaf: Option<&Certificate>, verdict: &Verdict) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(leaf) = leaf {
        lines.push(format!(
            "the server presented {}, issued by {}",
            leaf.subject, leaf.issuer
        ));
        if leaf.is_self_issued() {
            lines.push("it is self-signed".into());
        }
    }
    match verdict {
        Verdict::WrongName { presented } => {
            let names = leaf.map_or_else(|| presented.clone(), |l| l.extensions.san.clone());
            lines.push(if names.is_empty() {
                "it has no subjectAltName, and its CN does not count (RFC 9525)".into()
            } else {
                format!("it is for {}", names.join(", "))
            });
        }
        Verdict::UnknownIssuer => {
            lines.push(format!(
                "it sent {} certificate(s)",
                e.handshake.server_chain.len()
            ));
        }
        Verdict::Weak(reason) | Verdict::Other(reason) => lines.push(reason.clone()),
        _ => {}
    }
    lines
}

/// What intermediates are called.
const BETWEEN: [&str; 4] = ["intermediate", "issuing", "subordinate", "sub ca"];
