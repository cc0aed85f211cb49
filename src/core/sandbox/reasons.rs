//! Why a handshake failed, in a sentence and in the word that the client would find for it. Must
//! not decide anything.

use rustls::{CertificateError, InvalidMessage};

use crate::core::diagnosis::Code;
use crate::core::tls::alert::Alert;

/// Why a handshake failed, in one sentence, and what the client would call it.
pub(super) fn reason(error: &rustls::Error) -> (String, Option<Code>) {
    use rustls::Error as E;
    let (text, code) = match error {
        E::NoCertificatesPresented => ("no client certificate was sent", Code::ClientCertRequired),
        E::InvalidCertificate(bad) => return certificate_reason(bad),
        E::InvalidMessage(InvalidMessage::InvalidContentType) => (
            "the client did not speak TLS (http:// instead of https://?)",
            Code::NotTls,
        ),
        E::AlertReceived(alert) => {
            let alert = Alert((*alert).into());
            let text = match alert.is_about_certificate() {
                true => {
                    format!("{DISTRUST} with alert {alert}; does it trust the sandbox's CA file?")
                }
                false => format!("the client ended the handshake with alert {alert}"),
            };
            return (text, None);
        }
        E::PeerIncompatible(rustls::PeerIncompatible::Tls12NotOfferedOrEnabled) => (
            "the client offered no TLS version from 1.2 on",
            Code::TlsVersionUnsupported,
        ),
        E::PeerIncompatible(_) | E::NoApplicationProtocol => {
            let text = format!("the client and the sandbox have too little in common: {error}");
            return (text, None);
        }
        other => return (other.to_string(), None),
    };
    (text.to_owned(), Some(code))
}

fn certificate_reason(error: &CertificateError) -> (String, Option<Code>) {
    use CertificateError as C;
    let (text, code) = match error {
        C::Expired | C::ExpiredContext { .. } => (
            "the client certificate has expired",
            Code::ClientCertExpired,
        ),
        C::NotValidYet | C::NotValidYetContext { .. } => (
            "the client certificate is not valid yet",
            Code::ClientCertNotYetValid,
        ),
        C::UnknownIssuer => (
            "the client certificate was not issued by the sandbox's CA",
            Code::ClientCertUntrusted,
        ),
        C::Revoked => (
            "the client certificate was revoked",
            Code::ClientCertRevoked,
        ),
        C::InvalidPurpose | C::InvalidPurposeContext { .. } => (
            "the client certificate is not for clients: its extendedKeyUsage lacks clientAuth",
            Code::ClientCertWrongPurpose,
        ),
        C::Other(other) if other.to_string().contains("UnsupportedCertVersion") => (
            "the client certificate is of X.509 version 1, which has no extensions and is read by few: have it signed as version 3",
            Code::ClientCertRejected,
        ),
        C::BadSignature => (
            "the signature of the client certificate does not fit its CA's key",
            Code::ClientCertRejected,
        ),
        C::BadEncoding => (
            "the client certificate cannot be read: its DER is damaged",
            Code::ClientCertRejected,
        ),
        other => {
            let text = format!("the client certificate was refused: {}", plain(other));
            return (text, Some(Code::ClientCertRejected));
        }
    };
    (text.to_owned(), Some(code))
}

/// rustls's words; `Other(OtherError(UnsupportedCriticalExtension))` is one for programs, of which the last is
/// the most that is said.
fn plain(error: &CertificateError) -> String {
    match error {
        CertificateError::Other(other) => other.to_string(),
        error => error.to_string(),
    }
}

/// webpki has its own word for a self-signed certificate, which would go out as
/// certificate_unknown; servers in the field answer unknown_ca.
pub(super) fn as_openssl_would(error: rustls::Error) -> rustls::Error {
    match &error {
        rustls::Error::InvalidCertificate(CertificateError::Other(other))
            if other.to_string().contains("CaUsedAsEndEntity") =>
        {
            rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)
        }
        _ => error,
    }
}

/// How the sentence begins for a client that does not take our certificate.
pub(super) const DISTRUST: &str = "the client refused the sandbox";
