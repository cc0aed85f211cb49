//! An answer of HTTP/1.1 (RFC 9112), ours or another server's to the letter. Must not send it.

use super::phrase::phrase;

/// An answer.
pub(super) struct Response {
    /// The HTTP status; 0 for no answer at all.
    pub status: u16,
    /// Why it is a refusal, for the report; the client may be told less.
    pub reason: Option<String>,
    /// The refusal is for want of a client certificate.
    pub lacks_certificate: bool,
    /// The connection ends with it.
    pub closes: bool,
    /// Its headers are those of another server, to the letter.
    verbatim: bool,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Response {
    /// JSON, with a line end so that it ends well in a terminal.
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::text(status, "application/json", format!("{body}\n"))
    }

    /// RFC 6749's error object, used by every refusal here.
    pub fn error(status: u16, error: &str, description: &str) -> Self {
        let body = serde_json::json!({ "error": error, "error_description": description });
        Self::json(status, &body).because(description)
    }

    /// No answer: the connection ends instead.
    pub fn none() -> Self {
        Self::verbatim(0, Vec::new(), true)
    }

    /// As another server answers: no header but those that are added.
    pub fn verbatim(status: u16, body: Vec<u8>, closes: bool) -> Self {
        Self {
            status,
            reason: None,
            lacks_certificate: false,
            closes,
            verbatim: true,
            headers: Vec::new(),
            body,
        }
    }

    /// Anything else.
    pub fn text(status: u16, content_type: &str, body: String) -> Self {
        Self {
            verbatim: false,
            ..Self::verbatim(status, body.into_bytes(), false)
        }
        .with("Content-Type", content_type)
    }

    /// With why, for the report.
    pub fn because(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self
    }

    /// Refused for want of a client certificate.
    pub fn lacking_certificate(mut self) -> Self {
        self.lacks_certificate = true;
        self.because("no client certificate was sent")
    }

    /// With the header that says how long the body is, here.
    pub fn with_length(self) -> Self {
        let length = self.body.len().to_string();
        self.with("Content-Length", length)
    }

    /// With one more header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The bytes to send; the body is left out for HEAD.
    pub fn encode(&self, close: bool, head_only: bool) -> Vec<u8> {
        let mut out = format!("HTTP/1.1 {} {}\r\n", self.status, phrase(self.status));
        for (name, value) in &self.headers {
            out.push_str(&format!("{name}: {value}\r\n"));
        }
        if !self.verbatim {
            out.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
            out.push_str("Cache-Control: no-store\r\n");
            if close {
                out.push_str("Connection: close\r\n");
            }
        }
        out.push_str("\r\n");
        let mut out = out.into_bytes();
        if !head_only {
            out.extend_from_slice(&self.body);
        }
        out
    }

    /// The body as JSON.
    #[cfg(test)]
    pub fn parsed(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// A header's value.
    #[cfg(test)]
    pub fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(n, _)| *n == name);
        header.map(|(_, value)| value.as_str())
    }
}
