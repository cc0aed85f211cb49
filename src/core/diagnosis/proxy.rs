//! What a proxy on the way said or did. It speaks for itself: not for the server, and not for us.

use super::network::quoted;
use super::{Code, Diagnosis, Evidence, SaidBy};
use crate::core::http::proxy::ProxyFault;
use crate::core::http::{Ended, Head, words};
use crate::core::tls::Alert;
use crate::core::tls::way::ProxySeen;

/// A proxy that let us down before the server was reached.
pub(super) fn failed(e: &Evidence) -> Option<Diagnosis> {
    let Ended::Proxy(fault) = e.ended.as_ref()? else {
        return None;
    };
    let unknown = ProxySeen::default();
    let proxy = e.handshake.way.proxy.as_ref().unwrap_or(&unknown);
    let (summary, fix) = match fault {
        ProxyFault::Tls => by_tls(proxy),
        ProxyFault::Status(status) => by_status(e, proxy, *status),
        other => by_network(proxy, other),
    };
    let said_by = match fault {
        ProxyFault::Tls if is_distrusted(proxy) => SaidBy::Us,
        _ => SaidBy::Network,
    };
    let mut lines = heard(proxy);
    if matches!(
        fault,
        ProxyFault::Refused | ProxyFault::Unreachable(_) | ProxyFault::TimedOut
    ) {
        lines.extend(e.handshake.way.attempts.iter().map(ToString::to_string));
    }
    Some(Diagnosis::new(Code::ProxyFailure, said_by, summary, fix).with(lines))
}

/// A proxy that was handed plain http and wants to know who we are.
pub(super) fn wants_login(e: &Evidence) -> Option<Diagnosis> {
    let answer = e.answer.as_ref().filter(|a| a.head.status == 407)?;
    let proxy = e.handshake.way.proxy.as_ref()?;
    let (summary, fix) = login(proxy, Some(&answer.head));
    let lines = head_lines(&answer.head);
    Some(Diagnosis::new(Code::ProxyFailure, SaidBy::Network, summary, fix).with(lines))
}

fn by_network(proxy: &ProxySeen, fault: &ProxyFault) -> (String, String) {
    let name = &proxy.name;
    let (summary, fix) = match fault {
        ProxyFault::NameNotFound => (
            format!("the name of the proxy {name} does not resolve"),
            "check its spelling",
        ),
        ProxyFault::Refused => (
            format!("nothing listens where the proxy {name} should be"),
            "check its host and port, and that it runs; --noproxy HOST goes straight there",
        ),
        ProxyFault::Unreachable(reason) => (
            format!("there is no way to the proxy {name}: {reason}"),
            "check your network and VPN; --noproxy HOST goes straight there",
        ),
        ProxyFault::TimedOut => (
            format!("the proxy {name} did not answer in time"),
            "check its host and port, and what it speaks: http, https, socks4 or socks5",
        ),
        ProxyFault::Socks(why) => (
            format!("the proxy {name} did not connect: {why}"),
            "check that it speaks this version of SOCKS, its user and password (-U), and whether it may connect to this host and port",
        ),
        ProxyFault::NotHttp => (
            format!("the proxy {name} does not speak HTTP"),
            "check its port, and what it speaks: http, https, socks4 or socks5",
        ),
        other => (
            format!("{other}: {name} ended the connection instead of answering CONNECT"),
            "check that it may connect to this host and port, and what it speaks: http or https",
        ),
    };
    (summary, fix.to_owned())
}

fn by_tls(proxy: &ProxySeen) -> (String, String) {
    let name = &proxy.name;
    let seen = proxy.tls.as_deref();
    let alert = seen.and_then(|s| s.alert);
    let (summary, fix) = match seen {
        Some(seen) if is_distrusted(proxy) => {
            let verdict = seen.verdict.as_ref().map(ToString::to_string);
            let why = verdict.unwrap_or_default();
            (
                format!("the certificate of the proxy {name} is not accepted: {why}"),
                "name its CA with --proxy-cacert, and check that its name is the one in the certificate",
            )
        }
        Some(seen) if seen.first_bytes.starts_with(b"HTTP/") => (
            format!("the proxy {name} does not speak TLS, but plain HTTP"),
            "name it as http://",
        ),
        _ if alert == Some(Alert::CERTIFICATE_REQUIRED) => (
            format!("the proxy {name} wants a client certificate of its own"),
            "name one with --proxy-cert and --proxy-key; --cert is for the server alone",
        ),
        _ => (
            format!("TLS with the proxy {name} failed"),
            "check that its port speaks TLS, or name it as http://; one that wants a client certificate gets it from --proxy-cert",
        ),
    };
    (summary, fix.to_owned())
}

