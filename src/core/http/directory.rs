//! Names to addresses: `--resolve` and `--connect-to` first, then the system. TLS and the Host
//! header keep the URL's name, which is how a host is tested before DNS knows it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::proxy::{ProxyFault, ProxyPlace};
use super::socket::{Family, NoWay};
use super::{Route, Scheme};
use crate::core::tls::{Recorder, Stage};

/// `--resolve HOST:PORT:ADDR[,ADDR]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolve {
    host: String,
    port: u16,
    addresses: Vec<IpAddr>,
}

/// `--connect-to HOST1:PORT1:HOST2:PORT2`; an empty part means any, or unchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectTo {
    from_host: String,
    from_port: Option<u16>,
    to_host: String,
    to_port: Option<u16>,
}

/// The resolver of a session.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// Fixed addresses.
    pub resolve: Vec<Resolve>,
    /// Detours.
    pub connect_to: Vec<ConnectTo>,
    /// Where what was resolved is noted.
    pub recorder: Recorder,
    /// The one address to connect to, whatever else the name has.
    pub only: Option<SocketAddr>,
    /// Through which proxy, and to which family of addresses.
    pub route: Arc<Route>,
}

/// What a URL names: scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub scheme: Scheme,
    /// IPv6 without brackets.
    pub host: String,
    pub port: u16,
}

impl Place {
    pub fn of(uri: &Uri) -> Self {
        let (scheme, usual) = match uri.scheme_str() {
            Some("https") => (Scheme::Https, 443),
            _ => (Scheme::Http, 80),
        };
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        Self {
            scheme,
            host: host.to_owned(),
            port: uri.port_u16().unwrap_or(usual),
        }
    }
}

impl Resolver for Directory {
    /// The addresses to connect to: the proxy's where there is one, none for a Unix socket.
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let place = Place::of(uri);
        let found = if self.route.sockets.unix.is_some() {
            self.empty()
        } else if let Some(proxy) = self.route.proxy(place.scheme, &place.host) {
            self.recorder.lock().way.proxy = Some(proxy.unheard());
            let ProxyPlace { host, port, .. } = &proxy.place;
            let found = self.lookup(host, *port, config, timeout);
            found.map_err(|e| match e {
                ureq::Error::HostNotFound => ProxyFault::NameNotFound.into(),
                ureq::Error::Timeout(_) => ProxyFault::TimedOut.into(),
                other => other,
            })?
        } else if let Some(only) = self.only {
            let mut found = self.empty();
            found.push(only);
            found
        } else {
            let (host, port) = self.detour(&place.host, place.port);
            self.note(&place, &host, port);
            self.lookup(&host, port, config, timeout)?
        };
        self.recorder.lock().addresses = found.iter().copied().collect();
        self.recorder.reach(Stage::Connecting);
        Ok(found)
    }
}

impl Directory {
    /// Where a connection to this host and port goes, as far as flags say; no name is looked up.
    pub fn heading(&self, host: &str, port: u16) -> String {
        let (to, port) = self.detour(host, port);
        let mut fixed = self.resolve.iter().rev();
        let fixed =
            fixed.find(|r| (r.host == "*" || r.host.eq_ignore_ascii_case(&to)) && r.port == port);
        match fixed {
            Some(entry) => {
                let all: Vec<String> = entry
                    .addresses
                    .iter()
                    .map(|address| SocketAddr::new(*address, port).to_string())
                    .collect();
                all.join(", ")
            }
            None if to.contains(':') => format!("[{to}]:{port}"),
            None => format!("{to}:{port}"),
        }
    }

    /// What flags made of the place, for what may be said of a failure.
    fn note(&self, asked: &Place, host: &str, port: u16) {
        let is_elsewhere = !asked.host.eq_ignore_ascii_case(host) || asked.port != port;
        let of_host = self
            .resolve
            .iter()
            .filter(|r| r.host.eq_ignore_ascii_case(host));
        let ports: Vec<u16> = of_host.map(|r| r.port).collect();
        let mut seen = self.recorder.lock();
        seen.way.detour = is_elsewhere.then(|| (host.to_owned(), port));
        seen.way.resolved_for = if ports.contains(&port) {
            Vec::new()
        } else {
            ports
        };
    }

