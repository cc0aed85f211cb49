//! What `match-key` tells: the contract's JSON fields and the groups beside them, from which the
//! text is rendered too. Says what was found; whether that is good was decided before.

use serde::{Serialize, Serializer};

use super::inspect::KeyDigest;
use crate::core::identity::consistency::{Proof, Soundness};
use crate::core::identity::pairing::{Group, Member, Pairing, Stand};
use crate::core::material::{Item, Kind};

/// Whether everything belongs together.
#[derive(Debug, Serialize)]
pub struct KeyMatch {
    /// The answer; null when there was one thing alone, and its key was checked.
    #[serde(rename = "match")]
    pub matches: Option<bool>,
    /// The kind of key; null when they differ in it.
    pub algorithm: Option<String>,
    /// SHA-256 of the SPKI, by source.
    #[serde(serialize_with = "as_map")]
    pub spki_sha256: Vec<(String, String)>,
    /// MD5 of what `openssl -modulus` prints, by source; RSA only.
    #[serde(serialize_with = "as_map", skip_serializing_if = "Vec::is_empty")]
    pub modulus_md5: Vec<(String, String)>,
    /// Whether every private key signed what its certificate, request or public key verified;
    /// false when one did not, null when one cannot be signed with here or there is no pair.
    pub proved: Option<bool>,
    /// What was compared, one by one.
    pub parts: Vec<MatchPart>,
    /// Everything that has a public key, grouped by it.
    pub groups: Vec<MatchGroup>,
    /// `--check`: each private key's own numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<KeyCheck>,
    /// What of the files named could not be compared, a sentence each with the file's name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
    /// CSRs whose own signature does not hold, by source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub invalid_requests: Vec<String>,
    /// `--search`: what was looked into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub searched: Option<Searched>,
}

/// One thing compared.
#[derive(Debug, Serialize)]
pub struct MatchPart {
    /// The source as named.
    pub source: String,
    /// As in `inspect`.
    pub kind: &'static str,
    /// Whom a certificate or request is about, RFC 4514.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Where it stands among those of its kind in the source, from 0.
    pub position: usize,
    /// Its public key.
    pub public_key: KeyDigest,
    /// MD5 of what `openssl -modulus` prints; RSA only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modulus_md5: Option<String>,
    /// RFC 8705 thumbprint of a certificate, base64url.
    #[serde(rename = "x5t#S256", skip_serializing_if = "Option::is_none")]
    pub x5t_s256: Option<String>,
    /// Whether it has the same key as the first.
    pub fits_first: bool,
    /// Its kind as people say it.
    #[serde(skip)]
    pub what: String,
}

/// All that has one public key.
#[derive(Debug, Serialize)]
pub struct MatchGroup {
    /// The key.
    pub public_key: KeyDigest,
    /// Whether a private key is in it, and what that is for.
    pub pair: bool,
    /// `private-key` or `certificate`, what it would take to be a pair; null for a pair, and for
    /// an issuer in a bundle, which needs none.
    pub lacks: Option<&'static str>,
    /// As above, for this pair.
    pub proved: Option<bool>,
    /// Why it is not proved; empty when it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_proved_because: Vec<String>,
    /// What is in it, in the order named.
    pub members: Vec<GroupMember>,
    /// The source of the private key that decided on `proved`.
    #[serde(skip)]
    pub judged: Option<String>,
    /// What it counts as when it is no pair.
    #[serde(skip)]
    pub leader: Kind,
}

/// One item of a group.
#[derive(Debug, Serialize)]
pub struct GroupMember {
    /// The source as named.
    pub source: String,
    /// Its number in the source, from 0, as `inspect` counts.
    pub index: usize,
    /// As in `inspect`.
    pub kind: &'static str,
    /// Where it stands among those of its kind in the source, from 0.
    pub position: usize,
    /// Whom a certificate or request is about, RFC 4514.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// RFC 8705 thumbprint of a certificate, base64url.
    #[serde(rename = "x5t#S256", skip_serializing_if = "Option::is_none")]
    pub x5t_s256: Option<String>,
    /// Its kind as people say it.
    #[serde(skip)]
    pub what: String,
}

