//! From arguments to the request for a token: endpoint, style, credential, fields.

use super::{Endpoint, Tokens, checks, discover};
use crate::cli::GrantArgs;
use crate::commands::secrets::{PassphraseSource, resolve};
use crate::commands::{World, load};
use crate::core::http::Url;
use crate::core::http::body::form_value;
use crate::core::identity::{Identity, Pool};
use crate::core::material::{Limits, Source};
use crate::core::oauth::{Assertion, AuthStyle, Grant, Holds, JwsSigner};
use crate::core::profile::audit::{Action, Deed};
use crate::core::secret::Secret;
use crate::exit::Exit;
use crate::report::Failure;

/// What is to be asked, and what is known of whom.
pub(super) struct Wish {
    pub grant: Grant,
    /// What the server's metadata says it takes; empty when that is not known.
    pub methods: Vec<String>,
}

/// Where to ask, and what may be sent there.
struct Target {
    url: Url,
    style: AuthStyle,
    methods: Vec<String>,
}

/// Reads the metadata and the secrets that it takes.
pub(super) fn make(tokens: &mut Tokens<'_>, world: &mut dyn World) -> anyhow::Result<Wish> {
    let args = tokens.args;
    let Target {
        url,
        style,
        methods,
    } = target(tokens)?;
    checks::style(args, style)?;
    let client_secret = if style.takes_secret() {
        Some(secret(args, world)?)
    } else {
        if args.client_secret.is_some() {
            world.note(&format!(
                "--client-secret is not sent: --auth-style {style} has none"
            ));
        }
        None
    };
    guard(&tokens.client_id, client_secret.as_ref(), world);
    let assertion = assertion(tokens, style, client_secret.as_ref(), world)?;
    Ok(Wish {
        grant: Grant {
            url,
            grant_type: args.grant_type.clone(),
            client_id: tokens.client_id.clone(),
            style,
            client_secret,
            assertion,
            fields: fields(args),
            headers: tokens.headers.clone(),
        },
        methods,
    })
}

/// Scope, audience, resource, and the user's own.
pub(super) fn fields(args: &GrantArgs) -> Vec<(String, String)> {
    let scope = (!args.scope.is_empty()).then(|| args.scope.join(" "));
    let single = [("scope", scope), ("audience", args.audience.clone())];
    let mut fields: Vec<(String, String)> = single
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect();
    let resources = args
        .resource
        .iter()
        .map(|r| ("resource".to_owned(), r.clone()));
    fields.extend(resources);
    fields.extend(args.token_field.iter().cloned());
    fields
}

/// How the client shows who it is, as far as can be seen without asking; `None` where the server's
/// metadata says.
pub fn effective_style(args: &GrantArgs) -> Option<AuthStyle> {
    let unasked = match args.assertion_key {
        _ if args.token_url.is_none() => None,
        Some(_) => Some(AuthStyle::PrivateKeyJwt),
        None => Some(AuthStyle::Form),
    };
    args.auth_style.or(unasked)
}

/// The certificate's own key, where it is what assertions are signed with.
///
/// # Errors
/// Ends 2 for a key that cannot sign, or not so; with a style still to be chosen it does not
/// matter yet.
pub(super) fn own_signer(
    args: &GrantArgs,
    identity: Option<&Identity>,
) -> anyhow::Result<Option<JwsSigner>> {
    let (Some(identity), None) = (identity, &args.assertion_key) else {
        return Ok(None);
    };
    let made = || JwsSigner::new(identity.key(), args.assertion_alg);
    Ok(match args.auth_style {
        Some(AuthStyle::PrivateKeyJwt) => Some(made()?),
        None if args.discover.is_some() && args.client_secret.is_none() => made().ok(),
        _ => None,
    })
}

fn target(tokens: &Tokens<'_>) -> anyhow::Result<Target> {
    let args = tokens.args;
    let issuer = match &tokens.endpoint {
        Endpoint::Token(url) => {
            return Ok(Target {
                url: url.clone(),
                style: effective_style(args).unwrap_or(AuthStyle::Form),
                methods: Vec::new(),
            });
        }
        Endpoint::Issuer(issuer) => issuer,
    };
    let metadata = discover::metadata(issuer, tokens)?;
    let certificate = tokens.thumbprint.is_some();
    let endpoint = metadata.endpoint(certificate).ok_or_else(|| {
        discover::unfit(
            format!("the metadata of {issuer} names no token endpoint"),
            "give it with --token-url",
        )
    })?;
    let url = Url::parse(endpoint, false).map_err(|e| super::bad_url(&e))?;
    checks::plain_http(&url, tokens.plain_http)?;
    let holds = Holds {
        secret: args.client_secret.is_some(),
        certificate,
        assertion_key: args.assertion_key.is_some(),
    };
    let style = args
        .auth_style
        .or_else(|| metadata.style(holds))
        .ok_or_else(|| no_style(&metadata.methods))?;
    Ok(Target {
        url,
        style,
        methods: metadata.methods,
    })
}

