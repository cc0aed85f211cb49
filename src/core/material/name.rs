//! Distinguished names as they stand in a certificate or request, and how they are written down.
//! Making names is `issue::subject`'s.

use std::borrow::Cow;

use super::der::{self, Tlv, tag};

/// A distinguished name (RFC 5280 section 4.1.2.4), kept as its exact encoding and read when asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    raw: Box<[u8]>,
}

/// One attribute of a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attribute<'a> {
    /// Its type: the usual short name, or the dotted OID; `?` where the name cannot be read.
    pub kind: Cow<'static, str>,
    /// Its value as text; `#` and the hex of its DER where it is no text.
    pub value: Cow<'a, str>,
}

impl Name {
    /// From the DER of a Name. Total: what does not parse is one attribute in hex.
    pub fn from_der(raw: &[u8]) -> Self {
        Self { raw: raw.into() }
    }

    /// The exact DER.
    pub fn as_der(&self) -> &[u8] {
        &self.raw
    }

    /// No attribute at all.
    pub fn is_empty(&self) -> bool {
        self.rdns().is_some_and(|rdns| rdns.is_empty())
    }

    /// The attributes in the order encoded.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        let outer = der::take_tag(&self.raw, tag::SEQUENCE);
        let unreadable = outer.is_none().then(|| Attribute {
            kind: "?".into(),
            value: format!("#{}", super::hex(&self.raw)).into(),
        });
        let rdns = der::elements(outer.map_or(&[], |(outer, _)| outer.value));
        let parts = rdns.flat_map(|rdn| der::elements(rdn.value));
        parts.map(|part| attribute(&part)).chain(unreadable)
    }

    /// The first value of this type, such as `CN`.
    pub fn first(&self, kind: &str) -> Option<String> {
        let found = self.attributes().find(|a| a.kind == kind);
        found.map(|a| a.value.into_owned())
    }

    /// RFC 4514: last attribute first, escaped, `+` inside a multi-valued RDN.
    pub fn rfc4514(&self) -> String {
        let Some(rdns) = self.rdns() else {
            return format!("?=#{}", super::hex(&self.raw));
        };
        let mut out = String::with_capacity(self.raw.len());
        for rdn in rdns.iter().rev() {
            if !out.is_empty() {
                out.push(',');
            }
            for (at, part) in der::elements(rdn.value).enumerate() {
                if at > 0 {
                    out.push('+');
                }
                let part = attribute(&part);
                out.push_str(&part.kind);
                out.push('=');
                escape(&part.value, &mut out);
            }
        }
        out
    }

    fn rdns(&self) -> Option<Vec<Tlv<'_>>> {
        let (outer, _) = der::take_tag(&self.raw, tag::SEQUENCE)?;
        der::children(outer.value)
    }

    /// Two names that a path builder takes for the same: same encoding, or the same text with
    /// case and inner blanks folded (RFC 5280 section 7.1).
    pub fn same_as(&self, other: &Self) -> bool {
        self.raw == other.raw || (!self.is_empty() && self.folded() == other.folded())
    }

    fn folded(&self) -> Vec<Vec<(String, String)>> {
        let fold = |v: &str| {
            v.split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .to_lowercase()
        };
        let rdns = self.rdns().unwrap_or_default();
        rdns.iter()
            .map(|rdn| {
                let parts = der::elements(rdn.value).map(|part| attribute(&part));
                parts
                    .map(|a| (a.kind.into_owned(), fold(&a.value)))
                    .collect()
            })
            .collect()
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_empty() {
            f.write_str("(empty name)")
        } else {
            f.write_str(&self.rfc4514())
        }
    }
}

/// The usual short name of an attribute type's dotted OID.
pub fn short_name(dotted: &str) -> Option<&'static str> {
    if let Some(arc) = dotted.strip_prefix("2.5.4.") {
        let known = X520.iter().find(|(number, _)| number.to_string() == arc);
        return known.map(|(_, name)| *name);
    }
    let known = ATTRIBUTE_TYPES.iter().find(|(oid, _)| *oid == dotted);
    known.map(|(_, name)| *name)
}

/// The dotted OID of a short name, whatever its case; dotted OIDs pass through.
pub fn attribute_oid(name: &str) -> Option<String> {
    let is_it = |known: &str| known.eq_ignore_ascii_case(name);
    if let Some((arc, _)) = X520.iter().find(|(_, short)| is_it(short)) {
        return Some(format!("2.5.4.{arc}"));
    }
    let known = ATTRIBUTE_TYPES.iter().find(|(_, short)| is_it(short));
    let alias = ALIASES.iter().find(|(alias, _)| is_it(alias));
    known
        .map(|(oid, _)| *oid)
        .or_else(|| alias.map(|(_, oid)| *oid))
        .map(str::to_owned)
        .or_else(|| canonical(name))
}

/// A dotted OID without leading zeros, so that one type has one spelling.
fn canonical(dotted: &str) -> Option<String> {
    let whole = der::oid(dotted)?;
    Some(der::dotted(der::take(&whole)?.0.value))
}

/// From an AttributeTypeAndValue; `?` and hex where it is none.
fn attribute<'a>(part: &Tlv<'a>) -> Attribute<'a> {
    let inner = der::take_tag(part.value, tag::OID)
        .and_then(|(oid, rest)| Some((oid.value, der::take(rest)?.0)));
    let (kind, value) = match inner {
        Some((oid, value)) => (kind_of(oid), text_of(&value)),
        None => ("?".into(), format!("#{}", super::hex(part.whole)).into()),
    };
    Attribute { kind, value }
}

