//! One socket: made, bound and connected as asked. Must not choose among addresses; that is
//! `dial`'s.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{error, fmt, thread};

use crate::core::error::plain_io;
use socket2::{Domain, Protocol, SockAddr, Socket, TcpKeepalive, Type};

/// What sockets are to be like.
#[derive(Debug, Clone)]
pub struct SocketOptions {
    /// Connect to this instead of any address.
    pub unix: Option<UnixPlace>,
    /// Where to connect from.
    pub from: Option<LocalEnd>,
    /// Ports to connect from, the first that is free; both ends included.
    pub local_ports: Option<LocalPorts>,
    /// Addresses of this family only.
    pub family: Option<Family>,
    /// After how long an idle connection is looked after, and how often then; `None` for never.
    pub keepalive: Option<Duration>,
    /// How long the first family of addresses has before the other is tried too (RFC 8305).
    pub head_start: Duration,
}

/// A socket of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnixPlace {
    /// In the file system.
    Path(PathBuf),
    /// In the abstract namespace of Linux.
    Abstract(String),
}

/// `--interface`: an interface's name, an address, or a host; `if!` or `host!` says which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalEnd {
    /// This address.
    Address(IpAddr),
    /// This interface.
    Device(String),
    /// An address of this host.
    Host(String),
    /// An interface of this name, else a host.
    Either(String),
}

/// `--local-port N[-M]`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalPorts {
    first: u16,
    last: u16,
}

/// Of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// IPv4
    V4,
    /// IPv6
    V6,
}

/// Why there is no socket, apart from what the far end did; in words.
#[derive(Debug, Clone)]
pub(super) enum NoWay {
    /// The near end could not be had as asked.
    NotBound(String),
    /// What was asked for leads nowhere.
    Nowhere(String),
}

impl fmt::Display for NoWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::NotBound(why) | Self::Nowhere(why)) = self;
        f.write_str(why)
    }
}

impl error::Error for NoWay {}

impl Default for SocketOptions {
    fn default() -> Self {
        Self {
            unix: None,
            from: None,
            local_ports: None,
            family: None,
            keepalive: Some(KEEPALIVE),
            head_start: HEAD_START,
        }
    }
}

impl SocketOptions {
    /// A connection to an address, within the time.
    pub(super) fn connect(&self, address: SocketAddr, time: Duration) -> io::Result<Socket> {
        let socket = Socket::new(
            Domain::for_address(address),
            Type::STREAM,
            Some(Protocol::TCP),
        )?;
        socket.set_tcp_nodelay(true)?;
        if let Some(time) = self.keepalive.filter(|time| !time.is_zero()) {
            let probes = TcpKeepalive::new().with_time(time).with_interval(time);
            socket.set_tcp_keepalive(&probes)?;
        }
        let begun = Instant::now();
        self.bind(&socket, address, time)?;
        let left = time.saturating_sub(begun.elapsed());
        socket.connect_timeout(&address.into(), left.max(SOONEST))?;
        Ok(socket)
    }

    fn bind(&self, socket: &Socket, towards: SocketAddr, time: Duration) -> io::Result<()> {
        let from = match &self.from {
            Some(from) => from.prepare(socket, towards, time)?,
            None => None,
        };
        let Some(ports) = self.local_ports else {
            return from.map_or(Ok(()), |from| bound(socket, SocketAddr::new(from, 0)));
        };
        let from = from.unwrap_or(match towards {
            SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        });
        let mut last = Ok(());
        for port in ports.first..=ports.last {
            last = bound(socket, SocketAddr::new(from, port));
            if last.is_ok() {
                break;
            }
        }
        last
    }
}

impl LocalEnd {
    /// The address to bind to; `None` where the socket is tied to an interface instead.
    fn prepare(
        &self,
        socket: &Socket,
        towards: SocketAddr,
        time: Duration,
    ) -> io::Result<Option<IpAddr>> {
        match self {
            Self::Address(address) => Ok(Some(*address)),
            Self::Device(name) => tied(socket, name).map(|()| None),
            Self::Host(name) => address_of(name, towards, time).map(Some),
            Self::Either(name) => match tied(socket, name) {
                Ok(()) => Ok(None),
                Err(device) => match address_of(name, towards, time) {
                    Err(e) if e.kind() != io::ErrorKind::TimedOut => Err(device),
                    found => found.map(Some),
                },
            },
        }
    }
}

#[cfg(target_os = "linux")]
fn tied(socket: &Socket, device: &str) -> io::Result<()> {
    let done = socket.bind_device(Some(device.as_bytes()));
    done.map_err(|e| not_bound(device, &e))
}

#[cfg(not(target_os = "linux"))]
fn tied(_: &Socket, device: &str) -> io::Result<()> {
    Err(not_bound(device, &io::ErrorKind::Unsupported.into()))
}

