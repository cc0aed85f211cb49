//! Which of many certificates, requests and keys belong together: everything named, grouped by
//! public key. Where a source holds several of a kind (a bundle), the one that fits counts.
//! Must not read files, and must not judge what a command makes of it.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::consistency::{self, Proof};
use crate::core::material::items::Parsed;
use crate::core::material::{Certificate, Extracted, Item, Kind, PublicKey};

/// Everything that has a public key, grouped by it.
pub struct Pairing<'a> {
    /// One for each public key, in the order of first sight.
    pub groups: Vec<Group<'a>>,
    parts: Vec<Part>,
    common: Option<usize>,
}

/// All that has one public key.
pub struct Group<'a> {
    /// In the order named; at least one.
    pub members: Vec<Member<'a>>,
    /// The sources and kinds among them.
    parts: BTreeSet<usize>,
}

/// One item of a group.
#[derive(Clone, Copy)]
pub struct Member<'a> {
    /// The item, its source and its number there.
    pub found: &'a Extracted,
    /// Where it stands among those of its kind in its source, from 0.
    pub position: usize,
    /// Its public key.
    pub public_key: &'a PublicKey,
    /// It is the issuer of another certificate of its source, or a CA beside one that is none.
    pub is_issuer: bool,
    part: usize,
}

/// What stands for a source's items of one kind: the one that counted.
pub struct Stand<'a> {
    /// The item.
    pub member: Member<'a>,
    /// Whether it has the public key of the first of all.
    pub fits_first: bool,
    /// The certificate that stands first in its bundle, when another one counted.
    pub passed_over: Option<&'a Certificate>,
}

/// All items of one kind in one source; any of them may be the one that fits.
struct Part {
    source: usize,
    kind: Kind,
    /// The group of each item.
    groups: Vec<usize>,
}

impl<'a> Pairing<'a> {
    /// Groups everything in these sources. Locked keys and CRLs have no public key and are left
    /// out.
    pub fn new(sources: &'a [Parsed]) -> Self {
        let mut pairing = Self {
            groups: Vec::new(),
            parts: Vec::new(),
            common: None,
        };
        let mut at = HashMap::new();
        for (number, source) in sources.iter().enumerate() {
            let issuers = issuers(source);
            for found in &source.items {
                if let Some(public_key) = found.item.public_key() {
                    let key = (public_key.algorithm(), public_key.number());
                    let next = at.len();
                    let group = *at.entry(key).or_insert(next);
                    let is_issuer = issuers.contains(&found.index);
                    pairing.add(number, group, found, public_key, is_issuer);
                }
            }
        }
        let all = pairing.parts.len();
        // two bundles under one CA do not belong together by it
        let common = |group: &Group<'_>| group.parts.len() == all && !group.is_of_issuers();
        pairing.common = pairing.groups.iter().position(common);
        pairing
    }

    /// How many things there are to compare: the items of one kind in one source are one.
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// The group that is in every part: everything named belongs together.
    pub fn common(&self) -> Option<&Group<'a>> {
        self.common.and_then(|at| self.groups.get(at))
    }

    /// The groups that have no partner or no private key, but for the issuers of a bundle.
    pub fn left_over(&self) -> impl Iterator<Item = &Group<'a>> {
        let groups = self.groups.iter();
        groups.filter(|group| !group.is_pair() && !group.is_of_issuers())
    }

    /// The groups that are a private key and what it is for.
    pub fn pairs(&self) -> impl Iterator<Item = &Group<'a>> {
        self.groups.iter().filter(|group| group.is_pair())
    }

    /// What stands for each part. Without a common key it is what most other parts hold too, else
    /// the first item that is no issuer.
    pub fn stands(&self) -> Vec<Stand<'a>> {
        let mut first = None;
        let parts = self.parts.iter().enumerate();
        parts
            .filter_map(|(at, part)| {
                let group = self.common.or_else(|| self.best_guess(at, part))?;
                let fits_first = *first.get_or_insert(group) == group;
                self.stand(at, part, group, fits_first)
            })
            .collect()
    }

    fn add(
        &mut self,
        source: usize,
        group: usize,
        found: &'a Extracted,
        public_key: &'a PublicKey,
        is_issuer: bool,
    ) {
        let kind = found.item.kind();
        let known = self
            .parts
            .iter()
            .rposition(|p| p.source == source && p.kind == kind);
        let part = known.unwrap_or_else(|| {
            let groups = Vec::new();
            self.parts.push(Part {
                source,
                kind,
                groups,
            });
            self.parts.len() - 1
        });
        if group == self.groups.len() {
            self.groups.push(Group {
                members: Vec::new(),
                parts: BTreeSet::new(),
            });
        }
        if let (Some(own), Some(group_of)) = (self.parts.get_mut(part), self.groups.get_mut(group))
        {
            group_of.parts.insert(part);
            group_of.members.push(Member {
                found,
                position: own.groups.len(),
                public_key,
                is_issuer,
                part,
            });
            own.groups.push(group);
        }
    }

    fn stand(&self, at: usize, part: &Part, group: usize, fits_first: bool) -> Option<Stand<'a>> {
        let in_part = |member: &&Member<'a>| member.part == at;
        let member = *self.groups.get(group)?.members.iter().find(in_part)?;
        let first = self.groups.get(*part.groups.first()?)?;
        let first = first.members.iter().find(in_part)?;
        // of several that have their keys none is passed over
        let told = member.position > 0 && (self.common.is_some() || first.is_issuer);
        let passed_over = match &first.found.item {
            Item::Certificate(certificate) if told => Some(&**certificate),
            _ => None,
        };
        Some(Stand {
            member,
            fits_first,
            passed_over,
        })
    }

    fn best_guess(&self, at: usize, part: &Part) -> Option<usize> {
        let rank = |group: usize| {
            let group = self.groups.get(group);
            let is_issuer = group.is_some_and(|group| {
                let mut own = group.members.iter().filter(|m| m.part == at);
                own.all(|member| member.is_issuer || member.is_ca())
            });
            (group.map_or(0, |g| g.parts.len()), !is_issuer)
        };
        let mut best = *part.groups.first()?;
        for group in part.groups.iter().skip(1) {
            if rank(*group) > rank(best) {
                best = *group;
            }
        }
        Some(best)
    }
}

