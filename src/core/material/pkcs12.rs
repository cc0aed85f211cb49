//! PKCS#12 (RFC 7292): opened with a passphrase into certificates and keys, and written.
//! Algorithms are p12-keystore's; this file turns its errors into ours and its bags into items.

use p12_keystore::{
    Certificate as P12Certificate, EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm,
    Pkcs12Archive, PrivateKey as P12Key, PrivateKeyChain, error::Error as P12Error,
};
use zeroize::Zeroizing;

use super::key::NotAKey;
use super::{Certificate, Kind, Origin, PrivateKey};
use crate::core::secret::Secret;
use crate::core::{Error, Result};

/// What was in the file, in file order.
pub struct Contents {
    /// The certificates, each with its friendlyName.
    pub certificates: Vec<(Certificate, Option<String>)>,
    /// The keys, each with its friendlyName.
    pub keys: Vec<(PrivateKey, Option<String>)>,
}

/// Opens the file.
///
/// # Errors
/// `WrongPassphrase`, `UnsupportedAlgorithm`, `Malformed`, `TooLarge` over `MAX_PKCS12`.
pub fn open(bytes: &[u8], passphrase: &Secret, origin: &Origin) -> Result<Contents> {
    if bytes.len() > MAX_PKCS12 {
        return Err(Error::TooLarge {
            origin: origin.clone(),
            limit: MAX_PKCS12 as u64,
        });
    }
    // exposed to derive the keys from it
    let text = passphrase
        .expose_text()
        .ok_or_else(|| Error::PassphraseNotText {
            origin: origin.clone(),
            what: Kind::Keystore,
        })?;
    let archive = Pkcs12Archive::from_pkcs12(bytes, text).map_err(|e| explain(&e, origin))?;
    let certificates = archive
        .certs
        .into_iter()
        .map(|bag| Ok((certificate(bag.cert.as_der(), origin)?, bag.friendly_name)))
        .collect::<Result<_>>()?;
    let keys = archive
        .keys
        .into_iter()
        .map(|bag| Ok((key(bag.key.as_der(), origin)?, bag.friendly_name)))
        .collect::<Result<_>>()?;
    Ok(Contents { certificates, keys })
}

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

fn certificate(der: &[u8], origin: &Origin) -> Result<Certificate> {
    Certificate::from_der(der).map_err(|reason| Error::Malformed {
        origin: origin.clone(),
        what: "certificate in the PKCS#12 file".into(),
        reason,
    })
}

fn key(der: &[u8], origin: &Origin) -> Result<PrivateKey> {
    PrivateKey::from_der(der).map_err(|e| match e {
        // without a MAC a wrong passphrase shows only here
        NotAKey::Damaged => Error::WrongPassphrase {
            origin: origin.clone(),
            what: Kind::Keystore,
        },
        NotAKey::Unsupported(algorithm) => Error::UnsupportedAlgorithm {
            origin: origin.clone(),
            what: "private key in the PKCS#12 file".into(),
            algorithm,
        },
    })
}

fn explain(error: &P12Error, origin: &Origin) -> Error {
    let origin = origin.clone();
    match error {
        P12Error::MacError(_) | P12Error::InvalidPrivateKey | P12Error::UnpadError => {
            Error::WrongPassphrase {
                origin,
                what: Kind::Keystore,
            }
        }
        P12Error::Pkcs5Error(text) if text.contains("decryption failed") => {
            Error::WrongPassphrase {
                origin,
                what: Kind::Keystore,
            }
        }
        P12Error::UnsupportedEncryptionScheme | P12Error::UnsupportedMacAlgorithm => {
            Error::UnsupportedAlgorithm {
                origin,
                what: "PKCS#12 file".into(),
                algorithm: "its cipher or MAC (RC2-128, RC4, two-key 3DES, MD5 or SHA-3)".into(),
            }
        }
        P12Error::InvalidParameters => Error::UnsupportedAlgorithm {
            origin,
            what: "PKCS#12 file".into(),
            algorithm: "a key derivation of more than 1,000,000 iterations".into(),
        },
        P12Error::Pkcs5Error(text) => Error::UnsupportedAlgorithm {
            origin,
            what: "PKCS#12 file".into(),
            algorithm: text.clone(),
        },
        other => Error::Malformed {
            origin,
            what: "PKCS#12 file".into(),
            reason: other.to_string().to_lowercase(),
        },
    }
}

/// The largest PKCS#12 file opened, in bytes: a real one has a few KiB, and each bag may cost a
/// million hash rounds.
pub const MAX_PKCS12: usize = 1 << 20;
/// Hash rounds of the files written here, for each bag and the MAC: some 0.1 s together; Java's
/// default is 10,000, and more than this makes old Java stores slow to open.
pub const WRITE_ITERATIONS: u32 = 100_000;
