//! Command lines beside curl: config files, sections, negations, abbreviations; and what is ours:
//! variables, mistakes in files, connections kept across sections.

use crate::beside_curl::Beside;
use crate::common::{CANARY, Lab};
use crate::recorder::Recorder;
use crate::{certificates, scripted};

#[test]
fn config_files_mean_what_they_mean_to_curl() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    let url = beside.recorder.url("");
    let with_url = |text: &str| text.replace("URL", &url);
    beside
        .write(
            "one",
            with_url("# a comment\nurl = \"URL/one\"\ndata = \"a \\\"b\\\"\\tc\\n\\\\d\"\n"),
        )
        .write(
            "two",
            with_url(
                "url URL/two # not this\n\n  header: \"X-A: b\"\n-H \"X-B: c\"\n--request PUT\n",
            ),
        )
        .write(
            "three",
            with_url("--url URL/three\r\n-X DELETE\r\ninclude\r\n"),
        )
        .write(
            "four",
            with_url("url=URL/4a\nhead\nnext\nurl = URL/4b\ndata=x\nnext\nurl=URL/4c"),
        )
        .write("nested", "config = \"two\"\nuser-agent = \"\"\n")
        .write(
            "outputs",
            with_url("url = URL/x\noutput = out\nurl = URL/y\n-o -\nsilent\nno-include"),
        );
    for args in [
        &["-K", "one"][..],
        &["-Kone", "-K", "two"],
        &["--config", "two"],
        &["-K", "three", "-i"],
        &["-K", "four"],
        &["-K", "nested"],
        &["-K", "outputs", "-i"],
        &["URL/first", "-K", "two", "-d", "last"],
        &["-d", "first", "-K", "one"],
        &["-q", "URL/", "-sS"],
        &["-K", "missing"],
    ] {
        beside.same(args);
    }
    let text = with_url("url = URL/in\nheader = \"X: y\"");
    beside.same_in(&["-K", "-"], text.as_bytes());
}

#[test]
fn sections_have_requests_of_their_own_as_in_curl() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    for args in [
        &["URL/1", "-d", "a", "--next", "URL/2"][..],
        &[
            "URL/1", "-d", "a", "-:", "URL/2", "-X", "PUT", "--next", "URL/3", "-I",
        ],
        &["URL/1", "-H", "X: 1", "-:", "-H", "Y: 2", "URL/2"],
        &["URL/status/404", "-f", "--next", "URL/status/404"],
        &["URL/status/404", "--next", "URL/status/404", "-f"],
        &["URL/status/404", "--next", "URL/2", "-f", "--fail-early"],
        &["URL/status/404", "-f", "--next", "URL/2", "--fail-early"],
        &["URL/status/404", "URL/2", "-f", "--fail-early"],
        &["URL/1", "-o", "one", "-w", "%{http_code}\\n", "-:", "URL/2"],
        &["--next", "URL/1"],
        &["URL/1", "-u", "a:b", "--next", "URL/2"],
        &["URL/1", "URL/2", "--rate", "5/s"],
        &["URL/1", "--rate", "5/x"],
    ] {
        beside.same(args);
    }
}

#[test]
fn a_section_without_a_url_is_found_before_anything_is_sent() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let ran = lab.mtls(&["call", &recorder.url("/"), "--next"]);
    ran.fails(2, "no URL is given");
    let taken = lab.mtls(&["call", "--json", &recorder.url("/")]);
    taken.fails(2, "--json takes data here, as curl's does");
    assert_eq!(recorder.take(), []);
}

#[test]
fn flags_are_negated_and_abbreviated_as_in_curl() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    for args in [
        &["URL/status/404", "-f", "--no-fail"][..],
        &["URL/status/404", "--no-fail", "-f"],
        &["URL/", "-i", "--no-include"],
        &["URL/redirect/302", "-L", "--no-location"],
        &["URL/", "--inclu"],
        &["URL/", "--user-a", "x"],
        &["URL/", "--dump-h", "head"],
        &["URL/", "--HEAD"],
        &["URL/", "--no-data", "x"],
        &["URL/", "--no-such-flag"],
        &["URL/", "--fai"],
        &[
            "URL/",
            "--no-buffer",
            "-N",
            "--no-progress-meter",
            "-#",
            "--styled-output",
        ],
        &[
            "URL/",
            "--no-styled-output",
            "--no-silent",
            "--no-show-error",
        ],
        &["URL/", "-sSi", "-XPUT", "-dx=1"],
        &["URL/", "--no-", "x"],
    ] {
        beside.same(args);
    }
}

