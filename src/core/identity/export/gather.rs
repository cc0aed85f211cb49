//! Sources put together: key and leaf paired, the chain ordered and cut to what is wanted.
//! Must not encode anything.

use super::super::{Identity, Pool};
use super::{ChainPart, Holdings, links, trusted};
use crate::core::Result;
use crate::core::error::Found;
use crate::core::material::items::Parsed;
use crate::core::material::{Item, Kind, Origin, PrivateKey, PublicKey};

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
        let each = each_found(&sources);
        let found = Found::sum(each.iter().map(|(_, found)| found.clone()));
        let loose = sources.iter().flat_map(|(_, p)| loose(p)).collect();
        let public_key = first_public_key(&sources);
        let aliases = trusted::aliases(&sources);
        let places = key_places(&sources);
        let pools = sources
            .into_iter()
            .map(|(origin, parsed)| Pool::new(origin, parsed));
        let (certificates, keys) = Pool::split(pools.collect());
        let (mut left_out, mut notes) = (Vec::new(), Vec::new());
        let mut forged = false;
        let (certificates, key) = match (certificates, keys) {
            (Some(certificates), Some(keys)) => {
                left_out.extend(spare_keys(&keys.keys));
                let (chain, key) = Identity::pair(certificates, Some(keys))?.into_parts();
                left_out.extend(links::strangers(&chain));
                notes.extend(links::gap(&chain));
                forged = links::is_forged(&chain);
                (chain.ordered().to_vec(), Some(key))
            }
            (Some(certificates), None) => {
                let kept = links::keep(certificates.certificates, part.is_some());
                left_out.extend(kept.left_out);
                notes.extend(kept.notes);
                forged = kept.forged;
                (kept.certificates, None)
            }
            (None, Some(mut keys)) => (Vec::new(), Some(keys.keys.swap_remove(0))),
            (None, None) => (Vec::new(), None),
        };
        let key_origin = key
            .as_ref()
            .and_then(|key| {
                places
                    .into_iter()
                    .find(|(_, k)| k.same_key(key.public_key()))
            })
            .map_or_else(|| origin.clone(), |(place, _)| place);
        let mut holdings = Self {
            certificates,
            key,
            loose,
            left_out,
            notes,
            key_origin,
            forged,
            root: None,
            aliases,
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

fn each_found(sources: &[(Origin, Parsed)]) -> Vec<(Origin, Found)> {
    let each = sources
        .iter()
        .map(|(origin, p)| (origin.clone(), p.found()));
    each.collect()
}

fn first_public_key(sources: &[(Origin, Parsed)]) -> Option<PublicKey> {
    let mut items = sources.iter().flat_map(|(_, parsed)| &parsed.items);
    items.find_map(|found| found.item.public_key().cloned())
}

/// Where each private key is.
fn key_places(sources: &[(Origin, Parsed)]) -> Vec<(Origin, PublicKey)> {
    let items = sources.iter().flat_map(|(_, parsed)| &parsed.items);
    let keys = items.filter(|found| matches!(found.item, Item::PrivateKey(_)));
    keys.filter_map(|found| Some((found.origin.clone(), found.item.public_key()?.clone())))
        .collect()
}
