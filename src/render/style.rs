//! Colour, or its absence; nothing is said by colour alone.

/// Whether to colour.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Write ANSI colour sequences.
    pub color: bool,
}

impl Style {
    /// Without colour.
    pub const PLAIN: Self = Self { color: false };

    /// Stands out.
    pub fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// Steps back.
    pub fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// Wrong.
    pub fn red(self, text: &str) -> String {
        self.paint("31", text)
    }

    /// Right.
    pub fn green(self, text: &str) -> String {
        self.paint("32", text)
    }

    /// Take care.
    pub fn yellow(self, text: &str) -> String {
        self.paint("33", text)
    }

    fn paint(self, sgr: &str, text: &str) -> String {
        if self.color {
            format!("\x1b[{sgr}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}
