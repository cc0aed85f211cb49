//! Proxies: how one is named, and which URLs go through which. curl's rules. Must not connect to
//! one; that is `dial`'s, `tunnel`'s and `socks`'s.

use std::net::IpAddr;
use std::sync::Arc;
use std::{error, fmt};

use base64::Engine;

use super::{Header, Scheme};
use crate::core::secret::Secret;
use crate::core::tls::TlsClient;
use crate::core::tls::way::ProxySeen;

/// A proxy and what it is to be told.
#[derive(Debug)]
pub struct Proxy {
    /// Where it is, and what it speaks.
    pub place: ProxyPlace,
    /// `user:password`, decoded.
    pub credentials: Option<Secret>,
    /// Where it was named: a flag, or a variable of the environment.
    pub source: String,
    /// Headers for it alone.
    pub headers: Vec<Header>,
    /// How we name ourselves to it; empty for not at all.
    pub user_agent: String,
    /// For a proxy that is spoken to over TLS.
    pub tls: Option<ProxyTls>,
}

/// TLS with the proxy: its own trust, its own client certificate or none.
#[derive(Debug)]
pub struct ProxyTls(pub TlsClient);

/// Where a proxy is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyPlace {
    /// What is spoken to it.
    pub kind: ProxyKind,
    /// Its host, IPv6 without brackets.
    pub host: String,
    /// Its port; 1080 where none is given, 443 for `https://`.
    pub port: u16,
}

/// What a proxy speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyKind {
    /// HTTP.
    Http,
    /// HTTP inside TLS.
    Https,
    /// SOCKS 4, names resolved here.
    Socks4,
    /// SOCKS 4a, names resolved there.
    Socks4a,
    /// SOCKS 5 (RFC 1928), names resolved here.
    Socks5,
    /// SOCKS 5, names resolved there.
    Socks5h,
}

/// Why a text names no proxy; curl ends 7 for the first and 5 for the second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadProxy {
    /// A scheme that is spoken to no proxy.
    Scheme(String),
    /// No host, or no port where one should be.
    Place,
}

/// Which URLs go through which proxy.
#[derive(Debug, Default, Clone)]
pub struct Proxies {
    /// For `http://`.
    pub http: Option<Arc<Proxy>>,
    /// For `https://`.
    pub https: Option<Arc<Proxy>>,
    /// Hosts that go through none.
    pub exempt: Exempt,
    /// Whether plain http is tunnelled too.
    pub tunnel: bool,
}

/// NO_PROXY as curl reads it: names with all that is below them, addresses and networks, and `*`
/// by itself for every host.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Exempt(String);

/// How a proxy failed us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProxyFault {
    /// Its name has no address.
    NameNotFound,
    /// Its port is closed.
    Refused,
    /// No way there, in the system's words.
    Unreachable(String),
    /// A time limit ran out between it and us.
    TimedOut,
    /// TLS with it was refused on either side; its handshake record says why.
    Tls,
    /// It hung up instead of answering.
    Closed,
    /// What it answered is no HTTP.
    NotHttp,
    /// It answered CONNECT with this status.
    Status(u16),
    /// It refused in SOCKS, or does not speak it; in words.
    Socks(String),
}

impl fmt::Display for ProxyFault {
    /// A clause about what happened.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NameNotFound => f.write_str("the proxy's name has no address"),
            Self::Refused => f.write_str("the proxy's port is closed"),
            Self::Unreachable(why) | Self::Socks(why) => f.write_str(why),
            Self::TimedOut => f.write_str("the proxy did not answer in time"),
            Self::Tls => f.write_str("TLS with the proxy was refused"),
            Self::Closed => f.write_str("the proxy hung up"),
            Self::NotHttp => f.write_str("what the proxy sent is not HTTP"),
            Self::Status(status) => write!(f, "the proxy answered CONNECT with {status}"),
        }
    }
}

impl error::Error for ProxyFault {}

impl From<ProxyFault> for ureq::Error {
    fn from(fault: ProxyFault) -> Self {
        Self::Other(Box::new(fault))
    }
}

impl Proxy {
    /// The value of the Proxy-Authorization header (RFC 7617).
    pub(super) fn basic(&self) -> Option<String> {
        let pair = self.credentials.as_ref()?;
        // exposed to be sent to the proxy
        let text = base64::engine::general_purpose::STANDARD.encode(pair.expose_secret());
        Some(format!("Basic {text}"))
    }

