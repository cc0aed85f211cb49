//! What bytes are, by content only and never by name; and when they are nothing we read, what they
//! look like instead, so that the message can say it.

use std::fmt;

use super::der::{self, Tlv, tag};
use super::{ber, embedded, guesses, jks, openssh, pem, text};

/// What `items::parse` will make of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text with PEM blocks in it.
    Pem,
    /// A DER object, perhaps others behind it.
    Der(DerKind),
    /// Text with material inside: JSON, YAML, variables, base64 without its frame.
    Embedded,
    /// OpenSSH public keys, a line each.
    Ssh,
    /// A Java keystore, JKS or JCEKS.
    Jks,
    /// Not material.
    Unknown(Looks),
}

/// A DER object by its outer structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DerKind {
    /// X.509 certificate
    Certificate,
    /// PKCS#10 request
    Request,
    /// PKCS#8, PKCS#1 or SEC1 private key
    PrivateKey,
    /// PKCS#8 EncryptedPrivateKeyInfo
    LockedKey,
    /// SubjectPublicKeyInfo
    PublicKey,
    /// PKCS#1 RSAPublicKey
    PublicKeyPkcs1,
    /// X.509 revocation list
    Crl,
    /// PKCS#7 / CMS signed data, a bag of certificates
    Pkcs7,
    /// PKCS#12, `.pfx` or `.p12`
    Pkcs12,
}

/// What unusable bytes look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// No bytes.
    Empty,
    /// Nothing but zero bytes.
    Zeros,
    /// An HTML page.
    Html,
    /// A JSON document.
    Json,
    /// Base64 of DER without its BEGIN and END lines, of no kind known here or cut short.
    BareBase64,
    /// A DER object of which only the beginning is there.
    CutDer,
    /// DER of another kind.
    OtherDer,
    /// BER with indefinite lengths.
    Ber,
    /// An OpenSSH public key line, damaged.
    SshPublicKey,
    /// An SSH public key in the form of RFC 4716.
    Ssh2PublicKey,
    /// A private key of PuTTY's, `.ppk`.
    Putty,
    /// Text of no kind known here.
    Text,
    /// Binary of no kind known here.
    Binary,
    /// A CMS message encrypted to somebody.
    CmsEncrypted,
    /// PKCS#7 without a certificate in it.
    CmsEmpty,
    /// Parameters of a curve or of Diffie-Hellman alone.
    Parameters,
    /// What `openssl x509 -text -noout` prints.
    OpensslText,
    /// A private key of Microsoft's, PVK or a key blob.
    MicrosoftKey,
    /// Keys, certificates or a signature of OpenPGP's (RFC 9580 section 6.2).
    Pgp,
    /// A message of OpenPGP's, which may hold anything.
    PgpMessage,
    /// A JSON Web Key or a set of them (RFC 7517), public.
    Jwk,
    /// The same with private members in it.
    PrivateJwk,
    /// Files packed into one, of this kind.
    Archive(&'static str),
    /// A PDF document.
    Pdf,
    /// PEM whose BEGIN and END lines do not have five plain dashes.
    BadFrame,
}

/// Recognises the bytes.
pub fn detect(bytes: &[u8]) -> Format {
    if let Some(format) = detect_binary(bytes) {
        return format;
    }
    let Some(decoded) = text::decode(bytes) else {
        return Format::Unknown(binary_looks(bytes));
    };
    let text = decoded.text.as_ref();
    if let Some(looks) = guesses::pgp(text) {
        Format::Unknown(looks)
    } else if pem::find(text, pem::BEGIN).is_some() {
        Format::Pem
    } else if openssh::public_keys(text).is_some() {
        Format::Ssh
    } else if embedded::find(text).is_some() {
        Format::Embedded
    } else {
        Format::Unknown(text_looks(text))
    }
}

/// The same for what is no text; `None` when it may be one.
pub(super) fn detect_binary(bytes: &[u8]) -> Option<Format> {
    if jks::is_store(bytes) {
        return Some(Format::Jks);
    }
    let is_sequence = bytes.first() == Some(&tag::SEQUENCE);
    is_sequence.then(|| detect_der(bytes)).flatten()
}

