//! What was read, put in order to be written in another form: leaf first, its issuers, the key.
//! Must not touch files; what it makes is bytes, and it reads them back before handing them out.

use zeroize::Zeroizing;

use super::{Chain, Identity, Pool};
use crate::core::error::Found;
use crate::core::material::items::Parsed;
use crate::core::material::{
    Ask, Certificate, Input, Item, Kind, Origin, Passwords, PrivateKey, parse, pem, pkcs12,
};
use crate::core::secret::Secret;
use crate::core::{Error, Result};

/// Everything of one or several sources that can be written.
#[derive(Debug)]
pub struct Holdings {
    /// Leaf first, then its issuers; without a key, what belongs to no chain behind them.
    pub certificates: Vec<Certificate>,
    /// The leaf's key, or the first one when there is no certificate.
    pub key: Option<PrivateKey>,
    /// Requests, public keys and CRLs, as DER.
    pub loose: Vec<(Kind, Vec<u8>)>,
    /// What is not written, a sentence each.
    pub left_out: Vec<String>,
    origin: Origin,
    found: Found,
}

/// A part of the holdings that goes into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// The first certificate.
    Leaf,
    /// All certificates behind it.
    Issuers,
    /// The private key.
    Key,
    /// Requests, public keys and CRLs.
    Loose,
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// PEM blocks (RFC 7468), nothing around them.
    Pem,
    /// One DER object.
    Der,
    /// PKCS#12 (RFC 7292).
    Pkcs12,
}

/// A file's bytes, wiped on drop because they may hold a private key.
pub struct Encoded {
    /// All of it.
    pub bytes: Zeroizing<Vec<u8>>,
    /// What is in it, in order.
    pub holds: Vec<Kind>,
    /// The first certificate's subject, RFC 4514.
    pub subject: Option<String>,
}

impl Holdings {
    /// Puts sources together, pairing certificate and key where both are there. Keys that are
    /// still locked are passed over.
    ///
    /// # Errors
    /// `KeyMismatch` when no key belongs to any certificate.
    pub fn gather(sources: Vec<(Origin, Parsed)>) -> Result<Self> {
        let names: Vec<&str> = sources.iter().map(|(origin, _)| origin.as_str()).collect();
        let origin = Origin::named(names.join(", "));
        let found = Found::sum(sources.iter().map(|(_, parsed)| parsed.found()));
        let loose = sources.iter().flat_map(|(_, p)| loose(p)).collect();
        let pools = sources
            .into_iter()
            .map(|(origin, parsed)| Pool::new(origin, parsed));
        let (certificates, keys) = Pool::split(pools.collect());
        let mut left_out = Vec::new();
        let (certificates, key) = match (certificates, keys) {
            (Some(certificates), Some(keys)) => {
                left_out.extend(spare_keys(&keys.keys));
                let (chain, key) = Identity::pair(certificates, Some(keys))?.into_parts();
                left_out.extend(chain.strangers().iter().map(stranger));
                (chain.ordered().to_vec(), Some(key))
            }
            (Some(certificates), None) => (ordered(certificates.certificates), None),
            (None, Some(mut keys)) => (Vec::new(), Some(keys.keys.swap_remove(0))),
            (None, None) => (Vec::new(), None),
        };
        Ok(Self {
            certificates,
            key,
            loose,
            left_out,
            origin,
            found,
        })
    }

    /// What the sources are called together.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// An error saying that there is no private key, and what there is instead.
    pub fn key_missing(&self) -> Error {
        Error::KeyMissing {
            origin: self.origin.clone(),
            found: self.found.clone(),
        }
    }

    /// An error saying that there is no certificate, and what there is instead.
    pub fn certificate_missing(&self) -> Error {
        Error::CertificateMissing {
            origin: self.origin.clone(),
            found: self.found.clone(),
        }
    }

