//! Refusals that come as an HTTP answer: the pages of nginx, Apache and HAProxy as they really are,
//! and a product that opens TLS between.

use std::path::Path;
use std::process::Command;

use crate::certificates;
use crate::common::pki::{authority, sign};
use crate::common::{Lab, Ran, not_run, peer};
use crate::haproxy::haproxy;
use crate::nginx::nginx;
use crate::server::Server;

const IDENTITY: [&str; 4] = ["--cert", "client.crt", "--key", "client.key"];
const EXPIRED: [&str; 4] = ["--cert", "expired.crt", "--key", "client.key"];
const STRANGER: [&str; 4] = ["--cert", "stranger.crt", "--key", "client.key"];
const PURPOSE: [&str; 4] = ["--cert", "server-only.crt", "--key", "client.key"];

fn call(lab: &Lab, server: &Server, path: &str, more: &[&str]) -> Ran {
    let url = server.url(path);
    lab.mtls(
        &[
            &["call", &url, "--cacert", "ca.crt", "-m", "20", "-f"],
            more,
        ]
        .concat(),
    )
}

/// Fails like this, each of `words` among what is said.
#[track_caller]
fn says(ran: &Ran, exit: i32, code: &str, words: &[&str]) {
    assert_eq!((ran.code, ran.stdout.as_str()), (exit, ""), "{ran:?}");
    for word in [&[&*format!("[{code}]"), "  fix: "], words].concat() {
        assert!(ran.stderr.contains(word), "no `{word}` in {ran:?}");
    }
}

#[test]
fn nginx_behind_pages_of_its_own_still_tells_why() {
    let (Some(lab), Some(program)) = (certificates::lab(), peer("nginx")) else {
        return;
    };
    // as a status of its own with the reason in a header, as a 403 that says nothing, as plain words
    let said = "ssl_verify_client on; error_page 495 =495 @no; error_page 496 =496 @no; \
                location @no { add_header X-SSL-Verify $ssl_client_verify always; return 495 no; }";
    let mute = "ssl_verify_client on; error_page 495 496 =403 /no; \
                location /no { internal; return 403 ''; }";
    let json = "ssl_verify_client optional_no_ca; \
                if ($ssl_client_verify != SUCCESS) { return 403 '{\"ssl_verify\":\"$ssl_client_verify\"}'; } \
                return 200 in;";
    for (lines, exit) in [(said, [98, 35]), (mute, [22, 22]), (json, [98, 35])] {
        let server = nginx(&lab, &program, lines);
        for version in ["1.2", "1.3"] {
            for (certificate, exit, code) in [
                (&[][..], exit[0], "client-cert-required"),
                (&EXPIRED, exit[1], "client-cert-expired"),
                (&STRANGER, exit[1], "client-cert-untrusted"),
                (&PURPOSE, exit[1], "client-cert-wrong-purpose"),
            ] {
                let args = [certificate, &["--tls-max", version]].concat();
                says(&call(&lab, &server, "/", &args), exit, code, &["HTTP 4"]);
            }
        }
        let likely = call(&lab, &server, "/", &EXPIRED);
        assert_eq!(
            likely.stderr.contains("most likely"),
            lines == mute,
            "{likely:?}"
        );
    }
}

#[test]
fn haproxys_own_pages_name_it_and_what_is_plainly_wrong_goes_first() {
    let (Some(lab), Some(program)) = (certificates::lab(), peer("haproxy")) else {
        return;
    };
    let nobody = crate::common::process::free_port();
    let lines = " http-request deny if { path /denied }\n http-request deny deny_status 421 if { path /host }\n \
                 http-request deny deny_status 429 hdr Retry-After 30 if { path /often }\n";
    let bind = "verify optional crt-ignore-err all ca-ignore-err all";
    let server = haproxy(&lab, &program, bind, lines, nobody);
    let at = |path: &str, certificate: &[&str]| call(&lab, &server, path, certificate);
    let words = "Request forbidden by administrative rules.";
    says(
        &at("/denied", &IDENTITY),
        22,
        "forbidden",
        &["HAProxy", words],
    );
    says(&at("/denied", &[]), 22, "client-cert-required", &[words]);
    says(
        &at("/denied", &EXPIRED),
        22,
        "client-cert-expired",
        &["most likely", words],
    );
    says(&at("/host", &IDENTITY), 22, "wrong-host", &["HAProxy"]);
    says(
        &at("/", &IDENTITY),
        22,
        "http-error",
        &["the gateway (HAProxy) stands"],
    );
    says(
        &at("/often", &IDENTITY),
        22,
        "http-error",
        &["Retry-After: 30"],
    );
}

