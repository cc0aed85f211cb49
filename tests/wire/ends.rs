//! How streams and processes end: signals, full disks, closed pipes, files that grow too large.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::common::Lab;
use crate::common::process::{Running, until};
use crate::recorder::Recorder;
use crate::scripted::{Scripted, answer};

const ENDLESS: &str = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nonly the beginning";

/// Ours in the lab, writing its two streams to files there, by a shell that sets limits first.
#[cfg(unix)]
fn start(lab: &Lab, line: &str) -> Running {
    let line = line.replace("MTLS", env!("CARGO_BIN_EXE_mtls"));
    let process = Command::new("sh")
        .args(["-c", &line])
        .current_dir(lab.path(""))
        .stdin(Stdio::null())
        .stderr(std::fs::File::create(lab.path("stderr")).unwrap())
        .stdout(Stdio::piped())
        .spawn();
    Running(process.unwrap())
}

#[cfg(unix)]
fn code(running: &mut Running) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    let status = until("its end", || running.0.try_wait().unwrap());
    status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap())
}

#[cfg(unix)]
#[test]
fn a_signal_leaves_no_part_of_a_file() {
    for (signal, expected) in [("INT", 130), ("TERM", 143), ("KILL", 137)] {
        let lab = Lab::new();
        lab.write("kept", "old");
        let server = Scripted::new(&[ENDLESS]);
        let url = server.url("/");
        let line = format!("exec MTLS call {url} -o kept --next {url} -o new");
        let mut run = start(&lab, &line);
        until("the request", || (!server.take().is_empty()).then_some(()));
        std::thread::sleep(std::time::Duration::from_millis(150));
        run.signal(signal);
        assert_eq!(code(&mut run), expected);
        assert_eq!(lab.text("kept"), "old");
        assert_eq!(lab.files(), ["kept", "stderr"], "{signal}");
        assert_eq!(lab.text("stderr"), "");
    }
}

#[cfg(unix)]
#[test]
fn a_signal_during_a_stream_says_that_it_is_not_whole() {
    for (signal, expected) in [("INT", 130), ("TERM", 143)] {
        for (flags, told) in [("", "is not whole"), (" -s", "")] {
            let lab = Lab::new();
            let server = Scripted::new(&[ENDLESS]);
            let mut run = start(&lab, &format!("exec MTLS call {}{flags}", server.url("/")));
            let mut beginning = [0; 8];
            let mut stdout = run.0.stdout.take().unwrap();
            stdout.read_exact(&mut beginning).unwrap();
            run.signal(signal);
            assert_eq!(code(&mut run), expected);
            let said = lab.text("stderr");
            assert!(
                said.contains(told) && said.is_empty() == told.is_empty(),
                "{said}"
            );
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_was_ignored_stays_so() {
    let lab = Lab::new();
    let slow = format!("wait:600 {}", answer("200 OK", "", "whole"));
    let server = Scripted::new(&[&slow]);
    let line = format!("trap '' INT; exec MTLS call {} -o file", server.url("/"));
    let mut run = start(&lab, &line);
    until("the request", || (!server.take().is_empty()).then_some(()));
    run.signal("INT");
    assert_eq!(code(&mut run), 0);
    assert_eq!(lab.text("file"), "whole");
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_ends_23_with_a_sentence() {
    let large = "x".repeat(64 << 10);
    let server = Scripted::new(&[&answer("200 OK", "", &large)]);
    let url = server.url("/");
    for (line, said) in [
        (
            format!("exec MTLS call {url} -o /dev/full"),
            "no space left",
        ),
        (format!("exec MTLS call {url} > /dev/full"), "no space left"),
        (
            format!("ulimit -f 8; exec MTLS call {url} -o file"),
            "file too large",
        ),
        (
            format!("exec MTLS call {url} -o folder/file"),
            "its folder does not exist",
        ),
        (format!("exec MTLS call {url} -o ."), "it is a folder"),
    ] {
        let lab = Lab::new();
        let mut run = start(&lab, &line);
        let ended = code(&mut run);
        let text = lab.text("stderr");
        assert_eq!(ended, 23, "{line}: {text}");
        assert!(
            text.starts_with("mtls: (23)") && text.contains(said),
            "{line}: {text}"
        );
        assert_eq!(lab.files(), ["stderr"]);
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let large = "x".repeat(1 << 20);
    let server = Scripted::new(&[&answer("200 OK", "", &large)]);
    let lab = Lab::new();
    let url = server.url("/");
    let line = format!("{{ MTLS call {url}; echo $? >code; }} | head -c 1 >one");
    assert_eq!(code(&mut start(&lab, &line)), 0);
    until("the code", || {
        lab.exists("code")
            .then(|| lab.text("code"))
            .filter(|t| !t.is_empty())
    });
    assert_eq!(
        (lab.text("code").as_str(), lab.text("one").as_str()),
        ("0\n", "x")
    );
    let said = lab.text("stderr");
    assert!(said.contains("nobody reads the output any more"), "{said}");
}

#[test]
fn an_answer_cut_short_ends_18_and_leaves_no_file() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let ran = lab.mtls(&["call", &recorder.url("/truncated"), "-o", "out"]);
    ran.fails(18, "(18)");
    assert_eq!(lab.files(), [""; 0]);
}
