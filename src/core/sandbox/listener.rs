//! One port and the threads behind it: bounded, and closed at once when told so,
//! however many clients sit idle. Must not know what is said on a connection.

use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::server::Entrance;
use crate::core::error::plain_io;
use crate::core::{Error, Result};

/// An open port.
pub(super) struct Listener {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

/// The connections of all listeners of a sandbox.
pub(super) struct Shared {
    room: usize,
    stopping: AtomicBool,
    live: Mutex<Vec<Weak<TcpStream>>>,
}

impl Listener {
    /// Listens at this address (0: a port of the system's choice).
    ///
    /// # Errors
    /// `Listen` when the port cannot be had.
    pub fn open(wanted: SocketAddr, entrance: Entrance, shared: &Arc<Shared>) -> Result<Self> {
        let failed = |e: std::io::Error| Error::Listen {
            address: wanted.to_string(),
            reason: plain_io(&e),
        };
        let socket = TcpListener::bind(wanted).map_err(failed)?;
        let address = socket.local_addr().map_err(failed)?;
        let entrance = Arc::new(entrance);
        let ours = Arc::clone(shared);
        let accepting = thread::Builder::new()
            .spawn(move || accept(&socket, &entrance, &ours))
            .map_err(failed)?;
        Ok(Self {
            address,
            shared: Arc::clone(shared),
            accepting: Some(accepting),
        })
    }

    /// The address, with the port that was chosen.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the port and every connection of the sandbox; returns at once.
    pub fn stop(&mut self) {
        let Some(accepting) = self.accepting.take() else {
            return;
        };
        self.shared.stopping.store(true, Ordering::SeqCst);
        self.shared.hang_up();
        // accept() has no timeout: a connection wakes it, and it then sees that it is to end
        if TcpStream::connect_timeout(&self.address, WAKE).is_ok() {
            let _ = accepting.join(); // it does not panic
        }
    }
}

impl Shared {
    /// For so many at once.
    pub fn with_room(room: usize) -> Self {
        Self {
            room,
            stopping: AtomicBool::new(false),
            live: Mutex::default(),
        }
    }

    /// A place for one more connection; `None` when there is none left.
    fn admit(&self, tcp: TcpStream) -> Option<Arc<TcpStream>> {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        live.retain(|other| other.strong_count() > 0);
        if live.len() >= self.room || self.is_stopping() {
            return None;
        }
        let tcp = Arc::new(tcp);
        live.push(Arc::downgrade(&tcp));
        Some(tcp)
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    fn hang_up(&self) {
        let live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        for tcp in live.iter().filter_map(Weak::upgrade) {
            let _ = tcp.shutdown(Shutdown::Both); // it may be closed already
        }
    }
}

fn accept(socket: &TcpListener, entrance: &Arc<Entrance>, shared: &Arc<Shared>) {
    loop {
        let accepted = socket.accept();
        if shared.is_stopping() {
            return;
        }
        let Ok((tcp, peer)) = accepted else {
            thread::sleep(BREATH); // out of file descriptors: some will be closed
            continue;
        };
        let Some(tcp) = shared.admit(tcp) else {
            entrance.crowded(peer, shared.room);
            continue;
        };
        let theirs = Arc::clone(entrance);
        let spawned = thread::Builder::new()
            .stack_size(STACK)
            .spawn(move || theirs.serve(&tcp, peer));
        if spawned.is_err() {
            entrance.crowded(peer, shared.room); // no memory for its thread
        }
    }
}

/// Of each, in bytes; TLS and a request need far less.
const STACK: usize = 512 << 10;
const WAKE: Duration = Duration::from_millis(250);
const BREATH: Duration = Duration::from_millis(20);
