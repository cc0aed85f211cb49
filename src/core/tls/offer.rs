//! What our ClientHello offers: suites, key exchange groups and signature schemes, chosen by
//! OpenSSL's names, each list in its own order.

use rustls::SignatureScheme;
use rustls::crypto::aws_lc_rs::{default_provider, kx_group};
use rustls::crypto::{CryptoProvider, SupportedKxGroup};

use super::ciphers::{self, Chosen};

/// The lists, as they were given; what is not given is as the library has it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lists<'a> {
    /// Suites of TLS 1.2.
    pub tls12: Option<&'a str>,
    /// Suites of TLS 1.3.
    pub tls13: Option<&'a str>,
    /// Key exchange groups (RFC 8446 section 4.2.7).
    pub groups: Option<&'a str>,
    /// Signature schemes (RFC 8446 section 4.2.3), of the server's signatures and of ours.
    pub schemes: Option<&'a str>,
}

/// What is offered.
#[derive(Debug, Clone)]
pub struct Offer {
    pub(super) provider: CryptoProvider,
    /// `None` when no list was given.
    pub(super) schemes: Option<Vec<SignatureScheme>>,
    /// What the lists ask for and is not to be had: the list, and the names.
    pub left_out: Vec<(List, Vec<String>)>,
}

/// One of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Suites of TLS 1.2.
    Tls12,
    /// Suites of TLS 1.3.
    Tls13,
    /// Key exchange groups.
    Groups,
    /// Signature schemes.
    Schemes,
}

/// A list that nothing can be offered by, or that holds a name that means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable {
    /// Which.
    pub list: List,
    /// What of it cannot be had; empty when the list is.
    pub names: Vec<String>,
}

impl Default for Offer {
    /// All that there is, in the library's order.
    fn default() -> Self {
        Self {
            provider: default_provider(),
            schemes: None,
            left_out: Vec::new(),
        }
    }
}

impl Offer {
    /// From lists.
    ///
    /// # Errors
    /// `Unusable` for the first list of which nothing is left. Of groups and schemes every name
    /// has to mean something; of ciphers, as in OpenSSL, one is enough.
    pub fn new(lists: &Lists<'_>) -> Result<Self, Unusable> {
        let mut offer = Self::default();
        if let Some(list) = lists.tls12 {
            let chosen = offer.checked(List::Tls12, ciphers::tls12(list))?;
            let suites = &mut offer.provider.cipher_suites;
            suites.retain(|s| s.tls13().is_some());
            suites.extend(chosen);
        }
        if let Some(list) = lists.tls13 {
            let chosen = offer.checked(List::Tls13, ciphers::tls13(list))?;
            let suites = &mut offer.provider.cipher_suites;
            suites.retain(|s| s.tls13().is_none());
            suites.splice(..0, chosen);
        }
        if let Some(list) = lists.groups {
            let chosen = known(List::Groups, list, GROUPS, OTHER_GROUPS)?;
            offer.provider.kx_groups = offer.checked(List::Groups, chosen)?;
        }
        if let Some(list) = lists.schemes {
            let chosen = known(List::Schemes, list, SCHEMES, OTHER_SCHEMES)?;
            offer.schemes = Some(offer.checked(List::Schemes, chosen)?);
        }
        Ok(offer)
    }

    fn checked<T>(&mut self, list: List, chosen: Chosen<T>) -> Result<Vec<T>, Unusable> {
        let Chosen { offered, left_out } = chosen;
        if offered.is_empty() {
            let names = left_out;
            return Err(Unusable { list, names });
        }
        if !left_out.is_empty() {
            self.left_out.push((list, left_out));
        }
        Ok(offered)
    }
}

impl List {
    /// Every name that it can hold, in the order of preference.
    pub fn names(self) -> Vec<&'static str> {
        fn first<T>((names, _): &Row<T>) -> &'static str {
            names.split(' ').next().unwrap_or_default()
        }
        match self {
            Self::Tls12 => ciphers::tls12_names().collect(),
            Self::Tls13 => ciphers::tls13_names().collect(),
            Self::Groups => GROUPS.iter().map(first).collect(),
            Self::Schemes => SCHEMES.iter().map(first).collect(),
        }
    }
}

