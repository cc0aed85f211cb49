//! OpenSSH's own private keys (`openssh-key-v1`, PROTOCOL.key of OpenSSH) as the PKCS#8 that all
//! others read, and its public keys in one line (RFC 4253 section 6.6, RFC 5656, RFC 8709) as SPKI.
//! Must not know agents, certificates of SSH's, or keys in hardware: they are named.

mod lock;
mod rsa;

use zeroize::Zeroizing;

use super::cursor::Cursor;
use super::der::{self, tag};
use super::key::{LockedKey, NotAKey, PrivateKey};
use super::pbe::{Budget, Limits, Refusal};
use super::public_key::{self, EC, ED25519, PublicKey, RSA};
use super::{Item, pem};
use crate::core::secret::Secret;
use lock::Lock;

/// A private key file whose keys are still locked.
pub struct Sealed {
    lock: Lock,
    section: Zeroizing<Vec<u8>>,
}

/// A public key and what stands behind it on its line.
pub type Commented = (PublicKey, Option<String>);

/// What a private key file holds: an item and its comment, which does not show while it is locked.
///
/// # Errors
/// See `NotAKey`.
pub fn private_key(bytes: &[u8]) -> Result<(Item, Option<String>), NotAKey> {
    let (lock, section, kind) = envelope(bytes).ok_or(NotAKey::Damaged)?;
    if let Some(name) = unsupported(&kind) {
        return Err(NotAKey::Unsupported(name));
    }
    let section = Zeroizing::new(section.to_vec());
    let sealed = Sealed { lock, section };
    if !sealed.lock.is_open() {
        return Ok((Item::LockedKey(LockedKey::openssh(sealed)), None));
    }
    let (key, comment) = first_key(&sealed.section).map_err(|refusal| match refusal {
        Refusal::Unsupported(name) => NotAKey::Unsupported(name),
        _ => NotAKey::Damaged,
    })?;
    Ok((Item::PrivateKey(key), comment))
}

/// The key of each line of a `.pub` or `authorized_keys` file, with its comment; `None` when a line
/// is something else.
pub fn public_keys(text: &str) -> Option<Result<Vec<Commented>, NotAKey>> {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let split: Option<Vec<_>> = lines.map(split_line).collect();
    let split = split.filter(|all| !all.is_empty())?;
    let keys = split.into_iter().map(|(kind, blob, comment)| {
        if let Some(name) = unsupported(kind) {
            return Err(NotAKey::Unsupported(name));
        }
        let comment = (!comment.is_empty()).then(|| comment.to_owned());
        Ok((public_key(&blob).ok_or(NotAKey::Damaged)?, comment))
    });
    Some(keys.collect())
}

impl Sealed {
    /// Opens it.
    ///
    /// # Errors
    /// See `Refusal`.
    pub fn unlock(&self, passphrase: &Secret, limits: Limits) -> Result<PrivateKey, Refusal> {
        let mut budget = Budget::new(limits);
        let plain = self.lock.open(&self.section, passphrase, &mut budget)?;
        first_key(&plain).map(|(key, _)| key)
    }
}

/// The lock, the section under it (with the tag of an AEAD cipher), and the type of the first key.
fn envelope(bytes: &[u8]) -> Option<(Lock, &[u8], String)> {
    let mut cursor = Cursor::new(bytes.strip_prefix(MAGIC)?);
    let cipher = text(cursor.block()?)?;
    let kdf = text(cursor.block()?)?;
    let lock = Lock::new(cipher, kdf, cursor.block()?)?;
    let keys = cursor.u32()?;
    let kind = text(Cursor::new(cursor.block()?).block()?)?;
    // OpenSSH itself has never written another number
    (keys == 1).then_some(())?;
    let before = cursor.rest();
    let section = cursor.block()?;
    let tag = cursor.take(lock.tag_len())?;
    let section = before.get(4..4 + section.len() + tag.len())?;
    Some((lock, section, kind.to_owned()))
}

