//! RSA signatures that the crypto library has no algorithm for: SHA-224, short keys under SHA-384,
//! PSS with a salt of any length, moduli beyond 8192 bits (RFC 8017 sections 8.1.2 and 8.2.2).
//! Computes on public numbers only. Must not judge whether key or hash is still to be trusted.

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use sha2::Digest;

use super::PublicKey;
use super::der::{self, tag};

/// The hashes that are computed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RsaHash {
    /// SHA-1
    Sha1,
    /// SHA-224
    Sha224,
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
}

/// How the hash stands in the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Padding {
    /// RSASSA-PKCS1-v1_5.
    Pkcs1,
    /// RSASSA-PSS; the salt in bytes.
    Pss {
        /// The hash of its mask.
        mask: RsaHash,
        /// How long its salt is.
        salt: usize,
    },
}

/// Whether the key made this signature; `None` for a key out of bounds: shorter than 512 bits,
/// longer than 16384, an even modulus, an exponent that is even or longer than 64 bits.
pub fn verifies(
    key: &PublicKey,
    hash: RsaHash,
    padding: Padding,
    signed: &[u8],
    signature: &[u8],
) -> Option<bool> {
    let (modulus, exponent) = (key.modulus()?, key.exponent()?);
    let bits = der::bit_length(modulus);
    if !(LEAST_BITS..=MOST_BITS).contains(&bits) || exponent.len() > MOST_EXPONENT {
        return None;
    }
    if exponent.last()? & 1 == 0 {
        return None;
    }
    // compared as fixed-length strings of the modulus' length (RFC 8017 section 8.2.2 step 1)
    if signature.len() != modulus.len() || signature >= modulus {
        return Some(false);
    }
    let opened = power(signature, exponent, modulus)?;
    let digest = hash.of(&[signed]);
    Some(match padding {
        Padding::Pkcs1 => pkcs1(hash, &digest, opened.len()).is_some_and(|made| made == opened),
        Padding::Pss { mask, salt } => {
            is_pss(hash, mask, salt, &digest, &opened, bits).unwrap_or(false)
        }
    })
}

impl RsaHash {
    /// Its length in bytes.
    pub fn len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// From its OID, dotted.
    pub fn from_oid(dotted: &str) -> Option<Self> {
        let mut all = [
            Self::Sha1,
            Self::Sha224,
            Self::Sha256,
            Self::Sha384,
            Self::Sha512,
        ]
        .into_iter();
        all.find(|hash| hash.oid() == dotted)
    }

    fn oid(self) -> &'static str {
        match self {
            Self::Sha1 => "1.3.14.3.2.26",
            Self::Sha224 => "2.16.840.1.101.3.4.2.4",
            Self::Sha256 => "2.16.840.1.101.3.4.2.1",
            Self::Sha384 => "2.16.840.1.101.3.4.2.2",
            Self::Sha512 => "2.16.840.1.101.3.4.2.3",
        }
    }

    fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        fn all<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut digest = D::new();
            parts.iter().for_each(|part| digest.update(part));
            digest.finalize().to_vec()
        }
        match self {
            Self::Sha1 => all::<sha1::Sha1>(parts),
            Self::Sha224 => all::<sha2::Sha224>(parts),
            Self::Sha256 => all::<sha2::Sha256>(parts),
            Self::Sha384 => all::<sha2::Sha384>(parts),
            Self::Sha512 => all::<sha2::Sha512>(parts),
        }
    }
}

/// RSAVP1 (RFC 8017 section 5.2.2), as many bytes as the modulus has.
fn power(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Option<Vec<u8>> {
    let odd = Option::<Odd<BoxedUint>>::from(BoxedUint::from_be_slice_vartime(modulus).to_odd())?;
    let precision = odd.as_ref().bits_precision();
    let base = BoxedUint::from_be_slice(base, precision).ok()?;
    let exponent = BoxedUint::from_be_slice_vartime(exponent);
    let params = BoxedMontyParams::new(odd);
    let result = BoxedMontyForm::new(base, &params).pow(&exponent).retrieve();
    let bytes = result.to_be_bytes();
    let extra = bytes.len().checked_sub(modulus.len())?;
    Some(bytes.get(extra..)?.to_vec())
}

/// EMSA-PKCS1-v1_5 (RFC 8017 section 9.2); `None` when the hash does not fit.
fn pkcs1(hash: RsaHash, digest: &[u8], length: usize) -> Option<Vec<u8>> {
    let algorithm = der::sequence(&[&der::oid(hash.oid())?, &der::wrap(tag::NULL, &[])]);
    let info = der::sequence(&[&algorithm, &der::wrap(tag::OCTET_STRING, digest)]);
    let fill = length.checked_sub(info.len() + 3).filter(|n| *n >= 8)?;
    Some([&[0, 1][..], &vec![0xff; fill], &[0], &info].concat())
}

/// EMSA-PSS-VERIFY (RFC 8017 section 9.1.2).
fn is_pss(
    hash: RsaHash,
    mask: RsaHash,
    salt: usize,
    digest: &[u8],
    opened: &[u8],
    modulus_bits: usize,
) -> Option<bool> {
    let bits = modulus_bits - 1;
    let length = bits.div_ceil(8);
    let (above, encoded) = opened.split_at_checked(opened.len().checked_sub(length)?)?;
    let (body, trailer) = encoded.split_at_checked(length.checked_sub(1)?)?;
    let masked_len = body.len().checked_sub(hash.len())?;
    let (masked, seal) = body.split_at_checked(masked_len)?;
    let fill = masked_len.checked_sub(salt)?.checked_sub(1)?;
    let unused = 8 * length - bits;
    let keep = 0xff_u8 >> unused;
    if above.iter().any(|b| *b != 0) || trailer != [0xbc] || masked.first()? & !keep != 0 {
        return Some(false);
    }
    let mut block: Vec<u8> = mgf1(mask, seal, masked_len)
        .iter()
        .zip(masked)
        .map(|(a, b)| a ^ b)
        .collect();
    *block.first_mut()? &= keep;
    let (zeros, rest) = block.split_at_checked(fill)?;
    let (one, salt) = rest.split_at_checked(1)?;
    let again = hash.of(&[&[0; 8], digest, salt]);
    Some(zeros.iter().all(|b| *b == 0) && one == [1] && again == seal)
}

/// RFC 8017 appendix B.2.1.
fn mgf1(hash: RsaHash, seed: &[u8], length: usize) -> Vec<u8> {
    let blocks = (0u32..).flat_map(|counter| hash.of(&[seed, &counter.to_be_bytes()]));
    blocks.take(length).collect()
}

const LEAST_BITS: usize = 512;
/// As OpenSSL's OPENSSL_RSA_MAX_MODULUS_BITS.
const MOST_BITS: usize = 16_384;
/// In bytes, as OpenSSL's OPENSSL_RSA_MAX_PUBEXP_BITS for large keys.
const MOST_EXPONENT: usize = 8;
