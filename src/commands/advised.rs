//! A provider's own words put to a failure: of the one that is named, else of the built-in one whose
//! host it is. The evidence stays. Must not decide how a run ends.

use crate::core::Result;
use crate::core::http::fields::Fields;
use crate::core::http::{Piece, Request, Url, hidden};
use crate::core::provider::advice::{self, Advice, Occasion};
use crate::core::provider::schema::{Moment, PathRule};
use crate::core::provider::{Breach, Need, Provider, ProviderRef};
use crate::exit::Exit;
use crate::report::Failure;

/// The failure of a request, told with the provider's words.
pub fn advised(failure: Failure, named: Option<&ProviderRef>, occasion: &Occasion<'_>) -> Failure {
    match provider(named, occasion.host) {
        Some(provider) => by(failure, &provider, occasion),
        None => failure,
    }
}

/// The provider that is named, else the built-in one that has this host. A file that cannot be read
/// was refused before (`check`).
pub fn provider(named: Option<&ProviderRef>, host: &str) -> Option<Provider> {
    match named {
        Some(named) => named.load().ok(),
        None => advice::of_host(host),
    }
}

/// By the provider's rules no certificate is wanted at this path: that none was sent is no cause.
pub fn wants_no_certificate(named: Option<&ProviderRef>, url: &Url) -> bool {
    let Some(provider) = provider(named, &url.host) else {
        return false;
    };
    let path = url.target.split('?').next().unwrap_or_default();
    let mut rules = provider.paths.iter().filter(|rule| rule.path.matches(path));
    let is_sure =
        |rule: &PathRule| rule.certificate != Need::Required && !rule.path.as_str().contains('*');
    rules.next().is_some_and(is_sure) && rules.all(is_sure)
}

/// Whether the provider speaks of this very status at this path.
pub fn speaks_of_status(code: &str, named: Option<&ProviderRef>, occasion: &Occasion<'_>) -> bool {
    let provider = provider(named, occasion.host);
    let advice = provider.and_then(|provider| advice::advise(&provider, code, occasion));
    advice.is_some_and(|advice| advice.is_by_status)
}

/// Whether a request says who asks: by a header or query whose name says so, or by one that the
/// provider calls a credential.
pub fn has_credentials(request: &Request, named: Option<&ProviderRef>) -> bool {
    let mut sent = request.headers.iter().chain(&request.trailing);
    let by_name = sent.clone().any(|h| h.is_secret() && !h.value().is_empty())
        || !hidden::in_query(&request.url.target).is_empty();
    if by_name || has_secret_in_body(request) {
        return true;
    }
    let Some(provider) = provider(named, &request.url.host) else {
        return false;
    };
    let of_endpoints = provider.sign.iter().flat_map(|rules| &rules.headers);
    let of_endpoints = of_endpoints.chain(provider.revoke.iter().flat_map(|rules| &rules.headers));
    let rules: Vec<_> = of_endpoints
        .chain(&provider.headers)
        .filter(|rule| rule.secret)
        .collect();
    sent.any(|header| !header.value().is_empty() && rules.iter().any(|rule| header.is(&rule.name)))
}

/// As token requests have it, in a form or as JSON.
fn has_secret_in_body(request: &Request) -> bool {
    let pieces = request.body.iter().flat_map(|body| body.pieces());
    let mut bodies = pieces.filter_map(|piece| match piece {
        Piece::Bytes(bytes) => Some(bytes),
        _ => None,
    });
    let names = ["client_secret", "client_assertion", "password"];
    bodies.any(|bytes| {
        let text = String::from_utf8_lossy(bytes);
        names.iter().any(|name| text.contains(name))
    })
}

/// The fields of requests to these URLs, and of their answers, that the provider calls sensitive.
pub fn sensitive<'u>(
    named: Option<&ProviderRef>,
    urls: impl IntoIterator<Item = &'u Url>,
) -> Fields {
    let mut fields = Fields::default();
    // a run may have thousands of URLs of one host
    let mut last: Option<(&str, Option<Provider>)> = None;
    for url in urls {
        let known = match last.take().filter(|(host, _)| *host == url.host) {
            Some((_, known)) => known,
            None => provider(named, &url.host),
        };
        let path = url.target.split('?').next().unwrap_or_default();
        if let Some(known) = &known {
            fields.add(Fields::of(known.sensitive_at(path)));
        }
        last = Some((&url.host, known));
    }
    fields
}

