//! What happened at one of the doors, as it may be told: what the client presented, what came of
//! it, and why. Never a body, header (but for User-Agent), query or secret.

use std::net::SocketAddr;

use serde::Serialize;

use crate::core::diagnosis::Code;
use crate::core::material::Certificate;

/// One handshake or request.
#[derive(Debug, Clone, Serialize)]
pub struct Event {
    /// When it ended: RFC 3339, UTC.
    pub at: String,
    /// Where.
    pub door: Door,
    /// Who connected.
    pub peer: SocketAddr,
    /// What came of it.
    #[serde(flatten)]
    pub what: What,
    /// What is known of the client.
    #[serde(flatten)]
    pub seen: Seen,
}

/// The listeners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Door {
    /// For clients with a certificate.
    Api,
    /// The API's other host, where a provider has one: no certificate is asked for.
    Plain,
    /// For those who want one.
    Portal,
    /// Our call to the client's own server.
    Outbound,
}

/// What came of it. Subjects, methods and paths are foreign text.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum What {
    /// A handshake that succeeded.
    Handshake {
        /// `TLSv1.2` or `TLSv1.3`.
        tls_version: &'static str,
        /// The cipher suite by its IANA name.
        cipher: String,
        /// The client certificate's subject, RFC 4514.
        client: Option<String>,
    },
    /// A connection that ended before its first request could be answered.
    Refused {
        /// One sentence.
        reason: String,
        /// What the client would call it, where there is a word.
        code: Option<Code>,
        /// The subject of the certificate that was refused, RFC 4514.
        client: Option<String>,
    },
    /// A request and its answer.
    Request {
        /// `-` when the head could not be read.
        method: String,
        /// Without the query; `-` when the head could not be read.
        path: String,
        /// The answer's HTTP status; 0 where there was none.
        status: u16,
        /// The client certificate's subject, RFC 4514.
        client: Option<String>,
        /// `TLSv1.2` or `TLSv1.3`.
        tls_version: &'static str,
        /// Why it was refused, one sentence.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
}

/// What is known of the client; all of it foreign text but the hint.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Seen {
    /// The certificate that it presented, whether or not it was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presented: Option<Presented>,
    /// The host name that it asked for (SNI).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sni: Option<String>,
    /// The application protocols that it offered (ALPN).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alpn: Vec<String>,
    /// The TLS versions that it offered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tls_offered: Vec<&'static str>,
    /// Its User-Agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// What it is, by its User-Agent or, less certain, by its ClientHello.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software: Option<String>,
    /// What to change, in that client's own terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// A certificate as it was presented.
#[derive(Debug, Clone, Serialize)]
pub struct Presented {
    /// RFC 4514.
    pub subject: String,
    /// RFC 4514.
    pub issuer: String,
    /// Lower-case hex.
    pub serial: String,
    /// Of its DER, lower-case hex.
    pub fingerprint_sha256: String,
    /// RFC 3339, UTC.
    pub not_after: String,
    /// How many certificates were sent, this one included.
    pub chain_length: usize,
    /// The scheme of the signature that proves its key, as IANA names it; absent when it came to none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature_scheme: Option<String>,
}

impl Presented {
    /// Of a chain of so many.
    pub(super) fn of(leaf: &Certificate, chain_length: usize, scheme: Option<String>) -> Self {
        Self {
            subject: leaf.subject.rfc4514(),
            issuer: leaf.issuer.rfc4514(),
            serial: leaf.serial_hex(),
            fingerprint_sha256: leaf.fingerprint_sha256(),
            not_after: leaf.not_after.rfc3339(),
            chain_length,
            signature_scheme: scheme,
        }
    }
}