impl<'a> Group<'a> {
    /// A private key, and a certificate, request or public key.
    pub fn is_pair(&self) -> bool {
        let mut keys = self.members.iter().map(|m| m.kind() == Kind::PrivateKey);
        keys.clone().any(|is_key| is_key) && keys.any(|is_key| !is_key)
    }

    /// Nothing but the issuers that bundles hold beside their leaf.
    pub fn is_of_issuers(&self) -> bool {
        self.members.iter().all(|member| member.is_issuer)
    }

    /// What says best whose key it is: certificate, request, public key, private key.
    pub fn leader(&self) -> Option<&Member<'a>> {
        let order = [
            Kind::Certificate,
            Kind::Request,
            Kind::PublicKey,
            Kind::PrivateKey,
        ];
        let mut kinds = order.iter();
        kinds.find_map(|kind| self.members.iter().find(|m| m.kind() == *kind))
    }

    /// Each private key held against what speaks of it by signing; `None` when this is no pair.
    /// The first that is refuted, or else not proved, counts, with its member.
    pub fn proof(&self) -> Option<(Member<'a>, Proof)> {
        let public = self.leader().filter(|_| self.is_pair())?.public_key;
        let mut worst: Option<(Member<'a>, Proof)> = None;
        for member in &self.members {
            let Item::PrivateKey(key) = &member.found.item else {
                continue;
            };
            let proof = consistency::prove(key, public);
            match (&proof, &worst) {
                (Proof::Refuted(_), _) => return Some((*member, proof)),
                (Proof::Unproved(_), Some((_, Proof::Proved))) | (_, None) => {
                    worst = Some((*member, proof));
                }
                _ => {}
            }
        }
        worst
    }
}

impl Member<'_> {
    /// What it is.
    pub fn kind(&self) -> Kind {
        self.found.item.kind()
    }

    /// Whom a certificate or request is about, RFC 4514.
    pub fn subject(&self) -> Option<String> {
        match &self.found.item {
            Item::Certificate(c) => Some(c.subject.to_string()),
            Item::Request(r) => Some(r.subject.to_string()),
            _ => None,
        }
    }

    fn is_ca(&self) -> bool {
        matches!(&self.found.item, Item::Certificate(c) if c.extensions.is_ca)
    }
}

/// The numbers of the certificates that are only there to vouch for another one of this source.
/// When all are, the first that issued none of the others is not.
fn issuers(source: &Parsed) -> HashSet<usize> {
    let certificates: Vec<(usize, &Certificate)> = source
        .items
        .iter()
        .filter_map(|found| match &found.item {
            Item::Certificate(c) => Some((found.index, &**c)),
            _ => None,
        })
        .collect();
    if certificates.len() < 2 {
        return HashSet::new();
    }
    let issued = certificates.iter().filter(|(_, c)| !c.is_self_issued());
    let names: HashSet<String> = issued.map(|(_, c)| c.issuer.to_string()).collect();
    let has_issued = |c: &Certificate| names.contains(&c.subject.to_string());
    let all = certificates.iter();
    let mut out: HashSet<usize> = all
        .filter(|(_, c)| c.extensions.is_ca || has_issued(c))
        .map(|(index, _)| *index)
        .collect();
    if out.len() == certificates.len() {
        let last = certificates.iter().find(|(_, c)| !has_issued(c));
        let last = last.or(certificates.first()).map(|(index, _)| *index);
        out.retain(|index| Some(*index) != last);
    }
    out
}
