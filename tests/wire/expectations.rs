//! `--expect-status`, `-header`, `-json`, `-body`: quiet when met, 22 and what came when not; and
//! `--idempotency-key`.

use crate::certificates;
use crate::common::Lab;
use crate::recorder::Recorder;

#[test]
fn an_expectation_that_is_met_says_nothing() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let url = recorder.url("/token/abc");
    for flags in [
        &["--expect-status", "200"][..],
        &["--expect-status", "404,2xx", "--expect-status", "201"],
        &["--expect-header", "Content-Length"],
        &["--expect-header", "content-length: /^[0-9]+$/"],
        &[
            "--expect-json",
            ".access_token == \"abc\" and .expires_in > 1",
        ],
        &[
            "--expect-json",
            ".expires_in > 1",
            "--expect-json",
            "has(\"access_token\")",
        ],
        &["--expect-body", "\"abc\""],
    ] {
        let ran = lab.mtls(&[&["call", &url], flags].concat()).ok();
        assert_eq!(ran.stderr, "", "{flags:?}");
        assert!(ran.stdout.contains("access_token"), "{ran:?}");
    }
}

#[test]
fn one_that_is_not_met_ends_22_with_what_came_and_the_body_is_written() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let url = recorder.url("/token/abc");
    for (flags, told) in [
        (
            &["--expect-status", "201"][..],
            "expected status 201; came: 200",
        ),
        (
            &["--expect-header", "X-Gone"],
            "expected header X-Gone; came: it is not there",
        ),
        (
            &["--expect-json", ".expires_in == 61"],
            "expected .expires_in == 61; came: false, .expires_in being 60",
        ),
        (
            &["--expect-json", ".access_token == \"x\""],
            "came: false, .access_token being ***",
        ),
        (
            &["--expect-body", "nothing"],
            "expected the body has \"nothing\"; came: its",
        ),
    ] {
        for place in [&[][..], &["-o", "out"]] {
            let ran = lab.mtls(&[&["call", &url], flags, place].concat());
            assert_eq!(ran.code, 22, "{ran:?}");
            assert!(ran.stderr.contains(told), "{told}: {ran:?}");
            assert!(
                ran.stderr
                    .starts_with("mtls: (22) the answer is not what was expected\n")
            );
            assert!(!ran.stderr.contains("abc"), "{ran:?}");
            let body = if place.is_empty() {
                ran.stdout
            } else {
                lab.text("out")
            };
            assert!(body.contains("access_token"), "{body}");
        }
    }
    let url = recorder.url("/no-content");
    let ran = lab.mtls(&["call", &url, "--expect-json", "."]);
    assert!(ran.stderr.contains("came: there is no body"), "{ran:?}");
}

#[test]
fn a_status_that_is_asked_for_is_no_error() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    for code in ["401", "404", "503"] {
        let url = recorder.url(&format!("/status/{code}"));
        for fail in ["-f", "--fail-with-body", "-i"] {
            let ran = lab
                .mtls(&["call", &url, "--expect-status", code, fail])
                .ok();
            assert_eq!(ran.stderr, "", "{ran:?}");
            assert!(ran.stdout.ends_with("no\n"), "{ran:?}");
        }
        let ran = lab.mtls(&["call", &url, "--expect-status", "200"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (22, "no\n"), "{ran:?}");
        assert!(ran.stderr.contains(&format!("came: {code}")), "{ran:?}");
        assert_eq!(
            ran.stderr.contains("[unauthorized]"),
            code == "401",
            "{ran:?}"
        );
        lab.mtls(&["call", &url, "--expect-status", "200", "-f"])
            .fails(22, "came");
    }
}

