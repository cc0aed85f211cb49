//! Clients against the range: what each prints is explained, and has to be the fault.

use std::path::Path;

use crate::common::{Lab, peer};
use crate::faults::{Fault, range};
use crate::tally::{Open, Tally};

#[test]
fn what_curl_and_other_commands_print_is_the_fault_that_was_set_up() {
    let Some(range) = range() else { return };
    let mut tally = Tally::default();
    for (who, program, run) in COMMANDS {
        let Some(program) = peer(program) else {
            continue;
        };
        for fault in &range.faults {
            let is_curl = who.starts_with("curl");
            // the others spell ciphers their own way, and wget's version is a minimum
            if (!is_curl && fault.name == "cipher") || (*who == "wget" && fault.name == "version") {
                continue;
            }
            let text = run(&range.lab, &program, fault);
            tally.count(&range.lab, who, fault.name, fault.truth, &text, OPEN);
        }
    }
    tally.told("commands");
}

#[test]
fn what_programs_of_each_language_print_is_the_fault_that_was_set_up() {
    let Some(range) = range() else { return };
    let mut tally = Tally::default();
    keystores(&range.lab);
    for (who, program, file, arguments) in PROGRAMS {
        let Some(program) = peer(program) else {
            continue;
        };
        let source = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/explain/programs")
            .join(file);
        let source = source.to_str().unwrap().to_owned();
        let mut args: Vec<&str> = Vec::new();
        if *who == "java" {
            args.extend(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]);
        }
        args.push(&source);
        args.extend(arguments.iter());
        let cases: Vec<String> = range
            .faults
            .iter()
            .filter(|fault| takes(who, fault))
            .map(|fault| case(who, fault))
            .collect();
        let ran = range
            .lab
            .try_peer_in(&program, &args, (cases.join("\n") + "\n").as_bytes());
        let printed = format!("{}{}", ran.stdout, ran.stderr);
        let texts: Vec<(&str, &str)> = printed
            .split("=== ")
            .skip(1)
            .filter_map(|part| part.split_once('\n'))
            .collect();
        assert_eq!(texts.len(), cases.len(), "{who}: {printed}");
        for (name, text) in texts {
            let fault = range
                .faults
                .iter()
                .find(|fault| fault.name == name)
                .unwrap();
            assert_ne!(text.trim(), "accepted", "{who} {name}");
            tally.count(&range.lab, who, name, fault.truth, text, OPEN);
        }
    }
    tally.told("programs");
}

/// Which cases a program can try.
fn takes(who: &str, fault: &Fault) -> bool {
    match who {
        // the global fetch knows no certificate, no CA and no version
        "node fetch" => matches!(fault.name, "untrusted" | "closed" | "reset" | "plain"),
        "java" => fault.name != "cipher",
        _ => true,
    }
}

/// A line for a program: name, url, certificate, key, CA, version, ciphers.
fn case(who: &str, fault: &Fault) -> String {
    let (cert, key, ca) = match (who, fault.cert) {
        ("java", "-") => ("-".to_owned(), "-", "trust.p12"),
        ("java", cert) => (cert.replace(".crt", ".p12"), "changeit", "trust.p12"),
        (_, "-") => ("-".to_owned(), "-", fault.ca),
        (_, cert) => (cert.to_owned(), "client.key", fault.ca),
    };
    format!(
        "{} {} {cert} {key} {ca} {} {}",
        fault.name,
        fault.url(),
        fault.tls,
        fault.ciphers
    )
}

/// The certificates as Java takes them.
fn keystores(lab: &Lab) {
    let openssl = peer("openssl").unwrap();
    for name in ["client", "stranger", "expired", "server-only"] {
        lab.peer_line(&openssl, &format!("pkcs12 -export -in {name}.crt -inkey client.key -out {name}.p12 -passout pass:changeit"));
    }
    lab.write("changeit", "changeit");
    lab.mtls_line("convert ca.crt --to p12 --out trust.p12 --out-pass file:changeit")
        .ok();
}

fn curl(lab: &Lab, program: &Path, fault: &Fault) -> String {
    curl_with(lab, program, fault, "-sS")
}

fn verbose(lab: &Lab, program: &Path, fault: &Fault) -> String {
    curl_with(lab, program, fault, "-sv")
}

