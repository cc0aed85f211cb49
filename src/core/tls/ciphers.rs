//! Cipher lists as OpenSSL reads them (`openssl-ciphers(1)`), over the suites there are here.

use rustls::SupportedCipherSuite;
use rustls::crypto::aws_lc_rs::cipher_suite as suite;

/// What a list chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen<T> {
    /// What is offered, best first.
    pub offered: Vec<T>,
    /// What the list asks for and is not to be had, as it was written.
    pub left_out: Vec<String>,
}

/// The suites of TLS 1.2 that a list chooses, in its order; none when nothing in it is known.
/// Names and keywords may be parted by colons, commas, semicolons or blanks; `!` removes for good,
/// `-` removes, `+` moves to the end, `@STRENGTH` sorts.
pub fn tls12(list: &str) -> Chosen<SupportedCipherSuite> {
    let mut choice = Choice::default();
    for word in words(list) {
        choice.take(word);
    }
    let offered = choice.active.iter().map(|known| known.suite).collect();
    Chosen {
        offered,
        left_out: choice.left_out,
    }
}

/// The suites of TLS 1.3 that a list names, in its order.
pub fn tls13(list: &str) -> Chosen<SupportedCipherSuite> {
    let (mut offered, mut left_out) = (Vec::new(), Vec::new());
    for word in words(list) {
        match TLS13.iter().find(|(name, _)| *name == word) {
            Some((_, suite)) if offered.contains(suite) => {}
            Some((_, suite)) => offered.push(*suite),
            None => left_out.push(word.to_owned()),
        }
    }
    Chosen { offered, left_out }
}

/// Every name there is of TLS 1.2, in the order of preference.
pub fn tls12_names() -> impl Iterator<Item = &'static str> {
    TLS12.iter().map(|known| known.name)
}

/// Every name there is of TLS 1.3.
pub fn tls13_names() -> impl Iterator<Item = &'static str> {
    TLS13.iter().map(|(name, _)| *name)
}

/// The parts of any such list.
pub(super) fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split([':', ',', ';', ' ']).filter(|w| !w.is_empty())
}

/// A suite of TLS 1.2.
struct Known {
    name: &'static str,
    rfc: &'static str,
    suite: SupportedCipherSuite,
    /// OpenSSL's keywords that mean it, but for those that mean all.
    keywords: &'static [&'static str],
    /// Of its cipher, in bits.
    strength: u16,
}

#[derive(Default)]
struct Choice {
    active: Vec<&'static Known>,
    banned: Vec<&'static str>,
    left_out: Vec<String>,
}

impl Choice {
    fn take(&mut self, word: &str) {
        let (word, command) = word.split_once('@').unwrap_or((word, ""));
        let meant = |what: &str| {
            TLS12
                .iter()
                .filter(|k| k.is_meant(what))
                .collect::<Vec<_>>()
        };
        match word.split_at_checked(1) {
            Some(("!", what)) => {
                let gone = meant(what);
                self.banned.extend(gone.iter().map(|k| k.name));
                self.remove(&gone);
            }
            Some(("-", what)) => self.remove(&meant(what)),
            Some(("+", what)) => {
                let last = meant(what);
                self.active
                    .sort_by_key(|k| last.iter().any(|l| l.name == k.name));
            }
            Some(_) => self.add(word, meant(word)),
            None => {}
        }
        match command {
            // the levels up to 2 ask for no more than what is kept here anyway
            "" | "SECLEVEL=0" | "SECLEVEL=1" | "SECLEVEL=2" => {}
            "STRENGTH" => self.active.sort_by_key(|k| std::cmp::Reverse(k.strength)),
            other => self.left_out.push(format!("@{other}")),
        }
    }

    fn add(&mut self, word: &str, meant: Vec<&'static Known>) {
        if meant.is_empty() {
            self.left_out.push(word.to_owned());
        }
        for known in meant {
            let has = self.active.iter().any(|k| k.name == known.name);
            if !has && !self.banned.contains(&known.name) {
                self.active.push(known);
            }
        }
    }

    fn remove(&mut self, gone: &[&'static Known]) {
        self.active
            .retain(|k| gone.iter().all(|g| g.name != k.name));
    }
}

impl Known {
    /// `ECDHE+AESGCM` means what both mean.
    fn is_meant(&self, word: &str) -> bool {
        word == self.name
            || word == self.rfc
            || word.split('+').all(|part| {
                part == self.name || OF_ALL.contains(&part) || self.keywords.contains(&part)
            })
    }
}

/// Keywords that mean every suite there is here.
const OF_ALL: &[&str] = &[
    "ALL", "DEFAULT", "HIGH", "TLSv1.2", "ECDHE", "kECDHE", "EECDH", "kEECDH", "ECDH",
];

/// In OpenSSL's order of preference.
const TLS12: &[Known] = &[
    Known {
        name: "ECDHE-ECDSA-AES256-GCM-SHA384",
        rfc: "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        suite: suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        keywords: &["ECDSA", "aECDSA", "AES", "AES256", "AESGCM", "FIPS"],
        strength: 256,
    },
    Known {
        name: "ECDHE-RSA-AES256-GCM-SHA384",
        rfc: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        suite: suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        keywords: &["aRSA", "AES", "AES256", "AESGCM", "FIPS"],
        strength: 256,
    },
    Known {
        name: "ECDHE-ECDSA-CHACHA20-POLY1305",
        rfc: "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        suite: suite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        keywords: &["ECDSA", "aECDSA", "CHACHA20"],
        strength: 256,
    },
    Known {
        name: "ECDHE-RSA-CHACHA20-POLY1305",
        rfc: "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        suite: suite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        keywords: &["aRSA", "CHACHA20"],
        strength: 256,
    },
    Known {
        name: "ECDHE-ECDSA-AES128-GCM-SHA256",
        rfc: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        suite: suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        keywords: &["ECDSA", "aECDSA", "AES", "AES128", "AESGCM", "FIPS"],
        strength: 128,
    },
    Known {
        name: "ECDHE-RSA-AES128-GCM-SHA256",
        rfc: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        suite: suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        keywords: &["aRSA", "AES", "AES128", "AESGCM", "FIPS"],
        strength: 128,
    },
];

const TLS13: &[(&str, SupportedCipherSuite)] = &[
    ("TLS_AES_256_GCM_SHA384", suite::TLS13_AES_256_GCM_SHA384),
    (
        "TLS_CHACHA20_POLY1305_SHA256",
        suite::TLS13_CHACHA20_POLY1305_SHA256,
    ),
    ("TLS_AES_128_GCM_SHA256", suite::TLS13_AES_128_GCM_SHA256),
];
