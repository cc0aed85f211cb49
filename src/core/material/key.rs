//! Private keys, plain and locked. A plain key is always held as PKCS#8 v1 (RFC 5208), the form
//! every other tool reads; what it came as does not matter after this file.

use std::fmt;

use aws_lc_rs::signature::{
    self as sig, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair,
};
use zeroize::Zeroizing;

use super::curve;
use super::der::{self, tag};
use super::pbe::{self, Budget, Limits, Refusal, Scheme, Spelling, Stretching};
use super::public_key::{self, EC, ED448, ED25519, RSA, RSA_PSS};
use super::traditional::Cipher;
use super::{Ask, Kind, Origin, Passwords, PublicKey, jks, openssh};
use crate::core::secret::Secret;
use crate::core::{Error, Result};

/// A private key that is not locked, with its public half. Silent in `Debug`, wiped on drop.
pub struct PrivateKey {
    pkcs8: Zeroizing<Vec<u8>>,
    public: PublicKey,
    /// What its file says its public half is, where `public` comes from the private number.
    stated: Option<Vec<u8>>,
}

/// A private key behind a passphrase.
pub struct LockedKey {
    body: Locked,
}

enum Locked {
    /// PKCS#8 EncryptedPrivateKeyInfo (RFC 5958).
    Pkcs8(Zeroizing<Vec<u8>>),
    /// `Proc-Type: 4,ENCRYPTED` under RSA, EC or DSA PRIVATE KEY.
    Traditional { cipher: Cipher, ciphertext: Vec<u8> },
    /// An entry of a Java keystore.
    Java(jks::ProtectedKey),
    /// OpenSSH's own form.
    OpenSsh(Box<openssh::Sealed>),
}

/// Why bytes are no usable private key.
#[derive(Debug, PartialEq, Eq)]
pub enum NotAKey {
    /// The structure is not one of PKCS#8, PKCS#1 and SEC1, or is damaged.
    Damaged,
    /// A key of a kind that cannot be handled here, named.
    Unsupported(String),
}

impl PrivateKey {
    /// From PKCS#8 (v1 or v2), PKCS#1 or SEC1 DER.
    ///
    /// # Errors
    /// See `NotAKey`.
    pub fn from_der(bytes: &[u8]) -> std::result::Result<Self, NotAKey> {
        let (outer, rest) = der::take_tag(bytes, tag::SEQUENCE).ok_or(NotAKey::Damaged)?;
        if !rest.is_empty() {
            return Err(NotAKey::Damaged);
        }
        let (version, body) = der::take_tag(outer.value, tag::INTEGER).ok_or(NotAKey::Damaged)?;
        let (second, after) = der::take(body).ok_or(NotAKey::Damaged)?;
        match (version.value, second.tag) {
            ([0 | 1], tag::SEQUENCE) => from_pkcs8(second.value, after),
            ([0 | 1], tag::INTEGER) => from_pkcs1(bytes, RSA, &der::wrap(tag::NULL, &[])),
            ([1], tag::OCTET_STRING) => from_sec1(bytes, &[]),
            _ => Err(NotAKey::Damaged),
        }
    }

    /// PKCS#8 v1 DER. Exposed to sign, to write and to lock it.
    pub fn expose_pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// The public half.
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The public half as the bytes that its file states beside an Ed25519 seed (RFC 8410 section
    /// 7); `None` when it states none.
    pub fn stated_ed25519(&self) -> Option<&[u8]> {
        self.stated.as_deref()
    }

    /// Locked as PKCS#8 PBES2: PBKDF2-HMAC-SHA-256 with 600,000 iterations, AES-256-CBC; read by
    /// OpenSSL 1.1 and later, Java 17, Node and Go.
    ///
    /// # Errors
    /// `Crypto` when no random bytes are to be had.
    pub fn lock(&self, passphrase: &Secret) -> Result<Vec<u8>> {
        self.lock_with(passphrase, Stretching::default())
    }

    /// The same, the passphrase stretched in another way.
    ///
    /// # Errors
    /// `Crypto` when no random bytes are to be had.
    pub fn lock_with(&self, passphrase: &Secret, stretching: Stretching) -> Result<Vec<u8>> {
        Ok(pbe::seal(&self.pkcs8, passphrase, stretching)?.to_pkcs8())
    }
}

impl LockedKey {
    pub(super) fn pkcs8(bytes: &[u8]) -> Self {
        Self {
            body: Locked::Pkcs8(Zeroizing::new(bytes.to_vec())),
        }
    }

