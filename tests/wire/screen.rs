//! What a person sees of a body: JSON indented and coloured, card numbers hidden, nothing that the
//! terminal would act on. Files and pipes get every byte. A pseudo-terminal is python's.

use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use crate::common::{Lab, Ran, peer};

/// Answers each request with this kind and these pieces of a body.
fn serve(kind: &'static str, pieces: Vec<Vec<u8>>) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nX-Card: 4111 1111 1111 1111\r\n\r\n"
            );
            let _ = stream.write_all(head.as_bytes());
            for piece in &pieces {
                let _ = stream.write_all(piece);
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let _ = std::io::copy(&mut stream, &mut std::io::sink());
        }
    });
    format!("http://127.0.0.1:{port}/")
}

/// Runs us with standard output on a terminal; gives what it showed, and standard error.
fn on_screen(lab: &Lab, python: &Path, args: &[&str]) -> Ran {
    lab.write("pty.run.py", SCRIPT);
    let program = env!("CARGO_BIN_EXE_mtls");
    let mut ran = lab.try_peer(python, &[&["pty.run.py", program, "call"], args].concat());
    ran.stdout = ran.stdout.replace("\r\r\n", "\n").replace("\r\n", "\n");
    ran
}

const SCRIPT: &str = r#"
import os, pty, subprocess, sys, threading
ours, theirs = pty.openpty()
os.environ["TERM"] = "xterm"
child = subprocess.Popen(sys.argv[1:], stdout=theirs)
os.close(theirs)
shown = []
while True:
    try:
        more = os.read(ours, 65536)
    except OSError:
        break
    if not more:
        break
    shown.append(more)
sys.stdout.buffer.write(b"".join(shown))
sys.stdout.flush()
sys.exit(child.wait())
"#;

const JSON: &str =
    r#"{"b":1.50,"a":[12345678901234567890,{}],"pan":"4111111111111111","cvv":"123","b":null}"#;
const PRETTY: &str = "{\n  \"b\": 1.50,\n  \"a\": [\n    12345678901234567890,\n    {}\n  ],\n  \
\"pan\": \"411111******1111\",\n  \"cvv\": \"***\",\n  \"b\": null\n}\n";

#[test]
fn json_is_indented_and_cards_are_hidden_on_a_terminal_only() {
    let Some(python) = peer("python3") else {
        return;
    };
    let lab = Lab::new();
    // cut in the middle of the number and of the code
    let (one, two) = JSON.split_at(JSON.find("1111\"").unwrap());
    let (two, three) = two.split_at(two.find("23\"").unwrap());
    let url = serve(
        "application/json; charset=utf-8",
        [one, two, three].map(|p| p.as_bytes().to_vec()).to_vec(),
    );
    let ran = on_screen(&lab, &python, &[&url, "--color", "never"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, PRETTY), "{ran:?}");
    assert_eq!(ran.stderr.matches("are hidden here").count(), 1, "{ran:?}");
    let ran = on_screen(
        &lab,
        &python,
        &[&url, "--show-sensitive", "--color", "never"],
    );
    assert!(
        ran.stdout.contains("4111111111111111") && ran.stderr.is_empty(),
        "{ran:?}"
    );
    let ran = on_screen(&lab, &python, &[&url, "--no-pretty", "--show-sensitive"]);
    assert_eq!(ran.stdout, JSON, "{ran:?}");
    let ran = on_screen(&lab, &python, &[&url, "--no-pretty", "-s"]);
    assert!(
        ran.stdout.contains("411111******1111") && ran.stderr.is_empty(),
        "{ran:?}"
    );
    let ran = on_screen(&lab, &python, &[&url, "-i", "--color", "never"]);
    assert!(
        ran.stdout.contains("X-Card: 4111 11** **** 1111\n\n{\n"),
        "{ran:?}"
    );

    for place in [&[][..], &["-i"], &["-o", "out"]] {
        let ran = lab.mtls(&[&["call", &url], place].concat()).ok();
        let got = if place.contains(&"out") {
            lab.text("out")
        } else {
            ran.stdout.clone()
        };
        assert!(got.ends_with(JSON), "{ran:?}");
        assert!(
            place != ["-i"] || got.contains("4111 1111 1111 1111"),
            "{ran:?}"
        );
        assert_eq!(ran.stderr, "");
    }
    on_screen(&lab, &python, &[&url, "-o", "out"]);
    assert_eq!(lab.text("out"), JSON);
}

