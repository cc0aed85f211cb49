//! A certificate chain in order: leaf first, then its issuers as far as they are there.

use super::order::{MAX_CHECKS, vouches};
use crate::core::material::{Certificate, Name};

/// Leaf first, each certificate issued by the next; what does not belong is kept apart.
#[derive(Debug, Clone)]
pub struct Chain {
    ordered: Vec<Certificate>,
    strangers: Vec<Certificate>,
}

/// Which of these is the leaf, in whatever order they stand: the first that issued none of the others.
pub fn leaf_of(certificates: &[Certificate]) -> Option<usize> {
    let is_issuer = |c: &Certificate| {
        let mut others = certificates.iter().filter(|other| *other != c);
        others.any(|other| other.issuer.same_as(&c.subject) && !other.is_self_issued())
    };
    let leaf = certificates.iter().position(|c| !is_issuer(c));
    leaf.or((!certificates.is_empty()).then_some(0))
}

impl Chain {
    /// Orders the issuers behind the leaf. Certificates that issued none of them become
    /// strangers; duplicates are dropped. Checks at most `MAX_CHECKS` signatures, as `survey` does.
    pub fn build(leaf: Certificate, mut rest: Vec<Certificate>) -> Self {
        let mut ordered = vec![leaf];
        rest.retain(|c| ordered.iter().all(|o| o != c));
        let mut checks = MAX_CHECKS;
        while let Some(last) = ordered.last()
            && !last.is_self_issued()
            && let Some(at) = rest.iter().position(|c| vouches(last, c, &mut checks))
        {
            let next = rest.remove(at);
            rest.retain(|c| *c != next);
            ordered.push(next);
        }
        Self {
            ordered,
            strangers: rest,
        }
    }

    /// The leaf.
    pub fn leaf(&self) -> &Certificate {
        // `build` starts with the leaf, so the slice is never empty
        &self.ordered[0]
    }

    /// Leaf and issuers in order.
    pub fn ordered(&self) -> &[Certificate] {
        &self.ordered
    }

    /// The issuers alone, nearest first.
    pub fn issuers(&self) -> &[Certificate] {
        self.ordered.get(1..).unwrap_or_default()
    }

    /// Certificates that are no part of the chain.
    pub fn strangers(&self) -> &[Certificate] {
        &self.strangers
    }

    /// The issuer that is not here; `None` when the chain ends in a self-issued certificate.
    pub fn missing_issuer(&self) -> Option<&Name> {
        self.ordered
            .last()
            .filter(|c| !c.is_self_issued())
            .map(|c| &c.issuer)
    }

    /// What a TLS client sends: all but a self-issued root at the end, which the other side
    /// must have anyway (RFC 8446 section 4.4.2).
    pub fn to_send(&self) -> &[Certificate] {
        let keep = match self.ordered.last() {
            Some(root) if self.ordered.len() > 1 && root.is_self_issued() => self.ordered.len() - 1,
            _ => self.ordered.len(),
        };
        self.ordered.get(..keep).unwrap_or_default()
    }
}
