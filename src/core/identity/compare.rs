//! Do these belong together: every key, certificate and request of several sources compared by
//! public key. Where a source holds several of a kind (a bundle), the one that fits counts.

use super::super::material::items::Parsed;
use super::super::material::{Item, Kind, Origin, PublicKey};

/// All items of one kind in one source; any of them may be the one that fits.
#[derive(Debug)]
pub struct Part {
    /// The source.
    pub origin: Origin,
    /// What they are.
    pub kind: Kind,
    candidates: Vec<Candidate>,
}

#[derive(Debug, Clone)]
struct Candidate {
    public_key: PublicKey,
    subject: Option<String>,
    is_ca: bool,
}

/// What came of it.
#[derive(Debug)]
pub struct Comparison {
    /// Whether one public key is in every part.
    pub matches: bool,
    /// A part each, with the item that counted.
    pub parts: Vec<Compared>,
}

/// The item of a part that counted.
#[derive(Debug)]
pub struct Compared {
    /// The source.
    pub origin: Origin,
    /// What it is.
    pub kind: Kind,
    /// Its public key.
    pub public_key: PublicKey,
    /// Whom a certificate or request is about.
    pub subject: Option<String>,
    /// Where it stands among those of its kind in the source, from 0.
    pub position: usize,
    /// The subject of the certificate that stands first, when another one counted.
    pub passed_over: Option<String>,
    /// Whether it has the same public key as the first part.
    pub fits_first: bool,
}

/// The parts of a source; locked keys and CRLs have no public key and give none.
pub fn parts(origin: &Origin, parsed: &Parsed) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for extracted in &parsed.items {
        let Some(candidate) = Candidate::of(&extracted.item) else {
            continue;
        };
        let kind = extracted.item.kind();
        match parts.iter_mut().find(|part| part.kind == kind) {
            Some(part) => part.candidates.push(candidate),
            None => parts.push(Part {
                origin: origin.clone(),
                kind,
                candidates: vec![candidate],
            }),
        }
    }
    parts
}

/// Looks for the one public key that every part holds. Without one, each part is represented by
/// what most other parts hold too, else by its first item that is no CA.
pub fn compare(parts: &[Part]) -> Comparison {
    let common = parts.first().and_then(|first| {
        let keys = first.candidates.iter().map(|c| &c.public_key);
        keys.into_iter()
            .find(|key| parts.iter().all(|part| part.holds(key)))
    });
    let chosen: Vec<usize> = parts
        .iter()
        .map(|part| match common {
            Some(key) => part.find(key).unwrap_or(0),
            None => part.best_guess(parts),
        })
        .collect();
    let reference = parts
        .first()
        .zip(chosen.first())
        .and_then(|(part, at)| part.candidates.get(*at))
        .map(|c| c.public_key.clone());
    let compared = parts.iter().zip(&chosen).filter_map(|(part, at)| {
        let mut compared = part.at(*at)?;
        compared.fits_first = reference
            .as_ref()
            .is_some_and(|key| key.same_key(&compared.public_key));
        Some(compared)
    });
    Comparison {
        matches: common.is_some(),
        parts: compared.collect(),
    }
}

impl Candidate {
    fn of(item: &Item) -> Option<Self> {
        let (subject, is_ca) = match item {
            Item::Certificate(c) => (Some(c.subject.to_string()), c.extensions.is_ca),
            Item::Request(r) => (Some(r.subject.to_string()), false),
            _ => (None, false),
        };
        Some(Self {
            public_key: item.public_key()?.clone(),
            subject,
            is_ca,
        })
    }
}

impl Part {
    /// Whether any of its items has this key.
    pub fn holds(&self, key: &PublicKey) -> bool {
        self.find(key).is_some()
    }

    fn find(&self, key: &PublicKey) -> Option<usize> {
        self.candidates
            .iter()
            .position(|c| c.public_key.same_key(key))
    }

    fn best_guess(&self, all: &[Self]) -> usize {
        let rank = |candidate: &Candidate| {
            let held = all.iter().filter(|part| part.holds(&candidate.public_key));
            (held.count(), !candidate.is_ca)
        };
        let mut best = 0;
        for at in 1..self.candidates.len() {
            if self.candidates.get(at).map(rank) > self.candidates.get(best).map(rank) {
                best = at;
            }
        }
        best
    }

    fn at(&self, position: usize) -> Option<Compared> {
        let candidate = self.candidates.get(position)?.clone();
        let first = self.candidates.first().and_then(|c| c.subject.clone());
        Some(Compared {
            origin: self.origin.clone(),
            kind: self.kind,
            public_key: candidate.public_key,
            subject: candidate.subject,
            position,
            passed_over: first.filter(|_| position > 0 && self.kind == Kind::Certificate),
            fits_first: false,
        })
    }
}