#[test]
fn apache_that_wants_it_for_one_path_alone_is_late_on_tls_1_3() {
    let (Some(lab), Some(program)) = (certificates::lab(), peer("apache2")) else {
        return;
    };
    let modules = Path::new("/usr/lib/apache2/modules");
    if !modules.join("mod_ssl.so").is_file() {
        return not_run(
            "apache_that_wants_it_for_one_path_alone",
            "mod_ssl is not there",
        );
    }
    let late = "<Location /late>\nSSLVerifyClient require\n</Location>\n";
    let server = apache(&lab, &program, modules, late);
    let ran = call(&lab, &server, "/late", &IDENTITY);
    let words = "Cannot perform Post-Handshake Authentication.";
    says(
        &ran,
        35,
        "client-cert-requested-late",
        &[words, "on the whole host"],
    );
    // one that only asks, and leaves it to a rule
    let rule = "SSLVerifyClient optional_no_ca\n<Location /late>\nRequire ssl-verify-client\n</Location>\n";
    let server = apache(&lab, &program, modules, rule);
    assert_eq!(call(&lab, &server, "/late", &IDENTITY).ok().stdout, "late");
    says(
        &call(&lab, &server, "/late", &[]),
        22,
        "client-cert-required",
        &["HTTP 403"],
    );
    says(
        &call(&lab, &server, "/late", &STRANGER),
        22,
        "client-cert-untrusted",
        &["HTTP 403"],
    );
}

/// Apache with these lines in the server of its port, where `/late` can be had.
fn apache(lab: &Lab, program: &Path, modules: &Path, lines: &str) -> Server {
    let folder = lab.path("");
    open_to_all(&folder);
    lab.write("late", "late");
    Server::start(lab, "apache", |port| {
        let (folder, modules) = (folder.display(), modules.display());
        let loaded: String = ["mpm_event", "authz_core", "ssl"]
            .iter()
            .map(|name| format!("LoadModule {name}_module {modules}/mod_{name}.so\n"))
            .collect();
        let text = format!(
            "ServerRoot {folder}\nServerName localhost\nPidFile {folder}/apache-{port}.pid\n{loaded}\
             ErrorLog {folder}/apache-{port}.errors\nMutex pthread\nSSLSessionCache none\nListen 127.0.0.1:{port}\n\
             <VirtualHost 127.0.0.1:{port}>\nSSLEngine on\nSSLCertificateFile server.crt\n\
             SSLCertificateKeyFile server.key\nSSLCACertificateFile ca.crt\nDocumentRoot {folder}\n\
             <Directory {folder}>\nRequire all granted\n</Directory>\n{lines}</VirtualHost>\n"
        );
        let file = format!("apache-{port}.conf");
        lab.write(&file, text);
        let mut command = Command::new(program);
        command.args(["-f", lab.path(&file).to_str().unwrap(), "-DFOREGROUND"]);
        command
    })
}

/// Started by root, Apache reads as somebody else.
fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn what_opens_tls_between_is_named_and_trusting_it_is_not_enough() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let openssl = peer("openssl").unwrap();
    lab.write("named.ext", "subjectAltName=DNS:localhost\n")
        .write(
            "denied",
            "HTTP/1.0 403 Forbidden\r\n\r\n{\"message\":\"Forbidden\"}",
        );
    lab.peer_line(
        &openssl,
        "req -new -key server.key -subj /CN=localhost -out server.csr",
    );
    let subject = "/C=US/O=Zscaler Inc./CN=Zscaler Intermediate Root CA (zscaler.net)";
    authority(&lab, &openssl, "product", subject);
    sign(
        &lab,
        &openssl,
        "server.csr",
        "product",
        "opened.crt",
        "-extfile named.ext",
    );
    let server = Server::start(&lab, "s_server", |port| {
        let mut command = Command::new(&openssl);
        let line = format!("s_server -accept {port} -cert opened.crt -key server.key -HTTP -quiet");
        command.args(line.split(' '));
        command
    });
    let exception = "exception (bypass) for localhost";
    let ran = call(&lab, &server, "/denied", &IDENTITY);
    says(
        &ran,
        60,
        "server-cert-untrusted",
        &["Zscaler opens the connection", exception],
    );
    for trusted in [&["--cacert", "product.crt"][..], &["-k"]] {
        let ran = call(&lab, &server, "/denied", &[&IDENTITY, trusted].concat());
        says(
            &ran,
            22,
            "forbidden",
            &["the server never sees a client certificate", exception],
        );
    }
}
