//! No probe takes longer than its time, whatever the server does.

use std::io::Read;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::certificates;
use crate::common::Lab;
use crate::servers::Server;
use crate::told::{answers, client, probe, verdict};

#[test]
fn a_port_that_never_answers_is_given_up_in_time() {
    let lab = Lab::new();
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let target = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        let mut held = Vec::new();
        for mut client in listener.incoming().flatten() {
            let _ = client.read(&mut [0; 8]);
            held.push(client);
        }
    });
    let begun = Instant::now();
    let ran = lab.mtls(&["probe", &target, "--json", "-m", "1"]);
    let told = answers(&ran, "handshake-timeout", "a silent port");
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(verdict(&told, "tls"), "failed");
    assert!(told["duration_ms"].as_f64().unwrap() < 2500.0, "{told}");
}

#[test]
fn a_server_that_takes_the_certificate_and_never_answers_is_not_said_to_refuse_it() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    // openssl's server knows GET and no HEAD
    let server = Server::openssl(&lab, "-CAfile ca.crt -Verify 1 -verify_return_error");
    let ran = lab.mtls_line(&format!(
        "probe localhost:{} --json --cacert ca.crt --cert client.crt --key client.key -m 2",
        server.port
    ));
    let told = answers(&ran, "connection-timeout", "no answer");
    assert_eq!(verdict(&told, "http"), "failed", "{told}");
    assert_eq!(verdict(&told, "acceptance"), "ok", "{told}");
    // the others had their share of the time
    assert_eq!(client(&told).0, "required", "{told}");
    assert!(told["duration_ms"].as_f64().unwrap() < 3500.0, "{told}");
}

#[test]
fn what_cannot_be_reached_is_told_by_its_step() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let free = crate::common::process::free_port();
    let told = answers(
        &probe(&lab, free, "", &[]),
        "connection-refused",
        "a closed port",
    );
    assert_eq!(verdict(&told, "connection"), "failed");
    let ran = lab.mtls(&["probe", "nowhere.invalid", "--json", "-m", "5"]);
    let told = answers(&ran, "dns-failure", "no such name");
    assert_eq!(verdict(&told, "name"), "failed");
}