fn address_of(host: &str, towards: SocketAddr, time: Duration) -> io::Result<IpAddr> {
    let found = within(time, host.to_owned(), |host| {
        (host.as_str(), 0).to_socket_addrs().map(Vec::from_iter)
    });
    let found = found.map_err(|e| match e.kind() {
        io::ErrorKind::TimedOut => e,
        _ => not_bound(host, &e),
    })?;
    let fits = |a: &&SocketAddr| a.is_ipv4() == towards.is_ipv4();
    let address = found.iter().find(fits).map(SocketAddr::ip);
    address.ok_or_else(|| not_bound(host, &io::ErrorKind::AddrNotAvailable.into()))
}

/// What the system lets nobody interrupt: done by a thread that is left to itself when it takes
/// longer.
fn within<T: Send + 'static>(
    time: Duration,
    name: String,
    work: impl FnOnce(String) -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let (sender, receiver) = mpsc::channel();
    thread::Builder::new().spawn(move || drop(sender.send(work(name))))?;
    let done = receiver.recv_timeout(time.max(SOONEST));
    done.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

fn bound(socket: &Socket, local: SocketAddr) -> io::Result<()> {
    let done = socket.bind(&local.into());
    done.map_err(|e| match local {
        SocketAddr::V4(at) if at.ip().is_unspecified() => not_bound(&at.port().to_string(), &e),
        SocketAddr::V6(at) if at.ip().is_unspecified() => not_bound(&at.port().to_string(), &e),
        at if at.port() == 0 => not_bound(&at.ip().to_string(), &e),
        at => not_bound(&at.to_string(), &e),
    })
}

fn not_bound(what: &str, error: &io::Error) -> io::Error {
    let reason = plain_io(error);
    io::Error::other(NoWay::NotBound(format!("{what}: {reason}")))
}

impl UnixPlace {
    /// A connection to it, within the time where there is one.
    pub(super) fn connect(&self, time: Option<Duration>) -> io::Result<Socket> {
        let address = match self {
            Self::Path(path) => SockAddr::unix(path),
            Self::Abstract(name) => SockAddr::unix(format!("\0{name}")),
        };
        let connected = |address: SockAddr| {
            let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
            // one that has too many waiting lets the next wait for as long as it may send
            socket.set_write_timeout(time.map(|time| time.max(SOONEST)))?;
            socket.connect(&address)?;
            socket.set_write_timeout(None)?;
            Ok(socket)
        };
        address.and_then(connected).map_err(|e| match e.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => io::ErrorKind::TimedOut.into(),
            _ => io::Error::other(NoWay::Nowhere(format!("{self}: {}", plain_io(&e)))),
        })
    }
}

impl fmt::Display for UnixPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "{}", path.display()),
            Self::Abstract(name) => write!(f, "@{name}"),
        }
    }
}

impl FromStr for LocalEnd {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("takes an interface, an address or a host, as in eth0".into());
        }
        Ok(if let Some(name) = text.strip_prefix("if!") {
            Self::Device(name.to_owned())
        } else if let Some(name) = text.strip_prefix("host!") {
            Self::Host(name.to_owned())
        } else if let Ok(address) = text.trim_matches(['[', ']']).parse() {
            Self::Address(address)
        } else {
            Self::Either(text.to_owned())
        })
    }
}

impl FromStr for LocalPorts {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "takes a port or two, as in 40000 or 40000-40010".to_owned();
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let port = |digits: &str| digits.trim().parse::<u16>().map_err(|_| wrong());
        let (first, last) = (port(first)?, port(last)?);
        let is_range = first <= last;
        is_range.then_some(Self { first, last }).ok_or_else(wrong)
    }
}

/// curl's default.
const KEEPALIVE: Duration = Duration::from_secs(60);
/// curl's default; RFC 8305 recommends 250 ms.
const HEAD_START: Duration = Duration::from_millis(200);
/// A time that is over: nothing would mean at once for the system.
const SOONEST: Duration = Duration::from_millis(1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_longer_than_it_may_is_left() {
        let begun = Instant::now();
        let slow = |_| {
            thread::sleep(Duration::from_secs(5));
            Ok(())
        };
        let error = within(Duration::from_millis(20), String::new(), slow).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(begun.elapsed() < Duration::from_secs(4));
    }

    #[test]
    fn curls_spellings_of_the_near_end_are_read() {
        let end = |text: &str| text.parse::<LocalEnd>().unwrap();
        assert_eq!(end("127.0.0.9"), LocalEnd::Address([127, 0, 0, 9].into()));
        assert_eq!(end("if!lo"), LocalEnd::Device("lo".into()));
        assert_eq!(end("host!h"), LocalEnd::Host("h".into()));
        assert_eq!(end("eth0"), LocalEnd::Either("eth0".into()));
        let ports = |text: &str| text.parse::<LocalPorts>().ok().map(|p| (p.first, p.last));
        assert_eq!(ports("5-7"), Some((5, 7)));
        assert_eq!(ports("5"), Some((5, 5)));
        assert_eq!(ports("7-5").or(ports("x")).or(ports("70000")), None);
    }
}
