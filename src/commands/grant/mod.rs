//! Getting a token: shared by `token`, and by `call` with `--token-url` or `--discover`. From the
//! cache when one is there, else from the server, one run at a time.

mod ask;
mod checks;
mod discover;
mod headers;
mod keep;
mod wish;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::connect::{Connected, connect, session};
use super::{World, advised, tls, trust};
use crate::cli::{ConnectionArgs, GrantArgs, TlsArgs};
use crate::core::http::{Header, Route, Url};
use crate::core::identity::Identity;
use crate::core::oauth::cache::{Cache, Kept, Key, Label, Turn};
use crate::core::oauth::{Granted, JwsSigner};
use crate::core::provider::schema::TokenRules;
use crate::core::secret::{Secret, SecretRef};
use crate::core::tls::{TlsClient, Trust};
use crate::exit::Exit;
use crate::report::Failure;

pub use checks::stdin_takers;
pub use keep::clear;
pub use wish::effective_style;

/// A token, and where it came from.
#[derive(Debug)]
pub struct Token {
    /// The token itself; guarded already.
    pub secret: Secret,
    /// `Bearer`, as the server spells it.
    pub token_type: String,
    /// What is left of its life in seconds; `None` when neither server nor token says.
    pub expires_in: Option<i64>,
    /// Where it came from.
    pub source: TokenSource,
}

/// Where a token came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenSource {
    /// From an earlier run.
    Cached,
    /// From the server, just now.
    Fresh,
}

/// What a token request shares with the calls it is for.
pub struct Party<'p> {
    /// Who we are.
    pub identity: Option<&'p Identity>,
    /// Whom we trust.
    pub trust: &'p Trust,
    /// How we get there.
    pub route: &'p Arc<Route>,
    /// TLS that presents the one and trusts the other.
    pub tls: &'p TlsClient,
    /// `--allow-plain-http`.
    pub plain_http: bool,
}

/// Where the tokens of one run come from. Secrets are read when they are first needed: with a
/// token in the cache they are not.
pub struct Tokens<'a> {
    args: &'a GrantArgs,
    endpoint: Endpoint,
    client_id: String,
    headers: Vec<Header>,
    /// Nobody else's: a session carries one request at a time, calls may be in the middle of
    /// theirs, and what passes here is not for their traces.
    connected: Connected,
    /// When a token must be there.
    deadline: Option<Instant>,
    /// The certificate's thumbprint, where one is presented.
    thumbprint: Option<String>,
    /// The certificate's own key, where assertions may be signed with it.
    signer: Option<JwsSigner>,
    plain_http: bool,
    cache: Option<Cache>,
    /// What the provider says of its tokens, where one is known.
    rules: Option<TokenRules>,
    key: Key,
    label: Label,
    wish: Option<wish::Wish>,
}

/// What the user names.
enum Endpoint {
    /// The token endpoint itself.
    Token(Url),
    /// The issuer whose metadata names it.
    Issuer(String),
}

/// The address that is asked first, for what is said before; `None` when no token is asked for.
pub fn address(args: &GrantArgs) -> Option<&str> {
    args.token_url.as_deref().or(args.discover.as_deref())
}

/// The secrets that are named, to say so where they are literals.
pub fn secrets(args: &GrantArgs) -> [Option<&SecretRef>; 2] {
    [args.client_secret.as_ref(), args.assertion_pass.as_ref()]
}

