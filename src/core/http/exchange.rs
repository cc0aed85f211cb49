//! One session: a configuration, its connections, and requests sent over them one after another.

use std::io::{self, Read};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::SendBody;

use super::answer::Head;
use super::dial::Dialer;
use super::directory::Place;
use super::failure::{Ended, Failure, ended, failure, io_ended};
use super::raw::RawChunks;
use super::retry::is_idempotent;
use super::tape::Tape;
use super::upload::Outgoing;
use super::wire::WireConnector;
use super::{Directory, Framing, Request, Route, Scheme, Watch, tunnel};
use crate::core::tls::{Handshake, Recorder, TlsClient};

/// What a session is made of.
pub struct SessionSettings {
    /// TLS; one serves any number of sessions, which then resume each other's.
    pub tls: TlsClient,
    /// Where everything seen is noted.
    pub recorder: Recorder,
    /// Names to addresses.
    pub directory: Directory,
    /// How connections get there.
    pub route: Arc<Route>,
    /// For resolving, connecting and the handshake together; curl's default is 300 s.
    pub connect_timeout: Duration,
}

/// Connections and what was seen on them.
pub struct Session {
    pub(super) agent: ureq::Agent,
    pub(super) recorder: Recorder,
    pub(super) tape: Tape,
    /// With the dialer what a handshake by itself needs.
    pub(super) tls: TlsClient,
    pub(super) dialer: Dialer,
}

/// An answer; its body is read from it.
pub struct Exchange {
    /// The final head.
    pub head: Head,
    /// Every head as it came, 1xx first.
    pub heads: Vec<Vec<u8>>,
    /// Body bytes sent.
    pub sent: u64,
    /// When it began.
    pub begun: Instant,
    hides_connect: bool,
    body: Box<dyn Read + Send>,
    /// Read ahead, and how that ended when it failed.
    ahead: Vec<u8>,
    failed: Option<Box<Failure>>,
    recorder: Recorder,
    tape: Tape,
}

impl Session {
    /// Prepares; nothing is sent yet.
    pub fn new(settings: SessionSettings) -> Self {
        let SessionSettings {
            tls,
            recorder,
            mut directory,
            route,
            connect_timeout,
        } = settings;
        let tape = Tape::default();
        directory.recorder = recorder.clone();
        directory.route = Arc::clone(&route);
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .allow_non_standard_methods(true)
            .timeout_resolve(Some(connect_timeout))
            .timeout_connect(Some(connect_timeout))
            .build();
        let dialer = Dialer {
            recorder: recorder.clone(),
            connect_timeout,
            route,
            names: directory.clone(),
        };
        let connector = WireConnector {
            tls: tls.clone(),
            dialer: dialer.clone(),
            tape: tape.clone(),
        };
        Self {
            agent: ureq::Agent::with_parts(config, connector, directory),
            recorder,
            tape,
            tls,
            dialer,
        }
    }

    /// Whether heads of answers to CONNECT are kept out of what is shown.
    pub fn hides_connect(&self) -> bool {
        self.dialer.route.hides_connect
    }

    /// A request's head as it goes over the wire: a proxy that is handed plain http gets more.
    pub fn head_of(&self, request: &Request) -> Vec<u8> {
        let Dialer { route, names, .. } = &self.dialer;
        let url = &request.url;
        let place = Place {
            scheme: url.scheme,
            host: url.host.clone(),
            port: url.port,
        };
        match route.forwarder(&place, names) {
            Some(proxy) => tunnel::forwarded(request, proxy),
            None => request.to_wire(),
        }
    }

    /// From now on this one is told of what passes.
    pub fn watched_by(&self, watch: Option<Arc<dyn Watch>>) {
        self.tape.lock().watch = watch;
    }

