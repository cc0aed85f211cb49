//! What the flags say of TLS is what goes over the wire, and where curl has the flag it ends as
//! curl does: ciphers, groups, signature algorithms, versions, names, pins, the key log.

use std::path::Path;

use mtls::core::tls::ciphers;

use crate::certificates;
use crate::common::{Lab, Ran, peer};
use crate::servers::Server;

/// curl's run and ours with the same arguments, which have to end alike; ours is given.
#[track_caller]
pub fn ends_as_curl(lab: &Lab, line: &str) -> Ran {
    let ours = lab.mtls_line(&format!("call -sS -o out {line}"));
    if let Some(curl) = peer("curl") {
        let args: Vec<&str> = "-q -sS -o out".split(' ').chain(line.split(' ')).collect();
        let theirs = lab.try_peer(&curl, &args);
        assert_eq!(theirs.code, ours.code, "{line}: {theirs:?} {ours:?}");
    }
    ours
}

/// nginx that answers with what the ClientHello offered.
fn telling(lab: &Lab) -> Option<Server> {
    let page = "listen 127.0.0.1:PORT ssl; location / { return 200 \
         \"$ssl_ciphers|$ssl_curves|$ssl_server_name|$ssl_alpn_protocol|$ssl_session_reused\"; }";
    Some(Server::nginx(lab, &peer("nginx")?, page))
}

#[track_caller]
fn told(lab: &Lab, server: &Server, flags: &str, part: usize) -> String {
    let url = server.url("/");
    let line = format!("call {url} -sS --cacert ca.crt {flags}");
    let ran = lab.mtls_line(line.trim_end()).ok();
    ran.stdout.split('|').nth(part).unwrap().to_owned()
}

#[test]
fn cipher_lists_mean_what_they_mean_to_openssl() {
    let Some(openssl) = peer("openssl") else {
        return;
    };
    let lab = Lab::new();
    let ours = |list: &str| -> Vec<String> {
        let chosen = ciphers::tls12(list).offered.into_iter();
        chosen
            .map(|s| s.suite().as_str().unwrap().to_owned())
            .collect()
    };
    let all = ours("ALL");
    assert_eq!(all.len(), 6);
    for list in CIPHER_LISTS {
        let run = lab.try_peer(
            &openssl,
            &["ciphers", "-s", "-tls1_2", "-stdname", "-v", list],
        );
        let lines = run.stdout.lines();
        let theirs: Vec<String> = lines
            .filter_map(|line| line.split_whitespace().next())
            .filter(|name| all.iter().any(|known| known == name))
            .map(str::to_owned)
            .collect();
        assert_eq!(ours(list), theirs, "{list}: {run:?}");
    }
}

const CIPHER_LISTS: &[&str] = &[
    "ALL",
    "DEFAULT",
    "HIGH",
    "HIGH:!aNULL:!MD5",
    "ECDHE+AESGCM",
    "ECDHE+CHACHA20:ECDHE+AESGCM",
    "EECDH+AESGCM:EDH+AESGCM",
    "kECDHE",
    "aRSA",
    "ECDSA",
    "aECDSA+AES128",
    "AES128",
    "AES256:!ECDSA",
    "AESGCM:+AES256",
    "AES128:AES256:@STRENGTH",
    "CHACHA20:AESGCM",
    "ALL:-ECDHE:AES128",
    "ALL:!AESGCM:AESGCM",
    "TLSv1.2",
    "FIPS",
    "DEFAULT@SECLEVEL=2",
    "DEFAULT:!ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-CHACHA20-POLY1305,ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-CHACHA20-POLY1305 ECDHE-ECDSA-CHACHA20-POLY1305",
    "AES128-SHA:NONSENSE:ECDHE-RSA-AES128-GCM-SHA256",
    "kRSA",
    "SHA384",
    "NONSENSE",
    "@STRENGTH",
];

