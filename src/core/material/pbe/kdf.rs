//! From a passphrase to a key: the hashes, HMAC, and the three derivations that files name
//! (PKCS#12's own, PBKDF1, PBKDF2). Must not limit their cost; `Budget` does that.

use std::num::NonZeroU32;

use aws_lc_rs::{digest, pbkdf2};
use md5::{Digest, Md5};
use zeroize::Zeroizing;

use super::super::der;
use super::super::der::Tlv;

/// A hash that a file may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "their names say it")]
pub enum Hash {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512_224,
    Sha512_256,
    Sha3_256,
    Sha3_384,
    Sha3_512,
}

/// What a key of PKCS#12's derivation is for (RFC 7292 appendix B.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A cipher's key.
    Key = 1,
    /// An initialisation vector.
    Iv = 2,
    /// A MAC's key.
    Mac = 3,
}

impl Hash {
    /// From the contents of its OBJECT IDENTIFIER, or its name or dotted form when it is none of these.
    pub fn from_oid(oid: &Tlv<'_>) -> Result<Self, String> {
        find(oid, |row| row.1)
    }

    /// The hash of an HMAC, from the contents of that one's OBJECT IDENTIFIER.
    pub fn from_hmac_oid(oid: &Tlv<'_>) -> Result<Self, String> {
        find(oid, |row| row.2)
    }

    /// `SHA256`
    pub fn name(self) -> &'static str {
        let row = HASHES.iter().find(|row| row.0 == self);
        row.map_or("", |row| row.3)
    }

    /// The length of what it gives, in bytes; 64 at most.
    pub fn output_len(self) -> usize {
        match self {
            Self::Sha512_224 => 28,
            _ => self.aws().map_or(16, digest::Algorithm::output_len),
        }
    }

    /// The length of the blocks it works in, in bytes.
    fn block_len(self) -> usize {
        match self {
            Self::Sha512_224 => 128,
            _ => self.aws().map_or(64, digest::Algorithm::block_len),
        }
    }

    /// RFC 2104.
    pub fn hmac(self, key: &[u8], message: &[u8]) -> Zeroizing<Vec<u8>> {
        let mut block = Zeroizing::new(if key.len() > self.block_len() {
            self.digest(key).to_vec()
        } else {
            key.to_vec()
        });
        block.resize(self.block_len(), 0);
        let keyed = |pad: u8, rest: &[u8]| {
            let mut input = Zeroizing::new(Vec::with_capacity(block.len() + rest.len()));
            input.extend(block.iter().map(|b| b ^ pad));
            input.extend_from_slice(rest);
            self.digest(&input)
        };
        keyed(0x5c, &keyed(0x36, message))
    }

    /// RFC 7292 appendix B.2; `password` is a BMPString with its two zero bytes, or nothing at all.
    pub fn pkcs12(
        self,
        purpose: Purpose,
        password: &[u8],
        salt: &[u8],
        iterations: u64,
        len: usize,
    ) -> Zeroizing<Vec<u8>> {
        let v = self.block_len();
        let filled = |bytes: &[u8]| {
            let len = bytes.len().next_multiple_of(v);
            Zeroizing::new(bytes.iter().copied().cycle().take(len).collect::<Vec<u8>>())
        };
        let mut input = filled(salt);
        input.extend_from_slice(&filled(password));
        let mut out = Zeroizing::new(Vec::with_capacity(len + 64));
        while out.len() < len {
            let mut first = Zeroizing::new(vec![purpose as u8; v]);
            first.extend_from_slice(&input);
            let sum = self.rounds(&first, iterations);
            out.extend_from_slice(&sum);
            let b: Zeroizing<Vec<u8>> =
                Zeroizing::new(sum.iter().copied().cycle().take(v).collect());
            input.chunks_mut(v).for_each(|block| add_and_one(block, &b));
        }
        out.truncate(len);
        out
    }

    /// PBKDF1 (RFC 8018 section 5.1); at most one hash long.
    pub fn pbkdf1(
        self,
        password: &[u8],
        salt: &[u8],
        iterations: u64,
        len: usize,
    ) -> Zeroizing<Vec<u8>> {
        let mut out = self.rounds(&Zeroizing::new([password, salt].concat()), iterations);
        out.truncate(len);
        out
    }

    /// PBKDF2 (RFC 8018 section 5.2) with HMAC; `None` for more than 2^32-1 iterations.
    pub fn pbkdf2(
        self,
        password: &[u8],
        salt: &[u8],
        iterations: u64,
        len: usize,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let mut out = Zeroizing::new(vec![0u8; len]);
        let rounds = NonZeroU32::new(u32::try_from(iterations).ok()?)?;
        let fast = match self {
            Self::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
            Self::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
            Self::Sha384 => pbkdf2::PBKDF2_HMAC_SHA384,
            Self::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
            _ => {
                self.slow_pbkdf2(password, salt, rounds, &mut out);
                return Some(out);
            }
        };
        pbkdf2::derive(fast, rounds, salt, password, &mut out);
        Some(out)
    }

    /// For the hashes that aws-lc has no PBKDF2 of.
    fn slow_pbkdf2(self, password: &[u8], salt: &[u8], rounds: NonZeroU32, out: &mut [u8]) {
        for (number, block) in (1u32..).zip(out.chunks_mut(self.output_len())) {
            let mut u = self.hmac(password, &[salt, &number.to_be_bytes()].concat());
            let mut sum = u.clone();
            for _ in 1..rounds.get() {
                u = self.hmac(password, &u);
                sum.iter_mut().zip(u.iter()).for_each(|(s, u)| *s ^= u);
            }
            block.iter_mut().zip(sum.iter()).for_each(|(b, s)| *b = *s);
        }
    }

    fn rounds(self, first: &[u8], iterations: u64) -> Zeroizing<Vec<u8>> {
        let mut sum = self.digest(first);
        for _ in 1..iterations {
            sum = self.digest(&sum);
        }
        sum
    }

    fn digest(self, data: &[u8]) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(match self.aws() {
            Some(algorithm) => digest::digest(algorithm, data).as_ref().to_vec(),
            None if self == Self::Sha512_224 => sha2::Sha512_224::digest(data).to_vec(),
            None => Md5::digest(data).to_vec(),
        })
    }

    /// MD5 and SHA-512/224 are those that aws-lc-rs does not offer.
    const fn aws(self) -> Option<&'static digest::Algorithm> {
        Some(match self {
            Self::Md5 | Self::Sha512_224 => return None,
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha224 => &digest::SHA224,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
            Self::Sha512_256 => &digest::SHA512_256,
            Self::Sha3_256 => &digest::SHA3_256,
            Self::Sha3_384 => &digest::SHA3_384,
            Self::Sha3_512 => &digest::SHA3_512,
        })
    }
}

