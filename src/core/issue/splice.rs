//! Cutting rcgen's skeletons open and putting the true bytes in, then signing. rcgen keeps names
//! in a map by type (a second OU replaces the first), has no registeredID and no dirName, and signs
//! with fewer keys; what is spliced here is exact.

use super::Signer;
use crate::core::material::der::{self, Tlv};
use crate::core::{Error, Result};

/// A certificate (RFC 5280) with these names and this key:
/// `TBSCertificate { [0] version, serial, algorithm, issuer, validity, subject, spki, [3] }`.
pub fn certificate(
    skeleton: &[u8],
    issuer: &[u8],
    subject: &[u8],
    spki: &[u8],
    signer: &Signer,
) -> Result<Vec<u8>> {
    let parts = open(skeleton)?;
    let [version, serial, _, _, validity, _, _, rest @ ..] = parts.as_slice() else {
        return Err(broken());
    };
    let rest: Vec<u8> = rest.iter().flat_map(|p| p.whole).copied().collect();
    let tbs = der::sequence(&[
        version.whole,
        serial.whole,
        signer.algorithm(),
        issuer,
        validity.whole,
        subject,
        spki,
        &rest,
    ]);
    signed(&tbs, signer)
}

/// `SEQUENCE { what is signed, its algorithm, the signature }`: certificates and requests alike.
pub(super) fn signed(to_be_signed: &[u8], signer: &Signer) -> Result<Vec<u8>> {
    let signature = signer.sign(to_be_signed)?;
    Ok(der::sequence(&[
        to_be_signed,
        signer.algorithm(),
        &der::bit_string(&signature),
    ]))
}

fn open(skeleton: &[u8]) -> Result<Vec<Tlv<'_>>> {
    let (outer, _) = der::take(skeleton).ok_or_else(broken)?;
    let (to_be_signed, _) = der::take(outer.value).ok_or_else(broken)?;
    der::children(to_be_signed.value).ok_or_else(broken)
}

fn broken() -> Error {
    Error::Crypto {
        doing: "assembling the certificate structure",
        reason: "unexpected layout".into(),
    }
}
