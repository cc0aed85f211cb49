//! What of a request's wishes goes into its certificate: harmless alternative names, and what the
//! purpose gives anyway. Everything else is left out and told, each with its reason. Must not judge
//! the key or the signature (`possession`), nor write anything.

use super::certificate::usages;
use super::{AltName, Purpose};
use crate::core::material::certificate::{KEY_USAGE, general_name};
use crate::core::material::der::{self, Tlv, tag};
use crate::core::material::extensions::RawExtension;
use crate::core::material::{Request, hex};
use wishes::{EXTENSIONS, PURPOSES, Row, UNKNOWN, UNKNOWN_CRITICAL, UNKNOWN_PURPOSE};

mod wishes;

/// What is granted, and what is not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grant {
    /// The alternative names of the certificate.
    pub names: Vec<AltName>,
    /// In the order asked for.
    pub dropped: Vec<Dropped>,
}

/// A wish that is not granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The wish, by OpenSSL's name: `basicConstraints CA:TRUE`.
    pub asked: String,
    /// Why not, in a few words.
    pub reason: String,
    /// Whether granting it would give its holder power that is the CA's.
    pub dangerous: bool,
}

impl Grant {
    /// Weighs a request; `names`, where they are given, take the place of its own.
    pub fn of(request: &Request, purpose: Purpose, names: Option<&[AltName]>) -> Self {
        let mut grant = Self::default();
        for extension in request.raw_extensions() {
            match extension.oid {
                BASIC_CONSTRAINTS => grant.constraints(&extension),
                KEY_USAGE_OID => grant.key_usage(&extension, purpose, request),
                EXT_KEY_USAGE => grant.purposes(&extension, purpose),
                SUBJECT_ALT_NAME => grant.names(&extension, names.is_some()),
                _ => grant.other(&extension),
            }
        }
        grant
            .names
            .extend(names.unwrap_or_default().iter().cloned());
        grant
    }

    fn drop(&mut self, asked: impl Into<String>, reason: impl Into<String>, dangerous: bool) {
        self.dropped.push(Dropped {
            asked: asked.into(),
            reason: reason.into(),
            dangerous,
        });
    }

    fn unreadable(&mut self, name: &str) {
        self.drop(name, "it cannot be read", false);
    }

    fn constraints(&mut self, extension: &RawExtension<'_>) {
        let Some((inner, _)) = der::take_tag(extension.value, tag::SEQUENCE) else {
            return self.unreadable("basicConstraints");
        };
        let is_ca = der::take_tag(inner.value, tag::BOOLEAN);
        if is_ca.is_some_and(|(flag, _)| flag.value != [0]) {
            let reason = "its holder could issue certificates in your CA's name";
            self.drop("basicConstraints CA:TRUE", reason, true);
        }
    }

    fn key_usage(&mut self, extension: &RawExtension<'_>, purpose: Purpose, request: &Request) {
        let bits = der::take_tag(extension.value, tag::BIT_STRING);
        let Some((_, bytes)) = bits.and_then(|(bits, _)| bits.value.split_first()) else {
            return self.unreadable("keyUsage");
        };
        let granted = usages(purpose, request.public_key.algorithm());
        for (bit, name) in (0u8..).zip(KEY_USAGE) {
            let byte = bytes.get(usize::from(bit / 8)).copied().unwrap_or(0);
            let is_asked = byte & 0x80 >> (bit % 8) != 0;
            if !is_asked || granted.iter().any(|usage| usage.bit() == bit) {
                continue;
            }
            let (reason, dangerous) = match name {
                "keyCertSign" => (
                    "its holder could issue certificates in your CA's name",
                    true,
                ),
                "cRLSign" => (
                    "its holder could say which certificates your CA has revoked",
                    true,
                ),
                _ => ("the purpose of this certificate has no use for it", false),
            };
            self.drop(format!("keyUsage {name}"), reason, dangerous);
        }
    }