    /// Its record, before it has said anything.
    pub(super) fn unheard(&self) -> ProxySeen {
        ProxySeen {
            name: self.place.to_string(),
            source: self.source.clone(),
            has_credentials: self.credentials.is_some(),
            ..ProxySeen::default()
        }
    }

    /// Whether HTTP is spoken to it.
    pub(super) fn speaks_http(&self) -> bool {
        matches!(self.place.kind, ProxyKind::Http | ProxyKind::Https)
    }
}

impl ProxyPlace {
    /// Reads `[scheme://][user:password@]host[:port]`; what is before the `@` comes decoded beside
    /// it. `default` is what a text without a scheme means.
    ///
    /// # Errors
    /// `BadProxy` for another scheme, no host, or no port where one should be.
    pub fn parse(text: &str, default: ProxyKind) -> Result<(Self, Option<Secret>), BadProxy> {
        let (kind, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (ProxyKind::of_scheme(scheme)?, rest),
            None => (default, text),
        };
        let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (user, place) = match rest.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, rest),
        };
        let (host, port) = split_port(place)?;
        let port = port.unwrap_or(if kind == ProxyKind::Https { 443 } else { 1080 });
        let host = host.to_owned();
        Ok((Self { kind, host, port }, user.map(decoded_pair)))
    }

    /// The host with brackets around IPv6.
    pub(super) fn bracketed(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        }
    }
}

impl fmt::Display for ProxyPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.kind.scheme();
        write!(f, "{scheme}://{}:{}", self.bracketed(), self.port)
    }
}

/// `user:password`, each part percent-decoded, as curl takes it from a proxy's URL and from `-U`.
pub fn decoded_pair(text: &str) -> Secret {
    let (user, password) = text.split_once(':').unwrap_or((text, ""));
    let decode = |part: &str| percent_encoding::percent_decode_str(part).collect::<Vec<u8>>();
    Secret::new([&decode(user)[..], b":", &decode(password)].concat())
}

impl ProxyKind {
    fn of_scheme(scheme: &str) -> Result<Self, BadProxy> {
        Ok(match scheme.to_ascii_lowercase().as_str() {
            "http" => Self::Http,
            "https" => Self::Https,
            "socks" | "socks4" => Self::Socks4,
            "socks4a" => Self::Socks4a,
            "socks5" => Self::Socks5,
            "socks5h" => Self::Socks5h,
            other => return Err(BadProxy::Scheme(other.to_owned())),
        })
    }

    fn scheme(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Socks4 => "socks4",
            Self::Socks4a => "socks4a",
            Self::Socks5 => "socks5",
            Self::Socks5h => "socks5h",
        }
    }
}

fn split_port(place: &str) -> Result<(&str, Option<u16>), BadProxy> {
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']').ok_or(BadProxy::Place)?;
            (host, after.strip_prefix(':'))
        }
        None => match place.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        },
    };
    let plain = |c: char| c.is_ascii_graphic() || !c.is_ascii();
    if host.is_empty() || !host.chars().all(plain) {
        return Err(BadProxy::Place);
    }
    let port = port.filter(|digits| !digits.is_empty());
    let port = port.map(str::parse).transpose();
    Ok((host, port.map_err(|_| BadProxy::Place)?))
}

impl Proxies {
    /// The proxy towards a host; `None` is straight there.
    pub fn towards(&self, scheme: Scheme, host: &str) -> Option<&Arc<Proxy>> {
        let proxy = match scheme {
            Scheme::Http => self.http.as_ref(),
            Scheme::Https => self.https.as_ref(),
        };
        proxy.filter(|_| !self.exempt.covers(host))
    }
}

impl Exempt {
    /// The list as written: commas or blanks between.
    pub fn new(list: impl Into<String>) -> Self {
        Self(list.into())
    }

    /// Whether a host is on it.
    fn covers(&self, host: &str) -> bool {
        if self.0 == "*" {
            return true;
        }
        let host = host.trim_matches(['[', ']']);
        let mut entries = self.0.split([',', ' ', '\t']).filter(|e| !e.is_empty());
        match host.parse::<IpAddr>() {
            Ok(address) => entries.any(|entry| holds(entry, address)),
            Err(_) => entries.any(|entry| is_below(host, entry)),
        }
    }
}

