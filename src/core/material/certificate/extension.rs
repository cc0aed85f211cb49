//! Extensions of certificates and requests (RFC 5280 section 4.2), read from their DER. What is
//! broken in one extension leaves it out and the others as they are. Must not judge.

use super::{Extensions, KEY_USAGE, PURPOSES};
use crate::core::material::der::{self, Tlv, tag};
use crate::core::material::extensions::RawExtension;
use crate::core::material::{Name, hex};

/// What those of a certificate or request say.
pub fn extensions<'a>(list: impl Iterator<Item = RawExtension<'a>>) -> Extensions {
    let mut out = Extensions::default();
    for extension in list {
        read(&mut out, extension.oid, extension.value);
    }
    out
}

/// Each has its OID under 2.5.29 (id-ce).
fn read(out: &mut Extensions, oid: &[u8], value: &[u8]) {
    let Some(Tlv { value: inner, .. }) = der::take(value).map(|(tlv, _)| tlv) else {
        return;
    };
    match oid {
        [0x55, 0x1d, 14] => out.subject_key_id = Some(hex(inner)),
        [0x55, 0x1d, 15] => out.key_usage = key_usage(inner),
        [0x55, 0x1d, 17] => out.san.extend(names(inner)),
        [0x55, 0x1d, 19] => {
            out.has_basic_constraints = true;
            let first = der::take_tag(inner, tag::BOOLEAN);
            out.is_ca = first.is_some_and(|(ca, _)| ca.value.iter().any(|b| *b != 0));
        }
        [0x55, 0x1d, 35] => {
            let id = der::take_tag(inner, 0x80);
            out.authority_key_id = id.map(|(id, _)| hex(id.value));
        }
        [0x55, 0x1d, 37] => out.extended_key_usage = purposes(inner),
        _ => {}
    }
}

/// The bits of a BIT STRING, the first being the highest of its first byte.
fn key_usage(bits: &[u8]) -> Option<Vec<String>> {
    let (_, bytes) = bits.split_first()?;
    let is_set = |bit: usize| {
        let byte = bytes.get(bit / 8).copied().unwrap_or(0);
        byte & (0x80 >> (bit % 8)) != 0
    };
    let names = KEY_USAGE.iter().enumerate().filter(|(bit, _)| is_set(*bit));
    Some(names.map(|(_, name)| (*name).to_owned()).collect())
}

fn purposes(oids: &[u8]) -> Option<Vec<String>> {
    let oids = der::children(oids)?;
    Some(oids.iter().map(|oid| purpose(oid.value)).collect())
}

/// By name where it has one.
fn purpose(oid: &[u8]) -> String {
    let dotted = der::dotted(oid);
    let known = PURPOSES.iter().find(|(_, oid)| *oid == dotted);
    known.map_or(dotted, |(name, _)| (*name).to_owned())
}

/// The entries of a GeneralNames SEQUENCE (RFC 5280 section 4.2.1.6), as far as they can be read.
fn names(contents: &[u8]) -> Vec<String> {
    der::elements(contents)
        .map(|name| general_name(&name))
        .collect()
}

/// One GeneralName in the words of OpenSSL's `-ext subjectAltName`.
pub fn general_name(name: &Tlv<'_>) -> String {
    let text = |kind: &str| {
        let text = std::str::from_utf8(name.value);
        text.map_or_else(|_| invalid(name), |text| format!("{kind}:{text}"))
    };
    match name.tag {
        0xa0 => other_name(name.value).unwrap_or_else(|| invalid(name)),
        0x81 => text("email"),
        0x82 => text("DNS"),
        0xa4 => format!("dirName:{}", Name::from_der(name.value)),
        0x86 => text("URI"),
        0x87 => format!("IP:{}", ip(name.value)),
        0x88 => format!("RID:{}", der::dotted(name.value)),
        0xa3 | 0xa5 => format!("other:#{}", hex(name.value)),
        _ => invalid(name),
    }
}

fn other_name(contents: &[u8]) -> Option<String> {
    let (oid, rest) = der::take_tag(contents, tag::OID)?;
    let (explicit, _) = der::take_tag(rest, 0xa0)?;
    let value = hex(explicit.value);
    Some(format!("otherName:{};#{value}", der::dotted(oid.value)))
}

fn invalid(name: &Tlv<'_>) -> String {
    format!("invalid:#{}", hex(name.value))
}

fn ip(bytes: &[u8]) -> String {
    if let Ok(v4) = <[u8; 4]>::try_from(bytes) {
        return std::net::Ipv4Addr::from(v4).to_string();
    }
    if let Ok(v6) = <[u8; 16]>::try_from(bytes) {
        return std::net::Ipv6Addr::from(v6).to_string();
    }
    format!("#{}", hex(bytes))
}
