//! What happened before or below TLS, and refusals of TLS that are about no certificate.

use super::address::{no_address, tried};
use super::speaks::{Way, speaks};
use super::{Code, Diagnosis, Evidence, SaidBy, late, stops};
use crate::core::http::Ended;
use crate::core::tls::hello::{Protocol, version_of};
use crate::core::tls::{Alert, Stage};

/// Names and ports.
pub(super) fn before_the_connection(e: &Evidence) -> Option<Diagnosis> {
    let place = place(e);
    let (code, summary, fix) = match e.ended.as_ref()? {
        Ended::NameNotFound => return Some(no_address(e)),
        Ended::Refused => (
            Code::ConnectionRefused,
            format!("nothing listens on {place}"),
            "check host and port with your provider, and that the server runs",
        ),
        Ended::Unreachable(reason) => (
            Code::ConnectionRefused,
            format!("there is no way to {place}: {reason}"),
            "check your network, VPN and firewall, and the flags that say how to get there",
        ),
        _ => return None,
    };
    Some(Diagnosis::new(code, SaidBy::Network, summary, fix).with(tried(e)))
}

/// Time limits that ran out before the handshake was done.
pub(super) fn too_late(e: &Evidence) -> Option<Diagnosis> {
    if e.ended != Some(Ended::TimedOut) {
        return None;
    }
    let place = place(e);
    let (code, summary, fix, lines) = match e.handshake.stage {
        Stage::Resolving => (
            Code::DnsFailure,
            format!("the name {} was not resolved in time", e.host),
            "check your DNS servers, or name the address with --resolve",
            Vec::new(),
        ),
        Stage::Connecting => (
            Code::ConnectionTimeout,
            format!("{place} did not answer the connection in time"),
            "a firewall or allow-list usually swallows it: ask your provider whether your public address is allowed, and whether the port is right",
            tried(e),
        ),
        Stage::Handshaking if e.tls => return Some(stops::stalled(e)),
        _ => return None,
    };
    Some(Diagnosis::new(code, SaidBy::Network, summary, fix).with(lines))
}

/// What is to be said when https:// was meant.
pub(super) fn meant_tls() -> Diagnosis {
    let summary = "the port speaks https, and the URL says http://";
    Diagnosis::new(Code::NotTls, SaidBy::Server, summary, "write https://")
}

/// A port that speaks something else.
pub(super) fn not_tls(e: &Evidence) -> Option<Diagnosis> {
    let bytes = &e.handshake.first_bytes;
    if !e.tls && e.ended == Some(Ended::NotHttp) && looks_like_tls(bytes) {
        return Some(meant_tls().with([first_bytes(e)]));
    }
    if !e.tls
        || e.handshake.stage != Stage::Handshaking
        || bytes.is_empty()
        || looks_like_tls(bytes)
    {
        return None;
    }
    let spoken = speaks(bytes);
    let what = spoken.map_or("something that is no TLS", |spoken| spoken.what);
    let way = spoken.map_or(Way::Unknown, |spoken| spoken.way);
    let summary = format!("{} does not speak TLS, but {what}", place(e));
    let code = Code::NotTls;
    Some(Diagnosis::new(code, SaidBy::Server, summary, way.fix()).with([first_bytes(e)]))
}

/// Alerts and breaks in the handshake that speak of no certificate.
pub(super) fn protocol(e: &Evidence) -> Option<Diagnosis> {
    if !e.tls {
        return None;
    }
    let by_server = |code, summary: &str, fix: &str| {
        Some(Diagnosis::new(code, SaidBy::Server, summary, fix).with([e.ending()]))
    };
    if let Some(problem) = &e.handshake.protocol_error {
        return Some(refused_by_us(e, problem));
    }
    if let Some(alert) = e.handshake.alert {
        if e.handshake.stage == Stage::Answered {
            return by_server(
                Code::ConnectionReset,
                &format!("the server broke its answer off with alert {alert}"),
                "try again; if it stays, ask your provider what its log says",
            );
        }
        return match alert {
            Alert::PROTOCOL_VERSION => by_server(
                Code::TlsVersionUnsupported,
                "the server and we have no TLS version in common",
                &other_versions(e),
            )
            .map(|found| found.with(old_record(e))),
            Alert::HANDSHAKE_FAILURE | Alert::INSUFFICIENT_SECURITY => by_server(
                Code::NoSharedCipher,
                "the server and we have no cipher suite, group or signature scheme in common",
                &more_to_offer(e),
            )
            .map(|found| found.with(old_record(e))),
            Alert::UNRECOGNIZED_NAME => by_server(
                Code::SniUnrecognized,
                &format!(
                    "the server does not know the name {}",
                    e.sni.as_ref().unwrap_or(&e.host)
                ),
                "check the host name; with --connect-to or --resolve the URL must keep the provider's name",
            ),
            Alert::CLOSE_NOTIFY => Some(stops::broke_off(e)),
            Alert::NO_RENEGOTIATION => Some(late::late(e, "the server").with([e.ending()])),
            other => by_server(
                Code::HandshakeClosed,
                &format!("the server refused the connection with alert {other}"),
                "ask your provider what its log says about this connection",
            ),
        };
    }
    let broke = matches!(e.ended, Some(Ended::Closed | Ended::Reset | Ended::Tls));
    (broke && e.handshake.stage == Stage::Handshaking).then(|| stops::broke_off(e))
}

