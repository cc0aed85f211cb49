//! Every address of a name: one bad node behind a balancer is named.

use std::net::TcpListener;

use serde_json::json;

use crate::certificates;
use crate::counting::{Counting, Ways};
use crate::told::answers;

#[test]
fn the_one_node_that_fails_is_named() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let good = Counting::start(&lab, Ways::PLAIN);
    let bad = Counting::start(
        &lab,
        Ways {
            address: "127.0.0.2",
            port: good.port,
            certificate: "server-stranger.crt",
            ..Ways::PLAIN
        },
    );
    let port = good.port;
    let run = |addresses: &str| {
        lab.mtls_line(&format!(
            "probe a.example:{port} --json --cacert ca.crt --all-addresses --resolve a.example:{port}:{addresses}"
        ))
    };
    let told = answers(&run("127.0.0.1,127.0.0.2"), "server-cert-untrusted", "both");
    let line = format!("1 of 2 addresses fail; this is 127.0.0.2:{port}");
    assert_eq!(told["diagnosis"]["evidence"][0], line.as_str(), "{told}");
    let nodes = told["nodes"].as_array().unwrap();
    let codes: Vec<_> = nodes
        .iter()
        .map(|n| n["diagnosis"]["code"].clone())
        .collect();
    assert_eq!(codes, [json!("ok"), json!("server-cert-untrusted")]);
    assert_eq!(told["address"], format!("127.0.0.2:{port}").as_str());
    assert!(!bad.visits().is_empty());

    let told = answers(&run("127.0.0.1"), "ok", "one");
    assert_eq!(told["nodes"].as_array().unwrap().len(), 1, "{told}");
}

#[test]
fn each_node_has_a_second_at_least_and_the_rest_is_said_not_to_be_probed() {
    let lab = crate::common::Lab::new();
    let first = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = first.local_addr().unwrap().port();
    let further = [2, 3, 4].map(|at| TcpListener::bind((format!("127.0.0.{at}"), port)).unwrap());
    let ran = lab.mtls_line(&format!(
        "probe a.example:{port} --json -m 2 --all-addresses --resolve a.example:{port}:127.0.0.1,127.0.0.2,127.0.0.3,127.0.0.4"
    ));
    let told = answers(&ran, "handshake-timeout", "silent ones");
    let nodes = told["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 1 + further.len(), "{told}");
    assert!(nodes[0]["duration_ms"].as_f64().unwrap() > 600.0, "{told}");
    assert_eq!(nodes[3]["diagnosis"], json!(null), "{told}");
    let evidence = told["diagnosis"]["evidence"].to_string();
    assert!(
        evidence.contains("of 4 addresses were probed in the time"),
        "{told}"
    );
}
