//! Java keystores, JKS and JCEKS: certificates in the open, private keys each under a passphrase
//! of its own (mostly the store's). Read only: Java reads PKCS#12, which `convert` writes.

mod java;
mod protection;

use zeroize::Zeroizing;

use super::cursor::Cursor;
use super::key::{LockedKey, PrivateKey, decrypted};
use super::pbe::{Budget, Limits, Refusal};
use super::{Ask, Certificate, Gathered, Item, Kind, Origin, Passwords};
use crate::core::secret::Secret;
use crate::core::{Error, Result};

/// A private key of a Java keystore, still locked.
pub struct ProtectedKey {
    /// EncryptedPrivateKeyInfo with Java's own algorithms.
    info: Zeroizing<Vec<u8>>,
    /// Its name in the store.
    alias: String,
    /// Whether the passphrase at hand is the store's and does not open it.
    has_its_own: bool,
}

/// Whether these bytes are a Java keystore.
pub fn is_store(bytes: &[u8]) -> bool {
    bytes.starts_with(&JKS.to_be_bytes()) || bytes.starts_with(&JCEKS.to_be_bytes())
}

/// Everything in the store, entry by entry, a key before its chain; the alias is the name. With a
/// passphrase at hand the store is proven and its keys are opened; without one they stay locked.
///
/// # Errors
/// `Malformed`; `WrongPassphrase` when the one at hand is neither the store's nor any key's.
pub fn open(bytes: &[u8], origin: &Origin, passwords: &mut dyn Passwords) -> Result<Gathered> {
    let store = Store::parse(bytes).map_err(|reason| Error::Malformed {
        origin: origin.clone(),
        what: "Java keystore".into(),
        reason: reason.into(),
    })?;
    let ask = Ask {
        origin,
        what: Kind::JavaKeystore,
        name: None,
    };
    let mut found = Gathered::default();
    found.notes.extend(secrets(&store.secrets));
    let given = passwords.at_hand(&ask)?;
    let Some(passphrase) = given else {
        found.notes.push(UNCHECKED.into());
        return store.into_items(found, origin);
    };
    let proven = protection::is_intact(store.signed, store.digest, &passphrase);
    store.opened(found, origin, &passphrase, proven, passwords.limits())
}

/// A store, its keys still locked.
struct Store<'a> {
    entries: Vec<Entry<'a>>,
    secrets: Vec<String>,
    signed: &'a [u8],
    digest: &'a [u8],
}

/// A key with its chain, or a trusted certificate.
struct Entry<'a> {
    alias: String,
    key: Option<&'a [u8]>,
    certificates: Vec<&'a [u8]>,
}

impl<'a> Store<'a> {
    fn parse(bytes: &'a [u8]) -> std::result::Result<Self, &'static str> {
        let mut reader = Cursor::new(bytes);
        let mut store = Self {
            entries: Vec::new(),
            secrets: Vec::new(),
            signed: &[],
            digest: &[],
        };
        reader.u32();
        let version = reader.u32().ok_or(CUT)?;
        if !matches!(version, 1 | 2) {
            return Err("its version is neither 1 nor 2");
        }
        for _ in 0..reader.u32().ok_or(CUT)? {
            store.entry(&mut reader, version)?;
        }
        let length = bytes.len() - reader.left();
        store.signed = bytes.get(..length).unwrap_or_default();
        store.digest = reader.take(DIGEST_LEN).ok_or(CUT)?;
        Ok(store)
    }

    fn entry(
        &mut self,
        reader: &mut Cursor<'a>,
        version: u32,
    ) -> std::result::Result<(), &'static str> {
        let kind = reader.u32().ok_or(CUT)?;
        let alias = reader.utf().ok_or(CUT)?;
        reader.take(8).ok_or(CUT)?; // when it was made
        let mut entry = Entry {
            alias,
            key: None,
            certificates: Vec::new(),
        };
        let chain = match kind {
            PRIVATE_KEY => {
                entry.key = Some(reader.block().ok_or(CUT)?);
                reader.u32().ok_or(CUT)?
            }
            TRUSTED_CERTIFICATE => 1,
            SECRET_KEY => {
                reader.skip_java_object().ok_or(BAD_SECRET)?;
                self.secrets.push(entry.alias);
                return Ok(());
            }
            _ => return Err("it holds an entry of no kind known"),
        };
        for _ in 0..chain {
            if version == 2 && reader.utf().ok_or(CUT)? != "X.509" {
                return Err("it holds a certificate that is not X.509");
            }
            entry.certificates.push(reader.block().ok_or(CUT)?);
        }
        self.entries.push(entry);
        Ok(())
    }