/// The failure of what was done here, before or without a request.
pub fn locally(failure: Failure, provider: &Provider, at: Moment) -> Failure {
    by(failure, provider, &here(at))
}

/// Stops at what the provider would refuse of a request; what it might is noted.
///
/// # Errors
/// Ends 1 with every sure breach; `fix` is where the provider has no word of its own.
pub fn held_to(
    provider: &Provider,
    breaches: impl IntoIterator<Item = Breach>,
    at: Moment,
    fix: &str,
    notes: &mut Vec<String>,
) -> std::result::Result<(), Failure> {
    let breaches = breaches.into_iter();
    let (sure, open): (Vec<_>, Vec<_>) = breaches.partition(|breach| breach.confirmed);
    let Some((first, rest)) = sure.split_first() else {
        let doubt = |message: String| format!("{message} (to be confirmed by {})", provider.title);
        notes.extend(open.into_iter().map(|breach| doubt(breach.message)));
        return Ok(());
    };
    let summary = format!(
        "{} would refuse this request: {}",
        provider.title, first.message
    );
    let failure = Failure {
        exit: Exit::Negative,
        code: Some(first.code),
        evidence: rest.iter().map(|breach| breach.message.clone()).collect(),
        ..Failure::usage(summary, fix)
    };
    Err(locally(failure, provider, at))
}

/// Nothing was asked of anybody.
pub fn here<'a>(at: Moment) -> Occasion<'a> {
    Occasion {
        at,
        host: "",
        port: 443,
        method: "",
        target: "",
        headers: Vec::new(),
        status: None,
        said: "",
    }
}

/// The rules that are named can be read; before anything is sent.
///
/// # Errors
/// As `ProviderRef::load`.
pub fn check(named: Option<&ProviderRef>) -> Result<()> {
    named.map_or(Ok(()), |named| named.load().map(|_| ()))
}

/// The failure of the files that a request was to be made with, for this host.
pub fn of_files(error: anyhow::Error, named: Option<&ProviderRef>, url: Option<&Url>) -> Failure {
    let failure = Failure::from(error);
    let host = url.map(|url| url.host.as_str()).unwrap_or_default();
    let provider = provider(named, host);
    match provider.filter(|_| failure.code.is_some()) {
        Some(provider) => locally(failure, &provider, Moment::Files),
        None => failure,
    }
}

/// What was asked of whom; no answer yet.
pub fn occasion<'a>(at: Moment, url: &'a Url, method: &'a str) -> Occasion<'a> {
    Occasion {
        at,
        host: &url.host,
        port: url.port,
        method,
        target: &url.target,
        headers: Vec::new(),
        status: None,
        said: "",
    }
}

/// The same of a request, with the names of its headers.
pub fn of_request(at: Moment, request: &Request) -> Occasion<'_> {
    let all = request.headers.iter().chain(&request.trailing);
    Occasion {
        headers: all.map(|header| header.name().to_owned()).collect(),
        ..occasion(at, &request.url, &request.method)
    }
}

fn by(failure: Failure, provider: &Provider, occasion: &Occasion<'_>) -> Failure {
    let code = failure.code.unwrap_or_default();
    match advice::advise(provider, code, occasion) {
        Some(advice) => told(failure, advice, &provider.title, occasion.status),
        None => failure,
    }
}

fn told(mut failure: Failure, advice: Advice, title: &str, status: Option<u16>) -> Failure {
    if let Some((code, summary)) = advice.instead {
        let was = std::mem::replace(&mut failure.summary, summary);
        failure.evidence.insert(0, was);
        failure.code = Some(code.name());
    }
    if let Some(headline) = advice.headline {
        let status = status.map(|status| format!(" (HTTP {status})"));
        let status = status.unwrap_or_default();
        failure.summary = match headline.starts_with(title) {
            true => format!("{headline}{status}"),
            false => format!("{title}: {headline}{status}"),
        };
    }
    failure.evidence.extend(advice.lines);
    failure.fix = match (
        advice.decides || failure.fix.is_empty(),
        advice.fix.as_str(),
    ) {
        (_, "") => failure.fix,
        (true, fix) => fix.to_owned(),
        (false, fix) if advice.is_likely => format!("{}; likely at {title}: {fix}", failure.fix),
        (false, fix) => format!("{}; {title}: {fix}", failure.fix),
    };
    failure
}
