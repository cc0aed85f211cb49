//! The headers that a provider demands: those with one value are put there, those that only the
//! caller can fill are asked for before anything is sent.

use super::Chosen;
use super::places::Places;
use crate::cli::{CallArgs, GrantArgs};
use crate::core::http::Url;
use crate::core::profile::Given;
use crate::core::provider::schema::{HeaderRule, TokenRules};
use crate::core::provider::{Need, Provider};
use crate::report::Failure;

/// For every URL of a call; the same headers go to all of them.
///
/// # Errors
/// Ends 2 for one that is missing.
pub fn headers(
    args: &mut CallArgs,
    called: &[Url],
    method: &str,
    places: &Places,
) -> Result<(), Failure> {
    let Some(provider) = places.provider() else {
        return Ok(());
    };
    let mut add: Vec<String> = Vec::new();
    for url in called {
        let path = url.target.split('?').next().unwrap_or_default();
        for rule in provider.headers_for(method, path) {
            if rule.need != Need::Required || is_there(rule, args) {
                continue;
            }
            let line = fixed(rule).map(|value| format!("{}: {value}", rule.name));
            match line {
                Some(line) if !add.contains(&line) => add.push(line),
                Some(_) => {}
                None if rule.confirmed => return Err(missing(provider, rule, method, path)),
                None => {}
            }
        }
    }
    args.request.header.extend(add);
    Ok(())
}

/// The value that is the same for everybody.
fn fixed(rule: &HeaderRule) -> Option<&str> {
    rule.value.as_deref().filter(|value| !value.contains('{'))
}

fn is_there(rule: &HeaderRule, args: &CallArgs) -> bool {
    let name = rule.name.to_ascii_lowercase();
    let typed = args.request.header.iter();
    let mut names = typed.map(|line| name_of(line));
    match name.as_str() {
        // comes with the token, or with flags of its own
        "authorization" => true,
        "idempotency-key" if args.beyond.idempotency_key.is_some() => true,
        "user-agent" if args.request.user_agent.is_some() => true,
        "content-type" if args.request.data.parts.is_empty() => true,
        _ => names.any(|typed| typed.eq_ignore_ascii_case(&name)),
    }
}

fn missing(provider: &Provider, rule: &HeaderRule, method: &str, path: &str) -> Failure {
    let name = &rule.name;
    let meaning = rule.meaning.as_ref().map(|m| format!("it is {m}"));
    let fix = match name.eq_ignore_ascii_case("idempotency-key") {
        true => "add --idempotency-key with your own key for this order, or auto".to_owned(),
        false => format!("add -H '{name}: ...', or put it into headers of the profile"),
    };
    Failure {
        evidence: meaning.into_iter().collect(),
        ..Failure::usage(
            format!(
                "{} wants the header {name} with {method} {path}",
                provider.title
            ),
            fix,
        )
    }
}

/// The name in a line of `-H`: `Name: value`, `Name:` or `Name;`.
pub fn name_of(line: &str) -> &str {
    line.split([':', ';']).next().unwrap_or_default().trim()
}

/// Of the token request, where the provider demands one: the profile's own goes there too.
pub fn user_agent(args: &mut GrantArgs, rules: Option<&TokenRules>, chosen: &Chosen) {
    let wants = rules.is_some_and(|rules| rules.user_agent.is_some());
    let is_agent = |name: &str| name.eq_ignore_ascii_case("user-agent");
    let mut typed = args.token_header.iter();
    if !wants || typed.any(|line| is_agent(name_of(line))) {
        return;
    }
    let headers = &chosen.environment.headers;
    if let Some((_, Given::Plain(agent))) = headers.iter().find(|(name, _)| is_agent(name)) {
        args.token_header.push(format!("User-Agent: {agent}"));
    }
}
