//! What `sandbox --tour` tells, part by part as it goes. Never a secret: what a step printed is
//! here with its access token cut short.

use serde::Serialize;

/// One thing told.
#[derive(Debug, Serialize)]
#[serde(tag = "part", rename_all = "kebab-case")]
pub enum Part {
    /// Before the first step.
    Opening(Opening),
    /// A step that was run.
    Step(Step),
    /// After the last step, when all did what they say.
    Closing(Closing),
}

/// What is to come.
#[derive(Debug, Serialize)]
pub struct Opening {
    /// How many steps there are.
    pub steps: usize,
}

/// A step that was run.
#[derive(Debug, Serialize)]
pub struct Step {
    /// Which one, from 1.
    pub step: usize,
    /// Of so many.
    pub of: usize,
    /// What is done, in a few words.
    pub title: &'static str,
    /// Why, for somebody who is new to this.
    pub why: &'static str,
    /// The command line, word by word.
    pub command: Vec<String>,
    /// What it ended with.
    pub exit_code: u8,
    /// What it printed on standard output.
    pub stdout: String,
    /// What it printed on standard error.
    pub stderr: String,
    /// What it was held to.
    pub checked: Vec<Checked>,
}

/// Something that a step was held to.
#[derive(Debug, Serialize)]
pub struct Checked {
    /// As it is told.
    pub what: String,
    /// Whether it was so.
    pub holds: bool,
}

/// All went well.
#[derive(Debug, Serialize)]
pub struct Closing {
    /// How many steps there were.
    pub steps: usize,
    /// The arguments that bring the same sandbox up again, ports included.
    pub again: String,
}
