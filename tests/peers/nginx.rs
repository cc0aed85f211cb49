//! nginx, as most APIs have it in front: certificates wanted or only asked for, what it answers by
//! itself, connections kept, bodies of some size.

use std::path::Path;
use std::process::Command;

use crate::certificates;
use crate::common::{Lab, Ran, peer};
use crate::provider::Provider;
use crate::server::Server;

const IDENTITY: [&str; 4] = ["--cert", "client.crt", "--key", "client.key"];

/// nginx with the lines of one `server` block on its port. Its log has a line for each request:
/// path, status, what it thought of the certificate, and which request of its connection it is.
pub fn nginx(lab: &Lab, program: &Path, lines: &str) -> Server {
    Server::start(lab, "nginx", |port| {
        let file = format!("nginx-{port}.conf");
        lab.write(&file, configuration(lab, port, lines));
        let mut command = Command::new(program);
        command.args(["-c", lab.path(&file).to_str().unwrap(), "-e", "stderr"]);
        command
    })
}

fn configuration(lab: &Lab, port: u16, lines: &str) -> String {
    let folder = lab.path("");
    let folder = folder.display();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| format!("{kind}_temp_path {folder}/nginx-{kind};\n"))
        .collect();
    format!(
        "daemon off; master_process off; pid {folder}/nginx-{port}.pid;
        events {{ worker_connections 64; }}
        http {{
            log_format said '$uri $status $ssl_client_verify $ssl_protocol $connection_requests';
            access_log {folder}/nginx-{port}.log said; root {folder}; {temporary}
            server {{
                listen 127.0.0.1:{port} ssl;
                ssl_certificate {folder}/server.crt; ssl_certificate_key {folder}/server.key;
                ssl_client_certificate {folder}/ca.crt; ssl_protocols TLSv1.2 TLSv1.3;
                {lines}
            }}
        }}\n"
    )
}

fn call(lab: &Lab, server: &Server, path: &str, more: &[&str]) -> Ran {
    let url = server.url(path);
    lab.mtls(&[&["call", &url, "--cacert", "ca.crt", "-m", "20"], more].concat())
}

fn start(lines: &str) -> Option<(Lab, Server)> {
    let (lab, program) = (certificates::lab()?, peer("nginx")?);
    let server = nginx(&lab, &program, lines);
    Some((lab, server))
}

#[test]
fn each_fault_of_the_certificate_has_its_code_in_both_versions() {
    let Some((lab, server)) = start("ssl_verify_client on; return 200 in;") else {
        return;
    };
    for version in ["1.2", "1.3"] {
        let tls = ["--tls-max", version];
        let ran = call(&lab, &server, "/in", &[&IDENTITY[..], &tls].concat());
        assert_eq!(ran.ok().stdout, "in");
        server.logged(&format!("/in 200 SUCCESS TLSv{version}"));
        for (certificate, code, exit, page) in FAULTS {
            let mut args = tls.to_vec();
            if !certificate.is_empty() {
                args.extend(["--cert", certificate, "--key", "client.key"]);
            }
            let ran = call(&lab, &server, "/", &args);
            assert_eq!(ran.code, *exit, "{version} {certificate}: {ran:?}");
            let code = format!("[{code}]");
            assert!(
                ran.stderr.contains(&code),
                "{version} {certificate}: {ran:?}"
            );
            // the page is an answer, as in curl
            assert!(
                ran.stdout.contains(page),
                "{version} {certificate}: {ran:?}"
            );
        }
    }
}

/// Certificate, diagnosis, exit code, and what is on nginx's page.
const FAULTS: &[(&str, &str, i32, &str)] = &[
    (
        "",
        "client-cert-required",
        98,
        "No required SSL certificate was sent",
    ),
    (
        "stranger.crt",
        "client-cert-untrusted",
        35,
        "The SSL certificate error",
    ),
    (
        "self.crt",
        "client-cert-untrusted",
        35,
        "The SSL certificate error",
    ),
    (
        "expired.crt",
        "client-cert-expired",
        35,
        "The SSL certificate error",
    ),
    (
        "server-only.crt",
        "client-cert-wrong-purpose",
        35,
        "The SSL certificate error",
    ),
];

