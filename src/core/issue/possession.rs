//! Whether a request may be signed at all: it proves that its sender has the key (RFC 2986 section
//! 3), and key and digest are such that anybody would accept the certificate. What was false is told
//! apart from what cannot be checked here. Must not look at what it asks for.

use std::str::FromStr;

use crate::core::material::signature::forgeable_hash;
use crate::core::material::{Algorithm, Request};

/// What stands against signing a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence names its fields")]
pub enum Objection {
    /// Whoever made it does not have the key, or it was changed since.
    #[error(
        "the signature of the request is false ({algorithm}): it was not made with the private key of its public key, or the request was changed since"
    )]
    FalseSignature { algorithm: String },
    /// Nothing is known of it.
    #[error(
        "whether its sender has the private key is not known: {algorithm} with a key of kind {key} cannot be checked here"
    )]
    Unproved { algorithm: String, key: Algorithm },
    /// An RSA key that can be broken, or soon.
    #[error("its RSA key has {bits} bits, and nobody accepts less than 2048")]
    ShortRsa { bits: usize },
    /// An exponent with which everybody has the private key.
    #[error("its RSA key has the public exponent 1, which hides nothing")]
    BrokenRsa,
    /// A signature over a hash that can be forged.
    #[error("it is signed over {hash}, which can be forged")]
    WeakHash { hash: &'static str },
}

/// An objection that the person overrules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// RSA keys below 2048 bits.
    ShortRsa,
    /// Requests signed over SHA-1.
    Sha1,
    /// Requests whose signature cannot be checked here.
    Unproved,
}

impl Objection {
    /// Everything that stands against it.
    pub fn to(request: &Request) -> Vec<Self> {
        let mut found = Vec::new();
        let algorithm = request.signature_algorithm.clone();
        match request.signature_valid {
            Some(true) => {}
            Some(false) => found.push(Self::FalseSignature { algorithm }),
            None => found.push(Self::Unproved {
                algorithm,
                key: request.public_key.algorithm().clone(),
            }),
        }
        if request.public_key.exponent() == Some(&[1]) {
            found.push(Self::BrokenRsa);
        }
        if let Algorithm::Rsa { bits } | Algorithm::RsaPss { bits } = request.public_key.algorithm()
            && *bits < 2048
        {
            found.push(Self::ShortRsa { bits: *bits });
        }
        let hash = forgeable_hash(request.as_der());
        found.extend(hash.map(|hash| Self::WeakHash { hash }));
        found
    }

    /// What overrules it; `None` for what nothing does.
    pub fn allowance(&self) -> Option<Allowance> {
        match self {
            Self::ShortRsa { .. } => Some(Allowance::ShortRsa),
            Self::WeakHash { hash: "SHA-1" } => Some(Allowance::Sha1),
            Self::Unproved { .. } => Some(Allowance::Unproved),
            Self::FalseSignature { .. } | Self::BrokenRsa | Self::WeakHash { .. } => None,
        }
    }

    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FalseSignature { .. } => "csr-signature",
            Self::Unproved { .. } => "unsupported-algorithm",
            Self::ShortRsa { .. } | Self::BrokenRsa => "csr-weak-key",
            Self::WeakHash { .. } => "csr-weak-digest",
        }
    }

    /// The one thing to do.
    pub fn fix(&self) -> String {
        let else_allow = |better: &str| match self.allowance() {
            Some(allowance) => format!(
                "{better}, or sign it all the same with --allow {}",
                allowance.word()
            ),
            None => better.to_owned(),
        };
        else_allow(match self {
            Self::FalseSignature { .. } => {
                "ask for a new request, made with the key that is to be certified, and sent unchanged"
            }
            Self::Unproved { .. } => {
                "check it with another tool (openssl req -verify -noout -in FILE)"
            }
            Self::ShortRsa { .. } | Self::BrokenRsa => {
                "ask for a request with a new key: RSA of 2048 bits or more, or EC"
            }
            Self::WeakHash { .. } => "ask for a request that is signed over SHA-256",
        })
    }
}

impl Allowance {
    /// As it is typed.
    pub fn word(self) -> &'static str {
        match self {
            Self::ShortRsa => "short-rsa",
            Self::Sha1 => "sha1",
            Self::Unproved => "unproved",
        }
    }
}

impl FromStr for Allowance {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut all = [Self::ShortRsa, Self::Sha1, Self::Unproved].into_iter();
        all.find(|allowance| allowance.word() == text)
            .ok_or_else(|| "takes short-rsa, sha1 and unproved, with commas between".into())
    }
}