/// The key in an open section. Two equal numbers at its front tell a right passphrase.
fn first_key(section: &[u8]) -> Result<(PrivateKey, Option<String>), Refusal> {
    let mut cursor = Cursor::new(section);
    let (one, other) = (cursor.u32(), cursor.u32());
    if one.is_none() || one != other {
        return Err(Refusal::Wrong);
    }
    let damaged = || Refusal::Damaged("private key", "its structure cannot be read".into());
    let kind = cursor.block().and_then(text).ok_or_else(damaged)?;
    if let Some(name) = unsupported(kind) {
        return Err(Refusal::Unsupported(name));
    }
    let der = match kind {
        "ssh-rsa" => rsa::pkcs1(&mut cursor),
        "ssh-ed25519" => ed25519(&mut cursor),
        _ => sec1(&mut cursor),
    };
    let der = der.ok_or_else(damaged)?;
    let comment = cursor.block().ok_or_else(damaged)?;
    let key = PrivateKey::from_der(&der).map_err(|_| damaged())?;
    let comment = String::from_utf8_lossy(comment).into_owned();
    Ok((key, (!comment.is_empty()).then_some(comment)))
}

/// PKCS#8 of an Ed25519 key: the seed is the first half of what is stored.
fn ed25519(cursor: &mut Cursor<'_>) -> Option<Zeroizing<Vec<u8>>> {
    let public = cursor.block()?;
    let (seed, again) = cursor.block()?.split_at_checked(32)?;
    (public == again).then_some(())?;
    let id = public_key::algorithm_identifier(ED25519, &[])?;
    let seed = Zeroizing::new(der::wrap(tag::OCTET_STRING, seed));
    let octets = Zeroizing::new(der::wrap(tag::OCTET_STRING, &seed));
    let version = der::wrap(tag::INTEGER, &[0]);
    Some(Zeroizing::new(der::sequence(&[&version, &id, &octets])))
}

/// ECPrivateKey (RFC 5915) with its curve and its point.
fn sec1(cursor: &mut Cursor<'_>) -> Option<Zeroizing<Vec<u8>>> {
    let (curve, size) = curve(text(cursor.block()?)?)?;
    let point = cursor.block()?;
    let scalar = cursor.block()?;
    let zeros = scalar.iter().take_while(|byte| **byte == 0).count();
    let scalar = scalar.get(zeros..)?;
    let mut padded = Zeroizing::new(vec![0u8; size]);
    let start = size.checked_sub(scalar.len())?;
    padded.get_mut(start..)?.copy_from_slice(scalar);
    let octets = Zeroizing::new(der::wrap(tag::OCTET_STRING, &padded));
    Some(Zeroizing::new(der::sequence(&[
        &der::wrap(tag::INTEGER, &[1]),
        &octets,
        &der::wrap(0xa0, &der::oid(curve)?),
        &der::wrap(0xa1, &der::bit_string(point)),
    ])))
}

/// From the base64 part of a line, decoded.
fn public_key(blob: &[u8]) -> Option<PublicKey> {
    let mut cursor = Cursor::new(blob);
    let key = match text(cursor.block()?)? {
        "ssh-rsa" => {
            let exponent = der::wrap(tag::INTEGER, cursor.block()?);
            let modulus = der::wrap(tag::INTEGER, cursor.block()?);
            let pkcs1 = der::sequence(&[&modulus, &exponent]);
            PublicKey::assemble(RSA, &der::wrap(tag::NULL, &[]), &pkcs1)
        }
        "ssh-ed25519" => PublicKey::assemble(ED25519, &[], cursor.block()?),
        _ => {
            let (curve, _) = curve(text(cursor.block()?)?)?;
            PublicKey::assemble(EC, &der::oid(curve)?, cursor.block()?)
        }
    };
    key.filter(|_| cursor.rest().is_empty())
}

