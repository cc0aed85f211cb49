//! Who calls: the identity, whom we trust, the token, and the sessions that carry requests: ours,
//! and one without a certificate for hosts that a redirect leads to.

use std::sync::{Arc, OnceLock};

use super::bearer::{Bearer, Token};
use super::plan::Transfer;
use crate::cli::{CallArgs, ConnectionArgs, IdentityArgs};
use crate::commands::connect::{Connected, USER_AGENT, connect, session};
use crate::commands::probe::{self, Ailing};
use crate::commands::{World, grant, identity, route, tls, trust};
use crate::core::http::{Directory, Header, Request, Route, Scheme, Url, has_credentials};
use crate::core::identity::Identity;
use crate::core::tls::{TlsClient, Trust};
use crate::report::{Failure, Report};

/// What the transfers of one section share.
pub struct Party<'a> {
    /// What we present.
    pub identity: Option<Arc<Identity>>,
    /// The session for the hosts that are called.
    pub connected: Arc<Connected>,
    stranger: OnceLock<Arc<Connected>>,
    trust: Arc<Trust>,
    route: Arc<Route>,
    tls: TlsClient,
    /// What `-A` says, which a proxy is told too.
    agent: Option<&'a str>,
    args: &'a ConnectionArgs,
    who: &'a IdentityArgs,
}

impl<'a> Party<'a> {
    /// Reads identity and trust; nothing is sent yet.
    ///
    /// # Errors
    /// Ends 58 and 77 for files that do not work, 2 for what contradicts itself.
    pub fn new(
        args: &'a CallArgs,
        world: &mut dyn World,
        notes: &mut Vec<String>,
    ) -> anyhow::Result<Self> {
        let identity = identity::identity(&args.identity, world, notes)?;
        let trust = trust::trust(&args.connection, world, notes)?;
        let agent = args.request.user_agent.as_deref().unwrap_or(USER_AGENT);
        let route = route::route(&args.connection.route, agent, world, notes)?;
        let tls = tls::client(&args.connection, identity.as_ref(), &trust, world)?;
        let (own, who) = (tls.clone(), identity.as_ref());
        let connected = session(&args.connection, own, who, &trust, &route, world);
        Ok(Self {
            identity: identity.map(Arc::new),
            connected: Arc::new(connected),
            stranger: OnceLock::new(),
            trust: Arc::new(trust),
            route,
            tls,
            agent: args.request.user_agent.as_deref(),
            args: &args.connection,
            who: &args.identity,
        })
    }

    /// Whether these arguments name the same: then connections are shared.
    pub fn is_of(&self, args: &CallArgs) -> bool {
        let proxies = &self.route.proxies;
        let is_straight = proxies.http.is_none() && proxies.https.is_none();
        let same_agent = self.agent == args.request.user_agent.as_deref();
        let same_name = is_straight || same_agent;
        same_name && *self.args == args.connection && *self.who == args.identity
    }

    /// The same who call, with connections of their own: a session carries one request at a time.
    pub fn beside(&self, world: &dyn World) -> Self {
        let identity = self.identity.as_deref();
        let (own, trust) = (self.tls.clone(), &self.trust);
        let connected = session(self.args, own, identity, trust, &self.route, world);
        Self {
            identity: self.identity.clone(),
            connected: Arc::new(connected),
            stranger: OnceLock::new(),
            trust: Arc::clone(&self.trust),
            route: Arc::clone(&self.route),
            tls: self.tls.clone(),
            agent: self.agent,
            args: self.args,
            who: self.who,
        }
    }

    /// A certificate cannot be presented over plain http, and whoever gave one meant it to be.
    ///
    /// # Errors
    /// Ends 2, unless it was asked for.
    pub fn check(&self, args: &CallArgs, transfers: &[Transfer]) -> anyhow::Result<()> {
        match &self.identity {
            Some(identity) if !args.request.allow_plain_http => {
                refuse_plain_http(transfers, identity)
            }
            _ => Ok(()),
        }
    }

