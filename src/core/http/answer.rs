//! An answer's head as it came, and read leniently: folded lines, blanks before the colon, bare
//! LF, a missing reason, Latin-1. Strict parsing would hide the answer from whoever debugs it.

use super::{Framing, Header};

/// A response head.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// `1.0`, `1.1`, as sent.
    pub version: String,
    /// The status code.
    pub status: u16,
    /// The reason phrase, as sent.
    pub reason: String,
    /// In the order sent, names as spelled.
    pub headers: Vec<Header>,
    /// Every byte of it, with the blank line.
    pub raw: Vec<u8>,
}

impl Head {
    /// Parses a head with its blank line; `None` when the first line is no status line.
    pub fn parse(raw: &[u8]) -> Option<Self> {
        let text: String = raw.iter().map(|b| char::from(*b)).collect(); // Latin-1 keeps every byte
        let mut lines = text.split('\n').map(|l| l.strip_suffix('\r').unwrap_or(l));
        let (version, rest) = lines.next()?.strip_prefix("HTTP/")?.split_once(' ')?;
        let (code, reason) = rest
            .trim_start()
            .split_once(' ')
            .unwrap_or((rest.trim(), ""));
        let status = code.parse().ok().filter(|s| (100..1000).contains(s))?;
        let mut headers: Vec<Header> = Vec::new();
        for line in lines.take_while(|l| !l.is_empty()) {
            if let (true, Some(last)) = (line.starts_with([' ', '\t']), headers.last_mut()) {
                last.value.push(b' ');
                last.value.extend(latin1(line.trim()));
            } else if let Some((name, value)) = line.split_once(':') {
                headers.push(Header::new(name.trim(), latin1(value.trim())));
            }
        }
        Some(Self {
            version: version.to_owned(),
            status,
            reason: reason.to_owned(),
            headers,
            raw: raw.to_vec(),
        })
    }

    /// The first value of a header, as text; odd bytes become `?`-like replacements.
    pub fn header(&self, name: &str) -> Option<String> {
        let found = self.headers.iter().find(|h| h.is(name))?;
        Some(String::from_utf8_lossy(&found.value).into_owned())
    }

    /// Whether it announces one JSON text (RFC 8259), or a format built on it (RFC 6839).
    pub fn is_json(&self) -> bool {
        let kind = self.header("Content-Type").unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim();
        let essence = essence.to_ascii_lowercase();
        essence.ends_with("/json") || essence.ends_with("+json")
    }

    /// Whether the body comes in chunks (RFC 9112 section 7.1).
    pub(super) fn is_chunked(&self) -> bool {
        let coding = self.header("Transfer-Encoding");
        coding.is_some_and(|coding| coding.to_ascii_lowercase().trim().ends_with("chunked"))
    }

    /// What ureq needs of it to frame the body, spelled so that it cannot stumble.
    pub(super) fn for_framing(&self, how: Framing) -> Vec<u8> {
        if self.status < 200 {
            return format!("HTTP/1.1 {} -\r\n\r\n", self.status).into_bytes();
        }
        let version = if self.version == "1.0" { "1.0" } else { "1.1" };
        let mut out = format!("HTTP/{version} {} -\r\n", self.status).into_bytes();
        // without either, the body goes on to the end of the connection
        let framing: &[&str] = match how {
            Framing::NoLength => &["transfer-encoding", "connection"],
            Framing::Raw if self.is_chunked() => &["connection"],
            Framing::Raw | Framing::Said => &["content-length", "transfer-encoding", "connection"],
        };
        for header in &self.headers {
            if framing.iter().any(|name| header.is(name)) {
                out.extend_from_slice(header.name.as_bytes());
                out.extend_from_slice(b": ");
                out.extend_from_slice(&header.value);
                out.extend_from_slice(b"\r\n");
            }
        }
        out.extend_from_slice(b"\r\n");
        out
    }
}

/// Where a head ends, behind its blank line; `None` while it is incomplete. The first `seen` bytes
/// were looked at before.
pub(super) fn end_of_head(bytes: &[u8], seen: usize) -> Option<usize> {
    let mut at = seen.saturating_sub(BLANK_LINE);
    while let Some(found) = bytes.get(at..)?.iter().position(|b| *b == b'\n') {
        at += found + 1;
        match bytes.get(at..)? {
            [b'\n', ..] => return Some(at + 1),
            [b'\r', b'\n', ..] => return Some(at + 2),
            _ => {}
        }
    }
    None
}

/// The longest beginning of a blank line that may stand at the end of what has come: `\n\r`, and
/// the `\n` to come.
const BLANK_LINE: usize = 3;

fn latin1(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_heads_are_read_and_kept_as_they_came() {
        let raw = b"HTTP/1.1 200\nX-A : 1\r\n folded\r\nNo-Colon\r\nB:\xe9\r\n\r\nbody";
        let end = end_of_head(raw, 0).unwrap();
        for cut in 0..end {
            assert_eq!(end_of_head(&raw[..cut], 0), None, "{cut}");
            assert_eq!(end_of_head(raw, cut), Some(end), "{cut}");
        }
        let head = Head::parse(&raw[..end]).unwrap();
        assert_eq!((head.status, head.reason.as_str()), (200, ""));
        assert_eq!(head.header("x-a").unwrap(), "1 folded");
        assert_eq!(head.headers[1].value, [0xe9]);
        assert_eq!(&raw[end..], b"body");
        assert!(Head::parse(b"hello\r\n\r\n").is_none());
        assert!(end_of_head(b"HTTP/1.1 200 OK\r\nA: b\r\n", 0).is_none());
    }

    #[test]
    fn ureq_gets_only_what_frames_the_body() {
        let head =
            Head::parse(b"HTTP/1.1 201 Created\r\nContent-Length: 3\r\nX: y\r\n\r\n").unwrap();
        assert_eq!(
            head.for_framing(Framing::Said),
            b"HTTP/1.1 201 -\r\nContent-Length: 3\r\n\r\n"
        );
        let closed = head.for_framing(Framing::NoLength);
        assert_eq!(closed, b"HTTP/1.1 201 -\r\n\r\n");
        let early = Head::parse(b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n").unwrap();
        assert_eq!(early.for_framing(Framing::Said), b"HTTP/1.1 100 -\r\n\r\n");
    }
}
