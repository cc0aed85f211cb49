//! One look at a server: a connection, TLS, at most the head of one request, and all that the
//! server says of it until it has judged. Nothing is sent twice, and no connection is used again.
//! Must not judge what was seen; that is `diagnosis`'s.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::{NextTimeout, time::Duration as After};
use ureq::{Error, Timeout};

use super::answer::{Head, end_of_head};
use super::dial::left_of;
use super::failure::{Ended, ended, into_ureq};
use super::link::Link;
use super::{Framing, Request, Session, Url};
use crate::core::tls::{Handshake, Peer, Stage, TlsStream};

/// What is to be done on a connection.
pub struct Look<'a> {
    /// Sent once the handshake is done; only its head goes out.
    pub request: Option<&'a Request>,
    /// Whether it is sent after this handshake.
    pub sends: &'a dyn Fn(&Handshake) -> bool,
    /// How long the server may take to judge after a handshake that no request follows.
    pub patience: Duration,
    /// When all of it must be over.
    pub deadline: Instant,
}

/// What came of a look.
#[derive(Debug, Clone)]
pub struct Sight {
    /// What was seen of the connection.
    pub handshake: Handshake,
    /// How it ended before its time; `None` when it went as it should.
    pub ended: Option<Ended>,
    /// The head of the answer.
    pub head: Option<Head>,
    /// Whether the request went out.
    pub asked: bool,
    /// When it began.
    pub begun: Instant,
    /// When it was over.
    pub over: Instant,
}

impl Session {
    /// Looks at the URL's host and port. The certificate is judged for the URL's host.
    pub fn look(&self, url: &Url, look: &Look<'_>) -> Sight {
        let begun = Instant::now();
        self.recorder.begin_request();
        self.tape.begin(Vec::new(), Framing::Said);
        let mut asked = false;
        let seen = self.seen(url, look, begun, &mut asked);
        let (head, ended) = match seen {
            Ok(head) => (head, None),
            Err(End::Known(end)) => (None, Some(end)),
            Err(End::Failed(error)) => {
                let end = ended(&error, &self.recorder, &self.tape);
                (None, Some(end))
            }
        };
        Sight {
            handshake: self.recorder.snapshot(),
            ended,
            head,
            asked,
            begun,
            over: Instant::now(),
        }
    }

    /// The addresses that a connection to the URL's host would try; empty where they cannot be had.
    pub fn addresses(&self, url: &Url, deadline: Instant) -> Vec<SocketAddr> {
        self.recorder.begin_request();
        let uri = format!("https://{}:{}/", url.bracketed(), url.port).parse();
        let found = uri.map(|uri| {
            let names = &self.dialer.names;
            names.resolve(&uri, self.agent.config(), left(deadline))
        });
        match found {
            Ok(Ok(found)) => found.iter().copied().collect(),
            _ => Vec::new(),
        }
    }

    fn seen(
        &self,
        url: &Url,
        look: &Look<'_>,
        begun: Instant,
        asked: &mut bool,
    ) -> Result<Option<Head>, End> {
        let limit = look.deadline.saturating_duration_since(begun);
        let limit = limit.min(self.dialer.connect_timeout).max(SOONEST);
        let mut stream = self.connected(url, limit)?;
        let handshake = self.recorder.snapshot();
        let request = look.request.filter(|_| (look.sends)(&handshake));
        let Some(request) = request else {
            let until = Instant::now().checked_add(look.patience);
            let until = until.map_or(look.deadline, |until| until.min(look.deadline));
            stream.get_mut().set_timeout(left(until));
            match stream.settle().map_err(into_ureq) {
                // it has not said a word: nothing that failed
                Err(Error::Timeout(_)) | Ok(()) => stream.close(),
                Err(error) => return Err(error.into()),
            }
            return Ok(None);
        };
        let until = Instant::now().checked_add(LONGEST_ANSWER);
        let until = until.map_or(look.deadline, |until| until.min(look.deadline));
        stream.get_mut().set_timeout(left(until));
        *asked = true;
        stream.write_all(&request.to_wire()).map_err(into_ureq)?;
        let head = head(&mut stream)?;
        stream.close();
        Ok(Some(head))
    }

    /// The handshake is done on our side.
    fn connected(&self, url: &Url, limit: Duration) -> Result<TlsStream<Link>, Error> {
        let timeout = || {
            let whole = NextTimeout {
                after: After::Exact(limit),
                reason: Timeout::Connect,
                ..NextTimeout::default()
            };
            left_of(&self.recorder, limit, whole)
        };
        let place = format!("https://{}:{}/", url.bracketed(), url.port);
        let uri = place
            .parse()
            .map_err(|_| Error::BadUri(format!("{} is no host", url.host)))?;
        let config = self.agent.config();
        let addresses = self.dialer.names.resolve(&uri, config, timeout())?;
        let addresses: Vec<_> = addresses.iter().copied().collect();
        let mut link = self.dialer.open(&uri, &addresses, config, timeout())?;
        link.set_timeout(timeout());
        let port = url.port;
        // what resolves to nothing is told so before it is called no name
        let name = ServerName::try_from(url.host.clone())
            .map_err(|_| Error::BadUri(format!("{} is no name that TLS can verify", url.host)))?;
        let recorder = self.recorder.clone();
        let stream = TlsStream::handshake(&self.tls, Peer { name, port }, link, recorder);
        stream.map_err(into_ureq)
    }
}

/// Why there is no head.
enum End {
    Known(Ended),
    Failed(Error),
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Reads until a final head is whole.
fn head(stream: &mut TlsStream<Link>) -> Result<Head, End> {
    let mut received = Vec::new();
    let mut buf = [0u8; 4 << 10];
    loop {
        let amount = stream.read(&mut buf).map_err(into_ureq)?;
        if amount == 0 {
            return Err(End::Known(match received.is_empty() {
                true => Ended::Closed,
                false => Ended::Truncated,
            }));
        }
        received.extend_from_slice(buf.get(..amount).unwrap_or_default());
        let start = received.iter().take(PREFIX.len());
        if !start.eq(PREFIX.iter().take(received.len())) {
            return Err(End::Known(Ended::NotHttp));
        }
        while let Some(end) = end_of_head(&received, 0) {
            let rest = received.split_off(end);
            let raw = std::mem::replace(&mut received, rest);
            match Head::parse(&raw) {
                Some(head) if head.status >= 200 => return Ok(head),
                Some(_) => {}
                None => return Err(End::Known(Ended::NotHttp)),
            }
        }
        if received.len() > MAX_HEAD {
            return Err(End::Known(Ended::HeadTooLarge));
        }
    }
}

fn left(until: Instant) -> NextTimeout {
    NextTimeout {
        after: After::Exact(until.saturating_duration_since(Instant::now()).max(SOONEST)),
        reason: Timeout::Global,
        ..NextTimeout::default()
    }
}

impl Sight {
    /// Whether the handshake was done, and the server said or showed that it is content.
    pub fn is_settled(&self) -> bool {
        self.handshake.settled || self.handshake.stage >= Stage::Answered
    }
}

/// How every answer begins.
const PREFIX: &[u8] = b"HTTP/";
/// For the head of an answer: who asks only what is wrong does not wait for a slow service.
const LONGEST_ANSWER: Duration = Duration::from_secs(3);
/// All heads of one answer together, in bytes; curl's limit.
const MAX_HEAD: usize = 300 << 10;
/// A time that is over: nothing would mean no limit.
const SOONEST: Duration = Duration::from_millis(1);
