//! The current certificate put aside and the next one put in its place. Each step is one that the file
//! system does whole, and they come in such an order that what is there tells how far it came: the
//! current one stands in its place and in that of the old one until the next one takes its place, the
//! certificate last. `state` reads that, and a switch that is begun again goes on from there.

use std::path::Path;
use std::time::{Duration, SystemTime};

use super::state::{Cut, Held, Seen};
use super::steps::{
    bytes, change, into_place, readable_as, remove, second_name, synced, take_back,
};
use crate::commands::World;
use crate::commands::deeds::{both, carried_out};
use crate::commands::profile::Chosen;
use crate::core::Result;
use crate::core::clock::Time;
use crate::core::material::Certificate;
use crate::core::profile::audit::{Action, Deed};
use crate::core::profile::slots::{Pair, Slots};
use crate::core::provider::Provider;
use crate::report::Failure;

/// The current one becomes the old one, the next one the current one.
pub fn switch(
    slots: &Slots,
    chosen: &Chosen,
    seen: &Seen,
    world: &mut dyn World,
) -> anyhow::Result<Vec<String>> {
    let now = world.now();
    if seen.cut == Some(Cut::LeftOver) {
        return left_over(slots, seen, world);
    }
    let Some(next) = &seen.next else {
        return Err(super::not_issued(slots, chosen).into());
    };
    match seen.cut {
        None => refuse_old(slots, chosen)?,
        Some(_) => refuse_old_key(slots)?,
    }
    let (old, current) = (&slots.old, &slots.current);
    let mut deeds = Vec::new();
    if let Some(leaf) = &seen.current {
        deeds.extend(both(Action::Change, leaf, &old.cert, key_of(old)));
    }
    deeds.extend(both(Action::Change, next, &current.cert, key_of(current)));
    carried_out(&deeds, world, |_| {
        let changed = change(slots);
        if changed.is_err() && seen.cut.is_none() {
            take_back(slots);
        }
        changed?;
        touch(&old.cert, now);
        Ok(())
    })?;
    tidy(slots)?; // the change is done, whatever becomes of this
    let mut done = Vec::new();
    if seen.cut.is_some() {
        done.push("finished the switch that was cut short".to_owned());
    }
    done.push(format!(
        "{} is the next one now, the old one is {}",
        current.cert.display(),
        old.cert.display()
    ));
    Ok(done)
}

/// The file that holds its key.
pub fn key_of(pair: &Pair) -> &Path {
    pair.key.as_deref().unwrap_or(&pair.cert)
}

fn refuse_old(slots: &Slots, chosen: &Chosen) -> std::result::Result<(), Failure> {
    let Some(file) = slots.old.files().find(|file| file.exists()) else {
        return Ok(());
    };
    Err(Failure::usage(
        format!(
            "{} is there: an earlier one is not retired yet",
            file.display()
        ),
        format!("retire it first: mtls rotate retire {}", chosen.named()),
    ))
}

/// An old key that is another than the one in use, which would be lost under the next one.
fn refuse_old_key(slots: &Slots) -> std::result::Result<(), Failure> {
    let (Some(key), Some(old)) = (&slots.current.key, &slots.old.key) else {
        return Ok(());
    };
    let is_moved = !slots.next_key.exists() || !key.exists();
    if is_moved || !old.exists() || bytes(key).ok() == bytes(old).ok() {
        return Ok(());
    }
    Err(Failure::usage(
        format!("{} is there, and not the key in use", old.display()),
        "move it away first; nothing was changed",
    ))
}

