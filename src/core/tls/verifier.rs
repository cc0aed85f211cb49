//! Judging the server's certificate: webpki's rules, plus the one that labs need (a certificate
//! named by `--cacert` is trusted for itself). Records chain and verdict also when it fails.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, DigitallySignedStruct, Error, OtherError, PeerMisbehaved, SignatureScheme,
};

use super::duty::Duty;
use super::{Offer, Pins, TlsSettings, Trust, Verdict};
use crate::core::clock::Time;
use crate::core::material::Certificate;

/// The judge of servers by this trust alone, for connections that are not a `TlsClient`'s.
pub fn verifier(trust: &Trust, now: Time) -> Arc<dyn ServerCertVerifier> {
    let offer = Offer::default();
    let provider = Arc::new(offer.provider.clone());
    let settings = TlsSettings::new(trust, &offer, now);
    Arc::new(RecordingVerifier::new(&settings, provider))
}

/// Verifies, records, and with `insecure` accepts all the same, but for a key that is not pinned.
#[derive(Debug)]
pub(super) struct RecordingVerifier {
    webpki: Option<Arc<WebPkiServerVerifier>>,
    exact: Arc<[Vec<u8>]>,
    allow_cn_name: bool,
    insecure: bool,
    pins: Option<Pins>,
    schemes: Vec<SignatureScheme>,
    provider: Arc<CryptoProvider>,
}

impl RecordingVerifier {
    pub(super) fn new(settings: &TlsSettings<'_>, provider: Arc<CryptoProvider>) -> Self {
        let trust = settings.trust;
        let algorithms = &provider.signature_verification_algorithms;
        let schemes = settings.offer.schemes.clone();
        Self {
            webpki: trust.webpki(&provider).ok(),
            // with revocation lists a whole chain is wanted
            exact: if trust.revocations.is_empty() {
                Arc::clone(&trust.exact)
            } else {
                Arc::new([])
            },
            allow_cn_name: trust.allow_cn_name,
            insecure: settings.insecure,
            pins: settings.pins.clone(),
            schemes: schemes.unwrap_or_else(|| algorithms.supported_schemes()),
            provider,
        }
    }

    /// Everything but the pin.
    fn judge(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<(), Error> {
        let judged = self.judge_chain(leaf, intermediates, name, ocsp, now);
        match &judged {
            // the name is looked at last: all else holds
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if self.allow_cn_name && is_named_by_cn(leaf, name) => Ok(()),
            _ => judged,
        }
    }

    fn judge_chain(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<(), Error> {
        if self.exact.iter().any(|der| der == leaf.as_ref()) {
            return trusted_for_itself(leaf, name, now);
        }
        let Some(webpki) = &self.webpki else {
            return Err(CertificateError::UnknownIssuer.into());
        };
        webpki
            .verify_server_cert(leaf, intermediates, name, ocsp, now)
            .map(|_| ())
    }
}

impl ServerCertVerifier for RecordingVerifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let duty = Duty::current();
        // what rustls calls the name is what was asked for (SNI)
        let name = duty.as_ref().map_or(name, |duty| &duty.peer.name);
        let judged = self.judge(leaf, intermediates, name, ocsp, now);
        if let Some(duty) = &duty {
            let mut record = duty.recorder.lock();
            record.server_chain = std::iter::once(leaf)
                .chain(intermediates)
                .map(|c| c.to_vec())
                .collect();
            record.verdict = Some(judged.as_ref().map_or_else(verdict, |()| Verdict::Trusted));
        }
        if !self.insecure {
            judged?;
        }
        if let Some(Err(own)) = self.pins.as_ref().map(|pins| pins.check(leaf)) {
            if let Some(duty) = &duty {
                duty.recorder.lock().not_pinned = Some(own);
            }
            return Err(CertificateError::ApplicationVerificationFailure.into());
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.is_offered(dss)?;
        let checked = verify_tls12_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        );
        checked.or_else(|e| self.by_bare_key(e, message, cert, dss, true))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.is_offered(dss)?;
        let checked = verify_tls13_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        );
        checked.or_else(|e| self.by_bare_key(e, message, cert, dss, false))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.schemes.clone()
    }
}

impl RecordingVerifier {
    fn is_offered(&self, signature: &DigitallySignedStruct) -> Result<(), Error> {
        if self.schemes.contains(&signature.scheme) {
            return Ok(());
        }
        Err(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme.into())
    }

