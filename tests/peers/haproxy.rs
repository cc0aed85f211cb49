//! HAProxy in front of an API: the alerts with which it refuses, the answers it gives by itself, and
//! what it passes on.

use std::collections::HashSet;
use std::path::Path;
use std::process::Command;

use crate::certificates;
use crate::common::process::until;
use crate::common::{Lab, Ran, peer};
use crate::nginx::nginx;
use crate::provider::Provider;
use crate::server::Server;

const IDENTITY: [&str; 4] = ["--cert", "client.crt", "--key", "client.key"];

/// HAProxy on a port with these words behind `bind ... ssl`, lines of the frontend, and a backend
/// at this TLS port.
pub fn haproxy(lab: &Lab, program: &Path, bind: &str, lines: &str, backend: u16) -> Server {
    let pair = [lab.read("server.crt"), lab.read("server.key")].concat();
    lab.write("server.pem", pair);
    Server::start(lab, "haproxy", |port| {
        let file = format!("haproxy-{port}.cfg");
        let text = format!(
            "global\n log stdout format raw local0\n\
             defaults\n mode http\n log global\n timeout connect 5s\n timeout client 20s\n timeout server 20s\n\
             frontend api\n bind 127.0.0.1:{port} ssl crt server.pem ca-file ca.crt {bind}\n\
             log-format \"%HU %ST %cp %[ssl_c_verify] %[ssl_fc_protocol] %[ssl_c_s_dn]\"\n\
             {lines}\n default_backend behind\n\
             backend behind\n server one 127.0.0.1:{backend} ssl verify none\n"
        );
        lab.write(&file, text);
        let mut command = Command::new(program);
        command.args(["-db", "-f", &file]);
        command
    })
}

/// HAProxy and the nginx behind it, which says what it was passed.
fn start(bind: &str, lines: &str) -> Option<(Lab, Server, Server)> {
    let (lab, program) = (certificates::lab()?, peer("haproxy")?);
    let behind = nginx(
        &lab,
        &peer("nginx")?,
        "client_max_body_size 20m; dav_methods PUT; \
         location /seen { return 200 '$http_x_client|$http_authorization'; }",
    );
    let front = haproxy(&lab, &program, bind, lines, behind.port);
    Some((lab, front, behind))
}

fn call(lab: &Lab, server: &Server, path: &str, more: &[&str]) -> Ran {
    let url = server.url(path);
    lab.mtls(&[&["call", &url, "--cacert", "ca.crt", "-m", "20"], more].concat())
}

#[test]
fn each_fault_of_the_certificate_has_its_code_in_both_versions() {
    let passed = " http-request set-header X-Client %[ssl_c_s_dn(cn)]";
    let Some((lab, server, _behind)) = start("verify required", passed) else {
        return;
    };
    for version in ["1.2", "1.3"] {
        let tls = ["--tls-max", version];
        let ran = call(&lab, &server, "/seen", &[&IDENTITY[..], &tls].concat()).ok();
        assert_eq!(ran.stdout, "client|");
        for (certificate, code, exit) in FAULTS {
            let mut args = tls.to_vec();
            if !certificate.is_empty() {
                args.extend(["--cert", certificate, "--key", "client.key"]);
            }
            let ran = call(&lab, &server, "/seen", &args);
            assert_eq!(ran.code, *exit, "{version} {certificate}: {ran:?}");
            let code = format!("[{code}]");
            assert!(
                ran.stderr.contains(&code),
                "{version} {certificate}: {ran:?}"
            );
            assert!(ran.stderr.contains("  evidence: "), "{ran:?}");
            assert_eq!(ran.stdout, "", "{version} {certificate}");
        }
    }
}

const FAULTS: &[(&str, &str, i32)] = &[
    ("", "client-cert-required", 98),
    ("stranger.crt", "client-cert-untrusted", 35),
    ("self.crt", "client-cert-untrusted", 35),
    ("expired.crt", "client-cert-expired", 35),
    ("server-only.crt", "client-cert-wrong-purpose", 35),
];

