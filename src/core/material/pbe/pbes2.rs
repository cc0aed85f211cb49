//! PBES2 (RFC 8018 section 6.2): a key derivation and a cipher, each named by itself. PBKDF2 with
//! a CBC cipher is done here; scrypt (RFC 7914) and AES-GCM are the `pkcs5` crate's.

use std::fmt;

use pkcs8::der::Decode;
use zeroize::Zeroizing;

use super::super::der::{self, Tlv, tag};
use super::{Budget, Cipher, Hash, Refusal, integer, iterations};

/// The parameters of a PBES2 AlgorithmIdentifier.
pub struct Pbes2 {
    /// From passphrase to key.
    pub kdf: Kdf,
    /// The cipher's name, whether or not it can be handled.
    pub cipher_name: String,
    /// The cipher and its initialisation vector, when it is a CBC cipher known here.
    pub cipher: Option<(Cipher, Vec<u8>)>,
}

/// A key derivation as PBES2 and PBMAC1 name it.
pub enum Kdf {
    /// RFC 8018 appendix A.2.
    Pbkdf2 {
        /// The salt.
        salt: Vec<u8>,
        /// How often, 1 or more.
        iterations: u64,
        /// The length of the key in bytes, where it is given.
        key_len: Option<u64>,
        /// The hash of its HMAC, or the name or OID of a function not handled here.
        prf: Result<Hash, String>,
    },
    /// RFC 7914 section 7: cost, block size, parallelisation.
    Scrypt {
        /// N
        cost: u64,
        /// r
        block: u64,
        /// p
        lanes: u64,
    },
    /// Anything else, by its dotted OID.
    Other(String),
}

impl Pbes2 {
    /// From the parameters of the AlgorithmIdentifier; `None` when they are damaged.
    pub fn parse(parameters: &[u8]) -> Option<Self> {
        let (parameters, _) = der::take_tag(parameters, tag::SEQUENCE)?;
        let (kdf, rest) = der::take_tag(parameters.value, tag::SEQUENCE)?;
        let (cipher, _) = der::take_tag(rest, tag::SEQUENCE)?;
        let (oid, parameters) = der::take_tag(cipher.value, tag::OID)?;
        let dotted = der::dotted(oid.value);
        let cipher = cbc_cipher(&dotted, parameters);
        let cipher_name = match &cipher {
            Some((cipher, _)) => cipher.to_string(),
            None => other_cipher(dotted),
        };
        Some(Self {
            kdf: Kdf::parse(&kdf)?,
            cipher_name,
            cipher,
        })
    }

    /// Decrypts; `algorithm` is the whole AlgorithmIdentifier.
    ///
    /// # Errors
    /// See `Refusal`.
    pub fn decrypt(
        &self,
        algorithm: &[u8],
        password: &[u8],
        ciphertext: &[u8],
        budget: &mut Budget,
    ) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        if let Some((cipher, iv)) = &self.cipher
            && matches!(self.kdf, Kdf::Pbkdf2 { .. })
        {
            let key = self.kdf.derive(password, cipher.key_len(), budget)?;
            return cipher.decrypt(&key, iv, ciphertext).ok_or(Refusal::Wrong);
        }
        budget.spend(self.kdf.price()?, &self.kdf.to_string())?;
        let unsupported = || Refusal::Unsupported(self.to_string());
        let scheme = pkcs5::EncryptionScheme::from_der(algorithm).map_err(|_| unsupported())?;
        match scheme.decrypt(password, ciphertext) {
            Ok(plain) => Ok(Zeroizing::new(plain)),
            Err(pkcs5::Error::DecryptFailed) => Err(Refusal::Wrong),
            Err(_) => Err(unsupported()),
        }
    }
}

impl Kdf {
    /// From its AlgorithmIdentifier; `None` when that is damaged.
    pub fn parse(algorithm: &Tlv<'_>) -> Option<Self> {
        let (oid, parameters) = der::take_tag(algorithm.value, tag::OID)?;
        let dotted = der::dotted(oid.value);
        match dotted.as_str() {
            PBKDF2 => parse_pbkdf2(parameters),
            SCRYPT => parse_scrypt(parameters),
            _ => Some(Self::Other(dotted)),
        }
    }

