//! Time as the core sees it: handed in, never read from the wall.

use time::OffsetDateTime;

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

    /// From the text of a UTCTime (`YYMMDDHHMM[SS]`) or GeneralizedTime (`YYYYMMDDHHMM[SS[.f]]`),
    /// ending in `Z` or `+hhmm`; two-digit years are 1950 to 2049 (RFC 5280 section 4.1.2.5).
    pub fn from_asn1(generalized: bool, text: &[u8]) -> Option<Self> {
        let (year, rest) = if generalized {
            let (year, rest) = text.split_at_checked(4)?;
            (digits(year)?, rest)
        } else {
            let (year, rest) = text.split_at_checked(2)?;
            let year = digits(year)?;
            (year + if year < 50 { 2000 } else { 1900 }, rest)
        };
        let (fields, rest) = rest.split_at_checked(8)?;
        let mut fields = fields.chunks_exact(2).map(digits);
        let mut field = || u8::try_from(fields.next()??).ok();
        let (month, day, hour, minute) = (field()?, field()?, field()?, field()?);
        let (second, zone) = match rest.split_at_checked(2) {
            Some((two, rest)) if two.iter().all(u8::is_ascii_digit) => (digits(two)?, rest),
            _ => (0, rest),
        };
        let month = time::Month::try_from(month).ok()?;
        let date = time::Date::from_calendar_date(i32::try_from(year).ok()?, month, day).ok()?;
        let clock = time::Time::from_hms(hour, minute, u8::try_from(second).ok()?).ok()?;
        let seconds = OffsetDateTime::new_utc(date, clock).unix_timestamp();
        Some(Self(seconds - zone_seconds(zone)?))
    }

    /// From RFC 3339: `2026-01-01T00:00:00Z`, or `+02:00` at its end.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let dashes = date.as_bytes().iter().enumerate();
        if dashes
            .clone()
            .any(|(at, b)| (*b == b'-') != matches!(at, 4 | 7))
        {
            return None;
        }
        let clock = rest.strip_prefix(['T', 't', ' '])?;
        let colons: Vec<&str> = clock.split(':').collect();
        let [hour, minute, rest, zone @ ..] = colons.as_slice() else {
            return None;
        };
        if hour.len() != 2 || minute.len() != 2 || zone.len() > 1 || rest.len() < 3 {
            return None;
        }
        let date = date.replace('-', "");
        let text = format!("{date}{hour}{minute}{rest}{}", zone.concat());
        Self::from_asn1(true, text.to_ascii_uppercase().as_bytes())
    }

    /// From an HTTP date, in all three forms that RFC 9110 section 5.6.7 has.
    pub fn from_http(text: &str) -> Option<Self> {
        let words: Vec<&str> = text
            .split([' ', '-', ','])
            .filter(|w| !w.is_empty())
            .collect();
        let (day, month, year, clock) = match words.as_slice() {
            [_, day, month, year, clock, "GMT"] => (day, month, year, clock),
            [_, month, day, clock, year] => (day, month, year, clock), // asctime
            _ => return None,
        };
        let month = MONTHS.iter().position(|m| month.eq_ignore_ascii_case(m))? + 1;
        let year: i64 = match (year.len(), year.parse().ok()?) {
            (2, year) if year < 70 => year + 2000,
            (2, year) => year + 1900,
            (_, year) => year,
        };
        let day: u8 = day.parse().ok()?;
        let text = format!("{year:04}{month:02}{day:02}{}Z", clock.replace(':', ""));
        Self::from_asn1(true, text.as_bytes())
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

    /// How far apart the two are, in the largest unit that is full: `5 minutes`, `1 day`.
    pub fn apart(self, other: Self) -> String {
        let seconds = self.0.saturating_sub(other.0).saturating_abs();
        let (number, unit) = match seconds {
            DAY.. => (seconds / DAY, "day"),
            3600.. => (seconds / 3600, "hour"),
            60.. => (seconds / 60, "minute"),
            _ => (seconds, "second"),
        };
        let s = if number == 1 { "" } else { "s" };
        format!("{number} {unit}{s}")
    }

    /// RFC 3339 in UTC, as JSON shows it: `2026-01-01T00:00:00Z`.
    pub fn rfc3339(self) -> String {
        self.written('T', true, "Z")
    }

    /// As people read it: `2026-01-01 00:00 UTC`.
    pub fn readable(self) -> String {
        self.written(' ', false, " UTC")
    }

    /// The same to the second: `2026-01-01 00:00:00 UTC`.
    pub fn readable_seconds(self) -> String {
        self.written(' ', true, " UTC")
    }

    /// Written by hand: bundles hold thousands.
    fn written(self, between: char, seconds: bool, zone: &str) -> String {
        let Some(at) = self
            .date_time()
            .filter(|at| (0..=9999).contains(&at.year()))
        else {
            return format!("@{}", self.0);
        };
        let mut out = String::with_capacity(24);
        let year = u16::try_from(at.year()).unwrap_or(0);
        out.extend(two_digits((year / 100) as u8));
        out.extend(two_digits((year % 100) as u8));
        let fields = [
            u8::from(at.month()),
            at.day(),
            at.hour(),
            at.minute(),
            at.second(),
        ];
        let before = ['-', '-', between, ':', ':'];
        for (mark, field) in before
            .into_iter()
            .zip(fields)
            .take(if seconds { 5 } else { 4 })
        {
            out.push(mark);
            out.extend(two_digits(field));
        }
        out.push_str(zone);
        out
    }

    fn date_time(self) -> Option<OffsetDateTime> {
        OffsetDateTime::from_unix_timestamp(self.0).ok()
    }
}

