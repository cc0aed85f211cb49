//! One run of ours against one server, what it says, and whether another client sees the same alert.

use std::path::Path;

use crate::common::{Lab, Ran};

/// What is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// `mtls probe --json`: three handshakes and one HEAD.
    Probe,
    /// `mtls call -f`: one request, whose answer has a body.
    Call,
}

/// Where to connect, with what.
pub struct Case {
    pub tool: Tool,
    /// `1.2`, `1.3`, or nothing where it is no matter.
    pub version: &'static str,
    /// Of the server; 0 where the arguments say it all.
    pub port: u16,
    /// Of the client certificate; empty for none.
    pub folder: &'static str,
    /// The URL, and what else there is.
    pub arguments: String,
    /// Whether any other client is refused in the same way: the fault is in what it presents.
    pub is_common: bool,
}

/// What one run showed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    pub version: &'static str,
    /// What was on the wire, as our evidence has it.
    pub wire: String,
    /// The code.
    pub answer: String,
}

/// Runs it. An alert that it tells of is one that openssl is sent too.
pub fn ask(lab: &Lab, openssl: &Path, case: &Case) -> Seen {
    let (certificate, key) = files(case);
    let mut args = match case.tool {
        Tool::Probe => vec!["probe", "--json"],
        Tool::Call => vec!["call", "-f"],
    };
    args.extend(["--cacert", "ca.crt"]);
    if !case.folder.is_empty() {
        args.extend(["--cert", &certificate, "--key", &key]);
    }
    match case.version {
        "1.2" => args.extend(["--tls-max", "1.2"]),
        "1.3" => args.push("--tlsv1.3"),
        _ => {}
    }
    args.extend(case.arguments.split_whitespace());
    let ran = lab.mtls(&args);
    let (answer, wire) = match case.tool {
        Tool::Probe => probed(&ran),
        Tool::Call => called(&ran),
    };
    if case.is_common
        && let Some(alert) = alert(&wire)
    {
        same_alert(lab, openssl, case, alert);
    }
    Seen {
        version: case.version,
        wire: plainly(&wire, &answer),
        answer,
    }
}

fn files(case: &Case) -> (String, String) {
    let at = |name: &str| format!("{}/{name}", case.folder);
    (at("client.crt"), at("client.key"))
}

/// Code, and the first line of its evidence.
fn probed(ran: &Ran) -> (String, String) {
    let json = ran.json();
    let diagnosis = &json["diagnosis"];
    let code = diagnosis["code"].as_str().unwrap().to_owned();
    assert_eq!(ran.code, i32::from(code != "ok"), "{ran:?}");
    let evidence = diagnosis["evidence"][0].as_str().unwrap_or_default();
    // nothing is well about an answer that refuses
    match json["http"]["status"].as_u64() {
        Some(status @ 400..) if code == "ok" => (code, format!("HTTP {status}")),
        _ => (code, evidence.to_owned()),
    }
}

fn called(ran: &Ran) -> (String, String) {
    let mut lines = ran.stderr.lines();
    let code = lines.by_ref().find_map(|line| {
        let line = line.strip_prefix("mtls: ")?.strip_suffix(']')?;
        Some(line.rsplit_once('[')?.1.to_owned())
    });
    let Some(code) = code else {
        assert_eq!(ran.code, 0, "{ran:?}");
        return ("ok".to_owned(), String::new());
    };
    let evidence = lines.find_map(|line| line.trim_start().strip_prefix("evidence: "));
    (code, evidence.unwrap_or_default().to_owned())
}

/// The number in `alert unknown_ca (48)`.
fn alert(wire: &str) -> Option<u8> {
    let (_, rest) = wire.split_once(" alert ")?;
    let (_, number) = rest.split_once('(')?;
    number.split_once(')')?.0.parse().ok()
}

fn same_alert(lab: &Lab, openssl: &Path, case: &Case, alert: u8) {
    let version = format!("-tls{}", case.version.replace('.', "_"));
    let connect = format!("127.0.0.1:{}", case.port);
    let name = case
        .arguments
        .split_once("--sni ")
        .map_or("localhost", |(_, name)| name);
    let mut args = vec![
        "s_client",
        "-connect",
        &connect,
        "-servername",
        name,
        "-quiet",
        "-ign_eof",
    ];
    args.extend([version.as_str(), "-cipher", "DEFAULT:@SECLEVEL=0"]);
    let ((certificate, key), issuers) = (files(case), format!("{}/issuers.pem", case.folder));
    if !case.folder.is_empty() {
        args.extend(["-cert", &certificate, "-key", &key]);
        if lab.exists(&issuers) {
            args.extend(["-cert_chain", &issuers]);
        }
    }
    let ran = lab.try_peer(openssl, &args);
    let told = format!("SSL alert number {alert}");
    assert!(
        ran.stderr
            .lines()
            .any(|line| line.trim_end().ends_with(&told)),
        "{args:?} is not sent alert {alert}: {ran:?}"
    );
}

/// Without what is said elsewhere in the table or differs from run to run: the version, ports, and
/// whether the connection ended by FIN or RST.
fn plainly(wire: &str, answer: &str) -> String {
    let hung_up = [
        ("the server closed the connection ", ", without an alert"),
        ("the server reset the connection ", ""),
    ];
    for (start, end) in hung_up {
        if let Some(place) = wire.strip_prefix(start) {
            let place = place.strip_suffix(end).unwrap_or(place);
            return format!("it hangs up {}", place.replace(", before any answer", ""));
        }
    }
    if answer.starts_with("server-") {
        return "we refuse its certificate".to_owned();
    }
    let wire = wire.replace(", before any answer", "");
    match wire.split_once(" alert ") {
        Some((_, alert)) => format!("alert {alert}"),
        // behind the first line of an answer stands the time of day
        None => match wire.split_once("..") {
            Some((first, _)) => format!("{first}\""),
            None => without_ports(&wire),
        },
    }
}

/// A port after an address or name becomes `PORT`.
fn without_ports(wire: &str) -> String {
    let words = wire.split(' ').map(|word| match word.rsplit_once(':') {
        Some((host, port)) if port.len() > 3 && port.chars().all(|c| c.is_ascii_digit()) => {
            format!("{host}:PORT")
        }
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}
