//! The server side of TLS: who is let in, and what is said of those who are not. Refusals go out
//! as the alerts an OpenSSL server would send. Must not touch sockets.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{
    ResolvesServerCert, ServerConnection, ServerSessionMemoryCache, StoresServerSessions,
    WebPkiClientVerifier,
};
use rustls::time_provider::TimeProvider;
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, RootCertStore, ServerConfig,
    SignatureScheme,
};
use rustls_pki_types::{CertificateDer, UnixTime};

use super::event::Presented;
use super::presented::{ServerIdentity, certified};
use super::reasons::{as_openssl_would, reason};
use super::refuse::proof::Sent;
use super::refuse::schedule::Secrets;
use super::refuse::{Act, Flaw};
use super::{Materials, SharedClock};
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
    optional: bool,
    revoked: Arc<Revoked>,
    /// Sessions may be resumed.
    pub resumable: bool,
}

/// Serials of certificates that are not let in any more.
pub(super) type Revoked = Mutex<Vec<Vec<u8>>>;

/// How one client is greeted, from what is planned for it.
pub(super) struct Manner {
    /// How the connection ends where its certificate is judged.
    pub act: Option<Act>,
    /// The same, only for those without a certificate.
    pub only_without: bool,
    /// TLS 1.3 will be agreed on.
    pub is_13: bool,
    /// What becomes of a certificate.
    pub judge: Judge,
    /// A certificate is asked for.
    pub asks: bool,
    /// None may be sent.
    pub may_lack: bool,
    /// TLS 1.2 only.
    pub only12: bool,
    /// TLS 1.3 only.
    pub only13: bool,
    /// Sessions may be resumed.
    pub resumes: bool,
}

/// What becomes of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judge {
    /// A bad one ends the handshake.
    Now,
    /// A bad one is noted.
    Later,
    /// Every one ends the handshake.
    Never,
}

/// One connection's verifier: keeps what was presented, so that a refusal can name it.
#[derive(Debug)]
pub(super) struct Doorman {
    inner: Option<Arc<dyn ClientCertVerifier>>,
    judge: Judge,
    required: bool,
    revoked: Arc<Revoked>,
    seen: Mutex<Sight>,
    /// The connection's, where a certificate may be asked for after the handshake.
    secrets: Option<Arc<Secrets>>,
}

/// What came by.
#[derive(Debug, Default)]
struct Sight {
    leaf: Option<Vec<u8>>,
    length: usize,
    scheme_name: Option<&'static str>,
    fault: Option<rustls::Error>,
}

impl Tls {
    /// Requires a client certificate of the sandbox's CA; where `optional`, only if one is sent.
    pub fn asking_for_certificates(
        materials: &Arc<Materials>,
        clock: &SharedClock,
        optional: bool,
        flaw: Option<Flaw>,
    ) -> Result<Self> {
        let mut tls = Self::for_anyone(materials, clock, flaw)?;
        let mut roots = RootCertStore::empty();
        roots.add(der(materials.ca())).map_err(failed)?;
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&tls.provider));
        tls.clients = Some(verifier.build().map_err(failed)?);
        tls.optional = optional;
        Ok(tls)
    }

    /// Asks for no client certificate.
    pub fn for_anyone(
        materials: &Arc<Materials>,
        clock: &SharedClock,
        flaw: Option<Flaw>,
    ) -> Result<Self> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let flawed = match flaw {
            Some(flaw) => Some(materials.make_flawed_server(flaw, clock.now())?),
            None => None,
        };
        let usual = flawed.as_ref().unwrap_or_else(|| materials.server());
        let identity = Arc::new(ServerIdentity {
            usual: certified(usual, &provider)?,
            flawed: flaw.is_some(),
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
            optional: false,
            revoked: Arc::default(),
            resumable: true,
        })
    }

    /// Where certificates can be revoked.
    pub fn revoked(&self) -> Arc<Revoked> {
        Arc::clone(&self.revoked)
    }

    /// A connection to be greeted, and the doorman who will judge its certificate.
    pub fn connection(&self, manner: &Manner) -> Result<(ServerConnection, Arc<Doorman>)> {
        use rustls::version::{TLS12, TLS13};
        let time = Arc::new(Watch(Arc::clone(&self.clock)));
        let versions: &[&rustls::SupportedProtocolVersion] = match manner {
            Manner { only12: true, .. } => &[&TLS12],
            Manner { only13: true, .. } => &[&TLS13],
            _ => &[&TLS13, &TLS12],
        };
        let builder = ServerConfig::builder_with_details(Arc::clone(&self.provider), time)
            .with_protocol_versions(versions)
            .map_err(failed)?;
        let doorman = Arc::new(Doorman {
            inner: self.clients.clone().filter(|_| manner.asks),
            judge: manner.judge,
            required: !self.optional && !manner.may_lack,
            revoked: Arc::clone(&self.revoked),
            seen: Mutex::default(),
            secrets: (!manner.asks).then(Arc::default),
        });
        let builder = match &doorman.inner {
            Some(_) => builder
                .with_client_cert_verifier(Arc::clone(&doorman) as Arc<dyn ClientCertVerifier>),
            None => builder.with_no_client_auth(),
        };
        let mut config = builder.with_cert_resolver(Arc::clone(&self.identity));
        if manner.resumes && self.resumable {
            config.session_storage = Arc::clone(&self.sessions);
        } else {
            config.session_storage = Arc::new(rustls::server::NoServerSessionStorage {});
            config.send_tls13_tickets = 0;
            config.enable_secret_extraction = true; // for records that rustls does not send
        }
        if let Some(secrets) = &doorman.secrets {
            config.key_log = Arc::clone(secrets) as Arc<dyn rustls::KeyLog>;
        }
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let connection = ServerConnection::new(Arc::new(config)).map_err(failed)?;
        Ok((connection, doorman))
    }
}

