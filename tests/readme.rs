//! The examples of the README and of the providers' pages are run, and print what they say.
//!
//! Blocks fenced as ```` ```console ```` hold `$ command` lines, each followed by what it prints (both
//! streams, as on a terminal). `<!-- run: NAME -->` gives what follows a folder and a shell of its
//! own; `<!-- run: NAME, sandbox, needs curl -->` runs it under `mtls sandbox --` and says which
//! programs it takes; `like vtex` in the place of `sandbox` is `mtls sandbox --like vtex --`. A command that fails must be followed by `$ echo $?`. What differs on every
//! run (dates, digests, ports) may differ; a line `...` stands for any lines.

#![expect(clippy::unwrap_used, reason = "a test that cannot start fails")]
#![expect(clippy::panic, reason = "a test that hangs fails")]

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

#[path = "readme/compare.rs"]
mod compare;
#[path = "readme/parse.rs"]
mod parse;
#[path = "support/peer.rs"]
mod peer;

use parse::{Section, Step};

/// The longest that a section may take.
const LIMIT: Duration = Duration::from_secs(120);
/// What ends a command's output: the command's number and exit status follow.
const END: &str = "@@end-of-command";

#[test]
fn the_readme_says_what_happens() {
    holds("README.md");
}

#[test]
fn a_newcomer_s_run_of_the_page_of_conta_simples() {
    holds("docs/providers/conta-simples.md");
}

#[test]
fn a_newcomer_s_run_of_the_page_of_the_banking_api() {
    holds("docs/providers/banking-api.md");
}

#[test]
fn a_newcomer_s_run_of_the_page_of_vtex() {
    holds("docs/providers/vtex.md");
}

#[test]
fn a_newcomer_s_run_of_the_page_of_apata() {
    holds("docs/providers/apata.md");
}

#[test]
fn a_newcomer_s_run_of_the_page_of_knoxcall() {
    holds("docs/providers/knoxcall.md");
}

