//! Certification requests (PKCS#10, RFC 2986) as they came. Making them is `issue::csr`'s.

use aws_lc_rs::signature as sig;
use x509_parser::asn1_rs::BitString;
use x509_parser::error::X509Error;
use x509_parser::prelude::FromDer;
use x509_parser::verify::verify_signature;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

use super::certificate::{Extensions, extensions, signature_name};
use super::der::{self, Tlv, tag};
use super::{Name, PublicKey};

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
        let signature_valid = match public_key.short_rsa_bits() {
            Some(_) => parts.short_rsa(&signature_algorithm),
            None => parts.is_signed(),
        };
        let requested = requested(parts.attributes);
        Ok(Self {
            der: bytes.to_vec(),
            subject: Name::from_der(parts.subject.whole),
            public_key,
            signature_algorithm,
            signature_valid,
            extensions: requested.map_or_else(Extensions::default, extensions),
        })
    }

    /// The exact DER.
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }
}

/// A CertificationRequest taken apart (RFC 2986 section 4).
struct Parts<'a> {
    info: Tlv<'a>,
    subject: Tlv<'a>,
    spki: Tlv<'a>,
    attributes: &'a [u8],
    algorithm: Tlv<'a>,
    /// Without the byte that counts unused bits.
    signature: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, String> {
        let (outer, rest) = der::take_tag(bytes, tag::SEQUENCE).ok_or("it is cut short")?;
        if !rest.is_empty() {
            return Err(format!("{} bytes follow it", rest.len()));
        }
        let (info, rest) = field(outer.value, tag::SEQUENCE, "content")?;
        let (algorithm, rest) = field(rest, tag::SEQUENCE, "signature algorithm")?;
        let (signature, _) = field(rest, tag::BIT_STRING, "signature")?;
        let (_, rest) = field(info.value, tag::INTEGER, "version")?;
        let (subject, rest) = field(rest, tag::SEQUENCE, "subject")?;
        let (spki, attributes) = field(rest, tag::SEQUENCE, "public key")?;
        Ok(Self {
            info,
            subject,
            spki,
            attributes,
            algorithm,
            signature: signature.value.get(1..).unwrap_or_default(),
        })
    }

    /// Whether its own key signed it; `None` where the algorithm cannot be checked here.
    fn is_signed(&self) -> Option<bool> {
        let (_, key) = SubjectPublicKeyInfo::from_der(self.spki.whole).ok()?;
        let (_, algorithm) = AlgorithmIdentifier::from_der(self.algorithm.whole).ok()?;
        let signature = BitString::new(0, self.signature);
        match verify_signature(&key, &algorithm, &signature, self.info.whole) {
            Ok(()) => Some(true),
            Err(X509Error::SignatureUnsupportedAlgorithm) => None,
            Err(_) => Some(false),
        }
    }

    /// That verifier takes RSA from 2048 bits on, and calls a shorter key's good signature bad;
    /// too short is another finding than forged.
    fn short_rsa(&self, algorithm: &str) -> Option<bool> {
        let algorithm = match algorithm {
            "sha1WithRSAEncryption" => &sig::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
            "sha256WithRSAEncryption" => &sig::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
            "sha512WithRSAEncryption" => &sig::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
            _ => return None,
        };
        let (_, key) = der::take(self.spki.value)?;
        let (bits, _) = der::take_tag(key, tag::BIT_STRING)?;
        let key = sig::UnparsedPublicKey::new(algorithm, bits.value.get(1..)?);
        Some(key.verify(self.info.whole, self.signature).is_ok())
    }
}

/// The contents of the Extensions in the extensionRequest attribute (RFC 2985 section 5.4.2).
fn requested(attributes: &[u8]) -> Option<&[u8]> {
    let (attributes, _) = der::take_tag(attributes, 0xa0)?;
    let mut rest = attributes.value;
    while let Some((attribute, after)) = der::take(rest) {
        rest = after;
        if let Some(list) = extension_request(&attribute) {
            return Some(list);
        }
    }
    None
}

fn extension_request<'a>(attribute: &Tlv<'a>) -> Option<&'a [u8]> {
    let (oid, values) = der::take_tag(attribute.value, tag::OID)?;
    if !EXTENSION_REQUESTS.contains(&der::dotted(oid.value).as_str()) {
        return None;
    }
    let (set, _) = der::take_tag(values, tag::SET)?;
    Some(der::take_tag(set.value, tag::SEQUENCE)?.0.value)
}

fn field<'a>(bytes: &'a [u8], tag: u8, what: &str) -> Result<(Tlv<'a>, &'a [u8]), String> {
    der::take_tag(bytes, tag).ok_or_else(|| unreadable(what))
}

fn unreadable(what: &str) -> String {
    format!("its {what} cannot be read")
}

/// PKCS#9's, and the one that Windows wrote before.
const EXTENSION_REQUESTS: [&str; 2] = ["1.2.840.113549.1.9.14", "1.3.6.1.4.1.311.2.1.14"];
