//! The providers' own command lines, byte for byte, with `curl` and with `mtls call` in its place:
//! what arrives is the same.

use std::path::{Path, PathBuf};

use crate::certificates;
use crate::common::{Lab, Ran, peer};
use crate::recorder::{Recorder, Seen};
use crate::servers::Server;

/// Document, fixture, and the request it makes; nginx takes no `post` in lower case, whoever sends
/// it.
const SEEDS: &[(&str, &str, &str)] = &[
    (
        "conta-simples",
        "conta-simples-vcn",
        "POST /credit-cards/v1/vcns",
    ),
    (
        "banking-api",
        "banking-api-token-pem",
        "POST /public/gw_banking/v1/auth/token-v2",
    ),
    (
        "banking-api",
        "banking-api-token-pfx",
        "POST /public/gw_banking/v1/auth/token-v2",
    ),
    (
        "banking-api",
        "banking-api-balance",
        "GET /public/gw_banking/v1/accounts/123/balance",
    ),
    (
        "vtex",
        "vtex-sign",
        "post /api/edge/private-certificates/sign",
    ),
];

fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire/seeds");
    std::fs::read_to_string(folder.join(format!("{name}.sh"))).unwrap()
}

/// The lab with the files that the seeds name, made of one certificate.
fn lab(certificate: &str) -> Option<(Lab, PathBuf, PathBuf)> {
    let lab = certificates::lab()?;
    let programs = (peer("curl")?, peer("nginx")?);
    let of = |extension: &str| lab.read(&format!("{certificate}.{extension}"));
    lab.write("client-cert.pem", of("crt"))
        .write("client-key.pem", lab.read("client.key"))
        .write("client.pfx", of("pfx"))
        .write("client.crt", of("crt"));
    Some((lab, programs.0, programs.1))
}

/// Runs a line with the function `curl` standing for a program; the line itself stays as it is.
fn run(lab: &Lab, program: &str, line: &str, port: u16) -> Ran {
    let script = format!(
        "curl() {{ {program} \"$@\" --connect-to ::127.0.0.1:{port}; }}
        export CURL_CA_BUNDLE=ca.crt\n{line}"
    );
    lab.try_peer(Path::new("/bin/sh"), &["-c", &script])
}

/// With curl and with ours, and what came of each.
fn both(
    lab: &Lab,
    curl: &Path,
    line: &str,
    port: u16,
    recorder: &Recorder,
) -> [(Ran, Vec<Seen>); 2] {
    let ours = format!("'{}' call", env!("CARGO_BIN_EXE_mtls"));
    let curl = format!("'{}' -sS", curl.display());
    [curl, ours].map(|program| (run(lab, &program, line, port), recorder.take()))
}

#[test]
fn nginx_gets_from_us_what_it_gets_from_curl_with_a_v3_and_a_v1_certificate() {
    for (certificate, version) in [("client", "3"), ("v1", "1")] {
        let Some((lab, curl, nginx)) = lab(certificate) else {
            return;
        };
        assert!(version_is(&lab, version));
        let recorder = Recorder::plain();
        let server = Server::nginx(&lab, &nginx, &demanding(&recorder));
        for (_, name, request) in SEEDS {
            let [(theirs, from_curl), (ours, from_us)] =
                both(&lab, &curl, &fixture(name), server.port, &recorder);
            assert_eq!(ours.code, theirs.code, "{name}: {ours:?} {theirs:?}");
            assert_eq!(ours.stdout, theirs.stdout, "{name}: {ours:?}");
            if request.starts_with("post") {
                // nginx itself answers 400 to a method in lower case
                assert!(ours.stdout.contains("400 Bad Request"), "{ours:?}");
                continue;
            }
            let (Some(theirs), Some(ours)) = (from_curl.first(), from_us.first()) else {
                panic!("{name}: nothing arrived: {theirs:?} {ours:?}");
            };
            assert!(ours.head.starts_with(request), "{name}: {ours:?}");
            assert_eq!(ours.header("X-Client-Verify"), Some("SUCCESS"), "{name}");
            assert_eq!(ours.lines(), theirs.lines(), "{name}");
            assert_eq!(text(&ours.body), text(&theirs.body), "{name}");
        }
    }
}

#[test]
fn the_bytes_on_the_wire_are_curls_but_for_the_user_agent() {
    let Some((lab, curl, _)) = lab("v1") else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    for (_, name, request) in SEEDS {
        let [(_, theirs), (ran, ours)] =
            both(&lab, &curl, &fixture(name), recorder.port, &recorder);
        assert_eq!((theirs.len(), ours.len()), (1, 1), "{name}: {ran:?}");
        let (theirs, ours) = (&theirs[0], &ours[0]);
        assert!(ours.head.starts_with(request), "{name}: {ours:?}");
        assert_eq!(ours.lines(), theirs.lines(), "{name}");
        assert_eq!(text(&ours.body), text(&theirs.body), "{name}");
        assert_eq!(ours.certificate, theirs.certificate, "{name}");
        let is_sign = *name == "vtex-sign"; // it asks for the certificate, and has none yet
        assert_eq!(ours.certificate.is_none(), is_sign, "{name}");
    }
}

#[test]
fn a_placeholder_left_in_ends_3_and_filled_in_it_runs() {
    let Some((lab, curl, _)) = lab("client") else {
        return;
    };
    let recorder = Recorder::tls(&lab);
    let line = fixture("vtex-validate");
    let [(theirs, _), (ours, _)] = both(&lab, &curl, &line, recorder.port, &recorder);
    assert_eq!((theirs.code, ours.code), (3, 3), "{theirs:?} {ours:?}");
    assert!(ours.stderr.contains("placeholder {{account}}"), "{ours:?}");

    let filled = line
        .replace("{{account}}", "acme")
        .replace("{{client.crt}}", "client.crt")
        .replace("{{client.key}}", "client.key");
    let [(_, theirs), (ran, ours)] = both(&lab, &curl, &filled, recorder.port, &recorder);
    assert_eq!((theirs.len(), ours.len()), (1, 1), "{ran:?}");
    assert_eq!(ours[0].lines(), theirs[0].lines());
    assert_eq!(text(&ours[0].body), text(&theirs[0].body));
    assert!(ours[0].certificate.is_some() && ours[0].certificate == theirs[0].certificate);
}

#[test]
fn the_fixtures_are_the_providers_own_words() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    if !seeds.exists() {
        return; // the documents are not part of the project
    }
    for (document, name, _) in SEEDS.iter().chain(&[("vtex", "vtex-validate", "")]) {
        let text = std::fs::read_to_string(seeds.join(format!("{document}.txt"))).unwrap();
        assert!(text.contains(fixture(name).trim_end()), "{name}");
    }
}

/// nginx as a provider runs it: the certificate on the whole host, the API behind it.
fn demanding(recorder: &Recorder) -> String {
    format!(
        "listen 127.0.0.1:PORT ssl; ssl_verify_client on;
        location / {{
            proxy_pass http://127.0.0.1:{};
            proxy_set_header Host $http_host;
            proxy_set_header X-Client-Subject $ssl_client_s_dn;
            proxy_set_header X-Client-Serial $ssl_client_serial;
            proxy_set_header X-Client-Verify $ssl_client_verify;
        }}",
        recorder.port
    )
}

fn version_is(lab: &Lab, version: &str) -> bool {
    let openssl = peer("openssl").unwrap();
    let said = lab.peer_line(&openssl, "x509 -in client-cert.pem -noout -text");
    said.contains(&format!("Version: {version} "))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
