//! Fetching a token: shared by `token` and by `call` with `--token-url`.

use super::World;
use super::connect::{Connected, USER_AGENT, exit_of_refusal, is_refused_certificate};
use super::secrets::resolve;
use crate::cli::GrantArgs;
use crate::core::diagnosis::{Answer, Code};
use crate::core::http::body::form_value;
use crate::core::http::{Exchange, Url};
use crate::core::oauth::{AuthStyle, Grant, Granted, read};
use crate::core::secret::Secret;
use crate::exit::Exit;
use crate::report::Failure;

/// What the arguments ask for.
///
/// # Errors
/// Ends 2 when id or secret is missing, 3 for a bad URL.
pub fn grant(url: &str, args: &GrantArgs, world: &mut dyn World) -> anyhow::Result<Grant> {
    let url = Url::parse(url, false).map_err(|e| bad_url(&e))?;
    let client_id = args.client_id.clone().ok_or_else(|| {
        Failure::usage(
            "--client-id is missing",
            "give the client id of your credential",
        )
    })?;
    let client_secret = match (&args.client_secret, args.auth_style) {
        (_, AuthStyle::Tls) => None,
        (Some(reference), _) => Some(resolve(reference, "client secret", world)?),
        (None, _) => Some(world.ask_secret("client secret: ").ok_or_else(|| {
            Failure::usage(
                "--client-secret is missing",
                "give it with --client-secret env:NAME, file:PATH or prompt",
            )
        })?),
    };
    if client_secret.as_ref().is_some_and(Secret::is_empty) {
        return Err(Failure::usage(
            "the client secret is empty",
            "look at what --client-secret names; --auth-style tls sends none",
        )
        .into());
    }
    let single = [("scope", &args.scope), ("audience", &args.audience)];
    let mut fields: Vec<(String, String)> = single
        .iter()
        .filter_map(|(name, value)| Some(((*name).to_owned(), value.as_ref()?.clone())))
        .collect();
    fields.extend(
        args.resource
            .iter()
            .map(|r| ("resource".to_owned(), r.clone())),
    );
    guard_pair(&client_id, client_secret.as_ref(), world);
    Ok(Grant {
        url,
        client_id,
        client_secret,
        style: args.auth_style,
        fields,
    })
}

/// Basic credentials are the pair in base64, where the secret cannot be seen by itself.
fn guard_pair(id: &str, secret: Option<&Secret>, world: &mut dyn World) {
    // exposed to be masked wherever it is quoted
    let Some((secret, text)) = secret.and_then(|s| Some((s, s.expose_text()?))) else {
        return;
    };
    world.guard(secret);
    for pair in [
        format!("{id}:{text}"),
        format!("{}:{}", form_value(id), form_value(text)),
    ] {
        world.guard(&Secret::new(pair));
    }
}

/// Asks for the token.
///
/// # Errors
/// Ends 67 with the server's words when it is refused, else as the connection failed.
pub fn fetch(grant: &Grant, connected: &Connected) -> anyhow::Result<Granted> {
    let request = grant.request(USER_AGENT);
    let explain = |e: Box<crate::core::http::Failure>| connected.explain(&grant.url, &e);
    let mut exchange = connected
        .session
        .send(&request, false, connected.deadline())
        .map_err(explain)?;
    let body = exchange.read_to_limit(MAX_ANSWER).map_err(explain)?;
    read(exchange.head.status, &body).map_err(|refused| {
        if refused.unusable {
            unusable(grant, exchange.head.status).into()
        } else {
            refusal(grant, connected, &exchange, &body, refused.words).into()
        }
    })
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

/// A bad URL ends 3, as in curl.
pub fn bad_url(error: &crate::core::http::BadUrl) -> Failure {
    Failure {
        exit: Exit::BadUrl,
        ..Failure::usage(error.problem.clone(), error.fix.clone())
    }
}

fn refusal(
    grant: &Grant,
    connected: &Connected,
    exchange: &Exchange,
    body: &[u8],
    words: Option<String>,
) -> Failure {
    let status = exchange.head.status;
    let answer = Answer {
        head: exchange.head.clone(),
        body: String::from_utf8_lossy(body).into_owned(),
        authorized: true,
    };
    if let Some(diagnosis) = connected.judge(&grant.url, exchange.handshake(), answer)
        && is_refused_certificate(diagnosis.code)
    {
        let exit = exit_of_refusal(diagnosis.code);
        return Failure::diagnosed(diagnosis, exit);
    }
    let mut evidence = vec![format!("HTTP {status} from {}", grant.url.shown())];
    if let Some(words) = &words {
        evidence.push(format!("the server says: {words}"));
    }
    evidence.push(format!("client id and secret were sent as {}", grant.style));
    Failure {
        exit: Exit::LoginDenied,
        summary: match &words {
            Some(words) => format!("the token was refused: {words}"),
            None => format!("the token was refused with HTTP {status}"),
        },
        code: Some(Code::TokenRefused.name()),
        evidence,
        fix: advice(status, words.as_deref().unwrap_or_default(), grant).into(),
    }
}

/// What usually stands behind it (RFC 6749 section 5.2, and the Banking API's own words).
fn advice(status: u16, words: &str, grant: &Grant) -> &'static str {
    let words = words.to_ascii_lowercase();
    let awkward = grant
        .client_secret
        .as_ref()
        .and_then(|s| s.expose_text())
        .is_some_and(|s| s.contains(|c: char| !c.is_ascii_alphanumeric() && !"-._~".contains(c)));
    if (200..300).contains(&status) {
        "check --token-url: what it answers is not a token"
    } else if words.contains("certificate") {
        "present the certificate that is linked to this credential, and check that it belongs to this environment"
    } else if words.contains("unsupported_grant_type")
        || status == 415
        || words.contains("grant_type")
    {
        "the server wants another body: try --auth-style json, form or basic"
    } else if words.contains("invalid_scope") {
        "ask for a --scope that your credential has"
    } else if status == 403 {
        "ask your provider whether your public address is on the allow-list and the credential is active"
    } else if awkward && grant.style == AuthStyle::Basic {
        "check id and secret; the secret has special characters, which some servers want unencoded: try --auth-style basic-raw"
    } else if status == 404 || status == 405 {
        "check the path of --token-url"
    } else {
        "check client id and secret, that the credential is active, and that the server wants this --auth-style"
    }
}

/// The largest answer read from a token endpoint, in bytes.
const MAX_ANSWER: usize = 1 << 20;
