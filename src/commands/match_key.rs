//! `match-key`: everything named, compared by public key; a folder is searched for what fits.

use std::path::Path;

use super::outputs::{literal_note, stdin_once};
use super::secrets::PassphraseSource;
use super::{World, load};
use crate::cli::MatchKeyArgs;
use crate::core::diagnosis::Code;
use crate::core::identity::compare::{Compared, Comparison, Part, compare, parts};
use crate::core::material::items::Parsed;
use crate::core::material::{Item, Kind, Passwords, Source, source};
use crate::core::{Error, Result};
use crate::exit::Exit;
use crate::report::{Answer, Failure, Format, KeyMatch, Report};

/// Compares everything named.
pub fn run(args: &MatchKeyArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    stdin_once(&args.sources, &[args.pass.as_ref()])?;
    let (folders, files): (Vec<&Source>, Vec<&Source>) = args
        .sources
        .iter()
        .partition(|source| folder(source).is_some());
    let mut notes: Vec<String> = literal_note(&[args.pass.as_ref()]).into_iter().collect();
    let mut compared = Vec::new();
    let mut stdin = world.stdin();
    // one for all sources: a passphrase on standard input can be read once
    let mut passwords = PassphraseSource::new(args.pass.as_ref(), args.limits.limits(), world);
    for source in files {
        compared.extend(read(source, &mut stdin, &mut passwords, &mut notes)?);
    }
    let mut passwords = passwords.without_asking();
    let mut searched = 0;
    let named = compared.len();
    for path in folders.into_iter().filter_map(folder) {
        searched += search(path, &mut compared, &mut passwords, &mut notes)?;
    }
    if searched == 0 && compared.len() < 2 {
        return Err(nothing_to_compare(&compared).into());
    }
    let comparison = compare(&compared);
    let failure = if searched > 0 && compared.len() == named {
        Some(not_found(searched, &comparison))
    } else {
        (!comparison.matches).then(|| mismatch(&comparison))
    };
    notes.extend(comparison.parts.iter().filter_map(passed_over));
    Ok(answer(args.output.format(), &comparison, failure, notes))
}

fn answer(
    format: Format,
    comparison: &Comparison,
    failure: Option<Failure>,
    notes: Vec<String>,
) -> Report {
    let found = KeyMatch {
        matches: failure.is_none(),
        ..KeyMatch::new(comparison)
    };
    let mut report = Report::new(Answer::MatchKey(found), format);
    if failure.is_some() {
        report.exit = Exit::Negative;
    }
    if format != Format::Quiet {
        report.notes = notes;
        report.failures.extend(failure);
    }
    report
}

fn folder(source: &Source) -> Option<&Path> {
    match source {
        Source::File(path) if path.is_dir() => Some(path),
        _ => None,
    }
}

fn read(
    source: &Source,
    stdin: &mut dyn std::io::Read,
    passwords: &mut dyn Passwords,
    notes: &mut Vec<String>,
) -> Result<Vec<Part>> {
    let mut parsed = load::parsed(source, stdin, passwords, notes)?;
    parsed.unlock_keys(passwords)?;
    let found = parts(&source.origin(), &parsed);
    if found.is_empty() {
        return Err(Error::KeyMissing {
            origin: source.origin(),
            found: parsed.found(),
        });
    }
    Ok(found)
}

/// Adds what fits the files named, and says how many files were looked into. What cannot be read
/// is passed over: a folder of keys holds other things too.
fn search(
    path: &Path,
    compared: &mut Vec<Part>,
    passwords: &mut dyn Passwords,
    notes: &mut Vec<String>,
) -> Result<usize> {
    let has_key = compared.iter().any(|part| part.kind == Kind::PrivateKey);
    let wanted = compare(compared);
    let Some(wanted) = wanted.parts.first().filter(|_| wanted.matches) else {
        let origin = Source::from(path).origin();
        return Err(Error::Invalid {
            problem: format!("nothing says which key to look for in {origin}"),
            fix: "name the certificate or request whose key is wanted beside the folder".into(),
        });
    };
    let (mut looked_into, mut locked) = (0, 0);
    for source in source::files_in(path)? {
        let mut none: &[u8] = b"";
        let parsed = load::parsed(&source, &mut none, passwords, &mut Vec::new());
        let mut parsed = match parsed {
            Ok(parsed) => parsed,
            Err(Error::PassphraseNeeded { .. } | Error::WrongPassphrase { .. }) => {
                locked += 1;
                continue;
            }
            Err(_) => continue,
        };
        looked_into += 1;
        let opened = parsed.unlock_keys(passwords).is_ok();
        locked += usize::from(!opened && is_locked(&parsed));
        let found = parts(&source.origin(), &parsed);
        let fitting = found.into_iter().filter(|part| {
            part.holds(&wanted.public_key) && (has_key || part.kind == Kind::PrivateKey)
        });
        compared.extend(fitting);
    }
    if locked > 0 {
        notes.push(format!(
            "{locked} locked file(s) in {} could not be looked into; give their passphrase with --pass",
            path.display()
        ));
    }
    Ok(looked_into.max(1))
}

fn is_locked(parsed: &Parsed) -> bool {
    let is_locked = |item: &Item| matches!(item, Item::LockedKey(_));
    parsed.items.iter().any(|found| is_locked(&found.item))
}

fn nothing_to_compare(parts: &[Part]) -> Failure {
    let problem = match parts.first() {
        Some(part) => format!(
            "{} holds a {} and nothing to compare it with",
            part.origin, part.kind
        ),
        None => "there is nothing to compare".into(),
    };
    Failure::usage(
        problem,
        "name a second file: mtls match-key client.crt client.key",
    )
}

fn not_found(searched: usize, comparison: &Comparison) -> Failure {
    let wanted = comparison.parts.first();
    let wanted = wanted.map_or(String::new(), |part| {
        format!(" of the {} in {}", part.kind, part.origin)
    });
    Failure {
        exit: Exit::Negative,
        summary: format!("none of the {searched} file(s) searched holds the private key{wanted}"),
        code: Some(Code::KeyMissing.name()),
        evidence: Vec::new(),
        fix: "search the folder where the request was made, or make a new request with: mtls csr"
            .into(),
    }
}

fn mismatch(comparison: &Comparison) -> Failure {
    let first = comparison.parts.first();
    let odd = comparison.parts.iter().find(|part| !part.fits_first);
    let summary = match (first, odd) {
        (Some(first), Some(odd)) if odd.kind == Kind::PrivateKey => sentence(odd, first),
        (Some(first), Some(odd)) => sentence(first, odd),
        _ => "these do not belong together".into(),
    };
    Failure {
        exit: Exit::Negative,
        summary,
        code: Some(Code::KeyMismatch.name()),
        evidence: Vec::new(),
        fix: "find the key that made the request; `mtls match-key CERT FOLDER` searches a folder for it".into(),
    }
}

fn sentence(one: &Compared, other: &Compared) -> String {
    let (kind, origin, other_origin) = (one.kind, &one.origin, &other.origin);
    if kind == other.kind {
        return format!("the {kind}s in {origin} and {other_origin} have different keys");
    }
    let other_kind = other.kind;
    format!("the {kind} in {origin} does not belong to the {other_kind} in {other_origin}")
}

fn passed_over(part: &Compared) -> Option<String> {
    let first = part.passed_over.as_ref()?;
    let subject = part.subject.as_deref().unwrap_or_default();
    Some(format!(
        "the first certificate in {} is that of {first}; number {}, of {subject}, is the one that counted",
        part.origin,
        part.position + 1
    ))
}
