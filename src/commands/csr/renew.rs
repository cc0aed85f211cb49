//! `--renew`: which of the things in the old file is renewed. Must not change what it takes over.

use crate::core::issue::renew::{Carried, from_certificate, from_request};
use crate::core::material::items::Parsed;
use crate::core::material::{Certificate, Item};

/// Subject and names of the one to be renewed: the certificate whose private key lies beside it,
/// else the first that is no CA's, else a request, else the first certificate. `None` when there is
/// neither.
pub fn carried(parsed: &Parsed) -> Option<Carried> {
    let items = || parsed.items.iter().map(|extracted| &extracted.item);
    let certificates = || {
        items().filter_map(|item| match item {
            Item::Certificate(certificate) => Some(certificate.as_ref()),
            _ => None,
        })
    };
    let has_key = |certificate: &&Certificate| {
        items().any(|item| match item {
            Item::PrivateKey(key) => key.public_key().same_key(&certificate.public_key),
            _ => false,
        })
    };
    let request = || {
        items().find_map(|item| match item {
            Item::Request(request) => Some(from_request(request)),
            _ => None,
        })
    };
    let chosen = certificates().find(has_key);
    let chosen = chosen.or_else(|| certificates().find(|c| !c.extensions.is_ca));
    chosen
        .map(from_certificate)
        .or_else(request)
        .or_else(|| certificates().next().map(from_certificate))
}