#[test]
fn colour_follows_the_flag_and_no_color() {
    let Some(python) = peer("python3") else {
        return;
    };
    let lab = Lab::new();
    let url = serve("application/problem+json", vec![JSON.into()]);
    let ran = on_screen(&lab, &python, &[&url]);
    assert!(
        ran.stdout
            .contains("\x1b[1m\"b\"\x1b[0m: \x1b[33m1.50\x1b[0m"),
        "{ran:?}"
    );
    let env = PathBuf::from("/usr/bin/env");
    let program = env!("CARGO_BIN_EXE_mtls");
    let args = [
        "NO_COLOR=1",
        python.to_str().unwrap(),
        "pty.run.py",
        program,
        "call",
        &url,
    ];
    let ran = lab.try_peer(&env, &args);
    assert!(
        !ran.stdout.contains('\x1b') && ran.stdout.contains("\"b\": 1.50"),
        "{ran:?}"
    );
}

#[test]
fn what_is_no_json_comes_as_it_is_but_harmless() {
    let Some(python) = peer("python3") else {
        return;
    };
    let lab = Lab::new();
    let body = "{\"half\": \x1b[2J \u{202e}é\r\nend";
    for kind in ["application/json", "text/plain"] {
        let pieces = vec![
            body.as_bytes()[..14].to_vec(),
            body.as_bytes()[14..].to_vec(),
        ];
        let url = serve(kind, pieces);
        let ran = on_screen(&lab, &python, &[&url]);
        assert_eq!(
            ran.stdout, "{\"half\": \\u{1b}[2J \\u{202e}é\nend",
            "{ran:?}"
        );
        let ran = lab.mtls(&["call", &url]).ok();
        assert_eq!(ran.stdout, body);
    }
    // over the 4 MiB that are held to be indented
    let large = format!("[{}1]", "1, ".repeat((4 << 20) / 3 + 1));
    let url = serve("application/json", vec![large.clone().into()]);
    let ran = on_screen(&lab, &python, &[&url]);
    assert_eq!(ran.stdout, large);
}

#[test]
fn cards_are_hidden_in_traces_and_errors_too() {
    let lab = Lab::new();
    let url = serve("text/plain", vec![b"4111111111111111".to_vec()]);
    let called = format!("{url}?pan=4111-1111-1111-1111&cvv=123");
    let ran = lab.mtls(&["call", &called, "-v", "--expect-header", "X-Card: x"]);
    assert_eq!(ran.stdout, "4111111111111111", "a pipe has every byte");
    assert!(
        ran.stderr
            .contains("GET /?pan=4111-11**-****-1111&cvv=*** HTTP/1.1"),
        "{ran:?}"
    );
    assert!(
        ran.stderr.contains("< X-Card: 4111 11** **** 1111"),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("came: 4111 11** **** 1111"), "{ran:?}");
    let ran = lab.mtls(&["call", &called, "-v", "--show-sensitive"]);
    assert!(
        ran.stderr.contains("4111-1111-1111-1111&cvv=123"),
        "{ran:?}"
    );
}

#[test]
fn what_a_provider_calls_sensitive_is_hidden_on_a_terminal_too() {
    let Some(python) = peer("python3") else {
        return;
    };
    let lab = Lab::new();
    let url = serve("application/json", vec![JSON.as_bytes().to_vec()]);
    lab.write(
        "own.toml",
        "name='own'\ntitle='Own'\n[[sensitive]]\nfield='x.a'\n",
    );
    for (flag, shown) in [("-s", "\"a\": ***,"), ("--no-pretty", "\"a\":***,")] {
        let ran = on_screen(
            &lab,
            &python,
            &[&url, flag, "--provider", "own.toml", "--color", "never"],
        );
        assert!(
            ran.stdout.contains(shown) && !ran.stdout.contains("5678"),
            "{ran:?}"
        );
    }
}
