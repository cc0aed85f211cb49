//! A request as it goes out: curl's header set in curl's order, in the user's spelling.

use std::fmt;

use super::{Body, Url};

/// One header line; never more than one (see `new`). Silent in `Debug`: it may be a credential.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    /// As it will be spelled.
    pub(super) name: String,
    /// Bytes, because users send Latin-1 too.
    pub(super) value: Vec<u8>,
    /// The user's own, as typed to its last blank.
    typed: Option<Vec<u8>>,
}

/// A request. Silent in `Debug`: most of it may be secret.
#[derive(Clone)]
pub struct Request {
    /// Verbatim: `post` goes out as `post`.
    pub method: String,
    /// Where to.
    pub url: Url,
    /// The Host header.
    pub host: Host,
    /// Built-in headers and the user's, in sending order, without Host and Content-Length.
    pub headers: Vec<Header>,
    /// The body; `None` sends no Content-Length.
    pub body: Option<Body>,
    /// Headers that come behind Content-Length, as curl orders its own Content-Type.
    pub trailing: Vec<Header>,
    /// In place of the URL's path and query, redirected or not.
    pub target: Option<String>,
    /// The body is a file to be put there: a redirect changes nothing of it, but for 303.
    pub upload: bool,
    /// How much is made of what the answer says about its length.
    pub framing: Framing,
}

/// How the end of an answer is found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Framing {
    /// As its head says.
    #[default]
    Said,
    /// Where the connection ends, whatever Content-Length says.
    NoLength,
    /// As its head says, and chunks are left as they came.
    Raw,
}

/// The Host header of a request.
#[derive(Clone, PartialEq, Eq)]
pub enum Host {
    /// The URL's host.
    OfUrl,
    /// This instead.
    Given(Vec<u8>),
    /// None at all.
    Left,
}

impl Header {
    /// A line end or NUL, which would make another header of what follows, becomes a blank
    /// (RFC 9110 section 5.5). Whoever can name where it came from refuses it before.
    pub fn new(name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        let (mut name, mut value) = (name.into(), value.into());
        if !is_one_line(name.as_bytes()) {
            name = name.replace(['\r', '\n', '\0'], " ");
        }
        for byte in value.iter_mut().filter(|b| ends_line(**b)) {
            *byte = b' ';
        }
        Self {
            name,
            value,
            typed: None,
        }
    }

    /// A header of the user's, spelled to its last blank as in this line; one without a colon has
    /// no value. A line end becomes a blank, as in `new`.
    pub fn typed(line: &[u8]) -> Self {
        let mut line = line.to_vec();
        for byte in line.iter_mut().filter(|b| ends_line(**b)) {
            *byte = b' ';
        }
        let colon = line.iter().position(|b| *b == b':');
        let (name, value) = line.split_at(colon.unwrap_or(line.len()));
        Self {
            name: String::from_utf8_lossy(name).trim().to_owned(),
            value: value.get(1..).unwrap_or_default().trim_ascii().to_vec(),
            typed: Some(line),
        }
    }

    /// Whether it is the user's own.
    pub const fn is_typed(&self) -> bool {
        self.typed.is_some()
    }

    /// The name, as it is spelled.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value's bytes.
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    fn write(&self, out: &mut Vec<u8>) {
        match &self.typed {
            Some(typed) => out.extend([typed, &b"\r\n"[..]].concat()),
            None => line(out, &self.name, &self.value),
        }
    }

    /// Names compare without case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Whether its value is a credential, by its name.
    pub fn is_secret(&self) -> bool {
        super::redact::is_secret(&self.name)
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ..", self.name)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {:?} ..",
            self.method,
            self.url.shown(),
            self.headers
        )
    }
}

/// No line end and no NUL: what a header may hold (RFC 9110 section 5.5).
pub fn is_one_line(text: &[u8]) -> bool {
    !text.iter().any(|b| ends_line(*b))
}

/// A method as RFC 9110 section 9.1 has it: a token.
pub fn is_method(text: &str) -> bool {
    let may_stand = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !text.is_empty() && text.bytes().all(may_stand)
}

/// What can be a token behind `Bearer`: visible ASCII. Wider than RFC 6750's b64token, because
/// servers are.
pub fn is_bearer_token(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_graphic)
}

fn ends_line(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | 0)
}

