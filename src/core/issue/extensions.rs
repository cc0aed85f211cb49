//! What a request asks for beside its subject: the extensionRequest attribute (RFC 2985 section
//! 5.4.2), with nothing in it that was not asked for. Must not judge whether a CA will grant it.

use std::str::FromStr;

use super::AltName;
use crate::core::material::certificate::{KEY_USAGE, PURPOSES};
use crate::core::material::der::{self, tag};

/// The extensions to be asked for; empty ones are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// SubjectAltName.
    pub names: Vec<AltName>,
    /// KeyUsage; marked critical, as RFC 5280 section 4.2.1.3 has it.
    pub key_usage: Vec<Usage>,
    /// ExtendedKeyUsage, in this order.
    pub purposes: Vec<ExtendedUsage>,
    /// BasicConstraints.
    pub leaf: Option<Leaf>,
}

/// A bit of KeyUsage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage(u8);

/// A purpose of ExtendedKeyUsage, by its OID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtendedUsage(Vec<u8>);

/// BasicConstraints that say `CA:FALSE`; a CA is not requested with this tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf;

/// Why text is no extension; one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadExtension(String);

impl Asked {
    /// The contents of a request's attributes: none, or the extensionRequest. Without a subject the
    /// SubjectAltName is critical (RFC 5280 section 4.2.1.6).
    pub fn to_attributes(&self, no_subject: bool) -> Vec<u8> {
        let mut list = Vec::new();
        if let Some(Leaf) = self.leaf {
            list.extend(extension("2.5.29.19", false, &der::sequence(&[])));
        }
        if !self.key_usage.is_empty() {
            list.extend(extension("2.5.29.15", true, &bits(&self.key_usage)));
        }
        if !self.purposes.is_empty() {
            let purposes: Vec<&[u8]> = self.purposes.iter().map(|p| p.0.as_slice()).collect();
            list.extend(extension("2.5.29.37", false, &der::sequence(&purposes)));
        }
        if !self.names.is_empty() {
            let names = general_names(&self.names);
            list.extend(extension("2.5.29.17", no_subject, &names));
        }
        if list.is_empty() {
            return list;
        }
        let values = der::wrap(tag::SET, &der::wrap(tag::SEQUENCE, &list));
        let oid = der::oid(EXTENSION_REQUEST).unwrap_or_default(); // a constant
        der::sequence(&[&oid, &values])
    }
}

impl Usage {
    /// Signs: a TLS client's or server's part in a handshake.
    pub const DIGITAL_SIGNATURE: Self = Self(0);
    /// Decrypts what TLS 1.2 sends to an RSA server.
    pub const KEY_ENCIPHERMENT: Self = Self(2);
    /// Issues certificates; never requested with this tool.
    pub(super) const KEY_CERT_SIGN: Self = Self(KEY_CERT_SIGN);
    /// Issues revocation lists; likewise.
    pub(super) const CRL_SIGN: Self = Self(CRL_SIGN);

    /// Its number, the first being the highest of the first byte.
    pub(super) fn bit(self) -> u8 {
        self.0
    }
}

/// GeneralNames (RFC 5280 section 4.2.1.6).
pub fn general_names(names: &[AltName]) -> Vec<u8> {
    let list: Vec<u8> = names.iter().flat_map(AltName::to_der).collect();
    der::wrap(tag::SEQUENCE, &list)
}

impl FromStr for Usage {
    type Err = BadExtension;

    fn from_str(text: &str) -> Result<Self, BadExtension> {
        let wanted = match text.trim() {
            newer if newer.eq_ignore_ascii_case(CONTENT_COMMITMENT) => NON_REPUDIATION,
            wanted => wanted,
        };
        let mut names = KEY_USAGE.iter();
        let known = names.position(|name| name.eq_ignore_ascii_case(wanted));
        match known.and_then(|bit| u8::try_from(bit).ok()) {
            Some(KEY_CERT_SIGN | CRL_SIGN) => Err(BadExtension(format!(
                "{wanted} is a CA's; a client certificate takes digitalSignature, and keyEncipherment for RSA"
            ))),
            Some(bit) => Ok(Self(bit)),
            None => Err(BadExtension(format!(
                "`{wanted}` is no key usage; there are digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment, keyAgreement, encipherOnly and decipherOnly"
            ))),
        }
    }
}

