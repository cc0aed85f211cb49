//! `match-key`: everything named, grouped by public key; folders are searched for what fits.

mod failure;
mod requests;
mod search;

use std::collections::HashSet;
use std::path::PathBuf;

use super::deeds::uses_of;
use super::outputs::{literal_note, stdin_once};
use super::secrets::PassphraseSource;
use super::{World, load};
use crate::cli::{KeyFormat, MatchKeyArgs};
use crate::core::identity::consistency::{self, Proof};
use crate::core::identity::jwk::Jwk;
use crate::core::identity::pairing::{Group, Pairing, Stand};
use crate::core::material::items::Parsed;
use crate::core::material::{Certificate, Item, Kind, Passwords, Source};
use crate::core::{Error, Result};
use crate::exit::Exit;
use crate::report::pairing::{KeyCheck, Proofs, Searched};
use crate::report::{Answer, Failure, Format, JwkFacts, JwkSet, KeyMatch, Report};

/// Compares everything named, and finds what is searched.
pub fn run(args: &MatchKeyArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    stdin_once(&args.sources, &[args.pass.as_ref()])?;
    let mut notes: Vec<String> = literal_note(&[args.pass.as_ref()]).into_iter().collect();
    let gathered = gather(args, world, &mut notes)?;
    world.record(&uses_of(&gathered.sources))?;
    let pairing = Pairing::new(&gathered.sources);
    let checks = if args.check {
        checks(&gathered.sources)
    } else {
        Vec::new()
    };
    if args.check && checks.is_empty() {
        return Err(failure::no_key_to_check(&gathered.sources).into());
    }
    let alone = gathered.searched.is_none() && (pairing.parts() < 2 || each_alone(args, &pairing));
    if alone && checks.is_empty() && args.format.is_none() {
        return Err(failure::nothing_to_compare(&pairing).into());
    }
    let proofs: Proofs<'_> = pairing.groups.iter().map(|group| group.proof()).collect();
    let failures = judge(args, &pairing, &proofs, &gathered, &checks, alone);
    notes.extend(pairing.stands().iter().filter_map(passed_over));
    notes.extend(requests::for_certificates(&gathered.sources));
    let report = match args.format {
        Some(format) => keys(format, &pairing, &gathered.sources, failures.is_empty())?,
        None => {
            let matches = (!alone).then_some(failures.iter().all(|f| !f.is_mismatch));
            let mut found = KeyMatch::new(&pairing, &proofs, matches);
            found.checks = checks;
            found.invalid_requests = requests::invalid(&gathered.sources);
            found.unread = gathered.unread.iter().map(Error::to_string).collect();
            found.searched = gathered.searched;
            Report::new(Answer::MatchKey(Box::new(found)), args.output.format())
        }
    };
    Ok(closed(report, args, failures, notes))
}

/// `--check` of private keys that have nothing to do with each other, and are not said to.
fn each_alone(args: &MatchKeyArgs, pairing: &Pairing<'_>) -> bool {
    let mut members = pairing.groups.iter().flat_map(|group| &group.members);
    let only_keys = members.all(|member| member.kind() == Kind::PrivateKey);
    args.check && !args.pairs && only_keys && pairing.common().is_none()
}

/// Everything that was read.
struct Gathered {
    sources: Vec<Parsed>,
    /// Why some of what was named cannot be compared.
    unread: Vec<Error>,
    searched: Option<Searched>,
}

