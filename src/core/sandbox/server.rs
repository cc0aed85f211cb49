//! One connection from handshake to goodbye: greets over TLS, answers requests, and when it
//! refuses makes sure that the refusal arrives as it was meant. Must not know routes.

use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::time::Duration;

use rustls::ServerConnection;

use super::event::{Door, Event, Seen, What};
use super::hello::{self, Hello};
use super::message::{Request, Response, Wire};
use super::reasons;
use super::refuse::{Act, Moment, Refusals};
use super::timed::Timed;
use super::tls::{Doorman, Manner, Tls};
use super::visit::Visit;
use super::{SharedClock, Watcher};
use crate::core::diagnosis::Code;
use crate::core::material::Certificate;

/// Who a connection belongs to, and how it is protected.
pub(super) struct Client {
    /// The certificate presented, where it was accepted.
    pub certificate: Option<Certificate>,
    /// Why the certificate that was presented is not accepted.
    pub fault: Option<(String, Option<Code>)>,
    /// `TLSv1.2` or `TLSv1.3`.
    pub tls_version: &'static str,
    /// The cipher suite by its IANA name.
    pub cipher: String,
    /// From where.
    pub address: IpAddr,
}

/// What answers requests.
pub(super) type Handler = Box<dyn Fn(&Request, &Client) -> Response + Send + Sync>;

/// Everything one listener serves its connections with.
pub(super) struct Entrance {
    /// Which it is.
    pub door: Door,
    /// How it greets.
    pub tls: Tls,
    /// Whom it turns away, beyond those that it always does.
    pub refusals: Refusals,
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
        let mut io = Timed::new(tcp, HANDSHAKE_TIME);
        let read = hello::read(&mut io).unwrap_or_default(); // greeting tells what went wrong
        let hello = Hello::parse(&read);
        let visit = Visit::new(self, peer, hello.unwrap_or_default());
        io.give_back(read);
        if let Some((act, _)) = self.refusals.end_at(Moment::Hello) {
            visit.refused(&visit.planned(act, "after the ClientHello"));
            return visit.end_in_clear(&mut io, act);
        }
        let manner = visit.manner();
        match self.tls.connection(&manner) {
            Ok((connection, doorman)) => visit.receive(connection, &doorman, io, &manner),
            Err(error) => visit.refused(&(error.to_string(), None)),
        }
    }

    /// Tells that a connection was closed for want of room.
    pub fn crowded(&self, peer: SocketAddr, room: usize) {
        let reason = format!(
            "{room} connections are open, which is the limit (1024, or what ulimit -n has room for)"
        );
        let client = None;
        let what = What::Refused {
            reason,
            code: None,
            client,
        };
        self.tell(peer, what, Seen::default());
    }

    /// Tells of something.
    pub fn tell(&self, peer: SocketAddr, what: What, seen: Seen) {
        (self.watcher)(Event {
            at: self.clock.now().rfc3339(),
            door: self.door,
            peer,
            what,
            seen,
        });
    }
}

impl Visit<'_> {
    /// The handshake, and what follows from it.
    fn receive(
        mut self,
        mut connection: ServerConnection,
        doorman: &Doorman,
        mut io: Timed<'_>,
        manner: &Manner,
    ) {
        if doorman.secrets().is_some() {
            io.record();
        }
        let greeted = greet(&mut connection, &mut io);
        self.note(doorman);
        self.keep_transcript(&connection, doorman, &mut io);
        if let Err(error) = greeted {
            let due = manner.act.filter(|_| !manner.is_13);
            let due = due.filter(|_| is_about_certificate(&error, manner));
            let why = due.map_or_else(
                || why(&error),
                |act| self.planned(act, "where the client's certificate is judged"),
            );
            self.refused(&why);
            return self.turn_away(&mut connection, &mut io, due);
        }
        let client = self.client(&connection, doorman);
        if let Some(act) = manner.act.filter(|_| manner.is_13)
            && (!manner.only_without || !self.has_presented())
        {
            self.refused(&self.planned(act, "where the client's certificate is judged"));
            return self.end_sealed(connection, &mut io, act);
        }
        self.greeted(&client);
        self.converse(Session { connection, io }, &client, doorman);
    }

    /// Sends what is left to be sent, an alert above all: another one, or none, where so planned.
    fn turn_away(&self, connection: &mut ServerConnection, io: &mut Timed<'_>, act: Option<Act>) {
        let mut last = Vec::new();
        while connection.wants_write() {
            if connection.write_tls(&mut last).is_err() {
                break;
            }
        }
        match act {
            Some(Act::Alert(alert)) => {
                // before the keys are in use, TLS 1.2's alerts are in clear (RFC 5246 section 7.2)
                if let Some(number) = last.last_mut() {
                    *number = alert.0;
                }
            }
            Some(act) => return self.end_in_clear(io, act),
            None => {}
        }
        io.allow(GOODBYE_TIME);
        let _ = io.write_all(&last); // nobody may be left to read it
        io.linger();
    }
}

/// Whether the handshake ended where a certificate is judged, by our own decision.
fn is_about_certificate(error: &io::Error, manner: &Manner) -> bool {
    use rustls::Error as E;
    match error.get_ref().and_then(|e| e.downcast_ref()) {
        Some(E::NoCertificatesPresented) => true,
        Some(E::InvalidCertificate(_)) => !manner.only_without,
        _ => false,
    }
}

/// As rustls's complete_io, which would send an alert at once.
fn greet(connection: &mut ServerConnection, io: &mut Timed<'_>) -> io::Result<()> {
    loop {
        while connection.wants_write() {
            connection.write_tls(io)?;
        }
        if !connection.is_handshaking() {
            return Ok(());
        }
        if connection.read_tls(io)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        connection
            .process_new_packets()
            .map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?;
    }
}

/// Why a handshake failed.
fn why(error: &io::Error) -> (String, Option<Code>) {
    let inner = error.get_ref().and_then(|e| e.downcast_ref());
    match (inner, error.kind()) {
        (Some(error), _) => reasons::reason(error),
        (None, io::ErrorKind::TimedOut) => ("the client fell silent".into(), None),
        (None, _) => ("the client closed the connection".into(), None),
    }
}

/// TLS over a socket with a deadline.
pub(super) struct Session<'a> {
    /// TLS.
    pub connection: ServerConnection,
    /// The socket.
    pub io: Timed<'a>,
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

const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// For the last record to leave.
const GOODBYE_TIME: Duration = Duration::from_secs(2);