/// An alert in a record of an old version: GnuTLS's servers of TLS 1.0 send handshake_failure so,
/// and others do that only repeat the version of our first record.
fn old_record(e: &Evidence) -> Option<String> {
    match e.handshake.first_bytes.as_slice() {
        [21, 3, minor @ 0..=2, ..] => {
            let version = Protocol(0x0300 | u16::from(*minor));
            Some(format!(
                "its alert came in a record of {version}: it may speak nothing newer"
            ))
        }
        _ => None,
    }
}

pub(super) fn more_to_offer(e: &Evidence) -> String {
    if e.narrowed.is_empty() {
        return format!(
            "{} finds out what it takes; here are offered the suites of TLS 1.3 and ECDHE with AES-GCM or ChaCha20 of TLS 1.2",
            finding_out(e)
        );
    }
    let flags = e.narrowed.join(" and ");
    format!("leave {flags} out, by which less is offered than could be")
}

/// Of versions: what was given up by a flag, or what the other side must do.
fn other_versions(e: &Evidence) -> String {
    let given: Vec<&str> = VERSION_FLAGS
        .into_iter()
        .filter(|flag| e.narrowed.contains(flag))
        .collect();
    match given.as_slice() {
        [] => format!(
            "{} finds out what it takes; a server that knows only TLS 1.0 or 1.1 must be upgraded",
            finding_out(e)
        ),
        given => format!(
            "leave {} out; a server that knows only TLS 1.0 or 1.1 must be upgraded",
            given.join(" and ")
        ),
    }
}

/// The command that finds out more: where a probe is told this, one that asks for everything.
fn finding_out(e: &Evidence) -> String {
    let survey = e.trials.map_or("", |_| " --survey");
    format!("mtls probe {}{survey}", place(e))
}

/// By which versions are left out.
const VERSION_FLAGS: [&str; 2] = ["--tlsv1.3", "--tls-max"];

/// What is left: resets, silence, truncation, no HTTP.
pub(super) fn anything_else(e: &Evidence) -> Option<Diagnosis> {
    let ended = e.ended.as_ref()?;
    let (code, said_by, summary, fix) = unsound(ended).unwrap_or_else(|| broken_off(e, ended));
    let mut lines = vec![e.ending()];
    if let Ended::Other(reason) | Ended::BadFraming(reason) = ended {
        lines.push(reason.clone());
    }
    Some(Diagnosis::new(code, said_by, summary, fix).with(lines))
}

/// Code, who said it, cause and fix.
type Row = (Code, SaidBy, &'static str, &'static str);

/// An answer came, and is none as it should be.
fn unsound(ended: &Ended) -> Option<Row> {
    let (code, summary, fix) = match ended {
        Ended::Truncated => (
            Code::ConnectionReset,
            "the answer ended before it was complete",
            "try again; if it stays, a proxy or the server cuts it",
        ),
        Ended::NotHttp => (
            Code::HttpError,
            "the answer is not HTTP/1.1",
            "check the port; HTTP/2-only servers are not supported",
        ),
        Ended::HeadTooLarge => (
            Code::HttpError,
            "the answer's head is larger than 300 KiB",
            "ask your provider; no sound server sends that",
        ),
        Ended::BadFraming(_) => (
            Code::HttpError,
            "the answer's body is not framed as HTTP/1.1 has it",
            "try again; if it stays, tell your provider: the lengths in its answer are wrong",
        ),
        _ => return None,
    };
    Some((code, SaidBy::Server, summary, fix))
}

