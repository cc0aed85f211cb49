//! Cutting rcgen's skeletons open and putting the true bytes in, then signing. rcgen keeps names
//! in a map by type (a second OU replaces the first) and takes the key type from a CSR's signature;
//! what is spliced here is exact.

use super::keys::Signer;
use crate::core::material::der::{self, Tlv};
use crate::core::{Error, Result};

/// A CSR (RFC 2986) with this subject: `CertificationRequestInfo { version, subject, spki, [0] }`.
pub fn csr(skeleton: &[u8], subject: &[u8], signer: &Signer) -> Result<Vec<u8>> {
    let (parts, algorithm) = open(skeleton)?;
    let [version, _, spki, attributes] = parts.as_slice() else {
        return Err(broken());
    };
    let info = der::sequence(&[version.whole, subject, spki.whole, attributes.whole]);
    close(&info, algorithm.whole, signer)
}

/// A certificate (RFC 5280) with these names and this key:
/// `TBSCertificate { [0] version, serial, algorithm, issuer, validity, subject, spki, [3] }`.
pub fn certificate(
    skeleton: &[u8],
    issuer: &[u8],
    subject: &[u8],
    spki: &[u8],
    signer: &Signer,
) -> Result<Vec<u8>> {
    let (parts, algorithm) = open(skeleton)?;
    let [version, serial, inner, _, validity, _, _, rest @ ..] = parts.as_slice() else {
        return Err(broken());
    };
    let rest: Vec<u8> = rest.iter().flat_map(|p| p.whole).copied().collect();
    let tbs = der::sequence(&[
        version.whole,
        serial.whole,
        inner.whole,
        issuer,
        validity.whole,
        subject,
        spki,
        &rest,
    ]);
    close(&tbs, algorithm.whole, signer)
}

fn open(skeleton: &[u8]) -> Result<(Vec<Tlv<'_>>, Tlv<'_>)> {
    let (outer, _) = der::take(skeleton).ok_or_else(broken)?;
    let (to_be_signed, rest) = der::take(outer.value).ok_or_else(broken)?;
    let (algorithm, _) = der::take(rest).ok_or_else(broken)?;
    Ok((
        der::children(to_be_signed.value).ok_or_else(broken)?,
        algorithm,
    ))
}

fn close(to_be_signed: &[u8], algorithm: &[u8], signer: &Signer) -> Result<Vec<u8>> {
    let signature = signer.sign(to_be_signed)?;
    Ok(der::sequence(&[
        to_be_signed,
        algorithm,
        &der::bit_string(&signature),
    ]))
}

fn broken() -> Error {
    Error::Crypto {
        doing: "assembling the certificate structure",
        reason: "unexpected layout".into(),
    }
}
