//! Text by text: what is the truth, what was answered. A wrong answer fails the test, unless the text
//! cannot hold the truth: such a row is named with what it can be, and why.

use crate::common::Lab;

/// A text that cannot hold the truth: who prints it, at which fault, what can be said, why.
pub type Open = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static str,
);

/// What was answered, row by row.
#[derive(Default)]
pub struct Tally {
    right: usize,
    open: Vec<String>,
    wrong: Vec<String>,
}

impl Tally {
    /// Explains a text, and compares.
    pub fn count(
        &mut self,
        lab: &Lab,
        who: &str,
        fault: &str,
        truth: &str,
        text: &str,
        open: &[Open],
    ) {
        let ran = lab.mtls_in(&["explain", "--json", "-"], text.as_bytes());
        let answer = ran.json();
        let code = answer["diagnosis"]["code"]
            .as_str()
            .unwrap_or("not recognised")
            .to_owned();
        assert_eq!(ran.code, i32::from(code == "not recognised"), "{ran:?}");
        if code == truth {
            self.right += 1;
            return;
        }
        let row = open
            .iter()
            .find(|(program, name, ..)| *program == who && *name == fault);
        match row.filter(|(_, _, codes, _)| codes.contains(&code.as_str())) {
            Some((.., why)) => self.open.push(format!(
                "{who} {fault}: {truth} is not in the text, so {code}: {why}"
            )),
            None => self
                .wrong
                .push(format!("{who} {fault}: {truth}, but {code} for:\n{text}\n")),
        }
    }

    /// Tells the rate, and fails on a wrong row.
    #[track_caller]
    pub fn told(self, what: &str) {
        let all = self.right + self.open.len() + self.wrong.len();
        eprintln!("{what}: {} of {all} texts name the truth", self.right);
        for row in &self.open {
            eprintln!("  open: {row}");
        }
        assert!(
            self.wrong.is_empty(),
            "{} wrong:\n{}",
            self.wrong.len(),
            self.wrong.join("\n")
        );
        assert!(self.right > 0, "{what}: nothing was tried");
    }
}
