//! An embedded provider on loopback: its own CA, a token endpoint bound to certificates, and real
//! refusals. Must not know the command line, files or the environment; whoever starts it writes
//! the files and shows the events.

mod api;
mod authority;
mod event;
mod grant;
mod idempotency;
mod listener;
mod message;
mod portal;
mod server;
mod state;
mod tls;

use std::net::SocketAddr;
use std::sync::Arc;

use super::Result;
use super::clock::Clock;
use super::secret::Secret;

pub use authority::{Issued, Materials, Refused};
pub use event::{Door, Event, What};
pub use state::random_text;

use listener::{Listener, Shared};
use server::Entrance;
use state::State;
use tls::Tls;

/// A clock that threads may ask.
pub type SharedClock = Arc<dyn Clock + Send + Sync>;

/// Told of every handshake and request, from the thread that served it.
pub type Watcher = Arc<dyn Fn(Event) + Send + Sync>;

/// How a sandbox is to be started.
pub struct Settings {
    /// The API's port on 127.0.0.1; 0 lets the system choose.
    pub port: u16,
    /// The portal's port on 127.0.0.1; 0 lets the system choose.
    pub portal_port: u16,
    /// Where the time comes from.
    pub clock: SharedClock,
    /// Who is told what happens.
    pub watcher: Watcher,
}

/// A running sandbox; dropping it closes its ports and every connection.
pub struct Sandbox {
    materials: Arc<Materials>,
    state: Arc<State>,
    api: Listener,
    portal: Listener,
}

impl Sandbox {
    /// Makes the CA and its certificates, and listens: the API for clients with a certificate,
    /// the portal for those who want one.
    ///
    /// # Errors
    /// `Listen` for a port that cannot be had, `Crypto` when the provider refuses.
    pub fn start(settings: Settings) -> Result<Self> {
        let Settings { clock, watcher, .. } = &settings;
        let materials = Arc::new(Materials::make(clock.now())?);
        let state = Arc::new(State::new()?);
        let shared = Arc::new(Shared::default());
        let entrance = |door, tls, handler| Entrance {
            door,
            tls,
            handler,
            clock: Arc::clone(clock),
            watcher: Arc::clone(watcher),
        };
        let api = Listener::open(
            settings.port,
            entrance(
                Door::Api,
                Tls::asking_for_certificates(&materials, clock)?,
                api::handler(&state, clock),
            ),
            &shared,
        )?;
        let portal = Listener::open(
            settings.portal_port,
            entrance(
                Door::Portal,
                Tls::for_anyone(&materials, clock)?,
                portal::handler(&materials, clock),
            ),
            &shared,
        )?;
        Ok(Self {
            materials,
            state,
            api,
            portal,
        })
    }

    /// Where the API listens.
    pub fn api_address(&self) -> SocketAddr {
        self.api.address()
    }

    /// Where the portal listens.
    pub fn portal_address(&self) -> SocketAddr {
        self.portal.address()
    }

    /// The CA, the ready-made client, and the certificates that are refused.
    pub fn materials(&self) -> &Materials {
        &self.materials
    }

    /// The one client id that gets tokens.
    pub fn client_id(&self) -> &str {
        self.state.client_id()
    }

    /// Its secret, made at start.
    pub fn client_secret(&self) -> &Secret {
        self.state.client_secret()
    }

    /// Stops accepting and closes every connection, at once.
    pub fn stop(&mut self) {
        self.api.stop();
        self.portal.stop();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Where tokens are to be had, below the API's address.
pub const TOKEN_PATH: &str = "/oauth/token";
