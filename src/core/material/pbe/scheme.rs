//! One encryption as an AlgorithmIdentifier names it: what it is called, and opening what is
//! under it. Old schemes are read because old files exist; `seal` writes one of them.

use std::fmt;

use zeroize::Zeroizing;

use super::super::der::{self, Tlv, tag};
use super::pbes2::Pbes2;
use super::{Budget, Cipher, Hash, Purpose, Refusal, Spelling, iterations};

/// An encryption with its parameters.
pub struct Scheme {
    algorithm: Vec<u8>,
    kind: Kind,
}

/// What protects something, as far as the file tells it without its passphrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protection {
    /// The RFC's name for the scheme, or cipher and key derivation.
    pub scheme: String,
    /// How often the key derivation hashes; `None` where it does not count so.
    pub iterations: Option<u64>,
}

enum Kind {
    Pbes2(Box<Pbes2>),
    /// PBES1, and the schemes of PKCS#12.
    Old(Old),
    Unknown(String),
}

struct Old {
    name: &'static str,
    family: Family,
    cipher: Cipher,
    salt: Vec<u8>,
    iterations: u64,
}

#[derive(Clone, Copy)]
enum Family {
    /// RFC 8018 section 6.1: key and vector from PBKDF1.
    Pbes1(Hash),
    /// RFC 7292 appendix C: key and vector from its own derivation with SHA-1.
    Pkcs12,
}

impl Scheme {
    /// From a whole AlgorithmIdentifier; `None` when its parameters are damaged.
    pub fn parse(algorithm: &Tlv<'_>) -> Option<Self> {
        let (oid, parameters) = der::take_tag(algorithm.value, tag::OID)?;
        let dotted = der::dotted(oid.value);
        let kind = if dotted == PBES2 {
            Kind::Pbes2(Box::new(Pbes2::parse(parameters)?))
        } else if let Some(row) = OLD.iter().find(|row| row.0 == dotted) {
            Kind::Old(Old::parse(row, parameters)?)
        } else {
            let known = UNKNOWN.iter().find(|row| row.0 == dotted);
            Kind::Unknown(known.map_or(dotted, |row| row.1.to_owned()))
        };
        Some(Self {
            algorithm: algorithm.whole.to_vec(),
            kind,
        })
    }

    /// Decrypts. What comes out may still be garbage: 1 wrong passphrase in 256 passes.
    ///
    /// # Errors
    /// See `Refusal`.
    pub fn decrypt(
        &self,
        ciphertext: &[u8],
        passphrase: &Spelling,
        budget: &mut Budget,
    ) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        match &self.kind {
            Kind::Pbes2(pbes2) => {
                pbes2.decrypt(&self.algorithm, &passphrase.raw, ciphertext, budget)
            }
            Kind::Old(old) => {
                budget.spend(old.iterations, old.name)?;
                old.decrypt(ciphertext, passphrase).ok_or(Refusal::Wrong)
            }
            Kind::Unknown(name) => Err(Refusal::Unsupported(name.clone())),
        }
    }

    /// What it is called and how often it hashes.
    pub fn protection(&self) -> Protection {
        let (scheme, iterations) = match &self.kind {
            Kind::Pbes2(pbes2) => (pbes2.to_string(), pbes2.kdf.iterations()),
            Kind::Old(old) => (old.name.to_owned(), Some(old.iterations)),
            Kind::Unknown(name) => (name.clone(), None),
        };
        Protection { scheme, iterations }
    }

    /// Its cipher, when that is one that can be handled.
    pub fn cipher(&self) -> Option<Cipher> {
        match &self.kind {
            Kind::Pbes2(pbes2) => pbes2.cipher.as_ref().map(|(cipher, _)| *cipher),
            Kind::Old(old) => Some(old.cipher),
            Kind::Unknown(_) => None,
        }
    }
}

impl fmt::Display for Protection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.scheme)?;
        match self.iterations {
            None => Ok(()),
            Some(1) => f.write_str(", 1 iteration"),
            Some(n) => write!(f, ", {n} iterations"),
        }
    }
}

