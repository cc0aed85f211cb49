//! Runs a row: curl and ours in fresh folders against the same servers, and what was left behind
//! held against what is expected.

use std::cell::OnceCell;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::extras;
use super::row::{Apart, Expected, Row};
use crate::certificates;
use crate::common::Lab;
use crate::recorder::{Recorder, Seen, speaking};

/// The servers of one worker; all keep their requests in one list.
pub struct Bench {
    curl: PathBuf,
    telling: bool,
    plain: Recorder,
    lab: Lab,
    others: Vec<(&'static str, OnceCell<Recorder>)>,
    socket: OnceCell<String>,
}

/// What a run left behind.
#[derive(Debug, Default, PartialEq, Eq)]
struct Left {
    code: i32,
    stdout: String,
    files: Vec<(String, String)>,
    sent: Vec<Sent>,
    stderr: String,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Sent {
    first: String,
    /// Sorted.
    lines: Vec<String>,
    body: String,
    certificate: Option<Vec<u8>>,
}

/// Which certificate a server shows and what it speaks.
const OTHERS: &[&str] = &[
    "<TLS>",
    "<TLS12>",
    "<TLS13>",
    "<EXPIRED>",
    "<ELSEWHERE>",
    "<STRANGER>",
    "<PROXY>",
];

impl Bench {
    pub fn new(curl: &Path, telling: bool) -> Self {
        Self {
            curl: curl.to_owned(),
            telling,
            plain: Recorder::plain(),
            lab: certificates::lab().unwrap(),
            others: OTHERS.iter().map(|name| (*name, OnceCell::new())).collect(),
            socket: OnceCell::new(),
        }
    }

    /// What is wrong, if something is.
    pub fn try_row(&self, row: &Row) -> Option<String> {
        let words = self.words(row);
        let with_curl = row
            .apart
            .as_ref()
            .is_none_or(|apart| apart.theirs.is_some());
        let theirs = with_curl.then(|| {
            let mut all = vec!["-q".to_owned(), "-sS".to_owned()];
            all.extend(words.clone());
            self.run(&self.curl, &all, row)
        });
        let mut all = vec!["call".to_owned()];
        all.extend(words);
        let ours = self.run(Path::new(env!("CARGO_BIN_EXE_mtls")), &all, row);
        let wrong = self.judge(row, theirs.as_ref(), &ours);
        if self.telling {
            #[expect(clippy::print_stderr, reason = "asked for")]
            {
                eprintln!("{}\n curl {theirs:#?}\n mtls {ours:#?}", row.line);
            }
        }
        if wrong.is_empty() {
            return None;
        }
        let said = |left: &Left| left.stderr.lines().take(3).collect::<Vec<_>>().join(" / ");
        let theirs = theirs.as_ref().map(said).unwrap_or_default();
        Some(format!(
            "{}: {}\n{wrong} curl said {theirs}\n mtls said {}\n",
            row.flags,
            row.line,
            said(&ours)
        ))
    }

    fn words(&self, row: &Row) -> Vec<String> {
        row.words().iter().map(|word| self.put(word)).collect()
    }

    /// A word with its servers.
    fn put(&self, word: &str) -> String {
        let mut word = word.to_owned();
        for (name, server) in &self.others {
            if word.contains(name) {
                let server = server.get_or_init(|| self.start(name));
                word = word
                    .replace(&format!("{name}PORT"), &server.port.to_string())
                    .replace(name, &server.url(""));
            }
        }
        if word.contains("<SOCKET>") {
            let socket = self
                .socket
                .get_or_init(|| extras::socket(&self.lab, self.plain.port));
            word = word.replace("<SOCKET>", socket);
        }
        if word.contains("<PIN>") {
            word = word.replace("<PIN>", extras::pin());
        }
        word.replace("URL", &self.plain.url(""))
            .replace("PORT", &self.plain.port.to_string())
    }

    fn start(&self, name: &str) -> Recorder {
        if name == "<PROXY>" {
            return self.plain.beside(None);
        }
        let certificate = match name {
            "<EXPIRED>" => "server-expired.crt",
            "<ELSEWHERE>" => "server-elsewhere.crt",
            "<STRANGER>" => "server-stranger.crt",
            _ => "server.crt",
        };
        let versions = match name {
            "<TLS12>" => &[&rustls::version::TLS12][..],
            "<TLS13>" => &[&rustls::version::TLS13],
            _ => rustls::ALL_VERSIONS,
        };
        let config = speaking(&self.lab, certificate, "server.key", versions);
        self.plain.beside(Some(config))
    }

