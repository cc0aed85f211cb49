//! A provider's own words for a failure: what it means there, what to check in order, what to do;
//! and whether the request went to the right host at all. Pure: the failure's code and what was
//! asked, nothing of the connection. The evidence stays; the code changes only where a path shows
//! that the request belongs to another host.

mod exact;

use super::ProviderRef;
use super::schema::{Environment, HostRule, Moment, Need, Provider, Side, Symptom};
use crate::core::diagnosis::Code;

/// What was being done when it failed.
#[derive(Debug, Clone)]
pub struct Occasion<'a> {
    /// In which part of a certificate's life.
    pub at: Moment,
    /// The host that was asked; empty where none was.
    pub host: &'a str,
    /// Its port.
    pub port: u16,
    /// The method, in any case.
    pub method: &'a str,
    /// Path and query.
    pub target: &'a str,
    /// The names of the headers that were sent.
    pub headers: Vec<String>,
    /// The answer's status, when one came.
    pub status: Option<u16>,
    /// The answer's body, as far as it was kept.
    pub said: &'a str,
}

/// What a provider has to say of a failure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advice {
    /// The code and summary that take the place of the general ones.
    pub instead: Option<(Code, String)>,
    /// Lines of evidence: what it means there, then `check 1: ..` and so on.
    pub lines: Vec<String>,
    /// What to do.
    pub fix: String,
    /// Whether that goes before all other advice; else it follows what is known already.
    pub decides: bool,
    /// The cause in the provider's words, where that goes before what a status alone says.
    pub headline: Option<String>,
    /// The answer's status is one that the provider speaks of.
    pub is_by_status: bool,
    /// Whether the provider does not say so itself.
    pub is_likely: bool,
}

/// What this provider says of a failure with this code; `None` where it has nothing to say.
pub fn advise(provider: &Provider, code: &str, occasion: &Occasion<'_>) -> Option<Advice> {
    let wrong = wrong_host(provider, code, occasion);
    let row = symptom(provider, code, occasion);
    let credentials = missing_credentials(provider, occasion);
    let missing = missing_headers(provider, occasion, &credentials);
    let mut advice = match (wrong, row) {
        (Some(wrong), _) => wrong,
        (None, Some(row)) => {
            exact::of_row(provider, row, code).unwrap_or_else(|| of_row(provider, row, code))
        }
        (None, None) if missing.is_empty() => return None,
        (None, None) => Advice {
            fix: "send the headers that are missing".into(),
            ..Advice::default()
        },
    };
    if exact::speaks_of_another_matter(occasion.said) {
        advice.headline = None;
        advice.decides = false;
    }
    if !credentials.is_empty() {
        advice.headline = None;
        advice.decides = true;
        advice.fix = format!(
            "fill in {} (-H 'NAME: VALUE'); an empty value sends none, as in curl",
            credentials.join(" and ")
        );
    }
    advice.lines.splice(0..0, missing);
    Some(advice)
}

/// The built-in provider that has this host.
pub fn of_host(host: &str) -> Option<Provider> {
    // a name that no built-in file has in it needs no reading of them all
    let domain = host.rsplit('.').take(2).collect::<Vec<_>>();
    let domain = domain.into_iter().rev().collect::<Vec<_>>().join(".");
    let domain = domain.to_ascii_lowercase();
    let candidates = ProviderRef::built_in().filter(|named| named.mentions(&domain));
    candidates
        .filter_map(|named| named.load().ok())
        .find(|provider| environment(provider, host, 443).is_some())
}

fn of_row(provider: &Provider, row: &Symptom, code: &str) -> Advice {
    let headline = exact::headline(row, code);
    let (title, head, cause) = (&provider.title, &row.title.en, &row.cause);
    let means = match (row.confirmed, &headline) {
        (true, Some(_)) => format!("{title} has this as \"{head}\""),
        (true, None) => format!("{title} on \"{head}\": {cause}"),
        (false, _) => {
            format!("likely at {title}, whose documents do not say so: \"{head}\": {cause}")
        }
    };
    let checks = row.check.iter().enumerate();
    let checks = checks.map(|(at, check)| format!("{CHECK}{}: {check}", at + 1));
    Advice {
        instead: None,
        lines: std::iter::once(means).chain(checks).collect(),
        fix: row.fix.to_string(),
        headline,
        is_by_status: !row.status.is_empty(),
        // a guess of ours goes before nothing
        decides: row.confirmed && (!row.words.is_empty() || !row.status.is_empty()),
        is_likely: !row.confirmed,
    }
}