impl FromStr for ExtendedUsage {
    type Err = BadExtension;

    fn from_str(text: &str) -> Result<Self, BadExtension> {
        let wanted = text.trim();
        let known = PURPOSES
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        let oid = der::oid(known.map_or(wanted, |(_, oid)| oid));
        oid.map(Self).ok_or_else(|| {
            BadExtension(format!(
                "`{wanted}` is no purpose; there are clientAuth, serverAuth, emailProtection, codeSigning, timeStamping, OCSPSigning and any dotted OID"
            ))
        })
    }
}

impl FromStr for Leaf {
    type Err = BadExtension;

    fn from_str(text: &str) -> Result<Self, BadExtension> {
        if text.eq_ignore_ascii_case("CA:FALSE") {
            return Ok(Self);
        }
        Err(BadExtension(
            "takes CA:FALSE; the certificate of a client or server is no CA's".into(),
        ))
    }
}

/// Extension (RFC 5280 section 4.1); the OID is one of ours.
pub(super) fn extension(oid: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let oid = der::oid(oid).unwrap_or_default(); // a constant
    let critical: &[u8] = if critical { &[0x01, 0x01, 0xff] } else { &[] };
    der::sequence(&[&oid, critical, &der::wrap(tag::OCTET_STRING, value)])
}

/// A named-bit BIT STRING without trailing zeros (X.690 section 11.2.2).
pub(super) fn bits(usages: &[Usage]) -> Vec<u8> {
    let all = usages
        .iter()
        .fold(0u16, |all, usage| all | 0x8000 >> usage.0);
    let [high, low] = all.to_be_bytes();
    let (unused, octets) = match low {
        0 => (high.trailing_zeros(), vec![high]),
        _ => (low.trailing_zeros(), vec![high, low]),
    };
    der::wrap(tag::BIT_STRING, &[&[unused as u8][..], &octets].concat())
}

const EXTENSION_REQUEST: &str = "1.2.840.113549.1.9.14";
const KEY_CERT_SIGN: u8 = 5;
const CRL_SIGN: u8 = 6;

/// X.509's newer name of nonRepudiation.
const CONTENT_COMMITMENT: &str = "contentCommitment";
const NON_REPUDIATION: &str = "nonRepudiation";

#[cfg(test)]
mod tests {
    use super::*;

    fn usages(text: &str) -> Vec<u8> {
        let list: Vec<Usage> = text.split(',').map(|u| u.parse().unwrap()).collect();
        bits(&list)
    }

    #[test]
    fn named_bits_are_as_short_as_they_can_be() {
        assert_eq!(usages("digitalSignature"), [3, 2, 7, 0x80]);
        assert_eq!(usages("keyencipherment,DigitalSignature"), [3, 2, 5, 0xa0]);
        assert_eq!(usages("decipherOnly"), [3, 3, 7, 0, 0x80]);
        assert_eq!(usages("contentcommitment"), usages("nonRepudiation"));
        assert!("keyCertSign".parse::<Usage>().is_err());
        assert!("sign".parse::<Usage>().is_err());
    }

    #[test]
    fn purposes_have_names_and_numbers() {
        let by_name: ExtendedUsage = "CLIENTAUTH".parse().unwrap();
        assert_eq!("1.3.6.1.5.5.7.3.2".parse(), Ok(by_name));
        assert!("tls".parse::<ExtendedUsage>().is_err());
        assert!("CA:TRUE".parse::<Leaf>().is_err());
        assert!(Asked::default().to_attributes(false).is_empty());
    }
}
