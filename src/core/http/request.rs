//! A request as it goes out: curl's header set in curl's order, in the user's spelling.

use std::sync::Arc;

use super::Url;

/// One header line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// As it will be spelled.
    pub name: String,
    /// Bytes, because users send Latin-1 too.
    pub value: Vec<u8>,
}

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// Verbatim: `post` goes out as `post`.
    pub method: String,
    /// Where to.
    pub url: Url,
    /// The Host header.
    pub host: Host,
    /// Built-in headers and the user's, in sending order, without Host and Content-Length.
    pub headers: Vec<Header>,
    /// The body, chunked already if the headers say so; `None` sends no Content-Length.
    pub body: Option<Arc<Vec<u8>>>,
    /// Headers that come behind Content-Length, as curl orders its own Content-Type.
    pub trailing: Vec<Header>,
}

/// The Host header of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// The URL's host.
    OfUrl,
    /// This instead.
    Given(Vec<u8>),
    /// None at all.
    Left,
}

impl Header {
    /// From text.
    pub fn new(name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
        }
    }

    /// Names compare without case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
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

    /// Whether the body goes out in chunks (RFC 9112 section 7.1); it has no Content-Length then.
    pub fn is_chunked(&self) -> bool {
        self.header("Transfer-Encoding")
            .is_some_and(|v| v.to_ascii_lowercase().ends_with(b"chunked"))
    }

    /// The head as it goes over the wire, with the blank line.
    pub fn to_wire(&self) -> Vec<u8> {
        let mut out = format!("{} {} HTTP/1.1\r\n", self.method, self.url.target).into_bytes();
        match &self.host {
            Host::OfUrl => line(&mut out, "Host", self.url.host_header().as_bytes()),
            Host::Given(host) => line(&mut out, "Host", host),
            Host::Left => {}
        }
        for header in &self.headers {
            line(&mut out, &header.name, &header.value);
        }
        if let Some(body) = &self.body
            && self.header("Content-Length").is_none()
            && !self.is_chunked()
        {
            line(
                &mut out,
                "Content-Length",
                body.len().to_string().as_bytes(),
            );
        }
        for header in &self.trailing {
            line(&mut out, &header.name, &header.value);
        }
        out.extend_from_slice(b"\r\n");
        out
    }
}

fn line(out: &mut Vec<u8>, name: &str, value: &[u8]) {
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
    fn the_head_goes_out_in_curls_order_and_the_users_spelling() {
        let request = Request {
            method: "post".into(),
            url: Url::parse("https://h:8443/a?b", false).unwrap(),
            host: Host::OfUrl,
            headers: vec![Header::new("Accept", "*/*"), Header::new("x-Odd", "")],
            body: Some(Arc::new(b"abc".to_vec())),
            trailing: vec![Header::new("Content-Type", "text/plain")],
        };
        assert_eq!(
            String::from_utf8(request.to_wire()).unwrap(),
            "post /a?b HTTP/1.1\r\nHost: h:8443\r\nAccept: */*\r\nx-Odd:\r\nContent-Length: 3\r\nContent-Type: text/plain\r\n\r\n"
        );
    }
}
