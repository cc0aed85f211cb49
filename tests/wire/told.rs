//! What is told beside the answer, beside curl: `-v`, traces, `-w`'s variables; and that no
//! credential is in it.

use crate::beside_curl::Beside;
use crate::common::{CANARY, Lab};
use crate::recorder::Recorder;
use crate::scripted::{Scripted, answer};
use crate::{certificates, common::Ran};

/// What does not differ from run to run.
fn steady(text: &str) -> Vec<String> {
    let is_of_run = |line: &str| {
        line.contains("User-Agent") || line.starts_with("* ") || line.starts_with("== Info")
    };
    text.lines()
        .filter(|line| !is_of_run(line))
        .map(str::to_owned)
        .collect()
}

#[test]
fn verbose_shows_the_lines_that_curl_shows() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    for (path, flags) in [
        ("/", &[][..]),
        ("/", &["-d", "some=data"]),
        ("/", &["-I"]),
        ("/redirect/302", &["-L"]),
        ("/hints", &[]),
        ("/status/404", &[]),
    ] {
        let url = beside.recorder.url(path);
        let (theirs, ours) = beside.each(&[&["-v", "-o", "out", &url], flags].concat());
        let curls: Vec<String> = steady(&theirs.stderr)
            .into_iter()
            .filter(|line| !line.starts_with("curl: "))
            .collect();
        let mine: Vec<String> = steady(&ours.stderr)
            .into_iter()
            .filter(|line| line.starts_with(['<', '>', '{', '}']))
            .collect();
        assert_eq!(mine, curls, "{path} {flags:?}");
    }
}

#[test]
fn traces_are_curls_to_the_byte() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    for kind in ["--trace", "--trace-ascii"] {
        for (path, flags) in [
            ("/", &[][..]),
            ("/", &["-d", "some=data&more=of it"]),
            ("/odd", &[]),
            ("/hints", &[]),
            ("/redirect/302", &["-L"]),
        ] {
            let url = beside.recorder.url(path);
            let flags = [&[kind, "-", "-A", "agent", "-o", "out", &url], flags].concat();
            let (theirs, ours) = beside.each(&flags);
            let told = |ran: &Ran| {
                let lines = ran.stdout.lines().filter(|l| !l.starts_with("== Info"));
                lines.map(str::to_owned).collect::<Vec<_>>()
            };
            assert!(told(&theirs).len() > 5);
            assert_eq!(told(&ours), told(&theirs), "{flags:?}");
        }
    }
}

#[test]
fn traces_go_where_they_are_sent_and_have_time_and_numbers() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let url = recorder.url("/");
    let ran = lab.mtls(&[
        "call",
        &url,
        &url,
        "--trace-ascii",
        "t",
        "--trace-time",
        "--trace-ids",
    ]);
    assert_eq!(ran.ok().stderr, "");
    let text = lab.text("t");
    let first = text.lines().find(|l| l.contains("=> Send header")).unwrap();
    let (time, rest) = first.split_once(' ').unwrap();
    assert_eq!(
        (time.len(), time.as_bytes()[2], time.as_bytes()[8]),
        (15, b':', b'.'),
        "{first}"
    );
    assert!(rest.starts_with("[0-0] => Send header, "), "{first}");
    assert!(
        text.contains("[1-0] == Info: Re-using existing connection #0"),
        "{text}"
    );
    let ran = lab.mtls(&["call", &url, "--trace", "%"]).ok();
    assert!(
        ran.stderr
            .contains("<= Recv data, 6 bytes (0x6)\n0000: 68 65"),
        "{ran:?}"
    );
    let ran = lab.mtls(&["call", &url, "-v", "--stderr", "e"]).ok();
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("hello\n", ""));
    assert!(lab.text("e").contains("< HTTP/1.1 200 OK"));
    let ran = lab.mtls(&["call", "http://127.0.0.1:1/", "--stderr", "-"]);
    assert!(
        ran.stdout.starts_with("mtls: (7)") && ran.stderr.is_empty(),
        "{ran:?}"
    );
}

#[test]
fn no_credential_is_in_a_trace() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let url = recorder.url("/");
    for kind in ["--trace", "--trace-ascii"] {
        for flags in [
            &["-u", "me:Canary-hunter2-xyzzy"][..],
            &["--oauth2-bearer", CANARY],
            &["-H", "Authorization: Bearer Canary-hunter2-xyzzy"],
            &[
                "--oauth2-bearer",
                CANARY,
                "-d",
                "token=Canary-hunter2-xyzzy",
            ],
            &["-H", "X-Api-Key: Canary-hunter2-xyzzy"],
        ] {
            let args = [&["call", &url, kind, "t", "--stderr", "e"], flags].concat();
            lab.mtls(&args).ok();
            let text = lab.text("t") + &lab.text("e");
            assert!(
                text.contains("=> Send header") || text.contains("> GET"),
                "{text}"
            );
            let flat: String = text
                .lines()
                .map(|l| l.rsplit("  ").next().unwrap_or(l))
                .collect();
            assert!(
                !flat.contains("hunter2") && !flat.contains("Q2FuYXJ5"),
                "{flags:?}: {text}"
            );
        }
    }
}

