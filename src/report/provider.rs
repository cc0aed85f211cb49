//! What `provider`, `csr submit` and `revoke` tell. The rules themselves are core's own struct.

use serde::Serialize;

use super::csr::Finding;
use super::{Described, Written};
use crate::core::provider::{Mistake, Provider};

/// A provider in the list.
#[derive(Debug, Serialize)]
pub struct Listed {
    /// The word it is chosen by.
    pub name: String,
    /// As people call it.
    pub title: String,
    /// What it is.
    pub about: String,
    /// Whether its mTLS can be used yet.
    pub available: bool,
    /// Whether it signs requests.
    pub signs: bool,
    /// Whether it has an API for that.
    pub signs_by_api: bool,
    /// Its environments.
    pub environments: Vec<String>,
}

/// What became of a file that was checked.
#[derive(Debug, Serialize)]
pub struct CheckedFile {
    /// The file as named.
    pub file: String,
    /// Whether it is sound, or would be taken.
    pub ok: bool,
    /// The provider that it is, or that it was held against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// What is wrong with rules.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mistakes: Vec<Mistake>,
    /// What is wrong with material.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Finding>,
    /// What is not wrong, and worth knowing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// What the provider's document says to do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<String>,
}

/// A certificate that came back for a request.
#[derive(Debug, Serialize)]
pub struct Submitted {
    /// The certificate, as `inspect` describes it.
    #[serde(flatten)]
    pub certificate: Described,
    /// The endpoint that signed it.
    pub url: String,
    /// The account it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The private key that it was paired with; `null` when none was named.
    pub paired_with: Option<String>,
    /// The file that it is in.
    pub file: Written,
}

/// A certificate that is revoked now.
#[derive(Debug, Serialize)]
pub struct Revoked {
    /// Its serial number, lower-case hex.
    pub serial: String,
    /// Its subject, where the certificate was at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The endpoint.
    pub url: String,
    /// The answer's status.
    pub status: u16,
}

impl From<&Provider> for Listed {
    fn from(provider: &Provider) -> Self {
        let environments = provider.environments.iter();
        Self {
            name: provider.name.clone(),
            title: provider.title.clone(),
            about: provider.about.clone().unwrap_or_default(),
            available: provider.available,
            signs: provider.csr.taken,
            signs_by_api: provider.sign.is_some(),
            environments: environments.map(|e| e.name.clone()).collect(),
        }
    }
}
