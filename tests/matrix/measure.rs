//! The run itself: every server with every fault, in both versions, and what came of it.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::common::{Lab, Ran, peer};
use crate::farm::{Farm, Site};
use crate::faults::{CLIENT, Fault, PLANS, PROTOCOL, Plan, SERVER};
use crate::{pki, servers, table};

/// One row of the table: a server and a fault.
#[derive(Debug, Clone)]
pub struct Row {
    pub server: String,
    pub fault: &'static str,
    pub truth: &'static str,
    /// What was seen with TLS 1.2 and 1.3, or once where the version is the fault.
    pub seen: Vec<Seen>,
}

/// What one run showed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// `1.2`, `1.3`, or nothing where it is no matter.
    pub version: &'static str,
    /// What was on the wire, as our evidence has it.
    pub wire: String,
    /// The code.
    pub answer: String,
}

/// Where to connect for a row.
struct Case {
    row: usize,
    version: &'static str,
    port: u16,
    folder: &'static str,
    more: String,
}

/// What is up, and all that is to be tried.
#[derive(Default)]
struct Work {
    farms: Vec<Farm>,
    rows: Vec<Row>,
    cases: Vec<Case>,
}

#[test]
fn the_first_answer_is_the_true_cause_as_often_as_the_table_says() {
    let Some(pki) = pki::make() else {
        return;
    };
    let lab = &pki.lab;
    let mut work = Work::default();
    for plan in PLANS {
        if let Some(program) = peer(plan.program) {
            work.plan(lab, plan, &program);
        }
    }
    work.protocol(lab, &peer("openssl").unwrap());
    work.run(lab);
    table::compare(&work.rows);
}

impl Work {
    fn plan(&mut self, lab: &Lab, plan: &Plan, program: &PathBuf) {
        let mut sites: Vec<Site> = Vec::new();
        for (name, words) in plan.wanting {
            sites.push(Site {
                name,
                words,
                certificate: "server",
            });
        }
        let (_, words) = plan.wanting[0];
        for (name, certificate, _) in SERVER {
            sites.push(Site {
                name,
                words,
                certificate,
            });
        }
        sites.extend(plan.special.iter().map(|(site, _)| *site));
        let farm = start(lab, plan, program, &sites);
        let mut ports = farm.ports.iter().copied();
        for (name, _) in plan.wanting {
            let port = ports.next().unwrap();
            for fault in CLIENT {
                self.both(format!("{}: {name}", plan.name), port, fault);
            }
        }
        for (name, certificate, truth) in SERVER {
            let more = if *certificate == "server-revoked" {
                "--crlfile ../all.crl"
            } else {
                ""
            };
            let fault = Fault {
                name,
                folder: "f-good",
                more,
                truth,
            };
            self.both(
                format!("{}: its own certificate", plan.name),
                ports.next().unwrap(),
                &fault,
            );
        }
        for (site, faults) in plan.special {
            let port = ports.next().unwrap();
            for fault in *faults {
                self.both(format!("{}: {}", plan.name, site.name), port, fault);
            }
        }
        self.farms.push(farm);
    }

    fn protocol(&mut self, lab: &Lab, program: &PathBuf) {
        let sites: Vec<Site> = PROTOCOL.iter().map(|(site, _)| *site).collect();
        let farm = servers::openssl(lab, program, &sites);
        for ((site, fault), port) in PROTOCOL.iter().zip(&farm.ports) {
            self.add(
                format!("openssl s_server: {}", site.name),
                *port,
                fault,
                &[""],
            );
        }
        self.farms.push(farm);
    }

    fn both(&mut self, server: String, port: u16, fault: &Fault) {
        self.add(server, port, fault, &["1.2", "1.3"]);
    }

