//! The next key and its request, made beside the current ones in the way of the provider.

use std::path::Path;

use super::place::link_notes;
use super::state::{Cut, Seen};
use crate::cli::{ProfileArgs, RotateArgs};
use crate::commands::deeds::carried_out;
use crate::commands::profile::Chosen;
use crate::commands::{World, own};
use crate::core::error::plain_io;
use crate::core::material::{Algorithm, Certificate, hex};
use crate::core::profile::audit::{Action, Deed};
use crate::core::profile::slots::Slots;
use crate::core::provider::schema::{Provider, Stage};
use crate::core::provider::{CsrRules, ProviderRef};
use crate::core::{Error, Result};
use crate::report::Failure;

/// Key and request, by `csr --renew`: subject and names are those of the current certificate.
pub fn prepare(
    slots: &Slots,
    chosen: &Chosen,
    args: &RotateArgs,
    notes: &mut Vec<String>,
    world: &mut dyn World,
) -> anyhow::Result<Vec<String>> {
    let seen = Seen::at(slots, chosen, world);
    refuse_cut(seen.cut, chosen)?;
    let stands = stands(slots);
    if let (Some(file), false) = (stands.first(), args.force) {
        return Err(Failure::usage(
            format!("{} is there: a rotation has begun already", file.display()),
            format!(
                "go on with it (mtls rotate {}), or begin anew with --force, which replaces its key",
                chosen.named()
            ),
        )
        .into());
    }
    notes.extend(link_notes(chosen));
    let provider = chosen.profile.provider.as_ref();
    let provider = provider.map(|provider| provider.load()).transpose()?;
    let one_more = Seen { next: None, ..seen };
    notes.extend(third(&one_more, provider.as_ref(), world));
    let mut done = Vec::new();
    if args.force && !stands.is_empty() {
        done.push(removed(slots, seen.next.as_ref(), &stands));
    }
    let deeds = deeds(slots, &one_more, seen.next.as_ref(), &stands);
    let made = carried_out(&deeds, world, |world| {
        let made = request(slots, chosen, args, one_more.current.as_ref(), notes, world)?;
        remove(&slots.next.cert)?; // one of a key that is gone, or none
        Ok(made)
    })?;
    done.push(made);
    Ok(done)
}

/// A switch that was cut short has to be finished before anything else.
pub fn refuse_cut(cut: Option<Cut>, chosen: &Chosen) -> std::result::Result<(), Failure> {
    match cut {
        Some(_) => Err(Failure::usage(
            "a switch was cut short, and has to be finished first",
            format!("finish it: mtls rotate switch {}", chosen.named()),
        )),
        None => Ok(()),
    }
}

/// What is to be known where the provider allows no further active certificate, in its words.
pub fn third(seen: &Seen, provider: Option<&Provider>, world: &dyn World) -> Option<String> {
    let active = seen.active(provider, world);
    let (provider, most) = provider.zip(active.most)?;
    if active.count < usize::try_from(most).ok()? {
        return None;
    }
    let steps = provider.steps.iter();
    let step = steps
        .filter(|step| step.stage == Stage::Renewal)
        .map(|step| step.what.en.clone());
    let words: Vec<String> = step.collect();
    let words = match words.is_empty() {
        true => String::new(),
        false => format!(" ({})", words.join("; ")),
    };
    Some(format!(
        "{} allows {most} active certificate(s), and {} by these files ({}): the next one can only be registered when one of them is taken away{words}",
        provider.title,
        active.count,
        active.which.join(" and ")
    ))
}

/// Files of a rotation that has begun.
fn stands(slots: &Slots) -> Vec<&Path> {
    let mut all = vec![slots.next.cert.as_path(), &slots.next_key, &slots.request];
    all.retain(|file| file.exists());
    all
}