    fn run(&self, program: &Path, words: &[String], row: &Row) -> Left {
        // certificates stand there for the rows that may name one
        let lab = if row.line.contains('<') || row.line.contains(".crt") {
            extras::lab()
        } else {
            Lab::new()
        };
        for (name, bytes) in &row.files {
            if let Some((folder, _)) = name.rsplit_once('/') {
                std::fs::create_dir_all(lab.path(folder)).unwrap();
            }
            match std::str::from_utf8(bytes) {
                Ok(text) => lab.write(name, self.put(text)),
                Err(_) => lab.write(name, bytes),
            };
        }
        let given = tree(&lab.path(""));
        let mut command = assert_cmd::Command::new(program);
        for name in PROXY_VARIABLES {
            command.env_remove(name).env_remove(name.to_uppercase());
        }
        let output = command
            .current_dir(lab.path(""))
            .env("HOME", lab.path(""))
            .env("PW", crate::common::CANARY)
            .envs(row.env.iter().map(|(name, value)| (name, self.put(value))))
            .args(words)
            .write_stdin(row.stdin)
            .timeout(Duration::from_secs(30))
            .output()
            .unwrap();
        let new = tree(&lab.path(""))
            .into_iter()
            .filter(|file| !given.contains(file));
        let mut sent: Vec<Sent> = self.plain.take().iter().map(Sent::of).collect();
        if row.any_order {
            sent.sort();
        }
        let text = |bytes: &[u8]| short(String::from_utf8_lossy(bytes).into_owned());
        let stdout = text(&output.stdout);
        Left {
            code: output.status.code().unwrap_or(-1),
            stdout: if row.digits { zeros(&stdout) } else { stdout },
            files: new.collect(),
            sent,
            stderr: text(&output.stderr),
        }
    }

    /// What differs from what is expected, `""` being nothing.
    fn judge(&self, row: &Row, theirs: Option<&Left>, ours: &Left) -> String {
        let mut wrong = String::new();
        if ours.stderr.contains("panicked") || ours.code < 0 {
            wrong += &format!(" it panicked or hung: {}\n", ours.stderr);
        }
        let apart = row.apart.as_ref();
        let (of_theirs, of_ours) = match apart {
            Some(Apart { theirs, ours, .. }) => (theirs.clone(), ours.clone()),
            None => {
                let expected = || Expected {
                    code: row.code,
                    said: row.said,
                    ..Expected::default()
                };
                (Some(expected()), expected())
            }
        };
        if let (Some(theirs), Some(expected)) = (theirs, &of_theirs) {
            wrong += &self.against(" curl", expected, theirs);
            wrong += &lacking(" curl", row, theirs);
        }
        wrong += &self.against(" mtls", &of_ours, ours);
        wrong += &lacking(" mtls", row, ours);
        if let Some(theirs) = theirs {
            wrong += &unlike(row, &of_ours, theirs, ours);
        }
        if let (false, Some(apart)) = (wrong.is_empty(), apart) {
            wrong += &format!(" where we differ: {}\n", apart.reason);
        }
        wrong
    }

