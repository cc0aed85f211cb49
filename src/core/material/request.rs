//! Certification requests (PKCS#10, RFC 2986) as they came. Making them is `issue::csr`'s.

use aws_lc_rs::signature as sig;
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::error::X509Error;
use x509_parser::prelude::FromDer;

use super::certificate::{Extensions, extensions, plain_parse_error, signature_name};
use super::der::{self, tag};
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
    /// Parses one CSR that fills `bytes`.
    ///
    /// # Errors
    /// The parser's reason, in a few words.
    pub fn from_der(bytes: &[u8]) -> Result<Self, String> {
        let (rest, parsed) =
            X509CertificationRequest::from_der(bytes).map_err(|e| plain_parse_error(&e))?;
        if !rest.is_empty() {
            return Err(format!("{} bytes follow it", rest.len()));
        }
        let info = &parsed.certification_request_info;
        let public_key = PublicKey::from_spki(info.subject_pki.raw)
            .ok_or_else(|| "its public key cannot be read".to_owned())?;
        let signature_valid = match (parsed.verify_signature(), public_key.short_rsa_bits()) {
            (Ok(()), _) => Some(true),
            (Err(_), Some(_)) => short_rsa(&parsed),
            (Err(X509Error::SignatureUnsupportedAlgorithm), _) => None,
            (Err(_), _) => Some(false),
        };
        let extensions = requested(bytes).map_or_else(Extensions::default, extensions);
        Ok(Self {
            der: bytes.to_vec(),
            subject: Name::from_der(info.subject.as_raw()),
            public_key,
            signature_algorithm: signature_name(parsed.signature_algorithm.algorithm.as_bytes()),
            signature_valid,
            extensions,
        })
    }

    /// The exact DER.
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }
}

/// The contents of the Extensions in the extensionRequest attribute (RFC 2985 section 5.4.2).
fn requested(request: &[u8]) -> Option<&[u8]> {
    let (outer, _) = der::take(request)?;
    let (info, _) = der::take(outer.value)?;
    let parts = der::children(info.value)?;
    let attributes = parts.iter().find(|part| part.tag == 0xa0)?;
    let attributes = der::children(attributes.value)?;
    attributes.iter().find_map(|attribute| {
        let (oid, values) = der::take_tag(attribute.value, tag::OID)?;
        if der::dotted(oid.value) != EXTENSION_REQUEST {
            return None;
        }
        let (set, _) = der::take_tag(values, tag::SET)?;
        let (list, _) = der::take_tag(set.value, tag::SEQUENCE)?;
        Some(list.value)
    })
}

/// The parser's verifier takes RSA from 2048 bits on, and calls a shorter key's good signature
/// bad; too short is another finding than forged.
fn short_rsa(parsed: &X509CertificationRequest<'_>) -> Option<bool> {
    let oid = parsed.signature_algorithm.algorithm.as_bytes();
    let algorithm = match signature_name(oid).as_str() {
        "sha1WithRSAEncryption" => &sig::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        "sha256WithRSAEncryption" => &sig::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        "sha512WithRSAEncryption" => &sig::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        _ => return None,
    };
    let info = &parsed.certification_request_info;
    let key = sig::UnparsedPublicKey::new(algorithm, &info.subject_pki.subject_public_key.data);
    let checked = key.verify(info.raw, &parsed.signature_value.data);
    Some(checked.is_ok())
}

const EXTENSION_REQUEST: &str = "1.2.840.113549.1.9.14";
