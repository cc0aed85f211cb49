//! The run itself: every server with every fault, in both versions, and what came of it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::ask::{Case, Seen, Tool, ask};
use crate::common::{Lab, peer};
use crate::farm::{Farm, Site};
use crate::faults::{CLIENT, Fault, PLANS, PROTOCOL, Plan, SERVER};
use crate::pki::{self, Pki};
use crate::{network, servers, table};

/// One row of the table: a server and a fault.
#[derive(Debug, Clone)]
pub struct Row {
    pub server: String,
    pub fault: &'static str,
    pub truth: &'static str,
    /// What was seen with TLS 1.2 and 1.3, or once where the version is no matter.
    pub seen: Vec<Seen>,
}

/// What is up, and all that is to be tried.
#[derive(Default)]
struct Work {
    farms: Vec<Farm>,
    rows: Vec<Row>,
    cases: Vec<(usize, Case)>,
}

#[test]
fn the_first_answer_is_the_true_cause_as_often_as_the_table_says() {
    let Some(pki) = pki::make() else {
        return;
    };
    // a server that hangs up races with what it sends, on a busy machine above all: what counts is
    // what differs twice
    if let Err(first) = measured(&pki)
        && let Err(again) = measured(&pki)
    {
        panic!("{again}\nand before that: {first}");
    }
}

/// Measures all of it, and holds it against the table.
fn measured(pki: &Pki) -> Result<(), String> {
    let lab = &pki.lab;
    let mut work = Work::default();
    let mut programs = Vec::new();
    for plan in PLANS {
        if let Some(program) = peer(plan.program) {
            work.plan(lab, plan, &program);
            programs.push((plan.name, program));
        }
    }
    work.protocol(lab, &pki.openssl);
    let network = network::faults();
    for odd in &network.odd {
        work.odd(odd);
    }
    work.run(lab, &pki.openssl);
    table::compare(&work.rows, &table::versions(lab, &programs))
}

impl Work {
    fn plan(&mut self, lab: &Lab, plan: &Plan, program: &Path) {
        let mut sites: Vec<Site> = Vec::new();
        for (name, words, _) in plan.wanting {
            sites.push(Site {
                name,
                words,
                certificate: "server",
            });
        }
        let (_, words, _) = plan.wanting[0];
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
        for ((name, _, tools), port) in plan.wanting.iter().zip(ports.by_ref()) {
            for (tool, fault) in tools
                .iter()
                .flat_map(|t| CLIENT.iter().map(move |f| (t, f)))
            {
                self.both(plan, name, *tool, port, fault);
            }
        }
        for ((name, certificate, truth), port) in SERVER.iter().zip(ports.by_ref()) {
            let crl = "--crlfile all.crl";
            let fault = Fault {
                name,
                folder: "f-good",
                more: if certificate.ends_with("-revoked") {
                    crl
                } else {
                    ""
                },
                truth,
            };
            self.both(plan, "its own certificate", Tool::Probe, port, &fault);
        }
        for ((site, faults), port) in plan.special.iter().zip(ports) {
            for fault in *faults {
                // a probe has no credentials to be refused
                let tool = match fault.more.starts_with('/') {
                    true => Tool::Call,
                    false => Tool::Probe,
                };
                self.both(plan, site.name, tool, port, fault);
            }
        }
        self.farms.push(farm);
    }

    fn protocol(&mut self, lab: &Lab, program: &Path) {
        let sites: Vec<Site> = PROTOCOL.iter().map(|(site, _)| *site).collect();
        let farm = servers::openssl(lab, program, &sites);
        for ((site, fault), port) in PROTOCOL.iter().zip(&farm.ports) {
            let server = format!("openssl s_server: {}", site.name);
            self.add(server, Tool::Probe, *port, fault, &[""]);
        }
        self.farms.push(farm);
    }

