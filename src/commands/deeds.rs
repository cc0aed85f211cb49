//! What a command does with certificates and keys, written into the audit trail of its profile: before
//! and after where anything changes. Must not decide what is done.

use std::path::Path;

use super::World;
use crate::core::material::items::Parsed;
use crate::core::material::{Certificate, Extracted, Item, PublicKey};
use crate::core::profile::audit::{Action, Deed, Outcome};
use crate::exit::Exit;
use crate::report::Failure;

/// Does some work between the line that says that it begins and the one that says how it ended.
///
/// # Errors
/// Those of the work, which is not begun when its first line cannot be written. Ends 1 when the work
/// is done and its last line cannot be written.
pub fn carried_out<T>(
    deeds: &[Deed],
    world: &mut dyn World,
    work: impl FnOnce(&mut dyn World) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let lines = |outcome| -> Vec<Deed> {
        let deeds = deeds.iter().cloned();
        deeds.map(|deed| deed.with(outcome)).collect()
    };
    if deeds.is_empty() {
        return work(world);
    }
    world.record(&lines(Outcome::Begun))?;
    match work(world) {
        Ok(worked) => match world.record(&lines(Outcome::Done)) {
            Ok(()) => Ok(worked),
            Err(error) => Err(Failure {
                evidence: vec![format!("{error}")],
                ..Failure {
                    exit: Exit::Negative,
                    ..Failure::usage(
                        "it is done, and the audit trail has only that it was begun",
                        "make room for the audit trail, and add to it by hand that this was done",
                    )
                }
            }
            .into()),
        },
        Err(error) => {
            let outcome = match error.is::<MayBeDone>() {
                true => Outcome::Unknown,
                false => Outcome::Failed,
            };
            let _ = world.record(&lines(outcome)); // the first error is the one to tell
            Err(error)
        }
    }
}

/// Goes with the error of a request that may have been carried out: it may have gone out, and no
/// answer came.
#[derive(Debug)]
pub struct MayBeDone;

impl std::fmt::Display for MayBeDone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("it may have been carried out")
    }
}

/// A certificate and its key in their places.
pub fn both(action: Action, certificate: &Certificate, cert: &Path, key: &Path) -> [Deed; 2] {
    [
        Deed::certificate(action, certificate, Some(cert)),
        Deed::key(action, &certificate.public_key, Some(key)),
    ]
}

/// The certificates with a key among what was read, and the keys that were opened: what is told of
/// files that were looked at.
pub fn uses(read: &[Extracted]) -> Vec<Deed> {
    let keys: Vec<&PublicKey> = read.iter().filter_map(|found| key(&found.item)).collect();
    let first = read.iter().position(|f| certificate(&f.item).is_some());
    let deed = |(at, found): (usize, &Extracted)| {
        let file = found.origin.to_string();
        let file = Some(Path::new(&file));
        if let Some(key) = key(&found.item) {
            return Some(Deed::key(Action::Use, key, file));
        }
        let leaf = certificate(&found.item)?;
        let has_key = keys.iter().any(|key| key.same_key(&leaf.public_key));
        (has_key || first == Some(at)).then(|| Deed::certificate(Action::Use, leaf, file))
    };
    read.iter().enumerate().filter_map(deed).collect()
}

/// The same of several sources.
pub fn uses_of(read: &[Parsed]) -> Vec<Deed> {
    read.iter().flat_map(|parsed| uses(&parsed.items)).collect()
}

fn key(item: &Item) -> Option<&PublicKey> {
    match item {
        Item::PrivateKey(key) => Some(key.public_key()),
        _ => None,
    }
}

fn certificate(item: &Item) -> Option<&Certificate> {
    match item {
        Item::Certificate(certificate) => Some(certificate),
        _ => None,
    }
}
