//! What `match-key` says when the answer is no. Words alone; the judgement is made before.

use std::collections::HashSet;

use crate::cli::MatchKeyArgs;
use crate::core::diagnosis::Code;
use crate::core::identity::consistency::{Proof, prove};
use crate::core::identity::pairing::{Group, Member, Pairing};
use crate::core::material::items::Parsed;
use crate::core::material::{Item, Kind};
use crate::core::{Error, error};
use crate::exit::Exit;
use crate::report::Failure;
use crate::report::pairing::{KeyCheck, Searched};

/// Something wrong, and whether it is that things do not belong together.
pub struct Found {
    /// What is told.
    pub failure: Failure,
    /// Whether the answer is no by it.
    pub is_mismatch: bool,
    /// Whether it kept an answer from being found; told even when quiet.
    pub is_error: bool,
}

impl Found {
    /// Of what was named and could not be read.
    pub fn error(error: &Error) -> Self {
        Self {
            failure: Failure::local(error, Exit::Negative),
            is_mismatch: true,
            is_error: true,
        }
    }
}

/// One thing alone, and nothing asked of it.
pub fn nothing_to_compare(pairing: &Pairing<'_>) -> Failure {
    let first = pairing.groups.first().and_then(Group::leader);
    let problem = match first {
        Some(member) => format!(
            "{} holds a {} and nothing to compare it with",
            member.found.origin,
            member.kind()
        ),
        None => "there is nothing to compare".into(),
    };
    Failure::usage(
        problem,
        "name a second file: mtls match-key client.crt client.key",
    )
}

/// A search that found no partner for anything.
pub fn not_found(searched: &Searched, pairing: &Pairing<'_>, has_pass: bool) -> Found {
    let wanted = pairing.left_over().next().and_then(Group::leader);
    let wanted = wanted.map(|member| (member.kind(), &member.found.origin));
    let sought = match wanted {
        Some((Kind::PrivateKey, origin)) => {
            format!("a certificate or CSR of the private key in {origin}")
        }
        Some((kind, origin)) => format!("the private key of the {kind} in {origin}"),
        None => "what is missing".into(),
    };
    let (read, locked, unread) = (searched.read, searched.locked.len(), searched.unread.len());
    let mut summary = format!("none of the {read} file(s) looked into holds {sought}");
    if locked > 0 {
        summary.push_str(&format!("; {locked} more stayed locked"));
    }
    if unread > 0 {
        summary.push_str(&format!("; {unread} more could not be read"));
    }
    let fix = match wanted {
        _ if locked > 0 && unread > 0 => {
            "give the passphrase of the locked ones with --pass, and check the permissions of those that -v names as not read"
        }
        _ if locked > 0 && has_pass => {
            "the passphrase given opens none of them: search again with theirs"
        }
        _ if locked > 0 => {
            "give their passphrase with --pass; or search the folder where the request was made"
        }
        _ if unread > 0 => "see with -v which these are and why, and check their permissions",
        Some((Kind::PrivateKey, _)) => {
            "search the folder where the certificate was saved, or ask your provider for it again"
        }
        _ => "search the folder where the request was made, or make a new request with: mtls csr",
    };
    mismatched(Code::KeyMissing, summary, Vec::new(), fix)
}

/// Not one key in all of it, or with `--pairs` something left over.
pub fn mismatch(args: &MatchKeyArgs, pairing: &Pairing<'_>) -> Found {
    let pairs = pairing.pairs().count();
    let mut left_over = pairing.left_over().filter_map(Group::leader);
    match left_over.next() {
        None => mismatched(
            Code::KeyMismatch,
            format!("these are {pairs} pairs, not one: their keys differ"),
            Vec::new(),
            "add --pairs when several pairs are meant",
        ),
        Some(first) if pairs > 0 || args.pairs => {
            let more = match left_over.count() {
                0 => String::new(),
                n => format!(", and {n} more"),
            };
            let summary = format!("{}{more}", without_partner(first));
            mismatched(Code::KeyMismatch, summary, Vec::new(), SEARCH)
        }
        Some(_) => {
            let broken = broken_keys(pairing);
            mismatched(
                Code::KeyMismatch,
                odd_one(pairing),
                broken,
                without_key(pairing),
            )
        }
    }
}

/// Equal public keys, and a private key that does not sign for its own.
pub fn refuted(member: &Member<'_>, broken: &[&'static str]) -> Found {
    let origin = &member.found.origin;
    mismatched(
        Code::KeyMismatch,
        format!(
            "the private key in {origin} is broken: it names the right public key, and does not sign for it"
        ),
        broken
            .iter()
            .map(|relation| (*relation).to_owned())
            .collect(),
        NEW_KEY,
    )
}

/// `--check` of what holds no private key.
pub fn no_key_to_check(sources: &[Parsed]) -> Failure {
    let found = error::Found::sum(sources.iter().map(Parsed::found));
    Failure {
        exit: Exit::Negative,
        summary: format!("--check looks into private keys, and there is none here, only {found}"),
        code: Some(Code::KeyMissing.name()),
        evidence: Vec::new(),
        fix: "name the file with the private key".into(),
    }
}

