//! Real servers on loopback: openssl s_server and nginx, each ended by its process id.

use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::process::{Running, free_port, until};
use crate::common::{Lab, peer};

/// A server that is up.
pub struct Server {
    pub port: u16,
    _process: Running,
}

impl Server {
    /// openssl s_server with these further arguments. It answers HTTP with a page of its own
    /// (`-www`); `server.crt` and `server.key` are the lab's unless the arguments say otherwise.
    pub fn openssl(lab: &Lab, arguments: &str) -> Self {
        let openssl = peer("openssl").unwrap();
        let certificate = if arguments.contains("-cert ") {
            String::new()
        } else {
            "-cert server.crt".to_owned()
        };
        let line =
            format!("s_server -accept 127.0.0.1:0 -www -key server.key {certificate} {arguments}");
        let log = lab.path(&format!("s_server-{}.log", free_port()));
        let said = std::fs::File::create(&log).unwrap();
        let mut process = Running(
            Command::new(openssl)
                .args(line.split_whitespace())
                .current_dir(lab.path(""))
                .stdin(Stdio::null())
                .stdout(said.try_clone().unwrap())
                .stderr(said)
                .spawn()
                .unwrap(),
        );
        let port = until("s_server", || {
            let text = std::fs::read_to_string(&log).unwrap();
            assert!(!process.has_ended(), "s_server {arguments}: {text}");
            let (_, port) = text.split_once("ACCEPT 127.0.0.1:")?;
            port.split_once('\n')?.0.trim().parse().ok()
        });
        Self {
            port,
            _process: process,
        }
    }

    /// nginx with the lines of one `server` block, in which `PORT` becomes its port.
    pub fn nginx(lab: &Lab, program: &Path, lines: &str) -> Self {
        // the port is free when it is picked; should another take it meanwhile, the next one is
        for _ in 0..5 {
            let port = free_port();
            let file = format!("nginx-{port}.conf");
            lab.write(&file, configuration(lab, port, lines));
            let log = std::fs::File::create(lab.path("nginx.log")).unwrap();
            let mut process = Running(
                Command::new(program)
                    .args(["-c", lab.path(&file).to_str().unwrap(), "-e", "stderr"])
                    .stdin(Stdio::null())
                    .stdout(Stdio::null())
                    .stderr(log)
                    .spawn()
                    .unwrap(),
            );
            let up = until("nginx", || {
                let ended = process.has_ended();
                let up = TcpStream::connect(("127.0.0.1", port)).is_ok();
                (ended || up).then_some(!ended)
            });
            if up {
                return Self {
                    port,
                    _process: process,
                };
            }
        }
        panic!("nginx does not start: {}", lab.text("nginx.log"));
    }

    /// Its address as a URL with the name it is certified for.
    pub fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }
}

fn configuration(lab: &Lab, port: u16, lines: &str) -> String {
    let folder = lab.path("");
    let folder = folder.display();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| format!("{kind}_temp_path {folder}/nginx-{kind};\n"))
        .collect();
    let lines = lines.replace("PORT", &port.to_string());
    format!(
        "daemon off; master_process off; pid {folder}/nginx-{port}.pid;
        events {{ worker_connections 64; }}
        http {{ access_log off; {temporary}
        server {{
            ssl_certificate {folder}/server.crt; ssl_certificate_key {folder}/server.key;
            ssl_client_certificate {folder}/ca.crt; ssl_protocols TLSv1.2 TLSv1.3;
            {lines}
        }} }}\n"
    )
}
