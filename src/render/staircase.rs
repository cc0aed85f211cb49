//! What every line of `probe` and `check` begins with: sign, name and verdict in columns. Must not
//! know what follows.

use super::Style;
use crate::core::probe::Verdict;

/// The first columns; nothing is said by sign or colour alone.
pub fn begun(name: &str, verdict: Verdict, style: Style) -> String {
    let word = format!("{:<WORD$}", verdict.word());
    let (sign, word) = match verdict {
        Verdict::Ok => ("✓", style.green(&word)),
        Verdict::Warning => ("!", style.yellow(&word)),
        Verdict::Failed => ("✗", style.red(&word)),
        Verdict::Skipped | Verdict::NotReached => ("-", style.dim(&word)),
    };
    format!("  {sign} {name:<NAME$}  {word}  ")
}

/// Where the next column begins.
pub const WIDTH: usize = 4 + NAME + 2 + WORD + 2;

const NAME: usize = 18;
const WORD: usize = 11;
