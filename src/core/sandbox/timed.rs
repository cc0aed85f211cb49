//! A socket with a deadline, what was read ahead of TLS given back first; and how it is closed so
//! that the last words arrive, or on purpose do not. Must not know TLS.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use super::message::Wire;
use super::refuse::transcript::Tape;

/// A socket whose reads and writes all end by one deadline, so that dripping bytes gains no time.
pub(super) struct Timed<'a> {
    tcp: &'a TcpStream,
    deadline: Instant,
    ahead: Vec<u8>,
    tape: Option<Tape>,
}

impl<'a> Timed<'a> {
    /// With so much time to begin with.
    pub fn new(tcp: &'a TcpStream, time: Duration) -> Self {
        Self {
            tcp,
            deadline: Instant::now() + time,
            ahead: Vec::new(),
            tape: None,
        }
    }

    /// Bytes that were read already, to be read again.
    pub fn give_back(&mut self, bytes: Vec<u8>) {
        self.ahead = bytes;
    }

    /// Keeps what passes from here on.
    pub fn record(&mut self) {
        self.tape = Some(Tape::default());
    }

    /// What has passed since `record`, which ends with it.
    pub fn recorded(&mut self) -> Option<Tape> {
        self.tape.take()
    }

    /// Waits a moment for the client to read what was sent: closing while its data is still on the
    /// way would reset the connection and lose an alert.
    pub fn linger(&mut self) {
        self.allow(DRAIN_TIME);
        let _ = self.tcp.shutdown(Shutdown::Write); // it may be closed already
        self.drain();
        let _ = self.tcp.shutdown(Shutdown::Both);
    }

    /// Reads what comes until the client leaves or the time is up.
    pub fn drain(&mut self) {
        let mut waste = [0; 16 << 10];
        while matches!(self.read(&mut waste), Ok(n) if n > 0) {}
    }

    /// A RST: SO_LINGER of zero, and then closed.
    pub fn reset(&self) {
        let zero = Some(Duration::ZERO);
        let _ = socket2::SockRef::from(self.tcp).set_linger(zero); // closed anyway, then by a FIN
    }

    fn left(&self) -> io::Result<Duration> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        Ok(left)
    }
}

impl Wire for Timed<'_> {
    fn allow(&mut self, time: Duration) {
        self.deadline = Instant::now() + time;
    }
}

impl Timed<'_> {
    fn read_untaped(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.ahead.is_empty() {
            let count = self.ahead.as_slice().read(buffer)?;
            self.ahead.drain(..count);
            return Ok(count);
        }
        loop {
            self.tcp.set_read_timeout(Some(self.left()?))?;
            match self.tcp.read(buffer) {
                Err(e) if is_passing(&e) => {}
                done => return done,
            }
        }
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.read_untaped(buffer)?;
        if let Some(tape) = &mut self.tape {
            tape.received
                .extend_from_slice(buffer.get(..count).unwrap_or_default());
        }
        Ok(count)
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = loop {
            self.tcp.set_write_timeout(Some(self.left()?))?;
            match self.tcp.write(bytes) {
                Err(e) if is_passing(&e) => {}
                done => break done?,
            }
        };
        if let Some(tape) = &mut self.tape {
            tape.sent
                .extend_from_slice(bytes.get(..count).unwrap_or_default());
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A timeout or a signal; the deadline decides whether to go on.
fn is_passing(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}

/// How long a client that is turned away may take to read why.
const DRAIN_TIME: Duration = Duration::from_millis(500);
