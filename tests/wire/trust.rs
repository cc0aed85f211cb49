//! Whom we trust, and whom no longer: folders, the environment, revocation lists, certificates that
//! name their host in the CN alone. Beside curl where it has the same.

use crate::certificates;
use crate::common::pki::{authority, request, sign};
use crate::common::{Lab, Ran, peer};
use crate::servers::Server;
use crate::tls_flags::{ends_as_curl, with_environment};

fn call(lab: &Lab, url: &str, flags: &str) -> Ran {
    lab.mtls_line(&format!("call {url} -sS -o out {flags}"))
}

#[test]
fn a_folder_of_cas_is_trusted_whatever_its_files_are_called() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Server::openssl(&lab, "");
    let url = server.url("/");
    for folder in ["cas", "others", "empty"] {
        std::fs::create_dir(lab.path(folder)).unwrap();
    }
    lab.write("cas/lab-ca.pem", lab.read("ca.crt"))
        .write("cas/notes.txt", "no certificate")
        .write("others/x", lab.read("other.crt"));
    call(&lab, &url, "--capath cas").ok();
    call(&lab, &url, "--cacert other.crt --capath cas").ok();
    call(&lab, &url, "--capath no-such:cas").ok();
    let _ = call(&lab, &url, "--capath others").fails(60, "[server-cert-untrusted]");
    call(&lab, &url, "--capath no-such").fails(77, "cannot read no-such: no such file");
    call(&lab, &url, "--capath empty").fails(77, "no file in empty holds a certificate");
}

#[test]
fn the_systems_cas_count_beside_others_only_when_asked_for() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Server::openssl(&lab, "-cert server-stranger.crt");
    let binary = env!("CARGO_BIN_EXE_mtls");
    let line = format!("{binary} call {} -sS -o out", server.url("/"));
    // what the system trusts is for these runs what its variable names
    let run = |more: &str| {
        let line = format!("{line}{more}");
        with_environment(&lab, "SSL_CERT_FILE=other.crt", &line)
    };
    run("").ok();
    run(" --cacert ca.crt").fails(60, "is not issued by anyone in ca.crt");
    run(" --cacert ca.crt --ca-native").ok();
}

#[test]
fn the_environment_names_cas_as_for_curl_and_openssl() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Server::openssl(&lab, "");
    std::fs::create_dir(lab.path("cas")).unwrap();
    lab.write("cas/ca.pem", lab.read("ca.crt"));
    let openssl = peer("openssl").unwrap();
    lab.peer_line(&openssl, "rehash cas");
    for (variables, code) in [
        ("CURL_CA_BUNDLE=ca.crt", 0),
        ("SSL_CERT_FILE=ca.crt", 0),
        ("SSL_CERT_DIR=cas", 0),
        ("SSL_CERT_FILE=other.crt", 60),
        ("CURL_CA_BUNDLE=other.crt SSL_CERT_FILE=ca.crt", 60),
        ("CURL_CA_BUNDLE=no-such", 77),
        ("SSL_CERT_FILE=no-such", 77),
        ("SSL_CERT_FILE=client.key", 77),
    ] {
        let url = server.url("/");
        let ours = format!("{} call {url} -sS -o out", env!("CARGO_BIN_EXE_mtls"));
        let ran = with_environment(&lab, variables, &ours);
        assert_eq!(ran.code, code, "{variables}: {ran:?}");
        if let Some(curl) = peer("curl") {
            let theirs = format!("{} -q -sS -o out {url}", curl.display());
            let theirs = with_environment(&lab, variables, &theirs);
            assert_eq!(theirs.code, code, "{variables}: {theirs:?}");
        }
        if code == 77 {
            assert!(ran.stderr.contains("named by the environment"), "{ran:?}");
        }
    }
}

#[test]
fn both_variables_of_openssl_count_as_for_openssl() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    // curl looks at the folder alone
    let server = Server::openssl(&lab, "");
    let line = format!(
        "{} call {} -o out",
        env!("CARGO_BIN_EXE_mtls"),
        server.url("/")
    );
    let file = "SSL_CERT_FILE=ca.crt SSL_CERT_DIR=no-such";
    with_environment(&lab, file, &line).ok();
    with_environment(&lab, "SSL_CERT_DIR=no-such", &line).fails(77, "(SSL_CERT_DIR)");
}

