//! Refusals that are asked for, beside what the real server puts on the wire.

use std::io::Read;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::common::server::Server;
use super::common::{Lab, pki};
use super::harness::{Sandbox, json, mtls, peer, stderr, stdout};
use super::make_room;

/// Our own call, with the ready-made client certificate or without.
fn call(sandbox: &Sandbox, with: bool, args: &[&str]) -> Output {
    let url = format!("{}/whoami", sandbox.fact("url"));
    let mut command = mtls();
    command.args(["call", "-sS", "--max-time", "10", "--noproxy", "*"]);
    command.args(["--cacert", sandbox.fact("ca")]);
    if with {
        command.args(["--cert", sandbox.fact("cert"), "--key", sandbox.fact("key")]);
    }
    command.args(args).arg(url).output().unwrap()
}

/// A folder with a certificate for localhost and its key, `s.crt` and `s.key`.
fn lab(openssl: &Path) -> Lab {
    let lab = Lab::new();
    pki::authority(&lab, openssl, "s", "/CN=localhost");
    lab
}

fn curl(sandbox: &Sandbox, with: bool, args: &[&str]) -> Output {
    let url = format!("{}/whoami", sandbox.fact("url"));
    let args = [args, &[&url]].concat();
    if with {
        sandbox.curl(&args)
    } else {
        sandbox.curl_bare(&args)
    }
}

#[test]
fn any_alert_goes_out_in_both_versions_to_all_or_to_those_without_a_certificate() {
    let Some(_) = peer("curl") else { return };
    for (mode, said, code) in [
        (
            "alert:unknown_ca",
            "alert unknown ca",
            "client-cert-untrusted",
        ),
        (
            "alert:certificate_expired",
            "certificate expired",
            "client-cert-expired",
        ),
        (
            "alert:44",
            "alert certificate revoked",
            "client-cert-revoked",
        ),
    ] {
        let sandbox = Sandbox::start(&["--refuse", mode]);
        for version in ["1.2", "1.3"] {
            let seen = curl(&sandbox, true, &["--tls-max", version]);
            let error = stderr(&seen);
            // curl has a sentence of its own for an expired certificate in TLS 1.2
            let own = mode.ends_with("expired") && seen.status.code() == Some(60);
            assert!(error.contains(said) || own, "{mode} {version}: {error}");
            let ours = stderr(&call(&sandbox, true, &["--tls-max", version]));
            assert!(ours.contains(code), "{mode} {version}: {ours}");
        }
    }
    let sandbox = Sandbox::start(&["--refuse", "alert:handshake_failure:none"]);
    for version in ["1.2", "1.3"] {
        let limit = ["--tls-max", version];
        let seen = stderr(&curl(&sandbox, false, &limit));
        assert!(seen.contains("alert handshake failure"), "{seen}");
        assert_eq!(
            json(&curl(&sandbox, true, &limit))["subject"],
            "CN=sandbox-client,O=mtls sandbox,C=BR"
        );
    }
}

/// A fatal alert as `s_client -msg` shows it: in TLS 1.2 every byte of the record, in TLS 1.3 what
/// is in it.
fn alert_record(said: &str) -> String {
    let at = said
        .find("<<< TLS 1.")
        .map_or(0, |_| said.rfind("fatal").unwrap());
    let line_start = said[..at].rfind('\n').unwrap() + 1;
    let lines: Vec<&str> = said[line_start..].lines().take(2).collect();
    lines.join("\n")
}

#[test]
fn an_alert_is_byte_for_byte_that_of_openssl() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = lab(&openssl);
    let server = Server::start(&lab, "s_server", |port| {
        let line = format!(
            "s_server -accept 127.0.0.1:{port} -Verify 1 -quiet -verify_return_error \
             -cert s.crt -key s.key -CAfile s.crt"
        );
        let mut command = Command::new(&openssl);
        command.args(line.split(' '));
        command
    });
    let real = format!("127.0.0.1:{}", server.port);
    let sandbox = Sandbox::start(&["--refuse", "alert:unknown_ca"]);
    let ours = sandbox.fact("url").replace("https://", "");
    let heard = |address: &str, version: &str| {
        let output = Command::new("openssl")
            .args(["s_client", "-connect", address, version, "-msg", "-ign_eof"])
            .args(["-cert", sandbox.fact("cert"), "-key", sandbox.fact("key")])
            .stdin(Stdio::null())
            .output();
        alert_record(&stdout(&output.unwrap()))
    };
    for version in ["-tls1_2", "-tls1_3"] {
        let theirs = heard(&real, version);
        assert!(theirs.contains("02 30"), "{theirs}");
        assert_eq!(heard(&ours, version), theirs, "{version}");
    }
}