    fn into_items(self, mut found: Gathered, origin: &Origin) -> Result<Gathered> {
        for entry in &self.entries {
            if let Some(info) = entry.key {
                let key = ProtectedKey::new(info, &entry.alias);
                let key = Item::LockedKey(LockedKey::java(key));
                found.push(key, Some(entry.alias.clone()), true);
            }
            entry.add_certificates(&mut found, origin)?;
        }
        Ok(found)
    }

    /// Under the passphrase that is at hand; `proven` when it is the store's.
    fn opened(
        self,
        mut found: Gathered,
        origin: &Origin,
        passphrase: &Secret,
        proven: bool,
        limits: Limits,
    ) -> Result<Gathered> {
        let mut budget = Budget::new(limits);
        let (mut any, mut unsupported) = (proven, false);
        for entry in &self.entries {
            if let Some(info) = entry.key {
                let mut key = ProtectedKey::new(info, &entry.alias);
                let item = match key.unlock_within(passphrase, &mut budget) {
                    Ok(key) => {
                        any = true;
                        Item::PrivateKey(key)
                    }
                    Err(Refusal::Wrong) => {
                        found.notes.push(own_passphrase(&entry.alias));
                        key.has_its_own = true;
                        Item::LockedKey(LockedKey::java(key))
                    }
                    Err(Refusal::Unsupported(kind)) => {
                        unsupported = true;
                        found.notes.push(passed_over(&kind, &entry.alias));
                        entry.add_certificates(&mut found, origin)?;
                        continue;
                    }
                    Err(refusal) => return Err(refusal.at(origin, Kind::PrivateKey)),
                };
                found.push(item, Some(entry.alias.clone()), true);
            }
            entry.add_certificates(&mut found, origin)?;
        }
        if !any && !unsupported {
            return Err(Refusal::Wrong.at(origin, Kind::JavaKeystore));
        }
        if !proven {
            let said = if any { NOT_THE_STORE_S } else { NOT_TOLD };
            found.notes.push(said.into());
        }
        Ok(found)
    }
}

impl ProtectedKey {
    fn new(info: &[u8], alias: &str) -> Self {
        Self {
            info: Zeroizing::new(info.to_vec()),
            alias: alias.to_owned(),
            has_its_own: false,
        }
    }

    /// Opens it.
    ///
    /// # Errors
    /// See `Refusal`.
    pub fn unlock(
        &self,
        passphrase: &Secret,
        limits: Limits,
    ) -> std::result::Result<PrivateKey, Refusal> {
        self.unlock_within(passphrase, &mut Budget::new(limits))
    }

    /// Its name in the store.
    pub fn alias(&self) -> &str {
        &self.alias
    }

    /// Whether the passphrase at hand was tried in vain, so that another is to be asked for.
    pub fn has_its_own(&self) -> bool {
        self.has_its_own
    }

    fn unlock_within(
        &self,
        passphrase: &Secret,
        budget: &mut Budget,
    ) -> std::result::Result<PrivateKey, Refusal> {
        let plain = protection::unlock(&self.info, passphrase, budget)?;
        decrypted(&plain)
    }
}

impl Entry<'_> {
    fn add_certificates(&self, found: &mut Gathered, origin: &Origin) -> Result<()> {
        for der in &self.certificates {
            let certificate = Certificate::from_der(der).map_err(|reason| Error::Malformed {
                origin: origin.clone(),
                what: format!("certificate of {}", self.alias),
                reason,
            })?;
            let item = Item::Certificate(Box::new(certificate));
            found.push(item, Some(self.alias.clone()), false);
        }
        Ok(())
    }
}

fn own_passphrase(alias: &str) -> String {
    format!("the key {alias} does not open with this passphrase: it has one of its own")
}

fn passed_over(kind: &str, alias: &str) -> String {
    format!("{kind} ({alias}) passed over: it is not supported")
}

fn secrets(aliases: &[String]) -> Option<String> {
    let s = if aliases.len() == 1 { "" } else { "s" };
    (!aliases.is_empty()).then(|| {
        let (count, names) = (aliases.len(), aliases.join(", "));
        format!("{count} secret key{s} ({names}) passed over: no certificate has one")
    })
}
const NOT_TOLD: &str = "whether this is its passphrase cannot be told: it is not the keystore's, and the keys in it are of kinds that cannot be opened here";