impl DerKind {
    /// The kind of one DER object; `None` when its structure is none of these.
    pub fn of(whole: &[u8]) -> Option<Self> {
        let (outer, _) = der::take_tag(whole, tag::SEQUENCE)?;
        let (tags, count) = first_tags(outer.value)?;
        let (first, _) = der::take(outer.value)?;
        match tags.get(..count)? {
            [tag::SEQUENCE, tag::SEQUENCE, tag::BIT_STRING] => Some(signed_kind(&first)?),
            [tag::SEQUENCE, tag::OCTET_STRING] => Some(Self::LockedKey),
            [tag::SEQUENCE, tag::BIT_STRING] => Some(Self::PublicKey),
            [tag::OID, 0xa0] => Some(Self::Pkcs7),
            [tag::INTEGER, tag::INTEGER] => Some(Self::PublicKeyPkcs1),
            [tag::INTEGER, tag::SEQUENCE, rest @ ..] => match (first.value, rest.first()) {
                ([3], None | Some(&tag::SEQUENCE)) => Some(Self::Pkcs12),
                ([0 | 1], Some(&tag::OCTET_STRING)) => Some(Self::PrivateKey),
                _ => None,
            },
            [tag::INTEGER, tag::OCTET_STRING, ..] => Some(Self::PrivateKey),
            [tag::INTEGER, rest @ ..]
                if (rest.len() >= 8 && rest.iter().take(8).all(|t| *t == tag::INTEGER))
                    || rest == [tag::INTEGER; 5] =>
            {
                Some(Self::PrivateKey)
            }
            _ => None,
        }
    }
}

/// The tags of the first elements and how many there are, `TOLD` at most; `None` when one of them
/// is broken. No kind is told by more, however many follow.
fn first_tags(mut contents: &[u8]) -> Option<([u8; TOLD], usize)> {
    let mut tags = [0; TOLD];
    let mut count = 0;
    for slot in &mut tags {
        if contents.is_empty() {
            break;
        }
        let (element, rest) = der::take(contents)?;
        *slot = element.tag;
        contents = rest;
        count += 1;
    }
    Some((tags, count))
}

/// A PKCS#1 key has nine or ten.
const TOLD: usize = 11;

impl DerKind {
    /// The kind of one object in BER; `None` when it is DER, or none of the kinds that are
    /// streamed in BER (PKCS#12 and PKCS#7).
    pub fn of_ber(whole: &[u8]) -> Option<Self> {
        // told from the front, so that no text is taken for it and no large file turned over
        let outer = der::take_tag(whole, tag::SEQUENCE).map(|(tlv, _)| tlv.value);
        let inner = outer.or_else(|| whole.strip_prefix(&[tag::SEQUENCE, 0x80]))?;
        let (first, rest) = der::take(inner)?;
        let streamed = ber::is_indefinite(whole) || ber::is_indefinite(rest);
        if !streamed || !matches!(first.tag, tag::INTEGER | tag::OID) {
            return None;
        }
        Self::of(&ber::to_der(whole)?).filter(|kind| matches!(kind, Self::Pkcs12 | Self::Pkcs7))
    }
}

impl Looks {
    /// The one thing to do about it.
    pub fn fix(self) -> &'static str {
        match self {
            Self::Empty | Self::Zeros => "get the file again; this copy has nothing in it",
            Self::Html | Self::Json => {
                "open it to read what the server said, then download the file itself (you may have to log in first)"
            }
            Self::BareBase64 => {
                "get the whole text again, from -----BEGIN to the END line if it had them"
            }
            Self::CutDer => "get the file again, in binary mode; this copy is cut short",
            Self::OtherDer | Self::Text | Self::Binary => {
                "name a certificate, key, CSR or PKCS#12 file, in PEM or DER"
            }
            Self::Ber => {
                "get the file again, in binary mode; if it stays so, name a PKCS#12, PKCS#7 or DER file"
            }
            Self::CmsEncrypted => {
                "decrypt it first with the key that it is for: openssl cms -decrypt"
            }
            Self::CmsEmpty => "ask whoever made it for the certificates themselves",
            Self::Parameters => "name the file with the key itself",
            Self::OpensslText => "name the file that was printed, or print it again without -noout",
            Self::MicrosoftKey => {
                "turn it into PEM: openssl rsa -in FILE -inform PVK (or MSBLOB) -out key.pem"
            }
            Self::Pgp => {
                "ask for an X.509 certificate, as PEM or PKCS#12: TLS knows nothing of PGP keys"
            }
            Self::PgpMessage => "decrypt it first: gpg --decrypt FILE",
            Self::Jwk => "name the key or certificate itself: a JWK is written here, not read",
            Self::PrivateJwk => {
                "turn it into PEM: node -p 'crypto.createPrivateKey({key:JSON.parse(fs.readFileSync(0)),format:\"jwk\"}).export({type:\"pkcs8\",format:\"pem\"})' <FILE"
            }
            Self::Archive(_) => "unpack it first, and name the file that was in it",
            Self::Pdf => "save what is attached to it, or ask for the file itself",
            Self::BadFrame => {
                "write each with five plain dashes on both sides, as in -----BEGIN CERTIFICATE-----, or get the file again as an attachment"
            }
            Self::SshPublicKey => "get the file again: the line is cut short or damaged",
            Self::Putty => {
                "turn it into OpenSSH's form, which is read: puttygen FILE -O private-openssh-new -o key"
            }
            Self::Ssh2PublicKey => "turn it into one line, which is read: ssh-keygen -i -f FILE",
        }
    }
}

