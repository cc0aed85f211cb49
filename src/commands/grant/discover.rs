//! The metadata of an issuer, fetched from where the standards put it.

use super::{Tokens, bad_url, checks};
use crate::commands::connect::USER_AGENT;
use crate::core::diagnosis::Answer;
use crate::core::http::{Framing, Header, Host, Request, Url};
use crate::core::oauth::{Metadata, addresses};
use crate::exit::Exit;
use crate::report::Failure;

/// Fetches it, and checks that it is the issuer's own (RFC 8414 section 3.3).
///
/// # Errors
/// Ends 1 when there is none or it is another's, else as the connection failed.
pub(super) fn metadata(issuer: &str, tokens: &Tokens<'_>) -> anyhow::Result<Metadata> {
    // the issuer itself first: a path of it may be wrong in ways that an address hides
    let url = Url::parse(issuer, false).map_err(|e| bad_url(&e))?;
    checks::plain_http(&url, tokens.plain_http)?;
    let (issuer, places) = addresses(issuer);
    let mut evidence = Vec::new();
    for place in &places {
        let url = Url::parse(place, false).map_err(|e| bad_url(&e))?;
        let found = fetch(&url, tokens, &mut evidence)?;
        let Some(metadata) = found else {
            continue;
        };
        if metadata.is_of(&issuer) {
            return Ok(metadata);
        }
        let failure = unfit(
            format!("the metadata of {} is of another issuer", url.shown()),
            "give --discover the issuer exactly as the server names it, if you trust it",
        );
        return Err(Failure {
            evidence: vec![format!("it names {}", metadata.issuer)],
            ..failure
        }
        .into());
    }
    let failure = unfit(
        format!("{} publishes no metadata", url.shown()),
        "check the issuer, or name the token endpoint itself with --token-url",
    );
    Err(Failure {
        evidence,
        ..failure
    }
    .into())
}

/// Metadata that cannot be used.
pub(super) fn unfit(summary: String, fix: &str) -> Failure {
    Failure {
        exit: Exit::Negative,
        ..Failure::usage(summary, fix)
    }
}

fn fetch(
    url: &Url,
    tokens: &Tokens<'_>,
    evidence: &mut Vec<String>,
) -> anyhow::Result<Option<Metadata>> {
    let connected = &tokens.connected;
    let request = Request {
        method: "GET".into(),
        url: url.clone(),
        host: Host::OfUrl,
        headers: vec![
            Header::new("User-Agent", USER_AGENT),
            Header::new("Accept", "application/json"),
        ],
        body: None,
        trailing: Vec::new(),
        target: None,
        upload: false,
        framing: Framing::Said,
    };
    let explain = |e: Box<crate::core::http::Failure>| connected.explain(url, &e);
    let mut exchange = connected
        .session
        .send(&request, false, tokens.deadline)
        .map_err(explain)?;
    let body = exchange.read_to_limit(MAX_METADATA).map_err(explain)?;
    let status = exchange.head.status;
    let found = Metadata::read(&body).filter(|_| status == 200);
    if found.is_none() {
        let answer = Answer {
            head: exchange.head.clone(),
            body: String::from_utf8_lossy(&body).into_owned(),
            authorized: false,
            bound_to: None,
        };
        if let Some(judged) = connected.judge(url, exchange.handshake(), answer)
            && let Some(exit) = judged.refused
        {
            return Err(Failure::diagnosed(judged.diagnosis, exit).into());
        }
        evidence.push(format!("HTTP {status} from {}", url.shown()));
    }
    Ok(found)
}

/// The largest metadata read, in bytes.
const MAX_METADATA: usize = 1 << 20;
