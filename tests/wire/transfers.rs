//! Where answers go and how transfers end, beside curl: output flags, `-w`, error statuses, time
//! limits, bodies cut short, uploads.

use std::time::{Duration, Instant};

use crate::beside_curl::Beside;
use crate::common::Lab;
use crate::recorder::Recorder;

#[test]
fn bodies_and_heads_go_where_curl_puts_them() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    for args in [
        &["URL/a/file.txt", "-o", "out"][..],
        &["URL/a/file.txt?x=y", "-O"],
        &["URL/a/", "-O"],
        &["URL/", "-o", "-"],
        &["URL/", "-i"],
        &["URL/", "--include", "-o", "with-head"],
        &["URL/", "-D", "head"],
        &["URL/", "-D", "-"],
        &["URL/", "-D", "head2", "-i", "-o", "body2"],
        &["URL/", "-I"],
        &["URL/", "-I", "-o", "head3"],
        &["URL/one", "URL/two"],
        &["URL/one", "URL/two", "-o", "1", "-o", "2"],
        &["URL/one", "URL/two", "-o", "only"],
        &["URL/one", "URL/two", "-O", "-O"],
        &["URL/one", "URL/two", "-i", "-D", "both"],
        &["URL/odd", "-i"],
        &["URL/hints", "-i"],
        &["URL/unasked-100", "-i"],
        &["URL/unasked-100", "-i", "-d", "x"],
        &[
            "URL/unasked-100",
            "-i",
            "-d",
            "x",
            "-H",
            "Expect: 100-continue",
        ],
        &["URL/no-content", "-i"],
        &["URL/until-close", "-i"],
        &["URL/chunked", "-o", "parts"],
        &["URL/", "-o", "no-such-folder/x"],
        &["URL/", "-s", "-S"],
    ] {
        beside.same(args);
    }
}

#[test]
fn error_statuses_end_as_in_curl() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    for code in [
        "200", "204", "301", "399", "400", "401", "403", "404", "500", "503",
    ] {
        let url = format!("URL/status/{code}");
        for flags in [
            &[][..],
            &["-f"],
            &["--fail-with-body"],
            &["-f", "-i"],
            &["-f", "-o", "never"],
            &["--fail-with-body", "-o", "body"],
            &["-s", "-f"],
            &["-f", "-w", "%{http_code}"],
        ] {
            beside.same(&[&[url.as_str()], flags].concat());
        }
    }
    beside.same(&["URL/status/404", "URL/", "-f"]);
    beside.same(&["URL/", "URL/status/404", "-f"]);
    beside.same(&["URL/", "-f", "--fail-with-body"]);
}

#[test]
fn write_out_says_what_curl_says() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    beside.write("format", "%{http_code} from file\\n");
    for format in [
        "%{http_code} %{response_code} %{size_download} %{size_upload} %{size_header}\\n",
        "%header{x-answer}|%header{content-type}|%header{none}",
        "%{content_type} %{http_version} %{method} %{scheme} %{exitcode} %{errormsg}",
        "%{num_headers} %{num_connects} %{num_redirects} %{remote_ip} %{remote_port} %{local_ip}",
        "%{url_effective} %{redirect_url} %{ssl_verify_result} %{num_certs}",
        "%{header_json}",
        "%{json",
        "100% %% \\t\\q%",
        "a%{stderr}b%{stdout}c",
        "@format",
        "%{size_request}",
    ] {
        // the same length of the User-Agent makes the same size of the request
        let common = ["URL/", "-w", format, "-A", "agent/1"];
        beside.same(&common);
        beside.same(&[&common[..], &["-d", "abc", "-o", "out"]].concat());
    }
    beside.same(&["URL/redirect/302", "-w", "%{redirect_url} %{num_redirects}"]);
    beside.same(&[
        "URL/empty",
        "-w",
        "%{http_code} %{exitcode} %{size_download}",
    ]);
    beside.same(&["URL/", "URL/status/404", "-w", "%{http_code}\\n"]);
    beside.same(&["URL/gzip", "-o", "z", "-w", "%{size_download}"]);
    for encoding in ["gzip", "deflate"] {
        for path in ["empty-body", "empty-204"] {
            let url = format!("URL/{path}/{encoding}");
            // curl knows more encodings; what is sent is named, so that both send the same
            let flags = [&url, "--compressed", "-H", "Accept-Encoding: gzip"];
            beside.same(&[&flags[..], &["-w", "%{http_code}"]].concat());
            beside.same(&[&flags[..], &["-I"]].concat());
        }
    }
}