/// A private key's own numbers.
#[derive(Debug, Serialize)]
pub struct KeyCheck {
    /// The source as named.
    pub source: String,
    /// Its number in the source, from 0.
    pub index: usize,
    /// The kind of key, with its strength.
    pub key: String,
    /// Whether they agree with each other; null where that is not told here.
    pub consistent: Option<bool>,
    /// The relations that do not hold, by OpenSSL's names, or why it is not told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
}

/// What a search looked into.
#[derive(Debug, Default, Serialize)]
pub struct Searched {
    /// How many files were looked at.
    pub files: usize,
    /// How many of them hold no certificate, key or request.
    pub no_material: usize,
    /// What was locked and stayed so, a sentence each with the file's name.
    pub locked: Vec<String>,
    /// What could not be read, a sentence each with the file's name.
    pub unread: Vec<String>,
    /// How many of the files could be looked into.
    #[serde(skip)]
    pub read: usize,
}

/// How a group was proved, in the order of the groups; `None` for what is no pair.
pub type Proofs<'a> = Vec<Option<(Member<'a>, Proof)>>;

impl KeyMatch {
    /// From the pairing; `matches` as it was judged.
    pub fn new(pairing: &Pairing<'_>, proofs: &Proofs<'_>, matches: Option<bool>) -> Self {
        let parts: Vec<MatchPart> = pairing.stands().iter().map(MatchPart::new).collect();
        let names = names(&parts);
        let first = parts.first().map(|p| p.public_key.algorithm.clone());
        let algorithm = first.filter(|a| parts.iter().all(|part| part.public_key.algorithm == *a));
        let named = |digest: &dyn Fn(&MatchPart) -> Option<String>| {
            let mut seen = std::collections::HashSet::new();
            let both = names.iter().zip(&parts);
            both.filter_map(|(name, part)| Some((name, digest(part)?)))
                .filter(|(name, _)| seen.insert(*name))
                .map(|(name, value)| (name.clone(), value))
                .collect()
        };
        let groups = pairing.groups.iter().zip(proofs);
        let groups: Vec<MatchGroup> = groups
            .filter_map(|(group, proof)| MatchGroup::new(group, proof.as_ref()))
            .collect();
        Self {
            matches,
            algorithm,
            spki_sha256: named(&|part| Some(part.public_key.spki_sha256.clone())),
            modulus_md5: named(&|part| part.modulus_md5.clone()),
            proved: all_proved(&groups),
            parts,
            groups,
            checks: Vec::new(),
            unread: Vec::new(),
            invalid_requests: Vec::new(),
            searched: None,
        }
    }

    /// `2 pairs, 1 certificate without its key`.
    pub fn summary(&self) -> String {
        let pairs = self.groups.iter().filter(|group| group.pair).count();
        let mut said = vec![match pairs {
            0 => "no pair".to_owned(),
            1 => "1 pair".into(),
            n => format!("{n} pairs"),
        }];
        let broken = self.groups.iter().filter(|g| g.proved == Some(false));
        match broken.count() {
            0 => {}
            1 => said.push("1 private key broken".into()),
            n => said.push(format!("{n} private keys broken")),
        }
        let lacking = |kind: Kind| {
            let lacks = |group: &&MatchGroup| group.lacks.is_some() && group.leader == kind;
            self.groups.iter().filter(lacks).count()
        };
        for (kind, one, many) in LACKING {
            match lacking(*kind) {
                0 => {}
                1 => said.push(format!("1 {kind} without its {one}")),
                n => said.push(format!("{n} {kind}s without their {many}")),
            }
        }
        said.join(", ")
    }
}

