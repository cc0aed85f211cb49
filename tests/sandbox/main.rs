//! `sandbox` against real clients: curl and openssl, as a user has them. Here is what the files
//! share.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests"
)]

mod apart;
mod asking;
mod audit;
mod calls;
mod checked;
mod chosen;
#[path = "../common/mod.rs"]
mod common;
mod configs;
#[path = "harness.rs"]
mod harness;
mod like;
mod outbound;
mod process;
mod profiles;
mod refusals;
mod reported;
mod rotation;
mod walks;

use std::path::Path;
use std::process::Command;

use harness::{Sandbox, stderr, stdout};
use serde_json::Value;

/// Status as curl's -w writes it behind a body in JSON.
fn status_and_body(sandbox: &Sandbox, args: &[&str]) -> (String, Value) {
    let output = sandbox.curl(&[args, &["-w", "%{http_code}"]].concat());
    let text = stdout(&output);
    let (body, status) = text.trim_end().split_at(text.trim_end().len() - 3);
    let body = serde_json::from_str(body).unwrap_or_else(|_| panic!("no JSON: {text}"));
    (status.to_owned(), body)
}

fn credentials(sandbox: &Sandbox) -> String {
    format!(
        r#"{{"grant_type":"client_credentials","client_id":"{}","client_secret":"{}"}}"#,
        sandbox.fact("client_id"),
        sandbox.secret()
    )
}

fn bearer(sandbox: &Sandbox) -> String {
    let body = credentials(sandbox);
    let (status, token) = status_and_body(sandbox, &["-d", &body, sandbox.fact("token_url")]);
    assert_eq!(status, "200");
    format!(
        "Authorization: Bearer {}",
        token["access_token"].as_str().unwrap()
    )
}

/// As many open files as the system allows; a sandbox started after it has them too.
fn make_room() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    let _ = setrlimit(Resource::Nofile, limit); // where there is room already, none is needed
}

/// An openssl command that must succeed, in a folder.
fn openssl(folder: &Path, args: &[&str]) {
    let output = Command::new("openssl")
        .args(args)
        .current_dir(folder)
        .output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

/// The same, its arguments as one line split at blanks.
fn openssl_line(folder: &Path, line: &str) {
    openssl(folder, &line.split(' ').collect::<Vec<_>>());
}