/// Lists of `ca`: `empty.crl`, `revoked.crl` with the server's certificate, `past.crl`, `v1.crl`;
/// `other.crl` of another CA.
fn revocation_lists(lab: &Lab) {
    let openssl = peer("openssl").unwrap();
    let config = "[ca]\ndefault_ca=c\n[c]\ndatabase=db\ndefault_md=sha256\ndefault_crl_days=30\n";
    lab.write("v1.cnf", config)
        .write(
            "v2.cnf",
            format!(
                "{config}crlnumber=number\ncrl_extensions=x\n[x]\nauthorityKeyIdentifier=keyid\n"
            ),
        )
        .write("number", "01\n")
        .write("db", "");
    let list = |config: &str, ca: &str, out: &str, more: &str| {
        let line =
            format!("ca -config {config} -cert {ca}.crt -keyfile {ca}.key -gencrl -out {out}");
        let args: Vec<&str> = line.split(' ').chain(more.split_whitespace()).collect();
        lab.peer(&openssl, &args);
    };
    list("v2.cnf", "ca", "empty.crl", "");
    let revoke = "ca -config v2.cnf -cert ca.crt -keyfile ca.key -revoke server.crt";
    lab.peer_line(&openssl, revoke);
    list("v2.cnf", "ca", "revoked.crl", "");
    let past = "-crl_lastupdate 20240101000000Z -crl_nextupdate 20240201000000Z";
    list("v2.cnf", "ca", "past.crl", past);
    list("v2.cnf", "other", "other.crl", "");
    list("v1.cnf", "ca", "v1.crl", "");
}

#[test]
fn a_revoked_certificate_is_refused_as_by_curl() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    revocation_lists(&lab);
    let server = Server::openssl(&lab, "");
    let base = format!("{} --cacert ca.crt", server.url("/"));
    for (flags, code, said) in [
        ("--crlfile empty.crl", 0, ""),
        ("--crlfile revoked.crl", 60, "[server-cert-revoked]"),
        ("--crlfile revoked.crl -k", 0, ""),
        ("--crlfile past.crl", 60, "past its time"),
        ("--crlfile other.crl", 60, "nothing tells whether"),
        ("--crlfile no-such.crl", 82, "cannot read no-such.crl"),
        ("--crlfile ca.crt", 82, "holds no revocation list"),
    ] {
        let ran = ends_as_curl(&lab, &format!("{base} {flags}"));
        assert_eq!(ran.code, code, "{flags}: {ran:?}");
        assert!(ran.stderr.contains(said), "{flags}: {ran:?}");
    }
    call(&lab, &server.url("/"), "--cacert ca.crt --crlfile v1.crl")
        .fails(82, "of version 1, and only version 2");
    // named for itself it is refused all the same: a chain is wanted with revocation lists
    call(&lab, &server.url("/"), "--cacert server.crt").ok();
    call(
        &lab,
        &server.url("/"),
        "--cacert server.crt --crlfile empty.crl",
    )
    .fails(60, "[server-cert-untrusted]");
}

#[test]
fn a_token_endpoint_with_a_ca_of_its_own_is_checked_as_strictly() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    revocation_lists(&lab);
    let recorder = crate::recorder::Recorder::tls(&lab);
    lab.write("secret", "s3cret");
    let line = format!(
        "token --token-url {} --client-id a --client-secret file:secret --token-cacert ca.crt -m 20",
        recorder.url("/token/abc")
    );
    lab.mtls_line(&line).ok();
    let ran = lab.mtls_line(&format!("{line} --crlfile revoked.crl"));
    ran.fails(60, "[server-cert-revoked]");
}

#[test]
fn an_intermediate_on_a_list_takes_its_certificates_with_it() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let openssl = peer("openssl").unwrap();
    lab.write(
        "ca.ext",
        "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign,cRLSign\n",
    )
    .write("leaf.ext", "subjectAltName=DNS:localhost\n");
    request(&lab, &openssl, "middle", "/CN=Middle CA");
    sign(
        &lab,
        &openssl,
        "middle.csr",
        "ca",
        "middle.crt",
        "-extfile ca.ext",
    );
    request(&lab, &openssl, "leaf", "/CN=leaf");
    sign(
        &lab,
        &openssl,
        "leaf.csr",
        "middle",
        "leaf.crt",
        "-extfile leaf.ext",
    );
    revocation_lists(&lab);
    let make = |line: &str| {
        let line = format!("ca -config v2.cnf {line}");
        lab.peer_line(&openssl, &line);
    };
    make("-cert middle.crt -keyfile middle.key -gencrl -out middle.crl");
    make("-cert ca.crt -keyfile ca.key -revoke middle.crt");
    make("-cert ca.crt -keyfile ca.key -gencrl -out later.crl");
    let both = |root: &str| lab.text("middle.crl") + &lab.text(root);
    lab.write("good.pem", both("empty.crl"))
        .write("bad.pem", both("later.crl"));
    let server = Server::openssl(&lab, "-cert leaf.crt -cert_chain middle.crt -key leaf.key");
    let base = format!("{} --cacert ca.crt --crlfile", server.url("/"));
    for (file, code) in [("good.pem", 0), ("bad.pem", 60), ("middle.crl", 60)] {
        let ran = ends_as_curl(&lab, &format!("{base} {file}"));
        assert_eq!(ran.code, code, "{file}: {ran:?}");
    }
}

