//! From an item to what is told of it. Must not render it.

use super::{
    CertificateDetails, CertificateFacts, CrlFacts, CsrFacts, Described, Detail, KeyDigest,
    KeyFacts, Place, Status, colons,
};
use crate::core::clock::Time;
use crate::core::material::certificate::Extensions;
use crate::core::material::extensions::Further;
use crate::core::material::{Certificate, Crl, Extracted, Item, Name, PublicKey, Request};
use crate::report::findings::Problem;

impl Described {
    /// Describes one item; `now` decides on its status, `problems` are its findings
    /// (`findings::of_source`, or `of_item`).
    pub fn new(
        extracted: &Extracted,
        has_private_key: bool,
        problems: Vec<Problem>,
        now: Time,
        detail: Detail,
    ) -> Self {
        let place = Place {
            source: extracted.origin.to_string(),
            index: extracted.index,
            kind: extracted.item.kind().json_name(),
            friendly_name: extracted.friendly_name.clone(),
            container: None,
        };
        let key = |place, public: Option<&PublicKey>, encrypted, problems| KeyFacts {
            place,
            public_key: public.map(KeyDigest::new),
            encrypted,
            problems,
        };
        match &extracted.item {
            Item::Certificate(c) => {
                let facts = certificate(place, c, has_private_key, now);
                let details = (detail == Detail::Full).then(|| Box::new(details(c)));
                Self::Certificate(Box::new(CertificateFacts {
                    problems,
                    details,
                    ..facts
                }))
            }
            Item::Request(r) => Self::Csr(Box::new(CsrFacts {
                problems,
                ..csr(place, r, has_private_key)
            })),
            Item::PrivateKey(k) => {
                let encrypted = Some(extracted.stored_encrypted);
                Self::PrivateKey(key(place, Some(k.public_key()), encrypted, problems))
            }
            Item::LockedKey(_) => Self::PrivateKey(key(place, None, Some(true), problems)),
            Item::PublicKey(k) => Self::PublicKey(key(place, Some(k), None, problems)),
            Item::Crl(c) => Self::Crl(CrlFacts {
                problems,
                ..crl(place, c)
            }),
        }
    }

    /// With this said of how a certificate's private key is stored, where it is in the same source.
    #[must_use]
    pub fn under_passphrase(mut self, has_passphrase: bool) -> Self {
        if let Self::Certificate(facts) = &mut self {
            facts.has_passphrase = facts.has_private_key.then_some(has_passphrase);
        }
        self
    }
}

fn certificate(
    place: Place,
    c: &Certificate,
    has_private_key: bool,
    now: Time,
) -> CertificateFacts {
    let Extensions {
        san,
        key_usage,
        extended_key_usage,
        is_ca,
        has_basic_constraints: _,
        subject_key_id,
        authority_key_id,
    } = c.extensions.clone();
    CertificateFacts {
        place,
        subject: c.subject.rfc4514(),
        issuer: c.issuer.rfc4514(),
        serial: c.serial_hex(),
        version: c.version,
        not_before: c.not_before.rfc3339(),
        not_after: c.not_after.rfc3339(),
        from: c.not_before.readable_seconds().replace(" UTC", ""),
        until: c.not_after.readable_seconds(),
        days_remaining: c.not_after.days_from(now),
        apart: c.not_after.apart(now),
        status: Status::at(now, c.not_before, c.not_after),
        public_key: KeyDigest::new(&c.public_key),
        signature_algorithm: c.signature_algorithm.clone(),
        san,
        key_usage: key_usage.unwrap_or_default(),
        extended_key_usage: extended_key_usage.unwrap_or_default(),
        is_ca,
        subject_key_id,
        authority_key_id,
        fingerprint_sha256: c.fingerprint_sha256(),
        has_private_key,
        has_passphrase: None,
        problems: Vec::new(),
        details: None,
    }
}

fn details(c: &Certificate) -> CertificateDetails {
    let further = Further::of(c.as_der());
    CertificateDetails {
        subject_attributes: attributes(&c.subject),
        issuer_attributes: attributes(&c.issuer),
        serial_colons: colons(&c.serial_hex()),
        issuer_urls: further.issuer_urls,
        ocsp_urls: further.ocsp_urls,
        crl_urls: further.crl_urls,
        fingerprint_sha1: c.fingerprint_sha1(),
        x5t_s256: c.thumbprint_s256(),
    }
}

fn csr(place: Place, r: &Request, has_private_key: bool) -> CsrFacts {
    CsrFacts {
        place,
        subject: r.subject.rfc4514(),
        subject_attributes: attributes(&r.subject),
        public_key: KeyDigest::new(&r.public_key),
        signature_algorithm: r.signature_algorithm.clone(),
        signature_valid: r.signature_valid,
        san: r.extensions.san.clone(),
        has_private_key,
        problems: Vec::new(),
    }
}

fn crl(place: Place, c: &Crl) -> CrlFacts {
    CrlFacts {
        place,
        issuer: c.issuer.rfc4514(),
        this_update: c.this_update.rfc3339(),
        next_update: c.next_update.map(Time::rfc3339),
        revoked: c.revoked,
        problems: Vec::new(),
    }
}

fn attributes(name: &Name) -> Vec<[String; 2]> {
    name.attributes()
        .map(|a| [a.kind.into_owned(), a.value.into_owned()])
        .collect()
}
