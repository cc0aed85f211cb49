//! The token request sent, and its answer read: a token, or why there is none.

use super::Tokens;
use super::wish::Wish;
use crate::commands::World;
use crate::commands::advised;
use crate::commands::connect::{Connected, Judged, USER_AGENT};
use crate::core::diagnosis::{Answer, Code, TokenRefusal};
use crate::core::http::Exchange;
use crate::core::oauth::{AuthStyle, Grant, Granted, Refused, read};
use crate::core::provider::advice::Occasion;
use crate::core::provider::schema::Moment;
use crate::exit::Exit;
use crate::report::Failure;

/// Asks for the token.
///
/// # Errors
/// Ends 67 with the server's words when it is refused, else as the connection failed.
pub(super) fn ask(
    wish: &Wish,
    tokens: &Tokens<'_>,
    world: &mut dyn World,
) -> anyhow::Result<Granted> {
    let (grant, connected) = (&wish.grant, &tokens.connected);
    let wording = grant.request(USER_AGENT, world.now())?;
    if let Some(assertion) = &wording.assertion {
        world.guard(assertion);
    }
    let explain = |e: Box<crate::core::http::Failure>| {
        let failure = connected.explain(&grant.url, &e);
        let occasion = advised::occasion(Moment::Token, &grant.url, "POST");
        advised::advised(failure, connected.provider.as_ref(), &occasion)
    };
    let mut exchange = connected
        .session
        .send(&wording.request, false, tokens.deadline)
        .map_err(explain)?;
    let body = exchange.read_to_limit(MAX_ANSWER).map_err(explain)?;
    read(exchange.head.status, &body).map_err(|refused| {
        if refused.unusable {
            unusable(grant, exchange.head.status).into()
        } else if let Some(path) = &refused.elsewhere {
            misplaced(grant, exchange.head.status, path).into()
        } else {
            refusal(wish, connected, &exchange, &body, refused).into()
        }
    })
}

/// Asks in the style that is wished, and when that is refused in the others that take the secret.
/// The wish keeps the one that works, else its own.
///
/// # Errors
/// As `ask`; a refusal is the first one.
pub(super) fn in_any_style(
    wish: &mut Wish,
    tokens: &Tokens<'_>,
    world: &mut dyn World,
) -> anyhow::Result<Granted> {
    let wished = wish.grant.style;
    let granted = one_by_one(wish, tokens, world);
    if granted.is_err() {
        wish.grant.style = wished;
    }
    granted
}

fn one_by_one(
    wish: &mut Wish,
    tokens: &Tokens<'_>,
    world: &mut dyn World,
) -> anyhow::Result<Granted> {
    let wished = wish.grant.style;
    let refused = match ask(wish, tokens, world) {
        Err(error) if may_be_style(wish, &error) => Failure::from(error),
        other => return other,
    };
    let others = STYLES.iter().filter(|style| **style != wished);
    let mut tried = Vec::new();
    for style in others {
        if *style == AuthStyle::BasicRaw && !wish.grant.has_awkward_secret() {
            continue; // the same bytes as basic
        }
        wish.grant.style = *style;
        match ask(wish, tokens, world) {
            Ok(granted) => {
                world.note(&format!(
                    "refused as {wished}, granted as {style}: say --auth-style {style} from now on"
                ));
                return Ok(granted);
            }
            Err(error) if may_be_style(wish, &error) => tried.push(style.to_string()),
            Err(error) => return Err(error),
        }
    }
    let mut evidence = refused.evidence.clone();
    evidence.push(format!("refused as {} too", tried.join(", ")));
    Err(Failure {
        evidence,
        ..refused
    }
    .into())
}

/// The server refused, and the secret it got can be sent in another way. One under which an
/// assertion was made has not been sent, and is not.
fn may_be_style(wish: &Wish, error: &anyhow::Error) -> bool {
    let failure = error.downcast_ref::<Failure>();
    STYLES.contains(&wish.grant.style)
        && failure.is_some_and(|f| f.exit == Exit::LoginDenied && !f.summary.ends_with(MISPLACED))
}

fn unusable(grant: &Grant, status: u16) -> Failure {
    Failure {
        exit: Exit::LoginDenied,
        summary: "the token that came holds characters that no Authorization header can carry"
            .into(),
        code: Some(Code::TokenRefused.name()),
        evidence: vec![format!("HTTP {status} from {}", grant.url.shown())],
        fix: "tell the provider: a token is visible ASCII (RFC 6750 section 2.1)".into(),
    }
}

/// It was granted, and no other style would bring it nearer.
fn misplaced(grant: &Grant, status: u16, path: &str) -> Failure {
    Failure {
        exit: Exit::LoginDenied,
        summary: format!("a token lies at {path} of the answer, {MISPLACED}"),
        code: Some(Code::TokenRefused.name()),
        evidence: vec![format!("HTTP {status} from {}", grant.url.shown())],
        fix: format!(
            "tell the provider: access_token stands at the top (RFC 6749 section 5.1); until then ask with mtls call, take {path} out with jq, and give it with --oauth2-bearer"
        ),
    }
}

fn refusal(
    wish: &Wish,
    connected: &Connected,
    exchange: &Exchange,
    body: &[u8],
    refused: Refused,
) -> Failure {
    let grant = &wish.grant;
    let answer = Answer {
        head: exchange.head.clone(),
        body: String::from_utf8_lossy(body).into_owned(),
        authorized: true,
        bound_to: None,
    };
    let refusal = TokenRefusal {
        refused,
        style: grant.style,
        grant_type: grant.grant_type.clone(),
        awkward: grant.has_awkward_secret(),
        methods: wish.methods.clone(),
    };
    let status = exchange.head.status;
    let judged = connected.judge_token(&grant.url, exchange.handshake(), answer, &refusal);
    let Judged {
        mut diagnosis,
        refused,
    } = judged;
    let line = format!("HTTP {status} from {}", grant.url.shown());
    diagnosis.evidence.insert(0, line);
    let exit = refused.unwrap_or(Exit::LoginDenied);
    let said = String::from_utf8_lossy(body);
    let occasion = Occasion {
        status: Some(status),
        said: &said,
        ..advised::occasion(Moment::Token, &grant.url, "POST")
    };
    let failure = Failure::diagnosed(diagnosis, exit);
    advised::advised(failure, connected.provider.as_ref(), &occasion)
}

/// Every way to send a secret itself, the usual ones first.
const STYLES: &[AuthStyle] = &[
    AuthStyle::Form,
    AuthStyle::Basic,
    AuthStyle::BasicRaw,
    AuthStyle::Json,
];
/// A token that was granted all the same.
const MISPLACED: &str = "where none is looked for";
/// The largest answer read from a token endpoint, in bytes.
const MAX_ANSWER: usize = 1 << 20;
