//! One step of the staircase, as plain data. Must not decide anything.

use std::time::Duration;

use serde::Serialize;

/// Which step, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rung {
    /// Our certificate and key.
    Files,
    /// The name's addresses.
    Name,
    /// The connection, through a proxy where there is one.
    Connection,
    /// What TLS agreed on.
    Tls,
    /// What we make of the server's certificate.
    ServerCertificate,
    /// What the server asks of its clients.
    ClientCertificate,
    /// What the server makes of our certificate.
    Acceptance,
    /// What one HEAD is answered.
    Http,
}

/// What came of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// It works, and something about it should be known.
    Warning,
    /// It does not work.
    Failed,
    /// There is nothing to look at, or it was not wanted.
    Skipped,
    /// A step before it failed.
    NotReached,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// Which.
    pub step: Rung,
    /// What came of it.
    pub verdict: Verdict,
    /// In one clause; empty where nothing was reached.
    pub summary: String,
    /// What else is known, a line each.
    pub details: Vec<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<f64>,
}

impl Rung {
    /// All, in their order.
    pub const ALL: [Self; 8] = [
        Self::Files,
        Self::Name,
        Self::Connection,
        Self::Tls,
        Self::ServerCertificate,
        Self::ClientCertificate,
        Self::Acceptance,
        Self::Http,
    ];

    /// As people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Files => "our files",
            Self::Name => "name",
            Self::Connection => "connection",
            Self::Tls => "tls",
            Self::ServerCertificate => "server certificate",
            Self::ClientCertificate => "client certificate",
            Self::Acceptance => "acceptance",
            Self::Http => "http",
        }
    }
}

impl Verdict {
    /// In a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::NotReached => "not reached",
        }
    }
}

impl Step {
    /// With this verdict and clause.
    pub fn new(step: Rung, verdict: Verdict, summary: impl Into<String>) -> Self {
        Self {
            step,
            verdict,
            summary: summary.into(),
            details: Vec::new(),
            duration_ms: None,
        }
    }

    /// As it should be.
    pub fn ok(step: Rung, summary: impl Into<String>) -> Self {
        Self::new(step, Verdict::Ok, summary)
    }

    /// Nothing came to it.
    pub fn not_reached(step: Rung) -> Self {
        Self::new(step, Verdict::NotReached, "")
    }

    /// It took so long.
    #[must_use]
    pub fn took(mut self, time: Option<Duration>) -> Self {
        self.duration_ms = time.map(milliseconds);
        self
    }

    /// With these lines.
    #[must_use]
    pub fn with(mut self, details: impl IntoIterator<Item = String>) -> Self {
        self.details.extend(details);
        self
    }

    /// A warning from now on, which says this; a failure stays one.
    #[must_use]
    pub fn warned(mut self, warning: impl Into<String>) -> Self {
        if self.verdict == Verdict::Ok {
            self.verdict = Verdict::Warning;
        }
        let warning = warning.into();
        self.summary = match self.summary.is_empty() {
            true => warning,
            false => format!("{}; {warning}", self.summary),
        };
        self
    }
}

/// To a tenth: what is below is noise.
pub fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 10_000.0).round() / 10.0
}
