//! Environments and their hosts.

use serde::{Deserialize, Serialize};

use super::{Template, Words, yes};

/// `[[environments]]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Environment {
    /// `sandbox`, `production`, ...
    pub name: String,
    /// Where requests go that need no certificate, and those that do when `mtls` is absent.
    #[serde(default)]
    pub api: Option<HostRule>,
    /// Where requests go that need the certificate, when that is another host.
    #[serde(default)]
    pub mtls: Option<HostRule>,
    /// The token endpoint, where it is not at `[token]`'s path on one of these hosts.
    #[serde(default)]
    pub token_url: Option<String>,
    /// What else to know.
    #[serde(default)]
    pub note: Option<Words>,
}

/// A host, with its port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostRule {
    /// Its name, perhaps with a place for the account.
    pub host: Template,
    /// Its port.
    #[serde(default = "https")]
    pub port: u16,
    /// Whether the provider says so for good; a provisional one may change.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

/// Which of the two hosts of an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The one without a certificate.
    #[default]
    Api,
    /// The one that wants the certificate.
    Mtls,
}

impl Environment {
    /// The host on this side; where there is only one it is both.
    pub fn host(&self, side: Side) -> Option<&HostRule> {
        match side {
            Side::Api => self.api.as_ref().or(self.mtls.as_ref()),
            Side::Mtls => self.mtls.as_ref().or(self.api.as_ref()),
        }
    }

    /// Whether the two sides are different hosts.
    pub fn has_own_mtls_host(&self) -> bool {
        match (&self.api, &self.mtls) {
            (Some(api), Some(mtls)) => (&api.host, api.port) != (&mtls.host, mtls.port),
            _ => false,
        }
    }

    /// Its rule of this host and port, and the side that it is; the API's first.
    pub fn side_of(&self, host: &str, port: u16) -> Option<(Side, &HostRule)> {
        let sides = [(Side::Api, &self.api), (Side::Mtls, &self.mtls)];
        let known = sides
            .into_iter()
            .filter_map(|(side, rule)| Some((side, rule.as_ref()?)));
        let mut of_name = known.filter(|(_, rule)| rule.host.read(host).is_some());
        let first = of_name.next()?;
        let exact = std::iter::once(first)
            .chain(of_name)
            .find(|(_, rule)| rule.port == port);
        Some(exact.unwrap_or(first))
    }
}

fn https() -> u16 {
    443
}