/// All examples of a page are run, and print what it says.
#[track_caller]
fn holds(page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = fs_err::read_to_string(path).unwrap();
    let sections = parse::sections(&text);
    assert!(!sections.is_empty(), "{page} has no example to run");
    let broken: Vec<String> = sections.iter().flat_map(|one| broken(one, page)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn what_is_promised_and_happens_passes() {
    let text = "
```console
$ x=1; echo $x > f
$ cat f; echo twice >&2
1
twice
$ false
$ echo $? $x
1 1
$ mkdir d && cd d && echo 2031-01-01
2026-01-01
$ ls ..
...
f
$ sleep 60 &
```
";
    let sections = parse::sections(text);
    assert_eq!(broken(&sections[0], "README.md"), Vec::<String>::new());
}

#[test]
fn what_is_promised_and_does_not_happen_is_told() {
    for (text, told) in [
        ("$ echo a\nb", "README.md:3"),
        ("$ echo a", "README.md:3"),
        ("$ true\na", "README.md:3"),
        ("$ true\n$ exit 3", "README.md:4"),
        ("$ exit 0\n$ echo a\na", "README.md:3"),
        ("$ false\n$ true", "README.md:3"),
    ] {
        let sections = parse::sections(&format!("\n```console\n{text}\n```\n"));
        let broken = broken(&sections[0], "README.md").join("\n");
        assert!(broken.contains(told), "{text:?}: {broken:?}");
    }
}

/// What of a section does not hold; empty when all does, or when it cannot be run here.
fn broken(section: &Section, page: &str) -> Vec<String> {
    let needs: Vec<&str> = section.needs.iter().map(String::as_str).collect();
    if section.name.starts_with("unknown option") {
        return vec![section.name.clone()];
    }
    if !peer::present(&needs, &format!("{page}, section {}", section.name)) {
        return Vec::new();
    }
    let folder = tempfile::tempdir().unwrap();
    let (status, printed) = run(section, folder.path());
    let outputs = outputs(&printed, folder.path());
    let mut found = Vec::new();
    for (at, step) in section.steps.iter().enumerate() {
        let Some((output, code)) = outputs.get(at) else {
            found.push(told(
                page,
                step,
                &format!("did not run to its end: the shell ended with {status}"),
                &[],
            ));
            break;
        };
        let failure_is_shown = section
            .steps
            .get(at + 1)
            .is_some_and(|next| next.command.starts_with("echo $?"));
        if !compare::matches(&step.output, output) {
            found.push(told(page, step, "does not print what is promised", output));
        } else if *code != 0 && !failure_is_shown {
            found.push(told(page, step, &format!("ended with {code}"), output));
        }
    }
    found
}

fn told(page: &str, step: &Step, what: &str, output: &[String]) -> String {
    format!(
        "{page}:{}: `{}` {what}\n--- promised\n{}\n--- printed\n{}\n",
        step.line,
        step.command,
        step.output.join("\n"),
        output.join("\n")
    )
}

/// Runs a section's commands in one shell; its exit status and what was printed.
fn run(section: &Section, folder: &Path) -> (ExitStatus, String) {
    let home = folder.join("home");
    let place = folder.join("here");
    fs_err::create_dir_all(&home).unwrap();
    fs_err::create_dir_all(&place).unwrap();
    let (script, out) = (folder.join("script.sh"), folder.join("out"));
    fs_err::write(&script, shell_script(section)).unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_mtls"));
    let mut command = match section.sandbox.as_deref() {
        Some(like) => {
            let mut sandbox = Command::new(binary);
            let like = ["--like", like];
            let like = &like[..if like[1].is_empty() { 0 } else { 2 }];
            sandbox.arg("sandbox").args(like).args(["--", "bash"]);
            sandbox
        }
        None => Command::new("bash"),
    };
    quiet_environment(&mut command, &home);
    let said = fs_err::File::create(folder.join("said")).unwrap();
    let mut child = command
        .arg(&script)
        .arg(&out)
        .current_dir(&place)
        .process_group(0) // so that all of it can be ended
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(said.into_file())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if started.elapsed() > LIMIT {
            let group = format!("-{}", child.id());
            let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
            let printed = fs_err::read_to_string(&out).unwrap_or_default();
            panic!("section {} hangs:\n{printed}", section.name);
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let printed = fs_err::read(&out).unwrap_or_default();
    let mut printed = String::from_utf8_lossy(&printed).into_owned();
    if !status.success() && !printed.contains(END) {
        printed = fs_err::read_to_string(folder.join("said")).unwrap_or_default();
    }
    (status, printed)
}

/// Every command, then a line with its number and status; `$?` stays for the next.
fn shell_script(section: &Section) -> String {
    // what a section leaves running ends with it
    let mut script =
        String::from("exec >\"$1\" 2>&1\nset --\ntrap 'kill $(jobs -p) 2>/dev/null' EXIT\n");
    for (at, step) in section.steps.iter().enumerate() {
        script.push_str(&format!(
            "{}\n__status=$?\nprintf '\\n{END} {at} %d\\n' $__status\n(exit $__status)\n",
            step.command
        ));
    }
    script.push_str("exit 0\n");
    script
}

/// A machine without settings: the binary first in PATH, an empty home, UTC, no proxies.
#[expect(clippy::disallowed_methods, reason = "a test hands PATH on")]
fn quiet_environment(command: &mut Command, home: &Path) {
    let folder = Path::new(env!("CARGO_BIN_EXE_mtls")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = vec![folder.to_path_buf()];
    folders.extend(std::env::split_paths(&path));
    folders.push("/usr/sbin".into());
    command
        .env("PATH", std::env::join_paths(folders).unwrap())
        .env("HOME", home)
        .env("TZ", "UTC")
        .env("LC_ALL", "C.UTF-8");
    for name in [
        "CURL_HOME",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "OPENSSL_CONF",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "no_proxy",
        "RUST_BACKTRACE",
        "RUST_LOG",
        "BASH_ENV",
    ] {
        command.env_remove(name);
    }
}

/// Each finished command's lines and exit status.
fn outputs(printed: &str, folder: &Path) -> Vec<(Vec<String>, i32)> {
    let place = folder.join("here").to_string_lossy().into_owned();
    let printed = printed.replace(&place, ".");
    let mut found = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for line in printed.lines() {
        let Some(end) = line.strip_prefix(END) else {
            lines.push(line.trim_end().to_owned());
            continue;
        };
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        let code = end.rsplit(' ').next().and_then(|n| n.parse().ok());
        found.push((std::mem::take(&mut lines), code.unwrap_or(-1)));
    }
    found
}
