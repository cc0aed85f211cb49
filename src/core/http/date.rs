//! Dates of headers and cookies, in any of the forms that are about (RFC 9110 section 5.6.7, and
//! what older servers and people write), read as curl reads them.

use time::{Date, Month, OffsetDateTime};

use crate::core::clock::Time;

/// Reads a date: a day, a month by name and a year in any order, or eight digits; a time of day
/// and a zone where there are any, UTC where not.
pub fn parse(text: &str) -> Option<Time> {
    let mut found = Found::default();
    let mut rest = text;
    let mut before = ' ';
    for _ in 0..MOST_PARTS {
        let start = rest.find(|c: char| c.is_ascii_alphanumeric());
        let Some(start) = start else {
            break;
        };
        before = rest.get(..start)?.chars().last().unwrap_or(before);
        rest = rest.get(start..)?;
        let is_word = rest.starts_with(|c: char| c.is_ascii_alphabetic());
        let length = rest.find(|c: char| match is_word {
            true => !c.is_ascii_alphabetic(),
            false => !(c.is_ascii_digit() || c == ':'),
        });
        let (part, left) = rest.split_at(length.unwrap_or(rest.len()));
        match is_word {
            true => found.word(part)?,
            false => found.digits(part, before)?,
        }
        before = part.chars().last().unwrap_or(' ');
        rest = left;
    }
    found.time()
}

/// As headers have it: `Sun, 06 Nov 1994 08:49:37 GMT`.
pub fn write(time: Time) -> String {
    let Ok(at) = OffsetDateTime::from_unix_timestamp(time.unix()) else {
        return String::new();
    };
    let short = |name: String| name.get(..3).unwrap_or_default().to_owned();
    format!(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        short(at.weekday().to_string()),
        at.day(),
        short(at.month().to_string()),
        at.year(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

#[derive(Default)]
struct Found {
    day: Option<u8>,
    month: Option<Month>,
    year: Option<i32>,
    clock: Option<[u8; 3]>,
    /// Seconds that UTC is ahead of the zone.
    zone: Option<i64>,
    weekday: bool,
}

impl Found {
    fn word(&mut self, word: &str) -> Option<()> {
        let word = word.to_ascii_lowercase();
        if !self.weekday && WEEKDAYS.iter().any(|name| is_name(&word, name)) {
            self.weekday = true;
            return Some(());
        }
        let month = MONTHS.iter().zip(1..).find(|(name, _)| **name == word);
        if let (None, Some((_, number))) = (self.month, month) {
            self.month = Month::try_from(number).ok();
            return Some(());
        }
        let (_, minutes) = ZONES.iter().find(|(name, _)| *name == word)?;
        self.zone.is_none().then(|| self.zone = Some(minutes * 60))
    }

    fn digits(&mut self, part: &str, before: char) -> Option<()> {
        if part.contains(':') {
            let fields: Option<Vec<u8>> = part.split(':').map(|f| f.parse::<u8>().ok()).collect();
            self.clock = match fields?.as_slice() {
                _ if self.clock.is_some() => return None,
                [hour, minute] => Some([*hour, *minute, 0]),
                [hour, minute, second] => Some([*hour, *minute, *second]),
                _ => return None,
            };
            return Some(());
        }
        let value: i32 = part.parse().ok()?;
        let is_offset = matches!(before, '+' | '-') && part.len() == 4 && value <= 1400;
        if is_offset && self.zone.is_none() {
            let seconds = i64::from(value / 100 * 60 + value % 100) * 60;
            self.zone = Some(if before == '+' { -seconds } else { seconds });
        } else if part.len() == 8 && self.day.is_none() && self.month.is_none() {
            self.year = Some(value / 10_000);
            self.month = Month::try_from(u8::try_from(value / 100 % 100).ok()?).ok();
            self.day = u8::try_from(value % 100).ok();
        } else if let (None, 1..=31) = (self.day, value) {
            self.day = u8::try_from(value).ok();
        } else if self.year.is_none() {
            self.year = Some(match value {
                0..=70 => value + 2000,
                71..=99 => value + 1900,
                whole => whole,
            });
        } else {
            return None;
        }
        Some(())
    }

    fn time(&self) -> Option<Time> {
        let year = self.year.filter(|year| *year >= 1583)?;
        let date = Date::from_calendar_date(year, self.month?, self.day?).ok()?;
        let [hour, minute, second] = self.clock.unwrap_or_default();
        // a leap second is the one after it
        let clock = time::Time::from_hms(hour, minute, second.min(59)).ok()?;
        let at = OffsetDateTime::new_utc(date, clock).unix_timestamp();
        let leap = i64::from(second == 60);
        (second <= 60).then(|| Time::from_unix(at + leap + self.zone.unwrap_or(0)))
    }
}

/// Whole, or its first three letters.
fn is_name(word: &str, name: &str) -> bool {
    word == name || name.get(..3) == Some(word)
}

/// What a date has no more of than six.
const MOST_PARTS: usize = 6;
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
/// Minutes that UTC is ahead.
const ZONES: &[(&str, i64)] = &[
    ("gmt", 0),
    ("utc", 0),
    ("z", 0),
    ("wet", 0),
    ("bst", 0),
    ("est", 300),
    ("edt", 240),
    ("cst", 360),
    ("cdt", 300),
    ("mst", 420),
    ("mdt", 360),
    ("pst", 480),
    ("pdt", 420),
    ("cet", -60),
    ("met", -60),
    ("mest", -120),
    ("cest", -120),
    ("eet", -120),
    ("jst", -540),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_date_is_the_same_moment() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "06 Nov 1994 08:49:37 GMT",
            "1994 6 Nov 08:49:37",
            "GMT 08:49:37 06-Nov-94 Sunday",
            "Nov 6 1994 09:49:37 CET",
            "06 Nov 1994 08:49:37 +0000",
            "Sun, 06 Nov 1994 10:19:37 +0130",
            "19941106 08:49:37",
        ] {
            assert_eq!(parse(text).map(Time::unix), Some(784_111_777), "{text}");
        }
        assert_eq!(
            write(Time::from_unix(784_111_777)),
            "Sun, 06 Nov 1994 08:49:37 GMT"
        );
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "nonsense",
            "2020-01-01",
            "32 Nov 1994",
            "31 Feb 1994",
            "06 Nov",
            "06 Nov 1994 25:00:00",
            "06 Nov 1994 08:49:37 XYZ",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
