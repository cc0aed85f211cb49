//! Who calls: the identity, whom we trust, the token, and the sessions that carry requests: ours,
//! and one without a certificate for hosts that a redirect leads to.

use std::sync::{Arc, OnceLock};

use super::plan::Transfer;
use crate::cli::{CallArgs, ConnectionArgs};
use crate::commands::connect::{Connected, USER_AGENT, connect};
use crate::commands::{World, grant, identity, route};
use crate::core::http::{Header, Request, Route, Scheme, Url, has_credentials};
use crate::core::identity::Identity;
use crate::core::tls::Trust;
use crate::report::Failure;

/// What the transfers of one section share.
pub struct Party<'a> {
    /// What we present.
    pub identity: Option<Identity>,
    /// How long the token lives that was fetched, in seconds.
    pub token_expires_in: Option<i64>,
    /// The session for the hosts that are called.
    pub connected: Arc<Connected>,
    stranger: OnceLock<Arc<Connected>>,
    trust: Trust,
    route: Arc<Route>,
    args: &'a ConnectionArgs,
}

impl<'a> Party<'a> {
    /// Reads identity and trust; nothing is sent yet.
    ///
    /// # Errors
    /// Ends 58 and 77 for files that do not work, 2 for what contradicts itself.
    pub fn new(
        args: &'a CallArgs,
        transfers: &[Transfer],
        world: &mut dyn World,
        notes: &mut Vec<String>,
    ) -> anyhow::Result<Self> {
        let identity = identity::identity(&args.identity, world, notes)?;
        if let Some(identity) = &identity
            && !args.request.allow_plain_http
        {
            refuse_plain_http(transfers, identity)?;
        }
        let trust = identity::trust(&args.connection, world, notes)?;
        let agent = args.request.user_agent.as_deref().unwrap_or(USER_AGENT);
        let route = route::route(&args.connection.route, agent, world, notes)?;
        let connected = connect(&args.connection, identity.as_ref(), &trust, &route, world)?;
        Ok(Self {
            identity,
            token_expires_in: None,
            connected: Arc::new(connected),
            stranger: OnceLock::new(),
            trust,
            route,
            args: &args.connection,
        })
    }

    /// With `--token-url`, unless the user brings an Authorization of their own.
    ///
    /// # Errors
    /// Ends 67 when the token is refused, else as the connection failed.
    pub fn fetch_token(
        &mut self,
        args: &CallArgs,
        transfers: &mut [Transfer],
        world: &mut dyn World,
    ) -> anyhow::Result<()> {
        let Some(url) = &args.token_url else {
            return Ok(());
        };
        let has_own = |t: &Transfer| t.request.header("Authorization").is_some();
        if transfers.iter().all(has_own) {
            return Ok(());
        }
        let wanted = grant::grant(url, &args.grant, world)?;
        let granted = grant::fetch(&wanted, &self.connected)?;
        world.guard(&granted.access_token);
        self.token_expires_in = granted.expires_in;
        // exposed to be sent to the API
        let value = [b"Bearer ", granted.access_token.expose_secret()].concat();
        for transfer in transfers.iter_mut().filter(|t| !has_own(t)) {
            let header = Header::new("Authorization", value.clone());
            transfer.request.headers.insert(0, header);
        }
        Ok(())
    }

    /// The session for a host: ours for the host that was called, one without a certificate for
    /// any other that a redirect leads to.
    ///
    /// # Errors
    /// As `connect`.
    pub fn session_for(
        &self,
        called: &Url,
        now: &Url,
        world: &dyn World,
    ) -> anyhow::Result<Arc<Connected>> {
        if now.same_origin(called) || self.identity.is_none() {
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
    pub fn farewell(&self, called: &Url, from: &Request, to: &Request) -> Option<String> {
        if to.url.same_origin(&from.url) || to.url.same_origin(called) {
            return None;
        }
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
        Some(format!("redirected to {}: {left}{goes}", to.url.host))
    }
}

/// A certificate cannot be presented over plain http, and whoever gave one meant it to be.
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
