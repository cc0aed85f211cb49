//! One session: a configuration, its connections, and requests sent over them one after another.

use std::io::{self, Read};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::ClientConfig;
use ureq::SendBody;
use ureq::unversioned::transport::{ConnectProxyConnector, Connector, SocksConnector};

use super::answer::Head;
use super::dial::Dialer;
use super::failure::{Ended, Failure, ended, failure, io_ended};
use super::raw::RawChunks;
use super::tape::Tape;
use super::upload::Outgoing;
use super::wire::WireConnector;
use super::{Directory, Framing, Request, Scheme};
use crate::core::tls::{Handshake, Recorder};

/// What a session is made of.
pub struct SessionSettings {
    /// TLS, recording into `recorder`.
    pub tls: Arc<ClientConfig>,
    /// Where everything seen is noted; the same that `tls` was built with.
    pub recorder: Recorder,
    /// Names to addresses.
    pub directory: Directory,
    /// For resolving, connecting and the handshake together; curl's default is 300 s.
    pub connect_timeout: Duration,
}

/// Connections and what was seen on them.
pub struct Session {
    pub(super) agent: ureq::Agent,
    pub(super) recorder: Recorder,
    pub(super) tape: Tape,
    /// With the dialer what a handshake by itself needs.
    pub(super) tls: Arc<ClientConfig>,
    pub(super) directory: Directory,
    pub(super) connect_timeout: Duration,
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
    body: Box<dyn Read + Send>,
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
            connect_timeout,
        } = settings;
        let tape = Tape::default();
        directory.recorder = recorder.clone();
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .allow_non_standard_methods(true)
            .input_buffer_size(BUFFER)
            .output_buffer_size(BUFFER)
            .timeout_resolve(Some(connect_timeout))
            .timeout_connect(Some(connect_timeout))
            .build();
        let names = directory.clone();
        let chain = ()
            .chain(SocksConnector::default())
            .chain(ConnectProxyConnector::default())
            .chain(Dialer {
                recorder: recorder.clone(),
                connect_timeout,
            })
            .chain(WireConnector {
                tls: Arc::clone(&tls),
                recorder: recorder.clone(),
                connect_timeout,
                tape: tape.clone(),
            });
        Self {
            agent: ureq::Agent::with_parts(config, chain, directory),
            recorder,
            tape,
            tls,
            directory: names,
            connect_timeout,
        }
    }

    /// Sends a request and waits for the head of the answer. A connection that was kept open may
    /// have been closed meanwhile; a request without a body is then sent once more. (curl repeats
    /// one with a body too; it might be a payment.) The body, too, is to be read by the deadline.
    ///
    /// # Errors
    /// `Failure` with all that was seen.
    pub fn send(
        &self,
        request: &Request,
        head_only: bool,
        deadline: Option<Instant>,
    ) -> Result<Exchange, Box<Failure>> {
        match self.attempt(request, head_only, deadline) {
            Err(failure) if request.body.is_none() && failure.was_stale() => {
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
        self.tape.begin(request.to_wire(), request.framing);
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
            body,
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
    /// What was seen of the connection.
    pub fn handshake(&self) -> Handshake {
        self.recorder.snapshot()
    }

    /// Reads on in the body; 0 is its end.
    ///
    /// # Errors
    /// `Failure` with all that was seen: a truncated body, a time limit, a late alert.
    pub fn read(&mut self, buf: &mut [u8]) -> Result<usize, Box<Failure>> {
        self.body.read(buf).map_err(|e| Box::new(self.failure(e)))
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

/// Each of the four buffers of a connection, in bytes: memory is touched whole when it is made.
const BUFFER: usize = 16 << 10;
/// What is left for a request whose time is over already: ureq would take nothing for no limit.
const SOONEST: Duration = Duration::from_millis(1);
