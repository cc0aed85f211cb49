//! From evidence to the one true cause and its fix. Pure: no input or output, no clock.
//! Never a general code where the wire or the local files hold a precise one.

mod code;
mod local;

pub use code::Code;

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
