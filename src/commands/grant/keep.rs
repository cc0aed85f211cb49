//! The cache of tokens: where it is on this system, what tells one token from another, and
//! forgetting them.

use std::path::PathBuf;

use crate::cli::{ConnectionArgs, GrantArgs};
use crate::commands::World;
use crate::core::http::{Header, Url, redact};
use crate::core::material::sha256_hex;
use crate::core::oauth::cache::{Cache, Key, Label};
use crate::core::secret::SecretRef;
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

/// Everything that makes one token another than another.
pub(super) struct Asking<'a> {
    /// What is asked for.
    pub args: &'a GrantArgs,
    /// How the server is reached.
    pub connection: &'a ConnectionArgs,
    /// Through which proxy.
    pub proxy: Option<String>,
    /// By whom.
    pub client_id: &'a str,
    /// With these headers.
    pub headers: &'a [Header],
    /// With this certificate, which the token may be bound to (RFC 8705).
    pub thumbprint: Option<&'a str>,
}

impl Asking<'_> {
    /// The digest under which the token is kept, and what of it may be read.
    pub fn key(&self) -> (Key, Label) {
        let args = self.args;
        let address = args.token_url.as_deref().or(args.discover.as_deref());
        let style = args.auth_style.map(|style| style.to_string());
        let issuer = args.discover.is_some();
        let mut parts = vec![
            if issuer { "issuer" } else { "endpoint" }.to_owned(),
            address.unwrap_or_default().to_owned(),
            self.way(),
            self.client_id.to_owned(),
            style.unwrap_or_default(),
            self.thumbprint.unwrap_or_default().to_owned(),
            args.grant_type.clone(),
            args.environment.clone().unwrap_or_default(),
        ];
        parts.extend(credential(args));
        for (name, value) in super::wish::fields(args) {
            parts.extend([name, value]);
        }
        for header in self.headers {
            parts.push(header.name().to_ascii_lowercase());
            parts.push(sha256_hex(header.value()));
        }
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let label = Label {
            endpoint: endpoint(args).unwrap_or_default(),
            client_id: self.client_id.to_owned(),
        };
        (Key::of(&parts), label)
    }

    /// A host that leads elsewhere, or is judged by another measure, is another server.
    fn way(&self) -> String {
        let ConnectionArgs {
            resolve,
            connect_to,
            insecure,
            cacert,
            route,
            tls,
            ..
        } = self.connection;
        let socket = (&route.unix_socket, &route.abstract_unix_socket);
        let trust = (insecure, cacert, &self.args.token_cacert, &tls.capath);
        let more = (tls.ca_native, &tls.crlfile, &tls.pinnedpubkey);
        let name = (&tls.sni, tls.allow_cn_name);
        format!(
            "{resolve:?} {connect_to:?} {socket:?} {:?} {trust:?} {more:?} {name:?}",
            self.proxy
        )
    }
}

/// Where the credential comes from, without reading it: who names another one wants to know
/// whether it is the right one.
fn credential(args: &GrantArgs) -> [String; 5] {
    let secret = match &args.client_secret {
        Some(SecretRef::Literal(text)) => sha256_hex(text.as_bytes()),
        Some(other) => sha256_hex(other.spelled().as_bytes()), // a command may hold a secret itself
        None => String::new(),
    };
    [
        secret,
        format!("{:?}", args.assertion_key),
        format!("{:?}", args.assertion_kid),
        format!("{:?}", args.assertion_alg),
        format!("{:?}", args.assertion_audience),
    ]
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
