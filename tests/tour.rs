//! The tour: all of it happens, nothing secret is shown, nothing is left behind, and what goes
//! wrong on the way is not passed over.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot start fails")]

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use serde_json::Value;

/// What a user who knows nothing has to have seen.
const SEEN: &[&str] = &[
    "$ mtls csr --cn app --ou tenant --o Acme --c BR\n",
    "$ mtls call --cacert sandbox/ca.pem --data-binary @app.csr https://127.0.0.1:",
    "$ mtls inspect app.crt\n",
    "$ mtls match-key app.crt app.key\n",
    "$ mtls convert app.crt app.key --to p12",
    "$ mtls convert app.pfx --pass file:pfx-pass",
    "$ mtls token --token-url https://127.0.0.1:",
    "--client-secret file:sandbox/client-secret",
    "days left",
    "match: the same RSA 2048 key",
    r#""bound_to_certificate":true"#,
    "HTTP/1.1 201 Created",
    "465635******6026",
    "mtls: (98) the server asked for a client certificate and none was sent [client-cert-required]",
    "mtls: (35) the client certificate has expired [client-cert-expired]",
    "10/10",
    "All 10 steps did what they say.",
    "mtls sandbox --dir sandbox --port ",
];

#[test]
fn every_step_is_shown_no_secret_is_and_nothing_is_left() {
    let tour = Tour::start(&[]);
    let mut secrets: Vec<(PathBuf, String)> = Vec::new();
    let (status, told) = tour.watch(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let known = secrets.iter().any(|(path, _)| path == file);
        if !known && (name.ends_with(".key") || SECRET.contains(&name.as_ref())) {
            // a file may be gone or empty by now; those that matter stay until the end
            let text = fs_err::read_to_string(file).unwrap_or_default();
            if !text.is_empty() {
                secrets.push((file.to_owned(), text));
            }
        }
    });
    assert_eq!(status.code(), Some(0), "{told}");
    for seen in SEEN {
        assert!(told.contains(seen), "no {seen:?} in:\n{told}");
    }
    assert_eq!(told.matches("\nok: ").count(), 10, "{told}");
    for name in SECRET.iter().chain(&["app.key"]) {
        let found = secrets.iter().any(|(path, _)| path.ends_with(name));
        assert!(found, "{name} was never seen");
    }
    let told_secrets = secrets.iter().flat_map(|(path, text)| {
        let lines = text.lines().filter(|line| !line.starts_with("-----"));
        lines.map(move |line| (path, line))
    });
    for (path, line) in told_secrets {
        assert!(!told.contains(line), "a line of {} is told", path.display());
    }
    for token in told.split("eyJ").skip(1) {
        let shown: String = token.chars().take_while(|c| *c != '"').collect();
        assert_eq!(shown, "hbGciOi...", "more of a token is told");
    }
}

#[test]
fn the_picture_in_the_readme_shows_what_is_printed() {
    let (_, told) = Tour::start(&[]).watch(|_| {});
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/refusal.svg");
    let picture = fs_err::read_to_string(picture).unwrap();
    let lines: Vec<String> = picture
        .lines()
        .filter(|line| line.starts_with("<text"))
        .map(|line| {
            line.split('<')
                .filter_map(|p| p.split_once('>'))
                .map(|(_, text)| text)
                .collect()
        })
        .filter(|line: &String| !line.starts_with('$'))
        .collect();
    assert!(lines.len() > 4, "{lines:?}");
    for line in lines {
        assert!(
            told.contains(&line),
            "{line:?} is not printed: run docs/picture.py"
        );
    }
}

#[test]
fn in_json_each_step_is_an_object_with_what_it_was_held_to() {
    let (status, told) = Tour::start(&["--json"]).watch(|_| {});
    assert!(status.success(), "{told}");
    let parts: Vec<Value> = told
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!((parts.len(), &parts[0]["part"]), (12, &"opening".into()));
    for part in &parts[1..11] {
        let checked = part["checked"].as_array().unwrap();
        assert!(checked.len() > 1 && checked.iter().all(|c| c["holds"] == true));
    }
    assert_eq!(parts[9]["exit_code"], 98);
    assert_eq!(parts[11]["part"], "closing");
}

#[test]
fn a_step_that_fails_fails_the_tour() {
    let mut spoilt = false;
    let (status, told) = Tour::start(&[]).watch(|file| {
        if !spoilt && file.ends_with("sandbox/ca.pem") {
            // once, early: not while the folder is deleted
            fs_err::write(file, "spoilt\n").unwrap();
            spoilt = true;
        }
    });
    assert_eq!(status.code(), Some(1), "{told}");
    assert!(told.contains("NOT SO: exit code 0; "), "{told}");
    assert!(
        told.contains("of 10 did not do what it says, and the tour ends here"),
        "{told}"
    );
    assert!(!told.contains("All 10 steps"), "{told}");
}

#[test]
fn a_signal_ends_it_and_nothing_is_left() {
    // the second as a terminal sends it: to all that runs
    for (signal, to_all, code) in [("-TERM", false, 143), ("-INT", true, 130)] {
        let tour = Tour::start(&[]);
        let id = tour.process.id();
        let whom = if to_all {
            format!("-{id}")
        } else {
            id.to_string()
        };
        let mut sent = false;
        let (status, told) = tour.watch(|file| {
            if !sent && file.ends_with("pfx-pass") {
                let sending = Command::new("kill").args([signal, "--", &whom]).status();
                sent = sending.unwrap().success();
            }
        });
        assert_eq!(status.code(), Some(code), "{told}");
        assert!(told.contains("mtls: stopped by a signal\n"), "{told}");
    }
}

#[test]
fn it_takes_no_command_and_no_folder() {
    for more in [&["--dir", "x"][..], &["--", "true"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mtls"));
        let ran = command
            .args(["sandbox", "--tour"])
            .args(more)
            .output()
            .unwrap();
        assert_eq!(ran.status.code(), Some(2), "{more:?}");
    }
}

/// A tour that runs, in a temporary folder that can be looked into.
struct Tour {
    process: Child,
    folder: tempfile::TempDir,
}

impl Tour {
    fn start(flags: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let temporary = folder.path().join("tmp");
        fs_err::create_dir(&temporary).unwrap();
        let told = fs_err::File::create(folder.path().join("told")).unwrap();
        let told = told.into_file();
        let process = Command::new(env!("CARGO_BIN_EXE_mtls"))
            .args(["sandbox", "--tour"])
            .args(flags)
            .current_dir(folder.path())
            .env("TMPDIR", &temporary)
            .process_group(0) // so that a signal can be sent to all of it
            .stdin(Stdio::null())
            .stdout(told.try_clone().unwrap())
            .stderr(told)
            .spawn()
            .unwrap();
        Self { process, folder }
    }

    /// Shows every file that there is, again and again, until it has ended; then nothing may be
    /// left. How it ended and what it told.
    fn watch(mut self, mut look: impl FnMut(&Path)) -> (ExitStatus, String) {
        let temporary = self.folder.path().join("tmp");
        let status = loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                break status;
            }
            files(&temporary, &mut look);
            std::thread::sleep(Duration::from_millis(1));
        };
        let told = fs_err::read_to_string(self.folder.path().join("told")).unwrap();
        assert_eq!(fs_err::read_dir(&temporary).unwrap().count(), 0, "{told}");
        (status, told)
    }
}

fn files(folder: &Path, look: &mut impl FnMut(&Path)) {
    for entry in fs_err::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, look);
        } else {
            look(&path);
        }
    }
}

const SECRET: &[&str] = &["client-secret", "pfx-pass"];