#[test]
fn the_client_hello_offers_what_was_asked_for_in_that_order() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let Some(server) = telling(&lab) else {
        return;
    };
    let list = "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256";
    let flags = format!("--ciphers {list} --tls13-ciphers TLS_AES_128_GCM_SHA256");
    let offered = told(&lab, &server, &flags, 0);
    // the signal of RFC 5746 comes last
    let expected = format!("TLS_AES_128_GCM_SHA256:{list}:");
    assert!(offered.starts_with(&expected), "{offered}");
    assert_eq!(offered.split(':').count(), 4, "{offered}");
    let curves = told(&lab, &server, "--curves secp384r1:P-256", 1);
    assert_eq!(curves, "secp384r1:prime256v1");
    assert_eq!(told(&lab, &server, "", 3), "http/1.1");
    assert_eq!(told(&lab, &server, "--no-alpn", 3), "");
    // the certificate is for localhost and not for this name
    assert_eq!(
        told(&lab, &server, "--sni other.example", 2),
        "other.example"
    );
    assert_eq!(told(&lab, &server, "", 2), "localhost");
}

#[test]
fn without_session_ids_every_handshake_is_a_full_one() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let Some(server) = telling(&lab) else {
        return;
    };
    let url = server.url("/");
    for (flag, kind) in [("--sessionid", "r"), ("--no-sessionid", ".")] {
        let line = format!("call {url} {url} -sS --cacert ca.crt -H Connection:close {flag}");
        let ran = lab.mtls_line(&line).ok();
        assert!(ran.stdout.ends_with(&format!("|{kind}")), "{ran:?}");
    }
}

#[test]
fn lists_and_versions_end_as_in_curl() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Server::openssl(&lab, "");
    let base = format!("{} --cacert ca.crt", server.url("/"));
    for flags in [
        "--tls-max 1.2 --ciphers HIGH:!aNULL",
        "--tls-max 1.2 --ciphers NONSENSE:ECDHE-ECDSA-AES128-GCM-SHA256",
        "--ciphers NONSENSE",
        "--tls13-ciphers TLS_AES_128_GCM_SHA256:NONSENSE",
        "--tls13-ciphers NONSENSE",
        "--tls13-ciphers ECDHE-ECDSA-AES128-GCM-SHA256",
        "--curves P-256",
        "--curves prime256v1:X25519",
        "--curves NONSENSE",
        "--curves NONSENSE:X25519",
        "--tlsv1",
        "-1",
        "--tlsv1.0",
        "--tlsv1.1",
        "--tlsv1.2",
        "--tls-max 1.0",
        "--tls-max 1.1",
        "--ssl-no-revoke",
        "--ssl-allow-beast",
        "--false-start",
        "--no-alpn",
        "--no-sessionid",
    ] {
        let _ = ends_as_curl(&lab, &format!("{base} {flags}"));
    }
    let left = lab
        .mtls_line(&format!(
            "call {base} -o out --ciphers ECDHE+AESGCM:AES128-SHA"
        ))
        .ok();
    assert!(
        left.stderr
            .contains("--ciphers: AES128-SHA cannot be offered"),
        "{left:?}"
    );
    // curl goes on by TLS 1.3 alone; who asks for a cipher that is not to be had is told
    let gone = lab.mtls_line(&format!("call {base} --ciphers AES128-SHA"));
    gone.fails(59, "choose of: ECDHE-ECDSA-AES256-GCM-SHA384:");
}

#[test]
fn what_would_weaken_or_cannot_be_had_ends_2_by_its_name() {
    let lab = Lab::new();
    for flag in [
        "--sslv2",
        "--sslv3",
        "-2",
        "-3",
        "--ssl-auto-client-cert",
        "--cert-status",
        "--engine x",
        "--tlsuser x",
    ] {
        let name = flag.split(' ').next().unwrap();
        lab.mtls_line(&format!("call https://localhost:1/ {flag}"))
            .fails(2, &format!("curl's {name} is not supported"));
    }
    for (flags, said) in [
        ("--cert pkcs11:token=x", "--cert pkcs11:"),
        ("--sni 192.0.2.1", "--sni takes a host name"),
        (
            "--curves X25519MLKEM768 --tls-max 1.2",
            "none of the groups",
        ),
        (
            "--tlsv1.3 --tls-max 1.2",
            "--tlsv1.3 asks for at least TLS 1.3",
        ),
    ] {
        lab.mtls_line(&format!("call https://localhost:1/ {flags}"))
            .fails(2, said);
    }
}

