//! `rotate`: the next certificate beside the current one, tried, put in its place, the old one
//! kept until it is retired.

mod accept;
mod moves;
mod state;

use super::World;
use super::own;
use super::profile::{self, Chosen};
use crate::cli::{ProfileArgs, RotateArgs, RotateStep};
use crate::core::material::{Algorithm, Certificate};
use crate::core::profile::slots::Slots;
use crate::core::provider::ProviderRef;
use crate::exit::Exit;
use crate::report::{Answer, Failure, Format, Report};

pub use state::state;

/// One step of it.
pub fn run(args: &RotateArgs, world: &mut dyn World) -> anyhow::Result<Report> {
    if args.file.is_some() != (args.step == RotateStep::Accept) {
        return Err(Failure::usage(
            "accept takes the file with the certificate, and no other step takes one",
            "write it as in: mtls rotate accept new.crt --profile acme/production",
        )
        .into());
    }
    let fix = "name the environment whose certificate changes with --profile PROFILE/ENVIRONMENT";
    let chosen = profile::chosen(&args.profile, "rotate", fix, world)?;
    let Some(slots) = Slots::of(&chosen.environment) else {
        return Err(Failure::usage(
            format!("{} names no certificate", chosen.name),
            format!("add cert = \"client.crt\" to [{}]", chosen.section()),
        )
        .into());
    };
    moves::refuse_containers(&slots)?;
    let mut notes = Vec::new();
    let done = match args.step {
        RotateStep::Status => Vec::new(),
        RotateStep::Prepare => prepare(&slots, &chosen, args, &mut notes, world)?,
        RotateStep::Accept => accept::accept(&slots, &chosen, args, &mut notes, world)?,
        RotateStep::Test => test(&slots, &chosen, args, world)?,
        RotateStep::Switch => {
            if !args.untested {
                test(&slots, &chosen, args, world)?;
            }
            moves::switch(&slots, &chosen, world)?
        }
        RotateStep::Retire => moves::retire(&slots, &chosen, args.force, &mut notes, world)?,
    };
    let facts = state(&slots, &chosen, done, world.now());
    let mut report = Report::new(Answer::Rotation(Box::new(facts)), args.output.format());
    if report.format != Format::Quiet {
        report.notes = notes;
    }
    Ok(report)
}

/// Key and request, by `csr --renew`: subject and names are those of the current certificate.
fn prepare(
    slots: &Slots,
    chosen: &Chosen,
    args: &RotateArgs,
    notes: &mut Vec<String>,
    world: &mut dyn World,
) -> Result<Vec<String>, Failure> {
    let stands = [slots.next.cert.as_path(), &slots.next_key, &slots.request];
    let stands = stands.into_iter().find(|file| file.exists());
    if let (Some(file), false) = (stands, args.force) {
        return Err(Failure::usage(
            format!("{} is there: a rotation has begun already", file.display()),
            format!(
                "go on with it (mtls rotate --profile {}), or begin anew with --force, which replaces its key",
                chosen.name
            ),
        ));
    }
    let text = |path: &std::path::Path| path.display().to_string();
    let (current, request, key) = (
        text(&slots.current.cert),
        text(&slots.request),
        text(&slots.next_key),
    );
    let lock = chosen.environment.pass.as_ref().map(|pass| pass.spelled());
    let mut words = vec![
        "csr", "--renew", &current, "--out", &request, "--keyout", &key,
    ];
    match &lock {
        Some(reference) => words.extend(["--out-pass", reference.as_str(), "--pass", reference]),
        None => words.push("--no-encrypt"),
    }
    if args.force {
        words.push("--force");
    }
    let rules = key_rules(chosen).map_err(|e| Failure::local(&e, Exit::Negative))?;
    let kind = state::leaf(&slots.current.cert).and_then(|leaf| same_kind(&leaf));
    // whoever signed the current one takes its subject; of its rules those of the key count
    match (&rules, kind) {
        (Some((key, Some(digest))), _) => words.extend(["--newkey", key, "--digest", digest]),
        (Some((key, None)), _) => words.extend(["--newkey", key]),
        (None, Some(kind)) => words.extend(["--newkey", kind]),
        (None, None) => {}
    }
    let report = own::run(&words, &ProfileArgs::default(), world)?;
    notes.extend(
        report
            .notes
            .into_iter()
            .filter(|note| !note.starts_with("next:")),
    );
    if args.force {
        let _ = fs_err::remove_file(&slots.next.cert); // one of a key that is gone, or none
    }
    Ok(vec![format!("made {key} and {request}")])
}

/// The key that the provider wants made, and the digest where the key leaves a choice; `None`
/// where no provider says.
fn key_rules(chosen: &Chosen) -> crate::core::Result<Option<(String, Option<String>)>> {
    let named = chosen.profile.provider.as_ref();
    let Some(named) = named.filter(|named| **named != ProviderRef::GENERIC) else {
        return Ok(None);
    };
    let rules = named.load()?.csr;
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

/// The next certificate shown to the server, by `probe`.
fn test(
    slots: &Slots,
    chosen: &Chosen,
    args: &RotateArgs,
    world: &mut dyn World,
) -> Result<Vec<String>, Failure> {
    let next = &slots.next;
    if !next.cert.exists() {
        return Err(not_issued(slots, chosen));
    }
    let cert = profile::spelled(&next.cert);
    let key = next.key.as_ref().map(|key| key.display().to_string());
    let pass = chosen.environment.pass.as_ref().map(|pass| pass.spelled());
    let mut words = vec!["probe", "--cert", &cert];
    for (flag, value) in [("--key", &key), ("--pass", &pass)] {
        if let Some(value) = value {
            words.extend([flag, value.as_str()]);
        }
    }
    let place = args.place.clone().unwrap_or_else(|| chosen.name.clone());
    let named = ProfileArgs {
        profile: Some(place.clone()),
        config: args.profile.config.clone(),
    };
    let report = own::run(&words, &named, world)?;
    match report.answer {
        Answer::Probe(facts) if report.exit != Exit::Ok => {
            let mut failure = Failure::diagnosed(facts.diagnosis, Exit::Negative);
            failure.evidence.push(format!(
                "{place} was tried with {cert}; nothing was changed"
            ));
            Err(failure)
        }
        _ => Ok(vec![format!("{place} takes the next certificate")]),
    }
}

fn not_issued(slots: &Slots, chosen: &Chosen) -> Failure {
    let begun = slots.next_key.exists();
    Failure::usage(
        format!(
            "there is no next certificate at {}",
            slots.next.cert.display()
        ),
        match begun {
            true => format!(
                "when it comes: mtls rotate accept FILE --profile {}",
                chosen.name
            ),
            false => format!("begin with: mtls rotate prepare --profile {}", chosen.name),
        },
    )
}