/// The certificate that the client presented, or had presented when the session began.
pub(super) fn leaf(connection: &ServerConnection) -> Option<Certificate> {
    let leaf = connection.peer_certificates().and_then(<[_]>::first);
    leaf.and_then(|der| Certificate::from_der(der).ok())
}

/// The cipher suite by its IANA name.
pub(super) fn cipher(connection: &ServerConnection) -> String {
    let suite = connection.negotiated_cipher_suite();
    suite
        .and_then(|s| s.suite().as_str())
        .unwrap_or("unknown")
        .replace("TLS13_", "TLS_") // rustls's spelling; IANA has no 13
}

impl Doorman {
    /// The certificate that the client presented, if it got so far.
    pub fn presented(&self) -> Option<Presented> {
        let seen = self.sight();
        let leaf = Certificate::from_der(seen.leaf.as_deref()?).ok()?;
        let scheme = seen.scheme_name.map(str::to_owned);
        Some(Presented::of(&leaf, seen.length, scheme))
    }

    /// Why it is not accepted, where that was only noted.
    pub fn fault(&self) -> Option<(String, Option<Code>)> {
        self.sight().fault.as_ref().map(reason)
    }

    /// What the handshake derived its keys from, where that is kept.
    pub fn secrets(&self) -> Option<&Secrets> {
        self.secrets.as_deref()
    }

    /// Whether a chain that came after the handshake is let in.
    pub fn admit(
        &self,
        chain: &[CertificateDer<'_>],
        tls: &Tls,
    ) -> std::result::Result<(), rustls::Error> {
        let (leaf, rest) = chain
            .split_first()
            .ok_or(rustls::Error::NoCertificatesPresented)?;
        let now = Watch(Arc::clone(&tls.clock)).current_time();
        let now = now.ok_or(rustls::Error::FailedToGetCurrentTime)?;
        self.judged(tls.clients.as_ref(), leaf, rest, now).map(drop)
    }

    /// Keeps what came after the handshake.
    pub fn saw(&self, sent: &Sent) {
        let mut seen = self.sight();
        seen.leaf = sent.chain.first().map(|leaf| leaf.as_ref().to_vec());
        seen.length = sent.chain.len();
        seen.scheme_name = sent.scheme;
    }

    /// What can be verified.
    pub fn algorithms(&self) -> rustls::crypto::WebPkiSupportedAlgorithms {
        rustls::crypto::aws_lc_rs::default_provider().signature_verification_algorithms
    }

    fn sight(&self) -> std::sync::MutexGuard<'_, Sight> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is wrong with it, as an OpenSSL server would say it.
    fn judged(
        &self,
        clients: Option<&Arc<dyn ClientCertVerifier>>,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> std::result::Result<ClientCertVerified, rustls::Error> {
        let verified = match clients {
            Some(inner) => inner.verify_client_cert(leaf, intermediates, now),
            None => Ok(ClientCertVerified::assertion()),
        };
        let verified = verified.map_err(as_openssl_would)?;
        let revoked = self.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        if !revoked.is_empty()
            && Certificate::from_der(leaf).is_ok_and(|c| revoked.contains(&c.serial))
        {
            return Err(CertificateError::Revoked.into());
        }
        Ok(verified)
    }
}

impl ClientCertVerifier for Doorman {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.inner.as_ref().map_or(&[], |i| i.root_hint_subjects())
    }

    fn client_auth_mandatory(&self) -> bool {
        self.required
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> std::result::Result<ClientCertVerified, rustls::Error> {
        let judged = self.judged(self.inner.as_ref(), end_entity, intermediates, now);
        let mut seen = self.sight();
        seen.leaf = Some(end_entity.as_ref().to_vec());
        seen.length = intermediates.len() + 1;
        match (self.judge, judged) {
            (Judge::Now, judged) => judged,
            (Judge::Later, judged) => {
                seen.fault = judged.err();
                Ok(ClientCertVerified::assertion())
            }
            (Judge::Never, _) => Err(CertificateError::ApplicationVerificationFailure.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.sight().scheme_name = dss.scheme.as_str();
        verify_tls12_signature(message, cert, dss, &self.algorithms())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.sight().scheme_name = dss.scheme.as_str();
        verify_tls13_signature(message, cert, dss, &self.algorithms())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms().supported_schemes()
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

pub(super) fn der(certificate: &Certificate) -> CertificateDer<'static> {
    CertificateDer::from(certificate.as_der().to_vec())
}

pub(super) fn failed(error: impl std::fmt::Display) -> Error {
    Error::Crypto {
        doing: "setting up TLS for the sandbox",
        reason: error.to_string(),
    }
}

/// Sessions kept for resumption.
const SESSIONS: usize = 256;
