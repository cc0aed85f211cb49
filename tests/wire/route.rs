//! How a connection gets there when no proxy is asked: sockets of this machine, the near end, both
//! families of addresses, the speed; and plain http where TLS was meant.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use rustix::net::{AddressFamily, SocketType};

use crate::beside_curl::Beside;
use crate::certificates;
use crate::common::process::free_port;
use crate::common::{Lab, not_run, peer};
use crate::recorder::Recorder;
use crate::servers::Server;

/// IPv6 on loopback; where there is none, the test is told not to have run.
fn has_ipv6() -> bool {
    let has = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
    if !has {
        let test = thread::current();
        not_run(test.name().unwrap_or("a test"), "there is no IPv6");
    }
    has
}

#[test]
fn unix_sockets_are_called_as_curl_calls_them() {
    let (Some(beside), Some(nginx)) = (Beside::tls(), peer("nginx")) else {
        return;
    };
    let lab = certificates::lab().unwrap();
    let (plain, tls) = (lab.path("plain.sock"), lab.path("tls.sock"));
    let (plain, tls) = (plain.to_str().unwrap(), tls.to_str().unwrap());
    let lines = format!(
        "listen 127.0.0.1:PORT; listen unix:{plain}; listen unix:{tls} ssl; return 200 \"$host\\n\";"
    );
    let _server = Server::nginx(&lab, &nginx, &lines);
    for args in [
        &["http://h.example/x", "--unix-socket", plain][..],
        &[
            "http://h.example/",
            "--unix-socket",
            plain,
            "-x",
            "localhost:1",
            "-w",
            "%{num_connects}",
        ],
        &[
            "https://localhost/",
            "--unix-socket",
            tls,
            "--cacert",
            "ca.crt",
        ],
        &[
            "https://other.example/",
            "--unix-socket",
            tls,
            "--cacert",
            "ca.crt",
            "-s",
        ],
    ] {
        beside.same(args);
    }
    let ran = lab.mtls(&["call", "http://h/", "--unix-socket", "/no/such.sock"]);
    let ran = ran.fails(7, "[connection-refused]");
    assert!(
        ran.stderr.contains("/no/such.sock: no such file"),
        "{ran:?}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn sockets_of_the_abstract_namespace_are_called() {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::{SocketAddr, UnixListener};
    let Some(curl) = peer("curl") else {
        return;
    };
    let name = format!("mtls-test-{}", std::process::id());
    let address = SocketAddr::from_abstract_name(&name).unwrap();
    let listener = UnixListener::bind_addr(&address).unwrap();
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let _ = client.read(&mut [0; 4096]);
            let _ = client.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nin");
        }
    });
    let lab = Lab::new();
    let args = ["http://h/", "--abstract-unix-socket", &name];
    let theirs = lab.peer(&curl, &[&["-q", "-s"], &args[..]].concat());
    let ours = lab.mtls(&[&["call"], &args[..]].concat()).ok();
    assert_eq!((theirs.as_str(), ours.stdout.as_str()), ("in", "in"));
}

#[test]
fn the_near_end_is_what_was_asked_for() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    let facts = ["-w", "%{local_ip} %{num_connects}"];
    for args in [
        &["--interface", "127.0.0.9"][..],
        &["--interface", "host!localhost", "-4"],
        &["--interface", "no-such-interface"],
        &["--interface", "192.0.2.9"],
        &[
            "-4",
            "--tcp-nodelay",
            "--keepalive-time",
            "5",
            "--no-keepalive",
        ],
        &["--local-port", "0"],
    ] {
        let url = beside.recorder.url("/").replace("localhost", "127.0.0.1");
        beside.same(&[&[url.as_str()][..], args, &facts].concat());
    }
    let (lab, url) = (Lab::new(), beside.recorder.url("/"));
    let port = free_port();
    let range = format!("{port}-{}", port.saturating_add(20));
    let line = format!("call {url} -o body -w %{{local_port}} --local-port {range}");
    let ran = lab.mtls_line(&line).ok();
    let used: u16 = ran.stdout.parse().unwrap();
    assert!((port..=port.saturating_add(20)).contains(&used), "{ran:?}");
    let held = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = held.local_addr().unwrap().port();
    let line = format!("call {url} -4 --interface 127.0.0.1 --local-port {port}");
    lab.mtls_line(&line).fails(45, "already in use");
}

