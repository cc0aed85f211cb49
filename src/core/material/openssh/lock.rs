//! What an OpenSSH private key is locked with: bcrypt's derivation and the ciphers of the SSH
//! protocol. Decrypts only.

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{self, DecryptingKey, DecryptionContext, UnboundCipherKey};
use cbc::Decryptor;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit, block_padding::NoPadding};
use des::TdesEde3;
use zeroize::Zeroizing;

use super::super::cursor::Cursor;
use super::super::pbe::{Budget, Refusal};
use crate::core::secret::Secret;

/// A cipher and what its key is derived from.
pub struct Lock {
    cipher: Cipher,
    name: String,
    kdf: Kdf,
}

enum Kdf {
    None,
    Bcrypt { salt: Vec<u8>, rounds: u32 },
    Other(String),
}

enum Cipher {
    None,
    Ctr(&'static cipher::Algorithm, usize),
    Cbc(&'static cipher::Algorithm, usize),
    TripleDes,
    Gcm(&'static aead::Algorithm, usize),
    Other,
}

impl Lock {
    /// From the names in the file and the derivation's options; `None` when those are damaged.
    pub fn new(cipher: &str, kdf: &str, options: &[u8]) -> Option<Self> {
        let mut options = Cursor::new(options);
        let kdf = match kdf {
            "none" => Kdf::None,
            "bcrypt" => Kdf::Bcrypt {
                salt: options.block()?.to_vec(),
                rounds: options.u32()?,
            },
            other => Kdf::Other(other.to_owned()),
        };
        let name = cipher.to_owned();
        let cipher = match cipher {
            "none" => Cipher::None,
            "aes128-ctr" => Cipher::Ctr(&cipher::AES_128, 16),
            "aes192-ctr" => Cipher::Ctr(&cipher::AES_192, 24),
            "aes256-ctr" => Cipher::Ctr(&cipher::AES_256, 32),
            "aes128-cbc" => Cipher::Cbc(&cipher::AES_128, 16),
            "aes192-cbc" => Cipher::Cbc(&cipher::AES_192, 24),
            "aes256-cbc" => Cipher::Cbc(&cipher::AES_256, 32),
            "3des-cbc" => Cipher::TripleDes,
            "aes128-gcm@openssh.com" => Cipher::Gcm(&aead::AES_128_GCM, 16),
            "aes256-gcm@openssh.com" => Cipher::Gcm(&aead::AES_256_GCM, 32),
            _ => Cipher::Other,
        };
        Some(Self { cipher, name, kdf })
    }

    /// Whether nothing is locked.
    pub fn is_open(&self) -> bool {
        matches!(self.cipher, Cipher::None)
    }

    /// The length of what an AEAD cipher puts behind its text, in bytes.
    pub fn tag_len(&self) -> usize {
        match self.cipher {
            Cipher::Gcm(..) => 16,
            Cipher::Other if self.name.contains("poly1305") => 16,
            _ => 0,
        }
    }

    /// The plain section. What comes out may be garbage: the section itself tells.
    ///
    /// # Errors
    /// See `Refusal`.
    pub fn open(
        &self,
        section: &[u8],
        passphrase: &Secret,
        budget: &mut Budget,
    ) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        let (key_len, iv_len) = match &self.cipher {
            Cipher::None => return Ok(Zeroizing::new(section.to_vec())),
            Cipher::Ctr(_, key) | Cipher::Cbc(_, key) => (*key, 16),
            Cipher::TripleDes => (24, 8),
            Cipher::Gcm(_, key) => (*key, 12),
            Cipher::Other => {
                let name = format!("{} in an OpenSSH private key", self.name);
                return Err(Refusal::Unsupported(name));
            }
        };
        let derived = self.derive(passphrase, key_len + iv_len, budget)?;
        let (key, iv) = derived.split_at(key_len);
        self.decrypt(section, key, iv).ok_or(Refusal::Wrong)
    }

    fn derive(
        &self,
        passphrase: &Secret,
        len: usize,
        budget: &mut Budget,
    ) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        let (salt, rounds) = match &self.kdf {
            Kdf::Bcrypt { salt, rounds } => (salt, *rounds),
            Kdf::None => return Err(damaged()),
            Kdf::Other(name) => {
                return Err(Refusal::Unsupported(format!("key derivation {name}")));
            }
        };
        budget.spend(
            u64::from(rounds).saturating_mul(PRICE_OF_ROUND),
            &format!("bcrypt, {rounds} rounds"),
        )?;
        if passphrase.is_empty() {
            return Err(Refusal::Wrong); // bcrypt takes none, and OpenSSH locks with none
        }
        let mut out = Zeroizing::new(vec![0u8; len]);
        // exposed to derive the key from it
        bcrypt_pbkdf::bcrypt_pbkdf(passphrase.expose_secret(), salt, rounds, &mut out)
            .map_err(|_| damaged())?;
        Ok(out)
    }

    /// `None` when length or tag is wrong.
    fn decrypt(&self, section: &[u8], key: &[u8], iv: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut plain = Zeroizing::new(section.to_vec());
        let aes = |algorithm| UnboundCipherKey::new(algorithm, key).ok();
        let context = || Some(DecryptionContext::Iv128(iv.try_into().ok()?));
        match &self.cipher {
            Cipher::None | Cipher::Other => {}
            Cipher::Ctr(algorithm, _) => {
                let key = DecryptingKey::ctr(aes(algorithm)?).ok()?;
                key.decrypt(&mut plain, context()?).ok()?;
            }
            Cipher::Cbc(algorithm, _) => {
                let key = DecryptingKey::cbc(aes(algorithm)?).ok()?;
                key.decrypt(&mut plain, context()?).ok()?;
            }
            Cipher::TripleDes => {
                let key = Decryptor::<TdesEde3>::new_from_slices(key, iv).ok()?;
                key.decrypt_padded::<NoPadding>(&mut plain).ok()?;
            }
            Cipher::Gcm(algorithm, _) => {
                let key = LessSafeKey::new(UnboundKey::new(algorithm, key).ok()?);
                let nonce = Nonce::try_assume_unique_for_key(iv).ok()?;
                key.open_in_place(nonce, Aad::empty(), &mut plain).ok()?;
            }
        }
        Some(plain)
    }
}

fn damaged() -> Refusal {
    Refusal::Damaged("private key", "its encryption cannot be read".into())
}

/// What one round of bcrypt's derivation takes, in iterations of PBKDF2: 7 ms against 0.6 us.
const PRICE_OF_ROUND: u64 = 10_000;
