//! What `call --dry-run` tells of a request; credentials are left out already.

use serde::Serialize;

/// A request that would be sent.
#[derive(Debug, Serialize)]
pub struct Planned {
    /// As in the request line.
    pub method: String,
    /// Without password and secret parameters.
    pub url: String,
    /// Host or address, and port; no name was looked up.
    pub connects_to: String,
    /// The client certificate, where it would be asked for.
    pub certificate: Option<String>,
    /// Whose server certificates are accepted; null over plain http.
    pub trusts: Option<String>,
    /// The token that would be fetched first.
    pub token: Option<PlannedToken>,
    /// The file that the answer goes to; null is standard output.
    pub output: Option<String>,
    /// Lines of the head.
    pub head: Vec<String>,
    /// The body, where there is one.
    pub body: Option<PlannedBody>,
}

/// The body of a request.
#[derive(Debug, Serialize)]
pub struct PlannedBody {
    /// In bytes; null when it goes out in chunks.
    pub length: Option<u64>,
    /// Where its parts come from.
    pub parts: Vec<String>,
    /// A small text, secrets left out.
    pub text: Option<String>,
}

/// A token that would be fetched.
#[derive(Debug, Clone, Serialize)]
pub struct PlannedToken {
    /// The endpoint.
    pub url: String,
    /// The client id.
    pub client_id: Option<String>,
    /// How id and secret are sent.
    pub auth_style: Option<String>,
    /// The scope asked for.
    pub scope: Option<String>,
}
