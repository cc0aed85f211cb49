//! The numbers inside a private key, for those who check them. Every caller is a caller of a
//! secret; nothing here computes with them or writes them down.

use super::der::{self, tag};
use super::key::{NotAKey, PrivateKey, derive_point};
use super::public_key::{EC, ED25519, RSA};

/// What a private key is made of, borrowed from it.
pub enum Numbers<'a> {
    /// RSAPrivateKey (RFC 8017 appendix A.1.2).
    Rsa(RsaNumbers<'a>),
    /// The private number of an EC key, big endian, and its curve's encoded parameters.
    Ec {
        /// d
        scalar: &'a [u8],
        /// As in the AlgorithmIdentifier.
        parameters: &'a [u8],
    },
    /// The seed of an Ed25519 key: every 32 bytes are one.
    Ed25519,
}

/// INTEGER contents as encoded, so that a sign shows; big endian.
#[derive(Clone, Copy)]
#[expect(missing_docs, reason = "the names of RFC 8017 as OpenSSL writes them")]
pub struct RsaNumbers<'a> {
    pub n: &'a [u8],
    pub e: &'a [u8],
    pub d: &'a [u8],
    pub p: &'a [u8],
    pub q: &'a [u8],
    pub dmp1: &'a [u8],
    pub dmq1: &'a [u8],
    pub iqmp: &'a [u8],
    /// Whether more primes than two are in it.
    pub multi_prime: bool,
}

impl PrivateKey {
    /// Its numbers, exposed to be checked; `None` when they cannot be told apart.
    pub fn expose_numbers(&self) -> Option<Numbers<'_>> {
        let (outer, _) = der::take_tag(self.expose_pkcs8(), tag::SEQUENCE)?;
        let parts = der::children(outer.value)?;
        let [_, algorithm, key, ..] = parts.as_slice() else {
            return None;
        };
        let (oid, parameters) = der::take_tag(algorithm.value, tag::OID)?;
        match der::dotted(oid.value).as_str() {
            RSA => rsa(key.value).map(Numbers::Rsa),
            EC => {
                let (sec1, _) = der::take_tag(key.value, tag::SEQUENCE)?;
                let (_, after) = der::take_tag(sec1.value, tag::INTEGER)?;
                let (scalar, _) = der::take_tag(after, tag::OCTET_STRING)?;
                let scalar = scalar.value;
                Some(Numbers::Ec { scalar, parameters })
            }
            ED25519 => Some(Numbers::Ed25519),
            _ => None,
        }
    }
}

/// The public point that belongs to the private number of an EC key, uncompressed.
///
/// # Errors
/// `Unsupported` for a curve that cannot be computed on here, `Damaged` for a number that is 0 or
/// not below the order of the curve.
pub fn point_of(scalar: &[u8], parameters: &[u8]) -> Result<Vec<u8>, NotAKey> {
    derive_point(parameters, scalar)
}

fn rsa(pkcs1: &[u8]) -> Option<RsaNumbers<'_>> {
    let (outer, _) = der::take_tag(pkcs1, tag::SEQUENCE)?;
    let parts = der::children(outer.value)?;
    let [_, n, e, d, p, q, dmp1, dmq1, iqmp, more @ ..] = parts.as_slice() else {
        return None;
    };
    let all = [n, e, d, p, q, dmp1, dmq1, iqmp];
    all.iter()
        .all(|number| number.tag == tag::INTEGER)
        .then_some(RsaNumbers {
            n: n.value,
            e: e.value,
            d: d.value,
            p: p.value,
            q: q.value,
            dmp1: dmp1.value,
            dmq1: dmq1.value,
            iqmp: iqmp.value,
            multi_prime: !more.is_empty(),
        })
}