#[test]
fn where_it_takes_any_certificate_its_403_is_told_with_the_cause() {
    let lines = " http-request deny deny_status 403 unless { ssl_c_used } { ssl_c_verify 0 }";
    let bind = "verify optional crt-ignore-err all ca-ignore-err all";
    let Some((lab, server, _behind)) = start(bind, lines) else {
        return;
    };
    for version in ["1.2", "1.3"] {
        let tls = ["--tls-max", version, "-f"];
        call(&lab, &server, "/seen", &[&IDENTITY[..], &tls].concat()).ok();
        let none = call(&lab, &server, "/seen", &tls).fails(22, "[client-cert-required]");
        assert!(none.stderr.contains("none was sent"), "{none:?}");
        for (certificate, verdict) in [("expired.crt", 10), ("stranger.crt", 21)] {
            let args = [&["--cert", certificate, "--key", "client.key"], &tls[..]].concat();
            let ran = call(&lab, &server, "/seen", &args);
            assert_eq!((ran.code, ran.stdout.as_str()), (22, ""), "{ran:?}");
            server.logged(&format!(" {verdict} TLSv{version} "));
        }
    }
}

#[test]
fn bodies_go_through_both_ways() {
    let Some((lab, server, behind)) = start("verify required", "") else {
        return;
    };
    let large: Vec<u8> = (0..5_u32 << 20).map(|i| (i % 251) as u8).collect();
    lab.write("large", &large);
    for (name, more) in [
        ("with-length", &[][..]),
        ("in-chunks", &["-H", "Transfer-Encoding: chunked"]),
    ] {
        let put = ["-X", "PUT", "--data-binary", "@large", "-w", "%{http_code}"];
        let path = format!("/{name}");
        let ran = call(&lab, &server, &path, &[&put, &IDENTITY[..], more].concat());
        assert_eq!(ran.ok().stdout, "201", "{name}");
        assert!(lab.read(name) == large, "{name} is not what was sent");
        let got = [&IDENTITY[..], &["-o", "got"]].concat();
        call(&lab, &server, &path, &got).ok();
        assert!(lab.read("got") == large);
    }
    behind.logged("/in-chunks 200");
}

#[test]
fn several_urls_share_one_connection() {
    let Some((lab, server, _behind)) = start("verify required", "") else {
        return;
    };
    lab.write("one", "1");
    let (one, none) = (server.url("/one"), server.url("/none"));
    let urls = [one.as_str(), &none, &one];
    call(&lab, &server, "/one", &[&urls[..], &IDENTITY].concat()).ok();
    let log = until("three lines", || {
        let log = server.log();
        (log.matches("/one 200").count() == 3).then_some(log)
    });
    let ports: HashSet<&str> = log
        .lines()
        .filter_map(|line| line.split(" 200 ").nth(1)?.split(' ').next())
        .collect();
    assert_eq!(ports.len(), 1, "{log}");
}

#[test]
fn a_backend_that_is_down_is_told_as_what_the_gateway_answers() {
    let (Some(lab), Some(program)) = (certificates::lab(), peer("haproxy")) else {
        return;
    };
    let nobody = crate::common::process::free_port();
    let server = haproxy(&lab, &program, "verify required", "", nobody);
    let ran = call(&lab, &server, "/", &IDENTITY).ok();
    assert!(ran.stdout.contains("503 Service Unavailable"), "{ran:?}");
    let ran = call(&lab, &server, "/", &[&IDENTITY[..], &["-f"]].concat());
    ran.fails(22, "HTTP 503");
}

#[test]
fn a_token_goes_through_haproxy_with_the_certificate() {
    let (Some(provider), Some(program)) = (Provider::start(), peer("haproxy")) else {
        return;
    };
    let lab = &provider.lab;
    let server = haproxy(lab, &program, "verify required", "", provider.mtls);
    let token_url = provider.token_url();
    let call = |client: &str, more: &[&str]| {
        let grant = ["--token-url", &token_url, "--client-id", client];
        let secret = ["--client-secret", "file:secret"];
        let args = [&grant[..], &secret, &IDENTITY, more].concat();
        call(lab, &server, "/api", &args)
    };
    let ran = call("unbound", &["--auth-style", "basic"]).ok();
    assert_eq!(ran.json()["client"], "unbound", "{ran:?}");
    // HAProxy ends TLS: the API behind it sees no certificate, and says so
    let ran = call("post", &["-f"]);
    assert_eq!(ran.code, 22, "{ran:?}");
    assert!(
        ran.stderr.contains("bound to another certificate"),
        "{ran:?}"
    );
}
