//! What a probe connects with: a session for each way to present ourselves. Sends nothing yet.

use std::sync::Arc;
use std::time::Instant;

use super::head::Heads;
use crate::cli::{ConnectionArgs, ProbeArgs};
use crate::commands::connect::{self, Connected, USER_AGENT};
use crate::commands::tls::Plan;
use crate::commands::{World, route, trust};
use crate::core::clock::Time;
use crate::core::http::{Route, Session, Url};
use crate::core::identity::Identity;
use crate::core::probe::{Seen, Tries, stranger, try_all};
use crate::core::tls::{CertificateRequest, Trust, Version};

/// The sessions of a probe.
pub struct Gear<'a> {
    /// With what we have, and what a diagnosis needs beside it.
    pub connected: Connected,
    older: Option<Session>,
    bare: Option<Session>,
    plan: Plan,
    trust: Trust,
    route: Arc<Route>,
    connection: &'a ConnectionArgs,
    now: Time,
}

impl<'a> Gear<'a> {
    /// Prepares.
    ///
    /// # Errors
    /// For files of CAs that do not work, keys that TLS cannot use, flags that exclude each other.
    pub fn new(
        args: &'a ProbeArgs,
        identity: Option<&Identity>,
        world: &mut dyn World,
        notes: &mut Vec<String>,
    ) -> anyhow::Result<Self> {
        let connection = &args.connection;
        let trust = trust::trust(connection, world, notes)?;
        let route = route::route(&connection.route, USER_AGENT, world, notes)?;
        let mut plan = Plan::new(&connection.tls, world)?;
        plan.resume = false; // each handshake shows all of it
        let insecure = connection.insecure;
        let tls = plan.client(identity, &trust, insecure)?;
        let connected = connect::session(connection, tls, identity, &trust, &route, world);
        let older = match plan.versions {
            [Version::Tls12, Version::Tls13] => {
                let mut older = plan.clone();
                older.versions = [Version::Tls12; 2];
                let tls = older.client(identity, &trust, insecure);
                // groups that are none of TLS 1.2's
                tls.ok()
                    .map(|tls| connect::bare_session(connection, tls, &route))
            }
            _ => None,
        };
        plan.pins = None; // nothing of ours is shown to whoever it is
        let bare = match args.passive {
            true => None,
            false => Some(plan.client(None, &trust, true)?),
        };
        Ok(Self {
            connected,
            older,
            bare: bare.map(|tls| connect::bare_session(connection, tls, &route)),
            plan,
            trust,
            route,
            connection,
            now: world.now(),
        })
    }

    /// Does all of it.
    pub fn try_all(&self, url: &Url, heads: &Heads, deadline: Instant) -> Seen {
        let stranger = |asked: &CertificateRequest| self.stranger(asked);
        let tries = Tries {
            main: &self.connected.session,
            has_certificate: self.connected.client.is_some(),
            older: self.older.as_ref(),
            bare: self.bare.as_ref(),
            stranger: &stranger,
            head: heads.own.as_ref(),
            plain_head: heads.plain.as_ref(),
            deadline,
        };
        try_all(url, &tries)
    }

    /// One that presents a certificate made for this.
    fn stranger(&self, asked: &CertificateRequest) -> Option<Session> {
        let identity = stranger(asked, self.now).ok()?;
        let tls = self.plan.client(Some(&identity), &self.trust, true).ok()?;
        Some(connect::bare_session(self.connection, tls, &self.route))
    }
}
