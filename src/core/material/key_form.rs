//! The forms in which a private key is written down: PKCS#8, and the older ones by kind of key.
//! Must not choose one; whoever writes does.

use std::fmt;

use zeroize::Zeroizing;

use super::der::{self, tag};
use super::pbe::Stretching;
use super::{Algorithm, PrivateKey, pem, traditional};
use crate::core::secret::Secret;
use crate::core::{Error, Result};

/// How a private key is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyForm {
    /// PKCS#8 (RFC 5958), for every kind of key.
    #[default]
    Pkcs8,
    /// PKCS#1 (RFC 8017 appendix A.1.2), for RSA.
    Pkcs1,
    /// SEC1 (RFC 5915), for elliptic curves.
    Sec1,
    /// PKCS#1 or SEC1, whichever fits the key.
    Traditional,
}

impl KeyForm {
    /// DER, not locked.
    ///
    /// # Errors
    /// `Invalid` when keys of this kind have no such form.
    pub fn der(self, key: &PrivateKey) -> Result<Zeroizing<Vec<u8>>> {
        // exposed to be written in another form
        let pkcs8 = key.expose_pkcs8();
        match (self, key.public_key().algorithm()) {
            (Self::Pkcs8, _) => Some(Zeroizing::new(pkcs8.to_vec())),
            (Self::Pkcs1 | Self::Traditional, Algorithm::Rsa { .. }) => {
                inner(pkcs8).map(|(_, pkcs1)| Zeroizing::new(pkcs1.to_vec()))
            }
            (Self::Sec1 | Self::Traditional, Algorithm::Ec { .. }) => sec1(pkcs8),
            (_, algorithm) => return Err(self.does_not_fit(algorithm)),
        }
        .ok_or_else(|| Error::Crypto {
            doing: "writing the private key in another form",
            reason: "its structure cannot be read".into(),
        })
    }

    /// A PEM block, not locked.
    ///
    /// # Errors
    /// As `der`.
    pub fn pem(self, key: &PrivateKey) -> Result<Zeroizing<String>> {
        Ok(pem::encode(self.label(key), &self.der(key)?))
    }

    /// A PEM block under a passphrase: PBES2 for PKCS#8, else what OpenSSL 0.9 invented, whose
    /// weakness `stretching` cannot help.
    ///
    /// # Errors
    /// As `der`.
    pub fn locked_pem(
        self,
        key: &PrivateKey,
        passphrase: &Secret,
        stretching: Stretching,
    ) -> Result<Zeroizing<String>> {
        if self == Self::Pkcs8 {
            let locked = key.lock_with(passphrase, stretching)?;
            return Ok(pem::encode("ENCRYPTED PRIVATE KEY", &locked));
        }
        let (dek_info, locked) = traditional::encrypt(&self.der(key)?, passphrase)?;
        Ok(pem::encode_encrypted(self.label(key), &dek_info, &locked))
    }

    fn label(self, key: &PrivateKey) -> &'static str {
        match (self, key.public_key().algorithm()) {
            (Self::Pkcs8, _) => "PRIVATE KEY",
            (_, Algorithm::Rsa { .. }) => "RSA PRIVATE KEY",
            _ => "EC PRIVATE KEY",
        }
    }

    fn does_not_fit(self, algorithm: &Algorithm) -> Error {
        let other = match algorithm {
            Algorithm::Rsa { .. } => "pkcs1 or pkcs8",
            Algorithm::Ec { .. } => "sec1 or pkcs8",
            _ => "pkcs8",
        };
        Error::Invalid {
            problem: format!("this key is {algorithm}, which has no {self} form"),
            fix: format!("use --key-format {other}"),
        }
    }
}

impl fmt::Display for KeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pkcs8 => "PKCS#8",
            Self::Pkcs1 => "PKCS#1",
            Self::Sec1 => "SEC1",
            Self::Traditional => "traditional",
        })
    }
}

/// The parameters of the algorithm, and the key inside the OCTET STRING.
fn inner(pkcs8: &[u8]) -> Option<(&[u8], &[u8])> {
    let (outer, _) = der::take_tag(pkcs8, tag::SEQUENCE)?;
    let (_, rest) = der::take_tag(outer.value, tag::INTEGER)?;
    let (algorithm, rest) = der::take_tag(rest, tag::SEQUENCE)?;
    let (_, parameters) = der::take_tag(algorithm.value, tag::OID)?;
    let (key, _) = der::take_tag(rest, tag::OCTET_STRING)?;
    Some((parameters, key.value))
}

/// In PKCS#8 the curve stands outside; by itself the key has to name it.
fn sec1(pkcs8: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (parameters, key) = inner(pkcs8)?;
    let (outer, _) = der::take_tag(key, tag::SEQUENCE)?;
    let parts = der::children(outer.value)?;
    let [version, scalar, rest @ ..] = parts.as_slice() else {
        return None;
    };
    let point = rest.iter().find(|part| part.tag == POINT)?;
    let curve = der::wrap(CURVE, parameters);
    let length = [version.whole, scalar.whole, &curve, point.whole]
        .iter()
        .map(|part| part.len())
        .sum();
    // written in place: joined elsewhere first, a copy of the key would stay behind
    let mut out = Zeroizing::new(Vec::with_capacity(length + 6));
    out.extend(der::header(tag::SEQUENCE, length));
    for part in [version.whole, scalar.whole, &curve, point.whole] {
        out.extend_from_slice(part);
    }
    Some(out)
}

/// `[0]`: the curve's parameters.
const CURVE: u8 = 0xa0;
/// `[1]`: the public point.
const POINT: u8 = 0xa1;
