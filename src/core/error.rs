//! What can go wrong on this side of the wire. Each variant holds exactly the fields its
//! sentence needs; `hint` is the one thing to do. What the far side says is `diagnosis`'s.

use std::fmt;

use super::material::{Kind, Looks, Origin};

/// The core's result.
pub type Result<T> = std::result::Result<T, Error>;

/// A local failure. Its `Display` is lower case, without a period, and never holds a secret.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence names its fields")]
pub enum Error {
    /// The bytes could not be had.
    #[error("cannot read {origin}: {reason}")]
    Unreadable {
        origin: Origin,
        reason: String,
        fix: &'static str,
    },
    /// More bytes than any material has; the limit is in bytes.
    #[error("{origin} is larger than {} MiB, which no certificate, key or keystore is", .limit >> 20)]
    TooLarge { origin: Origin, limit: u64 },
    /// Not material, as far as the bytes tell.
    /// `says` is what it says itself, where that is an error page.
    #[error("{origin} holds no certificate, key or request: {looks}")]
    UnknownFormat {
        origin: Origin,
        looks: Looks,
        says: Option<String>,
    },
    /// Recognised, but its inside is damaged.
    #[error("{origin}: the {what} is damaged: {reason}")]
    Malformed {
        origin: Origin,
        what: String,
        reason: String,
    },
    /// Locked, and no passphrase was given.
    /// `visible` is what it tells without one, a line each.
    #[error("{origin}: the {what} is locked and no passphrase was given")]
    PassphraseNeeded {
        origin: Origin,
        what: Kind,
        visible: Vec<String>,
    },
    /// Locked, and the passphrase given does not open it.
    #[error("{origin}: the passphrase does not open the {what}")]
    WrongPassphrase { origin: Origin, what: Kind },
    /// The passphrase given is the keystore's, and the key's is another one.
    #[error(
        "{origin}: the passphrase opens the keystore, but not the key {name}, which has one of its own"
    )]
    OwnPassphrase { origin: Origin, name: String },
    /// Recognised, but an algorithm in it cannot be handled here.
    #[error("{origin}: {algorithm} is not supported{}", during(.what, .algorithm))]
    UnsupportedAlgorithm {
        origin: Origin,
        what: String,
        algorithm: String,
    },
    /// Locked so that opening it takes longer than it may; both numbers are iterations.
    #[error(
        "{origin}: opening the {what} takes {demanded} iterations ({kdf}), more than the limit of {limit}"
    )]
    TooCostly {
        origin: Origin,
        what: Kind,
        kdf: String,
        demanded: u64,
        limit: u64,
    },
    /// A private key was wanted, and something else was there.
    #[error("{origin} holds no private key, only {found}")]
    KeyMissing { origin: Origin, found: Found },
    /// A certificate was wanted, and something else was there.
    #[error("{origin} holds no certificate, only {found}")]
    CertificateMissing { origin: Origin, found: Found },
    /// The two do not belong together. The digests are of the SPKI (SHA-256, hex).
    #[error(
        "the private key in {key_origin} does not belong to the {}certificate in {certificate_origin}",
        if *.certificate_is_ca { "CA " } else { "" }
    )]
    KeyMismatch {
        certificate_origin: Origin,
        certificate: String,
        certificate_is_ca: bool,
        certificate_spki: String,
        key_origin: Origin,
        key_spki: String,
    },
    /// A private key that contradicts itself, and what shows it.
    #[error("{origin}: the numbers of the private key do not belong together: {broken}")]
    InconsistentKey { origin: Origin, broken: String },
    /// Nothing is overwritten unasked; `private` when a private key is, or may be, in it.
    #[error("{path} exists already")]
    WouldOverwrite { path: String, private: bool },
    /// A file could not be written; none of the run's files was left behind.
    #[error("cannot write {path}: {reason}")]
    NotWritten { path: String, reason: String },
    /// A port that cannot be listened on.
    #[error("cannot listen on {address}: {reason}")]
    Listen { address: String, reason: String },
    /// What was asked for contradicts itself or the material; found after parsing the arguments.
    #[error("{problem}")]
    Invalid { problem: String, fix: String },
    /// The crypto library refused; a defect here or broken material.
    #[error("{doing} failed: {reason}")]
    Crypto { doing: &'static str, reason: String },
}

