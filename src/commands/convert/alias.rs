//! Which of several entries is meant: a keystore may hold keys of several clients, and taking the
//! first in silence hands out the wrong one.

use crate::core::identity::Chain;
use crate::core::material::items::Parsed;
use crate::core::material::{Certificate, Extracted, Item, Origin, PublicKey};
use crate::report::Failure;

/// What is read, each with its name.
type Sources = [(Origin, Parsed)];

/// Leaves of the keystores the entry of this alias and its issuers; sources without aliases stay
/// whole. Java writes aliases in lower case, so case decides only between two that fit.
///
/// # Errors
/// When no entry is called so, with those that there are.
pub fn choose(sources: &mut Sources, alias: &str) -> anyhow::Result<()> {
    let exact = all(sources).any(|f| f.friendly_name.as_deref() == Some(alias));
    let lower = alias.to_lowercase();
    let is_meant = |found: &Extracted| match found.friendly_name.as_deref() {
        Some(name) if exact => name == alias,
        Some(name) => name.to_lowercase() == lower,
        None => false,
    };
    if all(sources).any(|f| is_key(f) && is_meant(f)) {
        keep_keys(sources, &is_meant);
        return Ok(());
    }
    let found = all(sources).find_map(|f| certificate(f).filter(|_| is_meant(f)));
    let Some(leaf) = found.cloned() else {
        return Err(no_such(sources, alias));
    };
    let fits = |f: &Extracted| {
        f.item
            .public_key()
            .is_some_and(|k| k.same_key(&leaf.public_key))
    };
    if all(sources).any(|f| is_key(f) && fits(f)) {
        keep_keys(sources, &fits);
    } else {
        keep_chain(sources, leaf);
    }
    Ok(())
}

/// One key at most, or one that has its certificate here.
///
/// # Errors
/// Names them all when several could be meant.
pub fn check_one(sources: &Sources) -> anyhow::Result<()> {
    let mut keys: Vec<&Extracted> = Vec::new();
    for found in all(sources).filter(|f| matches!(f.item, Item::PrivateKey(_))) {
        if !keys.iter().any(|known| same_key(known, found)) {
            keys.push(found);
        }
    }
    let leaf_of =
        |key: &Extracted| all(sources).find(|f| certificate(f).is_some() && same_key(f, key));
    if all(sources).any(|f| certificate(f).is_some()) {
        keys.retain(|key| leaf_of(key).is_some());
    }
    if keys.len() < 2 {
        return Ok(());
    }
    let line = |key: &&Extracted| {
        let leaf = leaf_of(key);
        let name = key.friendly_name.as_ref();
        let name = name.or(leaf.and_then(|l| l.friendly_name.as_ref()));
        let name = name.map(|n| format!("alias {n}, ")).unwrap_or_default();
        let subject = leaf.and_then(certificate).map(|c| c.subject.to_string());
        let of = subject.map(|s| format!(" of {s}")).unwrap_or_default();
        format!("{name}the key{of} in {}", key.origin)
    };
    let evidence: Vec<String> = keys.iter().map(line).collect();
    let fix = match evidence.iter().any(|line| line.starts_with("alias ")) {
        true => "say which with --alias NAME",
        false => "name only the files of one; `mtls match-key --pairs` tells what belongs together",
    };
    Err(Failure {
        evidence,
        ..Failure::usage(
            format!(
                "{} private keys are here, and one file is for one",
                keys.len()
            ),
            fix,
        )
    }
    .into())
}

fn keep_keys(sources: &mut Sources, is_meant: &dyn Fn(&Extracted) -> bool) {
    let keys = |meant: bool| -> Vec<PublicKey> {
        let keys = all(sources).filter(|f| is_key(f) && is_meant(f) == meant);
        keys.filter_map(|f| f.item.public_key().cloned()).collect()
    };
    let (wanted, others) = (keys(true), keys(false));
    let is_of =
        |keys: &[PublicKey], c: &Certificate| keys.iter().any(|k| k.same_key(&c.public_key));
    retain(sources, &|found| match certificate(found) {
        _ if is_key(found) => is_meant(found),
        Some(c) if is_of(&wanted, c) => true,
        Some(c) if is_of(&others, c) => false,
        Some(c) => found.friendly_name.is_none() || is_meant(found) || c.may_issue(),
        None => true,
    });
}

fn keep_chain(sources: &mut Sources, leaf: Certificate) {
    let rest = all(sources).filter_map(certificate).cloned().collect();
    let chain = Chain::build(leaf, rest);
    retain(sources, &|found| match certificate(found) {
        Some(c) => chain.ordered().contains(c),
        None => !is_key(found),
    });
}

fn no_such(sources: &Sources, alias: &str) -> anyhow::Error {
    let mut names: Vec<&str> = Vec::new();
    for name in all(sources).filter_map(|f| f.friendly_name.as_deref()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let (evidence, fix) = match names.is_empty() {
        true => (Vec::new(), "leave --alias out: nothing here has an alias"),
        false => (
            vec![format!("there are: {}", names.join(", "))],
            "choose one of these with --alias",
        ),
    };
    Failure {
        evidence,
        ..Failure::usage(format!("no entry has the alias {alias}"), fix)
    }
    .into()
}

fn all(sources: &Sources) -> impl Iterator<Item = &Extracted> {
    sources.iter().flat_map(|(_, parsed)| &parsed.items)
}

fn retain(sources: &mut Sources, keep: &dyn Fn(&Extracted) -> bool) {
    for (_, parsed) in sources {
        parsed.items.retain(keep);
    }
}

fn same_key(one: &Extracted, other: &Extracted) -> bool {
    let keys = one.item.public_key().zip(other.item.public_key());
    keys.is_some_and(|(one, other)| one.same_key(other))
}

fn is_key(found: &Extracted) -> bool {
    matches!(found.item, Item::PrivateKey(_) | Item::LockedKey(_))
}

fn certificate(found: &Extracted) -> Option<&Certificate> {
    match &found.item {
        Item::Certificate(certificate) => Some(certificate),
        _ => None,
    }
}