#[test]
fn variables_are_filled_in_where_it_is_asked_for() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    lab.write("body", "two\n\"lines\"\n");
    lab.write(
        "config",
        format!(
            "variable = \"who=a b\"\nexpand-url = \"{}/{{{{who:url}}}}\"",
            recorder.url("")
        ),
    );
    let args = [
        "call",
        "-K",
        "config",
        "--variable",
        "text@body",
        "--variable",
        "%PW",
        "--variable",
        "%NONE=else",
        "--expand-data",
        "{\"t\":\"{{text:trim:json}}\"}",
        "--expand-header",
        "X-A: {{NONE}}",
        "--expand-oauth2-bearer",
        "{{PW:b64}}",
    ];
    lab.mtls(&args).ok();
    let seen = recorder.take().remove(0);
    assert!(
        seen.head.starts_with("POST /a%20b HTTP/1.1\r\n"),
        "{}",
        seen.head
    );
    assert_eq!(seen.header("X-A"), Some("else"));
    assert_eq!(seen.body, br#"{"t":"two\n\"lines\""}"#);
    assert!(
        seen.header("Authorization")
            .is_some_and(|v| !v.contains(CANARY))
    );
    let ran = lab.mtls(&["call", "--variable", "%UNSET", "--expand-url", "{{UNSET}}"]);
    ran.fails(2, "the environment has no UNSET");
}

#[test]
fn mistakes_in_a_config_file_are_named_by_line_and_end_2() {
    let lab = Lab::new();
    let secret = format!("user = \"me:{CANARY}\"\n");
    for (text, said) in [
        ("bogus = 1", "config:2: --bogus is no flag"),
        (
            "engine = x",
            "config:2: curl's --engine is not supported here",
        ),
        ("max-time = x", "config:2: --max-time"),
        ("url = \"open", "config:2: the quotes are not closed"),
        ("config = config", "config files name one another"),
    ] {
        lab.write("config", format!("{secret}{text}"));
        lab.mtls(&["call", "-K", "config", "http://127.0.0.1:1/"])
            .fails(2, said);
    }
}

#[cfg(unix)]
#[test]
fn a_config_file_with_secrets_that_others_can_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    lab.write("config", format!("user = \"me:{CANARY}\"\n"));
    let url = recorder.url("/");
    for (mode, is_told) in [(0o644, true), (0o600, false)] {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(lab.path("config"), mode).unwrap();
        let ran = lab.mtls(&["call", "-K", "config", &url]).ok();
        assert_eq!(ran.stderr.contains("chmod 600 config"), is_told, "{ran:?}");
        let ran = lab.mtls(&["call", "-K", "config", &url, "-s"]).ok();
        assert_eq!(ran.stderr, "");
    }
}

#[test]
fn sections_of_the_same_party_use_one_connection() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    let url = recorder.url("/");
    let who = [
        "--cacert",
        "ca.crt",
        "--cert",
        "client.crt",
        "--key",
        "client.key",
    ];
    let call = |second: &[&str]| {
        let first = [&["call", &url], &who[..], &["--next", &url, "-d", "x"]].concat();
        lab.mtls(&[&first[..], second].concat()).ok();
        let seen = recorder.take();
        seen.iter().map(|s| s.number).collect::<Vec<_>>()
    };
    assert_eq!(call(&who), [1, 2]);
    assert_eq!(call(&["--cacert", "ca.crt"]), [1, 1]); // another party: no certificate
}

#[test]
fn transfers_start_no_faster_than_asked() {
    let lab = Lab::new();
    let server = scripted::Scripted::new(&[&scripted::answer("200 OK", "", "")]);
    let url = server.url("/");
    lab.mtls(&["call", &url, &url, &url, "--rate", "4/s"]).ok();
    let came = server.take();
    let apart = came[2].at - came[0].at;
    assert!((480..1500).contains(&apart.as_millis()), "{apart:?}");
}