fn no_style(methods: &[String]) -> Failure {
    Failure {
        evidence: vec![format!(
            "the server's metadata names {}",
            methods.join(", ")
        )],
        ..Failure::usage(
            "the server takes no client authentication that can be made from what is given",
            "give --client-secret, --cert and --key, or --assertion-key, or say --auth-style",
        )
    }
}

fn secret(args: &GrantArgs, world: &mut dyn World) -> anyhow::Result<Secret> {
    let secret = match &args.client_secret {
        Some(reference) => resolve(reference, "client secret", world)?,
        None => world.ask_secret("client secret: ").ok_or_else(|| {
            Failure::usage(
                "--client-secret is missing",
                "give it with --client-secret env:NAME, file:PATH or prompt",
            )
        })?,
    };
    if secret.is_empty() {
        return Err(Failure::usage(
            "the client secret is empty",
            "look at what --client-secret names; --auth-style tls sends none",
        )
        .into());
    }
    if secret.expose_text().is_none() {
        return Err(Failure::usage(
            "the client secret is no UTF-8 text, which every way to send it takes",
            "save what --client-secret names as UTF-8",
        )
        .into());
    }
    Ok(secret)
}

/// Basic credentials are the pair in base64, where the secret cannot be seen by itself.
fn guard(id: &str, secret: Option<&Secret>, world: &mut dyn World) {
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

fn assertion(
    tokens: &mut Tokens<'_>,
    style: AuthStyle,
    secret: Option<&Secret>,
    world: &mut dyn World,
) -> anyhow::Result<Option<Assertion>> {
    let args = tokens.args;
    let signer = match (style, secret) {
        (AuthStyle::ClientSecretJwt, Some(secret)) => JwsSigner::from_secret(secret),
        (AuthStyle::PrivateKeyJwt, _) if args.assertion_key.is_some() => named_signer(args, world)?,
        (AuthStyle::PrivateKeyJwt, _) => tokens.signer.take().ok_or_else(|| {
            Failure::usage(
                "--auth-style private-key-jwt has no key to sign with",
                "give --cert and --key, or another key with --assertion-key",
            )
        })?,
        _ => return Ok(None),
    };
    let thumbprint = tokens.thumbprint.clone().filter(|_| args.assertion_x5t);
    if args.assertion_x5t && thumbprint.is_none() {
        return Err(Failure::usage(
            "--assertion-x5t has no certificate to name",
            "give it with --cert, and leave --token-no-cert out",
        )
        .into());
    }
    Ok(Some(Assertion {
        signer,
        kid: args.assertion_kid.clone(),
        thumbprint,
        audience: args.assertion_audience.clone(),
    }))
}

/// The key of `--assertion-key`; a file that does not work ends 58, as one of `--key` does.
fn named_signer(args: &GrantArgs, world: &mut dyn World) -> anyhow::Result<JwsSigner> {
    let path = args
        .assertion_key
        .as_deref()
        .unwrap_or(std::path::Path::new(""));
    let source = Source::from(path);
    let mut notes = Vec::new();
    let mut stdin = world.stdin();
    let pass = args.assertion_pass.as_ref();
    let mut passwords = PassphraseSource::new(pass, Limits::default(), world);
    let mut read = || -> crate::core::Result<JwsSigner> {
        let mut parsed = load::parsed(&source, &mut stdin, &mut passwords, &mut notes)?;
        parsed.unlock_keys(&mut passwords)?;
        let pool = Pool::new(source.origin(), parsed);
        let key = pool.keys.first().ok_or_else(|| pool.key_missing())?;
        let used = Deed::key(Action::Use, key.public_key(), Some(path));
        passwords.world().record(&[used])?;
        JwsSigner::new(key, args.assertion_alg)
    };
    let made = read().map_err(|e| Failure::local(&e, Exit::LocalIdentity));
    notes.iter().for_each(|note| world.note(note));
    Ok(made?)
}