    fn odd(&mut self, odd: &network::Odd) {
        let case = Case {
            tool: Tool::Probe,
            version: "",
            port: 0,
            folder: "",
            arguments: odd.arguments.clone(),
            is_common: false,
        };
        self.row(odd.server.to_owned(), odd.fault, odd.truth);
        self.cases.push((self.rows.len() - 1, case));
    }

    fn both(&mut self, plan: &Plan, site: &str, tool: Tool, port: u16, fault: &Fault) {
        let by = match tool {
            Tool::Probe => "",
            Tool::Call => " (call)",
        };
        let server = format!("{}: {site}{by}", plan.name);
        self.add(server, tool, port, fault, &["1.2", "1.3"]);
        if tool == Tool::Probe {
            for (_, case) in self.cases.iter_mut().rev().take(2) {
                case.arguments = format!("{} {}", case.arguments, plan.more);
            }
        }
    }

    fn add(
        &mut self,
        server: String,
        tool: Tool,
        port: u16,
        fault: &Fault,
        versions: &[&'static str],
    ) {
        self.row(server, fault.name, fault.truth);
        let row = self.rows.len() - 1;
        let (path, more) = match fault.more.starts_with('/') {
            true => (fault.more, ""),
            false => ("/", fault.more),
        };
        for version in versions {
            let case = Case {
                tool,
                version,
                port,
                folder: fault.folder,
                arguments: format!("https://localhost:{port}{path} {more}"),
                is_common: fault.truth.starts_with("client-"),
            };
            self.cases.push((row, case));
        }
    }

    fn row(&mut self, server: String, fault: &'static str, truth: &'static str) {
        self.rows.push(Row {
            server,
            fault,
            truth,
            seen: Vec::new(),
        });
    }

    /// The first of each port, the second of each port and so on: few have to wait for their turn.
    fn spread(&mut self) {
        let mut seen: HashMap<u16, usize> = HashMap::new();
        let mut rounds: Vec<(usize, (usize, Case))> = Vec::new();
        for (row, case) in self.cases.drain(..) {
            let round = seen.entry(case.port).or_default();
            *round += 1;
            rounds.push((*round, (row, case)));
        }
        rounds.sort_by_key(|(round, _)| *round);
        self.cases.extend(rounds.into_iter().map(|(_, case)| case));
    }

    /// Several at once: most of the time is spent waiting.
    fn run(&mut self, lab: &Lab, openssl: &Path) {
        self.spread();
        let next = AtomicUsize::new(0);
        let ports: HashMap<u16, Mutex<()>> = self
            .cases
            .iter()
            .map(|(_, case)| (case.port, Mutex::new(())))
            .collect();
        let seen = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..WORKERS {
                scope.spawn(|| {
                    while let Some((row, case)) =
                        self.cases.get(next.fetch_add(1, Ordering::Relaxed))
                    {
                        // openssl s_server serves one at a time
                        let turn = (case.port > 0).then(|| ports[&case.port].lock());
                        let one = ask(lab, openssl, case);
                        drop(turn);
                        seen.lock().unwrap().push((*row, one));
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

fn start(lab: &Lab, plan: &Plan, program: &Path, sites: &[Site]) -> Farm {
    match plan.program {
        "nginx" => servers::nginx(lab, program, sites),
        "apache2" => servers::apache(lab, program, sites),
        "haproxy" => servers::haproxy(lab, program, sites),
        "stunnel4" => servers::stunnel(lab, program, sites, servers::backend()),
        "openssl" => servers::openssl(lab, program, sites),
        "gnutls-serv" => servers::gnutls(lab, program, sites),
        "node" => servers::script(lab, program, "server.cjs", servers::NODE, sites),
        "python3" => servers::script(lab, program, "server.py", servers::PYTHON, sites),
        _ => servers::script(lab, program, "Server.java", servers::JAVA, sites),
    }
}

/// Runs at the same time.
const WORKERS: usize = 6;
