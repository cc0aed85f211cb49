//! The extensions of a certificate that decide little but tell where to look: where its issuer and
//! its revocation are published, and what a reader must know to accept it (RFC 5280 section 4.2).
//! Reads the DER itself; must not judge.

use super::der::{self, Tlv, tag};

/// One extension as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawExtension<'a> {
    /// The contents of its OBJECT IDENTIFIER.
    pub oid: &'a [u8],
    /// Whether a reader that does not know it must refuse the certificate.
    pub critical: bool,
    /// The contents of its OCTET STRING.
    pub value: &'a [u8],
}

/// Where more is published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Further {
    /// AuthorityInfoAccess caIssuers: where the issuer's certificate is.
    pub issuer_urls: Vec<String>,
    /// AuthorityInfoAccess OCSP.
    pub ocsp_urls: Vec<String>,
    /// CRLDistributionPoints.
    pub crl_urls: Vec<String>,
}

/// What a reader must know to accept it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demands {
    /// Critical extensions that TLS stacks do not know, by dotted OID.
    pub critical_unknown: Vec<String>,
    /// It carries the poison of RFC 6962 section 3.1: a precertificate, never to be used.
    pub is_precertificate: bool,
}

impl Demands {
    /// From the DER of a certificate; what is damaged is passed over.
    pub fn of(certificate: &[u8]) -> Self {
        let mut out = Self::default();
        for extension in all(certificate).filter(|extension| extension.critical) {
            if extension.oid == CT_POISON {
                out.is_precertificate = true;
            } else if !is_known(extension.oid) && out.critical_unknown.len() < MAX_TOLD {
                out.critical_unknown.push(der::dotted(extension.oid));
            }
        }
        out
    }
}

impl Further {
    /// From the DER of a certificate; what is damaged is passed over.
    pub fn of(certificate: &[u8]) -> Self {
        let mut out = Self::default();
        for extension in all(certificate) {
            match extension.oid {
                AUTHORITY_INFO_ACCESS => out.access(extension.value),
                CRL_DISTRIBUTION_POINTS => out.distribution_points(extension.value),
                _ => {}
            }
        }
        out
    }

    /// AuthorityInfoAccessSyntax (RFC 5280 section 4.2.2.1).
    fn access(&mut self, value: &[u8]) {
        for description in members(value) {
            let Some((method, location)) = der::take_tag(description.value, tag::OID) else {
                continue;
            };
            let urls = match method.value {
                CA_ISSUERS => &mut self.issuer_urls,
                OCSP => &mut self.ocsp_urls,
                _ => continue,
            };
            let location = der::take(location).map(|(location, _)| location);
            let room = MAX_TOLD.saturating_sub(urls.len());
            urls.extend(location.and_then(uri).into_iter().take(room));
        }
    }

    /// CRLDistributionPoints (RFC 5280 section 4.2.1.13), full names only.
    fn distribution_points(&mut self, value: &[u8]) {
        for point in members(value) {
            let full = der::take_tag(point.value, 0xa0)
                .and_then(|(name, _)| der::take_tag(name.value, 0xa0))
                .map_or(&[][..], |(full, _)| full.value);
            let room = MAX_TOLD.saturating_sub(self.crl_urls.len());
            self.crl_urls
                .extend(der::elements(full).filter_map(uri).take(room));
        }
    }
}

/// How many CAs may follow this one on the way to a leaf: pathLenConstraint (RFC 5280 section
/// 4.2.1.9), in which self-issued ones do not count; `None` when it sets no limit.
pub fn path_length(certificate: &[u8]) -> Option<usize> {
    let constraints = all(certificate).find(|extension| extension.oid == BASIC_CONSTRAINTS)?;
    let number = members(constraints.value).find(|field| field.tag == tag::INTEGER)?;
    // longer numbers limit nothing
    match number.value {
        [small @ 0..=0x7f] => Some(usize::from(*small)),
        _ => None,
    }
}

/// Every extension of a certificate in order; none where it has none or is damaged.
pub fn all(certificate: &[u8]) -> impl Iterator<Item = RawExtension<'_>> {
    let list = der::take_tag(certificate, tag::SEQUENCE)
        .and_then(|(outer, _)| der::take_tag(outer.value, tag::SEQUENCE))
        .and_then(|(tbs, _)| der::elements(tbs.value).find(|field| field.tag == EXTENSIONS));
    members(list.map_or(&[], |wrapped| wrapped.value)).filter_map(extension)
}

/// Those of a list's contents (Extensions, RFC 5280 section 4.1).
pub fn in_list(contents: &[u8]) -> impl Iterator<Item = RawExtension<'_>> {
    der::elements(contents).filter_map(extension)
}