/// Prepares; nothing is sent yet, and no secret is read. `None` when no token is asked for.
///
/// # Errors
/// Ends 2 for what does not go together, 3 for a bad URL, 77 for a file that `--token-cacert`
/// names.
pub fn prepare<'a>(
    args: &'a GrantArgs,
    connection: &ConnectionArgs,
    party: &Party<'_>,
    world: &mut dyn World,
) -> anyhow::Result<Option<Tokens<'a>>> {
    let endpoint = match (&args.token_url, &args.discover) {
        (Some(url), _) => {
            let url = Url::parse(url, false).map_err(|e| bad_url(&e))?;
            Endpoint::Token(url)
        }
        (None, Some(issuer)) => Endpoint::Issuer(issuer.clone()),
        (None, None) => return Ok(None),
    };
    checks::together(args)?;
    if let Some(style) = args.auth_style {
        checks::style(args, style)?;
    }
    if let Endpoint::Token(url) = &endpoint {
        checks::plain_http(url, party.plain_http)?;
    }
    let client_id = args.client_id.clone().ok_or_else(|| {
        Failure::usage(
            "--client-id is missing",
            "give the client id of your credential",
        )
    })?;
    let presented = party.identity.filter(|_| !args.token_no_cert);
    let headers = headers::headers(&args.token_header, world)?;
    let thumbprint = presented.map(|identity| identity.leaf().thumbprint_s256());
    let asking = keep::Asking {
        args,
        connection,
        proxy: proxy(&endpoint, party.route),
        client_id: &client_id,
        headers: &headers,
        thumbprint: thumbprint.as_deref(),
    };
    let (key, label) = asking.key();
    Ok(Some(Tokens {
        connected: own_session(args, connection, party, world)?,
        deadline: None,
        signer: wish::own_signer(args, party.identity)?,
        cache: keep::cache(args, world),
        plain_http: party.plain_http,
        rules: rules(&endpoint, connection),
        args,
        endpoint,
        client_id,
        headers,
        thumbprint,
        key,
        label,
        wish: None,
    }))
}

impl Tokens<'_> {
    /// A token: one that is kept, else a new one. With one that the API has refused, another than
    /// that: what another run has got meanwhile, else a new one. `deadline` is that of the transfer
    /// it is for; without one, the token has a time of its own (`-m`).
    ///
    /// # Errors
    /// Ends 67 with the server's words when it is refused, else as the connection failed.
    pub fn obtain(
        &mut self,
        refused: Option<&Secret>,
        deadline: Option<Instant>,
        world: &mut dyn World,
    ) -> anyhow::Result<Token> {
        self.deadline = deadline.or_else(|| self.connected.deadline());
        match self.kept(refused, world) {
            Ok(Some(kept)) => return Ok(kept),
            Ok(None) => {}
            Err(why) => world.note(&format!("the token kept is not used: {why}")),
        }
        let turn = self.turn(world);
        // whoever had the turn before has kept one
        if let Ok(Some(kept)) = self.kept(refused, world) {
            return Ok(kept);
        }
        let fresh = self.fresh(world);
        drop(turn);
        fresh
    }

    /// The token kept, unless it is the one refused; or why what is kept does not count.
    fn kept(
        &self,
        refused: Option<&Secret>,
        world: &mut dyn World,
    ) -> Result<Option<Token>, String> {
        let Some(cache) = &self.cache else {
            return Ok(None);
        };
        // exposed to be compared
        let differs = |kept: &Kept| {
            refused.is_none_or(|r| r.expose_secret() != kept.access_token.expose_secret())
        };
        let found = cache.find(&self.key, world.now(), |life| self.margin(life))?;
        let Some(kept) = found.filter(differs) else {
            return Ok(None);
        };
        world.guard(&kept.access_token);
        Ok(Some(Token {
            secret: kept.access_token,
            token_type: kept.token_type,
            expires_in: Some(kept.expires_at.unix() - world.now().unix()),
            source: TokenSource::Cached,
        }))
    }

    /// One run asks, the others wait for what it keeps; not for ever, and not past `-m`.
    fn turn(&self, world: &mut dyn World) -> Option<Turn> {
        let cache = self.cache.as_ref()?;
        let now = Instant::now();
        let left = self.deadline.map(|at| at.saturating_duration_since(now));
        // half of what is left: what is waited for in vain has to be asked for then
        let longest = left.map_or(LONGEST_TURN, |left| (left / 2).min(LONGEST_TURN));
        match cache.turn(&self.key, longest) {
            Ok(Some(turn)) => return Some(turn),
            Ok(None) => world.note(&match longest.as_secs() {
                0 => {
                    "another run is asking for this token, and there is no time to wait; asking too"
                        .to_owned()
                }
                1 => {
                    "another run has been asking for this token for a second; asking too".to_owned()
                }
                seconds => format!(
                    "another run has been asking for this token for {seconds} seconds; asking too"
                ),
            }),
            Err(why) => world.note(&format!(
                "the token cannot be shared with other runs: {why}"
            )),
        }
        None
    }

    fn fresh(&mut self, world: &mut dyn World) -> anyhow::Result<Token> {
        let mut wish = match self.wish.take() {
            Some(wish) => wish,
            None => wish::make(self, world)?,
        };
        let granted = if self.args.try_auth_styles {
            ask::in_any_style(&mut wish, self, world)
        } else {
            ask::ask(&wish, self, world)
        };
        self.wish = Some(wish);
        let granted = granted?;
        world.guard(&granted.access_token);
        let life = granted.life(world.now());
        // what the answer says goes before what a document says
        let documented = || i64::try_from(self.rules.as_ref()?.documented_life()?).ok();
        self.keep(&granted, life.or_else(documented), world);
        Ok(Token {
            secret: granted.access_token,
            token_type: granted.token_type,
            expires_in: granted.expires_in.or(life),
            source: TokenSource::Fresh,
        })
    }

    /// How many seconds before its end the provider wants a token of this life replaced.
    fn margin(&self, life: i64) -> Option<i64> {
        let margin = self.rules.as_ref()?.margin(u64::try_from(life).ok()?)?;
        i64::try_from(margin).ok()
    }

    /// Whether the provider says that any 401 is to be answered with a new token, once.
    pub fn renews_on_401(&self) -> bool {
        self.rules.as_ref().is_some_and(|rules| rules.renew_on_401)
    }

    /// For the next run, when it is known how long it lasts.
    fn keep(&self, granted: &Granted, life: Option<i64>, world: &mut dyn World) {
        let (Some(cache), Some(life)) = (&self.cache, life.filter(|life| *life > 0)) else {
            return;
        };
        let now = world.now();
        let kept = Kept {
            access_token: granted.access_token.duplicate(),
            token_type: granted.token_type.clone(),
            expires_at: now.plus(life),
        };
        if let Err(why) = cache.keep(&self.key, &self.label, &kept, now) {
            world.note(&format!("the token is not kept for the next run: {why}"));
        }
    }
}