    fn purposes(&mut self, extension: &RawExtension<'_>, purpose: Purpose) {
        let list = der::take_tag(extension.value, tag::SEQUENCE);
        let Some(list) = list.and_then(|(list, _)| der::children(list.value)) else {
            return self.unreadable("extendedKeyUsage");
        };
        for oid in list {
            let dotted = der::dotted(oid.value);
            let row = PURPOSES.iter().find(|row| row.oid == dotted);
            let name = row.map_or(dotted.as_str(), |row| row.name);
            let (reason, dangerous) = match (name, purpose) {
                ("clientAuth", Purpose::Client | Purpose::Both)
                | ("serverAuth", Purpose::Server | Purpose::Both) => continue,
                _ => row.map_or((UNKNOWN_PURPOSE, false), |row| (row.reason, row.dangerous)),
            };
            self.drop(format!("extendedKeyUsage {name}"), reason, dangerous);
        }
    }

    fn names(&mut self, extension: &RawExtension<'_>, replaced: bool) {
        let list = der::take_tag(extension.value, tag::SEQUENCE);
        let Some(list) = list.and_then(|(list, _)| der::children(list.value)) else {
            return self.unreadable("subjectAltName");
        };
        for name in list {
            let asked = format!("subjectAltName {}", general_name(&name));
            match unsuitable(&name) {
                _ if replaced => self.drop(asked, "other names were given with --san", false),
                Some((reason, dangerous)) => self.drop(asked, reason, dangerous),
                None => self.names.push(AltName::Kept(name.whole.to_vec())),
            }
        }
    }

    fn other(&mut self, extension: &RawExtension<'_>) {
        let dotted = der::dotted(extension.oid);
        match EXTENSIONS.iter().find(|row| row.oid == dotted) {
            Some(Row {
                name,
                reason,
                dangerous,
                ..
            }) => self.drop(*name, *reason, *dangerous),
            None if extension.critical => {
                self.drop(shown(&dotted, extension), UNKNOWN_CRITICAL, true)
            }
            None => self.drop(shown(&dotted, extension), UNKNOWN, false),
        }
    }
}

/// An unknown extension: its OID, and the beginning of its value.
fn shown(dotted: &str, extension: &RawExtension<'_>) -> String {
    let start = extension.value.get(..SHOWN).unwrap_or(extension.value);
    let more = if extension.value.len() > SHOWN {
        ".."
    } else {
        ""
    };
    let critical = if extension.critical { ", critical" } else { "" };
    format!("{dotted}{critical} (#{}{more})", hex(start))
}

/// Why a name is not taken over, and whether it gives power.
fn unsuitable(name: &Tlv<'_>) -> Option<(&'static str, bool)> {
    let text = std::str::from_utf8(name.value).unwrap_or("\0");
    let is_plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
    match name.tag {
        0x81 if is_plain && text.contains('@') => None,
        0x81 => Some(("it is no mail address", false)),
        0x82 if super::san::is_of_a_whole_domain(text) => Some((
            "it is every host of a top-level domain; give it with --san if it is meant",
            true,
        )),
        0x82 if super::san::is_host_name(text) => None,
        0x82 => Some(("it is no host name", false)),
        0x86 if is_plain && text.contains(':') => None,
        0x86 => Some(("it is no URI", false)),
        0x87 if matches!(name.value.len(), 4 | 16) => None,
        0x87 => Some(("it is no IP address", false)),
        0xa0 => other_name(name.value),
        0xa4 | 0x88 => None,
        _ => Some(("it is of a kind that TLS stacks do not read", false)),
    }
}

/// Names under which their holder is logged in elsewhere.
fn other_name(contents: &[u8]) -> Option<(&'static str, bool)> {
    let Some((oid, _)) = der::take_tag(contents, tag::OID) else {
        return Some(("it cannot be read", false));
    };
    match der::dotted(oid.value).as_str() {
        // szOID_NT_PRINCIPAL_NAME, and id-pkinit-san (RFC 4556 section 3.2.2)
        "1.3.6.1.4.1.311.20.2.3" | "1.3.6.1.5.2.2" => Some((
            "whoever trusts your CA for logons would log its holder in as this user; give it with --san if it is meant",
            true,
        )),
        _ => None,
    }
}

// contents of OBJECT IDENTIFIERs, all under 2.5.29
const KEY_USAGE_OID: &[u8] = &[0x55, 29, 15];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 29, 17];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 29, 19];
const EXT_KEY_USAGE: &[u8] = &[0x55, 29, 37];
/// Bytes of an unknown value that are shown.
const SHOWN: usize = 16;
