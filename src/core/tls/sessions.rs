//! The sessions of a run, kept in memory for resumption (RFC 8446 section 2.2, RFC 5077), each
//! with what was seen when it was opened. One store belongs to one configuration, and so to one
//! identity and one trust; inside it each host and port has its own. Nothing goes to disk.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::NamedGroup;
use rustls::client::{ClientSessionStore, Tls12ClientSessionValue, Tls13ClientSessionValue};
use rustls::pki_types::ServerName;

use super::duty::{Duty, Peer};
use super::handshake::Proof;

/// The store; usable by several connections at once.
#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<Place, Kept>>);

/// The far end, and the name that it is asked for.
type Place = (Peer, ServerName<'static>);

/// What is kept of one server.
#[derive(Default)]
struct Kept {
    group: Option<NamedGroup>,
    tls12: Option<(Tls12ClientSessionValue, Arc<Proof>)>,
    /// Each is good for one connection (RFC 8446 appendix C.4); oldest first.
    tickets: VecDeque<(Tls13ClientSessionValue, Arc<Proof>)>,
}

impl Sessions {
    fn at<T>(
        &self,
        name: &ServerName<'_>,
        with: impl FnOnce(&Duty, &mut Kept) -> Option<T>,
    ) -> Option<T> {
        let duty = Duty::current()?;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (duty.peer.clone(), name.to_owned());
        if all.len() >= MOST_PLACES && !all.contains_key(&place) {
            return None;
        }
        with(&duty, all.entry(place).or_default())
    }
}

impl ClientSessionStore for Sessions {
    fn set_kx_hint(&self, name: ServerName<'static>, group: NamedGroup) {
        self.at(&name, |_, kept| kept.group.replace(group));
    }

    fn kx_hint(&self, name: &ServerName<'_>) -> Option<NamedGroup> {
        self.at(name, |_, kept| kept.group)
    }

    fn set_tls12_session(&self, name: ServerName<'static>, value: Tls12ClientSessionValue) {
        self.at(&name, |duty, kept| {
            kept.tls12 = duty.proof().map(|proof| (value, proof));
            Some(())
        });
    }

    fn tls12_session(&self, name: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        self.at(name, |duty, kept| {
            let (value, proof) = kept.tls12.as_ref()?;
            duty.offer(Some(Arc::clone(proof)));
            Some(value.clone())
        })
    }

    fn remove_tls12_session(&self, name: &ServerName<'static>) {
        self.at(name, |_, kept| kept.tls12.take());
    }

    fn insert_tls13_ticket(&self, name: ServerName<'static>, value: Tls13ClientSessionValue) {
        self.at(&name, |duty, kept| {
            if kept.tickets.len() == MOST_TICKETS {
                kept.tickets.pop_front();
            }
            kept.tickets.push_back((value, duty.proof()?));
            Some(())
        });
    }

    fn take_tls13_ticket(&self, name: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        self.at(name, |duty, kept| {
            let (value, proof) = kept.tickets.pop_back()?;
            duty.offer(Some(proof));
            Some(value)
        })
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions(..)") // they hold secrets
    }
}

/// Servers that sessions are kept of; a run seldom speaks with more than two.
const MOST_PLACES: usize = 64;
/// Tickets kept of one server: as many connections can be opened at once without a full handshake.
const MOST_TICKETS: usize = 64;