impl fmt::Display for Looks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Archive(kind) => return write!(f, "it is {kind}"),
            Self::Pgp => "it is a PGP (GnuPG) key or signature",
            Self::PgpMessage => "it is a PGP (GnuPG) message, encrypted or signed",
            Self::Jwk => "it is a public JSON Web Key (JWK)",
            Self::PrivateJwk => "it is a private JSON Web Key (JWK)",
            Self::Pdf => "it is a PDF document",
            Self::BadFrame => "its BEGIN and END lines do not have five plain dashes, as when a mail program or editor changes them",
            Self::Empty => "it is empty",
            Self::Zeros => "it is nothing but zero bytes",
            Self::Html => "it is an HTML page, as servers send instead of a file",
            Self::Json => "it is a JSON document",
            Self::BareBase64 => "it looks like base64 of DER without its BEGIN and END lines, but is cut short or none of the kinds read here",
            Self::CutDer => "it looks like DER that is cut short",
            Self::OtherDer => "it is DER, but none of the kinds read here",
            Self::Ber => "it is BER with indefinite lengths that is cut short, or none of the kinds read here",
            Self::SshPublicKey => "it looks like an SSH public key, but cannot be read",
            Self::Putty => "it is a private key of PuTTY's",
            Self::Ssh2PublicKey => "it is an SSH public key of RFC 4716",
            Self::CmsEncrypted => "it is a CMS message encrypted to somebody's certificate",
            Self::CmsEmpty => "it is a PKCS#7 (CMS) file without certificates in it",
            Self::Parameters => "it holds only the parameters that stand beside a key",
            Self::OpensslText => "it is what openssl prints of a certificate or key, without the PEM block itself",
            Self::MicrosoftKey => "it is a private key in a form of Microsoft's",
            Self::Text => "it is text without any PEM block",
            Self::Binary => "it is binary data of no kind known here",
        })
    }
}

fn detect_der(bytes: &[u8]) -> Option<Format> {
    if let Some(kind) = DerKind::of_ber(bytes) {
        return Some(Format::Der(kind));
    }
    if ber::is_indefinite(bytes) {
        return Some(Format::Unknown(Looks::Ber));
    }
    let promised = der::promised_length(bytes)?;
    if promised > bytes.len() {
        // 0x30 is also the digit 0 of a text
        return text::decode(bytes)
            .is_none()
            .then_some(Format::Unknown(Looks::CutDer));
    }
    match DerKind::of(bytes) {
        Some(kind) => Some(Format::Der(kind)),
        None if text::decode(bytes).is_none() => Some(Format::Unknown(Looks::OtherDer)),
        None => None,
    }
}

/// Certificate, request and CRL share an outer shape; their inside tells.
fn signed_kind(inner: &Tlv<'_>) -> Option<DerKind> {
    let parts = der::children(inner.value)?;
    let tags: Vec<u8> = parts.iter().map(|p| p.tag).collect();
    match tags.as_slice() {
        [0xa0, ..] => Some(DerKind::Certificate),
        [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE, 0xa0, ..]
        | [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE] => Some(DerKind::Request),
        // version 1: serial, algorithm, issuer, validity, subject, key
        [
            tag::INTEGER,
            tag::SEQUENCE,
            tag::SEQUENCE,
            tag::SEQUENCE,
            tag::SEQUENCE,
            ..,
        ] => Some(DerKind::Certificate),
        [
            tag::INTEGER,
            tag::SEQUENCE,
            tag::SEQUENCE,
            tag::UTC_TIME | tag::GENERALIZED_TIME,
            ..,
        ]
        | [
            tag::SEQUENCE,
            tag::SEQUENCE,
            tag::UTC_TIME | tag::GENERALIZED_TIME,
            ..,
        ] => Some(DerKind::Crl),
        _ => None,
    }
}