    /// A key of `len` bytes, by PBKDF2 only.
    ///
    /// # Errors
    /// `Unsupported` for any other derivation or hash, and for its price.
    pub fn derive(
        &self,
        password: &[u8],
        len: usize,
        budget: &mut Budget,
    ) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        budget.spend(self.price()?, &self.to_string())?;
        let derived = match self {
            Self::Pbkdf2 {
                salt,
                iterations,
                prf: Ok(hash),
                ..
            } => hash.pbkdf2(password, salt, *iterations, len),
            _ => None,
        };
        derived.ok_or_else(|| Refusal::Unsupported(self.to_string()))
    }

    /// How often it hashes; `None` where that is not a count of iterations.
    pub fn iterations(&self) -> Option<u64> {
        match self {
            Self::Pbkdf2 { iterations, .. } => Some(*iterations),
            _ => None,
        }
    }

    /// In iterations; one round of scrypt's inner mix costs about as much as one of PBKDF2.
    fn price(&self) -> Result<u64, Refusal> {
        let unsupported = || Refusal::Unsupported(self.to_string());
        match self {
            Self::Pbkdf2 { iterations, .. } => Ok(*iterations),
            Self::Other(_) => Err(unsupported()),
            Self::Scrypt { cost, block, lanes } => {
                // pkcs5 panics on a cost of 0
                if *cost < 2 || *lanes > MAX_SCRYPT_LANES {
                    return Err(unsupported());
                }
                let lanes = (*lanes).max(PRICE_OF_MEMORY);
                Ok(cost.saturating_mul(*block).saturating_mul(lanes))
            }
        }
    }
}

/// The function of an AlgorithmIdentifier, as the hash of its HMAC or a dotted OID.
pub fn prf(algorithm: &Tlv<'_>) -> Option<Result<Hash, String>> {
    let (oid, _) = der::take_tag(algorithm.value, tag::OID)?;
    Some(Hash::from_hmac_oid(&oid))
}

impl fmt::Display for Pbes2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {}", self.cipher_name, self.kdf)
    }
}

impl fmt::Display for Kdf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pbkdf2 { prf: Ok(hash), .. } => write!(f, "PBKDF2-HMAC-{}", hash.name()),
            Self::Pbkdf2 {
                prf: Err(other), ..
            } => write!(f, "PBKDF2 with {other}"),
            Self::Scrypt { cost, block, lanes } => {
                write!(f, "scrypt (N={cost}, r={block}, p={lanes})")
            }
            Self::Other(oid) => write!(f, "key derivation {oid}"),
        }
    }
}

fn parse_pbkdf2(parameters: &[u8]) -> Option<Kdf> {
    let (parameters, _) = der::take_tag(parameters, tag::SEQUENCE)?;
    let (salt, rest) = der::take_tag(parameters.value, tag::OCTET_STRING)?;
    let (count, mut rest) = der::take_tag(rest, tag::INTEGER)?;
    let mut key_len = None;
    if let Some((len, after)) = der::take_tag(rest, tag::INTEGER) {
        key_len = Some(integer(&len)?);
        rest = after;
    }
    let prf = match der::take_tag(rest, tag::SEQUENCE) {
        Some((algorithm, _)) => prf(&algorithm)?,
        None => Ok(Hash::Sha1), // RFC 8018 appendix A.2: the default
    };
    Some(Kdf::Pbkdf2 {
        salt: salt.value.to_vec(),
        iterations: iterations(&count)?,
        key_len,
        prf,
    })
}

fn parse_scrypt(parameters: &[u8]) -> Option<Kdf> {
    let (parameters, _) = der::take_tag(parameters, tag::SEQUENCE)?;
    let (_, rest) = der::take_tag(parameters.value, tag::OCTET_STRING)?;
    let (cost, rest) = der::take_tag(rest, tag::INTEGER)?;
    let (block, rest) = der::take_tag(rest, tag::INTEGER)?;
    let (lanes, _) = der::take_tag(rest, tag::INTEGER)?;
    Some(Kdf::Scrypt {
        cost: integer(&cost)?,
        block: integer(&block)?,
        lanes: integer(&lanes)?,
    })
}

