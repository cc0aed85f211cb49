//! Servers of one program: each of its sites on a port of its own, in as few processes as the
//! program allows, ended by their process ids.

use std::cell::RefCell;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::common::Lab;
use crate::common::process::free_port;
use crate::common::server::Server;

/// One way in which a program serves.
#[derive(Clone, Copy)]
pub struct Site {
    /// What tells it from the program's other sites, in the table.
    pub name: &'static str,
    /// The words for it in the program's configuration or command line.
    pub words: &'static str,
    /// Its certificate: `NAME.crt`, `NAME.key`, and both in `NAME.pem`.
    pub certificate: &'static str,
}

/// The sites of a program that are up, in the order asked for.
pub struct Farm {
    pub ports: Vec<u16>,
    _servers: Vec<Server>,
}

impl Farm {
    /// All sites in one process: `command` gets a port for each.
    pub fn together(
        lab: &Lab,
        name: &str,
        sites: &[Site],
        command: impl Fn(&[u16]) -> Command,
    ) -> Self {
        // a port may have been taken by another meanwhile, which only some programs end for
        for _ in 0..3 {
            let ports = RefCell::new(Vec::new());
            let server = Server::start(lab, name, |first| {
                let more = sites.iter().skip(1).map(|_| free_port());
                let all: Vec<u16> = std::iter::once(first).chain(more).collect();
                let command = command(&all);
                *ports.borrow_mut() = all;
                command
            });
            let ports = ports.into_inner();
            if ports.iter().all(|port| stands(*port)) {
                return Self {
                    ports,
                    _servers: vec![server],
                };
            }
        }
        panic!("{name} does not serve on all of its ports");
    }

    /// A process for each site.
    pub fn apart(
        lab: &Lab,
        name: &str,
        sites: &[Site],
        command: impl Fn(&Site, u16) -> Command,
    ) -> Self {
        let servers: Vec<Server> = sites
            .iter()
            .map(|site| Server::start(lab, name, |port| command(site, port)))
            .collect();
        Self {
            ports: servers.iter().map(|server| server.port).collect(),
            _servers: servers,
        }
    }
}

/// Whether somebody listens there, soon.
fn stands(port: u16) -> bool {
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(10) {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    false
}

/// A program with these arguments, split at blanks.
pub fn command(program: &Path, line: &str) -> Command {
    let mut command = Command::new(program);
    command.args(line.split_whitespace());
    command
}
