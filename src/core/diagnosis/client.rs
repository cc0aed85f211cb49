//! The server's refusal of our certificate, or of its absence: by alert, by closing, on TLS 1.2
//! and 1.3 alike. Where alert and certificate disagree, what can be seen in the certificate decides.

use super::{Code, Diagnosis, Evidence, SaidBy, late};
use crate::core::http::Ended;
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
    let about_us = alert.is_about_certificate() || (alert == Alert::HANDSHAKE_FAILURE && e.asked());
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
    Some(match alert {
        // rustls and others know one alert for both ends of the validity
        Alert::CERTIFICATE_EXPIRED => not_yet_valid(e).unwrap_or_else(|| expired(e)),
        Alert::CERTIFICATE_REVOKED => say(e, Code::ClientCertRevoked, "the server says that the client certificate is revoked", "ask your provider for a new certificate (mtls csr), and why this one was revoked"),
        Alert::UNKNOWN_CA => untrusted(e),
        _ => local_fault(e).unwrap_or_else(|| match alert {
            Alert::UNSUPPORTED_CERTIFICATE if e.client.as_ref().is_some_and(|c| c.leaf.extensions.is_ca) => {
                say(e, Code::ClientCertWrongPurpose, "the client certificate is a CA's, which servers do not take from a client", "present the certificate that was issued for your application, not the CA's")
            }
            Alert::DECRYPT_ERROR => say(e, Code::ClientCertRejected, "the server could not verify the signature made with the client's key", "check that certificate and key belong together (mtls match-key), and whether a proxy stands between"),
            _ => rejected(e),
        }),
    })
}

/// No alert: some servers just close. Only what the certificate itself shows is then precise.
fn by_silence(e: &Evidence) -> Option<Diagnosis> {
    let hung_up = matches!(e.ended, Some(Ended::Closed | Ended::Reset));
    let judging = e.unanswered() || (e.handshake.stage == Stage::Handshaking && e.asked());
    if !hung_up || !judging || !e.asked() {
        return None;
    }
    if !e.sent() {
        return Some(not_sent(e));
    }
    if e.handshake.settled {
        return Some(accepted(e));
    }
    Some(local_fault(e).unwrap_or_else(|| rejected(e)))
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
    .with(["the certificate had been accepted in the handshake".into()])
    .with(e.client_lines())
}

/// An alert after a handshake in which the server asked for no certificate. Only TLS 1.2 can ask
/// afterwards (renegotiation); in TLS 1.3 the client has to offer it, and we do not.
fn unasked(e: &Evidence, alert: Alert) -> Diagnosis {
    if e.handshake.version == Some("TLSv1.2") && alert != Alert::ACCESS_DENIED {
        return late::late(e);
    }
    if matches!(alert, Alert::CERTIFICATE_REQUIRED | Alert::NO_CERTIFICATE) {
        return Diagnosis::new(
            Code::ClientCertRequestedLate,
            SaidBy::Server,
            "the server wants a client certificate that it did not ask for in the handshake (TLS 1.3 post-handshake authentication is not offered here)",
            "ask the provider to require the certificate on the whole host",
        );
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

/// What is wrong with our certificate that anyone can see, the most certain first.
pub(super) fn local_fault(e: &Evidence) -> Option<Diagnosis> {
    let client = e.client.as_ref()?;
    let leaf = &client.leaf;
    if e.now > leaf.not_after {
        return Some(expired(e));
    }
    if let Some(early) = not_yet_valid(e) {
        return Some(early);
    }
    if !leaf.allows_client_auth() {
        return Some(say(
            e,
            Code::ClientCertWrongPurpose,
            "the client certificate is not meant for clients: its extendedKeyUsage lacks clientAuth",
            "ask your provider for a certificate with extendedKeyUsage clientAuth",
        ));
    }
    if client.weakness().is_some() {
        return Some(say(
            e,
            Code::ClientCertWeak,
            "the client certificate is too weak for the server",
            "make a new request with mtls csr (RSA-2048, SHA-256) and have it signed",
        ));
    }
    if e.issuer_not_accepted() || (leaf.is_self_issued() && !leaf.extensions.is_ca) {
        return Some(untrusted(e));
    }
    None
}

fn not_yet_valid(e: &Evidence) -> Option<Diagnosis> {
    let leaf = &e.client.as_ref()?.leaf;
    (e.now < leaf.not_before).then(|| {
        say(
            e,
            Code::ClientCertNotYetValid,
            "the client certificate is not valid yet",
            "check this machine's clock; otherwise wait, or ask for a certificate that is valid now",
        )
    })
}

fn expired(e: &Evidence) -> Diagnosis {
    let here = e.client.as_ref().is_some_and(|c| e.now > c.leaf.not_after);
    let summary = if here {
        "the client certificate has expired"
    } else {
        "the server says that the client certificate has expired, though by this clock it has not"
    };
    let fix = if here {
        "renew it: make a request with mtls csr and send it to your provider"
    } else {
        "compare both clocks, and look whether an intermediate in the file has expired (mtls inspect)"
    };
    say(e, Code::ClientCertExpired, summary, fix)
}

fn untrusted(e: &Evidence) -> Diagnosis {
    let missing = e.client.as_ref().and_then(|c| c.missing_issuer.as_ref());
    let fix = match missing {
        Some(name) => format!(
            "check that this is the certificate for this environment and that onboarding is complete; if {name} is an intermediate, add it to the certificate file"
        ),
        None => "check that this is the certificate for this environment, and that the provider has registered your CA".into(),
    };
    say(
        e,
        Code::ClientCertUntrusted,
        "the server does not trust the issuer of the client certificate",
        fix,
    )
    .with(e.request_lines())
}

fn rejected(e: &Evidence) -> Diagnosis {
    say(
        e,
        Code::ClientCertRejected,
        "the server refused the client certificate without a reason that can be told from here",
        "ask your provider whether this certificate is registered and linked for this environment; give them its fingerprint (mtls inspect)",
    )
    .with(e.request_lines())
}

fn say(e: &Evidence, code: Code, summary: &str, fix: impl Into<String>) -> Diagnosis {
    Diagnosis::new(code, SaidBy::Server, summary, fix).with(e.client_lines())
}
