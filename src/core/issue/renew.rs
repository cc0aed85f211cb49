//! What a renewal takes over from an old certificate or request: its subject and its alternative
//! names, both to the byte. Must not choose among several; it is given the one.

use super::{AltName, Subject};
use crate::core::material::der::{self, tag};
use crate::core::material::extensions::RawExtension;
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
    Carried {
        subject: Subject::kept(&old.subject),
        names: names(old.raw_extensions()),
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
    Carried {
        subject: Subject::kept(&old.subject),
        names: names(old.raw_extensions()),
        key_usage: old.extensions.key_usage.clone().unwrap_or_default(),
        purposes: old
            .extensions
            .extended_key_usage
            .clone()
            .unwrap_or_default(),
    }
}

fn names<'a>(extensions: impl Iterator<Item = RawExtension<'a>>) -> Vec<AltName> {
    extensions
        .filter(|extension| extension.oid == SUBJECT_ALT_NAME)
        .filter_map(|extension| der::take_tag(extension.value, tag::SEQUENCE))
        .flat_map(|(list, _)| der::elements(list.value))
        .map(|name| AltName::Kept(name.whole.to_vec()))
        .collect()
}

/// 2.5.29.17
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 29, 17];

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

    /// The same request with its extensions under the OID of Windows, and no signature that holds.
    fn as_windows_wrote_it(old: &Request) -> Request {
        let (outer, _) = der::take(old.as_der()).unwrap();
        let parts = der::children(outer.value).unwrap();
        let info = der::children(parts[0].value).unwrap();
        let (attribute, _) = der::take(info[3].value).unwrap();
        let (_, values) = der::take(attribute.value).unwrap();
        let oid = der::oid("1.3.6.1.4.1.311.2.1.14").unwrap();
        let attributes = der::wrap(0xa0, &der::sequence(&[&oid, values]));
        let info = der::sequence(&[info[0].whole, info[1].whole, info[2].whole, &attributes]);
        let whole = der::sequence(&[&info, parts[1].whole, parts[2].whole]);
        Request::from_der(&whole).unwrap()
    }

    #[test]
    fn names_under_the_oid_of_windows_are_taken_over_too() {
        let names: Vec<AltName> = ["DNS:a.example", "IP:10.0.0.1"]
            .map(|name| name.parse().unwrap())
            .to_vec();
        let asked = Asked {
            names: names.clone(),
            ..Asked::default()
        };
        let key = generate(NewKey::EcP256).unwrap();
        let subject: Subject = "/CN=app".parse().unwrap();
        let old = as_windows_wrote_it(&request(&subject, &asked, &key, None).unwrap());
        assert_eq!(old.signature_valid, Some(false));
        assert_eq!(old.extensions.san, ["DNS:a.example", "IP:10.0.0.1"]);
        let carried = from_request(&old);
        let der = |names: &[AltName]| names.iter().map(AltName::to_der).collect::<Vec<_>>();
        assert_eq!(der(&carried.names), der(&names));
    }
}
