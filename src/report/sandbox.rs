//! What `sandbox` tells: where to point tools. Never the secret itself, only where it is.

use serde::Serialize;

use crate::core::sandbox::Heard;

/// Everything a client needs.
#[derive(Debug, Clone, Serialize)]
pub struct SandboxFacts {
    /// The API; a client certificate is required.
    pub url: String,
    /// The API's other host, where a provider has one: no client certificate is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_url: Option<String>,
    /// Where tokens are to be had, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_url: Option<String>,
    /// The portal; needs no client certificate.
    pub portal_url: String,
    /// The CA's certificate, for both.
    pub ca: String,
    /// The CA that signed the server's certificate, where that is not sent along
    /// (`--refuse server:incomplete`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intermediate: Option<String>,
    /// The ready-made client certificate.
    pub cert: String,
    /// Its private key.
    pub key: String,
    /// The id to get tokens with.
    pub client_id: String,
    /// The file that holds its secret, 0600.
    pub client_secret_file: String,
    /// Certificates for the same key that the API refuses.
    pub refused: RefusedFiles,
    /// The calls of the provider that it is like.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<PlaceFacts>,
}

/// A call that can be made.
#[derive(Debug, Clone, Serialize)]
pub struct PlaceFacts {
    /// The method.
    pub method: &'static str,
    /// The URL; what is in braces is the caller's.
    pub url: String,
    /// What it does.
    pub does: &'static str,
}

/// One file for each reason.
#[derive(Debug, Clone, Serialize)]
pub struct RefusedFiles {
    /// Ended yesterday.
    pub expired: String,
    /// Of another CA.
    pub stranger: String,
    /// For servers only.
    pub server_only: String,
}

/// What `sandbox --call` did.
#[derive(Debug, Clone, Serialize)]
pub struct OutboundFacts {
    /// What was called; absent while there is no certificate to call with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The request to be signed.
    pub csr: String,
    /// Its private key, which stays here.
    pub key: String,
    /// The calls, and what came of each.
    pub calls: Vec<OutboundCall>,
}

/// One call.
#[derive(Debug, Clone, Serialize)]
pub struct OutboundCall {
    /// With what, and what was answered.
    #[serde(flatten)]
    pub heard: Heard,
    /// Whether an endpoint that is guarded would have answered so.
    pub as_it_should_be: bool,
}
