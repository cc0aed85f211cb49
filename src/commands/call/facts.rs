//! `-w`: what was seen, under curl's names and ours.

use std::io::Write;
use std::time::Instant;

use serde_json::{Value, json};

use super::Section;
use super::transfer::{Outcome, Seen};
use crate::commands::World;
use crate::commands::connect::USER_AGENT;
use crate::core::error::plain_io;
use crate::core::http::expect::Held;
use crate::core::http::write_out::{Facts, Place, complaint, expand};
use crate::core::http::{Exchange, Failure, Scheme, Url};
use crate::core::material::{Certificate, pem};
use crate::core::tls::{Handshake, Stage, Verdict};

/// Gathers everything, also when there was no answer.
pub fn gather(
    section: &Section<'_>,
    seen: &Seen,
    ended: Result<&Exchange, Option<&Failure>>,
    outcome: &Outcome,
) -> Facts {
    let head = seen.head.clone(); // also of an answer that was cut short
    let handshake = match ended {
        Ok(exchange) => exchange.handshake(),
        Err(Some(failure)) => failure.handshake.clone(),
        Err(None) => Handshake::default(),
    };
    let sent = ended.map_or(0, |e| e.sent);
    let mut values = answer_values(seen, sent, outcome);
    values.extend(request_values(seen));
    values.extend(time_values(seen, sent, &handshake));
    values.extend(proxy_values(&handshake));
    values.extend(tls_values(section, &handshake));
    values.extend(url_values(seen));
    Facts { values, head }
}

/// Writes the expansion; a name without a variable, and a file that cannot be written, are told,
/// and are no failure.
pub fn write(format: &str, facts: &Facts, world: &mut dyn World) {
    let written = expand(format, facts);
    for (place, text) in &written.parts {
        match place {
            Place::Stdout => {
                let mut stdout = world.stdout();
                let _ = stdout
                    .write_all(text.as_bytes())
                    .and_then(|()| stdout.flush()); // curl ignores it too
            }
            Place::Stderr => world.say(text),
            Place::File { name, append } => {
                if let Err(error) = to_file(name, *append, text) {
                    let reason = plain_io(&error);
                    world.note(&format!(
                        "{name} of --write-out cannot be written: {reason}"
                    ));
                }
            }
        }
    }
    if !written.unknown.is_empty() {
        world.note(&complaint(&written.unknown));
    }
}

fn to_file(name: &str, append: bool, text: &str) -> std::io::Result<()> {
    let mut file = fs_err::OpenOptions::new()
        .create(true)
        .write(true)
        .append(append)
        .truncate(!append)
        .open(name)?;
    file.write_all(text.as_bytes())
}

type Values = Vec<(&'static str, Value)>;

fn answer_values(seen: &Seen, sent: u64, outcome: &Outcome) -> Values {
    let head = seen.head.as_ref();
    let error = outcome
        .failure
        .as_ref()
        .filter(|_| outcome.exit != crate::exit::Exit::Ok);
    vec![
        ("response_code", head.map_or(0, |h| h.status).into()),
        ("exitcode", outcome.exit.code().into()),
        ("errormsg", error.map(|f| f.summary.clone()).into()),
        ("size_download", seen.downloaded.into()),
        ("size_header", seen.header_bytes.into()),
        ("size_upload", sent.into()),
        ("filename_effective", seen.file.clone().into()),
        ("ftp_entry_path", Value::Null),
        ("curl_version", USER_AGENT.into()),
        (
            "content_type",
            head.and_then(|h| h.header("Content-Type")).into(),
        ),
        (
            "http_version",
            head.map_or("0".to_owned(), |h| h.version.clone()).into(),
        ),
        ("num_headers", head.map_or(0, |h| h.headers.len()).into()),
        ("num_redirects", seen.redirects.into()),
        ("expectations", expectations(seen)),
        ("num_retries", seen.retries.into()),
        ("num_connects", seen.connects.into()),
    ]
}

fn expectations(seen: &Seen) -> Value {
    let one = |held: &Held| json!({"expected": held.expected, "came": held.came, "met": held.met});
    seen.held.iter().map(one).collect()
}

fn request_values(seen: &Seen) -> Values {
    let request = seen.request.as_ref();
    let location = seen.head.as_ref().and_then(|h| h.header("Location"));
    let redirect = location
        .and_then(|l| request?.url.join(&l).ok())
        .map(|u| u.to_string());
    let text = |name| {
        let value = request?.header(name)?;
        Some(String::from_utf8_lossy(value).into_owned())
    };
    let connected = seen.connects > 0 || seen.requested > 0;
    let scheme = request.filter(|_| connected).map(|r| {
        if r.url.scheme == Scheme::Https {
            "HTTPS"
        } else {
            "HTTP"
        }
    });
    vec![
        ("method", request.map(|r| r.method.clone()).into()),
        ("url_effective", request.map(|r| r.url.to_string()).into()),
        ("redirect_url", redirect.into()),
        ("scheme", scheme.into()),
        ("size_request", seen.requested.into()),
        ("referer", text("Referer").into()),
        ("url", seen.called.clone().into()),
        ("urlnum", seen.number.into()),
        ("xfer_id", seen.number.into()),
    ]
}

/// The parts of the URL as called (`url.`) and as it was at the end (`urle.`), as in curl 8.1.
fn url_values(seen: &Seen) -> Values {
    let called = Url::parse(&seen.called, true).ok();
    let last = seen.request.as_ref().map(|r| &r.url);
    let parts = |url: Option<&Url>| -> Option<[Value; 6]> {
        let url = url?;
        let (path, query) = match url.target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (url.target.as_str(), None),
        };
        let (host, zone) = match url.host.split_once('%') {
            Some((host, zone)) => (host, Some(zone)),
            None => (url.host.as_str(), None),
        };
        Some([
            url.scheme.to_string().into(),
            host.into(),
            url.port.to_string().into(),
            path.into(),
            query.into(),
            zone.into(),
        ])
    };
    let mut out = Values::new();
    let called = parts(called.as_ref()).unwrap_or_default();
    let last = parts(last).unwrap_or_default();
    for (names, values) in URL_PARTS.iter().zip(called.into_iter().zip(last)) {
        out.push((names.0, values.0));
        out.push((names.1, values.1));
    }
    out.extend(NEVER_SHOWN.iter().map(|name| (*name, Value::Null)));
    out
}