/// The usual short name of an attribute type's OID contents, or its dotted form.
fn kind_of(oid: &[u8]) -> Cow<'static, str> {
    let known = match oid {
        [0x55, 4, arc] => X520
            .iter()
            .find(|(number, _)| number == arc)
            .map(|(_, n)| *n),
        _ => short_name(&der::dotted(oid)),
    };
    known.map_or_else(|| der::dotted(oid).into(), Cow::Borrowed)
}

fn text_of<'a>(value: &Tlv<'a>) -> Cow<'a, str> {
    let bytes = value.value;
    let text = match value.tag {
        30 => utf16(bytes).map(Cow::Owned),
        28 => utf32(bytes).map(Cow::Owned),
        // T61String holds Latin-1 in practice
        20 => Some(std::str::from_utf8(bytes).map_or_else(
            |_| bytes.iter().map(|b| char::from(*b)).collect(),
            Cow::Borrowed,
        )),
        12 | 18 | 19 | 22 | 26 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        _ => None,
    };
    text.unwrap_or_else(|| format!("#{}", super::hex(value.whole)).into())
}

fn utf16(bytes: &[u8]) -> Option<String> {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|c| c.iter().fold(0, |n, b| n << 8 | u16::from(*b)))
        .collect();
    bytes
        .len()
        .is_multiple_of(2)
        .then(|| String::from_utf16(&units).ok())
        .flatten()
}

fn utf32(bytes: &[u8]) -> Option<String> {
    bytes
        .chunks(4)
        .map(|c| char::from_u32(c.iter().fold(0, |n, b| n << 8 | u32::from(*b))))
        .collect()
}

/// RFC 4514 section 2.4.
fn escape(value: &str, out: &mut String) {
    let last = value.len() - value.chars().next_back().map_or(0, char::len_utf8);
    for (at, c) in value.char_indices() {
        let edge = (at == 0 && (c == ' ' || (c == '#' && !is_hex_value(value))))
            || (at == last && c == ' ');
        match c {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => out.extend(['\\', c]),
            '\0' => out.push_str("\\00"),
            _ if edge => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
}

fn is_hex_value(value: &str) -> bool {
    value.len() > 1
        && value
            .strip_prefix('#')
            .is_some_and(|h| h.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The types under 2.5.4 (X.520) by their last arc; the names are RFC 4519's and, for the rest, what
/// OpenSSL prints.
const X520: &[(u8, &str)] = &[
    (3, "CN"),
    (4, "SN"),
    (5, "serialNumber"),
    (6, "C"),
    (7, "L"),
    (8, "ST"),
    (9, "street"),
    (10, "O"),
    (11, "OU"),
    (12, "title"),
    (13, "description"),
    (15, "businessCategory"),
    (17, "postalCode"),
    (20, "telephoneNumber"),
    (41, "name"),
    (42, "GN"),
    (43, "initials"),
    (44, "generationQualifier"),
    (46, "dnQualifier"),
    (65, "pseudonym"),
    (97, "organizationIdentifier"),
];

const ATTRIBUTE_TYPES: &[(&str, &str)] = &[
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
    ("1.2.840.113549.1.9.2", "unstructuredName"),
    ("1.3.6.1.4.1.311.60.2.1.1", "jurisdictionL"),
    ("1.3.6.1.4.1.311.60.2.1.2", "jurisdictionST"),
    ("1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC"),
];

const ALIASES: &[(&str, &str)] = &[
    ("commonName", "2.5.4.3"),
    ("countryName", "2.5.4.6"),
    ("localityName", "2.5.4.7"),
    ("stateOrProvinceName", "2.5.4.8"),
    ("S", "2.5.4.8"),
    ("organizationName", "2.5.4.10"),
    ("organizationalUnitName", "2.5.4.11"),
    ("surname", "2.5.4.4"),
    ("givenName", "2.5.4.42"),
    ("userId", "0.9.2342.19200300.100.1.1"),
    ("domainComponent", "0.9.2342.19200300.100.1.25"),
    ("email", "1.2.840.113549.1.9.1"),
    ("E", "1.2.840.113549.1.9.1"),
    ("jurisdictionCountryName", "1.3.6.1.4.1.311.60.2.1.3"),
    (
        "jurisdictionStateOrProvinceName",
        "1.3.6.1.4.1.311.60.2.1.2",
    ),
    ("jurisdictionLocalityName", "1.3.6.1.4.1.311.60.2.1.1"),
    ("streetAddress", "2.5.4.9"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc4514_escapes_what_it_must() {
        let escape = |value| {
            let mut out = String::new();
            super::escape(value, &mut out);
            out
        };
        assert_eq!(
            escape(" a,b+c\"d\\e<f>g;h "),
            "\\ a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h\\ "
        );
        assert_eq!(escape("#x"), "\\#x");
        assert_eq!(escape("#04ff"), "#04ff");
        assert_eq!(escape("São Paulo"), "São Paulo");
    }

    #[test]
    fn types_are_known_by_every_usual_name() {
        assert_eq!(attribute_oid("ou").as_deref(), Some("2.5.4.11"));
        assert_eq!(
            attribute_oid("stateOrProvinceName").as_deref(),
            Some("2.5.4.8")
        );
        assert_eq!(attribute_oid("2.5.4.97").as_deref(), Some("2.5.4.97"));
        assert_eq!(attribute_oid("2.5.4.05").as_deref(), Some("2.5.4.5"));
        assert_eq!(attribute_oid("nonsense"), None);
    }
}