/// Host and port, an IPv6 address in brackets.
pub(super) fn place(e: &Evidence) -> String {
    match e.host.contains(':') {
        true => format!("[{}]:{}", e.host, e.port),
        false => format!("{}:{}", e.host, e.port),
    }
}

/// No answer came, or its end did not.
fn broken_off(e: &Evidence, ended: &Ended) -> Row {
    match ended {
        Ended::TimedOut if e.handshake.stage == Stage::Answered => (
            Code::ConnectionTimeout,
            SaidBy::Network,
            "the answer was not complete in time",
            "give it more with -m",
        ),
        Ended::TimedOut => (
            Code::ConnectionTimeout,
            SaidBy::Network,
            "no complete answer came in time",
            "give it more with -m, or ask your provider whether the service is up",
        ),
        Ended::Reset => (
            Code::ConnectionReset,
            SaidBy::Network,
            "the connection was reset before an answer came",
            "try again; if it stays, a firewall or the server cuts it",
        ),
        Ended::Closed if !e.tls => (
            Code::ConnectionReset,
            SaidBy::Server,
            "the server closed the connection without any answer",
            "write https:// if the port speaks it: many servers hang up on plain http there; else try again",
        ),
        Ended::Closed => (
            Code::ConnectionReset,
            SaidBy::Server,
            "the server closed the connection without any answer",
            "try again; if it stays, ask your provider: some gateways drop clients whose certificate or address they do not know",
        ),
        // what stood once was not refused in the handshake
        _ if !e.tls || e.handshake.stage >= Stage::Established => (
            Code::ConnectionReset,
            SaidBy::Network,
            "the exchange failed",
            "try again, and report this if it stays",
        ),
        _ => (
            Code::HandshakeClosed,
            SaidBy::Network,
            "the connection failed",
            "try again, and report this if it stays",
        ),
    }
}

fn refused_by_us(e: &Evidence, problem: &str) -> Diagnosis {
    let old = version_of(&e.handshake.first_bytes).filter(|version| *version < Protocol::TLS12);
    if let (Some(old), None) = (old, e.handshake.version) {
        return Diagnosis::new(
            Code::TlsVersionUnsupported,
            SaidBy::Us,
            format!("the server answers in {old}, which is not spoken here"),
            "ask your provider to upgrade it: TLS 1.0 and 1.1 are not to be used any more (RFC 8996)",
        )
        .with([format!("its ServerHello says {old}"), problem.to_owned()]);
    }
    let version = problem.contains("TlsVersion") || problem.contains("SupportedVersions");
    let (code, summary, fix) = if e.handshake.stage >= Stage::Established {
        (
            Code::ConnectionReset,
            "what the server sent after the TLS handshake is not sound",
            "try again; if it stays, ask your provider: something between may have changed it"
                .to_owned(),
        )
    } else if version {
        (
            Code::TlsVersionUnsupported,
            "the server and we have no TLS version in common",
            other_versions(e),
        )
    } else {
        (
            Code::HandshakeClosed,
            "the server's side of the TLS handshake is not sound",
            "ask your provider; something between may also have changed it (a TLS-inspecting proxy)"
                .to_owned(),
        )
    };
    Diagnosis::new(code, SaidBy::Us, summary, fix).with([problem.to_owned()])
}

fn looks_like_tls(bytes: &[u8]) -> bool {
    matches!(bytes, [20..=24, 3, ..] | [20..=24])
}

pub(super) fn first_bytes(e: &Evidence) -> String {
    let bytes = &e.handshake.first_bytes;
    if bytes.is_empty() {
        return "the server sent nothing".into();
    }
    format!("the first bytes it sent: {}", quoted(bytes))
}

/// What is printable of it; where nothing is, its bytes in hexadecimal.
pub(super) fn quoted(bytes: &[u8]) -> String {
    let bytes = bytes.get(..64).unwrap_or(bytes);
    if !bytes.iter().any(u8::is_ascii_graphic) {
        let hex: Vec<String> = bytes.iter().map(|b| format!("{b:02x}")).collect();
        return hex.join(" ");
    }
    let text: String = bytes
        .iter()
        .map(|b| {
            if b.is_ascii_graphic() || *b == b' ' {
                char::from(*b)
            } else {
                '.'
            }
        })
        .collect();
    format!("\"{}\"", text.trim_end_matches('.'))
}
