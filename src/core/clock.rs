//! Time as the core sees it: handed in, never read from the wall.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A point in time, UTC, in whole seconds since 1970-01-01 (RFC 3339 when shown).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

/// Where the core gets the time from; `terminal.rs` implements it with the system's clock.
pub trait Clock {
    /// The time now, UTC.
    fn now(&self) -> Time;
}

impl Time {
    /// From seconds since the Unix epoch; may be negative.
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the Unix epoch.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// This time moved by so many seconds (negative is earlier); saturates.
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Whole days from `now` until this time, rounded down; negative once it has passed.
    pub const fn days_from(self, now: Self) -> i64 {
        self.0.saturating_sub(now.0).div_euclid(DAY)
    }

    /// RFC 3339 in UTC, as JSON shows it: `2026-01-01T00:00:00Z`.
    pub fn rfc3339(self) -> String {
        self.date_time()
            .and_then(|t| t.format(&Rfc3339).ok())
            .unwrap_or_else(|| format!("@{}", self.0))
    }

    /// As people read it: `2026-01-01 00:00 UTC`.
    pub fn readable(self) -> String {
        self.date_time().map_or_else(
            || format!("@{}", self.0),
            |t| {
                let (date, clock) = (t.date(), t.time());
                format!("{date} {:02}:{:02} UTC", clock.hour(), clock.minute())
            },
        )
    }

    fn date_time(self) -> Option<OffsetDateTime> {
        OffsetDateTime::from_unix_timestamp(self.0).ok()
    }
}

const DAY: i64 = 86_400;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_round_down_and_go_negative_after_the_end() {
        let now = Time::from_unix(1_000_000);
        assert_eq!(now.plus(DAY).days_from(now), 1);
        assert_eq!(now.plus(DAY - 1).days_from(now), 0);
        assert_eq!(now.plus(-1).days_from(now), -1);
    }

    #[test]
    fn shown_in_utc() {
        assert_eq!(Time::from_unix(0).rfc3339(), "1970-01-01T00:00:00Z");
        assert_eq!(Time::from_unix(60).readable(), "1970-01-01 00:01 UTC");
    }
}
