//! `--watch`: told when the answer changes, ended by an interrupt, with the last answer's code.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::certificates;
use crate::common::Lab;
use crate::common::process::Running;
use crate::counting::{Counting, Ways};

fn watch(lab: &Lab, port: u16, more: &[&str]) -> (Running, impl Iterator<Item = String> + use<>) {
    let target = format!("localhost:{port}");
    let mut running = Running(
        Command::new(env!("CARGO_BIN_EXE_mtls"))
            .args(["probe", &target, "--cacert", "ca.crt", "--watch", "1s"])
            .args(["--cert", "watched.crt", "--key", "client.key"])
            .args(more)
            .current_dir(lab.path(""))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let lines = BufReader::new(running.0.stdout.take().unwrap()).lines();
    (running, lines.map(Result::unwrap))
}

#[test]
fn a_repair_is_seen_and_an_interrupt_ends_it_with_the_last_answer() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let ways = Ways {
        judge: Some(|is_ours| {
            is_ours
                .then_some(())
                .ok_or(rustls::CertificateError::UnknownIssuer)
        }),
        ..Ways::PLAIN
    };
    let server = Counting::start(&lab, ways);
    let certificate = |name| lab.write("watched.crt", lab.read(name));
    for (ends_with, code) in [("client.crt", 0), ("stranger.crt", 1)] {
        let begins_with = if code == 0 {
            "stranger.crt"
        } else {
            "client.crt"
        };
        certificate(begins_with);
        let (mut running, mut lines) = watch(&lab, server.port, &[]);
        let first: Vec<String> = lines
            .by_ref()
            .take_while(|l| !l.starts_with("mtls: "))
            .collect();
        assert!(first[0].starts_with("probe of localhost:"), "{first:?}");
        certificate(ends_with);
        let line = lines.find(|line| line.starts_with("20")).unwrap();
        let word = if code == 0 {
            "✓ ok"
        } else {
            "✗ client-cert-untrusted"
        };
        assert!(line.contains(word), "{line}");
        running.signal("INT");
        assert_eq!(running.0.wait().unwrap().code(), Some(code));
        let last = lines.last().unwrap();
        assert!(
            last.contains("ended after") && last.contains(word),
            "{last}"
        );
    }
}

#[test]
fn each_round_is_an_object_in_json() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Counting::start(&lab, Ways::PLAIN);
    lab.write("watched.crt", lab.read("client.crt"));
    let (mut running, lines) = watch(&lab, server.port, &["--json"]);
    for line in lines.take(2) {
        let told: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(told["diagnosis"]["code"], "ok", "{told}");
    }
    // nobody reads on: it ends by itself
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
}
