//! One session: a configuration, its connections, and requests sent over them one after another.

use std::io::{self, Read};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::ClientConfig;
use ureq::SendBody;
use ureq::unversioned::transport::{ConnectProxyConnector, Connector, SocksConnector};

use super::answer::Head;
use super::dial::Dialer;
use super::tape::Tape;
use super::wire::WireConnector;
use super::{Directory, Request, Scheme};
use crate::core::tls::{Closed, Handshake, Recorder, Stage};

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
    /// For one whole exchange.
    pub max_time: Option<Duration>,
}

/// Connections and what was seen on them.
pub struct Session {
    agent: ureq::Agent,
    recorder: Recorder,
    tape: Tape,
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

/// Why there is no answer, or not all of it.
#[derive(Debug, Clone)]
pub struct Failure {
    /// In one word.
    pub ended: Ended,
    /// What was seen up to then.
    pub handshake: Handshake,
    /// Heads that did come.
    pub heads: Vec<Vec<u8>>,
    /// Whether sending had failed before.
    pub send_failed: bool,
    /// When it began.
    pub begun: Instant,
}

/// How an exchange ended before its time; the stage says where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The name has no address.
    NameNotFound,
    /// The port is closed.
    Refused,
    /// No way there, in the system's words.
    Unreachable(String),
    /// A time limit ran out.
    TimedOut,
    /// TLS refused, on either side; the handshake record has the alert or the verdict.
    Tls,
    /// The server closed.
    Closed,
    /// The server reset.
    Reset,
    /// The answer is not HTTP/1.
    NotHttp,
    /// The answer's head is over 300 KiB.
    HeadTooLarge,
    /// The body ended before its announced length.
    Truncated,
    /// Anything else, in the library's words.
    Other(String),
}

impl Session {
    /// Prepares; nothing is sent yet.
    pub fn new(settings: SessionSettings) -> Self {
        let SessionSettings {
            tls,
            recorder,
            mut directory,
            connect_timeout,
            max_time,
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
            .timeout_global(max_time)
            .build();
        let chain = ()
            .chain(SocksConnector::default())
            .chain(ConnectProxyConnector::default())
            .chain(Dialer {
                recorder: recorder.clone(),
            })
            .chain(WireConnector {
                tls,
                recorder: recorder.clone(),
                tape: tape.clone(),
            });
        Self {
            agent: ureq::Agent::with_parts(config, chain, directory),
            recorder,
            tape,
        }
    }

    /// Sends a request and waits for the head of the answer. A connection that was kept open may
    /// have been closed meanwhile; a request without a body is then sent once more. (curl repeats
    /// one with a body too; it might be a payment.)
    ///
    /// # Errors
    /// `Failure` with all that was seen.
    pub fn send(&self, request: &Request, head_only: bool) -> Result<Exchange, Box<Failure>> {
        match self.attempt(request, head_only) {
            Err(failure) if request.body.is_none() && failure.was_stale() => {
                self.attempt(request, head_only)
            }
            other => other,
        }
    }

    fn attempt(&self, request: &Request, head_only: bool) -> Result<Exchange, Box<Failure>> {
        let begun = Instant::now();
        self.recorder.begin_request();
        self.tape.begin(request.to_wire());
        let answered = self.run(request, head_only);
        let answer = answered.map_err(|e| Box::new(self.failure(&e, begun)))?;
        let (heads, sent) = {
            let record = self.tape.lock();
            (record.heads.clone(), record.sent)
        };
        let head = heads
            .last()
            .and_then(|raw| Head::parse(raw))
            .unwrap_or_default();
        let body = answer
            .into_body()
            .into_with_config()
            .limit(u64::MAX)
            .reader();
        let (recorder, tape) = (self.recorder.clone(), self.tape.clone());
        Ok(Exchange {
            head,
            heads,
            sent,
            begun,
            body: Box::new(body),
            recorder,
            tape,
        })
    }

    /// ureq is told only what frames the exchange; the head on the wire is ours.
    fn run(
        &self,
        request: &Request,
        head_only: bool,
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
        let method = match (head_only, &request.body) {
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
        if request.expects_continue() && request.body.is_some() {
            builder = builder.header("expect", "100-continue");
        }
        let Some(body) = request.body.as_ref().filter(|_| !head_only) else {
            return self
                .agent
                .run(builder.body(SendBody::none()).map_err(ureq::Error::Http)?);
        };
        let builder = builder.header("content-length", body.len());
        let mut reader = body.as_slice();
        let body = SendBody::from_reader(&mut reader);
        self.agent
            .run(builder.body(body).map_err(ureq::Error::Http)?)
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

impl Failure {
    /// Nothing came over a connection that had served a request before.
    fn was_stale(&self) -> bool {
        let is_new = |(stage, _): &(Stage, Instant)| *stage == Stage::Handshaking;
        matches!(self.ended, Ended::Closed | Ended::Reset)
            && self.handshake.stage == Stage::Established
            && !self.handshake.reached.iter().any(is_new)
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

fn failure(recorder: &Recorder, tape: &Tape, ended: Ended, begun: Instant) -> Failure {
    let record = tape.lock();
    Failure {
        ended,
        handshake: recorder.snapshot(),
        heads: record.heads.clone(),
        send_failed: record.send_failed,
        begun,
    }
}

fn ended(error: &ureq::Error, recorder: &Recorder, tape: &Tape) -> Ended {
    let record = tape.lock();
    if record.not_http {
        return Ended::NotHttp;
    }
    if record.head_too_large {
        return Ended::HeadTooLarge;
    }
    match error {
        ureq::Error::HostNotFound => Ended::NameNotFound,
        ureq::Error::Timeout(_) => Ended::TimedOut,
        ureq::Error::Rustls(_) => Ended::Tls,
        ureq::Error::Io(e) if e.kind() == io::ErrorKind::UnexpectedEof => {
            let seen = recorder.lock();
            match seen.closed {
                Some(Closed::Reset) => Ended::Reset,
                _ if seen.stage >= Stage::Answered => Ended::Truncated,
                _ => Ended::Closed,
            }
        }
        ureq::Error::Io(e) => io_ended(e),
        other => Ended::Other(other.to_string()),
    }
}

fn io_ended(error: &io::Error) -> Ended {
    use io::ErrorKind as K;
    match error.kind() {
        K::ConnectionRefused => Ended::Refused,
        K::HostUnreachable | K::NetworkUnreachable | K::AddrNotAvailable | K::PermissionDenied => {
            Ended::Unreachable(crate::core::error::plain_io(error))
        }
        K::ConnectionReset | K::ConnectionAborted | K::BrokenPipe => Ended::Reset,
        K::UnexpectedEof => Ended::Closed,
        K::TimedOut | K::WouldBlock => Ended::TimedOut,
        _ => Ended::Other(crate::core::error::plain_io(error)),
    }
}

/// Each of the four buffers of a connection, in bytes: memory is touched whole when it is made.
const BUFFER: usize = 32 << 10;
