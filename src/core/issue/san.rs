//! SubjectAltName entries as typed, in OpenSSL's words: `DNS:a`, `IP:1.2.3.4`, `URI:..`,
//! `email:..`, `RID:1.2.3`, `dirName:/C=BR/CN=x`, `otherName:1.2.3;UTF8:text`. What is typed is
//! checked; what an old certificate holds is kept to the byte.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use super::Subject;
use crate::core::material::der::{self, tag};
use crate::core::material::unhex;

/// One alternative name to be asked for (RFC 5280 section 4.2.1.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AltName {
    /// A host name, wildcards included.
    Dns(String),
    /// An IPv4 or IPv6 address.
    Ip(IpAddr),
    /// A URI.
    Uri(String),
    /// A mail address.
    Email(String),
    /// A registered identifier, dotted.
    Rid(String),
    /// A directory name.
    DirName(Subject),
    /// A name of a kind of its own: the kind's OID, dotted, and the DER of its value.
    OtherName(String, Vec<u8>),
    /// An encoded GeneralName, as it was found.
    Kept(Vec<u8>),
}

/// Why text is no alternative name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadAltName(String);

impl FromStr for AltName {
    type Err = BadAltName;

    fn from_str(text: &str) -> Result<Self, BadAltName> {
        let (kind, value) = text.split_once(':').ok_or_else(|| {
            bad("write the kind before it: DNS:, IP:, URI:, email:, RID:, dirName: or otherName:")
        })?;
        let (kind, value) = (kind.trim(), value.trim());
        if value.is_empty() {
            return Err(bad(format!(
                "{kind}: stands for nothing; write a value after it"
            )));
        }
        match kind.to_ascii_lowercase().as_str() {
            "dns" => dns(value).map(Self::Dns),
            "ip" | "ip address" => ip(value).map(Self::Ip),
            "uri" => uri(value).map(Self::Uri),
            "email" => email(value).map(Self::Email),
            "rid" => match der::oid(value) {
                Some(_) => Ok(Self::Rid(value.to_owned())),
                None => Err(bad(format!(
                    "RID: takes a dotted OID such as 1.2.3.4, not `{value}`"
                ))),
            },
            "dirname" => match value.parse() {
                Ok(name) => Ok(Self::DirName(name)),
                Err(e) => Err(bad(format!("dirName: {e}"))),
            },
            "othername" => other_name(value),
            _ => Err(bad(format!(
                "`{kind}` is none of DNS, IP, URI, email, RID, dirName and otherName"
            ))),
        }
    }
}

impl AltName {
    /// GeneralName, with its implicit tag (RFC 5280 section 4.2.1.6).
    pub fn to_der(&self) -> Vec<u8> {
        match self {
            Self::OtherName(oid, value) => {
                let oid = der::oid(oid).unwrap_or_default(); // checked when it was parsed
                der::wrap(0xa0, &[oid, der::wrap(0xa0, value)].concat())
            }
            Self::Email(v) => der::wrap(0x81, v.as_bytes()),
            Self::Dns(v) => der::wrap(0x82, v.as_bytes()),
            // a CHOICE is tagged explicitly
            Self::DirName(name) => der::wrap(0xa4, &name.to_der()),
            Self::Uri(v) => der::wrap(0x86, v.as_bytes()),
            Self::Ip(IpAddr::V4(v)) => der::wrap(0x87, &v.octets()),
            Self::Ip(IpAddr::V6(v)) => der::wrap(0x87, &v.octets()),
            Self::Rid(oid) => {
                let oid = der::oid(oid).unwrap_or_default(); // checked when it was parsed
                der::wrap(0x88, der::take(&oid).map_or(&[], |(tlv, _)| tlv.value))
            }
            Self::Kept(whole) => whole.clone(),
        }
    }
}

impl fmt::Display for AltName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(v) => write!(f, "DNS:{v}"),
            Self::Ip(v) => write!(f, "IP:{v}"),
            Self::Uri(v) => write!(f, "URI:{v}"),
            Self::Email(v) => write!(f, "email:{v}"),
            Self::Rid(v) => write!(f, "RID:{v}"),
            Self::DirName(_) => f.write_str("dirName"),
            Self::OtherName(oid, _) => write!(f, "otherName:{oid}"),
            Self::Kept(_) => f.write_str("a name of the old certificate"),
        }
    }
}