fn curl_with(lab: &Lab, program: &Path, fault: &Fault, how: &str) -> String {
    let url = fault.url();
    let mut args = vec![
        how,
        "-m",
        "8",
        "--tls-max",
        fault.tls,
        "--cacert",
        fault.ca,
        &url,
    ];
    if fault.cert != "-" {
        args.extend(["--cert", fault.cert, "--key", "client.key"]);
    }
    if fault.ciphers != "-" {
        args.extend(["--ciphers", fault.ciphers]);
    }
    lab.try_peer(program, &args).stderr
}

fn s_client(lab: &Lab, program: &Path, fault: &Fault) -> String {
    let place = format!("localhost:{}", fault.port);
    let mut args = vec![
        "s_client",
        "-connect",
        &place,
        "-servername",
        "localhost",
        "-CAfile",
        fault.ca,
    ];
    args.extend([
        "-verify_return_error",
        "-verify_hostname",
        "localhost",
        "-ign_eof",
    ]);
    if fault.tls == "1.2" {
        args.push("-tls1_2");
    }
    if fault.cert != "-" {
        args.extend(["-cert", fault.cert, "-key", "client.key"]);
    }
    let ran = lab.try_peer_in(program, &args, GET);
    format!("{}{}", ran.stdout, ran.stderr)
}

fn gnutls(lab: &Lab, program: &Path, fault: &Fault) -> String {
    let port = fault.port.to_string();
    let mut args = vec!["--x509cafile", fault.ca, "-p", &port, "localhost"];
    if fault.tls == "1.2" {
        args.extend(["--priority", "NORMAL:-VERS-TLS1.3"]);
    }
    if fault.cert != "-" {
        args.extend(["--x509certfile", fault.cert, "--x509keyfile", "client.key"]);
    }
    let ran = lab.try_peer_in(program, &args, GET);
    format!("{}{}", ran.stdout, ran.stderr)
}

fn wget(lab: &Lab, program: &Path, fault: &Fault) -> String {
    let url = fault.url();
    let ca = format!("--ca-certificate={}", fault.ca);
    let certificate = format!("--certificate={}", fault.cert);
    let mut args = vec!["-O-", "--tries=1", "--timeout=8", &ca];
    if fault.cert != "-" {
        args.extend([certificate.as_str(), "--private-key=client.key"]);
    }
    if fault.tls == "1.2" {
        args.push("--secure-protocol=TLSv1_2");
    }
    args.push(&url);
    lab.try_peer(program, &args).stderr
}

type Run = fn(&Lab, &Path, &Fault) -> String;

/// Name, program, how it is run.
const COMMANDS: &[(&str, &str, Run)] = &[
    ("curl", "curl", curl),
    ("curl -v", "curl", verbose),
    ("s_client", "openssl", s_client),
    ("gnutls-cli", "gnutls-cli", gnutls),
    ("wget", "wget", wget),
];

/// Name, what runs it, file, arguments.
const PROGRAMS: &[(&str, &str, &str, &[&str])] = &[
    ("node https", "node", "node.mjs", &[]),
    ("node fetch", "node", "node.mjs", &["fetch"]),
    ("python", "python3", "python.py", &[]),
    ("java", "java", "Ask.java", &[]),
];

const GET: &[u8] = b"GET / HTTP/1.0\r\n\r\n";

/// What cannot be known from the text alone.
#[rustfmt::skip] // a table
const OPEN: &[Open] = &[
    ("curl", "cipher", &["client-cert-required"], VAGUE),
    ("node https", "cipher", &["client-cert-required"], VAGUE),
    ("python", "cipher", &["client-cert-required"], VAGUE),
    ("java", "stranger-1.2", &["client-cert-required"], UNSENT),
    ("java", "stranger-1.3", &["client-cert-required"], UNSENT),
    ("wget", "none-1.2", MUTE, SILENT),
    ("wget", "none-1.3", MUTE, SILENT),
    ("wget", "stranger-1.2", MUTE, SILENT),
    ("wget", "stranger-1.3", MUTE, SILENT),
    ("wget", "expired-1.2", MUTE, SILENT),
    ("wget", "expired-1.3", MUTE, SILENT),
    ("wget", "purpose-1.2", MUTE, SILENT),
    ("wget", "purpose-1.3", MUTE, SILENT),
    ("wget", "revoked-1.2", MUTE, SILENT),
    ("wget", "revoked-1.3", MUTE, SILENT),
];

const VAGUE: &str = "alert handshake_failure is all there is, and with mutual TLS mostly means a missing certificate";
const UNSENT: &str =
    "Java sends no certificate whose issuer is not in the server's list, so none was sent";
const SILENT: &str = "wget with GnuTLS does not print the alert";
const MUTE: &[&str] = &["handshake-closed"];