impl Old {
    /// PBEParameter (RFC 8018 appendix A.3) and pkcs-12PbeParams are the same: salt, iterations.
    fn parse(row: &Row, parameters: &[u8]) -> Option<Self> {
        let (parameters, _) = der::take_tag(parameters, tag::SEQUENCE)?;
        let (salt, rest) = der::take_tag(parameters.value, tag::OCTET_STRING)?;
        let (count, _) = der::take_tag(rest, tag::INTEGER)?;
        Some(Self {
            name: row.1,
            family: row.2,
            cipher: row.3,
            salt: salt.value.to_vec(),
            iterations: iterations(&count)?,
        })
    }

    fn decrypt(&self, ciphertext: &[u8], passphrase: &Spelling) -> Option<Zeroizing<Vec<u8>>> {
        let (key_len, iv_len) = (self.cipher.key_len(), self.cipher.iv_len());
        let (key, iv) = match self.family {
            Family::Pbes1(hash) => {
                let both = hash.pbkdf1(&passphrase.raw, &self.salt, self.iterations, 16);
                let (key, iv) = both.split_at_checked(key_len)?;
                (Zeroizing::new(key.to_vec()), Zeroizing::new(iv.to_vec()))
            }
            Family::Pkcs12 => {
                let derive = |purpose: Purpose, len: usize| {
                    Hash::Sha1.pkcs12(purpose, &passphrase.bmp, &self.salt, self.iterations, len)
                };
                (derive(Purpose::Key, key_len), derive(Purpose::Iv, iv_len))
            }
        };
        self.cipher.decrypt(&key, &iv, ciphertext)
    }
}

const PBES2: &str = "1.2.840.113549.1.5.13";

/// The OID, the RFC's name, how key and vector are derived, the cipher.
type Row = (&'static str, &'static str, Family, Cipher);

#[rustfmt::skip] // a table
const OLD: &[Row] = &[
    ("1.2.840.113549.1.5.3", "pbeWithMD5AndDES-CBC", Family::Pbes1(Hash::Md5), Cipher::Des),
    ("1.2.840.113549.1.5.6", "pbeWithMD5AndRC2-CBC", Family::Pbes1(Hash::Md5), Cipher::Rc2(64)),
    ("1.2.840.113549.1.5.10", "pbeWithSHA1AndDES-CBC", Family::Pbes1(Hash::Sha1), Cipher::Des),
    ("1.2.840.113549.1.5.11", "pbeWithSHA1AndRC2-CBC", Family::Pbes1(Hash::Sha1), Cipher::Rc2(64)),
    ("1.2.840.113549.1.12.1.1", "pbeWithSHAAnd128BitRC4", Family::Pkcs12, Cipher::Rc4(128)),
    ("1.2.840.113549.1.12.1.2", "pbeWithSHAAnd40BitRC4", Family::Pkcs12, Cipher::Rc4(40)),
    ("1.2.840.113549.1.12.1.3", "pbeWithSHAAnd3-KeyTripleDES-CBC", Family::Pkcs12, Cipher::TripleDes),
    ("1.2.840.113549.1.12.1.4", "pbeWithSHAAnd2-KeyTripleDES-CBC", Family::Pkcs12, Cipher::TwoKeyTripleDes),
    ("1.2.840.113549.1.12.1.5", "pbeWithSHAAnd128BitRC2-CBC", Family::Pkcs12, Cipher::Rc2(128)),
    ("1.2.840.113549.1.12.1.6", "pbeWithSHAAnd40BitRC2-CBC", Family::Pkcs12, Cipher::Rc2(40)),
];

const UNKNOWN: &[(&str, &str)] = &[
    ("1.2.840.113549.1.5.1", "pbeWithMD2AndDES-CBC"),
    ("1.2.840.113549.1.5.4", "pbeWithMD2AndRC2-CBC"),
];
