//! What an answer means: for the exit code, and for whoever has to act on a refusal.

use super::{Hop, Outcome, Seen};
use crate::commands::advised;
use crate::commands::call::Section;
use crate::commands::call::options::Fails;
use crate::commands::connect::Judged;
use crate::core::diagnosis::{Answer, Code, Diagnosis, READ_THE_BODY};
use crate::core::http::expect::{Held, Kept};
use crate::core::http::{Exchange, Request};
use crate::core::oauth::TokenForm;
use crate::core::provider::advice::Occasion;
use crate::core::provider::schema::Moment;
use crate::exit::Exit;
use crate::report::Failure;

/// How an answer is to be taken, its body as far as it was kept.
pub(super) fn judge(
    section: &Section<'_>,
    hop: &Hop,
    exchange: &Exchange,
    body: Kept<'_>,
    seen: &mut Seen,
) -> Outcome {
    seen.held = section.options.expect.hold(&exchange.head, body);
    let unmet: Vec<&Held> = seen.held.iter().filter(|held| !held.met).collect();
    let judged = by_status(section, hop, exchange, body, seen.renewed);
    if unmet.is_empty() {
        judged
    } else {
        disappointed(judged, &unmet, seen.held.len())
    }
}

fn by_status(
    section: &Section<'_>,
    hop: &Hop,
    exchange: &Exchange,
    body: Kept<'_>,
    renewed: bool,
) -> Outcome {
    let status = exchange.head.status;
    let fine = Outcome {
        exit: Exit::Ok,
        failure: None,
    };
    if !section.options.is_error(status) {
        return fine;
    }
    let beginning = body.bytes.get(..DIAGNOSED).unwrap_or(body.bytes);
    let answer = Answer {
        head: exchange.head.clone(),
        body: String::from_utf8_lossy(beginning).into_owned(),
        authorized: advised::has_credentials(&hop.request, hop.session.provider.as_ref()),
        bound_to: bound_to(&hop.request),
    };
    let url = &hop.request.url;
    let Some(mut judged) = hop.session.judge(url, exchange.handshake(), answer) else {
        return fine;
    };
    let diagnosis = &mut judged.diagnosis;
    if renewed && status == 401 {
        let tried = "a new token was fetched and tried, and was refused too";
        diagnosis.evidence.push(tried.into());
        diagnosis.fix = NEITHER.into();
    }
    if diagnosis.code == Code::HttpError && section.options.fails == Fails::WithoutBody {
        diagnosis.fix = match diagnosis.fix.as_str() {
            READ_THE_BODY => UNSEEN.into(),
            other => format!("{other}; {UNSEEN}"),
        };
    }
    let is_told = is_told(&judged.diagnosis, status);
    let outcome = outcome(judged, section.options.fails());
    in_the_providers_words(outcome, is_told, hop, (status, beginning))
}

/// The failure as the provider explains it, where one is known. What ends well and is no refusal to
/// speak of is told where the provider has a word on it.
fn in_the_providers_words(
    mut outcome: Outcome,
    is_told: bool,
    hop: &Hop,
    (status, beginning): (u16, &[u8]),
) -> Outcome {
    let said = String::from_utf8_lossy(beginning);
    let occasion = Occasion {
        status: Some(status),
        said: &said,
        ..advised::of_request(Moment::Call, &hop.request)
    };
    let named = hop.session.provider.as_ref();
    let tells = |failure: &Failure| {
        let code = failure.code.unwrap_or_default();
        let fails = outcome.exit != Exit::Ok || is_told;
        fails || advised::speaks_of_status(code, named, &occasion)
    };
    outcome.failure = outcome
        .failure
        .filter(tells)
        .map(|failure| advised::advised(failure, named, &occasion));
    outcome
}

/// What the token that a request carries says of the certificate that it is bound to.
fn bound_to(request: &Request) -> Option<String> {
    let value = std::str::from_utf8(request.header("Authorization")?).ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let form = scheme
        .eq_ignore_ascii_case("Bearer")
        .then(|| TokenForm::of(token.trim()))?;
    Some(form.jwt()?.thumbprint()?.to_owned())
}

/// A refused handshake ends the same whether that came as an alert or as nginx's 400; any other error
/// status fails only under `-f`.
fn outcome(judged: Judged, fails: bool) -> Outcome {
    let Judged { diagnosis, refused } = judged;
    let exit = match refused {
        Some(exit) => exit,
        None if fails => Exit::HttpStatus,
        None => Exit::Ok,
    };
    Outcome {
        exit,
        failure: Some(Failure::diagnosed(diagnosis, exit)),
    }
}

/// Refusals are explained even where they are no failure.
fn is_told(diagnosis: &Diagnosis, status: u16) -> bool {
    matches!(status, 401 | 403 | 407 | 421) || diagnosis.code == Code::NotTls
}

/// What else is known of the answer, a refusal above all, keeps its words and code.
fn disappointed(judged: Outcome, unmet: &[&Held], all: usize) -> Outcome {
    let line = |held: &&Held| format!("expected {}; came: {}", held.expected, held.came);
    let lines: Vec<String> = unmet.iter().map(line).collect();
    let exit = match judged.exit {
        Exit::Ok => Exit::HttpStatus,
        other => other,
    };
    let mut failure = judged.failure.unwrap_or_else(|| Failure {
        fix: "compare the request with the provider's documentation; -i shows the answer's head"
            .into(),
        ..Failure::usage(
            match all {
                1 => "the answer is not what was expected".to_owned(),
                _ => format!("{} of {all} expectations are not met", unmet.len()),
            },
            "",
        )
    });
    failure.exit = exit;
    failure.evidence.splice(..0, lines);
    Outcome {
        exit,
        failure: Some(failure),
    }
}

/// What to do when one more token would be one too many.
const NEITHER: &str = "a token just issued is refused, so another will be too: check that it is for this API (--scope, --audience), of this environment and this certificate; mtls token --decode shows what it says";
/// How to see what a server says.
const UNSEEN: &str = "-f leaves the answer's body out: see it with --fail-with-body";
/// How much of an error's body is looked at for its cause, in bytes.
const DIAGNOSED: usize = 8 << 10;
