//! The token that we fetch for a section, and its successor when the server no longer takes it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::commands::World;
use crate::commands::grant::{TokenSource, Tokens};
use crate::core::http::{Head, Header, Request, refuses_token};
use crate::core::secret::Secret;

/// A token that we fetched, if any, shared by all transfers of a section.
#[derive(Clone, Default)]
pub struct Bearer<'a>(Option<Arc<Mutex<Token<'a>>>>);

/// A token that we fetched.
pub struct Token<'a> {
    expires_in: Option<i64>,
    /// Whether it comes from an earlier run, so that any refusal may be for its age.
    is_old: bool,
    tokens: Tokens<'a>,
    now: Secret,
    /// Those that requests were given before it was renewed.
    before: Vec<Secret>,
}

impl<'a> Bearer<'a> {
    /// This one.
    pub fn new(token: Token<'a>) -> Self {
        Self(Some(Arc::new(Mutex::new(token))))
    }

    /// How long the token lives that was fetched, in seconds.
    pub fn expires_in(&self) -> Option<i64> {
        self.token()?.expires_in
    }

    /// Whether a refusal (401) of this request may be cured by a new token: it went out with the
    /// one that we fetched, and the server says that it does not take it, or it is an old one, or the provider wants it so.
    pub fn may_renew(&self, request: &Request, head: &Head, body: &[u8]) -> bool {
        self.token().is_some_and(|token| {
            token.is_in(request)
                && (token.is_old || token.tokens.renews_on_401() || refuses_token(head, body))
        })
    }

    /// Gets a new token in place of the one that this request carries, unless another transfer
    /// did; from now on it is the one. It is to be there by the deadline.
    ///
    /// # Errors
    /// Ends 67 when it is refused, else as the connection failed.
    pub fn renew(
        &self,
        refused: &Request,
        deadline: Option<Instant>,
        world: &mut dyn World,
    ) -> anyhow::Result<()> {
        match self.token() {
            Some(mut token) if token.carries_newest(refused) => token.renew(deadline, world),
            _ => Ok(()),
        }
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

    fn token(&self) -> Option<MutexGuard<'_, Token<'a>>> {
        let token = self.0.as_ref()?;
        Some(token.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<'a> Token<'a> {
    /// Asks for one, or takes the one that is kept.
    ///
    /// # Errors
    /// Ends 67 when it is refused, else as the connection failed.
    pub fn fetch(mut tokens: Tokens<'a>, world: &mut dyn World) -> anyhow::Result<Self> {
        let token = tokens.obtain(None, None, world)?;
        Ok(Self {
            expires_in: token.expires_in,
            is_old: token.source == TokenSource::Cached,
            tokens,
            now: token.secret,
            before: Vec::new(),
        })
    }

    /// The header that carries it (RFC 6750 section 2.1).
    pub fn header(&self) -> Header {
        Header::new("Authorization", value(&self.now))
    }

    fn renew(&mut self, deadline: Option<Instant>, world: &mut dyn World) -> anyhow::Result<()> {
        let token = self.tokens.obtain(Some(&self.now), deadline, world)?;
        self.expires_in = token.expires_in;
        self.is_old = false;
        self.before
            .push(std::mem::replace(&mut self.now, token.secret));
        Ok(())
    }

    fn carries_newest(&self, request: &Request) -> bool {
        let carried = request.header("Authorization");
        carried.is_some_and(|carried| value(&self.now) == carried)
    }

    /// Whether a request carries it, or one before it.
    fn is_in(&self, request: &Request) -> bool {
        let carried = request.header("Authorization");
        let ours = std::iter::once(&self.now).chain(&self.before);
        carried.is_some_and(|carried| ours.into_iter().any(|token| value(token) == carried))
    }
}

fn value(token: &Secret) -> Vec<u8> {
    // exposed to be sent to the API
    [b"Bearer ", token.expose_secret()].concat()
}
