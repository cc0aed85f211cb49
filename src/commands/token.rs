//! `token`: ask, and print the token alone, or what it says of itself; forget those that are kept.

use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::connect::USER_AGENT;
use super::grant::{self, Party, Token, TokenSource};
use super::{World, advised, identity, outputs, probe, route, tls, trust};
use crate::cli::TokenArgs;
use crate::core::diagnosis::Code;
use crate::core::http::{Route, Url};
use crate::core::identity::Identity;
use crate::core::material::Source;
use crate::core::oauth::bound_to;
use crate::core::secret::Secret;
use crate::core::tls::Trust;
use crate::exit::Exit;
use crate::report::token::{Cleared, TokenFacts, TokenView};
use crate::report::{Answer, Failure, Report};

/// Gets a token.
pub fn run(args: &TokenArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    refuse_contradictions(args)?;
    outputs::one_taker(&stdin_takers(args))?;
    let format = args.output.format();
    if args.clear {
        let cleared = grant::clear(&args.grant, world)?;
        return Ok(Report::new(
            Answer::TokensCleared(Cleared { cleared }),
            format,
        ));
    }
    let literal = outputs::literal_note(&grant::secrets(&args.grant));
    let mut notes: Vec<String> = literal.into_iter().collect();
    let whose = args.connection.provider.as_ref();
    advised::check(whose)?;
    let url = grant::address(&args.grant).and_then(|text| Url::parse(text, false).ok());
    let identity = identity::identity(&args.identity, world, &mut notes)
        .map_err(|error| advised::of_files(error, whose, url.as_ref()))?
        .map(Arc::new);
    let mut report = match named(args) {
        Some(file) => {
            let token = at_hand(file, world)?;
            view(&token, None, identity.as_deref(), args, world)
        }
        None => fetched(args, identity.as_ref(), world, &mut notes)?,
    };
    notes.append(&mut report.notes);
    report.notes = notes;
    Ok(report)
}

/// The file of `--decode`.
fn named(args: &TokenArgs) -> Option<&str> {
    args.decode.as_deref().filter(|file| !file.is_empty())
}

fn refuse_contradictions(args: &TokenArgs) -> anyhow::Result<()> {
    let asks = grant::address(&args.grant).is_some();
    let refuse = |problem: &str, fix: &str| Err(Failure::usage(problem, fix).into());
    if named(args).is_some() && (asks || args.grant.client_id.is_some()) {
        return refuse(
            "--decode FILE reads a token at hand, and no server is asked",
            "leave FILE out to decode the token that is fetched, or --token-url and what goes with it",
        );
    }
    if args.decode.is_some() && named(args).is_none() && !asks {
        return refuse(
            "there is no token to decode",
            "name a file with the token after --decode (- is stdin), or fetch one with --token-url",
        );
    }
    Ok(())
}

fn stdin_takers(args: &TokenArgs) -> Vec<(&'static str, bool)> {
    let mut takers = identity::stdin_takers(&args.identity, &args.connection);
    takers.extend(grant::stdin_takers(&args.grant));
    takers.push(("--decode", named(args) == Some("-")));
    takers
}

/// A token that the user has already: alone, as a header, or as `--json` and token endpoints give
/// it. `Bearer` before it, and line ends around it, are left out.
fn at_hand(file: &str, world: &mut dyn World) -> anyhow::Result<Secret> {
    if looks_like_token(file) && !Path::new(file).exists() {
        world.guard(&Secret::new(file.as_bytes()));
        return Err(Failure::usage(
            "--decode names a file, and there stands what looks like a token; it is not shown",
            "pipe it in: printf %s \"$TOKEN\" | mtls token --decode -",
        )
        .into());
    }
    let input = Source::from(Path::new(file)).read(&mut world.stdin())?;
    let unwrapped = out_of_answer(&input.bytes);
    let text = unwrapped
        .as_ref()
        .map_or(input.bytes.as_slice(), |text| text.as_bytes());
    let text = without_name(text.trim_ascii());
    let bearer = |text: &&[u8]| {
        text.get(..7)
            .is_some_and(|b| b.eq_ignore_ascii_case(b"bearer "))
    };
    let text = if bearer(&text) {
        text.get(7..).unwrap_or_default().trim_ascii()
    } else {
        text
    };
    let token = Secret::new(text);
    world.guard(&token);
    // exposed to be looked at
    if !crate::core::http::is_bearer_token(token.expose_secret()) {
        return Err(Failure {
            exit: Exit::Negative,
            ..Failure::usage(
                format!("{} holds no token: it is empty, or has blanks or other characters that no token has", input.origin),
                "put the token alone into it, as mtls token prints it",
            )
        }
        .into());
    }
    Ok(token)
}

/// The token of a JSON answer.
fn out_of_answer(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let begun = bytes.trim_ascii().starts_with(b"{");
    let value = begun.then(|| serde_json::from_slice(bytes).ok())?;
    let serde_json::Value::Object(mut value) = value? else {
        return None;
    };
    match value.remove("access_token")? {
        serde_json::Value::String(text) => Some(Zeroizing::new(text)),
        _ => None,
    }
}

