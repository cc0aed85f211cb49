//! The structure of a PKCS#12 file, as far as it shows without the passphrase: its MAC, its
//! safes, the bags of those that are not encrypted. Must not decrypt.

use std::borrow::Cow;

use super::super::der::{self, Tlv, tag};
use super::super::pbe::{Refusal, Scheme};
use super::mac::Mac;
use super::{damaged, unreadable};

/// A PFX (RFC 7292 section 4), its content not looked into yet.
pub struct Frame<'a> {
    /// The MAC; `None` when nothing guards the file.
    pub mac: Option<Mac<'a>>,
    /// What the MAC is over: an AuthenticatedSafe, perhaps in BER.
    pub content: Cow<'a, [u8]>,
}

/// One part of an AuthenticatedSafe.
pub enum Safe<'a> {
    /// SafeContents in the open, perhaps in BER.
    Open(Cow<'a, [u8]>),
    /// SafeContents under an encryption.
    Encrypted(Scheme, Cow<'a, [u8]>),
}

/// A SafeBag (RFC 7292 section 4.2) with its friendlyName.
pub struct Bag<'a> {
    /// What is in it.
    pub content: Content<'a>,
    /// From its attributes.
    pub name: Option<String>,
}

/// What a bag may hold.
pub enum Content<'a> {
    /// keyBag: PKCS#8 in the open.
    Key(&'a [u8]),
    /// pkcs8ShroudedKeyBag.
    LockedKey(Scheme, &'a [u8]),
    /// certBag with an X.509 certificate.
    Certificate(&'a [u8]),
    /// crlBag with an X.509 revocation list.
    Crl(&'a [u8]),
    /// safeContentsBag: bags again.
    Bags(&'a [u8]),
    /// secretBag: a symmetric key or a password.
    Secret,
    /// An SDSI certificate, or a bag no RFC names.
    Other,
}

impl<'a> Frame<'a> {
    /// From a file that is DER, or was made so.
    ///
    /// # Errors
    /// `Damaged`, and `Unsupported` for public-key integrity (RFC 7292 section 3.1).
    pub fn parse(der: &'a [u8]) -> Result<Self, Refusal> {
        let (pfx, _) = der::take_tag(der, tag::SEQUENCE).ok_or_else(unreadable)?;
        let (_, rest) = der::take_tag(pfx.value, tag::INTEGER).ok_or_else(unreadable)?;
        let (safe, rest) = der::take_tag(rest, tag::SEQUENCE).ok_or_else(unreadable)?;
        let (kind, content) = content_info(&safe).ok_or_else(unreadable)?;
        let content = match kind.as_str() {
            DATA => octets(content).ok_or_else(unreadable)?,
            SIGNED_DATA => {
                return Err(Refusal::Unsupported("a signature in place of a MAC".into()));
            }
            _ => return Err(damaged("it holds no data")),
        };
        let mac = match der::take_tag(rest, tag::SEQUENCE) {
            Some((mac, _)) => {
                Some(Mac::parse(&mac).ok_or_else(|| damaged("its MAC cannot be read"))?)
            }
            None => None,
        };
        Ok(Self { mac, content })
    }
}

/// The parts of an AuthenticatedSafe in DER.
///
/// # Errors
/// `Damaged`, and `Unsupported` for public-key privacy (RFC 7292 section 3.1).
pub fn safes(der: &[u8]) -> Result<Vec<Safe<'_>>, Refusal> {
    let (all, _) = der::take_tag(der, tag::SEQUENCE).ok_or_else(unreadable)?;
    let parts = der::children(all.value).ok_or_else(unreadable)?;
    parts.iter().map(safe).collect()
}

/// The bags of a SafeContents in DER; `None` when they cannot be read.
pub fn bags(der: &[u8]) -> Option<Vec<Bag<'_>>> {
    let (all, rest) = der::take_tag(der, tag::SEQUENCE)?;
    if !rest.is_empty() {
        return None;
    }
    der::children(all.value)?.iter().map(bag).collect()
}

fn safe<'a>(info: &Tlv<'a>) -> Result<Safe<'a>, Refusal> {
    let (kind, content) = content_info(info).ok_or_else(unreadable)?;
    match kind.as_str() {
        DATA => octets(content).map(Safe::Open).ok_or_else(unreadable),
        ENCRYPTED_DATA => encrypted(content).ok_or_else(unreadable),
        ENVELOPED_DATA => Err(Refusal::Unsupported(
            "encryption to a certificate in place of a passphrase".into(),
        )),
        _ => Err(unreadable()),
    }
}

/// ContentInfo: the type, and the content inside its explicit tag.
fn content_info<'a>(info: &Tlv<'a>) -> Option<(String, &'a [u8])> {
    let (kind, rest) = der::take_tag(info.value, tag::OID)?;
    let (content, _) = der::take_tag(rest, EXPLICIT)?;
    Some((der::dotted(kind.value), content.value))
}

