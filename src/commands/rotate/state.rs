//! Where a rotation stands, by the files that are there.

use std::path::Path;

use crate::commands::profile::Chosen;
use crate::core::clock::Time;
use crate::core::material::{Certificate, NoPasswords, Source, parse};
use crate::core::profile::slots::Slots;
use crate::report::rotate::{Brief, RotationFacts, Stage};

/// What is in each place, and what comes next.
pub fn state(slots: &Slots, chosen: &Chosen, done: Vec<String>, now: Time) -> RotationFacts {
    let brief = |file: &Path| leaf(file).map(|leaf| Brief::of(&leaf, file, now));
    let (current, next) = (leaf(&slots.current.cert), leaf(&slots.next.cert));
    let overlap = current.as_ref().zip(next.as_ref()).map(|(current, next)| {
        let begins = next.not_before.max(now);
        current.not_after.min(next.not_after).days_from(begins)
    });
    let is_prepared = slots.next_key.exists() && slots.request.exists();
    let stage = match (&next, is_prepared) {
        (Some(_), _) => Stage::Issued,
        (None, true) => Stage::Prepared,
        (None, false) => Stage::None,
    };
    let old = brief(&slots.old.cert);
    RotationFacts {
        profile: chosen.name.to_string(),
        next_stage: stage,
        then: then(stage, old.is_some(), slots, chosen),
        current: brief(&slots.current.cert),
        next: brief(&slots.next.cert),
        request: (stage == Stage::Prepared).then(|| slots.request.display().to_string()),
        old,
        overlap_days: overlap,
        done,
    }
}

fn then(stage: Stage, has_old: bool, slots: &Slots, chosen: &Chosen) -> String {
    let name = &chosen.name;
    match (stage, has_old) {
        (Stage::Issued, true) => format!(
            "retire the old one before the next takes its place: mtls rotate retire --profile {name}"
        ),
        (Stage::Issued, false) => format!(
            "register it with the provider where it has to be linked, then: mtls rotate switch --profile {name}"
        ),
        (Stage::Prepared, _) => format!(
            "send {} to the provider; when the certificate comes: mtls rotate accept FILE --profile {name}",
            slots.request.display()
        ),
        (Stage::None, true) => format!(
            "watch it, then revoke the old one with the provider and: mtls rotate retire --profile {name}"
        ),
        (Stage::None, false) => {
            format!("nothing is due; to begin: mtls rotate prepare --profile {name}")
        }
    }
}

/// The first certificate of a file, as far as it is readable without a passphrase.
pub fn leaf(file: &Path) -> Option<Certificate> {
    let input = Source::from(file).read(&mut std::io::empty()).ok()?;
    let parsed = parse(&input, &mut NoPasswords).ok()?;
    parsed.into_certificates().next()
}