    fn add(&mut self, server: String, port: u16, fault: &Fault, versions: &[&'static str]) {
        let row = self.rows.len();
        self.rows.push(Row {
            server,
            fault: fault.name,
            truth: fault.truth,
            seen: Vec::new(),
        });
        self.cases.extend(versions.iter().map(|version| Case {
            row,
            version,
            port,
            folder: fault.folder,
            more: fault.more.to_owned(),
        }));
    }

    /// Several at once: most of the time is spent waiting.
    fn run(&mut self, lab: &Lab) {
        let next = AtomicUsize::new(0);
        let seen = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..WORKERS {
                scope.spawn(|| {
                    while let Some(case) = self.cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let one = ask(lab, case);
                        seen.lock().unwrap().push((case.row, one));
                    }
                });
            }
        });
        for (row, one) in seen.into_inner().unwrap() {
            self.rows[row].seen.push(one);
        }
        for row in &mut self.rows {
            row.seen.sort_by_key(|seen| seen.version);
        }
    }
}

fn start(lab: &Lab, plan: &Plan, program: &PathBuf, sites: &[Site]) -> Farm {
    match plan.program {
        "nginx" => servers::nginx(lab, program, sites),
        "apache2" => servers::apache(lab, program, sites),
        "haproxy" => servers::haproxy(lab, program, sites),
        "stunnel4" => servers::stunnel(lab, program, sites, backend()),
        "openssl" => servers::openssl(lab, program, sites),
        "gnutls-serv" => servers::gnutls(lab, program, sites),
        "node" => servers::script(lab, program, "server.cjs", servers::NODE, sites),
        "python3" => servers::script(lab, program, "server.py", servers::PYTHON, sites),
        _ => servers::script(lab, program, "Server.java", servers::JAVA, sites),
    }
}

/// What stands behind stunnel: answers whatever comes.
fn backend() -> u16 {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut request = [0; 4096];
                if matches!(stream.read(&mut request), Ok(1..)) {
                    let _ = stream.write_all(
                        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n",
                    );
                    if !request.starts_with(b"HEAD") {
                        let _ = stream.write_all(b"in");
                    }
                }
            });
        }
    });
    port
}

fn ask(lab: &Lab, case: &Case) -> Seen {
    let (path, more) = match case.more.starts_with('/') {
        true => (case.more.as_str(), ""),
        false => ("/", case.more.as_str()),
    };
    let url = format!("https://localhost:{}{path}", case.port);
    let at = |name: &str| format!("{}/{name}", case.folder);
    let (certificate, key) = (at("client.crt"), at("client.key"));
    let mut args = vec!["call", &url, "--cacert", "ca.crt", "-f", "-m", "20"];
    if !case.folder.is_empty() {
        args.extend(["--cert", &certificate, "--key", &key]);
    }
    match case.version {
        "1.2" => args.extend(["--tls-max", "1.2"]),
        "1.3" => args.push("--tlsv1.3"),
        _ => {}
    }
    let more = more.replace("../", "");
    args.extend(more.split_whitespace());
    let ran = lab.mtls(&args);
    Seen {
        version: case.version,
        ..told(&ran)
    }
}

/// Code and first evidence of what a run said.
fn told(ran: &Ran) -> Seen {
    let mut lines = ran.stderr.lines();
    let code = lines.by_ref().find_map(|line| {
        let line = line.strip_prefix("mtls: ")?.strip_suffix(']')?;
        Some(line.rsplit_once('[')?.1.to_owned())
    });
    let Some(answer) = code else {
        let wire = if ran.code == 0 {
            "taken".to_owned()
        } else {
            format!("exit {}: {}", ran.code, ran.stderr)
        };
        return Seen {
            answer: "ok".to_owned(),
            wire,
            ..Seen::default()
        };
    };
    let evidence = lines.find_map(|line| line.trim_start().strip_prefix("evidence: "));
    Seen {
        answer,
        wire: evidence.unwrap_or_default().to_owned(),
        ..Seen::default()
    }
}

/// Runs at the same time.
const WORKERS: usize = 6;
