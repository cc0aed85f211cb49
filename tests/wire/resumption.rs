//! Sessions are resumed inside one run, and what was seen when they were opened stays true of the
//! connections that resume them. A session never serves another host, port or identity.

use std::net::TcpStream;

use mtls::core::clock::Time;
use mtls::core::tls::{
    Lists, Offer, Peer, Recorder, TlsClient, TlsSettings, TlsStream, Trust, Verdict,
};

use crate::certificates;
use crate::common::{Lab, peer};
use crate::servers::Server;

const IDENTITY: &str = "--cacert ca.crt --cert client.crt --key client.key";
const SEEN: &str = "%{tls_resumed} %{client_cert_requested} %{client_cert_sent} %{num_certs} %{ssl_verify_result}\\n";

/// Four calls of one run, a connection each; how many handshakes the server counted of each kind,
/// and what we say of each.
fn four_calls(lab: &Lab, url: &str, more: &str) -> (usize, usize, Vec<String>) {
    let line = format!(
        "call {url} {url} {url} {url} -s -S -H Connection:close {IDENTITY} {more} -o 1 -o 2 -o 3 -o 4 -w"
    );
    let mut args: Vec<&str> = line.split_whitespace().collect();
    args.push(SEEN);
    let ran = lab.mtls(&args).ok();
    let pages: String = ["1", "2", "3", "4"].map(|file| lab.text(file)).concat();
    let count = |words: [&str; 2]| words.iter().map(|w| pages.matches(w).count()).sum();
    let full = count(["\nNew, TLSv1", "kind ."]);
    let resumed = count(["\nReused, TLSv1", "kind r"]);
    let said = ran.stdout.lines().map(str::to_owned).collect();
    (full, resumed, said)
}

fn nginx(lab: &Lab, lines: &str) -> Option<Server> {
    let program = peer("nginx")?;
    let lines = format!(
        "listen 127.0.0.1:PORT ssl; ssl_verify_client on; {lines}
         location / {{ return 200 \"kind $ssl_session_reused $ssl_client_s_dn\\n\"; }}"
    );
    Some(Server::nginx(lab, &program, &lines))
}

#[test]
fn later_connections_resume_the_session_of_the_first_and_tell_what_it_showed() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    for version in ["-tls1_2", "-tls1_2 -no_ticket", "-tls1_3"] {
        let server = Server::openssl(&lab, &format!("-CAfile ca.crt -Verify 1 {version}"));
        let (full, resumed, said) = four_calls(&lab, &server.url("/"), "");
        assert_eq!((full, resumed), (1, 3), "{version}");
        let expected = ["false", "true", "true", "true"].map(|r| format!("{r} true true 2 0"));
        assert_eq!(said, expected, "{version}");
    }
}

#[test]
fn nginx_sees_sessions_resumed_with_the_same_client() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let Some(server) = nginx(&lab, "") else {
        return;
    };
    for version in ["1.2", "1.3"] {
        let more = format!("--tls-max {version}");
        let (full, resumed, _) = four_calls(&lab, &server.url("/"), &more);
        assert_eq!((full, resumed), (1, 3), "{version}");
        for file in ["1", "2", "3", "4"] {
            assert!(lab.text(file).contains("CN=client"), "{version}");
        }
    }
}

#[test]
fn a_server_that_resumes_nothing_gets_full_handshakes() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    for how in ["-tls1_3 -num_tickets 0", "-tls1_2 -no_ticket -no_cache"] {
        let server = Server::openssl(&lab, &format!("-CAfile ca.crt -Verify 1 {how}"));
        let (full, resumed, said) = four_calls(&lab, &server.url("/"), "");
        assert_eq!((full, resumed), (4, 0), "{how}");
        assert_eq!(said, ["false true true 2 0"; 4], "{how}");
    }
}

#[test]
fn a_certificate_accepted_under_k_is_still_told_as_untrusted_over_a_resumed_session() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Server::openssl(&lab, "-cert server-stranger.crt");
    let (_, resumed, said) = four_calls(&lab, &server.url("/"), "-k");
    assert_eq!(resumed, 3);
    assert_eq!(said[3], "true false false 1 20");
}

