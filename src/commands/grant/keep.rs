//! The cache of tokens: where it is on this system, what tells one token from another, and
//! forgetting them.

use std::path::PathBuf;

use crate::cli::GrantArgs;
use crate::commands::World;
use crate::core::http::{Header, Url, redact};
use crate::core::material::sha256_hex;
use crate::core::oauth::cache::{Cache, Key, Label};
use crate::report::Failure;

/// The user's cache, unless it is not wanted; that it cannot be used is told.
pub(super) fn cache(args: &GrantArgs, world: &mut dyn World) -> Option<Cache> {
    if args.no_cache {
        return None;
    }
    let folder = folder(world)?;
    Cache::open(&folder)
        .inspect_err(|why| {
            world.note(&format!(
                "tokens are not kept: {why} (--no-cache says that none are to be)"
            ))
        })
        .ok()
}

/// Forgets the tokens that the arguments name, all when they name none; says how many.
///
/// # Errors
/// Ends 1 when a file cannot be removed.
pub fn clear(args: &GrantArgs, world: &mut dyn World) -> anyhow::Result<usize> {
    let Some(folder) = folder(world).filter(|folder| folder.exists()) else {
        return Ok(0);
    };
    let failed = |why: String| Failure {
        exit: crate::exit::Exit::Negative,
        ..Failure::usage(
            format!("the tokens cannot be forgotten: {why}"),
            "remove the files by hand",
        )
    };
    let endpoint = endpoint(args);
    let is_meant = |label: &Label| {
        let same_endpoint = endpoint.as_ref().is_none_or(|e| *e == label.endpoint);
        let same_client = args
            .client_id
            .as_ref()
            .is_none_or(|c| *c == label.client_id);
        same_endpoint && same_client
    };
    let cleared = Cache::open(&folder)
        .and_then(|cache| cache.clear(is_meant))
        .map_err(failed)?;
    Ok(cleared)
}

/// What was asked for, by whom, and with which certificate: a token is bound to it (RFC 8705).
pub(super) fn key(
    args: &GrantArgs,
    client_id: &str,
    headers: &[Header],
    thumbprint: Option<&str>,
) -> (Key, Label) {
    let address = args.token_url.as_deref().or(args.discover.as_deref());
    let style = args.auth_style.map(|style| style.to_string());
    let kind = if args.discover.is_some() {
        "issuer"
    } else {
        "endpoint"
    };
    let mut parts = vec![
        kind.to_owned(),
        address.unwrap_or_default().to_owned(),
        client_id.to_owned(),
        style.unwrap_or_default(),
        thumbprint.unwrap_or_default().to_owned(),
        args.grant_type.clone(),
    ];
    for (name, value) in super::wish::fields(args) {
        parts.extend([name, value]);
    }
    for header in headers {
        parts.push(header.name().to_ascii_lowercase());
        parts.push(sha256_hex(header.value()));
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let label = Label {
        endpoint: endpoint(args).unwrap_or_default(),
        client_id: client_id.to_owned(),
    };
    (Key::of(&parts), label)
}

/// The address as it may stand in a file: without secrets.
fn endpoint(args: &GrantArgs) -> Option<String> {
    let url = args
        .token_url
        .as_deref()
        .map(|text| match Url::parse(text, false) {
            Ok(url) => url.shown(),
            Err(_) => redact::url(text),
        });
    url.or_else(|| args.discover.as_deref().map(redact::url))
}

/// Where the system keeps what a program may make again; `None` where it does not say.
fn folder(world: &dyn World) -> Option<PathBuf> {
    let value = |name: &str| world.environment(name).filter(|v| !v.is_empty());
    let home = |below: &str| value("HOME").map(|home| PathBuf::from(home).join(below));
    let base = if cfg!(windows) {
        value("LOCALAPPDATA").map(PathBuf::from)
    } else if cfg!(target_os = "macos") {
        home("Library/Caches")
    } else {
        // a relative one does not count (XDG Base Directory Specification)
        let named = value("XDG_CACHE_HOME").map(PathBuf::from);
        named
            .filter(|path| path.is_absolute())
            .or_else(|| home(".cache"))
    };
    Some(base?.join("mtls").join("tokens"))
}
