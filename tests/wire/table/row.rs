//! What a row of the table says: flags, command line, what stands around it, and what is expected.

/// A row. Without `differs` or `alone`, ours must do what curl does.
#[derive(Clone)]
pub struct Row {
    /// The flags it is about, a blank between; each stands in the line.
    pub flags: &'static str,
    /// The arguments, a blank between, `'...'` around those that have one. `URL` is the server,
    /// `PORT` its port; `<TLS>`, `<PROXY>`, ... are others, see `run.rs`, and `<TLS>PORT` their ports.
    pub line: String,
    pub stdin: &'static [u8],
    pub files: Vec<(&'static str, Vec<u8>)>,
    pub env: Vec<(&'static str, &'static str)>,
    /// curl's exit code: a row in which curl fails by a mistake of the row's holds nothing.
    pub code: i32,
    /// Files that are not compared byte by byte: each must have these texts.
    pub loose: Vec<(&'static str, &'static [&'static str])>,
    /// Texts that both say on standard error.
    pub said: &'static [&'static str],
    /// Digits of standard output are not compared, their number after a point is.
    pub digits: bool,
    /// Requests arrive in any order.
    pub any_order: bool,
    pub apart: Option<Apart>,
}

/// Where we differ on purpose.
#[derive(Clone)]
pub struct Apart {
    pub reason: &'static str,
    /// `None`: curl is not asked, as the one at hand may be older than the flag.
    pub theirs: Option<Expected>,
    pub ours: Expected,
}

/// What is expected; an aspect that is not named must be the same on both sides, or, without
/// curl, is not looked at.
#[derive(Clone, Default)]
pub struct Expected {
    pub code: i32,
    pub stdout: Option<&'static str>,
    /// The first lines of the requests.
    pub sent: Option<&'static [&'static str]>,
    /// All files that are new.
    pub files: Option<&'static [&'static str]>,
    /// Lines that stand in the heads of all requests.
    pub lines: &'static [&'static str],
    /// Texts on standard error.
    pub said: &'static [&'static str],
    /// Texts that are on neither output.
    pub unsaid: &'static [&'static str],
}

/// A row about these flags.
pub fn of(flags: &'static str, line: impl Into<String>) -> Row {
    Row {
        flags,
        line: line.into(),
        stdin: b"",
        files: Vec::new(),
        env: Vec::new(),
        code: 0,
        loose: Vec::new(),
        said: &[],
        digits: false,
        any_order: false,
        apart: None,
    }
}

/// One row for each of the lines.
pub fn each(flags: &'static str, lines: &[&str]) -> Vec<Row> {
    lines.iter().map(|line| of(flags, *line)).collect()
}

/// An expectation of this exit code.
pub fn code(code: i32) -> Expected {
    Expected {
        code,
        ..Expected::default()
    }
}

impl Row {
    pub fn stdin(mut self, bytes: &'static [u8]) -> Self {
        self.stdin = bytes;
        self
    }

    pub fn file(mut self, name: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.push((name, bytes.into()));
        self
    }

    pub fn env(mut self, name: &'static str, value: &'static str) -> Self {
        self.env.push((name, value));
        self
    }

    /// Both end with this code.
    pub fn ends(mut self, code: i32) -> Self {
        self.code = code;
        self
    }

    pub fn loosely(mut self, file: &'static str, texts: &'static [&'static str]) -> Self {
        self.loose.push((file, texts));
        self
    }

    pub fn said(mut self, texts: &'static [&'static str]) -> Self {
        self.said = texts;
        self
    }

    pub fn digits(mut self) -> Self {
        self.digits = true;
        self
    }

    pub fn any_order(mut self) -> Self {
        self.any_order = true;
        self
    }

    /// curl does one thing and we another.
    pub fn differs(mut self, reason: &'static str, theirs: Expected, ours: Expected) -> Self {
        self.apart = Some(Apart {
            reason,
            theirs: Some(theirs),
            ours,
        });
        self
    }

    /// What we do, where curl cannot be asked.
    pub fn alone(mut self, reason: &'static str, ours: Expected) -> Self {
        self.apart = Some(Apart {
            reason,
            theirs: None,
            ours,
        });
        self
    }

    /// Whether it is about this spelling of a flag: named, and in the line, where a cluster of
    /// short flags or a value with `=` or without a blank counts too.
    pub fn holds(&self, flag: &str) -> bool {
        let stands = |word: &String| {
            word == flag
                || (!flag.starts_with("--") && !word.starts_with("--") && word.starts_with(flag))
        };
        self.flags.split(' ').any(|named| named == flag) && self.words().iter().any(stands)
    }

    /// Whether a text stands in it.
    pub fn has(&self, text: &str) -> bool {
        self.line.contains(text) || self.flags.split(' ').any(|flag| flag == text)
    }

    /// The arguments one by one.
    pub fn words(&self) -> Vec<String> {
        let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, false);
        for c in self.line.chars() {
            match c {
                '\'' => {
                    quoted = !quoted;
                    word.get_or_insert_default();
                }
                ' ' if !quoted => words.extend(word.take()),
                c => word.get_or_insert_default().push(c),
            }
        }
        words.extend(word);
        words
    }
}

impl Expected {
    pub fn stdout(mut self, text: &'static str) -> Self {
        self.stdout = Some(text);
        self
    }

    pub fn sent(mut self, requests: &'static [&'static str]) -> Self {
        self.sent = Some(requests);
        self
    }

    pub fn files(mut self, names: &'static [&'static str]) -> Self {
        self.files = Some(names);
        self
    }

    pub fn lines(mut self, lines: &'static [&'static str]) -> Self {
        self.lines = lines;
        self
    }

    pub fn said(mut self, texts: &'static [&'static str]) -> Self {
        self.said = texts;
        self
    }

    pub fn unsaid(mut self, texts: &'static [&'static str]) -> Self {
        self.unsaid = texts;
        self
    }
}