#[test]
fn a_session_serves_the_host_and_port_it_was_opened_for_only() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    // one server of nginx shares its sessions between its ports and names
    let other = crate::common::process::free_port();
    let Some(server) = nginx(&lab, &format!("listen 127.0.0.1:{other} ssl;")) else {
        return;
    };
    let port = server.port;
    let urls = format!(
        "https://localhost:{port}/ https://localhost:{other}/ https://a.example:{port}/ https://127.0.0.1:{port}/ https://localhost:{port}/"
    );
    let line = format!(
        "call {urls} -s -S --resolve a.example:{port}:127.0.0.1 -H Connection:close {IDENTITY}"
    );
    let ran = lab.mtls_line(&line).ok();
    let kinds: Vec<&str> = ran.stdout.lines().filter_map(|l| l.get(5..6)).collect();
    assert_eq!(kinds, [".", ".", ".", ".", "r"], "{ran:?}");
}

#[test]
fn a_session_opened_with_a_certificate_is_not_resumed_without_it() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let Some(program) = peer("nginx") else {
        return;
    };
    // to another origin and back to another name of the same server, where no certificate goes
    let lines = "listen 127.0.0.1:PORT ssl; ssl_verify_client optional;
         location / { return 200 \"kind $ssl_session_reused $ssl_client_s_dn\\n\"; }
         location /away { return 302 https://a.example:PORT/; }";
    let server = Server::nginx(&lab, &program, lines);
    let (port, home) = (server.port, server.url("/"));
    let line = format!(
        "call https://a.example:{port}/ {} {home} -s -S -L --resolve a.example:{port}:127.0.0.1 -H Connection:close {IDENTITY}",
        server.url("/away")
    );
    let ran = lab.mtls_line(&line).ok();
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[0], "kind . CN=client,O=Acme,C=BR", "{ran:?}");
    assert_eq!(lines[1], "kind . ", "{ran:?}");
    assert_eq!(lines[2], "kind r CN=client,O=Acme,C=BR", "{ran:?}");
}

#[test]
fn threads_that_share_the_configuration_each_record_their_own_connection() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let Some(program) = peer("nginx") else {
        return;
    };
    let page = "location / { return 200 \"kind $ssl_session_reused\\n\"; }";
    let listening = "listen 127.0.0.1:PORT ssl;";
    let asking = format!("{listening} ssl_verify_client optional; {page}");
    let asking = Server::nginx(&lab, &program, &asking);
    let silent = Server::nginx(&lab, &program, &format!("{listening} {page}"));
    let now = Time::from_unix(1_900_000_000);
    let (trust, offer) = (
        Trust::only(&[], "nothing", now),
        Offer::new(&Lists::default()),
    );
    let client = TlsClient::new(&TlsSettings {
        insecure: true,
        ..TlsSettings::new(&trust, &offer.unwrap(), now)
    })
    .unwrap();
    let resumed: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|at| {
                let (client, asks) = (&client, at % 2 == 0);
                let port = if asks { asking.port } else { silent.port };
                scope.spawn(move || (0..10).filter(|_| visit(client, port, asks)).count())
            })
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).sum()
    });
    // each thread finds tickets after its first connection, if not those of another
    assert!(resumed >= 8 * 9 - 8, "{resumed}");
}

/// One connection; whether it was resumed, as both sides say.
fn visit(client: &TlsClient, port: u16, asks: bool) -> bool {
    let recorder = Recorder::default();
    let name = "localhost".try_into().unwrap();
    let tcp = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let shaken = TlsStream::handshake(client, Peer { name, port }, tcp, recorder.clone());
    let mut stream = shaken.unwrap();
    let request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let (mut answer, mut buf) = (Vec::new(), [0; 4096]);
    while let Ok(n @ 1..) = stream.read(&mut buf) {
        answer.extend_from_slice(&buf[..n]);
    }
    let record = recorder.snapshot();
    assert_eq!(record.requested.is_some(), asks);
    assert_eq!(record.server_chain.len(), 1);
    assert_eq!(record.verdict, Some(Verdict::UnknownIssuer));
    let answer = String::from_utf8_lossy(&answer);
    assert_eq!(record.resumed, answer.contains("kind r"), "{answer}");
    record.resumed
}
