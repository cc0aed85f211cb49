//! Files that a call might harm: those that are gone on with, that others wrote, that hold keys,
//! and those that several transfers share.

use std::path::Path;

use crate::common::{Lab, peer};
use crate::scripted::{Scripted, answer};

/// It comes in part, and nothing after it.
fn cut(head: &str, body: &str) -> String {
    format!("HTTP/1.1 {head}Content-Length: 6\r\n\r\n{body}")
}

#[test]
fn a_file_that_is_gone_on_with_keeps_its_beginning_when_the_rest_is_asked_for_again() {
    let Some(curl) = peer("curl") else { return };
    let part = "206 Partial Content\r\nContent-Range: bytes 4-9/10\r\n";
    let broken = cut(part, "45");
    let whole = cut(part, "456789");
    for (script, left, code) in [
        (&[&*broken, &*whole][..], "0123456789", 0),
        (&[&*broken, &*broken, &*whole], "0123456789", 0),
        (&[&*broken], "012345", 28),
    ] {
        let program = Path::new(env!("CARGO_BIN_EXE_mtls"));
        for (program, first) in [(program, "call"), (&*curl, "-q")] {
            let lab = Lab::new();
            lab.write("part", "0123");
            let server = Scripted::new(script);
            let url = server.url("/");
            let args = [
                first,
                &url,
                "-sS",
                "-C",
                "-",
                "-o",
                "part",
                "-m",
                "0.4",
                "--retry",
                "2",
                "--retry-delay",
                "1",
            ];
            let ran = lab.try_peer(program, &args);
            assert_eq!((ran.code, &*lab.text("part")), (code, left), "{ran:?}");
        }
    }
}

#[test]
fn a_file_is_not_emptied_by_an_answer_that_never_took_its_place() {
    let lab = Lab::new();
    lab.write("kept", "before");
    let server = Scripted::new(&[&cut("200 OK\r\n", "new")]);
    let url = server.url("/");
    let args = ["call", &url, "-o", "kept", "-m", "0.3", "--retry", "1"];
    assert_eq!(lab.mtls(&args).code, 28);
    assert_eq!((server.take().len(), &*lab.text("kept")), (2, "before"));
}

#[test]
fn an_answer_that_names_its_file_may_be_the_second_one() {
    let named = "Content-Disposition: attachment; filename=named\r\n";
    let busy = answer("503 Busy", named, "busy");
    let unnamed = answer("503 Busy", "", "busy");
    let fine = answer("200 OK", named, "fine");
    for (first, flags, left) in [
        (&busy, &["-OJ"][..], &["named"][..]),
        (&busy, &["-o", "f", "--no-clobber"], &["f"]),
        (&unnamed, &["-o", "f", "--no-clobber"], &["f"]),
    ] {
        let lab = Lab::new();
        let server = Scripted::new(&[first, &fine]);
        let url = server.url("/f");
        lab.mtls(&[&["call", &url, "--retry", "1"], flags].concat())
            .ok();
        assert_eq!(lab.files(), left, "{flags:?}");
        assert_eq!(lab.text(left[0]), "fine", "{flags:?}");
    }
    // one that others wrote stays
    let lab = Lab::new();
    lab.write("f", "theirs");
    let server = Scripted::new(&[&busy, &fine]);
    let url = server.url("/");
    let args = ["call", &url, "--retry", "1", "-o", "f", "--no-clobber"];
    lab.mtls(&args).ok();
    assert_eq!(lab.files(), ["f", "f.1"]);
    assert_eq!((&*lab.text("f"), &*lab.text("f.1")), ("theirs", "fine"));
}

#[test]
fn heads_without_an_answer_go_over_nothing_that_is_to_stay() {
    let refusal = answer("407 Who", "Proxy-Authenticate: Basic\r\n", "");
    for (flags, left) in [
        (&["-C", "-"][..], &["big"][..]),
        (&["--no-clobber"], &["big", "big.1"]),
    ] {
        let lab = Lab::new();
        lab.write("big", "a beginning");
        let proxy = Scripted::new(&[&refusal]);
        let through = proxy.url("");
        let args = [
            "call",
            "http://far.test/",
            "-p",
            "-i",
            "-o",
            "big",
            "-x",
            &through,
        ];
        let ran = lab.mtls(&[&args, flags].concat());
        assert_ne!(ran.code, 0);
        assert_eq!(lab.files(), left, "{ran:?}");
        assert_eq!(lab.text("big"), "a beginning");
        assert!(
            lab.text(left[left.len() - 1])
                .contains(if left.len() > 1 { "407" } else { "" })
        );
    }
}

#[test]
fn nothing_that_is_said_goes_over_a_key() {
    let (lab, server) = (Lab::new(), Scripted::new(&[&answer("200 OK", "", "")]));
    let key = "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n";
    lab.write("app.key", key)
        .write("format", "%output{app.key}x");
    let url = server.url("/");
    for flags in [
        &["--trace", "app.key"][..],
        &["--trace-ascii", "app.key"],
        &["--stderr", "app.key"],
        &["-w", "a %{http_code} %output{app.key}x"],
        &["-w", "%output{>>app.key}x"],
        &["-w", "@format"],
        &["--next", &url, "--trace", "app.key"],
    ] {
        let ran = lab.mtls(&[&["call", &url], flags].concat());
        ran.fails(2, "which holds key or certificate");
        assert_eq!(lab.text("app.key"), key, "{flags:?}");
    }
    assert_eq!(server.take().len(), 0);
}

#[test]
fn what_many_transfers_bring_is_all_kept() {
    let lab = Lab::new();
    lab.write("heads", "of an earlier run").write("jar", "");
    let cookie = |n| answer("200 OK", &format!("Set-Cookie: c{n}=v\r\n"), "");
    let script: Vec<String> = (1..=MANY).map(cookie).collect();
    let script: Vec<&str> = script.iter().map(String::as_str).collect();
    for flags in [&["-Z"][..], &[]] {
        let server = Scripted::new(&script);
        let urls = server.url(&format!("/[1-{MANY}]"));
        let args = ["call", &urls, "-c", "jar", "-D", "heads", "-s"];
        lab.mtls(&[&args, flags].concat()).ok();
        let (jar, heads) = (lab.text("jar"), lab.text("heads"));
        assert!(heads.starts_with("HTTP/1.1 200"), "{heads}");
        for n in 1..=MANY {
            assert!(jar.contains(&format!("\tc{n}\t")), "{n}: {jar}");
            assert_eq!(heads.matches(&format!(" c{n}=v\r\n")).count(), 1, "{n}");
        }
    }
}

const MANY: usize = 60;
