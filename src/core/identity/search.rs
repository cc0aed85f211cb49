//! Which files of many hold the partner of what is wanted: the key of a certificate or request,
//! the certificates of a key. All cores look; what cannot be looked into is told with its reason.
//! Must not ask a person, and must not stop at a file that is none of ours.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use super::pairing::Group;
use crate::core::material::items::Parsed;
use crate::core::material::{Algorithm, Item, Kind, OnePassphrase, PublicKey, Source, parse};
use crate::core::{Error, Result};

/// The public keys whose partners are wanted.
#[derive(Default)]
pub struct Wanted(HashMap<(Algorithm, Vec<u8>), bool>);

/// What came of a search.
#[derive(Default)]
pub struct Outcome {
    /// Each file that holds a partner, with nothing but the partners in it; in the order given.
    pub found: Vec<Parsed>,
    /// How many files were looked at, whatever they were.
    pub files: usize,
    /// How many of them hold no material at all.
    pub strangers: usize,
    /// What was locked, and no passphrase or another one was given; in the order given.
    pub locked: Vec<Error>,
    /// What is damaged, too large, not to be read or of an unknown algorithm; in the order given.
    pub unread: Vec<Error>,
}

impl Wanted {
    /// Wants what this group lacks: its private key, or when it has one, all else that fits.
    pub fn add(&mut self, group: &Group<'_>) {
        if let Some(member) = group.members.first() {
            let has_key = group.members.iter().any(|m| m.kind() == Kind::PrivateKey);
            self.0.insert(name(member.public_key), has_key);
        }
    }

    fn wants(&self, item: &Item) -> bool {
        let known = item.public_key().and_then(|key| self.0.get(&name(key)));
        known.is_some_and(|has_key| *has_key || item.kind() == Kind::PrivateKey)
    }
}

/// Looks into every file; `passphrase` is tried on all that is locked, each key by itself; `tick`
/// is called for each file done.
pub fn search(
    files: &[PathBuf],
    wanted: &Wanted,
    passphrase: OnePassphrase<'_>,
    tick: &mut dyn FnMut(),
) -> Outcome {
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let mut seen: Vec<(usize, Seen)> = Vec::new();
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..workers.min(files.len()) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = files.get(at) else {
                        return;
                    };
                    if sender.send((at, look(file, wanted, passphrase))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for one in receiver {
            tick();
            seen.push(one);
        }
    });
    seen.sort_by_key(|(at, _)| *at);
    Outcome::of(seen.into_iter().map(|(_, seen)| seen))
}

/// What a file turned out to be.
enum Seen {
    Stranger,
    Other,
    /// And why not all of it could be looked into.
    Holds {
        found: Parsed,
        failed: Vec<Error>,
    },
    Failed(Error),
}

impl Outcome {
    fn of(seen: impl Iterator<Item = Seen>) -> Self {
        let mut out = Self::default();
        for one in seen {
            out.files += 1;
            match one {
                Seen::Stranger => out.strangers += 1,
                Seen::Other => {}
                Seen::Holds { found, failed } => {
                    // each file once, however many of its keys stay locked
                    let (locked, unread): (Vec<_>, Vec<_>) =
                        failed.into_iter().partition(is_locked);
                    out.locked.extend(locked.into_iter().next());
                    out.unread.extend(unread.into_iter().next());
                    if !found.items.is_empty() {
                        out.found.push(found);
                    }
                }
                Seen::Failed(error) if is_locked(&error) => out.locked.push(error),
                Seen::Failed(error) => out.unread.push(error),
            }
        }
        out
    }
}

fn look(file: &Path, wanted: &Wanted, mut passphrase: OnePassphrase<'_>) -> Seen {
    let mut parsed = match open(file, passphrase) {
        Ok(parsed) => parsed,
        Err(Error::UnknownFormat { .. }) => return Seen::Stranger,
        Err(error) => return Seen::Failed(error),
    };
    let failed = parsed.unlock_each(&mut passphrase);
    parsed.items.retain(|found| wanted.wants(&found.item));
    if parsed.items.is_empty() && failed.is_empty() {
        return parsed.broken.pop().map_or(Seen::Other, Seen::Failed);
    }
    Seen::Holds {
        found: parsed,
        failed,
    }
}

fn open(file: &Path, mut passphrase: OnePassphrase<'_>) -> Result<Parsed> {
    let source = Source::File(file.to_owned());
    if fs_err::metadata(file).is_ok_and(|meta| meta.len() > MOST) {
        return Err(Error::TooLarge {
            origin: source.origin(),
            limit: MOST,
        });
    }
    let mut none: &[u8] = b"";
    parse(&source.read(&mut none)?, &mut passphrase)
}

fn is_locked(error: &Error) -> bool {
    matches!(
        error,
        Error::PassphraseNeeded { .. } | Error::WrongPassphrase { .. }
    )
}

fn name(key: &PublicKey) -> (Algorithm, Vec<u8>) {
    (key.algorithm().clone(), key.number())
}

/// The largest file that is looked into, in bytes; a keystore of 20,000 certificates is smaller.
const MOST: u64 = 16 << 20;
