//! The certificate asked for after the request: seen for certain where TLS 1.2 renegotiates, and
//! not to be seen at all in TLS 1.3, where nobody may ask who was not offered it.

use std::io::Write as _;
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::thread;

use crate::certificates;
use crate::common::process::{Running, free_port, until};
use crate::common::{Lab, Ran, peer};

#[test]
fn a_renegotiation_that_openssl_begins_is_seen() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let (ran, _) = typed(&lab, "-tls1_2", "R", &[]);
    let ran = ran.fails(35, "[client-cert-requested-late]");
    let seen = "the server sent HelloRequest after the request (renegotiation)";
    assert!(ran.stderr.contains(seen), "{ran:?}");
    assert!(
        ran.stderr.contains("openssl s_client -connect localhost:"),
        "{ran:?}"
    );
}

/// RFC 8446 section 4.6.2: without our post_handshake_auth extension it may not ask, and does not.
#[test]
fn what_a_server_of_tls_1_3_may_not_ask_for_leaves_no_trace() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let (ran, server) = typed(&lab, "-tls1_3", "c", &["-m", "2"]);
    ran.fails(28, "[connection-timeout]");
    assert!(server.contains("extension not received"), "{server}");
}

#[test]
fn a_location_of_apache_that_wants_a_certificate_is_told_from_a_host_that_does() {
    let (Some(lab), Some(apache)) = (certificates::lab(), peer("apache2")) else {
        return;
    };
    let (port, _server) = apache_server(&lab, &apache);
    let call = |path: &str| {
        let url = format!("https://localhost:{port}{path}");
        lab.mtls(&["call", &url, "--cacert", "ca.crt", "-m", "20"])
    };
    let ran = call("/private/").fails(35, "[client-cert-requested-late]");
    assert!(ran.stderr.contains("sent HelloRequest"), "{ran:?}");
    assert!(ran.stderr.contains("on the whole host"), "{ran:?}");
    // the same host asks for nothing elsewhere
    assert_eq!(call("/").code, 0);
}

/// Runs a call against `openssl s_server`, types this once the request has come, and gives what
/// both said.
fn typed(lab: &Lab, version: &str, key: &str, more: &[&str]) -> (Ran, String) {
    let openssl = peer("openssl").unwrap();
    let said = |lab: &Lab| lab.text("said.log");
    let log = std::fs::File::create(lab.path("said.log")).unwrap();
    let mut server = Running(
        Command::new(openssl)
            .args(["s_server", "-accept", "127.0.0.1:0", version])
            .args(["-cert", "server.crt", "-key", "server.key"])
            .current_dir(lab.path(""))
            .stdin(Stdio::piped())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap(),
    );
    let port: u16 = until("s_server", || {
        let text = said(lab);
        let (_, port) = text.split_once("ACCEPT 127.0.0.1:")?;
        port.split_once('\n')?.0.trim().parse().ok()
    });
    let url = format!("https://localhost:{port}/");
    let args = [&["call", &url, "--cacert", "ca.crt"], more].concat();
    let ran = thread::scope(|scope| {
        let call = scope.spawn(|| lab.mtls(&args));
        until("the request", || {
            said(lab).contains("GET / HTTP").then_some(())
        });
        let mut keys = server.0.stdin.take().unwrap();
        keys.write_all(format!("{key}\n").as_bytes()).unwrap();
        let ran = call.join().unwrap();
        drop(keys);
        ran
    });
    (ran, said(lab))
}

/// Apache that asks for a certificate in one place only, over TLS 1.2.
fn apache_server(lab: &Lab, apache: &std::path::Path) -> (u16, Running) {
    let folder = lab.path("");
    let folder = folder.display();
    std::fs::create_dir(lab.path("www")).unwrap();
    lab.write("www/index.html", "in");
    let modules: String = ["mpm_event", "authz_core", "dir", "ssl"]
        .iter()
        .map(|name| format!("LoadModule {name}_module {MODULES}/mod_{name}.so\n"))
        .collect();
    // the port is free when it is picked; should another take it meanwhile, the next one is
    for _ in 0..5 {
        let port = free_port();
        lab.write(
            "apache.conf",
            format!(
                "ServerRoot {folder}\nPidFile {folder}/apache.pid\nServerName localhost\n{modules}\
                 Listen 127.0.0.1:{port}\nErrorLog {folder}/apache.log\nDocumentRoot {folder}/www\n\
                 SSLEngine on\nSSLProtocol -all +TLSv1.2\nSSLCertificateFile {folder}/server.crt\n\
                 SSLCertificateKeyFile {folder}/server.key\nSSLCACertificateFile {folder}/ca.crt\n\
                 FallbackResource /index.html\n<Location /private>\nSSLVerifyClient require\n</Location>\n"
            ),
        );
        let mut process = Running(
            Command::new(apache)
                .args([
                    "-DFOREGROUND",
                    "-f",
                    lab.path("apache.conf").to_str().unwrap(),
                ])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap(),
        );
        let up = until("apache2", || {
            let ended = process.has_ended();
            let up = TcpStream::connect(("127.0.0.1", port)).is_ok();
            (ended || up).then_some(!ended)
        });
        if up {
            return (port, process);
        }
    }
    panic!("apache2 does not start: {}", lab.text("apache.log"));
}

/// Where Debian has them.
const MODULES: &str = "/usr/lib/apache2/modules";
