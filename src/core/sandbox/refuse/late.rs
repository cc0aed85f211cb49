//! A certificate that is asked for once the request is known, as Apache does where `SSLVerifyClient`
//! stands in a location: by a HelloRequest in TLS 1.2 (RFC 5246 section 7.4.1.1), by a
//! CertificateRequest after the handshake in TLS 1.3 (RFC 8446 section 4.6.2), by a 403 where the
//! client did not offer that. What the client does then is read and refused: rustls has no second
//! handshake, so that even the right certificate is not let in here.

use std::io::{self, Read};
use std::time::Duration;

use super::pages;
use super::sealed::{ALERT, DATA, HANDSHAKE, Sealed};
use crate::core::clock::Time;
use crate::core::diagnosis::Code;
use crate::core::sandbox::message::Wire;
use crate::core::tls::alert::Alert;

/// Asks, listens, refuses; what came of it, in one sentence.
pub(in crate::core::sandbox) fn ask<W: Wire>(
    wire: &mut W,
    mut sealed: Sealed,
    takes_late: bool,
    now: Time,
) -> (String, Option<Code>) {
    let asked = if !sealed.is_13() {
        sealed.seal(HANDSHAKE, &HELLO_REQUEST)
    } else if takes_late {
        sealed.seal(HANDSHAKE, &certificate_request())
    } else {
        let refused = deny(wire, &mut sealed, now);
        return told(refused.map(|()| "the client takes no request for a certificate after the handshake (TLS 1.3 post_handshake_auth): 403, as Apache answers"));
    };
    let Some(asked) = asked else {
        return told(Ok("the connection's keys could not be used"));
    };
    told(
        wire.write_all(&asked)
            .and_then(|()| listen(wire, &mut sealed, now)),
    )
}

fn told(outcome: io::Result<&'static str>) -> (String, Option<Code>) {
    let said = outcome.unwrap_or("the client went away when it was asked for a certificate late");
    (said.to_owned(), Some(Code::ClientCertRequestedLate))
}

/// What the client answers, until it is clear what it does.
fn listen<W: Wire>(wire: &mut W, sealed: &mut Sealed, now: Time) -> io::Result<&'static str> {
    wire.allow(PATIENCE);
    for _ in 0..MAX_RECORDS {
        let record = match record(wire) {
            Ok(record) => record,
            // Apache waits for its Timeout, 60 s, before it answers this
            Err(e) if e.kind() == io::ErrorKind::TimedOut => {
                wire.allow(PATIENCE);
                deny(wire, sealed, now)?;
                return Ok("the client ignored the request to renegotiate: 403, as Apache answers");
            }
            Err(e) => return Err(e),
        };
        let Some((kind, body)) = sealed.open(&record) else {
            return Ok("the client's answer cannot be read");
        };
        match (kind, body.as_slice()) {
            (ALERT, [_, number]) if Alert(*number) != Alert::NO_RENEGOTIATION => {
                return Ok("the client refused, by an alert, to be asked for a certificate late");
            }
            (HANDSHAKE, [CERTIFICATE, rest @ ..]) => {
                let sent = has_certificate(rest);
                let (alert, said) = if sent {
                    (
                        Alert::UNKNOWN_CA,
                        "the client sent a certificate when asked late, which is not let in here",
                    )
                } else {
                    (
                        Alert::CERTIFICATE_REQUIRED,
                        "the client was asked late and sent no certificate",
                    )
                };
                return end(wire, sealed, alert, said);
            }
            (HANDSHAKE, _) => {
                let said = "the client began to renegotiate; a second handshake is refused here, as by Apache without a certificate";
                return end(wire, sealed, Alert::HANDSHAKE_FAILURE, said);
            }
            _ => {} // no_renegotiation is a warning: as Apache does, wait on; the rest is more of the request
        }
    }
    Ok("the client did not answer the request for a certificate")
}

fn end<W: Wire>(
    wire: &mut W,
    sealed: &mut Sealed,
    alert: Alert,
    said: &'static str,
) -> io::Result<&'static str> {
    if let Some(record) = sealed.seal(ALERT, &[FATAL, alert.0]) {
        wire.write_all(&record)?;
    }
    Ok(said)
}

/// Apache's page, and the end.
fn deny<W: Wire>(wire: &mut W, sealed: &mut Sealed, now: Time) -> io::Result<()> {
    let page = pages::apache(sealed.is_13(), now).encode(false, false);
    let records = [
        sealed.seal(DATA, &page),
        sealed.seal(ALERT, &[WARNING, Alert::CLOSE_NOTIFY.0]),
    ];
    let records: Vec<u8> = records.into_iter().flatten().flatten().collect();
    wire.write_all(&records)
}

/// One record, header included.
fn record(wire: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = [0; 5];
    wire.read_exact(&mut head)?;
    let length = usize::from(u16::from_be_bytes([head[3], head[4]]));
    let mut record = head.to_vec();
    record.resize(5 + length, 0);
    if let Some(body) = record.get_mut(5..) {
        wire.read_exact(body)?;
    }
    Ok(record)
}

/// Behind the message's type: its length (3), the context behind its length (1), the list's length.
fn has_certificate(rest: &[u8]) -> bool {
    let context = rest.get(3).copied().map_or(0, usize::from);
    let list = rest.get(4 + context..).and_then(|after| after.get(..3));
    list.is_some_and(|length| length.iter().any(|b| *b != 0))
}

/// Type 13, a context of its own, and the signature schemes that a server must name.
fn certificate_request() -> Vec<u8> {
    let mut context = [0; 32];
    let _ = aws_lc_rs::rand::fill(&mut context); // only has to differ between requests, of which there is one
    let schemes: [u8; 14] = [0, 12, 4, 3, 5, 3, 8, 4, 8, 5, 8, 6, 4, 1];
    let mut body = vec![32];
    body.extend(context);
    body.extend([0, 18, 0, 13, 0, 14]);
    body.extend(schemes);
    let mut message = vec![13, 0, 0, u8::try_from(body.len()).unwrap_or_default()];
    message.extend(body);
    message
}

/// Handshake type 0, empty.
const HELLO_REQUEST: [u8; 4] = [0; 4];
const CERTIFICATE: u8 = 11;
const WARNING: u8 = 1;
const FATAL: u8 = 2;
const MAX_RECORDS: usize = 64;
/// How long a client may think before it is answered that it did not answer.
const PATIENCE: Duration = Duration::from_secs(2);