#[test]
fn one_family_of_addresses_may_be_asked_for() {
    let Some(beside) = Beside::plain() else {
        return;
    };
    let port = beside.recorder.port;
    let both = format!("h.example:{port}:[::1],127.0.0.1");
    let four = format!("h.example:{port}:127.0.0.1");
    let url = format!("http://h.example:{port}/");
    let address = format!("http://127.0.0.1:{port}/");
    for args in [
        &[url.as_str(), "--resolve", &both, "-4", "-w", "%{remote_ip}"][..],
        &[&url, "--resolve", &both, "-6"],
        &[&url, "--resolve", &four, "-6"],
        &[&url, "--resolve", &four, "-6", "-4"],
        &[&address, "-6"],
    ] {
        beside.same(args);
    }
}

#[test]
fn an_address_that_refuses_gives_way_to_the_other_family() {
    if !has_ipv6() {
        return;
    }
    let Some(beside) = Beside::plain() else {
        return;
    };
    let port = beside.recorder.port;
    let resolve = format!("h.example:{port}:[::1],127.0.0.1");
    let url = format!("http://h.example:{port}/");
    let facts = "%{remote_ip} %{num_connects} %{http_code}";
    let (ran, _) = beside.same(&[&url, "--resolve", &resolve, "-w", facts]);
    assert!(ran.stdout.ends_with("127.0.0.1 1 200"), "{ran:?}");
    let ran = Lab::new().mtls(&["call", &url, "--resolve", &resolve, "-v"]);
    assert!(ran.ok().stderr.contains(&format!("[::1]:{port} refused")));
    let closed = free_port();
    let line =
        format!("call http://h.example:{closed}/ --resolve h.example:{closed}:[::1],127.0.0.1");
    let ran = Lab::new().mtls_line(&line).fails(7, "[connection-refused]");
    for address in ["[::1]", "127.0.0.1"] {
        let attempt = format!("evidence: {address}:{closed} refused after");
        assert!(ran.stderr.contains(&attempt), "{ran:?}");
    }
}

#[test]
fn an_address_that_is_silent_is_overtaken_by_the_other_family() {
    if !has_ipv6() {
        return;
    }
    let recorder = Recorder::plain();
    let address = SocketAddrV6::new(Ipv6Addr::LOCALHOST, recorder.port, 0, 0);
    let socket = rustix::net::socket(AddressFamily::INET6, SocketType::STREAM, None).unwrap();
    if rustix::net::bind(&socket, &address).is_err() {
        return not_run("overtaking", "the port is in use by another family");
    }
    rustix::net::listen(&socket, 0).unwrap();
    // the queue holds one or two; the rest get no answer
    let soon = Duration::from_millis(50);
    let fill = |_| TcpStream::connect_timeout(&SocketAddr::V6(address), soon).ok();
    let _queue: Vec<TcpStream> = (0..4).filter_map(fill).collect();
    let port = recorder.port;
    let begun = Instant::now();
    let line = format!(
        "call http://h.example:{port}/ -v --resolve h.example:{port}:[::1],127.0.0.1 -m 30 --happy-eyeballs-timeout-ms 100"
    );
    let ran = Lab::new().mtls_line(&line).ok();
    let silent = format!("[::1]:{port} had not answered after");
    assert!(ran.stderr.contains(&silent), "{ran:?}");
    assert!(begun.elapsed() < Duration::from_secs(10), "{ran:?}");
}

#[test]
fn servers_behind_a_balancer_are_told_who_connects() {
    let (Some(lab), Some(nginx), Some(curl)) = (certificates::lab(), peer("nginx"), peer("curl"))
    else {
        return;
    };
    let lines = "listen 127.0.0.1:PORT ssl proxy_protocol; return 200 \"$proxy_protocol_addr $proxy_protocol_server_port\\n\";";
    let server = Server::nginx(&lab, &nginx, lines);
    let url = server.url("/");
    let args = [
        "--haproxy-protocol",
        "--interface",
        "127.0.0.7",
        "-4",
        "--cacert",
        "ca.crt",
        &url,
    ];
    let theirs = lab.peer(&curl, &[&["-q", "-s"], &args[..]].concat());
    let ours = lab.mtls(&[&["call"], &args[..]].concat()).ok();
    assert_eq!(ours.stdout, format!("127.0.0.7 {}\n", server.port));
    assert_eq!(theirs, ours.stdout);
}