    /// Sends a request and waits for the head of the answer. A connection that was kept open may
    /// have been closed meanwhile; what has no body and may be carried out twice is then sent once
    /// more. (curl repeats anything; it might be a payment.) The body, too, is to be read by the
    /// deadline.
    ///
    /// # Errors
    /// `Failure` with all that was seen.
    pub fn send(
        &self,
        request: &Request,
        head_only: bool,
        deadline: Option<Instant>,
    ) -> Result<Exchange, Box<Failure>> {
        let may_repeat = request.body.is_none() && is_idempotent(request);
        match self.attempt(request, head_only, deadline) {
            Err(failure) if may_repeat && failure.was_stale() => {
                self.attempt(request, head_only, deadline)
            }
            other => other,
        }
    }

    fn attempt(
        &self,
        request: &Request,
        head_only: bool,
        deadline: Option<Instant>,
    ) -> Result<Exchange, Box<Failure>> {
        let begun = Instant::now();
        self.recorder.begin_request();
        self.tape.begin(self.head_of(request), request.framing);
        let left = deadline.map(|at| at.saturating_duration_since(begun).max(SOONEST));
        let mut sending = request.body.as_ref().map(|body| Sending::new(body.open()));
        let answered = self.run(request, sending.as_mut(), head_only, left);
        if let Some(sending) = sending {
            self.tape.lock().sent = sending.sent;
            if let Some(reason) = sending.unreadable {
                let ended = Ended::BodyUnreadable(reason);
                return Err(Box::new(failure(&self.recorder, &self.tape, ended, begun)));
            }
        }
        let answer = answered.map_err(|e| Box::new(self.failure(&e, begun)))?;
        let (heads, sent) = {
            let record = self.tape.lock();
            (record.heads.clone(), record.sent)
        };
        let Some(head) = heads.last().and_then(|raw| Head::parse(raw)) else {
            let ended = Ended::NotHttp; // without a status nothing may count as success
            return Err(Box::new(failure(&self.recorder, &self.tape, ended, begun)));
        };
        let body = answer
            .into_body()
            .into_with_config()
            .limit(u64::MAX)
            .reader();
        let body: Box<dyn Read + Send> = match request.framing {
            Framing::Raw if head.is_chunked() => Box::new(RawChunks::new(body)),
            _ => Box::new(body),
        };
        let (recorder, tape) = (self.recorder.clone(), self.tape.clone());
        Ok(Exchange {
            head,
            heads,
            sent,
            begun,
            hides_connect: self.hides_connect(),
            body,
            ahead: Vec::new(),
            failed: None,
            recorder,
            tape,
        })
    }

    /// ureq is told only what frames the exchange; the head on the wire is ours.
    fn run(
        &self,
        request: &Request,
        sending: Option<&mut Sending>,
        head_only: bool,
        left: Option<Duration>,
    ) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        let scheme = if request.url.scheme == Scheme::Https {
            "https"
        } else {
            "http"
        };
        let uri = format!(
            "{scheme}://{}:{}/",
            request.url.bracketed(),
            request.url.port
        );
        let method = match (head_only, &sending) {
            (true, _) => "HEAD",
            (false, Some(_)) => "POST",
            (false, None) => "GET",
        };
        let mut builder = ureq::http::Request::builder().method(method).uri(uri);
        if request
            .header("Connection")
            .is_some_and(|v| v.eq_ignore_ascii_case(b"close"))
        {
            builder = builder.header("connection", "close");
        }
        if request.expects_continue() && sending.is_some() {
            builder = builder.header("expect", "100-continue");
        }
        let Some(sending) = sending.filter(|_| !head_only) else {
            let request = builder.body(SendBody::none()).map_err(ureq::Error::Http)?;
            return self.agent.run(self.limited(request, left));
        };
        builder = match request.length() {
            Some(length) => builder.header("content-length", length),
            None => builder.header("transfer-encoding", "chunked"),
        };
        let body = SendBody::from_reader(sending);
        let request = builder.body(body).map_err(ureq::Error::Http)?;
        self.agent.run(self.limited(request, left))
    }

    fn limited<'b>(
        &self,
        request: ureq::http::Request<SendBody<'b>>,
        left: Option<Duration>,
    ) -> ureq::http::Request<SendBody<'b>> {
        let configured = self.agent.configure_request(request);
        configured.timeout_global(left).build()
    }

    fn failure(&self, error: &ureq::Error, begun: Instant) -> Failure {
        failure(
            &self.recorder,
            &self.tape,
            ended(error, &self.recorder, &self.tape),
            begun,
        )
    }
}

