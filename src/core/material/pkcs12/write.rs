//! Writing PKCS#12: p12-keystore does it; what it cannot express is refused here by name.

use p12_keystore::{
    Certificate as P12Certificate, EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm,
    PrivateKey as P12Key, PrivateKeyChain, error::Error as P12Error,
};
use zeroize::Zeroizing;

use super::super::{Certificate, PrivateKey};
use crate::core::secret::Secret;
use crate::core::{Error, Result};

/// Writes a key and its chain (leaf first) under one passphrase: AES-256 and a SHA-256 MAC, read
/// by OpenSSL 1.1 and later, Java 8u301 and later, and Windows since 10 1709. `name` becomes the
/// friendlyName, which is Java's alias; characters that a BMPString cannot hold are left out.
///
/// # Errors
/// `Invalid` for a passphrase that PKCS#12 cannot express, `Crypto` when the writer refuses.
pub fn write(
    key: &PrivateKey,
    chain: &[Certificate],
    name: &str,
    passphrase: &Secret,
) -> Result<Zeroizing<Vec<u8>>> {
    // exposed to derive the keys from it
    let text = passphrase
        .expose_text()
        .filter(|t| t.chars().all(in_bmp))
        .ok_or_else(|| Error::Invalid {
            problem: "the new passphrase has characters that a PKCS#12 file cannot express".into(),
            fix: "choose one in UTF-8 without emoji".into(),
        })?;
    let failed = |e: P12Error| Error::Crypto {
        doing: "writing the PKCS#12 file",
        reason: e.to_string().to_lowercase(),
    };
    let certificates = chain
        .iter()
        .map(|c| P12Certificate::from_der(c.as_der()))
        .collect::<std::result::Result<Vec<_>, _>>()
        .map_err(failed)?;
    let key_copy = P12Key::from_der(key.expose_pkcs8()).map_err(failed)?; // exposed to be written
    let entry = PrivateKeyChain::new(local_key_id(key), key_copy, certificates);
    let alias: String = name.chars().filter(|c| in_bmp(*c)).collect();
    let mut store = KeyStore::new();
    store.add_entry(&alias, KeyStoreEntry::PrivateKeyChain(entry));
    store
        .writer(text)
        .encryption_algorithm(EncryptionAlgorithm::PbeWithHmacSha256AndAes256)
        .encryption_iterations(WRITE_ITERATIONS)
        .mac_algorithm(MacAlgorithm::HmacSha256)
        .mac_iterations(WRITE_ITERATIONS)
        .write()
        .map(Zeroizing::new)
        .map_err(failed)
}

/// Ties the key to its certificate in the file; any unique bytes do.
fn local_key_id(key: &PrivateKey) -> Vec<u8> {
    use sha1::Digest;
    sha1::Sha1::digest(key.public_key().as_spki()).to_vec()
}

fn in_bmp(c: char) -> bool {
    u32::from(c) <= 0xffff
}

/// Hash rounds of the files written here, for each bag and the MAC: some 0.1 s together; Java's
/// default is 10,000, and more than this makes old Java stores slow to open.
pub const WRITE_ITERATIONS: u32 = 100_000;
