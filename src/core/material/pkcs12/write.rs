//! Writing PKCS#12 (RFC 7292): a key with its chain under one passphrase, in one of two
//! strengths. Must not know which reader needs which.

use super::super::der::{self, tag};
use super::super::pbe::{Hash, Purpose, Sealed, Spelling, Stretching, random, seal, seal_old};
use super::super::public_key::algorithm_identifier;
use super::super::{Certificate, PrivateKey};
use super::frame::{
    BAG_TYPES, DATA, ENCRYPTED_DATA, EXPLICIT, FRIENDLY_NAME, IMPLICIT, X509_CERTIFICATE,
};
use crate::core::secret::Secret;
use crate::core::{Error, Result};

/// With what a file is protected: its bags, its MAC, and how often each of the three hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strength {
    /// The generation of ciphers and hashes.
    pub suite: Suite,
    /// Hash rounds of each bag and of the MAC.
    pub iterations: u32,
}

/// What goes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suite {
    /// PBES2 with AES-256 and PBKDF2-HMAC-SHA-256, and a SHA-256 MAC: OpenSSL 1.1 and later, Node,
    /// Java 8u301 and later, Windows since 10 1709 and Server 2019.
    Aes256,
    /// 3DES and a SHA-1 MAC, for what is older, and for macOS. Weak.
    TripleDes,
}

impl Default for Strength {
    /// Some 0.1 s; Java's default is 10,000, and more than this makes old Java slow to open it.
    fn default() -> Self {
        Self {
            suite: Suite::Aes256,
            iterations: 100_000,
        }
    }
}

/// Writes a key and its chain (leaf first). `name` becomes the friendlyName of key and leaf, which
/// is Java's alias; characters that a BMPString cannot hold are left out.
///
/// # Errors
/// `Invalid` for a passphrase that PKCS#12 cannot express, `Crypto` when no random bytes are had.
pub fn write(
    key: &PrivateKey,
    chain: &[Certificate],
    name: &str,
    passphrase: &Secret,
    strength: Strength,
) -> Result<Vec<u8>> {
    let lock = Lock::new(passphrase, strength)?;
    let id = local_key_id(key);
    let own = attributes(
        name,
        attribute(LOCAL_KEY_ID, &der::wrap(tag::OCTET_STRING, &id)),
    );
    let certificates: Option<Vec<Vec<u8>>> = chain
        .iter()
        .enumerate()
        .map(|(at, c)| certificate_bag(c, if at == 0 { own.as_deref()? } else { &[] }))
        .collect();
    let certificates = lock.certificates(certificates)?;
    let key = lock.seal(key.expose_pkcs8())?.to_pkcs8(); // exposed to be locked
    let content = || {
        let keys = der::sequence(&[&bag(SHROUDED_KEY, &key, own.as_deref()?)?]);
        Some(der::sequence(&[&encrypted(&certificates)?, &data(&keys)?]))
    };
    lock.file(&content().ok_or_else(failed)?)
}

/// Writes a truststore: certificates alone, each under its name and with the attribute without
/// which Java passes a certificate over (trustedKeyUsage, any purpose). The names have
/// to differ, in Java's eyes without regard to case.
///
/// # Errors
/// As `write`.
pub fn write_trusted(
    certificates: &[(&Certificate, String)],
    passphrase: &Secret,
    strength: Strength,
) -> Result<Vec<u8>> {
    let lock = Lock::new(passphrase, strength)?;
    let bags = certificates.iter().map(|(certificate, name)| {
        let trusted = attribute(TRUSTED_KEY_USAGE, &der::oid(ANY_PURPOSE)?);
        certificate_bag(certificate, &attributes(name, trusted)?)
    });
    let certificates = lock.certificates(bags.collect())?;
    let content = encrypted(&certificates).map(|sealed| der::sequence(&[&sealed]));
    lock.file(&content.ok_or_else(failed)?)
}

/// The passphrase in the two forms that the two suites hash.
struct Lock<'a> {
    passphrase: &'a Secret,
    spelling: Spelling,
    strength: Strength,
}

impl<'a> Lock<'a> {
    fn new(passphrase: &'a Secret, strength: Strength) -> Result<Self> {
        // exposed to derive the keys from it
        let text = passphrase.expose_text();
        let spelling = text
            .filter(|text| text.chars().all(in_bmp))
            .and_then(|_| Spelling::of(passphrase).into_iter().next());
        let spelling = spelling.ok_or_else(|| Error::Invalid {
            problem: "the new passphrase has characters that a PKCS#12 file cannot express".into(),
            fix: "choose one in UTF-8 without emoji".into(),
        })?;
        Ok(Self {
            passphrase,
            spelling,
            strength,
        })
    }

    fn seal(&self, plain: &[u8]) -> Result<Sealed> {
        let iterations = self.strength.iterations;
        match self.strength.suite {
            Suite::Aes256 => seal(plain, self.passphrase, Stretching::Pbkdf2 { iterations }),
            Suite::TripleDes => seal_old(plain, &self.spelling, iterations),
        }
    }