const JKS: u32 = 0xfeed_feed;
const JCEKS: u32 = 0xcece_cece;
const PRIVATE_KEY: u32 = 1;
const TRUSTED_CERTIFICATE: u32 = 2;
const SECRET_KEY: u32 = 3;
const DIGEST_LEN: usize = 20;
const CUT: &str = "it is cut short";
const BAD_SECRET: &str = "a secret key in it cannot be skipped";
const UNCHECKED: &str =
    "whether somebody changed this keystore is not checked: that takes its passphrase (--pass)";
const NOT_THE_STORE_S: &str = "the passphrase opens a key, but is not the keystore's, so whether somebody changed the keystore is not checked";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::material::{Input, NoPasswords, parse};

    fn utf(text: &str) -> Vec<u8> {
        let length = u16::try_from(text.len()).unwrap();
        [&length.to_be_bytes(), text.as_bytes()].concat()
    }

    /// A JCEKS store with a secret key, as Java serializes it, and a trusted certificate.
    fn store() -> Vec<u8> {
        let key = rcgen::KeyPair::generate().unwrap();
        let parameters = rcgen::CertificateParams::new(vec!["x.example".into()]).unwrap();
        let certificate = parameters.self_signed(&key).unwrap();
        let der = certificate.der();
        let object = object();
        let length = u32::try_from(der.len()).unwrap().to_be_bytes();
        [
            &JCEKS.to_be_bytes()[..],
            &[0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3],
            &utf("secret"),
            &[0; 8],
            &object,
            &[0, 0, 0, 2],
            &utf("trusted"),
            &[0; 8],
            &utf("X.509"),
            &length,
            der,
            &[0; 20],
        ]
        .concat()
    }

    /// `class Sealed extends Base { byte[] content; String name }`, `class Base { int number }`.
    fn object() -> Vec<u8> {
        let base = [
            b"\x72",
            &utf("Base")[..],
            &[0; 8],
            &[2, 0, 1, b'I'],
            &utf("n"),
            b"\x78\x70",
        ]
        .concat();
        let fields = [
            &[2, 0, 2, b'['][..],
            &utf("c"),
            b"\x74",
            &utf("[B"),
            b"L",
            &utf("s"),
            b"\x74",
            &utf("LS;"),
        ]
        .concat();
        let class = [
            b"\x72",
            &utf("Sealed")[..],
            &[0; 8],
            &fields,
            b"\x78",
            &base,
        ]
        .concat();
        let array = [
            b"\x75\x72",
            &utf("[B")[..],
            &[0; 8],
            &[2, 0, 0, 0x78, 0x70, 0, 0, 0, 3, 1, 2, 3],
        ]
        .concat();
        [
            b"\xac\xed\0\x05\x73",
            &class[..],
            &[0, 0, 0, 7],
            &array,
            b"\x74",
            &utf("name"),
        ]
        .concat()
    }

    fn read(bytes: &[u8]) -> Result<crate::core::material::items::Parsed> {
        let input = Input {
            origin: Origin::named("x.jks"),
            bytes: Zeroizing::new(bytes.to_vec()),
        };
        parse(&input, &mut NoPasswords)
    }

    #[test]
    fn a_secret_key_is_passed_over_and_what_follows_is_read() {
        let parsed = read(&store()).ok().unwrap();
        assert_eq!(parsed.items.len(), 1);
        assert_eq!(parsed.items[0].friendly_name.as_deref(), Some("trusted"));
        assert!(
            parsed.notes[0].contains("1 secret key (secret)"),
            "{:?}",
            parsed.notes
        );
    }

    #[test]
    fn no_cut_and_no_mutation_panics_or_takes_long() {
        let whole = store();
        let started = std::time::Instant::now();
        for cut in 8..whole.len() {
            assert!(read(&whole[..cut]).is_err(), "{cut}");
        }
        let mut state = 7u32;
        for _ in 0..20_000 {
            let mut bytes = whole.clone();
            for _ in 0..3 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = state as usize % bytes.len();
                bytes[at] = (state >> 24) as u8;
            }
            let _ = read(&bytes);
        }
        assert!(started.elapsed().as_secs() < 20);
    }
}
