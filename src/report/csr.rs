//! What `csr` tells beside a request made: one looked at before (`--print`), judged (`--check`), and
//! many made from a table (`--batch`).

use serde::Serialize;

use super::{Described, Failure};
use crate::core::provider::Breach;

/// A request as the provider will see it; nothing is written.
#[derive(Debug, Serialize)]
pub struct RequestView {
    /// The request, as `inspect` describes it.
    #[serde(flatten)]
    pub request: Described,
    /// Type, value and ASN.1 string type of each attribute, in the order encoded.
    pub subject_encoding: Vec<[String; 3]>,
    /// KeyUsage asked for.
    pub key_usage: Vec<String>,
    /// ExtendedKeyUsage asked for.
    pub extended_key_usage: Vec<String>,
    /// BasicConstraints asked for: `CA:FALSE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basic_constraints: Option<&'static str>,
    /// Whether the key was made for this and thrown away.
    pub key_thrown_away: bool,
    /// The files that would be written: the request, then the new key.
    pub would_write: Vec<String>,
    /// Who would see it, when a provider is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The request itself, where its key is one to keep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pem: Option<String>,
}

/// A request held against a provider's rules.
#[derive(Debug, Serialize)]
pub struct CheckedRequest {
    /// The source as named.
    pub source: String,
    /// Its number in the source, from 0.
    pub index: usize,
    /// RFC 4514.
    pub subject: String,
    /// The provider's name.
    pub provider: String,
    /// The provider as people call it.
    #[serde(skip)]
    pub title: String,
    /// Whether nothing that the provider says itself is broken.
    pub accepted: bool,
    /// What is not as it should be.
    pub problems: Vec<Finding>,
    /// What the provider's document says to it: what to check, and the fix.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<String>,
    /// What else to know of this provider's requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One breach of a rule.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// In one word.
    pub code: &'static str,
    /// In one sentence, with what to do.
    pub message: String,
    /// Whether the provider says so itself.
    pub confirmed: bool,
}

/// What became of a table's rows, in its order.
#[derive(Debug)]
pub struct Batch {
    /// One for each row.
    pub rows: Vec<BatchRow>,
}

/// What became of one row.
#[derive(Debug, Serialize)]
pub struct BatchRow {
    /// The line that it begins on, from 1.
    pub line: u64,
    /// What became of it.
    pub status: RowStatus,
    /// RFC 4514; absent where the row has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The request's file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The key's file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Whether a key that was made is locked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encrypted: Option<bool>,
    /// SHA-256 of the request's SPKI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spki_sha256: Option<String>,
    /// What the provider may want confirmed, a sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Failure>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RowStatus {
    /// Key and request are new, or the request for a key that the row names.
    Made,
    /// The key was there, the request is new.
    Completed,
    /// Both were there.
    Skipped,
    /// Nothing was written for it.
    Failed,
    /// Its turn did not come.
    Left,
}

impl From<Breach> for Finding {
    fn from(breach: Breach) -> Self {
        Self {
            code: breach.code,
            message: breach.message,
            confirmed: breach.confirmed,
        }
    }
}

impl Batch {
    /// How many rows ended so.
    pub fn count(&self, status: RowStatus) -> usize {
        self.rows.iter().filter(|row| row.status == status).count()
    }
}