/// Whether this is a host name: dot-separated labels of letters, digits and dashes (RFC 1123), an
/// underscore tolerated, `*` for the whole first label.
pub fn is_host_name(text: &str) -> bool {
    let bare = text.strip_prefix("*.").unwrap_or(text);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 253 && bare.split('.').all(label)
}

/// Whether it is a wildcard for a whole top-level domain, as in `*.com`, or for all there is.
pub fn is_of_a_whole_domain(text: &str) -> bool {
    text.strip_prefix('*')
        .is_some_and(|rest| !rest.trim_start_matches('.').contains('.'))
}

fn bad(text: impl Into<String>) -> BadAltName {
    BadAltName(text.into())
}

fn ascii<'a>(kind: &str, value: &'a str, instead: &str) -> Result<&'a str, BadAltName> {
    if value.is_ascii() && !value.bytes().any(|b| b.is_ascii_control() || b == b' ') {
        return Ok(value);
    }
    Err(bad(format!(
        "{kind}: takes ASCII text without blanks ({instead})"
    )))
}

fn dns(value: &str) -> Result<String, BadAltName> {
    let value = ascii("DNS", value, "write a domain with umlauts as xn--..")?;
    if value.contains("://") || value.contains('/') {
        return Err(bad(format!(
            "DNS: takes a host name alone, without scheme and path, not `{value}`"
        )));
    }
    if value.contains(',') {
        return Err(bad("DNS: takes one name; give --san once for each"));
    }
    if value.parse::<IpAddr>().is_ok() {
        return Err(bad(format!(
            "`{value}` is an address, which nobody looks for among the DNS names; write IP:{value}"
        )));
    }
    if !is_host_name(value) {
        return Err(bad(format!(
            "`{value}` is no host name: labels of letters, digits and dashes with dots between, * only as the whole first one"
        )));
    }
    Ok(value.to_owned())
}

fn ip(value: &str) -> Result<IpAddr, BadAltName> {
    if value.contains('/') {
        return Err(bad(format!(
            "`{value}` is a network; IP: takes a single address"
        )));
    }
    let plain = value.trim_start_matches('[').trim_end_matches(']');
    let parsed = plain.parse();
    parsed.map_err(|_| bad(format!("`{value}` is no IPv4 or IPv6 address")))
}

/// A scheme and something after it (RFC 3986 section 3).
fn uri(value: &str) -> Result<String, BadAltName> {
    let value = ascii("URI", value, "write other characters as %XX")?;
    let scheme = value.split_once(':').map_or(
        "",
        |(scheme, rest)| {
            if rest.is_empty() { "" } else { scheme }
        },
    );
    let letters = |b: u8| b.is_ascii_alphanumeric() || b"+-.".contains(&b);
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.bytes().all(letters) {
        return Err(bad(format!(
            "`{value}` is no URI: it begins with its scheme, as in URI:https://app.example or URI:urn:x"
        )));
    }
    Ok(value.to_owned())
}

fn email(value: &str) -> Result<String, BadAltName> {
    let value = ascii("email", value, "write a domain with umlauts as xn--..")?;
    match value.rsplit_once('@') {
        Some((local, domain))
            if !local.is_empty() && !local.contains('@') && is_host_name(domain) =>
        {
            Ok(value.to_owned())
        }
        _ => Err(bad(format!(
            "`{value}` is no mail address such as a@b.example"
        ))),
    }
}

/// `OID;TYPE:text` as in OpenSSL, or `OID;#` and the hex of the value's DER.
fn other_name(text: &str) -> Result<AltName, BadAltName> {
    let shape = "otherName: is written OID;TYPE:text, as in otherName:1.3.6.1.4.1.311.20.2.3;UTF8:a@b.example";
    let (oid, value) = text.split_once(';').ok_or_else(|| bad(shape))?;
    if der::oid(oid).is_none() {
        return Err(bad(format!("`{oid}` is no dotted OID; {shape}")));
    }
    if let Some(hex) = value.strip_prefix('#') {
        let value = unhex(hex).and_then(|bytes| one_element(&bytes));
        let value =
            value.ok_or_else(|| bad("after # otherName: takes the hex of one DER element"))?;
        return Ok(AltName::OtherName(oid.to_owned(), value));
    }
    let (value, is_hex) = match strip_prefix_ignoring_case(value, "FORMAT:HEX,") {
        Some(rest) => (rest, true),
        None => (value, false),
    };
    let (kind, value) = value.split_once(':').ok_or_else(|| bad(shape))?;
    let (tag, allowed): (u8, fn(u8) -> bool) = match kind.to_ascii_uppercase().as_str() {
        "UTF8" | "UTF8STRING" => (tag::UTF8_STRING, |_| true),
        "PRINTABLE" | "PRINTABLESTRING" => (tag::PRINTABLE_STRING, super::subject::is_printable),
        "IA5" | "IA5STRING" => (tag::IA5_STRING, |b| b.is_ascii()),
        "NUMERIC" | "NUMERICSTRING" => (NUMERIC_STRING, |b| b.is_ascii_digit() || b == b' '),
        "OCT" | "OCTETSTRING" => (tag::OCTET_STRING, |_| true),
        _ => {
            return Err(bad(format!(
                "`{kind}` is none of UTF8, PRINTABLE, IA5, NUMERIC and OCT (OpenSSL's names), the types of an otherName"
            )));
        }
    };
    let bytes = match is_hex {
        true => unhex(value).ok_or_else(|| bad(format!("`{value}` is no hex")))?,
        false => value.as_bytes().to_vec(),
    };
    if !bytes.iter().all(|b| allowed(*b)) {
        return Err(bad(format!(
            "`{value}` holds characters that a {kind} string cannot; UTF8 can"
        )));
    }
    Ok(AltName::OtherName(oid.to_owned(), der::wrap(tag, &bytes)))
}