impl Request {
    /// The value of a header, the last one given.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        let all = self.headers.iter().chain(&self.trailing);
        all.rev().find(|h| h.is(name)).map(|h| h.value.as_slice())
    }

    /// Takes every header of this name out.
    pub fn remove(&mut self, name: &str) {
        self.headers.retain(|h| !h.is(name));
        self.trailing.retain(|h| !h.is(name));
    }

    /// The Referer, where curl has it.
    pub fn set_referer(&mut self, referer: String) {
        self.headers.retain(|h| !h.is("Referer"));
        let is_before = |h: &Header| {
            let before = [
                "Authorization",
                "Range",
                "User-Agent",
                "Accept",
                "Accept-Encoding",
            ];
            !h.is_typed() && before.iter().any(|name| h.is(name))
        };
        let at = self
            .headers
            .iter()
            .rposition(is_before)
            .map_or(0, |at| at + 1);
        self.headers.insert(at, Header::new("Referer", referer));
    }

    /// Puts what is built in behind what is, before the user's own; one of that name is replaced.
    pub fn put(&mut self, header: Header) {
        self.headers.retain(|h| h.is_typed() || !h.is(&header.name));
        let is_behind = |h: &Header| h.is_typed() || h.name.starts_with("If-");
        let own = self.headers.iter().position(is_behind);
        self.headers
            .insert(own.unwrap_or(self.headers.len()), header);
    }

    /// Whether the body waits for a 100 first (over 1 MiB, or asked for).
    pub fn expects_continue(&self) -> bool {
        self.header("Expect")
            .is_some_and(|v| v.eq_ignore_ascii_case(b"100-continue"))
    }

    /// The body's length in bytes; `None` when it goes out in chunks (RFC 9112 section 7.1), by
    /// its own nature or because a header says so.
    pub fn length(&self) -> Option<u64> {
        let chunked = self
            .header("Transfer-Encoding")
            .is_some_and(|v| v.to_ascii_lowercase().ends_with(b"chunked"));
        let length = self.body.as_ref().map_or(Some(0), Body::length);
        length.filter(|_| !chunked)
    }

    /// The head as it goes over the wire, with the blank line.
    pub fn to_wire(&self) -> Vec<u8> {
        self.to_wire_for(self.target.as_ref().unwrap_or(&self.url.target))
    }

    /// The same with another request target (RFC 9112 section 3.2).
    pub(super) fn to_wire_for(&self, target: &str) -> Vec<u8> {
        let mut out = format!("{} {target} HTTP/1.1\r\n", self.method).into_bytes();
        match &self.host {
            Host::OfUrl => line(&mut out, "Host", self.url.host_header().as_bytes()),
            Host::Given(host) => line(&mut out, "Host", host),
            Host::Left => {}
        }
        for header in &self.headers {
            header.write(&mut out);
        }
        if self.body.is_some() {
            self.framing(&mut out);
        }
        for header in &self.trailing {
            header.write(&mut out);
        }
        out.extend_from_slice(b"\r\n");
        out
    }

    /// How the body's end is found, unless a header of the user's says it.
    fn framing(&self, out: &mut Vec<u8>) {
        let given = |name| self.header(name).is_some();
        match self.length() {
            Some(length) if !given("Content-Length") => {
                line(out, "Content-Length", length.to_string().as_bytes());
            }
            None if !given("Transfer-Encoding") => line(out, "Transfer-Encoding", b"chunked"),
            _ => {}
        }
    }
}

/// One header as it goes over the wire.
pub(super) fn line(out: &mut Vec<u8>, name: &str, value: &[u8]) {
    out.extend_from_slice(name.as_bytes());
    out.push(b':');
    if !value.is_empty() {
        out.push(b' ');
        out.extend_from_slice(value);
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_makes_a_second_header_and_none_is_printed() {
        let header = Header::new("X-A\r\nX-B: 1", "s3cret\r\nX-C: 2\0");
        let mut wire = Vec::new();
        line(&mut wire, &header.name, &header.value);
        let wire = String::from_utf8(wire).unwrap();
        assert_eq!(wire, "X-A  X-B: 1: s3cret  X-C: 2 \r\n");
        let request = Request {
            method: "GET".into(),
            url: Url::parse("https://u:s3cret@h/?token=s3cret", false).unwrap(),
            host: Host::OfUrl,
            headers: vec![header],
            body: Some(b"s3cret".to_vec().into()),
            trailing: Vec::new(),
            target: None,
            upload: false,
            framing: Framing::Said,
        };
        let shown = format!("{request:?}");
        assert!(!shown.contains("s3cret"), "{shown}");
    }

    #[test]
    fn methods_and_tokens_are_what_the_standards_say() {
        assert!(is_method("PURGE") && is_method("m-search") && !is_method("GET /x"));
        assert!(
            is_bearer_token(b"a.b-c_d~+/=") && !is_bearer_token(b"a b") && !is_bearer_token(b"")
        );
    }

    #[test]
    fn the_head_goes_out_in_curls_order_and_the_users_spelling() {
        let request = Request {
            method: "post".into(),
            url: Url::parse("https://h:8443/a?b", false).unwrap(),
            host: Host::OfUrl,
            headers: vec![Header::new("Accept", "*/*"), Header::new("x-Odd", "")],
            body: Some(b"abc".to_vec().into()),
            trailing: vec![Header::new("Content-Type", "text/plain")],
            target: None,
            upload: false,
            framing: Framing::Said,
        };
        assert_eq!(
            String::from_utf8(request.to_wire()).unwrap(),
            "post /a?b HTTP/1.1\r\nHost: h:8443\r\nAccept: */*\r\nx-Odd:\r\nContent-Length: 3\r\nContent-Type: text/plain\r\n\r\n"
        );
    }
}