#[test]
fn signature_algorithms_hold_for_the_server_and_for_our_own_signature() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let openssl = peer("openssl").unwrap();
    let rsa =
        "req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=rsa -keyout rsa.key -out rsa.crt";
    lab.peer_line(&openssl, rsa);
    let server = Server::openssl(&lab, "-verify 1");
    let url = server.url("/");
    for (flags, digest) in [
        ("", "SHA256"),
        (
            "--sigalgs ecdsa_secp256r1_sha256:rsa_pss_rsae_sha512",
            "SHA512",
        ),
        ("--sigalgs ECDSA+SHA256:RSA-PSS+SHA384", "SHA384"),
    ] {
        let line = format!("call {url} -sS --cacert ca.crt --cert rsa.crt --key rsa.key {flags}");
        let page = lab.mtls_line(line.trim_end()).ok().stdout;
        let peer = page.lines().find(|l| l.starts_with("Peer signing digest"));
        if !flags.is_empty() {
            assert_eq!(peer, Some(&*format!("Peer signing digest: {digest}")));
        }
        assert!(page.contains("Peer signature type: RSA-PSS"), "{page}");
    }
    // the server's key is on P-256
    let line = format!("call {url} --cacert ca.crt --sigalgs RSA-PSS+SHA256");
    let refused = lab.mtls_line(&line).fails(35, "[no-shared-cipher]");
    assert!(
        refused.stderr.contains("leave --sigalgs out"),
        "{refused:?}"
    );
    let line = format!("call {url} --cacert ca.crt --sigalgs ed448");
    lab.mtls_line(&line).fails(59, "--sigalgs: ed448 cannot be");
}

#[test]
fn pins_hold_as_in_curl_also_under_k() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let openssl = peer("openssl").unwrap();
    for (certificate, out) in [("server.crt", "pin.pem"), ("client.crt", "other.pem")] {
        let line = format!("x509 -in {certificate} -noout -pubkey -out {out}");
        lab.peer_line(&openssl, &line);
    }
    lab.peer_line(
        &openssl,
        "pkey -pubin -in pin.pem -outform DER -out pin.der",
    );
    let server = Server::openssl(&lab, "");
    let base = format!("{} --cacert ca.crt", server.url("/"));
    let wrong = ends_as_curl(&lab, &format!("{base} --pinnedpubkey sha256//AAAA"));
    assert_eq!(wrong.code, 90);
    let said = wrong.stderr.split("its pin is ").nth(1);
    let own = said.unwrap().split_whitespace().next().unwrap();
    for pins in [
        own,
        &format!("sha256//AAAA;{own}"),
        "pin.pem",
        "pin.der",
        "other.pem",
        "no-such.pem",
        "sha256//AAAA -k",
        &format!("{own} -k"),
    ] {
        let _ = ends_as_curl(&lab, &format!("{base} --pinnedpubkey {pins}"));
    }
    // curl takes no certificate for a pin
    lab.mtls_line(&format!("call {base} -o out --pinnedpubkey server.crt"))
        .ok();
    lab.mtls_line(&format!("call {base} --pinnedpubkey server.key"))
        .fails(90, "holds neither a public key nor a certificate");
    // who is not trusted is told so first
    let untrusted = server.url("/");
    lab.mtls_line(&format!(
        "call {untrusted} --cacert other.crt --pinnedpubkey sha256//AAAA"
    ))
    .fails(60, "[server-cert-untrusted]");
}

#[test]
fn no_certificate_goes_to_a_server_whose_key_is_not_pinned() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    for version in ["1.2", "1.3"] {
        let recorder = crate::recorder::Recorder::tls(&lab);
        let line = format!(
            "call {} --cacert ca.crt --cert client.crt --key client.key --tls-max {version} --pinnedpubkey sha256//AAAA -w %{{client_cert_sent}}",
            recorder.url("/")
        );
        let ran = lab.mtls_line(&line);
        assert_eq!((ran.code, ran.stdout.as_str()), (90, "false"), "{ran:?}");
        assert!(recorder.take().is_empty());
    }
}

