//! Where a provider's sign and revoke endpoints are for an account: the URL in full, the account that
//! a subject names, the headers that are missing. Must not send anything.

use super::Breach;
use super::schema::{AccountRule, Environment, HeaderRule, Need, Provider, Side, Template};
use crate::core::material::Name;
use crate::core::{Error, Result};

/// What a file says of an endpoint.
#[derive(Debug, Clone, Copy)]
pub struct Place<'p> {
    /// The whole URL, when it is given.
    pub url: Option<&'p Template>,
    /// Else its path,
    pub path: Option<&'p Template>,
    /// and the host that it is on,
    pub host: Side,
    /// unless another stands for the provider's: scheme, host and port, without a path.
    pub base: Option<&'p str>,
}

/// The URL, its places filled.
///
/// # Errors
/// `Invalid` naming what is missing: the environment, the account, the serial number.
pub fn url(
    provider: &Provider,
    place: Place<'_>,
    environment: Option<&str>,
    value: impl Fn(&str) -> Option<String>,
) -> Result<String> {
    let fill = |template: &Template| {
        // a value ends up in host or path: nothing there may lead elsewhere
        template
            .fill(|name| value(name).filter(|v| is_plain(v)))
            .map_err(|name| missing(name, value(name).as_deref()))
    };
    if let Some(url) = place.url {
        return fill(url);
    }
    if let (Some(base), Some(path)) = (place.base, place.path) {
        return Ok(format!("{}{}", base.trim_end_matches('/'), fill(path)?));
    }
    let environment = chosen(provider, environment)?;
    let rule = environment.host(place.host).ok_or_else(|| Error::Invalid {
        problem: format!(
            "the host of {} is not known ({})",
            provider.title, environment.name
        ),
        fix: "give the whole endpoint with --url".into(),
    })?;
    let port = match rule.port {
        443 => String::new(),
        port => format!(":{port}"),
    };
    let host = fill(&rule.host)?;
    let path = place.path.map(fill).transpose()?.unwrap_or_default();
    Ok(format!("https://{host}{port}{path}"))
}

/// The account that the subject names, where the provider says which field that is.
pub fn account_of(rule: Option<&AccountRule>, subject: &Name) -> Option<String> {
    subject
        .first(&rule?.field)
        .map(|value| value.trim().to_owned())
}

/// The subject names another account than the one that the request would be sent for.
pub fn other_account(
    provider: &Provider,
    rule: Option<&AccountRule>,
    subject: &Name,
    account: &str,
) -> Option<Breach> {
    let rule = rule?;
    let (title, field) = (&provider.title, &rule.field);
    let message = match account_of(Some(rule), subject) {
        Some(named) if named == account => return None,
        Some(named) => format!(
            "the account is `{account}`, and the request's {field} is `{named}`; {title} wants them to be the same"
        ),
        None => format!("the request has no {field}, where {title} wants the account `{account}`"),
    };
    Some(Breach {
        code: "account",
        message,
        confirmed: rule.confirmed,
    })
}

/// The headers that have to be there and are not; none where an optional credential stands in.
pub fn missing_headers<'p>(rules: &'p [HeaderRule], sent: &[&str]) -> Vec<&'p HeaderRule> {
    let is_sent = |rule: &HeaderRule| {
        sent.iter()
            .any(|name| name.eq_ignore_ascii_case(&rule.name))
    };
    let stands_in = |rule: &HeaderRule| rule.secret && rule.need == Need::Optional && is_sent(rule);
    let has_other = rules.iter().any(stands_in);
    let missing = rules
        .iter()
        .filter(|rule| rule.need == Need::Required && rule.confirmed && !is_sent(rule));
    missing.filter(|rule| !(rule.secret && has_other)).collect()
}

fn chosen<'p>(provider: &'p Provider, name: Option<&str>) -> Result<&'p Environment> {
    let names = || {
        let names: Vec<&str> = provider
            .environments
            .iter()
            .map(|e| e.name.as_str())
            .collect();
        names.join(", ")
    };
    match (name, provider.environments.as_slice()) {
        (Some(name), _) => provider.environment(name).ok_or_else(|| Error::Invalid {
            problem: format!("{} has no environment `{name}`", provider.title),
            fix: format!("name one of these with --environment: {}", names()),
        }),
        (None, [only]) => Ok(only),
        (None, []) => Err(Error::Invalid {
            problem: format!("the endpoint of {} is not known", provider.title),
            fix: "give it with --url".into(),
        }),
        (None, _) => Err(Error::Invalid {
            problem: format!("{} has several environments", provider.title),
            fix: format!("name one with --environment: {}", names()),
        }),
    }
}

fn missing(name: &str, given: Option<&str>) -> Error {
    match given {
        Some(given) => Error::Invalid {
            problem: format!("the {name} `{given}` cannot stand in a host name or path"),
            fix: "letters, digits, - and _ can".into(),
        },
        None if name == "account" => Error::Invalid {
            problem: "the account is not known".into(),
            fix: "give it with --account".into(),
        },
        None if name == "serial" => Error::Invalid {
            problem: "{serial} cannot be filled in: a request has no serial number yet".into(),
            fix: "{account} can; correct the URL".into(),
        },
        None => Error::Invalid {
            problem: format!(
                "{{{name}}} is no placeholder; there are {{account}} and {{serial}} (of what is revoked)"
            ),
            fix: "correct that word of the URL".into(),
        },
    }
}

fn is_plain(value: &str) -> bool {
    !value.is_empty()
        && value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::provider::ProviderRef;

    #[test]
    fn an_endpoint_is_made_whole_and_leads_nowhere_else() {
        let vtex = ProviderRef::BuiltIn("vtex").load().unwrap();
        let sign = vtex.sign.as_ref().unwrap();
        let place = Place {
            url: None,
            path: sign.path.as_ref(),
            host: sign.host,
            base: None,
        };
        let made = |account: Option<&str>, environment| {
            let value = |_: &str| account.map(str::to_owned);
            url(&vtex, place, environment, value).map_err(|e| e.to_string())
        };
        assert_eq!(
            made(Some("acme"), None).unwrap(),
            "https://acme.vtexcommercestable.com.br/api/edge/private-certificates/sign"
        );
        assert!(
            made(None, None)
                .unwrap_err()
                .contains("account is not known")
        );
        for bad in ["", "a.b", "evil.example/", "a@b", "a b"] {
            assert!(made(Some(bad), None).is_err(), "{bad}");
        }
        let no_such = made(Some("acme"), Some("sandbox")).unwrap_err();
        assert!(no_such.contains("no environment `sandbox`"));
        let base = Some("https://127.0.0.1:8443/");
        let elsewhere = url(&vtex, Place { base, ..place }, None, |_| None).unwrap();
        assert_eq!(
            elsewhere,
            "https://127.0.0.1:8443/api/edge/private-certificates/sign"
        );
    }
}
