//! `inspect HOST:PORT` against real servers: the chain they show, what is made of it, what they ask
//! their clients for; and ports that show nothing.

use std::io::{Read, Write};
use std::net::TcpListener;

use serde_json::Value;

use crate::common::pki::{authority, request, sign};
use crate::common::process::free_port;
use crate::common::{Lab, Ran, peer};
use crate::servers::Server;

/// `ca.crt` and under it `server.crt` for localhost.
fn lab() -> Option<Lab> {
    let (lab, openssl) = (Lab::new(), peer("openssl")?);
    authority(&lab, &openssl, "ca", "/CN=Lab CA");
    authority(&lab, &openssl, "other", "/C=BR/O=Other/CN=Other CA");
    request(&lab, &openssl, "server", "/CN=localhost");
    lab.write(
        "ext",
        "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n",
    );
    sign(
        &lab,
        &openssl,
        "server.csr",
        "ca",
        "server.crt",
        "-extfile ext",
    );
    lab.write(
        "accepted.pem",
        [lab.read("ca.crt"), lab.read("other.crt")].concat(),
    );
    Some(lab)
}

fn objects(ran: &Ran) -> Vec<Value> {
    let lines = ran.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Its objects, told by this CA file.
fn shown(lab: &Lab, server: &Server, more: &str) -> Vec<Value> {
    let line = format!("inspect --json {} {more}", server.url(""));
    objects(&lab.mtls_line(line.trim_end()).ok())
}

#[test]
fn the_chain_that_is_shown_is_told_with_what_is_made_of_it() {
    let Some(lab) = lab() else { return };
    let server = Server::openssl(&lab, "-cert_chain ca.crt");
    let found = shown(&lab, &server, "--cacert ca.crt");
    let (facts, leaf, ca) = (&found[0], &found[1], &found[2]);
    assert_eq!(found.len(), 3);
    let source = format!("localhost:{}", server.port);
    assert_eq!(
        (&facts["kind"], &facts["source"]),
        (&"server".into(), &source.as_str().into())
    );
    assert_eq!(facts["tls_version"], "TLSv1.3");
    assert_eq!(facts["cipher_suite"], "TLS_AES_256_GCM_SHA384");
    assert_eq!(facts["certificates"], 2);
    assert_eq!(
        (&facts["trusted"], &facts["diagnosis"]),
        (&true.into(), &Value::Null)
    );
    assert_eq!(facts["client_certificate"], Value::Null);
    assert_eq!(
        (&leaf["source"], &leaf["index"]),
        (&source.as_str().into(), &0.into())
    );
    assert_eq!(
        (&leaf["subject"], &ca["subject"]),
        (&"CN=localhost".into(), &"CN=Lab CA".into())
    );
    let file = lab.mtls_line("inspect --json server.crt").ok().json();
    assert_eq!(leaf["fingerprint_sha256"], file["fingerprint_sha256"]);
    // a server's certificate is none of a client's
    assert!(
        !leaf["problems"].to_string().contains("no-client-auth"),
        "{leaf}"
    );
    assert!(
        file["problems"].to_string().contains("no-client-auth"),
        "{file}"
    );
}

#[test]
fn a_server_that_nobody_vouches_for_is_told_all_the_same() {
    let Some(lab) = lab() else { return };
    let server = Server::openssl(&lab, "");
    let found = shown(&lab, &server, "--cacert other.crt");
    assert_eq!(found.len(), 2);
    assert_eq!(found[0]["trusted"], false);
    assert_eq!(found[0]["diagnosis"]["code"], "server-cert-untrusted");
    let table = format!(
        "inspect --format table --cacert other.crt localhost:{}",
        server.port
    );
    let table = lab.mtls_line(&table).ok();
    assert!(
        table
            .stdout
            .contains(&format!("localhost:{}#0", server.port)),
        "{table:?}"
    );
    assert!(
        table.stderr.contains("[server-cert-untrusted]"),
        "{table:?}"
    );
    let metrics = format!(
        "inspect --format prometheus --cacert other.crt localhost:{}",
        server.port
    );
    let metrics = lab.mtls_line(&metrics).ok();
    let line = format!(
        "mtls_server_trusted{{source=\"localhost:{}\"}} 0\n",
        server.port
    );
    assert!(metrics.stdout.contains(&line), "{metrics:?}");
}

#[test]
fn the_name_asked_for_is_the_one_it_is_judged_by() {
    let Some(lab) = lab() else { return };
    let openssl = peer("openssl").unwrap();
    request(&lab, &openssl, "named", "/CN=named.example");
    lab.write("ext", "subjectAltName=DNS:named.example\n");
    sign(
        &lab,
        &openssl,
        "named.csr",
        "ca",
        "named.crt",
        "-extfile ext",
    );
    let names = "-servername named.example -cert2 named.crt -key2 named.key";
    let server = Server::openssl(&lab, names);
    let plain = shown(&lab, &server, "--cacert ca.crt");
    assert_eq!(
        (&plain[1]["subject"], &plain[0]["trusted"]),
        (&"CN=localhost".into(), &true.into())
    );
    let named = shown(&lab, &server, "--cacert ca.crt --sni named.example");
    assert_eq!(named[1]["subject"], "CN=named.example");
    assert_eq!(
        (&named[0]["name"], &named[0]["trusted"]),
        (&"named.example".into(), &true.into())
    );
    let other = shown(&lab, &server, "--cacert ca.crt --sni other.example");
    assert_eq!(
        other[0]["diagnosis"]["code"], "server-name-mismatch",
        "{other:?}"
    );
    let port = server.port;
    let resolved = format!(
        "inspect --json --cacert ca.crt https://named.example:{port}/ --resolve named.example:{port}:127.0.0.1"
    );
    let resolved = objects(&lab.mtls_line(&resolved).ok());
    assert_eq!(resolved[0]["source"], format!("named.example:{port}"));
    assert_eq!(resolved[0]["trusted"], true, "{resolved:?}");
}

#[test]
fn what_it_asks_of_its_clients_is_told_though_it_gets_nothing() {
    let Some(lab) = lab() else { return };
    for version in ["-tls1_3", "-tls1_2"] {
        let arguments = format!("{version} -Verify 1 -verify_return_error -CAfile accepted.pem");
        let server = Server::openssl(&lab, &arguments);
        let found = shown(&lab, &server, "--cacert ca.crt");
        let asked = &found[0]["client_certificate"];
        let issuers = serde_json::json!(["CN=Lab CA", "CN=Other CA,O=Other,C=BR"]);
        assert_eq!(asked["issuers"], issuers, "{version}");
        let schemes = asked["signature_schemes"].as_array().unwrap();
        assert!(
            schemes.contains(&"rsa_pss_rsae_sha256".into()),
            "{version} {schemes:?}"
        );
        let spoken = version.replace("-tls1_", "TLSv1.");
        assert_eq!(found[0]["tls_version"], spoken.as_str());
        assert_eq!(found[1]["subject"], "CN=localhost", "{version}");
        let line = format!("inspect --cacert ca.crt localhost:{}", server.port);
        let text = lab.mtls_line(&line).ok().stdout;
        assert!(
            text.contains("asks for       a client certificate, of these issuers\n"),
            "{text}"
        );
        assert!(
            text.contains("accepts        CN=Other CA,O=Other,C=BR\n"),
            "{text}"
        );
    }
}

#[test]
fn nginx_shows_its_chain_and_what_it_accepts() {
    let (Some(nginx), Some(lab)) = (peer("nginx"), lab()) else {
        return;
    };
    lab.write(
        "server.crt",
        [lab.read("server.crt"), lab.read("ca.crt")].concat(),
    );
    let lines = "listen 127.0.0.1:PORT ssl; ssl_verify_client on;";
    let server = Server::nginx(&lab, &nginx, lines);
    let found = shown(&lab, &server, "--cacert ca.crt");
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(found[0]["trusted"], true);
    assert_eq!(
        found[0]["client_certificate"]["issuers"],
        serde_json::json!(["CN=Lab CA"])
    );
}

#[test]
fn servers_and_files_go_together_into_one_order_and_one_judgement() {
    let Some(lab) = lab() else { return };
    let openssl = peer("openssl").unwrap();
    let server = Server::openssl(&lab, "");
    let short = "x509 -req -in server.csr -CA ca.crt -CAkey ca.key -days 9 -out short.crt";
    lab.peer_line(&openssl, short);
    let both = format!("--cacert ca.crt localhost:{} short.crt", server.port);
    let table = lab
        .mtls_line(&format!("inspect --format table --sort expiry {both}"))
        .ok();
    let ends: Vec<&str> = table
        .stdout
        .lines()
        .skip(1)
        .map(|l| l.rsplit(' ').next().unwrap())
        .collect();
    assert_eq!(
        ends,
        ["short.crt#0", &format!("localhost:{}#0", server.port)]
    );
    let due = lab.mtls_line(&format!("inspect -q --expires-within 99d {both}"));
    assert_eq!(due.code, 1);
    let due = lab.mtls_line(&format!("inspect --json --expires-within 10d {both}"));
    assert_eq!((due.code, objects(&due).len()), (1, 1), "{due:?}");
    assert!(
        due.stderr
            .contains("1 of 2 certificates expires within 10 days"),
        "{due:?}"
    );
}

#[test]
fn a_port_that_shows_nothing_is_diagnosed() {
    let lab = Lab::new();
    let port = free_port();
    lab.mtls_line(&format!("inspect localhost:{port}"))
        .fails(1, "[connection-refused]");
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = plain.local_addr().unwrap().port();
    let answering = std::thread::spawn(move || {
        let (mut stream, _) = plain.accept().unwrap();
        let _ = stream.read(&mut [0; 16]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    lab.mtls_line(&format!("inspect https://localhost:{port}"))
        .fails(1, "[not-tls]");
    answering.join().unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let line = format!("inspect localhost:{port} --connect-timeout 0.3");
    lab.mtls_line(&line).fails(1, "[handshake-timeout]");
}

#[test]
fn a_file_of_that_name_comes_first_and_what_is_no_server_is_a_file() {
    let Some(lab) = lab() else { return };
    lab.write("localhost:443", lab.read("ca.crt"));
    let found = lab.mtls_line("inspect --json localhost:443").ok().json();
    assert_eq!(found["kind"], "certificate");
    for name in ["localhost:0", "localhost:65536", "some:name", "localhost"] {
        lab.mtls_line(&format!("inspect {name}"))
            .fails(1, "no such file");
    }
}

#[test]
fn flags_for_servers_want_one_and_http_is_none() {
    let Some(lab) = lab() else { return };
    for flag in [
        "--sni a",
        "--cacert ca.crt",
        "--connect-timeout 1",
        "--resolve a:1:127.0.0.1",
    ] {
        let line = format!("inspect ca.crt {flag}");
        lab.mtls_line(&line)
            .fails(2, "is for servers, and none is named");
    }
    lab.mtls_line("inspect http://localhost/")
        .fails(2, "no certificate is shown there");
    lab.mtls_line("inspect localhost:1 --cacert none")
        .fails(1, "cannot read none");
}

#[test]
fn what_is_advised_can_be_done_with_inspect() {
    let Some(lab) = lab() else { return };
    let server = Server::openssl(&lab, "");
    let line = format!(
        "inspect localhost:{} --cacert ca.crt --sni a.example",
        server.port
    );
    let ran = lab.mtls_line(&line).ok();
    assert!(
        ran.stdout.contains("--sni") && !ran.stdout.contains("--connect-to"),
        "{ran:?}"
    );
    let old = Server::openssl(&lab, "-tls1_1 -cipher DEFAULT@SECLEVEL=0");
    let ran = lab
        .mtls_line(&format!("inspect localhost:{}", old.port))
        .fails(1, "[tls-version-unsupported]");
    assert!(
        ran.stderr.contains("needs 1.2 or 1.3") && !ran.stderr.contains("--tls"),
        "{ran:?}"
    );
}

#[test]
fn a_server_that_leaves_its_issuer_out_is_told_with_the_issuers_name_and_address() {
    let Some(lab) = lab() else { return };
    let openssl = peer("openssl").unwrap();
    request(&lab, &openssl, "inner", "/CN=Inner CA");
    lab.write("ca.ext", "basicConstraints=critical,CA:TRUE\n");
    sign(
        &lab,
        &openssl,
        "inner.csr",
        "ca",
        "inner.crt",
        "-extfile ca.ext",
    );
    for (published, code, says) in [
        (
            "authorityInfoAccess=caIssuers;URI:http://ca.example/inner.crt\n",
            "server-chain-incomplete",
            "does not send CN=Inner CA",
        ),
        ("", "server-cert-untrusted", "CN=Inner CA is neither sent"),
    ] {
        let names = "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n";
        lab.write("ext", format!("{names}{published}"));
        sign(
            &lab,
            &openssl,
            "server.csr",
            "inner",
            "server.crt",
            "-extfile ext",
        );
        let server = Server::openssl(&lab, "");
        let found = shown(&lab, &server, "--cacert ca.crt");
        let diagnosis = &found[0]["diagnosis"];
        assert_eq!(diagnosis["code"], code, "{diagnosis}");
        assert!(diagnosis["summary"].as_str().unwrap().contains(says));
        let has_address = diagnosis["fix"].as_str().unwrap().contains("ca.example");
        assert_eq!(has_address, !published.is_empty(), "{diagnosis}");
        let server = Server::openssl(&lab, "-cert_chain inner.crt");
        let found = shown(&lab, &server, "--cacert ca.crt");
        assert_eq!(found[0]["trusted"], true, "{}", found[0]);
    }
}

#[test]
fn an_ipv6_address_is_told_in_brackets() {
    let lab = Lab::new();
    let Ok(listener) = TcpListener::bind("[::1]:0") else {
        return crate::common::not_run("a_server_at_an_ipv6_address", "no IPv6 here");
    };
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let ran = lab.mtls(&["inspect", &format!("[::1]:{port}")]);
    ran.fails(1, &format!("nothing listens on [::1]:{port}"));
}