#[test]
fn a_secret_that_a_server_quotes_is_not_in_a_trace() {
    let lab = Lab::new();
    let server = Scripted::new(&[&answer("401 No", "", &format!("not {CANARY}, but"))]);
    let url = server.url("/");
    for flags in [
        ["-H", "X-Api-Key: Canary-hunter2-xyzzy"],
        ["-H", "Authorization: Bearer Canary-hunter2-xyzzy"],
        ["--oauth2-bearer", CANARY],
        ["-u", "me:Canary-hunter2-xyzzy"],
    ] {
        let args = ["call", &url, "--trace-ascii", "t", "-o", "out"];
        lab.mtls(&[&args[..], &flags].concat()).ok();
        assert!(
            lab.text("t").contains("0000: not ***, but"),
            "{}",
            lab.text("t")
        );
    }
}

#[test]
fn every_variable_has_curls_value() {
    let Some(beside) = Beside::tls() else {
        return;
    };
    let format: String = NAMES.iter().map(|n| format!("{n}=%{{{n}}}\\n")).collect();
    let who = [
        "--cacert",
        "ca.crt",
        "--cert",
        "client.crt",
        "--key",
        "client.key",
        "-A",
        "agent",
    ];
    for flags in [
        &["URL/p?q=1"][..],
        &["URL/p", "-d", "body"],
        &["URL/redirect/302", "-L"],
        &["URL/redirect/302"],
        &["URL/p", "-o", "out"],
        &["URL/p", "-I"],
        &["URL/status/404", "-f"],
        &["URL/one", "URL/two"],
        &["https://127.0.0.1:1/"],
        &["URL/truncated"],
        &["URL/p", "-w", "%{stderr}x%{stdout}%{onerror}not this"],
        &[
            "URL/status/404",
            "-f",
            "-w",
            "%{onerror}but this %{exitcode}",
        ],
        &["URL/p", "-w", "%header{content-type} %{header_json}"],
    ] {
        beside.same(&[&who[..], &["-w", &format], flags].concat());
    }
}

#[test]
fn times_are_in_their_order_and_redirects_count() {
    let lab = Lab::new();
    let slow = format!(
        "wait:200 {}",
        answer("302 Found", "Location: /there\r\n", "")
    );
    let server = Scripted::new(&[&slow, &format!("wait:100 {}", answer("200 OK", "", "x"))]);
    let names = [
        "namelookup",
        "pretransfer",
        "starttransfer",
        "total",
        "redirect",
    ];
    let format: String = names.iter().map(|n| format!("%{{time_{n}}} ")).collect();
    let ran = lab
        .mtls(&["call", "-L", &server.url("/"), "-o", "out", "-w", &format])
        .ok();
    let times: Vec<f64> = ran
        .stdout
        .split_whitespace()
        .map(|t| t.parse().unwrap())
        .collect();
    // the second hop's connection stood already, and took no time
    assert!(times[..4].is_sorted(), "{times:?}");
    assert!((0.2..1.0).contains(&times[4]), "{times:?}");
    assert!(times[3] >= 0.3, "{times:?}");
}

#[test]
fn what_is_ours_is_told_too() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    let who = [
        "--cacert",
        "ca.crt",
        "--cert",
        "client.crt",
        "--key",
        "client.key",
    ];
    let url = recorder.url("/p?q=1");
    let format = "%{client_cert_requested} %{client_cert_sent} %{tls_version} %{num_retries} %{url.host} %{urle.path}?%{url.query} %{urle.scheme}:%{url.port}%output{to}kept %{http_code}";
    for _ in 0..2 {
        let args = [&["call", &url, "-o", "out", "-w", format], &who[..]].concat();
        let ran = lab.mtls(&args).ok();
        let expected = format!(
            "true true TLSv1.3 0 localhost /p?q=1 https:{}",
            recorder.port
        );
        assert_eq!(ran.stdout, expected);
        assert_eq!(lab.text("to"), "kept 200");
    }
    let appended = ["call", &url, "-o", "out", "-w", "%output{>>to}, more"];
    lab.mtls(&[&appended, &who[..]].concat()).ok();
    assert_eq!(lab.text("to"), "kept 200, more");
}

/// Those that do not differ from run to run.
const NAMES: &[&str] = &[
    "content_type",
    "exitcode",
    "filename_effective",
    "ftp_entry_path",
    "http_code",
    "http_connect",
    "http_version",
    "local_ip",
    "method",
    "num_connects",
    "num_headers",
    "num_redirects",
    "proxy_ssl_verify_result",
    "redirect_url",
    "referer",
    "remote_ip",
    "remote_port",
    "response_code",
    "scheme",
    "size_download",
    "size_header",
    "size_request",
    "size_upload",
    "ssl_verify_result",
    "url",
    "url_effective",
    "urlnum",
];
