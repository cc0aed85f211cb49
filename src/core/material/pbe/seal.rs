//! What is written under a passphrase: PBES2 with AES-256, and one scheme of RFC 7292 for readers
//! that know nothing better. Must not decide for whom; that is `identity::export`'s.

use super::super::der::{self, tag};
use super::super::public_key::algorithm_identifier;
use super::{Cipher, Hash, Purpose, Spelling};
use crate::core::secret::Secret;
use crate::core::{Error, Result};

/// How a passphrase becomes a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretching {
    /// PBKDF2 with HMAC-SHA-256, read by everything that reads PBES2.
    Pbkdf2 {
        /// How often it hashes.
        iterations: u32,
    },
    /// scrypt (RFC 7914), which costs memory too: 16 MiB. Read by OpenSSL 1.1 and later, Node and
    /// Python, neither by Java nor by GnuTLS.
    Scrypt,
}

/// Something encrypted, with the name of how.
pub struct Sealed {
    /// The AlgorithmIdentifier.
    pub algorithm: Vec<u8>,
    /// What it is the encryption of.
    pub ciphertext: Vec<u8>,
}

impl Default for Stretching {
    /// PBKDF2 with `LOCK_ITERATIONS`.
    fn default() -> Self {
        Self::Pbkdf2 {
            iterations: LOCK_ITERATIONS,
        }
    }
}

impl Sealed {
    /// EncryptedPrivateKeyInfo (RFC 5958 section 3).
    pub fn to_pkcs8(&self) -> Vec<u8> {
        let octets = der::wrap(tag::OCTET_STRING, &self.ciphertext);
        der::sequence(&[&self.algorithm, &octets])
    }
}

/// Under PBES2 (RFC 8018 section 6.2) with AES-256-CBC.
///
/// # Errors
/// `Crypto` when no random bytes are to be had.
pub fn seal(plain: &[u8], passphrase: &Secret, stretching: Stretching) -> Result<Sealed> {
    let (salt, iv) = (random::<16>()?, random::<16>()?);
    let sealed = match stretching {
        Stretching::Pbkdf2 { iterations } => pbkdf2(plain, passphrase, iterations, &salt, &iv),
        Stretching::Scrypt => scrypt(plain, passphrase, &salt, iv),
    };
    sealed.ok_or_else(failed)
}

/// Under pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292 appendix C), the best that Java before 8u301,
/// Windows before 10 1709 and macOS's keychain read in a PKCS#12 file.
///
/// # Errors
/// `Crypto` when no random bytes are to be had.
pub fn seal_old(plain: &[u8], passphrase: &Spelling, iterations: u32) -> Result<Sealed> {
    let salt = random::<8>()?;
    let cipher = Cipher::TripleDes;
    let derive = |purpose: Purpose, len: usize| {
        Hash::Sha1.pkcs12(purpose, &passphrase.bmp, &salt, iterations.into(), len)
    };
    let key = derive(Purpose::Key, cipher.key_len());
    let iv = derive(Purpose::Iv, cipher.iv_len());
    let salt = der::wrap(tag::OCTET_STRING, &salt);
    let parameters = der::sequence(&[&salt, &der::integer(iterations.into())]);
    let sealed = || {
        Some(Sealed {
            algorithm: algorithm_identifier(SHA1_3DES, &parameters)?,
            ciphertext: cipher.encrypt(&key, &iv, plain)?,
        })
    };
    sealed().ok_or_else(failed)
}

/// So many random bytes.
///
/// # Errors
/// `Crypto` when there are none to be had.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0u8; N];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Error::Crypto {
        doing: "getting random bytes",
        reason: "the system gives none".into(),
    })?;
    Ok(bytes)
}

fn pbkdf2(
    plain: &[u8],
    passphrase: &Secret,
    iterations: u32,
    salt: &[u8],
    iv: &[u8],
) -> Option<Sealed> {
    let cipher = Cipher::Aes256;
    // exposed to derive the key from it
    let password = passphrase.expose_secret();
    let key = Hash::Sha256.pbkdf2(password, salt, iterations.into(), cipher.key_len())?;
    let kdf = der::sequence(&[
        &der::wrap(tag::OCTET_STRING, salt),
        &der::integer(iterations.into()),
        &algorithm_identifier(HMAC_SHA256, &der::wrap(tag::NULL, &[]))?,
    ]);
    let kdf = algorithm_identifier(PBKDF2, &kdf)?;
    let encryption = algorithm_identifier(AES_256_CBC, &der::wrap(tag::OCTET_STRING, iv))?;
    Some(Sealed {
        algorithm: algorithm_identifier(PBES2, &der::sequence(&[&kdf, &encryption]))?,
        ciphertext: cipher.encrypt(&key, iv, plain)?,
    })
}

fn scrypt(plain: &[u8], passphrase: &Secret, salt: &[u8], iv: [u8; 16]) -> Option<Sealed> {
    use pkcs8::der::Encode;
    let (log_n, r, p) = SCRYPT;
    let costs = pkcs5::scrypt::Params::new(log_n, r, p).ok()?;
    let scheme = pkcs5::pbes2::Parameters::generate_scrypt_aes256cbc(costs, salt, iv).ok()?;
    Some(Sealed {
        // exposed to derive the key from it
        ciphertext: scheme.encrypt(passphrase.expose_secret(), plain).ok()?,
        algorithm: pkcs5::EncryptionScheme::from(scheme).to_der().ok()?,
    })
}

fn failed() -> Error {
    Error::Crypto {
        doing: "encrypting",
        reason: "the cipher refuses".into(),
    }
}

/// PBKDF2 iterations of the keys written here: OWASP's figure for HMAC-SHA-256, some 0.3 s.
const LOCK_ITERATIONS: u32 = 600_000;
/// log2 N, r and p: what OWASP names beside N=2^17 and p=1, in memory that OpenSSL grants (32 MiB).
const SCRYPT: (u8, u32, u32) = (14, 8, 5);

const PBES2: &str = "1.2.840.113549.1.5.13";
const PBKDF2: &str = "1.2.840.113549.1.5.12";
const HMAC_SHA256: &str = "1.2.840.113549.2.9";
const AES_256_CBC: &str = "2.16.840.1.101.3.4.1.42";
const SHA1_3DES: &str = "1.2.840.113549.1.12.1.3";

#[cfg(test)]
mod tests {
    use super::super::{Budget, Limits, Scheme};
    use super::*;

    fn opened(sealed: &Sealed, passphrase: &str) -> Option<Vec<u8>> {
        let scheme = Scheme::parse(&der::take(&sealed.algorithm)?.0)?;
        let spelling = Spelling::of(&Secret::new(passphrase)).swap_remove(0);
        let plain = scheme.decrypt(
            &sealed.ciphertext,
            &spelling,
            &mut Budget::new(Limits::default()),
        );
        plain.ok().map(|plain| plain.to_vec())
    }

    #[test]
    fn what_is_sealed_opens_with_its_passphrase_only() {
        let secret = Secret::new("pw");
        let quick = Stretching::Pbkdf2 { iterations: 300 };
        let spelling = Spelling::of(&secret).swap_remove(0);
        for sealed in [
            seal(b"some text", &secret, quick).unwrap(),
            seal(b"some text", &secret, Stretching::Scrypt).unwrap(),
            seal_old(b"some text", &spelling, 300).unwrap(),
        ] {
            assert_eq!(opened(&sealed, "pw").as_deref(), Some(&b"some text"[..]));
            assert_ne!(opened(&sealed, "qw").as_deref(), Some(&b"some text"[..]));
        }
    }
}