#[test]
fn own_pages_for_495_and_496_are_answers_like_others() {
    let lines = "ssl_verify_client on; error_page 495 496 =403 /refused; \
                 location /refused { internal; return 403 '{\"error\":\"certificate\"}'; } \
                 location / { return 200 in; }";
    let Some((lab, server)) = start(lines) else {
        return;
    };
    let none = call(&lab, &server, "/", &["-f"]);
    assert_eq!((none.code, none.stdout.as_str()), (22, ""), "{none:?}");
    let said =
        none.stderr.contains("[forbidden]") || none.stderr.contains("[client-cert-required]");
    assert!(said, "{none:?}");
    let expired = ["--cert", "expired.crt", "--key", "client.key", "-f"];
    let expired = call(&lab, &server, "/", &expired);
    assert_eq!(expired.code, 22, "{expired:?}");
}

#[test]
fn where_certificates_are_optional_the_application_decides() {
    let lines = "ssl_verify_client optional; \
                 location /open { return 200 $ssl_client_verify; } \
                 location / { if ($ssl_client_verify != SUCCESS) { return 403; } \
                 return 200 $ssl_client_s_dn; }";
    let Some((lab, server)) = start(lines) else {
        return;
    };
    assert_eq!(call(&lab, &server, "/open", &[]).ok().stdout, "NONE");
    let ran = call(&lab, &server, "/", &IDENTITY).ok();
    assert_eq!(ran.stdout, "CN=client,O=Acme,C=BR");
    let ran = call(&lab, &server, "/", &["-f"]).fails(22, "[client-cert-required]");
    assert!(ran.stderr.contains("none was sent"), "{ran:?}");
    // wrong ones are refused by nginx itself, whatever the application would say
    let stranger = ["--cert", "stranger.crt", "--key", "client.key"];
    let ran = call(&lab, &server, "/open", &stranger);
    assert_eq!(ran.code, 35, "{ran:?}");
    assert!(ran.stderr.contains("[client-cert-untrusted]"), "{ran:?}");
}

#[test]
fn several_urls_share_one_connection() {
    let Some((lab, server)) = start("ssl_verify_client on;") else {
        return;
    };
    lab.write("one", "1\n")
        .write("two", "2\n")
        .write("empty", "");
    let (two, empty, none) = (
        server.url("/two"),
        server.url("/empty"),
        server.url("/none"),
    );
    let args = [&[two.as_str(), &empty, &none, &two], &IDENTITY[..]].concat();
    let ran = call(&lab, &server, "/one", &args).ok();
    assert!(ran.stdout.starts_with("1\n2\n<html>"), "{ran:?}");
    let log = server.logged("/two 200 SUCCESS TLSv1.3 5");
    for line in [
        "/one 200 SUCCESS TLSv1.3 1",
        "/empty 200 SUCCESS TLSv1.3 3",
        "/none 404 SUCCESS TLSv1.3 4",
    ] {
        assert!(log.contains(line), "no `{line}` in {log}");
    }
}

#[test]
fn a_connection_that_nginx_ends_is_opened_again() {
    let Some((lab, server)) = start("ssl_verify_client on; keepalive_requests 2;") else {
        return;
    };
    lab.write("one", "1");
    let urls: Vec<String> = (0..5).map(|_| server.url("/one")).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let ran = call(&lab, &server, "/one", &[&urls[..], &IDENTITY].concat()).ok();
    assert_eq!(ran.stdout, "111111");
    let log = server.logged("TLSv1.3 2");
    assert!(!log.contains("TLSv1.3 3"), "{log}");
}

#[test]
fn uploads_of_some_mib_arrive_whole() {
    let lines = "ssl_verify_client on; client_max_body_size 20m; dav_methods PUT;";
    let Some((lab, server)) = start(lines) else {
        return;
    };
    let large: Vec<u8> = (0..5_u32 << 20).map(|i| (i % 251) as u8).collect();
    lab.write("large", &large);
    for (name, more) in [
        ("with-length", &[][..]),
        ("in-chunks", &["-H", "Transfer-Encoding: chunked"]),
        ("unasked", &["-H", "Expect:"]),
        ("old", &["--tls-max", "1.2"]),
    ] {
        let body = ["-X", "PUT", "--data-binary", "@large", "-w", "%{http_code}"];
        let path = format!("/{name}");
        let ran = call(&lab, &server, &path, &[&body, &IDENTITY[..], more].concat());
        assert_eq!(ran.ok().stdout, "201", "{name}");
        assert!(lab.read(name) == large, "{name} is not what was sent");
    }
}

