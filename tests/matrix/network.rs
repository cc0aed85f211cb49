//! Faults below HTTP that no configuration of a real server makes: ports that are closed, silent or
//! rude, names that are none, proxies that refuse, and files that are not what they should be.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddrV4, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use rustix::net::sockopt::set_socket_linger;
use rustix::net::{AddressFamily, SocketType};

use crate::common::process::free_port;

/// A fault with all of its arguments.
pub struct Odd {
    pub server: &'static str,
    pub fault: &'static str,
    pub truth: &'static str,
    pub arguments: String,
}

/// What a listener does with whoever connects, once they have said something.
#[derive(Clone, Copy)]
enum Manner {
    Say(&'static [u8]),
    Greet(&'static [u8]),
    Close,
    Reset,
    Silence,
}

/// Sockets that have to stay open, and the faults.
pub struct Network {
    pub odd: Vec<Odd>,
    _full: (rustix::fd::OwnedFd, Vec<TcpStream>),
}

pub fn faults() -> Network {
    let (socket, full, queue) = full_backlog();
    let row = |server, fault, truth, arguments: String| Odd {
        server,
        fault,
        truth,
        arguments,
    };
    let at = |manner| format!("https://127.0.0.1:{}/", listener(manner));
    let closed = || free_port();
    let through = |proxy: u16| format!("https://api.example:8443/ -x http://127.0.0.1:{proxy}");
    let mut odd = vec![
        row("a port", "nobody listens", "connection-refused", format!("https://127.0.0.1:{}/", closed())),
        row("a port", "its queue is full", "connection-timeout", format!("https://127.0.0.1:{full}/ --connect-timeout 0.5")),
        row("a port", "silence", "handshake-timeout", format!("{} -m 1", at(Manner::Silence))),
        row("a port", "closed in the handshake", "handshake-closed", at(Manner::Close)),
        row("a port", "reset in the handshake", "handshake-closed", at(Manner::Reset)),
        row("a port", "an SSH server", "not-tls", at(Manner::Greet(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"))),
        row("a port", "an SMTP server", "not-tls", at(Manner::Greet(b"220 mail.example ESMTP Postfix\r\n"))),
        row("a name", "it cannot exist", "dns-failure", format!("https://{}.example/", "a".repeat(64))),
        row("a proxy", "nobody listens", "proxy-failure", through(closed())),
        row("a proxy", "it forbids", "proxy-failure", through(listener(Manner::Say(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")))),
        row("a proxy", "it wants a login", "proxy-failure", through(listener(Manner::Say(b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n")))),
    ];
    let url = format!("https://127.0.0.1:{}/", closed());
    odd.extend(FILES.iter().map(|(fault, truth, arguments)| {
        row("our files", fault, truth, format!("{url} {arguments}"))
    }));
    Network {
        odd,
        _full: (socket, queue),
    }
}

/// Fault, truth, arguments.
const FILES: &[(&str, &str, &str)] = &[
    (
        "no such file",
        "file-unreadable",
        "--cert nowhere.crt --key client.key",
    ),
    (
        "a text that is no certificate",
        "unknown-format",
        "--cert ca.cnf --key client.key",
    ),
    (
        "wrong passphrase",
        "wrong-passphrase",
        "--cert locked.p12 --pass env:WRONG",
    ),
    ("no passphrase", "passphrase-needed", "--cert locked.p12"),
    (
        "a certificate without its key",
        "key-missing",
        "--cert good.crt",
    ),
    (
        "a key without its certificate",
        "cert-missing",
        "--cert client.key",
    ),
    (
        "another key",
        "key-mismatch",
        "--cert good.crt --key rsa.key",
    ),
    (
        "RSA-1024",
        "unsupported-algorithm",
        "--cert weak.crt --key weak.key",
    ),
    (
        "RSA-PSS key",
        "unsupported-algorithm",
        "--cert pss.crt --key pss.key",
    ),
];

fn listener(manner: Manner) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let mut kept = Vec::new();
        for mut stream in listener.incoming().flatten() {
            let mut hello = [0; 4096];
            if let Manner::Greet(words) = manner {
                let _ = stream.write_all(words);
            }
            let _ = stream.read(&mut hello);
            match manner {
                Manner::Say(words) => {
                    let _ = stream.write_all(words);
                }
                Manner::Reset => {
                    let _ = set_socket_linger(&stream, Some(Duration::ZERO));
                    continue;
                }
                Manner::Silence => {
                    kept.push(stream);
                    continue;
                }
                Manner::Close | Manner::Greet(_) => {}
            }
            let _ = stream.shutdown(Shutdown::Write);
            while matches!(stream.read(&mut hello), Ok(1..)) {}
        }
    });
    port
}

/// A socket that listens with room for nobody, and those that wait there already.
fn full_backlog() -> (rustix::fd::OwnedFd, u16, Vec<TcpStream>) {
    let socket = rustix::net::socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
    rustix::net::bind(&socket, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0)).unwrap();
    rustix::net::listen(&socket, 0).unwrap();
    let address = rustix::net::getsockname(&socket).unwrap();
    let port = std::net::SocketAddr::try_from(address).unwrap().port();
    let address = SocketAddrV4::new(Ipv4Addr::LOCALHOST, port).into();
    let queue = (0..4)
        .filter_map(|_| TcpStream::connect_timeout(&address, Duration::from_millis(50)).ok())
        .collect();
    (socket, port, queue)
}
