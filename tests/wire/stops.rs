//! Handshakes that stop: how far they came, and how they ended, decides what is said. A relay cuts
//! the answer of a real server short.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use crate::certificates;
use crate::common::{Lab, Ran};
use crate::servers::Server;

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Close,
    Reset,
    Silence,
}

#[test]
fn a_handshake_that_stops_is_told_by_how_far_it_came_and_how_it_ended() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    for version in ["-tls1_2", "-tls1_3"] {
        let server = Server::openssl(&lab, version);
        for (amount, end, code, saying) in [
            (
                0,
                End::Close,
                "handshake-closed",
                "closed as soon as TLS began",
            ),
            (
                0,
                End::Reset,
                "handshake-closed",
                "reset as soon as TLS began",
            ),
            (
                0,
                End::Silence,
                "handshake-timeout",
                "did not answer the TLS handshake",
            ),
            (
                3,
                End::Close,
                "handshake-closed",
                "ended the connection in the TLS handshake",
            ),
            (
                3,
                End::Silence,
                "handshake-timeout",
                "stopped in the middle of its first answer",
            ),
            (
                60,
                End::Reset,
                "handshake-closed",
                "ended the connection in the TLS handshake",
            ),
            (60, End::Silence, "handshake-timeout", "large packets"),
            // ServerHello is whole, what follows is not
            (200, End::Close, "handshake-closed", "after its ServerHello"),
            (
                200,
                End::Silence,
                "handshake-timeout",
                "its ServerHello had come",
            ),
        ] {
            let port = cut(server.port, amount, end);
            let ran = call(&lab, port).fails(if end == End::Silence { 28 } else { 35 }, code);
            assert!(
                ran.stderr.contains(saying),
                "{version} {amount} {end:?}: {ran:?}"
            );
        }
    }
}

#[test]
fn a_mere_good_bye_in_the_handshake_is_no_refusal_with_a_reason() {
    let port = served(b"\x15\x03\x03\x00\x02\x01\x00", End::Close);
    let ran = call(&Lab::new(), port).fails(35, "[handshake-closed]");
    assert!(ran.stderr.contains("without saying why"), "{ran:?}");
    assert!(ran.stderr.contains("close_notify (0)"), "{ran:?}");
}

/// A server of TLS 1.0 that does not know how to refuse: it answers in its own version.
#[test]
fn an_answer_in_an_old_version_is_named() {
    let mut hello = b"\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01".to_vec();
    hello.extend([7; 32]);
    hello.extend([0, 0, 0x2f, 0]);
    let port = served(&hello, End::Silence);
    let ran = call(&Lab::new(), port).fails(35, "[tls-version-unsupported]");
    assert!(ran.stderr.contains("TLS 1.0"), "{ran:?}");
}

fn call(lab: &Lab, port: u16) -> Ran {
    let url = format!("https://localhost:{port}/");
    lab.mtls(&["call", &url, "-k", "--connect-timeout", "0.5"])
}

/// Passes on the hello, and this much of what the server answers.
fn cut(to: u16, amount: usize, end: End) -> u16 {
    serve(end, move |hello| {
        let mut server = TcpStream::connect(("127.0.0.1", to))?;
        server.write_all(hello)?;
        let mut answer = vec![0; amount];
        server.read_exact(&mut answer)?;
        Ok(answer)
    })
}

fn served(bytes: &[u8], end: End) -> u16 {
    let bytes = bytes.to_vec();
    serve(end, move |_| Ok(bytes.clone()))
}

/// Answers every connection's first bytes until the test program ends; gives the port.
fn serve(end: End, answer: impl Fn(&[u8]) -> io::Result<Vec<u8>> + Send + 'static) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let mut buf = [0; 16 << 10];
            let Ok(n) = client.read(&mut buf) else {
                continue;
            };
            let answer = answer(&buf[..n]).unwrap();
            let _ = client.write_all(&answer);
            match end {
                End::Close => {
                    let _ = client.shutdown(Shutdown::Write);
                }
                // read before, so that the reset does not overtake it
                End::Reset => {
                    thread::sleep(Duration::from_millis(30));
                    rustix::net::sockopt::set_socket_linger(&client, Some(Duration::ZERO)).unwrap();
                    continue;
                }
                End::Silence => {}
            }
            while matches!(client.read(&mut buf), Ok(1..)) {}
        }
    });
    port
}