#[test]
fn a_large_body_waits_for_a_100_and_a_refusal_comes_before_it() {
    let lines = "ssl_verify_client on; client_max_body_size 1k; dav_methods PUT;";
    let Some((lab, server)) = start(lines) else {
        return;
    };
    lab.write("small", "x").write("large", vec![b'x'; 5 << 20]);
    let put = |file: &str, more: &[&str]| {
        let body = ["-X", "PUT", "--data-binary", file];
        call(
            &lab,
            &server,
            "/put",
            &[&body, &IDENTITY[..], more].concat(),
        )
    };
    let asked = put("@small", &["-H", "Expect: 100-continue", "-v"]).ok();
    assert!(
        asked.stderr.contains("< HTTP/1.1 100 Continue"),
        "{asked:?}"
    );
    for more in [
        &[][..],
        &["-H", "Expect:"],
        &["-H", "Transfer-Encoding: chunked"],
    ] {
        let ran = put("@large", more).ok();
        assert!(
            ran.stdout.contains("413 Request Entity Too Large"),
            "{more:?}: {ran:?}"
        );
        let ran = put("@large", &[&["-f"], more].concat()).fails(22, "413");
        assert!(ran.stderr.contains("  fix: "), "{ran:?}");
    }
}

#[test]
fn compressed_answers_come_whole() {
    let lines = "ssl_verify_client on; gzip on; gzip_types *; gzip_min_length 10;";
    let Some((lab, server)) = start(lines) else {
        return;
    };
    let text = "as compressible as text can be\n".repeat(10_000);
    lab.write("text", &text);
    let ran = call(
        &lab,
        &server,
        "/text",
        &[&IDENTITY[..], &["--compressed"]].concat(),
    )
    .ok();
    assert!(ran.stdout == text, "{} bytes", ran.stdout.len());
    let size = ["--compressed", "-o", "out", "-w", "%{size_download}"];
    let ran = call(&lab, &server, "/text", &[&IDENTITY[..], &size].concat()).ok();
    assert!(
        ran.stdout.parse::<usize>().unwrap() < text.len() / 10,
        "{ran:?}"
    );
    assert!(lab.text("out") == text);
}

#[test]
fn a_token_goes_through_nginx_with_the_certificate() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let Some(program) = peer("nginx") else {
        return;
    };
    let api = format!(
        "ssl_verify_client on; location / {{ proxy_pass https://127.0.0.1:{}/api; }}
         location /seen {{ return 200 \"$http_authorization $ssl_client_s_dn\"; }}",
        provider.mtls
    );
    let server = nginx(&provider.lab, &program, &api);
    let token_url = provider.token_url();
    let grant = ["--token-url", &token_url, "--client-id", "post"];
    let secret = ["--client-secret", "file:secret"];
    let args = [&grant[..], &secret, &IDENTITY].concat();
    let ran = call(&provider.lab, &server, "/seen", &args).ok();
    assert!(ran.stdout.starts_with("Bearer ey"), "{ran:?}");
    assert!(ran.stdout.ends_with(" CN=client,O=Acme,C=BR"), "{ran:?}");
    // nginx ends TLS: the API behind it sees no certificate, and says so
    let ran = call(&provider.lab, &server, "/", &[&args[..], &["-f"]].concat());
    assert_eq!(ran.code, 22, "{ran:?}");
    assert!(
        ran.stderr.contains("bound to another certificate"),
        "{ran:?}"
    );
}

#[test]
fn a_file_is_uploaded_under_its_own_name_and_a_stream_as_it_comes() {
    let lines = "ssl_verify_client on; client_max_body_size 20m; dav_methods PUT; \
                 create_full_put_path on;";
    let Some((lab, server)) = start(lines) else {
        return;
    };
    let large: Vec<u8> = (0..5_u32 << 20).map(|i| (i % 251) as u8).collect();
    lab.write("large", &large);
    let file = ["-T", "large", "-w", "%{http_code}"];
    let ran = call(&lab, &server, "/got/", &[&file, &IDENTITY[..]].concat());
    assert_eq!(ran.ok().stdout, "201");
    assert!(lab.read("got/large") == large);
    let url = server.url("/got/stream");
    let stream = ["call", &url, "--cacert", "ca.crt", "-T", "-"];
    lab.mtls_in(&[&stream[..], &IDENTITY].concat(), &large).ok();
    assert!(lab.read("got/stream") == large);
}