fn cbc_cipher(dotted: &str, parameters: &[u8]) -> Option<(Cipher, Vec<u8>)> {
    let cipher = match dotted {
        "2.16.840.1.101.3.4.1.2" => Cipher::Aes128,
        "2.16.840.1.101.3.4.1.22" => Cipher::Aes192,
        "2.16.840.1.101.3.4.1.42" => Cipher::Aes256,
        "1.2.840.113549.3.7" => Cipher::TripleDes,
        "1.3.14.3.2.7" => Cipher::Des,
        "1.2.840.113549.3.2" => return rc2(parameters),
        _ => return None,
    };
    let (iv, _) = der::take_tag(parameters, tag::OCTET_STRING)?;
    Some((cipher, iv.value.to_vec()))
}

/// RC2-CBC-Parameter (RFC 8018 appendix B.2.3): a code for the effective bits, and the vector.
fn rc2(parameters: &[u8]) -> Option<(Cipher, Vec<u8>)> {
    let (parameters, _) = der::take_tag(parameters, tag::SEQUENCE)?;
    let (version, rest) = der::take_tag(parameters.value, tag::INTEGER)?;
    let bits = match integer(&version)? {
        160 => 40,
        120 => 64,
        58 => 128,
        _ => return None,
    };
    let (iv, _) = der::take_tag(rest, tag::OCTET_STRING)?;
    Some((Cipher::Rc2(bits), iv.value.to_vec()))
}

fn other_cipher(dotted: String) -> String {
    if let Some(name) = aes_mode(&dotted) {
        return name;
    }
    let known = OTHER_CIPHERS.iter().find(|(oid, _)| *oid == dotted);
    known.map_or(dotted, |(_, name)| (*name).to_owned())
}

/// NIST's arc of AES: the tens are the length of the key, the ones the mode.
fn aes_mode(dotted: &str) -> Option<String> {
    let last: usize = dotted.strip_prefix("2.16.840.1.101.3.4.1.")?.parse().ok()?;
    let bits = [128, 192, 256].get(last / 20)?;
    let mode = AES_MODES.get(last % 20)?;
    Some(format!("AES-{bits}-{mode}"))
}

/// By the last arc of their OIDs.
const AES_MODES: &[&str] = &["", "ECB", "CBC", "OFB", "CFB", "wrap", "GCM", "CCM"];
/// What a round of scrypt's mix costs at least, in iterations, for the 128 bytes of memory that it
/// takes: 10,000,000 iterations are 305 MiB.
const PRICE_OF_MEMORY: u64 = 4;
/// The most lanes (p) of scrypt; each takes memory of its own, and nobody writes more than 1.
const MAX_SCRYPT_LANES: u64 = 16;
const PBKDF2: &str = "1.2.840.113549.1.5.12";
const SCRYPT: &str = "1.3.6.1.4.1.11591.4.11";

#[rustfmt::skip] // a table
const OTHER_CIPHERS: &[(&str, &str)] = &[
    ("1.2.840.113549.3.4", "RC4"),
    ("1.3.14.3.2.6", "DES-ECB"),
    ("1.3.14.3.2.8", "DES-OFB"),
    ("1.3.14.3.2.9", "DES-CFB"),
    ("1.2.840.113549.3.2", "RC2-CBC"),
    ("1.2.392.200011.61.1.1.1.2", "CAMELLIA-128-CBC"),
    ("1.2.392.200011.61.1.1.1.3", "CAMELLIA-192-CBC"),
    ("1.2.392.200011.61.1.1.1.4", "CAMELLIA-256-CBC"),
    ("1.2.410.200046.1.1.2", "ARIA-128-CBC"),
    ("1.2.410.200046.1.1.7", "ARIA-192-CBC"),
    ("1.2.410.200046.1.1.12", "ARIA-256-CBC"),
    ("1.2.410.200004.1.4", "SEED-CBC"),
    ("1.2.156.10197.1.104.2", "SM4-CBC"),
    ("1.2.840.113533.7.66.10", "CAST5-CBC"),
    ("1.3.6.1.4.1.3029.1.2", "BF-CBC"),
    ("1.3.6.1.4.1.188.7.1.1.2", "IDEA-CBC"),
    ("1.2.643.2.2.21", "GOST 28147-89"),
];