/// A public key that no JSON Web Key can hold.
pub fn no_jwk(member: &Member<'_>) -> Failure {
    let (origin, algorithm) = (&member.found.origin, member.public_key.algorithm());
    Failure {
        exit: Exit::Negative,
        summary: format!("{origin}: no JSON Web Key is defined for a key of kind {algorithm}"),
        code: Some(Code::UnsupportedAlgorithm.name()),
        evidence: Vec::new(),
        fix: "use an RSA, P-256, P-384, P-521, secp256k1, Ed25519 or Ed448 key".into(),
    }
}

/// `--check` found something; `None` for a sound key and for one that is told already.
pub fn inconsistent(check: &KeyCheck, told: &HashSet<(String, usize)>) -> Option<Found> {
    let KeyCheck { source, key, .. } = check;
    if check.consistent == Some(true) || told.contains(&(source.clone(), check.index)) {
        return None;
    }
    let unknown = check.consistent.is_none();
    let (summary, code, fix) = if unknown {
        (
            format!("the private key in {source} cannot be checked here"),
            Code::UnsupportedAlgorithm,
            "check it with: openssl pkey -check -noout -in FILE",
        )
    } else {
        (
            format!(
                "the private key in {source} is broken: the numbers of this {key} key do not agree"
            ),
            Code::KeyMismatch,
            NEW_KEY,
        )
    };
    let mut found = mismatched(code, summary, check.problems.clone(), fix);
    found.is_mismatch = !unknown;
    Some(found)
}

fn mismatched(code: Code, summary: String, evidence: Vec<String>, fix: &str) -> Found {
    Found {
        failure: Failure {
            exit: Exit::Negative,
            summary,
            code: Some(code.name()),
            evidence,
            fix: fix.into(),
        },
        is_mismatch: true,
        is_error: false,
    }
}

fn without_partner(member: &Member<'_>) -> String {
    let (kind, origin) = (member.kind(), &member.found.origin);
    let whose = member.subject();
    let whose = whose.map(|s| format!(" of {s}")).unwrap_or_default();
    match kind {
        Kind::PrivateKey => format!("the private key in {origin} has no certificate or CSR here"),
        _ => format!("the {kind}{whose} in {origin} has no private key here"),
    }
}

/// What helps depends on whether a private key is there at all.
fn without_key(pairing: &Pairing<'_>) -> &'static str {
    let members = || pairing.groups.iter().flat_map(|group| &group.members);
    let all = |kind: Kind| members().all(|member| member.kind() == kind);
    if members().any(|member| member.kind() == Kind::PrivateKey) {
        SEARCH
    } else if all(Kind::Certificate) {
        "each has a key of its own: see whose they are with `mtls inspect`, and find a key with `mtls match-key CERT FOLDER`"
    } else if all(Kind::Request) {
        "they were made with different keys: send the one whose private key you hold"
    } else {
        "the certificate was issued for another request: find its key with `mtls match-key CERT FOLDER`, or have this request signed"
    }
}

/// A CSR that was altered after it was signed, or signed with another key.
pub fn invalid_request(source: &str) -> Found {
    mismatched(
        Code::KeyMismatch,
        format!(
            "the CSR in {source} is not signed by the key it names: its own signature does not hold"
        ),
        vec!["it was altered or damaged after it was made, and no CA takes it".into()],
        "make the request again from the same key with: mtls csr --key FILE",
    )
}

/// A key that does not even sign for itself is the reason why it fits nothing.
fn broken_keys(pairing: &Pairing<'_>) -> Vec<String> {
    let members = pairing.groups.iter().flat_map(|group| &group.members);
    let broken = members.take(MOST_PROVED).filter_map(|member| {
        let Item::PrivateKey(key) = &member.found.item else {
            return None;
        };
        match prove(key, key.public_key()) {
            Proof::Refuted(broken) => Some((member, broken.join(", "))),
            _ => None,
        }
    });
    broken
        .map(|(member, why)| {
            format!(
                "the private key in {} is broken: {why}",
                member.found.origin
            )
        })
        .collect()
}

fn odd_one(pairing: &Pairing<'_>) -> String {
    let stands = pairing.stands();
    let odd = stands.iter().find(|stand| !stand.fits_first);
    match (stands.first(), odd) {
        (Some(first), Some(odd)) if odd.member.kind() == Kind::PrivateKey => {
            sentence(&odd.member, &first.member)
        }
        (Some(first), Some(odd)) => sentence(&first.member, &odd.member),
        _ => "these do not belong together".into(),
    }
}

fn sentence(one: &Member<'_>, other: &Member<'_>) -> String {
    let (kind, origin) = (one.kind(), &one.found.origin);
    let (other_kind, other_origin) = (other.kind(), &other.found.origin);
    if kind == other_kind {
        return format!("the {kind}s in {origin} and {other_origin} have different keys");
    }
    format!("the {kind} in {origin} does not belong to the {other_kind} in {other_origin}")
}

/// Keys that are held against themselves, when nothing fits.
const MOST_PROVED: usize = 16;
const SEARCH: &str =
    "find the key that made the request; `mtls match-key CERT FOLDER` searches a folder for it";
const NEW_KEY: &str =
    "get the key again from where it was made, or make a new one and its request with: mtls csr";
