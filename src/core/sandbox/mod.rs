//! An embedded provider on loopback: its own CA, a token endpoint bound to certificates, and real
//! refusals. Must not know the command line, files or the environment; whoever starts it writes
//! the files and shows the events.

mod api;
mod authority;
mod caller;
mod event;
mod grant;
mod hello;
mod idempotency;
mod listener;
mod message;
mod portal;
mod refuse;
mod server;
mod state;
mod timed;
mod tls;
mod visit;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::Result;
use super::clock::Clock;
use super::secret::Secret;

pub use authority::{Issued, Materials, Refused};
pub use event::{Door, Event, Presented, Seen, What};
pub use refuse::{Act, Flaw, Mode, Moment, Refusal};
pub use state::random_text;

use listener::{Listener, Shared};
use refuse::Refusals;
use server::Entrance;
use state::State;
use tls::Tls;

/// A clock that threads may ask.
pub type SharedClock = Arc<dyn Clock + Send + Sync>;

/// Told of every handshake and request, from the thread that served it.
pub type Watcher = Arc<dyn Fn(Event) + Send + Sync>;

/// How a sandbox is to be started.
pub struct Settings {
    /// Where all doors are; 127.0.0.1 unless told otherwise.
    pub address: IpAddr,
    /// The API's port; 0 lets the system choose.
    pub port: u16,
    /// The portal's port; 0 lets the system choose.
    pub portal_port: u16,
    /// Refusals at the API, the first that fits counting.
    pub refusals: Vec<Refusal>,
    /// How many seconds client certificates live; a year when there is none.
    pub lifetime: Option<i64>,
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
        let materials = Arc::new(Materials::make(clock.now(), settings.lifetime)?);
        let state = Arc::new(State::new()?);
        let shared = Arc::new(Shared::default());
        let refusals = Refusals::new(settings.refusals.clone());
        let tls = Tls::asking_for_certificates(&materials, clock, false, refusals.flaw())?;
        let entrance = |door, tls, refusals, handler| Entrance {
            door,
            tls,
            refusals,
            handler,
            clock: Arc::clone(clock),
            watcher: Arc::clone(watcher),
        };
        let open = |port, entrance| {
            let wanted = SocketAddr::new(settings.address, port);
            Listener::open(wanted, entrance, &shared)
        };
        let handler = api::handler(&state, clock);
        let api = open(settings.port, entrance(Door::Api, tls, refusals, handler))?;
        let tls = Tls::for_anyone(&materials, clock, None)?;
        let handler = portal::handler(&materials, clock);
        let refusals = Refusals::default();
        let portal = open(
            settings.portal_port,
            entrance(Door::Portal, tls, refusals, handler),
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
