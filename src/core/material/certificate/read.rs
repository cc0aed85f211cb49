//! A certificate taken apart (RFC 5280 section 4.1), element by element and each once: bundles hold
//! thousands. Must not judge what it finds.

use super::extension::extensions;
use super::{Certificate, Extensions, signature_name};
use crate::core::clock::Time;
use crate::core::material::der::{self, Fields, Tlv, tag, unreadable};
use crate::core::material::extensions::in_list;
use crate::core::material::{Name, PublicKey};

/// Parses one certificate that fills `bytes`.
///
/// # Errors
/// What is wrong with it, in a few words.
pub fn certificate(bytes: &[u8]) -> Result<Certificate, String> {
    let (whole, rest) = der::take_tag(bytes, tag::SEQUENCE).ok_or(CUT)?;
    if !rest.is_empty() {
        return Err(format!("{} bytes follow it", rest.len()));
    }
    let mut outer = Fields(whole.value);
    let mut tbs = Fields(outer.next(tag::SEQUENCE, "content")?.value);
    let algorithm = outer.next(tag::SEQUENCE, "signature algorithm")?;
    outer.next(tag::BIT_STRING, "signature")?;
    let version = version(&mut tbs)?;
    let serial = tbs.next(tag::INTEGER, "serial number")?.value.to_vec();
    tbs.next(tag::SEQUENCE, "signature algorithm")?;
    let issuer = tbs.next(tag::SEQUENCE, "issuer")?;
    let mut validity = Fields(tbs.next(tag::SEQUENCE, "validity")?.value);
    let (not_before, not_after) = (time(&mut validity)?, time(&mut validity)?);
    let subject = tbs.next(tag::SEQUENCE, "subject")?;
    let key = tbs.next(tag::SEQUENCE, "public key")?;
    Ok(Certificate {
        der: bytes.to_vec(),
        subject: Name::from_der(subject.whole),
        issuer: Name::from_der(issuer.whole),
        serial,
        version,
        not_before,
        not_after,
        public_key: PublicKey::from_spki(key.whole).ok_or_else(|| unreadable("public key"))?,
        signature_algorithm: algorithm_name(&algorithm)?,
        extensions: further(&tbs)?,
    })
}

fn time(validity: &mut Fields<'_>) -> Result<Time, String> {
    let (found, rest) = der::take(validity.0).ok_or_else(|| unreadable("validity"))?;
    validity.0 = rest;
    Time::from_asn1(found.tag == tag::GENERALIZED_TIME, found.value)
        .ok_or_else(|| unreadable("validity"))
}

/// The rest of a TBSCertificate: two unique identifiers that nobody uses, then extensions.
fn further(tbs: &Fields<'_>) -> Result<Extensions, String> {
    let Some(part) = der::elements(tbs.0).find(|part| part.tag == EXTENSIONS) else {
        return Ok(Extensions::default());
    };
    let list = der::take_tag(part.value, tag::SEQUENCE);
    let (list, _) = list.ok_or_else(|| unreadable("list of extensions"))?;
    Ok(extensions(in_list(list.value)))
}

/// As people count: 1 where it is left out.
fn version(tbs: &mut Fields<'_>) -> Result<u32, String> {
    let Some((explicit, rest)) = der::take_tag(tbs.0, VERSION) else {
        return Ok(1);
    };
    tbs.0 = rest;
    let number = der::take_tag(explicit.value, tag::INTEGER);
    match number.map(|(number, _)| number.value) {
        Some([encoded]) => Ok(u32::from(*encoded) + 1),
        _ => Err(unreadable("version")),
    }
}

fn algorithm_name(algorithm: &Tlv<'_>) -> Result<String, String> {
    let oid = der::take_tag(algorithm.value, tag::OID);
    let (oid, _) = oid.ok_or_else(|| unreadable("signature algorithm"))?;
    Ok(signature_name(oid.value))
}

const CUT: &str = "it is cut short";
/// `[0]` and `[3]` of a TBSCertificate.
const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_told_by_the_part_that_is_missing() {
        let reason = |bytes: &[u8]| certificate(bytes).unwrap_err();
        assert_eq!(reason(&[0x30, 0x82]), CUT);
        assert_eq!(reason(&[0x30, 0]), "its content cannot be read");
        let tbs = der::sequence(&[&der::wrap(tag::INTEGER, &[1])]);
        let algorithm = der::sequence(&[&der::oid("1.2.840.113549.1.1.11").unwrap()]);
        let whole = der::sequence(&[&tbs, &algorithm, &der::bit_string(&[1])]);
        assert_eq!(reason(&whole), "its signature algorithm cannot be read");
        assert_eq!(reason(&[&whole[..], &[0]].concat()), "1 bytes follow it");
    }
}