    /// With `--token-url` or `--discover`, unless the user brings an Authorization of their own.
    ///
    /// # Errors
    /// Ends 67 when the token is refused, else as the connection failed.
    pub fn fetch_token(
        &self,
        args: &'a CallArgs,
        transfers: &mut [Transfer],
        world: &mut dyn World,
    ) -> anyhow::Result<Bearer<'a>> {
        let has_own = |t: &Transfer| t.request.header("Authorization").is_some();
        if transfers.iter().all(has_own) {
            return Ok(Bearer::default());
        }
        let party = self.grant_party(args);
        let tokens = grant::prepare(&args.grant, self.args, &party, world)?;
        let Some(tokens) = tokens else {
            return Ok(Bearer::default());
        };
        let token = Token::fetch(tokens, world)?;
        for transfer in transfers.iter_mut().filter(|t| !has_own(t)) {
            transfer.request.headers.insert(0, token.header());
        }
        Ok(Bearer::new(token))
    }

    /// A server that failed us, for whoever looks into it; what went along is this request's.
    pub fn ailing(&self, request: &Request) -> Ailing<'_> {
        let value = request.header("Authorization");
        Ailing {
            url: request.url.clone(),
            authorization: value.map(|value| Header::new("Authorization", value)),
            identity: self.identity.clone(),
            trust: &self.trust,
            route: &self.route,
            connection: self.args,
        }
    }

    /// The same of the server that was asked for a token, once it was looked into.
    pub fn token_followed_up(
        &self,
        args: &CallArgs,
        failure: &Failure,
        world: &mut dyn World,
    ) -> Option<Report> {
        let ways = (self.identity.clone(), &*self.trust, &self.route);
        probe::of_token(&args.grant, ways, self.args, failure, world)
    }

    /// Whom we trust, by where it comes from.
    pub fn trust(&self) -> &str {
        &self.trust.source
    }

    /// Whether a token could be asked for, as far as can be seen without asking.
    ///
    /// # Errors
    /// Ends 2 for what does not go together, 3 for a bad URL.
    pub fn check_token(&self, args: &CallArgs, world: &mut dyn World) -> anyhow::Result<()> {
        let party = self.grant_party(args);
        grant::prepare(&args.grant, self.args, &party, world).map(|_| ())
    }

    fn grant_party(&self, args: &CallArgs) -> grant::Party<'_> {
        grant::Party {
            identity: self.identity.as_deref(),
            trust: &self.trust,
            route: &self.route,
            tls: &self.tls,
            plain_http: args.request.allow_plain_http,
        }
    }

    /// Where a connection for this URL goes, as far as flags say; no name is looked up.
    pub fn heading(&self, url: &Url) -> String {
        if let Some(socket) = &self.route.sockets.unix {
            return format!("the Unix socket {socket}");
        }
        let directory = Directory {
            resolve: self.args.resolve.clone(),
            connect_to: self.args.connect_to.clone(),
            ..Directory::default()
        };
        let straight = directory.heading(&url.host, url.port);
        match self.route.proxy(url.scheme, &url.host) {
            Some(proxy) => format!("{straight}, through the proxy {}", proxy.unheard().name),
            None => straight,
        }
    }

    /// Whether a connection for this URL goes through a proxy.
    pub fn takes_proxy(&self, url: &Url) -> bool {
        self.route.proxy(url.scheme, &url.host).is_some()
    }

    /// The session for a host: ours for the host that was called, one without a certificate for
    /// any other that a redirect leads to, unless all are trusted (`--location-trusted`).
    ///
    /// # Errors
    /// As `connect`.
    pub fn session_for(
        &self,
        called: &Url,
        now: &Url,
        trusted: bool,
        world: &dyn World,
    ) -> anyhow::Result<Arc<Connected>> {
        if trusted || now.same_origin(called) || self.identity.is_none() {
            return Ok(Arc::clone(&self.connected));
        }
        if let Some(stranger) = self.stranger.get() {
            return Ok(Arc::clone(stranger));
        }
        let stranger = Arc::new(connect(self.args, None, &self.trust, &self.route, world)?);
        Ok(Arc::clone(self.stranger.get_or_init(|| stranger)))
    }

    /// What stays behind, and what does not, when a redirect leads to another host; `None` where
    /// there is nothing of either.
    pub fn farewell(
        &self,
        called: &Url,
        from: &Request,
        to: &Request,
        trusted: bool,
    ) -> Option<String> {
        if to.url.same_origin(&from.url) || to.url.same_origin(called) {
            return None;
        }
        let goes_along = self.identity.is_some() || has_credentials(from);
        if trusted && goes_along {
            return Some(format!(
                "redirected to {}: by --location-trusted certificate and credentials go there too",
                to.url.host
            ));
        }
        let plain = match (from.url.scheme, to.url.scheme) {
            (Scheme::Https, Scheme::Http) => ", which is plain http",
            _ => "",
        };
        let left = match (self.identity.is_some(), has_credentials(from)) {
            (true, true) => "the client certificate and the credentials are not sent there",
            (true, false) => "the client certificate is not sent there",
            (false, true) => "the credentials are not sent there",
            (false, false) => "",
        };
        let goes = match (to.body.is_some(), left) {
            (false, "") => return None,
            (false, _) => "",
            (true, "") => "the body is sent there too",
            (true, _) => ", but the body is",
        };
        Some(format!(
            "redirected to {}{plain}: {left}{goes}",
            to.url.host
        ))
    }
}

fn refuse_plain_http(transfers: &[Transfer], identity: &Identity) -> anyhow::Result<()> {
    let plain = transfers
        .iter()
        .find(|t| t.request.url.scheme == Scheme::Http);
    let Some(transfer) = plain else {
        return Ok(());
    };
    let url = &transfer.request.url;
    let problem = if url.scheme_given {
        format!(
            "{} is plain http, where the certificate {} cannot be presented",
            url.shown(),
            identity.leaf().subject
        )
    } else {
        format!(
            "the URL for {} has no scheme, and curl would take it for plain http, where no certificate can be presented",
            url.host
        )
    };
    Err(Failure::usage(
        problem,
        "write https://, or add --allow-plain-http if it is meant",
    )
    .into())
}
