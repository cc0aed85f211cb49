//! SubjectAltName entries as typed: `DNS:a`, `IP:1.2.3.4`, `URI:..`, `email:..`.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

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
}

/// Why text is no alternative name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadAltName(String);

impl FromStr for AltName {
    type Err = BadAltName;

    fn from_str(text: &str) -> Result<Self, BadAltName> {
        let (kind, value) = text.split_once(':').ok_or_else(|| {
            BadAltName("write the kind before it: DNS:, IP:, URI: or email:".into())
        })?;
        let value = value.trim();
        if value.is_empty() || !value.is_ascii() {
            return Err(BadAltName(format!(
                "{kind}: takes ASCII text (write a domain with umlauts as xn--..)"
            )));
        }
        match kind.to_ascii_lowercase().as_str() {
            "dns" => Ok(Self::Dns(value.to_owned())),
            "ip" => value
                .parse()
                .map(Self::Ip)
                .map_err(|_| BadAltName(format!("`{value}` is no IPv4 or IPv6 address"))),
            "uri" => Ok(Self::Uri(value.to_owned())),
            "email" => Ok(Self::Email(value.to_owned())),
            _ => Err(BadAltName(format!(
                "`{kind}` is none of DNS, IP, URI and email"
            ))),
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
        }
    }
}

impl AltName {
    /// rcgen's form; `None` cannot happen after parsing, which admits ASCII only.
    pub(super) fn to_rcgen(&self) -> Option<rcgen::SanType> {
        Some(match self {
            Self::Dns(v) => rcgen::SanType::DnsName(v.as_str().try_into().ok()?),
            Self::Ip(v) => rcgen::SanType::IpAddress(*v),
            Self::Uri(v) => rcgen::SanType::URI(v.as_str().try_into().ok()?),
            Self::Email(v) => rcgen::SanType::Rfc822Name(v.as_str().try_into().ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_their_prefix() {
        assert_eq!(
            "dns:*.a.example".parse(),
            Ok(AltName::Dns("*.a.example".into()))
        );
        assert_eq!("IP:::1".parse(), Ok(AltName::Ip("::1".parse().unwrap())));
        assert_eq!("URI:urn:x".parse(), Ok(AltName::Uri("urn:x".into())));
        for bad in ["a.example", "IP:300.1.1.1", "DNS:", "RID:1.2", "DNS:é"] {
            assert!(bad.parse::<AltName>().is_err(), "{bad}");
        }
    }
}