impl Exchange {
    /// Every head that curl shows: those of a proxy's answers to CONNECT come first.
    pub fn shown_heads(&self) -> Vec<Vec<u8>> {
        let mut heads = if self.hides_connect {
            Vec::new()
        } else {
            connect_heads(&self.recorder.lock())
        };
        heads.extend(self.heads.iter().cloned());
        heads
    }

    /// The lines of the body's trailer (RFC 9112 section 7.1.2), once it was read to its end.
    pub fn trailer(&self) -> Vec<u8> {
        self.tape.lock().trailer.clone()
    }

    /// What was seen of the connection.
    pub fn handshake(&self) -> Handshake {
        self.recorder.snapshot()
    }

    /// Reads on in the body; 0 is its end.
    ///
    /// # Errors
    /// `Failure` with all that was seen: a truncated body, a time limit, a late alert.
    pub fn read(&mut self, buf: &mut [u8]) -> Result<usize, Box<Failure>> {
        if !self.ahead.is_empty() {
            let n = self.ahead.len().min(buf.len());
            buf.iter_mut()
                .zip(self.ahead.drain(..n))
                .for_each(|(to, from)| *to = from);
            return Ok(n);
        }
        if let Some(failure) = self.failed.take() {
            return Err(failure);
        }
        self.body.read(buf).map_err(|e| Box::new(self.failure(e)))
    }

    /// The beginning of the body, about as much as is asked for in bytes; `read` gives it again,
    /// and tells of a failure that was met.
    pub fn peek(&mut self, wanted: usize) -> &[u8] {
        let mut buf = [0u8; 8 << 10];
        while self.ahead.len() < wanted && self.failed.is_none() {
            match self.body.read(&mut buf) {
                Ok(0) => break,
                Ok(n) => self
                    .ahead
                    .extend_from_slice(buf.get(..n).unwrap_or_default()),
                Err(e) => self.failed = Some(Box::new(self.failure(e))),
            }
        }
        &self.ahead
    }

    /// Reads the body whole, up to a limit in bytes; what is over it is left.
    ///
    /// # Errors
    /// As `read`.
    pub fn read_to_limit(&mut self, limit: usize) -> Result<Vec<u8>, Box<Failure>> {
        let mut out = Vec::new();
        let mut buf = [0u8; 8 << 10];
        while out.len() < limit {
            let n = self.read(&mut buf)?;
            if n == 0 {
                break;
            }
            out.extend_from_slice(buf.get(..n).unwrap_or_default());
        }
        out.truncate(limit);
        Ok(out)
    }

    /// The failure that an error met while reading stands for.
    pub fn failure(&self, error: io::Error) -> Failure {
        let ended = match error.downcast::<ureq::Error>() {
            Ok(error) => ended(&error, &self.recorder, &self.tape),
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ended::Truncated,
            Err(e) => io_ended(&e),
        };
        failure(&self.recorder, &self.tape, ended, self.begun)
    }
}

/// A request's body as it goes out: counted, and a failure to read it told apart from those of the
/// connection.
struct Sending {
    body: Outgoing,
    sent: u64,
    unreadable: Option<String>,
}

impl Sending {
    fn new(body: Outgoing) -> Self {
        Self {
            body,
            sent: 0,
            unreadable: None,
        }
    }
}

impl Read for Sending {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self.body.read(buf) {
            Ok(n) => {
                self.sent += n as u64;
                Ok(n)
            }
            Err(e) => {
                self.unreadable = Some(crate::core::error::plain_io(&e));
                Err(e)
            }
        }
    }
}

fn connect_heads(seen: &Handshake) -> Vec<Vec<u8>> {
    let proxy = seen.way.proxy.as_ref();
    proxy.map_or_else(Vec::new, |proxy| proxy.heads.clone())
}

/// What is left for a request whose time is over already: ureq would take nothing for no limit.
const SOONEST: Duration = Duration::from_millis(1);
