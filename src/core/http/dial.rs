//! TCP connections: the addresses in order, each within its share of the time, and what came of
//! it noted for the diagnosis.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport,
    time::Duration as After,
};
use ureq::{Error, Timeout};

use crate::core::tls::{Recorder, Stage};

/// Opens sockets for a session.
#[derive(Debug)]
pub(super) struct Dialer {
    pub recorder: Recorder,
    /// For resolving, connecting and the handshake together.
    pub connect_timeout: Duration,
}

/// A plain socket as ureq wants it.
#[derive(Debug)]
pub(super) struct Socket {
    stream: TcpStream,
    buffers: LazyBuffers,
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
}

impl<In: Transport> Connector<In> for Dialer {
    type Out = Either<In, Socket>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        if let Some(transport) = chained {
            return Ok(Some(Either::A(transport)));
        }
        let timeout = left_of(&self.recorder, self.connect_timeout, details.timeout);
        let stream = self.open(&details.addrs, timeout)?;
        let buffers = LazyBuffers::new(4 * RECORD, RECORD);
        Ok(Some(Either::B(Socket {
            stream,
            buffers,
            read_timeout: None,
            write_timeout: None,
        })))
    }
}

impl Dialer {
    /// A connection to one of these addresses, noted.
    pub fn open(&self, addresses: &[SocketAddr], timeout: NextTimeout) -> Result<TcpStream, Error> {
        let stream = self.dial(addresses, timeout)?;
        stream.set_nodelay(true)?;
        {
            let mut record = self.recorder.lock();
            record.remote = stream.peer_addr().ok();
            record.local = stream.local_addr().ok();
        }
        self.recorder.reach(Stage::Handshaking);
        Ok(stream)
    }

    /// Each address gets half of the time that is left, the last one all of it.
    fn dial(&self, addresses: &[SocketAddr], timeout: NextTimeout) -> Result<TcpStream, Error> {
        let mut left = timeout.not_zero().map(|d| *d);
        let mut last: Option<Error> = None;
        for (at, address) in addresses.iter().enumerate() {
            let is_last = at + 1 == addresses.len();
            let share = left.map(|left| if is_last { left } else { left / 2 });
            let begun = std::time::Instant::now();
            match connect(address, share) {
                Ok(stream) => return Ok(stream),
                Err(e) if e.kind() == io::ErrorKind::TimedOut => {
                    last = Some(Error::Timeout(timeout.reason));
                }
                Err(e) => last = Some(Error::Io(e)),
            }
            left = left.map(|left| {
                left.saturating_sub(begun.elapsed())
                    .max(Duration::from_millis(1))
            });
        }
        Err(last.unwrap_or(Error::HostNotFound))
    }
}

/// What a step of connecting may take: one budget from the first look at the name to the end of
/// the handshake, and what the whole exchange had left when connecting began.
pub(super) fn left_of(recorder: &Recorder, budget: Duration, timeout: NextTimeout) -> NextTimeout {
    let record = recorder.lock();
    let since = |stage| record.when(stage).map_or(Duration::ZERO, |at| at.elapsed());
    let mut timeout = timeout;
    if let After::Exact(limit) = timeout.after {
        let exchange = limit.saturating_sub(since(Stage::Connecting));
        let connecting = budget.saturating_sub(since(Stage::Resolving));
        timeout.after = After::Exact(exchange.min(connecting).max(SOONEST));
    }
    timeout
}

fn connect(address: &SocketAddr, share: Option<Duration>) -> io::Result<TcpStream> {
    match share {
        Some(share) => TcpStream::connect_timeout(address, share.max(Duration::from_millis(1))),
        None => TcpStream::connect(address),
    }
}

impl Transport for Socket {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let limit = within(timeout.for_write())?;
        if limit != self.write_timeout {
            self.stream.set_write_timeout(limit)?;
            self.write_timeout = limit;
        }
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        (&self.stream)
            .write_all(output)
            .map_err(|e| timed(e, timeout.reason))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let limit = within(timeout.for_read())?;
        if limit != self.read_timeout {
            self.stream.set_read_timeout(limit)?;
            self.read_timeout = limit;
        }
        let buf = self.buffers.input_append_buf();
        let amount = loop {
            match (&self.stream).read(buf) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => break other.map_err(|e| timed(e, timeout.reason))?,
            }
        };
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        let peeked = self
            .stream
            .set_nonblocking(true)
            .and_then(|()| self.stream.peek(&mut [0]));
        let open = match peeked {
            Ok(0) => false,
            Ok(_) => true, // TLS 1.3 tickets stand there unread
            Err(e) => e.kind() == io::ErrorKind::WouldBlock,
        };
        self.stream.set_nonblocking(false).is_ok() && open
    }
}

fn within(timeout: NextTimeout) -> Result<Option<Duration>, Error> {
    if timeout.after.is_zero() {
        return Err(Error::Timeout(timeout.reason));
    }
    Ok(timeout.not_zero().map(|d| *d))
}

fn timed(error: io::Error, reason: Timeout) -> Error {
    match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => Error::Timeout(reason),
        _ => Error::Io(error),
    }
}

/// A TLS record with its header and tag, in bytes: one that does not fit is sent in two pieces.
const RECORD: usize = 17 << 10;
/// What is left of a time that is over: nothing would mean no limit.
const SOONEST: Duration = Duration::from_millis(1);

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn looking_up_a_name_takes_from_the_time_for_connecting() {
        let recorder = Recorder::default();
        let ago = |s| Instant::now().checked_sub(Duration::from_secs(s)).unwrap();
        recorder.lock().reached = vec![(Stage::Resolving, ago(8)), (Stage::Connecting, ago(1))];
        let left = |exchange| {
            let timeout = NextTimeout {
                after: After::from_secs(exchange),
                ..NextTimeout::default()
            };
            left_of(&recorder, Duration::from_secs(10), timeout)
                .after
                .as_secs()
        };
        assert_eq!(left(10), 1); // 10 - 8, and a little
        assert_eq!(left(2), 0); // 2 - 1, and a little
    }
}
