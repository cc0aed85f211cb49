//! PEM whose every line has something around it: the marks of quoted mail and of comments, or the
//! quotes of strings in a program.

use std::borrow::Cow;

use zeroize::Zeroizing;

use super::super::pem::{BEGIN, END};

/// The text without what stands around its lines, and what that was; `None` when the lines do not
/// agree.
pub fn unquoted(text: &str) -> Option<(Zeroizing<String>, String)> {
    let line = text.lines().find(|line| line.contains(BEGIN))?;
    let (before, _) = line.split_once(BEGIN)?;
    if let Some(quote) = before.chars().next_back().filter(|c| "\"'`".contains(*c)) {
        let plain = blocks(text, |line| between(line, quote))?;
        return Some((plain, "it was strings of a program, put together".into()));
    }
    let mark = before.trim();
    let is_mark = !mark.is_empty() && mark.len() <= 4 && mark.chars().all(|c| MARKS.contains(c));
    if !is_mark {
        return None;
    }
    let plain = blocks(text, |line| {
        Some(Cow::Borrowed(line.trim_start().strip_prefix(mark)?.trim()))
    })?;
    let how = format!("each line began with {mark}, which was taken off");
    Some((plain, how))
}

/// Each line from a BEGIN to its END, cleaned; `None` when one cannot be.
fn blocks<'a>(
    text: &'a str,
    clean: impl Fn(&'a str) -> Option<Cow<'a, str>>,
) -> Option<Zeroizing<String>> {
    let mut out = Zeroizing::new(String::with_capacity(text.len()));
    let mut inside = false;
    for line in text.lines() {
        inside |= line.contains(BEGIN);
        if inside {
            out.push_str(&clean(line)?);
            out.push('\n');
        }
        inside &= !line.contains(END);
    }
    Some(out)
}

/// What stands between the first and the last quote, line ends undone.
fn between(line: &str, quote: char) -> Option<Cow<'_, str>> {
    let start = line.find(quote)? + quote.len_utf8();
    let end = line.rfind(quote).filter(|end| *end >= start)?;
    let inner = line.get(start..end)?;
    Some(inner.replace("\\r", "").replace("\\n", "\n").into())
}

const MARKS: &str = ">#*/|;%: ";
