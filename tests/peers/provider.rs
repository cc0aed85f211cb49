//! npm's oidc-provider, which `tests/run` gets into `target/peers`, as `provider.mjs` sets it up.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::certificates;
use crate::common::process::{Running, until};
use crate::common::{Lab, Ran, genpkey, not_run, peer};

/// An OAuth 2.0 server that is up, and the folder of its clients.
pub struct Provider {
    pub lab: Lab,
    /// The port that never asks for a client certificate.
    plain: u16,
    /// The one that does.
    pub mtls: u16,
    _process: Running,
}

/// The secret of all clients that have one: what form-encoding changes is in it.
pub const SECRET: &str = "s3cr3t & more/+%";

/// Who we are for all but `self`.
pub const IDENTITY: [&str; 4] = ["--cert", "client.crt", "--key", "client.key"];

impl Provider {
    /// `None` where node or the package is missing, which is told.
    pub fn start() -> Option<Self> {
        let (lab, openssl) = (certificates::lab()?, peer("openssl")?);
        let (node, modules) = (peer("node")?, modules()?);
        genpkey(
            &lab,
            &openssl,
            "signer.key",
            &["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
        );
        genpkey(&lab, &openssl, "rsa.key", &["RSA"]);
        lab.write("secret", SECRET);
        let log = lab.path("provider.log");
        let said = std::fs::File::create(&log).unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/provider.mjs");
        let mut process = Running(
            Command::new(node)
                .arg(script)
                .arg(modules)
                .current_dir(lab.path(""))
                .stdin(Stdio::null())
                .stdout(said.try_clone().unwrap())
                .stderr(said)
                .spawn()
                .unwrap(),
        );
        let ports: serde_json::Value = until("oidc-provider", || {
            let text = std::fs::read_to_string(&log).unwrap();
            assert!(!process.has_ended(), "oidc-provider: {text}");
            let line = text.lines().find(|line| line.starts_with("{\"plain\""))?;
            serde_json::from_str(line).ok()
        });
        let port = |name: &str| ports[name].as_u64().unwrap().try_into().unwrap();
        Some(Self {
            lab,
            plain: port("plain"),
            mtls: port("mtls"),
            _process: process,
        })
    }

    pub fn token_url(&self) -> String {
        format!("https://localhost:{}/token", self.mtls)
    }

    pub fn issuer(&self) -> String {
        format!("https://localhost:{}", self.plain)
    }

    pub fn api(&self) -> String {
        format!("https://localhost:{}/api", self.mtls)
    }

    /// `mtls token` at the endpoint that asks for a certificate. Every run has a cache folder of
    /// its own, in the lab.
    pub fn token(&self, more: &[&str]) -> Ran {
        let url = self.token_url();
        let common = [
            "token",
            "--token-url",
            &url,
            "--cacert",
            "ca.crt",
            "-m",
            "20",
        ];
        self.lab.mtls(&[&common, more].concat())
    }

    /// Why the server refused, as its log has it: the client is told less.
    pub fn logged(&self, why: &str) {
        until(&format!("{why} in the log"), || {
            self.lab.text("provider.log").contains(why).then_some(())
        });
    }

    /// The same for a client, with our certificate.
    pub fn token_of(&self, client: &str, more: &[&str]) -> Ran {
        let who = ["--client-id", client];
        self.token(&[&who, &IDENTITY[..], more].concat())
    }

    /// The API asked by curl, with what is given.
    pub fn asked(&self, token: &str, more: &[&str]) -> (i32, String) {
        let curl = peer("curl").unwrap();
        let (api, bearer) = (self.api(), format!("Authorization: Bearer {token}"));
        let common = ["-q", "-sS", "--cacert", "ca.crt", &api, "-H", &bearer];
        let status = ["-w", "\n%{http_code}"];
        let said = self.lab.peer(&curl, &[&common[..], &status, more].concat());
        let (body, status) = said.rsplit_once('\n').unwrap();
        (status.parse().unwrap(), body.to_owned())
    }
}

/// The folder `node_modules` with the package. If it is missing, the test that asks counts as not
/// run.
fn modules() -> Option<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let peers = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(target)
        .join("peers");
    if peers.join("complete").is_file() {
        return Some(peers.join("node_modules"));
    }
    let thread = std::thread::current(); // the harness names it after the test
    let test = thread.name().unwrap_or("a test");
    not_run(test, "oidc-provider is not there; tests/run gets it");
    None
}
