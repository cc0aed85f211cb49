//! The handshake by itself: a connection, TLS, and good-bye. For those who want to know what a
//! server shows; nothing is asked of it, and no HTTP is spoken.

use std::time::Instant;

use rustls::pki_types::ServerName;
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::{NextTimeout, time::Duration as After};
use ureq::{Error, Timeout};

use super::dial::left_of;
use super::failure::into_ureq;
use super::failure::{Failure, ended, failure};
use super::{Session, Url};
use crate::core::tls::{Handshake, Peer, TlsStream};

impl Session {
    /// Connects to the URL's host and port and does the handshake, asking for `name` (SNI) and
    /// judging the certificate by it. No protocol is negotiated (ALPN): servers of mail or of
    /// directories show their certificates too.
    ///
    /// # Errors
    /// `Failure` with all that was seen; what the server showed before it refused is in it.
    pub fn handshake(&self, url: &Url, name: &str) -> Result<Handshake, Box<Failure>> {
        let begun = Instant::now();
        self.recorder.begin_request();
        self.tape.begin(Vec::new(), super::Framing::Said);
        self.shake(url, name).map_err(|error| {
            let ended = ended(&error, &self.recorder, &self.tape);
            Box::new(failure(&self.recorder, &self.tape, ended, begun))
        })?;
        Ok(self.recorder.snapshot())
    }

    fn shake(&self, url: &Url, name: &str) -> Result<(), Error> {
        let place = format!("https://{}:{}/", url.bracketed(), url.port);
        let uri = place
            .parse()
            .map_err(|_| Error::BadUri(format!("{} is no host", url.host)))?;
        let name = ServerName::try_from(name.to_owned())
            .map_err(|_| Error::BadUri(format!("{name} is no name that TLS can verify")))?;
        let addresses = self
            .dialer
            .names
            .resolve(&uri, self.agent.config(), self.left())?;
        let addresses: Vec<_> = addresses.iter().copied().collect();
        let config = self.agent.config();
        let mut link = self.dialer.open(&uri, &addresses, config, self.left())?;
        link.set_timeout(self.left());
        let port = url.port;
        let recorder = self.recorder.clone();
        let client = self.tls.without_alpn();
        let tls = TlsStream::handshake(&client, Peer { name, port }, link, recorder);
        tls.map_err(into_ureq)?.close();
        Ok(())
    }

    /// What is left of the time for connecting.
    fn left(&self) -> NextTimeout {
        let whole = NextTimeout {
            after: After::Exact(self.dialer.connect_timeout),
            reason: Timeout::Connect,
            ..NextTimeout::default()
        };
        left_of(&self.recorder, self.dialer.connect_timeout, whole)
    }
}