    /// The pieces in this form, read back and paired again. `lock` locks the key; `name` becomes
    /// the friendlyName of a PKCS#12 file.
    ///
    /// # Errors
    /// `Invalid` for pieces that the form cannot hold, `CertificateMissing`, `KeyMissing`, `Crypto`.
    pub fn encode(
        &self,
        pieces: &[Piece],
        form: Form,
        lock: Option<&Secret>,
        name: &str,
    ) -> Result<Encoded> {
        let mut encoded = match form {
            Form::Pkcs12 => self.pkcs12(lock, name)?,
            Form::Pem => pem_file(&self.objects(pieces, lock)?),
            Form::Der => der_file(self.objects(pieces, lock)?)?,
        };
        encoded.subject = self.read_back(&encoded, lock)?;
        Ok(encoded)
    }

    fn pkcs12(&self, lock: Option<&Secret>, name: &str) -> Result<Encoded> {
        let key = self.key.as_ref().ok_or_else(|| self.key_missing())?;
        if self.certificates.is_empty() {
            return Err(self.certificate_missing());
        }
        let lock = lock.ok_or_else(|| Error::Invalid {
            problem: "a PKCS#12 file needs a passphrase".into(),
            fix: "give one with --out-pass env:NAME, file:PATH or prompt".into(),
        })?;
        let mut holds = vec![Kind::Certificate; self.certificates.len()];
        holds.push(Kind::PrivateKey);
        Ok(Encoded {
            bytes: pkcs12::write(key, &self.certificates, name, lock)?,
            holds,
            subject: None,
        })
    }

    fn objects(&self, pieces: &[Piece], lock: Option<&Secret>) -> Result<Vec<Object>> {
        let mut objects = Vec::new();
        let wants = |piece| pieces.contains(&piece);
        for (at, certificate) in self.certificates.iter().enumerate() {
            if wants(if at == 0 { Piece::Leaf } else { Piece::Issuers }) {
                objects.push(Object::new(Kind::Certificate, certificate.as_der()));
            }
        }
        if let (Some(key), true) = (&self.key, wants(Piece::Key)) {
            objects.push(match lock {
                Some(passphrase) => Object {
                    locked: true,
                    ..Object::new(Kind::PrivateKey, &key.lock(passphrase)?)
                },
                None => Object::new(Kind::PrivateKey, key.expose_pkcs8()), // exposed to be written
            });
        }
        if wants(Piece::Loose) {
            objects.extend(self.loose.iter().map(|(kind, der)| Object::new(*kind, der)));
        }
        if objects.is_empty() {
            return Err(Error::Invalid {
                problem: format!("{} leaves nothing for one of the files", self.origin),
                fix: "name a file only for what is there; see it with: mtls inspect".into(),
            });
        }
        Ok(objects)
    }

    /// What was made is what was meant: every item reads back, and key and leaf still pair. Gives
    /// the subject of the first certificate.
    fn read_back(&self, encoded: &Encoded, lock: Option<&Secret>) -> Result<Option<String>> {
        let input = Input {
            origin: Origin::named("the new file"),
            bytes: encoded.bytes.clone(),
        };
        let mut given = Given(lock);
        let mut parsed = parse(&input, &mut given)?.whole()?;
        parsed.unlock_keys(&mut given)?;
        let kinds: Vec<Kind> = parsed.items.iter().map(|i| i.item.kind()).collect();
        let same = parsed.items.iter().all(|i| match &i.item {
            Item::Certificate(c) => self.certificates.contains(c),
            Item::PrivateKey(k) => self.key.as_ref().is_some_and(|key| {
                key.public_key().same_key(k.public_key()) && key.expose_pkcs8() == k.expose_pkcs8() // exposed to be compared
            }),
            _ => true,
        });
        if kinds == encoded.holds && same {
            return Ok(parsed.items.iter().find_map(|i| match &i.item {
                Item::Certificate(c) => Some(c.subject.rfc4514()),
                _ => None,
            }));
        }
        Err(Error::Crypto {
            doing: "reading back what was to be written",
            reason: "it is not what was meant; nothing was written".into(),
        })
    }
}

/// One DER object on its way into a file.
struct Object {
    kind: Kind,
    der: Zeroizing<Vec<u8>>,
    locked: bool,
}

impl Object {
    fn new(kind: Kind, der: &[u8]) -> Self {
        Self {
            kind,
            der: Zeroizing::new(der.to_vec()),
            locked: false,
        }
    }

