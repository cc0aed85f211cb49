//! Keys locked the traditional OpenSSL way (`Proc-Type: 4,ENCRYPTED`, RFC 1421 headers):
//! one MD5 pass over passphrase and salt, CBC. Written only when asked for by name: whoever has
//! the file tries millions of passphrases a second.

use md5::{Digest, Md5};
use zeroize::Zeroizing;

use super::{hex, pbe, unhex};
use crate::core::secret::Secret;
use crate::core::{Error, Result};

/// The cipher named by a `DEK-Info` header, with its initialisation vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cipher {
    kind: pbe::Cipher,
    iv: Vec<u8>,
}

/// A `DEK-Info` header that cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub enum BadHeader {
    /// A cipher that cannot be handled here.
    Cipher(String),
    /// Not `NAME,HEX` or an initialisation vector of the wrong length.
    Form,
}

impl Cipher {
    /// From the value of a `DEK-Info` header such as `AES-256-CBC,00112233...`.
    ///
    /// # Errors
    /// See `BadHeader`.
    pub fn from_dek_info(value: &str) -> std::result::Result<Self, BadHeader> {
        let (name, iv) = value.split_once(',').ok_or(BadHeader::Form)?;
        let kind = match name.trim() {
            "DES-CBC" => pbe::Cipher::Des,
            "DES-EDE3-CBC" => pbe::Cipher::TripleDes,
            "AES-128-CBC" => pbe::Cipher::Aes128,
            "AES-192-CBC" => pbe::Cipher::Aes192,
            "AES-256-CBC" => pbe::Cipher::Aes256,
            "RC2-40-CBC" => pbe::Cipher::Rc2(40),
            "RC2-64-CBC" => pbe::Cipher::Rc2(64),
            "RC2-CBC" => pbe::Cipher::Rc2(128),
            other => return Err(BadHeader::Cipher(other.to_owned())),
        };
        let iv = unhex(iv.trim())
            .filter(|iv| iv.len() == kind.iv_len())
            .ok_or(BadHeader::Form)?;
        Ok(Self { kind, iv })
    }

    /// The plain bytes; `None` when the padding says that the passphrase is wrong (1 wrong one in
    /// 256 passes: check what comes out).
    pub fn decrypt(&self, ciphertext: &[u8], passphrase: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let key = derive(passphrase, self.iv.get(..8)?, self.kind.key_len());
        self.kind.decrypt(&key, &self.iv, ciphertext)
    }
}

/// The value of the `DEK-Info` header and the ciphertext, under AES-256-CBC.
///
/// # Errors
/// `Crypto` when no random bytes are to be had.
pub fn encrypt(plain: &[u8], passphrase: &Secret) -> Result<(String, Vec<u8>)> {
    let kind = pbe::Cipher::Aes256;
    let iv = pbe::random::<16>()?;
    // exposed to derive the key from it
    let key = derive(passphrase.expose_secret(), &iv[..8], kind.key_len());
    let sealed = kind.encrypt(&key, &iv, plain).ok_or(Error::Crypto {
        doing: "encrypting",
        reason: "the cipher refuses".into(),
    })?;
    Ok((format!("{kind},{}", hex(&iv).to_uppercase()), sealed))
}

/// OpenSSL's EVP_BytesToKey with MD5 and one iteration.
fn derive(passphrase: &[u8], salt: &[u8], len: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(len + 16));
    let mut block = Zeroizing::new([0u8; 16]);
    while key.len() < len {
        let mut md5 = Md5::new();
        if !key.is_empty() {
            md5.update(block.as_slice());
        }
        md5.update(passphrase);
        md5.update(salt);
        block.copy_from_slice(&md5.finalize());
        key.extend_from_slice(block.as_slice());
    }
    key.truncate(len);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encrypted_opens_again() {
        let (dek_info, sealed) = encrypt(b"some text", &Secret::new("pw")).unwrap();
        let cipher = Cipher::from_dek_info(&dek_info).unwrap();
        let opened = cipher.decrypt(&sealed, b"pw").unwrap();
        assert_eq!(opened.as_slice(), b"some text");
    }

    #[test]
    fn headers_name_their_cipher() {
        assert!(Cipher::from_dek_info("DES-EDE3-CBC,0011223344556677").is_ok());
        assert_eq!(
            Cipher::from_dek_info("AES-128-CBC,0011"),
            Err(BadHeader::Form)
        );
        assert_eq!(Cipher::from_dek_info("nothing"), Err(BadHeader::Form));
        assert_eq!(
            Cipher::from_dek_info("IDEA-CBC,0011223344556677"),
            Err(BadHeader::Cipher("IDEA-CBC".into()))
        );
    }
}
