//! The same arguments given to curl and to `mtls call`: the same bytes on the wire but for the
//! User-Agent, the same standard output, files and exit code.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use crate::certificates;
use crate::common::{Lab, Ran, peer};
use crate::recorder::{Recorder, Seen};

/// curl and ours, each in a folder of its own, and a server that both call.
pub struct Beside {
    curl: PathBuf,
    theirs: Lab,
    ours: Lab,
    pub recorder: Recorder,
    differences: RefCell<Vec<String>>,
}

/// What one run left behind.
#[derive(Debug, PartialEq, Eq)]
struct Left {
    code: i32,
    stdout: String,
    files: Vec<(String, String)>,
    sent: Vec<(Vec<String>, String)>,
}

impl Beside {
    /// Plain HTTP; `None` where curl is missing, which is told.
    pub fn plain() -> Option<Self> {
        Self::with(Lab::new(), Lab::new(), Recorder::plain())
    }

    /// HTTPS, both folders holding the tier's certificates.
    pub fn tls() -> Option<Self> {
        let (theirs, ours) = (certificates::lab()?, certificates::lab()?);
        let recorder = Recorder::tls(&ours);
        Self::with(theirs, ours, recorder)
    }

    fn with(theirs: Lab, ours: Lab, recorder: Recorder) -> Option<Self> {
        Some(Self {
            curl: peer("curl")?,
            theirs,
            ours,
            recorder,
            differences: RefCell::default(),
        })
    }

    /// The same file for both.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        self.theirs.write(name, &bytes);
        self.ours.write(name, &bytes);
        self
    }

    /// Runs both with these arguments, `URL/path` meaning the server; where they differ, the test
    /// fails at its end, all differences told. Gives our run and what came from us.
    pub fn same(&self, args: &[&str]) -> (Ran, Vec<Seen>) {
        self.same_in(args, b"")
    }

    /// Runs both, however they differ: curl's run, ours.
    pub fn each(&self, args: &[&str]) -> (Ran, Ran) {
        let curl = [&["-q", "-sS"], args].concat();
        let theirs = self.theirs.try_peer(&self.curl, &curl);
        (theirs, self.ours.mtls(&[&["call"], args].concat()))
    }

    /// The same with bytes on standard input.
    pub fn same_in(&self, args: &[&str], stdin: &[u8]) -> (Ran, Vec<Seen>) {
        let base = self.recorder.url("");
        let args: Vec<String> = args.iter().map(|a| a.replace("URL", &base)).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let given = self.ours.files();
        let curl = [&["-q", "-sS"], &args[..]].concat();
        let theirs = self.theirs.try_peer_in(&self.curl, &curl, stdin);
        let from_curl = self.recorder.take();
        let mtls = Path::new(env!("CARGO_BIN_EXE_mtls"));
        let ours = self
            .ours
            .try_peer_in(mtls, &[&["call"], &args[..]].concat(), stdin);
        let from_us = self.recorder.take();
        assert!(!ours.stderr.contains("panicked"), "{ours:?}");
        let told = format!("{}{}", theirs.stderr, ours.stderr);
        let theirs = left(&theirs, &self.theirs, &from_curl);
        let mine = left(&ours, &self.ours, &from_us);
        if mine != theirs {
            let text = format!("{args:?}\n{}{told}", theirs.difference(&mine));
            self.differences.borrow_mut().push(text);
        }
        for lab in [&self.theirs, &self.ours] {
            for name in lab.files().iter().filter(|name| !given.contains(name)) {
                std::fs::remove_file(lab.path(name)).unwrap();
            }
        }
        (ours, from_us)
    }
}

impl Left {
    /// curl's and ours, where they are not alike.
    fn difference(&self, ours: &Self) -> String {
        let [theirs, ours] = [self, ours].map(|left| {
            [
                format!("code {}", left.code),
                format!("stdout {:?}", left.stdout),
                format!("files {:?}", left.files),
                format!("sent {:#?}", left.sent),
            ]
        });
        theirs
            .iter()
            .zip(&ours)
            .filter(|(theirs, ours)| theirs != ours)
            .map(|(theirs, ours)| format!(" curl {theirs}\n mtls {ours}\n"))
            .collect()
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let differences = self.differences.take();
        if !std::thread::panicking() {
            assert!(differences.is_empty(), "{}", differences.join("\n"));
        }
    }
}

fn left(ran: &Ran, lab: &Lab, seen: &[Seen]) -> Left {
    let read = |name: String| {
        (
            name.clone(),
            String::from_utf8_lossy(&lab.read(&name)).into(),
        )
    };
    Left {
        code: ran.code,
        stdout: ran.stdout.clone(),
        files: lab.files().into_iter().map(read).collect(),
        sent: seen
            .iter()
            .map(|s| {
                let lines = s.lines().iter().map(|line| neutral(line)).collect();
                (lines, neutral(&String::from_utf8_lossy(&s.body)))
            })
            .collect(),
    }
}

/// Forms without what is random in their boundaries.
fn neutral(text: &str) -> String {
    let mut out = text.to_owned();
    while let Some(at) = out.find(DASHES) {
        let dashes = out[at..].bytes().take_while(|b| *b == b'-').count();
        let digits = &out[at + dashes..];
        let digits = digits.bytes().take_while(u8::is_ascii_hexdigit).count();
        let kept = dashes - DASHES.len();
        let mark = if digits == 16 {
            "<boundary>"
        } else {
            "<dashes>"
        };
        let end = at + dashes + if digits == 16 { 16 } else { 0 };
        out.replace_range(at..end, &format!("{}{mark}", "-".repeat(kept)));
    }
    out
}

/// What boundaries begin with.
const DASHES: &str = "------------------------";

