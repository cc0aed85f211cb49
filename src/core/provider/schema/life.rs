//! A certificate's life, the files that it comes in, and what its handshakes want.

use serde::{Deserialize, Serialize};

use super::{Need, Words, yes};

/// `[certificate]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct CertificateRules {
    /// Who signs it.
    pub issuer: Option<Words>,
    /// The longest it lasts, in days.
    pub days: Option<u32>,
    /// How many may be active at once.
    pub most_active: Option<u32>,
    /// The purposes that it has to have (`clientAuth`).
    pub purposes: Vec<String>,
    /// Whether each environment has to have its own.
    pub per_environment: bool,
    /// What it is bound to, and what else to know.
    pub notes: Vec<Words>,
    /// `[certificate.renewal]`
    pub renewal: Renewal,
}

/// `[certificate.renewal]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Renewal {
    /// Whether the provider announces when it may be renewed.
    pub announced: bool,
    /// Whether it comes by itself; `None` where nothing is said.
    pub automatic: Option<bool>,
    /// To be begun so many days before the end.
    pub lead: Option<u32>,
    /// What is said so many days before the end, the longest first.
    pub tiers: Vec<Tier>,
    /// Whether the new one is got with the request of the old one.
    pub same_request: Need,
    /// The old one is kept so many hours after the change, and watched.
    pub watch_hours: Option<u32>,
    /// What else to know.
    pub notes: Vec<Words>,
}

/// `[[certificate.renewal.tiers]]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// From so many days before the end; 0 is the end itself.
    pub days: u32,
    /// In one word: `warning`, `urgent`, `expired`.
    pub status: String,
    /// What to do.
    pub meaning: Words,
}

/// `[files]`: the material that the provider takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct FileRules {
    /// The forms that it takes; any where none is named.
    pub accepts: Vec<Container>,
    /// What stands in one file, in this order; any where none is named.
    pub order: Vec<Part>,
    /// Nothing but PEM blocks may stand there: no bag attributes, no text.
    pub bare: bool,
    /// Whether the private key has to be locked.
    pub locked: Need,
    /// Whether it has to be valid now.
    pub unexpired: bool,
    /// `[[files.exchanged]]`: what goes between you and the provider.
    pub exchanged: Vec<Exchanged>,
    /// What else to know.
    pub notes: Vec<Words>,
    /// Whether the provider says so itself.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

/// A form of material.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Container {
    /// Text with BEGIN and END.
    Pem,
    /// Binary.
    Der,
    /// PKCS#12: .pfx, .p12.
    P12,
    /// PKCS#7: .p7b.
    P7b,
    /// A Java keystore.
    Jks,
}

/// What stands in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The leaf.
    Certificate,
    /// Its issuers.
    Chain,
    /// The private key.
    Key,
}

/// A file that goes between you and the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchanged {
    /// Its name in the document.
    pub name: String,
    /// Who makes it.
    pub from: From,
    /// Whether it has to be there.
    #[serde(default = "required")]
    pub need: Need,
    /// What it is for.
    pub meaning: Words,
}

/// Who makes a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum From {
    /// You.
    You,
    /// The provider.
    Provider,
}

/// `[tls]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TlsRules {
    /// The lowest version: `1.2` or `1.3`.
    pub least: Option<String>,
    /// Cipher suites that are named, by OpenSSL's names.
    pub ciphers: Vec<String>,
    /// Whether a CA file of the provider's own has to be trusted for its servers.
    pub ca: Need,
    /// What else to know.
    pub notes: Vec<Words>,
}

fn required() -> Need {
    Need::Required
}
