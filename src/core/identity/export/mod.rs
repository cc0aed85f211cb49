//! What was read, put in order to be written in another form: leaf first, its issuers, the key.
//! Must not touch files; what it makes is bytes, and it reads them back before handing them out.

mod encode;
mod gather;
mod links;
mod manifest;
mod read_back;
pub mod reader;
mod trusted;

use zeroize::Zeroizing;

pub use reader::Reader;

use crate::core::Error;
use crate::core::error::Found;
use crate::core::material::pbe::Stretching;
use crate::core::material::pkcs12::Strength;
use crate::core::material::{Certificate, KeyForm, Kind, Origin, PrivateKey, PublicKey};
use crate::core::secret::Secret;

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
    /// What else is to be known of the chain, a sentence each.
    pub notes: Vec<String>,
    /// Where the key was.
    pub key_origin: Origin,
    /// A certificate of the leaf's issuer's name is there, and none of these signed the leaf.
    pub forged: bool,
    root: Option<Certificate>,
    /// What keystores call their certificates, by DER.
    aliases: Vec<(Vec<u8>, String)>,
    public_key: Option<PublicKey>,
    origin: Origin,
    found: Found,
    /// What each source holds, in order.
    each: Vec<(Origin, Found)>,
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
    /// The public key of key, leaf or request.
    PublicKey,
}

/// How much of the chain is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainPart {
    /// The leaf alone.
    None,
    /// All of it.
    Full,
    /// All but a self-issued root, which the other side has or does not trust.
    NoRoot,
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
    /// PKCS#7 (RFC 2315) with certificates alone, in PEM.
    Pkcs7,
    /// The same in DER.
    Pkcs7Der,
    /// The manifest of a Kubernetes Secret of type `kubernetes.io/tls`, YAML.
    KubernetesSecret,
    /// `NAME=value` lines, each value PEM in base64, one line.
    Env,
}

/// What to write, and how.
#[derive(Debug, Clone, Copy)]
pub struct Recipe<'a> {
    /// What of the holdings; what the form cannot hold is passed over.
    pub pieces: &'a [Piece],
    /// The form.
    pub form: Form,
    /// Locks the private key.
    pub lock: Option<&'a Secret>,
    /// How the passphrase of a PKCS#8 key becomes a key.
    pub stretching: Stretching,
    /// The form of the private key, outside PKCS#12.
    pub key_form: KeyForm,
    /// The strength of a PKCS#12 file.
    pub strength: Strength,
    /// The friendlyName of a PKCS#12 file, the name of a Secret, the prefix of variables; else one
    /// is made up.
    pub name: Option<&'a str>,
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

impl Form {
    /// Whether files of this form hold material of this kind.
    pub fn holds(self, kind: Kind) -> bool {
        match self {
            Self::Pem | Self::Der => true,
            Self::Pkcs7 | Self::Pkcs7Der => kind == Kind::Certificate,
            Self::Pkcs12 | Self::KubernetesSecret | Self::Env => {
                matches!(kind, Kind::Certificate | Kind::PrivateKey)
            }
        }
    }

    /// Whether a terminal can show it.
    pub fn is_text(self) -> bool {
        !matches!(self, Self::Der | Self::Pkcs12 | Self::Pkcs7Der)
    }

    /// As JSON names it.
    pub fn json_name(self) -> &'static str {
        match self {
            Self::Pem => "pem",
            Self::Der => "der",
            Self::Pkcs12 => "p12",
            Self::Pkcs7 | Self::Pkcs7Der => "pkcs7",
            Self::KubernetesSecret => "k8s-secret",
            Self::Env => "env",
        }
    }

    /// As people say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pem => "a PEM file",
            Self::Der => "a DER file",
            Self::Pkcs12 => "a PKCS#12 file",
            Self::Pkcs7 | Self::Pkcs7Der => "a PKCS#7 file",
            Self::KubernetesSecret => "a kubernetes.io/tls Secret",
            Self::Env => "an env file",
        }
    }
}

impl Holdings {
    /// What the sources are called together.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What each source holds, in the order named.
    pub fn each(&self) -> &[(Origin, Found)] {
        &self.each
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

    /// The public key of private key, leaf or request, whichever comes first.
    pub fn public_key(&self) -> Option<&PublicKey> {
        let of_key = self.key.as_ref().map(PrivateKey::public_key);
        let of_leaf = || self.certificates.first().map(|leaf| &leaf.public_key);
        of_key.or_else(of_leaf).or(self.public_key.as_ref())
    }
}