/// What is known of the tokens of this endpoint: by the provider that is named, else by its host.
fn rules(endpoint: &Endpoint, connection: &ConnectionArgs) -> Option<TokenRules> {
    let url = match endpoint {
        Endpoint::Token(url) => url.clone(),
        Endpoint::Issuer(issuer) => Url::parse(issuer, false).ok()?,
    };
    advised::provider(connection.provider.as_ref(), &url.host)?.token
}

/// The name of the proxy before an endpoint.
fn proxy(endpoint: &Endpoint, route: &Route) -> Option<String> {
    let url = match endpoint {
        Endpoint::Token(url) => Some(Cow::Borrowed(url)),
        Endpoint::Issuer(issuer) => Url::parse(issuer, false).ok().map(Cow::Owned),
    }?;
    let proxy = route.proxy(url.scheme, &url.host)?;
    Some(proxy.place.to_string())
}

/// A session as the calls have theirs, but where the token endpoint is to see another certificate
/// than they, or to show one that another CA signed.
fn own_session(
    args: &GrantArgs,
    connection: &ConnectionArgs,
    party: &Party<'_>,
    world: &mut dyn World,
) -> anyhow::Result<Connected> {
    let presented = party.identity.filter(|_| !args.token_no_cert);
    let Some(file) = &args.token_cacert else {
        let without = args.token_no_cert && party.identity.is_some();
        if without {
            return connect(connection, presented, party.trust, party.route, world);
        }
        let tls = party.tls.clone();
        let Party { trust, route, .. } = party;
        return Ok(session(connection, tls, presented, trust, route, world));
    };
    let named = ConnectionArgs {
        cacert: Some(file.clone()),
        insecure: connection.insecure,
        tls: TlsArgs {
            capath: None,
            ca_native: false,
            ..connection.tls.clone()
        },
        ..ConnectionArgs::default()
    };
    let mut notes = Vec::new();
    let trust = trust::trust(&named, world, &mut notes)?;
    // what there is to say of the other flags has been said
    let said = tls::notes(&named.tls, world);
    let new = notes.iter().filter(|note| !said.contains(note));
    new.for_each(|note| world.note(note));
    connect(connection, presented, &trust, party.route, world)
}

/// A bad URL ends 3, one of a scheme that is not spoken 1, as in curl.
pub fn bad_url(error: &crate::core::http::BadUrl) -> Failure {
    Failure {
        exit: match error.is_foreign {
            true => Exit::Negative,
            false => Exit::BadUrl,
        },
        ..Failure::usage(error.problem.clone(), error.fix.clone())
    }
}

/// How long a run waits for another that is asking for the same token.
const LONGEST_TURN: Duration = Duration::from_secs(30);