/// The key put to its certificate, which stands in its place without it.
pub fn key_after(
    slots: &Slots,
    chosen: &Chosen,
    seen: &Seen,
    world: &mut dyn World,
) -> anyhow::Result<Vec<String>> {
    let (current, next) = (&slots.current, &slots.next);
    let (Some(key), Some(old)) = (&current.key, &slots.old.key) else {
        return Err(Failure::usage(
            format!("{} lacks its key", current.cert.display()),
            format!(
                "put the key of {} into it too; nothing was changed",
                if next.cert.exists() {
                    &next.cert
                } else {
                    &slots.next_key
                }
                .display()
            ),
        )
        .into());
    };
    let pair = Pair {
        cert: current.cert.clone(),
        key: Some(slots.next_key.clone()),
    };
    let leaf = super::trial::paired(&pair, chosen, world)?.leaf().clone();
    refuse_old_key(slots)?;
    let kept = match &seen.current_key {
        Held::Open(key) => Deed::key(Action::Change, key, Some(old)),
        _ => Deed::locked_key(Action::Change, old),
    };
    let deeds = [kept, Deed::key(Action::Change, &leaf.public_key, Some(key))];
    carried_out(&deeds, world, |_| {
        if key.exists() {
            second_name(key, old, true)?;
        }
        readable_as(key, &slots.next_key, true);
        into_place(&slots.next_key, key)?;
        synced(key);
        Ok(())
    })?;
    remove(&next.cert)?; // the same one is in its place
    tidy(slots)?;
    Ok(vec![format!(
        "put its key to {} as {}; the key that was there, if any, is {}",
        current.cert.display(),
        key.display(),
        old.display()
    )])
}

/// What was made for the next one alone; the request last, which tells that more is to be removed.
fn tidy(slots: &Slots) -> Result<()> {
    remove(&slots.next_key)?;
    remove(&slots.request)
}

/// When it was put aside.
fn touch(file: &Path, now: Time) {
    let Ok(seconds) = u64::try_from(now.unix()) else {
        return;
    };
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    if let Ok(file) = fs_err::File::open(file) {
        let _ = file.file().set_modified(at); // only the time of watching hangs on it
    }
}

/// Files of the next one that stand beside the current one, which it is already.
fn left_over(slots: &Slots, seen: &Seen, world: &mut dyn World) -> anyhow::Result<Vec<String>> {
    let all = slots.next.files().chain([slots.next_key.as_path()]);
    let mut files: Vec<&Path> = all.filter(|file| file.exists()).collect();
    files.dedup();
    // another key than the one in use is not of what is left over
    let is_other = |key: &Held, leaf| key.belongs_to(leaf) == Some(false);
    if seen
        .current
        .as_ref()
        .is_some_and(|leaf| is_other(&seen.next_key, leaf))
    {
        files.retain(|file| *file != slots.next_key);
    }
    let is_key = |file: &Path| file != slots.next.cert || slots.next.key.is_none();
    let deed = |file: &&Path| match &seen.current {
        Some(leaf) if is_key(file) => Deed::key(Action::Delete, &leaf.public_key, Some(file)),
        Some(leaf) => Deed::certificate(Action::Delete, leaf, Some(file)),
        None => Deed::locked_key(Action::Delete, file),
    };
    let deeds: Vec<Deed> = files.iter().map(deed).collect();
    carried_out(&deeds, world, |_| {
        for file in &files {
            remove(file)?;
        }
        Ok(remove(&slots.request)?)
    })?;
    let names: Vec<String> = files
        .iter()
        .chain([&slots.request.as_path()])
        .map(|file| file.display().to_string())
        .collect();
    Ok(vec![format!(
        "finished the switch that was cut short: removed {}",
        names.join(", ")
    )])
}

/// What stands where the old one has to go through on its way back.
///
/// # Errors
/// Ends 2 if something does, or where there is no old one.
pub fn refuse_next(
    slots: &Slots,
    seen: &Seen,
    chosen: &Chosen,
) -> std::result::Result<(), Failure> {
    if !slots.old.cert.exists() {
        return Err(no_old(slots, chosen));
    }
    let places = slots
        .next
        .files()
        .chain([&*slots.next_key, &*slots.request]);
    match places.into_iter().find(|file| file.exists()) {
        Some(_) if is_halfway(slots, seen).is_none_or(|is| is) => Ok(()),
        Some(file) => Err(Failure::usage(
            format!("{} is there: the next rotation has begun", file.display()),
            "move it away first, with what stands beside it; nothing was changed",
        )),
        None => Ok(()),
    }
}

