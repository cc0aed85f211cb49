//! The other programs that tests hold `mtls` against. A missing one fails the test under CI; on
//! other machines the test says that it did not run, where `tests/run` will find it.

#![expect(
    clippy::disallowed_methods,
    reason = "CI, PATH and MTLS_NOT_RUN are the tests' own switches"
)]
#![expect(clippy::print_stderr, reason = "a test that did not run must be heard")]
#![expect(clippy::panic, reason = "under CI a missing peer is a failure")]

use std::io::Write;

/// Whether all these programs are there. If one is not, `test` counts as not run.
///
/// # Panics
/// Under CI (the variable `CI` is set), when one is missing.
pub fn present(programs: &[&str], test: &str) -> bool {
    let missing: Vec<&str> = programs
        .iter()
        .copied()
        .filter(|program| !is_installed(program))
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

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<_> = std::env::split_paths(&path).collect();
    folders.push("/usr/sbin".into()); // nginx, for those who are not root
    folders.iter().any(|folder| folder.join(program).is_file())
}
