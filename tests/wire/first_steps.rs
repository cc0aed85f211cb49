//! What a person meets who is new to `call` and `token`: slips of typing, answers that do not come,
//! tokens where they do not belong. What is said is true, holds the next step and no secret.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use crate::common::{Lab, peer};
use crate::scripted::{Scripted, answer};

const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

/// Sends this once something has come, and keeps the connection.
fn speaks(bytes: &'static [u8]) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(bytes);
            thread::spawn(move || {
                thread::sleep(Duration::from_secs(10));
                drop(stream);
            });
        }
    });
    port
}

#[test]
fn a_payment_without_an_answer_may_have_been_carried_out_and_the_error_says_so() {
    let lab = Lab::new();
    let server = Scripted::new(&["wait:3000 "]);
    let url = server.url("/pay");
    let keyed = ["--idempotency-key", "k-123456"];
    let base = ["call", url.as_str(), "-m", "0.3", "-sS", "-d", "a=1"];
    let ran = lab.mtls(&[&base[..], &keyed].concat());
    let ran = ran.fails(28, "the POST was sent and may have been carried out");
    assert!(
        ran.stderr
            .contains("fix: repeat it with --idempotency-key k-123456,"),
        "{ran:?}"
    );
    let ran = lab.mtls(&base).fails(28, "may have been carried out");
    assert!(
        ran.stderr.contains("see whether it was carried out before"),
        "{ran:?}"
    );
    // a repeat of these does no harm
    let ran = lab.mtls(&["call", &url, "-m", "0.3", "-sS"]);
    assert!(!ran.stderr.contains("carried out"), "{ran:?}");
    let closing = Scripted::new(&[""]);
    let ran = lab.mtls(&["call", &closing.url("/"), "-sS", "-d", "x"]);
    ran.fails(52, "the POST was sent and may have been carried out");
}