    pub(super) fn traditional(cipher: Cipher, ciphertext: Vec<u8>) -> Self {
        Self {
            body: Locked::Traditional { cipher, ciphertext },
        }
    }

    pub(super) fn java(key: jks::ProtectedKey) -> Self {
        Self {
            body: Locked::Java(key),
        }
    }

    pub(super) fn openssh(key: openssh::Sealed) -> Self {
        Self {
            body: Locked::OpenSsh(Box::new(key)),
        }
    }

    /// Asks for its passphrase and opens it. `None` when the passphrase at hand was tried in vain
    /// already and nobody can be asked for its own, while another key is open.
    ///
    /// # Errors
    /// `PassphraseNeeded`, `OwnPassphrase`, and as `unlock`.
    pub(super) fn open(
        &self,
        origin: &Origin,
        another_is_open: bool,
        passwords: &mut dyn Passwords,
    ) -> Result<Option<PrivateKey>> {
        let ask = self.ask(origin);
        let passphrase = match &self.body {
            Locked::Java(key) if key.has_its_own() => match passwords.another(&ask) {
                None if another_is_open => return Ok(None),
                None => {
                    return Err(Error::OwnPassphrase {
                        origin: origin.clone(),
                        name: key.alias().to_owned(),
                    });
                }
                given => given,
            },
            _ => passwords.passphrase(&ask)?,
        };
        let passphrase = passphrase.ok_or_else(|| Error::PassphraseNeeded {
            origin: origin.clone(),
            what: Kind::PrivateKey,
            visible: Vec::new(),
        })?;
        let opened = self.unlock(&passphrase, origin, passwords.limits())?;
        Ok(Some(opened))
    }

    /// Opens it.
    ///
    /// # Errors
    /// `WrongPassphrase`, `UnsupportedAlgorithm` (named), `TooCostly`, or `Malformed`.
    pub fn unlock(
        &self,
        passphrase: &Secret,
        origin: &Origin,
        limits: Limits,
    ) -> Result<PrivateKey> {
        let opened = match &self.body {
            Locked::Pkcs8(bytes) => unlock_pkcs8(bytes, passphrase, limits),
            // exposed to derive the key from it
            Locked::Traditional { cipher, ciphertext } => cipher
                .decrypt(ciphertext, passphrase.expose_secret())
                .ok_or(Refusal::Wrong)
                .and_then(|plain| decrypted(&plain)),
            Locked::Java(key) => key.unlock(passphrase, limits),
            Locked::OpenSsh(key) => key.unlock(passphrase, limits),
        };
        opened.map_err(|refusal| refusal.at(origin, Kind::PrivateKey))
    }

    /// What to ask a person for it.
    pub fn ask<'a>(&'a self, origin: &'a Origin) -> Ask<'a> {
        Ask {
            origin,
            what: Kind::PrivateKey,
            name: match &self.body {
                Locked::Java(key) => Some(key.alias()),
                _ => None,
            },
        }
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({}, ..)", self.public.algorithm())
    }
}

impl fmt::Debug for LockedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LockedKey(..)")
    }
}

