//! The documents' samples, run by Node and Python: what differs from the document is shown where it is
//! made - the host, and what the sample leaves to its reader.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::Walk;
use crate::common::{not_run, peer};

impl Walk {
    /// Runs a sample as a file of this name in the folder, the host led to a door.
    pub fn sample(&self, program: &Path, args: &[&str], file: &str, text: &str) -> Output {
        self.write(file, text);
        let mut command = Command::new(program);
        command.args(args).arg(file).current_dir(self.at());
        if let Some(modules) = modules() {
            command.env("NODE_PATH", modules);
        }
        command
            .env("NODE_EXTRA_CA_CERTS", self.sandbox.fact("ca"))
            .env("REQUESTS_CA_BUNDLE", self.sandbox.fact("ca"))
            .env("CERT_PATH", "client.crt")
            .env("KEY_PATH", "client.key")
            .env("CA_PATH", "ca.crt")
            .env("CLIENT_ID", self.sandbox.fact("client_id"))
            .env("CLIENT_SECRET", self.sandbox.secret())
            .env("NO_PROXY", "*")
            .output()
            .unwrap()
    }

    /// A door by the name that its certificate has for this machine.
    pub fn local(&self, door: &str) -> String {
        format!("https://localhost:{}", self.port(door))
    }
}

/// Whether Node tells of a server that hung up for want of a certificate: whether it reads the alert,
/// finds the connection closed or cannot write any more is a race.
pub fn is_refused(said: &str) -> bool {
    let told = [
        "CERTIFICATE_REQUIRED",
        "other side closed",
        "EPIPE",
        "ECONNRESET",
    ];
    told.iter().any(|words| said.contains(words))
}

/// Node, with the packages that `tests/run` gets.
pub fn node() -> Option<PathBuf> {
    let node = peer("node")?;
    if modules().is_none() {
        let thread = std::thread::current();
        not_run(
            thread.name().unwrap_or("a test"),
            "axios and undici are not there; tests/run gets them",
        );
        return None;
    }
    Some(node)
}

fn modules() -> Option<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let peers = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(target)
        .join("peers");
    let is_whole = peers.join("complete").is_file() && peers.join("node_modules/undici").is_dir();
    is_whole.then(|| peers.join("node_modules"))
}

/// A Python that has requests.
pub fn python() -> Option<PathBuf> {
    let found = ["/usr/bin/python3", "python3"].into_iter().find(|python| {
        let ran = Command::new(python)
            .args(["-c", "import requests"])
            .output();
        ran.is_ok_and(|ran| ran.status.success())
    });
    if found.is_none() {
        let thread = std::thread::current();
        not_run(
            thread.name().unwrap_or("a test"),
            "Python's requests is not installed",
        );
    }
    found.map(PathBuf::from)
}
