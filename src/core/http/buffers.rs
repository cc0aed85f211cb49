//! What ureq reads from and writes to between us and it: small for heads, large once a body is
//! sent. Must not know what the bytes are.

use ureq::unversioned::transport::Buffers;

/// The two buffers of a connection, made when they are first used: a call is over in milliseconds,
/// and touching memory is a part of what it costs.
#[derive(Default)]
pub(super) struct WireBuffers {
    input: Vec<u8>,
    /// What of `input` ureq has not taken yet.
    start: usize,
    end: usize,
    output: Vec<u8>,
    /// Whether ureq took anything when it last looked.
    progress: bool,
}

impl WireBuffers {
    /// What is in there comes to the front, where that makes much room.
    fn shift(&mut self) {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        } else if self.end > self.input.len() / 2 {
            self.input.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
    }
}

impl Buffers for WireBuffers {
    fn output(&mut self) -> &mut [u8] {
        grow(&mut self.output, 0, HEAD);
        &mut self.output
    }

    fn input(&self) -> &[u8] {
        self.input.get(self.start..self.end).unwrap_or_default()
    }

    fn input_append_buf(&mut self) -> &mut [u8] {
        self.shift();
        grow(&mut self.input, self.end, RECORD); // and no more, whatever a server sends
        self.input.get_mut(self.end..).unwrap_or_default()
    }

    fn input_appended(&mut self, amount: usize) {
        self.end = (self.end + amount).min(self.input.len());
    }

    fn input_consume(&mut self, amount: usize) {
        self.progress = amount > 0;
        self.start = (self.start + amount).min(self.end);
    }

    /// For a body that is sent: a chunk is read into the first and framed into the second.
    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        self.shift();
        grow(&mut self.input, self.end, self.end + BODY);
        grow(&mut self.output, 0, BODY);
        let space = self.input.get_mut(self.end..).unwrap_or_default();
        (space, &mut self.output)
    }

    fn can_use_input(&self) -> bool {
        self.start < self.end && self.progress
    }
}

/// At least so long, its first `kept` bytes as they were; memory that is new is not touched.
fn grow(buffer: &mut Vec<u8>, kept: usize, length: usize) {
    if buffer.len() >= length {
        return;
    }
    if kept == 0 {
        *buffer = vec![0; length];
    } else {
        buffer.resize(length, 0);
    }
}

/// For ureq's own head, in bytes: a host's name and the few fields that frame.
const HEAD: usize = 4 << 10;
/// For what is received, in bytes: a TLS record.
const RECORD: usize = 16 << 10;
/// For a body that is sent, in bytes: four TLS records, which leave in one piece.
const BODY: usize = 64 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_taken_stays_when_more_comes() {
        let mut buffers = WireBuffers::default();
        let (mut came, mut taken) = (0_usize, 0_usize);
        let byte = |at: usize| (at % 251) as u8;
        for (appended, consumed) in [(10, 3), (9000, 9000), (9000, 1), (16000, 20000), (5, 4)] {
            let space = buffers.input_append_buf();
            assert!(space.len() >= appended.min(1));
            let appended = appended.min(space.len());
            for (at, to) in space[..appended].iter_mut().enumerate() {
                *to = byte(came + at);
            }
            buffers.input_appended(appended);
            came += appended;
            let all = buffers.input();
            assert_eq!(all.len(), came - taken);
            assert!((0..).zip(all).all(|(at, b)| *b == byte(taken + at)));
            let consumed = consumed.min(all.len());
            buffers.input_consume(consumed);
            taken += consumed;
            assert_eq!(buffers.can_use_input(), came > taken);
        }
        buffers.input_consume(0);
        assert!(!buffers.can_use_input());
    }

    #[test]
    fn a_body_gets_large_buffers_and_loses_nothing_that_came_early() {
        let mut buffers = WireBuffers::default();
        assert_eq!(buffers.output().len(), HEAD);
        buffers.input_append_buf()[..5].copy_from_slice(b"early");
        buffers.input_appended(5);
        let (space, output) = buffers.tmp_and_output();
        assert!(space.len() >= BODY && output.len() >= BODY);
        space.fill(b'x');
        assert_eq!(buffers.input(), b"early");
    }
}