fn text_looks(text: &str) -> Looks {
    let trimmed = text.trim_start();
    let head: String = trimmed
        .chars()
        .take(256)
        .collect::<String>()
        .to_ascii_lowercase();
    if trimmed.is_empty() {
        Looks::Empty
    } else if head.starts_with("<!doctype") || head.starts_with('<') && head.contains("<htm") {
        Looks::Html
    } else if trimmed.starts_with(['{', '[']) {
        guesses::jwk(trimmed).unwrap_or(Looks::Json)
    } else if head.starts_with("%pdf-") {
        Looks::Pdf
    } else if [
        "certificate:\n",
        "certificate request:\n",
        "private-key:",
        "certificate revocation list",
    ]
    .iter()
    .any(|opening| head.starts_with(opening))
    {
        Looks::OpensslText
    } else if head.starts_with("putty-user-key-file-") {
        Looks::Putty
    } else if head.starts_with("---- begin ssh2 public key") {
        Looks::Ssh2PublicKey
    } else if head.starts_with("ssh-") || head.starts_with("ecdsa-sha2-") {
        Looks::SshPublicKey
    } else if guesses::has_bad_frame(trimmed) {
        Looks::BadFrame
    } else if trimmed.starts_with('M')
        && pem::decode(trimmed).is_some_and(|d| d.first() == Some(&0x30))
    {
        Looks::BareBase64
    } else {
        Looks::Text
    }
}

fn binary_looks(bytes: &[u8]) -> Looks {
    match bytes {
        [] => Looks::Empty,
        [0x1e, 0xf1, 0xb5, 0xb0, ..] | [0x07, 0x02, 0, 0, _, _, 0, 0, b'R' | b'D', b'S', ..] => {
            Looks::MicrosoftKey
        }
        _ if bytes.iter().all(|b| *b == 0) => Looks::Zeros,
        _ => guesses::packed(bytes).unwrap_or(Looks::Binary),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unusable_bytes_are_named_for_what_they_look_like() {
        let cases: &[(&[u8], Looks)] = &[
            (b"", Looks::Empty),
            (b"  \n", Looks::Empty),
            (&[0; 40], Looks::Zeros),
            (b"<!DOCTYPE html><html>", Looks::Html),
            (b"<html><body>403", Looks::Html),
            (b"{\"error\":1}", Looks::Json),
            (b"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A", Looks::BareBase64),
            (&[0x30, 0x82, 0x0f, 0xff, 0x02, 0xff], Looks::CutDer),
            (&[0x30, 0x80, 0x02, 0x01, 0x03], Looks::Ber),
            (b"0000 plain text", Looks::Text),
            (&[0x93, 0xff, 0x17], Looks::Binary),
            (b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n", Looks::Pgp),
            (b"x\n-----BEGIN PGP MESSAGE-----\n", Looks::PgpMessage),
            (b"{\"kty\":\"EC\",\"d\" : \"x\"}", Looks::PrivateJwk),
            (b"{\"keys\":[{\"kty\":\"EC\",\"x\":\"d\"}]}", Looks::Jwk),
            (b"PK\x03\x04\x14\0\xff", Looks::Archive("a ZIP archive")),
            (&[0x1f, 0x8b, 8, 0, 0xff], Looks::Archive("compressed with gzip")),
            (b"%PDF-1.7\n", Looks::Pdf),
            (b"%PDF-1.7\n%\xff\xfe\0", Looks::Pdf),
            ("\u{2014}-BEGIN CERTIFICATE\u{2014}-\nMIIB".as_bytes(), Looks::BadFrame),
            (b"hi\n----BEGIN PRIVATE KEY----\nMIIB\n----END PRIVATE KEY----", Looks::BadFrame),
        ];
        for (bytes, looks) in cases {
            assert_eq!(detect(bytes), Format::Unknown(*looks), "{bytes:?}");
        }
    }

    #[test]
    fn a_small_octet_sequence_is_told_by_its_shape() {
        let key = der::sequence(&[
            &der::wrap(tag::INTEGER, &[1]),
            &der::wrap(tag::OCTET_STRING, &[1; 32]),
        ]);
        assert_eq!(detect(&key), Format::Der(DerKind::PrivateKey));
    }
}
