//! A certificate that is asked for once the request is known, as Apache does where `SSLVerifyClient`
//! stands in a location: by a CertificateRequest after the handshake in TLS 1.3 (RFC 8446 section
//! 4.6.2), whose right answer is let in; by a HelloRequest in TLS 1.2 (RFC 5246 section 7.4.1.1); by a
//! 403 where the client did not offer that. A second handshake of TLS 1.2 is refused, even for the
//! right certificate: rustls has no renegotiation, and lets nobody write the renegotiation_info that a
//! client demands in it (RFC 5746 section 3.7; rustls/src/server/hs.rs sends an empty one always).

use std::io;
use std::time::Duration;

use rustls::crypto::WebPkiSupportedAlgorithms;

use rustls_pki_types::CertificateDer;

use super::pages;
use super::proof::{Answer, Sent};
use super::sealed::{ALERT, DATA, HANDSHAKE, Sealed};
use super::transcript::{Transcript, take_message};
use super::wire::record;
use crate::core::clock::Time;
use crate::core::diagnosis::Code;
use crate::core::material::Certificate;
use crate::core::sandbox::message::Wire;
use crate::core::sandbox::reasons::{as_openssl_would, reason};
use crate::core::tls::alert::Alert;

/// Why, and the word for it.
type Why = (String, Option<Code>);

/// Whether a chain, leaf first, is let in.
type Judge<'a> = &'a dyn Fn(&[CertificateDer<'static>]) -> Result<(), rustls::Error>;

/// What came of asking.
pub(in crate::core::sandbox) enum Outcome {
    /// The right certificate: the request is to be answered.
    LetIn(Sent, Sealed),
    /// The connection is over, what was sent along if anything was.
    Refused(Why, Option<Sent>),
}

/// A client that is to be asked.
pub(in crate::core::sandbox) struct Asked<'a> {
    /// The connection.
    pub sealed: Sealed,
    /// The handshake, where it is TLS 1.3 and the client takes a request after it.
    pub transcript: Option<Transcript>,
    /// The time.
    pub now: Time,
    /// Who decides.
    pub judge: Judge<'a>,
    /// What can be checked.
    pub known: WebPkiSupportedAlgorithms,
}

impl Asked<'_> {
    /// Asks, listens, and lets in or refuses.
    pub fn ask<W: Wire>(mut self, wire: &mut W) -> Outcome {
        let outcome = match (self.sealed.is_13(), self.transcript.take()) {
            (true, Some(transcript)) => return self.ask_13(wire, &transcript),
            (true, None) => deny(wire, &mut self.sealed, self.now).map(|()| "the client takes no request for a certificate after the handshake (TLS 1.3 post_handshake_auth): 403, as Apache answers"),
            (false, _) => self.ask_12(wire),
        };
        Outcome::Refused(told(outcome), None)
    }

    fn ask_12<W: Wire>(&mut self, wire: &mut W) -> io::Result<&'static str> {
        let asked = self.sealed.seal(HANDSHAKE, &HELLO_REQUEST);
        wire.write_all(&asked.unwrap_or_default())?;
        listen(wire, &mut self.sealed, self.now)
    }

    fn ask_13<W: Wire>(mut self, wire: &mut W, transcript: &Transcript) -> Outcome {
        let request = certificate_request();
        let answer = match self.answer(wire, &request) {
            Ok(answer) => answer,
            Err(error) => return Outcome::Refused(told(Err(error)), None),
        };
        let chain = answer.chain().unwrap_or_default();
        let Some(leaf) = chain
            .first()
            .and_then(|der| Certificate::from_der(der).ok())
        else {
            let said = "the client was asked late and sent no certificate";
            let ended = end(wire, &mut self.sealed, Alert::CERTIFICATE_REQUIRED, said);
            return Outcome::Refused(told(ended), None);
        };
        let scheme = answer.proved(transcript, &request, &leaf, &self.known);
        let sent = Sent {
            scheme: scheme.and_then(|scheme| scheme.as_str()),
            chain,
        };
        if scheme.is_none() {
            let said = "the client was asked late, and does not prove the key of the certificate that it sent";
            let ended = end(wire, &mut self.sealed, Alert::DECRYPT_ERROR, said);
            return Outcome::Refused(told(ended), Some(sent));
        }
        match (self.judge)(&sent.chain).map_err(as_openssl_would) {
            Ok(()) => Outcome::LetIn(sent, self.sealed),
            Err(error) => {
                let _ = end(wire, &mut self.sealed, alert_for(&error), ""); // nobody may be left to read it
                Outcome::Refused(reason(&error), Some(sent))
            }
        }
    }

    /// Asks, and waits for the client's messages.
    fn answer<W: Wire>(&mut self, wire: &mut W, request: &[u8]) -> io::Result<Answer> {
        let asked = self.sealed.seal(HANDSHAKE, request);
        wire.write_all(&asked.unwrap_or_default())?;
        wire.allow(PATIENCE);
        let (mut stream, mut answer) = (Vec::new(), Answer::default());
        for _ in 0..MAX_RECORDS {
            match self.sealed.open(&record(wire)?) {
                Some((HANDSHAKE, body)) => stream.extend(body),
                Some((DATA, _)) => {} // more of the request
                _ => return Err(io::ErrorKind::ConnectionAborted.into()),
            }
            while let Some(message) = take_message(&mut stream) {
                if !answer.take(message) {
                    return Err(io::ErrorKind::InvalidData.into());
                }
            }
            if answer.is_whole() {
                return Ok(answer);
            }
        }
        Err(io::ErrorKind::InvalidData.into())
    }
}

fn told(outcome: io::Result<&'static str>) -> Why {
    let said = outcome.unwrap_or("the client went away when it was asked for a certificate late");
    (said.to_owned(), Some(Code::ClientCertRequestedLate))
}

/// What rustls would have sent during a handshake.
fn alert_for(error: &rustls::Error) -> Alert {
    match error {
        rustls::Error::InvalidCertificate(bad) => {
            Alert(rustls::AlertDescription::from(bad.clone()).into())
        }
        _ => Alert::BAD_CERTIFICATE,
    }
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
const WARNING: u8 = 1;
const FATAL: u8 = 2;
const MAX_RECORDS: usize = 64;
/// How long a client may think before it is answered that it did not answer.
const PATIENCE: Duration = Duration::from_secs(2);
