//! `--expect-status`: 201, 2xx, 200-204, several apart by commas.

use std::fmt;
use std::str::FromStr;

use super::Held;

/// Statuses that may come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statuses {
    ranges: Vec<(u16, u16)>,
    text: String,
}

impl Statuses {
    /// Whether this is one of them.
    pub fn has(&self, status: u16) -> bool {
        self.ranges
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&status))
    }
}

impl FromStr for Statuses {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let ranges: Option<Vec<_>> = text.split(',').map(|part| range(part.trim())).collect();
        Ok(Self {
            ranges: ranges.ok_or("takes statuses, as in 201, 2xx, 200-204 or 200,404")?,
            text: text.to_owned(),
        })
    }
}

impl fmt::Display for Statuses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Any of them is enough.
pub(super) fn hold(wished: &[Statuses], status: u16) -> Held {
    let names: Vec<String> = wished.iter().map(ToString::to_string).collect();
    Held {
        expected: format!("status {}", names.join(" or ")),
        came: status.to_string(),
        met: wished.iter().any(|s| s.has(status)),
    }
}

fn range(part: &str) -> Option<(u16, u16)> {
    if let Some(class) = part.strip_suffix("xx").or(part.strip_suffix("XX")) {
        let from = class.parse::<u16>().ok().filter(|c| (1..10).contains(c))? * 100;
        return Some((from, from + 99));
    }
    let (from, to) = part.split_once('-').unwrap_or((part, part));
    let code = |text: &str| text.parse::<u16>().ok().filter(|c| (100..1000).contains(c));
    let range = (code(from)?, code(to)?);
    (range.0 <= range.1).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_lists_of_codes_classes_and_ranges() {
        let has = |text: &str, status| text.parse::<Statuses>().unwrap().has(status);
        assert!(has("201", 201) && !has("201", 200));
        assert!(has("2xx", 299) && !has("2xx", 300) && has("4XX", 404));
        assert!(has("200-204, 404", 404) && has("200-204,404", 203) && !has("200-204", 205));
        for bad in ["", "abc", "20", "0xx", "204-200", "200,", "1000", "-200"] {
            assert!(bad.parse::<Statuses>().is_err(), "{bad}");
        }
    }
}
