//! The token that we fetch for a section, and its successor when the server no longer takes it.

use crate::commands::connect::Connected;
use crate::commands::{World, grant};
use crate::core::http::{Header, Request};
use crate::core::oauth::{Grant, Granted};
use crate::core::secret::Secret;

/// A token that we fetched.
pub struct Token {
    /// Its life in seconds, when it was fetched.
    pub expires_in: Option<i64>,
    /// Whether it comes from an earlier run, so that any refusal may be for its age.
    pub is_old: bool,
    grant: Grant,
    now: Secret,
    /// The one that requests were given before it was renewed.
    before: Option<Secret>,
}

impl Token {
    /// Asks for one.
    ///
    /// # Errors
    /// Ends 67 when it is refused, else as the connection failed.
    pub fn fetch(
        grant: Grant,
        connected: &Connected,
        world: &mut dyn World,
    ) -> anyhow::Result<Self> {
        let granted = ask(&grant, connected, world)?;
        Ok(Self {
            expires_in: granted.expires_in,
            is_old: false,
            grant,
            now: granted.access_token,
            before: None,
        })
    }

    /// Asks for a new one, whatever is kept.
    ///
    /// # Errors
    /// As `fetch`.
    pub fn renew(&mut self, connected: &Connected, world: &mut dyn World) -> anyhow::Result<()> {
        let granted = ask(&self.grant, connected, world)?;
        self.expires_in = granted.expires_in;
        self.is_old = false;
        self.before = Some(std::mem::replace(&mut self.now, granted.access_token));
        Ok(())
    }

    /// The header that carries it (RFC 6750 section 2.1).
    pub fn header(&self) -> Header {
        Header::new("Authorization", value(&self.now))
    }

    /// Whether a request carries it, or the one before it.
    pub fn is_in(&self, request: &Request) -> bool {
        let carried = request.header("Authorization");
        let ours = std::iter::once(&self.now).chain(&self.before);
        carried.is_some_and(|carried| ours.into_iter().any(|token| value(token) == carried))
    }
}

fn ask(grant: &Grant, connected: &Connected, world: &mut dyn World) -> anyhow::Result<Granted> {
    let granted = grant::fetch(grant, connected)?;
    world.guard(&granted.access_token);
    Ok(granted)
}

fn value(token: &Secret) -> Vec<u8> {
    // exposed to be sent to the API
    [b"Bearer ", token.expose_secret()].concat()
}
