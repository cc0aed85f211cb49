//! What a probe connects with: TLS for each way to present ourselves, and the sessions of one of
//! its rounds. Nothing of the outside is needed any more, so that a thread may carry it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use super::{Goal, Presented, Subject};
use crate::cli::ConnectionArgs;
use crate::commands::World;
use crate::commands::connect::{self, Connected};
use crate::commands::tls::Plan;
use crate::core::clock::Time;
use crate::core::http::{Route, Scheme, Session, Url};
use crate::core::probe::{Seen, Tries, stranger, try_all};
use crate::core::tls::{CertificateRequest, TlsClient, Trust, Version};

/// TLS, trust and ways.
pub struct Gear {
    main: TlsClient,
    older: Option<TlsClient>,
    bare: Option<TlsClient>,
    plan: Plan,
    identity: Presented,
    trust: Trust,
    route: Arc<Route>,
    connection: ConnectionArgs,
    now: Time,
}

/// The sessions of a probe, with all addresses of the name or to one of them.
pub struct Node<'g> {
    /// With what we have, and what a diagnosis needs beside it.
    pub connected: Connected,
    older: Option<Session>,
    bare: Option<Session>,
    gear: &'g Gear,
    only: Option<SocketAddr>,
}

impl Gear {
    /// Prepares.
    ///
    /// # Errors
    /// For keys that TLS cannot use, and flags that exclude each other.
    pub fn new(
        subject: &Subject<'_>,
        identity: Presented,
        (trust, route): (Trust, Arc<Route>),
        world: &dyn World,
    ) -> anyhow::Result<Self> {
        let connection = subject.connection;
        let mut plan = Plan::new(&connection.tls, world)?;
        plan.resume = false; // each handshake shows all of it
        let (own, insecure) = (identity.as_deref(), connection.insecure);
        let main = plan.client(own, &trust, insecure)?;
        let older = match plan.versions {
            [Version::Tls12, Version::Tls13] if !subject.passive => {
                let mut older = plan.clone();
                older.versions = [Version::Tls12; 2];
                // none where the groups asked for are none of TLS 1.2's
                older.client(own, &trust, insecure).ok()
            }
            _ => None,
        };
        plan.pins = None; // nothing of ours is shown to whoever it is
        let bare = match subject.passive {
            true => None,
            false => Some(plan.client(None, &trust, true)?),
        };
        Ok(Self {
            main,
            older,
            bare,
            plan,
            identity,
            trust,
            route,
            connection: connection.clone(),
            now: world.now(),
        })
    }

    /// Whether a proxy, and not we, connects to the host.
    pub fn takes_proxy(&self, url: &Url) -> bool {
        self.route.proxy(Scheme::Https, &url.host).is_some()
    }

    /// The sessions, to one address where one is given.
    pub fn node(&self, only: Option<SocketAddr>) -> Node<'_> {
        let session = |tls: &TlsClient| {
            connect::bare_session(&self.connection, tls.clone(), &self.route, only)
        };
        let own = self.identity.as_deref();
        let beside = (own, &self.trust, self.now);
        Node {
            connected: Connected::around(session(&self.main), &self.connection, beside),
            older: self.older.as_ref().map(session),
            bare: self.bare.as_ref().map(session),
            gear: self,
            only,
        }
    }
}

impl Node<'_> {
    /// Does all of it, within its time.
    pub fn try_all(&self, goal: &Goal, deadline: Instant) -> Seen {
        let stranger = |asked: &CertificateRequest| self.stranger(asked);
        let tries = Tries {
            main: &self.connected.session,
            has_certificate: self.connected.client.is_some(),
            older: self.older.as_ref(),
            bare: self.bare.as_ref(),
            stranger: &stranger,
            head: goal.heads.own.as_ref(),
            plain_head: goal.heads.plain.as_ref(),
            surveys: goal.surveys,
            deadline,
        };
        try_all(&goal.target.url, &tries)
    }

    /// One that presents a certificate made for this.
    fn stranger(&self, asked: &CertificateRequest) -> Option<Session> {
        let gear = self.gear;
        let identity = stranger(asked, gear.now).ok()?;
        let tls = gear.plan.client(Some(&identity), &gear.trust, true).ok()?;
        Some(connect::bare_session(
            &gear.connection,
            tls,
            &gear.route,
            self.only,
        ))
    }
}