/// The name itself or one below it; a dot at either end of the entry changes nothing.
fn is_below(host: &str, entry: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let entry = entry.strip_suffix('.').unwrap_or(entry);
    let entry = entry
        .strip_prefix('.')
        .unwrap_or(entry)
        .to_ascii_lowercase();
    let above = || host.strip_suffix(&entry).is_some_and(|h| h.ends_with('.'));
    !entry.is_empty() && (host == entry || above())
}

/// An address, or a network in CIDR. Of no bits, or too many, curl makes the address alone and
/// nothing. Networks of IPv6, which its 7.88 does not find, are found.
fn holds(entry: &str, address: IpAddr) -> bool {
    let (network, bits) = match entry.split_once('/') {
        Some((network, bits)) => (network, bits.parse::<u32>().unwrap_or(0)),
        None => (entry, 0),
    };
    let leading = |all: u32| -> Option<u32> {
        let bits = if bits == 0 { all } else { bits };
        all.checked_sub(bits)
    };
    match (network.trim_matches(['[', ']']).parse(), address) {
        (Ok(IpAddr::V4(network)), IpAddr::V4(address)) => leading(32)
            .is_some_and(|shift| network.to_bits() >> shift == address.to_bits() >> shift),
        (Ok(IpAddr::V6(network)), IpAddr::V6(address)) => leading(128)
            .is_some_and(|shift| network.to_bits() >> shift == address.to_bits() >> shift),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Option<String>) {
        let (place, user) = ProxyPlace::parse(text, ProxyKind::Http).unwrap();
        let user = user.map(|u| u.expose_text().unwrap().to_owned());
        (place.to_string(), user)
    }

    #[test]
    fn a_proxy_is_read_as_curl_reads_it() {
        let is = |text: &str, place: &str| assert_eq!(read(text), (place.into(), None), "{text}");
        is("p", "http://p:1080");
        is("p:3128", "http://p:3128");
        is("http://p/", "http://p:1080");
        is("https://p", "https://p:443");
        is("HTTPS://p:1", "https://p:1");
        is("socks5h://[::1]:9050/x", "socks5h://[::1]:9050");
        is("socks://p", "socks4://p:1080");
        let (place, user) = read("http://us%40er:p%3aw:@p:1");
        assert_eq!(
            (place.as_str(), user.as_deref()),
            ("http://p:1", Some("us@er:p:w:"))
        );
        assert_eq!(read("u@p").1.as_deref(), Some("u:"));
        let bad = |text: &str| ProxyPlace::parse(text, ProxyKind::Http).unwrap_err();
        assert_eq!(bad("ftp://p:1"), BadProxy::Scheme("ftp".into()));
        for text in ["p:99999", "http://", "p:x", "[::1", "http://a b"] {
            assert_eq!(bad(text), BadProxy::Place, "{text}");
        }
    }

    // each row is what curl 7.88 does, but for networks of IPv6
    #[test]
    fn hosts_are_exempt_as_curl_has_it() {
        let covers = |list: &str, host: &str| Exempt::new(list).covers(host);
        for (list, is) in [
            ("*", true),
            ("a,*", false),
            ("h.example", true),
            (".h.example", true),
            ("example", true),
            ("ample", false),
            ("H.EXAMPLE.", true),
            ("*.example", false),
            ("x h.example", true),
            ("x,,h.example,y", true),
            ("h.example:80", false),
            ("", false),
        ] {
            assert_eq!(covers(list, "h.example"), is, "{list}");
        }
        for (list, is) in [
            ("127.0.0.1", true),
            ("127.0.0.0/8", true),
            ("126.0.0.0/7", true),
            ("127.0.0.1/0", true),
            ("127.0.0.1/32,x", true),
            ("127", false),
            ("0.0.0.0/0", false),
            ("127.0.0.1/33", false),
            ("10.0.0.0/8", false),
            ("localhost", false),
        ] {
            assert_eq!(covers(list, "127.0.0.1"), is, "{list}");
        }
        for (list, is) in [
            ("::1", true),
            ("[::1]", true),
            ("::/64", true),
            ("fe80::/10", false),
        ] {
            assert_eq!(covers(list, "[::1]"), is, "{list}");
        }
    }
}