impl Error {
    /// The one thing to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable { fix, .. } => (*fix).into(),
            Self::TooLarge { .. } => "name the certificate, key or keystore file itself".into(),
            Self::UnknownFormat { looks, .. } => looks.fix().into(),
            Self::Malformed { .. } => "get the file again, in binary mode, from whoever made it".into(),
            Self::PassphraseNeeded { .. } => {
                "give it with --pass env:NAME, file:PATH or prompt".into()
            }
            Self::WrongPassphrase { what: Kind::Keystore | Kind::JavaKeystore, .. } => {
                "check the passphrase (a stray space or line end counts); if it is right, the file is damaged: get it again in binary mode".into()
            }
            Self::WrongPassphrase { .. } => {
                "check the passphrase (a stray space or line end counts), or ask who made the file".into()
            }
            Self::OwnPassphrase { .. } => {
                "give the key's own passphrase with --pass: the certificates need none".into()
            }
            Self::UnsupportedAlgorithm { what, algorithm, .. } => instead_of(what, algorithm).into(),
            Self::TooCostly { demanded, .. } if *demanded > u64::from(u32::MAX) => {
                "do not open it: no honest program demands that many".into()
            }
            Self::TooCostly { demanded, .. } => format!(
                "if you trust whoever made it, raise the limit: --kdf-limit {demanded} (10000000 take some seconds)"
            ),
            Self::KeyMissing { .. } => {
                "name the file with the private key that the request was made with, using --key".into()
            }
            Self::CertificateMissing { .. } => {
                "name the file with the certificate that your provider sent back, using --cert".into()
            }
            Self::KeyMismatch {
                certificate_is_ca: true,
                ..
            } => {
                "name the client's own certificate, the one that came back for your request; a CA's goes to --cacert".into()
            }
            Self::KeyMismatch { .. } => {
                "find the key that made this certificate's request; `mtls match-key CERT FOLDER` searches a folder for it".into()
            }
            Self::InconsistentKey { origin, .. } => format!(
                "use another copy of the key; `mtls match-key --check {origin}` tells whether it is sound"
            ),
            Self::WouldOverwrite { private: true, .. } => "choose another name, or add --force; a private key that is replaced is lost, and certificates requested with it never work again".into(),
            Self::WouldOverwrite { .. } => "choose another name, or add --force".into(),
            Self::NotWritten { reason, .. } if reason == IS_FOLDER => "name a file in it".into(),
            Self::NotWritten { .. } => "check that the folder exists, is writable and has room".into(),
            Self::Listen { .. } => "choose another port, or leave it out to get a free one".into(),
            Self::Invalid { fix, .. } => fix.clone(),
            Self::Crypto { .. } => "try another key or algorithm, and report this if it stays".into(),
        }
    }

    /// What shows that it is so, a line each.
    pub fn evidence(&self) -> Vec<String> {
        match self {
            Self::KeyMismatch {
                certificate,
                certificate_is_ca,
                certificate_spki,
                key_spki,
                ..
            } => {
                let ca = if *certificate_is_ca { "CA " } else { "" };
                vec![
                    format!(
                        "the {ca}certificate of {certificate} has public key sha256 {certificate_spki}"
                    ),
                    format!("the private key has public key sha256 {key_spki}"),
                ]
            }
            Self::PassphraseNeeded { visible, .. } => visible.clone(),
            Self::UnknownFormat {
                says: Some(says), ..
            } => vec![format!("it says: {says}")],
            _ => Vec::new(),
        }
    }
}

/// What to do about an algorithm that cannot be handled here.
fn instead_of(what: &str, algorithm: &str) -> &'static str {
    if what.starts_with("to sign") || is_kind_of_key(algorithm) {
        "make a new key and request with mtls csr (RSA-2048), and have it signed"
    } else if algorithm.ends_with("OpenSSH private key") {
        "rewrite it in place: ssh-keygen -p -Z aes256-ctr -f FILE"
    } else if algorithm.contains("OpenSSH") {
        "make a new key and request with mtls csr: no certificate can have this one"
    } else {
        "rewrite it with `openssl pkcs8 -topk8` or `openssl pkcs12 -export`, or ask for an RSA or EC key"
    }
}

/// The fix of an `Unreadable` that is a file.
pub const CHECK_PATH: &str = "check the path and its permissions";

/// The reason where a file was meant and a folder is.
pub const IS_FOLDER: &str = "it is a folder";

/// What a file held instead, counted: `2 certificates and 1 CSR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found(pub Vec<(Kind, usize)>);

impl Found {
    /// Counted by kind, in the order of first sight.
    pub fn count(kinds: impl IntoIterator<Item = Kind>) -> Self {
        Self::sum(kinds.into_iter().map(|kind| Self(vec![(kind, 1)])))
    }

    /// Several counts added up.
    pub fn sum(counts: impl IntoIterator<Item = Self>) -> Self {
        let mut sum: Vec<(Kind, usize)> = Vec::new();
        for (kind, n) in counts.into_iter().flat_map(|found| found.0) {
            match sum.iter_mut().find(|(k, _)| *k == kind) {
                Some((_, total)) => *total += n,
                None => sum.push((kind, n)),
            }
        }
        Self(sum)
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("nothing");
        }
        let parts: Vec<String> = self
            .0
            .iter()
            .map(|(kind, n)| {
                if *n == 1 {
                    format!("1 {kind}")
                } else {
                    format!("{n} {kind}s")
                }
            })
            .collect();
        f.write_str(&parts.join(" and "))
    }
}

/// Whether it is the key itself that is not supported, not what it is locked with.
fn is_kind_of_key(algorithm: &str) -> bool {
    ["a ", "an "]
        .iter()
        .any(|article| algorithm.starts_with(article))
        && algorithm.contains("private key")
}

/// What it was met in, unless its own name says so.
fn during(what: &str, algorithm: &str) -> String {
    if what.is_empty() || algorithm.contains(what) {
        String::new()
    } else {
        format!(" ({what})")
    }
}

/// An io error in a few words, without the operating system's number.
pub fn plain_io(error: &std::io::Error) -> String {
    use std::io::ErrorKind as K;
    match error.kind() {
        K::NotFound => "no such file".into(),
        K::PermissionDenied => "permission denied".into(),
        K::IsADirectory => IS_FOLDER.into(),
        K::NotADirectory => "a part of its path is not a folder".into(),
        K::StorageFull => "no space left on the device".into(),
        _ => {
            // the number alone: a library may have put the path into the text
            let plain = error.raw_os_error().map(std::io::Error::from_raw_os_error);
            let text = plain.as_ref().unwrap_or(error).to_string();
            text.split(" (os error")
                .next()
                .unwrap_or(&text)
                .to_lowercase()
        }
    }
}
