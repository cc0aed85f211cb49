//! Distinguished names as they stand in a certificate or request, and how they are written down.
//! Making names is `issue::subject`'s.

use x509_parser::x509::{AttributeTypeAndValue, X509Name};

use super::der;

/// A distinguished name (RFC 5280 section 4.1.2.4), kept with its exact encoding.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    raw: Vec<u8>,
    rdns: Vec<Vec<Attribute>>,
}

/// One attribute of a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attribute {
    /// Its type: the usual short name, or the dotted OID.
    pub kind: String,
    /// Its value as text; `#` and the hex of its DER where it is no text.
    pub value: String,
}

impl Name {
    /// From the parser's view; total, odd values become hex.
    pub(super) fn from_parsed(name: &X509Name<'_>) -> Self {
        let rdns = name
            .iter_rdn()
            .map(|rdn| rdn.iter().map(attribute).collect())
            .collect();
        Self {
            raw: name.as_raw().to_vec(),
            rdns,
        }
    }

    /// From the DER of a Name, as in a CertificateRequest's list; hex where it does not parse.
    pub fn from_der(raw: &[u8]) -> Self {
        use x509_parser::prelude::FromDer;
        X509Name::from_der(raw).map_or_else(
            |_| Self {
                raw: raw.to_vec(),
                rdns: vec![vec![Attribute {
                    kind: "?".into(),
                    value: format!("#{}", super::hex(raw)),
                }]],
            },
            |(_, name)| Self::from_parsed(&name),
        )
    }

    /// The exact DER.
    pub fn as_der(&self) -> &[u8] {
        &self.raw
    }

    /// No attribute at all.
    pub fn is_empty(&self) -> bool {
        self.rdns.is_empty()
    }

    /// The attributes in the order encoded.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.rdns.iter().flatten()
    }

    /// The first value of this type, such as `CN`.
    pub fn first(&self, kind: &str) -> Option<&str> {
        self.attributes()
            .find(|a| a.kind == kind)
            .map(|a| a.value.as_str())
    }

    /// RFC 4514: last attribute first, escaped, `+` inside a multi-valued RDN.
    pub fn rfc4514(&self) -> String {
        let rdns = self.rdns.iter().rev().map(|rdn| {
            let parts: Vec<String> = rdn
                .iter()
                .map(|a| format!("{}={}", a.kind, escape(&a.value)))
                .collect();
            parts.join("+")
        });
        rdns.collect::<Vec<_>>().join(",")
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
        self.rdns
            .iter()
            .map(|rdn| {
                rdn.iter()
                    .map(|a| (a.kind.clone(), fold(&a.value)))
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

/// The usual short name of an attribute type, both ways; the table is RFC 4519 and what
/// OpenSSL prints for the rest.
pub fn short_name(dotted: &str) -> Option<&'static str> {
    ATTRIBUTE_TYPES
        .iter()
        .find(|(oid, _)| *oid == dotted)
        .map(|(_, name)| *name)
}

/// The dotted OID of a short name, whatever its case; dotted OIDs pass through.
pub fn attribute_oid(name: &str) -> Option<String> {
    let known = ATTRIBUTE_TYPES
        .iter()
        .find(|(_, short)| short.eq_ignore_ascii_case(name));
    let alias = ALIASES
        .iter()
        .find(|(alias, _)| alias.eq_ignore_ascii_case(name));
    known
        .map(|(oid, _)| (*oid).to_owned())
        .or_else(|| alias.map(|(_, oid)| (*oid).to_owned()))
        .or_else(|| canonical(name))
}

/// A dotted OID without leading zeros, so that one type has one spelling.
fn canonical(dotted: &str) -> Option<String> {
    let whole = der::oid(dotted)?;
    Some(der::dotted(der::take(&whole)?.0.value))
}

fn attribute(parsed: &AttributeTypeAndValue<'_>) -> Attribute {
    let dotted = der::dotted(parsed.attr_type().as_bytes());
    let kind = short_name(&dotted).map_or(dotted, str::to_owned);
    Attribute {
        kind,
        value: text_of(parsed),
    }
}

fn text_of(parsed: &AttributeTypeAndValue<'_>) -> String {
    let any = parsed.attr_value();
    let bytes = any.data;
    let text = match any.tag().0 {
        30 => utf16(bytes),
        28 => utf32(bytes),
        // T61String holds Latin-1 in practice
        20 => std::str::from_utf8(bytes).map_or_else(
            |_| Some(bytes.iter().map(|b| char::from(*b)).collect()),
            |t| Some(t.to_owned()),
        ),
        12 | 18 | 19 | 22 | 26 => std::str::from_utf8(bytes).ok().map(str::to_owned),
        _ => None,
    };
    text.unwrap_or_else(|| {
        let tag = u8::try_from(any.tag().0).unwrap_or(0) & 0x1f;
        format!("#{}", super::hex(&der::wrap(tag, bytes)))
    })
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
fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let last = value.chars().count().saturating_sub(1);
    for (i, c) in value.chars().enumerate() {
        let edge =
            (i == 0 && (c == ' ' || (c == '#' && !is_hex_value(value)))) || (i == last && c == ' ');
        match c {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => out.extend(['\\', c]),
            '\0' => out.push_str("\\00"),
            _ if edge => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

fn is_hex_value(value: &str) -> bool {
    value.len() > 1
        && value
            .strip_prefix('#')
            .is_some_and(|h| h.bytes().all(|b| b.is_ascii_hexdigit()))
}

const ATTRIBUTE_TYPES: &[(&str, &str)] = &[
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "street"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "title"),
    ("2.5.4.13", "description"),
    ("2.5.4.15", "businessCategory"),
    ("2.5.4.17", "postalCode"),
    ("2.5.4.42", "GN"),
    ("2.5.4.43", "initials"),
    ("2.5.4.44", "generationQualifier"),
    ("2.5.4.46", "dnQualifier"),
    ("2.5.4.65", "pseudonym"),
    ("2.5.4.97", "organizationIdentifier"),
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
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc4514_escapes_what_it_must() {
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
