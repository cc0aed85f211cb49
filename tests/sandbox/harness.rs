//! The harness: the binary under test, real peers, and processes that end with their test.

#![allow(dead_code, reason = "each test file uses its share")]

use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

pub use super::common::peer;
pub use super::common::process::Running;

/// The binary under test.
pub fn mtls() -> Command {
    Command::new(env!("CARGO_BIN_EXE_mtls"))
}

/// A sandbox that is up, and what it said of itself.
pub struct Sandbox {
    pub process: Running,
    pub facts: serde_json::Value,
}

impl Sandbox {
    /// Starts one, with more arguments.
    pub fn start(args: &[&str]) -> Self {
        let mut child = mtls()
            .args(["sandbox", "--json"])
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = child.stdout.as_mut().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        Self {
            process: Running(child),
            facts: serde_json::from_str(&line).unwrap(),
        }
    }

    /// One of the facts; `refused.expired` for one inside another.
    pub fn fact(&self, name: &str) -> &str {
        let place = format!("/{}", name.replace('.', "/"));
        self.facts.pointer(&place).unwrap().as_str().unwrap()
    }

    /// The client secret.
    pub fn secret(&self) -> String {
        fs_err::read_to_string(self.fact("client_secret_file")).unwrap()
    }

    /// curl with the ready-made client certificate.
    pub fn curl(&self, args: &[&str]) -> Output {
        self.curl_as("cert", args)
    }

    /// curl with one of the certificates, and the one key.
    pub fn curl_as(&self, certificate: &str, args: &[&str]) -> Output {
        let identity = ["--cert", self.fact(certificate), "--key", self.fact("key")];
        self.curl_bare(&[&identity, args].concat())
    }

    /// curl without a client certificate.
    pub fn curl_bare(&self, args: &[&str]) -> Output {
        Command::new("curl")
            .args(["-q", "-sS", "--max-time", "20", "--noproxy", "*"])
            .args(["--cacert", self.fact("ca")])
            .args(args)
            .output()
            .unwrap()
    }

    /// Ends it as a service manager would; says its exit code and its stderr.
    pub fn terminate(mut self) -> (Option<i32>, String) {
        self.process.signal("TERM");
        let status = self.process.0.wait().unwrap();
        let mut told = String::new();
        let mut stderr = self.process.0.stderr.take().unwrap();
        std::io::Read::read_to_string(&mut stderr, &mut told).unwrap();
        (status.code(), told)
    }
}

/// Standard output as text.
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Standard error as text.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Standard output as JSON.
pub fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{e}: {} {}", stdout(output), stderr(output)))
}