    fn certificates(&self, bags: Option<Vec<Vec<u8>>>) -> Result<Sealed> {
        self.seal(&der::sequence(&joined(&bags.ok_or_else(failed)?)))
    }

    /// The whole file around its safes.
    fn file(&self, content: &[u8]) -> Result<Vec<u8>> {
        let mac = self.mac(content)?;
        let version = der::integer(3);
        let content = data(content).ok_or_else(failed)?;
        Ok(der::sequence(&[&version, &content, &mac]))
    }

    /// MacData (RFC 7292 section 4).
    fn mac(&self, content: &[u8]) -> Result<Vec<u8>> {
        let (hash, oid) = match self.strength.suite {
            Suite::Aes256 => (Hash::Sha256, SHA256),
            Suite::TripleDes => (Hash::Sha1, SHA1),
        };
        let salt = random::<8>()?;
        let iterations = self.strength.iterations.into();
        let password = &self.spelling.bmp;
        let len = hash.output_len();
        let key = hash.pkcs12(Purpose::Mac, password, &salt, iterations, len);
        let digest = der::wrap(tag::OCTET_STRING, &hash.hmac(&key, content));
        let algorithm = algorithm_identifier(oid, &der::wrap(tag::NULL, &[])).ok_or_else(failed)?;
        Ok(der::sequence(&[
            &der::sequence(&[&algorithm, &digest]),
            &der::wrap(tag::OCTET_STRING, &salt),
            &der::integer(iterations),
        ]))
    }
}

/// ContentInfo with an OCTET STRING.
fn data(content: &[u8]) -> Option<Vec<u8>> {
    let octets = der::wrap(tag::OCTET_STRING, content);
    Some(der::sequence(&[
        &der::oid(DATA)?,
        &der::wrap(EXPLICIT, &octets),
    ]))
}

/// ContentInfo with EncryptedData (RFC 5652 section 8).
fn encrypted(sealed: &Sealed) -> Option<Vec<u8>> {
    let info = der::sequence(&[
        &der::oid(DATA)?,
        &sealed.algorithm,
        &der::wrap(IMPLICIT, &sealed.ciphertext),
    ]);
    let data = der::sequence(&[&der::integer(0), &info]);
    Some(der::sequence(&[
        &der::oid(ENCRYPTED_DATA)?,
        &der::wrap(EXPLICIT, &data),
    ]))
}

fn certificate_bag(certificate: &Certificate, attributes: &[u8]) -> Option<Vec<u8>> {
    let octets = der::wrap(tag::OCTET_STRING, certificate.as_der());
    let inside = der::sequence(&[&der::oid(X509_CERTIFICATE)?, &der::wrap(EXPLICIT, &octets)]);
    bag(CERTIFICATE, &inside, attributes)
}

/// A SafeBag (RFC 7292 section 4.2).
fn bag(kind: &str, value: &[u8], attributes: &[u8]) -> Option<Vec<u8>> {
    let kind = der::oid(&format!("{BAG_TYPES}{kind}"))?;
    let value = der::wrap(EXPLICIT, value);
    Some(der::sequence(&[&kind, &value, attributes]))
}

/// A friendlyName and one more: localKeyID, which ties a key to its certificate (RFC 2985 section
/// 5.5), or what Java wants.
fn attributes(name: &str, other: Option<Vec<u8>>) -> Option<Vec<u8>> {
    let name = name.chars().filter(|c| in_bmp(*c)).collect::<String>();
    let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut all = vec![other?];
    if !units.is_empty() {
        all.push(attribute(FRIENDLY_NAME, &der::wrap(BMP_STRING, &units))?);
    }
    all.sort(); // DER's order of a set (X.690 section 11.6)
    Some(der::wrap(tag::SET, &all.concat()))
}

fn attribute(kind: &str, value: &[u8]) -> Option<Vec<u8>> {
    let values = der::wrap(tag::SET, value);
    Some(der::sequence(&[&der::oid(kind)?, &values]))
}

/// Ties the key to its certificate in the file; any unique bytes do.
fn local_key_id(key: &PrivateKey) -> Vec<u8> {
    use sha1::Digest;
    sha1::Sha1::digest(key.public_key().as_spki()).to_vec()
}

fn joined(parts: &[Vec<u8>]) -> Vec<&[u8]> {
    parts.iter().map(Vec::as_slice).collect()
}

fn in_bmp(c: char) -> bool {
    u32::from(c) <= 0xffff
}

fn failed() -> Error {
    Error::Crypto {
        doing: "writing the PKCS#12 file",
        reason: "a part of it has no encoding".into(),
    }
}

const SHROUDED_KEY: &str = "2";
const CERTIFICATE: &str = "3";
const BMP_STRING: u8 = 0x1e;
const LOCAL_KEY_ID: &str = "1.2.840.113549.1.9.21";
const SHA1: &str = "1.3.14.3.2.26";
const SHA256: &str = "2.16.840.1.101.3.4.2.1";
/// Oracle's, and what it says of whom to trust with it (RFC 5280 section 4.2.1.12).
const TRUSTED_KEY_USAGE: &str = "2.16.840.1.113894.746875.1.1";
const ANY_PURPOSE: &str = "2.5.29.37.0";
