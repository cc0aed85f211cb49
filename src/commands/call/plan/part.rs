//! Part of what is there: `-r`, `-C`, `-z`.

use std::time::UNIX_EPOCH;

use super::content::Content;
use crate::cli::{Offset, Output, RequestArgs};
use crate::commands::call::sink::Saving;
use crate::core::clock::Time;
use crate::core::http::{Header, Url, date};
use crate::report::Failure;

/// How much of an upload is left out, in bytes.
pub fn skipped(args: &RequestArgs, uploads: bool) -> u64 {
    match args.part.continue_at {
        Some(Offset::At(bytes)) if uploads => bytes,
        _ => 0,
    }
}

/// How much of an answer is there already, in bytes; `None` where it is not to be continued.
///
/// # Errors
/// Ends 23 when `-O` finds no name in the URL.
pub fn resume(
    args: &RequestArgs,
    output: Option<&Output>,
    url: &Url,
    saving: &Saving,
) -> Result<Option<u64>, Failure> {
    Ok(match args.part.continue_at {
        None => None,
        Some(Offset::At(bytes)) => Some(bytes),
        Some(Offset::End) => {
            let file = saving.file_name(output, url)?;
            let meta = file.and_then(|file| fs_err::metadata(file).ok());
            Some(meta.map_or(0, |meta| meta.len()))
        }
    })
}

/// Which bytes are asked for, or sent.
pub fn range(
    args: &RequestArgs,
    resume: Option<u64>,
    content: Option<&Content>,
    skipped: u64,
) -> Option<Header> {
    let range = match (resume, args.part.range.as_deref()) {
        (Some(0), None) => return None,
        (Some(from), _) if from > 0 => format!("{from}-"),
        (_, Some(typed)) if !typed.is_empty() => match typed.bytes().all(|b| b.is_ascii_digit()) {
            true => format!("{typed}-"),
            false => typed.to_owned(),
        },
        _ if skipped > 0 => String::new(),
        _ => return None,
    };
    let Some(content) = content else {
        return Some(Header::new("Range", format!("bytes={range}")));
    };
    let sent = content.body.length();
    let whole = sent.map_or_else(|| "-1".into(), |sent| (skipped + sent).to_string());
    let range = match (range.is_empty(), sent) {
        (true, Some(sent)) => format!("{skipped}-{}", (skipped + sent).saturating_sub(1)),
        (true, None) => format!("{skipped}-"),
        (false, _) => range,
    };
    Some(Header::new(
        "Content-Range",
        format!("bytes {range}/{whole}"),
    ))
}

/// The condition of `-z`: a date, or that of a file; behind a `-` it is turned round.
pub fn condition(args: &RequestArgs, notes: &mut Vec<String>) -> Option<Header> {
    let typed = args.part.time_cond.as_deref()?;
    let (name, text) = match typed.strip_prefix('-') {
        Some(text) => ("If-Unmodified-Since", text),
        None => ("If-Modified-Since", typed),
    };
    let text = text.strip_prefix(['+', '=']).unwrap_or(text);
    let time = date::parse(text).or_else(|| {
        let changed = fs_err::metadata(text).ok()?.modified().ok()?;
        let since = changed.duration_since(UNIX_EPOCH).ok()?;
        i64::try_from(since.as_secs()).ok().map(Time::from_unix)
    });
    if time.is_none() {
        notes.push(format!(
            "-z {typed} is no date and no file, so it is left out; write a date as 06 Nov 2026 08:49:37"
        ));
    }
    time.map(|time| Header::new(name, date::write(time)))
}