/// EncryptedPrivateKeyInfo (RFC 5958 section 3).
fn unlock_pkcs8(
    bytes: &[u8],
    passphrase: &Secret,
    limits: Limits,
) -> std::result::Result<PrivateKey, Refusal> {
    let damaged = || Refusal::Damaged("private key", "its encryption cannot be read".into());
    let (outer, _) = der::take_tag(bytes, tag::SEQUENCE).ok_or_else(damaged)?;
    let (algorithm, rest) = der::take_tag(outer.value, tag::SEQUENCE).ok_or_else(damaged)?;
    let (ciphertext, _) = der::take_tag(rest, tag::OCTET_STRING).ok_or_else(damaged)?;
    let scheme = Scheme::parse(&algorithm).ok_or_else(damaged)?;
    for spelling in Spelling::of(passphrase) {
        let opened = scheme
            .decrypt(ciphertext.value, &spelling, &mut Budget::new(limits))
            .and_then(|plain| decrypted(&plain));
        if !matches!(opened, Err(Refusal::Wrong)) {
            return opened;
        }
    }
    Err(Refusal::Wrong)
}

/// 1 wrong passphrase in 256 passes the padding check; then the content is no key.
pub(super) fn decrypted(plain: &[u8]) -> std::result::Result<PrivateKey, Refusal> {
    PrivateKey::from_der(plain).map_err(|e| match e {
        NotAKey::Damaged => Refusal::Wrong,
        NotAKey::Unsupported(algorithm) => Refusal::Unsupported(algorithm),
    })
}

fn from_pkcs8(algorithm: &[u8], after: &[u8]) -> std::result::Result<PrivateKey, NotAKey> {
    let (oid, parameters) = der::take_tag(algorithm, tag::OID).ok_or(NotAKey::Damaged)?;
    let (key, stated) = der::take_tag(after, tag::OCTET_STRING).ok_or(NotAKey::Damaged)?;
    match der::dotted(oid.value).as_str() {
        RSA => from_pkcs1(key.value, RSA, &der::wrap(tag::NULL, &[])),
        RSA_PSS => from_pkcs1(key.value, RSA_PSS, parameters),
        EC => from_sec1(key.value, parameters),
        ED25519 => from_ed25519(key.value, stated),
        ED448 => Err(unsupported("Ed448")),
        other => Err(unsupported(public_key::other_name(other))),
    }
}

/// By the name of its algorithm, or its dotted OID.
fn unsupported(name: &str) -> NotAKey {
    NotAKey::Unsupported(match name.chars().next() {
        Some('0'..='9') => format!("a private key of type {name}"),
        Some('E' | 'M' | 'X') => format!("an {name} private key"), // as it is said
        _ => format!("a {name} private key"),
    })
}

fn from_pkcs1(
    pkcs1: &[u8],
    oid: &str,
    parameters: &[u8],
) -> std::result::Result<PrivateKey, NotAKey> {
    let (outer, _) = der::take_tag(pkcs1, tag::SEQUENCE).ok_or(NotAKey::Damaged)?;
    let parts = der::children(outer.value).ok_or(NotAKey::Damaged)?;
    if parts.len() == 6 {
        // version, p, q, g, y, x: OpenSSL's own form of DSA
        return Err(unsupported("DSA"));
    }
    let [_, modulus, exponent, _, _, _, _, _, _, ..] = parts.as_slice() else {
        return Err(NotAKey::Damaged);
    };
    let public = der::sequence(&[modulus.whole, exponent.whole]);
    let public = PublicKey::assemble(oid, parameters, &public).ok_or(NotAKey::Damaged)?;
    wrap_pkcs8(oid, parameters, pkcs1, public)
}

/// `stated` is what follows the key in PKCS#8 v2: attributes, and `[1]` a public key.
fn from_ed25519(key: &[u8], stated: &[u8]) -> std::result::Result<PrivateKey, NotAKey> {
    let (seed, _) = der::take_tag(key, tag::OCTET_STRING).ok_or(NotAKey::Damaged)?;
    let pair = Ed25519KeyPair::from_seed_unchecked(seed.value).map_err(|_| NotAKey::Damaged)?;
    let public =
        PublicKey::assemble(ED25519, &[], pair.public_key().as_ref()).ok_or(NotAKey::Damaged)?;
    let stated = der::children(stated).unwrap_or_default();
    let stated = stated.iter().find(|part| part.tag == 0x81);
    let mut key = wrap_pkcs8(ED25519, &[], seed.whole, public)?;
    key.stated = stated.and_then(|bits| Some(bits.value.get(1..)?.to_vec()));
    Ok(key)
}

