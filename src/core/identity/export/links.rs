//! How the certificates that are to be written hang together, and what is told of it: gaps, false
//! links, strangers. Must not encode anything.

use super::super::Chain;
use crate::core::material::Certificate;
use crate::core::material::extensions::Further;

/// Certificates without a key, in the order in which they are written.
pub struct Kept {
    /// Leaf first, its issuers, then what is no part of the chain, when that is kept.
    pub certificates: Vec<Certificate>,
    /// What is not written, a sentence each.
    pub left_out: Vec<String>,
    /// What else is to be known, a sentence each.
    pub notes: Vec<String>,
    /// As `is_forged`, where the chain is what is wanted.
    pub forged: bool,
}

/// The chain of the leaf alone, or all there is.
pub fn keep(mut certificates: Vec<Certificate>, chain_only: bool) -> Kept {
    if certificates.len() > LONGEST_CHAIN {
        return Kept {
            certificates,
            left_out: Vec::new(),
            notes: Vec::new(),
            forged: false,
        };
    }
    let leaf = certificates.remove(leaf(&certificates));
    let chain = Chain::build(leaf, certificates);
    let mut kept = Kept {
        certificates: chain.ordered().to_vec(),
        left_out: Vec::new(),
        notes: gap(&chain).into_iter().collect(),
        forged: chain_only && is_forged(&chain),
    };
    if chain_only {
        kept.left_out.extend(strangers(&chain));
        return kept;
    }
    kept.notes.extend(no_chain(&chain));
    kept.certificates.extend(chain.strangers().iter().cloned());
    kept
}

/// What is left out of the chain, and why.
pub fn strangers(chain: &Chain) -> Vec<String> {
    let missing = chain.missing_issuer();
    let why = |stranger: &Certificate| match missing {
        Some(name) if name.same_as(&stranger.subject) => {
            "which has the name of the missing issuer, and did not sign".to_owned()
        }
        Some(name) if stranger.may_issue() => {
            format!(
                "which cannot be joined to the chain: its issuer {name} is missing between them"
            )
        }
        _ => "which is no issuer of this one".into(),
    };
    let all = chain.strangers().iter();
    all.map(|c| format!("the certificate of {}, {}", c.subject, why(c)))
        .collect()
}

/// The chain ends before its root, and CA certificates stand beyond its end.
pub fn gap(chain: &Chain) -> Option<String> {
    let missing = chain.missing_issuer()?;
    let beyond = chain.strangers().iter().any(Certificate::may_issue);
    let last = chain.ordered().last().filter(|_| beyond)?;
    let urls = Further::of(last.as_der()).issuer_urls;
    let published = match urls.first() {
        Some(url) => format!("; it is published at {url}"),
        None => "; ask your provider for it".into(),
    };
    Some(format!(
        "the chain has a gap: the certificate of {missing}, which issued that of {}, is not here{published}",
        last.subject
    ))
}

/// A certificate of the leaf's issuer's name is there, and none of these signed the leaf.
pub fn is_forged(chain: &Chain) -> bool {
    let leaf = chain.leaf();
    let namesake = |c: &Certificate| leaf.issuer.same_as(&c.subject);
    chain.issuers().is_empty() && !leaf.is_self_issued() && chain.strangers().iter().any(namesake)
}

fn no_chain(chain: &Chain) -> Option<String> {
    let leaf = chain.leaf();
    let unrelated = |c: &&Certificate| !c.may_issue() || leaf.may_issue();
    let strangers: Vec<String> = chain
        .strangers()
        .iter()
        .filter(unrelated)
        .map(|c| c.subject.to_string())
        .collect();
    (!strangers.is_empty()).then(|| {
        format!(
            "these certificates are no one chain, and all are kept: no issuer of {} is {}",
            leaf.subject,
            strangers.join(" nor ")
        )
    })
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
