//! Sources put together: key and leaf paired, the chain ordered and cut to what is wanted.
//! Must not encode anything.

use super::super::{Chain, Identity, Pool};
use super::{ChainPart, Holdings};
use crate::core::Result;
use crate::core::error::Found;
use crate::core::material::items::Parsed;
use crate::core::material::{Certificate, Item, Kind, Origin, PrivateKey};

impl Holdings {
    /// Puts sources together, pairing certificate and key where both are there. Keys that are
    /// still locked are passed over. With a part of the chain asked for, only the leaf's own chain
    /// is kept; without one and without a key, every certificate is.
    ///
    /// # Errors
    /// `KeyMismatch` when no key belongs to any certificate.
    pub fn gather(sources: Vec<(Origin, Parsed)>, part: Option<ChainPart>) -> Result<Self> {
        let names: Vec<&str> = sources.iter().map(|(origin, _)| origin.as_str()).collect();
        let origin = Origin::named(names.join(", "));
        let each = sources
            .iter()
            .map(|(origin, p)| (origin.clone(), p.found()));
        let each: Vec<(Origin, Found)> = each.collect();
        let found = Found::sum(each.iter().map(|(_, found)| found.clone()));
        let loose = sources.iter().flat_map(|(_, p)| loose(p)).collect();
        let items = sources.iter().flat_map(|(_, parsed)| &parsed.items);
        let mut public_keys = items.filter_map(|found| found.item.public_key());
        let public_key = public_keys.next().cloned();
        let pools = sources
            .into_iter()
            .map(|(origin, parsed)| Pool::new(origin, parsed));
        let (certificates, keys) = Pool::split(pools.collect());
        let mut left_out = Vec::new();
        let (certificates, key) = match (certificates, keys) {
            (Some(certificates), Some(keys)) => {
                left_out.extend(spare_keys(&keys.keys));
                let (chain, key) = Identity::pair(certificates, Some(keys))?.into_parts();
                left_out.extend(chain.strangers().iter().map(stranger));
                (chain.ordered().to_vec(), Some(key))
            }
            (Some(certificates), None) => {
                let (mut chain, strangers) = ordered(certificates.certificates);
                match part {
                    Some(_) => left_out.extend(strangers.iter().map(stranger)),
                    None => chain.extend(strangers),
                }
                (chain, None)
            }
            (None, Some(mut keys)) => (Vec::new(), Some(keys.keys.swap_remove(0))),
            (None, None) => (Vec::new(), None),
        };
        let mut holdings = Self {
            certificates,
            key,
            loose,
            left_out,
            root: None,
            public_key,
            origin,
            found,
            each,
        };
        holdings.cut(part.unwrap_or(ChainPart::Full));
        Ok(holdings)
    }

    /// The root is remembered where it is cut off: a Secret has a place of its own for it.
    fn cut(&mut self, part: ChainPart) {
        let ends_in_root = self.certificates.len() > 1;
        let root = self.certificates.last().filter(|_| ends_in_root);
        let root = root.filter(|last| last.is_self_issued()).cloned();
        match part {
            ChainPart::None => self.certificates.truncate(1),
            ChainPart::Full => self.root = root,
            ChainPart::NoRoot => {
                if root.is_some() {
                    self.certificates.pop();
                }
                self.root = root;
            }
        }
    }
}

fn loose(parsed: &Parsed) -> Vec<(Kind, Vec<u8>)> {
    let of = |item: &Item| match item {
        Item::Request(r) => Some((Kind::Request, r.as_der().to_vec())),
        Item::PublicKey(k) => Some((Kind::PublicKey, k.as_spki().to_vec())),
        Item::Crl(c) => Some((Kind::Crl, c.as_der().to_vec())),
        _ => None,
    };
    parsed.items.iter().filter_map(|i| of(&i.item)).collect()
}

/// The same key from two sources counts once.
fn spare_keys(keys: &[PrivateKey]) -> Option<String> {
    let is_new = |at: usize, key: &PrivateKey| {
        let before = keys.get(..at).unwrap_or_default();
        let same = |other: &PrivateKey| other.public_key().same_key(key.public_key());
        !before.iter().any(same)
    };
    let distinct = keys.iter().enumerate().filter(|(at, key)| is_new(*at, key));
    match distinct.count() {
        0 | 1 => None,
        n => Some(format!(
            "{} more private key(s), of other certificates",
            n - 1
        )),
    }
}

fn stranger(certificate: &Certificate) -> String {
    format!(
        "the certificate of {}, which is no issuer of this one",
        certificate.subject
    )
}

/// The chain and what is no part of it.
fn ordered(mut certificates: Vec<Certificate>) -> (Vec<Certificate>, Vec<Certificate>) {
    if certificates.len() > LONGEST_CHAIN {
        return (certificates, Vec::new());
    }
    let leaf = certificates.remove(leaf(&certificates));
    let chain = Chain::build(leaf, certificates);
    (chain.ordered().to_vec(), chain.strangers().to_vec())
}

/// Without a key: the first certificate that issued no other one, rather not a root or another CA
/// that happens to stand by.
fn leaf(certificates: &[Certificate]) -> usize {
    let issued_none = |c: &Certificate| {
        certificates
            .iter()
            .all(|other| other == c || !other.is_issued_by(c))
    };
    let last: Vec<(usize, &Certificate)> = certificates
        .iter()
        .enumerate()
        .filter(|(_, c)| issued_none(c))
        .collect();
    let first = |wanted: &dyn Fn(&Certificate) -> bool| last.iter().find(|(_, c)| wanted(c));
    first(&|c| !c.is_self_issued() && !c.extensions.is_ca)
        .or_else(|| first(&|c| !c.is_self_issued()))
        .or_else(|| first(&|_| true))
        .map_or(0, |(at, _)| *at)
}

/// More certificates than this are a trust store, whose order is its owner's.
const LONGEST_CHAIN: usize = 50;