fn gather(
    args: &MatchKeyArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> anyhow::Result<Gathered> {
    let (folders, files) = sort(args);
    if folders.is_empty() && !args.glob.is_empty() {
        let fix = "name a folder with --search; the shell fits patterns to files by itself";
        return Err(Failure::usage("--glob goes with a folder to search", fix).into());
    }
    let (mut sources, mut unread) = named(&files, args, world, notes)?;
    if sources.len() < 2 && !unread.is_empty() {
        return Err(unread.remove(0).into()); // what is left has nothing beside it
    }
    let searched = if folders.is_empty() {
        None
    } else {
        let found = search::folders(&folders, &files, args, world, &mut sources, notes)?;
        Some(found)
    };
    Ok(Gathered {
        sources,
        unread,
        searched,
    })
}

fn closed(
    mut report: Report,
    args: &MatchKeyArgs,
    failures: Vec<failure::Found>,
    notes: Vec<String>,
) -> Report {
    if !failures.is_empty() {
        report.exit = Exit::Negative;
    }
    let quiet = args.output.format() == Format::Quiet;
    // a file that cannot be read is an error, and no answer
    let told = failures.into_iter().filter(|f| !quiet || f.is_error);
    report.failures = told.map(|found| found.failure).collect();
    if !quiet {
        report.notes = notes;
    }
    report
}

/// Folders to search, and the rest.
fn sort(args: &MatchKeyArgs) -> (Vec<PathBuf>, Vec<Source>) {
    let mut folders = Vec::new();
    let mut files = Vec::new();
    for source in &args.sources {
        match source {
            Source::File(path) if path.is_dir() => folders.push(path.clone()),
            other => files.push(other.clone()),
        }
    }
    folders.extend(args.search.iter().cloned());
    (folders, files)
}

/// Everything named, and why some of it cannot be compared.
fn named(
    files: &[Source],
    args: &MatchKeyArgs,
    world: &mut dyn World,
    notes: &mut Vec<String>,
) -> Result<(Vec<Parsed>, Vec<Error>)> {
    let mut stdin = world.stdin();
    // one for all sources: a passphrase on standard input can be read once
    let mut passwords = PassphraseSource::new(args.pass.as_ref(), args.limits.limits(), world);
    let (mut sources, mut unread) = (Vec::new(), Vec::new());
    for source in files {
        match read(source, &mut stdin, &mut passwords, notes) {
            Ok(parsed) => sources.push(parsed),
            Err(error @ Error::Invalid { .. }) => return Err(error),
            Err(error) => unread.push(error),
        }
    }
    Ok((sources, unread))
}

fn read(
    source: &Source,
    stdin: &mut dyn std::io::Read,
    passwords: &mut dyn Passwords,
    notes: &mut Vec<String>,
) -> Result<Parsed> {
    let mut parsed = load::parsed(source, stdin, passwords, notes)?;
    parsed.unlock_keys(passwords)?;
    let has_key = |item: &Item| item.public_key().is_some();
    if !parsed.items.iter().any(|found| has_key(&found.item)) {
        return Err(Error::KeyMissing {
            origin: source.origin(),
            found: parsed.found(),
        });
    }
    Ok(parsed)
}

/// `--check` for every private key named or found.
fn checks(sources: &[Parsed]) -> Vec<KeyCheck> {
    let items = sources.iter().flat_map(|source| &source.items);
    let keys = items.filter_map(|found| match &found.item {
        Item::PrivateKey(key) => Some((found, key)),
        _ => None,
    });
    keys.map(|(found, key)| {
        let kind = key.public_key().algorithm().to_string();
        let soundness = consistency::check(key);
        KeyCheck::new(found.origin.to_string(), found.index, kind, &soundness)
    })
    .collect()
}

/// What is wrong, the gravest first; nothing when the answer is yes.
fn judge(
    args: &MatchKeyArgs,
    pairing: &Pairing<'_>,
    proofs: &Proofs<'_>,
    gathered: &Gathered,
    checks: &[KeyCheck],
    alone: bool,
) -> Vec<failure::Found> {
    let unread = gathered.unread.iter();
    let mut found: Vec<failure::Found> = unread.map(failure::Found::error).collect();
    let any_key = args.format == Some(KeyFormat::Jwks);
    let holds = if args.pairs {
        pairing.left_over().next().is_none()
    } else {
        pairing.common().is_some()
    };
    let in_vain = gathered
        .searched
        .as_ref()
        .filter(|_| pairing.left_over().next().is_some() && pairing.pairs().next().is_none());
    if let Some(searched) = in_vain {
        found.push(failure::not_found(searched, pairing, args.pass.is_some()));
    } else if !holds && !alone && !any_key {
        found.push(failure::mismatch(args, pairing));
    }
    let mut told = HashSet::new();
    for (member, proof) in proofs.iter().flatten() {
        if let Proof::Refuted(broken) = proof {
            told.insert((member.found.origin.to_string(), member.found.index));
            found.push(failure::refuted(member, broken));
        }
    }
    let invalid = requests::invalid(&gathered.sources);
    found.extend(
        invalid
            .iter()
            .map(|source| failure::invalid_request(source)),
    );
    let broken = checks.iter();
    found.extend(broken.filter_map(|check| failure::inconsistent(check, &told)));
    found
}

/// The public keys as JWK, and no answer when something is wrong with them.
fn keys(
    format: KeyFormat,
    pairing: &Pairing<'_>,
    sources: &[Parsed],
    holds: bool,
) -> anyhow::Result<Report> {
    if !holds {
        return Ok(Report::new(Answer::Silent, Format::Text));
    }
    let all = sources.iter().flat_map(|source| &source.items);
    let certificates: Vec<&Certificate> = all
        .filter_map(|found| match &found.item {
            Item::Certificate(certificate) => Some(&**certificate),
            _ => None,
        })
        .collect();
    let groups = match (format, pairing.common()) {
        (KeyFormat::Jwk, Some(common)) => vec![common],
        _ => pairing
            .groups
            .iter()
            .filter(|g| !g.is_of_issuers())
            .collect(),
    };
    let leaders = groups.into_iter().filter_map(Group::leader);
    let keys = leaders
        .map(|leader| {
            let jwk = Jwk::of(leader, certificates.iter().copied());
            Ok(jwk.ok_or_else(|| failure::no_jwk(leader))?.into())
        })
        .collect::<anyhow::Result<Vec<JwkFacts>>>()?;
    let answer = match format {
        KeyFormat::Jwk => Answer::Jwk(keys),
        KeyFormat::Jwks => Answer::Jwks(JwkSet { keys }),
    };
    Ok(Report::new(answer, Format::Text))
}

fn passed_over(stand: &Stand<'_>) -> Option<String> {
    let first = stand.passed_over?;
    let is_ca = if first.extensions.is_ca { ", a CA" } else { "" };
    let first = &first.subject;
    let origin = &stand.member.found.origin;
    let subject = stand.member.subject().unwrap_or_default();
    Some(format!(
        "the first certificate in {origin} is that of {first}{is_ca}; number {}, of {subject}, is the one that counted",
        stand.member.position + 1
    ))
}
