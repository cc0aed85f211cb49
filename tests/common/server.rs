//! A server program on a port of 127.0.0.1 that was free when it was picked: started until it
//! stands, its log kept, ended by its process id.

use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::Lab;
use super::process::{Running, free_port, until};

/// A server that is up.
pub struct Server {
    pub port: u16,
    log: PathBuf,
    _process: Running,
}

impl Server {
    /// Starts what `command` makes for a port, and another one for another port if that was taken
    /// meanwhile.
    pub fn start(lab: &Lab, name: &str, command: impl Fn(u16) -> Command) -> Self {
        for _ in 0..5 {
            let port = free_port();
            let log = lab.path(&format!("{name}-{port}.log"));
            // what writes there may do so through several descriptors
            let said = std::fs::File::options()
                .append(true)
                .create(true)
                .open(&log)
                .unwrap();
            let mut process = Running(
                command(port)
                    .current_dir(lab.path(""))
                    .stdin(Stdio::null())
                    .stdout(said.try_clone().unwrap())
                    .stderr(said)
                    .spawn()
                    .unwrap(),
            );
            let up = until(name, || {
                let ended = process.has_ended();
                let up = TcpStream::connect(("127.0.0.1", port)).is_ok();
                (ended || up).then_some(!ended)
            });
            if up {
                return Self {
                    port,
                    log,
                    _process: process,
                };
            }
        }
        let logs = lab
            .files()
            .into_iter()
            .filter(|file| file.starts_with(name));
        let said: String = logs.map(|file| lab.text(&file)).collect();
        panic!("{name} does not start: {said}");
    }

    /// Its address as a URL with the name it is certified for.
    pub fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    /// What it has said so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// The lines of its log once this one is among them.
    pub fn logged(&self, text: &str) -> String {
        until(&format!("{text} in the log"), || {
            let log = self.log();
            log.contains(text).then_some(log)
        })
    }
}