#[test]
fn write_out_json_has_curls_keys() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    let url = beside.recorder.url("/");
    let keys = |ran: crate::common::Ran| {
        let object = ran.ok().json();
        let object = object.as_object().unwrap();
        object.keys().cloned().collect::<Vec<_>>()
    };
    let (theirs, ours) = beside.each(&[&url, "-o", "out", "-w", "%{json}"]);
    let ours = keys(ours);
    let missing: Vec<String> = keys(theirs)
        .into_iter()
        .filter(|key| !ours.contains(key))
        .collect();
    assert_eq!(missing, [""; 0], "{ours:?}");
}

#[test]
fn answers_cut_short_end_as_in_curl() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    for (path, code) in [
        ("/truncated", 18),
        ("/truncated-chunk", 18),
        ("/bad-chunk", 56),
        ("/empty", 52),
        ("/until-close", 0),
    ] {
        let url = format!("URL{path}");
        for flags in [&[][..], &["-i"], &["-w", "%{http_code} %{size_download}"]] {
            let (ran, _) = beside.same(&[&[url.as_str()], flags].concat());
            if code != 0 {
                assert_eq!(ran.code, code, "{ran:?}");
            }
        }
    }
}

#[test]
fn time_limits_end_28() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    let begun = Instant::now();
    beside.same(&["URL/hang", "-m", "0.3"]);
    beside.same(&["URL/hang", "-m", "0.3", "-w", "%{http_code} %{exitcode}"]);
    beside.same(&["URL/", "--connect-timeout", "5", "-m", "5"]);
    beside.same(&["URL/", "-m", "0", "--connect-timeout", "0"]);
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn uploads_wait_for_a_100_and_notice_an_early_answer() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    let large = vec![b'x'; (1 << 20) + 1];
    beside.write("large", &large);
    beside.write("limit", &large[1..]);
    for args in [
        &["URL/", "--data-binary", "@large", "-i"][..],
        &["URL/", "--data-binary", "@limit", "-i"],
        &["URL/", "--data-binary", "@large", "-H", "Expect:"],
    ] {
        beside.same(args);
    }
    for flags in [&[][..], &["-H", "Expect:"], &["-f"], &["-i"]] {
        let upload = ["--data-binary", "@large", "-m", "20"];
        beside.same(&[&["URL/early-open/401"], &upload[..], flags].concat());
        let (ran, _) = beside.same(&[&["URL/early/413"], &upload[..], flags].concat());
        assert_eq!(ran.code, if flags == ["-f"] { 22 } else { 0 }, "{ran:?}");
    }
}

#[test]
fn an_upload_goes_on_when_no_100_comes() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    let begun = Instant::now();
    beside.same(&["URL/no-100", "-d", "abc", "-H", "Expect: 100-continue"]);
    assert!(begun.elapsed() < Duration::from_secs(8)); // each waits a second
}

#[test]
fn a_connection_closed_meanwhile_is_opened_again_but_no_body_is_sent_twice() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    beside.same(&["URL/x", "URL/first-only"]);
    beside.same(&["URL/x", "URL/first-only", "-I"]);
    let (x, again) = (
        beside.recorder.url("/x"),
        beside.recorder.url("/first-only"),
    );
    let (theirs, ours) = beside.each(&[&x, &again, "-d", "pay=1"]);
    // a difference that is meant: it might be a payment
    assert_eq!((theirs.code, ours.code), (0, 52), "{ours:?}");
}

#[test]
fn half_a_head_is_no_answer() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    let (_, ours) = beside.each(&[&beside.recorder.url("/half-a-head")]);
    ours.fails(18, "the answer ended before it was complete");
}

#[test]
fn names_lead_where_resolve_and_connect_to_say() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    let port = beside.recorder.port;
    let resolve = format!("api.example:{port}:127.0.0.1");
    let url = format!("http://api.example:{port}/x");
    let detour = format!("api.example:80:127.0.0.1:{port}");
    for args in [
        &[url.as_str(), "--resolve", &resolve][..],
        &[
            &url,
            "--resolve",
            &resolve.replace("127.0.0.1", "[::1],127.0.0.1"),
        ],
        &["http://api.example/x", "--connect-to", &detour],
        &[
            "http://api.example/x",
            "--connect-to",
            &format!("::127.0.0.1:{port}"),
        ],
        &[
            "http://API.example/x",
            "--connect-to",
            &format!("api.example::127.0.0.1:{port}"),
        ],
        &[
            "http://api.example/x",
            "--connect-to",
            "other.example:80:no-such.invalid:1",
            "--connect-to",
            &detour,
        ],
    ] {
        beside.same(args);
    }
}

