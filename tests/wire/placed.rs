//! Answers as files beside curl: names, folders, dates, sizes, what is gone on with.

use crate::beside_curl::Beside;
use crate::common::Lab;
use crate::recorder::Recorder;

#[test]
fn files_get_the_names_and_places_that_curl_gives_them() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    beside.write("there", "before").write("hello.txt", "before");
    for args in [
        &["--remote-name-all", "URL/a/x", "URL/b/y"][..],
        &["--remote-name-all", "URL/a/x", "URL/b/y", "-o", "named"],
        &[
            "URL/with/200/x?lines=Content-Disposition:%20attachment;%20filename=new.txt",
            "-OJ",
        ],
        &[
            "URL/with/200/x?lines=Content-Disposition:%20attachment;%20filename=%22a%20b.txt%22",
            "-OJ",
        ],
        &[
            "URL/with/200/x?lines=Content-Disposition:%20attachment;%20filename=%22../up.txt%22",
            "-OJ",
        ],
        &[
            "URL/with/200/x?lines=Content-Disposition:%20attachment;%20filename=hello.txt",
            "-OJ",
        ],
        &["URL/with/200/x?lines=Content-Disposition:%20inline", "-OJ"],
        &[
            "URL/with/200/x?lines=Content-Disposition:%20attachment;%20filename=new.txt",
            "-o",
            "mine",
            "-J",
        ],
        &["URL/x", "-OJ", "-i"],
        &["URL/there", "-O", "--no-clobber"],
        &[
            "URL/there",
            "URL/there",
            "-o",
            "there",
            "-o",
            "there",
            "--no-clobber",
        ],
        &[
            "URL/x",
            "-o",
            "there",
            "--no-clobber",
            "-w",
            "%{filename_effective}",
        ],
        &["URL/x", "-o", "nowhere/x", "--output-dir", "f"],
        &["URL/status/404", "-f", "-o", "never", "--remove-on-error"],
        &["URL/truncated", "-o", "never", "--remove-on-error"],
    ] {
        beside.same(args);
    }
}

#[test]
fn sizes_and_framing_are_looked_at_as_in_curl() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    for args in [
        &["URL/", "-o", "small", "--max-filesize", "3"][..],
        &["URL/", "-o", "small", "--max-filesize", "6"],
        &["URL/", "-o", "small", "--max-filesize", "1k"],
        &["URL/", "-o", "small", "--max-filesize", "x"],
        &["URL/chunked", "--raw"],
        &["URL/chunked", "--raw", "-i", "URL/after"],
        &[
            "URL/gzip",
            "--raw",
            "--compressed",
            "-H",
            "Accept-Encoding: gzip",
            "-o",
            "z",
        ],
        &["URL/until-close", "--raw"],
        &["URL/truncated-chunk", "--raw"],
        &["URL/early/200", "--ignore-content-length"],
        &["URL/truncated", "--ignore-content-length"],
    ] {
        beside.same(args);
    }
}

#[test]
fn folders_are_made_and_files_go_there() {
    let recorder = Recorder::plain();
    let lab = Lab::new();
    let url = recorder.url("/a.txt");
    lab.mtls(&["call", &url, "-O", "--output-dir", "d/e", "--create-dirs"])
        .ok();
    assert_eq!(lab.text("d/e/a.txt"), "hello\n");
    lab.mtls(&["call", &url, "-o", "f/g/x", "--create-dirs"])
        .ok();
    assert_eq!(lab.text("f/g/x"), "hello\n");
    lab.mtls(&["call", &url, "-o", "no/x"])
        .fails(23, "its folder does not exist");
}

#[test]
fn a_transfer_goes_on_where_the_last_one_ended() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    for begun in ["", "0", "01234", "0123456789"] {
        for (url, flags) in [
            ("URL/ranged", ["-C", "-"]),
            ("URL/ranged", ["-C", "3"]),
            ("URL/x", ["-C", "-"]),
            ("URL/x", ["-C", "6"]),
            ("URL/status/404", ["-C", "-"]),
        ] {
            // curl and ours each go on with a file of their own
            beside.write("part", begun);
            beside.same(&[&[url, "-o", "part"], &flags[..]].concat());
        }
    }
    beside.same(&["URL/ranged", "-C", "-", "-o", "new"]);
    beside.same(&["URL/ranged", "-C", "4"]);
    beside.same(&["URL/ranged", "-C", "2", "-r", "0-4"]);
    beside.same(&["URL/ranged", "-C", "x"]);
    beside.same(&["URL/", "-C", "3", "-f"]);
}

#[test]
fn a_transfer_that_goes_on_keeps_what_came() {
    let lab = Lab::new();
    let recorder = Recorder::plain();
    let ran = lab.mtls(&["call", &recorder.url("/truncated"), "-o", "part", "-C", "-"]);
    assert_eq!(
        (ran.code, lab.text("part").as_str()),
        (18, "only this"),
        "{ran:?}"
    );
    let ran = lab.mtls(&["call", &recorder.url("/truncated"), "-o", "whole"]);
    assert_eq!((ran.code, lab.exists("whole")), (18, false), "{ran:?}");
}

#[test]
fn a_file_takes_the_date_of_the_answer() {
    let lab = Lab::new();
    let recorder = Recorder::plain();
    let url =
        recorder.url("/with/200/x?lines=Last-Modified:%20Sun,%2006%20Nov%201994%2008:49:37%20GMT");
    lab.mtls(&["call", &url, "-R", "-o", "dated"]).ok();
    let changed = std::fs::metadata(lab.path("dated"))
        .unwrap()
        .modified()
        .unwrap();
    let since = changed.duration_since(std::time::UNIX_EPOCH).unwrap();
    assert_eq!(since.as_secs(), 784_111_777);
}

#[test]
fn a_body_without_a_length_is_cut_off_where_it_is_too_large() {
    let lab = Lab::new();
    let recorder = Recorder::plain();
    let ran = lab.mtls(&[
        "call",
        &recorder.url("/chunked"),
        "-o",
        "x",
        "--max-filesize",
        "5",
    ]);
    // a difference that is meant: this curl looks at Content-Length alone
    ran.fails(63, "larger than the 5 bytes");
    assert!(!lab.exists("x"));
}

#[test]
fn nothing_goes_over_a_private_key() {
    let lab = Lab::new();
    let recorder = Recorder::plain();
    let key = "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n";
    lab.write("app.key", key);
    std::fs::create_dir(lab.path("d")).unwrap();
    lab.write("d/app.key", key);
    let url = recorder.url("/app.key");
    for flags in [
        &["-O"][..],
        &["-o", "app.key"],
        &["-o", "app.key", "--output-dir", "d"],
        &["-c", "app.key"],
        &["-D", "app.key"],
        &["--etag-save", "app.key"],
        &["-C", "-", "-O"],
    ] {
        let ran = lab.mtls(&[&["call", &url], flags].concat());
        ran.fails(2, "which holds key or certificate");
        assert_eq!(
            (lab.text("app.key"), lab.text("d/app.key")),
            (key.into(), key.into())
        );
    }
    assert_eq!(recorder.take(), []);
}
