//! The server's refusal of our certificate, or of its absence: by alert, by closing, on TLS 1.2
//! and 1.3 alike. Where alert and certificate disagree, what can be seen in the certificate decides.

use super::network::place;
use super::ours::{self, say};
use super::{Code, Diagnosis, Evidence, SaidBy, late};
use crate::core::http::Ended;
use crate::core::shell;
use crate::core::tls::{Alert, Stage};

/// Why the server did not accept us as a client.
pub(super) fn refused(e: &Evidence) -> Option<Diagnosis> {
    if !e.tls || e.ended.is_none() {
        return None;
    }
    let found = match e.handshake.alert {
        Some(alert) => by_alert(e, alert),
        None => by_silence(e),
    };
    found.map(|diagnosis| diagnosis.led_by(e.ending()))
}

fn by_alert(e: &Evidence, alert: Alert) -> Option<Diagnosis> {
    let about_us = is_about_us(e, alert);
    let late = !e.asked() && e.handshake.stage >= Stage::Established;
    if late && (about_us || alert == Alert::HANDSHAKE_FAILURE) {
        return Some(unasked(e, alert));
    }
    if !about_us {
        return None;
    }
    if !e.sent() {
        return Some(not_sent(e));
    }
    let is_ca = e.client.as_ref().is_some_and(|c| c.leaf.extensions.is_ca);
    Some(match alert {
        Alert::CERTIFICATE_EXPIRED => ours::out_of_date(e),
        Alert::CERTIFICATE_REVOKED => say(e, Code::ClientCertRevoked, "the server says that the client certificate is revoked", "ask your provider for a new certificate (mtls csr), and why this one was revoked"),
        Alert::UNKNOWN_CA => unknown_ca(e),
        Alert(INTERNAL_ERROR) => return ours::fault(e),
        _ => ours::fault(e).unwrap_or_else(|| match alert {
            Alert::UNSUPPORTED_CERTIFICATE if is_ca => ours::of_authority(e),
            Alert::DECRYPT_ERROR => say(e, Code::ClientCertRejected, "the server could not verify the signature made with the client's key", "check that certificate and key belong together (mtls match-key), and whether a proxy stands between"),
            _ => ours::rejected(e, "the server"),
        }),
    })
}

/// Whether an alert is the server's word on our certificate, or on our sending none.
fn is_about_us(e: &Evidence, alert: Alert) -> bool {
    let judging = is_judging(e) && !e.handshake.settled;
    match alert {
        // RFC 5246 section 7.4.6: for none sent, a fatal handshake_failure
        Alert::HANDSHAKE_FAILURE => e.asked(),
        // seen: gnutls-serv 3.7.9, TLS 1.2, an empty Certificate message
        Alert(DECODE_ERROR) => judging && !e.sent(),
        // GnuTLS, lib/alert.c: GNUTLS_E_KEY_USAGE_VIOLATION has no alert of its own
        Alert(INTERNAL_ERROR) => judging && e.sent(),
        other => other.is_about_certificate(),
    }
}

/// The server asked, and has what we sent or knows that it gets nothing. In the handshake that is
/// so once its own flight has come to the end, at which its certificate is judged (RFC 5246 section
/// 7.3, RFC 8446 section 2): what ends before is no word on ours.
fn is_judging(e: &Evidence) -> bool {
    let in_handshake = e.handshake.stage == Stage::Handshaking && e.handshake.verdict.is_some();
    e.asked() && (in_handshake || e.unanswered())
}

/// The server found no way from ours to what it trusts. Where it lists our issuer as accepted, or
/// an intermediate is not valid, that is why; else one is missing, or its CA is none of theirs.
/// Source: OpenSSL, ssl/statem/statem_lib.c (ssl_x509err2alert).
fn unknown_ca(e: &Evidence) -> Diagnosis {
    let has_known_issuer = e.issuer_accepted() == Some(true);
    ours::dates(e)
        .filter(|_| has_known_issuer || !is_leaf_alone(e))
        .or_else(|| ours::incomplete(e))
        .unwrap_or_else(|| ours::untrusted(e))
}

fn is_leaf_alone(e: &Evidence) -> bool {
    e.client
        .as_ref()
        .is_none_or(|client| client.judged().count() < 2)
}

