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
    /// The path that was asked for, without its query.
    pub path: String,
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
    /// Whom we trust, where they were named one by one (`--cacert`).
    pub trusted: Vec<Name>,
    /// The profile and its environment, where one is used.
    pub profile: Option<String>,
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
    /// The issuers that go along with it, nearest first.
    pub chain: Vec<Certificate>,
    /// The issuer that is not there.
    pub missing_issuer: Option<Name>,
    /// What the source of the certificate is called.
    pub origin: String,
    /// The same of its key.
    pub key_origin: String,
    /// The missing issuer and those above it, as far as they lie beside our files; nearest first.
    /// Looked for only when something failed.
    pub nearby: Vec<Nearby>,
}

/// A certificate that was not sent, though it signed one that was.
#[derive(Debug, Clone)]
pub struct Nearby {
    /// The file that holds it.
    pub file: String,
    /// The certificate.
    pub certificate: Certificate,
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
            chain: identity.chain().issuers().to_vec(),
            missing_issuer: identity.chain().missing_issuer().cloned(),
            origin: identity.origin().to_string(),
            key_origin: identity.key_origin().to_string(),
            nearby: Vec::new(),
        }
    }

    /// Every issuer name that ours leads to: the leaf's, and those of its chain.
    pub fn issuers(&self) -> impl Iterator<Item = &Name> {
        std::iter::once(&self.leaf.issuer)
            .chain(self.chain.iter().map(|c| &c.subject))
            .chain(&self.missing_issuer)
    }

    /// The leaf and the intermediates behind it.
    pub fn judged(&self) -> impl Iterator<Item = &Certificate> {
        let intermediates = self.chain.iter().filter(|c| !c.is_self_issued());
        std::iter::once(&self.leaf).chain(intermediates)
    }

    /// The certificate at which our chain ends.
    pub fn last(&self) -> &Certificate {
        self.chain.last().unwrap_or(&self.leaf)
    }

    /// The purposes that it has a KeyUsage for, when digitalSignature is none of them: the client
    /// signs the handshake (RFC 5246 section 7.4.6, RFC 8446 section 4.4.2.3).
    pub fn cannot_sign(&self) -> Option<&[String]> {
        let usage = self.leaf.extensions.key_usage.as_deref()?;
        let signs = usage.iter().any(|bit| bit == "digitalSignature");
        (!signs).then_some(usage)
    }

    /// It is no X.509 v3, so that it can say nothing of its purpose. Source: rustls-webpki, src/cert.rs
    /// (`UnsupportedCertVersion`): no other version is taken.
    pub fn is_old_form(&self) -> bool {
        self.leaf.version < 3
    }

    /// What makes it too weak, the key before the signature, the leaf before its issuers.
    pub fn weakness(&self) -> Option<String> {
        self.judged().enumerate().find_map(|(place, certificate)| {
            let whose = match place {
                0 => "it".to_owned(),
                _ => format!("{}, sent along with it,", certificate.subject),
            };
            let first = certificate.weaknesses().into_iter().next()?;
            Some(match first {
                Weakness::Key { bits } => format!("{whose} has an RSA key of only {bits} bits"),
                Weakness::Signature { algorithm } => format!("{whose} is signed with {algorithm}"),
            })
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

    /// Whether the server accepts this issuer, by its own words; `None` when it does not say. Where
    /// our own subject is on its list, that holds certificates and no issuers (stunnel's verifyPeer
    /// with a CAfile of the peers themselves does so).
    pub fn accepts(&self, issuer: &Name) -> Option<bool> {
        let listed = &self.handshake.requested.as_ref()?.issuers;
        let holds = |name: &Name| listed.iter().any(|theirs| theirs.same_as(name));
        let subject = self.client.as_ref().map(|client| &client.leaf.subject);
        if listed.is_empty() || subject.is_some_and(holds) && !holds(issuer) {
            return None;
        }
        Some(holds(issuer))
    }

    /// Whether an issuer of ours is among those that the server accepts; `None` when it does not say.
    pub fn issuer_accepted(&self) -> Option<bool> {
        let client = self.client.as_ref()?;
        let each: Option<Vec<bool>> = client.issuers().map(|name| self.accepts(name)).collect();
        Some(each?.contains(&true))
    }

    /// The server names the issuers it accepts, and ours is none of them.
    pub fn issuer_not_accepted(&self) -> bool {
        self.issuer_accepted() == Some(false)
    }

    /// The time by which the server judges certificates: its own clock's, where an answer says it
    /// (RFC 9110 section 6.6.1), else ours.
    pub fn judged_at(&self) -> Time {
        let answer = self.answer.as_ref();
        let date = answer.and_then(|answer| answer.head.header("Date"));
        date.and_then(|date| Time::from_http(&date))
            .unwrap_or(self.now)
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
        lines.extend(self.date_lines(client));
        if let (false, Some(purposes)) = (
            leaf.allows_client_auth(),
            &leaf.extensions.extended_key_usage,
        ) {
            lines.push(format!(
                "its extendedKeyUsage is {}, without clientAuth",
                purposes.join(", ")
            ));
        }
        lines.extend(client.is_old_form().then(|| OLD_FORM.to_owned()));
        let usage = client.cannot_sign().map(|usage| usage.join(", "));
        lines.extend(usage.map(|u| format!("its keyUsage is {u}, without digitalSignature")));
        lines.extend(client.weakness());
        lines
    }

    /// Which of ours are not valid, and how far the clocks are apart.
    fn date_lines(&self, client: &ClientFacts) -> Vec<String> {
        let now = self.judged_at();
        let mut lines = Vec::new();
        for (place, certificate) in client.judged().enumerate() {
            let which = match place {
                0 => "it".to_owned(),
                _ => format!("{}, sent along with it,", certificate.subject),
            };
            if now > certificate.not_after {
                let when = certificate.not_after.readable();
                lines.push(format!("{which} expired on {when}"));
            }
            if now < certificate.not_before {
                let when = certificate.not_before.readable();
                lines.push(format!("{which} is valid only from {when}"));
            }
        }
        if (now.unix() - self.now.unix()).abs() > CLOCK_SKEW {
            lines.push(format!(
                "the server's clock says {}, this machine's {}",
                now.readable_seconds(),
                self.now.readable_seconds()
            ));
        }
        lines
    }
}

/// Said of what is no v3.
const OLD_FORM: &str =
    "it is X.509 v1, which some servers take from nobody (those in Rust above all)";
/// Issuers listed in one line of evidence.
const MOST_NAMES: usize = 5;
/// Seconds by which clocks may differ without a word.
const CLOCK_SKEW: i64 = 60;
