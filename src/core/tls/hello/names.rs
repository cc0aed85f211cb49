//! Versions, suites, groups and signature schemes by their numbers, with the names of IANA's
//! registry of TLS parameters and OpenSSL's own. Must hold nothing that depends on what we speak.

use std::fmt;

use rustls::CipherSuite;
use rustls::crypto::aws_lc_rs::ALL_CIPHER_SUITES;
use serde::{Serialize, Serializer};

/// A protocol version, by its number on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Protocol(pub u16);

/// A cipher suite, by its number on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Suite(pub u16);

/// A key exchange group (RFC 8446 section 4.2.7), by its number on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group(pub u16);

/// A signature scheme (RFC 8446 section 4.2.3; in TLS 1.2 a hash and a signature algorithm, RFC 5246
/// section 7.4.1.4.1), by its number on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scheme(pub u16);

impl Protocol {
    /// SSL 3.0 (RFC 6101)
    pub const SSL30: Self = Self(0x0300);
    /// TLS 1.0 (RFC 2246)
    pub const TLS10: Self = Self(0x0301);
    /// TLS 1.1 (RFC 4346)
    pub const TLS11: Self = Self(0x0302);
    /// TLS 1.2 (RFC 5246)
    pub const TLS12: Self = Self(0x0303);
    /// TLS 1.3 (RFC 8446)
    pub const TLS13: Self = Self(0x0304);
    /// All of them, the newest first.
    pub const ALL: [Self; 5] = [
        Self::TLS13,
        Self::TLS12,
        Self::TLS11,
        Self::TLS10,
        Self::SSL30,
    ];
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::SSL30 => f.write_str("SSL 3.0"),
            Self::TLS10 => f.write_str("TLS 1.0"),
            Self::TLS11 => f.write_str("TLS 1.1"),
            Self::TLS12 => f.write_str("TLS 1.2"),
            Self::TLS13 => f.write_str("TLS 1.3"),
            Self(number) => write!(f, "version 0x{number:04x}"),
        }
    }
}

impl Suite {
    /// Its name in IANA's registry.
    pub fn name(self) -> Option<String> {
        let name = CipherSuite::from(self.0).as_str()?;
        Some(name.replace("TLS13_", "TLS_"))
    }

    /// The name by which OpenSSL, and so curl's `--ciphers`, knows it; `None` where it has none or
    /// its name follows no rule (export suites, ARIA with ECDHE-RSA).
    pub fn openssl(self) -> Option<String> {
        let name = self.name()?;
        let Some((exchange, cipher)) = name.strip_prefix("TLS_")?.split_once("_WITH_") else {
            return Some(name); // TLS 1.3: the same
        };
        let (_, prefix) = EXCHANGES.iter().find(|(iana, _)| *iana == exchange)?;
        if cipher.starts_with("ARIA") && exchange == "ECDHE_RSA" {
            return None;
        }
        let cipher = cipher
            .replace("3DES_EDE_CBC", "DES-CBC3")
            .replace("CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305")
            .replace("RC4_128", "RC4")
            .replace("_128_CBC", "128")
            .replace("_256_CBC", "256")
            .replace("SEED_CBC", "SEED")
            .replace("_128", "128")
            .replace("_256", "256")
            .replace("CCM_8", "CCM8")
            .replace('_', "-");
        Some(format!("{prefix}{cipher}"))
    }

