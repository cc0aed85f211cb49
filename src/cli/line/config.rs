//! The lines of a config file, as curl reads them. Must not know which flags there are.

use crate::report::Failure;

/// A line that says something.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its number, from 1.
    pub line: usize,
    /// The flag as written: with hyphens, or a long name without them.
    pub flag: String,
    /// What follows it.
    pub value: Option<String>,
}

/// All entries of a file.
///
/// # Errors
/// The number of a line and what is wrong with it; never what stands there.
pub(super) fn entries(bytes: &[u8]) -> Result<Vec<Entry>, (usize, Failure)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut all = Vec::new();
    for (at, line) in bytes.split(|b| *b == b'\n').enumerate() {
        let number = at + 1;
        let text = std::str::from_utf8(line).map_err(|_| {
            let problem = "the line is not UTF-8 text";
            (number, Failure::usage(problem, "save the file as UTF-8"))
        })?;
        let found = entry(text.trim_start(), number).map_err(|e| (number, e))?;
        all.extend(found);
    }
    Ok(all)
}

fn entry(text: &str, line: usize) -> Result<Option<Entry>, Failure> {
    if text.is_empty() || text.starts_with(['#', '/', '*']) {
        return Ok(None);
    }
    let dashed = text.starts_with('-');
    let parts = |c: char| c.is_ascii_whitespace() || (!dashed && matches!(c, '=' | ':'));
    let end = text.find(parts).unwrap_or(text.len());
    let (flag, rest) = text.split_at(end);
    Ok(Some(Entry {
        line,
        flag: flag.to_owned(),
        value: value(rest.trim_start_matches(parts))?,
    }))
}

fn value(rest: &str) -> Result<Option<String>, Failure> {
    if let Some(quoted) = rest.strip_prefix('"') {
        return unquoted(quoted).map(Some);
    }
    let end = rest
        .find(|c: char| c.is_ascii_whitespace())
        .unwrap_or(rest.len());
    let (value, behind) = rest.split_at(end);
    let behind = behind.trim_start();
    if !behind.is_empty() && !behind.starts_with('#') {
        return Err(Failure::usage(
            "the value has blanks and no quotes",
            "put quotes around it, as in header = \"X-A: b\"",
        ));
    }
    Ok((!value.is_empty()).then(|| value.to_owned()))
}

fn unquoted(text: &str) -> Result<String, Failure> {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return Ok(out),
            '\\' => match letters.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some('v') => out.push('\u{b}'),
                Some(other) => out.push(other),
                None => break,
            },
            other => out.push(other),
        }
    }
    Err(Failure::usage(
        "the quotes are not closed",
        "write \\\" for a quote within them",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_curl_reads_them() {
        let read = |text: &str| {
            let mut all = entries(text.as_bytes()).unwrap();
            all.pop().map(|e| (e.flag, e.value))
        };
        for (text, flag, value) in [
            ("url = x", "url", Some("x")),
            ("url=x\r", "url", Some("x")),
            ("url: x", "url", Some("x")),
            ("url x # y", "url", Some("x")),
            ("  --url x", "--url", Some("x")),
            ("--url=x", "--url=x", None),
            ("url \"a b\" c", "url", Some("a b")),
            ("data = \"\"", "data", Some("")),
            (
                "data = \"a\\\\\\\"\\t\\n\\r\\v\\x\"",
                "data",
                Some("a\\\"\t\n\r\u{b}x"),
            ),
            ("silent", "silent", None),
            ("-sS", "-sS", None),
        ] {
            let expected = (flag.to_owned(), value.map(str::to_owned));
            assert_eq!(read(text), Some(expected), "{text}");
        }
        for text in ["", "   ", "# x", "/ x", "* x", "  # x"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(entries(b"url x\n\xff").unwrap_err().0, 2);
    }
}
