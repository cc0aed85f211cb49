//! What was seen of a connection, as plain data: asked, sent, agreed, refused, by whom.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::{Alert, Way};
use crate::core::clock::Time;
use crate::core::material::Name;

/// How far a connection got; each stage includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Stage {
    /// Nothing yet; the name is being resolved.
    #[default]
    Resolving,
    /// The name has addresses.
    Connecting,
    /// The connection stands; TLS has begun, if it is used.
    Handshaking,
    /// The handshake is done on our side. In TLS 1.3 the server has not judged our certificate yet.
    Established,
    /// The first byte of an answer has come.
    Answered,
}

/// A connection's record.
#[derive(Debug, Clone, Default)]
pub struct Handshake {
    /// How far it got.
    pub stage: Stage,
    /// The addresses the name has.
    pub addresses: Vec<SocketAddr>,
    /// The far end.
    pub remote: Option<SocketAddr>,
    /// Our end.
    pub local: Option<SocketAddr>,
    /// How the connection got there.
    pub way: Way,
    /// The TLS version agreed, `TLSv1.2` or `TLSv1.3`; `None` without a ServerHello.
    pub version: Option<&'static str>,
    /// The cipher suite agreed, by its RFC name.
    pub cipher: Option<String>,
    /// The key exchange group agreed, by its RFC name.
    pub group: Option<&'static str>,
    /// The server's request for a client certificate; `None` when it did not ask.
    pub requested: Option<CertificateRequest>,
    /// Whether our certificate went out; over a resumed session, when that was opened.
    pub certificate_sent: bool,
    /// The session is one that another connection of this run opened: what is said of
    /// certificates, the server's request included, was seen on that one.
    pub resumed: bool,
    /// The server has finished its handshake too: it took our certificate, or our having none. In
    /// TLS 1.3 only a session ticket shows it, and some servers send none.
    pub settled: bool,
    /// The server sent HelloRequest after the handshake: it wants another one (renegotiation, TLS
    /// 1.2 only), which is how a certificate is asked for once the request is known. Certain.
    pub renegotiation_asked: bool,
    /// The server's certificates, as sent, DER.
    pub server_chain: Vec<Vec<u8>>,
    /// What we make of them.
    pub verdict: Option<Verdict>,
    /// The server's key is none of those pinned: its own pin, `sha256//..`.
    pub not_pinned: Option<String>,
    /// The fatal alert the server sent.
    pub alert: Option<Alert>,
    /// The first bytes the server sent, as they came, at most 64.
    pub first_bytes: Vec<u8>,
    /// Something else that TLS found wrong, in the library's words.
    pub protocol_error: Option<String>,
    /// The server ended the connection, without saying why unless `alert` is set.
    pub closed: Option<Closed>,
    /// When each stage was reached.
    pub reached: Vec<(Stage, Instant)>,
}

/// What a full handshake shows of both sides' certificates, and a resumed one does not.
#[derive(Debug, Clone)]
pub(super) struct Proof {
    server_chain: Vec<Vec<u8>>,
    verdict: Option<Verdict>,
    requested: Option<CertificateRequest>,
    certificate_sent: bool,
}

/// The server's CertificateRequest (RFC 8446 section 4.3.2, RFC 5246 section 7.4.4).
#[derive(Debug, Clone, Default)]
pub struct CertificateRequest {
    /// The issuers it says it accepts; empty means it does not say.
    pub issuers: Vec<Name>,
    /// The signature schemes it accepts, by their code points' names.
    pub schemes: Vec<String>,
    /// Whether our key can sign under one of them; `None` when we have no key.
    pub key_fits: Option<bool>,
}

/// How a connection ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// FIN: an orderly end of the stream.
    Closed,
    /// RST.
    Reset,
}

/// Our judgement of the server's certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Chain, name, dates and purpose hold.
    Trusted,
    /// No trusted root at the end of its chain.
    UnknownIssuer,
    /// Its time is over.
    Expired {
        /// Last second of validity, where known.
        not_after: Option<Time>,
    },
    /// Its time has not begun.
    NotYetValid {
        /// First second of validity, where known.
        not_before: Option<Time>,
    },
    /// It is for other names.
    WrongName {
        /// The names it is for, `DNS:..` or as presented.
        presented: Vec<String>,
    },
    /// It is not for servers.
    WrongPurpose,
    /// Key or signature below what is accepted.
    Weak(String),
    /// It or an issuer of it is on a revocation list.
    Revoked,
    /// Revocation lists were given, and none is of its issuer, or of one further up.
    NoRevocationList,
    /// The revocation list that would tell is past its time.
    OldRevocationList,
    /// Anything else, in the library's words.
    Other(String),
}

