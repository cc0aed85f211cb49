//! Where an environment's requests go: as the profile says, else as its provider does. A host that
//! the provider calls provisional is never taken by itself.

use super::Chosen;
use crate::core::http::{Scheme, Url};
use crate::core::provider::schema::{Environment, HostRule, PathRule, Side};
use crate::core::provider::{Need, Provider};
use crate::report::Failure;

/// Bases of URLs, without a path, and the rules behind them.
pub struct Places {
    provider: Option<Provider>,
    api: Place,
    mtls: Place,
}

/// One host, or why there is none.
struct Place {
    base: Option<String>,
    /// What the provider calls it, while it is provisional.
    provisional: Option<String>,
}

impl Places {
    /// Of an environment.
    ///
    /// # Errors
    /// `Unreadable`, `Invalid` for the provider's file.
    pub fn of(chosen: &Chosen) -> crate::core::Result<Self> {
        let provider = chosen.profile.rules()?;
        let environment = &chosen.environment;
        let known = provider
            .as_ref()
            .and_then(|provider| provider.environment(&environment.name));
        let account = chosen.profile.account.as_deref();
        let place = |given: &Option<String>, side| match given {
            Some(url) => Place {
                base: Some(url.clone()),
                provisional: None,
            },
            None => Place::of(known.and_then(|known| known.host(side)), account),
        };
        let mtls = place(&environment.url, Side::Mtls);
        let theirs = Place::of(known.and_then(|known| known.host(Side::Mtls)), account);
        let api = match (&environment.api_url, &environment.url) {
            // a host of the user's own stands for all of the provider's
            (None, Some(url)) if !theirs.is_at(url) || !has_two_hosts(known) => Place {
                base: Some(url.clone()),
                provisional: None,
            },
            (given, _) => place(given, Side::Api),
        };
        Ok(Self {
            provider,
            api,
            mtls,
        })
    }

    /// The provider's rules.
    pub fn provider(&self) -> Option<&Provider> {
        self.provider.as_ref()
    }

    /// The base for a request that names only its path.
    ///
    /// # Errors
    /// Ends 2 where nobody says.
    pub fn base(&self, method: &str, path: &str, chosen: &Chosen) -> Result<&str, Failure> {
        let side = self.side(method, path).unwrap_or(Side::Mtls);
        self.at(side, chosen)
    }

    /// The base on one side.
    ///
    /// # Errors
    /// Ends 2 where nobody says.
    pub fn at(&self, side: Side, chosen: &Chosen) -> Result<&str, Failure> {
        let (place, key) = match side {
            Side::Api => (&self.api, "api-url"),
            Side::Mtls => (&self.mtls, "url"),
        };
        if let Some(base) = &place.base {
            return Ok(base.trim_end_matches('/'));
        }
        let title = self.provider.as_ref().map(|p| p.title.as_str());
        Err(match (&place.provisional, title) {
            (Some(host), Some(title)) => Failure::usage(
                format!("{title} calls its host {host} provisional, so it is not taken by itself"),
                format!(
                    "write {key} = \"https://{host}\" into [{}] when {title} has confirmed it",
                    chosen.section()
                ),
            ),
            _ => chosen.lacks(key, "where its requests go"),
        })
    }

    /// The base on one side where the environment itself says it, not its provider.
    pub fn own(&self, side: Side, chosen: &Chosen) -> Option<String> {
        let environment = &chosen.environment;
        let own = [&environment.url, &environment.api_url];
        let is_own = |base: &&str| {
            let own = own.into_iter().flatten();
            own.map(|url| url.trim_end_matches('/'))
                .any(|url| url == *base)
        };
        let base = self.at(side, chosen).ok();
        base.filter(is_own).map(str::to_owned)
    }

    /// The token endpoint by the provider's rules.
    pub fn token_url(&self, chosen: &Chosen) -> Option<String> {
        let provider = self.provider.as_ref()?;
        let known = provider.environment(&chosen.environment.name);
        if let Some(url) = known.and_then(|known| known.token_url.clone()) {
            return Some(url);
        }
        let rules = provider.token.as_ref()?;
        let account = chosen.profile.account.clone();
        let path = rules
            .path
            .fill(|name| account_only(name, account.as_deref()));
        let base = self.at(rules.host, chosen).ok()?;
        Some(format!("{base}{}", path.ok()?))
    }

