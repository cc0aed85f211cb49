//! One connection from handshake to goodbye: greets over TLS, answers requests, and when it
//! refuses makes sure that the alert arrives. Must not know routes.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use rustls::ServerConnection;

use super::event::{Door, Event, What};
use super::listener::MAX_CONNECTIONS;
use super::message::{Fault, Incoming, Request, Response, Wire};
use super::tls::{self, Tls};
use super::{SharedClock, Watcher};
use crate::core::material::Certificate;

/// Who a connection belongs to, and how it is protected.
pub(super) struct Client {
    /// The certificate presented; `None` where none is asked for.
    pub certificate: Option<Certificate>,
    /// `TLSv1.2` or `TLSv1.3`.
    pub tls_version: &'static str,
    /// The cipher suite by its IANA name.
    pub cipher: String,
}

/// What answers requests.
pub(super) type Handler = Box<dyn Fn(&Request, &Client) -> Response + Send + Sync>;

/// Everything one listener serves its connections with.
pub(super) struct Entrance {
    /// Which it is.
    pub door: Door,
    /// How it greets.
    pub tls: Tls,
    /// What answers.
    pub handler: Handler,
    /// Where the time comes from.
    pub clock: SharedClock,
    /// Who is told.
    pub watcher: Watcher,
}

impl Entrance {
    /// Serves one connection until it ends.
    pub fn serve(&self, tcp: &TcpStream, peer: SocketAddr) {
        let _ = tcp.set_nodelay(true); // slower without, not wrong
        let (mut connection, doorman) = match self.tls.connection() {
            Ok(ready) => ready,
            Err(error) => return self.tell(peer, refused(error.to_string())),
        };
        let mut io = Timed::new(tcp, HANDSHAKE_TIME);
        if let Err(error) = greet(&mut connection, &mut io) {
            let presented = doorman.and_then(|d| d.presented());
            self.tell(peer, refusal(&error, presented.as_ref()));
            return turn_away(&mut connection, &mut io);
        }
        let client = Client::of(&connection);
        let what = What::Handshake {
            tls_version: client.tls_version,
            cipher: client.cipher.clone(),
            client: client.subject(),
        };
        self.tell(peer, what);
        self.converse(Session { connection, io }, &client, peer);
    }

    /// Tells that a connection was closed for want of room.
    pub fn crowded(&self, peer: SocketAddr) {
        let reason = format!("{MAX_CONNECTIONS} connections are open, which is the limit");
        self.tell(peer, refused(reason));
    }

    fn converse(&self, mut session: Session<'_>, client: &Client, peer: SocketAddr) {
        let mut incoming = Incoming::new(&mut session);
        loop {
            let (method, path, keep, response) = match incoming.request() {
                Ok(Some(request)) => {
                    let response = (self.handler)(&request, client);
                    (request.method, request.path, request.keep_alive, response)
                }
                Err(Fault::Answer(status, why)) => {
                    let response = Response::error(status, "invalid_request", why);
                    ("-".into(), "-".into(), false, response)
                }
                Ok(None) | Err(Fault::Gone) => break,
            };
            let sent = incoming.send(&response.encode(!keep, method == "HEAD"));
            let what = What::Request {
                method,
                path: path.chars().take(MAX_PATH_SHOWN).collect(),
                status: response.status,
                client: client.subject(),
            };
            self.tell(peer, what);
            if sent.is_err() || !keep {
                break;
            }
        }
        session.connection.send_close_notify();
        turn_away(&mut session.connection, &mut session.io);
    }

    fn tell(&self, peer: SocketAddr, what: What) {
        (self.watcher)(Event {
            at: self.clock.now().rfc3339(),
            door: self.door,
            peer,
            what,
        });
    }
}