/// All names of one thing, apart by blanks, and the thing.
type Row<T> = (&'static str, T);

/// Names in any case; those that OpenSSL knows and we cannot do are left out.
fn known<T: Copy>(
    list: List,
    text: &str,
    rows: &[Row<T>],
    others: &[&str],
) -> Result<Chosen<T>, Unusable> {
    let is = |names: &str, word: &str| names.split(' ').any(|n| n.eq_ignore_ascii_case(word));
    let (mut offered, mut left_out) = (Vec::new(), Vec::new());
    for word in ciphers::words(text) {
        if let Some((_, thing)) = rows.iter().find(|(names, _)| is(names, word)) {
            offered.push(*thing);
        } else if others.iter().any(|names| is(names, word)) {
            left_out.push(word.to_owned());
        } else {
            let names = vec![word.to_owned()];
            return Err(Unusable { list, names });
        }
    }
    Ok(Chosen { offered, left_out })
}

const GROUPS: &[Row<&'static dyn SupportedKxGroup>] = &[
    ("X25519", kx_group::X25519),
    ("P-256 prime256v1 secp256r1", kx_group::SECP256R1),
    ("P-384 secp384r1", kx_group::SECP384R1),
    ("X25519MLKEM768", kx_group::X25519MLKEM768),
    ("SecP256r1MLKEM768", kx_group::SECP256R1MLKEM768),
];
const OTHER_GROUPS: &[&str] = &[
    "P-521 secp521r1 X448 secp256k1 ffdhe2048 ffdhe3072 ffdhe4096 ffdhe6144 ffdhe8192",
    "brainpoolP256r1 brainpoolP384r1 brainpoolP512r1 SecP384r1MLKEM1024 P-224 secp224r1",
];

const SCHEMES: &[Row<SignatureScheme>] = &[
    (
        "ecdsa_secp256r1_sha256 ECDSA+SHA256",
        SignatureScheme::ECDSA_NISTP256_SHA256,
    ),
    (
        "ecdsa_secp384r1_sha384 ECDSA+SHA384",
        SignatureScheme::ECDSA_NISTP384_SHA384,
    ),
    (
        "ecdsa_secp521r1_sha512 ECDSA+SHA512",
        SignatureScheme::ECDSA_NISTP521_SHA512,
    ),
    ("ed25519", SignatureScheme::ED25519),
    (
        "rsa_pss_rsae_sha256 RSA-PSS+SHA256 PSS+SHA256",
        SignatureScheme::RSA_PSS_SHA256,
    ),
    (
        "rsa_pss_rsae_sha384 RSA-PSS+SHA384 PSS+SHA384",
        SignatureScheme::RSA_PSS_SHA384,
    ),
    (
        "rsa_pss_rsae_sha512 RSA-PSS+SHA512 PSS+SHA512",
        SignatureScheme::RSA_PSS_SHA512,
    ),
    (
        "rsa_pkcs1_sha256 RSA+SHA256",
        SignatureScheme::RSA_PKCS1_SHA256,
    ),
    (
        "rsa_pkcs1_sha384 RSA+SHA384",
        SignatureScheme::RSA_PKCS1_SHA384,
    ),
    (
        "rsa_pkcs1_sha512 RSA+SHA512",
        SignatureScheme::RSA_PKCS1_SHA512,
    ),
];
const OTHER_SCHEMES: &[&str] = &[
    "ed448 rsa_pss_pss_sha256 rsa_pss_pss_sha384 rsa_pss_pss_sha512 ecdsa_sha1 ecdsa_sha224",
    "rsa_pkcs1_sha1 rsa_pkcs1_sha224 RSA+SHA1 RSA+SHA224 ECDSA+SHA1 ECDSA+SHA224 DSA+SHA1 DSA+SHA256",
];
