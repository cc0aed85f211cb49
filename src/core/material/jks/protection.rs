//! How Java keystores guard what is in them: the digest over the whole store, and the two ways in
//! which a private key is locked (Sun's own for JKS, Sun's PBE for JCEKS). Facts from OpenJDK's
//! documentation of both formats; reads only.

use md5::{Digest, Md5};
use sha1::Sha1;
use zeroize::Zeroizing;

use super::super::der::{self, tag};
use super::super::pbe::{Budget, Cipher, Refusal, Spelling, iterations};
use crate::core::secret::Secret;

/// Whether the digest at the end of a store is that of what stands before it, under this
/// passphrase: SHA-1 over the passphrase in UTF-16, a whitener, and the bytes.
pub fn is_intact(stored: &[u8], digest: &[u8], passphrase: &Secret) -> bool {
    utf16(passphrase).any(|password| {
        let sum = Sha1::new()
            .chain_update(&password)
            .chain_update(WHITENER)
            .chain_update(stored);
        sum.finalize().as_slice() == digest
    })
}

/// The PKCS#8 inside an EncryptedPrivateKeyInfo of Java's.
///
/// # Errors
/// See `Refusal`. What comes out may still be garbage under JCEKS: 1 wrong passphrase in 256 passes.
pub fn unlock(
    info: &[u8],
    passphrase: &Secret,
    budget: &mut Budget,
) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let damaged = || Refusal::Damaged("private key", "its encryption cannot be read".into());
    let (outer, _) = der::take_tag(info, tag::SEQUENCE).ok_or_else(damaged)?;
    let (algorithm, rest) = der::take_tag(outer.value, tag::SEQUENCE).ok_or_else(damaged)?;
    let (locked, _) = der::take_tag(rest, tag::OCTET_STRING).ok_or_else(damaged)?;
    let (oid, parameters) = der::take_tag(algorithm.value, tag::OID).ok_or_else(damaged)?;
    match der::dotted(oid.value).as_str() {
        JKS_PROTECTOR => utf16(passphrase)
            .find_map(|password| unmask(locked.value, &password))
            .ok_or(Refusal::Wrong),
        PBE_MD5_3DES => {
            let (salt, count) = pbe_parameters(parameters).ok_or_else(damaged)?;
            budget.spend(count, "PBEWithMD5AndTripleDES")?;
            // exposed to derive the key from it; Java takes ASCII only
            let derived = derive(passphrase.expose_secret(), salt, count);
            let (key, iv) = derived.split_at(24);
            Cipher::TripleDes
                .decrypt(key, iv, locked.value)
                .ok_or(Refusal::Wrong)
        }
        other => Err(Refusal::Unsupported(format!("key protection {other}"))),
    }
}

/// The passphrase as Java hashes it: UTF-16, big endian, nothing behind it.
fn utf16(passphrase: &Secret) -> impl Iterator<Item = Zeroizing<Vec<u8>>> {
    Spelling::of(passphrase).into_iter().map(|spelling| {
        let mut units = spelling.bmp;
        let length = units.len().saturating_sub(2);
        units.truncate(length);
        units
    })
}

/// Sun's KeyProtector: salt, the key under XOR with a chain of SHA-1, SHA-1 over the plain key.
fn unmask(protected: &[u8], password: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (salt, rest) = protected.split_at_checked(SHA1_LEN)?;
    let (masked, check) = rest.split_at_checked(rest.len().checked_sub(SHA1_LEN)?)?;
    let mut plain = Zeroizing::new(Vec::with_capacity(masked.len()));
    let mut mask = Zeroizing::new(salt.to_vec());
    for block in masked.chunks(SHA1_LEN) {
        let next = Sha1::new().chain_update(password).chain_update(&*mask);
        mask.copy_from_slice(&next.finalize());
        plain.extend(block.iter().zip(mask.iter()).map(|(b, m)| b ^ m));
    }
    let sum = Sha1::new().chain_update(password).chain_update(&*plain);
    (sum.finalize().as_slice() == check).then_some(plain)
}

/// PBEParameter (RFC 8018 appendix A.3).
fn pbe_parameters(parameters: &[u8]) -> Option<(&[u8], u64)> {
    let (parameters, _) = der::take_tag(parameters, tag::SEQUENCE)?;
    let (salt, rest) = der::take_tag(parameters.value, tag::OCTET_STRING)?;
    let (count, _) = der::take_tag(rest, tag::INTEGER)?;
    (salt.value.len() == 8).then_some((salt.value, iterations(&count)?))
}

/// Key (24 bytes) and vector (8) of PBEWithMD5AndTripleDES: each half of the salt is hashed with
/// the passphrase behind it, again and again.
fn derive(password: &[u8], salt: &[u8], count: u64) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(32));
    for half in salt.chunks(4) {
        let mut sum: Zeroizing<[u8; 16]> = Zeroizing::new([0; 16]);
        let first = Md5::new().chain_update(half).chain_update(password);
        sum.copy_from_slice(&first.finalize());
        for _ in 1..count {
            let next = Md5::new()
                .chain_update(sum.as_slice())
                .chain_update(password);
            sum.copy_from_slice(&next.finalize());
        }
        out.extend_from_slice(sum.as_slice());
    }
    out
}

const WHITENER: &[u8] = b"Mighty Aphrodite";
const SHA1_LEN: usize = 20;
const JKS_PROTECTOR: &str = "1.3.6.1.4.1.42.2.17.1.1";
const PBE_MD5_3DES: &str = "1.3.6.1.4.1.42.2.19.1";