impl Client {
    fn of(connection: &ServerConnection) -> Self {
        let leaf = connection.peer_certificates().and_then(<[_]>::first);
        let suite = connection.negotiated_cipher_suite();
        Self {
            certificate: leaf.and_then(|der| Certificate::from_der(der).ok()),
            tls_version: match connection.protocol_version() {
                Some(rustls::ProtocolVersion::TLSv1_3) => "TLSv1.3",
                _ => "TLSv1.2",
            },
            cipher: suite
                .and_then(|s| s.suite().as_str())
                .unwrap_or("unknown")
                .replace("TLS13_", "TLS_"), // rustls's spelling; IANA has no 13
        }
    }

    fn subject(&self) -> Option<String> {
        self.certificate.as_ref().map(|c| c.subject.rfc4514())
    }
}

fn greet(connection: &mut ServerConnection, io: &mut Timed<'_>) -> io::Result<()> {
    while connection.is_handshaking() || connection.wants_write() {
        connection.complete_io(io)?;
    }
    Ok(())
}

fn refusal(error: &io::Error, presented: Option<&Certificate>) -> What {
    let inner = error.get_ref().and_then(|e| e.downcast_ref());
    let (reason, code) = match (inner, error.kind()) {
        (Some(error), _) => tls::reason(error),
        (None, io::ErrorKind::TimedOut) => ("the client fell silent".into(), None),
        (None, _) => ("the client closed the connection".into(), None),
    };
    What::Refused {
        reason,
        code,
        client: presented.map(|c| c.subject.rfc4514()),
    }
}

fn refused(reason: String) -> What {
    What::Refused {
        reason,
        code: None,
        client: None,
    }
}

/// Sends what is left to be sent, an alert above all, and waits a moment for the client to read
/// it: closing while its data is still on the way would reset the connection and lose the alert.
fn turn_away(connection: &mut ServerConnection, io: &mut Timed<'_>) {
    io.allow(DRAIN_TIME);
    while connection.wants_write() {
        if connection.write_tls(io).is_err() {
            break;
        }
    }
    let _ = io.tcp.shutdown(Shutdown::Write); // it may be closed already
    let mut waste = [0; 16 << 10];
    while matches!(io.read(&mut waste), Ok(n) if n > 0) {}
    let _ = io.tcp.shutdown(Shutdown::Both);
}

/// TLS over a socket with a deadline.
struct Session<'a> {
    connection: ServerConnection,
    io: Timed<'a>,
}

impl Read for &mut Session<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        rustls::Stream::new(&mut self.connection, &mut self.io).read(buffer)
    }
}

impl Write for &mut Session<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        rustls::Stream::new(&mut self.connection, &mut self.io).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        rustls::Stream::new(&mut self.connection, &mut self.io).flush()
    }
}

impl Wire for &mut Session<'_> {
    fn allow(&mut self, time: Duration) {
        self.io.allow(time);
    }
}

/// A socket whose reads and writes all end by one deadline, so that dripping bytes gains no time.
struct Timed<'a> {
    tcp: &'a TcpStream,
    deadline: Instant,
}

impl<'a> Timed<'a> {
    fn new(tcp: &'a TcpStream, time: Duration) -> Self {
        Self {
            tcp,
            deadline: Instant::now() + time,
        }
    }

    fn allow(&mut self, time: Duration) {
        self.deadline = Instant::now() + time;
    }

    fn left(&self) -> io::Result<Duration> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        Ok(left)
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.tcp.set_read_timeout(Some(self.left()?))?;
            match self.tcp.read(buffer) {
                Err(e) if is_passing(&e) => {}
                done => return done,
            }
        }
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            self.tcp.set_write_timeout(Some(self.left()?))?;
            match self.tcp.write(bytes) {
                Err(e) if is_passing(&e) => {}
                done => return done,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A timeout or a signal; the deadline decides whether to go on.
fn is_passing(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}

const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// How long a client that is turned away may take to read why.
const DRAIN_TIME: Duration = Duration::from_millis(500);
/// Characters of a path in an event.
const MAX_PATH_SHOWN: usize = 200;
