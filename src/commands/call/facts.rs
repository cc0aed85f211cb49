//! `-w`: what was seen, under curl's names and ours.

use std::io::Write;
use std::time::Instant;

use serde_json::Value;

use super::Section;
use super::transfer::{Outcome, Seen};
use crate::commands::World;
use crate::commands::connect::USER_AGENT;
use crate::core::http::write_out::{Facts, complaint, expand};
use crate::core::http::{Exchange, Failure, Scheme};
use crate::core::material::pem;
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
    values.extend(request_values(seen, sent));
    values.extend(time_values(seen, sent, &handshake));
    values.extend(proxy_values(&handshake));
    values.extend(tls_values(section, &handshake));
    Facts { values, head }
}

/// Writes the expansion; a name without a variable is told, and is no failure.
pub fn write(format: &str, facts: &Facts, world: &mut dyn World) {
    let written = expand(format, facts);
    let mut stdout = world.stdout();
    let _ = stdout
        .write_all(written.stdout.as_bytes())
        .and_then(|()| stdout.flush()); // curl ignores it too
    world.say(&written.stderr);
    if !written.unknown.is_empty() {
        world.note(&complaint(&written.unknown));
    }
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
        ("num_retries", 0.into()),
        ("num_connects", seen.connects.into()),
    ]
}

fn request_values(seen: &Seen, sent: u64) -> Values {
    let request = seen.request.as_ref();
    let location = seen.head.as_ref().and_then(|h| h.header("Location"));
    let redirect = location
        .and_then(|l| request?.url.join(&l).ok())
        .map(|u| u.to_string());
    let text = |name| {
        let value = request?.header(name)?;
        Some(String::from_utf8_lossy(value).into_owned())
    };
    let scheme = request.map(|r| {
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
        ("size_request", (seen.asked_bytes + sent).into()),
        ("referer", text("Referer").into()),
        ("url", seen.called.clone().into()),
        ("urlnum", seen.number.into()),
    ]
}

fn time_values(seen: &Seen, sent: u64, handshake: &Handshake) -> Values {
    let since = |at: Option<Instant>| -> Value {
        let seconds = at
            .zip(seen.begun)
            .map(|(at, begun)| at.saturating_duration_since(begun).as_secs_f64());
        seconds.unwrap_or(0.0).into()
    };
    let total = seen.begun.map_or(0.0, |at| at.elapsed().as_secs_f64());
    let speed = |bytes: u64| -> Value {
        let per_second = bytes as f64 / total.max(f64::EPSILON);
        (per_second as u64).into()
    };
    // a connection that stood already took no time, as in curl
    let opened = handshake.way.connects > 0;
    let tls = handshake.version.is_some() && opened;
    let established = handshake.when(Stage::Established);
    vec![
        ("time_namelookup", since(handshake.when(Stage::Connecting))),
        (
            "time_connect",
            since(handshake.when(Stage::Handshaking).filter(|_| opened)),
        ),
        ("time_appconnect", since(established.filter(|_| tls))),
        ("time_pretransfer", since(established)),
        ("time_starttransfer", since(handshake.when(Stage::Answered))),
        ("time_redirect", 0.0.into()),
        ("time_total", total.into()),
        ("speed_download", speed(seen.downloaded)),
        ("speed_upload", speed(sent)),
        (
            "remote_ip",
            handshake.remote.map(|a| a.ip().to_string()).into(),
        ),
        ("remote_port", handshake.remote.map(|a| a.port()).into()),
        (
            "local_ip",
            handshake.local.map(|a| a.ip().to_string()).into(),
        ),
        ("local_port", handshake.local.map(|a| a.port()).into()),
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
    let trusted = matches!(handshake.verdict, None | Some(Verdict::Trusted));
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
        ("ssl_verify_result", u8::from(!trusted).into()),
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
        ("token_expires_in", section.party.token_expires_in.into()),
    ]
}
