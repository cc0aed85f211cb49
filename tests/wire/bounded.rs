//! Whoever is at the other end, nothing waits for ever and nothing is read without end.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::certificates;
use crate::common::Lab;
use crate::recorder::Recorder;
use crate::tls_flags::with_environment;

#[cfg(target_os = "linux")]
#[test]
fn a_unix_socket_that_takes_nobody_is_not_waited_for_longer_than_allowed() {
    use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType};
    let lab = Lab::new();
    let path = lab.path("full.sock");
    let address = SocketAddrUnix::new(&path).unwrap();
    let socket = || rustix::net::socket(AddressFamily::UNIX, SocketType::STREAM, None).unwrap();
    let listener = socket();
    rustix::net::bind(&listener, &address).unwrap();
    rustix::net::listen(&listener, 0).unwrap();
    let (family, kind) = (AddressFamily::UNIX, SocketType::STREAM);
    let waiting: Vec<_> = (0..8)
        .map(|_| {
            let flags = SocketFlags::NONBLOCK;
            let one = rustix::net::socket_with(family, kind, flags, None).unwrap();
            let connected = rustix::net::connect(&one, &address);
            (one, connected.is_ok())
        })
        .collect();
    assert!(waiting.iter().any(|(_, connected)| !connected));
    for limit in ["-m", "--connect-timeout"] {
        let begun = Instant::now();
        let args = [
            "call",
            "http://h/",
            "--unix-socket",
            "full.sock",
            limit,
            "1",
        ];
        lab.mtls(&args).fails(28, "");
        let took = begun.elapsed();
        assert!(took > Duration::from_millis(800) && took < Duration::from_secs(8));
    }
}

#[cfg(unix)]
#[test]
fn a_key_log_that_is_a_pipe_nobody_reads_is_told_and_not_waited_for() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    lab.peer(std::path::Path::new("mkfifo"), &["pipe"]);
    let recorder = Recorder::tls(&lab);
    let line = format!(
        "timeout 10 {} call {} --cacert ca.crt",
        env!("CARGO_BIN_EXE_mtls"),
        recorder.url("/")
    );
    let ran = with_environment(&lab, "SSLKEYLOGFILE=pipe", &line).ok();
    assert!(ran.stderr.contains("pipe cannot be written"), "{ran:?}");
}

#[test]
fn a_proxy_that_never_comes_to_its_answer_is_left() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let proxy = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let head = format!("HTTP/1.1 100 Continue\r\nX: {}\r\n\r\n", "x".repeat(4000));
            while stream.write_all(head.as_bytes()).is_ok() {}
        }
    });
    let begun = Instant::now();
    let args = [
        "call",
        "https://h/",
        "-x",
        &proxy,
        "--connect-timeout",
        "25",
    ];
    Lab::new().mtls(&args).fails(56, "");
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[cfg(unix)]
#[test]
fn files_of_cookies_and_passwords_are_read_up_to_a_limit() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    for flag in ["-b", "--netrc-file"] {
        let ran = lab.mtls(&["call", &recorder.url("/"), flag, "/dev/zero"]);
        let ran = ran.ok();
        assert!(ran.stderr.contains("/dev/zero cannot be read"), "{ran:?}");
    }
}
