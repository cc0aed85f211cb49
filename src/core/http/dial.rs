//! Connections: to the host or to the proxy before it, and through that one to the host; what came
//! of each step noted for the diagnosis.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use socket2::Socket;
use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::transport::{NextTimeout, time::Duration as After};

use super::directory::{Directory, Place};
use super::failure::into_ureq;
use super::failure::io_ended;
use super::link::{Channel, Line, Link};
use super::proxy::{Proxy, ProxyFault, ProxyKind, ProxyTls};
use super::socket::NoWay;
use super::{Ended, Route, eyeballs, socks, tunnel};
use crate::core::tls::way::{Attempt, ProxySeen};
use crate::core::tls::{Broken, Peer, Recorder, Stage, TlsStream};

/// Opens connections for a session.
#[derive(Debug, Clone)]
pub(super) struct Dialer {
    pub recorder: Recorder,
    /// For resolving, connecting and the handshake together.
    pub connect_timeout: Duration,
    pub route: Arc<Route>,
    /// For proxies that want addresses.
    pub names: Directory,
}

impl Dialer {
    /// A connection to a URL's host, by its way. The addresses are those of the proxy where there
    /// is one.
    ///
    /// # Errors
    /// A `ProxyFault` or `NoWay` inside the library's error, or the socket's own.
    pub fn open(
        &self,
        uri: &Uri,
        addresses: &[SocketAddr],
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<Link, Error> {
        let place = Place::of(uri);
        let proxy = self.route.proxy(place.scheme, &place.host);
        let mut seen = proxy.map(|proxy| proxy.unheard());
        let timeout = left_of(&self.recorder, self.connect_timeout, timeout);
        let socket = self.dial(addresses, timeout, proxy.is_some())?;
        let mut line = Line::new(socket);
        line.set_timeout(left_of(&self.recorder, self.connect_timeout, timeout));
        let mut link = match proxy.zip(seen.as_mut()) {
            Some((proxy, seen)) => {
                let record = Recorder::default();
                let link = self.through(proxy, &place, config, line, (seen, &record));
                if proxy.tls.is_some() {
                    // an alert may have come after the handshake
                    seen.tls = Some(Box::new(record.snapshot()));
                }
                self.recorder.lock().way.proxy = Some(seen.clone());
                link?
            }
            None => Link::new(Channel::Bare(line)),
        };
        if self.route.haproxy {
            let told = haproxy(&link.line().socket().ends());
            link.write_all(told.as_bytes())
                .map_err(|e| into_ureq(Broken::Io(e)))?;
        }
        Ok(link)
    }

    /// The socket, noted.
    fn dial(
        &self,
        addresses: &[SocketAddr],
        timeout: NextTimeout,
        to_proxy: bool,
    ) -> Result<Socket, Error> {
        let sockets = &self.route.sockets;
        let (socket, attempts) = match &sockets.unix {
            Some(place) => {
                let time = timeout.not_zero().map(|d| *d);
                (place.connect(time), Vec::new())
            }
            None => eyeballs::connect(addresses, sockets, timeout.not_zero().map(|d| *d)),
        };
        self.note(attempts, socket.as_ref().ok());
        let socket = socket.map_err(|e| match e.downcast::<NoWay>() {
            Ok(ours) => Error::Other(Box::new(ours)),
            Err(e) if to_proxy => unreached(&e).into(),
            Err(e) if e.kind() == io::ErrorKind::TimedOut => Error::Timeout(timeout.reason),
            Err(e) => Error::Io(e),
        })?;
        self.recorder.reach(Stage::Handshaking);
        Ok(socket)
    }

    fn note(&self, attempts: Vec<Attempt>, socket: Option<&Socket>) {
        let mut record = self.recorder.lock();
        record.way.attempts = attempts;
        if let Some(socket) = socket {
            record.way.connects += 1;
            (record.local, record.remote) = socket.ends();
        }
    }

    /// On through the proxy, as far as it is asked for more than a request.
    fn through(
        &self,
        proxy: &Proxy,
        place: &Place,
        config: &Config,
        line: Line,
        (seen, record): (&mut ProxySeen, &Recorder),
    ) -> Result<Link, Error> {
        let fault = |e: io::Error| faulty(e, proxy.place.kind);
        let channel = match &proxy.tls {
            Some(tls) => sealed(tls, proxy, line, record).map_err(fault)?,
            None => Channel::Bare(line),
        };
        let mut link = Link::new(channel);
        match proxy.place.kind {
            _ if self.route.forwarder(place, &self.names).is_some() => {}
            ProxyKind::Http | ProxyKind::Https => {
                let to = self.names.detour(&place.host, place.port);
                tunnel::open(&mut link, proxy, &shown(&to), seen).map_err(fault)?;
            }
            kind => {
                let (host, port) = self.names.detour(&place.host, place.port);
                let target = self.socks_target(kind, host, port, config, &mut link)?;
                socks::negotiate(&mut link, kind, &target, proxy.credentials.as_ref())
                    .map_err(fault)?;
            }
        }
        Ok(link)
    }

    fn socks_target(
        &self,
        kind: ProxyKind,
        host: String,
        port: u16,
        config: &Config,
        link: &mut Link,
    ) -> Result<socks::Target, Error> {
        if let Ok(address) = host.parse() {
            return Ok(socks::Target::Address(SocketAddr::new(address, port)));
        }
        if matches!(kind, ProxyKind::Socks4a | ProxyKind::Socks5h) {
            return Ok(socks::Target::Name(host, port));
        }
        let mut timeout = NextTimeout::default();
        if let Some(left) = link.left() {
            timeout.after = After::Exact(left.max(SOONEST));
        }
        let found = self.names.lookup(&host, port, config, timeout);
        let found = found.map_err(|e| match e {
            Error::HostNotFound => ProxyFault::Socks(unresolved(&host)).into(),
            other => other,
        })?;
        let fits = |a: &&SocketAddr| kind != ProxyKind::Socks4 || a.is_ipv4();
        let address = found.iter().find(fits).or(found.first());
        address
            .map(|address| socks::Target::Address(*address))
            .ok_or(Error::HostNotFound)
    }
}

/// `host:port`, IPv6 in brackets.
fn shown((host, port): &(String, u16)) -> String {
    match host.contains(':') {
        true => format!("[{host}]:{port}"),
        false => format!("{host}:{port}"),
    }
}

/// TLS with the proxy; what is seen of it goes to `record`, whatever comes of it.
fn sealed(tls: &ProxyTls, proxy: &Proxy, line: Line, record: &Recorder) -> io::Result<Channel> {
    let name = ServerName::try_from(proxy.place.host.clone());
    let name = name.map_err(|_| io::Error::other(ProxyFault::Tls))?;
    record.begin_request();
    let port = proxy.place.port;
    let stream = TlsStream::handshake(&tls.0, Peer { name, port }, line, record.clone());
    let stream = stream.map_err(|broken| into_ureq(broken).into_io())?;
    Ok(Channel::Sealed(Box::new(stream)))
}

/// How the connection to a proxy failed.
fn unreached(error: &io::Error) -> ProxyFault {
    match io_ended(error) {
        Ended::Refused => ProxyFault::Refused,
        Ended::TimedOut => ProxyFault::TimedOut,
        Ended::Unreachable(why) | Ended::Other(why) => ProxyFault::Unreachable(why),
        other => ProxyFault::Unreachable(other.to_string()),
    }
}

fn unresolved(host: &str) -> String {
    format!("the name {host} does not resolve here, and socks5h or socks4a would leave that to it")
}

/// What an error of the talk with a proxy stands for.
fn faulty(error: io::Error, kind: ProxyKind) -> Error {
    let error = match error.downcast::<ProxyFault>() {
        Ok(fault) => return fault.into(),
        Err(error) => into_ureq(Broken::Io(error)),
    };
    let is_socks = !matches!(kind, ProxyKind::Http | ProxyKind::Https);
    match error {
        Error::Timeout(_) => ProxyFault::TimedOut,
        Error::Rustls(_) => ProxyFault::Tls,
        _ if is_socks => ProxyFault::Socks("it hung up".into()),
        _ => ProxyFault::Closed,
    }
    .into()
}

/// The PROXY protocol's line, version 1, which tells a server behind a balancer who connects.
fn haproxy((local, remote): &Ends) -> String {
    match local.zip(*remote) {
        Some((from, to)) => {
            let family = if from.is_ipv4() { "TCP4" } else { "TCP6" };
            let (source, target) = (from.ip(), to.ip());
            format!(
                "PROXY {family} {source} {target} {} {}\r\n",
                from.port(),
                to.port()
            )
        }
        None => "PROXY UNKNOWN\r\n".into(),
    }
}

/// The near end and the far end, where they are addresses.
type Ends = (Option<SocketAddr>, Option<SocketAddr>);

trait HasEnds {
    fn ends(&self) -> Ends;
}

impl HasEnds for Socket {
    fn ends(&self) -> Ends {
        let [local, remote] = [self.local_addr(), self.peer_addr()];
        let address = |end: io::Result<socket2::SockAddr>| end.ok().and_then(|a| a.as_socket());
        (address(local), address(remote))
    }
}

/// What a step of connecting may take: one budget from the first look at the name to the end of
/// the handshake, and what the whole exchange had left when connecting began.
pub(super) fn left_of(recorder: &Recorder, budget: Duration, timeout: NextTimeout) -> NextTimeout {
    let record = recorder.lock();
    let since = |stage| record.when(stage).map_or(Duration::ZERO, |at| at.elapsed());
    let mut timeout = timeout;
    if let After::Exact(limit) = timeout.after {
        let exchange = limit.saturating_sub(since(Stage::Connecting));
        let connecting = budget.saturating_sub(since(Stage::Resolving));
        timeout.after = After::Exact(exchange.min(connecting).max(SOONEST));
    }
    timeout
}

/// What is left of a time that is over: nothing would mean no limit.
const SOONEST: Duration = Duration::from_millis(1);

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn looking_up_a_name_takes_from_the_time_for_connecting() {
        let recorder = Recorder::default();
        let ago = |s| Instant::now().checked_sub(Duration::from_secs(s)).unwrap();
        recorder.lock().reached = vec![(Stage::Resolving, ago(8)), (Stage::Connecting, ago(1))];
        let left = |exchange| {
            let timeout = NextTimeout {
                after: After::from_secs(exchange),
                ..NextTimeout::default()
            };
            left_of(&recorder, Duration::from_secs(10), timeout)
                .after
                .as_secs()
        };
        assert_eq!(left(10), 1); // 10 - 8, and a little
        assert_eq!(left(2), 0); // 2 - 1, and a little
    }
}