#[test]
fn bodies_take_the_time_that_their_rate_gives_them() {
    let (lab, recorder) = (Lab::new(), Recorder::plain());
    let url = recorder.url("/echo");
    lab.write("body", vec![b'x'; 60_000]);
    for upload in [&["--data-binary", "@body"][..], &[]] {
        let begun = Instant::now();
        let slow = ["call", &url, "--limit-rate", "100k", "-o", "got"];
        let ran = lab.mtls(&[&slow, upload].concat()).ok();
        let least = if upload.is_empty() { 0 } else { 400 };
        assert!(begun.elapsed() >= Duration::from_millis(least), "{ran:?}");
    }
    assert_eq!(recorder.take()[0].body.len(), 60_000);
    let port = large(60_000);
    let begun = Instant::now();
    let line = format!("call http://localhost:{port}/ -4 --limit-rate 100k -o got");
    lab.mtls_line(&line).ok();
    assert!(begun.elapsed() >= Duration::from_millis(400));
    assert_eq!(lab.read("got").len(), 60_000);
    // the time limit counts all the same
    let line = format!("call http://localhost:{port}/ -4 --limit-rate 1k -m 0.5 -o none");
    let begun = Instant::now();
    lab.mtls_line(&line).fails(28, "");
    assert!(begun.elapsed() < Duration::from_secs(10));
}

/// A server whose every answer has a body of this many bytes.
fn large(bytes: usize) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let _ = client.read(&mut [0; 4096]);
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {bytes}\r\n\r\n");
            let _ = client.write_all(&[head.as_bytes(), &vec![b'y'; bytes]].concat());
        }
    });
    port
}

#[test]
fn connections_are_counted_and_a_reused_one_takes_no_time() {
    let Some(beside) = Beside::tls() else {
        return;
    };
    let format = "%{num_connects} %{time_connect} %{time_appconnect} %{remote_ip}\n";
    let args = [
        "URL/a", "URL/b", "-o", "a", "-o", "b", "--cacert", "ca.crt", "-w", format,
    ];
    let url = beside.recorder.url("");
    let args: Vec<String> = args.iter().map(|a| a.replace("URL", &url)).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (theirs, ours) = beside.each(&args);
    for ran in [&theirs, &ours] {
        let lines: Vec<Vec<&str>> = ran.stdout.lines().map(|l| l.split(' ').collect()).collect();
        assert_eq!((lines[0][0], lines[1][0]), ("1", "0"), "{ran:?}");
        assert_ne!(lines[0][2], "0.000000", "{ran:?}");
        assert_eq!(lines[1][1..3], ["0.000000", "0.000000"], "{ran:?}");
        assert_eq!(lines[0][3], lines[1][3], "{ran:?}");
    }
}

#[test]
fn plain_http_to_a_port_of_tls_is_told_to_be_https() {
    let (Some(lab), Some(nginx)) = (certificates::lab(), peer("nginx")) else {
        return;
    };
    let server = Server::nginx(&lab, &nginx, "listen 127.0.0.1:PORT ssl; return 200 in;");
    let url = server.url("/").replace("https", "http");
    let ran = lab.mtls(&["call", &url]).ok(); // as curl ends, without -f
    assert!(ran.stderr.contains("[not-tls]"), "{ran:?}");
    assert!(ran.stderr.contains("fix: write https://"), "{ran:?}");
    assert_eq!(lab.mtls(&["call", "-f", &url]).code, 22);
    // a server that sends an alert instead
    let recorder = Recorder::tls(&lab);
    let url = recorder.url("/").replace("https", "http");
    let ran = lab.mtls(&["call", &url, "-m", "20"]);
    assert!(ran.stderr.contains("write https://"), "{ran:?}");
}

#[test]
fn what_cannot_be_had_ends_2_by_name() {
    let lab = Lab::new();
    for flag in [
        "--dns-servers",
        "--doh-url",
        "--proxy-ntlm",
        "--proxy-digest",
        "--preproxy",
    ] {
        let ran = lab.mtls(&["call", "https://h.example/", flag]);
        ran.fails(2, &format!("curl's {flag} is not supported"));
    }
    for (flag, value) in [
        ("--local-port", "x"),
        ("--limit-rate", "1.5k"),
        ("--keepalive-time", "x"),
    ] {
        lab.mtls(&["call", "https://h.example/", flag, value])
            .fails(2, flag);
    }
}
