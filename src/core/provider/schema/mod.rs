//! The schema of a provider's file: everything that its documents say and that a program can hold
//! itself to. What a file leaves out is not known, or for requests what holds in general. A rule with
//! `confirmed = false` is not the provider's final word: it is told, and refuses nothing. Plain
//! data; must not judge, and must not connect.

mod call;
mod csr;
mod issuing;
mod life;
mod place;
mod symptom;
mod template;
mod token;
mod words;

pub use call::{Example, HeaderRule, PathPattern, PathRule, SensitiveRule};
pub use csr::{
    CsrRules, DigestRule, FieldRule, Form, KeyRule, Need, RsaRange, SanRule, StringType, UsageRule,
};
pub use issuing::{AccountRule, Outbound, Returned, RevokeRules, SignRules};
pub use life::{
    CertificateRules, Container, Exchanged, FileRules, From, Part, Renewal, Tier, TlsRules,
};
pub use place::{Environment, HostRule, Side};
pub use symptom::{Moment, Practice, Stage, Step, Symptom};
pub use template::Template;
pub use token::{BodyShape, EarlierToken, TokenRules};
pub use words::Words;

use serde::{Deserialize, Serialize};

/// One provider's rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Provider {
    /// The word it is chosen by.
    pub name: String,
    /// As people call it, in a sentence.
    pub title: String,
    /// What it is, in one line of a list.
    #[serde(default)]
    pub about: Option<String>,
    /// Whether its mTLS can be used yet; false where it is announced only.
    #[serde(default = "yes")]
    pub available: bool,
    /// The language of its own words, as a tag of BCP 47.
    #[serde(default = "english")]
    pub language: String,
    /// What else to know, a sentence each.
    #[serde(default)]
    pub notes: Vec<Words>,
    /// `[[sources]]`: the documents that the rules are from.
    #[serde(default)]
    pub sources: Vec<SourceDocument>,
    /// `[csr]`: what its signing requests have to be.
    #[serde(default)]
    pub csr: CsrRules,
    /// `[sign]`: where a request is sent, when there is an API for it.
    #[serde(default)]
    pub sign: Option<SignRules>,
    /// `[revoke]`: where a certificate is revoked, when there is an API for it.
    #[serde(default)]
    pub revoke: Option<RevokeRules>,
    /// `[outbound]`: the calls that it makes to you, with a certificate of its own.
    #[serde(default)]
    pub outbound: Option<Outbound>,
    /// `[certificate]`: how long it lasts, how many there may be, when to renew.
    #[serde(default)]
    pub certificate: CertificateRules,
    /// `[files]`: the forms that it takes and gives.
    #[serde(default)]
    pub files: FileRules,
    /// `[tls]`: what its handshakes want.
    #[serde(default)]
    pub tls: TlsRules,
    /// `[[environments]]`, in the order of the file.
    #[serde(default)]
    pub environments: Vec<Environment>,
    /// `[token]`: how a token is got.
    #[serde(default)]
    pub token: Option<TokenRules>,
    /// `[[paths]]`: which host and which credentials a request needs; the first that fits holds.
    #[serde(default)]
    pub paths: Vec<PathRule>,
    /// `[[headers]]` that requests have to carry.
    #[serde(default)]
    pub headers: Vec<HeaderRule>,
    /// `[[sensitive]]`: fields of answers that are never to be shown.
    #[serde(default)]
    pub sensitive: Vec<SensitiveRule>,
    /// `[[steps]]`: from nothing to a verified call, and from one certificate to the next.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// `[[symptoms]]`: what goes wrong, why, and what to check in order.
    #[serde(default)]
    pub symptoms: Vec<Symptom>,
    /// `[[practices]]`: what it advises.
    #[serde(default)]
    pub practices: Vec<Practice>,
}

/// A document that rules are from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceDocument {
    /// Its title.
    pub title: String,
    /// Where it stands, when it is public.
    #[serde(default)]
    pub url: Option<String>,
}

impl Provider {
    /// The environment of this name.
    pub fn environment(&self, name: &str) -> Option<&Environment> {
        self.environments.iter().find(|e| e.name == name)
    }

    /// The first rule for a request's method and path (without its query).
    pub fn path(&self, method: &str, path: &str) -> Option<&PathRule> {
        self.paths.iter().find(|rule| rule.covers(method, path))
    }

    /// The fields of this path's requests and answers that are never to be shown; a token endpoint's
    /// tokens among them.
    pub fn sensitive_at<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a str> {
        let rules = self.sensitive.iter();
        let here = |rule: &&SensitiveRule| {
            rule.paths.is_empty() || rule.paths.iter().any(|rule| rule.matches(path))
        };
        let tokens = self.token.as_ref().filter(|token| token.is_at(path));
        let tokens = tokens.map_or(&[][..], |_| TOKENS);
        let named = rules.filter(here).map(|rule| rule.field.as_str());
        named.chain(tokens.iter().copied())
    }

    /// The headers that a request has to carry, by method and path.
    pub fn headers_for<'a>(
        &'a self,
        method: &'a str,
        path: &'a str,
    ) -> impl Iterator<Item = &'a HeaderRule> {
        self.headers
            .iter()
            .filter(move |rule| rule.covers(method, path))
    }
}

/// RFC 6749 section 5.1; OpenID Connect Core, 3.1.3.3.
const TOKENS: &[&str] = &["access_token", "refresh_token", "id_token"];

fn yes() -> bool {
    true
}

fn post() -> String {
    "POST".into()
}

fn english() -> String {
    "en".into()
}

/// Text where the value stands for itself in a file: its own `FromStr` and `Display`.
mod as_text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<T: Display, S: Serializer>(value: &T, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(value)
    }

    pub fn deserialize<'de, T, D>(from: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        let text = String::deserialize(from)?;
        text.parse().map_err(Error::custom)
    }
}

/// The same for lists.
mod as_texts {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<T: Display, S: Serializer>(list: &[T], out: S) -> Result<S::Ok, S::Error> {
        out.collect_seq(list.iter().map(ToString::to_string))
    }

    pub fn deserialize<'de, T, D>(from: D) -> Result<Vec<T>, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        let list = Vec::<String>::deserialize(from)?;
        let parsed: Result<_, _> = list.iter().map(|text| text.parse::<T>()).collect();
        parsed.map_err(Error::custom)
    }
}
