//! What `inspect` tells of a server beside the certificates it shows: how it speaks, what we make
//! of its certificate, and what it asks of its clients.

use serde::Serialize;

use crate::core::diagnosis::Diagnosis;
use crate::core::tls::{CertificateRequest, Handshake};

/// A server's facts.
#[derive(Debug, Clone, Serialize)]
pub struct ServerFacts {
    /// The source as its certificates name it: `host:port`.
    pub source: String,
    /// `server`
    pub kind: &'static str,
    /// The name asked for (SNI), by which its certificate is judged.
    pub name: String,
    /// The address that was connected to, with its port.
    pub address: Option<String>,
    /// `TLSv1.2` or `TLSv1.3`.
    pub tls_version: Option<&'static str>,
    /// The cipher suite agreed, by its RFC name.
    pub cipher_suite: Option<String>,
    /// How many certificates it sent.
    pub certificates: usize,
    /// Whether its certificate would be accepted.
    pub trusted: bool,
    /// Whose word that is: the system's roots, or the file given.
    pub trust: String,
    /// Why it would not be accepted.
    pub diagnosis: Option<Diagnosis>,
    /// What it asks of its clients; null when it asks for no certificate.
    pub client_certificate: Option<ClientAsked>,
}

/// A server's request for a client certificate.
#[derive(Debug, Clone, Serialize)]
pub struct ClientAsked {
    /// The issuers it says it accepts, RFC 4514; none means that it does not say.
    pub issuers: Vec<String>,
    /// The signature schemes it accepts.
    pub signature_schemes: Vec<String>,
}

impl ServerFacts {
    /// Of what was seen, and what is wrong with it.
    pub fn new(
        source: String,
        name: String,
        seen: &Handshake,
        trust: String,
        diagnosis: Option<Diagnosis>,
    ) -> Self {
        Self {
            source,
            kind: "server",
            name,
            address: seen.remote.map(|address| address.to_string()),
            tls_version: seen.version,
            cipher_suite: seen.cipher.clone(),
            certificates: seen.server_chain.len(),
            trusted: seen.verdict.is_some() && diagnosis.is_none(),
            trust,
            diagnosis,
            client_certificate: seen.requested.as_ref().map(ClientAsked::new),
        }
    }
}

impl ClientAsked {
    fn new(asked: &CertificateRequest) -> Self {
        Self {
            issuers: asked.issuers.iter().map(|name| name.rfc4514()).collect(),
            signature_schemes: asked.schemes.clone(),
        }
    }
}
