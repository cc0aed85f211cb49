//! Folders searched for what the things named lack, and what is told of the search.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::cli::MatchKeyArgs;
use crate::commands::World;
use crate::commands::secrets::PassphraseSource;
use crate::core::identity::pairing::Pairing;
use crate::core::identity::search::{Outcome, Wanted, search};
use crate::core::material::items::Parsed;
use crate::core::material::{Ask, Folder, Kind, OnePassphrase, Origin, Passwords, Source};
use crate::core::secret::Secret;
use crate::core::{Error, Result};
use crate::report::Format;
use crate::report::pairing::Searched;

/// Looks into every file of the folders for partners of what is in `sources`, and puts them there.
///
/// # Errors
/// `Invalid` when nothing is named or what is named as a folder is none, `Unreadable` for a folder
/// that cannot be listed at all.
pub fn folders(
    folders: &[PathBuf],
    named: &[Source],
    args: &MatchKeyArgs,
    world: &mut dyn World,
    sources: &mut Vec<Parsed>,
    notes: &mut Vec<String>,
) -> Result<Searched> {
    let mut wanted = Wanted::default();
    let pairing = Pairing::new(sources);
    let groups = pairing.groups.iter().filter(|g| !g.is_of_issuers());
    groups.for_each(|group| wanted.add(group));
    if let Some(first) = folders.first().filter(|_| sources.is_empty()) {
        return Err(nothing_wanted(first));
    }
    let (files, unlisted) = files(folders, named, args)?;
    let passphrase = passphrase(folders, args, world)?;
    let mut progress = world.progress(&format!("looking into {} file(s)", files.len()), None);
    let passphrase = OnePassphrase {
        secret: passphrase.as_ref(),
        limits: args.limits.limits(),
    };
    let mut outcome = search(&files, &wanted, passphrase, &mut || {
        progress.advance(1);
    });
    drop(progress);
    sources.append(&mut outcome.found);
    let searched = told(&outcome, &unlisted);
    // what stayed locked is of no interest once nothing is missing
    let pairing = Pairing::new(sources);
    let is_found = pairing.left_over().next().is_none();
    if !is_found || args.output.format() == Format::Verbose {
        notes.extend(said(&searched, args));
    }
    Ok(searched)
}

/// Every file once, but for those that are named themselves; and what could not be listed.
fn files(
    folders: &[PathBuf],
    named: &[Source],
    args: &MatchKeyArgs,
) -> Result<(Vec<PathBuf>, Vec<Error>)> {
    let real = |path: &Path| fs_err::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut seen: HashSet<PathBuf> = named
        .iter()
        .filter_map(|source| match source {
            Source::File(path) => Some(real(path)),
            Source::Stdin => None,
        })
        .collect();
    let (mut files, mut unlisted) = (Vec::new(), Vec::new());
    for folder in folders {
        if folder.is_file() {
            return Err(Error::Invalid {
                problem: format!(
                    "{} is a file, and --search takes a folder",
                    folder.display()
                ),
                fix: "name the file without --search".into(),
            });
        }
        let walked = Folder::new(folder)
            .matching(args.glob.iter().cloned())
            .walk();
        let mut unreadable = walked.unreadable.into_iter();
        if !folder.is_dir()
            && let Some(error) = unreadable.next()
        {
            return Err(error);
        }
        unlisted.extend(unreadable);
        files.extend(
            walked
                .files
                .into_iter()
                .filter(|file| seen.insert(real(file))),
        );
    }
    Ok((files, unlisted))
}

/// Resolved once and before the search, which has no terminal. Never asked for: most folders hold
/// locked things that are not ours.
fn passphrase(
    folders: &[PathBuf],
    args: &MatchKeyArgs,
    world: &mut dyn World,
) -> Result<Option<Secret>> {
    let names: Vec<String> = folders.iter().map(|f| f.display().to_string()).collect();
    let origin = Origin::named(format!("what is locked in {}", names.join(", ")));
    let ask = Ask {
        origin: &origin,
        what: Kind::PrivateKey,
        name: None,
    };
    PassphraseSource::new(args.pass.as_ref(), args.limits.limits(), world)
        .without_asking()
        .passphrase(&ask)
}

fn told(outcome: &Outcome, unlisted: &[Error]) -> Searched {
    let unread = unlisted.iter().chain(&outcome.unread);
    Searched {
        files: outcome.files,
        no_material: outcome.strangers,
        locked: outcome.locked.iter().map(Error::to_string).collect(),
        unread: unread.map(Error::to_string).collect(),
        read: outcome
            .files
            .saturating_sub(outcome.locked.len() + outcome.unread.len()),
    }
}

/// What is locked by name, the rest by number unless more is asked for.
fn said(searched: &Searched, args: &MatchKeyArgs) -> Vec<String> {
    let mut notes = Vec::new();
    let (locked, unread) = (&searched.locked, &searched.unread);
    let verbose = args.output.format() == Format::Verbose;
    if !locked.is_empty() {
        let fix = match args.pass {
            Some(_) => "the passphrase given does not open them",
            None => "give their passphrase with --pass",
        };
        let n = locked.len();
        notes.push(format!(
            "{n} locked file(s) could not be looked into; {fix}"
        ));
        let shown = if verbose { n } else { MOST_NAMED };
        notes.extend(locked.iter().take(shown).cloned());
        if n > shown {
            notes.push(format!("{} more are locked; -v names them", n - shown));
        }
    }
    if verbose {
        notes.extend(unread.iter().cloned());
    } else if !unread.is_empty() {
        let n = unread.len();
        notes.push(format!("{n} file(s) could not be read; -v names them"));
    }
    notes
}

fn nothing_wanted(folder: &Path) -> Error {
    Error::Invalid {
        problem: format!(
            "nothing says which key to look for in {}",
            Source::from(folder).origin()
        ),
        fix: "name the certificate or request whose key is wanted beside the folder".into(),
    }
}

/// Locked files that are named without `-v`.
const MOST_NAMED: usize = 12;