/// Whether a way back was cut short behind its first step: the key is moved, its certificate is not.
/// `None` where that key was not opened.
pub fn is_halfway(slots: &Slots, seen: &Seen) -> Option<bool> {
    let (Some(old), Some(next), Some(leaf)) = (&slots.old.key, &slots.next.key, &seen.old) else {
        return Some(false);
    };
    if old.exists() || !next.exists() || slots.request.exists() {
        return Some(false);
    }
    seen.next_key.belongs_to(leaf)
}

/// The old one becomes the next one, and that the current one: each state between is one that is told
/// and gone on from.
pub fn back(slots: &Slots, chosen: &Chosen, world: &mut dyn World) -> anyhow::Result<Vec<String>> {
    let pairs: Vec<(&Path, &Path)> = slots.old.files().zip(slots.next.files()).collect();
    for (file, place) in pairs.iter().rev() {
        // the certificate last: it tells that its key is there
        if file.exists() {
            into_place(file, place)?;
        }
    }
    let seen = Seen::at(slots, chosen, world);
    let switched = switch(slots, chosen, &seen, world);
    if switched.is_err() && !slots.old.files().any(Path::exists) {
        for (file, place) in pairs {
            let _ = into_place(place, file); // the first error is the one to tell
        }
    }
    switched?;
    Ok(vec![format!(
        "{} is the old one again, the one that was in use is {}",
        slots.current.cert.display(),
        slots.old.cert.display()
    )])
}

fn no_old(slots: &Slots, chosen: &Chosen) -> Failure {
    Failure::usage(
        format!(
            "there is no old certificate at {}",
            slots.old.cert.display()
        ),
        format!(
            "see where the rotation stands: mtls rotate {}",
            chosen.named()
        ),
    )
}

/// Whether there is one to retire, and whether it is time.
///
/// # Errors
/// Ends 2 if not.
pub fn may_retire(
    slots: &Slots,
    chosen: &Chosen,
    (seen, provider): (&Seen, Option<&Provider>),
    force: bool,
    now: Time,
) -> std::result::Result<(), Failure> {
    super::prepare::refuse_cut(seen.cut, chosen)?;
    let Some(there) = slots.old.files().find(|file| file.exists()) else {
        return Err(no_old(slots, chosen));
    };
    let hours = provider.and_then(|p| p.certificate.renewal.watch_hours);
    if let (Some(hours), false) = (hours, force) {
        watched(there, hours, now)?;
    }
    Ok(())
}

/// Removes the old one.
pub fn retire(
    slots: &Slots,
    chosen: &Chosen,
    (seen, provider): (&Seen, Option<&Provider>),
    notes: &mut Vec<String>,
    world: &mut dyn World,
) -> anyhow::Result<Vec<String>> {
    let revokes = provider.filter(|provider| provider.revoke.is_some());
    if let (Some(provider), Some(old)) = (revokes, &seen.old) {
        notes.push(format!(
            "{} still takes it until it is revoked: mtls revoke --serial {} {}",
            provider.title,
            old.serial_hex(),
            chosen.named()
        ));
    }
    let key = key_of(&slots.old);
    let deeds = match &seen.old {
        Some(old) => deeds_of(old, slots, key),
        None => vec![Deed::locked_key(Action::Delete, key)],
    };
    let there: Vec<&Path> = slots.old.files().filter(|file| file.exists()).collect();
    carried_out(&deeds, world, |_| {
        // the certificate last: it tells that there is more to remove
        Ok(there.iter().rev().try_for_each(|file| remove(file))?)
    })?;
    let removed: Vec<String> = there.iter().map(|f| f.display().to_string()).collect();
    Ok(vec![format!("removed {}", removed.join(" and "))])
}

fn deeds_of(old: &Certificate, slots: &Slots, key: &Path) -> Vec<Deed> {
    both(Action::Delete, old, &slots.old.cert, key).into()
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
