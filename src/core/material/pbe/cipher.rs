//! The ciphers that private keys and PKCS#12 files are locked with, old ones included. Decrypts
//! with all, encrypts with AES-256 and, for readers that know nothing better, 3DES.

use std::fmt;

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::{
    BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyIvInit, block_padding::Pkcs7,
};
use cbc::{Decryptor, Encryptor};
use des::{Des, TdesEde2, TdesEde3};
use rc2::Rc2;
use zeroize::Zeroizing;

/// A cipher; block ciphers are in CBC mode with the padding of PKCS#7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cipher {
    /// DES, 56 bits
    Des,
    /// 3DES with two keys
    TwoKeyTripleDes,
    /// 3DES with three keys
    TripleDes,
    /// AES with 128 bits
    Aes128,
    /// AES with 192 bits
    Aes192,
    /// AES with 256 bits
    Aes256,
    /// RC2 (RFC 2268) with 40, 64 or 128 bits
    Rc2(u8),
    /// RC4 with 40 or 128 bits
    Rc4(u8),
}

impl Cipher {
    /// The length of its key in bytes.
    pub const fn key_len(self) -> usize {
        match self {
            Self::Des => 8,
            Self::Aes128 | Self::TwoKeyTripleDes => 16,
            Self::TripleDes | Self::Aes192 => 24,
            Self::Aes256 => 32,
            Self::Rc2(bits) | Self::Rc4(bits) => bits as usize / 8,
        }
    }

    /// The length of its initialisation vector in bytes.
    pub const fn iv_len(self) -> usize {
        match self {
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
            Self::Des | Self::TwoKeyTripleDes | Self::TripleDes | Self::Rc2(_) => 8,
            Self::Rc4(_) => 0,
        }
    }

    /// The plain bytes; `None` when the padding is wrong, as under a wrong key (1 in 256 passes,
    /// and RC4 has none: check what comes out).
    pub fn decrypt(self, key: &[u8], iv: &[u8], ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            Self::Des => cbc(Decryptor::<Des>::new_from_slices(key, iv).ok()?, ciphertext),
            Self::TwoKeyTripleDes => cbc(
                Decryptor::<TdesEde2>::new_from_slices(key, iv).ok()?,
                ciphertext,
            ),
            Self::TripleDes => cbc(
                Decryptor::<TdesEde3>::new_from_slices(key, iv).ok()?,
                ciphertext,
            ),
            Self::Aes128 => cbc(
                Decryptor::<Aes128>::new_from_slices(key, iv).ok()?,
                ciphertext,
            ),
            Self::Aes192 => cbc(
                Decryptor::<Aes192>::new_from_slices(key, iv).ok()?,
                ciphertext,
            ),
            Self::Aes256 => cbc(
                Decryptor::<Aes256>::new_from_slices(key, iv).ok()?,
                ciphertext,
            ),
            Self::Rc2(bits) => {
                // the crate takes any key up to 128 bytes and panics over it
                let key = key.get(..self.key_len())?;
                let rc2 = Rc2::new_with_eff_key_len(key, bits.into());
                cbc(Decryptor::inner_iv_slice_init(rc2, iv).ok()?, ciphertext)
            }
            Self::Rc4(_) => rc4(key, ciphertext),
        }
    }

    /// The ciphertext, padded; `None` for a key or vector of the wrong length, and for a cipher
    /// that nothing is written under any more.
    pub fn encrypt(self, key: &[u8], iv: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Aes256 => {
                let encryptor = Encryptor::<Aes256>::new_from_slices(key, iv).ok()?;
                Some(encryptor.encrypt_padded_vec::<Pkcs7>(plain))
            }
            Self::TripleDes => {
                let encryptor = Encryptor::<TdesEde3>::new_from_slices(key, iv).ok()?;
                Some(encryptor.encrypt_padded_vec::<Pkcs7>(plain))
            }
            _ => None,
        }
    }

    /// What speaks against it; `None` for a cipher of today.
    pub const fn weakness(self) -> Option<&'static str> {
        match self {
            Self::Aes128 | Self::Aes192 | Self::Aes256 => None,
            Self::TripleDes | Self::TwoKeyTripleDes => Some("NIST withdrew it in 2024"),
            _ => Some("OpenSSL 3, Node 17 and later and curl refuse it"),
        }
    }

    /// Whether the programs of today refuse it.
    pub const fn is_refused(self) -> bool {
        matches!(self, Self::Des | Self::Rc2(_) | Self::Rc4(_))
    }

    /// As people call it, without its mode.
    pub fn short_name(self) -> String {
        match self {
            Self::Des => "DES".into(),
            Self::TwoKeyTripleDes | Self::TripleDes => "3DES".into(),
            other => other.to_string().trim_end_matches("-CBC").to_owned(),
        }
    }
}

