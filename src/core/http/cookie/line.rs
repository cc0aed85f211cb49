//! One Set-Cookie header (RFC 6265 section 5.2), with the name prefixes of its successor.

use super::{Cookie, is_address, is_one_line, is_private, is_under};
use crate::core::clock::Time;
use crate::core::http::date;
use crate::core::http::url::Url;

/// What stands in the header.
pub(super) struct Line<'a> {
    name: &'a str,
    value: &'a str,
    path: Option<&'a str>,
    domain: Option<&'a str>,
    max_age: Option<&'a str>,
    expires: Option<&'a str>,
    secure: bool,
    http_only: bool,
}

impl<'a> Line<'a> {
    /// `None` for what is no cookie, or one that no server should send: a control character, a
    /// name and value over 4 KiB.
    pub fn parse(text: &'a str) -> Option<Self> {
        let is_sound = is_one_line(text.as_bytes())
            && text.len() <= LONGEST
            && !text.chars().any(|c| c.is_control() && c != '\t');
        let mut parts = text.split(';').map(str::trim).filter(|p| !p.is_empty());
        let (name, value) = parts.next().filter(|_| is_sound)?.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        let too_long = name.len() + value.len() > LONGEST_PAIR;
        if name.is_empty() || too_long || value.contains('\t') || name.contains('\t') {
            return None;
        }
        let mut line = Self {
            name,
            value,
            path: None,
            domain: None,
            max_age: None,
            expires: None,
            secure: false,
            http_only: false,
        };
        for part in parts {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let value = Some(value.trim());
            match key.trim().to_ascii_lowercase().as_str() {
                "path" => line.path = value,
                "domain" => line.domain = value,
                "max-age" => line.max_age = value,
                "expires" => line.expires = value,
                "secure" => line.secure = true,
                "httponly" => line.http_only = true,
                _ => {}
            }
        }
        Some(line)
    }

    /// The cookie that it makes where it came from; `None` where it may not.
    pub fn of(&self, url: &Url, now: Time) -> Option<Cookie> {
        let domain = self.domain.filter(|d| !d.is_empty());
        let domain = domain.map(|d| d.strip_prefix('.').unwrap_or(d));
        if domain.is_some_and(|domain| !may_name(&url.host, domain)) {
            return None;
        }
        if self.secure && !is_private(url) {
            return None;
        }
        let path = url.target.split('?').next().unwrap_or_default();
        let end = path.rfind('/').map_or(0, |at| at + 1);
        let own = path.get(..end).filter(|p| !p.is_empty()).unwrap_or("/");
        let cookie = Cookie {
            path: self.path.unwrap_or(own).to_owned(),
            tail: domain.is_some(),
            domain: domain.unwrap_or(&url.host).to_owned(),
            live: true,
            ..self.somewhere(now)
        };
        keeps_its_promise(&cookie).then_some(cookie)
    }

    /// The cookie as it is in a file of headers; `None` where it does not say for which domain.
    pub fn anywhere(&self, now: Time) -> Option<Cookie> {
        let domain = self.domain.map(|d| d.strip_prefix('.').unwrap_or(d));
        let cookie = Cookie {
            domain: domain.filter(|d| !d.is_empty())?.to_owned(),
            tail: true,
            path: self.path.unwrap_or("/").to_owned(),
            ..self.somewhere(now)
        };
        keeps_its_promise(&cookie).then_some(cookie)
    }

    fn somewhere(&self, now: Time) -> Cookie {
        Cookie {
            name: self.name.to_owned(),
            value: self.value.to_owned(),
            secure: self.secure,
            http_only: self.http_only,
            expires: self.expires(now),
            ..Cookie::default()
        }
    }

    fn expires(&self, now: Time) -> i64 {
        if let Some(age) = self.max_age {
            let digits = age.trim_matches('"');
            return match digits.parse::<i64>() {
                Ok(0) => LONG_AGO,
                Ok(seconds) => now.unix().saturating_add(seconds).max(LONG_AGO),
                Err(_) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
                    i64::MAX
                }
                Err(_) => LONG_AGO,
            };
        }
        let at = self.expires.and_then(date::parse);
        at.map_or(0, |at| at.unix().max(LONG_AGO))
    }
}

/// What the prefix of a name says of the cookie has to be so.
pub(super) fn keeps_its_promise(cookie: &Cookie) -> bool {
    if cookie.name.starts_with("__Host-") {
        cookie.secure && cookie.path == "/" && !cookie.tail
    } else {
        !cookie.name.starts_with("__Secure-") || cookie.secure
    }
}

/// A host may speak for itself and the domains above it, but not for all of `com`.
fn may_name(host: &str, domain: &str) -> bool {
    if is_address(host) || domain.eq_ignore_ascii_case("localhost") {
        return host.eq_ignore_ascii_case(domain);
    }
    let has_dot = domain.trim_end_matches('.').contains('.');
    has_dot && is_under(host, domain)
}

/// An expiry that has passed, where 0 stands for none.
const LONG_AGO: i64 = 1;
/// Of the header's value, in bytes, as in curl.
const LONGEST: usize = 5000;
/// Of name and value together, in bytes, as in curl.
const LONGEST_PAIR: usize = 4096;
