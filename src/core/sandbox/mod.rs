//! An embedded provider on loopback: its own CA, a token endpoint bound to certificates, and real
//! refusals. Must not know the command line, files or the environment; whoever starts it writes
//! the files and shows the events.

mod api;
mod asked;
mod authority;
mod caller;
mod event;
mod grant;
mod hello;
mod idempotency;
mod like;
mod listener;
mod message;
mod outbound;
mod phrase;
mod portal;
mod presented;
mod reasons;
mod refuse;
mod response;
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
pub use like::{Like, Place};
pub use outbound::{Heard, Outbound, OutboundRequest, Shown};
pub use refuse::{Act, Flaw, Mode, Moment, Refusal};
pub use state::random_text;

use like::Shop;
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
    /// The provider that it is like; none for a bit of several.
    pub like: Option<Like>,
    /// Addresses that are not on the credential's allow-list.
    pub denied: Vec<IpAddr>,
    /// How many connections may be open at once, at all doors together.
    pub connections: usize,
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
    like: Option<Like>,
    token_path: Option<String>,
    api: Listener,
    plain: Option<Listener>,
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
        let like = settings.like;
        let rules = like.map(|like| like.rules()).transpose()?;
        let hosts = rules.as_ref().map(Shop::hosts).unwrap_or_default();
        let refusals = Refusals::new(settings.refusals.clone());
        let materials = Materials::make(clock.now(), settings.lifetime, &hosts, refusals.flaw())?;
        let materials = Arc::new(materials);
        let state = Arc::new(State::new()?);
        let shared = Arc::new(Shared::with_room(settings.connections));
        let mut tls = greeting(like, &materials, clock, refusals.flaw())?;
        // a resumed session is not judged again, and who is revoked or runs out is to be refused
        tls.resumable = settings.lifetime.is_none() && like != Some(Like::Vtex);
        let shop = like.zip(rules).map(|(like, rules)| {
            let denied = settings.denied.clone();
            Arc::new(Shop::open(like, rules, &materials, tls.revoked(), denied))
        });
        let open = |port, door, tls, refusals| {
            let handler = match (&shop, door) {
                (shop, Door::Portal) => portal::handler(&materials, shop.as_ref(), &state, clock),
                (Some(shop), _) => api::like_handler(shop, door, &state, clock),
                (None, _) => api::handler(&state, clock),
            };
            let entrance = Entrance {
                door,
                tls,
                refusals,
                handler,
                clock: Arc::clone(clock),
                watcher: Arc::clone(watcher),
            };
            Listener::open(SocketAddr::new(settings.address, port), entrance, &shared)
        };
        let anyone = || Tls::for_anyone(&materials, clock, None);
        let api = open(settings.port, Door::Api, tls, refusals)?;
        let plain = match like {
            Some(like) if like.has_plain_door() => {
                Some(open(0, Door::Plain, anyone()?, Refusals::default())?)
            }
            _ => None,
        };
        let portal = open(
            settings.portal_port,
            Door::Portal,
            anyone()?,
            Refusals::default(),
        )?;
        Ok(Self {
            token_path: match &shop {
                Some(shop) => shop.token_path().map(str::to_owned),
                None => Some(TOKEN_PATH.to_owned()),
            },
            like,
            materials,
            state,
            api,
            plain,
            portal,
        })
    }

    /// Where the API listens.
    pub fn api_address(&self) -> SocketAddr {
        self.api.address()
    }

    /// Where the API's host without certificates listens, if it has one.
    pub fn plain_address(&self) -> Option<SocketAddr> {
        self.plain.as_ref().map(Listener::address)
    }

    /// Where tokens are to be had, if there are any.
    pub fn token_url(&self) -> Option<String> {
        let address = self.plain_address().unwrap_or(self.api_address());
        let path = self.token_path.as_ref()?;
        Some(format!("https://{address}{path}"))
    }

    /// The calls of the provider that it is like, each with its URL.
    pub fn places(&self) -> impl Iterator<Item = (Place, String)> {
        let all = self.like.map_or(&[][..], Like::places).iter();
        all.map(|place| {
            let address = match place.door {
                Door::Portal => self.portal_address(),
                Door::Plain => self.plain_address().unwrap_or(self.api_address()),
                _ => self.api_address(),
            };
            (*place, format!("https://{address}{}", place.path))
        })
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
        if let Some(plain) = &mut self.plain {
            plain.stop();
        }
        self.portal.stop();
    }
}

/// How the API greets: whether a certificate is asked for, and required.
fn greeting(
    like: Option<Like>,
    materials: &Arc<Materials>,
    clock: &SharedClock,
    flaw: Option<Flaw>,
) -> Result<Tls> {
    match like {
        Some(like) if !like.asks() => Tls::for_anyone(materials, clock, flaw),
        _ => {
            let may_lack = like.is_some_and(Like::may_lack);
            Tls::asking_for_certificates(materials, clock, may_lack, flaw)
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Where tokens are to be had, below the API's address.
pub const TOKEN_PATH: &str = "/oauth/token";
