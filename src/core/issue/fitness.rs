//! Whether a CA may sign a certificate for a purpose, so that those who trust it accept it (RFC 5280
//! section 6.1): asked before anything is signed. Must not sign, nor look at the request.

use super::Purpose;
use crate::core::clock::Time;
use crate::core::material::extensions::path_length;
use crate::core::material::{Algorithm, Certificate};

/// Why it may not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence names its fields")]
pub enum Unfit {
    /// No CA by its BasicConstraints.
    #[error("{subject} is no CA: its certificate {shows}")]
    NoCa {
        subject: String,
        shows: &'static str,
    },
    /// A KeyUsage without keyCertSign.
    #[error("{subject} may not sign certificates: its keyUsage is {usage}, without keyCertSign")]
    NoCertSign { subject: String, usage: String },
    /// A KeyUsage without cRLSign.
    #[error("{subject} may not sign revocation lists: its keyUsage is {usage}, without cRLSign")]
    NoCrlSign { subject: String, usage: String },
    /// Its time is over.
    #[error("{subject} expired at {at}")]
    Expired { subject: String, at: String },
    /// Its time has not come.
    #[error("{subject} is not valid before {at}")]
    NotYet { subject: String, at: String },
    /// A CA above it admits fewer CAs below it than there are.
    #[error(
        "{above} admits {limit} CAs below it (pathLenConstraint), and there are {below} on the way"
    )]
    PathLength {
        above: String,
        limit: usize,
        below: usize,
    },
    /// A CA limited to other purposes.
    #[error("{subject} is limited to {purposes} (extendedKeyUsage), without {wanted}")]
    Purpose {
        subject: String,
        purposes: String,
        wanted: &'static str,
    },
    /// A key that nobody accepts any more.
    #[error("the key of {subject} is RSA with {bits} bits, and nobody accepts less than 2048")]
    ShortKey { subject: String, bits: usize },
    /// A key that nothing here signs with.
    #[error("the key of {subject} is {algorithm}, which cannot sign here")]
    Algorithm {
        subject: String,
        algorithm: Algorithm,
    },
}

/// For a CA's key of a kind that nothing here signs with.
pub const OTHER_TOOL: &str = "sign with openssl, which can: openssl x509 -req -in CSR -CA CA -CAkey KEY -days 365 -extfile FILE -out OUT, FILE being extendedKeyUsage=clientAuth; or make a CA with an RSA, EC or Ed25519 key: mtls sign --init-ca";

/// Judges a chain for signing revocation lists: as `check`, and cRLSign where there is a KeyUsage
/// (RFC 5280 section 4.2.1.3).
///
/// # Errors
/// The first thing that stands in the way.
pub fn check_lists(chain: &[Certificate], now: Time) -> Result<(), Unfit> {
    check(chain, Purpose::Ca, now)?;
    let Some(ca) = chain.first() else {
        return Ok(());
    };
    match &ca.extensions.key_usage {
        Some(usage) if !usage.iter().any(|u| u == "cRLSign") => Err(Unfit::NoCrlSign {
            subject: name(ca),
            usage: usage.join(", "),
        }),
        _ => Ok(()),
    }
}

/// Judges a chain, the signing CA first, then what of its issuers is there.
///
/// # Errors
/// The first thing that stands in the way.
pub fn check(chain: &[Certificate], purpose: Purpose, now: Time) -> Result<(), Unfit> {
    for (at, ca) in chain.iter().enumerate() {
        is_ca(ca)?;
        in_time(ca, now)?;
        admits(ca, chain.get(..at).unwrap_or_default())?;
        serves(ca, purpose)?;
    }
    chain.first().map_or(Ok(()), can_sign)
}

