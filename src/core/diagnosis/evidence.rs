//! What is known of a connection and of our side, gathered as plain data for the rules.

use super::Trials;
use crate::core::clock::Time;
use crate::core::http::{Ended, Head};
use crate::core::identity::Identity;
use crate::core::material::{Certificate, Name, Weakness};
use crate::core::tls::hello::Obstacle;
use crate::core::tls::{Closed, Handshake, Stage};

/// Everything the rules may look at.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The host as asked for.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Whether TLS was to be spoken.
    pub tls: bool,
    /// What was seen of the connection.
    pub handshake: Handshake,
    /// How it ended before its time; `None` when an answer came.
    pub ended: Option<Ended>,
    /// Our identity; `None` when there is none.
    pub client: Option<ClientFacts>,
    /// Where our trust comes from (`ca.crt`, the system's roots).
    pub trust: String,
    /// Whether the server's certificate is accepted whatever we make of it (`-k`).
    pub insecure: bool,
    /// The flags by which less is offered than could be (`--ciphers`), as they are written.
    pub narrowed: Vec<&'static str>,
    /// The name that the server is asked for in place of the host.
    pub sni: Option<String>,
    /// What stands in the way of a refused handshake, where it was looked for.
    pub obstacle: Option<Obstacle>,
    /// The answer, when one came.
    pub answer: Option<Answer>,
    /// What further handshakes showed, where there were any.
    pub trials: Option<Trials>,
    /// The time by which certificates are judged.
    pub now: Time,
}

/// Our own certificate.
#[derive(Debug, Clone)]
pub struct ClientFacts {
    /// The leaf.
    pub leaf: Certificate,
    /// The subjects of the issuers that go along with it.
    pub chain: Vec<Name>,
    /// The issuer that is not there.
    pub missing_issuer: Option<Name>,
}

/// An HTTP answer, as far as it tells causes apart.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The head.
    pub head: Head,
    /// The beginning of the body, at most some KiB.
    pub body: String,
    /// Whether the request carried an Authorization header.
    pub authorized: bool,
    /// The thumbprint (x5t#S256) that the token sent along is bound to (RFC 8705 section 3.1), where
    /// it says so.
    pub bound_to: Option<String>,
}

impl ClientFacts {
    /// Of an identity.
    pub fn new(identity: &Identity) -> Self {
        Self {
            leaf: identity.leaf().clone(),
            chain: identity
                .chain()
                .issuers()
                .iter()
                .map(|c| c.subject.clone())
                .collect(),
            missing_issuer: identity.chain().missing_issuer().cloned(),
        }
    }

    /// Every issuer name that ours leads to: the leaf's, and those of its chain.
    pub fn issuers(&self) -> impl Iterator<Item = &Name> {
        std::iter::once(&self.leaf.issuer)
            .chain(&self.chain)
            .chain(&self.missing_issuer)
    }

    /// What makes it too weak, the key before the signature.
    pub fn weakness(&self) -> Option<String> {
        let weaknesses = self.leaf.weaknesses();
        weaknesses.first().map(|weakness| match weakness {
            Weakness::Key { bits } => format!("its RSA key has only {bits} bits"),
            Weakness::Signature { algorithm } => format!("it is signed with {algorithm}"),
        })
    }
}

impl Evidence {
    /// The server asked for a client certificate.
    pub fn asked(&self) -> bool {
        self.handshake.requested.is_some()
    }

    /// Ours went out.
    pub fn sent(&self) -> bool {
        self.handshake.certificate_sent
    }

    /// The handshake is done on our side, and the server has said nothing since.
    pub fn unanswered(&self) -> bool {
        self.handshake.stage == Stage::Established
    }

    /// The server names the issuers it accepts, and ours is none of them.
    pub fn issuer_not_accepted(&self) -> bool {
        let (Some(request), Some(client)) = (&self.handshake.requested, &self.client) else {
            return false;
        };
        !request.issuers.is_empty()
            && !client
                .issuers()
                .any(|ours| request.issuers.iter().any(|theirs| theirs.same_as(ours)))
    }

    /// How the connection ended, in words for a line of evidence.
    pub fn ending(&self) -> String {
        let version = self.handshake.version.map_or("TLS", |v| {
            if v == "TLSv1.3" { "TLS 1.3" } else { "TLS 1.2" }
        });
        let place = match self.handshake.stage {
            Stage::Resolving | Stage::Connecting if self.tls => "before the handshake",
            Stage::Resolving | Stage::Connecting => "before the connection stood",
            Stage::Handshaking if self.tls => "in the handshake",
            Stage::Established if self.handshake.is_reused() => {
                "before any answer, over a connection that had served a request before"
            }
            Stage::Established if self.tls => "after the handshake, before any answer",
            Stage::Handshaking | Stage::Established => "after connecting, before any answer",
            Stage::Answered => "after the answer had begun",
        };
        if let Some(alert) = self.handshake.alert {
            return format!("{version} alert {alert} {place}");
        }
        match (&self.ended, self.handshake.closed) {
            (Some(Ended::TimedOut), _) if self.handshake.stage == Stage::Answered => {
                "the answer had begun when the time was over".into()
            }
            (Some(Ended::TimedOut), _) => format!("nothing came {place}"),
            (_, Some(Closed::Reset)) => format!("the server reset the connection {place}"),
            (_, Some(Closed::Closed)) => {
                format!("the server closed the connection {place}, without an alert")
            }
            (Some(Ended::Other(_) | Ended::BadFraming(_)), None) => {
                format!("the connection was given up {place}")
            }
            (Some(ended), None) => format!("the connection ended {place} ({ended})"),
            (None, None) => format!("the connection stood {place}"),
        }
    }

    /// What the server says it accepts, in words for a line of evidence.
    pub fn request_lines(&self) -> Vec<String> {
        let Some(request) = &self.handshake.requested else {
            return vec!["the server did not ask for a client certificate in the handshake".into()];
        };
        let mut names: Vec<String> = request
            .issuers
            .iter()
            .take(MOST_NAMES)
            .map(ToString::to_string)
            .collect();
        if request.issuers.len() > MOST_NAMES {
            names.push(format!("and {} more", request.issuers.len() - MOST_NAMES));
        }
        let accepts = if names.is_empty() {
            "the server asked for a client certificate and does not say which issuers it accepts"
                .into()
        } else {
            format!("the server accepts issuers {}", names.join("; "))
        };
        vec![accepts]
    }

    /// What we presented, in words for lines of evidence.
    pub fn client_lines(&self) -> Vec<String> {
        let Some(client) = &self.client else {
            return Vec::new();
        };
        let leaf = &client.leaf;
        let sent = if self.sent() && self.handshake.resumed {
            "presented when the session was opened that this connection resumed"
        } else if self.sent() {
            "presented"
        } else {
            "at hand, but not asked for"
        };
        let mut lines = vec![format!(
            "{sent}: {}, issued by {}",
            leaf.subject, leaf.issuer
        )];
        if self.now > leaf.not_after {
            lines.push(format!("it expired on {}", leaf.not_after.readable()));
        }
        if self.now < leaf.not_before {
            lines.push(format!(
                "it is valid only from {}",
                leaf.not_before.readable()
            ));
        }
        if let (false, Some(purposes)) = (
            leaf.allows_client_auth(),
            &leaf.extensions.extended_key_usage,
        ) {
            lines.push(format!(
                "its extendedKeyUsage is {}, without clientAuth",
                purposes.join(", ")
            ));
        }
        lines.extend(client.weakness());
        lines
    }
}

/// Issuers listed in one line of evidence.
const MOST_NAMES: usize = 5;