    /// How the key is agreed, and by what the server proves itself, in a few words; `None` in TLS
    /// 1.3, where the suite does not say it.
    pub fn exchange(self) -> Option<&'static str> {
        let name = self.name()?;
        let (exchange, _) = name.split_once("_WITH_")?;
        Some(match exchange.trim_start_matches("TLS_") {
            "RSA" => "RSA key exchange",
            "DHE_RSA" => "finite-field Diffie-Hellman, RSA",
            "DHE_DSS" => "finite-field Diffie-Hellman, DSA",
            "ECDHE_RSA" => "ECDHE, RSA",
            "ECDHE_ECDSA" => "ECDHE, ECDSA",
            "DH_anon" | "ECDH_anon" => "no certificate",
            e if e.contains("EXPORT") => "export grade",
            e if e.contains("PSK") => "pre-shared key",
            _ => return None,
        })
    }

    /// Whether it is one that we could speak, were it not left out of what is offered.
    pub fn is_spoken_here(self) -> bool {
        ALL_CIPHER_SUITES
            .iter()
            .any(|known| u16::from(known.suite()) == self.0)
    }

    /// Whether a version can use it: those with AEAD or a SHA-2 digest came with TLS 1.2 (RFC 5246
    /// section 1.2, RFC 5288), those of TLS 1.3 are its own (RFC 8446 section B.4).
    pub fn is_for(self, version: Protocol) -> bool {
        if self.0 >> 8 == 0x13 {
            return version == Protocol::TLS13;
        }
        let name = self.name().unwrap_or_default();
        let new = ["_SHA256", "_SHA384", "_CCM"]
            .iter()
            .any(|word| name.contains(word));
        version == Protocol::TLS12 || (version < Protocol::TLS12 && !new)
    }

    /// Whether the server signs a key of its own for each handshake (ServerKeyExchange).
    pub fn is_ephemeral(self) -> bool {
        self.name()
            .is_some_and(|name| name.contains("DHE_") || name.contains("_anon_"))
    }
}

impl Group {
    /// Its name in IANA's registry.
    pub fn name(self) -> Option<&'static str> {
        GROUPS.iter().find(|(n, _)| *n == self.0).map(|(_, n)| *n)
    }

    /// All that have a name here, the most usual first.
    pub fn all() -> impl Iterator<Item = Self> {
        GROUPS.iter().map(|(number, _)| Self(*number))
    }
}

impl Scheme {
    /// Its name in IANA's registry; those of TLS 1.2 only by the same rule.
    pub fn name(self) -> Option<&'static str> {
        SCHEMES.iter().find(|(n, _)| *n == self.0).map(|(_, n)| *n)
    }

    /// All that have a name here, the most usual first.
    pub fn all() -> impl Iterator<Item = Self> {
        SCHEMES.iter().map(|(number, _)| Self(*number))
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(&name),
            None => write!(f, "suite 0x{:04x}", self.0),
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "group 0x{:04x}", self.0),
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "scheme 0x{:04x}", self.0),
        }
    }
}

impl Serialize for Protocol {
    /// As the version that is agreed is spelled elsewhere: `TLSv1.2`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::SSL30 => serializer.serialize_str("SSLv3"),
            version => serializer.collect_str(&version.to_string().replace(' ', "v")),
        }
    }
}