/// EncryptedData (RFC 5652 section 8).
fn encrypted(content: &[u8]) -> Option<Safe<'_>> {
    let (data, _) = der::take_tag(content, tag::SEQUENCE)?;
    let (_, rest) = der::take_tag(data.value, tag::INTEGER)?;
    let (info, _) = der::take_tag(rest, tag::SEQUENCE)?;
    let (_, rest) = der::take_tag(info.value, tag::OID)?;
    let (algorithm, rest) = der::take_tag(rest, tag::SEQUENCE)?;
    let ciphertext = match der::take(rest)? {
        (tlv, _) if tlv.tag == IMPLICIT => Cow::Borrowed(tlv.value),
        // in pieces, which only the schema tells: BER knows no type under a tag of its own
        (tlv, _) if tlv.tag == EXPLICIT => octets(tlv.value)?,
        _ => return None,
    };
    Some(Safe::Encrypted(Scheme::parse(&algorithm)?, ciphertext))
}

/// One OCTET STRING, or several that are one.
fn octets(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    let parts = der::children(bytes)?;
    match parts.as_slice() {
        [] => None,
        [one] if one.tag == tag::OCTET_STRING => Some(Cow::Borrowed(one.value)),
        many => {
            let all = many.iter().all(|part| part.tag == tag::OCTET_STRING);
            let pieces: Vec<&[u8]> = many.iter().map(|part| part.value).collect();
            all.then(|| Cow::Owned(pieces.concat()))
        }
    }
}

fn bag<'a>(bag: &Tlv<'a>) -> Option<Bag<'a>> {
    let (kind, rest) = der::take_tag(bag.value, tag::OID)?;
    let (value, attributes) = der::take_tag(rest, EXPLICIT)?;
    let value = value.value;
    let kind = der::dotted(kind.value);
    let content = match kind.strip_prefix(BAG_TYPES) {
        Some("1") => Content::Key(value),
        Some("2") => locked_key(value)?,
        Some("3") => match typed(value)? {
            (kind, octets) if kind == X509_CERTIFICATE => Content::Certificate(octets),
            _ => Content::Other,
        },
        Some("4") => match typed(value)? {
            (kind, octets) if kind == X509_CRL => Content::Crl(octets),
            _ => Content::Other,
        },
        Some("5") => Content::Secret,
        Some("6") => Content::Bags(value),
        _ => Content::Other,
    };
    let name = friendly_name(attributes);
    Some(Bag { content, name })
}

/// EncryptedPrivateKeyInfo (RFC 5958 section 3).
fn locked_key(value: &[u8]) -> Option<Content<'_>> {
    let (info, _) = der::take_tag(value, tag::SEQUENCE)?;
    let (algorithm, rest) = der::take_tag(info.value, tag::SEQUENCE)?;
    let (ciphertext, _) = der::take_tag(rest, tag::OCTET_STRING)?;
    Some(Content::LockedKey(
        Scheme::parse(&algorithm)?,
        ciphertext.value,
    ))
}

/// CertBag and CRLBag: a type, and a value whose form it decides.
fn typed(value: &[u8]) -> Option<(String, &[u8])> {
    let (bag, _) = der::take_tag(value, tag::SEQUENCE)?;
    let (kind, rest) = der::take_tag(bag.value, tag::OID)?;
    let (explicit, _) = der::take_tag(rest, EXPLICIT)?;
    let (content, _) = der::take(explicit.value)?;
    Some((der::dotted(kind.value), content.value))
}

/// The friendlyName (RFC 2985 section 5.5.1), a BMPString; broken attributes name nothing.
fn friendly_name(attributes: &[u8]) -> Option<String> {
    let (set, _) = der::take_tag(attributes, tag::SET)?;
    der::children(set.value)?.iter().find_map(|attribute| {
        let (kind, values) = der::take_tag(attribute.value, tag::OID)?;
        if der::dotted(kind.value) != FRIENDLY_NAME {
            return None;
        }
        let (values, _) = der::take_tag(values, tag::SET)?;
        let (name, _) = der::take_tag(values.value, BMP_STRING)?;
        let pairs = name.value.chunks_exact(2);
        let units: Vec<u16> = pairs
            .filter_map(|pair| Some(u16::from_be_bytes(pair.try_into().ok()?)))
            .collect();
        Some(String::from_utf16_lossy(&units))
    })
}

/// `[0]`, constructed.
pub(super) const EXPLICIT: u8 = 0xa0;
/// `[0]`, primitive.
pub(super) const IMPLICIT: u8 = 0x80;
const BMP_STRING: u8 = 0x1e;

pub(super) const DATA: &str = "1.2.840.113549.1.7.1";
const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
const ENVELOPED_DATA: &str = "1.2.840.113549.1.7.3";
pub(super) const ENCRYPTED_DATA: &str = "1.2.840.113549.1.7.6";
pub(super) const BAG_TYPES: &str = "1.2.840.113549.1.12.10.1.";
pub(super) const X509_CERTIFICATE: &str = "1.2.840.113549.1.9.22.1";
const X509_CRL: &str = "1.2.840.113549.1.9.23.1";
pub(super) const FRIENDLY_NAME: &str = "1.2.840.113549.1.9.20";
