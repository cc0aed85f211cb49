//! The MAC of a PKCS#12 file: RFC 7292 section 4, or PBMAC1 (RFC 9579). It is how a wrong
//! passphrase is told from a damaged file.

use super::super::der::{self, Tlv, tag};
use super::super::pbe::{
    Budget, Hash, Kdf, Protection, Purpose, Refusal, Spelling, iterations, prf,
};

/// A MacData.
pub struct Mac<'a> {
    kind: Kind<'a>,
    tag: &'a [u8],
}

enum Kind<'a> {
    /// HMAC with a key from PKCS#12's own derivation; the hash, or its OID when it is not known.
    Pkcs12 {
        hash: Result<Hash, String>,
        salt: &'a [u8],
        iterations: u64,
    },
    /// HMAC with a key from PBKDF2.
    Pbmac1 {
        kdf: Kdf,
        hash: Result<Hash, String>,
        key_len: usize,
    },
}

impl<'a> Mac<'a> {
    /// From DER; `None` when it is damaged.
    pub fn parse(mac: &Tlv<'a>) -> Option<Self> {
        let (info, rest) = der::take_tag(mac.value, tag::SEQUENCE)?;
        let (algorithm, digest) = der::take_tag(info.value, tag::SEQUENCE)?;
        let (digest, _) = der::take_tag(digest, tag::OCTET_STRING)?;
        let (oid, parameters) = der::take_tag(algorithm.value, tag::OID)?;
        let kind = if der::dotted(oid.value) == PBMAC1 {
            pbmac1(parameters)?
        } else {
            let (salt, rest) = der::take_tag(rest, tag::OCTET_STRING)?;
            let count = match der::take_tag(rest, tag::INTEGER) {
                Some((count, _)) => iterations(&count)?,
                None => 1, // the default
            };
            Kind::Pkcs12 {
                hash: Hash::from_oid(&oid),
                salt: salt.value,
                iterations: count,
            }
        };
        Some(Self {
            kind,
            tag: digest.value,
        })
    }

    /// Whether it is the MAC of this content under this passphrase.
    ///
    /// # Errors
    /// `Wrong` when it is not; `Unsupported` for an algorithm or its price.
    pub fn verify(
        &self,
        content: &[u8],
        passphrase: &Spelling,
        budget: &mut Budget,
    ) -> Result<(), Refusal> {
        let unsupported = |name: &String| Refusal::Unsupported(format!("a MAC with {name}"));
        let tag = match &self.kind {
            Kind::Pkcs12 {
                hash,
                salt,
                iterations,
            } => {
                let hash = hash.as_ref().map_err(unsupported)?;
                budget.spend(*iterations, "its MAC")?;
                let len = hash.output_len();
                let key = hash.pkcs12(Purpose::Mac, &passphrase.bmp, salt, *iterations, len);
                hash.hmac(&key, content)
            }
            Kind::Pbmac1 { kdf, hash, key_len } => {
                let hash = hash.as_ref().map_err(unsupported)?;
                let key = kdf.derive(&passphrase.raw, *key_len, budget)?;
                hash.hmac(&key, content)
            }
        };
        aws_lc_rs::constant_time::verify_slices_are_equal(&tag, self.tag)
            .map_err(|_| Refusal::Wrong)
    }

    /// What it is called and how often it hashes.
    pub fn protection(&self) -> Protection {
        let name = |hash: &Result<Hash, String>| match hash {
            Ok(hash) => hash.name().to_lowercase(), // as OpenSSL prints it
            Err(oid) => oid.clone(),
        };
        match &self.kind {
            Kind::Pkcs12 {
                hash, iterations, ..
            } => Protection {
                scheme: name(hash),
                iterations: Some(*iterations),
            },
            Kind::Pbmac1 { kdf, hash, .. } => Protection {
                scheme: format!("{} by PBMAC1 with {kdf}", name(hash)),
                iterations: kdf.iterations(),
            },
        }
    }
}

/// PBMAC1-params (RFC 8018 appendix A.5); RFC 9579 section 5 demands the length of the key.
fn pbmac1(parameters: &[u8]) -> Option<Kind<'static>> {
    let (parameters, _) = der::take_tag(parameters, tag::SEQUENCE)?;
    let (kdf, rest) = der::take_tag(parameters.value, tag::SEQUENCE)?;
    let (mac, _) = der::take_tag(rest, tag::SEQUENCE)?;
    let kdf = Kdf::parse(&kdf)?;
    let key_len = match &kdf {
        Kdf::Pbkdf2 { key_len, .. } => usize::try_from((*key_len)?).ok()?,
        _ => 0,
    };
    (key_len <= MAX_KEY).then_some(())?;
    Some(Kind::Pbmac1 {
        kdf,
        hash: prf(&mac)?,
        key_len,
    })
}

const PBMAC1: &str = "1.2.840.113549.1.5.14";
/// The longest key of an HMAC in bytes; longer ones are hashed first and gain nothing.
const MAX_KEY: usize = 144;
