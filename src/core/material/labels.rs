//! Whether a block's label and a file's name say what is in them. The content decides; what
//! disagrees is told, because other programs go by the label. Must not read further than needed.

use super::Origin;
use super::der::{self, tag};
use super::format::{DerKind, Format};

/// What to tell of a block whose label does not fit its content; `None` when it does, or when the
/// label is none of those known.
pub fn mislabelled(label: &str, line: usize, kind: DerKind, der: &[u8]) -> Option<String> {
    let says = label_kind(label)?;
    let (holds, right) = content(kind, der);
    if says == right {
        return None;
    }
    let advice = match (says, kind) {
        ("CERTIFICATE", DerKind::Request) => {
            "that is the request itself, so ask whoever sent it for the certificate".to_owned()
        }
        _ => format!("it is read by its content; others look for {right}"),
    };
    Some(format!(
        "the block at line {line} says {label} but holds {holds}: {advice}"
    ))
}

/// What to tell of a file whose name promises another encoding.
pub fn misnamed(origin: &Origin, format: &Format) -> Option<String> {
    let (_, extension) = origin.as_str().rsplit_once('.')?;
    let told = match (extension.to_ascii_lowercase().as_str(), format) {
        ("pem", Format::Der(_)) => {
            "it is DER, not PEM as its name says; programs that want PEM refuse it (mtls convert makes it PEM)"
        }
        ("der", Format::Pem) => "it is PEM, not DER as its name says",
        ("p12" | "pfx", Format::Pem) => "it is PEM, not PKCS#12 as its name says",
        ("jks", Format::Der(DerKind::Pkcs12)) => {
            "it is PKCS#12, not JKS as its name says; Java since 9 reads it all the same"
        }
        ("p12" | "pfx", Format::Jks) => "it is a Java keystore, not PKCS#12 as its name says",
        _ => return None,
    };
    Some(told.into())
}

/// The label as one of those that `content` gives.
fn label_kind(label: &str) -> Option<&'static str> {
    Some(match label {
        "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => "CERTIFICATE",
        "NEW CERTIFICATE REQUEST" => "CERTIFICATE REQUEST",
        "CMS" | "PKCS #7 SIGNED DATA" => "PKCS7",
        other => KNOWN.iter().find(|known| **known == other)?,
    })
}

/// What it is, with its article, and the label that belongs to it.
fn content(kind: DerKind, der: &[u8]) -> (&'static str, &'static str) {
    match kind {
        DerKind::Certificate => ("a certificate", "CERTIFICATE"),
        DerKind::Request => ("a CSR", "CERTIFICATE REQUEST"),
        DerKind::LockedKey => ("a locked private key", "ENCRYPTED PRIVATE KEY"),
        DerKind::PublicKey => ("a public key", "PUBLIC KEY"),
        DerKind::PublicKeyPkcs1 => ("an RSA public key in PKCS#1", "RSA PUBLIC KEY"),
        DerKind::Crl => ("a CRL", "X509 CRL"),
        DerKind::Pkcs7 => ("a PKCS#7 file", "PKCS7"),
        DerKind::Pkcs12 => ("a PKCS#12 file", "PKCS12"),
        DerKind::PrivateKey => match second_tag(der) {
            Some(tag::INTEGER) => ("an RSA private key in PKCS#1", "RSA PRIVATE KEY"),
            Some(tag::OCTET_STRING) => ("an EC private key in SEC1", "EC PRIVATE KEY"),
            _ => ("a private key in PKCS#8", "PRIVATE KEY"),
        },
    }
}

/// Behind the version stands what tells the forms of private keys apart.
fn second_tag(der: &[u8]) -> Option<u8> {
    let (outer, _) = der::take_tag(der, tag::SEQUENCE)?;
    let (_, rest) = der::take(outer.value)?;
    der::take(rest).map(|(second, _)| second.tag)
}

const KNOWN: &[&str] = &[
    "CERTIFICATE",
    "CERTIFICATE REQUEST",
    "PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "PUBLIC KEY",
    "RSA PUBLIC KEY",
    "X509 CRL",
    "PKCS7",
    "PKCS12",
];