    fn label(&self) -> &'static str {
        match self.kind {
            Kind::PrivateKey if self.locked => "ENCRYPTED PRIVATE KEY",
            Kind::PrivateKey => "PRIVATE KEY",
            Kind::Request => "CERTIFICATE REQUEST",
            Kind::PublicKey => "PUBLIC KEY",
            Kind::Crl => "X509 CRL",
            Kind::Certificate | Kind::Keystore | Kind::JavaKeystore => "CERTIFICATE",
        }
    }
}

/// The one passphrase at hand.
struct Given<'a>(Option<&'a Secret>);

impl Passwords for Given<'_> {
    fn passphrase(&mut self, _: &Ask<'_>) -> Result<Option<Secret>> {
        Ok(self.0.map(Secret::duplicate))
    }
}

fn pem_file(objects: &[Object]) -> Encoded {
    let blocks: Vec<Zeroizing<String>> = objects
        .iter()
        .map(|object| pem::encode(object.label(), &object.der))
        .collect();
    // reserved at once: a vector that grows leaves copies of a key behind it
    let mut bytes = Zeroizing::new(Vec::with_capacity(blocks.iter().map(|b| b.len()).sum()));
    for block in &blocks {
        bytes.extend_from_slice(block.as_bytes());
    }
    Encoded {
        bytes,
        holds: objects.iter().map(|o| o.kind).collect(),
        subject: None,
    }
}

fn der_file(mut objects: Vec<Object>) -> Result<Encoded> {
    if objects.len() > 1 {
        let found = Found::count(objects.iter().map(|o| o.kind));
        return Err(Error::Invalid {
            problem: format!("a DER file holds one object, and here are {found}"),
            fix: "name a file for each with --out-cert and --out-key, or use --to pem".into(),
        });
    }
    let nothing = || Error::Invalid {
        problem: "there is nothing to write".into(),
        fix: "look what the source holds with: mtls inspect".into(),
    };
    let object = objects.pop().ok_or_else(nothing)?;
    Ok(Encoded {
        bytes: object.der,
        holds: vec![object.kind],
        subject: None,
    })
}

fn loose(parsed: &Parsed) -> Vec<(Kind, Vec<u8>)> {
    let of = |item: &Item| match item {
        Item::Request(r) => Some((Kind::Request, r.as_der().to_vec())),
        Item::PublicKey(k) => Some((Kind::PublicKey, k.as_spki().to_vec())),
        Item::Crl(c) => Some((Kind::Crl, c.as_der().to_vec())),
        _ => None,
    };
    parsed.items.iter().filter_map(|i| of(&i.item)).collect()
}

/// The same key from two sources counts once.
fn spare_keys(keys: &[PrivateKey]) -> Option<String> {
    let is_new = |at: usize, key: &PrivateKey| {
        let before = keys.get(..at).unwrap_or_default();
        let same = |other: &PrivateKey| other.public_key().same_key(key.public_key());
        !before.iter().any(same)
    };
    let distinct = keys.iter().enumerate().filter(|(at, key)| is_new(*at, key));
    match distinct.count() {
        0 | 1 => None,
        n => Some(format!(
            "{} more private key(s), of other certificates",
            n - 1
        )),
    }
}

fn stranger(certificate: &Certificate) -> String {
    format!(
        "the certificate of {}, which is no issuer of this one",
        certificate.subject
    )
}

/// Without a key the leaf is the first certificate that issued no other one.
fn ordered(mut certificates: Vec<Certificate>) -> Vec<Certificate> {
    if certificates.len() > LONGEST_CHAIN {
        return certificates;
    }
    let leaf = certificates.iter().position(|c| {
        certificates
            .iter()
            .all(|other| other == c || !other.is_issued_by(c))
    });
    let leaf = certificates.remove(leaf.unwrap_or(0));
    let chain = Chain::build(leaf, certificates);
    [chain.ordered(), chain.strangers()].concat()
}

/// More certificates than this are a trust store, whose order is its owner's.
const LONGEST_CHAIN: usize = 50;
