//! A product between us and the server that opens TLS (inspection, antivirus, debugging proxy),
//! known by the issuer under which it makes certificates of its own for other people's hosts. It
//! cannot hand our client certificate on: the server never sees it. Never said of a chain that a
//! public CA stands in.

mod products;
#[cfg(test)]
mod tests;

use super::{Code, Diagnosis, Evidence, SaidBy};
use crate::core::http::Ended;
use crate::core::material::{Certificate, Name};
use crate::core::tls::{Handshake, Verdict};
use products::{Attribute, PRODUCTS, PUBLIC, WORDS};

/// What opens the connection.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Interceptor {
    /// The product, or `a TLS-inspecting proxy` where only the words of its name tell.
    pub product: &'static str,
    /// The issuer that shows it, RFC 4514.
    pub issuer: String,
}

/// Whether the server's chain, as presented, is made by a product between, whatever we make of it.
/// The leaf's own subject does not count: a vendor's site is its own.
pub fn interception(seen: &Handshake) -> Option<Interceptor> {
    let chain = seen.server_chain.iter().take(LONGEST_CHAIN);
    let issuers: Vec<Name> = chain
        .filter_map(|der| Certificate::from_der(der).ok())
        .map(|certificate| certificate.issuer)
        .collect();
    if issuers.iter().any(is_public) {
        return None;
    }
    issuers.iter().find_map(|issuer| {
        Some(Interceptor {
            product: product(issuer)?,
            issuer: issuer.to_string(),
        })
    })
}

/// Its certificate is not accepted: the server's own was never seen.
pub(super) fn untrusted(e: &Evidence) -> Option<Diagnosis> {
    let unknown = matches!(
        e.handshake.verdict,
        Some(Verdict::UnknownIssuer | Verdict::Other(_))
    );
    if !unknown || e.insecure || e.ended != Some(Ended::Tls) || e.handshake.alert.is_some() {
        return None;
    }
    let found = interception(&e.handshake)?;
    let summary = format!(
        "the certificate for {} is not the server's own: {} opens the connection between us and the server, and is not in {}",
        e.host, found.product, e.trust
    );
    let diagnosis = Diagnosis::new(
        Code::ServerCertUntrusted,
        SaidBy::Us,
        summary,
        bypass(e, &found),
    );
    Some(diagnosis.with([presented(&found), PASSES_NOT.to_owned()]))
}

/// A failure that came over a connection which something opens and which asked for no certificate:
/// its cause may well be that. A certificate of ours then reaches nobody.
pub(super) fn noted(e: &Evidence, mut diagnosis: Diagnosis) -> Diagnosis {
    let told = matches!(
        diagnosis.code,
        Code::ServerCertUntrusted | Code::ProxyFailure | Code::NotTls
    );
    if !e.tls || e.asked() || told {
        return diagnosis;
    }
    let Some(found) = interception(&e.handshake) else {
        return diagnosis;
    };
    diagnosis.evidence.push(format!(
        "the connection is opened by {} between us and the server (issuer {}): the server never sees a client certificate",
        found.product, found.issuer
    ));
    if hangs_on_the_certificate(e, diagnosis.code) {
        diagnosis.fix = bypass(e, &found);
    }
    diagnosis
}

/// The server's no is to somebody without a certificate.
fn hangs_on_the_certificate(e: &Evidence, code: Code) -> bool {
    let about_us = matches!(
        code,
        Code::Forbidden
            | Code::Unauthorized
            | Code::TokenNotBound
            | Code::ConnectionReset
            | Code::HandshakeClosed
    );
    code.name().starts_with("client-c") || (about_us && e.client.is_some())
}

fn bypass(e: &Evidence, found: &Interceptor) -> String {
    format!(
        "ask whoever runs {} for an exception (bypass) for {}: to trust its CA is not enough, a client certificate cannot pass it",
        found.product, e.host
    )
}

fn presented(found: &Interceptor) -> String {
    format!("the certificate presented is issued by {}", found.issuer)
}

/// A CA that anybody trusts issues for the owners of names alone (CA/Browser Forum, Baseline
/// Requirements section 3.2.2.4).
fn is_public(issuer: &Name) -> bool {
    let organization = issuer.first("O").map(|o| o.to_ascii_lowercase());
    organization.is_some_and(|o| PUBLIC.iter().any(|public| o.starts_with(public)))
}

fn product(issuer: &Name) -> Option<&'static str> {
    let attributes: Vec<(String, String)> = issuer
        .attributes()
        .map(|a| (a.kind.into_owned(), a.value.to_lowercase()))
        .collect();
    let has = |kind: Attribute, part: &str| {
        let mut values = attributes.iter();
        values.any(|(k, value)| kind.is(k) && value.contains(part))
    };
    let known = PRODUCTS
        .iter()
        .find(|(_, patterns)| patterns.iter().any(|(kind, part)| has(*kind, part)));
    let by_words = || {
        let worded = WORDS.iter().any(|word| has(Attribute::Any, word));
        worded.then_some("a TLS-inspecting proxy")
    };
    known.map(|(product, _)| *product).or_else(by_words)
}

/// Certificates of a chain that are looked at.
const LONGEST_CHAIN: usize = 10;
/// What the one thing is that a trusted CA does not cure.
const PASSES_NOT: &str = "what opens TLS cannot hand a client certificate on: it has not its key";
