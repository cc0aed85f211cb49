//! The handshake by itself: a connection, TLS, and good-bye. For those who want to know what a
//! server shows; nothing is asked of it, and no HTTP is spoken.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::{NextTimeout, time::Duration as After};
use ureq::{Error, Timeout};

use super::dial::{Dialer, left_of};
use super::failure::{Failure, ended, failure};
use super::wire::into_ureq;
use super::{Session, Url};
use crate::core::tls::{Handshake, TlsStream};

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
            .directory
            .resolve(&uri, self.agent.config(), self.left())?;
        let dialer = Dialer {
            recorder: self.recorder.clone(),
            connect_timeout: self.connect_timeout,
        };
        let addresses: Vec<_> = addresses.iter().copied().collect();
        let stream = dialer.open(&addresses, self.left())?;
        let limited = Limited {
            stream,
            until: self
                .left()
                .not_zero()
                .and_then(|left| Instant::now().checked_add(*left)),
        };
        let mut config = (*self.tls).clone();
        config.alpn_protocols.clear();
        let recorder = self.recorder.clone();
        let tls = TlsStream::handshake(Arc::new(config), name, limited, recorder);
        tls.map_err(into_ureq)?.close();
        Ok(())
    }

    /// What is left of the time for connecting.
    fn left(&self) -> NextTimeout {
        let whole = NextTimeout {
            after: After::Exact(self.connect_timeout),
            reason: Timeout::Connect,
            ..NextTimeout::default()
        };
        left_of(&self.recorder, self.connect_timeout, whole)
    }
}

/// A socket that is read and written until a point in time, however slowly the server drips.
#[derive(Debug)]
struct Limited {
    stream: TcpStream,
    until: Option<Instant>,
}

impl Limited {
    fn left(&self) -> io::Result<Option<Duration>> {
        let Some(until) = self.until else {
            return Ok(None);
        };
        match until.saturating_duration_since(Instant::now()) {
            Duration::ZERO => Err(io::ErrorKind::TimedOut.into()),
            left => Ok(Some(left)),
        }
    }
}

impl Read for Limited {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            self.stream.set_read_timeout(self.left()?)?;
            match self.stream.read(buf) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }
}

impl Write for Limited {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        self.stream.write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
