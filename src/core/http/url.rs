//! URLs the way curl reads them: what is typed goes out, but for dot segments.

use std::fmt;

use super::redact;
use crate::core::placeholder;

/// `http` or `https`; nothing else is spoken here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Plain text; no certificate can be presented.
    Http,
    /// TLS.
    Https,
}

/// A parsed URL.
#[derive(Clone, PartialEq, Eq)]
pub struct Url {
    /// How to speak.
    pub scheme: Scheme,
    /// Whether the scheme stood in the text.
    pub scheme_given: bool,
    /// The host as typed, IPv6 without brackets.
    pub host: String,
    /// The port, given or the scheme's.
    pub port: u16,
    /// `user:password@`, decoded.
    pub user: Option<(String, String)>,
    /// Path and query as sent in the request line.
    pub target: String,
}

/// Why text is no URL; one sentence and what to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct BadUrl {
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub fix: String,
    /// It may well be one: its scheme is not spoken here.
    pub is_foreign: bool,
}

impl Url {
    /// Parses as curl does: a missing scheme means http, `/../` is folded unless `path_as_is`.
    ///
    /// # Errors
    /// `BadUrl`, with a hint for a placeholder that was left in.
    pub fn parse(text: &str, path_as_is: bool) -> Result<Self, BadUrl> {
        if let Some(placeholder) = placeholder::in_braces(text) {
            return Err(BadUrl {
                problem: format!("the URL still has the placeholder {placeholder} in it"),
                fix: "put your own value in its place, as your provider means it".into(),
                ..BadUrl::default()
            });
        }
        Self::read(text, path_as_is, Scheme::Http)
    }

    /// The same for what is known to be meant as it is, braces too.
    ///
    /// # Errors
    /// `BadUrl`.
    pub fn read(text: &str, path_as_is: bool, default: Scheme) -> Result<Self, BadUrl> {
        check_characters(text)?;
        let (scheme, rest, scheme_given) = split_scheme(text, default)?;
        let rest = rest.split('#').next().unwrap_or_default();
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        let (user, host_port) = split_user(authority);
        let (host, port) = split_port(host_port, text)?;
        let slash = if tail.starts_with('/') { "" } else { "/" };
        let mut target = format!("{slash}{tail}");
        if !path_as_is {
            target = fold_dots(&target);
        }
        Ok(Self {
            scheme,
            scheme_given,
            host,
            port: port.unwrap_or(scheme.port()),
            user,
            target: ascii_path(&target),
        })
    }

    /// The value of the Host header: the port only where it is not the scheme's.
    pub fn host_header(&self) -> String {
        if self.port == self.scheme.port() {
            self.bracketed()
        } else {
            format!("{}:{}", self.bracketed(), self.port)
        }
    }

    /// Where a redirect's Location leads from here (RFC 3986 section 5.2).
    ///
    /// # Errors
    /// `BadUrl` when it leads nowhere.
    pub fn join(&self, location: &str) -> Result<Self, BadUrl> {
        let location = location.trim().replace(' ', "%20");
        let base = format!("{}://{}", self.scheme, self.host_header());
        let absolute = if split_off_scheme(&location).is_some() {
            location
        } else if let Some(rest) = location.strip_prefix("//") {
            format!("{}://{rest}", self.scheme)
        } else if location.starts_with('/') {
            format!("{base}{location}")
        } else {
            let path = self.target.split('?').next().unwrap_or("/");
            let folder = path.rfind('/').and_then(|at| path.get(..=at));
            let kept = if location.starts_with('?') {
                path
            } else {
                folder.unwrap_or("/")
            };
            format!("{base}{kept}{location}")
        };
        Self::read(&absolute, false, self.scheme)
    }

    /// Same scheme, host and port: where credentials may go.
    pub fn same_origin(&self, other: &Self) -> bool {
        self.scheme == other.scheme
            && self.port == other.port
            && self.host.eq_ignore_ascii_case(&other.host)
    }

    /// The last segment of the path, for `-O`; empty when the path ends in `/`.
    pub fn file_name(&self) -> &str {
        let path = self.target.split('?').next().unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default()
    }

    /// Adds to the query, behind `?` or `&`, whichever is not there yet.
    pub fn append_query(&mut self, query: &str) {
        if !self.target.contains('?') {
            self.target.push('?');
        } else if !self.target.ends_with(['?', '&']) {
            self.target.push('&');
        }
        self.target.push_str(&small_triplets(query));
    }

    /// Puts a file's name behind a path that ends in `/`.
    pub fn append_file(&mut self, name: &str) {
        let end = self.target.find('?').unwrap_or(self.target.len());
        if self
            .target
            .get(..end)
            .is_some_and(|path| path.ends_with('/'))
        {
            self.target.insert_str(end, name);
        }
    }

    /// As it may be told to a person and land in a ticket: no password, no secret parameters.
    pub fn shown(&self) -> String {
        redact::url(&self.to_string())
    }

    /// The host with brackets around IPv6.
    pub fn bracketed(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        }
    }
}

