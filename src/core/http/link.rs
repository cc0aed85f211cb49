//! What TLS or plain HTTP is spoken over: a socket, or TLS with a proxy over one, read and written
//! until a point in time, however slowly the far end drips.

use std::io::{self, IoSlice, Read, Write};
use std::mem::MaybeUninit;
use std::time::{Duration, Instant};

use socket2::Socket;
use ureq::unversioned::transport::{NextTimeout, time::Duration as After};
use ureq::{Error, Timeout};

use super::failure::into_ureq;
use crate::core::tls::{Broken, TlsStream};

/// A connection to the server, by whatever way.
#[derive(Debug)]
pub(super) struct Link {
    channel: Channel,
    /// What came with the proxy's last word, and is the server's already.
    early: Vec<u8>,
}

/// What a link is made of.
#[derive(Debug)]
pub(super) enum Channel {
    /// Straight there, or through a proxy that is spoken to in the clear.
    Bare(Line),
    /// Through a proxy that is spoken to over TLS.
    Sealed(Box<TlsStream<Line>>),
}

/// A socket with a time limit, read in large pieces: rustls asks for 4 KiB at a time.
#[derive(Debug)]
pub(super) struct Line {
    timed: Timed,
    ahead: Vec<u8>,
    /// What of `ahead` was not asked for yet.
    start: usize,
    end: usize,
}

/// The socket itself.
#[derive(Debug)]
struct Timed {
    socket: Socket,
    until: Option<Instant>,
    reason: Timeout,
    /// What the socket was last told: for reading, for writing.
    told: [Option<Duration>; 2],
}

impl Link {
    /// Over this.
    pub fn new(channel: Channel) -> Self {
        Self {
            channel,
            early: Vec::new(),
        }
    }

    /// From now on, until then.
    pub fn set_timeout(&mut self, timeout: NextTimeout) {
        self.line().set_timeout(timeout);
    }

    /// What is left of the time; `None` without a limit.
    pub fn left(&mut self) -> Option<Duration> {
        let until = self.line().timed.until?;
        Some(until.saturating_duration_since(Instant::now()))
    }

    /// These bytes come before all others.
    pub fn put_back(&mut self, bytes: Vec<u8>) {
        self.early = bytes;
    }

    /// Whether the far end has not hung up, as far as can be seen from here.
    pub fn is_open(&mut self) -> bool {
        self.line().timed.is_open()
    }

    /// The socket below.
    pub fn line(&mut self) -> &mut Line {
        match &mut self.channel {
            Channel::Bare(line) => line,
            Channel::Sealed(tls) => tls.get_mut(),
        }
    }
}

impl Read for Link {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if !self.early.is_empty() {
            let amount = (&self.early[..]).read(buf)?;
            self.early.drain(..amount);
            return Ok(amount);
        }
        match &mut self.channel {
            Channel::Bare(line) => line.read(buf),
            Channel::Sealed(tls) => tls.read(buf).map_err(into_io),
        }
    }
}

impl Write for Link {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match &mut self.channel {
            Channel::Bare(line) => line.write(buf),
            Channel::Sealed(tls) => tls.write_all(buf).map_err(into_io).map(|()| buf.len()),
        }
    }

    fn write_vectored(&mut self, bufs: &[IoSlice<'_>]) -> io::Result<usize> {
        match &mut self.channel {
            Channel::Bare(line) => line.write_vectored(bufs),
            Channel::Sealed(_) => {
                let first = bufs.iter().find(|buf| !buf.is_empty());
                first.map_or(Ok(0), |first| self.write(first))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Line {
    /// Without a limit, at first.
    pub fn new(socket: Socket) -> Self {
        let timed = Timed {
            socket,
            until: None,
            reason: Timeout::Global,
            told: [None; 2],
        };
        Self {
            timed,
            ahead: Vec::new(),
            start: 0,
            end: 0,
        }
    }

    /// From now on, until then.
    pub fn set_timeout(&mut self, timeout: NextTimeout) {
        let timed = &mut self.timed;
        timed.reason = timeout.reason;
        timed.until = match timeout.after {
            After::Exact(left) => Instant::now().checked_add(left),
            After::NotHappening => None,
        };
    }

    /// The socket, for what is asked of it beside reading and writing.
    pub fn socket(&self) -> &Socket {
        &self.timed.socket
    }
}

impl Timed {
    fn is_open(&self) -> bool {
        let mut byte = [MaybeUninit::uninit()];
        let peeked = self
            .socket
            .set_nonblocking(true)
            .and_then(|()| self.socket.peek(&mut byte));
        let open = match peeked {
            Ok(0) => false,
            Ok(_) => true, // TLS 1.3 tickets stand there unread
            Err(e) => e.kind() == io::ErrorKind::WouldBlock,
        };
        self.socket.set_nonblocking(false).is_ok() && open
    }

    fn left(&self) -> io::Result<Option<Duration>> {
        let left = |until: Instant| until.saturating_duration_since(Instant::now());
        match self.until.map(left) {
            Some(Duration::ZERO) => Err(Error::Timeout(self.reason).into_io()),
            other => Ok(other),
        }
    }

    fn tell_before_writing(&mut self) -> io::Result<()> {
        let left = self.left()?;
        if is_news(left, self.told[1]) {
            self.socket.set_write_timeout(left)?;
            self.told[1] = left;
        }
        Ok(())
    }

    /// The end of the time comes out as the library knows it.
    fn timed(&self, error: io::Error) -> io::Error {
        match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                Error::Timeout(self.reason).into_io()
            }
            _ => error,
        }
    }
}

impl Read for Line {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.start == self.end {
            if self.end == self.ahead.len() && self.end < PIECE {
                self.ahead = vec![0; (self.end * 2).max(FIRST_PIECE)]; // whoever fills it has more
            }
            (self.start, self.end) = (0, self.timed.read(&mut self.ahead)?);
        }
        let come = self.ahead.get(self.start..self.end);
        let amount = come.unwrap_or_default().read(buf)?;
        self.start += amount;
        Ok(amount)
    }
}

impl Write for Line {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.timed.write(buf)
    }

    fn write_vectored(&mut self, bufs: &[IoSlice<'_>]) -> io::Result<usize> {
        self.timed.write_vectored(bufs)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Timed {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            let left = self.left()?;
            if is_news(left, self.told[0]) {
                self.socket.set_read_timeout(left)?;
                self.told[0] = left;
            }
            match (&self.socket).read(buf) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => return other.map_err(|e| self.timed(e)),
            }
        }
    }
}

impl Write for Timed {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.tell_before_writing()?;
        (&self.socket).write(buf).map_err(|e| self.timed(e))
    }

    fn write_vectored(&mut self, bufs: &[IoSlice<'_>]) -> io::Result<usize> {
        self.tell_before_writing()?;
        (&self.socket)
            .write_vectored(bufs)
            .map_err(|e| self.timed(e))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn into_io(broken: Broken) -> io::Error {
    into_ureq(broken).into_io()
}

/// Whether the socket has to be told: time passes from one call to the next, and a little of it is
/// not worth a word to the system.
fn is_news(left: Option<Duration>, told: Option<Duration>) -> bool {
    match (left, told) {
        (Some(left), Some(told)) => told.abs_diff(left) > LATENESS,
        (left, told) => left.is_some() != told.is_some(),
    }
}

/// How much is read at once, in bytes: at first, and at most.
const FIRST_PIECE: usize = 16 << 10;
const PIECE: usize = 64 << 10;
/// How much later than asked for a time limit may be noticed.
const LATENESS: Duration = Duration::from_millis(5);
