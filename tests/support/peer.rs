//! The other programs that tests hold `mtls` against. A missing one fails the test under CI; on
//! other machines the test says that it did not run, where `tests/run` will find it.

#![allow(dead_code, reason = "each test binary uses its share")]
#![expect(
    clippy::disallowed_methods,
    reason = "CI, PATH and MTLS_NOT_RUN are the tests' own switches"
)]
#![expect(clippy::print_stderr, reason = "a test that did not run must be heard")]
#![expect(clippy::panic, reason = "under CI a missing peer is a failure")]

use std::io::Write;
use std::path::PathBuf;

/// Where a program is. If it is not there, the test that asks counts as not run.
///
/// # Panics
/// Under CI (the variable `CI` is set), when it is missing.
pub fn peer(program: &str) -> Option<PathBuf> {
    let found = find(program);
    if found.is_none() {
        let thread = std::thread::current(); // the harness names it after the test
        not_run(
            thread.name().unwrap_or("a test"),
            &format!("{program} is not installed"),
        );
    }
    found
}

/// Whether all these programs are there. If one is not, `test` counts as not run.
///
/// # Panics
/// Under CI (the variable `CI` is set), when one is missing.
pub fn present(programs: &[&str], test: &str) -> bool {
    let missing: Vec<&str> = programs
        .iter()
        .copied()
        .filter(|program| find(program).is_none())
        .collect();
    if missing.is_empty() {
        return true;
    }
    not_run(test, &format!("{} is not installed", missing.join(", ")));
    false
}

/// Says that a test did not run, and why.
///
/// # Panics
/// Under CI.
pub fn not_run(test: &str, reason: &str) {
    assert!(
        std::env::var_os("CI").is_none(),
        "{test} must run under CI, but {reason}"
    );
    let line = format!("NOT RUN: {test}: {reason}\n");
    eprint!("{line}");
    if let Some(list) = std::env::var_os("MTLS_NOT_RUN") {
        let file = fs_err::OpenOptions::new()
            .append(true)
            .create(true)
            .open(list);
        if let Err(error) = file.and_then(|mut file| file.write_all(line.as_bytes())) {
            panic!("the list of tests not run: {error}");
        }
    }
}

fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<_> = std::env::split_paths(&path).collect();
    folders.push("/usr/sbin".into()); // nginx, for those who are not root
    folders
        .into_iter()
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}