    /// The addresses of a name, of the family asked for.
    pub(super) fn lookup(
        &self,
        host: &str,
        port: u16,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let fixed = self
            .resolve
            .iter()
            .rev()
            .find(|r| (r.host == "*" || r.host.eq_ignore_ascii_case(host)) && r.port == port);
        let mut found = self.empty();
        let family = self.route.sockets.family;
        let fits = |a: &IpAddr| family.is_none_or(|f| a.is_ipv4() == (f == Family::V4));
        match (fixed, host.parse::<IpAddr>()) {
            (Some(entry), _) => {
                let all = entry.addresses.iter().copied();
                all.filter(fits)
                    .take(16)
                    .for_each(|a| found.push(SocketAddr::new(a, port)));
            }
            // without the thread that looks a name up within a time limit
            (None, Ok(address)) if fits(&address) => found.push(SocketAddr::new(address, port)),
            (None, Ok(_)) => {
                let why = "it is an address of the family that -4 or -6 leaves out";
                return Err(ureq::Error::Other(Box::new(NoWay::Nowhere(why.into()))));
            }
            // never asked of the DNS (RFC 6761 section 6.3), and both families, as in curl
            (None, Err(_)) if is_this_machine(host) => {
                let all = [IpAddr::V6(Ipv6Addr::LOCALHOST), Ipv4Addr::LOCALHOST.into()];
                let all = all.into_iter().filter(fits);
                all.for_each(|a| found.push(SocketAddr::new(a, port)));
            }
            (None, Err(_)) => {
                let all = named(host, port, config, timeout)?;
                let all = all.iter().copied();
                all.filter(|a| fits(&a.ip())).for_each(|a| found.push(a));
            }
        }
        if found.is_empty() {
            return Err(ureq::Error::HostNotFound);
        }
        Ok(found)
    }

    /// The host and port to connect to for these.
    pub(super) fn detour(&self, host: &str, port: u16) -> (String, u16) {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let entry = self.connect_to.iter().find(|c| {
            (c.from_host.is_empty() || c.from_host.eq_ignore_ascii_case(bare))
                && c.from_port.is_none_or(|p| p == port)
        });
        match entry {
            Some(c) => {
                let to = if c.to_host.is_empty() {
                    bare
                } else {
                    &c.to_host
                };
                (to.to_owned(), c.to_port.unwrap_or(port))
            }
            None => (bare.to_owned(), port),
        }
    }
}

fn is_this_machine(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost")
}

/// By the system, which words its failures as io errors.
fn named(
    host: &str,
    port: u16,
    config: &Config,
    timeout: NextTimeout,
) -> Result<ResolvedSocketAddrs, ureq::Error> {
    let target = format!("http://{host}:{port}/").parse();
    let target = target.map_err(|_| ureq::Error::HostNotFound)?;
    let found = DefaultResolver::default().resolve(&target, config, timeout);
    found.map_err(|e| match e {
        ureq::Error::Io(_) => ureq::Error::HostNotFound,
        other => other,
    })
}

impl FromStr for Resolve {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || "takes HOST:PORT:ADDRESS[,ADDRESS], as in api.example:443:127.0.0.1".to_owned();
        let (host, rest) = take_host(text.trim_start_matches('+')).ok_or_else(wrong)?;
        let (port, addresses) = rest.split_once(':').ok_or_else(wrong)?;
        let addresses = addresses
            .split(',')
            .map(|a| a.trim_matches(['[', ']']).parse().map_err(|_| wrong()))
            .collect::<Result<Vec<IpAddr>, _>>()?;
        Ok(Self {
            host,
            port: port.parse().map_err(|_| wrong())?,
            addresses,
        })
    }
}

impl FromStr for ConnectTo {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || "takes HOST1:PORT1:HOST2:PORT2, as in api.example:443:localhost:8443".to_owned();
        let (from_host, rest) = take_host(text).ok_or_else(wrong)?;
        let (from_port, rest) = rest.split_once(':').ok_or_else(wrong)?;
        let (to_host, to_port) = take_host(rest).ok_or_else(wrong)?;
        let port = |p: &str| match p {
            "" => Ok(None),
            digits => digits.parse().map(Some).map_err(|_| wrong()),
        };
        Ok(Self {
            from_host,
            from_port: port(from_port)?,
            to_host,
            to_port: port(to_port)?,
        })
    }
}

/// A host up to its colon, IPv6 in brackets.
fn take_host(text: &str) -> Option<(String, &str)> {
    match text.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']')?;
            Some((host.to_owned(), after.strip_prefix(':')?))
        }
        None => text
            .split_once(':')
            .map(|(host, rest)| (host.to_owned(), rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curls_spellings_are_read() {
        let resolve: Resolve = "a.example:443:127.0.0.1,[::1]".parse().unwrap();
        assert_eq!(resolve.addresses.len(), 2);
        assert!("a.example:443".parse::<Resolve>().is_err());
        let directory = Directory {
            connect_to: vec![
                "a.example:443:127.0.0.1:8443".parse().unwrap(),
                "::[::1]:".parse().unwrap(),
            ],
            ..Directory::default()
        };
        assert_eq!(
            directory.detour("A.example", 443),
            ("127.0.0.1".into(), 8443)
        );
        assert_eq!(directory.detour("b.example", 443), ("::1".into(), 443));
    }
}