impl Unfit {
    /// The one thing to do.
    pub fn fix(&self) -> &'static str {
        match self {
            Self::NoCa { .. } | Self::NoCertSign { .. } => {
                "name the CA's own certificate with --ca; mtls sign --init-ca makes a CA"
            }
            Self::Expired { .. } | Self::NotYet { .. } => {
                "use a CA that is valid now (check the clock too); mtls sign --init-ca makes one, and your partner has to trust it anew"
            }
            Self::PathLength { .. } => {
                "sign with the CA above, or have this one issued by one that admits it"
            }
            Self::Purpose { .. } => {
                "sign with a CA that is not limited, or choose another --purpose"
            }
            Self::NoCrlSign { .. } => {
                "have the CA's certificate made anew with cRLSign; mtls sign --init-ca makes one that has it"
            }
            Self::Algorithm {
                algorithm: Algorithm::RsaPss { .. } | Algorithm::Ed448,
                ..
            } => OTHER_TOOL,
            Self::ShortKey { .. } | Self::Algorithm { .. } => {
                "make a CA with an RSA (2048 to 8192 bits), EC or Ed25519 key: mtls sign --init-ca"
            }
        }
    }
}

/// What it is told as when it is refused.
fn name(ca: &Certificate) -> String {
    match ca.subject.to_string() {
        empty if empty.is_empty() => "the CA without a name".into(),
        name => name,
    }
}

fn is_ca(ca: &Certificate) -> Result<(), Unfit> {
    if ca.may_issue() {
        return Ok(());
    }
    let subject = name(ca);
    let extensions = &ca.extensions;
    Err(match &extensions.key_usage {
        Some(usage) if extensions.is_ca => Unfit::NoCertSign {
            subject,
            usage: usage.join(", "),
        },
        _ => Unfit::NoCa {
            subject,
            shows: match (extensions.has_basic_constraints, ca.version) {
                (true, _) => "says CA:FALSE (basicConstraints)",
                (false, 3..) => "has no basicConstraints",
                (false, _) => "is of X.509 v1 and not self-signed",
            },
        },
    })
}

fn in_time(ca: &Certificate, now: Time) -> Result<(), Unfit> {
    let subject = name(ca);
    if now > ca.not_after {
        let at = ca.not_after.readable();
        return Err(Unfit::Expired { subject, at });
    }
    if now < ca.not_before {
        let at = ca.not_before.readable();
        return Err(Unfit::NotYet { subject, at });
    }
    Ok(())
}

/// Self-issued ones do not count (RFC 5280 section 4.2.1.9).
fn admits(ca: &Certificate, below: &[Certificate]) -> Result<(), Unfit> {
    let below = below.iter().filter(|c| !c.is_self_issued()).count();
    match path_length(ca.as_der()) {
        Some(limit) if below > limit => Err(Unfit::PathLength {
            above: name(ca),
            limit,
            below,
        }),
        _ => Ok(()),
    }
}

/// An ExtendedKeyUsage in a CA limits what is below it; RFC 5280 does not say so, OpenSSL, NSS and
/// Windows do (OpenSSL: doc/man1/openssl-verification-options, "Extended Key Usage").
fn serves(ca: &Certificate, purpose: Purpose) -> Result<(), Unfit> {
    let wanted: &[(&str, bool)] = &[
        ("clientAuth", ca.allows_client_auth()),
        ("serverAuth", ca.allows_server_auth()),
    ];
    let of_purpose = |name: &str| match purpose {
        Purpose::Client => name == "clientAuth",
        Purpose::Server => name == "serverAuth",
        Purpose::Both => true,
        Purpose::Ca | Purpose::LeafCa => false,
    };
    let lacking = wanted.iter().find(|(name, may)| of_purpose(name) && !may);
    lacking.map_or(Ok(()), |(wanted, _)| {
        let purposes = ca.extensions.extended_key_usage.clone();
        Err(Unfit::Purpose {
            subject: name(ca),
            purposes: purposes.unwrap_or_default().join(", "),
            wanted,
        })
    })
}

fn can_sign(ca: &Certificate) -> Result<(), Unfit> {
    let subject = name(ca);
    if let Some(bits) = ca.public_key.short_rsa_bits() {
        return Err(Unfit::ShortKey { subject, bits });
    }
    let known = match ca.public_key.algorithm() {
        Algorithm::Rsa { bits } => *bits <= 8192,
        Algorithm::Ec { curve } => {
            matches!(curve.as_str(), "P-256" | "P-384" | "P-521" | "secp256k1")
        }
        Algorithm::Ed25519 => true,
        _ => false,
    };
    if known {
        return Ok(());
    }
    Err(Unfit::Algorithm {
        subject,
        algorithm: ca.public_key.algorithm().clone(),
    })
}