#[test]
fn tokens_are_asked_for_under_the_same_flags() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Server::openssl(&lab, "");
    lab.write("secret.txt", "s3cret");
    let token = |flags: &str| {
        let line = format!(
            "token --token-url {} --client-id app --client-secret file:secret.txt --cacert ca.crt {flags}",
            server.url("/")
        );
        lab.mtls_line(&line)
    };
    token("--pinnedpubkey sha256//AAAA").fails(90, "[server-key-not-pinned]");
    token("--ciphers NONSENSE").fails(59, "--ciphers: NONSENSE");
    token("--crlfile ca.crt").fails(82, "no revocation list");
    token("--tls-max 1.1").fails(35, "RFC 8996");
}

/// Our binary with a variable of the environment, and none of those that name CAs.
pub fn with_environment(lab: &Lab, variable: &str, line: &str) -> Ran {
    let cleared = ["CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"];
    let cleared = cleared.iter().flat_map(|name| ["-u", name]);
    let args: Vec<&str> = cleared
        .chain(variable.split_whitespace())
        .chain(line.split(' '))
        .collect();
    lab.try_peer(Path::new("env"), &args)
}

#[test]
fn the_key_log_opens_what_was_sent_and_is_its_owners_alone() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let server = Server::openssl(&lab, "");
    let line = format!(
        "{} call {} {} --cacert ca.crt -o 1 -o 2",
        env!("CARGO_BIN_EXE_mtls"),
        server.url("/"),
        server.url("/")
    );
    lab.write("keys.log", "# kept\n");
    let ran = with_environment(&lab, "SSLKEYLOGFILE=keys.log", &line).ok();
    assert_eq!(ran.stderr.matches("SSLKEYLOGFILE").count(), 1, "{ran:?}");
    let log = lab.text("keys.log");
    assert!(log.starts_with("# kept\nCLIENT_HANDSHAKE_TRAFFIC_SECRET "));
    assert_eq!(log.matches("CLIENT_TRAFFIC_SECRET_0 ").count(), 2, "{log}");
    assert!(log.lines().skip(1).all(|l| l.split(' ').count() == 3));
    let _ = with_environment(&lab, "SSLKEYLOGFILE=new.log", &line).ok();
    #[cfg(unix)]
    assert_eq!(lab.mode("new.log"), 0o600);
    let ran = with_environment(&lab, "SSLKEYLOGFILE=no/such/file", &line).ok();
    assert!(ran.stderr.contains("cannot be written"), "{ran:?}");
}

#[test]
fn a_version_1_client_certificate_is_presented_with_a_warning() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let identity = "--cacert ca.crt --cert v1.crt --key client.key";
    for version in ["-tls1_2", "-tls1_3"] {
        let server = Server::openssl(&lab, &format!("-CAfile ca.crt -Verify 1 {version}"));
        let line = format!("call {} {identity}", server.url("/"));
        let ran = lab.mtls_line(&line).ok();
        assert!(ran.stdout.contains("Version: 1 (0x0)"), "{ran:?}");
        assert!(ran.stderr.contains("X.509 v1; it is presented"), "{ran:?}");
    }
    let Some(program) = peer("nginx") else {
        return;
    };
    let page = "listen 127.0.0.1:PORT ssl; ssl_verify_client on;
         location / { return 200 $ssl_client_s_dn; }";
    let server = Server::nginx(&lab, &program, page);
    let ran = lab
        .mtls_line(&format!("call {} {identity}", server.url("/")))
        .ok();
    assert_eq!(ran.stdout, "CN=client,O=Acme,C=BR");
    assert!(ran.stderr.contains("X.509 v1"), "{ran:?}");
}

#[test]
fn a_certificate_goes_out_though_the_server_names_other_issuers() {
    let Some(lab) = certificates::lab() else {
        return;
    };
    let Some(program) = peer("nginx") else {
        return;
    };
    // the list names `ca`, and the certificate is of `other`
    let page = "listen 127.0.0.1:PORT ssl; ssl_verify_client optional_no_ca;
         location / { return 200 \"$ssl_client_verify $ssl_client_i_dn\"; }";
    let server = Server::nginx(&lab, &program, page);
    for version in ["1.2", "1.3"] {
        let ran = lab
            .mtls_line(&format!(
                "call {} --cacert ca.crt --cert stranger.crt --key client.key --tls-max {version}",
                server.url("/")
            ))
            .ok();
        assert!(ran.stdout.starts_with("FAILED:"), "{ran:?}");
        assert!(ran.stdout.ends_with(" CN=Other CA"), "{ran:?}");
    }
}
