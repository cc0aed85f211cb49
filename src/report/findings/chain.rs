//! The findings of a source's certificates among one another: out of order, with a gap, with
//! strangers, double. Said only where one leaf stands out, so a bundle of roots or of many
//! clients is no chain.

use super::{FileFacts, Problem, Role, certificate};
use crate::core::identity::{MAX_SURVEYED, Survey, survey};
use crate::core::material::extensions::{Further, path_length};
use crate::core::material::{Certificate, Extracted, Item, KeySet, Name};

/// Adds the findings to the items they concern; `found` has one list an item.
pub fn add(items: &[Extracted], keys: &KeySet, file: &FileFacts, found: &mut [Vec<Problem>]) {
    let (places, certificates): (Vec<usize>, Vec<&Certificate>) = items
        .iter()
        .enumerate()
        .filter_map(|(at, extracted)| match &extracted.item {
            Item::Certificate(c) => Some((at, &**c)),
            _ => None,
        })
        .unzip();
    if certificates.len() > MAX_SURVEYED {
        return;
    }
    let Some(leaf) = leaf(&certificates, keys, file.role) else {
        return;
    };
    let chain = Chain {
        certificates: &certificates,
        survey: survey(&certificates, leaf),
        leaf,
        file,
    };
    for (at, problem) in chain.problems() {
        let list = places.get(at).and_then(|place| found.get_mut(*place));
        if let Some(list) = list {
            list.push(problem);
        }
    }
}

/// The one certificate that the others are for: whose private key is here, else the only one that
/// is no CA, else (from a server) the first. `None` where none stands out.
fn leaf(certificates: &[&Certificate], keys: &KeySet, role: Role) -> Option<usize> {
    if role == Role::Server {
        return (!certificates.is_empty()).then_some(0);
    }
    let with_key = |c: &Certificate| keys.holds(&c.public_key);
    let only = |wanted: &dyn Fn(&Certificate) -> bool| {
        let mut fitting = certificates.iter().enumerate().filter(|(_, c)| wanted(c));
        let (at, first) = fitting.next()?;
        fitting.all(|(_, c)| c == first).then_some(at)
    };
    if certificates.iter().any(|c| with_key(c)) {
        return only(&with_key);
    }
    let is_leaf = |c: &Certificate| !certificate::is_ca(c);
    let issues = |c: &Certificate| {
        let mut others = certificates.iter().filter(|other| **other != c);
        others.any(|other| other.issuer.same_as(&c.subject))
    };
    // what is no CA may have issued all the same
    only(&is_leaf).or_else(|| only(&|c| is_leaf(c) && !issues(c)))
}

struct Chain<'a> {
    certificates: &'a [&'a Certificate],
    survey: Survey,
    leaf: usize,
    file: &'a FileFacts,
}

