//! What is wrong, and the servers that it shows at: openssl s_server and sockets of our own.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use crate::certificates;
use crate::common::process::free_port;
use crate::common::{Lab, peer};
use crate::servers::Server;

/// One fault: where it shows, and how the client goes there.
pub struct Fault {
    pub name: &'static str,
    /// The diagnosis code that is the truth.
    pub truth: &'static str,
    pub port: u16,
    /// Certificate of the client, `-` for none.
    pub cert: &'static str,
    /// The CA file, `-` for the system's.
    pub ca: &'static str,
    /// The highest TLS version.
    pub tls: &'static str,
    /// Its ciphers of TLS 1.2, `-` for its own.
    pub ciphers: &'static str,
}

impl Fault {
    pub fn url(&self) -> String {
        format!("https://localhost:{}/", self.port)
    }
}

/// Servers that are up while this lives, and what is wrong at each.
pub struct Range {
    pub lab: Lab,
    pub faults: Vec<Fault>,
    _servers: Vec<Server>,
}

/// `None` where openssl is missing, which is told.
pub fn range() -> Option<Range> {
    let lab = certificates::lab()?;
    revoke(&lab);
    let mut servers = Vec::new();
    let mut serve = |arguments: &str| {
        let server = Server::openssl(&lab, arguments);
        let port = server.port;
        servers.push(server);
        port
    };
    let ports = Ports {
        strict: serve(STRICT),
        listed: serve(&format!("{STRICT} -crl_check -CRL crl.pem")),
        stranger: serve("-cert server-stranger.crt"),
        elsewhere: serve("-cert server-elsewhere.crt"),
        stale: serve("-cert server-expired.crt"),
        newest: serve("-tls1_3"),
        narrow: serve("-tls1_2 -cipher ECDHE-ECDSA-CHACHA20-POLY1305"),
    };
    let faults = faults(&ports);
    Some(Range {
        lab,
        faults,
        _servers: servers,
    })
}

/// Where each server listens.
struct Ports {
    strict: u16,
    listed: u16,
    stranger: u16,
    elsewhere: u16,
    stale: u16,
    newest: u16,
    narrow: u16,
}

#[rustfmt::skip] // a table
fn faults(ports: &Ports) -> Vec<Fault> {
    let at = |name, truth, port| Fault {
        name,
        truth,
        port,
        cert: "client.crt",
        ca: "ca.crt",
        tls: "1.3",
        ciphers: "-",
    };
    let old = |fault| Fault {
        tls: "1.2",
        ..fault
    };
    let with = |cert, fault| Fault { cert, ..fault };
    vec![
        with("-", old(at("none-1.2", "client-cert-required", ports.strict))),
        with("-", at("none-1.3", "client-cert-required", ports.strict)),
        with("stranger.crt", old(at("stranger-1.2", "client-cert-untrusted", ports.strict))),
        with("stranger.crt", at("stranger-1.3", "client-cert-untrusted", ports.strict)),
        with("expired.crt", old(at("expired-1.2", "client-cert-expired", ports.strict))),
        with("expired.crt", at("expired-1.3", "client-cert-expired", ports.strict)),
        with("server-only.crt", old(at("purpose-1.2", "client-cert-wrong-purpose", ports.strict))),
        with("server-only.crt", at("purpose-1.3", "client-cert-wrong-purpose", ports.strict)),
        old(at("revoked-1.2", "client-cert-revoked", ports.listed)),
        at("revoked-1.3", "client-cert-revoked", ports.listed),
        at("untrusted", "server-cert-untrusted", ports.stranger),
        at("elsewhere", "server-name-mismatch", ports.elsewhere),
        at("stale", "server-cert-expired", ports.stale),
        old(at("version", "tls-version-unsupported", ports.newest)),
        Fault {
            ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256",
            ..old(at("cipher", "no-shared-cipher", ports.narrow))
        },
        at("plain", "not-tls", plain()),
        at("closed", "connection-refused", free_port()),
        at("reset", "connection-reset", resetting()),
    ]
}

fn revoke(lab: &Lab) {
    let openssl = peer("openssl").unwrap();
    lab.write("rev.db", "").write(
        "rev.cnf",
        "[ca]\ndefault_ca=c\n[c]\ndatabase=rev.db\ncertificate=ca.crt\nprivate_key=ca.key\ndefault_md=sha256\ndefault_crl_days=30\n",
    );
    lab.peer_line(&openssl, "ca -config rev.cnf -revoke client.crt");
    lab.peer_line(&openssl, "ca -config rev.cnf -gencrl -out crl.pem");
}

/// A port that speaks plain HTTP.
fn plain() -> u16 {
    answering(|mut client| {
        let _ = client.read(&mut [0; 2048]);
        let _ = client.write_all(
            b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        );
    })
}

/// One that resets the connection at the first bytes.
fn resetting() -> u16 {
    answering(|mut client| {
        let _ = client.read(&mut [0; 16]);
        socket2::SockRef::from(&client)
            .set_linger(Some(Duration::ZERO))
            .unwrap();
    })
}

/// Serves as long as the process lives.
fn answering(answer: impl Fn(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            answer(client);
        }
    });
    port
}

/// Wants a certificate of the lab's CA.
const STRICT: &str = "-Verify 3 -verify_return_error -CAfile ca.crt";
