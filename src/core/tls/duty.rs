//! The connection on whose behalf rustls calls us. One configuration serves every connection of a
//! run, on several threads; its verifier, presenter and session store learn here whose call it is.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::pki_types::ServerName;

use super::handshake::{Proof, Recorder};

/// The far end of a connection, as the user named it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Peer {
    /// The name that its certificate is to be for, also where another is asked for (SNI).
    pub name: ServerName<'static>,
    /// Its port: another may be another server.
    pub port: u16,
}

/// One connection, as far as what rustls calls needs to know.
#[derive(Debug)]
pub(super) struct Duty {
    pub peer: Peer,
    pub recorder: Recorder,
    /// What was seen when the session that is offered for resumption was opened.
    offered: Mutex<Option<Arc<Proof>>>,
}

impl Duty {
    pub fn new(peer: Peer, recorder: Recorder) -> Arc<Self> {
        Arc::new(Self {
            peer,
            recorder,
            offered: Mutex::new(None),
        })
    }

    /// Does work of rustls's on behalf of this connection: its calls are made before it returns,
    /// and on this thread.
    pub fn during<T>(self: &Arc<Self>, work: impl FnOnce() -> T) -> T {
        let _relief = Relief(ON_DUTY.replace(Some(Arc::clone(self))));
        work()
    }

    /// The connection that is being worked for; `None` outside of `during`.
    pub fn current() -> Option<Arc<Self>> {
        ON_DUTY.with_borrow(Clone::clone)
    }

    /// A session is offered for resumption.
    pub fn offer(&self, proof: Option<Arc<Proof>>) {
        *self.offered.lock().unwrap_or_else(PoisonError::into_inner) = proof;
    }

    /// What holds for the session of this connection: seen on it, or, where it resumes another, on
    /// that one.
    pub fn proof(&self) -> Option<Arc<Proof>> {
        let seen = Proof::seen(&self.recorder.lock());
        let offered = || {
            let offered = self.offered.lock();
            offered.unwrap_or_else(PoisonError::into_inner).clone()
        };
        seen.map(Arc::new).or_else(offered)
    }
}

/// Puts back who was on duty before, also when the work panics.
struct Relief(Option<Arc<Duty>>);

impl Drop for Relief {
    fn drop(&mut self) {
        ON_DUTY.set(self.0.take());
    }
}

thread_local! {
    static ON_DUTY: RefCell<Option<Arc<Duty>>> = const { RefCell::new(None) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thread_works_for_its_own_connection() {
        let duty = |port| {
            let name = ServerName::try_from("a.example").unwrap();
            Duty::new(Peer { name, port }, Recorder::default())
        };
        let now = || Duty::current().map(|d| d.peer.port);
        let (one, two) = (duty(1), duty(2));
        one.during(|| {
            assert_eq!(now(), Some(1));
            two.during(|| assert_eq!(now(), Some(2)));
            assert_eq!(now(), Some(1));
            std::thread::scope(|s| s.spawn(|| assert_eq!(now(), None)).join().unwrap());
        });
        assert_eq!(now(), None);
    }
}
