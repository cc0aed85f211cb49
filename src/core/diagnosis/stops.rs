//! Handshakes that stop halfway without a reason: how far they came, and how they ended, is all
//! there is. Must not guess at a certificate, which is `client`'s.

use super::network::{first_bytes, place};
use super::speaks::usual;
use super::{Code, Diagnosis, Evidence, SaidBy};
use crate::core::http::Ended;
use crate::core::tls::Alert;

/// A handshake that goes no further. Where a large packet was to come or to go, it may be lost on
/// the way for its size (RFC 2923 section 2.1): the small ones before it passed.
pub(super) fn stalled(e: &Evidence) -> Diagnosis {
    let place = place(e);
    let seen = &e.handshake;
    let (summary, line, fix) = if e.sent() {
        (
            format!("{place} took the client certificate and did not end the TLS handshake in time"),
            "the server had asked for a client certificate, and it had gone out".to_owned(),
            "ask your provider whether it looks certificates up somewhere that does not answer (revocation); on a VPN or tunnel, check that large packets pass (MTU)".to_owned(),
        )
    } else if seen.version.is_some() {
        (
            format!("{place} began the TLS handshake and did not go on in time"),
            "its ServerHello had come, and then nothing".to_owned(),
            "check that large packets pass (MTU), as on a VPN or tunnel: its certificates come next; else ask your provider whether the service is slow".to_owned(),
        )
    } else if !seen.first_bytes.is_empty() {
        (
            format!("{place} speaks TLS, and stopped in the middle of its first answer"),
            first_bytes(e),
            "check that large packets pass (MTU), as on a VPN or tunnel; else ask your provider whether the service is slow".to_owned(),
        )
    } else {
        (
            format!("{place} took the connection but did not answer the TLS handshake in time"),
            first_bytes(e),
            format!(
                "check that the port speaks TLS{}, and ask your provider whether the service is overloaded",
                usually(e)
            ),
        )
    };
    let code = Code::HandshakeTimeout;
    Diagnosis::new(code, SaidBy::Network, summary, fix).with([line])
}

/// The handshake ended without a word, or with a mere good-bye.
pub(super) fn broke_off(e: &Evidence) -> Diagnosis {
    let reset = e.ended == Some(Ended::Reset);
    let (summary, fix) = if e.handshake.first_bytes.is_empty() {
        let how = if reset { "reset" } else { "closed" };
        (
            format!("the connection was {how} as soon as TLS began, without an answer"),
            format!(
                "check that the port speaks TLS{}, the host name, and that your address may connect; a server behind a balancer may wait for the PROXY line first (--haproxy-protocol)",
                usually(e)
            ),
        )
    } else if e.handshake.version.is_some() {
        (
            "the server ended the connection in the middle of the TLS handshake, after its ServerHello, without saying why".to_owned(),
            "ask your provider what its log says about this connection; something between may also have cut it".to_owned(),
        )
    } else {
        (
            "the server ended the connection in the TLS handshake without saying why".to_owned(),
            "check the host name, and that your address may connect; then ask your provider what its log says".to_owned(),
        )
    };
    let said_by = if reset {
        SaidBy::Network
    } else {
        SaidBy::Server
    };
    Diagnosis::new(Code::HandshakeClosed, said_by, summary, fix)
        .with([e.ending()])
        .with(warned(&e.handshake.first_bytes))
}

/// A warning before the end, which by itself refuses nothing (RFC 5246 section 7.2).
fn warned(first_bytes: &[u8]) -> Option<String> {
    match first_bytes {
        [21, 3, _, 0, 2, 1, what, ..] => {
            Some(format!("it had sent the warning {} before", Alert(*what)))
        }
        _ => None,
    }
}

/// What a port that keeps silent, or hangs up, is likely to speak.
fn usually(e: &Evidence) -> String {
    let usual = usual(e.port).map(|usual| format!(" ({} is usually {}'s)", e.port, usual.what));
    usual.unwrap_or_default()
}
