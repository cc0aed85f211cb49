//! A connection carried on with records sealed by hand, once rustls has let go of it. Must not know
//! what is said.

use std::io::{self, Read, Write};
use std::time::Duration;

use super::sealed::{ALERT, DATA, Sealed};
use crate::core::sandbox::message::Wire;

/// Application data over sealed records.
pub(in crate::core::sandbox) struct SealedWire<W> {
    sealed: Sealed,
    wire: W,
    ahead: Vec<u8>,
}

impl<W: Wire> SealedWire<W> {
    /// Over this wire.
    pub fn new(sealed: Sealed, wire: W) -> Self {
        Self {
            sealed,
            wire,
            ahead: Vec::new(),
        }
    }

    /// Says goodbye.
    pub fn close(&mut self) {
        let record = self.sealed.seal(ALERT, &[1, 0]); // close_notify
        let _ = self.wire.write_all(&record.unwrap_or_default()); // nobody may be left to read it
    }
}

impl<W: Wire> Read for SealedWire<W> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.ahead.is_empty() {
            let record = record(&mut self.wire)?;
            match self.sealed.open(&record) {
                Some((DATA, body)) => self.ahead = body,
                Some((ALERT, _)) => return Ok(0),
                // a KeyUpdate, which needs keys that are not here
                _ => return Err(io::ErrorKind::InvalidData.into()),
            }
        }
        let count = self.ahead.as_slice().read(buffer)?;
        self.ahead.drain(..count);
        Ok(count)
    }
}

impl<W: Wire> Write for SealedWire<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let part = bytes.get(..MOST).unwrap_or(bytes);
        let record = self.sealed.seal(DATA, part);
        self.wire.write_all(&record.unwrap_or_default())?;
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.wire.flush()
    }
}

impl<W: Wire> Wire for SealedWire<W> {
    fn allow(&mut self, time: Duration) {
        self.wire.allow(time);
    }
}

/// One record, header included.
pub(super) fn record(wire: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = [0; 5];
    wire.read_exact(&mut head)?;
    let length = usize::from(u16::from_be_bytes([head[3], head[4]]));
    let mut record = head.to_vec();
    record.resize(5 + length, 0);
    if let Some(body) = record.get_mut(5..) {
        wire.read_exact(body)?;
    }
    Ok(record)
}

/// Of a record's body, in bytes (RFC 8446 section 5.1).
const MOST: usize = 16 << 10;