/// SEC1 ECPrivateKey (RFC 5915); `parameters` from around it win over those inside.
fn from_sec1(sec1: &[u8], parameters: &[u8]) -> std::result::Result<PrivateKey, NotAKey> {
    let (outer, _) = der::take_tag(sec1, tag::SEQUENCE).ok_or(NotAKey::Damaged)?;
    let parts = der::children(outer.value).ok_or(NotAKey::Damaged)?;
    let scalar = parts.get(1).ok_or(NotAKey::Damaged)?;
    let inside = |wanted: u8| parts.iter().find(|p| p.tag == wanted).map(|p| p.value);
    let parameters = if parameters.is_empty() {
        let inner = inside(0xa0).filter(|inner| der::take(inner).is_some());
        inner.ok_or(NotAKey::Damaged)?
    } else {
        parameters
    };
    let point = match inside(0xa1).and_then(|v| der::take_tag(v, tag::BIT_STRING)) {
        Some((bits, _)) => bits.value.get(1..).ok_or(NotAKey::Damaged)?.to_vec(),
        None => derive_point(parameters, scalar.value)?,
    };
    let public = PublicKey::assemble(EC, parameters, &point).ok_or(NotAKey::Damaged)?;
    let inner = Zeroizing::new(der::sequence(&[
        &der::wrap(tag::INTEGER, &[1]),
        scalar.whole,
        &der::wrap(0xa1, &der::bit_string(&point)),
    ]));
    wrap_pkcs8(EC, parameters, &inner, public)
}

/// Some writers leave the public point out of SEC1; it is derived again.
pub(super) fn derive_point(
    parameters: &[u8],
    scalar: &[u8],
) -> std::result::Result<Vec<u8>, NotAKey> {
    let name = curve::of_parameters(parameters);
    let algorithm: &EcdsaSigningAlgorithm = match name.as_str() {
        "P-256" => &sig::ECDSA_P256_SHA256_ASN1_SIGNING,
        "P-384" => &sig::ECDSA_P384_SHA384_ASN1_SIGNING,
        "P-521" => &sig::ECDSA_P521_SHA512_ASN1_SIGNING,
        "secp256k1" => &sig::ECDSA_P256K1_SHA256_ASN1_SIGNING,
        other => {
            return Err(NotAKey::Unsupported(format!(
                "an EC private key on {other} without its public point"
            )));
        }
    };
    let scalar = Zeroizing::new(der::wrap(tag::OCTET_STRING, scalar));
    let bare = Zeroizing::new(der::sequence(&[
        &der::wrap(tag::INTEGER, &[1]),
        &scalar,
        &der::wrap(0xa0, &curve::oid(&name).ok_or(NotAKey::Damaged)?),
    ]));
    EcdsaKeyPair::from_private_key_der(algorithm, &bare)
        .map(|pair| pair.public_key().as_ref().to_vec())
        .map_err(|_| NotAKey::Damaged)
}

fn wrap_pkcs8(
    oid: &str,
    parameters: &[u8],
    key: &[u8],
    public: PublicKey,
) -> std::result::Result<PrivateKey, NotAKey> {
    let id = public_key::algorithm_identifier(oid, parameters).ok_or(NotAKey::Damaged)?;
    let octets = Zeroizing::new(der::wrap(tag::OCTET_STRING, key));
    let version = der::wrap(tag::INTEGER, &[0]);
    let pkcs8 = Zeroizing::new(der::sequence(&[&version, &id, &octets]));
    Ok(PrivateKey {
        pkcs8,
        public,
        stated: None,
    })
}
