//! A client certificate that came after a TLS 1.3 handshake: its messages taken apart, and whether
//! they prove the key (RFC 8446 section 4.4). Must not judge whether its issuer is trusted.

use rustls::SignatureScheme;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls_pki_types::CertificateDer;

use super::transcript::{FINISHED, Transcript};
use crate::core::material::Certificate;
use crate::core::material::cursor::Cursor;

/// The messages of the client's answer, as far as they came.
#[derive(Default)]
pub(super) struct Answer {
    certificate: Vec<u8>,
    verify: Vec<u8>,
    finished: Vec<u8>,
}

/// What a client sent.
pub(in crate::core::sandbox) struct Sent {
    /// Leaf first.
    pub chain: Vec<CertificateDer<'static>>,
    /// How its key was proved, by IANA's name.
    pub scheme: Option<&'static str>,
}

impl Answer {
    /// Takes one more message; whether it is one that belongs here.
    pub fn take(&mut self, message: Vec<u8>) -> bool {
        let place = match message.first() {
            Some(&CERTIFICATE) => &mut self.certificate,
            Some(&CERTIFICATE_VERIFY) => &mut self.verify,
            Some(&FINISHED) => &mut self.finished,
            _ => return false,
        };
        *place = message;
        true
    }

    /// Whether all of it is there; without a certificate there is no proof of a key.
    pub fn is_whole(&self) -> bool {
        !self.finished.is_empty()
    }

    /// The certificates, leaf first; none for a client that sent none.
    pub fn chain(&self) -> Option<Vec<CertificateDer<'static>>> {
        let mut body = Cursor::new(self.certificate.get(4..)?);
        let context = body.u8()?;
        body.take(context.into())?;
        let mut list = Cursor::new(block(&mut body)?);
        let mut chain = Vec::new();
        while list.left() > 0 {
            chain.push(CertificateDer::from(block(&mut list)?.to_vec()));
            let extensions = list.u16()?;
            list.take(extensions.into())?;
        }
        Some(chain)
    }

    /// The scheme by which the leaf's key signed the handshake so far, `request` being our message.
    pub fn proved(
        &self,
        transcript: &Transcript,
        request: &[u8],
        leaf: &Certificate,
        known: &WebPkiSupportedAlgorithms,
    ) -> Option<SignatureScheme> {
        let signed = [&transcript.bytes, request, &self.certificate].concat();
        let mut body = Cursor::new(self.verify.get(4..)?);
        let scheme = SignatureScheme::from(body.u16()?);
        let length = body.u16()?;
        let signature = body.take(length.into())?;
        let mut message = vec![b' '; 64];
        message.extend(b"TLS 1.3, client CertificateVerify\0");
        message.extend(transcript.schedule.hash(&signed));
        let (_, ways) = known.mapping.iter().find(|(name, _)| *name == scheme)?;
        let bits = leaf.public_key.key_bits()?;
        let good = ways.first()?.verify_signature(bits, &message, signature);
        let whole = [&signed[..], &self.verify].concat();
        let mac = self.finished.get(4..)?;
        let same = transcript
            .schedule
            .is_finished(&transcript.secret, &whole, mac);
        (good.is_ok() && same).then_some(scheme)
    }
}

/// Bytes behind their length in three bytes.
fn block<'a>(cursor: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let high = usize::from(cursor.u8()?);
    let low = usize::from(cursor.u16()?);
    cursor.take(high << 16 | low)
}

const CERTIFICATE: u8 = 11;
const CERTIFICATE_VERIFY: u8 = 15;
