//! Cookies beside curl: what is sent, what is kept, what stands in the file.

use crate::beside_curl::Beside;
use crate::common::Lab;
use crate::recorder::Recorder;

/// A URL whose answer has these header lines.
fn with(lines: &[&str]) -> String {
    let lines = lines.join("\r\n");
    let lines = percent_encoding::utf8_percent_encode(&lines, percent_encoding::NON_ALPHANUMERIC);
    format!("URL/with/200/deep?lines={lines}")
}

#[test]
fn cookies_are_kept_and_sent_as_in_curl() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    for cookies in [
        &[
            "Set-Cookie: a=1",
            "Set-Cookie: b=2",
            "Set-Cookie: a=3; path=/",
        ][..],
        &["Set-Cookie: a=1; Expires=Sun, 06 Nov 2094 08:49:37 GMT"],
        &["Set-Cookie: a=1; Expires=Sun, 06 Nov 1994 08:49:37 GMT"],
        &["Set-Cookie: a=1; expires=junk"],
        &["Set-Cookie: a=1; path=/with/; httponly; secure"],
        &["Set-Cookie: a=1; domain=localhost", "Set-Cookie: a=2"],
        &["Set-Cookie: a=1; domain=example.com"],
        &["Set-Cookie: a=1; domain=."],
        &["Set-Cookie: __Host-a=1; secure; path=/"],
        &["Set-Cookie: __Host-a=1; secure"],
        &[
            "Set-Cookie: __Secure-a=1",
            "Set-Cookie: __Secure-b=1; secure",
        ],
        &["Set-Cookie: novalue", "Set-Cookie: =x", "Set-Cookie: c="],
        &[
            "Set-Cookie: a=\"q v\"; path=\"/with\"",
            "set-cookie: a= b ;path=zz",
        ],
        &["Set-Cookie: a=b; max-age=-1", "Set-Cookie: c=d; max-age=0"],
        &["Set-Cookie: a=b; max-age=99999999999999999999"],
        &[
            "Set-Cookie: a=1",
            "Set-Cookie: a=2; Max-Age=0",
            "Set-Cookie: c=3",
        ],
        &["Set-Cookie: a=b\tc", "Set-Cookie: d=e=f; g=h"],
        &[
            "Set-Cookie: long=1; path=/with/200",
            "Set-Cookie: longer=2; path=/with/200",
            "Set-Cookie: x=3; path=/",
        ],
    ] {
        let url = with(cookies);
        for path in ["URL/with/200/x", "URL/"] {
            beside.same(&[&url, path, "-c", "jar"]);
        }
        beside.same(&[&url, "URL/with/200/x", "-b", ""]);
        beside.same(&[&url, "URL/with/200/x"]);
        beside.same(&[&url, "URL/with/200/x", "-c", "-"]);
    }
}

#[test]
fn files_of_cookies_are_read_in_both_formats() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    beside
        .write(
            "jar",
            "# Netscape HTTP Cookie File\n\nlocalhost\tFALSE\t/\tFALSE\t0\tsession\t1\n\
             #HttpOnly_localhost\tFALSE\t/\tFALSE\t4000000000\tlasting\t2\n\
             .localhost\tTRUE\t/deep\tFALSE\t4000000000\tdeep\t3\n\
             localhost\tFALSE\t/\tTRUE\t4000000000\tsecure\t4\n\
             localhost\tFALSE\t/\tFALSE\t1\tover\t5\n\
             localhost\tFALSE\t/\tFALSE\t4000000000\tempty\n\
             other.example\tFALSE\t/\tFALSE\t0\tother\t6\nnonsense\n",
        )
        .write(
            "heads",
            "HTTP/1.1 200 OK\r\nSet-Cookie: h=1; path=/deep\r\nSet-Cookie: i=2\r\nSet-Cookie: j=3; domain=localhost\r\n\r\n",
        );
    for args in [
        &["URL/", "-b", "jar"][..],
        &["URL/deep/x", "-b", "jar", "-c", "out"],
        &["URL/", "-b", "jar", "-j", "-c", "out"],
        &["URL/deep/", "-b", "heads", "-c", "out"],
        &["URL/", "-b", "jar", "-b", "heads", "-b", "own=1"],
        &["URL/", "-b", "a=b; c=d;", "-b", "e=f"],
        &["URL/", "-b", "a=b "],
        &["URL/", "-b", "nofile"],
        &["URL/", "-b", "jar", "-H", "Cookie: own=1"],
        &["URL/", "-b", "a=b", "-H", "Cookie: own=1"],
        &["URL/", "-b", "a=b", "-H", "Cookie:"],
        &["URL/", "-c", "no-such-folder/jar"],
        &["URL/redirect/302", "-L", "-b", "a=b"],
        &["URL/redirect/302", "-L", "-b", "jar"],
    ] {
        beside.same(args);
    }
    beside.same_in(
        &["URL/", "-b", "-"],
        b"localhost\tFALSE\t/\tFALSE\t0\tpiped\t1\n",
    );
    let login = with(&["Set-Cookie: sid=new; path=/"]);
    beside.same(&[&login, "URL/x", "-b", "jar", "-c", "jar2"]);
    let hop = "URL/with/302?lines=Set-Cookie:%20hop=1%0D%0ALocation:%20/next";
    beside.same(&[hop, "-L", "-b", "", "-c", "jar2"]);
}

#[test]
fn a_jar_is_private_and_cookies_stay_with_their_host() {
    let lab = Lab::new();
    let recorder = Recorder::plain();
    let away = recorder.url("/away").replace("localhost", "127.0.0.1");
    let url = recorder.url(&format!(
        "/with/302?lines=Set-Cookie:%20sid=1%0D%0ALocation:%20{away}"
    ));
    lab.mtls(&["call", &url, "-L", "-b", "own=2", "-c", "jar"])
        .ok();
    #[cfg(unix)]
    assert_eq!(lab.mode("jar"), 0o600);
    let seen = recorder.take();
    assert_eq!(seen[0].header("Cookie"), Some("own=2"));
    // a difference that is meant: curl sends what -b gave wherever redirects lead
    assert_eq!(seen[1].header("Cookie"), None);
    lab.mtls(&["call", &url, "--location-trusted", "-b", "own=2"])
        .ok();
    assert_eq!(recorder.take()[1].header("Cookie"), Some("own=2"));
    let verbose = lab.mtls(&["call", &recorder.url("/"), "-v", "-b", "sid=s3cret"]);
    assert!(!verbose.stderr.contains("s3cret"), "{verbose:?}");
    let split = lab.mtls(&["call", &recorder.url("/"), "-b", "a=b\r\nX: y"]);
    split.fails(2, "line end");
}
