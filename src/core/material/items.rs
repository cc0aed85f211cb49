//! From bytes to items: certificates, requests and keys, each knowing where it came from.
//! Must not put them together; that is `identity`'s.

use std::fmt;

use super::crl::Crl;
use super::der;
use super::format::{DerKind, Looks};
use super::key::NotAKey;
pub use super::parsed::Parsed;
use super::passwords::{Ask, Passwords};
use super::pem::{self, Block};
use super::traditional::{BadHeader, Cipher};
use super::{
    Certificate, Input, LockedKey, Origin, PrivateKey, PublicKey, Request, labels, pkcs7, pkcs12,
    saying,
};
use crate::core::secret::Secret;
use crate::core::{Error, Result};

/// One thing found in a source.
#[derive(Debug)]
pub enum Item {
    /// An X.509 certificate.
    Certificate(Box<Certificate>),
    /// A PKCS#10 request.
    Request(Box<Request>),
    /// A private key, plain by now.
    PrivateKey(PrivateKey),
    /// A private key still locked.
    LockedKey(LockedKey),
    /// A public key by itself.
    PublicKey(PublicKey),
    /// A revocation list.
    Crl(Crl),
}

/// An item and its place.
#[derive(Debug)]
pub struct Extracted {
    /// The item.
    pub item: Item,
    /// The source it was in.
    pub origin: Origin,
    /// Its number in the source, from 0.
    pub index: usize,
    /// The friendlyName of a PKCS#12 bag.
    pub friendly_name: Option<String>,
    /// Whether the source stores it encrypted, under more than an empty passphrase.
    pub stored_encrypted: bool,
}

/// The kinds of material, for messages and JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// X.509 certificate
    Certificate,
    /// PKCS#10 certification request
    Request,
    /// private key, locked or not
    PrivateKey,
    /// public key
    PublicKey,
    /// revocation list
    Crl,
    /// PKCS#12 file
    Keystore,
    /// Java keystore, JKS or JCEKS
    JavaKeystore,
}

/// Parses everything in the input. Locked keys stay locked; a PKCS#12 file is opened, first with
/// the empty passphrase.
///
/// # Errors
/// Names what is wrong with the bytes; see `Error`. Where some of several PEM blocks can be read,
/// the rest is in `Parsed::broken`.
pub fn parse(input: &Input, passwords: &mut dyn Passwords) -> Result<Parsed> {
    parse_portion(input, 1, passwords)
}

/// The same for a portion of a source; its first line has this number.
///
/// # Errors
/// As `parse`.
pub fn parse_portion(
    input: &Input,
    first_line: usize,
    passwords: &mut dyn Passwords,
) -> Result<Parsed> {
    let mut out = Collector {
        origin: &input.origin,
        items: Vec::new(),
        notes: Vec::new(),
        broken: Vec::new(),
        first_line,
    };
    out.add_bytes(&input.bytes, passwords, 0)?;
    Ok(Parsed {
        items: out.items,
        notes: out.notes,
        broken: out.broken,
    })
}

impl Item {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Certificate(_) => Kind::Certificate,
            Self::Request(_) => Kind::Request,
            Self::PrivateKey(_) | Self::LockedKey(_) => Kind::PrivateKey,
            Self::PublicKey(_) => Kind::PublicKey,
            Self::Crl(_) => Kind::Crl,
        }
    }

    /// The public key by which it is paired; `None` for a locked key and a CRL.
    pub fn public_key(&self) -> Option<&PublicKey> {
        match self {
            Self::Certificate(c) => Some(&c.public_key),
            Self::Request(r) => Some(&r.public_key),
            Self::PrivateKey(k) => Some(k.public_key()),
            Self::PublicKey(k) => Some(k),
            Self::LockedKey(_) | Self::Crl(_) => None,
        }
    }
}

impl Kind {
    /// As JSON names it.
    pub const fn json_name(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Request => "csr",
            Self::PrivateKey => "private-key",
            Self::PublicKey => "public-key",
            Self::Crl => "crl",
            Self::Keystore => "pkcs12",
            Self::JavaKeystore => "jks",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificate => "certificate",
            Self::Request => "CSR",
            Self::PrivateKey => "private key",
            Self::PublicKey => "public key",
            Self::Crl => "CRL",
            Self::Keystore => "PKCS#12 file",
            Self::JavaKeystore => "Java keystore",
        })
    }
}