impl MatchPart {
    fn new(stand: &Stand<'_>) -> Self {
        let member = &stand.member;
        Self {
            source: member.found.origin.to_string(),
            kind: member.kind().json_name(),
            subject: member.subject(),
            position: member.position,
            public_key: KeyDigest::new(member.public_key),
            modulus_md5: member.public_key.modulus_md5(),
            x5t_s256: thumbprint(member),
            fits_first: stand.fits_first,
            what: member.kind().to_string(),
        }
    }
}

impl MatchGroup {
    fn new(group: &Group<'_>, proof: Option<&(Member<'_>, Proof)>) -> Option<Self> {
        let leader = group.leader()?;
        let (proved, because) = match proof.map(|(_, proof)| proof) {
            Some(Proof::Proved) => (Some(true), Vec::new()),
            Some(Proof::Refuted(broken)) => {
                let broken = broken.iter().map(|relation| (*relation).to_owned());
                (Some(false), broken.collect())
            }
            Some(Proof::Unproved(why)) => (None, vec![why.clone()]),
            None => (None, Vec::new()),
        };
        let lacks = match leader.kind() {
            _ if group.is_pair() || group.is_of_issuers() => None,
            Kind::PrivateKey => Some(Kind::Certificate.json_name()),
            _ => Some(Kind::PrivateKey.json_name()),
        };
        Some(Self {
            public_key: KeyDigest::new(leader.public_key),
            pair: group.is_pair(),
            lacks,
            proved,
            not_proved_because: because,
            judged: proof.map(|(member, _)| member.found.origin.to_string()),
            members: group.members.iter().map(GroupMember::new).collect(),
            leader: leader.kind(),
        })
    }
}

impl GroupMember {
    fn new(member: &Member<'_>) -> Self {
        Self {
            source: member.found.origin.to_string(),
            index: member.found.index,
            kind: member.kind().json_name(),
            position: member.position,
            subject: member.subject(),
            x5t_s256: thumbprint(member),
            what: member.kind().to_string(),
        }
    }
}

impl KeyCheck {
    /// From what its numbers say.
    pub fn new(source: String, index: usize, key: String, soundness: &Soundness) -> Self {
        let (consistent, problems) = match soundness {
            Soundness::Sound => (Some(true), Vec::new()),
            Soundness::Broken(broken) => {
                let broken = broken.iter().map(|relation| (*relation).to_owned());
                (Some(false), broken.collect())
            }
            Soundness::Unknown(why) => (None, vec![why.clone()]),
        };
        Self {
            source,
            index,
            key,
            consistent,
            problems,
        }
    }
}

fn thumbprint(member: &Member<'_>) -> Option<String> {
    match &member.found.item {
        Item::Certificate(certificate) => Some(certificate.thumbprint_s256()),
        _ => None,
    }
}

fn all_proved(groups: &[MatchGroup]) -> Option<bool> {
    let pairs: Vec<_> = groups.iter().filter(|g| g.pair).map(|g| g.proved).collect();
    if pairs.contains(&Some(false)) {
        return Some(false);
    }
    (!pairs.is_empty() && !pairs.contains(&None)).then_some(true)
}

/// A part's name is its source's, unless the source's own parts have different keys.
fn names(parts: &[MatchPart]) -> Vec<String> {
    let mut keys = std::collections::HashMap::new();
    let mut torn = std::collections::HashSet::new();
    for part in parts {
        let spki = part.public_key.spki_sha256.as_str();
        if *keys.entry(part.source.as_str()).or_insert(spki) != spki {
            torn.insert(part.source.as_str());
        }
    }
    let name = |part: &MatchPart| match torn.contains(part.source.as_str()) {
        true => format!("{} ({})", part.source, part.kind),
        false => part.source.clone(),
    };
    parts.iter().map(name).collect()
}

fn as_map<S: Serializer>(pairs: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}

/// What each kind is without, for one and for several.
const LACKING: &[(Kind, &str, &str)] = &[
    (Kind::Certificate, "key", "keys"),
    (Kind::Request, "key", "keys"),
    (Kind::PublicKey, "private key", "private keys"),
    (Kind::PrivateKey, "certificate", "certificates"),
];