/// No alert: some servers just close. Only what the certificate itself shows is then precise.
fn by_silence(e: &Evidence) -> Option<Diagnosis> {
    let hung_up = matches!(e.ended, Some(Ended::Closed | Ended::Reset));
    if !hung_up || !is_judging(e) {
        return None;
    }
    if !e.sent() {
        return Some(not_sent(e));
    }
    if e.handshake.settled {
        // seen: Node 20 without rejectUnauthorized, TLS 1.2, an intermediate missing
        return Some(ours::fault(e).map_or_else(|| accepted(e), |d| d.with([TAKEN.into()])));
    }
    Some(match ours::fault(e) {
        Some(fault) => likely(fault),
        None => dropped(e),
    })
}

/// What can be seen in ours may be why the server hung up; it did not say so.
fn likely(mut fault: Diagnosis) -> Diagnosis {
    if !fault.summary.contains("likely") {
        fault.summary += ": most likely that is why the server hung up, which gave no reason";
    }
    fault
}

/// Hung up on with a certificate in which nothing can be seen: a refusal, or no word on it at all.
fn dropped(e: &Evidence) -> Diagnosis {
    let how = match e.ended {
        Some(Ended::Reset) => "reset the connection",
        _ => "closed the connection",
    };
    let summary = format!(
        "the server {how} without a reason once it had the client certificate: likely it refuses that, but a crashed service, a firewall or a balancer looks the same"
    );
    let client = e.client.as_ref();
    let file = |name: Option<&String>| {
        let name = name.filter(|name| late::is_file(name));
        shell::word(name.map_or("FILE", String::as_str))
    };
    let cert = file(client.map(|c| &c.origin));
    let key = match client.map(|c| &c.key_origin) {
        key if key == client.map(|c| &c.origin) => String::new(),
        key => format!(" --key {}", file(key)),
    };
    let url = shell::word(&format!("https://{}{}", place(e), e.path));
    let fix = format!(
        "tell them apart: mtls probe {url} --cert {cert}{key} compares this handshake with one without a certificate and one with a stranger's; what is dropped without one as well is no word on yours. Then ask your provider what its log says"
    );
    say(e, Code::ClientCertRejected, &summary, fix).with(e.request_lines())
}

/// A server whose TLS took the certificate has some other reason to be silent.
fn accepted(e: &Evidence) -> Diagnosis {
    let reset = e.ended == Some(Ended::Reset);
    Diagnosis::new(
        Code::ConnectionReset,
        SaidBy::Server,
        if reset {
            "the server accepted the client certificate, and reset the connection before any answer"
        } else {
            "the server accepted the client certificate, and closed the connection without any answer"
        },
        "try again; if it stays, ask your provider: some gateways drop clients whose certificate or address they do not know",
    )
    .with([TAKEN.into()])
    .with(e.client_lines())
}

/// An alert after a handshake in which the server asked for no certificate. Only TLS 1.2 can ask
/// afterwards (renegotiation); in TLS 1.3 the client has to offer it, and we do not.
fn unasked(e: &Evidence, alert: Alert) -> Diagnosis {
    if e.handshake.version == Some("TLSv1.2") && alert != Alert::ACCESS_DENIED {
        return late::late(e, "the server");
    }
    if matches!(alert, Alert::CERTIFICATE_REQUIRED | Alert::NO_CERTIFICATE) {
        return late::late(e, "the server");
    }
    Diagnosis::new(
        Code::HandshakeClosed,
        SaidBy::Server,
        format!(
            "the server broke off after the handshake with alert {alert}, though it had asked for no client certificate"
        ),
        "ask your provider whether your address is allowed and what its log says: an application firewall may refuse it",
    )
}

/// The server asked, and got nothing.
pub(super) fn not_sent(e: &Evidence) -> Diagnosis {
    let key_fits = e.handshake.requested.as_ref().and_then(|r| r.key_fits);
    if key_fits == Some(false) {
        return Diagnosis::new(
            Code::NoSharedCipher,
            SaidBy::Us,
            "the client key cannot sign under any scheme that the server takes, so no certificate was sent",
            "ask which key types the server takes; RSA-2048 and EC P-256 are taken nearly everywhere",
        )
        .with(e.handshake.requested.iter().map(|r| format!("the server takes {}", r.schemes.join(", "))));
    }
    Diagnosis::new(
        Code::ClientCertRequired,
        SaidBy::Server,
        "the server asked for a client certificate and none was sent",
        "pass --cert and --key",
    )
    .with(e.request_lines())
}

/// What a server with TLS 1.2, or one that gave a ticket, has shown.
const TAKEN: &str = "the certificate had been accepted in the handshake";
/// internal_error (RFC 8446 section 6.2)
const INTERNAL_ERROR: u8 = 80;
/// decode_error
const DECODE_ERROR: u8 = 50;