/// Extension (RFC 5280 section 4.1): OID, critical when given, value.
fn extension(whole: Tlv<'_>) -> Option<RawExtension<'_>> {
    let (oid, rest) = der::take_tag(whole.value, tag::OID)?;
    let (critical, rest) = match der::take_tag(rest, tag::BOOLEAN) {
        Some((flag, rest)) => (flag.value != [0], rest),
        None => (false, rest),
    };
    let (value, _) = der::take_tag(rest, tag::OCTET_STRING)?;
    Some(RawExtension {
        oid: oid.value,
        critical,
        value: value.value,
    })
}

/// What a SEQUENCE holds; nothing when it is none.
fn members(bytes: &[u8]) -> impl Iterator<Item = Tlv<'_>> {
    let sequence = der::take_tag(bytes, tag::SEQUENCE);
    der::elements(sequence.map_or(&[], |(sequence, _)| sequence.value))
}

/// A GeneralName that is a URI (RFC 5280 section 4.2.1.6).
fn uri(name: Tlv<'_>) -> Option<String> {
    (name.tag == URI)
        .then(|| std::str::from_utf8(name.value).ok())
        .flatten()
        .map(str::to_owned)
}

const EXTENSIONS: u8 = 0xa3;
const URI: u8 = 0x86;
/// Addresses and OIDs kept of each kind; a real certificate has one or two.
const MAX_TOLD: usize = 8;

// contents of OBJECT IDENTIFIERs
/// 1.3.6.1.5.5.7.1.1
const AUTHORITY_INFO_ACCESS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 1];
/// 1.3.6.1.5.5.7.48.2
const CA_ISSUERS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 2];
/// 1.3.6.1.5.5.7.48.1
const OCSP: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1];
/// 2.5.29.19
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 29, 19];
/// 2.5.29.31
const CRL_DISTRIBUTION_POINTS: &[u8] = &[0x55, 29, 31];
/// 1.3.6.1.4.1.11129.2.4.3
const CT_POISON: &[u8] = &[0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 3];

/// What OpenSSL, rustls and Go know between them, so that critical does no harm: of 2.5.29, key
/// identifiers, usages, names, constraints and policies.
fn is_known(oid: &[u8]) -> bool {
    let [0x55, 29, last] = oid else { return false };
    matches!(last, 14 | 15 | 17..=19 | 30..=33 | 35..=37 | 54)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(extensions: &[(&str, bool, Vec<u8>)]) -> Vec<u8> {
        let list: Vec<u8> = extensions
            .iter()
            .flat_map(|(oid, critical, value)| {
                let flag = if *critical { &[1, 1, 0xff][..] } else { &[] };
                let value = der::wrap(tag::OCTET_STRING, value);
                der::sequence(&[&der::oid(oid).unwrap(), flag, &value])
            })
            .collect();
        let wrapped = der::wrap(EXTENSIONS, &der::sequence(&[&list]));
        der::sequence(&[&der::sequence(&[&der::wrap(tag::INTEGER, &[1]), &wrapped])])
    }

    #[test]
    fn addresses_are_found_by_what_they_are_for() {
        let at = |method: &str, url: &str| {
            der::sequence(&[&der::oid(method).unwrap(), &der::wrap(URI, url.as_bytes())])
        };
        let access = der::sequence(&[
            &at("1.3.6.1.5.5.7.48.1", "http://o"),
            &at("1.3.6.1.5.5.7.48.2", "http://i"),
        ]);
        let full = der::wrap(0xa0, &der::wrap(URI, b"http://c"));
        let points = der::sequence(&[&der::sequence(&[&der::wrap(0xa0, &full)])]);
        let der = certificate(&[
            ("1.3.6.1.5.5.7.1.1", false, access),
            ("2.5.29.31", false, points),
        ]);
        let further = Further::of(&der);
        assert_eq!(further.issuer_urls, ["http://i"]);
        assert_eq!(further.ocsp_urls, ["http://o"]);
        assert_eq!(further.crl_urls, ["http://c"]);
        for cut in 0..der.len() {
            Further::of(&der[..cut]);
            Demands::of(&der[..cut]);
        }
    }

    #[test]
    fn only_what_is_critical_and_unknown_counts() {
        let der = certificate(&[
            ("1.2.3.4", false, vec![5, 0]),
            ("1.2.3.5", true, vec![5, 0]),
            ("2.5.29.15", true, vec![3, 2, 7, 0x80]),
        ]);
        let demands = Demands::of(&der);
        assert_eq!(demands.critical_unknown, ["1.2.3.5"]);
        assert!(!demands.is_precertificate);
        let poison = ("1.3.6.1.4.1.11129.2.4.3", true, vec![5, 0]);
        let poisoned = Demands::of(&certificate(&[poison]));
        assert!(poisoned.is_precertificate && poisoned.critical_unknown.is_empty());
    }
}
