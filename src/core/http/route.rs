//! How a session's connections get there: through which proxy, from where, how fast. Which flags
//! and variables say so is resolved above the core.

use std::sync::Arc;

use super::Scheme;
use super::directory::{Directory, Place};
use super::proxy::{Proxies, Proxy};
use super::socket::SocketOptions;

/// A session's ways.
#[derive(Debug, Clone, Default)]
pub struct Route {
    /// Proxies.
    pub proxies: Proxies,
    /// The sockets themselves.
    pub sockets: Arc<SocketOptions>,
    /// Whether each connection begins with the PROXY line of HAProxy (version 1).
    pub haproxy: bool,
    /// At most so many bytes of body a second, each way.
    pub rate: Option<u64>,
    /// Whether heads of a proxy's answers to CONNECT are kept out of what is shown.
    pub hides_connect: bool,
}

impl Route {
    /// The proxy towards a host; `None` is straight there. None stands before a Unix socket.
    pub fn proxy(&self, scheme: Scheme, host: &str) -> Option<&Arc<Proxy>> {
        let straight = self.sockets.unix.is_some();
        self.proxies.towards(scheme, host).filter(|_| !straight)
    }

    /// The proxy that plain http is handed to without a tunnel. One that leads elsewhere than the
    /// URL says (`--connect-to`) takes a tunnel, as in curl.
    pub(super) fn forwarder(&self, place: &Place, names: &Directory) -> Option<&Arc<Proxy>> {
        let plain = place.scheme == Scheme::Http && !self.proxies.tunnel;
        let proxy = self.proxy(place.scheme, &place.host).filter(|_| plain)?;
        let (host, port) = names.detour(&place.host, place.port);
        let detoured = (host.as_str(), port) != (place.host.as_str(), place.port);
        (proxy.speaks_http() && !detoured).then_some(proxy)
    }
}