/// The row that fits best: by the server's words, then by the status, then by the code.
fn symptom<'p>(provider: &'p Provider, code: &str, o: &Occasion<'_>) -> Option<&'p Symptom> {
    let said = o.said.to_lowercase();
    let path = o.target.split('?').next().unwrap_or_default();
    let side = environment(provider, o.host, o.port).map(|(_, side, _)| side);
    let moments = exact::moments(provider, o);
    let fits = |row: &&Symptom| {
        let by_words = |words: &String| said.contains(&words.to_lowercase());
        (row.at.is_empty() || row.at.iter().any(|at| moments.contains(at)))
            && (row.status.is_empty() || o.status.is_some_and(|s| row.status.contains(&s)))
            && (row.words.is_empty() || row.words.iter().any(by_words))
            && (row.codes.is_empty() || row.codes.iter().any(|known| known == code))
            && (row.paths.is_empty() || row.paths.iter().any(|rule| rule.matches(path)))
            && (row.host.is_none() || side.is_none() || row.host == side)
    };
    let weight = |row: &&Symptom| {
        let named = [
            row.codes.is_empty(),
            row.status.is_empty(),
            row.words.is_empty(),
        ];
        let weights = named.iter().zip([1, 2, 4]);
        weights
            .map(|(empty, weight)| if *empty { 0 } else { weight })
            .sum::<u8>()
    };
    let rows = provider.symptoms.iter().filter(fits);
    // the first of those that weigh most
    rows.rev().max_by_key(weight)
}

/// The path is known to belong to the other host of this environment, and the failure is one that
/// this explains.
fn wrong_host(provider: &Provider, code: &str, o: &Occasion<'_>) -> Option<Advice> {
    if o.host.is_empty() || !may_be_host(code, o.status) {
        return None;
    }
    let path = o.target.split('?').next().unwrap_or_default();
    let wanted = provider.path(o.method, path)?.host?;
    let (environment, side, _) = environment(provider, o.host, o.port)?;
    if side == wanted || !environment.has_own_mtls_host() {
        return None;
    }
    let right = environment.host(wanted)?;
    Some(to_the_other(provider, environment, wanted, right, o))
}

fn to_the_other(
    provider: &Provider,
    environment: &Environment,
    wanted: Side,
    right: &HostRule,
    o: &Occasion<'_>,
) -> Advice {
    let title = &provider.title;
    let path = o.target.split('?').next().unwrap_or_default();
    let which = match wanted {
        Side::Mtls => "mTLS host",
        Side::Api => "API host",
    };
    let port = match right.port {
        443 => String::new(),
        port => format!(":{port}"),
    };
    let method = o.method.to_uppercase();
    let summary = format!(
        "{method} {path} belongs to the {which} of {title}, and was sent to {}",
        o.host
    );
    let name = &environment.name;
    let host = &right.host;
    let provisional = if right.confirmed {
        ""
    } else {
        " (provisional: confirm host and port with the provider)"
    };
    Advice {
        instead: Some((Code::WrongHost, summary)),
        lines: vec![format!(
            "the {which} of its {name} is {host}{port}{provisional}"
        )],
        fix: format!("call https://{host}{port}{path} instead"),
        decides: true,
        ..Advice::default()
    }
}

/// Statuses and refusals that a host gives to what it does not serve; not what it says of a token or
/// of the request itself.
fn may_be_host(code: &str, status: Option<u16>) -> bool {
    let is_plain = ["unauthorized", "forbidden", "http-error", "token-refused"].contains(&code);
    match status {
        Some(status) => {
            is_plain
                && [401, 403, 404, 405, 421].contains(&status)
                && !(status == 401 && code == "token-refused")
        }
        None => {
            code.starts_with("client-c") || code == "handshake-closed" || code == "connection-reset"
        }
    }
}

/// Said of a request that the server found bad, or forbade.
fn missing_headers(provider: &Provider, o: &Occasion<'_>, credentials: &[String]) -> Vec<String> {
    if !may_lack_headers(o) {
        return Vec::new();
    }
    let path = o.target.split('?').next().unwrap_or_default();
    let rules = provider.headers_for(o.method, path);
    let lacking = rules.filter(|rule| {
        let sent = o
            .headers
            .iter()
            .any(|name| name.eq_ignore_ascii_case(&rule.name));
        rule.need == Need::Required && !sent
    });
    let line = |name: &str| {
        format!(
            "{} wants the header {name} here, and the request has none",
            provider.title
        )
    };
    let lacking = lacking.map(|rule| rule.name.as_str());
    let all = credentials.iter().map(String::as_str).chain(lacking);
    all.map(line).collect()
}

fn missing_credentials(provider: &Provider, o: &Occasion<'_>) -> Vec<String> {
    match may_lack_headers(o) {
        true => exact::missing_credentials(provider, o),
        false => Vec::new(),
    }
}

fn may_lack_headers(o: &Occasion<'_>) -> bool {
    o.status.is_some_and(|status| (400..500).contains(&status)) && o.at == Moment::Call
}

fn environment<'p>(
    provider: &'p Provider,
    host: &str,
    port: u16,
) -> Option<(&'p Environment, Side, &'p HostRule)> {
    provider.environments.iter().find_map(|environment| {
        let (side, rule) = environment.side_of(host, port)?;
        Some((environment, side, rule))
    })
}

/// How a line begins that is to be checked, before its number.
pub const CHECK: &str = "check ";

#[cfg(test)]
mod tests;
