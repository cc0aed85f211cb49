//! What is left when a run ends before its answer does: killed, on a full disk, by a closed pipe, by
//! an answer cut short.

use std::fs::File;
use std::net::TcpListener;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::common::process::{Running, until};
use crate::common::{Lab, Ran, peer};
use crate::recorder::Recorder;
use crate::scripted::{Scripted, answer};

/// How far a run has come when it is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// The other side takes the connection and says nothing: TLS has begun.
    Connecting,
    /// The request has arrived.
    Waiting,
    /// The head and a part of the body have come.
    Receiving,
    /// The first of two answers is whole, a part of the second has come.
    Between,
}

const MOMENTS: &[Moment] = &[
    Moment::Connecting,
    Moment::Waiting,
    Moment::Receiving,
    Moment::Between,
];

/// Ends by the signal, or by the code that the shell has for it.
const SIGNALS: &[(&str, i32)] = &[("TERM", 15), ("INT", 2), ("KILL", 9)];

/// A run that is under way, its standard error in a file.
struct Underway {
    child: Child,
    said: PathBuf,
}

impl Underway {
    fn begin(lab: &Lab, args: &[&str], stdout: Stdio) -> Self {
        let said = lab.path("said");
        // who starts tests in the background has them ignore an interrupt
        let child = Command::new("env")
            .args(["--default-signal=INT", env!("CARGO_BIN_EXE_mtls"), "call"])
            .args(args)
            .current_dir(lab.path("here"))
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(File::create(&said).unwrap())
            .spawn()
            .unwrap();
        Self { child, said }
    }

    /// Kills it; how it ended, and what it said.
    fn kill(mut self, signal: &str) -> (ExitStatus, String) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{signal}"), &pid])
            .status();
        assert!(sent.unwrap().success());
        let what = format!("the end of a run killed by {signal}");
        let status = until(&what, || self.child.try_wait().unwrap());
        (status, std::fs::read_to_string(&self.said).unwrap())
    }
}

/// A folder in which runs write into `here`.
fn lab() -> Lab {
    let lab = Lab::new();
    std::fs::create_dir(lab.path("here")).unwrap();
    lab
}

/// A run to `-o out`, come to this moment.
fn come_to(moment: Moment, lab: &Lab, recorder: &Recorder) -> Underway {
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let begin = |args: &[&str]| Underway::begin(lab, args, Stdio::null());
    match moment {
        Moment::Connecting => {
            let port = silent.local_addr().unwrap().port();
            let run = begin(&[&format!("https://localhost:{port}/"), "-o", "out"]);
            let (held, _) = silent.accept().unwrap();
            // it stays open until the test program ends
            std::mem::forget(held);
            run
        }
        Moment::Waiting => {
            let run = begin(&[&recorder.url("/hang"), "-o", "out"]);
            arrived(recorder);
            run
        }
        Moment::Receiving => {
            let run = begin(&[&recorder.url("/half-a-body"), "-o", "out"]);
            arrived(recorder);
            thread::sleep(A_WHILE);
            run
        }
        Moment::Between => {
            let (one, two) = (recorder.url("/one"), recorder.url("/half-a-body"));
            let run = begin(&[&one, &two, "-o", "first", "-o", "out"]);
            arrived(recorder);
            thread::sleep(A_WHILE);
            run
        }
    }
}

fn arrived(recorder: &Recorder) {
    until("a request", || (!recorder.take().is_empty()).then_some(()));
}

/// Long enough for bytes that are on their way on loopback; nothing tells from outside that they
/// were written.
const A_WHILE: Duration = Duration::from_millis(100);

#[test]
fn a_killed_run_leaves_no_part_of_a_file() {
    let recorder = Recorder::plain();
    for (signal, number) in SIGNALS {
        for moment in MOMENTS {
            let case = format!("{signal} {moment:?}");
            for old in [None, Some("before")] {
                let lab = lab();
                if let Some(old) = old {
                    std::fs::write(lab.path("here/out"), old).unwrap();
                }
                let (status, _) = come_to(*moment, &lab, &recorder).kill(signal);
                let by_signal = status.signal() == Some(*number);
                assert!(
                    by_signal || status.code() == Some(128 + number),
                    "{case}: {status:?}"
                );
                let out = std::fs::read_to_string(lab.path("here/out")).ok();
                assert_eq!(out.as_deref(), old, "{case}");
                if matches!(moment, Moment::Between) {
                    let first = std::fs::read_to_string(lab.path("here/first"));
                    assert_eq!(first.unwrap(), "hello\n", "{case}");
                }
            }
        }
    }
}

#[test]
fn a_full_disk_ends_23_and_says_so() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let url = recorder.url("/bytes/300000");
    let ran = lab.mtls(&["call", &url, "-o", "/dev/full"]);
    ran.fails(23, "no space left on the device");
    let ran = to_full(&lab, &[&url]);
    assert!(
        ran.stderr.contains("no space left on the device"),
        "{ran:?}"
    );
    assert_eq!(ran.code, 23, "{ran:?}");
    let ran = lab.mtls(&["call", &url, "-D", "/dev/full", "-o", "body"]);
    assert_eq!(ran.code, 23, "{ran:?}");
    assert!(
        ran.stderr.contains("no space left on the device"),
        "{ran:?}"
    );
}

