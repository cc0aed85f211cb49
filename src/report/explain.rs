//! `explain`'s answers: the core's own structs, of a text, of a name, and the list of names.

pub use crate::core::diagnosis::explain::{Certainty, Entry, Explanation, Kind, Match, Topic};

/// What was asked for.
#[derive(Debug)]
pub enum Explained {
    /// A text of another program.
    Text(Box<Explanation>),
    /// A diagnosis code, an alert or an exit code.
    Topic(Box<Topic>),
    /// All of these.
    List(Vec<Entry>),
}
