//! Several transfers at once, beside curl: what arrives, what is written, how the run ends.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use crate::certificates;
use crate::common::{Lab, peer};
use crate::recorder::Recorder;
use crate::scripted::{Scripted, answer};

#[test]
fn transfers_run_at_once_and_no_more_than_allowed() {
    let lab = Lab::new();
    let slow = format!("wait:300 {}", answer("200 OK", "", "slow\n"));
    for (flags, least, most) in [
        (&["-Z"][..], 6, 6),
        (&["-Z", "--parallel-max", "2"], 2, 2),
        (&["-Z", "--parallel-immediate"], 6, 6),
        (&[], 1, 1),
    ] {
        let server = Scripted::new(&[&slow]);
        let urls: Vec<String> = (0..6).map(|n| server.url(&format!("/{n}"))).collect();
        let urls = urls.iter().map(String::as_str);
        let args: Vec<&str> = ["call"]
            .into_iter()
            .chain(urls)
            .chain(flags.iter().copied())
            .collect();
        let ran = lab.mtls(&args).ok();
        assert_eq!(ran.stdout, "slow\n".repeat(6));
        let (came, at_once) = (server.take(), server.most_at_once());
        assert!((least..=most).contains(&at_once), "{flags:?}: {at_once}");
        let lines: BTreeSet<&str> = came.iter().map(|c| c.line.as_str()).collect();
        assert_eq!((came.len(), lines.len()), (6, 6));
        let from: BTreeSet<u16> = came.iter().map(|c| c.from).collect();
        assert_eq!(from.len(), most, "each worker keeps its connection");
    }
}

#[test]
fn files_formats_and_codes_are_curls() {
    let Some(curl) = peer("curl") else {
        return;
    };
    let recorder = Recorder::plain();
    let url = |path: &str| recorder.url(path);
    for (paths, flags) in [
        (
            &["/one", "/two", "/gzip"][..],
            &["-o", "1", "-o", "2", "-o", "3"][..],
        ),
        (&["/status/404", "/two"], &["-f", "-o", "a", "-o", "b"]),
        (&["/two", "/status/404"], &["-f", "-o", "a", "-o", "b"]),
        (&["/two", "/truncated"], &["-o", "a", "-o", "b"]),
        (
            &["/1", "/2", "/3", "/4"],
            &["-w", "%{urlnum} %{http_code}\\n"],
        ),
    ] {
        let (theirs, ours) = (Lab::new(), Lab::new());
        let urls: Vec<String> = paths.iter().map(|p| url(p)).collect();
        let mut args: Vec<&str> = urls.iter().map(String::as_str).collect();
        args.extend(flags);
        let curls = theirs.try_peer(&curl, &[&["-q", "-sS", "-Z"], &args[..]].concat());
        let mine = ours.mtls(&[&["call", "-Z"], &args[..]].concat());
        assert_eq!(mine.code, curls.code, "{args:?} {mine:?} {curls:?}");
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&mine.stdout), sorted(&curls.stdout), "{args:?}");
        for name in theirs
            .files()
            .iter()
            .filter(|n| *n != "b" || curls.code == 0)
        {
            assert_eq!(ours.read(name), theirs.read(name), "{args:?} {name}");
        }
    }
}

#[test]
fn the_first_failure_ends_it_when_asked() {
    let lab = Lab::new();
    let server = Scripted::new(&[&answer("500 No", "", ""), &answer("200 OK", "", "")]);
    let url = server.url("/");
    let many = vec![url.as_str(); 30];
    let early = ["call", "-Z", "--parallel-max", "2", "-f", "--fail-early"];
    let ran = lab.mtls(&[&early[..], &many].concat());
    assert_eq!(ran.code, 22, "{ran:?}");
    assert!(server.take().len() < 30);
    let ran = lab.mtls(&[&["call", "-Z", "-f"], &many[..]].concat());
    assert_eq!((ran.code, server.take().len()), (22, 30));
}

#[test]
fn lines_of_several_transfers_stay_whole() {
    let lab = Lab::new();
    let line = "0123456789".repeat(20) + "\n";
    let server = Scripted::new(&[&answer("200 OK", "X-Line: whole\r\n", &line)]);
    let url = server.url("/");
    let many = vec![url.as_str(); 40];
    let format = "{%{http_code}}\\n";
    let ran = lab
        .mtls(&[&["call", "-Z", "-v", "-w", format], &many[..]].concat())
        .ok();
    for line in ran.stdout.lines() {
        assert!(line == "{200}" || line.len() == 200, "{line}");
    }
    assert_eq!(ran.stdout.matches("{200}").count(), 40);
    let heads = ran
        .stderr
        .lines()
        .filter(|l| *l == "< X-Line: whole")
        .count();
    assert_eq!(heads, 40, "{}", ran.stderr);
    assert!(
        ran.stderr
            .lines()
            .all(|l| l.starts_with(['*', '<', '>', '{'])),
        "{}",
        ran.stderr
    );
}

#[test]
fn each_worker_presents_the_certificate_once() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    let url = recorder.url("/");
    let many = vec![url.as_str(); 12];
    let who = [
        "--cacert",
        "ca.crt",
        "--cert",
        "client.crt",
        "--key",
        "client.key",
    ];
    let begun = Instant::now();
    let args = [&["call", "-Z", "--parallel-max", "3"], &who[..], &many].concat();
    assert_eq!(lab.mtls(&args).ok().stdout, "hello\n".repeat(12));
    assert!(begun.elapsed() < Duration::from_secs(20));
    let seen = recorder.take();
    assert!(seen.iter().all(|s| s.certificate.is_some()));
    let connections = seen.iter().filter(|s| s.number == 1).count();
    assert!((1..=3).contains(&connections), "{connections}");
}
