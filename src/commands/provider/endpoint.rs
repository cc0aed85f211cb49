//! One request to a provider's API: its URL, its headers, and what a refusal means in the provider's
//! words. Ends 1 whatever failed: curl's own codes are for calls.

use super::headers;
use crate::cli::{ConnectionArgs, EndpointArgs, IdentityArgs, LimitArgs};
use crate::commands::connect::{Connected, USER_AGENT, connect};
use crate::commands::deeds::MayBeDone;
use crate::commands::{World, advised, identity, route, trust, working};
use crate::core::diagnosis::Answer;
use crate::core::error::Error;
use crate::core::http::{Ended, Framing, Head, Header, Host, Request, Url};
use crate::core::identity::Identity;
use crate::core::provider::ProviderRef;
use crate::core::provider::advice::Occasion;
use crate::core::provider::endpoint::{self, Place};
use crate::core::provider::schema::{HeaderRule, Moment, Need, Provider, Template};
use crate::core::tls::Stage;
use crate::exit::Exit;
use crate::report::{Failure, Format, Report};

/// What the provider's file says of the endpoint, or nothing.
pub struct Rules<'p> {
    /// The method.
    pub method: &'p str,
    /// Where it is.
    pub place: Place<'p>,
    /// The headers that it wants.
    pub headers: &'p [HeaderRule],
    /// Whether it wants our certificate.
    pub certificate: Need,
    /// In which part of a certificate's life.
    pub at: Moment,
}

/// An answer of 200 and over, below 300.
pub struct Answered {
    /// Its head.
    pub head: Head,
    /// Its body.
    pub body: Vec<u8>,
}

/// The provider that is named, else the one whose rules hold in general.
///
/// # Errors
/// As `ProviderRef::load`.
pub fn provider(args: &ConnectionArgs) -> Result<Provider, Error> {
    args.provider
        .as_ref()
        .unwrap_or(&ProviderRef::GENERIC)
        .load()
}

/// The endpoint's URL: `--url`, else as the provider's file says.
///
/// # Errors
/// Ends 2 where it is not known, or is no URL.
pub fn url(
    args: &EndpointArgs,
    provider: &Provider,
    place: Place<'_>,
    value: impl Fn(&str) -> Option<String>,
) -> anyhow::Result<Url> {
    let given: Option<Template> = match &args.url {
        Some(text) => Some(text.parse().map_err(|e| {
            Failure::usage(
                format!("--url: {e}"),
                "write places as {account} and {serial}",
            )
        })?),
        None => None,
    };
    let place = Place {
        url: given.as_ref().or(place.url),
        base: args.base.as_deref(),
        ..place
    };
    let text = endpoint::url(provider, place, args.environment.as_deref(), value)?;
    let url = Url::parse(&text, false).map_err(|e| Failure::usage(e.problem, e.fix))?;
    if !text.starts_with("https://") {
        return Err(Failure::usage(
            format!(
                "{} is not https: whoever stands between reads the credentials",
                url.shown()
            ),
            "write https://",
        )
        .into());
    }
    Ok(url)
}

