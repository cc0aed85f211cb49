//! What a PKCS#12 file tells before its passphrase is known: its MAC, and under which
//! encryption its bags are. Must not need or try a passphrase.

use std::fmt;

use super::super::ber;
use super::super::pbe::Protection;
use super::MAX_PKCS12;
use super::frame::{self, Content, Frame, Safe};

/// A PKCS#12 file from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The MAC by its hash; `None` when nothing guards the file.
    pub mac: Option<Protection>,
    /// Its safes, in order.
    pub safes: Vec<SafeShape>,
}

/// A safe from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SafeShape {
    /// An encrypted one; what is in it does not show.
    Encrypted(Protection),
    /// One in the open, with its bags in order.
    Open(Vec<BagShape>),
}

/// A bag from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BagShape {
    /// As RFC 7292 section 4.2 names it: `pkcs8ShroudedKeyBag`.
    pub kind: &'static str,
    /// What it is encrypted with itself.
    pub protection: Option<Protection>,
}

/// The shape of a PKCS#12 file in DER or BER; `None` when it is none or damaged.
pub fn shape(bytes: &[u8]) -> Option<Shape> {
    let bytes = Some(bytes).filter(|bytes| bytes.len() <= MAX_PKCS12)?;
    let der = ber::to_der(bytes)?;
    let frame = Frame::parse(&der).ok()?;
    let content = ber::to_der(&frame.content)?;
    let safes = frame::safes(&content).ok()?;
    Some(Shape {
        mac: frame.mac.map(|mac| mac.protection()),
        safes: safes.iter().map(safe).collect::<Option<_>>()?,
    })
}

impl Shape {
    /// Every encryption that shows, of safes and of bags.
    pub fn protections(&self) -> Vec<&Protection> {
        let mut out = Vec::new();
        for safe in &self.safes {
            match safe {
                SafeShape::Encrypted(protection) => out.push(protection),
                SafeShape::Open(bags) => {
                    out.extend(bags.iter().filter_map(|bag| bag.protection.as_ref()));
                }
            }
        }
        out
    }

    /// Whether a private key shows that nothing encrypts.
    pub fn shows_a_key(&self) -> bool {
        let is_bare = |bag: &BagShape| matches!(bag.kind, "keyBag" | "safeContentsBag");
        self.safes.iter().any(|safe| match safe {
            SafeShape::Encrypted(_) => false,
            SafeShape::Open(bags) => bags.iter().any(is_bare),
        })
    }

    /// As evidence, a line each.
    pub fn lines(&self) -> Vec<String> {
        let mac = match &self.mac {
            Some(mac) => format!("MAC {mac}"),
            None => "no MAC".into(),
        };
        let safes = self.safes.iter().map(SafeShape::to_string);
        std::iter::once(mac).chain(safes.take(MAX_TOLD)).collect()
    }
}

impl fmt::Display for SafeShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bags = match self {
            Self::Encrypted(protection) => {
                return write!(f, "an encrypted safe under {protection}");
            }
            Self::Open(bags) => bags,
        };
        if bags.is_empty() {
            return f.write_str("a safe with nothing in it");
        }
        let mut counted: Vec<(&BagShape, usize)> = Vec::new();
        for bag in bags {
            if let Some((_, n)) = counted.iter_mut().find(|(same, _)| *same == bag) {
                *n += 1;
            } else if counted.len() < MAX_TOLD {
                counted.push((bag, 1));
            }
        }
        for (at, (bag, n)) in counted.iter().enumerate() {
            let separator = if at == 0 { "" } else { "; " };
            write!(f, "{separator}{}", counted_name(bag.kind, *n))?;
            match &bag.protection {
                Some(protection) => write!(f, " under {protection}")?,
                None => f.write_str(" in the open")?,
            }
        }
        Ok(())
    }
}

/// `2 certificates`, in words for those who do not know the RFC's.
fn counted_name(kind: &str, n: usize) -> String {
    let word = match kind {
        "keyBag" | "pkcs8ShroudedKeyBag" => "private key",
        "certBag" => "certificate",
        "crlBag" => "CRL",
        "secretBag" => "secret",
        "safeContentsBag" => "nested safe",
        other => other,
    };
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {word}{plural}")
}

fn safe(safe: &Safe<'_>) -> Option<SafeShape> {
    Some(match safe {
        Safe::Encrypted(scheme, _) => SafeShape::Encrypted(scheme.protection()),
        Safe::Open(bytes) => {
            let der = ber::to_der(bytes)?;
            let bags = frame::bags(&der)?;
            SafeShape::Open(bags.iter().map(|bag| of_bag(&bag.content)).collect())
        }
    })
}

fn of_bag(content: &Content<'_>) -> BagShape {
    let (kind, protection) = match content {
        Content::Key(_) => ("keyBag", None),
        Content::LockedKey(scheme, _) => ("pkcs8ShroudedKeyBag", Some(scheme.protection())),
        Content::Certificate(_) => ("certBag", None),
        Content::Crl(_) => ("crlBag", None),
        Content::Bags(_) => ("safeContentsBag", None),
        Content::Secret => ("secretBag", None),
        Content::Other => ("unknown bag", None),
    };
    BagShape { kind, protection }
}

/// How many safes, and how many kinds of bags of one, are told; a real file has two.
const MAX_TOLD: usize = 16;
