//! What no single key shows: keys of a provider's file that contradict each other (mistakes), and
//! what its author will want to know (warnings).

use std::collections::HashSet;

use super::judge::BREACHES;
use super::schema::{Need, Provider, Template};
use crate::core::diagnosis::Code;

/// Every contradiction: the key, and one sentence.
pub fn mistakes(provider: &Provider) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut say = |key: &str, what: String| found.push((key.to_owned(), what));
    if let Some(field) = provider.csr.field_named_twice() {
        say("csr.subject", format!("{field} stands there twice"));
    }
    if let Some((key, what)) = provider.csr.bad_usage() {
        say(key, what);
    }
    if let Some((key, what)) = provider.token.as_ref().and_then(|t| t.contradiction()) {
        say(&format!("token.{key}"), what);
    }
    let mut names = HashSet::new();
    for environment in &provider.environments {
        if !names.insert(&environment.name) {
            let what = format!("`{}` stands there twice", environment.name);
            say("environments.name", what);
        }
    }
    endpoints(provider, &mut say);
    words(provider, &mut say);
    codes(provider, &mut say);
    for practice in &provider.practices {
        if practice.what.is_some() == practice.avoid.is_some() {
            say("practices", "a practice has either `do` or `avoid`".into());
        }
    }
    if let Some(odd) = provider
        .tls
        .least
        .as_ref()
        .filter(|v| !["1.2", "1.3"].contains(&v.as_str()))
    {
        say("tls.least", format!("`{odd}` is neither 1.2 nor 1.3"));
    }
    let tiers = &provider.certificate.renewal.tiers;
    if !tiers.iter().rev().map(|tier| tier.days).is_sorted() {
        say(
            "certificate.renewal.tiers",
            "the longest stands first".into(),
        );
    }
    found
}

/// What is not wrong, and worth knowing; a sentence each.
pub fn warnings(provider: &Provider) -> Vec<String> {
    let mut found = Vec::new();
    let mut say = |what: &str| found.push(what.to_owned());
    if provider.environments.is_empty() {
        say("it names no environments: hosts are not told apart");
    }
    if provider.sources.is_empty() {
        say("it names no [[sources]]: nobody can look its rules up");
    }
    if provider.symptoms.is_empty() {
        say("it has no [[symptoms]]: failures are told without its words");
    }
    for environment in &provider.environments {
        let hosts = environment.api.iter().chain(&environment.mtls);
        for host in hosts.filter(|host| !host.confirmed) {
            found.push(format!(
                "{}: the host {} is provisional",
                environment.name, host.host
            ));
        }
    }
    let open = provider.csr.subject.iter();
    let open = open.filter(|rule| !rule.confirmed && rule.need != Need::Optional);
    let open: Vec<&str> = open.map(|rule| rule.field.as_str()).collect();
    if !open.is_empty() {
        found.push(format!(
            "whether it wants {} is not confirmed",
            open.join(", ")
        ));
    }
    let general = provider
        .symptoms
        .iter()
        .filter(|symptom| symptom.is_general());
    for symptom in general {
        found.push(format!(
            "\"{}\" names no status, words or codes: it fits every failure",
            symptom.title.en
        ));
    }
    found
}

fn endpoints(provider: &Provider, say: &mut impl FnMut(&str, String)) {
    if let Some(sign) = &provider.sign {
        endpoint(
            "sign",
            sign.url.as_ref(),
            sign.path.as_ref(),
            &["account"],
            say,
        );
    }
    if let Some(revoke) = &provider.revoke {
        let places = ["account", "serial"];
        endpoint(
            "revoke",
            revoke.url.as_ref(),
            revoke.path.as_ref(),
            &places,
            say,
        );
        let mut used = revoke
            .url
            .iter()
            .chain(&revoke.path)
            .flat_map(Template::names);
        if !used.any(|name| name == "serial") {
            say("revoke.path", "it has no {serial}".into());
        }
    }
}

fn endpoint(
    table: &str,
    url: Option<&Template>,
    path: Option<&Template>,
    places: &[&str],
    say: &mut impl FnMut(&str, String),
) {
    if url.is_some() == path.is_some() {
        say(table, "it has either `path` or `url`".into());
    }
    if path.is_some_and(|path| !path.as_str().starts_with('/')) {
        say(&format!("{table}.path"), "a path begins with /".into());
    }
    if url.is_some_and(|url| !url.as_str().starts_with("https://")) {
        say(
            &format!("{table}.url"),
            "an URL begins with https://".into(),
        );
    }
    let mut names = url.into_iter().chain(path).flat_map(Template::names);
    if let Some(odd) = names.find(|name| !places.contains(name)) {
        let known = places.join("} and {");
        say(
            &format!("{table}.path"),
            format!("{{{odd}}} cannot be filled; there is {{{known}}}"),
        );
    }
}

/// Names and numbers that could never fit.
fn words(provider: &Provider, say: &mut impl FnMut(&str, String)) {
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(is_token);
    let signing = provider.sign.iter().flat_map(|sign| &sign.headers);
    let revoking = provider.revoke.iter().flat_map(|revoke| &revoke.headers);
    let tables = [("headers", provider.headers.iter().collect::<Vec<_>>())];
    let of_ours = [
        ("sign.headers", signing.collect()),
        ("revoke.headers", revoking.collect()),
    ];
    for (table, rules) in tables.into_iter().chain(of_ours) {
        for odd in rules.iter().filter(|rule| !is_name(&rule.name)) {
            say(
                &format!("{table}.name"),
                format!("`{}` is no name of a header", odd.name),
            );
        }
    }
    for odd in provider
        .sensitive
        .iter()
        .filter(|rule| rule.field.split('.').any(|name| name.trim().is_empty()))
    {
        let what = format!(
            "`{}` is no field: names with dots between, as in card.pan",
            odd.field
        );
        say("sensitive.field", what);
    }
    let mut statuses = provider.symptoms.iter().flat_map(|symptom| &symptom.status);
    if let Some(odd) = statuses.find(|status| !(100..600).contains(*status)) {
        say("symptoms.status", format!("`{odd}` is no HTTP status"));
    }
    let token = provider.token.as_ref();
    if let Some(odd) = token.filter(|token| !token.path.as_str().starts_with('/')) {
        say(
            "token.path",
            format!("`{}` is no path: it begins with /", odd.path.as_str()),
        );
    }
    let sides = provider.paths.iter().filter_map(|rule| rule.host);
    let has = |side| provider.environments.iter().any(|e| e.host(side).is_some());
    let mut missing = sides.filter(|side| !provider.environments.is_empty() && !has(*side));
    if missing.next().is_some() {
        say(
            "paths.host",
            "no environment has a host of this side".into(),
        );
    }
}

fn codes(provider: &Provider, say: &mut impl FnMut(&str, String)) {
    let known =
        |name: &str| Code::ALL.iter().any(|code| code.name() == name) || BREACHES.contains(&name);
    let all = provider.symptoms.iter().flat_map(|symptom| &symptom.codes);
    for odd in all.filter(|code| !known(code)) {
        let what = format!("`{odd}` is no diagnosis code; mtls explain lists them");
        say("symptoms.codes", what);
    }
}