impl fmt::Display for Cipher {
    /// As OpenSSL names it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Des => f.write_str("DES-CBC"),
            Self::TwoKeyTripleDes => f.write_str("DES-EDE-CBC"),
            Self::TripleDes => f.write_str("DES-EDE3-CBC"),
            Self::Aes128 => f.write_str("AES-128-CBC"),
            Self::Aes192 => f.write_str("AES-192-CBC"),
            Self::Aes256 => f.write_str("AES-256-CBC"),
            Self::Rc2(bits) => write!(f, "RC2-{bits}-CBC"),
            Self::Rc4(bits) => write!(f, "RC4-{bits}"),
        }
    }
}

fn cbc(decryptor: impl BlockModeDecrypt, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    decryptor
        .decrypt_padded_vec::<Pkcs7>(ciphertext)
        .ok()
        .map(Zeroizing::new)
}

/// RC4; no crate for fifteen lines. `u8` indices cannot leave a table of 256.
fn rc4(key: &[u8], ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut state = Zeroizing::new([0u8; 256]);
    for (i, s) in (0..=255).zip(state.iter_mut()) {
        *s = i;
    }
    let mut j = 0u8;
    for (i, k) in (0..=255u8).zip(key.iter().cycle()) {
        j = j.wrapping_add(state[usize::from(i)]).wrapping_add(*k);
        state.swap(i.into(), j.into());
    }
    let (mut i, mut j) = (0u8, 0u8);
    let stream = ciphertext.iter().map(|byte| {
        i = i.wrapping_add(1);
        j = j.wrapping_add(state[usize::from(i)]);
        state.swap(i.into(), j.into());
        let at = state[usize::from(i)].wrapping_add(state[usize::from(j)]);
        byte ^ state[usize::from(at)]
    });
    let plain = Zeroizing::new(stream.collect::<Vec<u8>>());
    (!key.is_empty()).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rc4_gives_the_published_bytes() {
        let plain = rc4(
            b"Key",
            &[0xbb, 0xf3, 0x16, 0xe8, 0xd9, 0x40, 0xaf, 0x0a, 0xd3],
        );
        assert_eq!(plain.unwrap().as_slice(), b"Plaintext");
        assert!(rc4(b"", b"x").is_none());
    }

    #[test]
    fn what_is_encrypted_opens_again() {
        for cipher in [Cipher::Aes256, Cipher::TripleDes] {
            let (key, iv) = (vec![7; cipher.key_len()], vec![9; cipher.iv_len()]);
            let sealed = cipher.encrypt(&key, &iv, b"sixteen bytes ok").unwrap();
            assert_eq!(sealed.len() % cipher.iv_len(), 0);
            let opened = cipher.decrypt(&key, &iv, &sealed).unwrap();
            assert_eq!(opened.as_slice(), b"sixteen bytes ok");
        }
        assert!(Cipher::Rc2(40).encrypt(&[0; 5], &[0; 8], b"x").is_none());
        assert!(Cipher::Aes256.encrypt(&[0; 31], &[0; 16], b"x").is_none());
    }

    #[test]
    fn a_key_or_vector_of_the_wrong_length_is_refused() {
        for cipher in [
            Cipher::Des,
            Cipher::TripleDes,
            Cipher::Aes256,
            Cipher::Rc2(40),
        ] {
            assert!(cipher.decrypt(&[], &[0; 16], &[0; 16]).is_none());
            assert!(cipher.decrypt(&[1; 64], &[], &[0; 16]).is_none());
        }
    }
}