    /// What of one run is not as expected.
    fn against(&self, who: &str, expected: &Expected, left: &Left) -> String {
        let mut wrong = String::new();
        let mut hold = |what: &str, wanted: String, is: String| {
            if wanted != is {
                wrong += &format!("{who} {what} {is}, expected {wanted}\n");
            }
        };
        hold("code", expected.code.to_string(), left.code.to_string());
        if let Some(stdout) = expected.stdout {
            hold(
                "stdout",
                format!("{stdout:?}"),
                format!("{:?}", left.stdout),
            );
        }
        if let Some(sent) = expected.sent {
            let first: Vec<&str> = left.sent.iter().map(|s| s.first.as_str()).collect();
            let sent: Vec<String> = sent.iter().map(|first| self.put(first)).collect();
            hold("sent", format!("{sent:?}"), format!("{first:?}"));
        }
        if let Some(files) = expected.files {
            let names: Vec<&str> = left.files.iter().map(|(name, _)| name.as_str()).collect();
            hold("files", format!("{files:?}"), format!("{names:?}"));
        }
        for line in expected.lines {
            let everywhere = left.sent.iter().all(|s| s.lines.iter().any(|l| l == line));
            if !everywhere || left.sent.is_empty() {
                wrong += &format!("{who} did not send {line:?}: {:?}\n", left.sent);
            }
        }
        for text in expected.said {
            if !left.stderr.contains(text) {
                wrong += &format!("{who} did not say {text:?}: {}\n", left.stderr);
            }
        }
        for text in expected.unsaid {
            if left.stderr.contains(text) || left.stdout.contains(text) {
                wrong += &format!("{who} said {text:?}: {}\n", left.stderr);
            }
        }
        wrong
    }
}

impl Sent {
    /// As it came; the boundary of a form is another each time.
    fn of(seen: &Seen) -> Self {
        let lines = seen.lines();
        let mut body = String::from_utf8_lossy(&seen.body).into_owned();
        let boundary = lines
            .iter()
            .find_map(|line| line.split_once("boundary="))
            .map(|(_, boundary)| boundary.to_owned());
        let length = body.len();
        if let Some(boundary) = &boundary {
            body = body.replace(boundary.as_str(), "BOUNDARY");
        }
        let neutral = |line: &String| match &boundary {
            Some(_) if *line == format!("Content-Length: {length}") => {
                format!("Content-Length: {}", body.len())
            }
            Some(boundary) => line.replace(boundary.as_str(), "BOUNDARY"),
            None => line.clone(),
        };
        let mut lines: Vec<String> = lines.iter().map(neutral).collect();
        let first = lines.remove(0);
        lines.retain(|line| !line.is_empty());
        lines.sort();
        Self {
            first,
            lines,
            body: short(body),
            certificate: seen.certificate.clone(),
        }
    }
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        write!(f, "{} [{}]", self.first, lines.join(" | "))?;
        if !self.body.is_empty() {
            write!(f, " {:?}", self.body)?;
        }
        match &self.certificate {
            Some(der) => write!(f, " with a certificate of {} bytes", der.len()),
            None => Ok(()),
        }
    }
}

/// The files that are not compared byte by byte, and do not have what they must.
fn lacking(who: &str, row: &Row, left: &Left) -> String {
    let mut wrong = String::new();
    for (name, texts) in &row.loose {
        let file = left.files.iter().find(|(file, _)| file == name);
        let Some((_, content)) = file else {
            wrong += &format!("{who} made no file {name}\n");
            continue;
        };
        for text in texts.iter().filter(|text| !content.contains(**text)) {
            wrong += &format!("{who} has no {text:?} in {name}: {content}\n");
        }
    }
    wrong
}

/// What differs between the two, but for what is expected of each apart.
fn unlike(row: &Row, apart: &Expected, theirs: &Left, ours: &Left) -> String {
    let mut wrong = String::new();
    let mut hold = |what: &str, theirs: String, ours: String| {
        if theirs != ours {
            wrong += &format!(" curl {what} {theirs}\n mtls {what} {ours}\n");
        }
    };
    if apart.stdout.is_none() {
        let shown = |left: &Left| format!("{:?}", left.stdout);
        hold("stdout", shown(theirs), shown(ours));
    }
    if apart.files.is_none() {
        hold("files", files(row, theirs), files(row, ours));
    }
    if apart.sent.is_none() {
        let number = |left: &Left| format!("{} requests", left.sent.len());
        hold("sent", number(theirs), number(ours));
        for (theirs, ours) in theirs.sent.iter().zip(&ours.sent) {
            hold("sent", format!("{theirs:?}"), format!("{ours:?}"));
        }
    }
    wrong
}

/// Names and contents; of a cookie jar, the cookies.
fn files(row: &Row, left: &Left) -> String {
    let shown = |(name, content): &(String, String)| {
        if let Some((_, texts)) = row.loose.iter().find(|(loose, _)| loose == name) {
            return format!("{name}: with {texts:?}\n");
        }
        if name.ends_with(".jar") {
            let mut cookies: Vec<&str> = content
                .lines()
                .filter(|line| !line.starts_with("# ") && !line.is_empty())
                .collect();
            cookies.sort_unstable();
            return format!("{name}: {cookies:#?}\n");
        }
        format!("{name}: {content:?}\n")
    };
    left.files.iter().map(shown).collect()
}

/// Every file below a folder with its content, by name.
fn tree(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            let content = std::fs::read(&path).unwrap_or_default();
            found.push((name, short(String::from_utf8_lossy(&content).into_owned())));
        }
    }
    found.sort();
    found
}

/// A long text as something that can be compared and read.
fn short(text: String) -> String {
    if text.len() < 10_000 {
        return text;
    }
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let begin: String = text.chars().take(60).collect();
    format!("{begin}... ({} bytes, {:x})", text.len(), hasher.finish())
}

fn zeros(text: &str) -> String {
    // before the point any number of digits, after it their number counts
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' if out.ends_with('0') && !after_point(&out) => {}
            '0'..='9' => out.push('0'),
            c => out.push(c),
        }
    }
    out
}

fn after_point(text: &str) -> bool {
    text.trim_end_matches('0').ends_with('.')
}

const PROXY_VARIABLES: &[&str] = &["http_proxy", "https_proxy", "all_proxy", "no_proxy"];