impl Chain<'_> {
    fn problems(&self) -> Vec<(usize, Problem)> {
        let mut found = Vec::new();
        found.extend(self.duplicates());
        if self.survey.cut_short {
            return found;
        }
        found.extend(self.order());
        found.extend(self.authority());
        found.extend(self.path_length());
        found.extend(self.namesakes());
        match self.gap() {
            Some(gap) => found.push(gap),
            None => found.extend(self.strangers()),
        }
        found
    }

    fn duplicates(&self) -> impl Iterator<Item = (usize, Problem)> {
        self.survey.duplicates.iter().map(|(copy, first)| {
            let fact = format!("it is here twice (also as number {first})");
            let fix = "take the copy out: a server that compares chains exactly refuses it";
            (*copy, Problem::warning("chain-duplicate", fact, fix))
        })
    }

    /// Of a container the order means nothing.
    fn order(&self) -> Option<(usize, Problem)> {
        if self.file.container.is_some() {
            return None;
        }
        let fix = "`mtls convert --to pem` writes it leaf first";
        let leaf = self.name(self.leaf);
        if self.leaf != 0 {
            let fact = format!(
                "it stands before the leaf ({leaf}), and most programs take the first certificate for the leaf"
            );
            return Some((0, Problem::error("chain-order", fact, fix)));
        }
        if self.survey.in_order() {
            return None;
        }
        let fact = "the issuers behind it are not in order, each after what it issued";
        Some((self.leaf, Problem::warning("chain-order", fact, fix)))
    }

    /// The issuers of the path, each with what it issued.
    fn issuers(&self) -> impl Iterator<Item = (usize, usize)> {
        let path = &self.survey.path;
        path.iter().skip(1).copied().zip(path.iter().copied())
    }

    /// Issuers that may not issue: OpenSSL's error 79.
    fn authority(&self) -> impl Iterator<Item = (usize, Problem)> {
        self.issuers().filter_map(|(at, issued)| {
            let issuer = self.certificates.get(at).filter(|c| !c.may_issue())?;
            let why = match issuer.extensions.is_ca {
                true => "its keyUsage lacks keyCertSign",
                false => "its basicConstraints say so, or are missing",
            };
            let issued = self.name(issued);
            let fact =
                format!("it issued {issued} but is no CA ({why}), so verifiers refuse the chain");
            let fix = "have the leaf issued by a CA";
            Some((at, Problem::error("chain-not-a-ca", fact, fix)))
        })
    }

    /// Issuers with more CAs below them than they allow (RFC 5280 section 6.1.4): error 25.
    fn path_length(&self) -> impl Iterator<Item = (usize, Problem)> {
        let mut below = 0;
        let issuers: Vec<(usize, &Certificate)> = self
            .issuers()
            .filter_map(|(at, _)| Some((at, *self.certificates.get(at)?)))
            .collect();
        issuers.into_iter().filter_map(move |(at, issuer)| {
            let has = below;
            below += usize::from(!issuer.is_self_issued());
            let allowed = path_length(issuer.as_der()).filter(|allowed| has > *allowed)?;
            let s = if allowed == 1 { "" } else { "s" };
            let fact = format!(
                "it allows {allowed} CA{s} below itself (pathLen), and the chain has {has}, so verifiers refuse it"
            );
            let fix = "have the leaf issued by a CA that it allows";
            Some((at, Problem::error("chain-path-length", fact, fix)))
        })
    }

    /// What bears the issuer's name and did not sign. Where the key identifiers tell, they tell
    /// which of the two is at fault.
    fn namesakes(&self) -> impl Iterator<Item = (usize, Problem)> {
        let last = self.survey.last().unwrap_or(self.leaf);
        self.survey.namesakes.iter().filter_map(move |at| {
            let (issued, issuer) = (self.certificates.get(last)?, self.certificates.get(*at)?);
            let wanted = issued.extensions.authority_key_id.as_ref();
            let ids = wanted.zip(issuer.extensions.subject_key_id.as_ref());
            if ids.is_some_and(|(wanted, has)| wanted != has) {
                let fact = format!(
                    "it has the name of the issuer of {} but did not sign it: another generation of that CA",
                    self.name(last)
                );
                let fix = self.get_issuer(last);
                return Some((*at, Problem::error("chain-wrong-issuer", fact, fix)));
            }
            let why = match ids {
                Some(_) => "both name the same key (SKI, AKI), so it was most likely altered or damaged",
                None => "it was altered, or the issuer is of another generation",
            };
            let fact = format!(
                "its signature does not verify with the key of {}, which names itself its issuer: {why}",
                self.name(*at)
            );
            let fix = "get it again from where it came";
            Some((last, Problem::error("chain-signature", fact, fix)))
        })
    }

    /// The chain breaks off though more of it seems to be meant: another CA is here that does not
    /// join it. A chain without its root is whole, and so is a leaf by itself.
    fn gap(&self) -> Option<(usize, Problem)> {
        let last = self.survey.last()?;
        if self.survey.complete || !self.survey.namesakes.is_empty() {
            return None;
        }
        let certificate = self.certificates.get(last)?;
        let beyond = self.survey.strangers.iter().find(|at| {
            self.certificates
                .get(**at)
                .is_some_and(|c| certificate::is_ca(c))
        });
        let missing = format!("its issuer {} is not here", certificate.issuer);
        let fix = self.get_issuer(last);
        if let Some(beyond) = beyond {
            let other = self.name(*beyond);
            let fact =
                format!("{missing}, and {other}, which is, did not sign it: the chain has a gap");
            return Some((last, Problem::error("chain-gap", fact, fix)));
        }
        let is_alone = self.survey.path.len() == 1;
        let is_published = !Further::of(certificate.as_der()).issuer_urls.is_empty();
        if !is_alone || !is_published {
            return None;
        }
        let fact = format!("{missing}, so whoever holds only the root refuses it");
        let problem = match self.file.role {
            Role::Server => Problem::error("chain-gap", fact, fix),
            Role::Client => Problem::advice("chain-gap", fact, fix),
        };
        Some((last, problem))
    }

    /// A keystore may hold what its owner trusts beside what is presented.
    fn strangers(&self) -> impl Iterator<Item = (usize, Problem)> {
        self.survey.strangers.iter().map(|at| {
            let fact = format!("it is no part of the chain of {}", self.name(self.leaf));
            let fix = "take it out: it is sent with the chain for nothing, or taken for the leaf";
            let problem = if self.file.container.is_some() {
                Problem::advice("chain-stranger", fact, fix)
            } else {
                Problem::warning("chain-stranger", fact, fix)
            };
            (*at, problem)
        })
    }

    fn get_issuer(&self, at: usize) -> String {
        let Some(certificate) = self.certificates.get(at) else {
            return String::new();
        };
        let further = Further::of(certificate.as_der());
        match further.issuer_urls.first() {
            Some(url) => format!("get it from {url} and put it behind this one"),
            None => "ask for it where the certificate came from, and put it behind this one".into(),
        }
    }

    fn name(&self, at: usize) -> String {
        let subject = self.certificates.get(at).map(|c| &c.subject);
        subject.map(Name::to_string).unwrap_or_default()
    }
}
