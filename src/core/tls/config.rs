//! One rustls configuration for a run: versions, trust, identity, one crypto provider.

use std::sync::Arc;

use rustls::client::Resumption;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::pki_types::{ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, KeyLog, SupportedProtocolVersion, version};

use super::hello::{Group, Ours, Protocol, Scheme, Suite};
use super::presenter::Presenter;
use super::sessions::Sessions;
use super::trust::Trust;
use super::verifier::RecordingVerifier;
use super::{Offer, Pins};
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
    /// What the ClientHello offers.
    pub offer: &'a Offer,
    /// The keys of servers that are accepted; `None` accepts any.
    pub pins: Option<Pins>,
    /// The name that servers are asked for in place of the URL's host (SNI); the certificate is
    /// checked for the host all the same.
    pub sni: Option<ServerName<'static>>,
    /// Whether `http/1.1` is negotiated (ALPN).
    pub alpn: bool,
    /// Where the secrets of each connection are written down.
    pub key_log: Option<Arc<dyn KeyLog>>,
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

impl<'a> TlsSettings<'a> {
    /// Those of a client that has no wishes: no identity, TLS 1.2 and 1.3, ALPN, resumption.
    pub fn new(trust: &'a Trust, offer: &'a Offer, now: Time) -> Self {
        Self {
            trust,
            identity: None,
            offer,
            pins: None,
            sni: None,
            alpn: true,
            key_log: None,
            min: Version::Tls12,
            max: Version::Tls13,
            insecure: false,
            resume: true,
            now,
        }
    }
}

/// TLS as a run speaks it: one configuration for every connection, on any number of threads.
/// Cloning is cheap, and clones share their sessions.
#[derive(Debug, Clone)]
pub struct TlsClient {
    pub(super) config: Arc<ClientConfig>,
    pub(super) sni: Option<ServerName<'static>>,
    offered: Arc<Ours>,
}

impl TlsClient {
    /// Prepares; nothing is sent yet.
    ///
    /// # Errors
    /// `UnsupportedAlgorithm` for a key TLS cannot sign with, `Invalid` for versions that exclude
    /// each other.
    pub fn new(settings: &TlsSettings<'_>) -> Result<Self> {
        let provider = Arc::new(settings.offer.provider.clone());
        let presenter =
            Presenter::new(settings, &provider).map_err(|_| unusable_key(settings.identity))?;
        let verifier = RecordingVerifier::new(settings, Arc::clone(&provider));
        let offered = Arc::new(ours(settings, &verifier));
        let time = Arc::new(RunTime(settings.now));
        let versions = versions(settings)?;
        let usable = |v: &&SupportedProtocolVersion| {
            let groups = &settings.offer.provider.kx_groups;
            groups.iter().any(|g| g.usable_for_version(v.version))
        };
        if !versions.iter().any(usable) {
            return Err(Error::Invalid {
                problem: "none of the groups of --curves is for TLS 1.2".into(),
                fix: "add X25519, P-256 or P-384, or leave --tls-max out".into(),
            });
        }
        let mut config = ClientConfig::builder_with_details(provider, time)
            .with_protocol_versions(&versions)
            .map_err(|e| Error::Crypto {
                doing: "configuring TLS",
                reason: e.to_string(),
            })?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_client_cert_resolver(Arc::new(presenter));
        if settings.alpn {
            config.alpn_protocols = vec![b"http/1.1".to_vec()];
        }
        if let Some(log) = &settings.key_log {
            config.key_log = Arc::clone(log);
        }
        config.resumption = if settings.resume {
            Resumption::store(Arc::new(Sessions::default()))
        } else {
            Resumption::disabled()
        };
        Ok(Self {
            config: Arc::new(config),
            sni: settings.sni.clone(),
            offered,
        })
    }

    /// What its ClientHello offers.
    pub fn offered(&self) -> &Ours {
        &self.offered
    }

    /// The name that it asks for in place of the host (SNI), where there is one.
    pub fn asked_name(&self) -> Option<String> {
        self.sni.as_ref().map(|name| name.to_str().into_owned())
    }

    /// The same without negotiating a protocol (ALPN).
    pub fn without_alpn(&self) -> Self {
        let mut config = (*self.config).clone();
        config.alpn_protocols.clear();
        Self {
            config: Arc::new(config),
            sni: self.sni.clone(),
            offered: Arc::clone(&self.offered),
        }
    }
}

fn ours(settings: &TlsSettings<'_>, verifier: &RecordingVerifier) -> Ours {
    let provider = &settings.offer.provider;
    let schemes = verifier.supported_verify_schemes();
    let versions = [
        (Version::Tls13, Protocol::TLS13),
        (Version::Tls12, Protocol::TLS12),
    ];
    let wanted = |version| (settings.min..=settings.max).contains(&version);
    let versions = versions.iter().filter(|(version, _)| wanted(*version));
    let suites = provider.cipher_suites.iter();
    let groups = provider.kx_groups.iter();
    Ours {
        versions: versions.map(|(_, protocol)| *protocol).collect(),
        suites: suites.map(|s| Suite(u16::from(s.suite()))).collect(),
        groups: groups.map(|g| Group(u16::from(g.name()))).collect(),
        schemes: schemes.iter().map(|s| Scheme(u16::from(*s))).collect(),
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
