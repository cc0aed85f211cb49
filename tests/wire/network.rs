//! Names, ports, silence, and ports that speak something else.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use rustix::net::{AddressFamily, SocketType};

use crate::common::process::free_port;
use crate::common::{Lab, Ran};

fn call(url: &str, more: &[&str]) -> Ran {
    Lab::new().mtls(&[&["call", url], more].concat())
}

/// Sends these bytes to whoever connects and has said something, then closes.
fn greeter(greeting: &'static [u8], at_once: bool) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut buf = [0; 4096];
            if !at_once {
                let _ = stream.read(&mut buf);
            }
            let _ = stream.write_all(greeting);
            let _ = stream.shutdown(std::net::Shutdown::Write);
            while matches!(stream.read(&mut buf), Ok(1..)) {}
        }
    });
    port
}

#[test]
fn a_port_that_speaks_something_else_is_named() {
    for (greeting, at_once, what) in [
        (
            &b"HTTP/1.1 400 Bad Request\r\n\r\n"[..],
            false,
            "plain HTTP",
        ),
        (
            b"<html>400 The plain HTTP request</html>",
            false,
            "plain HTTP",
        ),
        (b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", true, "SSH"),
        (b"220 (vsFTPd 3.0.3)\r\n", true, "FTP"),
        (
            b"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready.\r\n",
            true,
            "IMAP",
        ),
        (b"\x4a\0\0\0\x0a8.0.36\0\x08\0\0\0", true, "MySQL"),
        (
            b"\0\0\x06\x04\0\0\0\0\0\0\x05\0\0\x40\0",
            true,
            "HTTP/2 without TLS",
        ),
        (b"ERROR\r\nERROR\r\n", false, "memcached"),
        (b"AMQP\0\0\x09\x01", false, "AMQP"),
        (b"220 mail.example ESMTP Postfix\r\n", true, "SMTP"),
        (
            b"\x00\x01\x02\x03garbage all over",
            false,
            "something that is no TLS",
        ),
    ] {
        let url = format!("https://localhost:{}/", greeter(greeting, at_once));
        let ran = call(&url, &["-m", "20"]).fails(35, "[not-tls]");
        assert!(ran.stderr.contains(what), "{what}: {ran:?}");
        assert!(ran.stderr.contains("the first bytes it sent"), "{ran:?}");
    }
}

#[test]
fn a_plain_http_port_under_https_is_not_tls_as_nginx_says_it() {
    let (Some(lab), Some(nginx)) = (crate::certificates::lab(), crate::common::peer("nginx"))
    else {
        return;
    };
    let server =
        crate::servers::Server::nginx(&lab, &nginx, "listen 127.0.0.1:PORT; return 200 in;");
    let ran = call(&server.url("/"), &["-m", "20"]).fails(35, "[not-tls]");
    assert!(ran.stderr.contains("plain HTTP"), "{ran:?}");
}

#[test]
fn an_http_answer_that_is_none_is_told() {
    let url = format!("http://localhost:{}/", greeter(b"SSH-2.0-x\r\n", true));
    let ran = call(&url, &["-m", "20"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("[http-error]"), "{ran:?}");
}

#[test]
fn a_closed_port_ends_7() {
    let url = format!("https://localhost:{}/", free_port());
    let ran = call(&url, &[]).fails(7, "[connection-refused]");
    assert!(ran.stderr.contains("127.0.0.1:"), "{ran:?}");
}

#[test]
fn a_name_that_cannot_exist_ends_6() {
    let long = format!("https://{}.example/", "a".repeat(64));
    for url in [long.as_str(), "https://no-such-host.invalid./"] {
        let begun = Instant::now();
        let ran = call(url, &["--connect-timeout", "5"]);
        // a machine without any resolver may only notice when the time is over
        let too_late = ran.code == 28 && begun.elapsed() >= Duration::from_secs(5);
        assert!(ran.code == 6 || too_late, "{ran:?}");
        assert!(ran.stderr.contains("[dns-failure]"), "{ran:?}");
    }
}

#[test]
fn a_full_backlog_ends_28_when_connecting() {
    let (_listener, port) = never_accepting();
    let address = SocketAddrV4::new(Ipv4Addr::LOCALHOST, port);
    // the queue holds one or two; the rest get no answer
    let _queue: Vec<TcpStream> = (0..4)
        .filter_map(|_| TcpStream::connect_timeout(&address.into(), Duration::from_millis(50)).ok())
        .collect();
    let url = format!("https://127.0.0.1:{port}/");
    for limit in ["--connect-timeout", "--max-time"] {
        let begun = Instant::now();
        call(&url, &[limit, "0.3"]).fails(28, "[connection-timeout]");
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn silence_after_connecting_ends_28_as_a_handshake_that_timed_out() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!(
        "https://127.0.0.1:{}/",
        listener.local_addr().unwrap().port()
    );
    for limit in ["--connect-timeout", "-m"] {
        let begun = Instant::now();
        let ran = call(&url, &[limit, "0.3"]).fails(28, "[handshake-timeout]");
        assert!(ran.stderr.contains("the server sent nothing"), "{ran:?}");
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn a_server_that_hangs_up_in_the_handshake_is_told_from_one_that_refuses() {
    let url = format!("https://127.0.0.1:{}/", greeter(b"", false));
    let ran = call(&url, &["-m", "20"]).fails(35, "[handshake-closed]");
    assert!(ran.stderr.contains("without an alert"), "{ran:?}");
}

/// A socket that listens with room for nobody.
fn never_accepting() -> (rustix::fd::OwnedFd, u16) {
    let socket = rustix::net::socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
    rustix::net::bind(&socket, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0)).unwrap();
    rustix::net::listen(&socket, 0).unwrap();
    let address = rustix::net::getsockname(&socket).unwrap();
    let address = std::net::SocketAddr::try_from(address).unwrap();
    (socket, address.port())
}
