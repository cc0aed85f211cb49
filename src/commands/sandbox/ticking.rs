//! The world's clock, for the sandbox's threads.

use std::time::Instant;

use crate::core::clock::{Clock, Time};

/// The world's clock, which cannot go into threads, carried on by a stopwatch.
pub struct Ticking {
    since: Time,
    stopwatch: Instant,
}

impl From<Time> for Ticking {
    fn from(since: Time) -> Self {
        Self {
            since,
            stopwatch: Instant::now(),
        }
    }
}

impl Clock for Ticking {
    fn now(&self) -> Time {
        let passed = self.stopwatch.elapsed().as_secs();
        self.since.plus(i64::try_from(passed).unwrap_or(i64::MAX))
    }
}
