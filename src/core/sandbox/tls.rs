//! The server side of TLS: who is let in, and what is said of those who are not. Refusals go out
//! as the alerts an OpenSSL server would send. Must not touch sockets.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::CryptoProvider;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{
    ClientHello, ResolvesServerCert, ServerConnection, ServerSessionMemoryCache,
    StoresServerSessions, WebPkiClientVerifier,
};
use rustls::sign::CertifiedKey;
use rustls::time_provider::TimeProvider;
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, InvalidMessage, RootCertStore,
    ServerConfig, SignatureScheme,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime};

use super::{Issued, Materials, SharedClock};
use crate::core::diagnosis::Code;
use crate::core::material::Certificate;
use crate::core::{Error, Result};

/// What a listener needs to greet a connection.
pub(super) struct Tls {
    provider: Arc<CryptoProvider>,
    clock: SharedClock,
    identity: Arc<dyn ResolvesServerCert>,
    sessions: Arc<dyn StoresServerSessions>,
    clients: Option<Arc<dyn ClientCertVerifier>>,
}

/// One connection's verifier: keeps what was presented, so that a refusal can name it.
#[derive(Debug)]
pub(super) struct Doorman {
    inner: Arc<dyn ClientCertVerifier>,
    presented: Mutex<Option<Vec<u8>>>,
}

impl Tls {
    /// Requires a client certificate of the sandbox's CA.
    pub fn asking_for_certificates(
        materials: &Arc<Materials>,
        clock: &SharedClock,
    ) -> Result<Self> {
        let mut tls = Self::for_anyone(materials, clock)?;
        let mut roots = RootCertStore::empty();
        roots.add(der(materials.ca())).map_err(failed)?;
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&tls.provider));
        tls.clients = Some(verifier.build().map_err(failed)?);
        Ok(tls)
    }

    /// Asks for no client certificate.
    pub fn for_anyone(materials: &Arc<Materials>, clock: &SharedClock) -> Result<Self> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let identity = Arc::new(ServerIdentity {
            usual: certified(materials.server(), &provider)?,
            rsa: OnceLock::new(),
            materials: Arc::clone(materials),
            provider: Arc::clone(&provider),
            clock: Arc::clone(clock),
        });
        Ok(Self {
            provider,
            clock: Arc::clone(clock),
            identity,
            sessions: ServerSessionMemoryCache::new(SESSIONS),
            clients: None,
        })
    }

    /// A connection to be greeted, and the doorman who will judge its certificate.
    pub fn connection(&self) -> Result<(ServerConnection, Option<Arc<Doorman>>)> {
        let time = Arc::new(Watch(Arc::clone(&self.clock)));
        let builder = ServerConfig::builder_with_details(Arc::clone(&self.provider), time)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(failed)?;
        let doorman = self.clients.as_ref().map(|inner| {
            Arc::new(Doorman {
                inner: Arc::clone(inner),
                presented: Mutex::new(None),
            })
        });
        let builder = match &doorman {
            Some(doorman) => builder
                .with_client_cert_verifier(Arc::clone(doorman) as Arc<dyn ClientCertVerifier>),
            None => builder.with_no_client_auth(),
        };
        let mut config = builder.with_cert_resolver(Arc::clone(&self.identity));
        config.session_storage = Arc::clone(&self.sessions);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let connection = ServerConnection::new(Arc::new(config)).map_err(failed)?;
        Ok((connection, doorman))
    }
}

impl Doorman {
    /// The certificate that the client presented, if it got so far.
    pub fn presented(&self) -> Option<Certificate> {
        let presented = self.presented.lock();
        let presented = presented.unwrap_or_else(PoisonError::into_inner);
        Certificate::from_der(presented.as_deref()?).ok()
    }
}

impl ClientCertVerifier for Doorman {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.inner.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> std::result::Result<ClientCertVerified, rustls::Error> {
        let presented = end_entity.as_ref().to_vec();
        *self
            .presented
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(presented);
        self.inner
            .verify_client_cert(end_entity, intermediates, now)
            .map_err(as_openssl_would)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

/// What the sandbox presents: EC to all who take it, RSA to clients that are pinned to suites such
/// as ECDHE-RSA-AES256-GCM-SHA384; that key is made when it is first needed.
struct ServerIdentity {
    usual: Arc<CertifiedKey>,
    rsa: OnceLock<Option<Arc<CertifiedKey>>>,
    materials: Arc<Materials>,
    provider: Arc<CryptoProvider>,
    clock: SharedClock,
}

impl std::fmt::Debug for ServerIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerIdentity(..)")
    }
}

impl ResolvesServerCert for ServerIdentity {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        // rustls has left out the schemes that go with none of the client's suites
        let takes = hello.signature_schemes();
        if takes.contains(&SignatureScheme::ECDSA_NISTP256_SHA256) {
            return Some(Arc::clone(&self.usual));
        }
        let make = || {
            let issued = self.materials.make_rsa_server(self.clock.now()).ok()?;
            certified(&issued, &self.provider).ok()
        };
        self.rsa.get_or_init(make).clone()
    }
}

fn certified(issued: &Issued, provider: &CryptoProvider) -> Result<Arc<CertifiedKey>> {
    let key = issued.key.expose_pkcs8().to_vec(); // exposed to sign handshakes with it
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key));
    CertifiedKey::from_der(vec![der(&issued.certificate)], key, provider)
        .map(Arc::new)
        .map_err(failed)
}

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
            let text = format!(
                "the client refused the sandbox with alert {alert:?}; does it trust the sandbox's CA file?"
            );
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
        C::InvalidPurpose | C::InvalidPurposeContext { .. } => (
            "the client certificate is not for clients: its extendedKeyUsage lacks clientAuth",
            Code::ClientCertWrongPurpose,
        ),
        other => {
            let text = format!("the client certificate was refused: {other}");
            return (text, Some(Code::ClientCertRejected));
        }
    };
    (text.to_owned(), Some(code))
}

/// webpki has its own word for a self-signed certificate, which would go out as
/// certificate_unknown; servers in the field answer unknown_ca.
fn as_openssl_would(error: rustls::Error) -> rustls::Error {
    match &error {
        rustls::Error::InvalidCertificate(CertificateError::Other(other))
            if other.to_string().contains("CaUsedAsEndEntity") =>
        {
            rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)
        }
        _ => error,
    }
}

/// The sandbox's clock as rustls asks for it.
struct Watch(SharedClock);

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}

impl TimeProvider for Watch {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = u64::try_from(self.0.now().unix()).ok()?;
        Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }
}

fn der(certificate: &Certificate) -> CertificateDer<'static> {
    CertificateDer::from(certificate.as_der().to_vec())
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Crypto {
        doing: "setting up TLS for the sandbox",
        reason: error.to_string(),
    }
}

/// Sessions kept for resumption.
const SESSIONS: usize = 256;
