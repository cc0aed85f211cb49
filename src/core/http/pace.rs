//! `--limit-rate`: how long to pause after so many bytes. Pure; whoever moves the bytes sleeps.

use std::time::{Duration, Instant};

/// A bucket that fills at so many bytes a second and is never fuller than a part of a second.
#[derive(Debug, Clone)]
pub(super) struct Pace {
    /// Bytes a second, at least 1.
    rate: u64,
    /// When what was moved so far would have been due.
    due: Option<Instant>,
}

impl Pace {
    /// So many bytes a second.
    pub fn new(rate: u64) -> Self {
        Self {
            rate: rate.max(1),
            due: None,
        }
    }

    /// The most to move at once, in bytes: what goes by in one pause.
    pub fn portion(&self) -> usize {
        usize::try_from(self.rate / PORTIONS).map_or(usize::MAX, |n| n.max(1))
    }

    /// Bytes were moved: how long to pause now.
    pub fn moved(&mut self, bytes: usize, now: Instant) -> Duration {
        // time that was not used is not made up for
        let from = self.due.map_or(now, |due| due.max(now));
        let nanos = u128::from(bytes as u64) * 1_000_000_000 / u128::from(self.rate);
        let takes = Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        let due = from.checked_add(takes).unwrap_or(from);
        self.due = Some(due);
        due.saturating_duration_since(now)
    }
}

/// In how many portions a second's bytes go by.
const PORTIONS: u64 = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_take_their_time_and_idleness_saves_none() {
        let begun = Instant::now();
        let at = |ms| begun + Duration::from_millis(ms);
        let mut pace = Pace::new(1000);
        assert_eq!(pace.portion(), 100);
        assert_eq!(pace.moved(100, at(0)), Duration::from_millis(100));
        // a pause that was too long or too short is no matter, in the sum
        assert_eq!(pace.moved(100, at(90)), Duration::from_millis(110));
        assert_eq!(pace.moved(100, at(250)), Duration::from_millis(100));
        assert_eq!(pace.moved(0, at(9000)), Duration::ZERO);
        assert_eq!(pace.moved(500, at(9000)), Duration::from_millis(500));
        assert_eq!(Pace::new(3).portion(), 1);
    }
}
