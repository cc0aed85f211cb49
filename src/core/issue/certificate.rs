//! A certificate's encoding (RFC 5280 section 4.1): X.509 v3, names and key as they are handed in,
//! to the byte. Must not sign, nor decide what stands in it.

use super::Usage;
use super::authority::{Purpose, Terms};
use super::extensions::{bits, extension, general_names};
use crate::core::clock::Time;
use crate::core::material::der::{self, tag};
use crate::core::material::{Algorithm, PublicKey};
use crate::core::{Error, Result};

/// Everything that stands in one, but for its signature.
pub struct Draft<'a> {
    /// Big endian, positive.
    pub serial: [u8; 16],
    /// The Name of who signs it, as encoded.
    pub issuer: &'a [u8],
    /// Its AuthorityKeyIdentifier.
    pub issuer_key_id: &'a [u8],
    /// The Name of who gets it, as encoded.
    pub subject: &'a [u8],
    /// The key that it certifies.
    pub public_key: &'a PublicKey,
    /// For how long and what.
    pub terms: &'a Terms,
}

impl Draft<'_> {
    /// The TBSCertificate, to be signed under this AlgorithmIdentifier.
    ///
    /// # Errors
    /// `Invalid` for a date outside the years 1 to 9999.
    pub fn to_be_signed(&self, algorithm: &[u8]) -> Result<Vec<u8>> {
        let validity = [time(self.terms.not_before)?, time(self.terms.not_after)?].concat();
        let extensions = self.extensions();
        Ok(der::sequence(&[
            &der::wrap(VERSION, &der::wrap(tag::INTEGER, &[2])), // v3
            &der::wrap(tag::INTEGER, &self.serial),
            algorithm,
            self.issuer,
            &der::wrap(tag::SEQUENCE, &validity),
            self.subject,
            self.public_key.as_spki(),
            &der::wrap(EXTENSIONS, &der::wrap(tag::SEQUENCE, &extensions)),
        ]))
    }

    fn extensions(&self) -> Vec<u8> {
        let purpose = self.terms.purpose;
        let key_usage = bits(&usages(purpose, self.public_key.algorithm()));
        let mut list = extension("2.5.29.19", true, &basic_constraints(purpose));
        list.extend(extension("2.5.29.15", true, &key_usage));
        let purposes = purposes(purpose);
        if !purposes.is_empty() {
            let oids = purposes.iter().filter_map(|oid| der::oid(oid));
            let oids: Vec<u8> = oids.flatten().collect();
            list.extend(extension(
                "2.5.29.37",
                false,
                &der::wrap(tag::SEQUENCE, &oids),
            ));
        }
        let names = &self.terms.names;
        if !names.is_empty() {
            // who has no subject is named here alone (RFC 5280 section 4.2.1.6)
            let nameless = der::take(self.subject).is_some_and(|(name, _)| name.value.is_empty());
            list.extend(extension("2.5.29.17", nameless, &general_names(names)));
        }
        let own = der::wrap(tag::OCTET_STRING, &key_id(self.public_key));
        list.extend(extension("2.5.29.14", false, &own));
        let issuer = der::sequence(&[&der::wrap(KEY_IDENTIFIER, self.issuer_key_id)]);
        list.extend(extension("2.5.29.35", false, &issuer));
        list
    }
}

/// RFC 7093 section 2 method 1: the leftmost 160 bits of the SHA-256 of the key's bits.
pub fn key_id(key: &PublicKey) -> Vec<u8> {
    use sha2::Digest;
    let bits = key.key_bits().unwrap_or(key.as_spki());
    let digest = sha2::Sha256::digest(bits);
    digest.iter().take(20).copied().collect()
}

/// What a key is used for in TLS: it signs; an RSA server decrypts too, in TLS 1.2's RSA key exchange.
pub fn usages(purpose: Purpose, key: &Algorithm) -> Vec<Usage> {
    let is_rsa = matches!(key, Algorithm::Rsa { .. });
    match purpose {
        Purpose::Ca | Purpose::LeafCa => vec![Usage::KEY_CERT_SIGN, Usage::CRL_SIGN],
        Purpose::Server | Purpose::Both if is_rsa => {
            vec![Usage::DIGITAL_SIGNATURE, Usage::KEY_ENCIPHERMENT]
        }
        Purpose::Client | Purpose::Server | Purpose::Both => vec![Usage::DIGITAL_SIGNATURE],
    }
}

fn purposes(purpose: Purpose) -> &'static [&'static str] {
    match purpose {
        Purpose::Client => &[CLIENT_AUTH],
        Purpose::Server => &[SERVER_AUTH],
        Purpose::Both => &[CLIENT_AUTH, SERVER_AUTH],
        Purpose::Ca | Purpose::LeafCa => &[],
    }
}

/// RFC 5280 section 4.2.1.9; FALSE is the default, which DER leaves out.
fn basic_constraints(purpose: Purpose) -> Vec<u8> {
    let is_ca = der::wrap(tag::BOOLEAN, &[0xff]);
    match purpose {
        Purpose::Ca => der::sequence(&[&is_ca]),
        Purpose::LeafCa => der::sequence(&[&is_ca, &der::integer(0)]),
        Purpose::Client | Purpose::Server | Purpose::Both => der::sequence(&[]),
    }
}

/// UTCTime until 2049, GeneralizedTime from then on (RFC 5280 section 4.1.2.5).
pub(super) fn time(time: Time) -> Result<Vec<u8>> {
    let told = time.rfc3339();
    let digits: String = told.chars().filter(char::is_ascii_digit).collect();
    if told.starts_with('@') || digits.len() != 14 {
        return Err(Error::Invalid {
            problem: "a validity date lies outside the years 1 to 9999".into(),
            fix: "choose fewer days".into(),
        });
    }
    let is_old = ("1950".."2050").contains(&digits.get(..4).unwrap_or_default());
    let (kind, digits) = match digits.get(2..) {
        Some(short) if is_old => (tag::UTC_TIME, short),
        _ => (tag::GENERALIZED_TIME, digits.as_str()),
    };
    Ok(der::wrap(kind, format!("{digits}Z").as_bytes()))
}

/// `[0]` and `[3]` of a TBSCertificate.
const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;
/// `[0]` of an AuthorityKeyIdentifier.
const KEY_IDENTIFIER: u8 = 0x80;
const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_change_their_form_in_2050() {
        let of = |unix| String::from_utf8(time(Time::from_unix(unix)).unwrap()).unwrap();
        assert_eq!(of(2_524_607_999), "\u{17}\r491231235959Z");
        assert_eq!(of(2_524_608_000), "\u{18}\u{f}20500101000000Z");
        assert_eq!(of(-631_152_001), "\u{18}\u{f}19491231235959Z");
        assert!(time(Time::from_unix(i64::MAX)).is_err());
    }
}