#[test]
fn a_host_named_by_the_cn_alone_is_accepted_when_asked_for() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let openssl = peer("openssl").unwrap();
    for (name, subject) in [("cn", "/CN=localhost"), ("wild", "/CN=*.sub.example")] {
        request(&lab, &openssl, name, subject);
        sign(
            &lab,
            &openssl,
            &format!("{name}.csr"),
            "ca",
            &format!("{name}.crt"),
            "",
        );
    }
    // X.509 v1, as `openssl x509 -req` makes it, is no certificate of a server here
    lab.write("server.ext", "extendedKeyUsage=serverAuth\n");
    for name in ["cn", "wild"] {
        sign(
            &lab,
            &openssl,
            &format!("{name}.csr"),
            "ca",
            &format!("{name}.crt"),
            "-extfile server.ext",
        );
    }
    let server = Server::openssl(&lab, "-cert cn.crt -key cn.key");
    let url = server.url("/");
    let refused = call(&lab, &url, "--cacert ca.crt").fails(60, "[server-name-mismatch]");
    assert!(refused.stderr.contains("--allow-cn-name"), "{refused:?}");
    assert!(refused.stderr.contains("no subjectAltName"), "{refused:?}");
    call(&lab, &url, "--cacert ca.crt --allow-cn-name").ok();
    call(&lab, &url, "--cacert cn.crt --allow-cn-name").ok();
    call(&lab, &url, "--cacert other.crt --allow-cn-name").fails(60, "[server-cert-untrusted]");
    let elsewhere = format!("https://127.0.0.1:{}/", server.port);
    call(&lab, &elsewhere, "--cacert ca.crt --allow-cn-name").fails(60, "[server-name-mismatch]");

    let wild = Server::openssl(&lab, "-cert wild.crt -key wild.key");
    for (host, code) in [
        ("a.sub.example", 0),
        ("A.SUB.example", 0),
        ("sub.example", 60),
        ("a.b.sub.example", 60),
        ("asub.example", 60),
    ] {
        let port = wild.port;
        let line =
            format!("https://{host}:{port}/ --resolve {host}:{port}:127.0.0.1 --cacert ca.crt");
        let ran = ends_as_curl_with(&lab, &line, " --allow-cn-name");
        assert_eq!(ran.code, code, "{host}: {ran:?}");
    }
    // where there are alternative names, the CN is none of them
    let san = Server::openssl(&lab, "-cert server-elsewhere.crt");
    call(&lab, &san.url("/"), "--cacert ca.crt --allow-cn-name")
        .fails(60, "for another name than localhost");
}

/// curl takes the CN without being asked.
fn ends_as_curl_with(lab: &Lab, line: &str, more: &str) -> Ran {
    let ours = lab.mtls_line(&format!("call -sS -o out {line}{more}"));
    if let Some(curl) = peer("curl") {
        let args: Vec<&str> = "-q -sS -o out".split(' ').chain(line.split(' ')).collect();
        let theirs = lab.try_peer(&curl, &args);
        assert_eq!(theirs.code, ours.code, "{line}: {theirs:?} {ours:?}");
    }
    ours
}

#[test]
fn another_name_asked_for_changes_nothing_of_what_is_checked() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let openssl = peer("openssl").unwrap();
    authority(&lab, &openssl, "third", "/CN=Third CA");
    let flags = "-servername elsewhere.example -cert server.crt -cert2 server-elsewhere.crt -key2 server.key";
    let server = Server::openssl(&lab, flags);
    let url = server.url("/");
    call(&lab, &url, "--cacert ca.crt").ok();
    call(&lab, &url, "--cacert ca.crt --sni unknown.example").ok();
    // asked for that name the server shows that certificate, which is not for the URL's host
    let shown = call(&lab, &url, "--cacert ca.crt --sni elsewhere.example");
    let shown = shown.fails(60, "for another name than localhost");
    assert!(shown.stderr.contains("DNS:elsewhere.example"), "{shown:?}");
    let port = server.port;
    let there = format!("https://elsewhere.example:{port}/");
    let to = format!("--cacert ca.crt --connect-to ::127.0.0.1:{port}");
    call(&lab, &there, &to).ok();
    call(&lab, &there, &format!("{to} --sni localhost")).fails(60, "[server-name-mismatch]");
}

#[test]
fn inspect_judges_servers_by_folders_and_revocation_lists_too() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    revocation_lists(&lab);
    std::fs::create_dir(lab.path("cas")).unwrap();
    lab.write("cas/ca.pem", lab.read("ca.crt"));
    let server = Server::openssl(&lab, "");
    let inspect =
        |flags: &str| lab.mtls_line(&format!("inspect localhost:{} {flags}", server.port));
    let trusted = inspect("--capath cas --crlfile empty.crl").ok();
    assert!(trusted.stdout.contains("yes, as localhost, by cas"));
    let revoked = inspect("--capath cas --crlfile revoked.crl").ok();
    assert!(
        revoked.stdout.contains("[server-cert-revoked]"),
        "{revoked:?}"
    );
    inspect("--cacert ca.crt --crlfile v1.crl").fails(1, "of version 1");
    lab.mtls_line("inspect ca.crt --crlfile empty.crl")
        .fails(2, "--crlfile is for servers");
}
