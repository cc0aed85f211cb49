//! Who calls: the identity, whom we trust, the token, and the sessions that carry requests: ours,
//! and one without a certificate for hosts that a redirect leads to.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::bearer::Token;
use super::plan::Transfer;
use crate::cli::{CallArgs, ConnectionArgs};
use crate::commands::connect::{Connected, connect};
use crate::commands::{World, grant, identity};
use crate::core::http::{Head, Request, Scheme, Url, has_credentials, refuses_token};
use crate::core::identity::Identity;
use crate::core::tls::Trust;
use crate::report::Failure;

/// What the transfers of one section share.
pub struct Party<'a> {
    /// What we present.
    pub identity: Option<Identity>,
    /// The session for the hosts that are called.
    pub connected: Arc<Connected>,
    token: Option<Mutex<Token>>,
    stranger: OnceLock<Arc<Connected>>,
    trust: Trust,
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
        let connected = connect(&args.connection, identity.as_ref(), &trust, world)?;
        Ok(Self {
            identity,
            connected: Arc::new(connected),
            token: None,
            stranger: OnceLock::new(),
            trust,
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
        let token = Token::fetch(wanted, &self.connected, world)?;
        for transfer in transfers.iter_mut().filter(|t| !has_own(t)) {
            transfer.request.headers.insert(0, token.header());
        }
        self.token = Some(Mutex::new(token));
        Ok(())
    }

    /// How long the token lives that was fetched, in seconds.
    pub fn token_expires_in(&self) -> Option<i64> {
        self.token()?.expires_in
    }

    /// Whether a refusal (401) of this request may be cured by a new token: it went out with the
    /// one that we fetched, and the server says that it does not take it, or it is an old one.
    pub fn may_renew(&self, request: &Request, head: &Head, body: &[u8]) -> bool {
        let Some(token) = self.token() else {
            return false;
        };
        token.is_in(request) && (token.is_old || refuses_token(head, body))
    }

    /// Fetches a new token; from now on it is the one.
    ///
    /// # Errors
    /// As `fetch_token`.
    pub fn renew(&self, world: &mut dyn World) -> anyhow::Result<()> {
        let Some(mut token) = self.token() else {
            return Ok(());
        };
        token.renew(&self.connected, world)
    }

    /// The request with the newest token in place of one that we fetched before.
    pub fn with_token(&self, request: &Request) -> Request {
        let mut request = request.clone();
        if let Some(token) = self.token()
            && token.is_in(&request)
        {
            request.remove("Authorization");
            request.headers.insert(0, token.header());
        }
        request
    }

    /// Whom we trust, by where it comes from.
    pub fn trust(&self) -> &str {
        &self.trust.source
    }

    fn token(&self) -> Option<MutexGuard<'_, Token>> {
        let token = self.token.as_ref()?;
        Some(token.lock().unwrap_or_else(PoisonError::into_inner))
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
        let stranger = Arc::new(connect(self.args, None, &self.trust, world)?);
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