impl fmt::Display for Verdict {
    /// What is wrong with it, as a clause.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trusted => f.write_str("trusted"),
            Self::UnknownIssuer => f.write_str("its issuer is not known"),
            Self::Expired { not_after: Some(t) } => write!(f, "it expired on {}", t.readable()),
            Self::Expired { not_after: None } => f.write_str("it has expired"),
            Self::NotYetValid {
                not_before: Some(t),
            } => write!(f, "it is valid only from {}", t.readable()),
            Self::NotYetValid { not_before: None } => f.write_str("it is not valid yet"),
            Self::WrongName { presented } if presented.is_empty() => {
                f.write_str("it is for another name")
            }
            Self::WrongName { presented } => write!(f, "it is for {}", presented.join(", ")),
            Self::WrongPurpose => f.write_str("it is not meant for servers"),
            Self::Revoked => f.write_str("it is revoked"),
            Self::NoRevocationList => f.write_str("no revocation list of its issuer is given"),
            Self::OldRevocationList => {
                f.write_str("the revocation list of its issuer is past its time")
            }
            Self::Weak(reason) | Self::Other(reason) => f.write_str(reason),
        }
    }
}

/// A handshake record shared between the connection's parts, swapped anew for each request.
#[derive(Debug, Clone, Default)]
pub struct Recorder(Arc<Mutex<Handshake>>);

impl Recorder {
    /// The record, for writing; survives a panic elsewhere.
    pub fn lock(&self) -> MutexGuard<'_, Handshake> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A copy of the record as it stands.
    pub fn snapshot(&self) -> Handshake {
        self.lock().clone()
    }

    /// Forgets everything: a request has begun, and which connection it will use is not known yet.
    pub fn begin_request(&self) {
        *self.lock() = Handshake {
            reached: vec![(Stage::Resolving, Instant::now())],
            ..Handshake::default()
        };
    }

    /// A connection that stood already is used: what was seen when it was opened holds again.
    pub fn resume(&self, known: &Handshake) {
        let mut record = self.lock();
        let Handshake {
            stage,
            addresses,
            reached,
            ..
        } = std::mem::take(&mut *record);
        *record = Handshake {
            stage,
            addresses,
            reached,
            way: known.way.again(),
            ..known.clone()
        };
    }

    /// A session of another connection was resumed: what was seen there holds here too.
    pub(super) fn resume_session(&self, proof: &Proof) {
        let mut record = self.lock();
        record.resumed = true;
        record.server_chain.clone_from(&proof.server_chain);
        record.verdict.clone_from(&proof.verdict);
        record.requested.clone_from(&proof.requested);
        record.certificate_sent = proof.certificate_sent;
    }

    /// Notes that a stage was reached.
    pub fn reach(&self, stage: Stage) {
        let mut record = self.lock();
        if record.stage < stage {
            record.stage = stage;
            record.reached.push((stage, Instant::now()));
        }
    }
}

impl Proof {
    /// Of a full handshake, once the server's certificate has come.
    pub(super) fn seen(record: &Handshake) -> Option<Self> {
        (!record.server_chain.is_empty()).then(|| Self {
            server_chain: record.server_chain.clone(),
            verdict: record.verdict.clone(),
            requested: record.requested.clone(),
            certificate_sent: record.certificate_sent,
        })
    }
}

impl Handshake {
    /// Whether the far end's certificate was seen and is not accepted by what we trust.
    pub fn is_distrusted(&self) -> bool {
        self.verdict
            .as_ref()
            .is_some_and(|v| *v != Verdict::Trusted)
    }

    /// Whether the request went over a connection that had served one before.
    pub fn is_reused(&self) -> bool {
        let reached = |stage| self.reached.iter().any(|(s, _)| *s == stage);
        reached(Stage::Established) && !reached(Stage::Handshaking)
    }

    /// When a stage was reached.
    pub fn when(&self, stage: Stage) -> Option<Instant> {
        self.reached
            .iter()
            .find(|(s, _)| *s >= stage)
            .map(|(_, at)| *at)
    }
}
