//! Where a request is sent to be signed, where a certificate is revoked, and the other direction:
//! the provider's own certificate, signed by you.

use serde::{Deserialize, Serialize};

use super::{Exchanged, HeaderRule, Need, Side, Template, Words, as_text, post, yes};
use crate::core::issue::Digest;

/// `[sign]`: the request goes out as its PEM text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SignRules {
    /// The request's method.
    #[serde(default = "post")]
    pub method: String,
    /// The host of the environment that it is on.
    #[serde(default)]
    pub host: Side,
    /// The whole URL, where it is on none of the environments' hosts; goes before `host` and `path`.
    #[serde(default)]
    pub url: Option<Template>,
    /// Its path.
    #[serde(default)]
    pub path: Option<Template>,
    /// `Content-Type`.
    #[serde(default = "plain")]
    pub content_type: String,
    /// `Accept`.
    #[serde(default)]
    pub accept: Option<String>,
    /// Further headers, the credentials above all.
    #[serde(default)]
    pub headers: Vec<HeaderRule>,
    /// The subject's field that names the account.
    #[serde(default)]
    pub account: Option<AccountRule>,
    /// What comes back.
    #[serde(default)]
    pub returns: Returned,
    /// Where the certificate stands in a JSON answer, with dots between: `data.certificate`; without
    /// it all of the answer is searched.
    #[serde(default)]
    pub field: Option<String>,
    /// The client certificate.
    #[serde(default)]
    pub certificate: Need,
    /// The permission that the caller needs.
    #[serde(default)]
    pub permission: Option<Words>,
    /// What else to know.
    #[serde(default)]
    pub note: Option<Words>,
    /// Whether the provider says so itself.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

/// `[revoke]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RevokeRules {
    /// The request's method.
    #[serde(default = "delete")]
    pub method: String,
    /// The host of the environment that it is on.
    #[serde(default)]
    pub host: Side,
    /// The whole URL, where it is on none of the environments' hosts.
    #[serde(default)]
    pub url: Option<Template>,
    /// Its path, with `{serial}`: hex digits.
    #[serde(default)]
    pub path: Option<Template>,
    /// `Content-Type`, where one is wanted although there is no body.
    #[serde(default)]
    pub content_type: Option<String>,
    /// `Accept`.
    #[serde(default)]
    pub accept: Option<String>,
    /// The client certificate.
    #[serde(default)]
    pub certificate: Need,
    /// Further headers, the credentials above all.
    #[serde(default)]
    pub headers: Vec<HeaderRule>,
    /// The permission that the caller needs.
    #[serde(default)]
    pub permission: Option<Words>,
    /// What else to know.
    #[serde(default)]
    pub note: Option<Words>,
    /// Whether the provider says so itself.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

/// Which field of the subject has to name the account that the request is sent for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountRule {
    /// Its short name.
    pub field: String,
    /// Whether the provider says so itself.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

/// What a signing endpoint answers with; whatever is said, all of them are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Returned {
    /// The certificate in PEM.
    #[default]
    Pem,
    /// The certificate in DER.
    Der,
    /// JSON that has it in one of its strings.
    Json,
}

/// `[outbound]`: the provider calls you, and presents a certificate that your CA has signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outbound {
    /// What it calls you for.
    pub calls: Vec<Words>,
    /// How long its certificate is to last, in days.
    #[serde(default)]
    pub days: Option<u32>,
    /// The digest under its signature.
    #[serde(default, with = "optional")]
    pub digest: Option<Digest>,
    /// What you give back.
    #[serde(default)]
    pub returns: Vec<Exchanged>,
    /// What else to know.
    #[serde(default)]
    pub note: Option<Words>,
}

fn delete() -> String {
    "DELETE".into()
}

fn plain() -> String {
    "text/plain".into()
}

/// `as_text` for what may be absent.
mod optional {
    use serde::{Deserializer, Serializer};

    use super::{Digest, as_text};

    pub fn serialize<S: Serializer>(value: &Option<Digest>, out: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(digest) => as_text::serialize(digest, out),
            None => out.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Digest>, D::Error> {
        as_text::deserialize(from).map(Some)
    }
}
