//! Judging the server's certificate: webpki's rules, plus the one that labs need (a certificate
//! named by `--cacert` is trusted for itself). Records chain and verdict also when it fails.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme};

use super::Verdict;
use super::duty::Duty;
use super::trust::Trust;
use crate::core::clock::Time;
use crate::core::material::Certificate;

/// Verifies, records, and with `insecure` accepts all the same.
#[derive(Debug)]
pub(super) struct RecordingVerifier {
    webpki: Option<Arc<WebPkiServerVerifier>>,
    exact: Arc<[Vec<u8>]>,
    insecure: bool,
    provider: Arc<CryptoProvider>,
}

impl RecordingVerifier {
    pub(super) fn new(trust: &Trust, insecure: bool, provider: Arc<CryptoProvider>) -> Self {
        // without a single root the builder refuses; then nothing but an exact match is trusted
        let webpki = WebPkiServerVerifier::builder_with_provider(
            Arc::clone(&trust.roots),
            Arc::clone(&provider),
        )
        .build()
        .ok();
        Self {
            webpki,
            exact: Arc::clone(&trust.exact),
            insecure,
            provider,
        }
    }

    fn judge(
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
        if self.insecure {
            return Ok(ServerCertVerified::assertion());
        }
        judged.map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let checked = verify_tls12_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        );
        self.or_unreadable(checked, cert)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let checked = verify_tls13_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        );
        self.or_unreadable(checked, cert)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

impl RecordingVerifier {
    /// A version 1 server certificate fails even to parse here; under `-k` curl does not mind.
    /// A signature that is wrong is one under `-k` too: whoever sent it lacks the key.
    fn or_unreadable(
        &self,
        checked: Result<HandshakeSignatureValid, Error>,
        cert: &CertificateDer<'_>,
    ) -> Result<HandshakeSignatureValid, Error> {
        match checked {
            Err(_) if self.insecure && ParsedCertificate::try_from(cert).is_err() => {
                Ok(HandshakeSignatureValid::assertion())
            }
            other => other,
        }
    }
}

/// Dates, purpose and name still count; the issuer does not.
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
