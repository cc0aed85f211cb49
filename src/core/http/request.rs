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
        Self { name, value }
    }

    /// As it will be spelled.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The value's bytes.
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// Names compare without case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
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
        self.to_wire_for(&self.url.target)
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
            line(&mut out, &header.name, &header.value);
        }
        if self.body.is_some() {
            self.framing(&mut out);
        }
        for header in &self.trailing {
            line(&mut out, &header.name, &header.value);
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
        };
        assert_eq!(
            String::from_utf8(request.to_wire()).unwrap(),
            "post /a?b HTTP/1.1\r\nHost: h:8443\r\nAccept: */*\r\nx-Odd:\r\nContent-Length: 3\r\nContent-Type: text/plain\r\n\r\n"
        );
    }
}