#[test]
fn each_url_is_held_to_them_and_redirects_by_their_end() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let (good, bad) = (recorder.url("/"), recorder.url("/status/500"));
    let format = ["-w", "%{expectations}\n", "-s", "-o", "a", "-o", "b"];
    let ran = lab.mtls(
        &[
            &["call", &bad, &good, "--expect-status", "2xx"],
            &format[..],
        ]
        .concat(),
    );
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(
        lines,
        [
            r#"[{"expected":"status 2xx","came":"500","met":false}]"#,
            r#"[{"expected":"status 2xx","came":"200","met":true}]"#
        ]
    );
    // as in curl, the last one gives the code
    assert_eq!(ran.code, 0, "{ran:?}");
    let moved = recorder.url("/redirect/302");
    lab.mtls(&["call", &moved, "-L", "--expect-status", "200"])
        .ok();
    let ran = lab.mtls(&["call", &moved, "--expect-status", "200"]);
    assert_eq!(ran.code, 22, "{ran:?}");
    assert!(ran.stderr.contains("came: 302"), "{ran:?}");
}

#[test]
fn what_cannot_be_expected_ends_2_before_anything_is_sent() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let url = recorder.url("/");
    for (flag, value, told) in [
        ("--expect-status", "abc", "takes statuses"),
        ("--expect-header", "a b", "takes a header's name"),
        ("--expect-header", "A: /(/", "the regex is none"),
        ("--expect-json", ".a ==", "at its end: term is wanted"),
        (
            "--expect-json",
            ".a | nope",
            "at character 6: there is no filter nope",
        ),
        ("--expect-json", "env.PW", "there is no filter env"),
        (
            "--expect-json",
            "def f: f; f",
            "at character 1: functions are not defined here",
        ),
        ("--idempotency-key", "", "is empty"),
        ("--idempotency-key", "a\nb", "characters that no header has"),
    ] {
        lab.mtls(&["call", &url, flag, value]).fails(2, told);
    }
    assert_eq!(recorder.take(), []);
}

#[test]
fn no_answer_harms_the_one_who_looks_into_it() {
    let lab = Lab::new();
    let recorder = Recorder::plain();
    let url = recorder.url("/");
    let ran = lab.mtls(&["call", &url, "--expect-json", "."]);
    assert!(ran.stderr.contains("came: the body is no JSON"), "{ran:?}");
    let url = recorder.url("/truncated");
    let ran = lab.mtls(&["call", &url, "--expect-body", "only"]);
    assert_eq!(ran.code, 18, "what is cut short is not judged: {ran:?}");
    let url = recorder.url("/gzip");
    lab.mtls(&["call", &url, "--compressed", "--expect-body", "was small"])
        .ok();
}

#[test]
fn a_key_is_said_and_goes_along_with_every_redirect() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::plain();
    let key = |seen: &crate::recorder::Seen| seen.header("Idempotency-Key").unwrap().to_owned();
    let (one, two) = (recorder.url("/redirect/307"), recorder.url("/b"));
    let ran = lab
        .mtls(&[
            "call",
            &one,
            &two,
            "-L",
            "-d",
            "x",
            "--idempotency-key",
            "auto",
        ])
        .ok();
    let keys: Vec<String> = recorder.take().iter().map(key).collect();
    assert_eq!(keys.len(), 3);
    assert!(keys[0] == keys[1] && keys[1] != keys[2], "{keys:?}");
    for key in &keys {
        assert!(ran.stderr.contains(key), "{ran:?}");
        let form: Vec<usize> = key.split('-').map(str::len).collect();
        assert_eq!(form, [8, 4, 4, 4, 12]);
    }
    let ran = lab
        .mtls(&["call", &two, "--idempotency-key", "order-7"])
        .ok();
    assert_eq!(key(&recorder.take()[0]), "order-7");
    assert!(
        ran.stderr
            .contains("GET changes nothing and needs no Idempotency-Key"),
        "{ran:?}"
    );
    let ran = lab
        .mtls(&[
            "call",
            &two,
            &one,
            "-d",
            "x",
            "--idempotency-key",
            "order-7",
        ])
        .ok();
    assert!(ran.stderr.contains("all 2 URLs get the same"), "{ran:?}");
    let twice = [
        "call",
        &two,
        "-H",
        "idempotency-key: a",
        "--idempotency-key",
        "b",
    ];
    lab.mtls(&twice)
        .fails(2, "is given with -H and with --idempotency-key");
}