impl Serialize for Suite {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Group {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Scheme {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The suites to ask for, in portions that a server digests: the usual ones, then those that stand
/// in nobody's defaults any more. Left out are those that no certificate takes part in and that
/// need a secret beforehand (PSK, SRP, Kerberos).
pub(super) const PORTIONS: [&[u16]; 2] = [
    &[
        0x1302, 0x1303, 0x1301, 0x1304, 0x1305, // TLS 1.3
        0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc02b, 0xc02f, // ECDHE, AEAD
        0x009f, 0xccaa, 0x009e, // DHE, AEAD
        0xc0ad, 0xc0af, 0xc0ac, 0xc0ae, 0xc09f, 0xc0a3, 0xc09e, 0xc0a2, // CCM
        0xc024, 0xc028, 0xc023, 0xc027, 0x006b, 0x0067, // (EC)DHE, CBC, SHA-2
        0xc00a, 0xc014, 0xc009, 0xc013, 0x0039, 0x0033, // (EC)DHE, CBC, SHA-1
        0x009d, 0x009c, 0xc09d, 0xc0a1, 0xc09c, 0xc0a0, // RSA, AEAD
        0x003d, 0x003c, 0x0035, 0x002f, // RSA, CBC
        0xc073, 0xc077, 0xc072, 0xc076, 0x00c4, 0x00be, 0x0088, 0x0045, // Camellia
        0x00c0, 0x00ba, 0x0084, 0x0041, // Camellia, RSA
        0xc008, 0xc012, 0x0016, 0x000a, // 3DES
        0xc007, 0xc011, 0x0005, 0x0004, // RC4
    ],
    &[
        0xc05d, 0xc061, 0xc05c, 0xc060, 0xc053, 0xc052, 0xc051, 0xc050, // ARIA, GCM
        0xc049, 0xc04d, 0xc048, 0xc04c, 0xc045, 0xc044, 0xc03d, 0xc03c, // ARIA, CBC
        0xc087, 0xc08b, 0xc086, 0xc08a, 0xc07d, 0xc07c, 0xc07b, 0xc07a, // Camellia, GCM
        0x00a3, 0x00a2, 0x006a, 0x0040, 0x0038, 0x0032, 0x0013, 0x0066, // DHE, DSA
        0xc02e, 0xc032, 0xc02d, 0xc031, 0xc026, 0xc02a, 0xc025, 0xc029, // ECDH, SHA-2
        0xc005, 0xc00f, 0xc004, 0xc00e, 0xc003, 0xc00d, 0xc002, 0xc00c, // ECDH, SHA-1
        0x00a1, 0x00a0, 0x0069, 0x003f, 0x0037, 0x0031, 0x0010, // DH, RSA
        0x009a, 0x0096, 0x0007, 0x0015, 0x0012, 0x0009, // SEED, IDEA, DES
        0x0014, 0x0011, 0x0008, 0x0006, 0x0003, 0x0062, 0x0064, // export grade
        0x00a7, 0x00a6, 0x006d, 0x006c, 0x003a, 0x0034, 0x001b, 0x0018, // no certificate
        0xc019, 0xc018, 0xc017, 0xc016, // no certificate, elliptic
        0xc010, 0xc006, 0x003b, 0x0002, 0x0001, 0xc015, // no encryption
    ],
];

/// IANA's word for a key exchange, and what OpenSSL puts before the cipher for it
/// (`openssl ciphers -stdname`).
const EXCHANGES: &[(&str, &str)] = &[
    ("RSA", ""),
    ("DHE_RSA", "DHE-RSA-"),
    ("DHE_DSS", "DHE-DSS-"),
    ("ECDHE_RSA", "ECDHE-RSA-"),
    ("ECDHE_ECDSA", "ECDHE-ECDSA-"),
    ("DH_anon", "ADH-"),
    ("ECDH_anon", "AECDH-"),
];

/// RFC 8446 section 4.2.7, RFC 8422, RFC 7027, RFC 8734, draft-ietf-tls-ecdhe-mlkem.
const GROUPS: &[(u16, &str)] = &[
    (0x001d, "x25519"),
    (0x0017, "secp256r1"),
    (0x0018, "secp384r1"),
    (0x0019, "secp521r1"),
    (0x001e, "x448"),
    (0x11ec, "X25519MLKEM768"),
    (0x11eb, "SecP256r1MLKEM768"),
    (0x11ed, "SecP384r1MLKEM1024"),
    (0x0100, "ffdhe2048"),
    (0x0101, "ffdhe3072"),
    (0x0102, "ffdhe4096"),
    (0x0103, "ffdhe6144"),
    (0x0104, "ffdhe8192"),
    (0x001a, "brainpoolP256r1"),
    (0x001b, "brainpoolP384r1"),
    (0x001c, "brainpoolP512r1"),
    (0x001f, "brainpoolP256r1tls13"),
    (0x0020, "brainpoolP384r1tls13"),
    (0x0021, "brainpoolP512r1tls13"),
    (0x0016, "secp256k1"),
    (0x0015, "secp224r1"),
    (0x0013, "secp192r1"),
];

/// RFC 8446 section 4.2.3; the last ones by the numbers of RFC 5246 section 7.4.1.4.1.
const SCHEMES: &[(u16, &str)] = &[
    (0x0403, "ecdsa_secp256r1_sha256"),
    (0x0503, "ecdsa_secp384r1_sha384"),
    (0x0603, "ecdsa_secp521r1_sha512"),
    (0x0807, "ed25519"),
    (0x0808, "ed448"),
    (0x0804, "rsa_pss_rsae_sha256"),
    (0x0805, "rsa_pss_rsae_sha384"),
    (0x0806, "rsa_pss_rsae_sha512"),
    (0x0809, "rsa_pss_pss_sha256"),
    (0x080a, "rsa_pss_pss_sha384"),
    (0x080b, "rsa_pss_pss_sha512"),
    (0x0401, "rsa_pkcs1_sha256"),
    (0x0501, "rsa_pkcs1_sha384"),
    (0x0601, "rsa_pkcs1_sha512"),
    (0x081a, "ecdsa_brainpoolP256r1tls13_sha256"),
    (0x081b, "ecdsa_brainpoolP384r1tls13_sha384"),
    (0x081c, "ecdsa_brainpoolP512r1tls13_sha512"),
    (0x0303, "ecdsa_sha224"),
    (0x0203, "ecdsa_sha1"),
    (0x0301, "rsa_pkcs1_sha224"),
    (0x0201, "rsa_pkcs1_sha1"),
    (0x0402, "dsa_sha256"),
    (0x0202, "dsa_sha1"),
    (0x0101, "rsa_pkcs1_md5"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suite_that_is_asked_for_has_a_name_and_stands_once() {
        let all: Vec<u16> = PORTIONS.concat();
        for (at, number) in all.iter().enumerate() {
            let suite = Suite(*number);
            assert!(suite.name().is_some(), "{suite}");
            assert!(!all[..at].contains(number), "{suite} twice");
            let versions = Protocol::ALL.iter().filter(|v| suite.is_for(**v)).count();
            assert!(matches!(versions, 1 | 4), "{suite}: {versions}");
        }
    }

    #[test]
    fn suites_have_the_names_that_openssl_prints() {
        // `openssl ciphers -V -stdname ALL:COMPLEMENTOFALL:@SECLEVEL=0`, OpenSSL 3.0, and for RC4
        // and DES its manual, openssl-ciphers(1)
        for (number, name) in [
            (0x1302, "TLS_AES_256_GCM_SHA384"),
            (0xc02b, "ECDHE-ECDSA-AES128-GCM-SHA256"),
            (0xc0ae, "ECDHE-ECDSA-AES128-CCM8"),
            (0xccaa, "DHE-RSA-CHACHA20-POLY1305"),
            (0xc028, "ECDHE-RSA-AES256-SHA384"),
            (0xc053, "DHE-RSA-ARIA256-GCM-SHA384"),
            (0x00be, "DHE-RSA-CAMELLIA128-SHA256"),
            (0x0088, "DHE-RSA-CAMELLIA256-SHA"),
            (0x002f, "AES128-SHA"),
            (0x009c, "AES128-GCM-SHA256"),
            (0xc09c, "AES128-CCM"),
            (0x000a, "DES-CBC3-SHA"),
            (0x0005, "RC4-SHA"),
            (0x0096, "SEED-SHA"),
            (0x0009, "DES-CBC-SHA"),
            (0x00a6, "ADH-AES128-GCM-SHA256"),
            (0xc010, "ECDHE-RSA-NULL-SHA"),
            (0x0001, "NULL-MD5"),
        ] {
            assert_eq!(Suite(number).openssl().as_deref(), Some(name));
        }
        assert_eq!(Suite(0x0003).openssl(), None);
        assert_eq!(Suite(0xfafa).to_string(), "suite 0xfafa");
    }
}
