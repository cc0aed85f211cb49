//! What tests share: a folder of their own, our binary run in it, and the real peers that judge
//! what it made. A passphrase handed to a run may not show up in what it prints.

#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests: each file uses its part of this, and a failed unwrap is a failed test"
)]

#[path = "../support/peer.rs"]
mod peer;
pub mod pki;
pub mod process;
mod python;
pub mod server;

use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

pub use peer::{not_run, peer};
pub use pki::{genpkey, issue};
pub use python::{Vectors, vectors};

/// The passphrase of everything locked here; looked for in all that is printed.
pub const CANARY: &str = "Canary-hunter2-xyzzy";

/// A temporary folder in which our binary and its peers run.
pub struct Lab {
    dir: tempfile::TempDir,
}

/// How a run ended and what it said.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
    pub raw: Vec<u8>,
}

impl Lab {
    pub fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.path(name), bytes).unwrap();
        self
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    pub fn exists(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// Every name in the folder, hidden ones too, sorted.
    pub fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.dir.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// The permission bits of a file.
    #[cfg(unix)]
    pub fn mode(&self, name: &str) -> u32 {
        use std::os::unix::fs::PermissionsExt;
        let meta = std::fs::metadata(self.path(name)).unwrap();
        meta.permissions().mode() & 0o777
    }

    /// Runs our binary here, without a terminal and with nothing on standard input.
    pub fn mtls(&self, args: &[&str]) -> Ran {
        self.mtls_in(args, b"")
    }

    /// The same with bytes on standard input.
    pub fn mtls_in(&self, args: &[&str], stdin: &[u8]) -> Ran {
        let ran = self.try_peer_in(Path::new(env!("CARGO_BIN_EXE_mtls")), args, stdin);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(!said.contains(CANARY), "a passphrase was printed: {said}");
        assert!(!said.contains("panicked"), "it panicked: {said}");
        ran
    }

    /// Runs a peer here and expects it to succeed; gives what it printed on both streams.
    pub fn peer(&self, peer: &Path, args: &[&str]) -> String {
        let ran = self.try_peer(peer, args);
        assert_eq!(ran.code, 0, "{} {args:?}: {ran:?}", peer.display());
        format!("{}{}", ran.stdout, ran.stderr)
    }

    /// The same, its arguments as one line split at blanks.
    pub fn peer_line(&self, peer: &Path, line: &str) -> String {
        self.peer(peer, &line.split(' ').collect::<Vec<_>>())
    }

    /// `mtls`, its arguments as one line split at blanks.
    pub fn mtls_line(&self, line: &str) -> Ran {
        self.mtls(&line.split(' ').collect::<Vec<_>>())
    }

    /// Runs a peer here, however it ends.
    pub fn try_peer(&self, peer: &Path, args: &[&str]) -> Ran {
        self.try_peer_in(peer, args, b"")
    }

    /// The same with bytes on standard input. `PW` holds the canary, `WRONG` another one; nothing
    /// of the user's own settings counts.
    pub fn try_peer_in(&self, peer: &Path, args: &[&str], stdin: &[u8]) -> Ran {
        let mut command = assert_cmd::Command::new(peer);
        for own in [
            "http_proxy",
            "https_proxy",
            "HTTPS_PROXY",
            "ALL_PROXY",
            "XDG_CACHE_HOME",
        ] {
            command.env_remove(own);
        }
        let output = command
            .current_dir(self.dir.path())
            .env("HOME", self.dir.path())
            .env("PW", CANARY)
            .env("WRONG", format!("{CANARY}-wrong"))
            .args(args)
            .write_stdin(stdin)
            .timeout(LONGEST)
            .output()
            .unwrap();
        Ran::of(output)
    }
}

impl Ran {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            raw: output.stdout,
        }
    }

    /// Expects success.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// Expects this exit code and this text on standard error, and nothing on standard output.
    #[track_caller]
    pub fn fails(self, code: i32, saying: &str) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.stderr.contains(saying), "no `{saying}` in {self:?}");
        assert_eq!(self.stdout, "", "{self:?}");
        self
    }

    /// Standard output as one JSON object.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }
}

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(60);

/// The names of our fields in the order of the command line, without the file names.
pub const SUBJECT: [&str; 8] = ["--cn", "app", "--ou", "tenant", "--o", "Acme", "--c", "BR"];