fn removed(slots: &Slots, next: Option<&Certificate>, stands: &[&Path]) -> String {
    let told = |file: &&Path| match next.filter(|_| **file == slots.next.cert) {
        Some(next) => format!("{} (serial {})", file.display(), hex(&next.serial)),
        None => file.display().to_string(),
    };
    let files: Vec<String> = stands.iter().map(told).collect();
    format!("begun anew: {} of before is gone", files.join(", "))
}

/// What goes when it is begun anew.
fn deeds(slots: &Slots, seen: &Seen, next: Option<&Certificate>, stands: &[&Path]) -> Vec<Deed> {
    let mut deeds = Vec::new();
    if let Some(next) = next {
        deeds.push(Deed::certificate(
            Action::Delete,
            next,
            Some(&slots.next.cert),
        ));
    }
    if stands.contains(&slots.next_key.as_path()) {
        deeds.push(match &seen.requested {
            Some(key) => Deed::key(Action::Delete, key, Some(&slots.next_key)),
            None => Deed::locked_key(Action::Delete, &slots.next_key),
        });
    }
    deeds
}

fn request(
    slots: &Slots,
    chosen: &Chosen,
    args: &RotateArgs,
    current: Option<&Certificate>,
    notes: &mut Vec<String>,
    world: &mut dyn World,
) -> anyhow::Result<String> {
    let text = |path: &Path| path.display().to_string();
    let renewed = text(&slots.current.cert);
    let (request, key) = (text(&slots.request), text(&slots.next_key));
    let lock = chosen.environment.pass.as_ref().map(|pass| pass.spelled());
    let mut words = vec![
        "csr", "--renew", &renewed, "--out", &request, "--keyout", &key,
    ];
    match &lock {
        Some(reference) => words.extend(["--out-pass", reference.as_str(), "--pass", reference]),
        None => words.push("--no-encrypt"),
    }
    if args.force {
        words.push("--force");
    }
    let rules = key_rules(chosen)?;
    // whoever signed the current one takes its subject; of its rules those of the key count
    match (&rules, current.and_then(same_kind)) {
        (Some((key, Some(digest))), _) => words.extend(["--newkey", key, "--digest", digest]),
        (Some((key, None)), _) => words.extend(["--newkey", key]),
        (None, Some(kind)) => words.extend(["--newkey", kind]),
        (None, None) => {}
    }
    let report = own::run(&words, &ProfileArgs::default(), world)?;
    let further = report.notes.into_iter();
    notes.extend(further.filter(|note| !note.starts_with("next:")));
    Ok(format!("made {key} and {request}"))
}

/// The key that the provider wants made, and the digest where the key leaves a choice; `None`
/// where no provider says.
fn key_rules(chosen: &Chosen) -> Result<Option<(String, Option<String>)>> {
    let named = chosen.profile.provider.as_ref();
    let Some(named) = named.filter(|named| **named != ProviderRef::GENERIC) else {
        return Ok(None);
    };
    let rules: CsrRules = named.load()?.csr;
    let key = rules.key.make.to_string();
    let digest = key
        .starts_with("rsa")
        .then(|| rules.digest.make.to_string());
    Ok(Some((key, digest)))
}

/// A key like the current one, where such keys are made here.
fn same_kind(current: &Certificate) -> Option<&'static str> {
    match current.public_key.algorithm() {
        Algorithm::Rsa { bits: 2048 } => Some("rsa:2048"),
        Algorithm::Rsa { bits: 3072 } => Some("rsa:3072"),
        Algorithm::Rsa { bits: 4096 } => Some("rsa:4096"),
        Algorithm::Ec { curve } => match curve.as_str() {
            "P-256" => Some("ec:p256"),
            "P-384" => Some("ec:p384"),
            "P-521" => Some("ec:p521"),
            _ => None,
        },
        Algorithm::Ed25519 => Some("ed25519"),
        _ => None,
    }
}

/// A file that may not be there.
///
/// # Errors
/// `NotWritten`.
pub fn remove(file: &Path) -> Result<()> {
    match fs_err::remove_file(file) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::NotWritten {
            path: file.display().to_string(),
            reason: plain_io(&e),
        }),
        _ => Ok(()),
    }
}