    /// Every host of the environment.
    pub fn hosts(&self) -> Vec<(String, u16)> {
        let bases = [&self.mtls.base, &self.api.base];
        bases
            .into_iter()
            .flatten()
            .filter_map(|url| host(url))
            .collect()
    }

    /// Whether the environment goes there without TLS, by its own URLs.
    pub fn is_plain(&self, place: &(String, u16)) -> bool {
        let mut bases = [&self.mtls.base, &self.api.base].into_iter().flatten();
        bases.any(|base| base.starts_with("http://") && host(base).as_ref() == Some(place))
    }

    /// Holds a request against the rules: whether its host is the one that its path belongs to.
    ///
    /// # Errors
    /// Ends 2, as `wrong-host`.
    pub fn check_side(&self, method: &str, url: &Url, chosen: &Chosen) -> Result<(), Failure> {
        let path = url.target.split('?').next().unwrap_or_default();
        let here = (url.host.to_ascii_lowercase(), url.port);
        let (Some(mtls), Some(api)) = (self.mtls.host(), self.api.host()) else {
            return Ok(());
        };
        let wanted = match self.side(method, path) {
            Some(Side::Mtls) if here == api && mtls != api => &self.mtls,
            Some(Side::Api) if here == mtls && mtls != api => &self.api,
            _ => return Ok(()),
        };
        let right = wanted.base.as_deref().unwrap_or_default();
        let title = self
            .provider
            .as_ref()
            .map_or("the provider", |p| p.title.as_str());
        let host = &url.host;
        Err(Failure {
            code: Some("wrong-host"),
            ..Failure::usage(
                format!("{method} {path} belongs to another host of {title} than {host}"),
                format!(
                    "call {}{}, or name the path alone with --profile {}",
                    right.trim_end_matches('/'),
                    url.target,
                    chosen.name
                ),
            )
        })
    }

    fn side(&self, method: &str, path: &str) -> Option<Side> {
        let rule = self.rule(method, path)?;
        rule.host.or(match rule.certificate {
            Need::Required => Some(Side::Mtls),
            Need::Forbidden => Some(Side::Api),
            Need::Optional => None,
        })
    }

    fn rule(&self, method: &str, path: &str) -> Option<&PathRule> {
        self.provider.as_ref()?.path(method, path)
    }
}

impl Place {
    fn of(rule: Option<&HostRule>, account: Option<&str>) -> Self {
        let filled = rule.and_then(|rule| {
            let host = rule.host.fill(|name| account_only(name, account)).ok()?;
            Some((named(&host, rule.port), rule.confirmed))
        });
        match filled {
            Some((host, true)) => Self {
                base: Some(format!("https://{host}")),
                provisional: None,
            },
            other => Self {
                base: None,
                provisional: other.map(|(host, _)| host),
            },
        }
    }

    fn host(&self) -> Option<(String, u16)> {
        host(self.base.as_deref()?)
    }

    /// Whether this URL is of the host, provisional or not.
    fn is_at(&self, url: &str) -> bool {
        let known = self.base.as_ref().or(self.provisional.as_ref());
        let known = known.and_then(|known| host(known));
        known.is_some() && known == host(url)
    }
}

fn has_two_hosts(known: Option<&Environment>) -> bool {
    known.is_some_and(Environment::has_own_mtls_host)
}

/// Host, in lower case, and port of a URL.
pub fn host(url: &str) -> Option<(String, u16)> {
    let url = Url::read(url, true, Scheme::Https).ok()?;
    Some((url.host.to_ascii_lowercase(), url.port))
}

/// A host as a URL has it.
pub fn named(host: &str, port: u16) -> String {
    match port {
        443 => host.to_owned(),
        port => format!("{host}:{port}"),
    }
}

fn account_only(name: &str, account: Option<&str>) -> Option<String> {
    account.filter(|_| name == "account").map(str::to_owned)
}
