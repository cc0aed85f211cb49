//! No probe takes longer than its time, whatever the server does.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
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
    let told = answers(&ran, "ok", "no answer");
    assert_eq!(verdict(&told, "http"), "warning", "{told}");
    assert!(told.to_string().contains("--no-head"), "{told}");
    assert_eq!(verdict(&told, "acceptance"), "ok", "{told}");
    // the others had their share of the time
    assert_eq!(client(&told).0, "required", "{told}");
    assert!(told["duration_ms"].as_f64().unwrap() < 3500.0, "{told}");
}

#[test]
fn a_flood_of_small_messages_does_not_outlive_the_time() {
    let lab = Lab::new();
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let target = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for (at, mut client) in listener.incoming().flatten().enumerate() {
            let _ = client.read(&mut [0; 4096]);
            let alert = [21, 3, 3, 0, 2, 2, 40]; // handshake_failure
            let hello = hello_and_small_records();
            let _ = client.write_all(if at == 0 { &alert } else { &hello });
            // it ends nothing by itself
            std::thread::spawn(move || client.read(&mut [0; 8]));
        }
    });
    let begun = Instant::now();
    let ran = lab.mtls(&["probe", &target, "--json", "-m", "2"]);
    assert!(begun.elapsed() < Duration::from_secs(4), "{ran:?}");
    assert_eq!(ran.json()["handshakes"], 1, "{ran:?}");
    assert!(ran.json()["hellos"].as_u64().unwrap() > 0, "{ran:?}");
}

/// A ServerHello of TLS 1.2 with an ephemeral suite, and 7,000 messages that say nothing.
fn hello_and_small_records() -> Vec<u8> {
    let mut hello = vec![22, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3];
    hello.extend([7; 32]);
    hello.extend([0, 0xc0, 0x2f, 0]);
    hello.extend([22, 3, 3, 0, 4, 0, 0, 0, 0].repeat(7_000));
    hello
}

#[test]
fn a_port_that_speaks_something_else_or_hangs_up_is_not_asked_on() {
    let lab = Lab::new();
    for (says, code, most) in [
        (&b"SSH-2.0-OpenSSH_9.2p1\r\n"[..], "not-tls", 1),
        (b"", "handshake-closed", 3),
    ] {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let target = format!("localhost:{}", listener.local_addr().unwrap().port());
        let count = Arc::new(AtomicUsize::new(0));
        let kept = Arc::clone(&count);
        std::thread::spawn(move || {
            for mut client in listener.incoming().flatten() {
                kept.fetch_add(1, Ordering::SeqCst);
                let _ = client.write_all(says);
                let _ = client.read(&mut [0; 4096]);
            }
        });
        let ran = lab.mtls(&["probe", &target, "--json", "-4"]);
        answers(&ran, code, "no TLS");
        assert!(count.load(Ordering::SeqCst) <= most, "{count:?} {ran:?}");
    }
}

#[test]
fn times_beyond_all_clocks_are_none() {
    let lab = Lab::new();
    let free = crate::common::process::free_port();
    let ran = lab.mtls_line(&format!("probe 127.0.0.1:{free} -m 9223372036854775807"));
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("[connection-refused]"), "{ran:?}");
    let ran = lab.mtls_line(&format!("probe 127.0.0.1:{free} --watch 1e19"));
    ran.fails(2, "at most a day");
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
