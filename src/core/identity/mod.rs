//! Putting material together: a chain ordered leaf first, and an identity that cannot exist
//! mismatched. Must not ask for passphrases, nor read files but in `search`.

mod chain;
pub mod consistency;
pub mod export;
pub mod jwk;
mod order;
pub mod pairing;
mod rsa;
pub mod search;

pub use chain::{Chain, leaf_of};
pub use order::{MAX_SURVEYED, Survey, survey};

use super::material::items::Parsed;
use super::material::{Certificate, Item, KeySet, Origin, PrivateKey};
use super::{Error, Result};

/// A certificate chain (leaf first) and the private key of its leaf. `pair` is the only way to
/// make one, so it is never mismatched.
#[derive(Debug)]
pub struct Identity {
    chain: Chain,
    key: PrivateKey,
    is_key_locked: bool,
    origin: Origin,
    key_origin: Origin,
}

/// Certificates and keys pooled from one source, in the order found.
#[derive(Debug)]
pub struct Pool {
    /// The certificates.
    pub certificates: Vec<Certificate>,
    /// The private keys, unlocked.
    pub keys: Vec<PrivateKey>,
    /// How these are stored.
    stored: KeySet,
    /// What the source is called.
    pub origin: Origin,
    /// Everything in the source, counted, for messages.
    found: super::error::Found,
}

impl Pool {
    /// Sorts what was parsed; `parsed.unlock_keys` comes before it when the keys matter.
    pub fn new(origin: Origin, parsed: Parsed) -> Self {
        let found = parsed.found();
        let stored = KeySet::of_private_keys(&parsed.items);
        let (mut certificates, mut keys) = (Vec::new(), Vec::new());
        for extracted in parsed.items {
            match extracted.item {
                Item::Certificate(certificate) => certificates.push(*certificate),
                Item::PrivateKey(key) => keys.push(key),
                _ => {}
            }
        }
        Self {
            certificates,
            keys,
            stored,
            origin,
            found,
        }
    }

    /// Certificates apart from keys, each side's sources joined and named together; `None` for a
    /// side that has nothing.
    pub fn split(pools: Vec<Self>) -> (Option<Self>, Option<Self>) {
        let (mut certificates, mut keys) = (None, None);
        for mut pool in pools {
            let own_keys = std::mem::take(&mut pool.keys);
            if !own_keys.is_empty() {
                let pool = Self {
                    certificates: Vec::new(),
                    keys: own_keys,
                    stored: std::mem::take(&mut pool.stored),
                    origin: pool.origin.clone(),
                    found: pool.found.clone(),
                };
                keys = Some(Self::join(keys, pool));
            }
            if !pool.certificates.is_empty() {
                certificates = Some(Self::join(certificates, pool));
            }
        }
        (certificates, keys)
    }

    fn join(sum: Option<Self>, mut pool: Self) -> Self {
        let Some(mut sum) = sum else {
            return pool;
        };
        sum.certificates.append(&mut pool.certificates);
        sum.keys.append(&mut pool.keys);
        sum.stored.extend(pool.stored);
        sum.origin = Origin::named(format!("{}, {}", sum.origin, pool.origin));
        sum.found = super::error::Found::sum([sum.found, pool.found]);
        sum
    }

    /// An error saying that this source has no certificate, and what it has instead.
    pub fn certificate_missing(&self) -> Error {
        Error::CertificateMissing {
            origin: self.origin.clone(),
            found: self.found.clone(),
        }
    }

    /// An error saying that this source has no private key, and what it has instead.
    pub fn key_missing(&self) -> Error {
        Error::KeyMissing {
            origin: self.origin.clone(),
            found: self.found.clone(),
        }
    }
}

impl Identity {
    /// Pairs a source of certificates with a source of keys (`None`: the same source).
    ///
    /// The leaf is the certificate that one of the keys belongs to, wherever it stands.
    ///
    /// # Errors
    /// `CertificateMissing`, `KeyMissing`, or `KeyMismatch` with both public keys.
    pub fn pair(mut certificates: Pool, keys: Option<Pool>) -> Result<Self> {
        if certificates.certificates.is_empty() {
            return Err(certificates.certificate_missing());
        }
        let mut key_pool = match keys {
            Some(pool) => pool,
            None => Pool {
                certificates: Vec::new(),
                keys: std::mem::take(&mut certificates.keys),
                stored: std::mem::take(&mut certificates.stored),
                origin: certificates.origin.clone(),
                found: certificates.found.clone(),
            },
        };
        if key_pool.keys.is_empty() {
            return Err(key_pool.key_missing());
        }
        let fits = |c: &Certificate, k: &PrivateKey| c.public_key.same_key(k.public_key());
        let pairs = certificates
            .certificates
            .iter()
            .enumerate()
            .find_map(|(at, certificate)| {
                let key_at = key_pool
                    .keys
                    .iter()
                    .position(|key| fits(certificate, key))?;
                Some((at, key_at))
            });
        let Some((at, key_at)) = pairs else {
            return Err(mismatch(&certificates, &key_pool));
        };
        let leaf = certificates.certificates.remove(at);
        let key = key_pool.keys.swap_remove(key_at);
        certificates.certificates.append(&mut key_pool.certificates);
        Ok(Self {
            is_key_locked: key_pool.stored.holds_locked(key.public_key()),
            chain: Chain::build(leaf, certificates.certificates),
            key,
            origin: certificates.origin,
            key_origin: key_pool.origin,
        })
    }

    /// The chain, leaf first.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// The leaf certificate.
    pub fn leaf(&self) -> &Certificate {
        self.chain.leaf()
    }

    /// Whether that key is stored under a passphrase.
    pub fn is_key_locked(&self) -> bool {
        self.is_key_locked
    }

    /// The leaf's private key.
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// What the source of its certificates is called: a file's path, where it was one.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What the source of its key is called; that of the certificates where one holds both.
    pub fn key_origin(&self) -> &Origin {
        &self.key_origin
    }

    /// Both halves, to write them.
    pub fn into_parts(self) -> (Chain, PrivateKey) {
        (self.chain, self.key)
    }
}

fn mismatch(certificates: &Pool, keys: &Pool) -> Error {
    let (Some(certificate), Some(key)) = (certificates.certificates.first(), keys.keys.first())
    else {
        return keys.key_missing();
    };
    Error::KeyMismatch {
        certificate_origin: certificates.origin.clone(),
        certificate: certificate.subject.to_string(),
        certificate_is_ca: certificate.may_issue(),
        certificate_spki: certificate.public_key.spki_sha256(),
        key_origin: keys.origin.clone(),
        key_spki: key.public_key().spki_sha256(),
    }
}