#[test]
fn no_flag_puts_a_second_line_into_the_head() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let url = recorder.url("/");
    for (flag, value) in [
        ("-A", "a\r\nX: y"),
        ("-u", "u:p\r\nX: y"),
        ("-X", "GET /x HTTP/1.1\r\nX:"),
        ("-X", ""),
        ("--oauth2-bearer", "pass:t\rX: y"),
        ("--oauth2-bearer", "pass:"),
        ("-H", "X: y\r\nZ: y"),
    ] {
        let ran = lab.mtls(&["call", &url, flag, value]);
        assert_eq!(ran.code, 2, "{flag}: {ran:?}");
        assert!(ran.stderr.contains(flag), "{flag}: {ran:?}");
    }
    let query = ["call", &url, "-G", "--data-binary", "a HTTP/1.1\r\nX: y"];
    assert_eq!(lab.mtls(&query).code, 3);
    let secret = url.replace("http://", "http://u:s3cret/x@");
    let ran = lab.mtls(&["call", &secret]).fails(3, "no valid port");
    assert!(!ran.stderr.contains("s3cret"), "{ran:?}");
    assert_eq!(recorder.take(), []);
}

#[test]
fn bad_urls_end_3() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    for url in [
        "http://",
        "http://{{account}}.x/",
        "http://h:99999/",
        "http://h:x/",
        "http://[::1/",
        "http:///x y",
    ] {
        let (ran, _) = beside.same(&[url]);
        assert_eq!(ran.code, 3, "{url}: {ran:?}");
    }
}

#[test]
fn under_tls_answers_end_as_in_curl_too() {
    let Some(beside) = Beside::tls() else { return };
    let identity = [
        "--cacert",
        "ca.crt",
        "--cert",
        "client.crt",
        "--key",
        "client.key",
    ];
    for path in [
        "",
        "chunked",
        "gzip",
        "empty",
        "truncated",
        "truncated-chunk",
        "until-close",
        "until-close-polite",
        "no-content",
        "status/404",
        "redirect/302",
        "early/413",
    ] {
        let url = format!("URL/{path}");
        for flags in [
            &["-L"][..],
            &["-L", "-d", "x", "-f"],
            &["--tls-max", "1.2"],
            &[
                "-w",
                "%{http_code} %{scheme} %{ssl_verify_result} %{size_download}",
            ],
        ] {
            beside.same(&[&[url.as_str()], &identity[..], flags].concat());
        }
    }
    beside.same(&[&["URL/hang", "-m", "0.5"], &identity[..]].concat());
    beside.write("large", vec![b'x'; 2 << 20]);
    for path in ["", "early/413", "early-open/401"] {
        for expect in ["Expect:", "X-A: b"] {
            let url = format!("URL/{path}");
            let upload = [url.as_str(), "--data-binary", "@large", "-H", expect];
            beside.same(&[&upload[..], &identity].concat());
        }
    }
}

/// The largest memory of a run in KiB, as GNU time would tell it.
fn peak_of(lab: &crate::common::Lab, args: &[&str]) -> Option<(i32, u64)> {
    let script = "import resource,subprocess,sys;\
        p=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL);\
        print(p.returncode,resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";
    let python = crate::common::peer("python3")?;
    let ours = [&["-c", script, env!("CARGO_BIN_EXE_mtls"), "call"], args].concat();
    let ran = lab.try_peer(&python, &ours);
    let (code, peak) = ran.stdout.trim().split_once(' ').unwrap();
    Some((code.parse().unwrap(), peak.parse().unwrap()))
}

#[test]
fn a_large_file_is_sent_without_being_held_in_memory() {
    let lab = crate::common::Lab::new();
    let recorder = crate::recorder::Recorder::plain();
    let size = 100 << 20;
    let file = std::fs::File::create(lab.path("large")).unwrap();
    file.set_len(size).unwrap();
    let (url, data) = (recorder.url("/drained"), "@large");
    let Some((code, peak)) = peak_of(&lab, &[&url, "--data-binary", data]) else {
        return;
    };
    assert_eq!(code, 0);
    assert!(peak < 32 << 10, "{peak} KiB");
    assert_eq!(recorder.take().first().unwrap().body.len() as u64, size);
}