/// The user's headers, all that the provider wants among them.
///
/// # Errors
/// Ends 2 naming those that are missing.
pub fn credentials(
    args: &EndpointArgs,
    provider: &Provider,
    rules: &[HeaderRule],
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Vec<Header>> {
    let mut headers = headers::headers(&args.header, rules, world, notes)?;
    for (name, given) in &args.own {
        if !headers.iter().any(|typed| typed.is(name)) {
            headers.push(headers::of_profile(name, given, rules, world)?);
        }
    }
    let names: Vec<&str> = headers.iter().map(Header::name).collect();
    let missing = endpoint::missing_headers(rules, &names);
    let Some(first) = missing.first() else {
        return Ok(headers);
    };
    let named: Vec<&str> = missing.iter().map(|rule| rule.name.as_str()).collect();
    Err(Failure::usage(
        format!(
            "{} wants the header {}",
            provider.title,
            named.join(" and ")
        ),
        format!(
            "give it as -H '{}: env:NAME' or file:PATH, or all in a file with -H @FILE",
            first.name
        ),
    )
    .into())
}

/// The certificate that is presented; `None` where none is named.
///
/// # Errors
/// Ends 2 where the provider wants one and none is named, else as `identity::identity`.
pub fn presented(
    args: &EndpointArgs,
    limits: LimitArgs,
    provider: &Provider,
    rules: &Rules<'_>,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Option<Identity>> {
    let named = IdentityArgs {
        cert: args.present.clone(),
        key: args.cert_key.clone(),
        pass: args.cert_pass.clone(),
        limits,
        apart: args.apart.clone(),
        ..IdentityArgs::default()
    };
    let identity = identity::identity(&named, world, notes).map_err(|error| {
        let failure = Failure::from(error);
        let fix = flags_of_here(&failure.fix);
        // as all else here: curl's codes are for calls
        let exit = match failure.exit {
            Exit::LocalIdentity => Exit::Negative,
            other => other,
        };
        Failure {
            fix,
            exit,
            ..failure
        }
    })?;
    if identity.is_none() && rules.certificate == Need::Required {
        return Err(Failure::usage(
            format!("{} wants your client certificate here", provider.title),
            "present the one in use with --cert and --cert-key, or by a --profile that has it",
        )
        .into());
    }
    Ok(identity)
}

/// Sends it; a person who waits sees that it goes on.
///
/// # Errors
/// Ends 1 with the diagnosis, and the provider's words for it.
pub fn send(
    request: &Request,
    rules: &Rules<'_>,
    (args, identity): (&ConnectionArgs, Option<&Identity>),
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Answered> {
    world.hide_fields(advised::sensitive(args.provider.as_ref(), [&request.url]));
    notes.extend(identity::insecure_note(args));
    let trust = trust::trust(args, world, notes)?;
    let route = route::route(&args.route, USER_AGENT, world, notes)?;
    let connected = connect(args, identity, &trust, &route, world)?;
    let host = request.url.host.clone();
    working(world, &format!("waiting for {host}"), || {
        Ok(exchange(request, rules, &connected))
    })?
}

/// `--key` and `--pass` are the request's here.
fn flags_of_here(fix: &str) -> String {
    if fix.contains("mtls ") {
        return fix.to_owned(); // of another command
    }
    let fix = fix.replace("--key", "--cert-key");
    fix.replace("--pass", "--cert-pass")
}

fn exchange(
    request: &Request,
    rules: &Rules<'_>,
    connected: &Connected,
) -> anyhow::Result<Answered> {
    let told = |failure: Failure, occasion: &Occasion<'_>| {
        let failure = Failure {
            exit: Exit::Negative,
            fix: flags_of_here(&failure.fix),
            ..failure
        };
        advised::advised(failure, connected.provider.as_ref(), occasion)
    };
    let occasion = advised::of_request(rules.at, request);
    let explain = |e: Box<crate::core::http::Failure>| {
        let mut failure = connected.explain(&request.url, &e);
        let is_out = e.ended != Ended::Tls && e.handshake.stage >= Stage::Established;
        if is_out && rules.at == Moment::Revoke {
            failure.evidence.push(UNANSWERED.into());
            return anyhow::Error::new(told(failure, &occasion)).context(MayBeDone);
        }
        told(failure, &occasion).into()
    };
    let mut exchange = connected
        .session
        .send(request, false, connected.deadline())
        .map_err(explain)?;
    let body = exchange.read_to_limit(MOST).map_err(explain)?;
    let status = exchange.head.status;
    if (200..300).contains(&status) {
        let head = exchange.head.clone();
        return Ok(Answered { head, body });
    }
    let said = String::from_utf8_lossy(&body).into_owned();
    let answer = Answer {
        head: exchange.head.clone(),
        body: said.clone(),
        authorized: true,
        bound_to: None,
    };
    let occasion = Occasion {
        status: Some(status),
        said: &said,
        ..occasion
    };
    let failure = match connected.judge(&request.url, exchange.handshake(), answer) {
        Some(judged) => Failure::diagnosed(judged.diagnosis, Exit::Negative),
        None => Failure::usage(
            format!(
                "{} answered with HTTP {status}, which is no success",
                request.url.host
            ),
            "check the URL: redirects are not followed with a request to sign",
        ),
    };
    Err(told(failure, &occasion).into())
}

/// The run's report with its notes; where it failed they are told before that.
///
/// # Errors
/// The run's own.
pub fn finished(
    run: anyhow::Result<Report>,
    notes: Vec<String>,
    format: Format,
    world: &mut dyn World,
) -> anyhow::Result<Report> {
    let notes = match format {
        Format::Quiet => Vec::new(),
        _ => notes,
    };
    match run {
        Ok(report) => Ok(Report { notes, ..report }),
        Err(error) => {
            notes.iter().for_each(|note| world.note(note));
            Err(error)
        }
    }
}

/// A request with our own headers where the user has none by these names.
pub fn request(
    method: &str,
    url: Url,
    own: Vec<Header>,
    given: Vec<Header>,
    body: Option<Vec<u8>>,
) -> Request {
    let mut headers = vec![Header::new("User-Agent", USER_AGENT)];
    headers.extend(own);
    headers.retain(|header| !given.iter().any(|theirs| theirs.is(header.name())));
    headers.extend(given);
    Request {
        method: method.to_owned(),
        url,
        host: Host::OfUrl,
        headers,
        body: body.map(Into::into),
        trailing: Vec::new(),
        target: None,
        upload: false,
        framing: Framing::Said,
    }
}

/// The largest answer that is read, in bytes.
const MOST: usize = 1 << 20;
/// The evidence of a revocation that nothing answered.
const UNANSWERED: &str =
    "the request may have gone out, and no answer came: the certificate may be revoked already";
