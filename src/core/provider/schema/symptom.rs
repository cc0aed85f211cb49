//! What goes wrong, in the provider's own terms; and what it advises.

use serde::{Deserialize, Serialize};

use super::{PathPattern, Side, Words, yes};

/// `[[symptoms]]`: all that is named of `at`, `status`, `words`, `codes`, `paths`, `host` has to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Symptom {
    /// As the document heads it.
    pub title: Words,
    /// When it shows; at any moment when empty.
    #[serde(default)]
    pub at: Vec<Moment>,
    /// The HTTP status, one of these; any when empty.
    #[serde(default)]
    pub status: Vec<u16>,
    /// The answer's body has one of these, whatever their case; not asked for when empty.
    #[serde(default)]
    pub words: Vec<String>,
    /// The diagnosis codes, or those of a refused request (`field-missing`); any when empty.
    #[serde(default)]
    pub codes: Vec<String>,
    /// The paths that were asked, one of these; any when empty.
    #[serde(default)]
    pub paths: Vec<PathPattern>,
    /// The side on which the request was made; either when absent.
    #[serde(default)]
    pub host: Option<Side>,
    /// What it means at this provider.
    pub cause: Words,
    /// What to check, in this order.
    #[serde(default)]
    pub check: Vec<Words>,
    /// What to do.
    pub fix: Words,
    /// Whether the provider says so itself.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

impl Symptom {
    /// Nothing tells it from other failures at the same moment.
    pub fn is_general(&self) -> bool {
        self.status.is_empty() && self.words.is_empty() && self.codes.is_empty()
    }
}

/// When something goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Moment {
    /// A request is judged.
    Csr,
    /// A request is sent to be signed.
    Sign,
    /// A certificate is revoked.
    Revoke,
    /// A token is asked for.
    Token,
    /// The API is called.
    Call,
    /// Files are read or handed over.
    Files,
}

/// `[[steps]]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The part that it belongs to.
    pub stage: Stage,
    /// What to do.
    #[serde(rename = "do")]
    pub what: Words,
    /// The command that does it here.
    #[serde(default)]
    pub run: Option<String>,
}

/// Parts of a certificate's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// From nothing to a certificate.
    Onboarding,
    /// The first verified call.
    Call,
    /// From one certificate to the next.
    Renewal,
    /// When a certificate has to change before its time.
    Rotation,
    /// The provider calls you.
    Outbound,
}

/// `[[practices]]`: one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// What to do.
    #[serde(rename = "do", default, skip_serializing_if = "Option::is_none")]
    pub what: Option<Words>,
    /// What not to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avoid: Option<Words>,
}