#[test]
fn an_answer_that_is_still_coming_when_the_time_is_over_is_told_with_its_bytes() {
    let lab = Lab::new();
    let port = speaks(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n0123456789");
    let url = format!("http://127.0.0.1:{port}/");
    let ran = lab.mtls(&["call", &url, "-m", "0.5", "-o", "x.bin"]);
    let ran = ran.fails(28, "the answer was not complete in time");
    assert!(
        ran.stderr.contains("10 of 5000 bytes of its body had come"),
        "{ran:?}"
    );
    assert!(
        ran.stderr.contains("x.bin") && ran.stderr.contains("-C -"),
        "{ran:?}"
    );
    for untrue in ["nothing came", "whether the service is up"] {
        assert!(!ran.stderr.contains(untrue), "{ran:?}");
    }
}

#[test]
fn a_handshake_that_had_begun_speaks_tls_and_was_slow() {
    let lab = Lab::new();
    // the beginning of a ServerHello, and no more
    let port = speaks(b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03");
    let url = format!("https://127.0.0.1:{port}/");
    let ran = lab.mtls(&["call", &url, "--connect-timeout", "0.5", "-sS"]);
    let ran = ran.fails(
        28,
        "speaks TLS, and stopped in the middle of its first answer",
    );
    assert!(
        !ran.stderr.contains("check that the port speaks TLS"),
        "{ran:?}"
    );
}

#[test]
fn a_script_whose_variables_are_not_set_sends_nothing() {
    let (Some(bash), Some(_)) = (peer("bash"), peer("curl")) else {
        return;
    };
    let lab = Lab::new();
    let server = Scripted::new(&[&answer("200 OK", "", "paid")]);
    let url = server.url("/pay");
    for more in [
        &["--oauth2-bearer", "abc123456"][..],
        &["-u", "me:pass1234"],
    ] {
        let base = [
            "call",
            url.as_str(),
            "--idempotency-key",
            "auto",
            "-d",
            "a=1",
        ];
        let script = lab
            .mtls(&[&base[..], more, &["--as", "curl"]].concat())
            .ok();
        lab.write("pay.sh", script.stdout);
        let ran = lab.try_peer(&bash, &["pay.sh"]);
        assert!(
            ran.code != 0 && ran.stderr.contains("set it first"),
            "{ran:?}"
        );
        assert_eq!(server.take().len(), 0);
    }
}

#[test]
fn a_token_in_place_of_its_file_is_not_shown() {
    let lab = Lab::new();
    let opaque = "0123456789abcdef0123456789abcdef";
    for token in [TOKEN, &format!("Bearer {TOKEN}"), opaque] {
        let ran = lab.mtls(&["token", "--decode", token]);
        let ran = ran.fails(2, "mtls token --decode -");
        assert!(!ran.stderr.contains(token), "{ran:?}");
    }
    lab.mtls(&["token", "--decode", "no-such-token.jwt"])
        .fails(1, "no-such-token.jwt: no such file");
}

#[test]
fn a_token_is_decoded_out_of_an_answer_and_out_of_a_header() {
    let lab = Lab::new();
    for text in [
        format!(r#"{{"access_token":"{TOKEN}","token_type":"Bearer"}}"#),
        format!("Authorization: Bearer {TOKEN}\n"),
        format!("bearer {TOKEN}"),
    ] {
        let ran = lab.mtls_in(&["token", "--decode", "-", "--json"], text.as_bytes());
        assert_eq!(ran.ok().json()["form"], "jwt", "{text}");
    }
}

#[test]
fn an_answer_without_a_token_at_its_place_is_not_quoted_with_its_secrets() {
    let lab = Lab::new();
    let ask = |body: &str| {
        let server = Scripted::new(&[&answer("200 OK", "", body)]);
        let url = server.url("/token");
        let args = [
            "token",
            "--token-url",
            &url,
            "--client-id",
            "a",
            "--allow-plain-http",
        ];
        lab.write("secret", "s3cret-s3cret");
        let secret = ["--client-secret", "file:secret"];
        let ran = lab.mtls(&[&args[..], &secret].concat());
        (ran, server.take().len())
    };
    let (ran, asked) = ask(r#"{"data":{"access_token":"SECRETTOKENVALUE12345"},"status":"ok"}"#);
    let ran = ran.fails(67, "a token lies at .data.access_token");
    assert!(!ran.stderr.contains("SECRETTOKEN"), "{ran:?}");
    assert_eq!(asked, 1, "no other style brings it nearer");
    let (ran, _) = ask("SECRETTOKENVALUE12345");
    assert!(
        ran.code == 67 && !ran.stderr.contains("SECRETTOKEN"),
        "{ran:?}"
    );
    let (ran, _) = ask(r#"{"pan":"4111111111111111","cvv":"917"}"#);
    assert!(
        !ran.stderr.contains("4111111111111111") && !ran.stderr.contains("917"),
        "{ran:?}"
    );
}

#[test]
fn a_filter_that_gives_no_truth_is_not_met() {
    let lab = Lab::new();
    let server = Scripted::new(&[&answer("200 OK", "", r#"{"status":"PENDING"}"#)]);
    let url = server.url("/");
    for (filter, said) in [
        (r#".status = "ACTIVE""#, "did you mean ==?"),
        (".status", "compare it with =="),
    ] {
        let ran = lab.mtls(&["call", &url, "-o", "x", "--expect-json", filter]);
        ran.fails(22, said);
    }
}

#[test]
fn long_names_with_one_hyphen_are_refused_before_anything_happens() {
    let lab = Lab::new();
    let ran = lab.mtls_line("call https://127.0.0.1:1/ -cert a.crt -key a.key");
    ran.fails(2, "did you mean --cert?");
    let ran = lab.mtls_line("call https://127.0.0.1:1/ -key a.key");
    ran.fails(2, "did you mean --key?");
    assert!(lab.files().is_empty());
}

#[test]
fn what_f_leaves_out_is_not_what_it_sends_one_to() {
    let lab = Lab::new();
    let server = Scripted::new(&[&answer("404 No", "", "why")]);
    let ran = lab.mtls(&["call", &server.url("/"), "-f"]);
    ran.fails(22, "--fail-with-body");
}

#[test]
fn a_header_without_a_colon_is_told_and_its_value_is_not() {
    let lab = Lab::new();
    let server = Scripted::new(&[&answer("200 OK", "", "\n")]);
    let ran = lab.mtls(&[
        "call",
        &server.url("/"),
        "-H",
        "Authorization Bearer hunter2x",
    ]);
    let ran = ran.ok();
    assert!(
        ran.stderr.contains("is not sent, that of Authorization"),
        "{ran:?}"
    );
    assert!(!ran.stderr.contains("hunter2"), "{ran:?}");
}

#[test]
fn a_pin_that_is_none_is_told_as_such() {
    let lab = Lab::new();
    let digest = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    let base = ["call", "https://127.0.0.1:1/", "--pinnedpubkey"];
    let ran = lab.mtls(&[&base[..], &[digest]].concat());
    ran.fails(2, "without sha256// before it");
    let ran = lab.mtls(&[&base[..], &["sha256//zzz"]].concat());
    // curl goes on too, and no key fits
    ran.fails(7, "no digest of 32 bytes");
}

#[test]
fn numbers_and_drives_are_told_with_what_they_should_be() {
    let lab = Lab::new();
    for wrong in ["-1", "abc"] {
        let ran = lab.mtls(&["call", "http://127.0.0.1:1/", "--retry", wrong]);
        ran.fails(2, "takes a number of repeats, 0 or more");
    }
    let ran = lab.mtls(&[
        "call",
        "https://127.0.0.1:1/",
        "--cert",
        r"C:\certs\client.pfx:pw",
    ]);
    ran.fails(58, "a colon ends the file's name");
    let ran = lab.mtls(&["call", "https://127.0.0.1:1/", "-Knone", "--ca", "x"]);
    assert!(ran.stderr.contains("none"), "{ran:?}");
    let ran = lab.mtls(&["call", "https://127.0.0.1:1/", "--ca", "x"]);
    ran.fails(2, "write it out: --cacert");
}

#[test]
fn a_repeat_is_told_with_the_status() {
    let lab = Lab::new();
    let server = Scripted::new(&[&answer("503 Busy", "", "\n"), &answer("200 OK", "", "\n")]);
    let ran = lab.mtls(&["call", &server.url("/"), "--retry", "1"]).ok();
    assert!(ran.stderr.contains("Problem: HTTP error (503)."), "{ran:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_told_once() {
    let Some(bash) = peer("bash") else {
        return;
    };
    let lab = Lab::new();
    let server = Scripted::new(&[&answer("200 OK", "", "fine\n")]);
    let program = env!("CARGO_BIN_EXE_mtls");
    let call = format!("{program} call -sS {} > /dev/full", server.url("/"));
    let ran = lab.try_peer(&bash, &["-c", &call]);
    assert_eq!(
        (ran.code, ran.stderr.matches("(23)").count()),
        (23, 1),
        "{ran:?}"
    );
    let help = format!("{program} call --help > /dev/full");
    let ran = lab.try_peer(&bash, &["-c", &help]);
    assert_eq!(ran.code, 23, "{ran:?}");
}