#[test]
fn a_connection_is_closed_reset_or_left_hanging_at_each_moment() {
    let Some(_) = peer("curl") else { return };
    for (mode, curls) in [
        ("close:hello", &[35][..]),
        ("close", &[35, 52]),
        ("close:request", &[52]),
        ("reset:hello", &[35]),
        ("reset", &[35, 55, 56]),
        ("reset@/whoami", &[55, 56]),
        ("stall", &[28]),
        ("stall@/whoami", &[28]),
    ] {
        let sandbox = Sandbox::start(&["--refuse", mode]);
        for version in ["1.2", "1.3"] {
            let seen = curl(&sandbox, true, &["--tls-max", version, "--max-time", "1"]);
            let code = seen.status.code().unwrap();
            assert!(curls.contains(&code), "{mode} {version}: {}", stderr(&seen));
            let ours = call(&sandbox, true, &["--tls-max", version, "--max-time", "1"]);
            let said = stderr(&ours);
            let silent = mode.starts_with("stall");
            assert_eq!(ours.status.code() == Some(28), silent, "{mode}: {said}");
            assert!(!silent || said.contains("timeout"), "{mode}: {said}");
        }
        let started = Instant::now();
        let (code, told) = sandbox.terminate();
        assert_eq!(code, Some(0));
        assert!(started.elapsed() < Duration::from_secs(2), "{mode}");
        assert!(told.contains("refused as planned"), "{mode}: {told}");
    }
}

/// Status line, headers and body, without what differs from one answer to the next.
fn page(output: &Output) -> String {
    let said = stdout(output);
    let lines = said
        .lines()
        .filter(|line| !line.to_lowercase().starts_with("date:"));
    lines.collect::<Vec<_>>().join("\n")
}

/// nginx that wants a certificate of this CA.
fn nginx_arguments(lab: &Lab, port: u16, ca: &str) -> Vec<String> {
    let at = lab.path(".").display().to_string();
    let paths: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|p| format!("{p}_temp_path {at}/{p};"))
        .concat();
    let config = format!(
        "daemon off; pid {at}/pid; error_log {at}/error; events {{}} http {{ access_log off; {paths}
         server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {at}/s.crt; ssl_certificate_key {at}/s.key;
         ssl_client_certificate {ca}; ssl_verify_client on; location / {{ return 200; }} }} }}",
    );
    lab.write("conf", config);
    let conf = format!("{at}/conf");
    ["-p".into(), at, "-c".into(), conf].to_vec()
}

#[test]
fn nginx_answers_as_nginx_does() {
    let [Some(_), Some(openssl), Some(nginx)] = ["curl", "openssl", "nginx"].map(peer) else {
        return;
    };
    let sandbox = Sandbox::start(&["--refuse", "nginx"]);
    let lab = lab(&openssl);
    let server = Server::start(&lab, "nginx", |port| {
        let mut command = Command::new(&nginx);
        command.args(nginx_arguments(&lab, port, sandbox.fact("ca")));
        command
    });
    let real = server.url("/whoami");
    let ours = format!("{}/whoami", sandbox.fact("url"));
    for refused in [None, Some("refused.stranger"), Some("refused.expired")] {
        let ask = |url: &str| match refused {
            None => sandbox.curl_bare(&["-k", "-i", url]),
            Some(certificate) => sandbox.curl_as(certificate, &["-k", "-i", url]),
        };
        let (theirs, mine) = (page(&ask(&real)), page(&ask(&ours)));
        assert!(theirs.contains("400"), "{theirs}");
        // the version is that of the nginx that is installed
        let version = theirs.split("nginx/").nth(1).unwrap();
        let version = version.split_whitespace().next().unwrap();
        assert_eq!(mine.replace("1.22.1", version), theirs, "{refused:?}");
    }
    let none = stderr(&call(&sandbox, false, &[]));
    assert!(none.contains("client-cert-required"), "{none}");
    assert!(call(&sandbox, true, &[]).status.success());
}

