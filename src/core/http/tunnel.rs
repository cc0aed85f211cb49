//! Tunnels through an HTTP proxy: CONNECT (RFC 9110 section 9.3.6), spelled as curl spells it, and
//! the head that a proxy gets where plain http goes through it without a tunnel.

use std::io::{self, Read, Write};

use super::answer::{Head, end_of_head};
use super::link::Link;
use super::proxy::{Proxy, ProxyFault};
use super::request::line;
use super::{Header, Request, redact};
use crate::core::tls::way::ProxySeen;

/// Asks for a tunnel; `place` is the server's host and port. What is said goes to `seen`.
///
/// # Errors
/// An io error that holds a `ProxyFault` where the proxy refuses, or the stream's own.
pub(super) fn open(
    link: &mut Link,
    proxy: &Proxy,
    place: &str,
    seen: &mut ProxySeen,
) -> io::Result<()> {
    let asked = head(proxy, place);
    seen.asked = redact::lines(&asked);
    seen.asked_bytes = asked.len() as u64;
    link.write_all(&asked)?;
    let mut received = Vec::new();
    loop {
        let raw = next_head(link, &mut received, seen)?;
        let Some(head) = Head::parse(&raw) else {
            seen.said = beginning(&raw);
            return Err(io::Error::other(ProxyFault::NotHttp));
        };
        seen.status = head.status;
        seen.heads.push(raw);
        if seen.heads.iter().map(Vec::len).sum::<usize>() > MAX_HEADS {
            return Err(io::Error::other(ProxyFault::NotHttp));
        }
        match head.status {
            100..200 => {}
            200..300 => {
                link.put_back(received);
                return Ok(());
            }
            status => {
                seen.said = beginning(&received);
                return Err(io::Error::other(ProxyFault::Status(status)));
            }
        }
    }
}

/// A request for plain http as a proxy gets it: the whole URL, and what is for the proxy. Origin
/// servers see none of the latter.
pub(super) fn forwarded(request: &Request, proxy: &Proxy) -> Vec<u8> {
    let mut request = request.clone();
    let scheme = request.url.scheme;
    let host = request.url.host_header();
    let target = match &request.target {
        Some(given) => given.clone(),
        None => format!("{scheme}://{host}{}", request.url.target),
    };
    let named = |name: &str| {
        let given = |h: &Header| h.is(name);
        request.headers.iter().any(given) || proxy.headers.iter().any(given)
    };
    let keeps = (!named("Proxy-Connection")).then(|| Header::new("Proxy-Connection", KEEP_ALIVE));
    let own = proxy.basic().filter(|_| !named(AUTHORIZATION));
    let built_in = |h: &Header| BUILT_IN.iter().any(|name| h.is(name));
    let at = request.headers.iter().take_while(|h| built_in(h)).count();
    request.headers.splice(at..at, keeps);
    let own = own.map(|value| Header::new(AUTHORIZATION, value));
    request.headers.splice(0..0, own);
    request.headers.extend(proxy.headers.iter().cloned());
    request.to_wire_for(&target)
}

fn head(proxy: &Proxy, place: &str) -> Vec<u8> {
    let mut out = format!("CONNECT {place} HTTP/1.1\r\n").into_bytes();
    let named = |name: &str| proxy.headers.iter().any(|h| h.is(name));
    let mut built_in = |name: &str, value: &str| {
        if !named(name) && !value.is_empty() {
            line(&mut out, name, value.as_bytes());
        }
    };
    built_in("Host", place);
    built_in(AUTHORIZATION, &proxy.basic().unwrap_or_default());
    built_in("User-Agent", &proxy.user_agent);
    built_in("Proxy-Connection", KEEP_ALIVE);
    for header in &proxy.headers {
        line(&mut out, header.name(), header.value());
    }
    out.extend(b"\r\n");
    out
}

/// The next head, what follows it left in `received`.
fn next_head(link: &mut Link, received: &mut Vec<u8>, seen: &mut ProxySeen) -> io::Result<Vec<u8>> {
    let mut searched = 0;
    loop {
        if let Some(end) = end_of_head(received, searched) {
            let rest = received.split_off(end);
            return Ok(std::mem::replace(received, rest));
        }
        searched = received.len();
        let sound = b"HTTP/".iter().zip(received.iter()).all(|(a, b)| a == b);
        if !sound || searched > MAX_HEAD {
            seen.said = beginning(received);
            return Err(io::Error::other(ProxyFault::NotHttp));
        }
        let mut chunk = [0; 4 << 10];
        let amount = link.read(&mut chunk)?;
        if amount == 0 {
            seen.said = beginning(received);
            return Err(io::Error::other(ProxyFault::Closed));
        }
        received.extend(chunk.iter().take(amount));
    }
}

fn beginning(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().take(KEPT).copied().collect()
}

const AUTHORIZATION: &str = "Proxy-Authorization";
const KEEP_ALIVE: &str = "Keep-Alive";
/// What curl puts before its Proxy-Connection.
const BUILT_IN: [&str; 7] = [
    "Authorization",
    "Range",
    "User-Agent",
    "Accept",
    "TE",
    "Accept-Encoding",
    "Referer",
];
/// The longest head of a proxy's answer, in bytes.
const MAX_HEAD: usize = 64 << 10;
/// All heads of its answers to one CONNECT, in bytes.
const MAX_HEADS: usize = 300 << 10;
/// How much of what else it says is kept, in bytes.
const KEPT: usize = 512;