/// The type, the decoded blob, the comment. Before the type may stand what `authorized_keys` allows.
fn split_line(line: &str) -> Option<(&str, Zeroizing<Vec<u8>>, &str)> {
    pem::find(line, BLOB)?; // else no word of it is a blob
    let words = line.split_ascii_whitespace();
    let mut pairs = words.clone().zip(words.skip(1));
    let (kind, base64, blob) = pairs.find_map(|(kind, base64)| {
        let blob = base64.starts_with(BLOB).then(|| pem::decode(base64))??;
        begins_with(&blob, kind).then_some((kind, base64, blob))
    })?;
    let comment = line.split_once(base64).map_or("", |(_, rest)| rest.trim());
    Some((kind, blob, comment))
}

/// An SSH blob says its type again at its front.
fn begins_with(blob: &[u8], kind: &str) -> bool {
    Cursor::new(blob).block() == Some(kind.as_bytes())
}

/// The name of a type that is no key of X.509's; `None` for one that is.
fn unsupported(kind: &str) -> Option<String> {
    if SUPPORTED.contains(&kind) {
        return None;
    }
    Some(if kind == "ssh-dss" {
        "a DSA key of OpenSSH's".into()
    } else if kind.contains("-cert-v0") {
        format!("an OpenSSH certificate ({kind})")
    } else if kind.starts_with("sk-") {
        format!("an OpenSSH key in hardware ({kind})")
    } else {
        format!("an OpenSSH key of type {kind}")
    })
}

/// The OID of a curve by SSH's name, and the length of its scalars in bytes.
fn curve(name: &str) -> Option<(&'static str, usize)> {
    match name {
        "nistp256" => Some(("1.2.840.10045.3.1.7", 32)),
        "nistp384" => Some(("1.3.132.0.34", 48)),
        "nistp521" => Some(("1.3.132.0.35", 66)),
        _ => None,
    }
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}
const MAGIC: &[u8] = b"openssh-key-v1\0";
const SUPPORTED: &[&str] = &[
    "ssh-rsa",
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
];

/// A blob begins with the length of its type, a number of four bytes below 256.
const BLOB: &str = "AAAA";

#[cfg(test)]
mod tests {
    use super::*;

    fn string(bytes: &[u8]) -> Vec<u8> {
        let length = u32::try_from(bytes.len()).unwrap();
        [&length.to_be_bytes(), bytes].concat()
    }

    /// An open Ed25519 key.
    fn file() -> Vec<u8> {
        use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let public = pair.public_key().as_ref();
        let blob = [string(b"ssh-ed25519"), string(public)].concat();
        let section = [
            &[0, 0, 0, 9, 0, 0, 0, 9][..],
            &blob,
            &string(&[&[7; 32], public].concat()),
            &string(b"me"),
            &[1, 2, 3],
        ]
        .concat();
        [
            MAGIC,
            &string(b"none"),
            &string(b"none"),
            &string(b""),
            &[0, 0, 0, 1],
            &string(&blob),
            &string(&section),
        ]
        .concat()
    }

    #[test]
    fn no_cut_and_no_mutation_panics() {
        let whole = file();
        let (item, comment) = private_key(&whole).ok().unwrap();
        assert!(matches!(item, Item::PrivateKey(_)) && comment.as_deref() == Some("me"));
        // the padding at its end is nothing's
        for cut in 0..whole.len() - 3 {
            assert!(private_key(&whole[..cut]).is_err(), "{cut}");
        }
        let mut state = 7u32;
        for _ in 0..50_000 {
            let mut bytes = whole.clone();
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = state as usize % bytes.len();
            bytes[at] = (state >> 24) as u8;
            let _ = private_key(&bytes);
        }
    }

    #[test]
    fn lines_are_told_from_other_text() {
        assert!(public_keys("some words in a row").is_none());
        assert!(public_keys("").is_none());
        assert!(public_keys("# only a comment").is_none());
        assert!(public_keys("ssh-rsa AAAA").is_none());
    }
}
