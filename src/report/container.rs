//! A PKCS#12 file from outside, as `inspect` tells it: its MAC, what its parts are under, and who
//! cannot read that. Needs no passphrase.

use serde::Serialize;

use crate::core::material::pbe::Protection;
use crate::core::material::pkcs12::{BagShape, SafeShape, Shape};

/// What shows of a container without opening it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContainerFacts {
    /// `pkcs12`
    pub format: &'static str,
    /// What guards it against changes; null when nothing does.
    pub mac: Option<ProtectionFacts>,
    /// Its parts, in order.
    pub safes: Vec<SafeFacts>,
    /// Programs that cannot read it.
    pub not_read_by: Vec<&'static str>,
}

/// One part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SafeFacts {
    /// What all of it is under; what is in it does not show then.
    pub encryption: Option<ProtectionFacts>,
    /// What is in it, where that shows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bags: Vec<BagFacts>,
    /// The same as people read it.
    #[serde(skip)]
    pub line: String,
}

/// One bag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BagFacts {
    /// As RFC 7292 section 4.2 names it.
    pub kind: &'static str,
    /// What it is under by itself.
    pub encryption: Option<ProtectionFacts>,
}

/// A MAC or an encryption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProtectionFacts {
    /// The RFC's name, or cipher and key derivation.
    pub algorithm: String,
    /// How often the key derivation hashes.
    pub iterations: Option<u64>,
}

impl ContainerFacts {
    /// From its shape; of very many parts the first `MAX_TOLD`.
    pub fn new(shape: &Shape) -> Self {
        Self {
            format: "pkcs12",
            mac: shape.mac.as_ref().map(protection),
            safes: shape.safes.iter().take(MAX_TOLD).map(safe).collect(),
            not_read_by: not_read_by(shape),
        }
    }
}

fn safe(safe: &SafeShape) -> SafeFacts {
    let line = safe.to_string();
    let (encryption, bags) = match safe {
        SafeShape::Encrypted(under) => (Some(protection(under)), Vec::new()),
        SafeShape::Open(bags) => (None, bags.iter().take(MAX_TOLD).map(bag).collect()),
    };
    SafeFacts {
        encryption,
        bags,
        line,
    }
}

fn bag(bag: &BagShape) -> BagFacts {
    BagFacts {
        kind: bag.kind,
        encryption: bag.protection.as_ref().map(protection),
    }
}

fn protection(of: &Protection) -> ProtectionFacts {
    ProtectionFacts {
        algorithm: of.scheme.clone(),
        iterations: of.iterations,
    }
}

/// By what is oldest and what is newest in it. Java: JDK-8076190, JDK-8202837 and JDK-8214513,
/// mended in 8u301 and 11.0.12; the others: the compatibility notes of JDK-8228481.
fn not_read_by(shape: &Shape) -> Vec<&'static str> {
    let schemes = shape.protections();
    let has = |part: &str| schemes.iter().any(|p| p.scheme.contains(part));
    let mac = shape.mac.as_ref().map(|mac| mac.scheme.as_str());
    let old_safe = has("RC2") || has("RC4") || (has("DES-CBC") && !has("TripleDES"));
    let new_safe = has("AES");
    let new_mac = mac.is_some_and(|mac| mac.starts_with("sha") && mac != "sha1");
    let rows: &[(bool, &'static str)] = &[
        (old_safe, "OpenSSL 3 without -legacy"),
        (old_safe, "Node 17 and later"),
        (new_safe || new_mac, "Java before 8u301 and 11.0.12"),
        (new_safe || new_mac, "Windows Server 2016 and older"),
        (new_safe || new_mac, "macOS Keychain"),
        (mac.is_none(), "Node (it wants a MAC)"),
        (
            mac.is_some_and(|mac| mac.contains("PBMAC1")),
            "OpenSSL before 3.4",
        ),
    ];
    rows.iter()
        .filter(|(applies, _)| *applies)
        .map(|(_, reader)| *reader)
        .collect()
}

/// How many parts, and bags of one, are told; a real file has two.
const MAX_TOLD: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn under(scheme: &str) -> Protection {
        Protection {
            scheme: scheme.into(),
            iterations: Some(2048),
        }
    }

    #[test]
    fn old_and_new_files_have_other_readers() {
        let file = |mac: Option<&str>, scheme: &str| Shape {
            mac: mac.map(under),
            safes: vec![SafeShape::Encrypted(under(scheme))],
        };
        let old = ContainerFacts::new(&file(Some("sha1"), "pbeWithSHAAnd40BitRC2-CBC"));
        assert_eq!(
            old.not_read_by,
            ["OpenSSL 3 without -legacy", "Node 17 and later"]
        );
        let plain = file(Some("sha1"), "pbeWithSHAAnd3-KeyTripleDES-CBC");
        assert!(ContainerFacts::new(&plain).not_read_by.is_empty());
        let new = file(Some("sha256"), "AES-256-CBC with PBKDF2-HMAC-SHA256");
        assert_eq!(ContainerFacts::new(&new).not_read_by.len(), 3);
        let bare = file(None, "pbeWithSHAAnd3-KeyTripleDES-CBC");
        assert_eq!(ContainerFacts::new(&bare).not_read_by.len(), 1);
    }
}
