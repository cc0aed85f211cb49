//! Files of a rotation changing places: all of them or none, and the old ones removed in the end.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use zeroize::Zeroizing;

use super::accept::bytes;
use super::state::leaf;
use crate::commands::World;
use crate::commands::profile::Chosen;
use crate::core::clock::Time;
use crate::core::material::Format;
use crate::core::material::format::{DerKind, detect};
use crate::core::profile::audit::{Action, Deed};
use crate::core::profile::slots::{Pair, Slots};
use crate::core::save::{self, Draft};
use crate::core::{Error, Result};
use crate::report::Failure;

/// A certificate in a PKCS#12 or Java keystore cannot be changed file by file.
///
/// # Errors
/// Ends 2.
pub fn refuse_containers(slots: &Slots) -> std::result::Result<(), Failure> {
    let Ok(bytes) = bytes(&slots.current.cert) else {
        return Ok(()); // told where it is needed
    };
    let is_pem = matches!(
        detect(&bytes),
        Format::Pem | Format::Der(DerKind::Certificate)
    );
    match is_pem {
        true => Ok(()),
        false => Err(Failure::usage(
            format!(
                "{} is no PEM file, and only those are rotated",
                slots.current.cert.display()
            ),
            format!(
                "make PEM of it: mtls convert {0} --pass REF --out-cert client.crt --out-key client.key, and name those in the profile",
                slots.current.cert.display()
            ),
        )),
    }
}

/// The current one becomes the old one, the next one the current one.
pub fn switch(
    slots: &Slots,
    chosen: &Chosen,
    world: &mut dyn World,
) -> anyhow::Result<Vec<String>> {
    if !slots.next.cert.exists() {
        return Err(super::not_issued(slots, chosen).into());
    }
    if let Some(file) = slots.old.files().find(|file| file.exists()) {
        return Err(Failure::usage(
            format!(
                "{} is there: an earlier one is not retired yet",
                file.display()
            ),
            format!(
                "retire it first: mtls rotate retire --profile {}",
                chosen.name
            ),
        )
        .into());
    }
    for (file, place) in [(&slots.current, &slots.old), (&slots.next, &slots.current)] {
        if let Some(leaf) = leaf(&file.cert) {
            let key = place.key.as_ref().unwrap_or(&place.cert);
            world.record(&Deed::certificate(Action::Change, &leaf, Some(&place.cert)))?;
            world.record(&Deed::key(Action::Change, &leaf.public_key, Some(key)))?;
        }
    }
    let mut moved: Vec<(PathBuf, bool, Zeroizing<Vec<u8>>)> = Vec::new();
    for (from, to) in [(&slots.current, &slots.old), (&slots.next, &slots.current)] {
        for (file, place) in from.files().zip(to.files()) {
            moved.push((place.to_owned(), to.is_private(place), bytes(file)?));
        }
    }
    let drafts: Vec<Draft<'_>> = moved
        .iter()
        .map(|(path, private, bytes)| Draft {
            path: path.clone(),
            bytes,
            private: *private,
        })
        .collect();
    save::save_all(&drafts, true)?;
    for file in slots
        .next
        .files()
        .chain([slots.request.as_path(), &slots.next_key])
    {
        let _ = fs_err::remove_file(file); // what stays there says so itself in the next status
    }
    let old = slots.old.cert.display();
    Ok(vec![format!(
        "{} is the next one now, the old one is {old}",
        slots.current.cert.display()
    )])
}

/// Removes the old one.
pub fn retire(
    slots: &Slots,
    chosen: &Chosen,
    force: bool,
    notes: &mut Vec<String>,
    world: &mut dyn World,
) -> anyhow::Result<Vec<String>> {
    let Some(old) = leaf(&slots.old.cert) else {
        return Err(Failure::usage(
            format!(
                "there is no old certificate at {}",
                slots.old.cert.display()
            ),
            format!(
                "see where the rotation stands: mtls rotate --profile {}",
                chosen.name
            ),
        )
        .into());
    };
    let provider = chosen
        .profile
        .provider
        .as_ref()
        .map(|p| p.load())
        .transpose()?;
    let hours = provider
        .as_ref()
        .and_then(|p| p.certificate.renewal.watch_hours);
    if let (Some(hours), false) = (hours, force) {
        watched(&slots.old.cert, hours, world.now())?;
    }
    if let Some(provider) = provider.filter(|provider| provider.revoke.is_some()) {
        notes.push(format!(
            "{} still takes it until it is revoked: mtls revoke --serial {} --provider {}",
            provider.title,
            crate::core::material::hex(&old.serial),
            provider.name
        ));
    }
    world.record(&Deed::certificate(
        Action::Delete,
        &old,
        Some(&slots.old.cert),
    ))?;
    let key = slots.old.key.as_ref().unwrap_or(&slots.old.cert);
    world.record(&Deed::key(Action::Delete, &old.public_key, Some(key)))?;
    remove(&slots.old)?;
    let removed: Vec<String> = slots.old.files().map(|f| f.display().to_string()).collect();
    Ok(vec![format!("removed {}", removed.join(" and "))])
}

/// Whether so many hours have passed since the old one was put aside.
fn watched(file: &Path, hours: u32, now: Time) -> std::result::Result<(), Failure> {
    let since = fs_err::metadata(file).and_then(|m| m.modified()).ok();
    let since = since.and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
    let Some(since) = since.and_then(|since| i64::try_from(since.as_secs()).ok()) else {
        return Ok(());
    };
    let passed = (now.unix() - since) / 3600;
    if passed >= i64::from(hours) {
        return Ok(());
    }
    Err(Failure::usage(
        format!("the change was {passed} hours ago, and the provider wants it watched for {hours}"),
        "wait, or retire it now with --force",
    ))
}

fn remove(pair: &Pair) -> Result<()> {
    for file in pair.files().filter(|file| file.exists()) {
        fs_err::remove_file(file).map_err(|e| Error::NotWritten {
            path: file.display().to_string(),
            reason: crate::core::error::plain_io(&e),
        })?;
    }
    Ok(())
}
