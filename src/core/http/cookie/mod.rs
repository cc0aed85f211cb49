//! Cookies as curl keeps them (RFC 6265): which of them go with a request, and what an answer makes
//! of them. Names that a registry keeps for many owners (`co.uk`) are not known here: a cookie for
//! all of `co.uk` is taken where curl with its list would refuse it. Must not touch a file.

mod file;
mod line;

use std::cmp::Reverse;

use super::url::{Scheme, Url};
use super::{Head, is_one_line};
use crate::core::clock::Time;
use line::Line;

/// Cookies in the order they came. Silent in `Debug`: they are sessions.
#[derive(Default)]
pub struct Jar {
    cookies: Vec<Cookie>,
}

/// One cookie.
#[derive(Clone, Default)]
struct Cookie {
    name: String,
    value: String,
    domain: String,
    /// For hosts below the domain too.
    tail: bool,
    /// As it was given; see `folder`.
    path: String,
    secure: bool,
    http_only: bool,
    /// Seconds since 1970; 0 lasts as long as the session.
    expires: i64,
    /// From an answer of this run, not from a file.
    live: bool,
}

impl Jar {
    /// Adds the cookies of a file's text: Netscape's format, or header lines. Those of this run stay
    /// as they are. `sessions` are those without an expiry. A header line says for which domain it is,
    /// or it is for none.
    pub fn read(&mut self, text: &str, sessions: bool, now: Time) {
        for line in text.lines() {
            let cookie = match strip_name(line, "Set-Cookie:") {
                Some(header) => Line::parse(header).and_then(|line| line.anywhere(now)),
                None => file::parse(line),
            };
            if let Some(cookie) = cookie.filter(|c| sessions || c.expires != 0) {
                self.keep(cookie, true, now);
            }
        }
    }

    /// Takes the cookies of an answer that came from this URL.
    pub fn take(&mut self, url: &Url, head: &Head, now: Time) {
        let headers = head.headers.iter().filter(|h| h.is("Set-Cookie"));
        for header in headers.take(MOST_TAKEN) {
            let text = String::from_utf8_lossy(header.value());
            let cookie = Line::parse(&text).and_then(|line| line.of(url, now));
            if let Some(cookie) = cookie {
                self.keep(cookie, is_private(url), now);
            }
        }
    }

    /// The value of the Cookie header for a request to this URL; `None` without any.
    pub fn header(&self, url: &Url, now: Time) -> Option<String> {
        let path = url.target.split('?').next().unwrap_or_default();
        let goes = |cookie: &&Cookie| {
            !cookie.is_over(now)
                && cookie.is_for(&url.host)
                && (!cookie.secure || is_private(url))
                && is_below(path, folder(&cookie.path))
        };
        // stable: of equals, what came last goes first, as in curl (not as in RFC 6265)
        let mut going: Vec<&Cookie> = self.cookies.iter().rev().filter(goes).collect();
        going.sort_by_key(|c| Reverse((folder(&c.path).len(), c.domain.len(), c.name.len())));
        let mut out = String::new();
        for cookie in going.iter().take(MOST_SENT) {
            let between = if out.is_empty() { "" } else { "; " };
            let pair = format!("{between}{}={}", cookie.name, cookie.value);
            if out.len() + pair.len() > LONGEST_HEADER {
                break;
            }
            out += &pair;
        }
        (!out.is_empty()).then_some(out)
    }

    /// All of them as Netscape's format has it, byte for byte as curl writes it.
    pub fn written(&self, now: Time) -> String {
        let last_first = self.cookies.iter().rev();
        file::write(last_first.filter(|c| !c.is_over(now)))
    }

    /// What came over an open connection does not replace what is secure.
    fn keep(&mut self, cookie: Cookie, private: bool, now: Time) {
        self.cookies.retain(|c| !c.is_over(now));
        let same = self.cookies.iter().position(|c| c.is_instead_of(&cookie));
        let Some(place) = same.and_then(|at| self.cookies.get_mut(at)) else {
            self.cookies.push(cookie);
            return;
        };
        if (place.live && !cookie.live) || (place.secure && !private) {
            return;
        }
        *place = cookie; // with the place of the one before
        self.cookies.retain(|c| !c.is_over(now));
    }
}

impl std::fmt::Debug for Jar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Jar({} cookies)", self.cookies.len())
    }
}

impl Cookie {
    fn is_over(&self, now: Time) -> bool {
        self.expires != 0 && self.expires < now.unix()
    }

    /// A domain of one label is a registry's (RFC 6265 section 5.3): it stands for the host of this
    /// name alone.
    fn is_for(&self, host: &str) -> bool {
        if self.tail && !is_address(host) && self.domain.contains('.') {
            is_under(host, &self.domain)
        } else {
            host.eq_ignore_ascii_case(&self.domain)
        }
    }

    fn is_instead_of(&self, other: &Self) -> bool {
        self.name == other.name
            && self.domain.eq_ignore_ascii_case(&other.domain)
            && self.tail == other.tail
            && folder(&self.path) == folder(&other.path)
    }
}

/// What a path is compared as: without quotes and without a slash at its end.
fn folder(path: &str) -> &str {
    let path = path.trim_matches('"');
    if !path.starts_with('/') {
        return "/";
    }
    match path.strip_suffix('/') {
        Some(shorter) if !shorter.is_empty() => shorter,
        _ => path,
    }
}

/// RFC 6265 section 5.1.4.
fn is_below(path: &str, folder: &str) -> bool {
    let Some(rest) = path.strip_prefix(folder) else {
        return false;
    };
    rest.is_empty() || folder.ends_with('/') || rest.starts_with('/')
}

/// RFC 6265 section 5.1.3.
fn is_under(host: &str, domain: &str) -> bool {
    let (host, domain) = (host.to_ascii_lowercase(), domain.to_ascii_lowercase());
    let rest = host.strip_suffix(&domain);
    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn is_address(host: &str) -> bool {
    host.parse::<std::net::IpAddr>().is_ok()
}

/// Whether nobody reads along: TLS, or this very machine.
fn is_private(url: &Url) -> bool {
    url.scheme == Scheme::Https || matches!(url.host.as_str(), "localhost" | "127.0.0.1" | "::1")
}

fn strip_name<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (begin, rest) = line.split_at_checked(name.len())?;
    begin.eq_ignore_ascii_case(name).then_some(rest)
}

/// Of one answer.
const MOST_TAKEN: usize = 50;
/// With one request.
const MOST_SENT: usize = 150;
/// Of the Cookie header's value, in bytes.
const LONGEST_HEADER: usize = 8190;

#[cfg(test)]
mod tests;
