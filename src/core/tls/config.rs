//! One rustls configuration for a run: versions, trust, identity, one crypto provider.

use std::sync::Arc;

use rustls::client::Resumption;
use rustls::pki_types::UnixTime;
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, SupportedProtocolVersion, version};

use super::presenter::Presenter;
use super::sessions::Sessions;
use super::trust::Trust;
use super::verifier::RecordingVerifier;
use crate::core::clock::Time;
use crate::core::identity::Identity;
use crate::core::{Error, Result};

/// A TLS version to bound by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// TLS 1.2 (RFC 5246)
    Tls12,
    /// TLS 1.3 (RFC 8446)
    Tls13,
}

/// What decides on a connection's TLS.
pub struct TlsSettings<'a> {
    /// Whom we trust.
    pub trust: &'a Trust,
    /// What we present.
    pub identity: Option<&'a Identity>,
    /// The least version offered.
    pub min: Version,
    /// The greatest version offered.
    pub max: Version,
    /// Accept any server certificate (`-k`); it is still judged and recorded.
    pub insecure: bool,
    /// Whether a later connection may resume the session of an earlier one.
    pub resume: bool,
    /// The time by which certificates are judged.
    pub now: Time,
}

/// TLS as a run speaks it: one configuration for every connection, on any number of threads.
/// Cloning is cheap, and clones share their sessions.
#[derive(Debug, Clone)]
pub struct TlsClient {
    pub(super) config: Arc<ClientConfig>,
}

impl TlsClient {
    /// Prepares; nothing is sent yet.
    ///
    /// # Errors
    /// `UnsupportedAlgorithm` for a key TLS cannot sign with, `Invalid` for versions that exclude
    /// each other.
    pub fn new(settings: &TlsSettings<'_>) -> Result<Self> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let presenter = Presenter::new(settings.identity, &provider)
            .map_err(|_| unusable_key(settings.identity))?;
        let verifier =
            RecordingVerifier::new(settings.trust, settings.insecure, Arc::clone(&provider));
        let time = Arc::new(RunTime(settings.now));
        let mut config = ClientConfig::builder_with_details(provider, time)
            .with_protocol_versions(&versions(settings)?)
            .map_err(|e| Error::Crypto {
                doing: "configuring TLS",
                reason: e.to_string(),
            })?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_client_cert_resolver(Arc::new(presenter));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        config.resumption = if settings.resume {
            Resumption::store(Arc::new(Sessions::default()))
        } else {
            Resumption::disabled()
        };
        Ok(Self {
            config: Arc::new(config),
        })
    }

    /// The same without negotiating a protocol (ALPN).
    pub fn without_alpn(&self) -> Self {
        let mut config = (*self.config).clone();
        config.alpn_protocols.clear();
        Self {
            config: Arc::new(config),
        }
    }
}

fn versions(settings: &TlsSettings<'_>) -> Result<Vec<&'static SupportedProtocolVersion>> {
    match (settings.min, settings.max) {
        (Version::Tls12, Version::Tls13) => Ok(vec![&version::TLS13, &version::TLS12]),
        (Version::Tls12, Version::Tls12) => Ok(vec![&version::TLS12]),
        (Version::Tls13, Version::Tls13) => Ok(vec![&version::TLS13]),
        (Version::Tls13, Version::Tls12) => Err(Error::Invalid {
            problem: "--tlsv1.3 asks for at least TLS 1.3 and --tls-max 1.2 for at most 1.2".into(),
            fix: "leave one of them out".into(),
        }),
    }
}

fn unusable_key(identity: Option<&Identity>) -> Error {
    let algorithm = identity.map_or_else(String::new, |i| {
        i.key().public_key().algorithm().to_string()
    });
    let origin = crate::core::material::Origin::named("the client key");
    Error::UnsupportedAlgorithm {
        origin,
        what: "to sign a TLS handshake".into(),
        algorithm,
    }
}

/// The run's start: certificates do not change their state halfway through.
#[derive(Debug)]
struct RunTime(Time);

impl TimeProvider for RunTime {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = u64::try_from(self.0.unix()).ok()?;
        Some(UnixTime::since_unix_epoch(std::time::Duration::from_secs(
            seconds,
        )))
    }
}
