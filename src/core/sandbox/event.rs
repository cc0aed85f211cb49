//! What happened at one of the doors, as it may be told: never a body, header, query or secret.

use std::net::SocketAddr;

use serde::Serialize;

use crate::core::diagnosis::Code;

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
}

/// The two listeners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Door {
    /// For clients with a certificate.
    Api,
    /// For those who want one.
    Portal,
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
    /// A connection that ended before its first request could be sent.
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
        /// The answer's HTTP status.
        status: u16,
        /// The client certificate's subject, RFC 4514.
        client: Option<String>,
    },
}
