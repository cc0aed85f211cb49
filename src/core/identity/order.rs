//! How the certificates of a source stand to one another: which make the leaf's chain, in what
//! order they were found, what is double, what does not belong. Judges nothing, changes nothing.

use crate::core::material::Certificate;

/// The certificates of a source around one leaf, by their numbers in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// The leaf and its issuers, nearest first.
    pub path: Vec<usize>,
    /// Copies of an earlier certificate: the copy, and the earlier one.
    pub duplicates: Vec<(usize, usize)>,
    /// Certificates with the name of the missing issuer that did not sign.
    pub namesakes: Vec<usize>,
    /// The issuers of those: no strangers, if one of the namesakes is the issuer after all.
    pub beyond: Vec<usize>,
    /// All others outside the path.
    pub strangers: Vec<usize>,
    /// The path ends in a self-issued certificate.
    pub complete: bool,
    /// Whether the work was bounded before everything was looked at; then little is to be
    /// concluded.
    pub cut_short: bool,
}

/// Surveys up to `MAX_SURVEYED` certificates in the order found; of more, nothing. Checks
/// at most `MAX_CHECKS` signatures.
pub fn survey(certificates: &[&Certificate], leaf: usize) -> Survey {
    let mut out = Survey {
        duplicates: duplicates(certificates),
        ..Survey::default()
    };
    let Some(first) = certificates.get(leaf).copied() else {
        return out;
    };
    if certificates.len() > MAX_SURVEYED {
        out.cut_short = true;
        return out;
    }
    let mut checks = MAX_CHECKS;
    out.path.push(leaf);
    let is_copy = |at: usize| out.duplicates.iter().any(|(copy, _)| *copy == at);
    let rest: Vec<usize> = (0..certificates.len())
        .filter(|at| certificates.get(*at) != certificates.get(leaf) && !is_copy(*at))
        .collect();
    let last = climb(certificates, &rest, first, &mut out.path, &mut checks);
    out.complete = last.is_self_issued();
    let has_its_name = |at: &usize| {
        certificates
            .get(*at)
            .is_some_and(|other| !out.complete && last.issuer.same_as(&other.subject))
    };
    let left = rest.iter().copied().filter(|at| !out.path.contains(at));
    (out.namesakes, out.strangers) = left.partition(has_its_name);
    for namesake in &out.namesakes {
        if let Some(from) = certificates.get(*namesake) {
            climb(
                certificates,
                &out.strangers,
                from,
                &mut out.beyond,
                &mut checks,
            );
        }
    }
    out.strangers.retain(|at| !out.beyond.contains(at));
    out.cut_short = checks == 0;
    out
}

/// Adds the issuers of one certificate, each with its own behind it, to the path; the last of them.
fn climb<'a>(
    certificates: &[&'a Certificate],
    among: &[usize],
    from: &'a Certificate,
    path: &mut Vec<usize>,
    checks: &mut usize,
) -> &'a Certificate {
    let mut last = from;
    while !last.is_self_issued() {
        let next = among.iter().copied().find(|at| {
            !path.contains(at)
                && certificates
                    .get(*at)
                    .is_some_and(|other| vouches(last, other, checks))
        });
        let Some(next) = next else { break };
        path.push(next);
        last = certificates.get(next).copied().unwrap_or(last);
    }
    last
}

impl Survey {
    /// Whether the path stands in the source leaf first, each certificate before its issuer.
    pub fn in_order(&self) -> bool {
        self.path.is_sorted()
    }

    /// The last certificate of the path.
    pub fn last(&self) -> Option<usize> {
        self.path.last().copied()
    }
}

/// Whether `issuer` issued `certificate`; nobody did once no checks are left. Names and key
/// identifiers cost nothing; only a signature is paid for, and where it cannot be checked here the
/// names decide.
pub(super) fn vouches(certificate: &Certificate, issuer: &Certificate, checks: &mut usize) -> bool {
    if *checks == 0 || !certificate.names_as_issuer(issuer) {
        return false;
    }
    let verdict = certificate.is_signed_by(issuer);
    *checks -= usize::from(verdict.is_some());
    verdict != Some(false)
}

fn duplicates(certificates: &[&Certificate]) -> Vec<(usize, usize)> {
    let mut seen = std::collections::HashMap::new();
    let mut out = Vec::new();
    for (at, certificate) in certificates.iter().enumerate() {
        match seen.entry(certificate.as_der()) {
            std::collections::hash_map::Entry::Occupied(first) => out.push((at, *first.get())),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(at);
            }
        }
    }
    out
}

/// The most certificates whose relations are looked into; a real chain has two to five.
pub const MAX_SURVEYED: usize = 64;
/// The most signatures checked for it; each costs up to half a millisecond.
pub const MAX_CHECKS: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

    struct Made {
        certificate: Certificate,
        params: CertificateParams,
        key: KeyPair,
    }

    fn make(name: &str, is_ca: bool, issuer: Option<&Made>) -> Made {
        let mut params = CertificateParams::default();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        if is_ca {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }
        let key = KeyPair::generate().unwrap();
        let made = match issuer {
            Some(by) => {
                let issuer = Issuer::from_params(&by.params, &by.key);
                params.signed_by(&key, &issuer).unwrap()
            }
            None => params.self_signed(&key).unwrap(),
        };
        Made {
            certificate: Certificate::from_der(made.der()).unwrap(),
            params,
            key,
        }
    }

    #[test]
    fn a_chain_is_found_in_any_order_and_the_rest_is_named() {
        let root = make("root", true, None);
        let inner = make("inner", true, Some(&root));
        let leaf = make("leaf", false, Some(&inner));
        let other = make("other", true, None);
        let namesake = make("inner", true, Some(&other));
        let [root, inner, leaf, other, namesake] =
            [&root, &inner, &leaf, &other, &namesake].map(|made| &made.certificate);

        let sorted = survey(&[leaf, inner, root], 0);
        assert_eq!(sorted.path, [0, 1, 2]);
        assert!(sorted.in_order() && sorted.complete && sorted.strangers.is_empty());

        let mixed = survey(&[root, other, leaf, inner, leaf], 2);
        assert_eq!(mixed.path, [2, 3, 0]);
        assert!(!mixed.in_order() && mixed.complete);
        assert_eq!((mixed.strangers, mixed.duplicates), (vec![1], vec![(4, 2)]));

        let gap = survey(&[leaf, root], 0);
        assert_eq!((gap.path, gap.strangers), (vec![0], vec![1]));
        assert!(!gap.complete);

        let false_issuer = survey(&[leaf, namesake], 0);
        assert_eq!(false_issuer.namesakes, [1]);

        let with_its_root = survey(&[leaf, namesake, other, root], 0);
        assert_eq!(with_its_root.namesakes, [1]);
        assert_eq!(with_its_root.beyond, [2]);
        assert_eq!(with_its_root.strangers, [3]);
    }

    #[test]
    fn the_work_is_bounded_whatever_is_in_the_file() {
        let root = make("root", true, None);
        let leaf = make("leaf", false, Some(&root));
        let mut many = vec![&leaf.certificate];
        let impostors: Vec<Made> = (0..MAX_CHECKS + 4)
            .map(|_| make("root", true, None))
            .collect();
        many.extend(impostors.iter().map(|made| &made.certificate));
        assert!(survey(&many, 0).cut_short);
        assert!(survey(&[many[0]; MAX_SURVEYED + 1], 0).cut_short);
    }
}