fn time_values(seen: &Seen, sent: u64, handshake: &Handshake) -> Values {
    let since = |at: Option<Instant>| -> Value {
        let seconds = at
            .zip(seen.begun)
            .map(|(at, begun)| at.saturating_duration_since(begun).as_secs_f64());
        micros(seconds.unwrap_or(0.0)).into()
    };
    let total = seen.begun.map_or(0.0, |at| at.elapsed().as_secs_f64());
    let speed = |bytes: u64| -> Value {
        let per_second = bytes as f64 / total.max(f64::EPSILON);
        (per_second as u64).into()
    };
    let [named, connected, secured] = seen.connected;
    vec![
        ("time_namelookup", since(named)),
        ("time_connect", since(connected)),
        ("time_appconnect", since(secured)),
        (
            "time_pretransfer",
            since(handshake.when(Stage::Established)),
        ),
        ("time_starttransfer", since(handshake.when(Stage::Answered))),
        ("time_redirect", since(seen.last_begun)),
        ("time_total", micros(total).into()),
        ("speed_download", speed(seen.downloaded)),
        ("speed_upload", speed(sent)),
        (
            "remote_ip",
            handshake
                .remote
                .map_or(String::new(), |a| a.ip().to_string())
                .into(),
        ),
        (
            "remote_port",
            handshake.remote.map_or(0, |a| a.port()).into(),
        ),
        (
            "local_ip",
            handshake
                .local
                .map_or(String::new(), |a| a.ip().to_string())
                .into(),
        ),
        ("local_port", handshake.local.map_or(0, |a| a.port()).into()),
    ]
}

/// Of the way there; `proxy_used` is ours here, as curl has it from 8.7 on.
fn proxy_values(handshake: &Handshake) -> Values {
    let proxy = handshake.way.proxy.as_ref();
    let tls = proxy.and_then(|p| p.tls.as_ref());
    let distrusted = tls.is_some_and(|t| t.is_distrusted());
    vec![
        ("http_connect", proxy.map_or(0, |p| p.status).into()),
        ("proxy_ssl_verify_result", u8::from(distrusted).into()),
        ("proxy_used", u8::from(proxy.is_some()).into()),
    ]
}

fn tls_values(section: &Section<'_>, handshake: &Handshake) -> Values {
    let expires = section
        .party
        .identity
        .as_ref()
        .map(|i| i.leaf().not_after.rfc3339());
    let certificates: String = handshake
        .server_chain
        .iter()
        .map(|der| pem::encode("CERTIFICATE", der).to_string())
        .collect();
    vec![
        ("ssl_verify_result", verify_result(handshake).into()),
        ("num_certs", handshake.server_chain.len().into()),
        ("certs", certificates.into()),
        (
            "client_cert_requested",
            handshake.requested.is_some().into(),
        ),
        ("client_cert_sent", handshake.certificate_sent.into()),
        ("client_cert_expires", expires.into()),
        ("tls_version", handshake.version.into()),
        ("tls_cipher", handshake.cipher.clone().into()),
        ("tls_resumed", handshake.resumed.into()),
        ("tls_alert", handshake.alert.map(|a| a.0).into()),
        ("token_expires_in", section.bearer.expires_in().into()),
    ]
}

/// In OpenSSL's numbers (its manual: `verify`), as curl has them; 1 is what has none there.
fn verify_result(handshake: &Handshake) -> u8 {
    match &handshake.verdict {
        None | Some(Verdict::Trusted) => 0,
        Some(Verdict::UnknownIssuer) => {
            let sent = handshake.server_chain.iter();
            let own = |der: &Vec<u8>| Certificate::from_der(der).is_ok_and(|c| c.is_self_issued());
            match sent.map(own).position(|is_own| is_own) {
                Some(0) => 18,
                Some(_) => 19,
                None => 20,
            }
        }
        Some(Verdict::NoRevocationList) => 3,
        Some(Verdict::NotYetValid { .. }) => 9,
        Some(Verdict::Expired { .. }) => 10,
        Some(Verdict::OldRevocationList) => 12,
        Some(Verdict::Revoked) => 23,
        Some(Verdict::WrongPurpose) => 26,
        // curl judges the name itself, and says 1 for it
        Some(Verdict::WrongName { .. } | Verdict::Weak(_) | Verdict::Other(_)) => 1,
    }
}

/// Seconds to the microsecond, as curl has them.
fn micros(seconds: f64) -> f64 {
    (seconds * 1e6).round() / 1e6
}

const URL_PARTS: [(&str, &str); 6] = [
    ("url.scheme", "urle.scheme"),
    ("url.host", "urle.host"),
    ("url.port", "urle.port"),
    ("url.path", "urle.path"),
    ("url.query", "urle.query"),
    ("url.zoneid", "urle.zoneid"),
];
/// Credentials, and what no http URL has or sends.
const NEVER_SHOWN: &[&str] = &[
    "url.user",
    "urle.user",
    "url.password",
    "urle.password",
    "url.options",
    "urle.options",
    "url.fragment",
    "urle.fragment",
];
