//! HTTP/1.1 (RFC 9112) as a server reads and writes it, over anything that reads and writes:
//! limits, chunked bodies, 100-continue, keep-alive. Must not know TLS, sockets or routes.

use std::io::{self, Read, Write};
use std::time::Duration;

use zeroize::Zeroizing;

pub(super) use super::response::Response;

/// A connection that can be told how long the next part may take.
pub(super) trait Wire: Read + Write {
    /// From now on, reads and writes fail once this time has passed.
    fn allow(&mut self, time: Duration);
}

impl<W: Wire + ?Sized> Wire for &mut W {
    fn allow(&mut self, time: Duration) {
        (**self).allow(time);
    }
}

/// A request, read whole. Wiped on drop where it may hold credentials.
pub(super) struct Request {
    /// As sent: `POST`.
    pub method: String,
    /// Without the query.
    pub path: String,
    /// The connection may serve another request after this one.
    pub keep_alive: bool,
    /// HTTP/1.1.
    is_current: bool,
    headers: Vec<(String, Zeroizing<Vec<u8>>)>,
    /// At most `MAX_BODY` bytes.
    pub body: Zeroizing<Vec<u8>>,
}

/// Why no request could be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The connection is gone or silent; nobody is left to answer.
    Gone,
    /// To be answered with this status and sentence, and closed.
    Answer(u16, &'static str),
}

/// Requests off a wire, one after the other.
pub(super) struct Incoming<W> {
    wire: W,
    /// Read already, not yet used.
    ahead: Zeroizing<Vec<u8>>,
}

/// How a body ends.
enum Framing {
    Length(usize),
    Chunked,
}

impl Request {
    /// A header's value where it is text; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(n, _)| n == name)?;
        std::str::from_utf8(value).ok().map(str::trim)
    }

    /// Whether the header lists this word, in any case.
    fn lists(&self, name: &str, word: &str) -> bool {
        let value = self.header(name).unwrap_or_default();
        value
            .split(',')
            .any(|w| w.trim().eq_ignore_ascii_case(word))
    }

    /// Whether the header is this word, in any case, and no other.
    fn is_only(&self, name: &str, word: &str) -> bool {
        let value = self.header(name).unwrap_or_default();
        value.eq_ignore_ascii_case(word)
    }

    /// One made by a test.
    #[cfg(test)]
    pub fn made(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Self {
        let header = |(name, value): &(&str, &str)| {
            let value = Zeroizing::new(value.as_bytes().to_vec());
            ((*name).to_owned(), value)
        };
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            keep_alive: true,
            is_current: true,
            headers: headers.iter().map(header).collect(),
            body: Zeroizing::new(body.as_bytes().to_vec()),
        }
    }

    fn framing(&self) -> Result<Framing, Fault> {
        let named = |name: &str| self.headers.iter().filter(|(n, _)| n == name).count();
        match (named("transfer-encoding"), named("content-length")) {
            (0, 0) => Ok(Framing::Length(0)),
            (0, 1) => {
                let length = self.header("content-length").unwrap_or_default();
                if length.is_empty() || !length.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(Fault::Answer(400, "the Content-Length is no number"));
                }
                match length.parse() {
                    Ok(length) if length <= MAX_BODY => Ok(Framing::Length(length)),
                    _ => Err(TOO_LARGE),
                }
            }
            (1, 0) if self.is_only("transfer-encoding", "chunked") => Ok(Framing::Chunked),
            (1, 0) => Err(Fault::Answer(
                501,
                "no Transfer-Encoding but chunked is known here",
            )),
            _ => Err(Fault::Answer(
                400,
                "the body's length is given more than once",
            )),
        }
    }
}

impl<W: Wire> Incoming<W> {
    /// Nothing read yet.
    pub fn new(wire: W) -> Self {
        Self {
            wire,
            ahead: Zeroizing::new(Vec::new()),
        }
    }

