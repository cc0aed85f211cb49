//! Certification requests (PKCS#10, RFC 2986) as they came. Making them is `issue::csr`'s.

use super::certificate::{Extensions, extensions, signature_name};
use super::der::{self, Fields, Tlv, tag, unreadable};
use super::extensions::{RawExtension, in_list};
use super::{Name, PublicKey, signature};

/// A parsed CSR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    der: Vec<u8>,
    /// Who asks.
    pub subject: Name,
    /// The key to be certified.
    pub public_key: PublicKey,
    /// The signature algorithm by its usual name, or dotted OID.
    pub signature_algorithm: String,
    /// Whether the signature proves possession of the key; `None` where the algorithm cannot be
    /// checked here.
    pub signature_valid: Option<bool>,
    /// The extensions asked for.
    pub extensions: Extensions,
}

impl Request {
    /// Parses one CSR that fills `bytes`. Attributes that cannot be read are passed over: what an
    /// odd challengePassword says is of no use to anybody.
    ///
    /// # Errors
    /// What is wrong with it, in a few words.
    pub fn from_der(bytes: &[u8]) -> Result<Self, String> {
        let parts = Parts::of(bytes)?;
        let public_key =
            PublicKey::from_spki(parts.spki.whole).ok_or_else(|| unreadable("public key"))?;
        let oid = der::take_tag(parts.algorithm.value, tag::OID);
        let (oid, _) = oid.ok_or_else(|| unreadable("signature algorithm"))?;
        let signature_algorithm = signature_name(oid.value);
        Ok(Self {
            der: bytes.to_vec(),
            subject: Name::from_der(parts.subject.whole),
            signature_valid: signature::is_signed_by(bytes, &public_key),
            public_key,
            signature_algorithm,
            extensions: extensions(requested(parts.attributes)),
        })
    }

    /// The exact DER.
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// Every extension asked for, as it stands.
    pub fn raw_extensions(&self) -> impl Iterator<Item = RawExtension<'_>> {
        let parts = Parts::of(&self.der);
        requested(parts.map_or(&[], |parts| parts.attributes))
    }
}

/// A CertificationRequest taken apart (RFC 2986 section 4).
struct Parts<'a> {
    subject: Tlv<'a>,
    spki: Tlv<'a>,
    attributes: &'a [u8],
    algorithm: Tlv<'a>,
}

impl<'a> Parts<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, String> {
        let (outer, rest) = der::take_tag(bytes, tag::SEQUENCE).ok_or("it is cut short")?;
        if !rest.is_empty() {
            return Err(format!("{} bytes follow it", rest.len()));
        }
        let mut outer = Fields(outer.value);
        let mut info = Fields(outer.next(tag::SEQUENCE, "content")?.value);
        let algorithm = outer.next(tag::SEQUENCE, "signature algorithm")?;
        outer.next(tag::BIT_STRING, "signature")?;
        info.next(tag::INTEGER, "version")?;
        Ok(Self {
            subject: info.next(tag::SEQUENCE, "subject")?,
            spki: info.next(tag::SEQUENCE, "public key")?,
            attributes: info.0,
            algorithm,
        })
    }
}

/// The extensions in extensionRequest attributes (RFC 2985 section 5.4.2).
fn requested(attributes: &[u8]) -> impl Iterator<Item = RawExtension<'_>> {
    let attributes = der::take_tag(attributes, 0xa0).map_or(&[][..], |(all, _)| all.value);
    der::elements(attributes)
        .filter_map(extension_request)
        .flat_map(in_list)
}

/// The contents of its Extensions.
fn extension_request(attribute: Tlv<'_>) -> Option<&[u8]> {
    let (oid, values) = der::take_tag(attribute.value, tag::OID)?;
    if !EXTENSION_REQUESTS.contains(&der::dotted(oid.value).as_str()) {
        return None;
    }
    let (set, _) = der::take_tag(values, tag::SET)?;
    Some(der::take_tag(set.value, tag::SEQUENCE)?.0.value)
}

/// PKCS#9's, and the one that Windows wrote before.
const EXTENSION_REQUESTS: [&str; 2] = ["1.2.840.113549.1.9.14", "1.3.6.1.4.1.311.2.1.14"];