/// The value's element, also as it is found in a name: inside its explicit tag.
fn one_element(bytes: &[u8]) -> Option<Vec<u8>> {
    let (element, rest) = der::take(bytes)?;
    if !rest.is_empty() {
        return None;
    }
    match element.tag {
        0xa0 => one_element(element.value),
        _ => Some(bytes.to_vec()),
    }
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| &text[prefix.len()..])
}

const NUMERIC_STRING: u8 = 0x12;

#[cfg(test)]
mod tests {
    use super::*;

    fn der_of(text: &str) -> String {
        crate::core::material::hex(&text.parse::<AltName>().unwrap().to_der())
    }

    #[test]
    fn kinds_are_told_by_their_prefix() {
        assert_eq!(
            "dns:*.a.example".parse(),
            Ok(AltName::Dns("*.a.example".into()))
        );
        assert_eq!("IP:::1".parse(), Ok(AltName::Ip("::1".parse().unwrap())));
        assert_eq!("URI:urn:x".parse(), Ok(AltName::Uri("urn:x".into())));
        assert_eq!(der_of("IP:[10.0.0.1]"), "87040a000001");
        assert_eq!(der_of("RID:1.2.3"), "88022a03");
        assert_eq!(der_of("otherName:1.2.3;UTF8:é"), "a00a06022a03a0040c02c3a9");
        assert_eq!(
            der_of("otherName:1.2.3;FORMAT:HEX,OCT:0102"),
            der_of("othername:1.2.3;#04020102")
        );
        assert_eq!(
            der_of("othername:1.2.3;#a00404020102"),
            der_of("othername:1.2.3;#04020102")
        );
    }

    #[test]
    fn a_wildcard_of_a_top_level_domain_is_told_apart() {
        for (text, is) in [
            ("*.com", true),
            ("*", true),
            ("*.acme.example", false),
            ("com", false),
        ] {
            assert_eq!(is_of_a_whole_domain(text), is, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_is_named() {
        for (text, saying) in [
            ("a.example", "kind before it"),
            ("IP:300.1.1.1", "no IPv4"),
            ("IP:10.0.0.0/8", "single address"),
            ("DNS:", "stands for nothing"),
            ("DNS:é", "xn--"),
            ("DNS:a b", "blanks"),
            ("DNS:https://a", "host name alone"),
            ("DNS:a,DNS:b", "once for each"),
            ("DNS:10.0.0.1", "IP:10.0.0.1"),
            ("DNS:a.*.b", "no host name"),
            ("DNS:a..b", "no host name"),
            ("URI:app.example", "scheme"),
            ("email:a", "mail address"),
            ("RID:abc", "dotted OID"),
            ("dirName:/C=BRA", "two letters"),
            ("otherName:1.2.3", "OID;TYPE:text"),
            ("otherName:x;UTF8:a", "no dotted OID"),
            ("otherName:1.2.3;BMP:a", "UTF8, PRINTABLE"),
            ("otherName:1.2.3;PRINTABLE:é", "cannot"),
            ("otherName:1.2.3;#zz", "hex"),
            ("X:1", "none of DNS"),
        ] {
            let error = text.parse::<AltName>().unwrap_err().to_string();
            assert!(error.contains(saying), "{text}: {error}");
        }
    }
}
