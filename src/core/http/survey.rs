//! Hellos made by hand, sent by the way that a session's connections take: proxies, addresses and
//! socket options included. Must not touch the session's own record.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::{NextTimeout, time::Duration as After};
use ureq::{Error, Timeout};

use super::dial::Dialer;
use super::{Session, Url};
use crate::core::tls::Recorder;
use crate::core::tls::hello::{self, Limits, Obstacle, Survey, Wire};

impl Session {
    /// What the URL's host and port takes of TLS; `name` is the name to ask for (SNI) where the
    /// session has no other. No handshake is finished; one connection at a time.
    pub fn survey(&self, url: &Url, name: &str, limits: Limits) -> Survey {
        let name = self.tls.asked_name().unwrap_or_else(|| name.to_owned());
        let mut dial = self.hello_dial(url);
        hello::survey(&mut dial, Some(&name), limits)
    }

    /// What stands in the way of a handshake with it, looked for as long as the server refused
    /// one, and how many connections that took; the same otherwise.
    pub fn obstacle(&self, url: &Url, name: &str, limits: Limits) -> (Obstacle, usize) {
        let name = self.tls.asked_name().unwrap_or_else(|| name.to_owned());
        let mut dial = self.hello_dial(url);
        hello::obstacle(&mut dial, Some(&name), self.tls.offered(), limits)
    }

    fn hello_dial(&self, url: &Url) -> impl FnMut(Duration) -> io::Result<Box<dyn Wire>> {
        let place = format!("https://{}:{}/", url.bracketed(), url.port);
        let mut known = None;
        move |time| {
            let opened = self.open_bare(&place, &mut known, time);
            opened.map_err(Error::into_io)
        }
    }

    /// `known` is where it was reached before: all hellos are for one server.
    fn open_bare(
        &self,
        place: &str,
        known: &mut Option<Vec<SocketAddr>>,
        time: Duration,
    ) -> Result<Box<dyn Wire>, Error> {
        let uri = place.parse().map_err(|_| Error::BadUri(place.to_owned()))?;
        let recorder = Recorder::default();
        recorder.begin_request();
        let mut dialer = Dialer {
            recorder: recorder.clone(),
            connect_timeout: time,
            ..self.dialer.clone()
        };
        dialer.names.recorder = recorder.clone();
        let timeout = NextTimeout {
            after: After::Exact(time),
            reason: Timeout::Connect,
            ..NextTimeout::default()
        };
        let config = self.agent.config();
        let addresses = match known.take() {
            Some(addresses) => addresses,
            None => {
                let found = dialer.names.resolve(&uri, config, timeout)?;
                found.iter().copied().collect()
            }
        };
        let mut link = dialer.open(&uri, &addresses, config, timeout)?;
        let reached = recorder.lock().remote;
        *known = Some(reached.map_or(addresses, |address| vec![address]));
        link.set_timeout(timeout);
        Ok(Box::new(link))
    }
}
