//! What servers write into their logs of clients with a fault, and the pages that they answer with:
//! nginx, Apache, HAProxy and stunnel.

use std::path::Path;
use std::process::Command;

use crate::certificates;
use crate::common::process::until;
use crate::common::server::Server;
use crate::common::{Lab, peer};
use crate::tally::{Open, Tally};

#[test]
fn what_servers_log_of_a_client_is_the_fault_that_was_set_up() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let Some(curl) = peer("curl") else { return };
    let pem = format!("{}{}", lab.text("server.crt"), lab.text("server.key"));
    lab.write("server.pem", pem);
    let mut tally = Tally::default();
    for (who, program, configure, arguments) in SERVERS {
        let Some(program) = peer(program) else {
            continue;
        };
        let server = start(&lab, who, &program, *configure, arguments);
        for (fault, truth, args) in CLIENTS {
            let before = server.log().len();
            let url = server.url("/");
            let ran = lab.try_peer(&curl, &[&["-sS", "-m", "5", &url], *args].concat());
            let text = until(&format!("{who} logs {fault}"), || {
                let new = server.log().split_off(before);
                new.contains('\n').then_some(new)
            });
            assert!(!text.trim().is_empty(), "{who} {fault}: {ran:?}");
            // the rest of what it has to say of this one
            std::thread::sleep(std::time::Duration::from_millis(100));
            let text = server.log().split_off(before);
            tally.count(&lab, who, fault, truth, &text, OPEN);
            if *who == "nginx" && *truth != "server-cert-untrusted" {
                let code = if *fault == "none" {
                    truth
                } else {
                    "client-cert-rejected"
                };
                tally.count(&lab, "nginx page", fault, code, &ran.stdout, &[]);
            }
        }
    }
    tally.told("logs");
}

type Configure = fn(&Path, u16) -> String;

/// The server, up.
fn start(lab: &Lab, who: &str, program: &Path, configure: Configure, arguments: &[&str]) -> Server {
    let server = Server::start(lab, who, |port| {
        let name = format!("{who}-{port}.conf");
        let file = lab.path(&name).display().to_string();
        lab.write(&name, configure(&lab.path(""), port));
        let mut command = Command::new(program);
        command.args(arguments.iter().map(|a| a.replace("CONF", &file)));
        command
    });
    std::thread::sleep(std::time::Duration::from_millis(150)); // it logs the first visit too
    server
}

fn nginx(folder: &Path, port: u16) -> String {
    let folder = folder.display();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| format!("{kind}_temp_path {folder}/nginx-{kind};\n"))
        .collect();
    format!(
        "daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr info;
        events {{ worker_connections 64; }}
        http {{ access_log off; {temporary}
        server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {folder}/server.crt; ssl_certificate_key {folder}/server.key;
            ssl_client_certificate {folder}/ca.crt; ssl_verify_client on; }} }}\n"
    )
}

fn apache(folder: &Path, port: u16) -> String {
    let folder = folder.display();
    let modules: String = ["mpm_event", "authz_core", "ssl"]
        .iter()
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .collect();
    format!(
        "{modules}ServerRoot {folder}\nServerName localhost\nListen 127.0.0.1:{port}\nPidFile {folder}/apache.pid\n\
        User nobody\nGroup nogroup\nMutex file:{folder}\nErrorLog /dev/stderr\nLogLevel ssl:info\nDocumentRoot {folder}\n\
        StartServers 1\nSSLEngine on\nSSLSessionCache none\nSSLCertificateFile {folder}/server.crt\n\
        SSLCertificateKeyFile {folder}/server.key\nSSLCACertificateFile {folder}/ca.crt\nSSLVerifyClient require\n"
    )
}

fn haproxy(folder: &Path, port: u16) -> String {
    let folder = folder.display();
    format!(
        "global\n log stdout format raw local0 info\ndefaults\n mode http\n log global\n option httplog\n timeout client 9s\n timeout connect 9s\n timeout server 9s\n\
        frontend f\n bind 127.0.0.1:{port} ssl crt {folder}/server.pem ca-file {folder}/ca.crt verify required\n http-request return status 200\n"
    )
}

fn stunnel(folder: &Path, port: u16) -> String {
    let folder = folder.display();
    format!(
        "foreground = yes\ndebug = info\npid =\n[s]\naccept = 127.0.0.1:{port}\nconnect = 127.0.0.1:9\n\
        cert = {folder}/server.pem\nCAfile = {folder}/ca.crt\nverifyChain = yes\n"
    )
}

/// Name, program, its configuration, its arguments.
const SERVERS: &[(&str, &str, Configure, &[&str])] = &[
    ("nginx", "nginx", nginx, &["-c", "CONF", "-e", "stderr"]),
    ("apache", "apache2", apache, &["-f", "CONF", "-DFOREGROUND"]),
    ("haproxy", "haproxy", haproxy, &["-db", "-f", "CONF"]),
    ("stunnel", "stunnel4", stunnel, &["CONF"]),
];

/// Fault, truth, how curl goes there.
#[rustfmt::skip] // a table
const CLIENTS: &[(&str, &str, &[&str])] = &[
    ("none", "client-cert-required", &["--cacert", "ca.crt"]),
    ("stranger", "client-cert-untrusted", &["--cacert", "ca.crt", "--cert", "stranger.crt", "--key", "client.key"]),
    ("expired", "client-cert-expired", &["--cacert", "ca.crt", "--cert", "expired.crt", "--key", "client.key"]),
    ("purpose", "client-cert-wrong-purpose", &["--cacert", "ca.crt", "--cert", "server-only.crt", "--key", "client.key"]),
    ("distrust", "server-cert-untrusted", &["--cacert", "other.crt"]),
];

/// HAProxy 2.6 writes one sentence for several causes.
#[rustfmt::skip] // a table
const OPEN: &[Open] = &[
    ("haproxy", "none", &["handshake-closed"], "HAProxy logs \"SSL handshake failure\" and no more"),
    ("haproxy", "expired", &["client-cert-untrusted"], "HAProxy logs \"SSL client certificate not trusted\" for every fault of it"),
    ("haproxy", "purpose", &["client-cert-untrusted"], "HAProxy logs \"SSL client certificate not trusted\" for every fault of it"),
    ("haproxy", "distrust", &["handshake-closed"], "HAProxy logs \"SSL handshake failure\" and no more"),
];
