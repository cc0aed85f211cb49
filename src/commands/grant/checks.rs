//! What of the token's flags does not go together, before anything is read or sent.

use crate::cli::GrantArgs;
use crate::core::http::{Scheme, Url};
use crate::core::oauth::AuthStyle;
use crate::core::secret::SecretRef;
use crate::report::Failure;

/// Which of the arguments want standard input, for `outputs::one_taker`.
pub fn stdin_takers(args: &GrantArgs) -> Vec<(&'static str, bool)> {
    let secret = |reference: &Option<SecretRef>| *reference == Some(SecretRef::Stdin);
    let file =
        |path: &Option<std::path::PathBuf>| path.as_ref().is_some_and(|p| p.as_os_str() == "-");
    let mut takers = vec![
        ("--client-secret", secret(&args.client_secret)),
        ("--assertion-pass", secret(&args.assertion_pass)),
        ("--assertion-key", file(&args.assertion_key)),
        ("--token-cacert", file(&args.token_cacert)),
    ];
    takers.extend(
        args.token_header
            .iter()
            .map(|h| ("--token-header", h == "@-")),
    );
    takers
}

/// What contradicts itself whatever the server takes.
///
/// # Errors
/// Ends 2, naming the two.
pub(super) fn together(args: &GrantArgs) -> anyhow::Result<()> {
    if args.token_no_cert && args.auth_style == Some(AuthStyle::Tls) {
        return Err(Failure::usage(
            "--token-no-cert leaves out the certificate, which is the credential of --auth-style tls",
            "leave out one of them",
        )
        .into());
    }
    Ok(())
}

/// No flag is ignored: one that has no meaning in this style is refused.
///
/// # Errors
/// Ends 2, naming it.
pub(super) fn style(args: &GrantArgs, style: AuthStyle) -> anyhow::Result<()> {
    let key = [
        ("--assertion-key", args.assertion_key.is_some()),
        ("--assertion-alg", args.assertion_alg.is_some()),
        ("--assertion-x5t", args.assertion_x5t),
    ];
    let any = [
        ("--assertion-kid", args.assertion_kid.is_some()),
        ("--assertion-audience", args.assertion_audience.is_some()),
    ];
    let of_key = key.iter().filter(|_| style != AuthStyle::PrivateKeyJwt);
    let of_any = any.iter().filter(|_| !style.is_assertion());
    let idle = of_key.chain(of_any).find(|(_, given)| *given);
    if let Some((flag, _)) = idle {
        return Err(Failure::usage(
            format!("{flag} has no meaning with --auth-style {style}"),
            "leave it out, or use --auth-style private-key-jwt",
        )
        .into());
    }
    Ok(())
}

/// Over plain http whoever stands between reads the secret and the token.
///
/// # Errors
/// Ends 2 unless it is allowed.
pub(super) fn plain_http(url: &Url, allowed: bool) -> anyhow::Result<()> {
    if url.scheme == Scheme::Https || allowed {
        return Ok(());
    }
    let problem = if url.scheme_given {
        format!(
            "{} is plain http, where secret and token can be read by whoever stands between",
            url.shown()
        )
    } else {
        format!(
            "the URL for {} has no scheme, and curl would take it for plain http, where secret and token can be read",
            url.host
        )
    };
    Err(Failure::usage(
        problem,
        "write https://, or add --allow-plain-http if it is meant",
    )
    .into())
}
