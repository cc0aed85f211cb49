//! What `csr` and `convert` tell: the contract's JSON fields, from which the text is
//! rendered too.

use serde::Serialize;

use super::Described;
use crate::core::material::Kind;

/// A request that was made, and the files it is in.
#[derive(Debug, Serialize)]
pub struct NewRequest {
    /// The request, as `inspect` describes it.
    #[serde(flatten)]
    pub request: Described,
    /// The request's file, then the new key's.
    pub files: Vec<Written>,
}

/// A file that was written.
#[derive(Debug, Clone, Serialize)]
pub struct Written {
    /// Its path as named.
    pub path: String,
    /// `pem` `der` `p12`
    pub format: &'static str,
    /// The kind of each item in it, in order.
    pub holds: Vec<&'static str>,
    /// The leaf certificate's or request's subject, RFC 4514.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Whether its private key is locked; absent when it holds none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encrypted: Option<bool>,
}

impl Written {
    /// Whether it holds a private key.
    pub fn is_private(&self) -> bool {
        self.encrypted.is_some()
    }
}

/// The kinds as JSON names them.
pub fn kind_names(kinds: &[Kind]) -> Vec<&'static str> {
    kinds.iter().map(|kind| kind.json_name()).collect()
}