#[test]
fn a_gateway_answers_403_to_a_certificate_that_it_does_not_know() {
    let Some(_) = peer("curl") else { return };
    let sandbox = Sandbox::start(&["--refuse", "gateway"]);
    let url = format!("{}/whoami", sandbox.fact("url"));
    let said = stdout(&sandbox.curl_as("refused.stranger", &["-i", &url]));
    let names: Vec<&str> = said
        .lines()
        .map_while(|l| {
            l.split_once(": ")
                .map(|(n, _)| n)
                .or(l.starts_with("HTTP").then_some("HTTP"))
        })
        .collect();
    assert_eq!(
        names,
        [
            "HTTP",
            "Date",
            "Content-Type",
            "Content-Length",
            "Connection",
            "x-amzn-RequestId",
            "x-amzn-ErrorType",
            "x-amz-apigw-id"
        ]
    );
    assert!(
        said.starts_with("HTTP/1.1 403 Forbidden") && said.ends_with(r#"{"message":"Forbidden"}"#),
        "{said}"
    );
    assert!(sandbox.curl(&["-f", &url]).status.success());
}

/// Apache that wants a certificate of this CA for `/whoami` alone.
fn apache_arguments(lab: &Lab, port: u16, ca: &str) -> Vec<String> {
    lab.write("whoami", "hello");
    let at = lab.path(".").display().to_string();
    let modules: String = ["mpm_event", "ssl", "authz_core", "socache_shmcb"]
        .map(|m| format!("LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so\n"))
        .concat();
    let config = format!(
        "ServerRoot {at}\nPidFile {at}/pid\nErrorLog {at}/error\nListen 127.0.0.1:{port}\n\
         ServerName localhost\n{modules}DocumentRoot {at}\nTimeout 1\nSSLEngine on\n\
         SSLCertificateFile {at}/s.crt\nSSLCertificateKeyFile {at}/s.key\n\
         SSLCACertificateFile {ca}\n\
         <Location /whoami>\nSSLVerifyClient require\n</Location>\n",
    );
    lab.write("conf", config);
    ["-X".into(), "-f".into(), format!("{at}/conf")].to_vec()
}

#[test]
fn a_late_request_is_made_as_apache_makes_it() {
    let [Some(_), Some(openssl), Some(apache)] = ["curl", "openssl", "apache2"].map(peer) else {
        return;
    };
    let sandbox = Sandbox::start(&["--refuse", "late@/whoami"]);
    let lab = lab(&openssl);
    let server = Server::start(&lab, "apache", |port| {
        let mut command = Command::new(&apache);
        command.args(apache_arguments(&lab, port, sandbox.fact("ca")));
        command
    });
    let real = server.url("/whoami");
    let ours = format!("{}/whoami", sandbox.fact("url"));
    for version in ["1.2", "1.3"] {
        let ask = |url: &str| stderr(&sandbox.curl_bare(&["-k", "--tls-max", version, url]));
        let theirs = ask(&real);
        assert!(theirs.contains("alert"), "{theirs}");
        assert_eq!(ask(&ours), theirs, "{version}");
        let ask = |url: &str| {
            let mut command = mtls();
            command.args(["call", "-k", "-i", "--max-time", "10", "--tls-max", version]);
            command.args(["--noproxy", "*", url]).output().unwrap()
        };
        let (theirs, mine) = (ask(&real), ask(&ours));
        if version == "1.2" {
            // whether Apache's page still comes depends on its Timeout
            for said in [stderr(&theirs), stderr(&mine)] {
                assert!(said.contains("client-cert-requested-late"), "{said}");
            }
            continue;
        }
        let (theirs, mine) = (page(&theirs), page(&mine));
        assert!(theirs.contains("403 Forbidden"), "{theirs}");
        let headless = |text: &str| {
            text.lines()
                .filter(|l| !l.starts_with("Server:"))
                .collect::<Vec<_>>()
                .join("\n")
        };
        assert_eq!(headless(&mine), headless(&theirs), "{version}");
    }
    let elsewhere = format!("{}/elsewhere", sandbox.fact("url"));
    let nothing = stdout(&sandbox.curl_bare(&[&elsewhere]));
    assert!(nothing.contains("not_found"), "{nothing}");
    let (_, told) = sandbox.terminate();
    assert!(
        told.contains("no request for a certificate after the handshake"),
        "{told}"
    );
}

#[test]
fn the_right_certificate_is_let_in_late_as_apache_lets_it_in() {
    let [Some(_), Some(openssl), Some(apache)] = ["curl", "openssl", "apache2"].map(peer) else {
        return;
    };
    let sandbox = Sandbox::start(&["--refuse", "late@/whoami", "-v"]);
    let lab = lab(&openssl);
    let server = Server::start(&lab, "apache", |port| {
        let mut command = Command::new(&apache);
        command.args(apache_arguments(&lab, port, sandbox.fact("ca")));
        command
    });
    let urls = [
        server.url("/whoami"),
        format!("{}/whoami", sandbox.fact("url")),
    ];
    // both groups of hashes, and a HelloRetryRequest: P-521 is none of rustls's
    for more in [
        ["--tls13-ciphers", "TLS_AES_128_GCM_SHA256"],
        ["--tls13-ciphers", "TLS_AES_256_GCM_SHA384"],
        ["--tls13-ciphers", "TLS_CHACHA20_POLY1305_SHA256"],
        ["--curves", "P-521:X25519"],
    ] {
        for url in &urls {
            // twice over one connection
            let show = ["-k", "-w", " %{http_code} %{num_connects}\n", url, url];
            let said = stdout(&sandbox.curl(&[&more[..], &show].concat()));
            assert!(
                said.contains(" 200 1\n") && said.ends_with(" 200 0\n"),
                "{more:?}: {said}"
            );
        }
    }
    for (certificate, alert) in [
        ("refused.expired", "alert certificate expired"),
        ("refused.stranger", "alert unknown ca"),
        ("refused.server_only", "alert unsupported certificate"),
    ] {
        for url in &urls {
            let said = stderr(&sandbox.curl_as(certificate, &["-k", url]));
            assert!(said.contains(alert), "{url}: {said}");
        }
    }
    let (_, told) = sandbox.terminate();
    let line = told.lines().find(|line| line.contains("/whoami")).unwrap();
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(
        line["presented"]["signature_scheme"],
        "ECDSA_NISTP256_SHA256"
    );
    assert_eq!(line["status"], 200);
}

#[test]
fn the_sandboxs_own_certificate_can_be_wrong_in_each_way() {
    let Some(_) = peer("curl") else { return };
    for (mode, code, curls) in [
        (
            "server:expired",
            "server-cert-expired",
            "certificate has expired",
        ),
        (
            "server:not-yet-valid",
            "server-cert-not-yet-valid",
            "not yet valid",
        ),
        (
            "server:wrong-name",
            "server-name-mismatch",
            "no alternative certificate subject name matches",
        ),
        (
            "server:untrusted",
            "server-cert-untrusted",
            "unable to get local issuer",
        ),
        (
            "server:incomplete",
            "server-c",
            "unable to get local issuer",
        ),
    ] {
        let sandbox = Sandbox::start(&["--refuse", mode]);
        let ours = call(&sandbox, true, &[]);
        assert_eq!(ours.status.code(), Some(60), "{mode}");
        assert!(stderr(&ours).contains(code), "{mode}: {}", stderr(&ours));
        let seen = stderr(&curl(&sandbox, true, &[]));
        assert!(seen.contains(curls), "{mode}: {seen}");
    }
}

#[test]
fn a_chain_that_is_not_sent_whole_is_mended_with_the_intermediate_in_the_folder() {
    let Some(_) = peer("curl") else { return };
    let sandbox = Sandbox::start(&["--refuse", "server:incomplete"]);
    let read = |fact: &str| fs_err::read_to_string(sandbox.fact(fact)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let both = folder.path().join("both.pem");
    fs_err::write(&both, read("ca") + &read("intermediate")).unwrap();
    let whole = ["--cacert", both.to_str().unwrap()];
    // a later --cacert counts, in curl and in ours
    let seen = curl(&sandbox, true, &whole);
    assert!(seen.status.success(), "{}", stderr(&seen));
    let ours = call(&sandbox, true, &whole);
    assert!(ours.status.success(), "{}", stderr(&ours));
    let told = stderr(&call(&sandbox, true, &[]));
    assert!(
        told.contains("[server-chain-incomplete]")
            && told.contains("to the file of --cacert")
            && told.contains("If that is no intermediate"),
        "{told}"
    );
}

#[test]
fn one_version_can_be_all_there_is() {
    let Some(_) = peer("curl") else { return };
    let sandbox = Sandbox::start(&["--refuse", "tls1.2"]);
    assert_eq!(json(&curl(&sandbox, true, &[]))["tls_version"], "TLSv1.2");
    let refused = curl(&sandbox, true, &["--tlsv1.3"]);
    assert!(
        stderr(&refused).contains("alert protocol version"),
        "{}",
        stderr(&refused)
    );
    let ours = stderr(&call(&sandbox, true, &["--tlsv1.3"]));
    assert!(ours.contains("tls-version-unsupported"), "{ours}");
}

#[test]
fn certificates_can_live_for_seconds() {
    let Some(_) = peer("curl") else { return };
    let sandbox = Sandbox::start(&["--cert-lifetime", "2s"]);
    let deadline = Instant::now() + Duration::from_secs(20);
    assert!(curl(&sandbox, true, &["-f"]).status.success());
    let said = loop {
        let seen = curl(&sandbox, true, &["-f"]);
        if !seen.status.success() || Instant::now() > deadline {
            break stderr(&seen);
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    assert!(said.contains("certificate expired"), "{said}");
}

#[test]
fn a_thousand_connections_are_held_at_once() {
    make_room();
    let sandbox = Sandbox::start(&[]);
    let address = sandbox.fact("url").replace("https://", "");
    let mut held: Vec<TcpStream> = (0..1000)
        .map(|_| TcpStream::connect(&address).unwrap())
        .collect();
    let seen = curl(&sandbox, true, &["-f"]);
    assert!(seen.status.success(), "{}", stderr(&seen));
    // none of them was turned away
    for tcp in &mut held {
        tcp.set_nonblocking(true).unwrap();
        let waits = tcp.read(&mut [0]).unwrap_err();
        assert_eq!(waits.kind(), std::io::ErrorKind::WouldBlock);
    }
    let (code, told) = sandbox.terminate();
    assert_eq!(code, Some(0));
    assert!(!told.contains("which is the limit"), "{told}");
}

#[test]
fn it_is_up_at_once_and_shakes_hands_a_thousand_times() {
    let begun = Instant::now();
    let sandbox = Sandbox::start(&[]);
    // measured in some 0.1 s; a machine may be busy
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
    let urls = format!("{}/whoami?[1-1000]", sandbox.fact("url"));
    let identity = [("--cacert", "ca"), ("--cert", "cert"), ("--key", "key")];
    let mut command = super::harness::mtls();
    command.args([
        "call",
        "-s",
        "-f",
        "-Z",
        "-H",
        "Connection: close",
        "-w",
        "%{num_connects}\n",
    ]);
    for (flag, fact) in identity {
        command.args([flag, sandbox.fact(fact)]);
    }
    let ran = command.args(["-o", "/dev/null", &urls]).output().unwrap();
    assert!(ran.status.success(), "{}", stderr(&ran));
    let told = String::from_utf8_lossy(&ran.stdout);
    let shaken = told.lines().filter(|line| *line == "1").count();
    assert_eq!(shaken, 1000, "{told}");
    assert_eq!(sandbox.terminate().0, Some(0));
}