/// block = block + b + 1, as numbers with the most significant byte first.
fn add_and_one(block: &mut [u8], b: &[u8]) {
    let mut carry = 1u16;
    for (digit, add) in block.iter_mut().rev().zip(b.iter().rev()) {
        carry += u16::from(*digit) + u16::from(*add);
        *digit = carry as u8; // the low byte; the rest is carried
        carry >>= 8;
    }
}

fn find(oid: &Tlv<'_>, column: fn(&Row) -> &'static str) -> Result<Hash, String> {
    let dotted = der::dotted(oid.value);
    if let Some(row) = HASHES.iter().find(|row| column(row) == dotted) {
        return Ok(row.0);
    }
    let known = OTHER_HASHES.iter().find(|row| row.0 == dotted);
    Err(known.map_or(dotted, |row| row.1.to_owned()))
}

/// The hash, its OID, its HMAC's OID, its name.
type Row = (Hash, &'static str, &'static str, &'static str);

#[rustfmt::skip] // a table
const HASHES: &[Row] = &[
    (Hash::Md5, "1.2.840.113549.2.5", "1.2.840.113549.2.6", "MD5"),
    (Hash::Sha1, "1.3.14.3.2.26", "1.2.840.113549.2.7", "SHA1"),
    (Hash::Sha224, "2.16.840.1.101.3.4.2.4", "1.2.840.113549.2.8", "SHA224"),
    (Hash::Sha256, "2.16.840.1.101.3.4.2.1", "1.2.840.113549.2.9", "SHA256"),
    (Hash::Sha384, "2.16.840.1.101.3.4.2.2", "1.2.840.113549.2.10", "SHA384"),
    (Hash::Sha512, "2.16.840.1.101.3.4.2.3", "1.2.840.113549.2.11", "SHA512"),
    (Hash::Sha512_224, "2.16.840.1.101.3.4.2.5", "1.2.840.113549.2.12", "SHA512-224"),
    (Hash::Sha512_256, "2.16.840.1.101.3.4.2.6", "1.2.840.113549.2.13", "SHA512-256"),
    (Hash::Sha3_256, "2.16.840.1.101.3.4.2.8", "2.16.840.1.101.3.4.2.14", "SHA3-256"),
    (Hash::Sha3_384, "2.16.840.1.101.3.4.2.9", "2.16.840.1.101.3.4.2.15", "SHA3-384"),
    (Hash::Sha3_512, "2.16.840.1.101.3.4.2.10", "2.16.840.1.101.3.4.2.16", "SHA3-512"),
];

/// Known by name only.
const OTHER_HASHES: &[(&str, &str)] = &[
    ("1.2.840.113549.2.2", "MD2"),
    ("1.2.840.113549.2.4", "MD4"),
    ("1.2.156.10197.1.401", "SM3"),
    ("1.2.156.10197.1.401.2", "HMAC-SM3"),
    ("1.2.643.7.1.1.2.2", "GOST R 34.11-2012"),
    ("2.16.840.1.101.3.4.2.7", "SHA3-224"),
    ("2.16.840.1.101.3.4.2.13", "HMAC-SHA3-224"),
    ("1.3.36.3.2.1", "RIPEMD160"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::material::hex;

    #[test]
    fn hmac_and_pbkdf2_give_the_published_bytes() {
        // RFC 4231 case 2, RFC 2202 case 2, RFC 6070 case 2
        let hmac = |hash: Hash| hex(&hash.hmac(b"Jefe", b"what do ya want for nothing?"));
        assert!(hmac(Hash::Sha256).starts_with("5bdcc146bf60754e6a042426089575c7"));
        assert_eq!(hmac(Hash::Md5), "750c783e6ab0b503eaa86e310a5db738");
        let sha1 = Hash::Sha1.pbkdf2(b"password", b"salt", 2, 20).unwrap();
        assert_eq!(hex(&sha1), "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
    }

    #[test]
    fn both_ways_to_pbkdf2_agree() {
        let rounds = NonZeroU32::new(3).unwrap();
        for hash in [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512] {
            let mut slow = [0u8; 100];
            hash.slow_pbkdf2(b"pw", b"salt", rounds, &mut slow);
            let fast = hash.pbkdf2(b"pw", b"salt", 3, 100).unwrap();
            assert_eq!(fast.as_slice(), slow, "{hash:?}");
        }
    }
}
