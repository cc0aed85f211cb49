//! The next key and its request, made beside the current ones in the way of the provider.

use std::path::{Path, PathBuf};

use super::place::link_notes;
use super::state::{Cut, Seen};
use super::steps::into_place;
use crate::cli::{ProfileArgs, RotateArgs};
use crate::commands::deeds::carried_out;
use crate::commands::profile::Chosen;
use crate::commands::{World, own};
use crate::core::Result;
use crate::core::material::{Algorithm, Certificate};
use crate::core::profile::audit::{Action, Deed};
use crate::core::profile::slots::Slots;
use crate::core::provider::schema::{Provider, Stage};
use crate::core::provider::{CsrRules, ProviderRef};
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
    let is_key_alone = stands == [slots.next_key.as_path()];
    if let (Some(file), false, false) = (stands.first(), args.force, is_key_alone) {
        return Err(Failure::usage(
            format!("{} is there: a rotation has begun already", file.display()),
            format!(
                "go on with it (mtls rotate {}), or begin anew with --force, which keeps what is there as {}.discarded",
                chosen.named(),
                file.display()
            ),
        )
        .into());
    }
    notes.extend(link_notes(chosen));
    if is_key_alone && !args.force {
        let made = request(
            slots,
            chosen,
            Made::Request,
            seen.current.as_ref(),
            notes,
            world,
        )?;
        return Ok(vec![made]);
    }
    let provider = chosen.profile.rules()?;
    let one_more = Seen { next: None, ..seen };
    notes.extend(third(&one_more, provider.as_ref(), world));
    let moves: Vec<(&Path, PathBuf)> = stands.iter().map(|file| (*file, aside(file))).collect();
    let deeds = deeds(slots, &one_more, seen.next.as_ref(), &moves);
    let made = carried_out(&deeds, world, |world| {
        put_aside(&moves)?;
        let made = request(
            slots,
            chosen,
            Made::Both,
            one_more.current.as_ref(),
            notes,
            world,
        );
        if made.is_err() {
            take_back(&moves);
        }
        let told = (!moves.is_empty()).then(|| kept(slots, seen.next.as_ref(), &moves));
        Ok(told.into_iter().chain([made?]).collect())
    })?;
    Ok(made)
}

/// What is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    /// A key and its request.
    Both,
    /// The request of a key that is there.
    Request,
}

/// Where a file of a rotation that is not gone on with is kept: the provider may still sign for its
/// key. Over nothing.
pub fn aside(file: &Path) -> PathBuf {
    let named = |end: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let mut place = named(".discarded");
    let mut count = 1;
    while place.exists() {
        count += 1;
        place = named(&format!(".discarded.{count}"));
    }
    place
}

/// All or none.
pub fn put_aside(moves: &[(&Path, PathBuf)]) -> Result<()> {
    for (file, place) in moves {
        if let Err(error) = into_place(file, place) {
            take_back(moves);
            return Err(error);
        }
    }
    Ok(())
}

/// Best effort: the first error is the one to tell, and nothing is lost either way.
pub fn take_back(moves: &[(&Path, PathBuf)]) {
    for (file, place) in moves {
        if place.exists() && !file.exists() {
            let _ = into_place(place, file);
        }
    }
}

/// A switch that was cut short has to be finished before anything else.
pub fn refuse_cut(cut: Option<Cut>, chosen: &Chosen) -> std::result::Result<(), Failure> {
    match cut {
        Some(Cut::Keyless) => Err(Failure::usage(
            "the next certificate was put in its place without its key",
            format!(
                "put its key there too: mtls rotate switch {}",
                chosen.named()
            ),
        )),
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

fn kept(slots: &Slots, next: Option<&Certificate>, moves: &[(&Path, PathBuf)]) -> String {
    let told = |(file, place): &(&Path, PathBuf)| match next.filter(|_| *file == slots.next.cert) {
        Some(next) => format!("{} (serial {})", place.display(), next.serial_hex()),
        None => place.display().to_string(),
    };
    let files: Vec<String> = moves.iter().map(told).collect();
    format!(
        "begun anew; what was there is kept, remove it when the provider signs none of it any more: {}",
        files.join(", ")
    )
}

/// What is put aside when it is begun anew.
fn deeds(
    slots: &Slots,
    seen: &Seen,
    next: Option<&Certificate>,
    moves: &[(&Path, PathBuf)],
) -> Vec<Deed> {
    let deed = |(file, place): &(&Path, PathBuf)| {
        let requested = seen.requested.as_ref();
        let key = requested.or_else(|| next.map(|next| &next.public_key));
        match (next, key) {
            (Some(next), _) if *file == slots.next.cert => {
                Some(Deed::certificate(Action::Change, next, Some(place)))
            }
            (_, Some(key)) if *file == slots.next_key => {
                Some(Deed::key(Action::Change, key, Some(place)))
            }
            (_, None) if *file == slots.next_key => Some(Deed::locked_key(Action::Change, place)),
            _ => None,
        }
    };
    moves.iter().filter_map(deed).collect()
}

fn request(
    slots: &Slots,
    chosen: &Chosen,
    what: Made,
    current: Option<&Certificate>,
    notes: &mut Vec<String>,
    world: &mut dyn World,
) -> anyhow::Result<String> {
    let text = |path: &Path| path.display().to_string();
    let renewed = text(&slots.current.cert);
    let (request, key) = (text(&slots.request), text(&slots.next_key));
    let lock = chosen.environment.pass.as_ref().map(|pass| pass.spelled());
    let mut words = vec!["csr", "--renew", &renewed, "--out", &request];
    match (what, &lock) {
        (Made::Both, Some(lock)) => {
            words.extend(["--keyout", &key, "--out-pass", lock, "--pass", lock]);
        }
        (Made::Both, None) => words.extend(["--keyout", &key, "--no-encrypt"]),
        (Made::Request, Some(lock)) => words.extend(["--key", &key, "--pass", lock]),
        (Made::Request, None) => words.extend(["--key", &key]),
    }
    let rules = key_rules(chosen)?;
    // whoever signed the current one takes its subject; of its rules those of the key count
    match (&rules, current.and_then(same_kind)) {
        _ if what == Made::Request => {}
        (Some((key, Some(digest))), _) => words.extend(["--newkey", key, "--digest", digest]),
        (Some((key, None)), _) => words.extend(["--newkey", key]),
        (None, Some(kind)) => words.extend(["--newkey", kind]),
        (None, None) => {}
    }
    let report = own::run(&words, &ProfileArgs::default(), world)?;
    let further = report.notes.into_iter();
    let further = further.filter(|note| !note.starts_with("next:"));
    // the flags that it names are those of csr
    notes.extend(
        further.map(|note| match note.split_once("; to ask for them add") {
            Some((fact, _)) => fact.to_owned(),
            None => note,
        }),
    );
    Ok(match what {
        Made::Both => format!("made {key} and {request}"),
        Made::Request => format!("made {request} for {key}, which was there"),
    })
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
