//! Why there is no answer, or not all of it: in one word, with all that was seen up to then.

use std::time::Instant;
use std::{fmt, io};

use ureq::Error;

use super::proxy::ProxyFault;
use super::socket::NoWay;
use super::tape::Tape;
use crate::core::tls::{Broken, Closed, Handshake, Recorder, Stage};

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
    /// The near end could not be had as asked, in words.
    NotBound(String),
    /// The proxy before the host failed us.
    Proxy(ProxyFault),
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
    /// The body's framing is broken, in the library's words.
    BadFraming(String),
    /// The body ended before its announced length.
    Truncated,
    /// What was to be sent could not be read, in the system's words.
    BodyUnreadable(String),
    /// Anything else, in the library's words.
    Other(String),
}

impl fmt::Display for Ended {
    /// A clause about what happened.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Proxy(fault) => return fault.fmt(f),
            Self::NameNotFound => "the name has no address",
            Self::Refused => "the port is closed",
            Self::TimedOut => "the time was over",
            Self::Tls => "TLS was refused",
            Self::Closed => "the server closed",
            Self::Reset => "the server reset",
            Self::NotHttp => "what came is not HTTP/1",
            Self::HeadTooLarge => "the head is over 300 KiB",
            Self::Truncated => "the body was cut short",
            Self::Unreachable(why)
            | Self::NotBound(why)
            | Self::BadFraming(why)
            | Self::BodyUnreadable(why)
            | Self::Other(why) => why,
        })
    }
}

impl Failure {
    /// Nothing came over a connection that had served a request before.
    pub(super) fn was_stale(&self) -> bool {
        matches!(self.ended, Ended::Closed | Ended::Reset)
            && self.handshake.stage == Stage::Established
            && self.handshake.is_reused()
    }
}

/// What was seen, with this end.
pub(super) fn failure(recorder: &Recorder, tape: &Tape, ended: Ended, begun: Instant) -> Failure {
    let record = tape.lock();
    Failure {
        ended,
        handshake: recorder.snapshot(),
        heads: record.heads.clone(),
        send_failed: record.send_failed,
        begun,
    }
}

/// The end that an error of the library's stands for.
pub(super) fn ended(error: &ureq::Error, recorder: &Recorder, tape: &Tape) -> Ended {
    if let ureq::Error::Other(inner) = error
        && let Some(ended) = before_the_host(inner.as_ref())
    {
        return ended;
    }
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
        other if recorder.lock().stage >= Stage::Answered => Ended::BadFraming(other.to_string()),
        other => Ended::Other(other.to_string()),
    }
}

/// What was found on the way to the host, by the dialer.
fn before_the_host(error: &(dyn std::error::Error + Send + Sync + 'static)) -> Option<Ended> {
    let fault = error.downcast_ref::<ProxyFault>().cloned();
    let none = error.downcast_ref::<NoWay>().cloned();
    let none = none.map(|none| match none {
        NoWay::NotBound(why) => Ended::NotBound(why),
        NoWay::Nowhere(why) => Ended::Unreachable(why),
    });
    fault.map(Ended::Proxy).or(none)
}

/// The same for the system's own errors.
pub(super) fn io_ended(error: &io::Error) -> Ended {
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

/// The timeout that the layer below wrapped into an io error comes out again.
pub(super) fn into_ureq(broken: Broken) -> Error {
    match broken {
        Broken::Tls(e) => Error::Rustls(e),
        Broken::Io(e) => match e.downcast::<Error>() {
            Ok(error) => error,
            Err(e) => Error::Io(e),
        },
    }
}
