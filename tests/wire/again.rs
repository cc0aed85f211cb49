//! Repeated transfers, beside curl: how often, how long apart, what is left of the attempts before;
//! and what is not repeated though curl would.

use std::path::Path;
use std::time::Duration;

use crate::common::process::free_port;
use crate::common::{Lab, Ran, peer};
use crate::scripted::{Came, Scripted, answer};

/// curl and ours against the same script; both runs, and the requests of both.
fn both(lab: &Lab, server: &Scripted, args: &[&str]) -> Option<[(Ran, Vec<Came>); 2]> {
    let curl = peer("curl")?;
    let theirs = lab.try_peer(&curl, &[&["-q", "-sS"], args].concat());
    let from_curl = server.take();
    let mtls = Path::new(env!("CARGO_BIN_EXE_mtls"));
    let ours = lab.try_peer(mtls, &[&["call"], args].concat());
    Some([(theirs, from_curl), (ours, server.take())])
}

fn seconds_apart(came: &[Came]) -> Vec<u64> {
    let pairs = came.windows(2);
    pairs
        .map(|pair| (pair[1].at - pair[0].at + Duration::from_millis(100)).as_secs())
        .collect()
}

#[test]
fn what_passes_is_repeated_as_often_and_as_late_as_curl_does() {
    let busy = answer("503 Busy", "", "busy\n");
    let fine = answer("200 OK", "", "fine\n");
    let later = answer("429 Slow", "Retry-After: 2\r\n", "later\n");
    let (none, slow) = (answer("404 No", "", "no\n"), "wait:900 ".to_owned());
    let passes = [&busy[..], &fine];
    let cases: [(&[&str], &str); 15] = [
        (&[&busy, &busy, &fine], "--retry 3"),
        (&passes, "--retry 1 -o body"),
        (&[&busy], "--retry 1 -f"),
        (&[&busy], "--retry 9 --retry-delay 1 --retry-max-time 2"),
        (&[&later, &fine], "--retry 1"),
        (&[&later, &fine], "--retry 1 --retry-max-time 1"),
        (&[&none, &fine], "--retry 1 -f"),
        (&[&none, &fine], "--retry 1 -f --retry-all-errors"),
        (&[&busy, ""], "--retry 1 -o body"),
        (&["", &fine], "--retry 1"),
        (&["", &fine], "--retry 1 --retry-all-errors"),
        (&[&slow, &fine], "--retry 1 -m 0.4"),
        (&passes, "--retry 1 -X PUT -d x"),
        (&passes, "--retry 1 -w %{http_code}-%{exitcode}"),
        (&passes, "--retry 1 -d x -H Idempotency-Key:k"),
    ];
    // they wait most of the time
    std::thread::scope(|scope| {
        for (script, flags) in cases {
            scope.spawn(move || repeats_as_curl_does(script, flags));
        }
    });
}

fn repeats_as_curl_does(script: &[&str], flags: &str) {
    let (lab, server) = (Lab::new(), Scripted::new(script));
    let url = server.url("/p");
    let args: Vec<&str> = std::iter::once(&*url).chain(flags.split(' ')).collect();
    let Some([(theirs, from_curl), (ours, from_us)]) = both(&lab, &server, &args) else {
        return;
    };
    let told = |ran: &Ran, came: &[Came]| {
        let lines: Vec<String> = came.iter().map(|c| c.line.clone()).collect();
        (ran.code, ran.stdout.clone(), lines, seconds_apart(came))
    };
    assert_eq!(told(&ours, &from_us), told(&theirs, &from_curl), "{args:?}");
    if flags.contains("body") {
        // of ours, which ran last: the last answer, or nothing where there was none
        let last = if script.last() == Some(&"") {
            ""
        } else {
            "fine\n"
        };
        assert_eq!(lab.text("body"), last, "{args:?}");
    }
}

#[test]
fn what_might_be_carried_out_twice_is_not_repeated_unasked() {
    let lab = Lab::new();
    let script = [
        answer("503 Busy", "", "busy\n"),
        answer("200 OK", "", "fine\n"),
    ];
    let server = Scripted::new(&[&script[0], &script[1]]);
    let url = server.url("/pay");
    for method in ["POST", "PATCH"] {
        let ran = lab
            .mtls(&["call", &url, "-X", method, "-d", "x", "--retry", "2"])
            .ok();
        assert_eq!((ran.stdout.as_str(), server.take().len()), ("busy\n", 1));
        for named in ["twice", "Idempotency-Key", "--retry-non-idempotent"] {
            assert!(ran.stderr.contains(named), "{ran:?}");
        }
    }
    let asked = [
        "call",
        &url,
        "-d",
        "x",
        "--retry",
        "2",
        "--retry-non-idempotent",
    ];
    assert_eq!(lab.mtls(&asked).ok().stdout, "busy\nfine\n");
    assert_eq!(server.take().len(), 2);
    // without an answer nobody knows either
    let silent = Scripted::new(&["", &script[1]]);
    let url = silent.url("/pay");
    let ran = lab.mtls(&[
        "call",
        &url,
        "-d",
        "x",
        "--retry",
        "2",
        "--retry-all-errors",
    ]);
    assert_eq!((ran.code, silent.take().len()), (52, 1), "{ran:?}");
}

#[test]
fn a_refused_connection_is_repeated_when_asked_whatever_the_method() {
    let lab = Lab::new();
    let url = format!("http://127.0.0.1:{}/", free_port());
    for flags in [&[][..], &["-d", "x"]] {
        let plain = ["call", &url, "--retry", "1"];
        let ran = lab.mtls(&[&plain, flags].concat());
        assert_eq!(ran.code, 7);
        assert!(!ran.stderr.contains("Will retry"), "{ran:?}");
        let ran = lab.mtls(&[&plain, flags, &["--retry-connrefused"]].concat());
        assert_eq!(ran.code, 7);
        let said = "Problem: connection refused. Will retry in 1 second. 1 retry left.";
        assert!(ran.stderr.contains(said), "{ran:?}");
        let ran = lab.mtls(&[&plain, flags, &["--retry-connrefused", "-s"]].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (7, ""));
    }
}

#[test]
fn repetitions_are_counted_for_write_out() {
    let lab = Lab::new();
    let busy = answer("503 Busy", "", "");
    let server = Scripted::new(&[&busy, &busy, &answer("200 OK", "", "")]);
    let (url, format) = (server.url("/"), "%{num_retries} %{http_code}");
    let args = [
        "call",
        &url,
        "--retry",
        "5",
        "--retry-delay",
        "0.1",
        "-w",
        format,
    ];
    assert_eq!(lab.mtls(&args).ok().stdout, "2 200");
}