/// Of a number below 100.
fn two_digits(number: u8) -> [char; 2] {
    [number / 10, number % 10].map(|digit| char::from(b'0' + digit))
}

fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0, |number, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
        Some(number * 10 + i64::from(digit))
    })
}

/// How far a time zone is ahead of UTC; a fraction of a second before it does not count.
fn zone_seconds(text: &[u8]) -> Option<i64> {
    let fraction = matches!(text.first(), Some(b'.' | b','));
    let zone = if fraction {
        let digits = text.iter().skip(1).take_while(|b| b.is_ascii_digit());
        text.get(1 + digits.count()..)?
    } else {
        text
    };
    match zone {
        b"Z" => Some(0),
        [sign @ (b'+' | b'-'), hours @ ..] if hours.len() == 4 => {
            let (hours, minutes) = hours.split_at(2);
            let ahead = digits(hours)? * 3600 + digits(minutes)? * 60;
            Some(if *sign == b'+' { ahead } else { -ahead })
        }
        _ => None,
    }
}

const DAY: i64 = 86_400;

/// As HTTP dates name them.
const MONTHS: &[&str] = &[
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_dates_are_read_in_all_their_forms() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(
                Time::from_http(text),
                Some(Time::from_unix(784_111_777)),
                "{text}"
            );
        }
        for text in [
            "",
            "soon",
            "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, 99 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(Time::from_http(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_apart_is_told_in_its_largest_full_unit() {
        let now = Time::from_unix(1_000_000);
        for (seconds, told) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (300, "5 minutes"),
            (3_600, "1 hour"),
            (86_399, "23 hours"),
            (86_400, "1 day"),
            (-172_800, "2 days"),
        ] {
            assert_eq!(now.plus(seconds).apart(now), told);
        }
    }

    #[test]
    fn days_round_down_and_go_negative_after_the_end() {
        let now = Time::from_unix(1_000_000);
        assert_eq!(now.plus(DAY).days_from(now), 1);
        assert_eq!(now.plus(DAY - 1).days_from(now), 0);
        assert_eq!(now.plus(-1).days_from(now), -1);
    }

    #[test]
    fn asn1_times_are_read_as_rfc5280_means_them() {
        let read = |text: &str, generalized| {
            Time::from_asn1(generalized, text.as_bytes()).map(Time::rfc3339)
        };
        for (text, generalized, is) in [
            ("491231235959Z", false, "2049-12-31T23:59:59Z"),
            ("500101000000Z", false, "1950-01-01T00:00:00Z"),
            ("2601020304Z", false, "2026-01-02T03:04:00Z"),
            ("260102030405+0130", false, "2026-01-02T01:34:05Z"),
            ("20500101000000Z", true, "2050-01-01T00:00:00Z"),
            ("20500101000000.25-0100", true, "2050-01-01T01:00:00Z"),
            ("99991231235959Z", true, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(read(text, generalized).as_deref(), Some(is), "{text}");
        }
        for bad in [
            "",
            "26",
            "261301000000Z",
            "260230000000Z",
            "260101000000",
            "2601010000+1Z",
        ] {
            assert_eq!(read(bad, false), None, "{bad}");
        }
    }

    #[test]
    fn shown_in_utc() {
        assert_eq!(Time::from_unix(0).rfc3339(), "1970-01-01T00:00:00Z");
        assert_eq!(Time::from_unix(60).readable(), "1970-01-01 00:01 UTC");
        assert_eq!(
            Time::from_unix(1_795_337_999).rfc3339(),
            "2026-11-22T08:59:59Z"
        );
        assert_eq!(
            Time::from_unix(i64::MAX).rfc3339(),
            format!("@{}", i64::MAX)
        );
    }
}
