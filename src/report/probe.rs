//! What `probe` tells: the staircase, the answer, and what was seen on the way.

use serde::Serialize;

use super::findings::{self, Role};
use super::inspect::{Described, Detail};
use crate::core::clock::Time;
use crate::core::diagnosis::{Code, Diagnosis, Evidence, Policy, SaidBy, Trials};
use crate::core::http::Head;
use crate::core::material::{Certificate, Extracted, Item, Origin};
use crate::core::probe::{Skew, Step};
use crate::core::tls::hello::Survey;
use crate::core::tls::{Handshake, Verdict};

/// A server probed.
#[derive(Debug, Clone, Serialize)]
pub struct ProbeFacts {
    /// `host:port`.
    pub target: String,
    /// When it began: RFC 3339, UTC, by this machine's clock.
    pub at: String,
    /// All of it, in milliseconds.
    pub duration_ms: f64,
    /// The answer: `ok` when nothing is wrong.
    pub diagnosis: Diagnosis,
    /// In their order.
    pub steps: Vec<Step>,
    /// How many handshakes were begun.
    pub handshakes: usize,
    /// How many hellos were sent alone, whose handshakes were never finished.
    pub hellos: usize,
    /// The addresses of the name, with the port.
    pub addresses: Vec<String>,
    /// The one that was connected to, or the proxy's.
    pub address: Option<String>,
    /// The proxy on the way, without credentials.
    pub proxy: Option<String>,
    /// What TLS agreed on; null without a ServerHello.
    pub tls: Option<TlsFacts>,
    /// Null when none was shown.
    pub server_certificate: Option<ServerCertificate>,
    /// What is asked of clients, and what becomes of ours.
    pub client_certificate: ClientCertificate,
    /// The answer to the HEAD; null without one.
    pub http: Option<HttpFacts>,
    /// What the server takes of TLS, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_survey: Option<Survey>,
    /// Each address of the name, where all were asked for; the rest is then of the one that the
    /// answer is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nodes: Option<Vec<NodeFacts>>,
}

/// One address of a name.
#[derive(Debug, Clone, Serialize)]
pub struct NodeFacts {
    /// With its port.
    pub address: String,
    /// In milliseconds; null where the time did not suffice to probe it.
    pub duration_ms: Option<f64>,
    /// What is wrong there; null where it was not probed.
    pub diagnosis: Option<Diagnosis>,
    /// Its staircase.
    pub steps: Vec<Step>,
}

/// A probe that looked into a failure that is told already (`--diagnose`).
#[derive(Debug, Clone)]
pub struct FollowUp {
    /// What it found.
    pub facts: ProbeFacts,
    /// How its answer goes with the one before.
    pub conclusion: Conclusion,
}

/// Which of two answers counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conclusion {
    /// The probe's own.
    Own,
    /// Both are the same; the probe adds these lines of evidence.
    Same(Vec<String>),
    /// The one before, with this code: the probe saw less.
    Before(&'static str),
}

/// What became of one round of several (`--watch`).
#[derive(Debug, Clone)]
pub struct Turn {
    /// RFC 3339, UTC.
    pub at: String,
    /// It is the last word, after so many rounds.
    pub ended_after: Option<usize>,
    /// What is wrong by now.
    pub diagnosis: Diagnosis,
}

/// TLS as agreed.
#[derive(Debug, Clone, Serialize)]
pub struct TlsFacts {
    /// `TLSv1.2` or `TLSv1.3`.
    pub version: &'static str,
    /// By its RFC name.
    pub cipher_suite: Option<String>,
    /// By its RFC name.
    pub group: Option<&'static str>,
}

/// The server's certificate.
#[derive(Debug, Clone, Serialize)]
pub struct ServerCertificate {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened: as inspect tells it")]
    pub certificate: Described,
    /// How many certificates it sent.
    pub certificates: usize,
    /// Whether it is accepted by what we trust.
    pub trusted: bool,
    /// Whose word that is.
    pub trust: String,
}

