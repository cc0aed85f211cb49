//! What a renewal takes over from an old certificate or request: its subject and its alternative
//! names, both to the byte. Must not choose among several; it is given the one.

use x509_parser::certificate::X509Certificate;
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::extensions::X509Extension;
use x509_parser::prelude::FromDer;

use super::{AltName, Subject};
use crate::core::material::der::{self, tag};
use crate::core::material::{Certificate, Request};

/// Subject and alternative names.
pub struct Carried {
    /// As the old one encodes it.
    pub subject: Subject,
    /// As the old one encodes them.
    pub names: Vec<AltName>,
    /// KeyUsage of the old one, by name; not taken over.
    pub key_usage: Vec<String>,
    /// ExtendedKeyUsage of the old one, by name or OID; not taken over.
    pub purposes: Vec<String>,
}

/// From an old certificate.
pub fn from_certificate(old: &Certificate) -> Carried {
    let parsed = X509Certificate::from_der(old.as_der()).ok();
    let names = parsed.and_then(|(_, c)| names(c.extensions()));
    Carried {
        subject: Subject::kept(&old.subject),
        names: names.unwrap_or_default(),
        key_usage: old.extensions.key_usage.clone().unwrap_or_default(),
        purposes: old
            .extensions
            .extended_key_usage
            .clone()
            .unwrap_or_default(),
    }
}

/// From an old request.
pub fn from_request(old: &Request) -> Carried {
    let parsed = X509CertificationRequest::from_der(old.as_der()).ok();
    let names = parsed.and_then(|(_, request)| {
        let attributes = request.certification_request_info.iter_attributes();
        attributes
            .filter(|a| a.oid.to_id_string() == EXTENSION_REQUEST)
            .find_map(|a| requested_names(a.value))
    });
    Carried {
        subject: Subject::kept(&old.subject),
        names: names.unwrap_or_default(),
        key_usage: old.extensions.key_usage.clone().unwrap_or_default(),
        purposes: old
            .extensions
            .extended_key_usage
            .clone()
            .unwrap_or_default(),
    }
}

fn names(extensions: &[X509Extension<'_>]) -> Option<Vec<AltName>> {
    let san = extensions
        .iter()
        .find(|extension| extension.oid.to_id_string() == SUBJECT_ALT_NAME)?;
    general_names(san.value)
}

/// Extensions inside the attribute's SET (RFC 2985 section 5.4.2).
fn requested_names(set: &[u8]) -> Option<Vec<AltName>> {
    let (outer, _) = der::take(set)?;
    let list = match outer.tag {
        tag::SET => der::take_tag(outer.value, tag::SEQUENCE)?.0.value,
        _ => outer.value,
    };
    let wanted = der::oid(SUBJECT_ALT_NAME)?;
    let extension = der::children(list)?
        .into_iter()
        .find(|extension| extension.value.starts_with(&wanted))?;
    let value = der::children(extension.value)?
        .into_iter()
        .find(|part| part.tag == tag::OCTET_STRING)?;
    general_names(value.value)
}

fn general_names(value: &[u8]) -> Option<Vec<AltName>> {
    let (list, _) = der::take_tag(value, tag::SEQUENCE)?;
    let names = der::children(list.value)?;
    Some(
        names
            .iter()
            .map(|name| AltName::Kept(name.whole.to_vec()))
            .collect(),
    )
}

const SUBJECT_ALT_NAME: &str = "2.5.29.17";
const EXTENSION_REQUEST: &str = "1.2.840.113549.1.9.14";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::issue::{Asked, NewKey, generate, request};

    #[test]
    fn a_request_of_a_request_holds_the_same_bytes() {
        let asked = Asked {
            names: [
                "DNS:a.example",
                "otherName:2.16.76.1.3.3;PRINTABLE:1",
                "dirName:/C=BR/CN=x",
                "RID:1.2.3",
            ]
            .map(|name| name.parse().unwrap())
            .to_vec(),
            ..Asked::default()
        };
        // a T61String in a multi-valued RDN, which nothing here would write by itself
        let subject: Subject = "/C=BR/O=#140141+OU=b/CN=app".parse().unwrap();
        let key = generate(NewKey::EcP256).unwrap();
        let old = request(&subject, &asked, &key, None).unwrap();
        let carried = from_request(&old);
        assert_eq!(carried.subject.to_der(), subject.to_der());
        assert_eq!(carried.subject.first("CN"), Some("app"));
        let names: Vec<_> = carried.names.iter().map(AltName::to_der).collect();
        let wanted: Vec<_> = asked.names.iter().map(AltName::to_der).collect();
        assert_eq!(names, wanted);
    }
}
