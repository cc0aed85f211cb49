//! An answer without a certificate: one that comes later is told with where to ask for it; all else is
//! quoted, without secrets.

use std::path::Path;

use serde_json::Value;

use super::super::endpoint::Answered;
use crate::cli::SubmitArgs;
use crate::core::http::{Url, short, words};
use crate::core::shell;
use crate::exit::Exit;
use crate::report::Failure;

/// Why there is no certificate, and what to do now.
pub(super) fn none_came(
    answered: &Answered,
    why: String,
    (url, out): (&Url, &Path),
    args: &SubmitArgs,
) -> Failure {
    let said = String::from_utf8_lossy(&answered.body);
    let json: Option<Value> = serde_json::from_str(&said).ok();
    let status = answered.head.status;
    let mut evidence = vec![format!("HTTP {status}")];
    let quoted = words(&said).map(|said| format!("the server says: {said}"));
    let place = place(answered, json.as_ref(), url);
    let pending = json.as_ref().and_then(pending);
    if status != 202 && pending.is_none() {
        evidence.push(why);
        evidence.extend(quoted.or_else(|| beginning(&said)));
        return Failure {
            exit: Exit::Negative,
            evidence,
            ..Failure::usage(
                "the answer holds no certificate; nothing was written",
                "ask the provider whether the certificate comes by another way, or later",
            )
        };
    }
    evidence.extend(quoted);
    evidence.extend(
        place
            .as_ref()
            .map(|at| format!("it is to be asked for at {at}")),
    );
    let out = shell::word(&out.display().to_string());
    let key = args.key.as_ref().map_or("KEY".to_owned(), |key| {
        shell::word(&key.origin().to_string())
    });
    let fix = match place {
        Some(at) => format!(
            "ask there with the same credentials until the certificate comes: mtls call -f {} -o {out}; then mtls match-key {out} {key}",
            shell::word(&at)
        ),
        None => format!(
            "keep request and key, and ask the provider where the certificate comes; then mtls match-key {out} {key}"
        ),
    };
    Failure {
        exit: Exit::Negative,
        evidence,
        ..Failure::usage(
            "the request was taken, and the certificate comes later; nothing was written",
            fix,
        )
    }
}

/// What a page or a long text begins with.
fn beginning(said: &str) -> Option<String> {
    let line = said
        .trim()
        .lines()
        .next()
        .filter(|line| line.starts_with('<'))?;
    Some(format!("it begins: {}", short(line)))
}

/// Where the server says that it can be asked again: a place of its own, over TLS.
fn place(answered: &Answered, json: Option<&Value>, url: &Url) -> Option<String> {
    let located = answered.head.header("Location");
    let named = || json.and_then(|json| link(json, DEEPEST));
    let at = url.join(&located.or_else(named)?).ok()?;
    let text = at.shown();
    // elsewhere the credentials would go to a stranger
    (text.starts_with("https://") && at.host.eq_ignore_ascii_case(&url.host)).then_some(text)
}

fn link(value: &Value, depth: usize) -> Option<String> {
    let below = depth.checked_sub(1)?;
    let Value::Object(fields) = value else {
        return None;
    };
    let named = fields.iter().find_map(|(name, value)| {
        let name = name.to_ascii_lowercase().replace(['_', '-'], "");
        let text = value.as_str().filter(|_| LINKS.contains(&name.as_str()))?;
        (text.starts_with("https://") || text.starts_with('/')).then(|| text.to_owned())
    });
    named.or_else(|| fields.values().find_map(|inner| link(inner, below)))
}

/// A state that says: not yet.
fn pending(value: &Value) -> Option<()> {
    let fields = value.as_object()?;
    let states = fields
        .iter()
        .filter(|(name, _)| STATES.contains(&name.to_ascii_lowercase().as_str()));
    let mut states = states.filter_map(|(_, value)| value.as_str());
    states
        .any(|state| {
            let state = state.to_ascii_lowercase();
            PENDING.iter().any(|word| state.contains(word))
        })
        .then_some(())
}

/// Names of places, in small letters without signs.
const LINKS: &[&str] = &[
    "location",
    "url",
    "uri",
    "href",
    "self",
    "pollurl",
    "statusurl",
    "resulturl",
    "certificateurl",
];
/// Names of states.
const STATES: &[&str] = &["status", "state", "situacao", "result"];
/// Beginnings of what they say.
const PENDING: &[&str] = &[
    "pend",
    "process",
    "accepted",
    "queued",
    "waiting",
    "in_progress",
    "in progress",
    "em análise",
];
/// Objects in one another that are looked into.
const DEEPEST: usize = 4;