#[test]
fn data_flags_send_the_same_body_and_headers() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    beside
        .write("form", "a=1\r\nb=2\nc")
        .write("csr", "-----BEGIN X-----\nAB==\n-----END X-----\n")
        .write("empty", "");
    for args in [
        &["URL/", "-d", "a=1"][..],
        &[
            "URL/",
            "-d",
            "a=1",
            "-d",
            "b=2",
            "--data-raw",
            "@c",
            "--data-binary",
            "d\ne",
        ],
        &["URL/", "-d", "@form"],
        &["URL/", "--data-ascii", "@csr"],
        &["URL/", "--data-binary", "@csr"],
        &["URL/", "--data-binary", "@form", "-d", "x"],
        &["URL/", "-d", ""],
        &["URL/", "-d", "@empty"],
        &["URL/", "-d", "", "-d", "a"],
        &["URL/", "-d", "a", "-d", ""],
        &["URL/", "--data-urlencode", "a b&c=d e/é"],
        &[
            "URL/",
            "--data-urlencode",
            "=a=b",
            "--data-urlencode",
            "plain text",
        ],
        &[
            "URL/",
            "--data-urlencode",
            "@form",
            "--data-urlencode",
            "n@csr",
        ],
        &["URL/", "--json", "{\"a\":", "--json", "1}"],
        &["URL/", "--json", "@form", "-H", "Accept: text/plain"],
        &["URL/", "--json", "{}", "-H", "content-type: application/x"],
        &["URL/", "-X", "PUT", "-d", "a"],
        &["URL/", "-X", "DELETE"],
        &["URL/", "-X", "PURGE", "--data-raw", "é"],
        &["URL/", "--request", "post", "--data", "a"],
        &["URL/", "-H", "Content-Type: text/plain", "-d", "a"],
        &["URL/", "-H", "Content-Type:", "-d", "a"],
        &["-d", "-dash", "URL/"],
    ] {
        beside.same(args);
    }
    beside.same_in(&["URL/", "-d", "@-"], b"from\nstdin");
    beside.same_in(&["URL/", "--data-binary", "@-"], b"from\nstdin\n");
}

#[test]
fn the_query_is_built_the_same() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    for args in [
        &["URL/", "-G", "-d", "a=1", "-d", "b=2"][..],
        &["URL/p?x=y", "-G", "-d", "a=1"],
        &["URL/p?", "-G", "-d", "a=1"],
        &["URL/p", "-G"],
        &["URL/p", "-G", "--data-urlencode", "q=a b"],
        &["URL/p", "-G", "-I", "-d", "a"],
        &["URL", "-G", "-d", "a"],
        &["URL?q"],
        &["URL/a/./b/../c?x=/../y#frag"],
        &["URL/a/../b", "--path-as-is"],
        &["URL//a//b/"],
        &["URL/%7Bx%7D%20y"],
        &["URL/a|b^c`d\"e<f>"],
        &["URL/é?ü=ö"],
        &["URL/x", "--url", "URL/y"],
        &["--url", "URL/y", "URL/x", "--url", "URL/z", "-o", "first"],
    ] {
        beside.same(args);
    }
}

#[test]
fn headers_are_added_replaced_removed_and_emptied_the_same() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    beside.write("headers", "X-One: 1\r\nX-Two: 2\n\nX-Three;\n");
    for args in [
        &["URL/", "-H", "X-A: b", "-H", "x-a: c"][..],
        &["URL/", "-H", "Accept:"],
        &["URL/", "-H", "Accept;"],
        &["URL/", "-H", "accept: text/plain"],
        &["URL/", "-H", "User-Agent:"],
        &["URL/", "-H", "Host: other.example"],
        &["URL/", "-H", "Host:"],
        &["URL/", "-H", "@headers"],
        &["URL/", "-H", "X-Colons: a:b:c"],
        &["URL/", "-H", "NoColonAtAll"],
        &["URL/", "-H", "X-Latin: \u{e9}"],
        &["URL/", "-H", "X-Empty:   "],
        &["URL/", "-A", ""],
        &["URL/", "-A", "app/1.0"],
        &["URL/", "-A", "app/1.0", "-H", "User-Agent: other"],
        &["URL/", "-u", "user:pa:ss"],
        &["URL/", "-u", "user:"],
        &["URL/", "--oauth2-bearer", "t0ken"],
        &[
            "URL/",
            "--oauth2-bearer",
            "t0ken",
            "-H",
            "Authorization: Basic eA==",
        ],
        &["URL/", "-u", "a:b", "-H", "Authorization: Bearer x"],
        &["URL/", "-u", "a:b", "-H", "Authorization:"],
        &["URL/", "--compressed", "-H", "Accept-Encoding: br"],
        &["URL/", "-H", "Content-Length: 3", "-d", "abc"],
        &["URL/", "-H", "Expect: 100-continue", "-d", "abc"],
        &["URL/", "-H", "Connection: close"],
        &["URL/", "-H", "Transfer-Encoding: chunked", "-d", "abc"],
    ] {
        beside.same(args);
    }
    let with_user = beside.recorder.url("/").replace("://", "://us%40er:p%3aw@");
    beside.same(&[&with_user]);
    beside.same(&[&with_user, "-u", "other:pw"]);
}

#[test]
fn compressed_answers_are_undone_only_when_asked_for() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    // curl of a distribution also offers br and zstd; what is undone is the same
    for path in ["gzip", "deflate", ""] {
        let url = format!("URL/{path}");
        let accept = "Accept-Encoding: deflate, gzip";
        let (ran, _) = beside.same(&[&url, "--compressed", "-H", accept]);
        assert!(["was small\n", "hello\n"].contains(&ran.stdout.as_str()));
        beside.same(&[&url]);
    }
}
