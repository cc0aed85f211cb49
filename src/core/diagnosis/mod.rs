//! From evidence to the one true cause and its fix. Pure: no input or output, no clock.
//! Never a general code where the wire or the local files hold a precise one.

mod address;
mod answer;
mod client;
mod code;
mod evidence;
pub mod explain;
mod interception;
mod late;
mod local;
mod network;
mod obstacle;
mod ours;
mod proxy;
mod server;
mod speaks;
mod stops;
mod token;
mod trials;

use answer::none_came;
pub use answer::{Meaning, READ_THE_BODY, Recognised, recognise};
pub use code::{Code, Group};
pub use evidence::{Answer, ClientFacts, Evidence, Nearby};
pub use interception::{Interceptor, interception};
pub use token::{TokenRefusal, token_refused};
pub use trials::{Policy, Reaction, Trials};

/// What is wrong, how we know, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Diagnosis {
    /// The cause in one word.
    pub code: Code,
    /// The cause in one sentence: lower case, no period.
    pub summary: String,
    /// What shows it, a line each.
    pub evidence: Vec<String>,
    /// The one thing to do.
    pub fix: String,
    /// Who spoke.
    pub said_by: SaidBy,
}

/// Who said that it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SaidBy {
    /// This program, before or instead of the other side.
    Us,
    /// The server.
    Server,
    /// The network between.
    Network,
}

/// The cause, by the first rule that knows it; `None` when nothing is wrong.
pub fn diagnose(evidence: &Evidence) -> Option<Diagnosis> {
    let found = RULES.iter().find_map(|rule| rule(evidence))?;
    Some(interception::noted(evidence, found))
}

/// A refused handshake that came as an HTTP answer: who ends TLS judged the certificate or its
/// absence and says so, or was seen to ask for it late. `None` where the answer is an application's
/// own, whatever it says of certificates, and where the cause is only likely. The one place that
/// decides it.
pub fn refused_in_http(evidence: &Evidence) -> Option<Diagnosis> {
    evidence.answer.as_ref()?;
    let found = late::asked_late(evidence).or_else(|| answer::at_the_handshake(evidence))?;
    Some(interception::noted(evidence, found))
}

/// From the most certain to the most general: what we refused ourselves, what the network did,
/// what the server said of our certificate, what it said of TLS, what it answered in HTTP.
const RULES: &[fn(&Evidence) -> Option<Diagnosis>] = &[
    proxy::failed,
    network::before_the_connection,
    network::not_tls,
    network::too_late,
    interception::untrusted,
    server::certificate,
    late::asked_late,
    trials::told_apart,
    client::refused,
    obstacle::found,
    network::protocol,
    proxy::wants_login,
    answer::in_http,
    network::anything_else,
];

impl Diagnosis {
    fn new(
        code: Code,
        said_by: SaidBy,
        summary: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            code,
            summary: summary.into(),
            evidence: Vec::new(),
            fix: fix.into(),
            said_by,
        }
    }

    /// Puts the line first: how the refusal came.
    fn led_by(mut self, line: String) -> Self {
        self.evidence.insert(0, line);
        self
    }

    fn with(mut self, evidence: impl IntoIterator<Item = String>) -> Self {
        self.evidence.extend(evidence);
        self
    }
}

#[cfg(test)]
mod tests;