#[test]
fn a_place_where_no_file_can_be_ends_23_and_says_so() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let url = recorder.url("/");
    for (place, said) in [
        ("folder/file", "its folder does not exist"),
        (".", "it is a folder"),
    ] {
        lab.mtls(&["call", &url, "-o", place]).fails(23, said);
        assert!(lab.files().is_empty(), "{place}: {:?}", lab.files());
    }
}

/// A run whose standard output is a full disk.
fn to_full(lab: &Lab, args: &[&str]) -> Ran {
    let program = env!("CARGO_BIN_EXE_mtls");
    let line = format!("{program} call \"$@\" > /dev/full");
    let sh = peer("sh").unwrap();
    lab.try_peer(&sh, &[&["-c", &line, "sh"], args].concat())
}

#[test]
fn a_closed_pipe_is_the_readers_will() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let url = recorder.url("/bytes/9000000");
    let begun = Instant::now();
    let program = env!("CARGO_BIN_EXE_mtls");
    // the first number is how ours ended; what comes after head has what it wants is not fetched
    let line = format!("{{ {program} call {url}; echo $? >code; }} | head -c 1");
    let ran = lab.try_peer(&peer("sh").unwrap(), &["-c", &line]).ok();
    assert_eq!(ran.stdout, "x", "{ran:?}");
    assert_eq!(lab.text("code"), "0\n", "{ran:?}");
    assert!(ran.stderr.contains("nobody reads"), "{ran:?}");
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn an_answer_cut_short_ends_18_and_leaves_no_file() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    for path in ["/truncated", "/truncated-chunk"] {
        let url = recorder.url(path);
        let ran = lab.mtls(&["call", &url, "-o", "out"]);
        ran.fails(18, "the answer ended before it was complete");
        assert!(lab.files().is_empty(), "{path}: {:?}", lab.files());
        lab.write("out", "before");
        let ran = lab.mtls(&["call", &url, "-o", "out"]);
        ran.fails(18, "the answer ended before it was complete");
        assert_eq!(lab.text("out"), "before", "{path}");
        std::fs::remove_file(lab.path("out")).unwrap();
        // what was streamed is there, and the code says that it is not whole
        let ran = lab.mtls(&["call", &url]);
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (18, "only this"),
            "{ran:?}"
        );
    }
}

/// Everything in it, hidden files too.
fn here(lab: &Lab) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(lab.path("here"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_killed_run_leaves_nothing_hidden_either() {
    let recorder = Recorder::plain();
    for (signal, _) in SIGNALS.iter().filter(|(signal, _)| *signal != "KILL") {
        for moment in MOMENTS {
            let lab = lab();
            let (_, said) = come_to(*moment, &lab, &recorder).kill(signal);
            let left = match moment {
                Moment::Between => vec!["first"],
                _ => vec![],
            };
            assert_eq!(here(&lab), left, "{signal} {moment:?}");
            // nothing was streamed
            assert!(!said.contains("not whole"), "{signal} {moment:?}: {said}");
        }
    }
}

#[test]
fn what_was_streamed_when_it_was_killed_is_said_not_to_be_whole() {
    let recorder = Recorder::plain();
    for (signal, number) in SIGNALS.iter().filter(|(signal, _)| *signal != "KILL") {
        for (flags, told) in [(&[][..], true), (&["-s"], false)] {
            let lab = lab();
            let streamed = File::create(lab.path("streamed")).unwrap();
            let url = recorder.url("/half-of/2000000");
            let run = Underway::begin(&lab, &[&[url.as_str()], flags].concat(), streamed.into());
            until("a part", || {
                (!lab.read("streamed").is_empty()).then_some(())
            });
            let (status, said) = run.kill(signal);
            assert_eq!(
                said.contains("not whole"),
                told,
                "{signal} {flags:?}: {said}"
            );
            let by_signal = status.signal() == Some(*number);
            assert!(
                by_signal || status.code() == Some(128 + number),
                "{status:?}"
            );
        }
    }
}

#[test]
fn a_file_over_the_limit_of_its_size_ends_23_and_leaves_nothing() {
    let Some(bash) = peer("bash") else { return };
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let program = env!("CARGO_BIN_EXE_mtls");
    for path in ["/bytes/300000", "/bytes-chunked/300000"] {
        let url = recorder.url(path);
        let line = format!("ulimit -f 8; {program} call {url} -o out");
        let ran = lab.try_peer(&bash, &["-c", &line]);
        ran.fails(23, "file too large");
        assert!(lab.files().is_empty(), "{path}: {:?}", lab.files());
        lab.write("out", "before");
        lab.try_peer(&bash, &["-c", &line])
            .fails(23, "file too large");
        assert_eq!(lab.text("out"), "before", "{path}");
        std::fs::remove_file(lab.path("out")).unwrap();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_was_ignored_stays_so() {
    let lab = Lab::new();
    let slow = format!("wait:600 {}", answer("200 OK", "", "whole"));
    let server = Scripted::new(&[&slow]);
    let program = env!("CARGO_BIN_EXE_mtls");
    let url = server.url("/");
    let line = format!("trap '' INT; exec {program} call {url} -o file");
    let run = Command::new("sh")
        .args(["-c", &line])
        .current_dir(lab.path(""))
        .stdin(Stdio::null())
        .spawn();
    let mut run = Running(run.unwrap());
    until("the request", || (!server.take().is_empty()).then_some(()));
    run.signal("INT");
    let status = until("its end", || run.0.try_wait().unwrap());
    assert!(status.success(), "{status:?}");
    assert_eq!(lab.text("file"), "whole");
}