/// The client certificate, as the server sees it.
#[derive(Debug, Clone, Serialize)]
pub struct ClientCertificate {
    /// Whether one is asked for in the handshake; null when it did not come to that.
    pub requested: Option<bool>,
    /// What becomes of those who have none.
    pub policy: Policy,
    /// The issuers it says it accepts, RFC 4514; none means that it does not say.
    pub issuers: Vec<String>,
    /// The signature schemes it takes.
    pub schemes: Vec<String>,
    /// Whether an issuer of ours is among them; null where there is nothing to compare.
    pub ours_listed: Option<bool>,
    /// Whether our key can sign under one of the schemes; null where there is nothing to compare.
    pub key_fits: Option<bool>,
    /// Whether ours was taken; null where none was presented, or nothing shows it.
    pub accepted: Option<bool>,
    /// Whether any certificate is taken; null where TLS does not tell.
    pub any_accepted: Option<bool>,
}

/// The answer to the HEAD.
#[derive(Debug, Clone, Serialize)]
pub struct HttpFacts {
    /// The status.
    pub status: u16,
    /// The reason phrase.
    pub reason: String,
    /// The Server header.
    pub server: Option<String>,
    /// The Date header: RFC 3339, UTC.
    pub date: Option<String>,
    /// How far this machine's clock is ahead of it, in seconds.
    pub clock_ahead_seconds: Option<i64>,
}

/// Nothing is wrong.
pub fn all_well(summary: impl Into<String>) -> Diagnosis {
    Diagnosis {
        code: Code::Ok,
        summary: summary.into(),
        evidence: Vec::new(),
        fix: String::new(),
        said_by: SaidBy::Us,
    }
}

impl TlsFacts {
    /// Of a handshake.
    pub fn of(seen: &Handshake) -> Option<Self> {
        Some(Self {
            version: seen.version?,
            cipher_suite: seen.cipher.clone(),
            group: seen.group,
        })
    }
}

impl ServerCertificate {
    /// The leaf that was shown.
    pub fn of(source: &str, seen: &Handshake, trust: &str, now: Time) -> Option<Self> {
        let leaf = Certificate::from_der(seen.server_chain.first()?).ok()?;
        let item = Item::Certificate(Box::new(leaf));
        let problems = findings::of_item(&item, false, Role::Server, now);
        let extracted = Extracted {
            item,
            origin: Origin::named(source),
            index: 0,
            friendly_name: None,
            stored_encrypted: false,
        };
        Some(Self {
            certificate: Described::new(&extracted, false, problems, now, Detail::Short),
            certificates: seen.server_chain.len(),
            trusted: seen.verdict == Some(Verdict::Trusted),
            trust: trust.to_owned(),
        })
    }
}

impl ClientCertificate {
    /// Of the main handshake and what all of them tell.
    pub fn of(evidence: &Evidence, trials: &Trials) -> Self {
        let seen = &evidence.handshake;
        let request = seen.requested.as_ref();
        let policy = trials.policy();
        let is_told = request.is_some() || policy == Policy::NotRequested;
        let lists = request.is_some_and(|r| !r.issuers.is_empty());
        let is_comparable = evidence.client.is_some() && lists;
        Self {
            requested: is_told.then_some(request.is_some()),
            policy,
            issuers: request.map_or_else(Vec::new, |r| {
                r.issuers.iter().map(|n| n.rfc4514()).collect()
            }),
            schemes: request.map_or_else(Vec::new, |r| r.schemes.clone()),
            ours_listed: is_comparable.then(|| !evidence.issuer_not_accepted()),
            key_fits: request.and_then(|r| r.key_fits),
            accepted: trials.accepted(),
            any_accepted: trials.any_accepted(),
        }
    }

    /// Where no server was reached.
    pub fn unknown() -> Self {
        Self {
            requested: None,
            policy: Policy::Unknown,
            issuers: Vec::new(),
            schemes: Vec::new(),
            ours_listed: None,
            key_fits: None,
            accepted: None,
            any_accepted: None,
        }
    }
}

impl HttpFacts {
    /// Of a head.
    pub fn of(head: &Head, skew: Option<&Skew>) -> Self {
        Self {
            status: head.status,
            reason: head.reason.clone(),
            server: head.header("Server"),
            date: skew.map(|skew| skew.theirs.rfc3339()),
            clock_ahead_seconds: skew.map(Skew::seconds),
        }
    }
}