fn by_status(e: &Evidence, proxy: &ProxySeen, status: u16) -> (String, String) {
    let head = proxy.heads.last().and_then(|raw| Head::parse(raw));
    let place = format!("{}:{}", e.host, e.port);
    let summary = format!("the proxy does not connect to {place} (HTTP {status})");
    let fix = match status {
        407 => return login(proxy, head.as_ref()),
        403 => format!("ask whoever runs the proxy to allow CONNECT to {place}"),
        400 | 404 | 405 | 501 => {
            "check the proxy's host and port: what answers there makes no tunnels".to_owned()
        }
        502..=504 => format!(
            "check host and port: the proxy cannot reach them; --noproxy {} goes straight there",
            e.host
        ),
        _ => "read what the proxy says".to_owned(),
    };
    (summary, fix)
}

fn login(proxy: &ProxySeen, head: Option<&Head>) -> (String, String) {
    let wants: Vec<String> = head.iter().flat_map(|h| challenges(h)).collect();
    let basic = wants.is_empty() || wants.iter().any(|w| scheme(w) == "basic");
    let (summary, fix) = if !basic {
        let schemes: Vec<String> = wants.iter().map(|w| scheme(w)).collect();
        (
            format!(
                "the proxy wants a login by {}, which is not spoken here (HTTP 407)",
                schemes.join(" or ")
            ),
            "ask for Basic, or go through a local proxy that logs in to this one (cntlm, px)",
        )
    } else if proxy.has_credentials {
        (
            "the proxy does not accept this user and password (HTTP 407)".to_owned(),
            "check -U, or what stands before the @ in the proxy's URL (%40 is an @ in a password)",
        )
    } else {
        (
            "the proxy wants user and password, and none were given (HTTP 407)".to_owned(),
            "add -U USER:PASSWORD, or put them before the proxy's host: http://USER:PASSWORD@HOST:PORT",
        )
    };
    (summary, fix.to_owned())
}

fn challenges(head: &Head) -> impl Iterator<Item = String> + '_ {
    let all = head.headers.iter();
    all.filter(|h| h.is("Proxy-Authenticate"))
        .map(|h| String::from_utf8_lossy(h.value()).into_owned())
}

fn scheme(challenge: &str) -> String {
    let first = challenge.split([' ', ',']).next();
    first.unwrap_or_default().to_ascii_lowercase()
}

/// What it said, a line each.
fn heard(proxy: &ProxySeen) -> Vec<String> {
    let head = proxy.heads.last().and_then(|raw| Head::parse(raw));
    let mut lines = head.as_ref().map_or_else(Vec::new, head_lines);
    let said = String::from_utf8_lossy(&proxy.said);
    match head {
        Some(_) => lines.extend(words(&said).map(|said| format!("the proxy says: {said}"))),
        None if !proxy.said.is_empty() => {
            lines.push(format!("the first bytes it sent: {}", quoted(&proxy.said)));
        }
        None => {}
    }
    if let Some(tls) = &proxy.tls {
        let alert = tls.alert.map(|a| format!("it sent TLS alert {a}"));
        lines.extend(alert.or_else(|| tls.protocol_error.clone()));
    }
    lines
}

fn head_lines(head: &Head) -> Vec<String> {
    let status = format!("the proxy answered HTTP {} {}", head.status, head.reason);
    let mut lines = vec![status.trim_end().to_owned()];
    lines.extend(challenges(head).map(|c| format!("Proxy-Authenticate: {c}")));
    lines
}

fn is_distrusted(proxy: &ProxySeen) -> bool {
    proxy.tls.as_ref().is_some_and(|tls| tls.is_distrusted())
}