impl Scheme {
    fn port(self) -> u16 {
        if self == Self::Https { 443 } else { 80 }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let https = *self == Self::Https;
        f.write_str(if https { "https" } else { "http" })
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.host_header(), self.target)
    }
}

fn check_characters(text: &str) -> Result<(), BadUrl> {
    let bad = |problem: &str, fix: &str| {
        Err(BadUrl {
            problem: problem.into(),
            fix: fix.into(),
            ..BadUrl::default()
        })
    };
    if text.is_empty() {
        return bad("the URL is empty", "give one such as https://api.example/p");
    }
    if text.bytes().any(|b| b <= b' ' || b == 0x7f) {
        return bad(
            "the URL has a blank or control character in it",
            "write a blank as %20",
        );
    }
    Ok(())
}

/// Scheme and what follows its `://`, which counts only at the beginning: a URL may hold another
/// one in its query (RFC 3986 section 3.1).
pub(super) fn split_off_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let may_stand = |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c);
    (scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(may_stand))
        .then_some((scheme, rest))
}

fn split_scheme(text: &str, default: Scheme) -> Result<(Scheme, &str, bool), BadUrl> {
    let Some((scheme, rest)) = split_off_scheme(text) else {
        return Ok((default, text, false));
    };
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Ok((Scheme::Https, rest, true)),
        "http" => Ok((Scheme::Http, rest, true)),
        other => Err(BadUrl {
            problem: format!("the URL's scheme {other}:// is not spoken here"),
            fix: "use https:// (or http:// where no certificate is needed)".into(),
            is_foreign: true,
        }),
    }
}

fn split_user(authority: &str) -> (Option<(String, String)>, &str) {
    let Some((user, host)) = authority.rsplit_once('@') else {
        return (None, authority);
    };
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let decode = |s: &str| {
        percent_encoding::percent_decode_str(s)
            .decode_utf8_lossy()
            .into_owned()
    };
    (Some((decode(name), decode(password))), host)
}

fn split_port(text: &str, whole: &str) -> Result<(String, Option<u16>), BadUrl> {
    // a password that holds a slash looks like a path: nothing before the last @ is told
    let told = whole.rsplit('@').next().unwrap_or_default();
    let bad = |problem: &str| BadUrl {
        problem: format!("{problem} in the URL {}", redact::url(told)),
        fix: "write it as https://host[:port]/path".into(),
        ..BadUrl::default()
    };
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest
                .split_once(']')
                .ok_or_else(|| bad("an IPv6 address is not closed"))?;
            host.parse::<std::net::Ipv6Addr>()
                .map_err(|_| bad("there is no valid IPv6 address"))?;
            (host, after.strip_prefix(':'))
        }
        None => text
            .split_once(':')
            .map_or((text, None), |(host, port)| (host, Some(port))),
    };
    if host.is_empty() {
        return Err(bad("there is no host"));
    }
    if host.contains(['{', '}', '[', ']', '\\', '^', '|', '"', '<', '>', '`']) {
        return Err(bad("there is no valid host"));
    }
    if !host.is_ascii() {
        return Err(BadUrl {
            fix: "write the name as the DNS has it, in punycode: xn--... (`idn2 NAME` tells it)"
                .into(),
            ..bad("the host is not in ASCII")
        });
    }
    match port {
        None | Some("") => Ok((host.to_owned(), None)),
        Some(digits) => digits
            .parse()
            .map(|port| (host.to_owned(), Some(port)))
            .map_err(|_| bad("there is no valid port")),
    }
}

/// What is percent-encoded in small letters, as curl has it in a query that it puts together.
fn small_triplets(query: &str) -> String {
    let mut out = String::with_capacity(query.len());
    let mut left = 0u8;
    for c in query.chars() {
        left = if c == '%' { 3 } else { left };
        out.push(if left > 0 { c.to_ascii_lowercase() } else { c });
        left = left.saturating_sub(1);
    }
    out
}

/// The path in ASCII: `%c3%a9` for `é`, as curl spells it; the query stays as it is.
fn ascii_path(target: &str) -> String {
    let (path, query) = target.split_at(target.find('?').unwrap_or(target.len()));
    let mut out = String::with_capacity(target.len());
    for c in path.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            let mut buf = [0; 4];
            for byte in c.encode_utf8(&mut buf).bytes() {
                out.push_str(&format!("%{byte:02x}"));
            }
        }
    }
    out + query
}

/// RFC 3986 section 5.2.4, on the path alone.
fn fold_dots(target: &str) -> String {
    let (path, query) = target.split_at(target.find('?').unwrap_or(target.len()));
    let mut out: Vec<&str> = Vec::new();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let last = segments.len().saturating_sub(1);
    for (at, segment) in segments.iter().enumerate() {
        match *segment {
            "." | ".." => {
                if *segment == ".." {
                    out.pop();
                }
                if at == last {
                    out.push("");
                }
            }
            other => out.push(other),
        }
    }
    format!("/{}{query}", out.join("/"))
}

#[cfg(test)]
mod tests;