/// A header's value, where it is one.
fn without_name(text: &[u8]) -> &[u8] {
    match text.split_at_checked(HEADER.len()) {
        Some((name, value)) if name.eq_ignore_ascii_case(HEADER) => value.trim_ascii(),
        _ => text,
    }
}

/// Whether a token was put where the name of its file belongs: long, without the looks of a path.
fn looks_like_token(text: &str) -> bool {
    let bare = text.trim();
    let lower = bare.to_ascii_lowercase();
    let is_path = bare.starts_with(['/', '.', '~']);
    let extension = bare.rsplit_once('.').map(|(_, end)| end.len());
    lower.starts_with("bearer ")
        || bare.starts_with("eyJ")
        || (bare.len() >= SHORTEST_TOKEN
            && !is_path
            && extension.is_none_or(|length| length > LONGEST_EXTENSION)
            && crate::core::http::is_bearer_token(bare.as_bytes()))
}

fn fetched(
    args: &TokenArgs,
    presented: Option<&Arc<Identity>>,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Report> {
    let identity = presented.map(Arc::as_ref);
    notes.extend(identity::insecure_note(&args.connection));
    let trust = trust::trust(&args.connection, world, notes)?;
    let route = route::route(&args.connection.route, USER_AGENT, world, notes)?;
    let tls = tls::client(&args.connection, identity, &trust, world)?;
    let party = Party {
        identity,
        trust: &trust,
        route: &route,
        tls: &tls,
        plain_http: args.allow_plain_http,
    };
    let tokens = grant::prepare(&args.grant, &args.connection, &party, world)?;
    let mut tokens = tokens
        .ok_or_else(|| Failure::usage("no token endpoint is named", "name it with --token-url"))?;
    let token = match tokens.obtain(None, None, world) {
        Ok(token) => token,
        Err(error) => {
            let ways = (presented.cloned(), &trust, &route);
            return looked_into(error, args, ways, world);
        }
    };
    if args.decode.is_some() {
        let source = Some(token.source);
        return Ok(view(&token.secret, source, identity, args, world));
    }
    Ok(told(&token, identity, args, world))
}

/// Why there is no token, and, where `--diagnose` asks for it, what a probe finds.
fn looked_into(
    error: anyhow::Error,
    args: &TokenArgs,
    (identity, trust, route): (Option<Arc<Identity>>, &Trust, &Arc<Route>),
    world: &mut dyn World,
) -> anyhow::Result<Report> {
    let failure = Failure::from(error);
    if !args.diagnose || !probe::is_worth_it(&failure) {
        return Err(failure.into());
    }
    let ways = (identity, trust, route);
    let followed = probe::of_token(&args.grant, ways, &args.connection, &failure, world);
    Ok(Report {
        exit: failure.exit,
        failures: vec![failure],
        epilogue: followed.map(Box::new),
        ..Report::new(Answer::Silent, args.output.format())
    })
}

/// The token itself.
fn told(token: &Token, identity: Option<&Identity>, args: &TokenArgs, world: &dyn World) -> Report {
    let text = token.secret.expose_text().unwrap_or_default().to_owned(); // it is the answer
    let bound = identity.and_then(|i| bound_to(&text, i.leaf()));
    let own = TokenView::of(&text, None, None, world.now());
    let is_over = own.expires_in.is_some_and(|left| left <= 0);
    let facts = TokenFacts {
        access_token: text,
        token_type: token.token_type.clone(),
        expires_in: token.expires_in,
        expires_at: token.expires_in.map(|s| world.now().plus(s).rfc3339()),
        cached: token.source == TokenSource::Cached,
        bound_to_certificate: bound,
    };
    let mut report = Report::new(Answer::Token(Box::new(facts)), args.output.format());
    if let Some(expired) = own.expires_at.filter(|_| is_over) {
        report.notes.push(format!(
            "by its own exp the token expired at {expired}: compare this machine's clock with the server's"
        ));
    }
    if bound == Some(false) {
        report.notes.push(
            "the token is bound to another certificate than the one presented [token-not-bound]"
                .into(),
        );
    }
    report
}

/// What the token says of itself; ends 1 when it is bound to another certificate than ours.
fn view(
    token: &Secret,
    source: Option<TokenSource>,
    identity: Option<&Identity>,
    args: &TokenArgs,
    world: &dyn World,
) -> Report {
    let text = token.expose_text().unwrap_or_default(); // exposed to be decoded
    let ours = identity.map(|i| i.leaf().thumbprint_s256());
    let cached = source.map(|source| source == TokenSource::Cached);
    let view = TokenView::of(text, ours, cached, world.now());
    let failure = view.is_anothers().then(|| Failure {
        exit: Exit::Negative,
        summary: "the token is bound to another certificate than the one given".into(),
        code: Some(Code::TokenNotBound.name()),
        evidence: view.binding_lines(),
        fix: "get a new token with this certificate, or give the certificate that the token was got with".into(),
    });
    let mut report = Report::new(Answer::TokenView(Box::new(view)), args.output.format());
    if let Some(failure) = failure {
        report.exit = failure.exit;
        report.failures.push(failure);
    }
    report
}

const HEADER: &[u8] = b"Authorization:";
/// Shorter ones are names of files, in bytes.
const SHORTEST_TOKEN: usize = 20;
/// What stands behind the last point of a file's name, in bytes.
const LONGEST_EXTENSION: usize = 5;