    /// The next request; `None` when the client closed between requests.
    ///
    /// # Errors
    /// `Fault::Answer` for what can still be answered.
    pub fn request(&mut self) -> Result<Option<Request>, Fault> {
        self.wire.allow(IDLE);
        let Some(mut request) = self.head()? else {
            return Ok(None);
        };
        let framing = request.framing()?;
        self.wire.allow(BODY_TIME);
        let waits = request.lists("expect", "100-continue") && request.is_current;
        if waits && !matches!(framing, Framing::Length(0)) && self.ahead.is_empty() {
            self.send(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        match framing {
            Framing::Length(length) => self.take(length, &mut request.body)?,
            Framing::Chunked => self.chunks(&mut request.body)?,
        }
        self.wire.allow(BODY_TIME);
        Ok(Some(request))
    }

    /// Sends bytes.
    ///
    /// # Errors
    /// `Fault::Gone` when nobody takes them.
    pub fn send(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let sent = self.wire.write_all(bytes).and_then(|()| self.wire.flush());
        sent.map_err(|_| Fault::Gone)
    }

    fn head(&mut self) -> Result<Option<Request>, Fault> {
        loop {
            if let Some((request, length)) = parse_head(&self.ahead)? {
                self.ahead.drain(..length);
                return Ok(Some(request));
            }
            if self.ahead.len() >= MAX_HEAD {
                return Err(Fault::Answer(
                    431,
                    "the request's head is larger than 64 KiB",
                ));
            }
            if self.more()? == 0 {
                return if self.ahead.is_empty() {
                    Ok(None)
                } else {
                    Err(Fault::Gone)
                };
            }
        }
    }

    fn chunks(&mut self, body: &mut Zeroizing<Vec<u8>>) -> Result<(), Fault> {
        const BAD: Fault = Fault::Answer(400, "the chunked body is damaged");
        loop {
            let line = self.line()?;
            let size = line.split(';').next().unwrap_or_default().trim();
            if size.is_empty() || !size.bytes().all(|b| b.is_ascii_hexdigit()) {
                return Err(BAD);
            }
            let size = usize::from_str_radix(size, 16).map_err(|_| TOO_LARGE)?;
            if size > MAX_BODY.saturating_sub(body.len()) {
                return Err(TOO_LARGE);
            }
            if size == 0 {
                break;
            }
            self.take(size, body)?;
            if !self.line()?.is_empty() {
                return Err(BAD);
            }
        }
        for _ in 0..MAX_HEADERS {
            // trailers tell nothing that is needed here
            if self.line()?.is_empty() {
                return Ok(());
            }
        }
        Err(BAD)
    }

    /// Up to the next CRLF, without it.
    fn line(&mut self) -> Result<String, Fault> {
        loop {
            if let Some(at) = self.ahead.windows(2).position(|w| w == b"\r\n") {
                let line: Vec<u8> = self.ahead.drain(..at + 2).take(at).collect();
                return String::from_utf8(line)
                    .map_err(|_| Fault::Answer(400, "the chunked body is damaged"));
            }
            if self.ahead.len() > MAX_LINE {
                return Err(Fault::Answer(400, "a line of the chunked body is too long"));
            }
            if self.more()? == 0 {
                return Err(Fault::Gone);
            }
        }
    }

    /// Moves exactly so many bytes.
    fn take(&mut self, length: usize, body: &mut Zeroizing<Vec<u8>>) -> Result<(), Fault> {
        let mut missing = length;
        while missing > 0 {
            if self.ahead.is_empty() && self.more()? == 0 {
                return Err(Fault::Gone);
            }
            let here = self.ahead.len().min(missing);
            body.extend(self.ahead.drain(..here));
            missing -= here;
        }
        Ok(())
    }

    fn more(&mut self) -> Result<usize, Fault> {
        let mut buffer = Zeroizing::new([0; 16 << 10]);
        match self.wire.read(buffer.as_mut_slice()) {
            Ok(n) => {
                self.ahead
                    .extend_from_slice(buffer.get(..n).unwrap_or_default());
                Ok(n)
            }
            // many clients close without a close_notify
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(0),
            Err(_) => Err(Fault::Gone),
        }
    }
}

/// The head and its length in bytes; `None` while it is not complete.
fn parse_head(bytes: &[u8]) -> Result<Option<(Request, usize)>, Fault> {
    let mut fields = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut head = httparse::Request::new(&mut fields);
    let length = match head.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => {
            return Err(Fault::Answer(431, "the request has more than 100 headers"));
        }
        Err(_) => return Err(Fault::Answer(400, "this is no HTTP/1.1 request")),
    };
    let target = head.path.unwrap_or_default();
    let fields = head.headers.iter();
    let mut request = Request {
        method: head.method.unwrap_or_default().to_owned(),
        path: path(target).to_owned(),
        keep_alive: false,
        is_current: head.version == Some(1),
        headers: fields
            .map(|f| {
                (
                    f.name.to_ascii_lowercase(),
                    Zeroizing::new(f.value.to_vec()),
                )
            })
            .collect(),
        body: Zeroizing::new(Vec::new()),
    };
    request.keep_alive = request.is_current && !request.lists("connection", "close");
    let hosts = request.headers.iter().filter(|(name, _)| name == "host");
    match hosts.count() {
        0 if request.is_current => Err(Fault::Answer(400, "the Host header is missing")),
        0 | 1 => Ok(Some((request, length))),
        _ => Err(Fault::Answer(
            400,
            "the Host header is there more than once",
        )),
    }
}

/// Of a target as clients send it, or as they send it to proxies (RFC 9112 section 3.2.2).
fn path(target: &str) -> &str {
    let full = target.strip_prefix("https://");
    let full = full.map(|rest| rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"));
    let path = full.unwrap_or(target);
    path.split('?').next().unwrap_or_default()
}

const TOO_LARGE: Fault = Fault::Answer(413, "the body is larger than 8 MiB");
/// In bytes.
const MAX_HEAD: usize = 64 << 10;
/// In bytes.
const MAX_BODY: usize = 8 << 20;
/// Of a chunk's size or trailer, in bytes.
const MAX_LINE: usize = 8 << 10;
const MAX_HEADERS: usize = 100;
/// Between requests, the next head included.
const IDLE: Duration = Duration::from_secs(60);
/// For a body, and again for its answer.
const BODY_TIME: Duration = Duration::from_secs(30);

#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