    /// A version 1 server certificate fails even to parse here; under `-k` curl does not mind. Its
    /// key still has to have signed: whoever sends a certificate without that lacks the key.
    fn by_bare_key(
        &self,
        error: Error,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
        any_curve: bool,
    ) -> Result<HandshakeSignatureValid, Error> {
        if !self.insecure || ParsedCertificate::try_from(cert).is_ok() {
            return Err(error);
        }
        let Ok(certificate) = Certificate::from_der(cert) else {
            return Err(error);
        };
        let key = &certificate.public_key;
        let Some((kind, bits)) = key.algorithm_identifier().zip(key.key_bits()) else {
            return Err(error);
        };
        let mapping = self.provider.signature_verification_algorithms.mapping;
        let fitting = mapping.iter().find(|(scheme, _)| *scheme == dss.scheme);
        let algorithms = fitting.map_or(&[][..], |(_, algorithms)| algorithms);
        // from TLS 1.3 on a scheme names its curve too (RFC 8446 section 4.2.3)
        let count = if any_curve { algorithms.len() } else { 1 };
        let has_signed = algorithms.iter().take(count).any(|algorithm| {
            algorithm.public_key_alg_id().as_ref() == kind
                && algorithm
                    .verify_signature(bits, message, dss.signature())
                    .is_ok()
        });
        if has_signed {
            return Ok(HandshakeSignatureValid::assertion());
        }
        Err(CertificateError::BadSignature.into())
    }
}

/// As before RFC 6125: the CN counts where there is no subjectAltName. One `*` may stand for the
/// whole of the first label.
fn is_named_by_cn(leaf: &CertificateDer<'_>, name: &ServerName<'_>) -> bool {
    let Ok(certificate) = Certificate::from_der(leaf) else {
        return false;
    };
    if !certificate.extensions.san.is_empty() {
        return false;
    }
    let (host, cn) = (name.to_str(), certificate.subject.first("CN"));
    let Some(cn) = cn else {
        return false;
    };
    let below = |name: &str| {
        name.split_once('.')
            .map(|(_, rest)| rest.to_ascii_lowercase())
    };
    cn.eq_ignore_ascii_case(&host)
        || matches!(name, ServerName::DnsName(_))
            && cn.strip_prefix("*.").is_some_and(|rest| rest.contains('.'))
            && below(&cn) == below(&host)
}

/// A server certificate that is itself given as trusted: dates, purpose and name still count; the
/// issuer does not.
fn trusted_for_itself(
    leaf: &CertificateDer<'_>,
    name: &ServerName<'_>,
    now: UnixTime,
) -> Result<(), Error> {
    let parsed = Certificate::from_der(leaf).map_err(|_| CertificateError::BadEncoding)?;
    let seconds = Time::from_unix(i64::try_from(now.as_secs()).unwrap_or(i64::MAX));
    if seconds > parsed.not_after {
        return Err(CertificateError::Expired.into());
    }
    if seconds < parsed.not_before {
        return Err(CertificateError::NotValidYet.into());
    }
    if !parsed.allows_server_auth() {
        return Err(CertificateError::InvalidPurpose.into());
    }
    verify_server_name(&ParsedCertificate::try_from(leaf)?, name)
}

fn verdict(error: &Error) -> Verdict {
    let Error::InvalidCertificate(error) = error else {
        return Verdict::Other(error.to_string());
    };
    let time = |t: &UnixTime| {
        Some(Time::from_unix(
            i64::try_from(t.as_secs()).unwrap_or(i64::MAX),
        ))
    };
    match error {
        CertificateError::UnknownIssuer => Verdict::UnknownIssuer,
        CertificateError::Expired => Verdict::Expired { not_after: None },
        CertificateError::ExpiredContext { not_after, .. } => Verdict::Expired {
            not_after: time(not_after),
        },
        CertificateError::NotValidYet => Verdict::NotYetValid { not_before: None },
        CertificateError::NotValidYetContext { not_before, .. } => Verdict::NotYetValid {
            not_before: time(not_before),
        },
        CertificateError::NotValidForName => Verdict::WrongName {
            presented: Vec::new(),
        },
        CertificateError::NotValidForNameContext { presented, .. } => Verdict::WrongName {
            presented: presented.clone(),
        },
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            Verdict::WrongPurpose
        }
        CertificateError::Revoked => Verdict::Revoked,
        CertificateError::UnknownRevocationStatus => Verdict::NoRevocationList,
        CertificateError::ExpiredRevocationList
        | CertificateError::ExpiredRevocationListContext { .. } => Verdict::OldRevocationList,
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            Verdict::Weak(error.to_string())
        }
        CertificateError::Other(OtherError(inner)) => {
            // a self-signed certificate that is marked as a CA: its issuer is what we lack
            if inner.to_string().contains("CaUsedAsEndEntity") {
                return Verdict::UnknownIssuer;
            }
            Verdict::Other(inner.to_string())
        }
        other => Verdict::Other(other.to_string()),
    }
}