pub(super) struct Collector<'a> {
    pub(super) origin: &'a Origin,
    pub(super) items: Vec<Extracted>,
    pub(super) notes: Vec<String>,
    pub(super) broken: Vec<Error>,
    /// The number of the first line of the text being read.
    pub(super) first_line: usize,
}

impl Collector<'_> {
    fn push(&mut self, item: Item) {
        let stored_encrypted = matches!(item, Item::LockedKey(_));
        self.push_named(item, None, stored_encrypted);
    }

    pub(super) fn push_named(
        &mut self,
        item: Item,
        friendly_name: Option<String>,
        stored_encrypted: bool,
    ) {
        let index = self.items.len();
        self.items.push(Extracted {
            item,
            origin: self.origin.clone(),
            index,
            friendly_name,
            stored_encrypted,
        });
    }

    pub(super) fn malformed(&self, what: &str, reason: impl Into<String>) -> Error {
        Error::Malformed {
            origin: self.origin.clone(),
            what: what.into(),
            reason: reason.into(),
        }
    }

    pub(super) fn not_a_key(&self, error: NotAKey) -> Error {
        match error {
            NotAKey::Damaged => self.malformed("private key", "its structure cannot be read"),
            NotAKey::Unsupported(algorithm) => Error::UnsupportedAlgorithm {
                origin: self.origin.clone(),
                what: "private key".into(),
                algorithm,
            },
        }
    }

    pub(super) fn add_der(
        &mut self,
        kind: DerKind,
        bytes: &[u8],
        passwords: &mut dyn Passwords,
    ) -> Result<()> {
        let item = match kind {
            DerKind::Certificate => Item::Certificate(Box::new(
                Certificate::from_der(bytes).map_err(|e| self.malformed("certificate", e))?,
            )),
            DerKind::Request => Item::Request(Box::new(
                Request::from_der(bytes).map_err(|e| self.malformed("CSR", e))?,
            )),
            DerKind::PrivateKey => {
                Item::PrivateKey(PrivateKey::from_der(bytes).map_err(|e| self.not_a_key(e))?)
            }
            DerKind::LockedKey => Item::LockedKey(LockedKey::pkcs8(bytes)),
            DerKind::PublicKey => Item::PublicKey(
                PublicKey::from_spki(bytes)
                    .ok_or_else(|| self.malformed("public key", "its structure cannot be read"))?,
            ),
            DerKind::PublicKeyPkcs1 => Item::PublicKey(
                PublicKey::from_pkcs1(bytes)
                    .ok_or_else(|| self.malformed("public key", "its structure cannot be read"))?,
            ),
            DerKind::Crl => Item::Crl(
                Crl::from_der(bytes)
                    .ok_or_else(|| self.malformed("CRL", "its structure cannot be read"))?,
            ),
            DerKind::Pkcs7 => return self.add_pkcs7(bytes),
            DerKind::Pkcs12 => return self.add_pkcs12(bytes, passwords),
        };
        self.push(item);
        Ok(())
    }

    /// Block by block; one that cannot be read leaves the others as they are.
    pub(super) fn add_pem(&mut self, text: &str, passwords: &mut dyn Passwords) -> Result<()> {
        let before = self.items.len();
        let mut blocks = 0;
        for block in pem::blocks(text, self.first_line) {
            blocks += 1;
            let (label, line) = match &block {
                Ok(block) => (&block.label, block.line),
                Err(broken) => (&broken.label, broken.line),
            };
            if label.starts_with("PGP ") {
                self.notes.push(format!(
                    "the {label} at line {line} is passed over: TLS knows nothing of PGP keys"
                ));
                continue;
            }
            let added = match block {
                Ok(block) => self.add_block(&block, passwords),
                Err(e) => Err(self.malformed(&format!("{} at line {}", e.label, e.line), e.reason)),
            };
            self.broken.extend(added.err());
        }
        if self.items.len() > before {
            return Ok(());
        }
        let looks = match blocks {
            0 => Looks::Text,
            _ => Looks::Parameters,
        };
        let first = self.broken.drain(..).next();
        Err(first.unwrap_or_else(|| unknown(self.origin, looks, text.as_bytes())))
    }

    fn add_block(&mut self, block: &Block, passwords: &mut dyn Passwords) -> Result<()> {
        let label = block.label.as_str();
        if let Some(dek) = block.header("DEK-Info") {
            let key = self.traditional(dek, block)?;
            self.push(key);
            return Ok(());
        }
        if label.ends_with(" PARAMETERS") {
            return Ok(()); // stand beside a key and say nothing it does not
        }
        if label == "OPENSSH PRIVATE KEY" {
            return self.add_ssh_key(&block.der);
        }
        // a TRUSTED CERTIFICATE carries OpenSSL's trust settings behind the certificate
        let bytes = if label == "TRUSTED CERTIFICATE" {
            der::take(&block.der).map_or(block.der.as_slice(), |(first, _)| first.whole)
        } else {
            block.der.as_slice()
        };
        match DerKind::of(bytes).or_else(|| DerKind::of_ber(bytes)) {
            Some(kind) => {
                let told = labels::mislabelled(label, block.line, kind, bytes);
                self.notes.extend(told);
                self.add_row(bytes, passwords)
            }
            None => {
                let reason = if der::promised_length(bytes).is_some_and(|n| n > bytes.len()) {
                    "it is cut short"
                } else {
                    "it is not what its BEGIN line says"
                };
                Err(self.malformed(&format!("{label} at line {}", block.line), reason))
            }
        }
    }

    fn traditional(&self, dek_info: &str, block: &Block) -> Result<Item> {
        match Cipher::from_dek_info(dek_info) {
            Ok(cipher) => Ok(Item::LockedKey(LockedKey::traditional(
                cipher,
                block.der.to_vec(),
            ))),
            Err(BadHeader::Form) => {
                Err(self.malformed("DEK-Info header", "it is not a cipher and its hex"))
            }
            Err(BadHeader::Cipher(name)) => Err(Error::UnsupportedAlgorithm {
                origin: self.origin.clone(),
                what: "the encryption of the private key".into(),
                algorithm: name,
            }),
        }
    }

    fn add_pkcs7(&mut self, bytes: &[u8]) -> Result<()> {
        let bundle = pkcs7::bundle(bytes).map_err(|looks| unknown(self.origin, looks, bytes))?;
        for der in bundle.certificates {
            let certificate = Certificate::from_der(&der)
                .map_err(|e| self.malformed("certificate in the PKCS#7 file", e))?;
            self.push(Item::Certificate(Box::new(certificate)));
        }
        for der in bundle.crls {
            let crl = Crl::from_der(&der);
            self.push(Item::Crl(crl.ok_or_else(|| {
                self.malformed("CRL in the PKCS#7 file", "its structure cannot be read")
            })?));
        }
        Ok(())
    }

    fn add_pkcs12(&mut self, bytes: &[u8], passwords: &mut dyn Passwords) -> Result<()> {
        let ask = Ask {
            origin: self.origin,
            what: Kind::Keystore,
            name: None,
        };
        let limits = passwords.limits();
        let mut is_locked = false; // an empty passphrase is none
        let contents = match pkcs12::open(bytes, &Secret::new(""), self.origin, limits) {
            Err(Error::WrongPassphrase { .. }) => {
                let passphrase =
                    passwords
                        .passphrase(&ask)?
                        .ok_or_else(|| Error::PassphraseNeeded {
                            origin: self.origin.clone(),
                            what: Kind::Keystore,
                            visible: pkcs12::shape(bytes).map_or_else(Vec::new, |s| s.lines()),
                        })?;
                is_locked = true;
                pkcs12::open(bytes, &passphrase, self.origin, limits)?
            }
            other => other?,
        };
        for (certificate, name) in contents.certificates {
            self.push_named(Item::Certificate(Box::new(certificate)), name, false);
        }
        for stored in contents.keys {
            let encrypted = stored.encrypted && is_locked;
            self.push_named(Item::PrivateKey(stored.key), stored.name, encrypted);
        }
        for (crl, name) in contents.crls {
            self.push_named(Item::Crl(crl), name, false);
        }
        self.notes.extend(contents.notes);
        Ok(())
    }
}

pub(super) fn unknown(origin: &Origin, looks: Looks, bytes: &[u8]) -> Error {
    Error::UnknownFormat {
        origin: origin.clone(),
        looks,
        says: saying::of(looks, bytes),
    }
}
